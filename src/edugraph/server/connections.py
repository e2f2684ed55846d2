"""Connections: which deadlines they have, how long their heads may be, and how answers are written to them.

uvicorn gives a client for ever to send its headers, and writes the head of an answer apart from its body.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from edugraph.web.sparql.door import Door

HEAD_LIMIT = 96 << 10
"""The request line and the headers of one request may have so many bytes; an address alone, 64 KiB."""
LEAST_READ = 1 << 16
"""So many bytes of a waiting answer a client reads within `slow_s`, or is cut off."""
_TOO_LONG = b"the request line and the headers are too long: send a long query in the body of a POST\n"
_ONE_WRITE = 1 << 16
"""A longer body is not copied to stand behind its headers."""


class Connection(HttpToolsProtocol):
    """A connection whose next headers must be there `slow_s` after they began, or after it was opened, and are no
    longer than `HEAD_LIMIT`; whose client reads on; and on which the door answers repeated queries at once."""

    slow_s: ClassVar[float] = 20.0
    door: ClassVar[Door | None] = None
    _timer: asyncio.TimerHandle | None = None
    _reads: asyncio.TimerHandle | None = None
    _running: RequestResponseCycle | None = None
    _has_begun = False
    _head_size = 0
    _is_answered = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        self._is_answered = False
        self._head_size += len(data)
        super().data_received(data)
        if self._has_begun and self._head_size > HEAD_LIMIT:
            self._refuse_head()
        if not self._is_between() or (self._is_answered and not self._has_begun):
            self._disarm()
        elif self._timer is None:
            self._arm()

    def _refuse_head(self) -> None:
        head = f"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: {len(_TOO_LONG)}\r\n"
        kind = "content-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n"
        if self.transport.is_closing():
            return
        if self._is_between():
            self.transport.write(f"{head}{kind}".encode() + _TOO_LONG)
        self.transport.close()

    def on_message_begin(self) -> None:
        self._has_begun, self._head_size = True, 0  # the piece that it begins in is not counted
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._has_begun = False
        self._is_answered = self._passes_door()
        if not self._is_answered:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._is_answered:
            super().on_message_complete()

    def _passes_door(self) -> bool:
        """Answer a query that is known; False for any other request."""
        parser = self.parser
        if not self.door or parser.get_method() != b"GET" or parser.get_http_version() != "1.1":
            return False
        if not self._is_between() or not parser.should_keep_alive():
            return False
        if self.flow.write_paused or self.transport.is_closing():
            return False
        found = self.door.answer(self.url, self.headers, self.client)
        if not found:
            return False
        start, headers, body = found
        dated = [b"%b: %b\r\n" % header for header in self.server_state.default_headers]
        if len(body) <= _ONE_WRITE:
            self.transport.write(b"".join((start, *dated, headers, body)))
        else:
            self.transport.write(b"".join((start, *dated, headers)))
            self.transport.write(body)
        self.on_response_complete()
        return True

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        if self._reads:
            self._reads.cancel()
        super().resume_writing()

    def _expect_reading(self, left: int) -> None:
        """Cut the client off unless it has read some of what is left by then: it would hold an answer for ever."""
        self._reads = self.loop.call_later(self.slow_s, self._weigh_reading, left)

    def _weigh_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if before - left < LEAST_READ:
            self.transport.abort()
        else:
            self._expect_reading(left)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        cycle.transport = Together(cycle)
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._running and not self._running.response_complete:  # uvicorn tells only the request that came last
            self._running.disconnected = True
            self._running.message_event.set()
        self._disarm()
        if self._reads:
            self._reads.cancel()
        super().connection_lost(exc)

    def _is_between(self) -> bool:
        """Whether no request is being answered: what comes now are headers."""
        return self.cycle is None or self.cycle.response_complete

    def _arm(self) -> None:
        self._timer = self.loop.call_later(self.slow_s, self._expire)

    def _disarm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _expire(self) -> None:
        self._timer = None
        if self._is_between():
            self.transport.close()


class Together(asyncio.Transport):
    """What a request's answer is written to: its head waits for what follows, and goes out in one piece with it.

    uvicorn writes twice. A server that dies between the two has begun an answer that no proxy may ask for elsewhere.
    """

    def __init__(self, cycle: RequestResponseCycle) -> None:
        super().__init__()
        self._cycle, self._to = cycle, cycle.transport
        self._head: bytes | None = None
        self._has_begun = False
        self._next = cycle.on_response
        cycle.on_response = self._complete

    def write(self, data: bytes) -> None:  # type: ignore[override]
        """Keep the head of the answer, and write anything else."""
        if self._cycle.response_started and not self._has_begun:
            self._head, self._has_begun = data, True
            return
        head, self._head = self._head or b"", None
        if len(data) > _ONE_WRITE:
            self._to.write(head)
            self._to.write(data)
        else:
            self._to.write(head + data)

    def is_closing(self) -> bool:
        return self._to.is_closing()

    def close(self) -> None:
        """Close; the head of an answer that broke off before anything followed is not sent."""
        if self._cycle.response_complete:
            self._write_head()
        self._to.close()

    def _complete(self) -> None:
        self._write_head()
        self._next()

    def _write_head(self) -> None:
        """Write a head that nothing follows, as HEAD is answered."""
        if self._head is not None:
            self.write(b"")


def connection(slow_s: float, door: Door | None) -> type[asyncio.Protocol]:
    """The protocol of connections with this deadline and this door."""
    return type("Connection", (Connection,), {"slow_s": slow_s, "door": door})
