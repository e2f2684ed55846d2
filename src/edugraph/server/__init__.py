"""The HTTP server as a process: how it listens, starts, shows what it does, and ends.

Its connections are in `connections`, its log in `log`.
"""

import asyncio
import gc
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.engine.protocol import Engine
from edugraph.errors import EdugraphError
from edugraph.release import Release, Releases
from edugraph.remote.engine import Remote
from edugraph.server.connections import connection
from edugraph.server.log import log_to
from edugraph.web import warming
from edugraph.web.app import create_app
from edugraph.web.switching import Drained, Switch

DESCRIPTORS = 65_536
"""Open connections and files that one process may have, where the system lets it."""


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
        await Ending(config(app, settings), partial(warming.begin, app.state.site)).serve()


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
    raise the signal again, and so leave the engine without a chance to close. `then` is done once it listens."""

    def __init__(self, config: uvicorn.Config, then: Callable[[], object]) -> None:
        super().__init__(config)
        self._then = then

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._then()

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
