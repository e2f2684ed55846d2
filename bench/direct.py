"""Records to N-Quads without YAML: what the loader makes of well-formed records, for sizes at which reading them back
would take hours. It knows the record language and checks nothing; a test holds it to the loader's own quads.
"""

import bisect
from collections.abc import Iterable, Iterator, Set
from typing import Any

from sources import Source
from world import Block

from edugraph import evidence
from edugraph.rdf import Quad, iri, literal, typed
from edugraph.records.dates import span
from edugraph.records.language import Language, Rule, Thing
from edugraph.records.terms import span_terms
from edugraph.records.values import KINDS
from edugraph.vocabulary import EG, OA, RDF, SCHEMA, code_iri, graph_iri, id_iri, span_slug, value_slug

Id = tuple[str, str]
"""Path and slug of a thing."""


class Writer:
    """The quads of one record file; `declared` tells which things there are, so that a slug finds its path."""

    def __init__(
        self,
        language: Language,
        declared: Set[Id],
        file: str,
        graph: str,
        page: str = "",
        sources: Iterable[Source] = (),
    ) -> None:
        self.language = language
        self.declared = declared
        self.file = file
        self.graph = iri(graph_iri(graph))
        self.page = page
        self.sources = {source.key: source for source in sources}
        self.quads: set[Quad] = set()
        self._cited: set[str] = set()

    def of(self, records: Block) -> set[Quad]:
        """The quads of all sections."""
        for section, thing in self.language.sections.items():
            self.blocks(thing, records.get(section, {}))
        self.quads.update(quad for source in self.sources.values() for quad in self._paragraphs(source))
        return self.quads

    def _paragraphs(self, source: Source) -> Iterator[Quad]:
        """Where the passages of a source stand, counted by its lines with text."""
        used = sorted(place for place in self._cited if place.startswith(f"{source.key}/"))
        starts = sorted(start for start, _ in evidence.lines(source.text.whole).values()) if used else []
        graph = iri(graph_iri(f"source/{source.key}"))
        if used:
            yield iri(id_iri("source", source.key)), iri(EG.paragraphs), typed(len(starts), "integer"), graph
        for place in used:
            start = int(place.rpartition("/")[2].partition("-")[0])
            number = max(bisect.bisect_right(starts, start), 1)
            yield iri(id_iri("passage", place)), iri(EG.paragraph), typed(number, "integer"), graph

    def header(self, records: Block) -> set[Quad]:
        """The page that an authority file rests on."""
        me = ("source", self.page)
        self.add(iri(id_iri(*me)), RDF.type, iri(EG.Source))
        for name, rule in self.language.header.items():
            if name in records:
                self.key(self.language.things["Source"], me, rule, records[name], {}, None)
        return self.quads

    # --- blocks ---------------------------------------------------------------------------------------------------

    def blocks(self, thing: Thing, given: Any, parent: Id | None = None, link: Rule | None = None) -> None:
        for slug, key, block in identified(thing, given, parent):
            if thing.name == "Reading":
                slug = f"{self.file}/{slug}"
                self.cited(slug)
            self.block(thing, (thing.path, slug), key, block, parent, link)

    def block(self, thing: Thing, me: Id, key: str, given: Block, parent: Id | None, link: Rule | None) -> None:
        subject = iri(id_iri(*me))
        if thing.is_unnamed or "label" in given:
            self.add(subject, RDF.type, iri(thing.classes[given.get("type", next(iter(thing.classes)))]))
            if self.page and "evidence" in thing.keys and "evidence" not in given:
                self.add(subject, EG.evidence, iri(id_iri("source", self.page)))
        if parent and link:
            self.link(subject, iri(id_iri(*parent)), link)
            if thing.name == "StatusChange":
                self.add(subject, EG.toStatus, iri(code_iri(link.argument[1], key)))
        if thing.identity in ("parent/key", "parent.key"):
            self.add(subject, SCHEMA.position, typed(int(key[1:]), "integer"))
        for name, value in given.items():
            if rule := thing.keys.get(name):
                self.key(thing, me, rule, value, given, parent)

    def link(self, subject: str, parent: str, link: Rule) -> None:
        here, there = (subject, parent) if link.is_inverse else (parent, subject)
        self.add(here, link.predicate, there)

    def key(self, thing: Thing, me: Id, rule: Rule, value: Any, given: Block, parent: Id | None) -> None:
        subject, graph = iri(id_iri(*me)), _CURATION if rule.is_ours else ""
        if rule.kind == "claims":
            for claim in value:
                self.claim(thing, me, claim)
        elif rule.kind == "child" and rule.argument[0] == "Group":
            assert parent, "a participation stands in an event or a project"
            self.group(subject, rule, f"{parent[1]}--{value}", given)
        elif rule.kind == "child":
            self.blocks(self.language.things[rule.argument[0]], value, me, rule)
        elif rule.kind in ("lang", "langs"):
            for language, texts in value.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    self.add(subject, rule.predicate, literal(text, language), graph)
        elif rule.kind != "voices":
            for term in self.terms(rule, value, graph):
                self.add(subject, rule.predicate, term, graph)

    def group(self, participation: str, rule: Rule, slug: str, given: Block) -> None:
        """The group of a participation: its keys stand in the participation's block."""
        thing = self.language.things["Group"]
        self.add(participation, rule.predicate, iri(id_iri(thing.path, slug)))
        self.block(thing, (thing.path, slug), "", {k: v for k, v in given.items() if k in thing.keys}, None, None)

    def claim(self, thing: Thing, about: Id, given: Block) -> None:
        """What a source states goes to its graph, what is inferred to graph/curation."""
        rule = thing.keys[given["about"]]
        graph = _CURATION if given["certainty"] == "inferred" else ""
        name = f"{about[0]}--{about[1]}--{rule.key}--{value_slug(given['value'])}--{self.file}"
        me = iri(id_iri("claim", name))
        self.add(me, RDF.type, iri(EG.Claim), graph)
        self.add(me, RDF.subject, iri(id_iri(*about)), graph)
        self.add(me, RDF.predicate, iri(rule.predicate), graph)
        for term in self.terms(rule, given["value"], graph):
            self.add(me, RDF.object, term, graph)
        for key, own in self.language.things["Claim"].keys.items():
            for term in self.terms(own, given[key], graph) if key in given else ():
                self.add(me, own.predicate, term, _CURATION if own.is_ours else graph)

    # --- values ---------------------------------------------------------------------------------------------------

    def terms(self, rule: Rule, value: Any, graph: str) -> Iterator[str]:
        for item in value if isinstance(value, list) else [value]:
            yield self.term(rule, str(item), graph)

    def term(self, rule: Rule, value: str, graph: str) -> str:
        match rule.kind:
            case "ref":
                return iri(id_iri(next(path for path in rule.argument if (path, value) in self.declared), value))
            case "code":
                return iri(code_iri(rule.argument[0], value))
            case "span":
                return self.span(value, graph)
            case "passage":
                return self.cited(value if "/" in value else f"{self.file}/{value}")
            case "text":
                return literal(value)
            case "address":
                return iri(value)
            case _:
                return typed(value, KINDS[rule.kind].datatype)

    def span(self, edtf: str, graph: str) -> str:
        me = iri(id_iri("span", span_slug(edtf)))
        for predicate, term in span_terms(span(edtf)):
            self.add(me, predicate, term, graph)
        return me

    def cited(self, place: str) -> str:
        """A passage, `source/start-end`; what it is goes to its source's graph, once."""
        me = id_iri("passage", place)
        if place not in self._cited:
            self._cited.add(place)
            source = self.sources[place.partition("/")[0]]
            self.quads.update(_passage(me, place, source, self.declared))
        return iri(me)

    def add(self, subject: str, predicate: str, term: str, graph: str = "") -> None:
        self.quads.add((subject, iri(predicate), term, graph or self.graph))


_CURATION = iri(graph_iri("curation"))


def identified(thing: Thing, given: Any, parent: Id | None) -> Iterator[tuple[str, str, Block]]:
    """Slug, key and block of each thing of a section or child key; a list of actors makes one block each."""
    if isinstance(given, list):
        for block in given:
            yield from _listed(thing, block, parent)
        return
    for key, block in given.items():
        if thing.identity == "parent--key" and parent:
            yield f"{parent[0]}--{parent[1].replace('/', '-')}--{key}", key, block
        elif thing.identity in ("parent/key", "parent.key") and parent:
            yield f"{parent[1]}{thing.identity[6]}{key}", key, block
        else:
            yield key, key, block


def _listed(thing: Thing, block: Block, parent: Id | None) -> Iterator[tuple[str, str, Block]]:
    rest = [block[k] for part in thing.identity.split() for k in part.split("|") if k in block and k not in _ACTOR]
    actors = next(block[k] for k in _ACTOR if k in block)
    for actor in actors if isinstance(actors, list) else [actors]:
        names = [*([parent[1].replace("/", "-")] if parent else []), actor, *rest]
        yield "--".join(names), "", {**block, "who": actor} if "who" in block else block


_ACTOR = ("who", "group")


def _passage(me: str, place: str, source: Source, declared: Set[Id]) -> Iterator[Quad]:
    range_ = place.rpartition("/")[2]
    start, end = map(int, range_.split("-"))
    selector, graph = f"{me}/range", iri(graph_iri(f"source/{source.key}"))
    rows = [
        (me, RDF.type, iri(EG.Passage)),
        (me, OA.hasSource, iri(id_iri("source", source.key))),
        (me, OA.hasSelector, iri(selector)),
        (me, EG.sha256, literal(source.text.hashes[range_])),
        (selector, RDF.type, iri(OA.TextPositionSelector)),
        (selector, OA.start, typed(start, "nonNegativeInteger")),
        (selector, OA.end, typed(end, "nonNegativeInteger")),
    ]
    for predicate, term in _spoken(source, start, end, declared):
        rows.append((me, predicate, term))
    for subject, predicate, term in rows:
        yield iri(subject), iri(predicate), term, graph


def _spoken(source: Source, start: int, end: int, declared: Set[Id]) -> Iterator[tuple[str, str]]:
    for voice in source.entry["voices"]:
        first, last = map(int, voice.get("range", f"0-{source.text.length}").split("-"))
        if first < end and start < last:
            yield EG.voice, iri(code_iri("voice", voice["voice"]))
            if "speaker" in voice:
                path = next(p for p in ("org", "person", "country") if (p, voice["speaker"]) in declared)
                yield EG.speaker, iri(id_iri(path, voice["speaker"]))


def ids(language: Language, records: Block) -> Iterator[Id]:
    """What the sections of a record file declare, with what is nested there."""
    for section, thing in language.sections.items():
        yield from _ids(language, thing, records.get(section, {}))


def _ids(language: Language, thing: Thing, given: Any) -> Iterator[Id]:
    if thing.is_unnamed or thing.identity:
        return
    for slug, block in given.items():
        yield thing.path, slug
        for name in block:
            rule = thing.keys.get(name)
            if rule and rule.kind == "child":
                yield from _ids(language, language.things[rule.argument[0]], block[name])
