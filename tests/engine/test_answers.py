"""What the pool answers: every format, data sets, limits, and XML that a parser reads."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
import rdflib

from edugraph.engine.pool import Pool
from edugraph.engine.protocol import Asked, MalformedQuery, NotWritable, RefusedQuery, TooManyBytes, TooManyRows
from edugraph.store import RDF_FORMATS, RESULT_FORMATS

from .conftest import THINGS, X, body, whole

Run = Callable[..., None]
ROWS = X + 'SELECT ?v { VALUES ?v { "plain" "a\\r\\nb" "quote \\" and },{\\"" "<result>" UNDEF } }'


@pytest.mark.parametrize("is_warm", [False, True], ids=["from disk", "from memory"])
def test_a_select_an_ask_and_a_construct_are_answered(run: Run, is_warm: bool) -> None:
    async def test(pool: Pool) -> None:
        rows = await pool.answer(Asked(X + "SELECT ?o { x:b ?p ?o }"))
        assert (rows.kind, rows.media_type) == ("rows", "application/sparql-results+json")
        assert await whole(pool, X + "SELECT ?o { GRAPH ?g { x:b ?p ?o } }", "csv") == b"o\r\nonly g4\r\n"
        truth = await pool.answer(Asked(X + "ASK { x:7 x:label ?o }", format="xml"))
        assert truth.kind == "boolean"
        assert truth.body
        assert b"<boolean>true</boolean>" in truth.body
        triples = await pool.answer(Asked(X + "CONSTRUCT WHERE { x:7 x:label ?o }", format="n-triples"))
        assert triples.body == b'<https://x.org/7> <https://x.org/label> "thing 7"@en .\n'
        assert pool.limits()["in_memory"] is is_warm

    run(test, is_warm=is_warm)


def test_every_format_is_read_back_by_an_independent_parser(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + 'CONSTRUCT { x:a x:says ?o } { VALUES ?o { "Бишкек" "a\\r\\nb" "<&>" } }'
        for name in RDF_FORMATS:
            found = await whole(pool, query, name)
            graph = rdflib.Dataset() if name in ("n-quads", "trig") else rdflib.Graph()
            graph.parse(data=found, format=_rdflib(name))
            assert sorted(str(o) for o in graph.objects()) == ["<&>", "a\r\nb", "Бишкек"], name
        query = 'SELECT ?o { VALUES ?o { "Бишкек" "a\\r\\nb" "<&>" } }'
        for name in RESULT_FORMATS:
            found = await whole(pool, query, name)
            result = rdflib.query.Result.parse(io.BytesIO(found), format=name)
            assert sorted(str(row[0]) for row in result) == ["<&>", "a\r\nb", "Бишкек"], name

    run(test)


def _rdflib(name: str) -> str:
    return {"n-triples": "nt", "n-quads": "nquads", "rdf-xml": "xml"}.get(name, name)


def test_a_format_that_does_not_fit_the_form_is_refused(run: Run) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(RefusedQuery, match="is written as json, xml, csv, tsv, not as turtle"):
            await whole(pool, "ASK {}", "turtle")
        with pytest.raises(RefusedQuery, match=r"answers triples is written as turtle, .* not as csv"):
            await whole(pool, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "csv")

    run(test)


def test_an_unreadable_query_is_told_with_its_place_and_without_classes_of_characters(run: Run) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(MalformedQuery) as caught:
            await whole(pool, "SELECT * {\n ?s ?p }")
        assert (caught.value.line, caught.value.column) == (2, 9)
        assert str(caught.value).startswith("the query cannot be read at line 2, column 9: expected one of ")
        assert "\n" not in str(caught.value)
        assert ".." not in str(caught.value)

    run(test)


# --- data sets -------------------------------------------------------------------------------------------------------

SAYS = X + "SELECT ?o %s { x:a x:says ?o } ORDER BY ?o"
G = "https://x.org/"


def test_a_triple_in_two_graphs_counts_once_under_two_from(run: Run) -> None:
    async def test(pool: Pool) -> None:
        assert _values(await whole(pool, SAYS % "FROM x:g1 FROM <g2>".replace("<g2>", f"<{G}g2>"))) == [
            "only g1",
            "only g2",
            "shared",
        ]
        count = X + "SELECT (COUNT(*) AS ?n) FROM x:g1 FROM x:g2 FROM x:g3 FROM x:g1 { ?s ?p ?o }"
        assert await whole(pool, count, "csv") == b"n\r\n4\r\n"
        apart = (
            X + "SELECT ?g ?o FROM x:g1 FROM x:g2 FROM NAMED x:g4 { { x:a x:says ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        )
        assert len(_values(await whole(pool, apart))) == 4

    run(test)


def test_graphs_of_the_request_stand_in_place_of_from(run: Run) -> None:
    async def test(pool: Pool) -> None:
        async def values(query: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> list[str]:
            return _values(await whole(pool, query, default_graphs=default, named_graphs=named))

        assert await values(SAYS % "FROM x:g3", (G + "g1",)) == ["only g1", "shared"]
        assert await values(SAYS % "", (G + "g1", G + "g2")) == ["only g1", "only g2", "shared"]
        assert await values(SAYS % "FROM x:g3", (), (G + "g1",)) == []
        inside = X + "SELECT ?o { GRAPH ?g { ?s x:says ?o } } ORDER BY ?o"
        assert await values(inside, (), (G + "g4",)) == ["only g4"]
        assert await values(inside, (G + "g1",)) == []
        assert await values(SAYS % "", (G + "unknown",)) == []

    run(test)


def _values(found: bytes) -> list[str]:
    return [b["o"]["value"] for b in json.loads(found)["results"]["bindings"]]


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", RESULT_FORMATS)
def test_the_limit_of_rows_is_exact_whatever_the_values_hold(run: Run, format_: str) -> None:
    async def test(pool: Pool) -> None:
        most = 4 if format_ == "json" else 5  # in JSON a row in which nothing is bound does not count
        await whole(pool, ROWS, format_, max_rows=most)
        with pytest.raises(TooManyRows, match="more than 3 rows"):
            await whole(pool, ROWS, format_, max_rows=3)

    run(test)


@pytest.mark.parametrize("format_", RDF_FORMATS)
def test_the_limit_of_triples_is_exact(run: Run, format_: str) -> None:
    async def test(pool: Pool) -> None:
        query = X + "CONSTRUCT { ?s x:label ?o } { ?s x:label ?o } LIMIT 20"
        await whole(pool, query, format_, max_rows=20)
        with pytest.raises(TooManyRows, match="more than 19 rows"):
            await whole(pool, query, format_, max_rows=19)

    run(test)


def test_a_long_answer_comes_in_parts_and_is_whole(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + "SELECT ?a ?c { ?a x:next ?b . ?c x:next ?d } LIMIT 60000"
        answer = await pool.answer(Asked(query, format="csv"))
        assert answer.body is None
        assert answer.chunks
        rows = list(csv.reader(io.StringIO((await body(answer)).decode(), newline="")))
        assert (rows[0], len(rows)) == (["a", "c"], 60001)
        assert answer.is_cut is False

    run(test)


def test_too_long_an_answer_fails_before_or_within_its_parts_and_the_next_query_is_fine(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + "SELECT ?a ?c { ?a x:next ?b . ?c x:next ?d } LIMIT 90000"
        with pytest.raises(TooManyBytes):
            await pool.answer(Asked(query, max_bytes=1000))
        answer = await pool.answer(Asked(query, max_bytes=5_000_000))
        with pytest.raises(TooManyBytes, match="longer than one may be"):
            await body(answer)
        assert int((await whole(pool, X + "SELECT (COUNT(*) AS ?n) { ?s x:next ?o }", "csv")).split()[1]) == THINGS
        assert pool.counters["killed"] == 0

    run(test)


# --- XML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["\\u0001", "\\uFFFE"])
def test_a_character_that_xml_cannot_hold_is_an_error_and_no_broken_xml(run: Run, value: str) -> None:
    async def test(pool: Pool) -> None:
        rows = f'SELECT ?v {{ VALUES ?v {{ "{value}" }} }}'
        triples = f'CONSTRUCT {{ <https://x.org/a> <https://x.org/b> "{value}" }} {{}}'
        for query, format_ in ((rows, "xml"), (triples, "rdf-xml")):
            with pytest.raises(NotWritable, match="character that XML cannot hold"):
                await whole(pool, query, format_)
        assert _lone(await whole(pool, rows)) == json.loads(f'"{value}"')

    run(test)


def _lone(found: bytes) -> str:
    return str(json.loads(found)["results"]["bindings"][0]["v"]["value"])


@pytest.mark.parametrize("property_", ["2026", "", "a#", "%20", "x/1.2"])
def test_a_property_without_a_name_is_an_error_in_rdf_xml(run: Run, property_: str) -> None:
    async def test(pool: Pool) -> None:
        for value in ('"x"', '""', "<https://x.org/b>"):
            query = f"CONSTRUCT {{ <https://x.org/a:> <https://x.org/{property_}> {value} }} {{}}"
            with pytest.raises(NotWritable, match="ends in no name"):
                await whole(pool, query, "rdf-xml")

    run(test)


def test_a_carriage_return_survives_xml(run: Run) -> None:
    async def test(pool: Pool) -> None:
        found = ElementTree.fromstring(await whole(pool, 'SELECT ("a\\rb\\r\\nc" AS ?v) {}', "xml"))
        assert [e.text for e in found.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["a\rb\r\nc"]

    run(test)


def test_control_characters_across_two_parts_are_seen(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + 'SELECT ?a ("\\uFFFE" AS ?v) { ?a x:next ?b . ?c x:next ?d } LIMIT 40000'
        with pytest.raises(NotWritable):
            await body(await pool.answer(Asked(query, format="xml")))

    run(test)


def test_the_same_turtle_has_its_prefixes_in_the_same_order(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + "CONSTRUCT WHERE { x:7 x:label ?o }"
        found = {await whole(pool, query + " " * i, "turtle") for i in range(5)}
        assert len(found) == 1
        await asyncio.sleep(0)

    run(test)
