"""The HTTP server as a process: how it listens, which deadlines a connection has, how it starts, logs and ends.

uvicorn gives a client for ever to send its headers; here a connection that does not is closed. Queries of strangers are
logged by their hash, never with an address or their text.
"""

import asyncio
import atexit
import contextlib
import gc
import ipaddress
import json
import logging
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.engine.protocol import Engine
from edugraph.errors import EdugraphError
from edugraph.release import Release, Releases
from edugraph.remote.engine import Remote
from edugraph.web.app import create_app
from edugraph.web.sparql.door import Door
from edugraph.web.switching import Drained, Switch

DESCRIPTORS = 65_536
"""Open connections and files that one process may have, where the system lets it."""
MOST_LINES = 10_000
"""Lines of the log that may wait to be written."""
TOGETHER_S = 0.05
"""So long lines are gathered before they are written."""
ENDS_WITHIN_S = 2.0
HEAD_LIMIT = 96 << 10
"""The request line and the headers of one request may have so many bytes; an address alone, 64 KiB."""
LEAST_READ = 1 << 16
"""So many bytes of a waiting answer a client reads within `slow_s`, or is cut off."""
_TOO_LONG = b"the request line and the headers are too long: send a long query in the body of a POST\n"
_ONE_WRITE = 1 << 16
"""A longer body is not copied to stand behind its headers."""


def serve(release: Release, releases: Releases, settings: Settings) -> None:
    """Serve until a signal ends it: running requests then have `graceful_s` to finish."""
    log_to(sys.stdout)
    raise_descriptors()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_served(release, releases, settings))


async def _served(release: Release, releases: Releases, settings: Settings) -> None:
    async def start(release: Release) -> Engine:
        return await (Remote if settings.engine else Pool).started(release, settings)

    engine = Drained(await start(release))
    try:
        guarded(settings, engine.limits())
    except EdugraphError:
        await engine.close()
        raise
    app = create_app(release, settings, engine)
    switch = Switch(app, releases, settings, start)
    gc.collect()
    gc.set_threshold(20_000, 20, 50)
    gc.freeze()  # what is read at the start stays: the collector need not look at it again and again
    async with _running(app, switch, settings):
        await Ending(config(app, settings)).serve()


def guarded(settings: Settings, limits: Mapping[str, object]) -> None:
    """Raise EdugraphError where strangers would reach an engine that nothing but a check of words keeps off the
    network, unless that is wished for."""
    if limits.get("network_barrier", "seccomp") == "seccomp" or _is_loopback(settings.host):
        return
    if not settings.without_barrier:
        raise EdugraphError(
            f"this system has no seccomp to keep queries off the network, so the server does not listen on "
            f"{settings.host}; take 127.0.0.1, or set EDUGRAPH_WITHOUT_BARRIER=1"
        )
    logging.getLogger("edugraph.engine").warning("no barrier", extra={"told": {"why": limits["network_barrier"]}})


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Ending(uvicorn.Server):
    """A server that a signal asks to end: it finishes, and what surrounds it is closed in order. uvicorn's own would
    raise the signal again, and so leave the engine without a chance to close."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


class Quiet(uvicorn.Server):
    """A second server in the process: signals are for the first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _running(app: FastAPI, switch: Switch, settings: Settings) -> AsyncIterator[None]:
    """The watch for a newer release, and the metrics, for as long as the server runs."""
    watch(app, switch)
    tasks = [asyncio.create_task(switch.run())]
    metrics = None
    if settings.metrics:
        metrics = Quiet(_metrics_config(app, settings.metrics))
        tasks.append(asyncio.create_task(metrics.serve()))
    try:
        yield
    finally:
        if metrics:
            metrics.should_exit = True
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await switch.close()


def config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn listens: proxies are believed by our own setting only, and it logs nothing of requests."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=connection(settings.slow_s, getattr(app.state, "door", None)),
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=settings.graceful_s,
        backlog=4096,
    )


def watch(app: FastAPI, switch: Switch) -> None:
    """Show the engine, the cache and the release in the metrics; the engine is whichever is in use."""
    counters, memory = app.state.counters, app.state.memory

    def engine() -> dict[str, float]:
        return {**switch.past, **{k: v + switch.past[k] for k, v in app.state.site.engine.counters.items()}}

    def cache() -> dict[str, float]:
        return {"hits": memory.hits, "misses": memory.misses, "bytes": memory.size, "answers": len(memory)}

    def now() -> dict[str, float]:
        return dict(app.state.site.engine.gauges()) if hasattr(app.state.site.engine, "gauges") else {}

    counters.watch("edugraph_engine", "Counts of the engine", engine, "count")
    counters.watch("edugraph_engine_now", "Queries by where they are now, and workers", now, "count")
    counters.watch("edugraph_cache", "The cache of answers", cache, "count")
    counters.watch("edugraph_release", "1 for the release that is served", lambda: {app.state.site.release.id: 1}, "id")


def _metrics_config(app: FastAPI, address: str) -> uvicorn.Config:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise EdugraphError(f"EDUGRAPH_METRICS takes an address and a port such as 127.0.0.1:9100, not {address!r}")

    async def metrics(scope: Any, receive: Any, send: Any) -> None:
        is_there = scope["type"] == "http" and scope["path"] == "/metrics"
        body = app.state.counters.text() if is_there else b"metrics are at /metrics\n"
        kind = b"text/plain; version=0.0.4; charset=utf-8"
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200 if is_there else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return uvicorn.Config(
        metrics,
        host=host.strip("[]"),
        port=int(port),
        lifespan="off",
        ws="none",
        proxy_headers=False,
        access_log=False,
        log_config=None,
    )


# --- connections ----------------------------------------------------------------------------------------------------


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


def raise_descriptors(wanted: int = DESCRIPTORS) -> int:
    """Allow as many open files as the system lets us; the number that holds now."""
    try:
        import resource
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


# --- the log --------------------------------------------------------------------------------------------------------


class Lines(logging.Formatter):
    """One JSON object a line; what happened under `event`, and what is told of it beside."""

    _written = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname.lower(), "event": record.getMessage(), "from": record.name}
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return self._written(told)


class Writer(logging.Handler):
    """Writes lines from a thread of its own, many at once, so that whoever reads them slowly holds up no request.

    At most `MOST_LINES` wait; how many were lost beyond that is told in the log itself.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._lost = 0
        self._news = threading.Event()
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._waiting) >= MOST_LINES:
            self._lost += 1
            return
        self._waiting.append(self.format(record))
        if not self._news.is_set():
            self._news.set()

    def createLock(self) -> None:
        """None is needed: a deque takes from one end and gives at the other."""
        self.lock = None

    def _run(self) -> None:
        while not self._is_ending:
            self._news.wait()
            time.sleep(TOGETHER_S)
            self._news.clear()
            self._write()

    def _write(self) -> None:
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if lost := self._lost:
            self._lost -= lost
            told = {"told": {"lines": lost}}
            lines.append(self.format(logging.makeLogRecord({"name": __name__, "msg": "lines lost", **told})))
        if lines:
            with contextlib.suppress(OSError, ValueError):  # nobody reads any more
                self._stream.write("\n".join(lines) + "\n")
                self._stream.flush()

    def close(self) -> None:
        """Write what waits, within a moment, and end."""
        if not self._is_ending:
            self._is_ending = True
            self._news.set()
            self._thread.join(ENDS_WITHIN_S)
            if not self._thread.is_alive():
                self._write()
        super().close()


def log_to(stream: Any) -> None:
    """Log our own events from INFO, and everybody else's from WARNING."""
    logging._srcfile = None  # as Python's own documentation advises: no line of ours tells where in the code it is from
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=logging.WARNING, handlers=[Writer(stream)], force=True)
    logging.getLogger("edugraph").setLevel(logging.INFO)
