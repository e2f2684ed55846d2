"""Two hundred queries of different shape, and the W3C's, over the pool: none ends in an error of ours."""

import asyncio
import itertools
import random
import re
from pathlib import Path

import httpx
import pytest

from edugraph import queries
from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.release import Release
from edugraph.web.app import create_app

from . import suite
from .asking import BASE, QUERY, ROOT, release_on_disk
from .conftest import quads
from .test_query_evaluation import ROOT as W3C

pytestmark = pytest.mark.slow

STATED = {"timeout", "busy", "refused-for-now"}
"""Codes of a 5xx that is a stated limit."""
HEADS = ["SELECT *", "SELECT DISTINCT ?s", "SELECT (COUNT(*) AS ?n)", "SELECT ?s (SAMPLE(?o) AS ?x)", "ASK"]
HEADS += ["CONSTRUCT { ?s ?p ?o }", "CONSTRUCT { ?o a ?s }", "DESCRIBE ?s", "SELECT REDUCED ?p ?o"]
BODIES = [
    "?s ?p ?o",
    "?s ?p ?o FILTER(isIRI(?o))",
    "?s ?p ?o OPTIONAL { ?o ?q ?r }",
    "{ ?s ?p ?o } UNION { ?o ?p ?s }",
    "?s ?p ?o MINUS { ?s a ?o }",
    "?s ?p ?o FILTER NOT EXISTS { ?o ?q ?r }",
    "GRAPH ?g { ?s ?p ?o }",
    "VALUES ?s { <x> <y> } ?s ?p ?o",
    "?s ?p ?o BIND(STR(?o) AS ?t) FILTER(STRLEN(?t) > 2)",
    "?s (<a>|^<b>)/<c>* ?o . ?s ?p ?o",
    "{ SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s } ?s ?p ?o",
    "?s ?p ?o FILTER(?o IN (1, 2, 'x'@en))",
    "?s ?p ?o FILTER(REGEX(STR(?o), '^a.*b$', 'i'))",
    "?s ?p ?o . ?o ?q ?r . ?r ?t ?u",
    "?s !(<a>|^<b>) ?o . ?s ?p ?o",
]
TAILS = ["", "LIMIT 10", "ORDER BY ?s LIMIT 5", "ORDER BY DESC(?o) OFFSET 2", "GROUP BY ?s", "LIMIT 0"]


def generated() -> list[str]:
    """Queries of different shape, two hundred of them."""
    every = [" ".join(parts) for parts in ((h, f"{{ {b} }}", t) for h, b, t in itertools.product(HEADS, BODIES, TAILS))]
    random.Random(1).shuffle(every)
    return list({shape(query): query for query in every}.values())[:200]


def shape(query: str) -> str:
    """A query without its names and constants."""
    text = re.sub(r"#[^\n]*\n", "", query)
    text = re.sub(r"<[^<>\s]*>|[\w-]*:[\w.%-]*|\"[^\"]*\"(@\w+)?|'[^']*'(@\w+)?", "c", text)
    return re.sub(r"[?$]\w+", "?v", re.sub(r"\b\d+(\.\d+)?\b", "1", " ".join(text.split())))


def ours() -> list[str]:
    return [query.text for query in queries.read_all(ROOT / "queries" / "questions").values()]


def of_w3c() -> list[str]:
    if not W3C.is_dir():
        return []
    texts = {t.query: f"BASE <{t.base}> {t.query.read_text(encoding='utf-8')}" for t in suite.tests(W3C)}
    return [texts[path] for path in sorted(texts)]


async def refused(release: Release, asked: list[str]) -> list[tuple[int, str, str]]:
    settings = Settings(rate_per_s=0, cache_mib=0)
    engine = await Pool.started(release, settings)
    found = []
    try:
        transport = httpx.ASGITransport(app=create_app(release, settings, engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for query in asked:
                told = await client.post("/sparql", content=query.encode(), headers={"content-type": QUERY})
                if told.status_code >= 500:
                    found.append((told.status_code, told.json()["code"], query))
    finally:
        await engine.close()
    return found


def test_two_hundred_shapes_and_those_of_others_never_end_in_an_error_of_ours(tmp_path: Path) -> None:
    release = release_on_disk(tmp_path, quads())
    asked = [f"BASE <{BASE}> {query}" for query in generated()]
    assert len({shape(query) for query in asked}) == 200
    found = asyncio.run(refused(release, [*asked, *ours(), *of_w3c()]))
    assert [fault for fault in found if fault[1] not in STATED] == []
    assert len(found) < 3, "and hardly any reaches a limit"
