"""The server's side of a zygote: starts it, asks it for workers, hears of their ends."""

import asyncio
import os
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path

from edugraph.engine.protocol import EngineError
from edugraph.engine.workers import End, Process, Worker
from edugraph.engine.zygote import MESSAGE


class NurseryLost(EngineError):
    """The process that makes the workers has ended."""

    code = "worker-died"


class TooLarge(EngineError):
    """The release has more quads than may be held in memory."""

    code = "too-large"


class Nursery:
    """One zygote. `max_quads` above 0: it holds the store in memory."""

    def __init__(self, store: Path, memory_mib: int, has_barrier: bool, max_quads: int = 0) -> None:
        self.is_lost = False
        self.is_in_memory = max_quads > 0
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._asked: deque[asyncio.Future[Process]] = deque()
        self._workers: dict[int, Worker] = {}
        self._ended: dict[int, End] = {}
        ours, theirs = socket.socketpair()
        self._control = ours
        ours.setblocking(False)
        arguments = [str(theirs.fileno()), str(store), str(memory_mib), str(int(has_barrier)), str(max_quads)]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "edugraph.engine.zygote", *arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._loop.add_reader(ours.fileno(), self._read)

    async def ready(self) -> None:
        """Wait until it can fork. Raises TooLarge, NurseryLost."""
        await asyncio.shield(self._ready)

    async def worker(self) -> Worker:
        """A new worker, ready to be asked. Raises NurseryLost, WorkerDied."""
        ours, theirs = socket.socketpair()
        try:
            process = await self._forked(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        worker = Worker(process, self)
        self._workers[process.pid] = worker
        if process.pid in self._ended:
            self._tell_end(process.pid, self._ended.pop(process.pid))
        try:
            await self._loop.create_unix_connection(lambda: worker, sock=ours)
            await worker.ready
        except BaseException:
            worker.end()
            raise
        return worker

    async def _forked(self, theirs: socket.socket) -> Process:
        if self.is_lost:
            raise _lost()
        coming: asyncio.Future[Process] = self._loop.create_future()
        self._asked.append(coming)
        try:
            socket.send_fds(self._control, [b"f"], [theirs.fileno()])
        except OSError as fault:
            raise _lost() from fault
        try:
            return await asyncio.shield(coming)
        except asyncio.CancelledError:
            coming.add_done_callback(_unwanted)
            raise

    @property
    def workers(self) -> int:
        """How many of its workers have not ended."""
        return len(self._workers)

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        """One message at a time, so that a descriptor comes with its own."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE.size, 1)
        except BlockingIOError:
            return
        except OSError:
            message, descriptors = b"", []
        if len(message) < MESSAGE.size:
            self._lose()
            return
        what, pid, status = MESSAGE.unpack(message)
        if what == b"F":
            self._born(Process(pid, descriptors[0] if descriptors else None))
        elif what in (b"D", b"M"):
            self._tell_end(pid, End(status, what == b"M"))
        elif not self._ready.done():
            self._answer_ready(what)

    def _born(self, process: Process) -> None:
        self._asked.popleft().set_result(process)

    def _tell_end(self, pid: int, status: End) -> None:
        worker = self._workers.pop(pid, None)
        if worker is None:
            self._ended[pid] = status
        elif not worker.status.done():
            worker.status.set_result(status)

    def _answer_ready(self, what: bytes) -> None:
        if what == b"R":
            self._ready.set_result(None)
        else:
            self._ready.set_exception(TooLarge("the release has more quads than may be held in memory"))

    def _lose(self) -> None:
        self.is_lost = True
        self._loop.remove_reader(self._control.fileno())
        if not self._ready.done():
            self._ready.set_exception(_lost())
            self._ready.exception()  # seen: nobody may be waiting any more
        for coming in self._asked:
            coming.set_exception(_lost())
            coming.exception()
        self._asked.clear()

    async def close(self) -> None:
        """End it; its workers end with it."""
        if not self.is_lost:
            self._lose()
        self._control.close()
        self._process.kill()
        await asyncio.to_thread(self._process.wait)


def _unwanted(coming: asyncio.Future[Process]) -> None:
    if not coming.cancelled() and not coming.exception():
        coming.result().kill()


def _lost() -> NurseryLost:
    return NurseryLost("the process that makes the workers has ended")


def descriptors_of_processes() -> bool:
    """Whether this system can name a process by a descriptor."""
    return hasattr(os, "pidfd_open")
