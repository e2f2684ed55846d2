"""One HTTP exchange at the ASGI level: reading a body within its limits, sending an answer whole or in parts, and
noticing that the client has left."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import Message, Receive, Scope, Send

from edugraph.web.errors import SlowRequestError, TooLargeError
from edugraph.web.http.cache import Headers
from edugraph.web.http.headers import OPEN, SECURITY
from edugraph.web.http.negotiation import PROBLEM

T = TypeVar("T")
COMMON: Headers = [(n.lower().encode(), v.encode()) for n, v in {**SECURITY, **OPEN}.items()]


LISTENS_AFTER_S = 0.02
"""So long after a query began, it is noticed that its client has left."""


class ClientGoneError(Exception):
    """The client closed the connection: nobody is left to tell."""


@dataclass
class Exchange:
    """A request and the way to answer it; `status` and `sent` (bytes) are kept for the log."""

    scope: Scope
    receive: Receive
    send: Send
    slow_s: float
    status: int = 0
    sent: int = 0
    query: str = ""
    told: dict[str, object] = field(default_factory=dict)
    _is_read: bool = False
    _leaving: "asyncio.Task[None] | None" = None
    _asking: "asyncio.Task[Any] | None" = None

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def is_http_1_0(self) -> bool:
        """Without chunks a cut answer looks whole: such a client gets only answers of a known length."""
        return bool(self.scope.get("http_version") == "1.0")

    def header(self, name: bytes) -> str | None:
        """The header of a request; several of one name are joined, as RFC 9110 (5.3) has it."""
        found = [value for key, value in self.scope["headers"] if key == name]
        return ", ".join(v.decode("latin-1") for v in found) if found else None

    async def body(self, limit: int) -> bytes:
        """The body of the request. Raises TooLargeError, SlowRequestError, ClientGoneError."""
        declared = self.header(b"content-length") or ""
        if declared.isdecimal() and int(declared) > limit:
            raise TooLargeError(f"a query may have up to {limit} bytes")
        try:
            async with asyncio.timeout(self.slow_s):
                return await self._body(limit)
        except TimeoutError as fault:
            raise SlowRequestError(f"the body did not come within {self.slow_s:g} seconds") from fault

    async def _body(self, limit: int) -> bytes:
        parts, size = [], 0
        while not self._is_read:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise TooLargeError(f"a query may have up to {limit} bytes")
            self._is_read = not message.get("more_body", False)
        return b"".join(parts)

    async def while_there(self, coming: Coroutine[Any, Any, T]) -> T:
        """The outcome of `coming`; ClientGoneError, and `coming` cancelled, when the client leaves before.

        Nobody listens for the first moment: most answers are there by then, and listening is dear beside them.
        """
        self._asking = asyncio.current_task()
        listening = asyncio.get_running_loop().call_later(LISTENS_AFTER_S, self._listen)
        try:
            return await coming
        except asyncio.CancelledError:
            if self._asking and self._leaving and self._leaving.done():
                self._asking.uncancel()
                raise ClientGoneError from None
            raise
        finally:
            listening.cancel()
            self._asking = None

    def _listen(self) -> None:
        """Notice that the client leaves; what is asked for it ends then."""
        self._leaving = asyncio.ensure_future(self._gone())
        self._leaving.add_done_callback(self._end_asking)

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            self._is_read = True

    def _end_asking(self, leaving: "asyncio.Task[None]") -> None:
        if self._asking and not leaving.cancelled():
            self._asking.cancel()

    def end(self) -> None:
        """Stop to look whether the client leaves."""
        if self._leaving:
            self._leaving.cancel()

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer of known length."""
        sized = [*headers, (b"content-length", str(len(body)).encode())]
        await self._start(status, sized)
        await self._pass_on({"type": "http.response.body", "body": b"" if self.method == "HEAD" else body})
        self.sent = len(body)

    async def empty(self, status: int, headers: Headers) -> None:
        """Send an answer that has no body, and none of whose headers speaks of one."""
        await self._start(status, headers)
        await self._pass_on({"type": "http.response.body", "body": b""})

    async def streamed(self, headers: Headers, chunks: AsyncIterator[bytes]) -> None:
        """Send an answer part by part; when `chunks` raises, the exchange is left unfinished, so that the server cuts
        the connection and nobody takes a part for the whole. A client that does not read in time is cut off too."""
        await self._start(200, headers)
        if not self._leaving:
            self._listen()
        if self.method != "HEAD":
            async for chunk in chunks:
                if self._leaving and self._leaving.done():
                    raise ClientGoneError
                self.sent += len(chunk)
                async with asyncio.timeout(self.slow_s):
                    await self._pass_on({"type": "http.response.body", "body": chunk, "more_body": True})
        await self._pass_on({"type": "http.response.body", "body": b""})

    async def problem(self, status: int, body: Mapping[str, object], headers: Mapping[str, str]) -> None:
        """Send an error as RFC 9457 problem details; the rest of a body that nobody read ends the connection."""
        own = [(n.lower().encode(), v.encode("latin-1", "replace")) for n, v in headers.items()]
        end = [] if self._is_read or self.method in ("GET", "HEAD", "OPTIONS") else [(b"connection", b"close")]
        kind = [(b"content-type", PROBLEM.encode()), (b"cache-control", b"no-store"), (b"vary", b"Accept")]
        text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        await self.whole(status, [*kind, *own, *end, *COMMON], text)

    async def _start(self, status: int, headers: Headers) -> None:
        self.status = status
        await self._pass_on({"type": "http.response.start", "status": status, "headers": headers})

    async def _pass_on(self, message: Message) -> None:
        await self.send(message)
