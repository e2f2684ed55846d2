"""A server over a small graph, and a client that speaks to it without a network.

The graph is `sample.trig` with the project's own ontology and code lists; the store is the real one. Questions are two
files of the tests' own, so that these tests do not change with the questions of the project.
"""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI

from edugraph import search
from edugraph.build import meta
from edugraph.config import Settings
from edugraph.rdf import Quad
from edugraph.release import Release, Releases, making
from edugraph.release.making import Draft
from edugraph.store import Store
from edugraph.web.app import create_app
from inprocess import InProcess

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).with_name("sample.trig")
GRAPH = "https://w3id.org/edugraph/graph/"
MANIFEST = {"id": "0.1.0-2026-11-21-0123456789abcdef", "version": "0.1.0", "date": "2026-11-21"}
QUESTIONS = Path(__file__).with_name("questions")


class Client:
    """Requests to an app in this process; redirects are shown, not followed, and errors are answers."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, accept: str = "text/html", **options: object) -> httpx.Response:
        headers = {"accept": accept, "accept-language": "en", **dict(options.pop("headers", {}))}  # type: ignore[call-overload]
        return asyncio.run(self._sent(method, path, headers, options))

    async def _sent(
        self, method: str, path: str, headers: Mapping[str, str], options: Mapping[str, object]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers=headers, **options)  # type: ignore[arg-type]

    def get(self, path: str, accept: str = "text/html", **options: object) -> httpx.Response:
        return self.request("GET", path, accept, **options)


def nquads() -> bytes:
    """The sample with ontology and code lists, every triple in its graph and (but for shapes) in the default graph."""
    quads = list(ox.parse(path=str(SAMPLE), format=ox.RdfFormat.TRIG))
    for file in (ROOT / "ontology").glob("*.ttl"):
        quads += _in(file, "ontology")
    for file in (ROOT / "ontology" / "codes").glob("*.ttl"):
        quads += _in(file, "vocab")
    shapes = ox.NamedNode(GRAPH + "shapes")
    union = {ox.Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name != shapes}
    body = ox.serialize([*quads, *union], format=ox.RdfFormat.N_QUADS)
    assert body
    return body


def named_quads() -> list[Quad]:
    """The same as tuples, without the default graph."""
    quads = ox.parse(nquads(), format=ox.RdfFormat.N_QUADS)
    return [
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
        for q in quads
        if not isinstance(q.graph_name, ox.DefaultGraph)
    ]


def _in(file: Path, graph: str) -> list[ox.Quad]:
    name = ox.NamedNode(GRAPH + graph)
    return [
        ox.Quad(q.subject, q.predicate, q.object, name) for q in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
    ]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release whose store is in memory, with the project's page queries beside the tests' own questions."""
    folder = tmp_path_factory.mktemp("release")
    shutil.copytree(ROOT / "queries" / "pages", folder / "queries" / "pages")
    shutil.copytree(QUESTIONS, folder / "queries" / "questions")
    made = Release(folder, MANIFEST)
    store = Store.in_memory()
    store.add(nquads())
    making.counted(folder, meta.by_graph(named_quads()))
    search.write(folder / search.NAME, named_quads(), {"who-attended": {"en": "Who attended?"}})
    made.__dict__["store"] = store
    return made


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the text of the one source."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "0123456789abcdef.txt").write_text("Above Ten chars!\nBelow <b>bold</b>.", encoding="utf-8")
    return folder


Make = Callable[..., Client]


@pytest.fixture(scope="session")
def make(release: Release) -> Make:
    """A client of an app with other settings."""
    return lambda **settings: Client(create_app(release, Settings(**settings), InProcess(release.store)))


@pytest.fixture(scope="session")
def client(make: Make) -> Client:
    """A client of the app as it is by default."""
    return make()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client of a release of the founding data."""
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    return Client(create_app(release, Settings(), InProcess(release.store)))


@pytest.fixture(scope="session")
def founded(founding: Draft, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client of a server over the founding data."""
    from .founded import client_of, released

    return client_of(released(founding, tmp_path_factory.mktemp("founded")))
