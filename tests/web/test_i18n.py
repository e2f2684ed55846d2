"""The catalogues: complete in three languages, and holding just what the pages say."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from edugraph.web.dates import spoken
from edugraph.web.i18n import LANGUAGES, LOCALE, catalogues, spoken_date

WEB = Path(__file__).resolve().parents[2] / "src" / "edugraph" / "web"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
SAME_IN_BOTH = {"Licence", "Licences"}
"""Words that are the same in English and in another language: Latvian has these just so."""


def catalogue(tag: str) -> Catalog:
    with (LOCALE / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def messages(tag: str) -> list[Message]:
    return [message for message in catalogue(tag) if message.id]


def extracted() -> set[str]:
    found = set()
    for _file, _line, message, _comments, _context in extract_from_dir(WEB, METHODS):
        found.add(message if isinstance(message, str) else message[0])
    return found


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("tag", list(LANGUAGES))
def test_each_catalogue_holds_every_word_of_the_pages_and_no_other(tag: str) -> None:
    assert {singular(m) for m in messages(tag)} == extracted()


@pytest.mark.parametrize("tag", list(LANGUAGES))
def test_no_entry_is_empty_or_a_guess(tag: str) -> None:
    assert [singular(m) for m in messages(tag) if m.fuzzy or not all(forms(m))] == []


@pytest.mark.parametrize("tag", ["ru", "lv"])
def test_every_entry_is_translated(tag: str) -> None:
    same = {singular(m) for m in messages(tag) if singular(m) in forms(m)}
    assert same <= SAME_IN_BOTH


@pytest.mark.parametrize("tag", ["ru", "lv"])
def test_placeholders_survive_translation(tag: str) -> None:
    broken = [singular(m) for m in messages(tag) if list(m.check())]
    assert broken == []


def test_plurals_follow_the_language() -> None:
    words = catalogues()
    ru, lv = words["ru"].ngettext, words["lv"].ngettext
    assert [ru("event", "events", n) for n in (1, 3, 11, 21)] == [
        "мероприятие",
        "мероприятия",
        "мероприятий",
        "мероприятие",
    ]
    assert [lv("event", "events", n) for n in (1, 2, 21)] == ["pasākums", "pasākumi", "pasākums"]


def test_dates_are_written_as_the_language_writes_them() -> None:
    day = date(2026, 11, 21)
    assert [spoken_date(day, tag) for tag in LANGUAGES] == [
        "21 November 2026",
        "21 ноября 2026\N{NARROW NO-BREAK SPACE}г.",
        "2026. gada 21. novembris",
    ]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2026", "2026"),
        ("2026-10", "October 2026"),
        ("2018-12-14", "14 December 2018"),
        ("XXXX-11-20", "20 November, year not stated"),
        ("2025?-11-20", "20 November 2025 (year uncertain)"),
        ("2026-10?", "October 2026 (uncertain)"),
        ("2026~", "2026 (approximate)"),
        ("2026%", "2026 (year uncertain) (approximate)"),
        ("2018-21", "spring 2018"),
        ("2015-06-25/2015-06-26", "25 June 2015 – 26 June 2015"),
        ("2019/..", "from 2019"),
        ("/2019", "until 2019"),
        ("[2024-09,2025-09]", "September 2024 or September 2025"),
        ("[2024-09..2025-09]", "some day between September 2024 and September 2025"),
        ("20XX", "20XX"),
        ("2026-13-45", "2026-13-45"),
        ("{2020,2021}", "{2020,2021}"),
        ("../..", "../.."),
        ("no date", "no date"),
        ("XXXX", "XXXX"),
    ],
)
def test_a_partial_date_stays_partial_and_an_unknown_pattern_stays_as_written(edtf: str, expected: str) -> None:
    assert spoken(edtf, "en", str) == expected
