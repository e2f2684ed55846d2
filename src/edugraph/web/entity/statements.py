"""All that is said of a thing itself, by whom: the complete base of its page."""

from dataclasses import dataclass

from edugraph.description import Description
from edugraph.rdf import Term, iri, parsed
from edugraph.vocabulary import EG, RDF, SKOS
from edugraph.web import labels
from edugraph.web.cells import Item, item
from edugraph.web.frame import Page
from edugraph.web.labels import Labels
from edugraph.web.voices import voice

ALT, HIDDEN = SKOS.base + "altLabel", SKOS.base + "hiddenLabel"
NAMES = (SKOS.prefLabel, ALT)
APART = {RDF.type, EG.evidence, HIDDEN}
"""Properties that the table leaves out: kinds and evidence stand elsewhere; surface forms are searched, never shown."""

Said = tuple[str, str, Term]
"""Graph, property, value."""
Doubts = dict[str, list[str]]
"""Property -> words that stand beside its values: contested, inferred, attributed."""


@dataclass(frozen=True)
class Value:
    """A value and those who say it: sources by their numbers in the list of speakers, all others in words."""

    item: Item
    numbers: list[int]
    words: list[str]
    doubts: list[str]


@dataclass(frozen=True)
class Statement:
    """A property and all its values."""

    property: Item
    values: list[Value]


def said_of(found: Description) -> list[Said]:
    """What is said of the thing itself, by whom."""
    this = iri(found.iri)
    return [(parsed(g).value, parsed(p).value, parsed(o)) for s, p, o, g in found.quads if s == this]


def speakers(page: Page, said: list[Said], names: Labels) -> dict[str, Item]:
    """The sources that say anything here: IRI -> name and link, in the order of their numbers."""
    found = sorted({source for graph, p, _ in said if p not in APART and (source := voice(page, graph).iri)})
    return {source: Item(labels.of(source, names), source) for source in found}


def table(page: Page, said: list[Said], names: Labels, doubts: Doubts) -> list[Statement]:
    """The statements, one row for each property: names first, then by the property's label."""
    found: dict[str, dict[Term, list[str]]] = {}
    for graph, property_, value in said:
        if property_ not in APART:
            found.setdefault(property_, {}).setdefault(value, []).append(graph)
    numbers = {source: number for number, source in enumerate(speakers(page, said, names), 1)}
    ordered = sorted(found, key=lambda p: (NAMES.index(p) if p in NAMES else len(NAMES), labels.of(p, names).text))
    return [
        Statement(item(page, Term("iri", p), names), _values(page, found[p], numbers, names, doubts.get(p, [])))
        for p in ordered
    ]


def _values(
    page: Page, said_by: dict[Term, list[str]], numbers: dict[str, int], names: Labels, doubts: list[str]
) -> list[Value]:
    """The values of one property, the page's language first."""
    ordered = sorted(said_by, key=lambda v: (v.language != page.language, v.language, labels.of(v.value, names).text))
    return [_value(page, term, said_by[term], numbers, names, doubts) for term in ordered]


def _value(
    page: Page, term: Term, graphs: list[str], numbers: dict[str, int], names: Labels, doubts: list[str]
) -> Value:
    """One value with those who say it, each once."""
    voices = dict.fromkeys(voice(page, graph) for graph in sorted(graphs))
    return Value(
        item(page, term, names),
        sorted(numbers[v.iri] for v in voices if v.iri),
        [v.label.text for v in voices if not v.iri],
        doubts,
    )
