"""Other servers answer the named questions and the pages as the embedded engine does, but for a table of exceptions."""

import asyncio
import csv
import json
import re
from collections.abc import Iterator

import httpx
import pytest

from edugraph import queries
from edugraph.engine.protocol import Asked, EngineError
from edugraph.engine.reading import rows_of, whole
from edugraph.rdf import XSD, Term
from edugraph.release import Release
from edugraph.remote import door, publishing
from edugraph.remote.engine import Remote
from edugraph.vocabulary import graph_iri
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import ROOT
from .servers import Running

pytestmark = pytest.mark.slow

SCALE = ROOT / "docs" / "scale.md"
MAY = "may "
"""Begins the row of what goes wrong only sometimes: asked last, and not expected to."""
QUESTIONS = queries.read_all(ROOT / "queries" / "questions")
TIES = queries.read_all(ROOT / "queries" / "ties")
NAMED = {name: query.text for name, query in QUESTIONS.items()} | {
    f"ties/{name}": query.text for name, query in TIES.items()
}
INTEGERS = {XSD + "nonNegativeInteger", XSD + "positiveInteger", XSD + "gYear"}
LISTS = [
    "/",
    "/browse",
    "/browse/Event",
    "/browse/Country",
    "/sources",
    "/questions",
    "/graph",
    "/def",
    "/shapes",
    "/vocab",
]


def listed(server: str) -> dict[str, str]:
    """The rows of the table for one server: question or page -> what it answers."""
    table = SCALE.read_text(encoding="utf-8").partition("<!-- answers -->")[2].partition("<!-- end -->")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| ") and "`" in line
    ]
    return {name.strip("`"): what for there, name, what in rows if there == server}


def value(term: Term | None) -> str:
    """A term by its value: servers spell booleans in two ways, and Oxigraph keeps no integer types but one."""
    if term is None:
        return ""
    if term.datatype == XSD + "boolean":
        return str(Term("literal", {"1": "true", "0": "false"}.get(term.value, term.value), "", term.datatype))
    return str(Term(term.kind, term.value, term.language, XSD + "integer") if term.datatype in INTEGERS else term)


def published(release: Release, running: Running) -> None:
    publishing.publish(release, running.to, running.settings, str)


def paths(release: Release) -> Iterator[str]:
    """The lists, one thing of each kind, and one question."""
    yield from LISTS
    with (release.files / "registry.csv").open(encoding="utf-8", newline="") as file:
        kinds: dict[str, str] = {}
        for row in csv.DictReader(file):
            path = "/" + row["iri"]
            if row["status"] == "active" and path.startswith(("/id/", "/vocab/")) and "#" not in path:
                kinds.setdefault(path.split("/")[2], path)
    yield from sorted(kinds.values())


async def page(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path, headers={"accept": "text/html", "accept-language": "en"})
    return f"{answer.status_code} {answer.text}"


def test_pages_are_the_same(release: Release, running: Running) -> None:
    published(release, running)

    async def differing() -> dict[str, str]:
        engine = await Remote.started(release, running.settings)
        apps = [create_app(release, running.settings, e) for e in (InProcess(release.store), engine)]
        own, there = (
            httpx.AsyncClient(transport=httpx.ASGITransport(app=a), base_url="http://t", follow_redirects=True)
            for a in apps
        )
        found = {}
        for path in paths(release):
            one, other = await page(own, path), await page(there, path)
            assert one.startswith("200"), path
            if one != other and one != (other := await page(there, path)):
                found[path] = difference(one, other)
        await own.aclose()
        await there.aclose()
        await engine.close()
        return found

    found = asyncio.run(differing())
    known = {name: what for name, what in listed(running.name).items() if name.startswith("/")}
    always = {name for name, what in known.items() if not what.startswith(MAY)}
    assert always <= set(found) <= set(known), found


def difference(one: str, other: str) -> str:
    lines = zip(re.split(r"(?=<)", one), re.split(r"(?=<)", other), strict=False)
    return next((f"{a!r} and {b!r}" for a, b in lines if a != b), "one is longer")


def test_several_from_count_a_triple_as_often_as_is_said(release: Release, running: Running) -> None:
    published(release, running)
    graphs = (graph_iri("ontology"), door.UNION)

    async def counted() -> list[int]:
        engine = await Remote.started(release, running.settings)
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        asked = [Asked(query, (graphs[0],)), Asked(query, graphs), Asked(query, (graphs[1],))]
        bodies = [await whole(await engine.answer(a)) for a in asked]
        await engine.close()
        return [int(str(rows_of(json.loads(body)).rows[0][0].value)) for body in bodies]  # type: ignore[union-attr]

    one, both, union = asyncio.run(counted())
    assert (both == one + union) == ("several FROM" in listed(running.name))
    assert both in (union, one + union)


def test_the_query_that_explains_one_tie_has_the_same_rows(release: Release, running: Running) -> None:
    """For each kind and level the first tie and the last."""
    published(release, running)
    asked = {}
    for name, query in TIES.items():
        ties = sorted({tuple(map(str, row[:3])) for row in release.store.select(query.text).rows})
        for level in sorted({level for level, _, _ in ties}):
            own = [tie for tie in ties if tie[0] == level]
            for tie in {own[0], own[-1]}:
                values = dict(zip(("level", "actorA", "actorB"), tie, strict=True))
                asked[name, *tie] = queries.bound(query.text, values)

    async def answered() -> dict[tuple[str, ...], list[list[str]]]:
        engine = await Remote.started(release, running.settings)
        found = {tie: await rows(engine, text) for tie, text in asked.items()}
        await engine.close()
        return found

    own = {tie: [[value(t) for t in row] for row in release.store.select(text).rows] for tie, text in asked.items()}
    assert {name for name, *_ in asked} == set(TIES)
    assert all(own.values())
    found = asyncio.run(answered())
    assert {tie: (rows, own[tie]) for tie, rows in found.items() if rows != own[tie]} == {}


async def rows(engine: Remote, query: str) -> list[list[str]]:
    """What a server answers, each value in its canonical form."""
    return [[value(t) for t in row] for row in rows_of(json.loads(await whole(await engine.answer(Asked(query))))).rows]


def test_named_questions_and_ties_have_the_same_rows(release: Release, running: Running) -> None:
    known = listed(running.name)
    published(release, running)

    async def differing() -> dict[str, str]:
        engine = await Remote.started(release, running.settings)
        found = {}
        for name in sorted(NAMED, key=lambda n: known.get(n, "").startswith(MAY)):
            query = NAMED[name]
            own = [[value(t) for t in row] for row in release.store.select(query).rows]
            try:
                there = await rows(engine, query)
                there = there if there == own else await rows(engine, query)
            except EngineError as fault:
                found[name] = f"{fault.code}: {fault}"
                continue
            if there != own:
                found[name] = (
                    f"rows {[r for r in there if r not in own][:1]} for {[r for r in own if r not in there][:1]}"
                )
        await engine.close()
        return found

    found = asyncio.run(differing())
    always = {name for name, what in known.items() if name in NAMED and not what.startswith(MAY)}
    assert always <= set(found) <= set(known), found
