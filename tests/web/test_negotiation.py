"""The table of cases of content negotiation (RFC 9110, section 12)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from edugraph.web.http.negotiation import HTML, TURTLE, chosen, language, wishes
from edugraph.web.representations import OFFERED

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
        ('text/turtle;profile="a,b;q=0.1", text/html;q=0.5', TURTLE),
        ('text/turtle;profile="a, text/html;q=0.5', TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', None),
        ("text/turtle ; q=0.4 , text/html ;q=0.3", TURTLE),
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


NT, NQ, TRIG = "application/n-triples", "application/n-quads", "application/trig"
JSON_LD, RDF_XML = "application/ld+json", "application/rdf+xml"
CASES = [
    (None, HTML),
    ("*/*", HTML),
    (BROWSER, HTML),
    ("application/*", NT),
    ("application/*;q=0.5, text/html;q=0.4", NT),
    ("application/rdf+xml", RDF_XML),
    ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1", RDF_XML),
    ("application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.8", NQ),
    ("application/trig;q=0.8, application/n-quads;q=0.7, */*;q=0.1", TRIG),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted", text/turtle;q=0.9', JSON_LD),
    ("text/html;q=0, application/*;q=0.1, text/turtle;q=0.05", NT),
    ("*/*;q=0.1, text/*;q=0", NT),
    ("image/*, audio/ogg", None),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_a_document_comes_as_its_reader_likes_best(accept: str | None, expected: str | None) -> None:
    assert chosen(accept, OFFERED) == expected


def best(accept: str, offered: tuple[str, ...]) -> str | None:
    """What Werkzeug's parser of the header makes of it: the weight of the most specific range, for each offer."""
    asked = parse_accept_header(accept, MIMEAccept)
    weights = {media: float(asked.quality(media)) for media in offered}
    liked = max(offered, key=lambda media: weights[media])
    return liked if weights[liked] else None


RANGES = ["*/*", "text/*", "application/*", "image/png", "image/*", *OFFERED]
WEIGHTS = ["", ";q=0", ";q=0.001", ";q=0.3", "; q=0.5", ";q=0.50", " ;q=1.0", ";Q=0.7"]


@given(st.dictionaries(st.sampled_from(RANGES), st.sampled_from(WEIGHTS), min_size=1), st.randoms())
def test_an_independent_parser_of_the_header_chooses_the_same(asked: dict[str, str], order: object) -> None:
    parts = [media + weight for media, weight in asked.items()]
    order.shuffle(parts)  # type: ignore[attr-defined]
    accept = ", ".join(parts)
    assert chosen(accept, OFFERED) == best(accept, OFFERED)


@given(st.text(max_size=200))
def test_no_header_is_too_odd(accept: str) -> None:
    assert chosen(accept, OFFERED) in (*OFFERED, None)


@pytest.mark.parametrize(
    "accept",
    ["text/turtle," * 1000, '"' * 10_240, '"\\' * 5_000, "a;" * 5_000, ";q=" * 3_400, "text/html;q=0." + "9" * 10_000],
    ids=["elements", "quotes", "escapes", "parameters", "weights", "digits"],
)
def test_a_header_of_ten_kilobytes_is_read_at_once(accept: str) -> None:
    start = time.process_time()
    wishes(accept)
    assert chosen(accept, OFFERED) in (*OFFERED, None)
    assert time.process_time() - start < 0.25
