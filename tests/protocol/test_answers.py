"""How queries are answered: formats, methods, data sets, validators, the cache, DESCRIBE, hints."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest

from edugraph.engine.protocol import Answer, Asked
from edugraph.web.sparql import formats

from .asking import BASE, FORM, PROBLEM, QUERY, ROWS, Asker
from .test_graphs import SYNTAXES

KAZ = f"{BASE}id/country/KAZ"
LABEL = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
SELECT = f'{LABEL}SELECT ?label WHERE {{ <{KAZ}> skos:prefLabel ?label FILTER(LANG(?label) = "ru") }}'
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ BIND(<{KAZ}> AS ?s) ?s ?p ?o }}"
XML = "{http://www.w3.org/2005/sparql-results#}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "QUERY"])
def test_every_reading_method_is_taken(asker: Asker, method: str) -> None:
    if method in ("GET", "HEAD"):
        answer = asker.request(method, f"/sparql?query={SELECT}".replace(" ", "+").replace("#", "%23"))
    else:
        answer = asker.request(method, "/sparql", {"content-type": QUERY}, SELECT.encode())
    assert (answer.status_code, answer.headers["content-type"]) == (200, ROWS)
    if method != "HEAD":
        assert answer.json()["results"]["bindings"][0]["label"]["value"] == "Казахстан"
    else:
        assert (answer.content, int(answer.headers["content-length"]) > 0) == (b"", True)


def test_options_says_what_is_taken(asker: Asker) -> None:
    answer = asker.request(
        "OPTIONS", "/sparql", {"origin": "https://x.example", "access-control-request-method": "POST"}
    )
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, QUERY, OPTIONS")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST, QUERY"
    assert "access-control-allow-credentials" not in answer.headers


def test_any_page_may_read_validators_links_and_when_to_try_again(asker: Asker) -> None:
    answer = asker.ask("ASK {}")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Allow, ETag, Link, Retry-After"


def alternates(answer: httpx.Response) -> dict[str, str]:
    """The alternates of an answer: media type -> address."""
    parts = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', answer.headers["link"])
    return {media: address for address, media in parts}


def test_an_answer_links_to_its_other_syntaxes_the_service_and_the_licence(asker: Asker) -> None:
    assert asker.ask("ASK {}", "text/csv").headers["link"] == (
        '</sparql?query=ASK%20%7B%7D&format=json>; rel="alternate"; type="application/sparql-results+json", '
        '</sparql?query=ASK%20%7B%7D&format=xml>; rel="alternate"; type="application/sparql-results+xml", '
        '</sparql?query=ASK%20%7B%7D&format=tsv>; rel="alternate"; type="text/tab-separated-values", '
        '</sparql>; rel="describedby", '
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    )


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT, f"DESCRIBE <{KAZ}>", 'ASK { ?s ?p "+ & % Қазақстан"@kk }'])
def test_every_alternate_is_the_same_answer_in_its_syntax(asker: Asker, query: str) -> None:
    graph = f"{BASE}graph/a"
    answer = asker.request(
        "POST", f"/sparql?default-graph-uri={graph}", {"content-type": QUERY, "accept": "*/*"}, query.encode()
    )
    others = alternates(answer)
    assert len(others) in (3, 5)
    assert answer.headers["content-type"].split(";")[0] not in others
    for media, address in others.items():
        other = asker.request("GET", address)
        assert (other.status_code, other.headers["content-type"].split(";")[0]) == (200, media)
        back = next(a for m, a in alternates(other).items() if m == answer.headers["content-type"].split(";")[0])
        assert asker.request("GET", back).headers["etag"] == answer.headers["etag"]


def test_a_long_query_has_no_alternates_and_a_kept_or_unchanged_answer_has_the_same_links(asker: Asker) -> None:
    long = asker.ask("ASK {}" + " " * 600)
    assert long.headers["link"].startswith('</sparql>; rel="describedby"')
    first = asker.ask("ASK { <x:links> ?p ?o }")
    again = asker.ask("ASK { <x:links> ?p ?o }")
    known = asker.request(
        "GET", "/sparql?query=ASK%20%7B%20%3Cx:links%3E%20?p%20?o%20%7D", {"if-none-match": first.headers["etag"]}
    )
    assert known.status_code == 304
    assert {first.headers["link"], again.headers["link"], known.headers["link"]} == {first.headers["link"]}


def test_the_description_of_the_service_links_to_its_form_its_interface_and_its_other_syntaxes(asker: Asker) -> None:
    answer = asker.request("GET", "/sparql", {"accept": "text/turtle"})
    assert set(alternates(answer)) == set(formats.TRIPLES) - {"text/turtle"}
    assert alternates(answer)["application/rdf+xml"] == "/sparql?format=rdf-xml"
    for media, address in alternates(answer).items():
        other = asker.request("GET", address)
        assert (other.status_code, other.headers["content-type"].split(";")[0]) == (200, media)
    assert '</query>; rel="service-doc"; type="text/html"' in answer.headers["link"]
    assert '</openapi.json>; rel="service-desc"; type="application/json"' in answer.headers["link"]
    assert 'rel="license"' in answer.headers["link"]


def test_rows_in_each_format_are_the_same(asker: Asker) -> None:
    query = f"{LABEL}SELECT ?s ?label WHERE {{ ?s skos:prefLabel ?label }} ORDER BY ?label"
    told = json.loads(asker.ask(query, ROWS).content)["results"]["bindings"]
    wanted = sorted((b["s"]["value"], b["label"]["value"]) for b in told)
    assert wanted == sorted(
        [
            (KAZ, "Kazakhstan"),
            (KAZ, "Казахстан"),
            (f"{BASE}id/country/LVA", 'Latvija "1+1" & <b>'),
            (f"{BASE}id/place/a%2Fb", "a slash"),
            (f"{BASE}id/x", "1 + 1 = 2"),
        ]
    )
    tree = ET.fromstring(asker.ask(query, "application/sparql-results+xml").content)
    rows = [[next(iter(b)).text for b in r.iter(f"{XML}binding")] for r in tree.iter(f"{XML}result")]
    assert sorted(map(tuple, rows)) == wanted
    table = list(csv.reader(io.StringIO(asker.ask(query, "text/csv").text)))
    assert (table[0], sorted(map(tuple, table[1:]))) == (["s", "label"], wanted)
    tsv = asker.ask(query, "text/tab-separated-values").content
    parsed = ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV)
    assert isinstance(parsed, ox.QuerySolutions)
    assert sorted((r["s"].value, r["label"].value) for r in parsed) == wanted


@pytest.mark.parametrize("media", SYNTAXES)
def test_triples_in_each_format_are_the_same(asker: Asker, media: str) -> None:
    answer = asker.ask(CONSTRUCT, media)
    assert answer.headers["content-type"].split(";")[0] == media
    found = {str(q.object) for q in ox.parse(answer.content, format=SYNTAXES[media])}
    assert found == {f"<{BASE}def#Country>", '"Kazakhstan"@en', '"Казахстан"@ru', '"Қазақстан"@kk'}


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("ASK {}", "*/*", ROWS),
        ("ASK {}", "application/json", ROWS),
        ("ASK {}", "text/turtle;q=1, text/csv;q=0.2", "text/csv; charset=utf-8"),
        ("ASK {}", "application/sparql-results+xml;q=0.5, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("ASK {}", "text/*;q=0.5, application/sparql-results+json;q=0", "text/csv; charset=utf-8"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/sparql-results+json, application/rdf+xml;q=0.1", "application/rdf+xml"),
        (CONSTRUCT, "application/json", "application/ld+json"),
        ("ASK {}", ";;;q=,,", ROWS),
        ("ASK {}", "text/html;q=0.1, text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_of_the_query_comes_first_and_then_accept(asker: Asker, query: str, accept: str, media: str) -> None:
    answer = asker.ask(query, accept)
    assert (answer.status_code, answer.headers["content-type"], answer.headers["vary"]) == (200, media, "Accept")


@pytest.mark.parametrize(
    ("query", "format_", "media"),
    [
        ("ASK {}", "csv", "text/csv; charset=utf-8"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "ttl", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "n-quads", "application/n-quads"),
        (CONSTRUCT, "json", "application/ld+json"),
    ],
)
def test_the_field_format_wins_over_accept(asker: Asker, query: str, format_: str, media: str) -> None:
    assert asker.ask(query, "image/png", format=format_).headers["content-type"] == media


def test_406_lists_what_there_is(asker: Asker) -> None:
    answer = asker.ask("ASK {}", "text/turtle")
    assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
    assert answer.json()["detail"] == (
        "this query is answered as application/sparql-results+json, application/sparql-results+xml, text/csv, "
        "text/tab-separated-values"
    )


def test_a_browser_gets_the_page_with_the_query_filled_in(asker: Asker) -> None:
    answer = asker.ask("SELECT * WHERE { ?s ?p 'ы+&<' }", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.headers["content-type"].startswith("text/html")
    assert "SELECT * WHERE { ?s ?p &#39;ы+&amp;&lt;&#39; }</textarea>" in answer.text
    form = {"content-type": FORM, "accept": "text/html"}
    assert "ASK {}</textarea>" in asker.request("POST", "/sparql", form, b"query=ASK+%7B%7D").text


# --- data sets ------------------------------------------------------------------------------------------------------

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def counted(asker: Asker, query: str, *fields: tuple[str, str]) -> int:
    import httpx

    target = f"/sparql?{httpx.QueryParams([('query', query), *fields])}"
    answer = asker.request("GET", target, {"accept": "application/json"})
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_a_triple_in_two_graphs_counts_once_in_the_default_graph_and_under_two_from(asker: Asker) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{}} WHERE {{{{ <{KAZ}> a ?t }}}}"
    assert counted(asker, query.format("")) == 1
    assert counted(asker, query.format(f"FROM <{BASE}graph/a> FROM <{BASE}graph/b>")) == 1
    assert counted(asker, query.format(""), *[("default-graph-uri", f"{BASE}graph/{g}") for g in "ab"]) == 1
    assert counted(asker, COUNT, *[("default-graph-uri", f"{BASE}graph/{g}") for g in "ab"]) == 7


def test_the_data_set_of_the_request_wins_over_that_of_the_query(asker: Asker) -> None:
    query = COUNT.replace("WHERE", f"FROM <{BASE}graph/a> WHERE")
    assert counted(asker, query) == 5
    assert counted(asker, query, ("default-graph-uri", f"{BASE}graph/b")) == 3
    assert counted(asker, query, ("named-graph-uri", f"{BASE}graph/b")) == 0
    named = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert counted(asker, named, ("named-graph-uri", f"{BASE}graph/b")) == 3
    assert counted(asker, named, ("default-graph-uri", f"{BASE}graph/b")) == 0


@pytest.mark.parametrize("iri", ["http://127.0.0.1:1/none", "file:///etc/passwd", "urn:none"])
def test_an_unknown_graph_is_empty_and_never_fetched(asker: Asker, iri: str) -> None:
    assert counted(asker, COUNT, ("default-graph-uri", iri)) == 0
    assert counted(asker, COUNT.replace("WHERE", f"FROM <{iri}> WHERE")) == 0


@pytest.mark.parametrize("host", ["test", "elsewhere.example:8080"])
def test_a_relative_iri_is_below_the_namespace_whatever_the_host(asker: Asker, host: str) -> None:
    headers = {"content-type": QUERY, "accept": ROWS, "host": host}
    answer = asker.request("POST", "/sparql", headers, b"SELECT (STR(<id/x>) AS ?iri) WHERE {}")
    assert answer.json()["results"]["bindings"][0]["iri"]["value"] == f"{BASE}id/x"


# --- validators and the cache ---------------------------------------------------------------------------------------


def test_a_repeated_query_is_answered_from_memory(asker: Asker) -> None:
    query = "SELECT ?only WHERE { ?only a <urn:cached> }"
    first = asker.ask(query)
    before = asker.engine.counters["queries"]
    assert [asker.ask(query).content, asker.ask(query, accept=f"{ROWS}, text/csv;q=0.1").content] == [first.content] * 2
    posted = asker.request("POST", "/sparql", {"content-type": QUERY, "accept": ROWS}, query.encode())
    assert (posted.content, posted.headers["etag"]) == (first.content, first.headers["etag"])
    assert asker.engine.counters["queries"] == before
    assert asker.ask(query, "text/csv").headers["etag"] != first.headers["etag"]
    assert asker.engine.counters["queries"] == before + 1


def test_who_has_the_answer_is_told_so_without_asking_the_engine(asker: Asker) -> None:
    target = "/sparql?query=ASK%20%7B%20%3Furn%20%3Furn%20%3Furn%20%7D"
    first = asker.request("GET", target)
    assert first.headers["etag"].startswith('"')
    assert first.headers["cache-control"] == "public, no-cache"
    asker.app.state.memory.clear()
    before = asker.engine.counters["queries"]
    for told in (first.headers["etag"], f'"x", W/{first.headers["etag"]}'):
        again = asker.request("GET", target, {"if-none-match": told})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert asker.engine.counters["queries"] == before
    assert asker.request("GET", target, {"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *(
            "SELECT (RAND() AS ?x) {}",
            "SELECT (now() AS ?x) {}",
            "SELECT (UUID() AS ?x) {}",
            "SELECT (STRUUID() AS ?x) {}",
        ),
        *("SELECT (BNODE() AS ?x) {}", "CONSTRUCT { [] <urn:p> ?x } WHERE { BIND(1 AS ?x) }"),
    ],
)
def test_what_differs_each_time_is_never_kept(asker: Asker, query: str) -> None:
    answers = [asker.ask(query, "*/*") for _ in range(2)]
    assert [a.headers["cache-control"] for a in answers] == ["no-store"] * 2
    assert "etag" not in answers[0].headers
    assert answers[0].content != answers[1].content


def test_a_text_that_only_speaks_of_rand_is_kept(asker: Asker) -> None:
    assert "etag" in asker.ask('SELECT ("RAND() now" AS ?x) {} # UUID()').headers


def test_errors_are_never_kept(asker: Asker) -> None:
    answer = asker.ask("SELECT")
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)


# --- DESCRIBE, hints, streams ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "things"),
    [
        (f"DESCRIBE <{KAZ}>", {KAZ}),
        ("BASE <https://w3id.org/edugraph/id/> PREFIX c: <country/> DESCRIBE c:KAZ <x>", {KAZ, f"{BASE}id/x"}),
        (f"DESCRIBE ?c FROM <{BASE}graph/b> WHERE {{ ?c a <{BASE}def#Country> }}", {KAZ}),
        (f"DESCRIBE * WHERE {{ ?c a <{BASE}def#Country> }}", {KAZ, f"{BASE}id/country/LVA"}),
        ("DESCRIBE <urn:nobody>", set()),
        (f"DESCRIBE <{KAZ}> ?nobody WHERE {{ ?nobody a <urn:none> }}", {KAZ}),
    ],
)
def test_describe_answers_the_bounded_description(asker: Asker, query: str, things: set[str]) -> None:
    answer = asker.ask(query, "application/n-triples")
    assert answer.status_code == 200, answer.text
    subjects = {q.subject.value for q in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
    assert {s for s in subjects if s.startswith(f"{BASE}id/")} == things
    if KAZ in things:
        assert '"Казахстан"@ru' in answer.text


def test_an_error_in_a_describe_is_told_at_its_place(asker: Asker) -> None:
    told = asker.ask("DESCRIBE <urn:a>\n?x WHERE { ?x ?y }", "text/turtle").json()
    assert (told["code"], told["line"], told["column"]) == ("malformed-query", 2, 19)


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELCT * WHERE { ?s ?p ?o }", "SELCT is no word of SPARQL; did you mean 'SELECT'?"),
        (
            "PREFIX eg: <https://w3id.org/edugraph/def#> SELECT * { ?s a eg:Agrement ",
            "Agrement is not in the ontology; did you mean 'Agreement'?",
        ),
        (
            "SELECT * { ?s a eg:Event }",
            "the prefix eg: is not declared; write PREFIX eg: <https://w3id.org/edugraph/def#>",
        ),
        ("SELECT * { ?s a skoz:Concept }", "the prefix skoz: is not declared; did you mean 'skos'?"),
    ],
)
def test_the_nearest_known_word_is_named(asker: Asker, query: str, hint: str) -> None:
    told = asker.ask(query).json()
    assert (told["code"], told["hints"]) == ("malformed-query", [hint])


def test_a_misspelt_term_that_breaks_nothing_is_told_on_the_page(asker: Asker) -> None:
    page = asker.ask("SELECT * { ?s a <https://w3id.org/edugraph/def#Agrement> }", "text/html").text
    assert "Agrement is not in the ontology; did you mean &#39;Agreement&#39;?" in page


class Breaking:
    """An engine whose answer breaks after its first part."""

    def __init__(self) -> None:
        self.counters: dict[str, float] = {}

    async def answer(self, asked: Asked) -> Answer:
        return Answer("text/csv", "rows", None, self._parts())

    async def _parts(self):  # type: ignore[no-untyped-def]
        from edugraph.engine.protocol import WorkerDied

        yield b"x\r\n" * 10
        raise WorkerDied("a worker ended")

    async def close(self) -> None: ...

    def limits(self) -> dict[str, object]:
        return {}


def test_an_answer_that_breaks_is_left_unfinished(asker: Asker) -> None:
    import asyncio
    from dataclasses import replace
    from typing import Any

    sent: list[Any] = []
    site = asker.app.state.site
    asker.app.state.site = replace(site, engine=Breaking())

    async def send(message: Any) -> None:
        sent.append(message)

    async def run(version: str) -> None:
        scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": b"query=SELECT*%7B%7D%23broken",
                 "headers": [], "http_version": version, "client": None, "raw_path": b"/sparql"}  # fmt: skip
        quiet = asyncio.Event()

        async def receive() -> Any:
            if quiet.is_set():
                await asyncio.sleep(3600)
            quiet.set()
            return {"type": "http.request", "body": b"", "more_body": False}

        await asker.app(scope, receive, send)

    try:
        asyncio.run(run("1.1"))
        assert [m["type"] for m in sent] == ["http.response.start", "http.response.body"]
        assert sent[-1]["more_body"] is True
        sent.clear()
        asyncio.run(run("1.0"))
        assert (sent[0]["status"], json.loads(sent[1]["body"])["code"]) == (500, "worker-died")
    finally:
        asker.app.state.site = site
    assert PROBLEM == "application/problem+json"
