"""The statements that lists are made from, by property: read from N-Triples lines in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from edugraph.rdf import Term, parsed
from edugraph.vocabulary import BASE, PREFIXES, graph_iri

OUTSIDE = frozenset(map(graph_iri, ("shapes", "analytics")))
"""Graphs that the default graph leaves out."""
BY_REGION = graph_iri("inferred/region-expansion")
"""Where a group known only by its region is taken to be of each country of it: a guess, which no count here uses."""
OF_PLAN = graph_iri("inferred/plan-items")
"""Where items of a plan have its makers and its end."""
_APART = {BY_REGION, OF_PLAN}
_WANTED = """eg:accessed eg:beneficiary eg:committedBy eg:decidesOn eg:due eg:eventStatus eg:evidence eg:from
    eg:fulfilledBy eg:gaveRiseTo eg:in eg:initiatedBy eg:notAfter eg:notBefore eg:ofCountry eg:participant eg:reachedAt
    eg:readAs eg:sha256 eg:speaker eg:statusOf eg:submittedBy eg:takenAt eg:takenBy eg:toStatus eg:validDuring
    eg:voice eg:when dct:isPartOf dct:subject dct:type oa:end oa:hasSelector oa:hasSource oa:start org:classification
    rdf:type rdfs:label schema:position skos:prefLabel"""
PROPERTIES = {PREFIXES[p] + name: f"{p}:{name}" for p, name in (word.split(":") for word in _WANTED.split())}

Values = Mapping[str, Iterable[str]]


def full(compact: str) -> str:
    """`eg:Country` -> its IRI."""
    prefix, name = compact.split(":")
    return PREFIXES[prefix] + name


class Graph:
    """The statements of the default graph with these properties: things by their IRIs, literals by their text.

    `named[graph]` holds what single graphs say, where it matters who says it.
    """

    def __init__(self, held: Mapping[str, Iterable[str]]) -> None:
        self._of: dict[str, dict[str, dict[str, None]]] = {name: defaultdict(dict) for name in PROPERTIES.values()}
        self._to: dict[str, dict[str, list[str]]] = {}
        self.names: dict[str, list[Term]] = defaultdict(list)
        self.named: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        self.outside_texts: set[str] = set()
        """Sources that pages outside the texts speak of as read on a day."""
        self.countries: dict[str, set[str]] = defaultdict(set)
        """Actor -> its countries, but for those that only its region suggests."""
        for graph, lines in sorted(held.items()):
            if graph not in OUTSIDE:
                self._read(graph, lines)

    def _read(self, graph: str, lines: Iterable[str]) -> None:
        is_page = graph.startswith(f"{BASE}graph/corroboration/")
        for line in lines:
            s, p, o = line[:-3].split(" ", 2)
            name = PROPERTIES.get(p[1:-1])
            if not name:
                continue
            this, value = s[1:-1], o[1:-1] if o.startswith("<") else ""
            if name == "skos:prefLabel":
                term = parsed(o)
                self.names[this] += [] if term in self.names[this] else [term]
                continue
            value = value or parsed(o).value
            self._of[name][this][value] = None
            if graph in _APART:
                self.named[graph].add((this, name, value))
            if name == "eg:ofCountry" and graph != BY_REGION:
                self.countries[this].add(value)
            if name == "eg:accessed" and is_page:
                self.outside_texts.add(this)

    def of(self, this: str, *names: str) -> list[str]:
        """The values of some properties of a thing, each once, sorted."""
        return sorted({value for name in names for value in self._of[name].get(this, ())})

    def first(self, this: str, *names: str) -> str:
        """The least of the values; nothing where there is none."""
        return min((value for name in names for value in self._of[name].get(this, ())), default="")

    def to(self, name: str) -> Mapping[str, list[str]]:
        """Value -> the things that have it by a property."""
        if name not in self._to:
            turned: dict[str, list[str]] = defaultdict(list)
            for this, values in sorted(self._of[name].items()):
                for value in values:
                    turned[value].append(this)
            self._to[name] = turned
        return self._to[name]

    def along(self, things: Iterable[str], name: str) -> list[str]:
        """What some things lead to by a property."""
        return sorted({value for this in things for value in self._of[name].get(this, ())})

    def kinds(self, compact: str) -> list[str]:
        """The things of a class."""
        return self.to("rdf:type").get(full(compact), [])

    def is_a(self, this: str, compact: str) -> bool:
        return full(compact) in self._of["rdf:type"].get(this, ())

    def pairs(self, name: str) -> Iterable[tuple[str, Iterable[str]]]:
        """Every thing with a property, and its values."""
        return sorted(self._of[name].items())

    def windows(self, spans: Iterable[str]) -> list[tuple[str, str]]:
        """The first and the last day of spans, empty where not known."""
        return [(self.first(span, "eg:notBefore"), self.first(span, "eg:notAfter")) for span in spans]
