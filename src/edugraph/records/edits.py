"""Changes in the text of record files: each range or line is replaced where it stands, and nothing else is touched.

Curators keep their comments, quotes and line breaks: a file is never written anew from what was read.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import yaml

from edugraph.errors import EdugraphError, FindingsError
from edugraph.records.nodes import Faults, composed_text, items

Change = Callable[[str], str]
"""A range or a line number -> what shall stand in its place. Raises EdugraphError when it cannot say."""


class Registered(NamedTuple):
    """What the register says of a source text."""

    sha256: str
    length: int


def changed(text: str, name: str, source: str, change: Change) -> str:
    """The text of a record file with every citation of `source` changed. Raises FindingsError, with each place."""
    faults = Faults()
    edits = []
    for node, prefix, cited in _citations(_root(text, name), source):
        try:
            edits.append((node, prefix + change(cited)))
        except EdugraphError as fault:
            faults.at(name, node, str(fault))
    if faults.findings:
        raise FindingsError(faults.findings)
    return _spliced(text, edits)


def cited(text: str, name: str, source: str) -> set[str]:
    """The ranges and lines of `source` that a record file cites. Raises FindingsError when it is no YAML."""
    return {tail for _, _, tail in _citations(_root(text, name), source)}


def registered(register: str, name: str, source: str) -> Registered | None:
    """The hash and the length of a source in the register, None when it is not there. Raises FindingsError."""
    block = _block(_root(register, name), source)
    words = {key: node.value for key, node in block.items() if isinstance(node, yaml.ScalarNode)}
    length = words.get("length", "")
    return Registered(words.get("sha256", ""), int(length) if length.isdecimal() else 0) if block else None


def reregistered(register: str, name: str, source: str, now: Registered, change: Change) -> str:
    """The register with the hash and length of a newer text, and its voices moved by `change`."""
    block = _block(_root(register, name), source)
    edits = [(block["sha256"], now.sha256), (block["length"], str(now.length))]
    for voice in items(block["voices"]) if "voices" in block else []:
        edits += [(node, change(node.value)) for key, node in _rows(voice) if key == "range"]
    return _spliced(register, edits)


def entered(register: str, block: str) -> str:
    """The register with a new block as the last of its sources."""
    rows = register.rstrip("\n").split("\n")
    start = next((i for i, row in enumerate(rows) if row.split("#")[0].rstrip() == "sources:"), None)
    if start is None:
        return "\n".join([*rows, "", "sources:", block])
    end = next((i for i in range(start + 1, len(rows)) if rows[i][:1].strip(" #")), len(rows))
    while not rows[end - 1].strip() or rows[end - 1].startswith("#"):
        end -= 1
    return "\n".join([*rows[:end], block.rstrip("\n"), *rows[end:]]) + "\n"


def _root(text: str, name: str) -> yaml.MappingNode:
    faults = Faults()
    root = composed_text(text, name, faults)
    if root is None:
        raise FindingsError(faults.findings)
    return root


def _rows(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    rows = node.value if isinstance(node, yaml.MappingNode) else []
    return [(str(key.value), value) for key, value in rows]


def _block(root: yaml.MappingNode, source: str) -> dict[str, yaml.Node]:
    sources = dict(_rows(root)).get("sources")
    block = dict(_rows(sources)).get(source) if sources else None
    return dict(_rows(block)) if block else {}


def _citations(root: yaml.MappingNode, source: str) -> Iterator[tuple[yaml.Node, str, str]]:
    """Every citation of a source: its node, what stands before its last slash, and the range or line."""
    is_own = _rows(root)[:1] and _rows(root)[0][0] == "source" and _rows(root)[0][1].value == source
    for node in _passages(root):
        head, slash, tail = str(node.value).rpartition("/")
        if head == source if slash else is_own:
            yield node, head + slash, tail


def _passages(root: yaml.MappingNode) -> Iterator[yaml.Node]:
    """The values of `evidence`, wherever it stands, and the keys below `read:`."""
    stack: list[yaml.Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
            cited = _cited_here(node is root, str(key.value), value)
            yield from cited
            if not cited:
                stack.append(value)


def _cited_here(is_root: bool, key: str, value: yaml.Node) -> list[yaml.Node]:
    found = items(value) if key == "evidence" else []
    if is_root and key == "read" and isinstance(value, yaml.MappingNode):
        found = [range_ for range_, _ in value.value]
    return [node for node in found if isinstance(node, yaml.ScalarNode)]


def _spliced(text: str, edits: Iterable[tuple[yaml.Node, str]]) -> str:
    """The text with the words of some nodes replaced; the last first, so that places before it stay true."""
    for node, words in sorted(edits, key=lambda edit: -edit[0].start_mark.index):
        if node.value != words:
            text = text[: node.start_mark.index] + words + text[node.end_mark.index :]
    return text
