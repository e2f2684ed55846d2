"""Which facts lie in a period: certainly, possibly, or not. Days are text `YYYY-MM-DD`, which sorts as time does."""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from edugraph.network.ties import Dates, Tie

Holds = Literal["certainly", "possibly", "no"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; empty where it is open."""

    first: str = ""
    last: str = ""

    @property
    def is_everything(self) -> bool:
        return not self.first and not self.last

    def touches(self, first: str, last: str) -> bool:
        """Whether a day from `first` to `last` lies in the period; an empty bound is open."""
        return not (self.last and first > self.last) and not (self.first and last and last < self.first)

    def covers(self, first: str, last: str) -> bool:
        """Whether every day from `first` to `last` lies in the period."""
        return bool(first and last) and first >= self.first and not (self.last and last > self.last)


EVER = Period()


def holds(dates: Dates, period: Period) -> Holds:
    """Whether a fact lies in the period.

    Certainly: every day that it may have been on lies in it; for what lasts, one of the days that it surely lasted. A
    date that is marked as uncertain (`?`, `~`, `%`) is never certain, and what has no date is possible anywhere.
    """
    if period.is_everything:
        return "certainly"
    if not period.touches(dates.not_before, dates.not_after):
        return "no"
    return "certainly" if _is_certain(dates, period) else "possibly"


def _is_certain(dates: Dates, period: Period) -> bool:
    if not dates.when or re.search(r"[?~%X]", dates.when):
        return False
    if period.covers(dates.not_before, dates.not_after):
        return True
    surely = lasting(dates.when)
    return surely is not None and period.touches(*surely)


def lasting(when: str) -> tuple[str, str] | None:
    """The days on which an interval surely lasted, first and last (empty: to this day); None where that is no day.

    `2014/2019` lasted from the end of 2014 to the beginning of 2019, whatever the days.
    """
    start, slash, end = when.partition("/")
    begun, ended = _DATE.fullmatch(start), _DATE.fullmatch(end)
    if not slash or not begun or not (ended or end == ".."):
        return None
    first, last = _last_day(begun), _first_day(ended) if ended else ""
    return (first, last) if not last or first <= last else None


def _first_day(date: re.Match[str]) -> str:
    return f"{date[1]}-{date[2] or '01'}-{date[3] or '01'}"


def _last_day(date: re.Match[str]) -> str:
    year, month = int(date[1]), int(date[2] or 12)
    return f"{date[1]}-{month:02}-{date[3] or calendar.monthrange(max(year, 1), month)[1]}"


def within(found: Iterable[Tie], known: Mapping[str, Dates], period: Period, surely: bool = False) -> list[Tie]:
    """The ties with only the facts that are in the period: possibly, or `surely` only the certain ones."""
    kept = [
        replace(tie, shares=tuple(s for s in tie.shares if _counts(known[s.fact], period, surely))) for tie in found
    ]
    return [tie for tie in kept if tie.shares]


def _counts(dates: Dates, period: Period, surely: bool) -> bool:
    how = holds(dates, period)
    return how == "certainly" or (how == "possibly" and not surely)


def year(dates: Dates) -> int | None:
    """The calendar year in which a fact certainly was, as a whole."""
    first, last = dates.not_before, dates.not_after
    alone = bool(first) and first[:4] == last[:4] and holds(dates, Period(first[:4] + "-01-01", first[:4] + "-12-31"))
    return int(first[:4]) if alone == "certainly" else None
