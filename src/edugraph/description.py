"""The bounded description of one thing: what pages show, what a dereferenced address answers, what DESCRIBE returns.

It holds the thing's own statements, the nodes that tell of it (participations, memberships, status changes, claims,
figures) with their statements, spans and passages one step further, the labels of everything named, and counts of what
points at it. Each part has a limit, so that its size does not grow with the graph.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from edugraph import queries
from edugraph.rdf import Quad, Triple, iri
from edugraph.store import Ask
from edugraph.vocabulary import BASE, EG, OA

MAX_NODES = 200
"""How many nodes that tell of a thing a description holds (the limit in description-nodes.rq)."""
_STEP = {iri(p) for p in (EG.evidence, OA.hasSelector)}
_SPAN = f"<{BASE}id/span/"


class Incoming(NamedTuple):
    """How many statements point at the thing by one property."""

    predicate: str
    number: int


@dataclass(frozen=True)
class Description:
    """Statements with their graphs (N-Triples text), labels of what they name, and counts of incoming statements."""

    iri: str
    quads: list[Quad]
    labels: list[Triple]
    incoming: list[Incoming]

    @property
    def exists(self) -> bool:
        """Whether anything is said of the thing."""
        return any(s == iri(self.iri) for s, _, _, _ in self.quads)

    @property
    def triples(self) -> list[Triple]:
        """Statements and labels without graphs, each once, the thing's own first: what formats for triples hold."""
        told = {(s, p, o) for s, p, o, _ in self.quads}
        own = iri(self.iri)
        return [*sorted(told, key=lambda t: (t[0] != own, t)), *sorted(set(self.labels) - told)]


class Describer:
    """Describes things through an `ask` callable, with the queries of `queries/pages/description-*.rq`."""

    def __init__(self, folder: Path, ask: Ask) -> None:
        self._ask = ask
        self._queries: Mapping[str, str] = {
            name.removeprefix("description-"): query.text
            for name, query in queries.read_all(folder / "queries" / "pages").items()
            if name.startswith("description-")
        }

    def outline(self, subject: str) -> Description:
        """The thing's own statements and the counts of incoming ones, without names: what a page starts from."""
        own = self._statements("own", "this", [iri(subject)])
        return Description(subject, own, [], self._counts(subject) if own else [])

    def description(self, subject: str) -> Description:
        """The description of the thing named by an IRI; empty of quads when nothing is said of it."""
        own = self._statements("own", "this", [iri(subject)])
        if not own:
            return Description(subject, [], [], [])
        nodes = [row["node"] for row in self._rows("nodes", "this", [iri(subject)])]
        told = [*own, *self._statements("statements", "node", nodes)]
        near = self._statements("statements", "node", _one_step(told))
        near += self._statements("statements", "node", _one_step(near))
        quads = sorted({*told, *near})
        labels = [(r["s"], r["p"], r["o"]) for r in self._rows("labels", "node", _named(quads))]
        return Description(subject, quads, labels, self._counts(subject))

    def _counts(self, subject: str) -> list[Incoming]:
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
