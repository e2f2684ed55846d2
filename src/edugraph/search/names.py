"""Which things of a release have names, and what search needs to know of them. Pure: quads in, plain values out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from edugraph.rdf import Quad, parsed
from edugraph.vocabulary import BASE, DCT, EG, OWL, PREFIXES, RDF, RDFS, SKOS

SHOWN, OTHER, CODE, HIDDEN = range(4)
"""What sort of name it is; the smaller is the better find. A hidden name is searched and never shown."""

NAMING: Mapping[str, int] = {
    SKOS.prefLabel: SHOWN,
    RDFS.label: SHOWN,
    DCT.title: SHOWN,
    SKOS.base + "altLabel": OTHER,
    SKOS.base + "hiddenLabel": HIDDEN,
    SKOS.notation: CODE,
    DCT.identifier: CODE,
    EG.base + "iso2": CODE,
    EG.base + "iso3": CODE,
    EG.base + "isoNumeric": CODE,
    EG.base + "m49": CODE,
    SKOS.base + "exactMatch": CODE,
}
"""The properties that name, code or identify a thing. Of an exact match the end of its IRI is taken (Q232)."""

ENTITIES = f"{BASE}id/"
"""Below it are the things of the world, and no codes or terms."""
QUESTION = "question"
"""The kind of the named questions, which are no things of the graph."""

KINDS: Mapping[str, int] = {
    EG.base + "Country": 9,
    EG.base + "Region": 8,
    PREFIXES["org"] + "Organization": 8,
    PREFIXES["foaf"] + "Person": 7,
    EG.base + "Project": 6,
    EG.base + "Event": 6,
    EG.base + "EventSeries": 6,
    EG.base + "Plan": 6,
    DCT.base + "Location": 5,
    EG.base + "Document": 5,
    EG.base + "Decision": 4,
    EG.base + "Commitment": 4,
    EG.base + "Measure": 3,
    EG.base + "PlannedAction": 3,
    EG.base + "PlannedOutput": 3,
    EG.Source: 3,
    EG.base + "Figure": 3,
    EG.ParticipantGroup: 2,
    QUESTION: 2,
    SKOS.base + "ConceptScheme": 1,
    SKOS.base + "Concept": 1,
    OWL.base + "Class": 1,
    RDFS.base + "Class": 1,
    OWL.base + "ObjectProperty": 1,
    OWL.base + "DatatypeProperty": 1,
    RDF.base + "Property": 1,
    PREFIXES["oa"] + "Annotation": 1,
    EG.base + "Premise": 1,
}
"""The kinds by which finds are grouped, the first that fits a thing, with its importance: doublings of use."""

OUTSIDE = tuple(f"<{BASE}graph/{name}>" for name in ("shapes", "meta", "questions", "analytics"))
"""Graphs about graphs, checks and questions (which are searched by their titles): nothing in them is counted."""
GUESSED = f"<{BASE}graph/inferred/region-expansion>"
"""What this rule says of countries is a guess, so it makes nobody's country."""
_OF_COUNTRY = f"<{EG.base}ofCountry>"
_FROM = f"<{EG.base}from>"
_LOCATION = "<http://schema.org/location>"
_OURS = f"<{BASE}"
_TYPE = f"<{RDF.type}>"
_BROADER = f"<{RDFS.subClassOf}>"
_COUNTRY = f"<{EG.base}Country>"
_APART = (_TYPE, f"<{EG.evidence}>", f"<{SKOS.base}hiddenLabel>")
"""Properties that neither tell of a thing nor point at one; hidden forms of names stay hidden."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One name of a thing: what sort it is, the property that gives it, its text, its language."""

    sort: int
    property: str
    text: str
    language: str


@dataclass(slots=True)
class Thing:
    """A thing with names. `types` are all its classes, `kind` the one to group it by; `uses` counts the statements that
    point at it; `properties` are those it has."""

    iri: str
    kind: str
    names: list[Name]
    types: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)
    uses: int = 0

    @property
    def weight(self) -> int:
        """Doublings of use, and the importance of the kind."""
        return KINDS.get(self.kind, 1) + self.uses.bit_length()


@dataclass(slots=True)
class Catalogue:
    """All that is searched: the things, the most important first; the broader classes of each class; and the names of
    terms that are not ours, which label kinds and properties and are no finds."""

    things: list[Thing]
    broader: dict[str, list[str]]
    borrowed: dict[str, list[Name]]


def catalogue(quads: Iterable[Quad], questions: Mapping[str, Mapping[str, str]]) -> Catalogue:
    """The things of these quads that have a name, and the named questions (name -> language -> title)."""
    read = _Read()
    for quad in quads:
        read.add(quad)
    asked = [_question(name, titles) for name, titles in sorted(questions.items())]
    things = sorted([*read.things(), *asked], key=lambda t: (-t.weight, t.iri))
    return Catalogue(things, {c: sorted(b) for c, b in sorted(read.broader.items())}, read.borrowed())


def _question(name: str, titles: Mapping[str, str]) -> Thing:
    names = sorted(Name(SHOWN, DCT.title, text, language) for language, text in titles.items())
    return Thing(f"{BASE}questions/{name}", QUESTION, names)


class _Read:
    """What one pass over the quads gathers, by subject in N-Triples text."""

    def __init__(self) -> None:
        self.names: defaultdict[str, set[Name]] = defaultdict(set)
        self.types: defaultdict[str, set[str]] = defaultdict(set)
        self.properties: defaultdict[str, set[str]] = defaultdict(set)
        self.country: defaultdict[str, set[str]] = defaultdict(set)
        self.places: defaultdict[str, set[str]] = defaultdict(set)
        self.pointing: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.broader: defaultdict[str, set[str]] = defaultdict(set)
        self._naming = {f"<{p}>": (p, sort) for p, sort in NAMING.items()}

    def add(self, quad: Quad) -> None:
        s, p, o, g = quad
        if g in OUTSIDE:
            return
        if p in self._naming:
            self.names[s].add(_name(*self._naming[p], o))
        if p == _TYPE:
            self.types[s].add(o[1:-1])
        elif p == _BROADER and o.startswith("<"):
            self.broader[s[1:-1]].add(o[1:-1])
        elif p in (_OF_COUNTRY, _FROM) and g != GUESSED:
            self.country[s].add(o)
        elif p == _LOCATION:
            self.places[s].add(o)
        if p not in _APART:
            self.properties[s].add(p[1:-1])
            if o.startswith(_OURS):
                self.pointing[o].add((s, p))

    def things(self) -> Iterable[Thing]:
        for s, names in self.names.items():
            if s.startswith(_OURS) and any(name.sort == SHOWN for name in names):
                types = sorted(self.types[s]) if s in self.types else []
                yield Thing(
                    iri=s[1:-1],
                    kind=kind(types),
                    names=sorted(names),
                    types=types,
                    countries=self.countries(s),
                    properties=sorted(self.properties.get(s, ())),
                    uses=len(self.pointing.get(s, ())),
                )

    def borrowed(self) -> dict[str, list[Name]]:
        """IRI -> the names to show, of what is not below our namespace."""
        shown = {s: sorted(n for n in names if n.sort == SHOWN) for s, names in sorted(self.names.items())}
        return {s[1:-1]: names for s, names in shown.items() if names and not s.startswith(_OURS)}

    def countries(self, s: str) -> list[str]:
        """The countries of a thing: its own, else those of where it is; a country is its own."""
        found = set(self.country.get(s, ()))
        for place in self.places.get(s, ()):
            found |= self.country.get(place, {place})
        return sorted(c[1:-1] for c in found | {s} if _COUNTRY[1:-1] in self.types.get(c, ()))


def kind(types: Iterable[str]) -> str:
    """The kind of a thing with these types: the first of the table, else our own class, else any; "" for none."""
    held = set(types)
    listed = next((k for k in KINDS if k in held), "")
    return listed or min(held, key=lambda t: (not t.startswith(EG.base), t), default="")


def _name(property_: str, sort: int, text: str) -> Name:
    term = parsed(text)
    value = term.value.rstrip("/").rpartition("/")[2].rpartition("#")[2] if term.kind == "iri" else term.value
    return Name(sort, property_, value, term.language)
