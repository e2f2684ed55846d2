"""The generator of synthetic data: the same bytes for a seed, real evidence, and no violation of any check."""

import gzip
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parent.parent
QUADS = 30_000


def generated(what: str, size: str, to: Path, hash_seed: str = "0") -> Path:
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), what, *size.split(), "--seed", "7", "--to", str(to)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
    return to


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_folder_whatever_the_hash_seed(tmp_path: Path) -> None:
    one = generated("records", "--events 60", tmp_path / "one", "1")
    two = generated("records", "--events 60", tmp_path / "two", "2")
    assert digest(one) == digest(two)


def test_the_same_seed_gives_the_same_quads_whatever_the_hash_seed(tmp_path: Path) -> None:
    one = generated("nquads", "--events 60", tmp_path / "one.nq", "1")
    two = generated("nquads", "--events 60", tmp_path / "two.nq", "2")
    assert one.read_bytes() == two.read_bytes()


def test_passages_of_synthetic_texts_hash_to_what_their_locks_say(tmp_path: Path) -> None:
    folder = generated("records", "--events 40", tmp_path / "inputs")
    texts = sorted((folder / "texts").glob("*.txt"))
    assert len(texts) == 2, "a report and its digest"
    for path in texts:
        text = path.read_bytes().decode("utf-8")
        rows = re.findall(r"^passage (\d+)-(\d+) (\w+)$", (folder / f"data/records/{path.stem}.lock").read_text(), re.M)
        assert rows
        assert all(hashlib.sha256(text[int(a) : int(b)].encode()).hexdigest() == sha for a, b, sha in rows)


def test_n_quads_parse_have_about_the_size_asked_for_and_no_line_twice(tmp_path: Path) -> None:
    lines = generated("nquads", f"--quads {QUADS}", tmp_path / "graph.nq").read_bytes()
    quads = {str(quad) for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)}
    assert 0.9 * QUADS < len(quads) < 1.1 * QUADS
    assert len(quads) == lines.count(b"\n")


@pytest.mark.slow
@pytest.mark.parametrize("events", [1, 130])
def test_a_folder_builds_without_violation_to_just_the_quads_written_directly(tmp_path: Path, events: int) -> None:
    folder = generated("records", f"--events {events}", tmp_path / "inputs")
    outside = {name: value for name, value in os.environ.items() if not name.startswith("EDUGRAPH_")}
    settings = {"EDUGRAPH_INPUTS": str(folder), "EDUGRAPH_HOME": str(tmp_path / "home")}
    build = [sys.executable, "-m", "edugraph.cli", "build"]
    run = subprocess.run(build, env=outside | settings, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.strip()) == (0, "")
    direct = generated("nquads", f"--events {events}", tmp_path / "graph.nq").read_text(encoding="utf-8").split("\n")
    with gzip.open(tmp_path / "home" / "current" / "graph.nq.gz", "rt", encoding="utf-8", newline="") as lines:
        computed = ("/graph/meta> .", "/graph/analytics> .")
        built = [line for line in lines.read().split("\n") if not line.endswith(computed)]
    assert sorted(direct) == sorted(built)
