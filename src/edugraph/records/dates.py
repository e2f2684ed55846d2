"""EDTF strings (ISO 8601-2:2019 levels 0 to 2) and the days they cannot lie before or after.

Bounds are computed here, not by a library: an unknown or open end has no bound, `2018-21` is a season, and a year of
which the first digit is unknown has no bounds at all. `2025-02-30` and `2026/2025` are errors.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache

from edugraph.errors import EdugraphError


def _part(name: str, length: int) -> str:
    """A year, month or day with a qualifier on its left, on its right, or on neither side."""
    return rf"(?P<{name}_mark>[?~%])?(?P<{name}>[0-9X]{{{length}}})(?({name}_mark)|[?~%]?)"


_DATE = re.compile(f"{_part('year', 4)}(?:-{_part('month', 2)}(?:-{_part('day', 2)})?)?")
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}
"""First and last month; winter runs into the next year (months 13 and 14)."""


@dataclass(frozen=True, slots=True)
class Span:
    """What an EDTF string says: first and last possible day (None when unknown), and how precise it is."""

    edtf: str
    not_before: date | None
    not_after: date | None
    precision: str


class DateError(EdugraphError):
    """A string that is no EDTF date, or one that cannot be."""


@lru_cache(maxsize=4096)
def span(edtf: str) -> Span:
    """The span of an EDTF string. Raises DateError in words that name the fault."""
    if not edtf or edtf != edtf.strip():
        raise DateError(f"{edtf!r} is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07")
    if edtf[0] in "[{":
        return _set(edtf)
    if "/" in edtf:
        return _interval(edtf)
    first, last, precision = _days(edtf)
    return Span(edtf, first, last, precision)


def _interval(edtf: str) -> Span:
    start, _, end = edtf.partition("/")
    if "/" in end or (start in ("", "..") and end in ("", "..")):
        raise DateError(
            f"{edtf!r} is no interval: write START/END, with .. for an open end and nothing for an unknown one"
        )
    first = None if start in ("", "..") else _days(start)[0]
    last = None if end in ("", "..") else _days(end)[1]
    if first and last and first > last:
        raise DateError(f"{edtf!r} ends before it starts")
    return Span(edtf, first, last, "interval")


def _set(edtf: str) -> Span:
    if edtf[0] + edtf[-1] not in ("[]", "{}") or len(edtf) < 3:
        raise DateError(f"{edtf!r} opens a set of dates and does not close it")
    firsts: list[date | None] = []
    lasts: list[date | None] = []
    for part in edtf[1:-1].split(","):
        first, last = _range(part, edtf)
        firsts.append(first)
        lasts.append(last)
    known_first = [d for d in firsts if d]
    known_last = [d for d in lasts if d]
    return Span(
        edtf,
        min(known_first) if len(known_first) == len(firsts) else None,
        max(known_last) if len(known_last) == len(lasts) else None,
        "set",
    )


def _range(part: str, whole: str) -> tuple[date | None, date | None]:
    start, dots, end = part.partition("..")
    if not dots:
        first, last, _ = _days(part)
        return first, last
    if not start and not end:
        raise DateError(f"{whole!r} holds '..' without a date")
    first = _days(start)[0] if start else None
    last = _days(end)[1] if end else None
    if first and last and first > last:
        raise DateError(f"{whole!r} holds {part!r}, which ends before it starts")
    return first, last


def _days(text: str) -> tuple[date | None, date | None, str]:
    match = _DATE.fullmatch(text)
    if not match:
        raise DateError(f"{text!r} is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07")
    year, month, day = match["year"], match["month"], match["day"]
    season = month in _SEASONS and not day
    _possible(text, year, None if season else month, day)
    if season:
        return _season(year, month)
    precision = "day" if day and "X" not in day + month else "month" if month and "X" not in month else "year"
    if year[0] == "X":
        return None, None, "unknown"
    if "X" in year:
        precision = "interval"
    return _edge(year, month, day, last=False), _edge(year, month, day, last=True), precision


def _possible(text: str, year: str, month: str | None, day: str | None) -> None:
    if year == "0000":
        raise DateError(f"{text!r}: years count from 0001")
    if month and not _months(month):
        raise DateError(f"{text!r}: there is no month {month}")
    if day and not any(_days_of(y, month or "XX", day) for y in _first_leap_and_common(year)):
        raise DateError(f"{text!r}: there is no day {day} in that month")


def _season(year: str, season: str) -> tuple[date | None, date | None, str]:
    if year[0] == "X":
        return None, None, "season"
    start, end = _SEASONS[season]
    return date(_years(year)[0], start, 1), _month_end(_years(year)[-1], end), "season"


def _month_end(year: int, month: int) -> date:
    """The last day of a month; months 13 and 14 are of the next year, and no day is after 9999-12-31."""
    year, month = (year + 1, month - 12) if month > 12 else (year, month)
    return date(year, month, monthrange(year, month)[1]) if year <= MAXYEAR else date.max


def _edge(year: str, month: str | None, day: str | None, last: bool) -> date:
    """The first or the last day that fits: `201X-02-29` lies between 2012 and 2016."""
    years = reversed(_years(year)) if last else _years(year)
    days = next(found for y in years if (found := _days_of(y, month or "XX", day or "XX")))
    return days[-1] if last else days[0]


@lru_cache(maxsize=1024)
def _years(pattern: str) -> Sequence[int]:
    low, high = int(pattern.replace("X", "0")), int(pattern.replace("X", "9"))
    return [y for y in range(low or 1, high + 1) if _matches(pattern, y)]


def _first_leap_and_common(pattern: str) -> list[int]:
    """Two years stand for all that fit: a month has as many days in each leap year, and in each common one."""
    found = {isleap(y): y for y in reversed(_years(pattern))}
    return list(found.values())


def _days_of(year: int, month: str, day: str) -> list[date]:
    return [date(year, m, d) for m in _months(month) for d in range(1, monthrange(year, m)[1] + 1) if _matches(day, d)]


def _months(pattern: str) -> list[int]:
    return [m for m in range(1, 13) if _matches(pattern, m)]


def _matches(pattern: str, number: int) -> bool:
    return all(p in ("X", d) for p, d in zip(pattern, f"{number:0{len(pattern)}}", strict=True))
