"""A client that keeps a server busy: connections that ask without pause, and what was answered in that time."""

import asyncio
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from servers import Server, cpu_s

CONNECTIONS = 8
WARMS_S = 0.3


@dataclass(frozen=True)
class Rate:
    """Answers a second, and CPU of the server in milliseconds for each."""

    per_s: float
    cpu_ms: float


def request(server: Server, accept: str, query: str) -> bytes:
    """A query by GET as it goes over the wire."""
    text = f"GET {server.path}?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
    return text.encode()


class Line(asyncio.Protocol):
    """One connection that asks, and asks again when the answer is whole."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self.answers = 0
        self.is_over = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._head = b""
        self._left = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._ask()

    def _ask(self) -> None:
        self._head, self._left = b"", -1
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        if self._left == -1:
            self._head += data
            head, mark, data = self._head.partition(b"\r\n\r\n")
            if not mark:
                return
            assert b" 200 " in head[:20], head
            length = head.lower().partition(b"content-length: ")[2].split(b"\r")[0]
            self._left = int(length) if length else -2
        if self._left >= 0:
            self._left -= len(data)
            is_whole = self._left == 0
        else:
            self._head = (self._head + data)[-5:]
            is_whole = self._head == b"0\r\n\r\n"
        if is_whole:
            self.answers += 1
            self._next()

    def _next(self) -> None:
        if self.is_over:
            self._transport.close()
            self.done.set_result(None)
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server closed the connection"))


def measured_by_wrk(server: Server, accept: str, query: str, seconds: float) -> Rate:
    """What a server answers to one and the same query in so long, asked by the program `wrk`."""
    address = f"http://127.0.0.1:{server.port}{server.path}?query={quote(query)}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-H", f"Accept: {accept}", address]
    used = cpu_s(server.pid)
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    used = cpu_s(server.pid) - used
    assert "Non-2xx" not in told, told
    answered, took = re.findall(r"(\d+) requests in ([\d.]+)s", told)[0]
    return Rate(int(answered) / float(took), used * 1000 / max(int(answered), 1))


async def measured(server: Server, requests: list[Iterator[bytes]], seconds: float) -> Rate:
    """What a server answers in so long, one connection for each stream of requests."""
    loop = asyncio.get_running_loop()
    lines = [Line(stream) for stream in requests]
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", server.port)  # type: ignore[misc]
    await asyncio.sleep(WARMS_S)
    answered, used, began = sum(line.answers for line in lines), cpu_s(server.pid), time.monotonic()
    await asyncio.sleep(seconds)
    answered = sum(line.answers for line in lines) - answered
    used, took = cpu_s(server.pid) - used, time.monotonic() - began
    for line in lines:
        line.is_over = True
    await asyncio.gather(*(line.done for line in lines))
    return Rate(answered / took, used * 1000 / max(answered, 1))
