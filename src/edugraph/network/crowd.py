"""Ties of very many actors as columns of numbers: a row costs bytes, and no row is an object.

The same rules as `ties.py`, which lists facts one by one; tests hold the two to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
MOST = 20_000_000
"""How many rows of a pair and a fact one level holds at most: about 2 GiB while they are sorted."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who is on one side of the facts of a kind: three columns, sorted by fact, then actor."""

    fact: Numbers
    actor: Numbers
    evidence: Numbers

    @classmethod
    def of(cls, fact: Numbers, actor: Numbers, evidence: Numbers) -> "Side":
        """Columns in any order. Evidence counts from 0, the surest first."""
        columns = [np.asarray(c, dtype=t) for c, t in ((fact, np.int32), (actor, np.int32), (evidence, np.int8))]
        order = np.lexsort((columns[1], columns[0]))
        return cls(*(column[order] for column in columns))

    def without(self, facts: Numbers) -> "Side":
        kept = ~np.isin(self.fact, facts)
        return Side(self.fact[kept], self.actor[kept], self.evidence[kept])


@dataclass(frozen=True, slots=True)
class Parts:
    """The two sides of one kind of tie; of a symmetric one both are the same."""

    kind: int
    ones: Side
    others: Side
    is_directed: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A row for each kind, pair and fact, as the tie queries answer: columns of equal length."""

    kind: Numbers
    a: Numbers
    b: Numbers
    evidence: Numbers
    fact: Numbers
    participants: Numbers

    def __len__(self) -> int:
        return len(self.a)

    def kept(self, which: Numbers) -> "Rows":
        columns = (self.kind, self.a, self.b, self.evidence, self.fact, self.participants)
        return Rows(*(column[which] for column in columns))


@dataclass(frozen=True, slots=True)
class Paired:
    """All rows, and what was left out because a crowd in one room would have filled the memory."""

    rows: Rows
    left_out: int = 0
    """How many facts are left out."""
    most: int | None = None
    """Whose pairs, on all sides together, are more than these; None when nothing is left out."""


def paired(parts: Sequence[Parts], own: Sequence[tuple[int, int]] = (), at_most: int = MOST) -> Paired:
    """Every pair of actors who have a part in the same fact; `own` pairs (a country, its organisation) have no tie.

    When there are more than `at_most`, facts are left out: those with most pairs first, and all with as many as those.
    """
    counts = [_count(part) for part in parts]
    most = _most([pairs for _, pairs in counts], at_most)
    left_out: set[int] = set()
    found = []
    for part, (facts, pairs) in zip(parts, counts, strict=True):
        crowded = facts[pairs > most] if most is not None else facts[:0]
        left_out |= set(crowded.tolist())
        found.append(_rows(part, crowded))
    rows = _joined(found)
    return Paired(rows.kept(~_among(rows, own)) if own else rows, len(left_out), most)


def _count(part: Parts) -> tuple[Numbers, Numbers]:
    """Facts, and how many pairs each has."""
    facts, ones = np.unique(part.ones.fact, return_counts=True)
    if not part.is_directed:
        return facts, ones.astype(np.int64) * (ones - 1) // 2
    there, others = np.unique(part.others.fact, return_counts=True)
    both, here, at = np.intersect1d(facts, there, return_indices=True)
    return both, ones[here].astype(np.int64) * others[at]


def _most(pairs: Sequence[Numbers], at_most: int) -> int | None:
    """The largest number of pairs that a fact may have, if all facts together shall have no more than `at_most`."""
    told = np.sort(np.concatenate([*pairs, np.zeros(0, np.int64)]))
    total = np.cumsum(told)
    if not len(total) or total[-1] <= at_most:
        return None
    first = int(np.searchsorted(total, at_most, side="right"))
    return int(told[first]) - 1


def _rows(part: Parts, crowded: Numbers) -> Rows:
    ones = part.ones.without(crowded) if len(crowded) else part.ones
    if not part.is_directed:
        return _of_one_side(part.kind, ones)
    others = part.others.without(crowded) if len(crowded) else part.others
    return _of_two_sides(part.kind, ones, others)


def _of_one_side(kind: int, side: Side) -> Rows:
    """Facts of equal size are taken together, so that no loop runs over facts."""
    _, start, size = np.unique(side.fact, return_index=True, return_counts=True)
    found = []
    for number in np.unique(size[size > 1]):
        first, second = np.triu_indices(number, 1)
        begin = start[size == number][:, None]
        one, other = (begin + first).ravel(), (begin + second).ravel()
        count = np.full(len(one), number, dtype=np.int32)
        found.append(_row(kind, side, one, side, other, count))
    return _joined(found)


def _of_two_sides(kind: int, ones: Side, others: Side) -> Rows:
    facts, start, size = np.unique(others.fact, return_index=True, return_counts=True)
    place = np.searchsorted(facts, ones.fact)
    known = (
        np.flatnonzero((place < len(facts)) & (facts[np.minimum(place, len(facts) - 1)] == ones.fact))
        if len(facts)
        else np.zeros(0, np.int64)
    )
    times = size[place[known]]
    one = np.repeat(known, times)
    other = np.repeat(start[place[known]], times) + _within(times)
    differ = ones.actor[one] != others.actor[other]
    one, other = one[differ], other[differ]
    everyone = np.unique(
        np.stack([np.concatenate([ones.fact, others.fact]), np.concatenate([ones.actor, others.actor])]), axis=1
    )
    told, count = np.unique(everyone[0], return_counts=True)
    participants = count[np.searchsorted(told, ones.fact[one])].astype(np.int32)
    return _row(kind, ones, one, others, other, participants)


def _within(times: Numbers) -> Numbers:
    """0, 1 … up to each number, one after another."""
    return np.asarray(np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times))


def _row(kind: int, ones: Side, one: Numbers, others: Side, other: Numbers, participants: Numbers) -> Rows:
    return Rows(
        np.full(len(one), kind, dtype=np.int8),
        ones.actor[one],
        others.actor[other],
        np.maximum(ones.evidence[one], others.evidence[other]),
        ones.fact[one],
        participants,
    )


def _joined(found: Sequence[Rows]) -> Rows:
    types = (np.int8, np.int32, np.int32, np.int8, np.int32, np.int32)
    names = Rows.__slots__
    return Rows(
        *(
            np.concatenate([np.zeros(0, type_), *(getattr(rows, name) for rows in found)])
            for name, type_ in zip(names, types, strict=True)
        )
    )


def _among(rows: Rows, own: Sequence[tuple[int, int]]) -> Numbers:
    """Which rows are of an actor and its own country, in either order."""
    width = 1 + max(int(rows.a.max(initial=0)), int(rows.b.max(initial=0)), *(max(pair) for pair in own))
    keys = rows.a.astype(np.int64) * width + rows.b
    theirs = [key for a, b in own for key in (a * width + b, b * width + a)]
    return np.asarray(np.isin(keys, theirs), dtype=bool)


# --- ties and pairs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ties:
    """A row for each kind, pair and evidence level, sorted: its number of facts, its shared weight, its bounds.

    A bound is a day as a number (20181203), 0 where one of the facts has none.
    """

    kind: Numbers
    a: Numbers
    b: Numbers
    evidence: Numbers
    facts: Numbers
    shared: Numbers
    not_before: Numbers
    not_after: Numbers

    def __len__(self) -> int:
        return len(self.a)


def ties(rows: Rows, first: Numbers, last: Numbers) -> Ties:
    """The ties of rows; `first` and `last` are the bounds of each fact as numbers, 0 where not known."""
    order = np.lexsort((rows.fact, rows.evidence, rows.b, rows.a, rows.kind))
    told = rows.kept(order)
    starts = _starts(told.kind, told.a, told.b, told.evidence)
    shares = 1 / np.maximum(told.participants - 1, 1)
    begin, end = first[told.fact], last[told.fact]
    return Ties(
        told.kind[starts],
        told.a[starts],
        told.b[starts],
        told.evidence[starts],
        np.diff(np.append(starts, len(told))),
        _summed(shares, starts),
        _least(begin, starts),
        np.where(_least(end, starts) > 0, _reduced(np.maximum, end, starts), 0),
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """A row for each pair of actors at an evidence level or better, `a` before `b`, sorted; each fact counted once."""

    a: Numbers
    b: Numbers
    facts: Numbers
    shared: Numbers

    def __len__(self) -> int:
        return len(self.a)

    @property
    def actors(self) -> Numbers:
        """Everyone who has a tie, sorted."""
        return np.union1d(self.a, self.b)


def pairs(rows: Rows, evidence: int) -> Pairs:
    """Rows of all kinds and directions together; a fact of several kinds counts once, with its largest share."""
    kept = rows.kept(rows.evidence <= evidence) if evidence < int(rows.evidence.max(initial=0)) else rows
    a, b = np.minimum(kept.a, kept.b), np.maximum(kept.a, kept.b)
    order = np.lexsort((kept.participants, kept.fact, b, a))
    a, b, fact, participants = a[order], b[order], kept.fact[order], kept.participants[order]
    once = _starts(a, b, fact)
    a, b, participants = a[once], b[once], participants[once]
    starts = _starts(a, b)
    facts = np.diff(np.append(starts, len(a)))
    return Pairs(a[starts], b[starts], facts, _summed(1 / np.maximum(participants - 1, 1), starts))


def _starts(*columns: Numbers) -> Numbers:
    """Where a row differs from the one before, in any of the sorted columns."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    differs = np.zeros(len(columns[0]), dtype=bool)
    differs[0] = True
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(differs)


def _summed(values: Numbers, starts: Numbers) -> Numbers:
    return _reduced(np.add, values, starts)


def _reduced(how: Any, values: Numbers, starts: Numbers) -> Numbers:
    return how.reduceat(values, starts) if len(starts) else values[:0]


def _least(days: Numbers, starts: Numbers) -> Numbers:
    """The earliest day of each group; 0 stands for none, and is the least."""
    return _reduced(np.minimum, days, starts)
