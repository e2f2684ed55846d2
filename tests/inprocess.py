"""An engine in this process, for tests of the web: the same answers as the pool's, without its limits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from edugraph.engine import guards
from edugraph.engine.protocol import Answer, Asked, MalformedQuery, NotWritable, RefusedQuery
from edugraph.store import RDF_FORMATS, RESULT_FORMATS, Store
from edugraph.store.answers import FormError, Graphs, found

PART = 64 * 1024


class InProcess:
    """Answers queries over a store, counting them; `pause` holds every query until it is set."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.counters: dict[str, float] = Counter()
        self.is_closed = False
        self.delay_s = 0.0

    async def answer(self, asked: Asked) -> Answer:
        self.counters["queries"] += 1
        guards.check(asked.query)
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        return self._answered(asked)

    def _answered(self, asked: Asked) -> Answer:
        graphs = None
        if asked.default_graphs or asked.named_graphs:
            graphs = Graphs(asked.default_graphs, asked.named_graphs)
        parts: list[bytes] = []
        try:
            answer = found(self._store, asked.query, graphs)
            kind = answer.kind
            answer.write(asked.format, parts.append, asked.max_rows or 1_000_000, PART)
        except SyntaxError as fault:
            raise malformed(fault) from fault
        except FormError as fault:
            raise NotWritable(str(fault)) from fault
        except ValueError as fault:
            raise RefusedQuery(str(fault)) from fault
        media = (RDF_FORMATS if kind == "triples" else RESULT_FORMATS)[asked.format].media_type
        if len(parts) <= 1:
            return Answer(media, kind, b"".join(parts))
        return Answer(media, kind, None, streamed(parts))

    async def close(self) -> None:
        self.is_closed = True

    def limits(self) -> dict[str, object]:
        return {"timeout_s": 10}


async def streamed(parts: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def malformed(fault: SyntaxError) -> MalformedQuery:
    """The engine's words with their place."""
    words = str(fault)
    place = words.removeprefix("error at ").split(": ", 1)[0].split(":")
    line, column = (int(n) for n in place) if len(place) == 2 and place[0].isdigit() else (0, 0)
    return MalformedQuery(words, line, column)
