"""Identical queries in flight are computed once: several readers of one answer.

A short answer is given to all alike. A long one is passed on part by part: while every reader lags, the worker waits; a
reader that lags far behind the others is cut off, so that nobody is slowed down by a stranger.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from edugraph.engine.protocol import Answer, Asked, Busy, EngineError, Kind
from edugraph.store import RDF_FORMATS, RESULT_FORMATS

LAG = 8 << 20
"""So many bytes may lie ready for a reader before the worker waits for it."""
_CUT_OFF = 4 * LAG
_MEDIA_TYPES = {name: made.media_type for name, made in RDF_FORMATS.items()}
_MEDIA_TYPES |= {name: made.media_type for name, made in RESULT_FORMATS.items()}


class Flight:
    """One query that runs, and those who wait for its answer."""

    def __init__(self, asked: Asked, on_deserted: Callable[[], None]) -> None:
        self.asked = asked
        self.is_open = True
        self._media_type = _MEDIA_TYPES.get(asked.format, "")
        self._readers: list[Reader] = []
        self._on_deserted = on_deserted
        self._wait: Callable[[], None] | None = None
        self._go_on: Callable[[], None] | None = None
        self._is_waiting = False

    def join(self) -> "Reader":
        """One more who waits for the answer; possible until its first part is there."""
        assert self.is_open, "a flight that has begun to answer takes nobody in"
        reader = Reader(self)
        self._readers.append(reader)
        return reader

    def leave(self, reader: "Reader") -> None:
        """One less; with the last one the query ends."""
        if reader in self._readers:
            self._readers.remove(reader)
            if self._readers:
                self.weigh()
            else:
                self.is_open = False
                self._on_deserted()

    def steer(self, wait: Callable[[], None], go_on: Callable[[], None]) -> None:
        """How to hold the worker back, and how to let it go on."""
        self._wait, self._go_on = wait, go_on

    # --- what the worker says ----------------------------------------------------------------------------------------

    def whole(self, kind: Kind, body: bytes) -> None:
        """The answer, complete."""
        self.is_open = False
        answer = Answer(self._media_type, kind, body=body)
        for reader in self._readers:
            reader.give(answer)
        self._readers.clear()

    def part(self, kind: Kind, part: bytes) -> None:
        """The next part of a long answer."""
        self.is_open = False
        for reader in list(self._readers):
            reader.push(part)
            reader.give(Answer(self._media_type, kind, chunks=reader))
        if len(self._readers) > 1:
            self._cut_off()
        self.weigh()

    def end(self) -> None:
        """There are no more parts."""
        for reader in self._readers:
            reader.finish(None)
        self._readers.clear()

    def fail(self, fault: EngineError) -> None:
        """There is no answer, or no more of it."""
        self.is_open = False
        for reader in self._readers:
            reader.finish(fault)
        self._readers.clear()

    # --- back-pressure -----------------------------------------------------------------------------------------------

    def weigh(self) -> None:
        """Hold the worker back while every reader lags."""
        is_full = bool(self._readers) and min(reader.lag for reader in self._readers) > LAG
        if is_full != self._is_waiting and self._wait and self._go_on:
            self._is_waiting = is_full
            (self._wait if is_full else self._go_on)()

    def _cut_off(self) -> None:
        for reader in [r for r in self._readers if r.lag > _CUT_OFF]:
            reader.finish(Busy("the answer was read too slowly while others waited for it", 1))
            self._readers.remove(reader)


class Reader:
    """One who waits for an answer; an iterator over its parts when it is long."""

    def __init__(self, flight: Flight) -> None:
        self.lag = 0
        self._flight = flight
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._parts: deque[bytes] = deque()
        self._is_over = False
        self._fault: EngineError | None = None
        self._news: asyncio.Event | None = None

    async def answer(self) -> Answer:
        """The answer, or its beginning. Raises EngineError."""
        try:
            return await self._answer
        except asyncio.CancelledError:
            self._flight.leave(self)
            raise

    def give(self, answer: Answer) -> None:
        """The answer, or its beginning, is there."""
        if not self._answer.done():
            self._answer.set_result(answer)

    def push(self, part: bytes) -> None:
        """One more part."""
        self._parts.append(part)
        self.lag += len(part)
        self._tell()

    def finish(self, fault: EngineError | None) -> None:
        """All parts are there, or there will be no more because of `fault`."""
        self._is_over, self._fault = True, fault
        if fault and not self._answer.done():
            self._answer.set_exception(fault)
        self._tell()

    def _tell(self) -> None:
        if self._news:
            self._news.set()

    def __aiter__(self) -> "Reader":
        return self

    async def __anext__(self) -> bytes:
        while not self._parts:
            if self._fault:
                raise self._fault
            if self._is_over:
                raise StopAsyncIteration
            self._news = self._news or asyncio.Event()
            self._news.clear()
            await self._news.wait()
        part = self._parts.popleft()
        self.lag -= len(part)
        self._flight.weigh()
        return part

    async def aclose(self) -> None:
        """Read no more."""
        self._is_over = True
        self._parts.clear()
        self._flight.leave(self)
