"""Records to quads: reads blocks by the record language and refuses what it does not know.

All faults of a run are collected, without cascades from one cause: a file that is no YAML stops the run before
references are looked up.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from edugraph.errors import FindingsError, Words
from edugraph.rdf import BAD_IN_IRI, Quad, iri, literal, typed
from edugraph.records import values
from edugraph.records.blocks import PLAN_NUMBER, Block, File, Given, Reader, address, opened
from edugraph.records.index import Index
from edugraph.records.language import Language, Rule, Thing
from edugraph.records.nodes import Faults, items, pairs
from edugraph.records.passages import Hashes, Passages
from edugraph.records.terms import Codes, Terms, span_terms
from edugraph.vocabulary import EG, RDF, SCHEMA, graph_iri, id_iri, span_slug, value_slug

_NO_CLAIM = {"claims", "child", "voices", "lang", "langs"}
"""Kinds of keys that no claim can be about."""


@dataclass
class Expansion:
    """The quads of a run, the ranges of each source that it used, and the faults it met."""

    language: Language
    codes: Codes
    hashes: Hashes
    faults: Faults = field(default_factory=Faults)
    quads: set[Quad] = field(default_factory=set)
    index: Index = field(default_factory=Index)
    passages: Passages = field(init=False)
    terms: Terms = field(init=False)
    _claimed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        voices = Words(self.codes.get("voice", ()))
        self.passages = Passages(self.hashes, voices, self.faults, self.quads, self.index)
        self.terms = Terms(self.codes, self.index, self.passages, self.faults)

    @property
    def ranges(self) -> Mapping[str, set[str]]:
        """Source key -> the ranges that records cite."""
        return self.passages.ranges

    # --- what exists ---------------------------------------------------------------------------------------------

    def register(self, blocks: list[Block]) -> None:
        """Index every block, so that references find it; two declarations of one name are a fault."""
        for block in blocks:
            if first := self.index.enter(block):
                self.fault(block, f"{block.thing.path} {block.slug!r} is already declared at {first.place}")
        self.passages.register(block for block in blocks if block.thing.name == "Source")

    # --- one block -----------------------------------------------------------------------------------------------

    def expand(self, block: Block) -> None:
        if not block.is_whole or (block.thing.name == "Reading" and not self.passages.cited(block, _key_node(block))):
            return
        if not block.is_declared and not self.declared(block):
            return
        me = block.iri
        self.unknown_keys(block)
        self.kind(block, me)
        if block.parent and block.link:
            self.link(block, me)
        for name, (_, value) in block.given.items():
            if rule := block.thing.keys.get(name):
                self.key(block, me, rule, value)
        if block.is_declared:
            self.complete(block, block.thing.keys, f"{block.thing.name} {block.key or block.slug!r}")
            self.page(block, me)
        if number := PLAN_NUMBER.fullmatch(block.key):
            self.add(block, me, SCHEMA.position, typed(int(number[1]), "integer"))

    def declared(self, block: Block) -> bool:
        if self.index.is_declared(block.id):
            return True
        hint = self.index.hint(block.slug, (block.thing.path,))
        self.fault(block, f"no {block.thing.path} {block.slug!r} is declared; give it a label to declare it here{hint}")
        return False

    def unknown_keys(self, block: Block) -> None:
        own = block.thing.keys
        for name, (key, _) in block.given.items():
            if name not in own and name not in (known := self.known_keys(block)):
                hint = Words(known).hint(name)
                self.faults.at(block.file.name, key, f"unknown key {name!r} in {block.thing.name}{hint}")

    def known_keys(self, block: Block) -> set[str]:
        known = set(block.thing.keys) | ({"type"} if len(block.thing.classes) > 1 else set())
        has_group = block.thing.name == "Participation" and "group" in block.given
        return known | set(self.language.things["Group"].keys) if has_group else known

    def kind(self, block: Block, me: str) -> None:
        """The class: the one that `type` names, or the first of the thing's classes."""
        classes = block.thing.classes
        key, node = block.given.get("type", (None, None))
        name = node.value if isinstance(node, yaml.ScalarNode) else "" if node else next(iter(classes))
        if key and not block.is_declared and len(classes) > 1:
            self.faults.at(block.file.name, key, "'type' belongs where the thing is declared")
        elif name not in classes and node and len(classes) > 1:
            hint = Words(classes).hint(name)
            self.faults.at(block.file.name, node, f"unknown type {name!r} of {block.thing.name}{hint}")
        elif block.is_declared:
            self.add(block, me, RDF.type, iri(classes.get(name) or next(iter(classes.values()))))

    def link(self, block: Block, me: str) -> None:
        """The tie of a nested block to the one it stands in."""
        assert block.parent, "a nested block has a parent"
        assert block.link, "a nested block has the rule of its key"
        if block.thing.name == "Group":
            return
        parent = block.parent.iri
        subject, object_ = (me, parent) if block.link.is_inverse else (parent, me)
        self.add(block, subject, block.link.predicate, iri(object_))
        if block.thing.name == "StatusChange" and (
            status := self.terms.code(block, block.link.argument[1:], block.key, block.node)
        ):
            self.add(block, me, EG.toStatus, status)

    def complete(self, block: Block, rules: Mapping[str, Rule], whose: str) -> None:
        """Every required key is there, or one finding names those that are not."""
        lacking = [rule for name, rule in rules.items() if rule.is_required and name not in block.given]
        if lacking:
            told = ", ".join(f"{rule.key!r} ({rule.help.rstrip('.')})" for rule in lacking)
            self.fault(block, f"{whose} lacks {told}")

    def page(self, block: Block, me: str, graph: str = "") -> None:
        """What a page file declares rests on the page, unless it cites passages."""
        rests = block.file.kind.evidence == "page" and "evidence" not in block.given
        if rests and "evidence" in block.thing.keys:
            self.add(block, me, EG.evidence, iri(id_iri("source", block.file.key)), graph)

    # --- one key -------------------------------------------------------------------------------------------------

    def key(self, block: Block, me: str, rule: Rule, node: yaml.Node, graph: str = "") -> None:
        """Write the value or values of one key: how is decided by the kind that the language gives it."""
        graph = "curation" if rule.is_ours else graph
        match rule.kind:
            case "claims":
                for item in items(node):
                    self.claim(block, me, item)
            case "child":
                if rule.argument[0] == "Group" and block.parent and isinstance(node, yaml.ScalarNode):
                    self.add(block, me, rule.predicate, iri(address("group", f"{block.parent.slug}--{node.value}")))
            case "lang" | "langs":
                self.texts_in_languages(block, me, rule, node, graph)
            case "voices":
                pass
            case _:
                self.plain_values(block, me, rule, node, graph)

    def plain_values(self, block: Block, me: str, rule: Rule, node: yaml.Node, graph: str) -> None:
        found = items(node)
        if len(found) > 1 and not rule.is_many:
            self.faults.at(block.file.name, node, f"{rule.key!r} takes one value")
        if not found:
            self.faults.at(block.file.name, node, f"{rule.key!r} has no value; leave the key out if nothing is known")
        for item in found:
            if not isinstance(item, yaml.ScalarNode):
                self.faults.at(block.file.name, item, f"expected a {rule.kind} for {rule.key!r}, found a block")
            elif term := self.value(block, rule, item, graph):
                subject, object_ = (term[1:-1], iri(me)) if rule.is_inverse else (me, term)
                self.add(block, subject, rule.predicate, object_, graph)

    def texts_in_languages(self, block: Block, me: str, rule: Rule, node: yaml.Node, graph: str) -> None:
        languages = self.language.languages
        given = pairs(node, block.file.name, self.faults)
        if not given:
            self.faults.at(block.file.name, node, f"{rule.key!r} has no text; leave the key out if there is none")
        for tag, value in given:
            if tag.value not in languages:
                hint = Words(languages).hint(tag.value)
                self.faults.at(block.file.name, tag, f"unknown language {tag.value!r}{hint}")
            else:
                self.texts(block, me, rule, (tag.value, value), graph)

    def texts(self, block: Block, me: str, rule: Rule, given: tuple[str, yaml.Node], graph: str) -> None:
        tag, node = given
        found = items(node)
        if len(found) != 1 and (rule.kind == "lang" or not found):
            self.faults.at(block.file.name, node, f"{rule.key!r} takes one text a language")
        for item in found:
            if text := values.checked_text(item, block.file.name, self.faults):
                self.add(block, me, rule.predicate, literal(text, tag), graph)

    def value(self, block: Block, rule: Rule, node: yaml.ScalarNode, graph: str) -> str | None:
        """One scalar as a term, or None after its fault was noted. A span is a node of its own, with its bounds."""
        if rule.kind != "span":
            return self.terms.value(block, rule, node)
        found = values.span(node, block.file.name, self.faults)
        if not found:
            return None
        me = id_iri("span", span_slug(found.edtf))
        for predicate, term in span_terms(found):
            self.add(block, me, predicate, term, graph)
        return iri(me)

    # --- claims --------------------------------------------------------------------------------------------------

    def claim(self, block: Block, me: str, node: yaml.Node) -> None:
        """One disputed, inferred or attributed value; what we infer goes to graph/curation, not to the source."""
        thing = self.language.things["Claim"]
        given = {k.value: (k, v) for k, v in pairs(node, block.file.name, self.faults)}
        about = self.claimed_key(block, thing, node, given)
        if not about:
            return
        value: yaml.Node = given["value"][1]
        if not isinstance(value, yaml.ScalarNode):
            self.faults.at(block.file.name, value, "'value' of a claim takes one value")
            return
        graph = "curation" if given["certainty"][1].value == "inferred" else ""
        id_ = self.claim_id(block, about, value)
        self.add(block, id_, RDF.type, iri(EG.Claim), graph)
        self.add(block, id_, RDF.subject, iri(me), graph)
        self.add(block, id_, RDF.predicate, iri(about.predicate), graph)
        if term := self.value(block, about, value, graph):
            self.add(block, id_, RDF.object, term, graph)
        for name, rule in thing.keys.items():
            if name in given:
                self.key(block, id_, rule, given[name][1], graph)
        self.page(Block(block.file, thing, "", node, given), id_, graph)

    def claimed_key(self, block: Block, thing: Thing, node: yaml.Node, given: Given) -> Rule | None:
        """The rule of the key that a claim is about; None after a fault was noted."""
        known = [*thing.keys, "about", "value"]
        for name, (key, _) in given.items():
            if name not in known:
                self.faults.at(block.file.name, key, f"unknown key {name!r} in a claim{Words(known).hint(name)}")
        if lacking := [k for k in ("about", "value", "certainty") if k not in given]:
            if isinstance(node, yaml.MappingNode):
                self.faults.at(block.file.name, node, f"claim lacks {', '.join(map(repr, lacking))}")
            return None
        about = given["about"][1]
        name = about.value if isinstance(about, yaml.ScalarNode) else ""
        possible = {k: r for k, r in block.thing.keys.items() if r.kind not in _NO_CLAIM and not r.is_inverse}
        if name not in possible:
            text = f"a claim cannot be about {name!r} of {block.thing.name}{Words(possible).hint(name)}"
            self.faults.at(block.file.name, about, text)
        return possible.get(name)

    def claim_id(self, block: Block, about: Rule, value: yaml.ScalarNode) -> str:
        """Thing, key, value and file name a claim: two that fold into one name are a fault, not one claim."""
        words = (block.thing.path, block.slug.replace("/", "-"), about.key, value_slug(value.value), block.file.key)
        place = f"{block.file.name}:{value.start_mark.line + 1}:{value.start_mark.column + 1}"
        id_ = address("claim", "--".join(words))
        first = self._claimed.setdefault(id_, place)
        if first != place:
            text = f"this value of {about.key!r} is claimed at {first} already: write one claim of it in a file"
            self.faults.at(block.file.name, value, text)
        return id_

    # --- pages ---------------------------------------------------------------------------------------------------

    def header(self, file: File) -> None:
        """The page that an authority or corroboration file rests on, as a source of its own."""
        if file.kind.evidence != "page":
            return
        given = {k.value: (k, v) for k, v in file.root if k.value in self.language.header}
        page = Block(file, self.language.things["Source"], file.key, file.root[0][0], given)
        self.add(page, page.iri, RDF.type, iri(EG.Source))
        for name, (_, value) in given.items():
            self.key(page, page.iri, self.language.header[name], value)
        self.complete(page, self.language.header, "the head of the file")

    def headers(self, files: Iterable[File]) -> None:
        """Every page file has a key of its own, and every source file that of a registered source."""
        first = dict.fromkeys(self.passages.texts, "data/sources.yaml")
        for file in files:
            self.passages.registered(file)
            self.header(file)
            if file.kind.evidence == "page" and first.setdefault(file.key, file.name) != file.name:
                text = f"key {file.key!r} is that of {first[file.key]} already: a page has one file"
                self.faults.at(file.name, file.root[0][1], text)

    # --- writing -------------------------------------------------------------------------------------------------

    def add(self, block: Block, subject: str, predicate: str, object_: str, graph: str = "") -> None:
        self.quads.add((iri(subject), iri(predicate), object_, iri(graph_iri(graph or block.file.graph))))

    def fault(self, block: Block, text: str) -> None:
        self.faults.at(block.file.name, block.node, text)


def _key_node(block: Block) -> yaml.ScalarNode:
    """The block's own key as a node, for faults that are about the key."""
    return yaml.ScalarNode("", block.slug, block.node.start_mark, block.node.end_mark)


def expand(paths: Mapping[str, Path], language: Language, codes: Codes, hashes: Hashes) -> Expansion:
    """Expand record files (shown name -> path). Raises FindingsError with every fault of the run.

    The result does not depend on the order of files, blocks or keys.
    """
    with _without_collector():
        faults = Faults()
        found = [opened(path, name, language, faults) for name, path in sorted(paths.items())]
        _raise(faults)
        run = Expansion(language, codes, hashes, faults)
        _expand(run, [file for file in found if file])
        run.index.forget()
    return run


def _expand(run: Expansion, files: list[File]) -> None:
    reader = Reader(run.language, run.faults)
    blocks = [block for file in files for block in reader.blocks(file)]
    run.register(blocks)
    run.headers(files)
    for block in blocks:
        run.expand(block)
    for key, count in sorted(run.passages.without_hash.items()):
        text = f"{count} passages have no hash; run `edugraph evidence lock {key}`"
        run.faults.add(f"data/records/{key}.lock", 0, 0, text)
    _raise(run.faults)
    assert not any(BAD_IN_IRI.search(b.slug) for b in blocks), "a slug that no IRI can hold was not blamed"


def _raise(faults: Faults) -> None:
    if faults.findings:
        raise FindingsError(faults.findings)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nodes and quads make no cycles; looking for some among millions takes ten times as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
