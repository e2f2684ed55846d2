"""Mermaid class diagrams of the ontology: what stands between which classes, drawn from the record language and terms.

A diagram names its boxes only; its lines and attributes follow from the language, so it cannot fall behind.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edugraph.records import Language
from edugraph.records.language import Rule, Thing
from edugraph.reference.paths import by_path
from edugraph.reference.terms import Ontology, TermEntry, curie

_TARGETS = {"span": "eg:TimeSpan", "passage": "eg:Passage"}
_SAID_OF_ALL = frozenset(
    {
        "dct:subject",
        "eg:evidence",
        "eg:possiblySameAs",
        "owl:differentFrom",
        "rdf:subject",
        "skos:altLabel",
        "skos:exactMatch",
        "skos:hiddenLabel",
        "skos:note",
        "skos:prefLabel",
    }
)
"""Said of nearly everything: drawn by hand where a diagram is about it."""

_HEAD = ("---", "config:", "  class:", "    hideEmptyMembersBox: true", "---", "classDiagram")


@dataclass(frozen=True, order=True)
class Link:
    """A property from a class to a class (`target`), or to a code or literal (`value`)."""

    source: str
    predicate: str
    target: str = ""
    value: str = ""


@dataclass(frozen=True)
class Diagram:
    """Classes by prefixed name with their boxes (several may share one), boxes with attributes, lines by hand."""

    boxes: Mapping[str, str]
    detailed: tuple[str, ...] = ()
    drawn: tuple[Link, ...] = ()
    without: tuple[str, ...] = ()


def links(language: Language, terms: Ontology) -> list[Link]:
    """Every link that the record language or the ontology names, each once, sorted."""
    found = {link for thing in language.things.values() for link in _of_thing(thing, language)}
    found |= {link for term in terms.own if term.is_property for link in _of_term(term)}
    return sorted(found)


def _of_thing(thing: Thing, language: Language) -> Iterator[Link]:
    targets = by_path(language)
    for rule in thing.keys.values():
        for name in map(curie, thing.classes.values()):
            for other in _others(rule, targets, language):
                ends = (other, name) if rule.is_inverse else (name, other)
                yield Link(ends[0], curie(rule.predicate), ends[1])
            if value := _value(rule):
                yield Link(name, curie(rule.predicate), value=value)


def _others(rule: Rule, targets: Mapping[str, Thing], language: Language) -> Iterator[str]:
    """The classes at the other end of a key."""
    if rule.kind in _TARGETS:
        yield _TARGETS[rule.kind]
    elif rule.kind == "child":
        yield from map(curie, language.things[rule.argument[0]].classes.values())
    elif rule.kind == "ref":
        yield from (curie(iri) for path in rule.argument for iri in targets[path].classes.values())


def _value(rule: Rule) -> str:
    if rule.kind == "code":
        return _either(rule.argument)
    return "" if rule.kind in (*_TARGETS, "child", "ref", "claims", "voices", "thing") else rule.kind


def _either(schemes: Iterable[str]) -> str:
    return " or ".join(sorted(schemes))


def _of_term(term: TermEntry) -> Iterator[Link]:
    for source in term.domain:
        for target in term.range:
            if target == "skos:Concept":
                yield Link(source, term.name, value=_either(term.code_lists))
            elif "owl:DatatypeProperty" in term.kinds:
                yield Link(source, term.name, value=_KINDS.get(target, target.partition(":")[2]))
            else:
                yield Link(source, term.name, target)


_KINDS = {"xsd:string": "text", "xsd:boolean": "flag", "rdf:langString": "lang"}


def mermaid(diagram: Diagram, found: list[Link], terms: Ontology) -> str:
    """The diagram's source."""
    boxes = sorted(set(diagram.boxes.values()))
    kept = [link for link in found if link.predicate not in _SAID_OF_ALL.union(diagram.without)]
    lines = [line for box in boxes for line in _box(box, diagram, kept)]
    return "\n".join([*_HEAD, *lines, *_subclasses(diagram, terms), *_arrows(diagram, kept, terms)])


def _box(box: str, diagram: Diagram, found: list[Link]) -> Iterator[str]:
    inside = {name for name, its in diagram.boxes.items() if its == box}
    attributes = {(_local(link.predicate), link.value) for link in found if link.source in inside and link.value}
    if box not in diagram.detailed or not attributes:
        yield f"  class {box}"
        return
    yield f"  class {box} {{"
    yield from (f"    {name} : {value}" for name, value in sorted(attributes))
    yield "  }"


def _subclasses(diagram: Diagram, terms: Ontology) -> list[str]:
    pairs = {
        (diagram.boxes[above], box)
        for name, box in diagram.boxes.items()
        for above in terms.above.get(name, set()) & set(diagram.boxes)
        if diagram.boxes[above] != box
    }
    return [f"  {above} <|-- {below}" for above, below in sorted(pairs)]


def _arrows(diagram: Diagram, found: list[Link], terms: Ontology) -> list[str]:
    """One line for each pair of boxes, with all the properties between them."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in [*_nearest(diagram, found, terms), *diagram.drawn]:
        ends = diagram.boxes.get(link.source, link.source), diagram.boxes.get(link.target, link.target)
        names[ends].add(_local(link.predicate))
    return [f"  {a} --> {b} : {', '.join(sorted(between))}" for (a, b), between in sorted(names.items())]


def _nearest(diagram: Diagram, found: list[Link], terms: Ontology) -> list[Link]:
    """The links between boxes, without those that a superclass at either end has already."""
    inside = {link for link in found if {link.source, link.target} <= set(diagram.boxes)}

    def is_inherited(link: Link) -> bool:
        sources = {link.source, *terms.above.get(link.source, ())}
        targets = {link.target, *terms.above.get(link.target, ())}
        wider = (Link(s, link.predicate, t) for s in sources for t in targets)
        return any(other != link and other in inside for other in wider)

    return [link for link in sorted(inside) if not is_inherited(link)]


def _local(name: str) -> str:
    return name.partition(":")[2]
