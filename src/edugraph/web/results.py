"""Answers of the engine for pages: read whole within a limit, and their JSON as a table."""

import json
from collections.abc import Mapping
from typing import Any

from edugraph.engine.protocol import Answer, TooManyBytes
from edugraph.rdf import Term
from edugraph.store import Rows

MAX_BYTES = 8 << 20
"""A page shows the start of an answer; one larger than this is for programs."""


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
