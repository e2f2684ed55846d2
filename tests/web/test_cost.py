"""What a page costs does not grow with the graph: as many queries, and no more rows, on data four times as large."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from edugraph.config import Settings
from edugraph.engine.protocol import Answer, Asked
from edugraph.release import Release, making
from edugraph.store import Store
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import MANIFEST, ROOT, Client

pytestmark = pytest.mark.slow

PAGES = [
    "/",
    "/actors",
    "/actors?kind=organisation",
    "/sources",
    "/commitments",
    "/commitments?page=2",
    "/commitments?asof=2022-01-01",
    "/timeline",
    "/timeline?page=3",
    "/timeline?kind=event&from=2010&to=2024",
    "/timeline?actor=country/LVA",
    "/plan/arpae-2022-2026",
    "/browse",
    "/graph",
]
SLACK = 1.25
"""Lists of the same length hold other things: some have a maker or a mark more."""


class Counting(InProcess):
    """Counts the values that are answered, too."""

    async def answer(self, asked: Asked) -> Answer:
        found = await super().answer(asked)
        body = found.body or b""
        if found.chunks is not None:
            body = b"".join([part async for part in found.chunks])
        self.counters["values"] += body.count(b'{"type":')
        return Answer(found.media_type, found.kind, body)


def made(folder: Path, events: int) -> tuple[Client, Counting]:
    """A client of a release of so many synthetic events, and its engine."""
    file = folder / "data.nq"
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), "nquads", "--events", str(events), "--seed", "1"]
    subprocess.run([*command, "--to", str(file)], check=True, env=dict(os.environ), capture_output=True)
    held: dict[str, list[str]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        triple, _, graph = line[:-3].rpartition(" <")
        held[graph].append(f"{triple} .\n")
    (folder / "queries").symlink_to(ROOT / "queries")
    store = Store.in_memory()
    union = making.counted(folder, held)
    store.add(file.read_bytes() + "".join(union).encode())
    making.keep_tables(folder, union, store.ask)
    release = Release(folder, MANIFEST)
    release.__dict__["store"] = store
    engine = Counting(store)
    return Client(create_app(release, Settings(cache_mib=0), engine)), engine


def cost(client: Client, engine: Counting, path: str) -> tuple[float, float]:
    """Queries and values of one page."""
    engine.counters.clear()
    assert client.get(path).status_code == 200, path
    return engine.counters["queries"], engine.counters["values"]


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Client, Counting]]:
    return [made(tmp_path_factory.mktemp(str(events)), events) for events in (300, 1200)]


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_a_graph_four_times_as_large_costs_the_same(sizes: list[tuple[Client, Counting]], path: str) -> None:
    (queries, values), (later_queries, later_values) = (cost(*size, path) for size in sizes)
    assert later_queries == queries
    assert later_values <= values * SLACK + 10


@pytest.mark.parametrize(("path", "most"), [("/commitments?actor=country/LVA", 3_500), ("/doc/country/LVA", 10_000)])
def test_a_page_that_more_fills_costs_no_more_than_when_it_is_full(
    sizes: list[tuple[Client, Counting]], path: str, most: int
) -> None:
    (queries, _), (later_queries, later_values) = (cost(*size, path) for size in sizes)
    assert later_queries <= queries
    assert later_values <= most
