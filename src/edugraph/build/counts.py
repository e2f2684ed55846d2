"""How much a release holds: the numbers of VoID (Alexander et al. 2011, section 4), by one pass over its triples.

A number is counted by its value, as the embedded engine keeps it: `"7"^^xsd:nonNegativeInteger` and `7` are one object.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from edugraph.rdf import XSD, iri
from edugraph.vocabulary import BASE, RDF

_TYPE = iri(RDF.type)
_OURS = f"<{BASE}id/"
_DECIMAL = f"^^<{XSD}decimal> .\n"
_INTEGERS = tuple(
    f"^^<{XSD}{name}> .\n"
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)


@dataclass(frozen=True)
class Counts:
    """The sizes of a set of triples. IRIs are plain; `properties` counts triples, `classes` counts things."""

    triples: int
    subjects: int
    objects: int
    entities: int
    """Subjects below `id/`: what the data set is about."""
    properties: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    """Class -> the first of its things below `id/`, by IRI."""


def counted(graphs: Iterable[Iterable[str]]) -> Counts:
    """The sizes of the union of graphs, each triple once. A graph is its N-Triples lines."""
    union = {_by_value(line) for lines in graphs for line in lines}
    subjects, objects = set[str](), set[str]()
    properties, classes = Counter[str](), Counter[str]()
    first: dict[str, str] = {}
    for line in union:
        s, p, o = line[:-3].split(" ", 2)
        subjects.add(s)
        objects.add(o)
        properties[p] += 1
        if p == _TYPE:
            classes[o] += 1
            if s.startswith(_OURS):
                first[o] = min(s, first.get(o, s))
    return Counts(
        triples=len(union),
        subjects=len(subjects),
        objects=len(objects),
        entities=sum(s.startswith(_OURS) for s in subjects),
        properties=_plain(properties),
        classes=_plain(classes),
        first={kind[1:-1]: thing[1:-1] for kind, thing in sorted(first.items())},
    )


def _by_value(line: str) -> str:
    """A triple with its number in one spelling; any other triple as it is."""
    if line.endswith(_INTEGERS):
        told, _, number = line.rpartition("^^")[0].rpartition(" ")
        return f'{told} "{int(number[1:-1])}"^^<{XSD}integer> .\n'
    if line.endswith(_DECIMAL):
        told, _, number = line.rpartition("^^")[0].rpartition(" ")
        return f'{told} "{Decimal(number[1:-1]).normalize():f}"{_DECIMAL}'
    return line


def subjects(lines: Iterable[str]) -> int:
    """How many subjects a graph has."""
    return len({line.partition(" ")[0] for line in lines})


def _plain(counted: Counter[str]) -> dict[str, int]:
    return {term[1:-1]: count for term, count in sorted(counted.items())}
