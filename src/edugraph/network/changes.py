"""What changed between two periods: ties that are new, strengthened or faded, and whether that is certain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from edugraph.network.periods import Period, holds
from edugraph.network.ties import Dates, Tie

Word = Literal["new", "strengthened", "faded"]


@dataclass(frozen=True, slots=True)
class Change:
    """A pair of actors with its facts in each period: those certain, and all that are possible.

    `word` compares the certain ones; `is_sure` says that the possible ones cannot turn it round.
    """

    a: str
    b: str
    word: Word
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def is_sure(self) -> bool:
        if self.word in ("new", "strengthened"):
            return self.after[0] > self.before[1] and not (self.word == "new" and self.before[1])
        return self.before[0] > self.after[1]


def changes(found: Iterable[Tie], known: Mapping[str, Dates], before: Period, after: Period) -> list[Change]:
    """Every pair whose certain facts differ between the periods, the largest change first."""
    kept = list(found)
    then, now = (_counts(kept, known, period) for period in (before, after))
    told = [_change(pair, then.get(pair, (0, 0)), now.get(pair, (0, 0))) for pair in sorted(then.keys() | now.keys())]
    return sorted(filter(None, told), key=lambda c: (-abs(c.after[0] - c.before[0]), c.a, c.b))


def _counts(found: list[Tie], known: Mapping[str, Dates], period: Period) -> dict[tuple[str, str], tuple[int, int]]:
    """Pair -> how many facts are certainly in the period, and how many possibly. A fact is looked at once."""
    how = {fact: holds(dates, period) for fact, dates in known.items()}
    sure: dict[tuple[str, str], set[str]] = defaultdict(set)
    possible: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tie in found:
        pair = (min(tie.a, tie.b), max(tie.a, tie.b))
        for share in tie.shares:
            if how[share.fact] != "no":
                possible[pair].add(share.fact)
                if how[share.fact] == "certainly":
                    sure[pair].add(share.fact)
    return {pair: (len(sure.get(pair, ())), len(facts)) for pair, facts in possible.items()}


def _change(pair: tuple[str, str], before: tuple[int, int], after: tuple[int, int]) -> Change | None:
    if before[0] == after[0]:
        return None
    return Change(*pair, _word(before[0], after[0]), before, after)


def _word(before: int, after: int) -> Word:
    if after > before:
        return "strengthened" if before else "new"
    return "faded"
