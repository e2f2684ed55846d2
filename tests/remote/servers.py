"""Other SPARQL servers on loopback: two real ones, started for the tests, and one that answers as it is told."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from edugraph import server
from edugraph.config import Settings

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
SLOW_S = 20
"""Some of our queries take Virtuoso seconds, and on a busy machine more: what is slow is not thereby different."""
INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Running:
    """A server: where releases are published to, and the settings that ask it."""

    name: str
    to: str
    settings: Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph() -> Iterator[Running]:
    """Oxigraph's own server, in memory."""
    port = free_port()
    with _process([str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/"):
        settings = Settings(engine=f"http://127.0.0.1:{port}/query", rate_per_s=0)
        yield Running("oxigraph serve", f"http://127.0.0.1:{port}/store", settings)


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Running]:
    """Virtuoso as Debian packs it: Graph Store Protocol with digest, at most `rows` rows in an answer."""
    assert VIRTUOSO, "the caller asks first"
    folder.mkdir(parents=True, exist_ok=True)
    sql, http = free_port(), free_port()
    ini = folder / "v.ini"
    ini.write_text(INI.format(folder=folder, sql=sql, http=http, rows=rows), encoding="utf-8")
    base = f"http://127.0.0.1:{http}"
    with _process([VIRTUOSO, "+foreground", "+wait", "+configfile", str(ini)], f"{base}/sparql", folder):
        account = {"engine_user": "dba", "engine_password": "dba", "engine_auth": "digest"}
        settings = Settings(engine=f"{base}/sparql", rate_per_s=0, query_timeout_s=SLOW_S, **account)  # type: ignore[arg-type]
        yield Running("virtuoso", f"{base}/sparql-graph-crud-auth?graph-uri={{graph}}", settings)


@contextmanager
def _process(command: list[str], url: str, folder: Path | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            assert process.poll() is None, f"{command[0]} ended by itself"
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(url, timeout=2)
                break
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@dataclass
class Told:
    """A server that answers as `answer` says, and remembers what it was asked."""

    answer: Callable[[Request, bytes], Response]
    url: str = ""
    requests: list[tuple[Request, bytes]] = field(default_factory=list)
    gone: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self.requests.append((request, body))
        response = self.answer(request, body)
        try:
            await response(scope, receive, send)
        except asyncio.CancelledError:
            self.gone += 1
            raise


@contextmanager
def told(answer: Callable[[Request, bytes], Response]) -> Iterator[Told]:
    """Such a server on loopback, in a thread."""
    made = Told(answer)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    made.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    running = server.Quiet(uvicorn.Config(made, lifespan="off", ws="none", log_config=None, access_log=False))
    thread = threading.Thread(target=lambda: asyncio.run(running.serve([listening])), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        running.should_exit = running.force_exit = True
        thread.join(10)
        listening.close()
