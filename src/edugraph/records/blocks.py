"""Blocks of record files and the identity of each: what stands where, before any of it becomes a quad."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from edugraph.errors import nearest
from edugraph.rdf import BAD_IN_IRI
from edugraph.records.language import SLUG, FileKind, Language, Rule, Thing
from edugraph.records.nodes import Faults, composed, items, pairs
from edugraph.vocabulary import id_iri

Pairs = list[tuple[yaml.ScalarNode, yaml.Node]]
Given = dict[str, tuple[yaml.ScalarNode, yaml.Node]]
"""What was written of a thing: key -> its node, for its place, and the node of its value."""
PLAN_NUMBER = re.compile(r"[MAO]([1-9][0-9]{0,3})")
_PLAN_ITEM = re.compile(rf"{SLUG}/M[1-9][0-9]{{0,3}}(?:\.([AO])[1-9][0-9]{{0,3}})?")
_ITEM_CLASSES = {None: "Measure", "A": "PlannedAction", "O": "PlannedOutput"}
RANGE = re.compile(r"(?:([a-z0-9-]+)/)?(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})")


@dataclass(frozen=True)
class File:
    """One record file: its kind, its key (`093a24b311180df8`, `iso3166`) and the name of its graph."""

    name: str
    kind: FileKind
    key: str
    graph: str
    root: Pairs


@dataclass(eq=False)
class Block:
    """One thing in one file: where it stands, who it is, and what was written of it."""

    file: File
    thing: Thing
    slug: str
    node: yaml.Node
    given: Given
    parent: "Block | None" = None
    link: Rule | None = None
    key: str = ""
    is_declared: bool = True
    is_whole: bool = True
    """False when it has no keys and values: that was blamed, and nothing else about it is."""

    @property
    def id(self) -> tuple[str, str]:
        return self.thing.path, self.slug

    @property
    def iri(self) -> str:
        return address(*self.id)

    @property
    def place(self) -> str:
        return f"{self.file.name}:{self.node.start_mark.line + 1}"


def address(path: str, slug: str) -> str:
    """The IRI of a thing. A slug that no IRI can hold was blamed where it stands: its stand-in is never written."""
    return id_iri(path, BAD_IN_IRI.sub("-", slug))


def opened(path: Path, name: str, language: Language, faults: Faults) -> File | None:
    """The record file at `path`, or None after its faults were noted. Its first key says what kind of file it is."""
    root = composed(path, name, faults)
    if root is None:
        return None
    rows = pairs(root, name, faults)
    kind = language.files.get(rows[0][0].value) if rows else None
    first = rows[0][1] if rows else root
    if not kind or not isinstance(first, yaml.ScalarNode) or not first.value:
        kinds = " or ".join(f"{k}: KEY" for k in language.files)
        faults.at(name, root, f"the first line must say what file this is: {kinds}")
        return None
    if not re.fullmatch(SLUG, first.value):
        faults.at(name, first, f"{first.value!r} is no key: lower-case ASCII letters, digits and hyphens")
    _known_sections(rows, name, kind, language, faults)
    return File(name, kind, first.value, kind.graph.format(first.value), rows)


def _known_sections(rows: Pairs, name: str, kind: FileKind, language: Language, faults: Faults) -> None:
    header = language.header if kind.evidence == "page" else {}
    for key, _ in rows[1:]:
        if key.value in language.header and not header:
            faults.at(name, key, f"{key.value!r} describes a page; a {kind.name} file has none")
        elif key.value not in header and key.value not in language.sections:
            hint = nearest(key.value, [*header, *language.sections])
            faults.at(name, key, f"unknown section {key.value!r}{hint}")


class Reader:
    """Walks a file and yields its blocks, children after their parent."""

    def __init__(self, language: Language, faults: Faults) -> None:
        self.language = language
        self.sections = language.sections
        self.faults = faults

    def blocks(self, file: File) -> Iterator[Block]:
        for key, value in file.root:
            if thing := self.sections.get(key.value):
                yield from self.things(file, thing, value)

    def things(
        self, file: File, thing: Thing, node: yaml.Node, parent: Block | None = None, link: Rule | None = None
    ) -> Iterator[Block]:
        """The blocks of one section or one child key: a list, or blocks by key."""
        is_list = isinstance(node, yaml.SequenceNode)
        if is_list != thing.is_listed:
            wanted = f"a list of {thing.name} blocks" if thing.is_listed else f"{thing.name} blocks by key"
            self.faults.at(file.name, node, f"expected {wanted} here{', not a list' if is_list else ''}")
        elif is_list:
            for item in node.value:
                yield from self.listed(file, thing, item, parent, link)
        else:
            for key, block in pairs(node, file.name, self.faults):
                yield from self.keyed(file, thing, key, block, parent, link)

    def keyed(
        self, file: File, thing: Thing, key: yaml.ScalarNode, node: yaml.Node, parent: Block | None, link: Rule | None
    ) -> Iterator[Block]:
        if thing.name == "Plan" and (item := _PLAN_ITEM.fullmatch(key.value)):
            thing = self.language.things[_ITEM_CLASSES[item[1]]]
        slug = self.slug(file, thing, key, parent)
        given = {k.value: (k, v) for k, v in pairs(node, file.name, self.faults)}
        is_declared = thing.is_unnamed or "label" in given
        if is_declared and thing.identity and not thing.is_unnamed and not parent:
            self.faults.at(file.name, given["label"][0], f"a {thing.name} is declared inside its plan")
        block = Block(file, thing, slug, key, given, parent, link, key.value, is_declared)
        block.is_whole = isinstance(node, yaml.MappingNode)
        yield from self.with_children(block)

    def slug(self, file: File, thing: Thing, key: yaml.ScalarNode, parent: Block | None) -> str:
        """What a block's key makes of its address."""
        word = str(key.value)
        if thing.name == "Reading":
            return word if "/" in word else f"{file.key}/{word}"
        if not parent and thing.identity:
            return word
        if parent and thing.identity == "parent--key":
            return f"{parent.thing.path}--{parent.slug.replace('/', '-')}--{word}"
        if parent and thing.identity:
            if not PLAN_NUMBER.fullmatch(word):
                self.faults.at(file.name, key, f"{word!r} is no item number: write M1, A1 or O1")
            return f"{parent.slug}{thing.identity[6]}{word}"
        if not thing.slugs.fullmatch(word):
            form = f"{thing.slugs.pattern}" if thing.has_own_slugs else "lower-case ASCII words joined by '-'"
            self.faults.at(file.name, key, f"{word!r} is no slug for {thing.path}: {form}")
        return word

    def listed(
        self, file: File, thing: Thing, node: yaml.Node, parent: Block | None, link: Rule | None
    ) -> Iterator[Block]:
        """A block of a list is named by its own values; a list of actors makes one block each."""
        given = {k.value: (k, v) for k, v in pairs(node, file.name, self.faults)}
        names = self.names(file, thing, node, given)
        if names is None:
            return
        start = [parent.slug.replace("/", "-")] if parent else []
        for actor in items(given["who"][1]) if "who" in names else [None]:
            one = given if actor is None else {**given, "who": (given["who"][0], actor)}
            parts = [actor.value if actor and key == "who" else words[0] for key, words in names.items()]
            yield from self.with_children(Block(file, thing, "--".join([*start, *parts]), node, one, parent, link))

    def names(self, file: File, thing: Thing, node: yaml.Node, given: Given) -> dict[str, list[str]] | None:
        """The values that name a block of a list, by key; None after a fault was noted."""
        found: dict[str, list[str]] = {}
        for part in thing.identity.removeprefix("parent ").split():
            keys = [key for key in part.split("|") if key in given]
            if not keys:
                if isinstance(node, yaml.MappingNode):
                    self.faults.at(file.name, node, f"{thing.name} lacks {' or '.join(map(repr, part.split('|')))}")
                return None
            if len(keys) > 1:
                self.faults.at(file.name, given[keys[1]][0], f"{' and '.join(map(repr, keys))} make two blocks")
                return None
            words = self.words(file, keys[0], given[keys[0]][1])
            if not words:
                return None
            found[keys[0]] = words
        return found

    def words(self, file: File, key: str, node: yaml.Node) -> list[str]:
        """The slugs of a naming key: one, and for `who` as many as there are; none after a fault was noted."""
        found = items(node)
        bad = next((item for item in found if not isinstance(item, yaml.ScalarNode)), None)
        complaint = "expected a slug for {!r}, found a block" if bad else "" if found else "{!r} has no value"
        if len(found) > 1 and key != "who":
            complaint = "{!r} takes one value"
        if complaint:
            self.faults.at(file.name, bad or node, complaint.format(key))
            return []
        return [str(item.value) for item in found]

    def with_children(self, block: Block) -> Iterator[Block]:
        yield block
        for name, (_, value) in block.given.items():
            rule = block.thing.keys.get(name)
            if rule is None or rule.kind != "child":
                continue
            thing = self.language.things[rule.argument[0]]
            if thing.name == "Group":
                yield self.group(block, thing, rule, value)
            else:
                yield from self.things(block.file, thing, value, block, rule)

    def group(self, block: Block, thing: Thing, rule: Rule, node: yaml.Node) -> Block:
        """The group of a participation: its keys stand in the participation's block."""
        assert block.parent, "a participation stands in its event or project"
        name = str(node.value)
        if not thing.slugs.fullmatch(name):
            self.faults.at(
                block.file.name, node, f"{name!r} is no slug for group: lower-case ASCII words joined by '-'"
            )
        given = {k: v for k, v in block.given.items() if k in thing.keys}
        slug = f"{block.parent.slug}--{name}"
        return Block(block.file, thing, slug, node, given, block, rule, is_declared="label" in given)
