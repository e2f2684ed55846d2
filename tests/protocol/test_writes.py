"""What a connection writes, write by write: the head of an answer never goes out alone while more is to follow."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from edugraph.server import connections

Sent = Callable[[dict[str, Any]], Awaitable[None]]


class Wire(asyncio.Transport):
    """A transport that remembers each write."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:  # type: ignore[override]
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def resume_reading(self) -> None: ...

    def pause_reading(self) -> None: ...


async def answered(app: Any, asked: bytes) -> tuple[list[bytes], bool]:
    """The writes, and whether the server then closed the connection."""
    config = uvicorn.Config(app, lifespan="off", ws="none", access_log=False, log_config=None, server_header=False)
    config.load()
    protocol: Any = connections.connection(20.0, None)(config, ServerState(), {})  # type: ignore[call-arg]
    wire = Wire()
    protocol.connection_made(wire)
    protocol.data_received(asked)
    for _ in range(20):
        await asyncio.sleep(0)
    told = wire.writes, wire.is_closed
    protocol.connection_lost(None)
    return told


def app(*parts: bytes, size: int | None = None, breaks: bool = False) -> Any:
    """Answers in these parts: of a known size, or in chunks."""

    async def answer(scope: Any, receive: Any, send: Sent) -> None:
        headers = [(b"content-length", str(size).encode())] if size is not None else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if breaks:
            raise ConnectionError
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            await send({"type": "http.response.body", "body": part, "more_body": not is_last})

    return answer


def written(app: Any, asked: bytes = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n") -> tuple[list[bytes], bool]:
    """The writes without their heads' lines, and whether the connection was closed."""
    writes, is_closed = asyncio.run(answered(app, asked))
    return [w.partition(b"\r\n\r\n")[2] if w.startswith(b"HTTP/1.1 200") else w for w in writes], is_closed


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (app(b"whole", size=5), [b"whole"]),
        (app(b"", size=0), [b""]),
        (app(b"first", b"next", b""), [b"5\r\nfirst\r\n", b"4\r\nnext\r\n", b"0\r\n\r\n"]),
        (app(b"x" * 70_000, size=70_000), [b"", b"x" * 70_000]),
    ],
    ids=["whole", "empty", "in-parts", "too-long-to-copy"],
)
def test_the_head_goes_out_with_what_follows(answer: Any, expected: list[bytes]) -> None:
    assert written(answer) == (expected, False)


def test_a_head_that_nothing_follows_goes_out() -> None:
    assert written(app(b"whole", size=5), b"HEAD / HTTP/1.1\r\nhost: a\r\n\r\n") == ([b""], False)
    closing = b"HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    assert written(app(b"whole", size=5), closing) == ([b""], True)


def test_requests_in_a_row_are_answered_each_in_one_write() -> None:
    assert written(app(b"whole", size=5), b"GET / HTTP/1.1\r\nhost: a\r\n\r\n" * 3) == ([b"whole"] * 3, False)


def test_an_answer_that_breaks_off_at_its_head_is_none() -> None:
    assert written(app(size=5, breaks=True)) == ([], True)


def test_who_waits_to_be_asked_for_the_body_is_asked_at_once() -> None:
    asked = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n"

    async def answer(scope: Any, receive: Any, send: Sent) -> None:
        await receive()
        await app(b"whole", size=5)(scope, receive, send)

    assert written(answer, asked + b"abc") == ([b"HTTP/1.1 100 Continue\r\n\r\n", b"whole"], False)
