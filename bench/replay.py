"""A day of mixed queries, played to each server in turn: many again and again, some never asked before.

python bench/generate.py nquads --quads 200000 --seed 1 --to FILE
python bench/replay.py FILE --oxigraph PATH [--rdflib-endpoint PATH] [--seconds 10] [--rounds 3]

500 queries of ten kinds over things of the data; which one comes next follows Zipf's law, and 30 % carry a comment that
no query had before. Eight connections ask without pause. The last columns are ratios to `serve-read-only`.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from client import CONNECTIONS, measured, request
from servers import (
    Server,
    default_graph,
    edugraph,
    load,
    oxigraph,
    prepared,
    rdflib_endpoint,
    with_default_graph,
)

PEER = "oxigraph serve-read-only"
JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
PREFIXES = (
    "PREFIX eg: <https://w3id.org/edugraph/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX dct: <http://purl.org/dc/terms/> "
)
KINDS = [
    (JSON, "ASK { %s a ?type }"),
    (JSON, "SELECT ?label { %s skos:prefLabel ?label }"),
    (JSON, "SELECT ?p ?o { %s ?p ?o }"),
    (TRIPLES, "CONSTRUCT { %s ?p ?o } { %s ?p ?o }"),
    (TRIPLES, "CONSTRUCT { %s ?p ?o . ?o skos:prefLabel ?n } { %s ?p ?o OPTIONAL { ?o skos:prefLabel ?n } }"),
    (JSON, "SELECT ?s ?p { ?s ?p %s } LIMIT 100"),
    (JSON, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p %s } GROUP BY ?p ORDER BY DESC(?n)"),
    (JSON, "SELECT ?g ?p ?o { GRAPH ?g { %s ?p ?o } }"),
    (
        JSON,
        "SELECT ?e ?when { ?e a eg:Meeting ; eg:inCountry %s ; eg:when/eg:notBefore ?when } ORDER BY ?when LIMIT 9",
    ),
    (
        JSON,
        "SELECT ?c (COUNT(*) AS ?n) { ?e eg:inCountry ?c ; dct:subject ?t FILTER(?c != %s) } GROUP BY ?c LIMIT 9",
    ),
]
QUERIES, NEW = 500, 0.3


def main() -> None:
    """Start the servers, and play to each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--oxigraph", required=True, help="the command of the PyPI package `oxigraph`")
    parser.add_argument("--rdflib-endpoint", help="the command of the PyPI package `rdflib-endpoint`")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder) / "all.nq"
        data.write_bytes(with_default_graph(given.file.read_bytes()))
        home = prepared(Path(folder) / "home", data)
        store = Path(os.path.realpath(home / "current")) / "store"
        servers = [
            stack.enter_context(edugraph(home)),
            stack.enter_context(oxigraph(given.oxigraph, PEER, "--location", str(store))),
            stack.enter_context(oxigraph(given.oxigraph, "oxigraph serve, in memory")),
        ]
        load(servers[-1], data)
        if given.rdflib_endpoint:
            triples = Path(folder) / "all.nt"
            triples.write_bytes(default_graph(given.file.read_bytes()))
            servers.append(stack.enter_context(rdflib_endpoint(given.rdflib_endpoint, triples)))
        time.sleep(5)  # until the release is in memory
        table(servers, asked(given.file), given.seconds, given.rounds)


def table(servers: list[Server], queries: list[tuple[str, str]], seconds: float, rounds: int) -> None:
    """The servers one after the other in each round, so that the load of the machine meets all alike."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} before")
    rates: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for server in servers:
            streams = [stream(server, queries, number) for number in range(CONNECTIONS)]
            rate = asyncio.run(measured(server, streams, seconds))
            rates.setdefault(server.name, []).append((rate.per_s, rate.cpu_ms))
    told = {n: (statistics.median(p for p, _ in r), statistics.median(c for _, c in r)) for n, r in rates.items()}
    for name, (per_s, cpu_ms) in told.items():
        peer = told[PEER]
        print(f"{name:28}{per_s:10.1f}/s{cpu_ms:10.3f} ms{per_s / peer[0]:9.2f}{peer[1] / cpu_ms:9.2f}", flush=True)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} after")


def asked(file: Path) -> list[tuple[str, str]]:
    """The queries, the most frequent first: what is accepted, and the text."""
    chance = random.Random(1)
    things = sorted({line.split(b" ", 1)[0].decode() for line in file.read_bytes().splitlines()[::97]})
    picked = [chance.choice(things) for _ in range(QUERIES // len(KINDS))]
    found = [(accept, PREFIXES + text.replace("%s", thing)) for thing in picked for accept, text in KINDS]
    chance.shuffle(found)
    return found


def stream(server: Server, queries: list[tuple[str, str]], number: int) -> Iterator[bytes]:
    """The same requests in the same order for every server."""
    chance = random.Random(number)
    weights = [1 / rank for rank in range(1, len(queries) + 1)]
    for turn in count():
        (accept, text) = chance.choices(queries, weights)[0]
        mark = f" #{number}-{turn}-{time.monotonic_ns()}" if chance.random() < NEW else ""
        yield request(server, accept, text + mark)


if __name__ == "__main__":
    main()
