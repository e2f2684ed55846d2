"""How much a release holds: the numbers of VoID (Alexander et al. 2011, section 4), by one pass over its triples.

A number is counted by its value, as the embedded engine keeps it: `"7"^^xsd:nonNegativeInteger` and `7` are one object.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

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


class Use(NamedTuple):
    """How things of one class use one property: triples, and things that have at least one."""

    triples: int
    things: int


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
    of_class: dict[tuple[str, str], Use] = field(default_factory=dict)
    """Class and property -> how things of the class use the property."""
    languages: dict[tuple[str, str], int] = field(default_factory=dict)
    """Property and language tag -> triples whose value has the tag."""
    datatypes: dict[tuple[str, str], int] = field(default_factory=dict)
    """Property and datatype -> triples whose value has it."""


def counted(graphs: Iterable[Iterable[str]]) -> Counts:
    """The sizes of the union of graphs, each triple once. A graph is its N-Triples lines."""
    union = {_by_value(line) for lines in graphs for line in lines}
    subjects, objects = set[str](), set[str]()
    properties, classes = Counter[str](), Counter[str]()
    languages, datatypes = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    kinds, had = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    first: dict[str, str] = {}
    for line in union:
        s, p, o = line[:-3].split(" ", 2)
        subjects.add(s)
        objects.add(o)
        properties[p] += 1
        had[s].append(p)
        if o.startswith('"'):
            language, datatype = _tags(o)
            (languages if language else datatypes)[p, language or datatype] += 1
        if p == _TYPE:
            classes[o] += 1
            kinds[s].append(o)
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
        of_class=_of_class(kinds, had),
        languages={(p[1:-1], tag): count for (p, tag), count in sorted(languages.items())},
        datatypes={(p[1:-1], datatype): count for (p, datatype), count in sorted(datatypes.items())},
    )


def _tags(literal: str) -> tuple[str, str]:
    """The language tag and the datatype of a literal; one of them is empty."""
    end = literal.rpartition('"')[2]
    if end.startswith("@"):
        return end[1:].lower(), ""
    return "", end[3:-1] if end else XSD + "string"


def _of_class(kinds: Mapping[str, list[str]], had: Mapping[str, list[str]]) -> dict[tuple[str, str], Use]:
    """How the things of each class use each property, from the classes and the properties of each thing."""
    triples, things = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for thing, classes in kinds.items():
        for p, count in Counter(had[thing]).items():
            for kind in classes:
                triples[kind, p] += count
                things[kind, p] += 1
    return {(kind[1:-1], p[1:-1]): Use(triples[kind, p], things[kind, p]) for kind, p in sorted(triples)}


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
