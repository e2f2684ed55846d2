"""What is refused before any process sees it, and that no text makes the guards slow."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugraph.engine import guards
from edugraph.engine.protocol import RefusedQuery, TooDeep
from edugraph.store import lexer, refusals

DEEP = {
    "parentheses": "SELECT * { BIND(" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) }",
    "braces": "SELECT * " + "{" * 10_000 + "}" * 10_000,
    "subselects": "SELECT * " + "{ SELECT * " * 10_000 + "{}" + "}" * 10_000,
    "functions": "SELECT * { FILTER(" + "STR(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "nested exists": "SELECT * { " + "FILTER EXISTS { " * 10_000 + "}" * 10_000 + "}",
    "blank nodes": "SELECT * { ?s ?p " + "[ ?p " * 10_000 + "1" + "]" * 10_000 + " }",
    "nested lists": "SELECT * { ?s ?p " + "(" * 10_000 + "1" + ")" * 10_000 + " }",
    "nots": "SELECT * { FILTER(" + "!" * 10_000 + "true) }",
    "spaced nots": "SELECT * { FILTER(" + "! # !\n" * 10_000 + "true) }",
    "triples as terms": "SELECT * { ?s ?p " + "<<" * 120_000 + "?s ?p ?o",
    "spaced triples as terms": "SELECT * { " + "<< ?s ?p " * 5000 + "?o" + " >>" * 5000 + " ?p ?o }",
    "a comparison like an IRI": "SELECT * { FILTER(1<" + "(" * 9000 + "1>2" + ")" * 9000 + ") }",
    "many comparisons like an IRI": "SELECT * { FILTER(" + "(1<(" * 300 + "1>2" + "))" * 300 + ") }",
    "brackets in names": "PREFIX : <urn:> SELECT * { FILTER(" + r"(:\)=" * 3000 + "1" + ")" * 3000 + ") }",
    "a hash in a name": r"PREFIX : <urn:> SELECT * { ?s ?p :\# FILTER(" + "(" * 9000 + "1" + ")" * 9000 + ") }",
    "300 parentheses": "SELECT * { BIND(" + "(" * 300 + "1" + ")" * 300 + " AS ?x) }",
}
LONG = {
    "UNION": "SELECT * { " + " UNION ".join(["{}"] * 10_000) + " }",
    "union": "SELECT * { " + " union ".join(["{ ?s ?p 1 }"] * 600) + " }",
    "OPTIONAL": "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 2000 + " }",
    "||": "SELECT * { FILTER(" + "||".join(["?x"] * 2000) + ") }",
    "/": "SELECT * { ?s " + "/".join(["<urn:a>"] * 2000) + " ?o }",
    "|": "SELECT * { ?s " + "|".join(["<urn:a>"] * 2000) + " ?o }",
    ";": "SELECT * { ?s " + ";".join(["?p ?o"] * 2000) + " }",
    ".": "SELECT * { " + "?s ?p ?o . " * 2000 + " }",
    "AS": "SELECT " + "(1 AS ?x) " * 2000 + "{}",
    "terms": "SELECT * { ?s ?p (" + " 1" * 30_000 + ") }",
}
FINE = {
    "depth within strings": 'SELECT ("' + "(" * 5000 + '" AS ?x) {}',
    "depth within long strings": "SELECT ('''" + "{ ' " * 5000 + "''' AS ?x) {}",
    "depth within names": r"PREFIX : <urn:> SELECT * { ?s ?p :\(" + r"\(" * 5000 + " }",
    "brackets in relative IRIs": "SELECT * { VALUES ?x { " + "<a(1)> " * 1000 + "} }",
    "many IRIs of names": "SELECT * { VALUES ?x { " + "<urn:uuid:a-b-c-d> " * 5000 + "} }",
    "many triples as terms": "SELECT * { VALUES ?x { " + "<<( <urn:s> <urn:p> 1 )>> " * 600 + "} }",
    "depth within comments": "SELECT * {} #" + "(" * 5000,
    "depth within IRIs": "SELECT * { <http://x.org/" + "(" * 5000 + "> ?p ?o }",
    "joining words within strings": 'SELECT ("' + " UNION " * 5000 + '" AS ?x) {}',
    "long VALUES": "SELECT * { VALUES ?x { " + " ".join(f"<http://x.org/{i}>" for i in range(10_000)) + " } }",
    "long IN": "SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(5000))) + ")) }",
    "100 levels": "SELECT * " + "{" * 100 + "}" * 100,
}


@pytest.mark.parametrize("query", DEEP.values(), ids=DEEP)
def test_what_nests_too_deeply_is_told_so(query: str) -> None:
    with pytest.raises(TooDeep, match="nests deeper than 200 levels"):
        guards.check(query)


@pytest.mark.parametrize(("sign", "query"), LONG.items(), ids=LONG)
def test_what_is_joined_too_often_is_told_so(sign: str, query: str) -> None:
    with pytest.raises(TooDeep, match=r"more than (1000 times|20000 terms)|over 500 UNIONs"):
        guards.check(query)


@pytest.mark.parametrize("query", ["{} UNION " * 5000, "(" * 9000, "SELECT (1||" * 2000], ids=["UNION", "depth", "||"])
def test_a_long_string_without_an_end_hides_nothing_deep(query: str) -> None:
    with pytest.raises(RefusedQuery, match="a string in three quotes has no end"):
        guards.check("SELECT * { VALUES ?x { '''a' } " + query)


@pytest.mark.parametrize("query", FINE.values(), ids=FINE)
def test_what_stands_in_strings_comments_and_long_lists_is_fine(query: str) -> None:
    guards.check(query)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://x.org/> {} }", "CLEAR ALL", "ASK { ?s ?p true.SERVICE ?x {} }"]
)
def test_service_and_updates_are_refused(query: str) -> None:
    with pytest.raises(RefusedQuery, match=r"is refused here|is an update"):
        guards.check(query)


SLOW = {
    "escaped quotes": "'" + "\\'" * 130_000,
    "escaped long quotes": "'''\\" * 60_000,
    "dotted words": "a." * 130_000,
    "unclosed IRIs": "<a" * 130_000,
    "colons": "a:" * 130_000,
    "question marks": "?" * 260_000,
    "brackets": "(" * 260_000,
}


@pytest.mark.parametrize("query", SLOW.values(), ids=SLOW)
def test_no_text_makes_the_scanner_slow(query: str) -> None:
    began = time.process_time()
    with suppress(TooDeep, RefusedQuery):
        guards.check(query)
    assert time.process_time() - began < 5, "a scanner that goes back takes minutes"


PIECES = [
    *"(([[{{)]}!!+^-<>'\"#\n.?/",
    "-1",
    "a-b",
    "?a-?b",
    "'x'",
    "'''",
    "\\",
    "<http://x.org/a-b>",
    " UNION ",
    "a:b-c",
    r"a:\(",
    "<<",
    ">>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_what_letters_show_is_never_less_than_a_whole_reading_finds(query: str) -> None:
    rest = refusals.bare(query)
    most = max(sum(map(rest.count, ["(", "{", "[", "<<"])), sum(map(rest.count, "!+^-")))
    with suppress(lexer.QueryError):
        assert refusals.depth(lexer.signs(query)) <= most


@pytest.mark.parametrize("sign", ["!", "+", "^", "- ", "-", "(", "{", "["])
def test_letters_tell_a_deep_query_from_a_flat_one(sign: str) -> None:
    assert not refusals.is_flat(refusals.bare(f"SELECT * {{ FILTER({sign * 201}1) }}"))
    assert refusals.is_flat(refusals.bare(f"SELECT * {{ FILTER({sign * 150}1) }}"))
