"""A date as EDTF writes it (`2026-10`, `XXXX-11-20`, `2025?-11-20`, `2019/2022`) in the words of a language.

A partial date stays partial, and what is uncertain or approximate is said. Text that is no pattern known here is shown
as it is: a wrong guess would be worse than a notation.
"""

import re
from collections.abc import Callable
from datetime import date

from babel.dates import format_date, format_skeleton

from edugraph.web.i18n import spoken_date

DAY = re.compile(r"(\d{4}|XXXX)([?~%]?)(?:-(\d\d)([?~%]?)(?:-(\d\d)([?~%]?))?)?")
SEASONS = range(21, 25)
Words = Callable[[str], str]
"""gettext of the page's language."""


def spoken(edtf: str, language: str, _: Words) -> str:
    """The date in words, or as written when it is beyond the patterns known here."""
    if edtf[:1] in "[{":
        return _set(edtf, language, _)
    if "/" in edtf:
        start, end = edtf.split("/", 1)
        return _interval(start, end, language, _)
    return _point(edtf, language, _)


def _interval(start: str, end: str, language: str, _: Words) -> str:
    if start in ("", "..") and end in ("", ".."):
        return f"{start}/{end}"
    if end in ("", ".."):
        return _("from %(date)s") % {"date": _point(start, language, _)}
    if start in ("", ".."):
        return _("until %(date)s") % {"date": _point(end, language, _)}
    return f"{_point(start, language, _)} – {_point(end, language, _)}"


def _set(edtf: str, language: str, _: Words) -> str:
    members = edtf[1:-1].split(",")
    if edtf[0] == "[" and len(members) == 2 and all(DAY.fullmatch(m) for m in members):
        first, last = (_point(m, language, _) for m in members)
        return _("%(first)s or %(last)s") % {"first": first, "last": last}
    if edtf[0] == "[" and len(ends := edtf[1:-1].split("..")) == 2 and all(ends):
        first, last = (_point(m, language, _) for m in ends)
        return _("some day between %(first)s and %(last)s") % {"first": first, "last": last}
    return edtf


def _point(text: str, language: str, _: Words) -> str:
    match = DAY.fullmatch(text)
    if not match or (text.startswith("XXXX") and not match[3]):
        return text
    year, _year_mark, month, _month_mark, day, _day_mark = match.groups()
    try:
        words = _parts(year, month, day, language, _)
    except ValueError:
        return text
    return " ".join([words, *_marks(match, _)])


def _parts(year: str, month: str | None, day: str | None, language: str, _: Words) -> str:
    if year == "XXXX":
        return _without_year(month, day, language, _)
    if month and int(month) in SEASONS:
        return _season(int(month), _) % {"year": year}
    if day and month:
        return spoken_date(date(int(year), int(month), int(day)), language)
    return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=language) if month else year


def _without_year(month: str | None, day: str | None, language: str, _: Words) -> str:
    assert month, "a date without its year names its month"
    when = date(2000, int(month), int(day or 1))
    words = format_skeleton("MMMMd", when, locale=language) if day else format_date(when, "LLLL", locale=language)
    if language == "en" and day:
        words = format_date(when, "d MMMM", locale=language)
    return _("%(date)s, year not stated") % {"date": words}


def _season(number: int, _: Words) -> str:
    return (_("spring %(year)s"), _("summer %(year)s"), _("autumn %(year)s"), _("winter %(year)s"))[number - 21]


def _marks(match: re.Match[str], _: Words) -> list[str]:
    """What is not sure: EDTF's mark stands after the part that it qualifies, and covers all to its left."""
    year_mark, later = match[2], (match[6] or "") + (match[4] or "")
    marks = year_mark + later
    found = []
    if "?" in marks or "%" in marks:
        found.append(_("(year uncertain)") if year_mark in ("?", "%") and not later else _("(uncertain)"))
    if "~" in marks or "%" in marks:
        found.append(_("(approximate)"))
    return found
