"""`/query/explain`: hints on a query, with their place, without running it over the data."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugraph.queries import read_all
from edugraph.vocabulary import BASE
from edugraph.web.sparql import patterns

from .conftest import ROOT, Client

HEAD = f"PREFIX eg: <{BASE}def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def hints(client: Client, query: str, language: str = "en") -> list[dict[str, object]]:
    answer = client.get("/query/explain", params={"query": query, "lang": language})
    assert answer.status_code == 200, answer.text
    assert answer.json()["plan"] is None, "the engine tells no plan"
    return answer.json()["hints"]


@pytest.mark.parametrize(
    ("query", "code", "column", "length", "message", "nearest"),
    [
        ("SELECT * { ?m a eg:Meting }", "unknown-term", 17, 9, "eg:Meting is not known here.", "eg:Meeting"),
        (
            f"SELECT * {{ ?e eg:eventStatus <{BASE}vocab/event-status/heldd> }}",
            "unknown-term",
            30,
            len(BASE) + 26,
            f"<{BASE}vocab/event-status/heldd> is not known here.",
            f"<{BASE}vocab/event-status/held>",
        ),
        (
            "SELECT * { ?x skos:preflabel ?y }",
            "unknown-term",
            15,
            14,
            "skos:preflabel is not known here.",
            "skos:prefLabel",
        ),
        (
            "SELECT * { ?x dcat:theme ?y }",
            "undeclared-prefix",
            15,
            10,
            "The prefix dcat: is not declared.",
            "PREFIX dcat: <http://www.w3.org/ns/dcat#>",
        ),
        (
            "SELECT * { ?t a eg:Tie }",
            "empty-class",
            17,
            6,
            "No thing of the class eg:Tie is in the default graph.",
            None,
        ),
        (
            "SELECT * { ?c eg:fulfilledBy ?x }",
            "unused-property",
            15,
            14,
            "No triple with eg:fulfilledBy is in the default graph.",
            None,
        ),
        (
            "SELECT * { ?m a eg:Meeting ; eg:due ?x }",
            "property-not-of-class",
            30,
            6,
            "No meeting of a body has eg:due.",
            "eg:when",
        ),
        (
            'SELECT * { ?x skos:prefLabel ?l FILTER(LANG(?l) = "kk") }',
            "unknown-language",
            51,
            4,
            "No value is in the language kk; there are: en, lv, ru.",
            None,
        ),
        (
            'SELECT * { ?x skos:prefLabel "Latvia" }',
            "without-language",
            30,
            8,
            "The values of skos:prefLabel carry a language (en, lv, ru): without one, nothing fits.",
            '"Latvia"@en',
        ),
        (
            'SELECT * { ?x skos:prefLabel ?l FILTER(?l = "Latvia") }',
            "without-language",
            45,
            8,
            "The values of skos:prefLabel carry a language (en, lv, ru): without one, nothing fits.",
            '"Latvia"@en',
        ),
        (
            'SELECT * { ?x eg:notBefore ?d FILTER(?d >= "2020-01-01") }',
            "without-datatype",
            44,
            12,
            "The values of eg:notBefore are xsd:date: a plain text never equals one.",
            '"2020-01-01"^^xsd:date',
        ),
        (
            "SELECT * { ?a a eg:Event . ?b a eg:Decision }",
            "cross-product",
            28,
            1,
            "What begins here shares no variable with what stands before it: each find of the one is combined with "
            "each of the other.",
            None,
        ),
        (
            "SELECT * { ?a skos:broader* ?b }",
            "open-path",
            15,
            12,
            "A path of any length from everything: say where it begins or ends.",
            None,
        ),
        (
            f"SELECT * {{ <{BASE}id/org/aseann> ?p ?o }}",
            "unknown-thing",
            12,
            len(BASE) + 15,
            f"<{BASE}id/org/aseann> is not in this release.",
            f"<{BASE}id/org/asean>",
        ),
        (
            f"SELECT * {{ GRAPH <{BASE}graph/none> {{ ?s ?p ?o }} }}",
            "unknown-thing",
            18,
            len(BASE) + 12,
            f"<{BASE}graph/none> is not in this release.",
            None,
        ),
    ],
)
def test_a_slip_is_told_with_its_place_and_the_nearest_known(
    built: Client, query: str, code: str, column: int, length: int, message: str, nearest: str | None
) -> None:
    expected = {"code": code, "message": message, "line": 2, "column": column, "length": length, "nearest": nearest}
    assert hints(built, HEAD + query) == [expected]


def test_a_malformed_query_is_told_with_line_and_column_and_the_word_that_was_meant(built: Client) -> None:
    found = hints(built, "SELECT *\nWERE { ?s ?p ?o }")
    assert [(hint["code"], hint["line"], hint["column"], hint["nearest"]) for hint in found] == [
        ("unknown-word", 2, 1, "WHERE"),
        ("syntax", 2, 7, None),
    ]


def test_a_hint_is_told_in_the_language_of_the_page(built: Client) -> None:
    told = [hints(built, HEAD + "SELECT * { ?t a eg:Tie }", tag)[0]["message"] for tag in ("ru", "lv")]
    assert told == ["В графе по умолчанию нет ничего класса eg:Tie.", "Noklusējuma grafā nav nekā no klases eg:Tie."]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("INSERT DATA {}", "read-only"),
        ("SELECT * { SERVICE <http://x/> { ?a ?b ?c } }", "refused"),
        ("SELECT * { " + "{" * 300 + "}" * 300 + " }", "too-deep"),
    ],
)
def test_what_the_endpoint_refuses_is_a_hint(built: Client, query: str, code: str) -> None:
    assert [hint["code"] for hint in hints(built, query)] == [code]


def test_patterns_that_an_optional_a_filter_or_values_bring_together_are_no_cross_product(built: Client) -> None:
    for query in (
        "SELECT * { ?a eg:when ?b . ?c eg:due ?d FILTER(?b = ?d) }",
        "SELECT * { ?a eg:when ?b OPTIONAL { ?a eg:inSeries ?c . ?b eg:edtf ?d } }",
        "SELECT * { VALUES (?a ?c) { (1 2) } ?a eg:when ?b . ?c eg:due ?d }",
        'SELECT * { VALUES ?day { "2026-11-21" } ?a eg:when ?b }',
        "SELECT * { { ?a eg:when ?b } UNION { ?c eg:due ?d } }",
    ):
        assert hints(built, HEAD + query) == [], query


def test_every_query_of_the_project_is_read_and_hangs_together(built: Client) -> None:
    folders = [ROOT / "queries" / name for name in ("pages", "questions", "ties", "network", "rules")]
    texts = {name: query.text for folder in folders for name, query in read_all(folder).items()}
    assert [name for name, text in texts.items() if patterns.read(text).pattern is None] == []
    wrong = {"cross-product", "open-path", "without-language", "without-datatype", "unknown-language", "syntax"}
    told = {name: hints(built, text) for name, text in texts.items()}
    assert [name for name, found in told.items() if wrong & {hint["code"] for hint in found}] == []


def test_a_post_may_send_the_query_as_it_is_or_as_a_form(built: Client) -> None:
    query = "SELECT * { ?s ?p }"
    as_form = built.request("POST", "/query/explain", data={"query": query})
    as_is = built.request("POST", "/query/explain", content=query, headers={"content-type": "application/sparql-query"})
    assert as_form.json() == as_is.json() == {"plan": None, "hints": hints(built, query)}


def test_bad_input_is_refused_in_words_and_a_long_query_is_checked_by_the_engine_alone(built: Client) -> None:
    assert built.get("/query/explain").status_code == 400
    assert built.get("/query/explain?query=SELECT%00").status_code == 400
    assert built.request("POST", "/query/explain", content=b"\xff", headers=FORM).status_code == 400
    long = "SELECT * { ?s ?p ?o } #" + "x" * 200_000
    start = time.process_time()
    answer = built.request("POST", "/query/explain", data={"query": long})
    assert [hint["code"] for hint in answer.json()["hints"]] == ["long"]
    assert time.process_time() - start < 1
    over = built.request("POST", "/query/explain", data={"query": long * 2})
    assert over.status_code == 413


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*"{}()[].;,^/|*+?!<>=-", "?x", "eg:p", "<a>", '"t"', "@en", "SELECT", "FILTER", "1",
    "OPTIONAL", "UNION", "VALUES", "BIND", "GRAPH", "EXISTS", "NOT", "MINUS", "CONSTRUCT", "PREFIX", "a", "WHERE"]),
    max_size=40))  # fmt: skip
def test_any_row_of_tokens_is_read_or_given_up(words: list[str]) -> None:
    patterns.read(" ".join(words))
