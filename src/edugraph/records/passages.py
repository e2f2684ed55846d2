"""Passages that records cite: ranges of registered texts, with their hash and who speaks in them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from edugraph.errors import Words
from edugraph.rdf import Quad, Triple, iri, literal, typed
from edugraph.records import values
from edugraph.records.blocks import RANGE, Block, File
from edugraph.records.index import Index
from edugraph.records.nodes import Faults, items, pairs
from edugraph.vocabulary import EG, OA, RDF, code_iri, graph_iri, id_iri

Hashes = Mapping[str, Mapping[str, str]]
"""Source key -> range such as `0-141` -> sha256 of the passage's bytes, from the lock files."""


class Voice(NamedTuple):
    """Who speaks in a stretch of a source."""

    start: int
    end: int
    voice: str
    speaker: str


@dataclass(frozen=True)
class Text:
    """What the register says of one source text: its length in code points, and its voices in order.

    A length of 0 is not known: its fault was noted, and no range is blamed for it.
    """

    length: int
    voices: tuple[Voice, ...]


@dataclass
class Passages:
    """The registered texts and the ranges of them that records use."""

    hashes: Hashes
    voices: Words
    faults: Faults
    quads: set[Quad]
    index: Index
    texts: dict[str, Text] = field(default_factory=dict)
    ranges: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    without_hash: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _keys: Words = field(default_factory=lambda: Words(()))

    def register(self, blocks: Iterable[Block]) -> None:
        """Take note of the lengths and voices of all sources."""
        for block in sorted(blocks, key=lambda b: b.is_declared):
            length = values.number(block.given["length"][1]) if "length" in block.given else 0
            nodes = items(block.given["voices"][1]) if "voices" in block.given else []
            found = [self._voice(block, node, length) for node in nodes]
            if block.is_declared or block.slug not in self.texts:
                self.texts[block.slug] = Text(length, tuple(sorted(v for v in found if v)))
        self._keys = Words(self.texts)

    def registered(self, file: File) -> None:
        """A source file must be of a registered source; one finding says so, not one a passage."""
        if file.kind.evidence == "passage" and file.key not in self.texts:
            self.faults.at(file.name, file.root[0][1], self._unregistered(file.key))

    def _unregistered(self, key: str) -> str:
        return f"source {key!r} is not registered in data/sources.yaml{self._keys.hint(key)}"

    def _voice(self, block: Block, node: yaml.Node, length: int) -> Voice | None:
        given = {k.value: v for k, v in pairs(node, block.file.name, self.faults)}
        words = {key: str(v.value) for key, v in given.items() if isinstance(v, yaml.ScalarNode)}
        range_ = words.get("range", f"0-{length}")
        match = RANGE.fullmatch(range_)
        if complaint := self._bad_voice(given, words):
            self.faults.at(block.file.name, node, complaint)
        elif length and (not match or match[1] or not _is_inside(match, length)):
            self.faults.at(block.file.name, node, f"range {range_!r} is not inside the source (0-{length})")
        elif match:
            return Voice(int(match[2]), int(match[3]), words["voice"], words.get("speaker", ""))
        return None

    def _bad_voice(self, given: Mapping[str, yaml.Node], words: Mapping[str, str]) -> str:
        if unknown := given.keys() - {"range", "voice", "speaker"}:
            return f"unknown key {min(unknown)!r} in voices; write range, voice, speaker"
        if nested := given.keys() - words.keys():
            return f"{min(nested)!r} takes one value"
        voice, speaker = words.get("voice", ""), words.get("speaker", "")
        if voice not in self.voices.all:
            return f"{voice!r} is not in code list voice{self.voices.hint(voice)}"
        if speaker and not self.index.actor(speaker):
            return f"no actor {speaker!r}{self.index.hint_of_actor(speaker)}"
        return ""

    def cited(self, block: Block, node: yaml.Node) -> str | None:
        """A range as the IRI of its passage, or None after its fault was noted.

        What the passage is goes to the graph of the source it lies in, once.
        """
        text, own = str(node.value), block.file.key if block.file.kind.evidence == "passage" else ""
        match = RANGE.fullmatch(text)
        key = (match[1] if match else "") or own
        if match and key and key == own and key not in self.texts:
            return None
        complaint = self._complaint(match, key) if match else _no_range(text)
        if complaint or not match:
            self.faults.at(block.file.name, node, complaint)
            return None
        range_ = f"{match[2]}-{match[3]}"
        me = id_iri("passage", f"{key}/{range_}")
        if range_ not in self.ranges[key]:
            self.ranges[key].add(range_)
            graph = iri(graph_iri(f"source/{key}"))
            self.quads.update((s, p, o, graph) for s, p, o in self._described(me, key, int(match[2]), int(match[3])))
        return me

    def _complaint(self, match: re.Match[str], key: str) -> str:
        if not key:
            return f"{match[0]!r}: write SOURCE/START-END here"
        if key not in self.texts:
            return self._unregistered(key)
        length = self.texts[key].length
        if not length or _is_inside(match, length):
            return ""
        return f"range {match[2]}-{match[3]} is not inside source {key} (0-{length})"

    def _described(self, me: str, key: str, start: int, end: int) -> list[Triple]:
        selector = f"{me}/range"
        rows = [
            (me, RDF.type, iri(EG.Passage)),
            (me, OA.hasSource, iri(id_iri("source", key))),
            (me, OA.hasSelector, iri(selector)),
            (selector, RDF.type, iri(OA.TextPositionSelector)),
            (selector, OA.start, typed(start, "nonNegativeInteger")),
            (selector, OA.end, typed(end, "nonNegativeInteger")),
        ]
        if sha := self.hashes.get(key, {}).get(f"{start}-{end}"):
            rows.append((me, EG.sha256, literal(sha)))
        else:
            self.without_hash[key] += 1
        rows += [(me, p, o) for voice in self.texts[key].voices for p, o in self._spoken(voice, start, end)]
        return [(iri(s), iri(p), o) for s, p, o in rows]

    def _spoken(self, voice: Voice, start: int, end: int) -> list[tuple[str, str]]:
        if voice.end <= start or end <= voice.start:
            return []
        agent = self.index.actor(voice.speaker) if voice.speaker else ""
        said = [(EG.voice, iri(code_iri("voice", voice.voice)))]
        return [*said, (EG.speaker, iri(agent))] if agent else said


def _is_inside(match: re.Match[str], length: int) -> bool:
    return int(match[2]) < int(match[3]) <= length


def _no_range(text: str) -> str:
    is_line = re.fullmatch(r"(?:[a-z0-9-]+/)?L[0-9].*", text)
    advice = "run `edugraph evidence lock` to replace line numbers" if is_line else "write START-END"
    return f"{text!r} is no range of code points; {advice}"
