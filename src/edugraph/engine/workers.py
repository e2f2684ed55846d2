"""The server's side of its worker processes: to ask one, to lower its priority, to make it stand still, to kill it."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

from edugraph.engine import frames
from edugraph.engine.protocol import Asked, EngineError, Kind, OutOfMemory, WorkerDied

LOWEST = 19
"""The `nice` value of long queries: beside any other work they get next to nothing."""
_KIND = 0x0F
_LATE_S = 0.5
"""So long the parent of a process that ended may take to tell how."""


class Hearer(Protocol):
    """Who takes the answer of a query."""

    def whole(self, kind: Kind, body: bytes) -> None: ...
    def part(self, kind: Kind, part: bytes) -> None: ...
    def end(self) -> None: ...


Over = Callable[[EngineError | None], None]
"""Called when a query is over: with None, or with the reason why it has no answer."""


class Process:
    """A process that may be signalled without ever hitting another one: by its descriptor, where there are such."""

    def __init__(self, pid: int, descriptor: int | None) -> None:
        self.pid = pid
        self.is_lowered = False
        self._descriptor = descriptor
        self._is_gone = False

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal; False when the process has ended."""
        if self._is_gone:
            return False
        try:
            if self._descriptor is None:
                os.kill(self.pid, number)
            else:
                signal.pidfd_send_signal(self._descriptor, number)
        except ProcessLookupError:
            return False
        return True

    def lower(self) -> None:
        """Let all others go first."""
        self.is_lowered = self._set_priority(LOWEST)

    def restore(self) -> bool:
        """Back to full priority; False where only a privileged server may do that."""
        if self.is_lowered:
            self.is_lowered = not self._set_priority(0)
        return not self.is_lowered

    def stop(self) -> None:
        """Stand still; memory stays as it is."""
        self.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Go on after standing still."""
        self.signal(signal.SIGCONT)

    def _set_priority(self, value: int) -> bool:
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, value)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def kill(self) -> None:
        """End it now, and forget it."""
        self.signal(signal.SIGKILL)
        self._is_gone = True
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class End(NamedTuple):
    """How a process ended: its wait status, and whether it had taken much memory."""

    status: int
    has_grown: bool

    @property
    def fault(self) -> EngineError:
        """What to tell of it. The engine aborts for want of memory, but also when it finds itself at fault."""
        name = signal.Signals(os.WTERMSIG(self.status)).name if os.WIFSIGNALED(self.status) else "no signal"
        if name == "SIGABRT" and self.has_grown:
            return OutOfMemory("the query wanted more memory than one query may have, and was ended")
        return WorkerDied(f"the process that answered the query ended ({name}); most often memory or stack ran out")


class Worker(asyncio.Protocol):
    """One worker and the line to it. It is asked one query at a time."""

    def __init__(self, process: Process, home: object) -> None:
        self.process = process
        self.home = home
        self.is_tired = False
        self.is_lost = False
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.status: asyncio.Future[End] = loop.create_future()
        self._hearer: Hearer | None = None
        self._over: Over | None = None
        self._held = bytearray()
        self._transport: asyncio.Transport | None = None
        self._on_lost: Callable[[Worker], None] | None = None

    @property
    def is_free(self) -> bool:
        """Whether it has answered all that it was asked."""
        return self._over is None and not self.is_lost

    def ask(self, asked: Asked, hearer: Hearer, over: Over) -> None:
        """Have a query answered to `hearer`; `over` is called once, at its end, unless the worker is ended before."""
        assert self._transport, "a worker is asked once its line is made"
        assert not self._over, "a worker answers one query at a time"
        self._hearer, self._over = hearer, over
        if not self.is_lost:
            self._transport.write(frames.question(asked))
        else:
            self._finish(WorkerDied("the process that should answer the query had ended"))

    def _finish(self, fault: EngineError | None) -> None:
        over, self._hearer, self._over = self._over, None, None
        if over:
            over(fault)

    def _die(self) -> None:
        """Tell why the process ended, as soon as its parent says so."""
        loop = asyncio.get_running_loop()
        late = loop.call_later(_LATE_S, lambda: self._finish(End(0, has_grown=False).fault))

        def told(status: asyncio.Future[End]) -> None:
            late.cancel()
            if not status.cancelled():
                self._finish(status.result().fault)

        self.status.add_done_callback(told)

    def when_lost(self, call: Callable[["Worker"], None]) -> None:
        """Call when the worker ends while it is idle."""
        self._on_lost = call

    def pause_reading(self) -> None:
        if self._transport and not self.is_lost:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport and not self.is_lost:
            self._transport.resume_reading()

    def end(self) -> None:
        """Kill the process and close the line; nobody is told."""
        self._hearer = self._over = None
        self.process.kill()
        if self._transport:
            self._transport.abort()
        if not self.ready.done():
            self.ready.cancel()

    # --- what the loop calls -----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.ready.done():
            self.ready.set_exception(WorkerDied("a worker ended before it was ready"))
        if self._over:
            self._die()  # whoever asked sends it away when its end is known
        elif self._on_lost:
            self._on_lost(self)

    def data_received(self, data: bytes) -> None:
        if not self._held and len(data) >= frames.HEAD.size:
            code, kind, length = frames.HEAD.unpack_from(data)
            if len(data) == frames.HEAD.size + length:  # one whole frame, as short answers are
                self._heard(code, kind, data[frames.HEAD.size :])
                return
        self._held += data
        start = 0
        while len(self._held) - start >= frames.HEAD.size:
            code, kind, length = frames.HEAD.unpack_from(self._held, start)
            end = start + frames.HEAD.size + length
            if len(self._held) < end:
                break
            self._heard(code, kind, bytes(memoryview(self._held)[start + frames.HEAD.size : end]))
            start = end
        del self._held[:start]

    def _heard(self, code: int, kind: int, payload: bytes) -> None:
        self.is_tired = self.is_tired or bool(kind & frames.TIRED)
        if code == frames.READY:
            self.ready.set_result(None)
        elif self._hearer:
            self._told(self._hearer, code, kind & _KIND, payload)

    def _told(self, hearer: Hearer, code: int, kind: int, payload: bytes) -> None:
        if code == frames.PART:
            hearer.part(frames.KINDS[kind], payload)
        elif code == frames.FAULT:
            self._finish(frames.fault_from(payload))
        elif code == frames.WHOLE:
            hearer.whole(frames.KINDS[kind], payload)
            self._finish(None)
        else:
            hearer.end()
            self._finish(None)
