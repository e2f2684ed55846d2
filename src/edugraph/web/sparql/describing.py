"""DESCRIBE: the bounded description that the pages show, for each thing that the query finds."""

import json
import time
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from edugraph.description import Describer
from edugraph.engine.protocol import Asked, Engine, TimedOut, TooManyRows
from edugraph.engine.reading import whole
from edugraph.rdf import BAD_IN_IRI, Triple, iri
from edugraph.web.sparql.requests import Question
from edugraph.web.sparql.text import described

MAX_THINGS = 100
MAX_S = 20.0
"""Descriptions are made by queries of our own, one thing after the other, for at most so many seconds."""


async def description(engine: Engine, describer: Describer, question: Question) -> list[Triple]:
    """The triples that a DESCRIBE answers. Raises EngineError; TooManyRows for more than `MAX_THINGS` things.

    A data set in the request or in FROM says where the things are looked for; they are described from the whole release
    (what a description holds is left open by SPARQL 1.1 Query, 16.4).
    """
    queries = described(question.query)
    found: dict[str, None] = {}
    for query in filter(None, (queries.constants, queries.rows)):
        asked = Asked(query, question.default_graphs, question.named_graphs, "json", question.timeout_s)
        answer = await engine.answer(asked)
        body = await whole(answer)
        found |= dict.fromkeys(_things(json.loads(body)))
    if len(found) > MAX_THINGS:
        raise TooManyRows(f"the query finds {len(found)} things; up to {MAX_THINGS} are described: ask with LIMIT")
    return await run_in_threadpool(_described, describer, list(found))


def _things(answered: Mapping[str, Any]) -> list[str]:
    """The IRIs in the rows of an answer; the truth value of an ASK has none."""
    rows = answered.get("results", {}).get("bindings", [])
    return [term["value"] for row in rows for term in row.values() if term["type"] == "uri"]


def _described(describer: Describer, things: list[str]) -> list[Triple]:
    start, told = time.monotonic(), dict[Triple, None]()
    for thing in things:
        if BAD_IN_IRI.search(thing):
            continue
        told |= dict.fromkeys(describer.description(iri(thing)[1:-1]).triples)
        if time.monotonic() - start > MAX_S:
            raise TimedOut(MAX_S, True)
    return list(told)
