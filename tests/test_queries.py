"""Query files: what their head says, their parameters, and other values in place of the defaults."""

from pathlib import Path

import pytest

from edugraph import queries
from edugraph.errors import EdugraphError
from edugraph.rdf import iri, literal
from edugraph.store import Store

TEXT = """\
# title: Who met
# title-ru: Кто встречался
# answers: The actors of a day,
# answers: with their names.
# topic: events
PREFIX eg: <https://w3id.org/edugraph/def#>
SELECT ?who ?kind WHERE {
  VALUES ?who { "a{b}" "c" }  # parameter: Name of the actor
  VALUES ?kind { eg:Event }
}
# note: not in the head
"""


@pytest.fixture
def query(tmp_path: Path) -> queries.Query:
    (tmp_path / "who-met.rq").write_text(TEXT, encoding="utf-8")
    return queries.read(tmp_path / "who-met.rq")


def test_the_head_is_read_to_its_end_and_lines_of_one_name_are_joined(query: queries.Query) -> None:
    assert (query.name, query.head) == (
        "who-met",
        {
            "title": "Who met",
            "title-ru": "Кто встречался",
            "answers": "The actors of a day, with their names.",
            "topic": "events",
        },
    )


def test_a_title_is_told_in_a_language_or_in_english_with_the_language_it_is_in(query: queries.Query) -> None:
    assert query.told("title", "ru") == ("Кто встречался", "ru")
    assert query.told("title", "lv") == ("Who met", "en")
    assert query.told("answers", "ru") == ("The actors of a day, with their names.", "en")
    assert queries.Query("who-met", {}, "").told("title", "ru") == ("who-met", "en")


def test_a_question_is_shown_without_what_it_says_in_other_languages(query: queries.Query) -> None:
    assert "title-ru" in query.text
    assert queries.untranslated(query.text) == query.text.replace("# title-ru: Кто встречался\n", "")


def test_a_folder_without_words_of_columns_has_none(tmp_path: Path) -> None:
    assert queries.words(tmp_path) == queries.Words({}, {})


def test_a_query_without_a_head_is_named_by_its_file() -> None:
    found = queries.Query("who-met", {}, "SELECT * {}")
    assert (found.title, found.answers, found.parameters) == ("who-met", "", [])


def test_only_a_line_marked_so_is_a_parameter(query: queries.Query) -> None:
    assert query.parameters == [queries.Parameter("who", '"a{b}" "c"', "Name of the actor")]


def test_a_parameter_without_a_meaning_does_not_swallow_the_next_line() -> None:
    found = queries.Query("x", {}, "VALUES ?a { 1 }  # parameter:\nVALUES ?b { 2 }  # parameter: Two\n")
    assert found.parameters == [queries.Parameter("b", "2", "Two")]


def test_every_query_of_a_folder_is_read_by_name_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.rq").write_text("SELECT * {}", encoding="utf-8")
    assert list(queries.read_all(tmp_path)) == ["a", "b"]


@pytest.mark.parametrize("text", ['plain } "quoted" {', "back\\1slash\\", "Rīga 😀\nRīga", '"} UNION { ?s ?p ?o'])
def test_a_bound_value_is_what_the_query_answers(query: queries.Query, text: str) -> None:
    found = Store.in_memory().ask(queries.bound(query.text, {"who": literal(text), "kind": iri("https://e.org/k")}))
    assert found == [{"who": literal(text), "kind": "<https://e.org/k>"}]


def test_a_parameter_takes_several_values_and_others_keep_theirs(query: queries.Query) -> None:
    found = Store.in_memory().ask(queries.bound(query.text, {"who": ['"x"@en', "7"]}))
    seven = '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert [row["who"] for row in found] == ['"x"@en', seven]
    assert {row["kind"] for row in found} == {"<https://w3id.org/edugraph/def#Event>"}


def test_a_bound_query_may_be_bound_again(query: queries.Query) -> None:
    once = queries.bound(query.text, {"who": '"a } b"'})
    assert Store.in_memory().ask(queries.bound(once, {"who": '"z"', "kind": "2"}))[0]["who"] == '"z"'


def test_no_value_at_all_answers_nothing(query: queries.Query) -> None:
    assert Store.in_memory().ask(queries.bound(query.text, {"who": []})) == []


def test_an_unknown_parameter_is_refused_with_the_nearest(query: queries.Query) -> None:
    with pytest.raises(EdugraphError) as fault:
        queries.bound(query.text, {"woh": '"x"'})
    assert str(fault.value) == "this query has no parameter 'woh'; did you mean 'who'?"


@pytest.mark.parametrize("bad", ['"x" } ?s ?p ?o { "y"', "} DROP ALL {", "<a b>", '"open', "", "word", "?who"])
def test_text_that_is_no_term_is_refused(query: queries.Query, bad: str) -> None:
    with pytest.raises(EdugraphError) as fault:
        queries.bound(query.text, {"who": bad})
    assert str(fault.value) == f"{bad!r} is no value for 'who': write an IRI in <>, a text in quotes or a number"


def test_several_queries_are_asked_as_one_each_with_its_first_rows() -> None:
    parts = {
        "one": "# title: One\nPREFIX x: <http://x/>\nSELECT ?a WHERE { ?a x:p ?b }\nORDER BY ?a\n",
        "two": "PREFIX x: <http://x/>\nPREFIX y: <http://y/>\nSELECT ?b WHERE { ?a y:q ?b }\nORDER BY ?b\n",
    }
    store = Store.in_memory()
    store.add(b"".join(f'<http://x/{n}> <http://x/p> "{n}" .\n'.encode() for n in "cab"))
    store.add(b'<http://x/a> <http://y/q> "z" .\n')
    rows = store.ask(queries.joined(parts, 2))
    assert sorted((r["section"], r.get("a") or r.get("b")) for r in rows) == [
        ('"one"', "<http://x/a>"),
        ('"one"', "<http://x/b>"),
        ('"two"', '"z"'),
    ]


def test_one_prefix_stands_for_one_namespace_in_queries_that_are_joined() -> None:
    with pytest.raises(AssertionError):
        queries.joined({"a": "PREFIX x: <http://x/>\nSELECT * {}", "b": "PREFIX x: <http://y/>\nSELECT * {}"}, 1)
