"""YAML as text with places: every scalar stays what was typed, and each key and value knows its line and column.

`NO` is not False here, `051` not 41 and `2018-12-14` not a date object: the record language decides what a value is.
Nodes are built from the parser's events: PyYAML's own composer recurses in C, and 100,000 brackets end the process.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from edugraph.errors import Finding

MAX_BYTES = 8 * 1024 * 1024
"""The cap on a record file. Split a larger one by event."""
MAX_DEPTH = 40
"""Blocks within blocks: an output of a measure, with its claims and their lists, is 12 deep."""
_MAX_TEXT = 600
"""A finding is a sentence, even about a value of a megabyte."""
_MAX_BAD_LINES = 100
"""So many lines with control characters are told one by one: more is no text at all."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What YAML refuses or reads as the end of a line, or what turns the direction of the text, where an editor shows
nothing."""


class Faults:
    """Collects the findings of a run; one place is blamed once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._places: set[tuple[str, int, int]] = set()

    def at(self, file: str, node: yaml.Node, text: str) -> None:
        mark = node.start_mark
        self.add(file, mark.line + 1, mark.column + 1, text)

    def add(self, file: str, line: int, column: int, text: str) -> None:
        if (file, line, column) not in self._places or not line:
            self._places.add((file, line, column))
            half = _MAX_TEXT // 2
            short = text if len(text) <= _MAX_TEXT else f"{text[:half]} … {text[-half:]}"
            self.findings.append(Finding(file, line, column, short))


def composed(path: Path, name: str, faults: Faults) -> yaml.MappingNode | None:
    """The root of a YAML file, or None when a fault was found (all are added to `faults`)."""
    text = _text(path, name, faults)
    return None if text is None else composed_text(text, name, faults)


def composed_text(text: str, name: str, faults: Faults) -> yaml.MappingNode | None:
    """The root of YAML text, or None when a fault was found (all are added to `faults`)."""
    before = len(faults.findings)
    root = _root(text, name, faults) if _is_clean(text, name, faults) else None
    if len(faults.findings) > before:
        return None
    if isinstance(root, yaml.MappingNode):
        return root
    is_empty = root is None or (isinstance(root, yaml.ScalarNode) and not root.value)
    faults.add(name, 1, 1, "the file is empty" if is_empty else "expected keys and values at the top of the file")
    return None


def _text(path: Path, name: str, faults: Faults) -> str | None:
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            faults.add(name, 0, 0, f"{size} bytes; a record file holds at most {MAX_BYTES}: split it")
            return None
        data = path.read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        faults.add(name, line, 1, f"byte {fault.start} is no UTF-8; save the file as UTF-8")
    except OSError as fault:
        faults.add(name, 0, 0, f"cannot be read: {fault.strerror}")
    return None


def _is_clean(text: str, name: str, faults: Faults) -> bool:
    """Byte-order mark, CR line ends, tabs as indentation, NUL and other control characters: each said in words."""
    before = len(faults.findings)
    if text.startswith("\ufeff"):
        faults.add(name, 1, 1, "starts with a byte-order mark; save the file as UTF-8 without BOM")
        text = " " + text[1:]
    if "\r" in text:
        faults.add(name, *_place(text, text.index("\r")), "line ends with CR; save the file with LF line ends")
    for match in _TAB.finditer(text):
        faults.add(name, *_place(text, match.end() - 1), "a tab indents this line; use spaces")
    for at in islice(_control_characters(text), _MAX_BAD_LINES):
        faults.add(name, *_place(text, at), f"control character U+{ord(text[at]):04X}; delete it")
    return len(faults.findings) == before


def _control_characters(text: str) -> Iterator[int]:
    """Where the first one of each line stands."""
    match = _CONTROL.search(text)
    while match:
        yield match.start()
        end = text.find("\n", match.start())
        match = _CONTROL.search(text, end) if end >= 0 else None


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _root(text: str, name: str, faults: Faults) -> yaml.Node | None:
    builder = _Builder(name, faults)
    try:
        for event in yaml.parse(text, _LOADER):
            if not builder.has_taken(event):
                break
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        faults.add(name, *where, f"no YAML: {fault.problem or fault.context}{_hint(str(fault.problem))}")
    except yaml.YAMLError as fault:
        faults.add(name, 1, 1, f"no YAML: {fault}")
    return builder.root


def _hint(problem: str) -> str:
    if "mapping values are not allowed" in problem or "expected <block end>" in problem:
        return " (is a text with ': ' or an indent to blame? quote the text, or align the keys)"
    return ""


class _Builder:
    """Nodes from events (untyped: the C parser has marks of its own), without recursion; refuses what records lack."""

    def __init__(self, name: str, faults: Faults) -> None:
        self.root: yaml.Node | None = None
        self._name = name
        self._faults = faults
        self._open: list[yaml.CollectionNode] = []
        self._keys: list[yaml.Node | None] = []

    def has_taken(self, event: Any) -> bool:
        """Take the next event; False ends the reading, after its fault was noted."""
        marks: list[Any] = [event.start_mark, event.end_mark]
        if isinstance(event, yaml.ScalarEvent):
            self._place(yaml.ScalarNode("", event.value, marks[0], marks[1], style=event.style))
        elif isinstance(event, yaml.CollectionStartEvent):
            return self._opened(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop().end_mark = event.end_mark
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            return self._refused(event, "anchors and aliases (&, *) are not used in records: write the block out")
        elif isinstance(event, yaml.DocumentStartEvent) and self.root:
            return self._refused(event, "a second document starts here; a file holds one")
        return self._is_plain(event)

    def _is_plain(self, event: Any) -> bool:
        if getattr(event, "anchor", None):
            return self._refused(event, "anchors and aliases (&, *) are not used in records: write the block out")
        if tag := getattr(event, "tag", None):
            self._refused(event, f"tag {tag.replace('tag:yaml.org,2002:', '!!')!r}: records have no tags")
        return True

    def _opened(self, event: Any) -> bool:
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = (yaml.SequenceNode if is_list else yaml.MappingNode)("", [], event.start_mark, event.end_mark)
        self._place(node)
        self._open.append(node)
        self._keys.append(None)
        if len(self._open) > MAX_DEPTH:
            return self._refused(event, f"nested too deeply: at most {MAX_DEPTH} blocks within blocks")
        return self._is_plain(event)

    def _place(self, node: yaml.Node) -> None:
        if not self._open:
            self.root = node
        elif isinstance(self._open[-1], yaml.SequenceNode):
            self._open[-1].value.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = node
        else:
            self._open[-1].value.append((key, node))
            self._keys[-1] = None

    def _refused(self, event: Any, text: str) -> bool:
        self._faults.add(self._name, event.start_mark.line + 1, event.start_mark.column + 1, text)
        return False


def pairs(node: yaml.Node, file: str, faults: Faults) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Keys and values of a block in order, each key once. A fault leaves the bad pair out."""
    if not isinstance(node, yaml.MappingNode):
        faults.at(file, node, "expected keys and values here")
        return []
    seen: set[str] = set()
    good = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            faults.at(file, key, "a key must be one word")
        elif key.value in seen:
            faults.at(file, key, f"key {key.value!r} stands twice")
        else:
            seen.add(key.value)
            good.append((key, value))
    return good


def items(node: yaml.Node) -> list[yaml.Node]:
    """One value or a list of them, as a list."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]
