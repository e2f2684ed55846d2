"""A release brought to real servers: whole, resumed after a stop, in place of another, and whole or not served."""

import asyncio
import gzip
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from edugraph.engine.protocol import Away
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.remote import door, publishing
from edugraph.remote.engine import Remote
from edugraph.vocabulary import graph_iri

from . import servers
from .servers import Running

pytestmark = pytest.mark.slow


class StoppedError(Exception):
    """The run is stopped here."""


def started(release: Release, running: Running) -> None:
    async def run() -> None:
        engine = await Remote.started(release, running.settings)
        await engine.close()

    asyncio.run(run())


def test_a_stopped_run_goes_on_and_only_a_whole_release_is_served(release: Release, running: Running) -> None:
    told: list[str] = []

    def stop(line: str) -> None:
        told.append(line)
        if len(told) == 5:
            raise StoppedError

    with pytest.raises(StoppedError):
        publishing.publish(release, running.to, running.settings, stop)
    with pytest.raises(Away, match="no whole release"):
        started(release, running)
    graphs = len(release.manifest["graphs"]) + 1
    assert publishing.publish(release, running.to, running.settings, told.append) == graphs - 4
    started(release, running)
    assert publishing.publish(release, running.to, running.settings, told.append) == 0


def test_another_release_replaces_what_changed_and_removes_what_went(release: Release, running: Running) -> None:
    publishing.publish(release, running.to, running.settings, str)
    other = Release(release.files, {**release.manifest, "id": "9.9.9", "graphs": {**release.manifest["graphs"]}})
    gone = next(name for name in other.manifest["graphs"] if name.startswith("source/"))
    del other.manifest["graphs"][gone]
    told: list[str] = []
    assert publishing.publish(other, running.to, running.settings, told.append) == 0
    assert told == [f"graph/{gone}: removed"]
    with pytest.raises(Away, match=r"holds release 9\.9\.9"):
        started(release, running)
    told.clear()
    assert publishing.publish(release, running.to, running.settings, told.append) == 1
    started(release, running)


def test_a_part_that_the_server_lost_is_found_by_its_count(release: Release, running: Running) -> None:
    publishing.publish(release, running.to, running.settings, str)
    graph = graph_iri("vocab")
    with publishing.Store(release.id, running.to, running.settings) as store:
        store.put(graph, [b"<http://a/> <http://b/> <http://c/> .\n"])
    assert publishing.publish(release, running.to, running.settings, str) == 1


def test_graphs_go_in_parts(release: Release, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PART", 20_000)
    with publishing.Store(release.id, running.to, running.settings) as store:
        store.delete(door.UNION)
        union = next(g for g in publishing.graphs(release) if g.iri == door.UNION)
        store.put(union.iri, union.lines())
        store.verify(union)
        with pytest.raises(EdugraphError, match="the server counts"):
            store.verify(replace(union, triples=union.triples + 1))


def test_a_file_for_servers_that_load_in_their_own_way_holds_the_same(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "all.nq.gz"
    quads = publishing.write(release, path)
    with gzip.open(path) as file:
        found = ox.Store()
        found.bulk_load(file, format=ox.RdfFormat.N_QUADS)
    assert len(found) == quads
    union = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in found.quads_for_pattern(None, None, None, ox.NamedNode(door.UNION))
    }
    own = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in release.store.native.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    assert union == own


@pytest.mark.parametrize(
    ("to", "engine"), [("http://127.0.0.1:9/", ""), ("nowhere", "http://127.0.0.1:9/"), ("http://127.0.0.1:9/",) * 2]
)
def test_a_place_that_cannot_be_reached_is_told(release: Release, to: str, engine: str) -> None:
    with pytest.raises(EdugraphError, match=r"EDUGRAPH_ENGINE|no http|cannot be reached"):
        publishing.publish(release, to, servers.Settings(engine=engine), str)
