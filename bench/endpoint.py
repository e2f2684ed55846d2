"""Requests a second and CPU for each request over HTTP: edugraph beside Oxigraph's own server, in one run on one store.

python bench/generate.py nquads --quads 200000 --seed 1 --to FILE
python bench/endpoint.py FILE [--oxigraph PATH] [--seconds 4] [--rounds 3]

Eight connections ask without pause, from this process. `uncached`: queries differ by a comment, so that no answer is
kept or shared; `cached`: always the same one. CPU is of the server's processes, their children too; the median of the
rounds is told. `--oxigraph` is the command of the PyPI package `oxigraph`: with it, `serve-read-only` answers from the
very store of the release, and `serve` from memory. The last two columns are ratios to `serve-read-only`, of throughput
and of CPU: above 1 is better than it.
"""

import argparse
import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from edugraph.release import Releases
from edugraph.store import write_store

CONNECTIONS = 8
JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
KINDS = {
    "ASK": (JSON, "ASK { %s ?p ?o }"),
    "CONSTRUCT 50": (TRIPLES, "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 50"),
    "aggregate": (JSON, "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)"),
    "joined": (
        JSON,
        "PREFIX eg: <https://w3id.org/edugraph/def#> PREFIX dct: <http://purl.org/dc/terms/> "
        "SELECT ?c ?t (COUNT(*) AS ?n) { ?e a eg:Meeting ; eg:inCountry ?c ; dct:subject ?t } "
        "GROUP BY ?c ?t ORDER BY DESC(?n) ?c ?t LIMIT 20",
    ),
    "10,000 rows": (JSON, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000"),
}
PEER = "oxigraph serve-read-only"


@dataclass(frozen=True)
class Server:
    """A server that listens, and the path of its endpoint."""

    name: str
    pid: int
    port: int
    path: str


@dataclass(frozen=True)
class Rate:
    """What one round gave."""

    per_s: float
    cpu_ms: float


def main() -> None:
    """Start the servers, and measure them in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--oxigraph", help="the command of the PyPI package `oxigraph`")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder) / "all.nq"
        data.write_bytes(with_default_graph(given.file.read_bytes()))
        home = prepared(Path(folder) / "home", data)
        servers = [stack.enter_context(edugraph(home))]
        if given.oxigraph:
            store = Path(os.path.realpath(home / "current")) / "store"
            servers.append(stack.enter_context(oxigraph(given.oxigraph, PEER, "--location", str(store))))
            servers.append(stack.enter_context(oxigraph(given.oxigraph, "oxigraph serve, in memory")))
            _load(servers[-1], data)
        time.sleep(5)  # until the release is in memory
        table(servers, given.seconds, given.rounds)


def table(servers: list[Server], seconds: float, rounds: int) -> None:
    """All kinds, the servers one after the other in each round, so that the load of the machine meets all alike."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} before")
    for kind, (accept, query) in KINDS.items():
        found: dict[str, list[Rate]] = {}
        for _ in range(rounds):
            for server in servers:
                uses = ("uncached", "cached") if server is servers[0] else ("",)
                for use in uses:
                    asked = asyncio.run(measured(server, accept, query, seconds, is_same=use == "cached"))
                    found.setdefault(f"{server.name} {use}".strip(), []).append(asked)
        rates = {
            name: Rate(statistics.median(r.per_s for r in all_), statistics.median(r.cpu_ms for r in all_))
            for name, all_ in found.items()
        }
        peer = rates.get(PEER)
        for name, rate in rates.items():
            ratio = f"{rate.per_s / peer.per_s:9.2f}{peer.cpu_ms / rate.cpu_ms:9.2f}" if peer else ""
            print(f"{kind:14}{name:28}{rate.per_s:10.1f}/s{rate.cpu_ms:10.3f} ms{ratio}", flush=True)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} after")


# --- the client ------------------------------------------------------------------------------------------------------


class Line(asyncio.Protocol):
    """One connection that asks, and asks again when the answer is whole."""

    def __init__(self, server: Server, accept: str, query: str, is_same: bool, number: int) -> None:
        self.answers = 0
        self.is_over = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._start = f"GET {server.path}?query={quote(query)}".encode()
        self._end = f" HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()
        self._is_same, self._number = is_same, number
        self._turn = 0
        self._head = b""
        self._left = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._ask()

    def _ask(self) -> None:
        self._turn += 1
        mark = b"" if self._is_same else b"%%20%%23%d-%d-%d" % (self._number, self._turn, time.monotonic_ns())
        self._head, self._left = b"", -1
        self._transport.write(self._start + mark + self._end)

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


async def measured(server: Server, accept: str, query: str, seconds: float, is_same: bool) -> Rate:
    """One kind at one server for so long."""
    loop = asyncio.get_running_loop()
    query = query.replace("%s", "<https://w3id.org/edugraph/def#Meeting>")
    lines = [Line(server, accept, query, is_same, number) for number in range(CONNECTIONS)]
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", server.port)  # type: ignore[misc]
    await asyncio.sleep(0.3)
    answered, used, began = sum(line.answers for line in lines), cpu_s(server.pid), time.monotonic()
    await asyncio.sleep(seconds)
    answered = sum(line.answers for line in lines) - answered
    used, took = cpu_s(server.pid) - used, time.monotonic() - began
    for line in lines:
        line.is_over = True
    await asyncio.gather(*(line.done for line in lines))
    return Rate(answered / took, used * 1000 / max(answered, 1))


# --- the servers -----------------------------------------------------------------------------------------------------


def with_default_graph(nquads: bytes) -> bytes:
    """The quads, and each triple once in the default graph too, as a release has them."""
    lines = nquads.splitlines(keepends=True)
    return nquads + b"".join(sorted({line[: line.rindex(b" <", 0, -3)] + b" .\n" for line in lines}))


def prepared(home: Path, data: Path) -> Path:
    """A release of the founding data whose store is another one."""
    environment = {**_environment(), "EDUGRAPH_HOME": str(home)}
    command = [sys.executable, "-m", "edugraph.cli", "build"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    release = Releases(home).current()
    assert release, "a build leaves a current release"
    store = release.files / "store"
    store.rename(home / "founding")
    write_store(store, data)
    return home


@contextmanager
def edugraph(home: Path) -> Iterator[Server]:
    """Our server, with neither rate limit nor refusals."""
    port = _free_port()
    environment = {**_environment(), "EDUGRAPH_HOME": str(home), "EDUGRAPH_RATE_PER_S": "0"}
    command = [sys.executable, "-m", "edugraph.cli", "serve", "--no-build", "--port", str(port)]
    with _running(command, environment, port) as pid:
        yield Server("edugraph", pid, port, "/sparql")


@contextmanager
def oxigraph(program: str, name: str, *more: str) -> Iterator[Server]:
    """Oxigraph's server: the second word of its name is its command."""
    port = _free_port()
    command = [program, name.split()[1].strip(","), "--bind", f"127.0.0.1:{port}", *more]
    with _running(command, _environment(), port) as pid:
        yield Server(name, pid, port, "/query")


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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


def _load(server: Server, data: Path) -> None:
    kind = {"Content-Type": "application/n-quads"}
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}/store", data.read_bytes(), kind, method="POST")
    urllib.request.urlopen(asked).close()


def cpu_s(pid: int) -> float:
    """CPU seconds of a process, its descendants, and those of them that ended."""
    tree = [str(pid), *_descendants(str(pid))]
    return sum(map(_cpu_s, tree))


def _descendants(pid: str) -> list[str]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        own = [child for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [*own, *(further for child in own for further in _descendants(child))]


def _cpu_s(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("EDUGRAPH_")}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    main()
