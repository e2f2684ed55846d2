"""The interface's own words in three languages: gettext catalogues, read from their `.po` files when the app starts.

Labels of data are no business of this module: they come from the graph.
"""

import io
from datetime import date
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_scientific
from babel.support import Translations

LANGUAGES = {"en": "English", "ru": "Русский", "lv": "Latviešu"}
"""The languages of the pages, each with its own name for itself; the first is the one to fall back on."""

LOCALE = Path(__file__).parent / "locale"
COUNTLESS = 10**15


def catalogues(folder: Path = LOCALE) -> dict[str, Translations]:
    """Every language's catalogue, compiled in memory: no `.mo` file is stored."""
    return {tag: catalogue(folder / tag / "LC_MESSAGES" / "messages.po", tag) for tag in LANGUAGES}


def catalogue(file: Path, tag: str) -> Translations:
    """One `.po` file, compiled."""
    compiled = io.BytesIO()
    with file.open("rb") as po:
        write_mo(compiled, read_po(po, locale=tag))
    compiled.seek(0)
    return Translations(compiled)


def spoken_date(day: date, language: str) -> str:
    """`21 November 2026`, as the language writes it."""
    pattern = "d MMMM y" if language == "en" else "long"
    return format_date(day, pattern, locale=language)


def spoken_number(number: float, language: str) -> str:
    """`1,234` as the language groups its digits; `1.25E20` where nobody would count them, and Babel has no room."""
    if abs(number) >= COUNTLESS:
        return format_scientific(number, "0.#####E0", locale=language)
    return format_decimal(number, locale=language)
