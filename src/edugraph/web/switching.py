"""Which release is served: another takes over without a dropped request, and the old engine ends when it is idle."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import FastAPI

from edugraph.config import Settings
from edugraph.engine.protocol import Answer, Asked, Engine
from edugraph.errors import EdugraphError
from edugraph.release import Release, Releases
from edugraph.web import app as web
from edugraph.web import warming

Start = Callable[[Release], Awaitable[Engine]]
"""Starts the engine of a release."""

EVERY_S = 1.0
_log = logging.getLogger("edugraph.release")


class Drained:
    """An engine that knows when its last answer is given: it may be closed then."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def counters(self) -> dict[str, float]:
        return self._engine.counters

    @counters.setter
    def counters(self, value: dict[str, float]) -> None:
        self._engine.counters = value

    @property
    def running(self) -> int:
        return self._running

    async def answer(self, asked: Asked) -> Answer:
        self._begin()
        try:
            answer = await self._engine.answer(asked)
        except BaseException:
            self._end()
            raise
        if answer.chunks is None:
            self._end()
            return answer
        return Answer(answer.media_type, answer.kind, None, self._counted(answer.chunks), answer.is_cut)

    async def _counted(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        try:
            async for chunk in chunks:
                yield chunk
        finally:
            close = getattr(chunks, "aclose", None)
            if close:
                await close()
            self._end()

    def _begin(self) -> None:
        self._running += 1
        self._idle.clear()

    def _end(self) -> None:
        self._running -= 1
        if not self._running:
            self._idle.set()

    async def drained(self, limit_s: float) -> None:
        """Wait until nothing runs, no longer than `limit_s`, and close."""
        try:
            async with asyncio.timeout(limit_s):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("a replaced engine is closed with queries running", extra={"told": {"running": self._running}})
        await self.close()

    async def close(self) -> None:
        await self._engine.close()

    def limits(self) -> dict[str, object]:
        return self._engine.limits()

    def gauges(self) -> dict[str, float]:
        """How much there is now of what; empty for an engine that does not tell."""
        tell = getattr(self._engine, "gauges", None)
        return dict(tell()) if tell else {}


class Switch:
    """Watches the name `current`, and serves the release that it points to."""

    def __init__(self, app: FastAPI, releases: Releases, settings: Settings, start: Start) -> None:
        self._app, self._releases, self._settings, self._start = app, releases, settings, start
        self._ending: set[asyncio.Task[None]] = set()
        self.past: Counter[str] = Counter()
        """The counts of the engines that were replaced: a counter never goes back."""

    async def run(self) -> None:
        """Look every second, for ever; a release that cannot be served leaves the one before in place."""
        refused = ""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                current = await asyncio.to_thread(self._releases.current)
                if current and current.id not in (self._app.state.site.release.id, refused):
                    refused = current.id
                    await self.to(current)
                    refused = ""
            except (EdugraphError, OSError) as fault:
                _log.error("the new release is not served", extra={"told": {"why": str(fault)}})

    async def to(self, release: Release) -> None:
        """Serve another release: its engine is ready before the first request sees it."""
        engine = Drained(await self._start(release))
        old = self._app.state.site
        try:
            site = await asyncio.to_thread(web.site, release, self._settings, engine)
        except BaseException:
            await engine.close()
            raise
        await asyncio.to_thread(warming.warm, site)
        self._app.state.site = site
        self._app.state.memory.clear()
        self._app.state.counters.switched()
        _log.info("switched", extra={"told": {"from": old.release.id, "to": release.id}})
        self.past.update(old.engine.counters)
        task = asyncio.create_task(old.engine.drained(self._settings.graceful_s))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """Close the engine in use, and those that are on their way out."""
        await self._app.state.site.engine.close()
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
