"""How much a release holds: the numbers of VoID (Alexander et al. 2011, section 4), by one pass over its triples."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from edugraph.rdf import iri
from edugraph.vocabulary import BASE, RDF

_TYPE = iri(RDF.type)
_OURS = f"<{BASE}id/"


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
    union = set().union(*graphs)
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


def subjects(lines: Iterable[str]) -> int:
    """How many subjects a graph has."""
    return len({line.partition(" ")[0] for line in lines})


def _plain(counted: Counter[str]) -> dict[str, int]:
    return {term[1:-1]: count for term, count in sorted(counted.items())}
