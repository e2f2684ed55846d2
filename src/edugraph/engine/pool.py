"""The embedded engine: strangers' queries over one release, each in a process that is killed when it goes too far."""

import asyncio
import hashlib
import logging
import os
import time
from collections import OrderedDict, defaultdict
from typing import Literal

from edugraph.config import Settings
from edugraph.engine import containment, guards, seccomp
from edugraph.engine.crew import Crew
from edugraph.engine.flights import Flight
from edugraph.engine.lanes import Lanes, shared
from edugraph.engine.nursery import Nursery, descriptors_of_processes
from edugraph.engine.protocol import Answer, Asked, Busy, EngineError, OutOfMemory, RefusedForNow, TimedOut, WorkerDied
from edugraph.engine.workers import Worker
from edugraph.release import Release
from edugraph.store.lexer import MAX_DEPTH

_LOG = logging.getLogger("edugraph.engine")
_REMEMBERED = 1000
"""So many refused queries are remembered; the oldest are forgotten first."""
_GRACE_S = 0.2
"""So long a wait for a place is not counted against the deadline."""


class Pool:
    """Answers queries over one release (`engine.protocol.Engine`)."""

    def __init__(self, release: Release, settings: Settings) -> None:
        self.counters: dict[str, float] = defaultdict(float)
        self._settings = settings
        self._short = settings.workers or os.cpu_count() or 1
        running = self._short + settings.long_queries
        wished = settings.parked_queries, settings.query_memory_mib
        self._parked, self._memory_mib = shared(containment.machine_mib(), running, *wished)
        self._lanes = Lanes(self._short, settings.long_queries, self._parked, settings.queue)
        self._has_barrier = seccomp.is_possible()
        self._store = release.files / "store"
        self._crew = Crew(self._nursery, 2 * self._short + 1, settings.in_memory_quads > 0)
        self._flights: dict[Asked, Flight] = {}
        self._runs: set[_Run] = set()
        self._takes: set[asyncio.Task[None]] = set()
        self._refusals = Refusals(settings.refused_s)

    @classmethod
    async def started(cls, release: Release, settings: Settings) -> "Pool":
        """A pool that answers, from disk until the release is in memory. Raises EngineError."""
        made = cls(release, settings)
        await made._crew.start()
        return made

    def _nursery(self, is_in_memory: bool) -> Nursery:
        most = self._settings.in_memory_quads if is_in_memory else 0
        return Nursery(self._store, self._memory_mib, self._has_barrier, most)

    async def answer(self, asked: Asked) -> Answer:
        """The answer, once it is whole or its first part is there. Raises EngineError."""
        self.counters["queries"] += 1
        try:
            if len(asked.query) <= guards.SHORT:
                guards.check(asked.query)
            answer = await self._answered(self._bounded(asked))
        except EngineError as fault:
            self.counters[f"failed.{fault.code}"] += 1
            raise
        self.counters["answered"] += 1
        return answer

    async def _answered(self, asked: Asked) -> Answer:
        flight = self._flights.get(asked)
        if flight is None or not flight.is_open:
            self._refusals.check(asked)
            run = _Run(self, asked)
            reader = run.flight.join()
            self._flights[asked] = run.flight
            self._runs.add(run)
            self._lanes.enter(run)
        else:
            self.counters["joined"] += 1
            reader = flight.join()
        return await reader.answer()

    def _bounded(self, asked: Asked) -> Asked:
        """The query under the server's own limits, where the client asks for no less."""
        most = self._settings
        return Asked(
            asked.query,
            asked.default_graphs,
            asked.named_graphs,
            asked.format,
            min(asked.deadline_s or most.query_timeout_s, most.query_timeout_s),
            min(asked.max_rows or most.max_rows, most.max_rows),
            min(asked.max_bytes or most.max_bytes, most.max_bytes),
        )

    async def warm(self) -> None:
        """Wait until the release is in memory."""
        await self._crew.warm.wait()

    async def close(self) -> None:
        """End every query and every process."""
        for run in list(self._runs):
            run.end(WorkerDied("the server ends"))
        for take in list(self._takes):
            take.cancel()
        await asyncio.gather(*self._takes, return_exceptions=True)
        await self._crew.close()

    def limits(self) -> dict[str, object]:
        """What holds here: the limits of a query, and which barriers this system has."""
        known = self._settings
        return {
            "timeout_s": known.query_timeout_s,
            "memory_mib": self._memory_mib,
            "max_rows": known.max_rows,
            "max_bytes": known.max_bytes,
            "max_depth": MAX_DEPTH,
            "max_parts": guards.MAX_PARTS,
            "workers": self._short,
            "long_queries": known.long_queries,
            "parked_queries": self._parked,
            "queue": known.queue,
            "in_memory": self._crew.is_in_memory,
            "network_barrier": "seccomp" if self._has_barrier else "none: SERVICE is refused by its word alone",
            "signals": "by descriptor" if descriptors_of_processes() else "by number",
            "memory_limit": "address space" if seccomp.is_linux() else "none on this system",
        }

    def gauges(self) -> dict[str, float]:
        """How many queries and processes there are now."""
        return {**self._lanes.used, "workers": self._crew.size, "forks": self._crew.forks}

    def pids(self) -> list[int]:
        """The processes of this pool: zygotes, then workers."""
        return self._crew.pids


class _Run:
    """One query on its way through the lanes, in one worker, under one deadline.

    It is no task: a place, a worker, the answer and the deadline each call it, and `_leave` is its one end. Most
    queries are so short that a task would cost as much as they do.
    """

    def __init__(self, pool: Pool, asked: Asked) -> None:
        self.place: Literal["none", "short", "long", "parked"] = "none"
        self.flight = Flight(asked, self._desert)
        self._pool, self._asked = pool, asked
        self._worker: Worker | None = None
        self._is_over = self._is_killed = False
        self._began = 0.0
        self._was_held_up = False
        self._loop = asyncio.get_running_loop()
        self._asked_at = self._loop.time()
        self._alarm = self._loop.call_later(asked.deadline_s, self._expire)
        """At its moments: without a place, at the deadline; running, first when it is no short query any more."""

    def start(self) -> None:
        """There is a place: take the worker at hand, or wait for one."""
        worker = self._pool._crew.idle()
        if worker:
            self._ask(worker)
            return
        take = self._loop.create_task(self._take())
        self._pool._takes.add(take)
        take.add_done_callback(self._pool._takes.discard)

    async def _take(self) -> None:
        try:
            worker = await self._pool._crew.take()
        except EngineError as fault:
            self._leave(fault)
            return
        if self._is_over:
            self._pool._crew.back(worker)
        else:
            self._ask(worker)

    def _ask(self, worker: Worker) -> None:
        self._worker, self._began = worker, self._loop.time()
        self.flight.steer(worker.pause_reading, worker.resume_reading)
        self._alarm.cancel()
        passes_at = self._began + self._pool._settings.short_query_ms / 1000
        if passes_at < self._ends_at:
            self._alarm = self._loop.call_at(passes_at, self._pass)
        else:
            self._alarm = self._loop.call_at(self._ends_at, self._expire)
        worker.ask(self._asked, self.flight, self._leave)

    @property
    def _ends_at(self) -> float:
        """When its deadline passes: a short wait for a place is not counted."""
        return min(self._began, self._asked_at + _GRACE_S) + self._asked.deadline_s

    def _pass(self) -> None:
        """The first moment is over."""
        self._alarm = self._loop.call_at(self._ends_at, self._expire)
        self._pool._lanes.demote(self)

    def _leave(self, fault: EngineError | None) -> None:
        """Free the place and the worker, and tell those who wait."""
        if self._is_over:
            return
        self._is_over = True
        self._alarm.cancel()
        pool, worker = self._pool, self._worker
        pool._runs.discard(self)
        if pool._flights.get(self._asked) is self.flight:
            del pool._flights[self._asked]
        if worker and worker.is_free:
            pool._crew.back(worker)
        elif worker:
            pool.counters["killed"] += 1
            self._log(worker, fault)
            pool._crew.dismiss(worker)
        pool._lanes.leave(self)
        if fault:
            self._remember(fault)
            self.flight.fail(fault)

    def _log(self, worker: Worker, fault: EngineError | None) -> None:
        _LOG.warning(
            "killed reason=%s query=%s ran_s=%.2f pid=%d",
            fault.code if fault else "none",
            digest(self._asked),
            self._loop.time() - self._began,
            worker.process.pid,
        )

    def _remember(self, fault: EngineError) -> None:
        has_died = isinstance(fault, WorkerDied) and self._worker and self._worker.is_lost
        is_hopeless = (has_died or isinstance(fault, OutOfMemory)) and not self._is_killed
        if is_hopeless or (isinstance(fault, TimedOut) and fault.is_full):
            self._pool._refusals.add(self._asked, fault)

    # --- ends before its time ----------------------------------------------------------------------------------------

    def _expire(self) -> None:
        limit_s, full_s = self._asked.deadline_s, self._pool._settings.query_timeout_s
        if self._worker is None or self.place == "parked":
            self.end(Busy("the query found no place to run before its deadline; try again later", 5))
            return
        ran_s = self._loop.time() - self._began
        self.end(TimedOut(limit_s, is_full=limit_s >= full_s and not self._was_held_up and ran_s > 0.9 * full_s))

    def _desert(self) -> None:
        self.end(Busy("nobody waits for the answer any more", 0))

    def end(self, fault: EngineError) -> None:
        """End the query for this reason."""
        self._is_killed = True
        self._leave(fault)

    # --- what the lanes ask ------------------------------------------------------------------------------------------

    def lower(self) -> None:
        if self._worker:
            self._worker.process.lower()

    def stop(self) -> None:
        self._was_held_up = True
        if self._worker:
            self._worker.process.stop()

    def go_on(self) -> None:
        if self._worker:
            self._worker.process.go_on()


class Refusals:
    """Queries that hit the server's own limit, refused for a while without being tried."""

    def __init__(self, refused_s: float) -> None:
        self._refused_s = refused_s
        self._until: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def add(self, asked: Asked, fault: EngineError) -> None:
        """Refuse this query from now on."""
        self._until[digest(asked)] = time.monotonic() + self._refused_s, fault.code
        while len(self._until) > _REMEMBERED:
            self._until.popitem(last=False)

    def check(self, asked: Asked) -> None:
        """Raise RefusedForNow for a query that is refused."""
        if not self._until:
            return
        until, code = self._until.get(digest(asked), (0.0, ""))
        left_s = until - time.monotonic()
        if left_s > 0:
            raise RefusedForNow(
                f"this query hit a limit of the server ({code}) and is not tried again yet", int(left_s) + 1
            )


def digest(asked: Asked) -> str:
    """What names a query in logs: the first 16 hex digits of the sha256 of its text and data set."""
    told = "\0".join((asked.query, *asked.default_graphs, "", *asked.named_graphs))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
