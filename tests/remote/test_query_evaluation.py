"""W3C query evaluation over another server: each data set is brought to Oxigraph's own, and asked through the door."""

import asyncio
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from edugraph.release import Release
from edugraph.remote import door
from edugraph.remote.engine import Remote
from edugraph.store import Store
from edugraph.web.app import create_app
from protocol import suite
from protocol import test_pool_evaluation as pooled
from protocol import test_query_evaluation as whole
from protocol.asking import release_of, store_of

from . import servers
from .servers import Running

pytestmark = [*whole.pytestmark, pytest.mark.xdist_group("oxigraph")]


def loaded(running: Running, quads: list[ox.Quad]) -> tuple[str, ...]:
    """Bring just these quads to the server, those of the default graph as the union; the names of the others."""
    union = ox.NamedNode(door.UNION)
    moved = [ox.Quad(q.subject, q.predicate, q.object, _graph(q.graph_name, union)) for q in quads]
    body = ox.serialize(moved, format=ox.RdfFormat.N_QUADS)
    httpx.post(f"{running.to.removesuffix('store')}update", content="CLEAR ALL", headers={"content-type": UPDATE})
    told = httpx.post(running.to, content=body, headers={"content-type": "application/n-quads"})
    assert told.is_success, told.text
    return tuple(sorted({q.graph_name.value for q in moved if q.graph_name != union}))  # type: ignore[union-attr]


UPDATE = "application/sparql-update"


def _graph(name: object, union: ox.NamedNode) -> ox.NamedNode:
    return name if isinstance(name, ox.NamedNode) else union


async def answers(
    release: Release, running: Running, graphs: tuple[str, ...], tests: list[suite.Test]
) -> dict[str, suite.Answer | None]:
    engine = Remote(release, running.settings)
    engine.graphs = graphs
    try:
        transport = httpx.ASGITransport(app=create_app(release, replace(running.settings, cache_mib=0), engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return {test.name: await pooled.answer(client, test) for test in tests}
    finally:
        await engine.close()


def test_the_door_passes_what_the_engine_passes(tmp_path: Path) -> None:
    outcomes: defaultdict[str, list[str]] = defaultdict(list)
    with servers.oxigraph() as running:
        for quads, tests in pooled.by_data():
            release = release_of(tmp_path, Store.in_memory())
            told = asyncio.run(answers(release, running, loaded(running, quads), tests))
            for test in tests:
                wanted = suite.expected(whole.ROOT, test)
                own, _ = whole.tried(whole.of_engine, store_of(quads), test, suite.is_ordered(whole.ROOT, test))
                ours = told[test.name]
                is_passed = ours is not None and whole.is_same(ours, wanted)
                is_owed = own is not None and whole.is_same(own, wanted)
                outcomes["passed" if is_passed else "worse" if is_owed else "failed"].append(test.name)
    print(f"\nquery evaluation over another server: {len(outcomes['passed'])} of {whole.TESTS}")
    assert outcomes["worse"] == []
    assert len(outcomes["passed"]) >= whole.PASSED
