"""What is told from the words of a query alone."""

import time

import pytest

from edugraph.web.sparql.hints import Terms, hints
from edugraph.web.sparql.requests import content_type, graph
from edugraph.web.sparql.text import described, read, tokens


@pytest.mark.parametrize(
    ("query", "first", "form"),
    [
        ("select * {}", "SELECT", "rows"),
        ("# DESCRIBE\nPREFIX ask: <x> BASE <y> ASK {}", "ASK", "truth"),
        ("VERSION '1.2' CONSTRUCT WHERE {}", "CONSTRUCT", "triples"),
        ("DESCRIBE <a>", "DESCRIBE", "triples"),
        ("clear all", "CLEAR", ""),
        ("{}", "", ""),
        ("", "", ""),
        ("( SELECT", "", ""),
    ],
)
def test_the_first_word_after_the_prologue_is_the_form(query: str, first: str, form: str) -> None:
    assert (read(query).first, read(query).form) == (first, form)


def test_tokens_know_strings_names_and_joined_words() -> None:
    text = """SELECT * {?s a:b\\,c.d. '''it''s ' ''' ?x 'a\\'b' ; :p true.BIND(1.5 AS ?y) } # end"""
    assert [t.text for t in tokens(text)] == [
        *("SELECT", "*", "{", "?s", "a:b\\,c.d", "'''it''s ' '''", "?x", "'a\\'b'", ";", ":p", "true", "BIND", "("),
        *("1.5", "AS", "?y", ")", "}"),
    ]
    assert all(text[t.start : t.end] == t.text for t in tokens(text))


@pytest.mark.parametrize(
    ("query", "rows", "constants"),
    [
        ("DESCRIBE <a>", "ASK         \nWHERE {} ", "SELECT (<a> AS ?d0) WHERE {}"),
        ("DESCRIBE ?x { ?x ?y ?z }", "SELECT   ?x { ?x ?y ?z }", ""),
        (
            "PREFIX p: <q> DESCRIBE p:a ?x FROM <g> WHERE { } LIMIT 1",
            "PREFIX p: <q> SELECT       ?x FROM <g> WHERE { } LIMIT 1",
            "PREFIX p: <q> SELECT (p:a AS ?d0) WHERE {}",
        ),
        ("DESCRIBE <a> LIMIT 1", "ASK          \nWHERE {} LIMIT 1", "SELECT (<a> AS ?d0) WHERE {}"),
        ("DESCRIBE", "DESCRIBE", ""),
    ],
)
def test_a_describe_becomes_a_query_for_its_things_and_nothing_moves(query: str, rows: str, constants: str) -> None:
    assert described(query) == (rows, constants)


@pytest.mark.parametrize("start", ["SELECT ", "CONSTRUCT ", "DESCRIBE ", ""])
@pytest.mark.parametrize(
    "part",
    ["(", "'", '"', "'''a", '"""', "a:.", "<", "a.", "a-", "\\", "'\\", "?", "%", "_:", "@a-", "RAND(", ")", "\0"],
)
def test_any_text_is_read_in_linear_time(start: str, part: str) -> None:
    text = start + part * (100_000 // len(part))
    began = time.process_time()
    read(text)
    if start == "DESCRIBE ":
        described(text)
    hints(text, Terms(set()), True)
    assert time.process_time() - began < 2


def test_content_type_and_graph_names() -> None:
    assert content_type('Application/SPARQL-Query ; Charset="UTF-8"') == ("application/sparql-query", "utf-8")
    assert content_type("") == ("", "utf-8")
    assert graph("graph/a", "graph") == "https://w3id.org/edugraph/graph/a"
    assert graph("urn:x", "graph") == "urn:x"
