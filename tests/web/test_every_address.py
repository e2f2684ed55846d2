"""A walk over every IRI of our namespace in the real release: each leads to each syntax, and all say the same."""

import asyncio
import gzip
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from fastapi import FastAPI
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID as DEFAULT

from edugraph.config import Settings
from edugraph.release import Release, Releases, making
from edugraph.vocabulary import BASE
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import ROOT, Client

SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
"""What we send -> what rdflib, which shares no code with us, calls it."""
SUFFIXES = {
    "text/html": ".html",
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/ld+json": ".jsonld",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
}
PAGES = ("/", "/query", "/sparql")
"""What the description of the data set names and is no thing of the graph: two pages for people, and the endpoint."""
FILES = "/release/"
ANALYTICS = "/analytics/"
EACH = 20
"""Of what is computed of the network one address in so many is walked: rows of three tables, alike but for their
values, and more of them with every tie."""
PARTS = 8
"""The walk is cut into so many tests, so that they run side by side."""

Triples = frozenset[tuple[rdflib.term.Node, ...]]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("walk")))[0]


@pytest.fixture(scope="module")
def app(release: Release) -> FastAPI:
    """The server; a thing is described once and then written in every syntax, which saves the walk two thirds."""
    app = create_app(release, Settings(rate_per_s=0), InProcess(release.store))
    describer = app.state.site.describer
    describer.description = lru_cache(maxsize=4)(describer.description)
    return app


def iris(folder: Path) -> list[str]:
    """Every IRI of our namespace in the release, wherever it stands in a statement, read by the engine's own parser."""
    with gzip.open(folder / "graph.nq.gz") as file:
        quads = ox.parse(file.read(), format=ox.RdfFormat.N_QUADS)
        terms = {t for q in quads for t in (q.subject, q.predicate, q.object, q.graph_name)}
    return sorted({t.value for t in terms if isinstance(t, ox.NamedNode) and t.value.startswith(BASE)})


def addresses(folder: Path) -> dict[str, list[str]]:
    """Where a client goes for these IRIs: paths, and the IRIs that each is asked for (a fragment stays at home)."""
    found: dict[str, list[str]] = {}
    for iri in iris(folder):
        found.setdefault("/" + iri.removeprefix(BASE).partition("#")[0], []).append(iri)
    return {path: named for path, named in found.items() if path not in PAGES and not path.startswith(FILES)}


def parsed(media: str, body: bytes) -> Triples:
    """The triples of a document as rdflib reads them, with literals left as they are written.

    Those of the default graph and those of the named graphs are the same.
    """
    if media not in ("application/trig", "application/n-quads"):
        return frozenset(rdflib.Graph().parse(data=body, format=SYNTAXES[media]))
    quads = set(rdflib.Dataset().parse(data=body, format=SYNTAXES[media]).quads((None, None, None, None)))
    plain = {(s, p, o) for s, p, o, graph in quads if graph == DEFAULT}
    named = {(s, p, o) for s, p, o, graph in quads if graph != DEFAULT}
    assert plain == named, f"{media} says in its graphs something else than in its default graph"
    return frozenset(plain)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_iri_dereferences_in_every_syntax_and_all_say_the_same(
    app: FastAPI, release: Release, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    found = addresses(release.files)
    assert len(found) > 1_600
    computed = sorted(path for path in found if path.startswith(ANALYTICS))
    assert len(computed) > 500
    mine = sorted((found.keys() - set(computed)) | set(computed[::EACH]))[part::PARTS]
    assert asyncio.run(failures(app, {path: found[path] for path in mine})) == []


async def failures(app: FastAPI, found: dict[str, list[str]]) -> list[str]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return [fault for path, named in found.items() for fault in await faults(client, path, named)]


async def faults(client: httpx.AsyncClient, path: str, named: list[str]) -> list[str]:
    """What is wrong at an address; nothing, if all is well."""
    page = await followed(client, path, "text/html")
    answers = {media: await followed(client, path, media) for media in SYNTAXES}
    told = [f"{path} as {m}: {a}" for m, a in {**answers, "text/html": page}.items() if isinstance(a, str)]
    if told:
        return told
    said = {media: parsed(media, a.content) for media, a in answers.items() if isinstance(a, httpx.Response)}
    told += [f"{path}: {m} says something else than Turtle" for m in said if said[m] != said["text/turtle"]]
    nodes = {str(node) for triple in said["text/turtle"] for node in triple}
    return told + [f"{path} does not speak of {iri}" for iri in named if not is_told(iri, nodes)]


def is_told(iri: str, nodes: set[str]) -> bool:
    """Whether a document speaks of the IRI that it was asked for: it names it, or is itself what the IRI names."""
    return iri in nodes or iri.startswith((f"{BASE}graph/", f"{BASE}doc/", f"{BASE}def/"))


async def followed(client: httpx.AsyncClient, path: str, media: str) -> httpx.Response | str:
    """The answer after at most one redirect, or what is wrong with it."""
    answer = await client.get(path, headers={"accept": media})
    if answer.status_code == 303:
        location = answer.headers["location"]
        if not location.isascii():
            return f"Location {location!r}"
        answer = await client.get(location, headers={"accept": media})
    if answer.status_code != 200 or answer.headers["content-type"].split(";")[0] != media:
        return f"{answer.status_code} {answer.headers.get('content-type')}"
    return answer


def sampled(folder: Path) -> Iterator[str]:
    """One address of each kind: the first two parts of its path tell it."""
    seen: set[str] = set()
    for path in addresses(folder):
        kind = "/".join(path.split("/")[:3])
        if kind not in seen:
            seen.add(kind)
            yield path


def test_each_suffix_brings_what_accept_brings_whatever_accept_says(app: FastAPI, release: Release) -> None:
    async def differing() -> list[str]:
        found = []
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", follow_redirects=True) as client:
            for path in sampled(release.files):
                for media, suffix in SUFFIXES.items():
                    by_accept = await client.get(path, headers={"accept": media})
                    bare = by_accept.url.path
                    by_suffix = await client.get(bare + suffix, headers={"accept": "image/png, text/turtle;q=0"})
                    if media != "text/html" and by_suffix.content != by_accept.content:
                        found.append(bare + suffix)
                    if by_suffix.headers["content-type"] != by_accept.headers["content-type"]:
                        found.append(f"{bare}{suffix} {by_suffix.status_code}")
        return found

    assert asyncio.run(differing()) == []


def test_rdf_is_the_same_bytes_whatever_host_serves_it_and_below_whatever_path(app: FastAPI) -> None:
    async def answers(host: str, root: str) -> dict[str, bytes]:
        transport = httpx.ASGITransport(app=app, root_path=root)
        async with httpx.AsyncClient(transport=transport, base_url=host) as client:
            paths = ("/doc/country/KAZ", "/def", "/vocab/voice", "/graph/curation", "/doc/dataset", "/shapes")
            return {p + s: (await client.get(f"{root}{p}{s}")).content for p in paths for s in (".nt", ".trig", ".rdf")}

    here = asyncio.run(answers("http://one.example", ""))
    there = asyncio.run(answers("https://two.example:8443", "/sub"))
    assert [path for path in here if here[path] != there[path]] == []
    assert [path for path, body in here.items() if b"one.example" in body] == []


def test_files_and_pages_that_the_data_name_are_there(app: FastAPI, release: Release) -> None:
    named = sorted({"/" + iri.removeprefix(BASE).partition("#")[0] for iri in iris(release.files)})
    found = [path for path in named if path in PAGES or path.startswith(FILES)]
    client = Client(app)
    kinds = {path: client.request("HEAD", path, "*/*").headers.get("content-type", "").split(";")[0] for path in found}
    assert {path: kinds[path] for path in PAGES} == {
        "/": "text/html",
        "/query": "text/html",
        "/sparql": "text/turtle",
    }
    assert len(found) > 150
    assert set(kinds.values()) == {"text/html", "text/turtle", "application/gzip"}
