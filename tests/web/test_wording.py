"""One word per idea in Russian and in Latvian: the words that docs/front-end.md lists as given up stand nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from edugraph.web.i18n import LOCALE

ROOT = Path(__file__).resolve().parents[2]
GIVEN_UP = {
    "ru": {
        "участник": r"\bактор\w*",
        "подтверждение": r"\bсвидетельств\w*|\bдоказательств\w*",
        "запланировано": r"\bнамеч\w*",
        "контрольная сумма": r"\bхеш\w*",
        "паспорт файла": r"\bквитанци\w*",
    },
    "lv": {
        "dalībnieks": r"\baktor\w*",
        "saikne": r"\bsait(?:e|es|ei|i|ēm|ēs|ē)\b|\bsaišu\b",
        "pierādījums": r"\bliecīb\w*",
        "kontrolsumma": r"\bjaucējvērtīb\w*",
        "datne": r"\bfail(?:s|a|am|u|ā|i|iem|us|os)\b",
        "tēma": r"\btemat(?:s|a|am|u|ā|i|iem|us|os)\b",
    },
}
"""Language -> the word that is used -> those that it is used for."""
ON_LINKS = re.compile(r"\blinks?\b|publiskiem sarakstiem")
"""Where `saite` is right: a link of the web, not a tie of two actors."""
TAGGED = {
    "ru": re.compile(r'"((?:[^"\\]|\\.)*)"@ru|"ru": "([^"]*)"'),
    "lv": re.compile(r'"((?:[^"\\]|\\.)*)"@lv|"lv": "([^"]*)"'),
}


def of_catalogue(tag: str) -> Iterator[tuple[str, str, str]]:
    """Where, the English words, the translation."""
    with (LOCALE / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file, locale=tag):
            english = message.id if isinstance(message.id, str) else message.id[0]
            for text in [message.string] if isinstance(message.string, str) else message.string:
                yield "messages.po", english, text


def of_data(tag: str) -> Iterator[tuple[str, str, str]]:
    """Labels of ontology, codes, checks and cubes, and the words of questions."""
    files = [p for folder in ("ontology", "shapes") for p in sorted((ROOT / folder).rglob("*.ttl"))]
    for path in [*files, *sorted((ROOT / "src" / "edugraph").rglob("*.py"))]:
        for match in TAGGED[tag].finditer(path.read_text(encoding="utf-8")):
            yield path.name, "", match[1] or match[2] or ""
    for path in sorted([*(ROOT / "queries").rglob("*.rq"), *(ROOT / "shapes").rglob("*.rq")]):
        for text in re.findall(rf"^# [a-z]+-{tag}: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield path.name, "", text
    column = {"ru": 2, "lv": 3}[tag]
    for name in ("columns.csv", "parameters.csv"):
        for line in (ROOT / "queries" / "questions" / name).read_text(encoding="utf-8").splitlines()[1:]:
            yield name, "", line.split(",", 3)[min(column, line.count(","))]


@pytest.mark.parametrize("tag", list(GIVEN_UP))
def test_no_word_stands_that_was_given_up_for_another(tag: str) -> None:
    found = [
        (where, used, text)
        for where, english, text in (*of_catalogue(tag), *of_data(tag))
        for used, others in GIVEN_UP[tag].items()
        if re.search(others, text, re.IGNORECASE) and not (used == "saikne" and ON_LINKS.search(f"{english} {text}"))
    ]
    assert found == []


def test_the_words_that_are_used_are_listed_for_translators() -> None:
    told = (ROOT / "docs" / "front-end.md").read_text(encoding="utf-8")
    for words in GIVEN_UP.values():
        for used in words:
            assert used in told, used
