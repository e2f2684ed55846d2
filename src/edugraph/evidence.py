"""Passages: half-open ranges of Unicode code points in a source as stored, their hashes, and where they went.

Bytes are decoded without newline translation or normalisation. Nothing here stores a word of a source: a lock file
holds ranges and sha256 only, so a build needs no texts.
"""

import bisect
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from edugraph.errors import EdugraphError

_ROW = re.compile(r"(line|passage) ([0-9]+)-([0-9]+) ([0-9a-f]{64})")
_LINE = re.compile(r"L([0-9]{1,9})(?:-L([0-9]{1,9})|s([0-9]{1,9}))?")
"""What a curator may write before the lock: `L12` a line, `L12-L14` several, `L12s2` the second sentence of a line."""
_RANGE = re.compile(r"(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})")
_SENTENCE_END = re.compile(r"[.!?;…]+[\"”»’)]*\s+(?=\S)")


class EvidenceError(EdugraphError):
    """A source text that is missing or changed, or a lock that cannot be read."""


@dataclass(frozen=True)
class Lock:
    """What the lock file of a source says: hash by range for its lines and for the passages in use."""

    lines: Mapping[str, str]
    passages: Mapping[str, str]


@dataclass(frozen=True)
class Drift:
    """A passage that no longer stands where it was: `now` is its new range, or empty when its words changed."""

    range: str
    now: str


def sha256(text: str) -> str:
    """The hash of exactly these characters as UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def text_of(path: Path) -> str:
    """The text of a source file as registered. Raises EvidenceError when it is no UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise EvidenceError(f"{path}: byte {fault.start} is no UTF-8; register the text as UTF-8") from fault
    except OSError as fault:
        raise EvidenceError(f"{path} cannot be read: {fault.strerror}") from fault


def file_of(key: str, folder: Path | None, sha: str = "") -> Path | None:
    """The text of source `key` in a folder: the file whose bytes have the hash, else one whose name holds the key."""
    if not folder or not folder.is_dir():
        return None
    files = sorted(path for path in folder.iterdir() if path.is_file())
    named = [path for path in files if key in path.name]
    likely = [*named, *(path for path in files if path not in named)] if sha else []
    exact = next((path for path in likely if hashlib.sha256(path.read_bytes()).hexdigest() == sha), None)
    return exact or next(iter(named), None)


def lines(text: str) -> dict[int, tuple[int, int]]:
    """Line number (from 1) -> range, for every line that is not blank; its end (LF or CRLF) is not part of it."""
    found, start = {}, 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found[number] = (start, start + len(line.removesuffix("\r")))
        start += len(line) + 1
    return found


_lines_known = lru_cache(maxsize=2)(lines)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the sentences of a line, white space at their ends left out."""
    cuts = [start, *(start + m.end() for m in _SENTENCE_END.finditer(text[start:end])), end]
    return [_stripped(text, a, b) for a, b in itertools.pairwise(cuts) if text[a:b].strip()]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def resolved(reference: str, text: str) -> str:
    """`L12`, `L12-L14` or `L12s2` as a range; a range as it is.

    Raises EvidenceError when the source has no such line, sentence or range.
    """
    if match := _RANGE.fullmatch(reference):
        return _inside(reference, int(match[1]), int(match[2]), len(text))
    match = _LINE.fullmatch(reference)
    if not match:
        raise EvidenceError(f"{reference!r} is no line: write L12, L12-L14 or L12s2")
    known = _lines_known(text)
    first, last = int(match[1]), int(match[2] or match[1])
    for number in (first, last):
        if number not in known:
            raise EvidenceError(f"{reference}: the source has no text on line {number}")
    if first > last:
        raise EvidenceError(f"{reference} ends before it starts")
    if not match[3]:
        return f"{known[first][0]}-{known[last][1]}"
    found = sentences(text, *known[first])
    if not 1 <= int(match[3]) <= len(found):
        raise EvidenceError(f"{reference}: line {first} has {len(found)} sentences")
    return "{}-{}".format(*found[int(match[3]) - 1])


def _inside(range_: str, start: int, end: int, length: int) -> str:
    if start < end <= length:
        return range_
    raise EvidenceError(f"range {range_} is not inside the source (0-{length})")


def read_lock(path: Path) -> Lock:
    """The lock file at `path`; an absent one is empty. Raises EvidenceError with the line that cannot be read."""
    rows: dict[str, dict[str, str]] = {"line": {}, "passage": {}}
    if path.exists():
        for number, row in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            match = _ROW.fullmatch(row)
            if match:
                rows[match[1]][f"{match[2]}-{match[3]}"] = match[4]
            elif row and not row.startswith("#"):
                raise EvidenceError(f"{path}:{number}:1: no lock row; run `edugraph evidence lock {path.stem}`")
    return Lock(rows["line"], rows["passage"])


def locked(key: str, text: str, ranges: Iterable[str]) -> str:
    """The content of a lock file: every line that is not blank, and the passages in use, by their start.

    Raises EvidenceError for a range outside the text.
    """
    rows = [("line", a, b) for a, b in lines(text).values()]
    for range_ in ranges:
        start, end = bounds(range_)
        if not start < end <= len(text):
            raise EvidenceError(f"range {range_} is not inside source {key} (0-{len(text)})")
        rows.append(("passage", start, end))
    body = "".join(
        f"{kind} {a}-{b} {sha256(text[a:b])}\n" for kind, a, b in sorted(set(rows), key=lambda r: (r[0], r[1:]))
    )
    return (
        f"# Made by `edugraph evidence lock {key}`: ranges of code points and the sha256 of their UTF-8 bytes.\n{body}"
    )


def drift(lock: Lock, text: str) -> list[Drift]:
    """Passages whose hash no longer stands at their range, each looked for by sliding it over the text."""
    where = followed(lock.passages, text)
    return [Drift(range_, now) for range_, now in where.items() if now != range_]


def followed(hashes: Mapping[str, str], text: str) -> dict[str, str]:
    """Range -> where its words stand in this text, or empty. Where they stand twice, the move of the one before it
    decides, then nearness."""
    found, shift = {}, 0
    for range_, sha in sorted(hashes.items(), key=lambda item: bounds(item[0])):
        start, end = bounds(range_)
        at = _found(start, end - start, shift, sha, text)
        found[range_] = "" if at < 0 else f"{at}-{at + end - start}"
        shift = shift if at < 0 else at - start
    return found


def shift(where: Mapping[str, str], old_length: int, new_length: int) -> Callable[[str], str]:
    """How other ranges of the old text move, such as those of voices: each end goes with the passage beside it."""
    moves = sorted((*bounds(old), bounds(new)[0] - bounds(old)[0]) for old, new in where.items() if new)

    def moved(range_: str) -> str:
        start, end = bounds(range_)
        after = next((by for _, b, by in moves if b > start), 0)
        before = next((by for a, _, by in reversed(moves) if a < end), 0)
        return f"{max(start + after, 0) if start else 0}-{new_length if end == old_length else end + before}"

    return moved


def bounds(range_: str) -> tuple[int, int]:
    """`0-141` as two numbers."""
    start, _, end = range_.partition("-")
    return int(start), int(end)


def _found(start: int, length: int, shift: int, sha: str, text: str) -> int:
    """Where a passage of this length and hash starts, looked for outwards from where it should be; -1 if nowhere."""
    last = len(text) - length
    origin = min(max(start + shift, 0), max(last, 0))
    for step in range(max(origin, last - origin) + 1 if last >= 0 else 0):
        for at in (origin - step, origin + step):
            if 0 <= at <= last and sha256(text[at : at + length]) == sha:
                return at
    return -1


def paragraph(lock: Lock, range_: str) -> int:
    """The number, from 1, of the paragraph in which a range starts: the last line with text that starts no later."""
    starts = sorted(bounds(line)[0] for line in lock.lines)
    return max(bisect.bisect_right(starts, bounds(range_)[0]), 1)


def unread(lock: Lock, ranges: Iterable[str]) -> list[str]:
    """The lines of a source that no range touches: neither evidence of a record nor read and set aside."""
    used = sorted(map(bounds, ranges))
    reach = list(itertools.accumulate((end for _, end in used), max))
    found = []
    for line in lock.lines:
        start, end = bounds(line)
        before = bisect.bisect_left(used, (end, 0))
        if not before or reach[before - 1] <= start:
            found.append(line)
    return found
