"""The store answers with plain values, refuses what would reach out, and writes the same bytes for the same rows."""

import io
import json

import pytest
import rdflib

from edugraph.errors import EdugraphError
from edugraph.rdf import Term
from edugraph.store import QueryError, Rows, Store, read_text, refuse, written

NQUADS = (
    '<https://x.org/a> <https://x.org/says> "\\"quoted\\" \\\\ tab\\t"@en <https://x.org/g> .\n'
    '<https://x.org/a> <https://x.org/says> "\\"quoted\\" \\\\ tab\\t"@en .\n'
    '<https://x.org/b> <https://x.org/says> "Бишкек"@ru .\n'
    '<https://x.org/b> <https://x.org/says> "مرحبا"@ar .\n'
)


@pytest.fixture
def store() -> Store:
    made = Store.in_memory()
    made.add(NQUADS.encode())
    return made


def test_select_gives_terms_and_none_where_unbound(store: Store) -> None:
    rows = store.select('SELECT ?s ?nothing ?o { ?s ?p ?o FILTER(LANG(?o) = "ru") }')
    expected = (Term("iri", "https://x.org/b"), None, Term("literal", "Бишкек", "ru"))
    assert rows == Rows(("s", "nothing", "o"), [expected])


def test_ask_gives_n_triples_text_and_leaves_unbound_variables_out(store: Store) -> None:
    rows = store.ask("SELECT ?nothing ?o { <https://x.org/a> ?p ?o }")
    assert rows == [{"o": '"\\"quoted\\" \\\\ tab\\t"@en'}]


def test_results_come_in_the_format_asked_for(store: Store) -> None:
    media_type, body = store.results("SELECT ?o { <https://x.org/b> ?p ?o } ORDER BY ?o", "json")
    assert media_type == "application/sparql-results+json"
    assert [b["o"]["value"] for b in json.loads(body)["results"]["bindings"]] == ["Бишкек", "مرحبا"]
    media_type, body = store.results("SELECT (1 AS ?one) {}", "csv")
    assert (media_type, body) == ("text/csv", b"one\r\n1\r\n")


def test_a_construct_comes_as_turtle_that_another_parser_reads(store: Store) -> None:
    media_type, body = store.results("CONSTRUCT WHERE { <https://x.org/b> ?p ?o }")
    assert media_type == "text/turtle"
    graph = rdflib.Graph().parse(data=body, format="turtle")
    assert sorted(str(o) for o in graph.objects()) == ["Бишкек", "مرحبا"]


REFUSED = [
    "SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { service silent <http://x.org/> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p 'it''s' . SERVICE ?x { } }",
    "PREFIX a: <http://x.org/> SERVICE",
    "INSERT DATA { <http://x.org/a> <http://x.org/b> 1 }",
    "PREFIX a: <http://x.org/> load <http://x.org/>",
    "BASE <http://x.org/> CLEAR ALL",
]
FINE = [
    "SELECT * { ?service ?p 'SERVICE' }  # SERVICE <http://x.org/>",
    "PREFIX service: <http://x.org/service/> SELECT * { ?s service:SERVICE ?o }",
    'SELECT * { ?s ?p """a \\""" SERVICE "b" """ }',
    "SELECT * { <http://x.org/SERVICE> ?insert ?load }",
    "SELECT ?s { ?s ?p 'INSERT DATA {}'@en }",
    "SELECT ?s { ?s ?p '" + "(" * 10_000 + "' }  # " + "{" * 10_000,
]


@pytest.mark.parametrize("query", REFUSED)
def test_what_reaches_out_or_changes_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"SERVICE is refused here|is an update; the data change by releases only"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "SELECT * { FILTER(" + "! " * 10_000 + "true) }",
        "SELECT * { {}" + " UNION {}" * 10_000 + " }",
    ],
    ids=["parentheses", "braces", "signs", "unions"],
)
def test_what_would_overflow_the_parser_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="nests deeper than 200 levels or has over 500 UNIONs"):
        refuse(query)


@pytest.mark.parametrize("query", FINE)
def test_words_in_strings_comments_names_and_variables_are_not_mistaken_for_it(query: str) -> None:
    refuse(query)


def test_an_unreadable_query_is_told_with_its_place(store: Store) -> None:
    with pytest.raises(QueryError, match=r"^The query cannot be read at line 1:19: "):
        store.select("SELECT * { ?s ?p }")


def test_an_unknown_graph_is_empty_and_never_fetched(store: Store) -> None:
    assert store.select("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }").rows == []


@pytest.mark.parametrize("format_", ["turtle", "n-triples", "rdf-xml", "json-ld"])
def test_written_triples_parse_back_in_every_format(format_: str) -> None:
    triples = [
        ("<https://x.org/a>", "<http://purl.org/dc/terms/title>", '"Zīle \\"un\\" <b>"@lv'),
        ("<https://x.org/a>", "<http://purl.org/dc/terms/date>", '"2026"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    ]
    assert read_text(written(triples, format_), "test", format_) == sorted(triples)


def test_prefixes_stand_in_the_same_order_every_time() -> None:
    bodies = {written([("<https://x.org/a>", "<http://purl.org/dc/terms/title>", '"x"')], "turtle") for _ in range(20)}
    assert len(bodies) == 1
    head = [line for line in bodies.pop().decode().splitlines() if line.startswith("@prefix")]
    assert head == sorted(head)


def test_blank_nodes_are_named_the_same_every_time() -> None:
    turtle = b"@prefix x: <https://x.org/> . x:a x:b [ x:c 1 ] , [ x:c 2 ] ."
    other = b"@prefix x: <https://x.org/> . x:a x:b [ x:c 2 ] , [ x:c 1 ] ."
    assert read_text(turtle, "one") == read_text(other, "two")


def test_rdf_that_cannot_be_read_is_told_with_file_line_and_column() -> None:
    with pytest.raises(EdugraphError, match=r"^shapes/x\.ttl:2:\d+: "):
        read_text(b"@prefix x: <https://x.org/> .\nx:a x:b", "shapes/x.ttl")


def test_a_dump_holds_every_quad_and_ends_with_the_default_graph(store: Store) -> None:
    output = io.BytesIO()
    store.dump(output)
    lines = output.getvalue().decode().splitlines()
    assert sorted(lines) == sorted(NQUADS.splitlines())
    assert [line.endswith("<https://x.org/g> .") for line in lines] == [True, False, False, False]
