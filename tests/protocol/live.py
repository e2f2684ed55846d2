"""A server on loopback, in a thread of the tests, as `edugraph serve` listens: real sockets for real clients."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

from fastapi import FastAPI

from edugraph import server
from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.release import Release
from edugraph.web.app import create_app


@contextmanager
def served(app: FastAPI, **settings: object) -> Iterator[str]:
    """The address of a running server."""

    @asynccontextmanager
    async def made() -> AsyncIterator[FastAPI]:
        yield app

    with _listening(made, Settings(**settings)) as address:  # type: ignore[arg-type]
        yield address


@contextmanager
def served_by_pool(release: Release, **settings: Any) -> Iterator[str]:
    """The address of a running server whose engine is the pool, over a release on disk."""
    chosen = Settings(**{"rate_per_s": 0, "workers": 2, **settings})

    @asynccontextmanager
    async def made() -> AsyncIterator[FastAPI]:
        engine = await Pool.started(release, chosen)
        try:
            yield create_app(release, chosen, engine)
        finally:
            await engine.close()

    with _listening(made, chosen) as address:
        yield address


@contextmanager
def _listening(made: Callable[[], AbstractAsyncContextManager[FastAPI]], settings: Settings) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    running: list[server.Quiet] = []

    async def serve() -> None:
        async with made() as app:
            running.append(server.Quiet(server.config(app, settings)))
            await running[0].serve([listening])

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    while not (running and running[0].started):
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        running[0].should_exit = True
        thread.join(10)
        with contextlib.suppress(OSError):
            listening.close()
