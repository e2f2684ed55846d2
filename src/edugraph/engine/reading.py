"""Queries of our own, answered by whichever engine there is, for code that waits for them in a thread.

What a page asks runs where strangers' queries run, under the same limits, so a page can neither hang the server nor
tell anything that a client of the endpoint would not be told.
"""

import json
from collections.abc import Mapping
from typing import Any

from anyio import from_thread

from edugraph.engine.protocol import Answer, Asked, Engine, TooManyBytes
from edugraph.rdf import Term, Triple
from edugraph.store import Rows

MAX_BYTES = 8 << 20
"""A page shows the start of an answer; one larger than this is for programs."""


class Reader:
    """Asks an engine from a thread that the event loop started (`anyio.to_thread`, FastAPI's plain functions)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def select(self, query: str) -> Rows:
        """The table that a SELECT answers. Raises EngineError."""
        return rows_of(json.loads(self._body(query, "json")))

    def ask(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT as N-Triples text by variable; unbound variables are left out. Raises EngineError."""
        found = self.select(query)
        return [{n: str(t) for n, t in zip(found.variables, row, strict=True) if t is not None} for row in found.rows]

    def construct(self, query: str) -> list[Triple]:
        """The triples that a CONSTRUCT answers, sorted, each once. Raises EngineError."""
        lines = {line for line in self._body(query, "n-triples").decode().split("\n") if line}
        return sorted((s, p, rest[:-2]) for s, p, rest in (line.split(" ", 2) for line in lines))

    def _body(self, query: str, format_: str) -> bytes:
        return from_thread.run(self._whole, Asked(query, format=format_))

    async def _whole(self, asked: Asked) -> bytes:
        return await whole(await self._engine.answer(asked))


async def whole(answer: Answer) -> bytes:
    """The body of an answer. Raises EngineError for one that is too long for a page."""
    if answer.body is not None:
        return answer.body
    assert answer.chunks is not None, "an answer has a body or parts"
    parts, size = [], 0
    async for part in answer.chunks:
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            close = getattr(answer.chunks, "aclose", None)
            if close:
                await close()
            raise TooManyBytes(f"the answer is longer than {MAX_BYTES >> 20} MiB: download it, or ask with LIMIT")
    return b"".join(parts)


def rows_of(told: Mapping[str, Any]) -> Rows:
    """SPARQL 1.1 results in JSON -> a table."""
    names = tuple(told["head"]["vars"])
    bindings = told["results"]["bindings"]
    return Rows(names, [tuple(term(b[n]) if n in b else None for n in names) for b in bindings])


def term(binding: Mapping[str, Any]) -> Term:
    """One value of the JSON results format (SPARQL 1.1 Query Results JSON Format, 3.2.2)."""
    if binding["type"] == "uri":
        return Term("iri", binding["value"])
    if binding["type"] == "bnode":
        return Term("blank", binding["value"])
    if binding["type"] == "triple":
        return Term("literal", json.dumps(binding["value"], ensure_ascii=False))
    return Term("literal", binding["value"], binding.get("xml:lang", ""), binding.get("datatype", ""))
