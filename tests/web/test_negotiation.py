"""The table of cases of content negotiation (RFC 9110, section 12)."""

import pytest

from edugraph.web.negotiation import HTML, TURTLE, chosen, language

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        (BROWSER, HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/turtle;q=0.5, text/html;q=0.6", HTML),
        ("text/turtle, text/html", HTML),
        ("text/*, text/html;q=0", TURTLE),
        ("text/*;q=0.3, text/turtle;q=0.9", TURTLE),
        ("*/*;q=0.1, text/turtle;q=0.2", TURTLE),
        ("text/html;q=0, */*", TURTLE),
        ("text/turtle;charset=utf-8;q=0.9", TURTLE),
        ("text/turtle;version=1.1", TURTLE),
        ("text/turtle;version=1.1, text/turtle;q=0.1, text/html;q=0.5", HTML),
        ("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1", TURTLE),
        ("text/turtle;q=1.000", TURTLE),
        ("text/turtle;q=7, text/html;q=0.1", HTML),
        ("text/turtle;q=0.0.1, text/html;q=0.1", HTML),
        ("text/turtle;q=nan, text/html;q=0.1", HTML),
        (",,;q=1,", HTML),
        ("image/png", None),
        ("text/html;q=0, text/turtle;q=0", None),
        ("*/*;q=0", None),
    ],
)
def test_the_representation_is_the_one_with_the_highest_weight(accept: str | None, expected: str | None) -> None:
    assert chosen(accept, (HTML, TURTLE)) == expected


@pytest.mark.parametrize(
    ("asked", "header", "expected"),
    [
        (None, None, "en"),
        (None, "lv", "lv"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "de,fr;q=0.9", "en"),
        (None, "de, lv;q=0.4, ru;q=0.7", "ru"),
        (None, "ru;q=0, *;q=0.5", "en"),
        (None, "*", "en"),
        ("lv", "ru", "lv"),
        ("xx", "ru", "ru"),
        ("", "lv", "lv"),
        ("<script>", None, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_best_of_the_header(
    asked: str | None, header: str | None, expected: str
) -> None:
    assert language(asked, header, ("en", "ru", "lv")) == expected
