"""The wheel carries all that the main job needs: unpacked into an empty folder, it builds a release and serves it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    wheel = next(folder.glob("edugraph-*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.slow
def test_the_wheel_carries_ontology_shapes_queries_and_the_founding_data(unpacked: Path) -> None:
    inside = unpacked / "edugraph" / "resources"
    for folder in ("data", "ontology", "queries", "shapes"):
        kept = {p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert {p.relative_to(inside / folder) for p in (inside / folder).rglob("*") if p.is_file()} == kept


@pytest.mark.slow
def test_serve_in_an_empty_folder_builds_and_answers(unpacked: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EDUGRAPH_")}
    server = subprocess.Popen(
        [sys.executable, "-m", "edugraph.cli", "serve", "--port", str(port)],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(unpacked)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert answered(f"http://127.0.0.1:{port}", server) == "18"
    finally:
        server.terminate()
        server.communicate()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["releases"]


def answered(url: str, server: subprocess.Popen[str]) -> str:
    """How many decisions the server counts, once it is up."""
    query = "SELECT(COUNT(*)AS%20?n)%7B?d%20a%20%3Chttps://w3id.org/edugraph/def%23Decision%3E%7D"
    for _ in range(600):
        assert server.poll() is None, server.communicate()[0]
        try:
            request = urllib.request.Request(f"{url}/sparql?query={query}", headers={"Accept": "application/json"})
            with urllib.request.urlopen(request, timeout=5) as response:
                return str(json.load(response)["results"]["bindings"][0]["n"]["value"])
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server never came up")


def test_every_dependency_has_its_reason_and_licence() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    own = {re.split(r"[<>=;]", given)[0] for given in project["project"]["dependencies"]}
    told = set(re.findall(r"^\| ([a-z0-9-]+) \| [^|]+ \| [^|]{10,} \|$", text, re.MULTILINE))
    assert own <= told
    for group in ("test", "check"):
        named = [re.split(r"[<>=;]", given)[0] for given in project["dependency-groups"][group]]
        assert [n for n in named if n not in text and not n.startswith("types-")] == []
