"""The workers at hand: idle ones, a spare, and new ones forked before they are missed.

A crew starts with workers that read the store on disk; when a second zygote holds the release in memory, new workers
come from that one and the old ones are sent away as they fall idle. Both give the same answers, but rows that no ORDER
BY puts in order come differently from disk than from memory, each time in the same way. One validator covers both: it
stands for the same solutions of the same release, no range of bytes is ever served, and an answer kept stays as it is.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine

from edugraph.engine.nursery import Nursery, NurseryLost, TooLarge
from edugraph.engine.protocol import Busy, EngineError
from edugraph.engine.workers import Worker

_LOG = logging.getLogger("edugraph.engine")
_AGAIN_S = 0.5
"""So long after a fork or a start failed it is tried again."""
_MOST_FAILURES = 20

Open = Callable[[bool], Nursery]
"""Starts a zygote; True: one that holds the store in memory."""


class Crew:
    """Gives out workers. `keep` idle ones are kept at most; one spare is always made ready."""

    def __init__(self, open_: Open, keep: int, may_hold: bool) -> None:
        self._open, self._keep, self._may_hold = open_, keep, may_hold
        self._nurseries: list[Nursery] = []
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._coming = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closings: set[asyncio.Task[None]] = set()
        """Zygotes on their way out: these are waited for, and never cancelled."""
        self._is_closed = False
        self._failures = 0
        self.forks = 0
        self.warm = asyncio.Event()

    async def start(self) -> None:
        """Be ready to answer from disk, and begin to read the store into memory. Raises EngineError."""
        await self._enter(self._open(False))
        self._replenish()
        if self._may_hold:
            self._begin(self._warm_up())

    @property
    def is_in_memory(self) -> bool:
        """Whether new workers answer from memory."""
        return bool(self._nurseries) and self._nurseries[-1].is_in_memory

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self._idle) + len(self._busy)

    @property
    def pids(self) -> list[int]:
        """The processes: zygotes, then workers."""
        return [n.pid for n in self._nurseries] + [w.process.pid for w in [*self._idle, *self._busy]]

    def idle(self) -> Worker | None:
        """A worker that is at hand; None: wait for one (`take`)."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.is_lost:
                return self._given(worker)
            self._remove(worker)
        return None

    async def take(self) -> Worker:
        """A worker, waited for. Raises Busy when none can be made."""
        if self._failures >= _MOST_FAILURES:
            raise Busy("no process can be started to answer the query", 5)
        if worker := self.idle():
            return worker
        coming: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        self._replenish()
        try:
            return await coming
        except asyncio.CancelledError:
            if coming.done() and not coming.cancelled() and not coming.exception():
                self.back(coming.result())
            raise

    def _given(self, worker: Worker) -> Worker:
        self._busy.add(worker)
        self._replenish()
        return worker

    def back(self, worker: Worker) -> None:
        """A worker that has answered. One that grew, that cannot rise again, or that is too many is sent away."""
        self._busy.discard(worker)
        is_old = worker.home is not self._nurseries[-1]
        if worker.is_lost or worker.is_tired or is_old or not worker.process.restore():
            self.dismiss(worker)
        else:
            self._offer(worker)

    def dismiss(self, worker: Worker) -> None:
        """End a worker, and have another one made in its place."""
        self._remove(worker)
        self._replenish()

    def _remove(self, worker: Worker) -> None:
        self._busy.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.when_lost(_nothing)
        worker.end()
        self._leave_old_homes()

    def _offer(self, worker: Worker) -> None:
        while self._waiting:
            coming = self._waiting.popleft()
            if not coming.done():
                self._busy.add(worker)
                coming.set_result(worker)
                return
        if len(self._idle) < self._keep and not self._is_closed:
            self._idle.append(worker)
        else:
            self._remove(worker)

    # --- making new ones ---------------------------------------------------------------------------------------------

    def _replenish(self) -> None:
        if self._idle and not self._waiting:
            return
        wanted = 1 + sum(not coming.done() for coming in self._waiting)
        while not self._is_closed and self._nurseries and len(self._idle) + self._coming < wanted:
            self._coming += 1
            self._begin(self._make())

    async def _make(self) -> None:
        home = self._nurseries[-1]
        try:
            worker = await home.worker()
        except EngineError as fault:
            self._coming -= 1
            await self._failed(home, fault)
            return
        self._coming -= 1
        self.forks += 1
        self._failures = 0
        worker.when_lost(self.dismiss)
        if home is self._nurseries[-1]:
            self._offer(worker)
        else:
            self.dismiss(worker)

    async def _failed(self, home: Nursery, fault: EngineError) -> None:
        self._failures += 1
        _LOG.error("worker not started: %s", fault)
        if self._failures >= _MOST_FAILURES:
            for coming in self._waiting:
                if not coming.done():
                    coming.set_exception(Busy("no process can be started to answer the query", 5))
            self._waiting.clear()
        if isinstance(fault, NurseryLost):
            await self._revive(home)
        else:
            await asyncio.sleep(_AGAIN_S)
        self._replenish()

    async def _revive(self, home: Nursery) -> None:
        """Start anew from disk, and read the store into memory again."""
        if self._is_closed or home not in self._nurseries:
            return
        self._nurseries.remove(home)
        await home.close()
        if not self._nurseries:
            self.warm.clear()
            try:
                await self._enter(self._open(False))
            except EngineError as fault:
                _LOG.error("engine not started again: %s", fault)
                await asyncio.sleep(_AGAIN_S)
                self._begin(self._revive_from_nothing())
                return
        if self._may_hold and not self.is_in_memory:
            self._begin(self._warm_up())

    async def _revive_from_nothing(self) -> None:
        try:
            await self._enter(self._open(False))
        except EngineError:
            await asyncio.sleep(_AGAIN_S)
            self._begin(self._revive_from_nothing())
        else:
            self._replenish()

    async def _warm_up(self) -> None:
        try:
            await self._enter(self._open(True))
        except TooLarge as fault:
            _LOG.info("answering from disk: %s", fault)
        except EngineError as fault:
            _LOG.error("answering from disk: %s", fault)
        else:
            self._dismiss_old()
            self.warm.set()

    async def _enter(self, nursery: Nursery) -> None:
        """Take new workers from this one, once it is ready."""
        try:
            await nursery.ready()
        except BaseException:
            await nursery.close()
            raise
        self._nurseries.append(nursery)

    def _dismiss_old(self) -> None:
        for worker in [w for w in self._idle if w.home is not self._nurseries[-1]]:
            self._remove(worker)
        self._replenish()

    def _leave_old_homes(self) -> None:
        """Close a zygote that makes no more workers once its last one has left."""
        homes = {id(worker.home) for worker in [*self._idle, *self._busy]}
        for old in [n for n in self._nurseries[:-1] if id(n) not in homes]:
            self._nurseries.remove(old)
            self._begin(old.close(), self._closings)

    def _begin(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]] | None = None) -> None:
        tasks = self._tasks if among is None else among
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def close(self) -> None:
        """End every process."""
        self._is_closed = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._closings, return_exceptions=True)
        for worker in [*self._idle, *self._busy]:
            worker.when_lost(_nothing)
            worker.end()
        for nursery in self._nurseries:
            await nursery.close()
        self._nurseries.clear()
        await asyncio.sleep(0)  # the lines close in the next round of the loop


def _nothing(_: Worker) -> None:
    """Nobody waits for this worker's end."""
