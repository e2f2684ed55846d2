"""What the queries of `sides.py` answer, put together as one level: names in order, and numbers that stand for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edugraph.network import crowd
from edugraph.network.crowd import Parts, Side
from edugraph.network.ties import Dates, widest
from edugraph.vocabulary import BASE

Numbers = NDArray[Any]
Answer = tuple[Sequence[str], Sequence[Sequence[int]]]
"""The values of a table, each once, and its columns as places in them; -1 where unbound."""
ID = BASE + "id/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of tie: the answers of its two sides (of a symmetric one, the same twice)."""

    name: str
    is_directed: bool
    ones: Answer
    others: Answer


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a large network. Numbers are places in `actors`, `facts` and `kinds`, all of them sorted."""

    name: str
    actors: Sequence[str]
    facts: Sequence[str]
    kinds: Sequence[str]
    directed: Sequence[bool]
    parts: Sequence[Parts]
    paired: crowd.Paired
    first: Numbers
    last: Numbers
    dates: Sequence[Dates]


def level(name: str, kinds: Sequence[Kind], dated: Iterable[Answer], own: Answer, at_most: int = crowd.MOST) -> Level:
    """One level from all answers. `own` has the columns of an organisation and its country."""
    sides = [side for kind in kinds for side in (kind.ones, kind.others)]
    actors, facts = _names(sides, 2), _names(sides, 1)
    place, fact = ({name: n for n, name in enumerate(names)} for names in (actors, facts))
    parts = [
        Parts(n, _side(kind.ones, fact, place), _side(kind.others, fact, place), kind.is_directed)
        for n, kind in enumerate(kinds)
    ]
    dates = _dates(dated)
    known = [dates.get(name, Dates()) for name in facts]
    return Level(
        name,
        actors,
        facts,
        [kind.name for kind in kinds],
        [kind.is_directed for kind in kinds],
        parts,
        crowd.paired(parts, _own(own, place), at_most),
        np.array([day(dates.not_before) for dates in known], dtype=np.int32),
        np.array([day(dates.not_after) for dates in known], dtype=np.int32),
        known,
    )


def day(text: str) -> int:
    """A day as a number that sorts as time does: 20181203; 0 for none."""
    return int(text.replace("-", "")) if text else 0


def short(iri: str) -> str:
    return iri.removeprefix(ID)


def _names(answers: Iterable[Answer], column: int) -> list[str]:
    """Everything named in a column, sorted."""
    return sorted({short(values[n]) for values, columns in answers for n in np.unique(columns[column]).tolist()})


def _side(answer: Answer, facts: Mapping[str, int], actors: Mapping[str, int]) -> Side:
    values, columns = answer
    names = [short(value) for value in values]
    evidence = [int(value) - 1 if value in ("1", "2", "3") else -1 for value in values]
    tables = ([facts.get(n, -1) for n in names], [actors.get(n, -1) for n in names], evidence)
    return Side.of(*(np.array(t, np.int32)[np.asarray(c, np.int32)] for t, c in zip(tables, columns[1:4], strict=True)))


def _own(answer: Answer, actors: Mapping[str, int]) -> list[tuple[int, int]]:
    values, columns = answer
    told = (tuple(actors.get(short(values[n]), -1) for n in pair) for pair in zip(*columns, strict=True))
    return sorted({(a, b) for a, b in told if a >= 0 and b >= 0})


def _dates(answers: Iterable[Answer]) -> dict[str, Dates]:
    """Fact -> its dates; the widest bounds where it has several."""
    found: dict[str, set[Dates]] = defaultdict(set)
    for values, columns in answers:
        for fact, *when in zip(*columns, strict=True):
            found[short(values[fact])].add(Dates(*(values[n] if n >= 0 else "" for n in when)))
    return {fact: widest(told) for fact, told in found.items()}
