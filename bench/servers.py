"""The servers that benchmarks ask: started on loopback over one set of data, and their CPU."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edugraph.release import Releases, making
from edugraph.store import Store, write_store

_IN_GRAPH = re.compile(r'^<[^>]*> <[^>]*> (<[^>]*>|"([^"\\\\]|\\\\.)*"(@[A-Za-z0-9-]+|\^\^<[^>]*>)?)$')
"""A whole triple: what is left of a quad without its graph."""


@dataclass(frozen=True)
class Server:
    """A server that listens, and the path of its endpoint."""

    name: str
    pid: int
    port: int
    path: str


def with_default_graph(nquads: bytes) -> bytes:
    """The quads, and each triple once in the default graph too, as a release has them."""
    return nquads + default_graph(nquads)


def default_graph(nquads: bytes) -> bytes:
    """Each triple once, as N-Triples."""
    lines = nquads.splitlines(keepends=True)
    return b"".join(sorted({line[: line.rindex(b" <", 0, -3)] + b" .\n" for line in lines}))


def founded(home: Path) -> None:
    """Build a release of the founding data."""
    command = [sys.executable, "-m", "edugraph.cli", "build"]
    subprocess.run(command, env={**environment(), "EDUGRAPH_HOME": str(home)}, check=True, capture_output=True)


def prepared(home: Path, data: Path) -> Path:
    """A release of the founding data whose store is another one."""
    founded(home)
    release = Releases(home).current()
    assert release, "a build leaves a current release"
    store = release.files / "store"
    store.rename(home / "founding")
    write_store(store, data)
    union = making.counted(release.files, by_graph(data))
    making.keep_tables(release.files, union, Store.opened(store).ask)
    return home


def by_graph(data: Path) -> dict[str, list[str]]:
    """Graph -> its N-Triples lines, from a file of N-Quads; triples of the default graph are left out."""
    held: dict[str, list[str]] = defaultdict(list)
    with data.open(encoding="utf-8") as lines:
        for line in lines:
            triple, mark, graph = line[:-4].rpartition(" <")
            if mark and _IN_GRAPH.search(triple):
                held[graph].append(triple + " .\n")
    return held


@contextmanager
def edugraph(home: Path) -> Iterator[Server]:
    """Our server, with neither rate limit nor refusals."""
    port = free_port()
    settings = {**environment(), "EDUGRAPH_HOME": str(home), "EDUGRAPH_RATE_PER_S": "0"}
    command = [sys.executable, "-m", "edugraph.cli", "serve", "--no-build", "--port", str(port)]
    with _running(command, settings, port) as pid:
        yield Server("edugraph", pid, port, "/sparql")


@contextmanager
def oxigraph(program: str, name: str, *more: str) -> Iterator[Server]:
    """Oxigraph's server: the second word of its name is its command."""
    port = free_port()
    command = [program, name.split()[1].strip(","), "--bind", f"127.0.0.1:{port}", *more]
    with _running(command, environment(), port) as pid:
        yield Server(name, pid, port, "/query")


@contextmanager
def rdflib_endpoint(program: str, data: Path) -> Iterator[Server]:
    """The server of the PyPI package rdflib-endpoint, over a file of N-Triples or N-Quads in memory."""
    port = free_port()
    with _running([program, "serve", "--port", str(port), str(data)], environment(), port) as pid:
        yield Server("rdflib-endpoint", pid, port, "/")


@contextmanager
def _running(command: list[str], settings: dict[str, str], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            assert process.poll() is None, "the server has not ended"
            time.sleep(0.1)


def load(server: Server, data: Path) -> None:
    kind = {"Content-Type": "application/n-quads"}
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}/store", data.read_bytes(), kind, method="POST")
    urllib.request.urlopen(asked).close()


def cpu_s(pid: int) -> float:
    """CPU seconds of a process, its descendants, and those of them that ended."""
    return sum(map(_cpu_s, [pid, *descendants(pid)]))


def descendants(pid: int) -> list[int]:
    """Processes below this one, those that ended and were not waited for too."""
    own = children(pid)
    return [*own, *(further for child in own for further in descendants(child))]


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("EDUGRAPH_")}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
