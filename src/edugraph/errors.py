"""What can go wrong in the world, and how it is told: what happened, where, and what to do next."""

import bisect
import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class EdugraphError(Exception):
    """A fault of the input, the disk or the network, told in a sentence for the person who met it."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One fault in a file: its place (line and column count from 1, 0 when the file has none) and a sentence."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.text}"


class FindingsError(EdugraphError):
    """All faults of one run, sorted by place; nothing was written."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(set(findings))
        super().__init__("\n".join(map(str, self.findings)))


class LockedError(EdugraphError):
    """Another build holds the release folder."""


_FEW = 300
"""So many words are all compared; of more, only the neighbours in the alphabet."""
_BESIDE = 12
_LONGEST = 200
"""A longer word is no name, and comparing it would cost seconds."""


class Words:
    """Known words, sorted once forwards and backwards: the nearest of 100,000 is found in a millisecond or two."""

    def __init__(self, words: Iterable[str]) -> None:
        self.all = sorted(set(words))
        self._backwards = sorted(word[::-1] for word in self.all) if len(self.all) > _FEW else []
        self._hints: dict[str, str] = {}

    def hint(self, word: str) -> str:
        """The end of an error sentence about `word`."""
        if word not in self._hints:
            self._hints[word] = self._hint(word)
        return self._hints[word]

    def nearest(self, word: str) -> str:
        """The known word most like it; empty where none is like it."""
        near = difflib.get_close_matches(word, self._around(word), 1, 0.6) if len(word) <= _LONGEST else []
        return near[0] if near else ""

    def _hint(self, word: str) -> str:
        if near := self.nearest(word):
            return f"; did you mean {near!r}?"
        known = f"{', '.join(self.all[:12])}{' …' if len(self.all) > 12 else ''}"
        return f"; known here: {known}" if known else ""

    def _around(self, word: str) -> list[str]:
        if len(self.all) <= _FEW:
            return self.all
        same_end = {near[::-1] for near in _beside(self._backwards, word[::-1])}
        return sorted(same_end.union(_beside(self.all, word)))


def _beside(words: list[str], word: str) -> list[str]:
    at = bisect.bisect(words, word)
    return words[max(at - _BESIDE, 0) : at + _BESIDE]


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error sentence: the nearest known word, or the first dozen of them."""
    return Words(known).hint(word)
