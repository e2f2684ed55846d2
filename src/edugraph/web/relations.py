"""Relations that have facts of their own (participations, memberships, status changes, claims) as tables."""

from dataclasses import dataclass

from edugraph.description import Description
from edugraph.rdf import Term, iri, parsed
from edugraph.vocabulary import EG, PREFIXES, RDF
from edugraph.web import labels
from edugraph.web.cells import Item, item
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels
from edugraph.web.marks import Mark

KINDS = (
    EG.Claim,
    *(EG.base + name for name in ("Participation", "StatusChange", "Figure")),
    PREFIXES["org"] + "Membership",
)
"""The kinds of relations, in the order of their tables."""
APART = {RDF.type, EG.evidence, EG.conflictsWith}
FIRST = (
    RDF.predicate,
    RDF.object,
    *(EG.base + name for name in ("participant", "in")),
    *(PREFIXES["org"] + name for name in ("member", "organization", "role")),
    *(EG.base + name for name in ("toStatus", "when", "certainty", "rank", "rankReason")),
)
"""The order of columns; any other property follows by its name."""


@dataclass(frozen=True)
class RelationRow:
    """One statement of a relation: its kind, the property by which it points to the thing, and what it says."""

    node: str
    kind: str
    link: str
    property: str
    value: Term


@dataclass(frozen=True)
class Line:
    """One relation as a row of a table: a cell for each column, and where it is written."""

    node: str
    cells: list[list[Item]]
    marks: list[Mark]


@dataclass(frozen=True)
class Relation:
    """All relations of one kind that point to the thing in one way."""

    kind: Label
    columns: list[Label]
    lines: list[Line]


def relation_rows(description: Description) -> list[RelationRow]:
    """What the relations of a thing say, each statement once, however many graphs make it."""
    this = iri(description.iri)
    triples = sorted({(s, p, o) for s, p, o, _ in description.quads if s != this})
    kinds = {(s, parsed(o).value) for s, p, o in triples if p == iri(RDF.type)}
    links = {s: p for s, p, o in triples if o == this}
    kind_of = {s: kind for s in links for kind in KINDS if (s, kind) in kinds}
    rows = [
        RelationRow(parsed(s).value, kind_of[s], parsed(links[s]).value, parsed(p).value, parsed(o))
        for s, p, o in triples
        if s in kind_of
    ]
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), row.link, row.node))


def relations(page: Page, rows: list[RelationRow], names: Labels, marks: dict[str, list[Mark]]) -> list[Relation]:
    """One table for each kind and way of pointing."""
    groups: dict[tuple[str, str], list[RelationRow]] = {}
    for row in rows:
        if row.property not in (*APART, row.link):
            groups.setdefault((row.kind, row.link), []).append(row)
    return [relation(page, kind, group, names, marks) for (kind, _), group in groups.items()]


def relation(page: Page, kind: str, rows: list[RelationRow], names: Labels, marks: dict[str, list[Mark]]) -> Relation:
    """The table of one group."""
    columns = sorted({row.property for row in rows}, key=lambda p: _order(p, names))
    cells: dict[str, dict[str, list[Item]]] = {}
    for row in rows:
        cells.setdefault(row.node, {}).setdefault(row.property, []).append(item(page, row.value, names))
    lines = [Line(node, [found.get(c, []) for c in columns], marks.get(node, [])) for node, found in cells.items()]
    return Relation(labels.of(kind, names), [labels.of(c, names) for c in columns], lines)


def _order(property_: str, names: Labels) -> tuple[int, str]:
    return FIRST.index(property_) if property_ in FIRST else len(FIRST), labels.of(property_, names).text
