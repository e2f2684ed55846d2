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

WITHIN_WEB: dict[str, set[str]] = {
    "http": set(),
    "entity": set(),
    "network": set(),
    "world": {"network"},
    "sparql": {"http"},
    "pages": {"entity", "http", "network", "sparql", "world"},
}
"""The rooms within `web`, and which of its rooms each may know. What all of them share stands beside them."""

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
            if node.module in ("edugraph", "edugraph.web"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


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


def within_web(name: str) -> str:
    """The room within `web` that a dotted name leads to; empty for what all rooms share."""
    inner = name.removeprefix("edugraph.web.").split(".")[0]
    return inner if name.startswith("edugraph.web.") and inner in WITHIN_WEB else ""


def test_every_room_within_the_web_stands_in_the_table() -> None:
    rooms = {path.parent.name for path in (PACKAGE / "web").glob("*/*.py")}
    assert rooms == WITHIN_WEB.keys()


@pytest.mark.parametrize("path", sorted((PACKAGE / "web").glob("*/*.py")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_room_within_the_web_knows_only_what_the_table_says(path: Path) -> None:
    here = path.parent.name
    known = {within_web(name) for name in imports(path)} - {"", here}
    assert known <= WITHIN_WEB[here]


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


def test_the_architecture_page_shows_the_same_rooms_within_the_web() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = {}
    for line in page.splitlines():
        if line.startswith("| `web/") and not line.startswith("| `web/`"):
            name, known = line.split("|")[1:3]
            told[name.strip().strip("`").removeprefix("web/")] = {word.strip("`") for word in known.split()} - {"–"}
    assert told == WITHIN_WEB
