"""What `/query` answers stands in the page for its script too, so that it is not asked again."""

import json
import re

from edugraph.vocabulary import BASE

from .conftest import Client

HEAD = f"PREFIX eg: <{BASE}def#>\n"


def carried(client: Client, query: str) -> dict[str, object] | None:
    page = client.get("/query", params={"query": query})
    assert page.status_code == 200, page.text
    found = re.search(r"data-query-carried>(.*?)</script>", page.text, re.DOTALL)
    assert "data-is-answered" in page.text
    return json.loads(found[1]) if found else None


def test_rows_come_as_the_lines_of_tsv_that_the_endpoint_would_send(built: Client) -> None:
    query = (
        'SELECT ?a ?b ?c ?d ?e WHERE { VALUES (?a ?b ?c ?d) { (<x:é> "a\\tb\\n\\"</script>"@lv 5 UNDEF) } '
        "BIND(BNODE('x') AS ?e) }"
    )
    told = carried(built, query)
    assert told is not None
    lines = told.pop("lines")
    assert told == {"form": "rows", "truth": None}
    assert isinstance(lines, list)
    assert lines[0] == "?a\t?b\t?c\t?d\t?e"
    cells = lines[1].split("\t")
    assert cells[:4] == [
        "<x:é>",
        '"a\\tb\\n\\"</script>"@lv',
        '"5"^^<http://www.w3.org/2001/XMLSchema#integer>',
        "",
    ]
    assert cells[4].startswith("_:")


def test_triples_come_as_ntriples_and_stand_in_the_page_as_turtle(built: Client) -> None:
    query = HEAD + f"CONSTRUCT WHERE {{ <{BASE}id/country/LVA> a ?class }}"
    told = carried(built, query)
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = [f"<{BASE}id/country/LVA> <{kind}> <{BASE}def#Country> ."]
    assert told is not None
    assert (told["form"], told["truth"]) == ("triples", None)
    assert set(lines) <= set(told["lines"])  # type: ignore[call-overload]
    page = built.get("/query", params={"query": query})
    assert "a eg:Country" in page.text


def test_a_truth_comes_as_one_and_a_description_as_triples(built: Client) -> None:
    assert carried(built, "ASK { ?s ?p ?o }") == {"form": "truth", "truth": True, "lines": []}
    told = carried(built, f"DESCRIBE <{BASE}id/country/LVA>")
    assert told is not None
    assert told["form"] == "triples"


def test_a_large_answer_does_not_come_twice(built: Client) -> None:
    assert carried(built, "SELECT * WHERE { ?s ?p ?o } LIMIT 4000") is None


def test_a_page_without_an_answer_carries_none(built: Client) -> None:
    for params in ({}, {"query": "SELECT"}):
        page = built.get("/query", params=params)
        assert "data-query-carried" not in page.text
        assert "data-is-answered" not in page.text
