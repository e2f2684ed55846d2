"""A release brought to another server by the Graph Store Protocol, graph by graph, each counted there before the next.

What was brought is written down there as it goes (`door.PUBLICATION`), so that a run that was stopped goes on where it
ended, and a server that holds a part of a release is never taken for one that holds it all. A release has no blank
nodes, so a graph may be cut into parts anywhere.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx

from edugraph.config import Settings
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.release.making import OUTSIDE_THE_UNION
from edugraph.remote import door
from edugraph.vocabulary import BASE, DCT, graph_iri

PART = 8 << 20
"""Bytes sent at once: a larger graph goes in parts, the first in place of what was there."""
WITHIN_S = 600.0
"""Seconds that a server may take for one part, or one count."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Graph:
    """A graph to be published: its IRI, a hash of its content, how many triples it has, and its lines of N-Triples."""

    iri: str
    digest: str
    triples: int
    lines: Callable[[], Iterable[bytes]]


def graphs(release: Release) -> list[Graph]:
    """What is published: every graph of the release, and the union that its default graph is."""
    files = release.manifest["files"]
    found = []
    for name, triples in release.manifest["graphs"].items():
        dump = f"dumps/{name.replace('/', '-')}.nt.gz"
        digest = str(files[dump]["sha256"])
        found.append(Graph(graph_iri(name), digest, triples, lambda path=release.files / dump: _lines(path)))  # type: ignore[misc]
    union = sum(1 for _ in _union(release.files / "graph.nq.gz"))
    digest = str(files["graph.nq.gz"]["sha256"])
    return [*found, Graph(door.UNION, digest, union, lambda: _union(release.files / "graph.nq.gz"))]


def publish(release: Release, to: str, settings: Settings, tell: Tell) -> int:
    """Bring a release to the Graph Store address `to`, counting at the query address of the settings; how many graphs
    were sent. Raises EdugraphError; the same call again goes on from there."""
    with Store(release.id, to, settings) as store:
        held, wanted = store.published(), graphs(release)
        done = {g.iri for g in wanted if held.get(g.iri) == g.digest and store.count(g.iri) == g.triples}
        store.put(door.PUBLICATION, [_told(g.iri, g.digest) for g in wanted if g.iri in done])
        for graph in wanted:
            if graph.iri not in done:
                tell(f"{graph.iri.removeprefix(BASE)}: {graph.triples} triples")
                store.put(graph.iri, graph.lines())
                store.verify(graph)
                store.add(door.PUBLICATION, [_told(graph.iri, graph.digest)])
        kept = {g.iri for g in wanted} | {door.PUBLICATION}
        for gone in sorted(g for g in held if g not in kept and door.is_ours(g)):
            tell(f"{gone.removeprefix(BASE)}: removed")
            store.delete(gone)
        whole = [_told(g.iri, g.digest) for g in wanted]
        store.put(door.PUBLICATION, [*whole, _told(door.PUBLICATION, release.id)])
        return len(wanted) - len(done)


def write(release: Release, path: Path) -> int:
    """The same as one file of N-Quads, for a server that loads in a way of its own; how many quads it has."""
    total = 0
    with gzip.open(path, "wb") as out:
        wanted = graphs(release)
        told = [_told(g.iri, g.digest) for g in wanted] + [_told(door.PUBLICATION, release.id)]
        for graph in [*wanted, Graph(door.PUBLICATION, "", len(told), lambda: told)]:
            end = f" <{graph.iri}> .\n".encode()
            for line in graph.lines():
                out.write(line.rstrip()[:-2] + end)
                total += 1
    return total


def _told(graph: str, words: str) -> bytes:
    return f'<{graph}> <{DCT.identifier}> "{words}" .\n'.encode()


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        yield from file


def _union(path: Path) -> Iterator[bytes]:
    """The triples of the default graph, each once: quads are sorted, so those of one triple follow each other."""
    outside = {f"<{graph_iri(name)}> .\n".encode() for name in OUTSIDE_THE_UNION}
    last = b""
    for line in _lines(path):
        triple, _, graph = line.rpartition(b" <")
        if b"<" + graph not in outside and triple != last:
            last = triple
            yield triple + b" .\n"


class Store:
    """A Graph Store Protocol server, and the query address that counts what it holds."""

    def __init__(self, release: str, to: str, settings: Settings) -> None:
        self._release, self._to = release, to
        self._query = door.address(settings.engine or "", release) if settings.engine else ""
        if not self._query:
            raise EdugraphError("EDUGRAPH_ENGINE is not set: the address of queries, where what was sent is counted")
        door.address(to, release, "x")
        timeout = httpx.Timeout(WITHIN_S, connect=door.CONNECT_S)
        self._client = httpx.Client(auth=door.credentials(settings), timeout=timeout, trust_env=False)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def published(self) -> dict[str, str]:
        return door.published(self._rows(door.PUBLISHED))

    def count(self, graph: str) -> int:
        told = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(told["results"]["bindings"][0]["n"]["value"])

    def verify(self, graph: Graph) -> None:
        held = self.count(graph.iri)
        if held != graph.triples:
            raise EdugraphError(
                f"{graph.iri} has {graph.triples} triples, and the server counts {held}: it did not keep what was "
                f"sent, or {self._query} does not ask what {self._to} fills"
            )

    def put(self, graph: str, lines: Iterable[bytes]) -> None:
        """Put these triples in place of the graph."""
        parts = _parts(lines)
        self._send("PUT", graph, next(parts, b""))
        for part in parts:
            self._send("POST", graph, part)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        self._send("POST", graph, b"".join(lines))

    def delete(self, graph: str) -> None:
        self._send("DELETE", graph, b"", 404)

    def _send(self, method: str, graph: str, body: bytes, *fine: int) -> None:
        url = door.address(self._to, self._release, graph)
        headers = {"content-type": "text/turtle"} if body or method != "DELETE" else {}
        told = self._told(lambda: self._client.request(method, url, content=body, headers=headers))
        if not told.is_success and told.status_code not in fine:
            raise EdugraphError(door.refusal(url, told.status_code, told.text))

    def _rows(self, query: str) -> dict[str, dict[str, list[dict[str, dict[str, str]]]]]:
        body = urlencode({"query": query})
        headers = {"content-type": door.FORM, "accept": "application/sparql-results+json"}
        told = self._told(lambda: self._client.post(self._query, content=body, headers=headers))
        if not told.is_success:
            raise EdugraphError(door.refusal(self._query, told.status_code, told.text))
        try:
            return dict(json.loads(told.text))
        except ValueError as fault:
            raise EdugraphError(f"{self._query} does not answer queries with SPARQL results in JSON") from fault

    def _told(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        try:
            return send()
        except httpx.HTTPError as fault:
            raise EdugraphError(
                f"the server cannot be reached ({type(fault).__name__}: {fault}); the same command goes on from here"
            ) from fault


def _parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    part, size = list[bytes](), 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= PART:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)
