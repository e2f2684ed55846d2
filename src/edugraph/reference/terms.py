"""What the Turtle files of the ontology say, as plain values: classes, properties and code lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from edugraph.rdf import Term, Triple, parsed
from edugraph.vocabulary import BASE, EG, PREFIXES

Description = Mapping[str, list[Term]]
"""Predicate as prefixed name -> values, sorted."""

NAMESPACES = {
    **PREFIXES,
    "cv": "http://data.europa.eu/m8g/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "eli-dl": "http://data.europa.eu/eli/eli-draft-legislation-ontology#",
    "lode": "http://linkedevents.org/ontology/",
    "p-plan": "http://purl.org/net/p-plan#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void-ext": "http://ldf.fi/void-ext#",
}
"""Prefixes of the pages; more than in dumps, since the ontology is aligned with vocabularies that no data use."""

MATCHES = {"skos:exactMatch": "same as", "skos:closeMatch": "near to", "skos:relatedMatch": "akin to"}
_PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property")


@dataclass(frozen=True)
class Entry:
    """What class, property, code list and code have in common."""

    iri: str
    labels: Mapping[str, str]
    definition: str
    scope_note: str
    matches: tuple[tuple[str, str], ...]
    """In words (`near to`), and the IRI on the other side."""


@dataclass(frozen=True)
class TermEntry(Entry):
    """A class or property, our own or borrowed (then `definition` is how this graph uses it)."""

    kinds: tuple[str, ...]
    examples: tuple[str, ...]
    superclasses: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    code_lists: tuple[str, ...]
    waits_for: str
    definitions: Mapping[str, str]
    """Language -> the same as `definition`, in every language that it is written in."""
    is_deprecated: bool
    replaced_by: tuple[str, ...]

    @property
    def name(self) -> str:
        return curie(self.iri)

    @property
    def is_own(self) -> bool:
        return self.iri.startswith(EG.base)

    @property
    def is_class(self) -> bool:
        return bool({"owl:Class", "rdfs:Class"} & set(self.kinds))

    @property
    def is_property(self) -> bool:
        return bool(set(_PROPERTIES) & set(self.kinds))


@dataclass(frozen=True)
class Concept(Entry):
    """A code: its notation, the codes above it, the codes that may come next."""

    code: str
    broader: tuple[str, ...]
    may_be_followed_by: tuple[str, ...]


@dataclass(frozen=True)
class CodeList(Entry):
    """A code list and its codes in the order of the list's top concepts, narrower ones after their broader one."""

    concepts: tuple[Concept, ...]

    @property
    def scheme(self) -> str:
        return self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Ontology:
    """Terms by prefixed name, code lists by name, and the ontology's own description; all sorted."""

    version: str
    description: str
    terms: Mapping[str, TermEntry]
    code_lists: Mapping[str, CodeList]

    @property
    def own(self) -> list[TermEntry]:
        return [t for t in self.terms.values() if t.is_own]

    @property
    def borrowed(self) -> list[TermEntry]:
        return [t for t in self.terms.values() if not t.is_own]

    @cached_property
    def above(self) -> dict[str, set[str]]:
        """Class -> all its superclasses, near and far."""
        return {name: _closure(name, self.terms) for name in self.terms}


def _closure(name: str, terms: Mapping[str, TermEntry]) -> set[str]:
    direct = set(terms[name].superclasses) if name in terms else set()
    return direct.union(*(_closure(above, terms) for above in direct))


@lru_cache(maxsize=4096)
def curie(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI when no prefix fits."""
    fits = [(base, prefix) for prefix, base in NAMESPACES.items() if iri.startswith(base) and iri != base]
    if not fits:
        return iri
    base, prefix = max(fits)
    return f"{prefix}:{iri[len(base) :]}"


def described(triples: Iterable[Triple]) -> dict[str, Description]:
    """Subject -> what is said of it. Subjects and their values are in a fixed order."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in sorted(set(triples)):
        found[parsed(s).value][curie(parsed(p).value)].append(parsed(o))
    return dict(found)


def ontology(triples: Iterable[Triple]) -> Ontology:
    """The terms and code lists in the triples of the ontology's files."""
    about = described(triples)
    entries = [_term(iri, said) for iri, said in about.items() if _is_term(said)]
    lists = [_code_list(iri, about) for iri, said in about.items() if "skos:ConceptScheme" in _curies(said, "rdf:type")]
    self = about.get(BASE + "def", {})
    return Ontology(
        version=first(self, "owl:versionInfo"),
        description=first(self, "dct:description"),
        terms={t.name: t for t in sorted(entries, key=lambda t: t.name)},
        code_lists={c.scheme: c for c in sorted(lists, key=lambda c: c.scheme)},
    )


def _is_term(said: Description) -> bool:
    return bool({"owl:Class", "rdfs:Class", *_PROPERTIES} & set(_curies(said, "rdf:type")))


def _term(iri: str, said: Description) -> TermEntry:
    return TermEntry(
        iri=iri,
        labels=labels(said, "rdfs:label"),
        definition=first(said, "skos:definition") or first(said, "rdfs:comment"),
        scope_note=first(said, "skos:scopeNote"),
        matches=_matches(said),
        kinds=_curies(said, "rdf:type"),
        examples=tuple(term.value.removeprefix(BASE + "id/") for term in said.get("skos:example", [])),
        superclasses=_curies(said, "rdfs:subClassOf"),
        domain=_curies(said, "schema:domainIncludes"),
        range=_curies(said, "schema:rangeIncludes"),
        code_lists=tuple(term.value.rsplit("/", 1)[-1] for term in said.get("rdfs:seeAlso", [])),
        waits_for=first(said, "skos:editorialNote").removeprefix("Waits for: "),
        definitions=labels(said, "skos:definition") or labels(said, "rdfs:comment"),
        is_deprecated=first(said, "owl:deprecated") in ("true", "1"),
        replaced_by=_curies(said, "dct:isReplacedBy"),
    )


def _code_list(iri: str, about: Mapping[str, Description]) -> CodeList:
    said = about[iri]
    members = [_concept(c, s) for c, s in about.items() if iri in _iris(s, "skos:inScheme")]
    return CodeList(
        iri=iri,
        labels=labels(said, "skos:prefLabel"),
        definition=first(said, "skos:definition"),
        scope_note=first(said, "skos:scopeNote"),
        matches=_matches(said),
        concepts=tuple(sorted(members, key=lambda c: (_last(c.broader) or c.code, bool(c.broader), c.code))),
    )


def _concept(iri: str, said: Description) -> Concept:
    return Concept(
        iri=iri,
        labels=labels(said, "skos:prefLabel"),
        definition=first(said, "skos:definition"),
        scope_note=first(said, "skos:scopeNote"),
        matches=_matches(said),
        code=first(said, "skos:notation"),
        broader=tuple(b.rsplit("/", 1)[-1] for b in _iris(said, "skos:broader")),
        may_be_followed_by=tuple(f.rsplit("/", 1)[-1] for f in _iris(said, "eg:mayBeFollowedBy")),
    )


def labels(said: Description, predicate: str) -> dict[str, str]:
    """Language -> label."""
    return {term.language: term.value for term in said.get(predicate, [])}


def first(said: Description, predicate: str) -> str:
    """The English text, or the first one, or nothing."""
    found = said.get(predicate, [])
    english = [term.value for term in found if term.language == "en"]
    return (english or [term.value for term in found] or [""])[0]


def _matches(said: Description) -> tuple[tuple[str, str], ...]:
    return tuple((words, iri) for predicate, words in MATCHES.items() for iri in _iris(said, predicate))


def _iris(said: Description, predicate: str) -> list[str]:
    return [term.value for term in said.get(predicate, []) if term.kind == "iri"]


def _curies(said: Description, predicate: str) -> tuple[str, ...]:
    return tuple(curie(iri) for iri in _iris(said, predicate))


def _last(words: tuple[str, ...]) -> str:
    return words[-1] if words else ""
