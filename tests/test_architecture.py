"""The rooms of the house: who may import whom, and who alone may know a library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "edugraph"

ROWS = [
    {"errors", "rdf"},
    {"vocabulary"},
    {"config", "queries"},
    {"records", "evidence"},
    {"authority", "build", "counts", "hubs", "network", "reference", "search", "store", "validate"},
    {"description"},
    {"release"},
    {"engine"},
    {"remote"},
    {"curation", "web"},
    {"server"},
    {"cli"},
]
"""A row may import from rows above it; siblings do not know each other."""

FENCES = {
    "pyoxigraph": {"store"},
    "pyshacl": {"validate"},
    "rdflib": {"validate"},
    "httpx": {"remote"},
    "networkx": {"network"},
    "numpy": {"network"},
    "scipy": {"network"},
    "graspologic_native": {"network"},
    "fastapi": {"server", "web"},
    "sqlite3": {"search"},
    "starlette": {"web"},
    "prometheus_client": {"web"},
    "uvicorn": {"server"},
    "typer": {"cli", "reference"},
    "yaml": {"authority", "records", "reference"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every imported module by its dotted name, imports inside functions and `TYPE_CHECKING` blocks too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "edugraph":
                yield from (f"edugraph.{alias.name}" for alias in node.names)


def row(name: str) -> int:
    return next(i for i, rooms in enumerate(ROWS) if name in rooms)


def test_every_room_stands_in_the_table() -> None:
    rooms = {room(path) for path in modules()} - {"__init__", "resources"}
    assert rooms == set().union(*ROWS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_rows_above_it(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    for name in imports(path):
        if name.startswith("edugraph."):
            there = name.split(".")[1]
            assert there == here or row(there) < row(here), f"{here} imports {there}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_fenced_library_is_known_in_its_room_only(path: Path) -> None:
    for name in imports(path):
        rooms = FENCES.get(name.split(".")[0])
        assert rooms is None or room(path) in rooms, f"{name} in {room(path)}"


def test_the_environment_is_read_in_the_composition_root_only() -> None:
    readers = {
        room(p)
        for p in modules()
        if "os.environ" in p.read_text(encoding="utf-8") or "getenv" in p.read_text(encoding="utf-8")
    }
    assert readers == {"cli"}


def test_the_architecture_page_shows_the_same_rows() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for number, rooms in enumerate(ROWS, 1):
        line = next(line for line in page.splitlines() if line.startswith(f"| {number} |"))
        assert {word.strip("`") for word in line.split("|")[2].split()} == rooms
