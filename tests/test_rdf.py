"""Terms as N-Triples text: what is written here, other parsers read back unchanged."""

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from edugraph.rdf import Term, iri, literal, nquads, parsed, typed

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
AWKWARD = [
    ('say "hi"', '"say \\"hi\\""'),
    ("back\\slash", '"back\\\\slash"'),
    ("line\nfeed\rand\ttab", '"line\\nfeed\\rand\\ttab"'),
    ("\x00\x07\x08\x0b\x0c\x1b\x7f", '"\\u0000\\u0007\\b\\u000B\\f\\u001B\\u007F"'),
    ("Rīga, Рига, עִבְרִית, 😀", '"Rīga, Рига, עִבְרִית, 😀"'),
    ("\x85\u2028\ufeff", '"\x85\u2028\ufeff"'),
]
SUBJECT, PREDICATE = "<https://example.org/s>", "<https://example.org/p>"


@pytest.mark.parametrize(("text", "written"), AWKWARD)
def test_a_literal_is_written_in_its_canonical_form(text: str, written: str) -> None:
    assert literal(text) == written


def test_a_literal_carries_its_language_or_its_datatype_and_a_plain_string_neither() -> None:
    assert literal("Rīga", "lv") == '"Rīga"@lv'
    assert typed(7, "integer") == '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert literal("x", datatype="http://www.w3.org/2001/XMLSchema#string") == '"x"'


@given(TEXT)
def test_pyoxigraph_reads_back_the_text_that_was_written(text: str) -> None:
    line = f"{SUBJECT} {PREDICATE} {literal(text)} .\n"
    (quad,) = pyoxigraph.parse(line.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object.value == text
    assert parsed(str(quad.object)) == Term("literal", text)


@given(TEXT, st.sampled_from(["en", "lv", "zh-Hant"]))
def test_rdflib_reads_back_the_text_and_the_language(text: str, language: str) -> None:
    graph = rdflib.Graph().parse(data=f"{SUBJECT} {PREDICATE} {literal(text, language)} .\n", format="nt")
    (found,) = graph.objects()
    assert (str(found), found.language) == (text, language)


@given(TEXT, st.sampled_from(["", "en", "ru-RU"]), st.sampled_from(["", "https://example.org/type"]))
def test_a_term_is_what_its_text_parses_to(text: str, language: str, datatype: str) -> None:
    term = Term("literal", text, language, "" if language else datatype)
    assert parsed(str(term)) == term


@pytest.mark.parametrize(
    "term", [Term("iri", "https://example.org/%2F?q=ā#x"), Term("blank", "b1"), Term("literal", "", "en")]
)
def test_iris_and_blank_nodes_are_what_their_text_parses_to(term: Term) -> None:
    assert parsed(str(term)) == term


def test_escapes_by_code_are_read() -> None:
    assert parsed('"\\u0041\\U0001F600\\n\\\'"') == Term("literal", "A😀\n'")


@pytest.mark.parametrize("bad", [" ", "<", ">", '"', "{", "}", "|", "^", "`", "\\", "\n", "\x00"])
def test_a_character_that_no_iri_holds_is_a_programmers_mistake(bad: str) -> None:
    with pytest.raises(AssertionError, match="is no IRI"):
        iri(f"https://example.org/{bad}")


def test_text_that_is_no_term_is_a_programmers_mistake() -> None:
    with pytest.raises(AssertionError, match="is no N-Triples term"):
        parsed('"open')


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_quads_does_not_change_a_byte(names: list[str]) -> None:
    quads = [(SUBJECT, PREDICATE, literal(name), "<https://example.org/g>") for name in names]
    assert nquads(quads) == (
        '<https://example.org/s> <https://example.org/p> "a" <https://example.org/g> .\n'
        '<https://example.org/s> <https://example.org/p> "b" <https://example.org/g> .\n'
        '<https://example.org/s> <https://example.org/p> "c" <https://example.org/g> .\n'
        '<https://example.org/s> <https://example.org/p> "d" <https://example.org/g> .\n'
    )
