"""What a writer of queries may name: the prefixes, classes, properties and codes of a release, with their words in
three languages and how often they are used.

Read once for each release, from the ontology, the code lists and the release's own description (VoID in graph/meta).
Its size is that of the ontology: it does not grow with the data.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from edugraph.engine.reading import Reader
from edugraph.queries import Query
from edugraph.reference.terms import NAMESPACES, Concept, Ontology, TermEntry, curie, ontology
from edugraph.vocabulary import BASE, PREFIXES, RDF
from edugraph.web.i18n import LANGUAGES

Told = dict[str, object]
"""A part of the answer, as JSON has it."""
Lists = Mapping[str, Mapping[str, Sequence[str]]]
"""Class, or `*` for all -> property -> names of code lists; by prefixed names."""
LANGUAGE_TEXT = RDF.base + "langString"


@dataclass(frozen=True)
class Uses:
    """How often terms are used, and what with. All terms are IRIs."""

    counts: Mapping[str, int] = field(default_factory=dict)
    """Class -> its things, property -> its triples."""
    properties: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Class -> property -> how many of its things have it."""
    languages: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Property -> language tag -> triples."""
    datatypes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Property -> datatype -> triples."""
    described: frozenset[str] = frozenset()
    """Terms that graph/meta uses, which does not count itself."""


@dataclass(frozen=True)
class Metadata:
    """The ontology with its code lists, and the uses of its terms."""

    terms: Ontology
    uses: Uses
    lists: Mapping[str, str] = field(default_factory=dict)
    """Concept -> its code list's name."""
    declared: Lists = field(default_factory=dict)
    """The code lists of borrowed properties, which depend on the class of the thing; beside those of the ontology."""

    @cached_property
    def documents(self) -> Mapping[str, bytes]:
        """All of it as JSON, by language."""
        return {tag: json.dumps(told(self, tag), ensure_ascii=False).encode() for tag in LANGUAGES}

    @cached_property
    def by_iri(self) -> Mapping[str, TermEntry]:
        return {entry.iri: entry for entry in self.terms.terms.values()}

    @cached_property
    def codes(self) -> Mapping[str, Concept]:
        """The codes by IRI, in the order of their lists."""
        return {code.iri: code for known in self.terms.code_lists.values() for code in known.concepts}

    @cached_property
    def lists_of_codes(self) -> frozenset[str]:
        """The code lists by IRI."""
        return frozenset(known.iri for known in self.terms.code_lists.values())

    @cached_property
    def classes(self) -> list[str]:
        """The classes that are defined or used, by prefixed name."""
        return _by_name({*self._defined(is_class=True), *self.uses.properties})

    @cached_property
    def properties(self) -> list[str]:
        """The properties that are defined or used, by prefixed name."""
        used = {term for term in self.uses.counts if term not in self.uses.properties}
        return _by_name({*self._defined(is_class=False), *used})

    def has(self, class_: str, property_: str) -> int:
        """How many things of a class have a property."""
        return self.uses.properties.get(class_, {}).get(property_, 0)

    def words(self, iri: str) -> Mapping[str, str]:
        """What a class, property or code is called, by language."""
        entry = self.by_iri.get(iri) or self.codes.get(iri)
        return entry.labels if entry else {}

    def label(self, iri: str, language: str) -> str:
        """What it is called in a language, else in English, else its prefixed name."""
        words = self.words(iri)
        return words.get(language) or words.get("en") or curie(iri)

    def ranges(self, property_: str) -> list[str]:
        """What the values of a property are, by prefixed name: as the ontology says it, else the datatypes in use."""
        entry = self.by_iri.get(property_)
        used = (curie(datatype) for datatype in self.uses.datatypes.get(property_, {}))
        language = [curie(LANGUAGE_TEXT)] if self.uses.languages.get(property_) else []
        return list(entry.range) if entry and entry.range else sorted([*used, *language])

    def lists_of(self, property_: str) -> list[str]:
        """The code lists that values of a property come from, whatever has it, by name."""
        entry, name = self.by_iri.get(property_), curie(property_)
        declared = (of.get(name, ()) for of in self.declared.values())
        return sorted({*(entry.code_lists if entry else ()), *(one for lists in declared for one in lists)})

    def lists_on(self, class_: str) -> dict[str, list[str]]:
        """Property by prefixed name -> the code lists that its values come from where a thing of this class has it, for
        those properties whose lists depend on the class."""
        found: dict[str, set[str]] = defaultdict(set)
        for above in {curie(class_), *self.terms.above.get(curie(class_), set())}:
            for name, lists in self.declared.get(above, {}).items():
                found[name].update(lists)
        return {name: sorted(lists) for name, lists in sorted(found.items())}

    def _defined(self, is_class: bool) -> Iterator[str]:
        for entry in self.by_iri.values():
            if entry.is_class if is_class else entry.is_property:
                yield entry.iri


def _by_name(iris: Iterable[str]) -> list[str]:
    return sorted(iris, key=lambda iri: (not iri.startswith(BASE), curie(iri)))


def read(reader: Reader, pages: Mapping[str, Query], declared: Lists) -> Metadata:
    """The metadata of a release: three queries, whose answers do not grow with the data. Raises EngineError."""
    found = ontology(reader.construct(pages["vocabulary"].text))
    counts = {this.value: int(n.value) for this, n in reader.select(pages["term-uses"].text).rows if this and n}
    parts: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in reader.select(pages["term-parts"].text).rows:
        kind, term, with_, n = (cell.value for cell in row if cell)
        parts[kind][term][with_] = int(n)
    uses = Uses(counts, parts["property"], parts["language"], parts["datatype"], frozenset(parts["self"]))
    lists = {code.iri: known.scheme for known in found.code_lists.values() for code in known.concepts}
    return Metadata(found, uses, lists, declared)


def told(known: Metadata, language: str) -> Told:
    """All of it for a program, with labels in one language first."""
    return {
        "prefixes": {prefix: base for prefix, base in sorted(NAMESPACES.items()) if _is_used(known, prefix, base)},
        "classes": [_class(known, iri, language) for iri in known.classes],
        "properties": [_property(known, iri, language) for iri in known.properties],
        "codes": [_code(known, iri, language) for iri in known.codes],
        "languages": sorted({tag for tags in known.uses.languages.values() for tag in tags}),
    }


def _is_used(known: Metadata, prefix: str, base: str) -> bool:
    """Whether a prefix is of use in a query here: declared everywhere, or one of a term in use."""
    return prefix in PREFIXES or any(iri.startswith(base) for iri in known.uses.counts)


def _class(known: Metadata, iri: str, language: str) -> Told:
    have = known.uses.properties.get(iri, {})
    lists = known.lists_on(iri)
    return {
        **_term(known, iri, language),
        "properties": [curie(p) for p in sorted(have, key=lambda p: (-have[p], p))],
        **({"schemes": lists} if lists else {}),
    }


def _property(known: Metadata, iri: str, language: str) -> Told:
    lists = known.lists_of(iri)
    return {**_term(known, iri, language), "ranges": known.ranges(iri), **({"schemes": lists} if lists else {})}


def _term(known: Metadata, iri: str, language: str) -> Told:
    entry = known.by_iri.get(iri)
    definitions = entry.definitions if entry else {}
    return {
        **_named(known, iri, language),
        "definition": definitions.get(language) or definitions.get("en", ""),
        "count": known.uses.counts.get(iri, 0),
    }


def _named(known: Metadata, iri: str, language: str) -> Told:
    said = known.words(iri)
    words = {tag: said[tag] for tag in LANGUAGES if tag in said}
    return {"iri": iri, "name": curie(iri), "label": known.label(iri, language), "labels": words}


def _code(known: Metadata, iri: str, language: str) -> Told:
    return {**_named(known, iri, language), "scheme": known.lists[iri]}
