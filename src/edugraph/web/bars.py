"""Bars of counts by year, as figures for an SVG picture: where each piece stands, in the units of its own view."""

from collections.abc import Mapping
from dataclasses import dataclass

HEIGHT = 120
WIDTH = 24
GAP = 6
MOST_BARS = 40
STEPS = (1, 5, 10, 50, 100, 500, 1000)

Counts = Mapping[int, Mapping[str, int]]
"""Year -> sort -> how many."""


@dataclass(frozen=True)
class Piece:
    """One sort in one bar."""

    sort: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """The years `first` to `last` as one bar."""

    first: int
    last: int
    x: int
    total: int
    pieces: list[Piece]

    @property
    def words(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Picture:
    """All bars, and the size of the view. Every year has its place, those without an entry too."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT


def picture(counts: Counts, sorts: tuple[str, ...]) -> Picture:
    """The bars of these counts, so many years in a bar that there are never more than `MOST_BARS`."""
    if not counts:
        return Picture([], 0)
    first, last = min(counts), max(counts)
    step = next((s for s in STEPS if last // s - first // s < MOST_BARS), STEPS[-1])
    starts = range(first - first % step, last + 1, step)
    sums = [_summed(counts, start, step) for start in starts]
    most = max(sum(of.values()) for of in sums)
    bars = [
        Bar(
            max(start, first),
            min(start + step - 1, last),
            n * (WIDTH + GAP),
            sum(of.values()),
            _pieces(of, sorts, most),
        )
        for n, (start, of) in enumerate(zip(starts, sums, strict=True))
    ]
    return Picture(bars, len(bars) * (WIDTH + GAP))


def _summed(counts: Counts, start: int, step: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for year in range(start, start + step):
        for sort, count in counts.get(year, {}).items():
            found[sort] = found.get(sort, 0) + count
    return found


def _pieces(of: Mapping[str, int], sorts: tuple[str, ...], most: int) -> list[Piece]:
    """The pieces of a bar, from the ground up in the order of the sorts."""
    pieces, ground = [], float(HEIGHT)
    for sort in sorts:
        if of.get(sort):
            height = round(of[sort] / most * HEIGHT, 2)
            ground = round(ground - height, 2)
            pieces.append(Piece(sort, ground, height))
    return pieces
