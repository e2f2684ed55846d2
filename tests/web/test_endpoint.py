"""The SPARQL endpoint, by its protocol (SPARQL 1.1 Protocol) and as a page."""

import csv
import io

import lxml.html
import pytest
import rdflib

from .conftest import Client

ROWS = "application/sparql-results+json"
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
SELECT = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label WHERE { <https://w3id.org/edugraph/id/country/KAZ> skos:prefLabel ?label } ORDER BY ?label"""
BINDINGS = [
    {"label": {"type": "literal", "value": "Kazahstāna", "xml:lang": "lv"}},
    {"label": {"type": "literal", "value": "Kazakhstan", "xml:lang": "en"}},
    {"label": {"type": "literal", "value": "Казахстан", "xml:lang": "ru"}},
]


def bindings(answer: object) -> object:
    return sorted(answer.json()["results"]["bindings"], key=lambda b: b["label"]["value"])  # type: ignore[attr-defined]


def test_a_select_answers_json_by_get_and_by_both_kinds_of_post(client: Client) -> None:
    answers = [
        client.get("/sparql", "*/*", params={"query": SELECT}),
        client.get("/sparql", "application/json", params={"query": SELECT}),
        client.request("POST", "/sparql", ROWS, content=SELECT.encode(), headers={"content-type": QUERY}),
        client.request(
            "POST", "/sparql", ROWS, content=SELECT.encode(), headers={"content-type": f"{QUERY}; charset=UTF-8"}
        ),
        client.request("POST", "/sparql", ROWS, data={"query": SELECT}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.headers["content-type"]) == (200, ROWS)
        assert answer.headers["vary"] == "Accept"
        assert bindings(answer) == BINDINGS


def test_an_ask_answers_a_truth_value(client: Client) -> None:
    answer = client.get("/sparql", ROWS, params={"query": "ASK { ?s ?p 'no such text' }"})
    assert answer.json() == {"head": {}, "boolean": False}


def test_rows_come_in_the_other_standard_syntaxes(client: Client) -> None:
    answer = client.get("/sparql", "text/csv", params={"query": SELECT})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert (rows[0], sorted(rows[1:])) == (["label"], [["Kazahstāna"], ["Kazakhstan"], ["Казахстан"]])


@pytest.mark.parametrize(
    ("accept", "media", "syntax"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples, application/sparql-results+json", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
    ],
)
def test_a_construct_answers_triples(client: Client, accept: str, media: str, syntax: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { BIND(<https://w3id.org/edugraph/id/country/KAZ> AS ?s) ?s ?p ?o }"
    answer = client.get("/sparql", accept, params={"query": query})
    assert answer.headers["content-type"].split(";")[0] == media
    found = rdflib.Graph().parse(data=answer.text, format=syntax)
    assert rdflib.Literal("Казахстан", lang="ru") in set(found.objects())


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/turtle"), ("CONSTRUCT WHERE { ?s a ?o }", ROWS), (SELECT, "image/png")],
)
def test_an_answer_that_has_no_such_syntax_is_406(client: Client, query: str, accept: str) -> None:
    answer = client.get("/sparql", accept, params={"query": query})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")


def test_an_error_names_line_and_column(client: Client) -> None:
    answer = client.get("/sparql", ROWS, params={"query": "SELECT *\nWHERE { ?s ?p }"})
    body = answer.json()
    assert (answer.status_code, body["title"], body["line"]) == (400, "Bad Request", 2)
    assert body["detail"].startswith("the query cannot be read at line 2, column 16: expected")
    assert set(body) == {"type", "title", "status", "code", "detail", "instance", "line", "column"}


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        (
            "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SERVICE is refused here: this endpoint asks no other server",
        ),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "updates are refused here: the data change by releases only"),
        ("DROP ALL", "updates are refused here: the data change by releases only"),
    ],
)
def test_services_and_updates_are_refused(client: Client, query: str, detail: str) -> None:
    answer = client.request("POST", "/sparql", ROWS, content=query.encode(), headers={"content-type": QUERY})
    assert (answer.status_code, answer.json()["detail"]) == (400 if "SERVICE" in query else 403, detail)


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ([], "there is no query: send it as ?query=, or as the body of a POST"),
        ([("query", " ")], "the query is empty: send it as ?query=, or as the body of a POST"),
        ([("query", SELECT), ("query", SELECT)], "there is more than one query; send one at a time"),
        (
            [("query", SELECT), ("default-graph-uri", "http://x/a b")],
            "default-graph-uri takes the IRI of a graph, not 'http://x/a b'",
        ),
    ],
)
def test_a_request_that_would_be_misread_is_refused(client: Client, fields: list[tuple[str, str]], detail: str) -> None:
    answer = client.get("/sparql", ROWS, params=fields)
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)


def test_a_body_in_another_format_is_415_and_one_too_large_413_and_no_utf8_400(client: Client) -> None:
    def posted(content: bytes, kind: str) -> int:
        return client.request("POST", "/sparql", ROWS, content=content, headers={"content-type": kind}).status_code

    assert posted(b"ASK {}", "text/plain") == 415
    assert posted(b"x" * (1 << 18) + b"x", QUERY) == 413
    assert posted(b"\xff", QUERY) == 400
    assert posted(b"", QUERY) == 400


def test_a_browser_gets_a_form_and_then_a_table(client: Client) -> None:
    form = lxml.html.document_fromstring(client.get("/sparql").content)
    assert form.xpath("string(//textarea[@name='query'])").startswith("PREFIX eg:")
    answered = lxml.html.document_fromstring(client.get("/sparql", params={"query": SELECT}).content)
    assert [c.text_content().strip() for c in answered.xpath("//table//td/bdi")] == [
        b["label"]["value"] for b in client.get("/sparql", ROWS, params={"query": SELECT}).json()["results"]["bindings"]
    ]
    assert answered.xpath("string(//textarea)") == SELECT


def test_a_named_question_is_an_example_to_start_from(client: Client) -> None:
    form = lxml.html.document_fromstring(client.get("/sparql?example=due-by").content)
    assert "SELECT ?commitment" in form.xpath("string(//textarea)")
    assert form.xpath("//section[@id='questions']//ul/li/a/@href") == [
        "/questions/due-by",
        "/query?example=due-by#ask",
        "/questions/who-attended",
        "/query?example=who-attended#ask",
    ]
    assert form.xpath("//table") == []


def test_a_browser_is_told_of_a_fault_beside_the_query(client: Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT </textarea><script>"})
    tree = lxml.html.document_fromstring(answer.content)
    assert answer.status_code == 400
    assert tree.xpath("string(//textarea)") == "SELECT </textarea><script>"
    assert tree.xpath("string(//*[@role='alert'])").strip().startswith("The query was not answered")


def test_truth_values_and_triples_are_shown_too(client: Client) -> None:
    asked = client.get("/sparql?lang=ru", params={"query": "ASK { ?s ?p ?o }", "lang": "ru"})
    assert lxml.html.document_fromstring(asked.content).xpath("//main//p[@class='lead']")[-1].text == "Да"
    made = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s a <http://www.w3.org/ns/shacl#X> }"})
    assert lxml.html.document_fromstring(made.content).xpath("//pre")


def test_any_web_page_may_ask(client: Client) -> None:
    answer = client.get("/sparql", ROWS, params={"query": SELECT}, headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    preflight = client.request("OPTIONS", "/sparql", headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (204, "GET, HEAD, POST, QUERY")
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("language", "title", "advice"),
    [
        ("en", "The query was not answered", "Leave out what is refused: this server asks no other one."),
        ("ru", "Ответа на запрос нет", "Уберите то, что отклонено: этот сервер не обращается к другим."),
        ("lv", "Uz vaicājumu nav atbildes", "Izņemiet noraidīto: šis serveris citiem serveriem nevaicā."),
    ],
)
def test_what_to_do_about_a_fault_is_said_in_the_language_of_the_page(
    client: Client, language: str, title: str, advice: str
) -> None:
    answer = client.get("/query", params={"query": "ASK { SERVICE <urn:x> {} }", "lang": language})
    page = lxml.html.document_fromstring(answer.content)
    told = page.xpath("//*[@role='alert']/p")
    assert page.xpath("string(//title)").startswith(f"{title} · ")
    assert [p.text_content().strip() for p in (told[0], told[-1])] == [title, advice]
    assert [(p.get("lang"), "SERVICE is refused here" in p.text_content()) for p in told[1:]] == [
        ("en", True),
        (None, False),
    ]
