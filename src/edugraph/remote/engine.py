"""Another SPARQL server as our engine: what it answers is read to its end, counted, and written anew.

So an answer that the server cut short, or wrote in a way that no client reads, never leaves here as a whole one; and
every server answers in every format, under the same limits and with the same errors.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urlencode

import httpx
from anyio import to_thread

from edugraph.config import Settings
from edugraph.engine import guards
from edugraph.engine.flights import Flight
from edugraph.engine.pool import Refusals, digest
from edugraph.engine.protocol import (
    Answer,
    Asked,
    Away,
    Busy,
    EngineError,
    Failed,
    TimedOut,
    TooManyBytes,
)
from edugraph.release import Release
from edugraph.remote import door
from edugraph.remote.queries import checked, malformed
from edugraph.remote.writing import Writing
from edugraph.store.answers import declared
from edugraph.vocabulary import BASE

PLACES = 16
"""Queries that run there at the same time, where `workers` does not say otherwise."""
IN_MEMORY = 1 << 20
"""A longer answer is kept in a file until it is whole."""
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_TRIPLES = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.3"
_CUT = {
    "x-sparql-maxrows": "the server cut the answer at its own limit of rows",
    "x-sql-state": "the server gave up and answered a part",
}
"""Headers by which a server (Virtuoso) says that its 200 is not the whole answer."""
_log = logging.getLogger("edugraph.engine")


class Remote:
    """Answers queries over one release that was published to another server (`engine.protocol.Engine`)."""

    def __init__(self, release: Release, settings: Settings) -> None:
        self.counters: dict[str, float] = defaultdict(float)
        self.graphs = door.graphs(release)
        self.url = door.address(settings.engine, release.id)
        self.most_s = settings.query_timeout_s
        self._settings = settings
        self._client = httpx.AsyncClient(
            auth=door.credentials(settings),
            timeout=httpx.Timeout(None, connect=door.CONNECT_S),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=settings.workers or PLACES),
            trust_env=False,
        )
        self._places = asyncio.Semaphore(settings.workers or PLACES)
        self._waiting = 0
        self._flights: dict[Asked, Flight] = {}
        self._runs: set[_Run] = set()
        self._refusals = Refusals(settings.refused_s)

    @classmethod
    async def started(cls, release: Release, settings: Settings) -> "Remote":
        """The engine, if just this release is published there. Raises EngineError."""
        made = cls(release, settings)
        try:
            await made._check(release.id)
        except BaseException:
            await made.close()
            raise
        return made

    async def _check(self, release: str) -> None:
        answer = await self.answer(Asked(door.PUBLISHED, named_graphs=(door.PUBLICATION,)))
        held = door.published(json.loads(answer.body or b"")).get(door.PUBLICATION, "")
        if held != release:
            told = f"holds release {held}" if held else "holds no whole release"
            raise Away(f"{self.url} {told}; run `edugraph publish` to bring {release} there")

    async def answer(self, asked: Asked) -> Answer:
        """The answer, once it is whole. Raises EngineError."""
        self.counters["queries"] += 1
        try:
            await _guarded(asked.query)
            flight = self._flights.get(asked := self._bounded(asked))
            if flight is None or not flight.is_open:
                self._refusals.check(asked)
                flight = self._departed(asked)
            else:
                self.counters["joined"] += 1
            answer = await flight.join().answer()
        except EngineError as fault:
            self.counters[f"failed.{fault.code}"] += 1
            raise
        self.counters["answered"] += 1
        return answer

    def _bounded(self, asked: Asked) -> Asked:
        most = self._settings
        return replace(
            asked,
            deadline_s=min(asked.deadline_s or most.query_timeout_s, most.query_timeout_s),
            max_rows=min(asked.max_rows or most.max_rows, most.max_rows),
            max_bytes=min(asked.max_bytes or most.max_bytes, most.max_bytes),
        )

    def _departed(self, asked: Asked) -> Flight:
        run = _Run(self, asked)
        self._flights[asked] = run.flight
        self._runs.add(run)
        return run.flight

    async def close(self) -> None:
        """End every query."""
        runs = list(self._runs)
        for run in runs:
            run.desert()
        await asyncio.gather(*(run.task for run in runs), return_exceptions=True)
        await self._client.aclose()

    def limits(self) -> dict[str, object]:
        """What holds here; what the other server does beyond that is its own."""
        known = self._settings
        return {
            "engine": "another SPARQL server",
            "timeout_s": known.query_timeout_s,
            "max_rows": known.max_rows,
            "max_bytes": known.max_bytes,
            "workers": known.workers or PLACES,
            "queue": known.queue,
        }

    def gauges(self) -> dict[str, float]:
        """How many queries there are now."""
        return {"running": len(self._runs) - self._waiting, "waiting": self._waiting}

    # --- one query ---------------------------------------------------------------------------------------------------

    async def enter(self) -> None:
        """Wait for a place. Raises Busy."""
        if self._places.locked() and self._waiting >= self._settings.queue:
            raise Busy("too many queries wait already; try again later", 5)
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Free the place."""
        self._places.release()

    def gone(self, run: "_Run", fault: EngineError | None) -> None:
        """A query ended."""
        self._runs.discard(run)
        if self._flights.get(run.asked) is run.flight:
            del self._flights[run.asked]
        if isinstance(fault, TimedOut) and fault.is_full:
            self._refusals.add(run.asked, fault)

    async def fetched(self, asked: Asked, file: IO[bytes]) -> str:
        """The whole answer into `file`, and its media type. Raises EngineError."""
        form = checked(asked.query)
        accept = _ROWS if form in ("SELECT", "ASK") else _TRIPLES
        body = urlencode([("query", f"BASE <{BASE}> {asked.query}"), *self._data_set(asked)])
        headers = {"accept": accept, "content-type": door.FORM}
        try:
            async with self._client.stream("POST", self.url, content=body, headers=headers) as told:
                if told.status_code != 200:
                    await told.aread()
                    raise _refused(self.url, told)
                size = 0
                async for part in told.aiter_bytes():
                    size += len(part)
                    if size > asked.max_bytes:
                        raise TooManyBytes(f"the answer has more than {asked.max_bytes} bytes, which is the limit")
                    file.write(part)
                _whole(told.headers)
                return str(told.headers.get("content-type", "")).partition(";")[0].strip().lower()
        except httpx.HTTPError as fault:
            raise Away(f"the engine cannot be reached ({type(fault).__name__}); try again later") from fault

    def _data_set(self, asked: Asked) -> list[tuple[str, str]]:
        """The data set of the request: the client's, or the release's unless the query declares its own."""
        default, named = asked.default_graphs, asked.named_graphs
        if not (default or named) and declared(asked.query) is None:
            default = (door.UNION,)
            named = self.graphs if "graph" in asked.query.lower() else ()
        return [("default-graph-uri", g) for g in default] + [("named-graph-uri", g) for g in named]


class _Run:
    """One query: fetched under its deadline, then written anew as fast as its readers take it."""

    def __init__(self, remote: Remote, asked: Asked) -> None:
        self.asked = asked
        self.flight = Flight(asked, self.desert)
        self._remote = remote
        self._writing: Writing | None = None
        self.task = asyncio.get_running_loop().create_task(self._run())

    def desert(self) -> None:
        """End the query: nobody waits for it."""
        if self._writing:
            self._writing.stop()
        else:
            self.task.cancel()

    async def _run(self) -> None:
        fault: EngineError | None = None
        try:
            await self._answered()
        except EngineError as error:
            fault = error
        except TimeoutError:
            fault = TimedOut(self.asked.deadline_s, self.asked.deadline_s >= self._remote.most_s)
            _log.warning("given up", extra={"told": {"query": digest(self.asked), "after_s": self.asked.deadline_s}})
        except asyncio.CancelledError:
            fault = Busy("nobody waits for the answer any more", 0)
        except Exception:
            fault = Failed("the engine's answer could not be read")
            _log.exception("an answer could not be read", extra={"told": {"query": digest(self.asked)}})
        finally:
            self._remote.gone(self, fault)
            if fault:
                self.flight.fail(fault)

    async def _answered(self) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            async with asyncio.timeout(self.asked.deadline_s):
                await self._remote.enter()
                try:
                    media = await self._remote.fetched(self.asked, file)
                finally:
                    self._remote.leave()
            file.seek(0)
            self._writing = Writing(self.asked, self.flight)
            await to_thread.run_sync(self._writing.run, file, media)


async def _guarded(query: str) -> None:
    if len(query) <= guards.SHORT:
        guards.check(query)
    else:
        await to_thread.run_sync(guards.check, query)


def _whole(headers: Mapping[str, str]) -> None:
    for name, words in _CUT.items():
        if name in headers:
            raise Failed(f"{words} ({headers[name]}); ask with LIMIT, or raise the limit there")


def _refused(url: str, told: httpx.Response) -> EngineError:
    status, words = told.status_code, told.text
    if status == 400:
        return malformed(words)
    if status in (429, 503):
        return Busy("the engine takes no more queries now; try again later", 5)
    if status in (401, 403, 404):
        _log.error("refused", extra={"told": {"why": door.refusal(url, status, words)}})
        return Away("the engine does not let this server in; its operators have to mend that")
    _log.error("failed", extra={"told": {"why": door.refusal(url, status, words)}})
    return Failed(f"the engine failed at this query ({status})")
