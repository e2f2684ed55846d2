"""What strangers send by mistake or on purpose: each gets one clear answer, and never a 500."""

import gzip
import time

import pytest

from .asking import FORM, PROBLEM, QUERY, ROWS, Asker

NO_QUERY = "there is no query in the body"


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        (QUERY, b"ASK { ?s ?p '\xff' }", 400, "bad-request"),
        (QUERY, "ASK {}".encode("utf-16"), 400, "bad-request"),
        (FORM, b"query=%FF", 400, "bad-request"),
        (FORM, "query=ASK".encode("utf-16"), 400, "bad-request"),
        (f"{QUERY}; charset=utf-16", "ASK {}".encode("utf-16"), 415, "unsupported-media-type"),
        (f"{QUERY}; charset=latin-1", b"ASK {}", 415, "unsupported-media-type"),
        ("", b"ASK {}", 415, "unsupported-media-type"),
        ("text/plain", b"ASK {}", 415, "unsupported-media-type"),
        ("multipart/form-data; boundary=x", b"--x--", 415, "unsupported-media-type"),
        (";;;=", b"ASK {}", 415, "unsupported-media-type"),
        (QUERY, b"", 400, "bad-request"),
        (FORM, b"", 400, "bad-request"),
        (FORM, b"query=", 400, "bad-request"),
        (FORM, b"query=ASK+%7B%7D&query=ASK+%7B%7D", 400, "bad-request"),
        (FORM, b"query=ASK+%7B%7D&update=CLEAR+ALL", 400, "bad-request"),
        (FORM, b"query=ASK+%7B%7D%00", 400, "bad-request"),
        (QUERY, b"ASK {}\0", 400, "bad-request"),
        (QUERY, b"ASK {} #" + b"x" * (10 << 20), 413, "too-large"),
        (FORM, b"&" * 5000, 400, "bad-request"),
        (FORM, b"a=1&" * 5000, 400, "bad-request"),
        (QUERY, b"ASK " + b"(" * 5000, 400, "too-deep"),
        (QUERY, b"SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "refused-query"),
        (QUERY, b"ASK { FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } } }", 400, "refused-query"),
        (QUERY, b"LOAD <http://127.0.0.1:1/>", 403, "read-only"),
        (QUERY, b"prefix a: <b:> # c\nInsert data { a:a a:b a:c }", 403, "read-only"),
    ],
)
def test_a_body_that_cannot_be_answered_is_told_why(
    asker: Asker, kind: str, body: bytes, status: int, code: str
) -> None:
    answer = asker.request("POST", "/sparql", {"accept": ROWS, **({"content-type": kind} if kind else {})}, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    told = answer.json()
    assert (told["status"], told["code"], told["instance"]) == (status, code, "/sparql")
    assert {"type", "title", "detail"} <= set(told)


@pytest.mark.parametrize(
    ("fields", "status", "code", "detail"),
    [
        (
            {"format": "docx"},
            400,
            "bad-request",
            "there is no format 'docx'; this query is answered as json, xml, csv, tsv",
        ),
        ({"format": "turtle"}, 406, "not-acceptable", "this query is answered as json, xml, csv, tsv, not as turtle"),
        ({"timeout": "-1"}, 400, "bad-request", "timeout takes a number of seconds above 0, not '-1'"),
        ({"timeout": "soon"}, 400, "bad-request", "timeout takes a number of seconds above 0, not 'soon'"),
        ({"timeout": "nan"}, 400, "bad-request", "timeout takes a number of seconds above 0, not 'nan'"),
        ({"timeout": "inf"}, 400, "bad-request", "timeout takes a number of seconds above 0, not 'inf'"),
        (
            {"default-graph-uri": "http://x/a b"},
            400,
            "bad-request",
            "default-graph-uri takes the IRI of a graph, not 'http://x/a b'",
        ),
        ({"named-graph-uri": ""}, 400, "bad-request", "named-graph-uri takes the IRI of a graph, not ''"),
        (
            {"named-graph-uri": "http://[x"},
            400,
            "bad-request",
            "named-graph-uri takes the IRI of a graph, not 'http://[x'",
        ),
    ],
)
def test_a_field_that_cannot_be_read_is_told(
    asker: Asker, fields: dict[str, str], status: int, code: str, detail: str
) -> None:
    told = asker.ask("ASK {}", **fields).json()
    assert (told["status"], told["code"], told["detail"]) == (status, code, detail)


@pytest.mark.parametrize("accept", [";;;", "q=1", "text", "*/*;q=many", ",,,", "\x7f", "a" * 5000])
def test_an_accept_that_cannot_be_read_is_as_none_or_told_as_unanswerable(asker: Asker, accept: str) -> None:
    assert asker.ask("ASK {}", accept).status_code in (200, 406)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p "SERVICE <http://127.0.0.1/> INSERT DATA" }',
        "ASK { ?s <urn:none> ?o } # SERVICE <http://127.0.0.1/> { }",
        "PREFIX SERVICE: <urn:x> ASK { ?s SERVICE:p ?LOAD }",
        "ASK { ?s <http://x/SERVICE> '''INSERT \" ' DELETE''' }",
    ],
)
def test_words_in_texts_comments_and_names_are_harmless(asker: Asker, query: str) -> None:
    assert asker.ask(query).json()["boolean"] is False


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://127.0.0.1:1/x"])
def test_from_reads_no_file_and_no_address(asker: Asker, graph: str) -> None:
    answer = asker.ask(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}")
    assert answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize("query_string", ["query=%FF", "query=ASK%20%7B%7D&format=csv&format=json", "timeout=3", "%00"])
def test_an_address_that_cannot_be_read_is_told(asker: Asker, query_string: str) -> None:
    answer = asker.request("GET", f"/sparql?{query_string}", {"accept": ROWS})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_the_query_in_both_the_address_and_the_body_is_refused(asker: Asker) -> None:
    answer = asker.request("POST", "/sparql?query=ASK%7B%7D", {"content-type": QUERY}, b"ASK {}")
    assert answer.json()["detail"] == "the body is the query: there must be no other in the address"


def test_text_that_xml_cannot_hold_is_refused_before_the_status(asker: Asker) -> None:
    control = asker.ask(r'SELECT ("\u0001" AS ?x) {}', "application/sparql-results+xml")
    nameless = asker.ask("CONSTRUCT { <urn:s> <http://x/> 1 } WHERE {}", "application/rdf+xml")
    assert [(a.status_code, a.json()["code"]) for a in (control, nameless)] == [(406, "not-writable")] * 2


def test_a_star_in_if_none_match_says_nothing_of_a_query_that_was_never_answered(asker: Asker) -> None:
    headers = {"accept": ROWS, "if-none-match": "*"}
    broken = asker.request("GET", "/sparql?query=ASK%20%7B%20star", headers)
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed-query")
    assert asker.request("GET", "/sparql?query=ASK%7B%7D%23star", headers).status_code == 200
    assert asker.request("GET", "/sparql?query=ASK%7B%7D%23star", headers).status_code == 304


@pytest.mark.parametrize("accept", ["/", ";;;q=x,/,", "text/", "/csv"])
def test_an_accept_of_nothing_that_exists_is_as_none(asker: Asker, accept: str) -> None:
    answer = asker.ask("ASK {}", accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, ROWS)


def test_a_header_of_very_many_wishes_is_read_to_a_certain_length(asker: Asker) -> None:
    assert asker.ask("ASK {}", "a/b," * 63 + "text/csv").status_code == 200
    start = time.process_time()
    assert asker.ask("ASK {}", "a/b," * 30_000 + "text/csv").status_code == 406
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize("method", ["QUERY", "PURGE"])
def test_a_graph_is_not_read_by_other_methods(asker: Asker, method: str) -> None:
    answer = asker.request(method, "/graph-store?default")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_page_that_is_read_by_get_says_that_it_has_a_head(asker: Asker) -> None:
    answer = asker.request("DELETE", "/query")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_body_that_is_packed_is_not_taken(asker: Asker) -> None:
    headers = {"content-type": QUERY, "content-encoding": "gzip", "accept": ROWS}
    told = asker.request("POST", "/sparql", headers, gzip.compress(b"ASK {}"))
    assert (told.status_code, told.json()["detail"]) == (415, "a query is sent as it is, not as gzip")
    assert asker.request("POST", "/sparql", {**headers, "content-encoding": "Identity"}, b"ASK {}").status_code == 200
