"""Requests a second and CPU for each request over HTTP: edugraph beside Oxigraph's own server, in one run on one store.

python bench/generate.py nquads --quads 200000 --seed 1 --to FILE
python bench/endpoint.py FILE [FILE …] [--oxigraph PATH] [--seconds 4] [--rounds 3] [--kinds ASK aggregate]

Eight connections ask without pause, from this process. `uncached`: queries differ by a comment, so that no answer is
kept or shared; `cached`: always the same one. CPU is of the server's processes, their children too; the median of the
rounds is told. `--oxigraph` is the command of the PyPI package `oxigraph`: with it, `serve-read-only` answers from the
very store of the release, and `serve` from memory. The last two columns are ratios to `serve-read-only`, of throughput
and of CPU: above 1 is better than it. Several files are several sizes, one after the other in one run.

This client answers no more than 35,000 to 40,000 times a second: beyond that the throughput of a cached answer is its
own, and CPU tells more. `--wrk` asks the cached kinds with the program `wrk` (Debian package `wrk`) instead, which has
no such limit.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from client import CONNECTIONS, Rate, measured, measured_by_wrk, request
from servers import Server, children, edugraph, load, oxigraph, prepared, with_default_graph

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


def main() -> None:
    """Start the servers, and measure them in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--oxigraph", help="the command of the PyPI package `oxigraph`")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND")
    parser.add_argument("--wrk", action="store_true", help="only the cached kinds, asked by `wrk`")
    given = parser.parse_args()
    for file in given.files:
        size(file, given)


def size(file: Path, given: argparse.Namespace) -> None:
    """All servers over one file."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder) / "all.nq"
        data.write_bytes(with_default_graph(file.read_bytes()))
        home = prepared(Path(folder) / "home", data)
        servers = [stack.enter_context(edugraph(home))]
        if given.oxigraph:
            store = Path(os.path.realpath(home / "current")) / "store"
            servers.append(stack.enter_context(oxigraph(given.oxigraph, PEER, "--location", str(store))))
            servers.append(stack.enter_context(oxigraph(given.oxigraph, "oxigraph serve, in memory")))
            load(servers[-1], data)
        print(f"{file.name}: {data.read_bytes().count(bytes([10])):,} quads in the store")
        wait_until_in_memory(servers[0])
        table(servers, given)


def table(servers: list[Server], given: argparse.Namespace) -> None:
    """All kinds, the servers one after the other in each round, so that the load of the machine meets all alike."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} before")
    for kind in given.kinds:
        accept, query = KINDS[kind]
        found: dict[str, list[Rate]] = {}
        for _ in range(given.rounds):
            for server in servers:
                uses = ("uncached", "cached") if server is servers[0] else ("",)
                for use in uses[given.wrk and len(uses) > 1 :]:
                    if given.wrk:
                        asked = measured_by_wrk(server, accept, text(query), given.seconds)
                    else:
                        same = use == "cached"
                        asked = asyncio.run(measured(server, requests(server, accept, query, same), given.seconds))
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


def text(query: str) -> str:
    """The query of a kind, with its thing."""
    return query.replace("%s", "<https://w3id.org/edugraph/def#Meeting>")


def wait_until_in_memory(server: Server) -> None:
    """Until our workers answer from memory: a second zygote has come, and the first has left."""
    time.sleep(2)
    while len(children(server.pid)) != 1:
        time.sleep(0.2)


def requests(server: Server, accept: str, query: str, is_same: bool) -> list[Iterator[bytes]]:
    """The same query for ever on each connection; never the same text twice, unless it shall be."""
    whole = text(query)

    def stream(number: int) -> Iterator[bytes]:
        for turn in count():
            yield request(server, accept, whole if is_same else f"{whole} #{number}-{turn}-{time.monotonic_ns()}")

    return [stream(number) for number in range(CONNECTIONS)]


if __name__ == "__main__":
    main()
