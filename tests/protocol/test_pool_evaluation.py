"""W3C query evaluation over the engine that serves in earnest: each data set in a release on disk, asked
of killable processes, half of them from disk and half from memory."""

import asyncio
from collections import defaultdict
from pathlib import Path

import httpx
import pyoxigraph as ox

from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.release import Release
from edugraph.web.app import create_app

from . import suite
from . import test_query_evaluation as whole
from .asking import QUERY, release_on_disk, store_of

pytestmark = whole.pytestmark


def by_data() -> list[tuple[list[ox.Quad], list[suite.Test]]]:
    """The tests of the suite, those over the same data together."""
    found: dict[bytes, tuple[list[ox.Quad], list[suite.Test]]] = {}
    for test in suite.tests(whole.ROOT):
        quads = suite.quads(whole.ROOT, test)
        key = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        found.setdefault(key, (quads, []))[1].append(test)
    return list(found.values())


async def answers(release: Release, tests: list[suite.Test], is_warm: bool) -> dict[str, suite.Answer | None]:
    """What the pool answers to each test; None where it refuses."""
    settings = Settings(workers=1, rate_per_s=0, in_memory_quads=100_000 if is_warm else 0)
    engine = await Pool.started(release, settings)
    try:
        if is_warm:
            await asyncio.wait_for(engine.warm(), 20)
        transport = httpx.ASGITransport(app=create_app(release, settings, engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return {test.name: await answer(client, test) for test in tests}
    finally:
        await engine.close()


async def answer(client: httpx.AsyncClient, test: suite.Test) -> suite.Answer | None:
    wanted = "text/csv" if test.result.endswith(".csv") else "application/sparql-results+xml, application/n-triples"
    body = whole.text_of(test).encode()
    for accept in (wanted, "*/*"):
        told = await client.post("/sparql", content=body, headers={"content-type": QUERY, "accept": accept})
        if told.status_code == 200:
            return whole.read(told, suite.is_ordered(whole.ROOT, test))
    return None


def test_the_pool_passes_what_the_engine_passes(tmp_path: Path) -> None:
    outcomes: defaultdict[str, list[str]] = defaultdict(list)
    for number, (quads, tests) in enumerate(by_data()):
        release = release_on_disk(tmp_path / str(number), quads)
        told = asyncio.run(answers(release, tests, is_warm=number % 2 == 0))
        for test in tests:
            with_order = suite.is_ordered(whole.ROOT, test)
            wanted = suite.expected(whole.ROOT, test)
            own, _ = whole.tried(whole.of_engine, store_of(quads), test, with_order)
            ours = told[test.name]
            is_passed = ours is not None and whole.is_same(ours, wanted)
            is_owed = own is not None and whole.is_same(own, wanted)
            outcomes["passed" if is_passed else "worse" if is_owed else "failed"].append(test.name)
    print(f"\nquery evaluation over the pool: {len(outcomes['passed'])} of {whole.TESTS}")
    assert outcomes["worse"] == []
    assert len(outcomes["passed"]) >= whole.PASSED
