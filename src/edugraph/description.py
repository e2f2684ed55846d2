"""The bounded description of one thing: what pages show, what a dereferenced address answers, what DESCRIBE returns.

It holds the thing's own statements, the nodes that tell of it (participations, memberships, status changes, claims,
figures) with their statements, spans and passages one step further, the labels of everything named, and counts of what
points at it. Each part has a limit, so that its size does not grow with the graph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from edugraph import hubs, queries
from edugraph.rdf import Quad, Triple, iri
from edugraph.store import Ask
from edugraph.vocabulary import BASE, EG, OA, RDF

_STEP = {iri(p) for p in (EG.evidence, OA.hasSelector)}
_SPAN = f"<{BASE}id/span/"


class Incoming(NamedTuple):
    """How many statements point at the thing by one property; the first things that do, where that is known already."""

    predicate: str
    number: int
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Description:
    """Statements and labels of what they name, with their graphs (N-Triples text), and counts of incoming ones."""

    iri: str
    quads: list[Quad]
    names: list[Quad]
    incoming: list[Incoming]

    @property
    def labels(self) -> list[Triple]:
        """The labels without those who say them."""
        return sorted({(s, p, o) for s, p, o, _ in self.names})

    @property
    def exists(self) -> bool:
        """Whether anything is said of the thing."""
        return any(s == iri(self.iri) for s, _, _, _ in self.quads)

    @property
    def kinds(self) -> list[str]:
        """The classes of the thing, whoever says so."""
        return sorted({o[1:-1] for s, p, o, _ in self.quads if s == iri(self.iri) and p == iri(RDF.type)})

    @property
    def triples(self) -> list[Triple]:
        """Statements and labels without graphs, each once, the thing's own first: what formats for triples hold."""
        told = {(s, p, o) for s, p, o, _ in self.quads}
        own = iri(self.iri)
        return [*sorted(told, key=lambda t: (t[0] != own, t)), *sorted(set(self.labels) - told)]

    @property
    def dataset(self) -> list[Quad]:
        """The same with graphs, ordered by graph: what formats for data sets hold beside. Its union is `triples`."""
        return sorted({*self.quads, *self.names}, key=lambda q: (q[3], q[:3]))


class Describer:
    """Describes things through an `ask` callable, with the queries of `queries/pages/description-*.rq`."""

    def __init__(self, folder: Path, ask: Ask) -> None:
        self._ask = ask
        self._hubs = hubs.read(folder / hubs.NAME)
        self._queries: Mapping[str, str] = {
            name.removeprefix("description-"): query.text
            for name, query in queries.read_all(folder / "queries" / "pages").items()
            if name.startswith("description-")
        }

    def outline(self, subject: str) -> Description:
        """What a page starts from: the thing's own statements, those of the nodes that tell of it and of its dates, and
        counts of incoming ones; no evidence and no names."""
        own = self._statements("own", "this", [iri(subject)])
        if not own:
            return Description(subject, [], [], [])
        near = {*self._nodes(subject), *(o for _, _, o, _ in own if o.startswith(_SPAN))}
        told = [*own, *self._statements("statements", "node", sorted(near))]
        return Description(subject, sorted(set(told)), [], self._incoming(subject))

    def description(self, subject: str) -> Description:
        """The description of the thing named by an IRI; empty of quads when nothing is said of it."""
        own = self._statements("own", "this", [iri(subject)])
        if not own:
            return Description(subject, [], [], [])
        told = [*own, *self._statements("statements", "node", self._nodes(subject))]
        near = self._statements("statements", "node", _one_step(told))
        near += self._statements("statements", "node", _one_step(near))
        quads = sorted({*told, *near})
        names = self._statements("labels", "s", _named(quads))
        return Description(subject, quads, names, self._incoming(subject))

    def _nodes(self, subject: str) -> list[str]:
        """The first nodes that tell of a thing."""
        hub = self._hubs.get(subject)
        return [iri(n) for n in hub.nodes] if hub else [r["node"] for r in self._rows("nodes", "this", [iri(subject)])]

    def _incoming(self, subject: str) -> list[Incoming]:
        """What points at a thing, the most used property first."""
        if hub := self._hubs.get(subject):
            ordered = sorted(hub.counts.items(), key=lambda pair: (-pair[1], pair[0]))
            return [Incoming(p, number, tuple(hub.first[p])) for p, number in ordered]
        rows = self._rows("incoming", "this", [iri(subject)])
        return [Incoming(r["p"][1:-1], int(r["count"].split('"')[1])) for r in rows]

    def _rows(self, name: str, variable: str, terms: list[str]) -> list[dict[str, str]]:
        return self._ask(queries.bound(self._queries[name], {variable: terms})) if terms else []

    def _statements(self, name: str, variable: str, terms: list[str]) -> list[Quad]:
        return [(r["s"], r["p"], r["o"], r["g"]) for r in self._rows(name, variable, terms)]


def _one_step(quads: Iterable[Quad]) -> list[str]:
    """Spans, passages and selectors that statements lead to."""
    return sorted({o for _, p, o, _ in quads if p in _STEP or o.startswith(_SPAN)})


def _named(quads: Iterable[Quad]) -> list[str]:
    """Every IRI that statements name, properties and graphs among them."""
    return sorted({term for quad in quads for term in quad if term.startswith("<")})
