"""The 34 W3C tests of the SPARQL 1.1 Protocol, written as a table of requests; updates must be refused in words."""

from urllib.parse import quote

import pyoxigraph as ox
import pytest

from .asking import FORM, PROBLEM, QUERY, Asker, app_of, release_of, store_of

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
D0, D1, D2, D3 = (DATA.format(n) for n in range(4))
UPDATE = "application/sparql-update"
DOCUMENT = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def dataset(default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> str:
    fields = [f"default-graph-uri={quote(g, safe='')}" for g in default]
    return "&".join(fields + [f"named-graph-uri={quote(g, safe='')}" for g in named])


TWO = f"ASK {{ <{D1}> a ?type . <{D2}> a ?type . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }} }}"
FULL = f"ASK {{ <{D3}> a ?type GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }} }}"
BOTH = f"ASK FROM <{D3}> {{ GRAPH ?g1 {{ <{D1}> a ?type }} GRAPH ?g2 {{ <{D2}> a ?type }} }}"
ROWS = {"application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values"}
TRUTH = {"application/sparql-results+xml", "application/sparql-results+json"}
RDF = {"application/rdf+xml", "text/turtle", "application/n-triples"}

QUERIES = [
    ("query_post_form", "POST", dataset((D0,)), FORM, "query=ASK%20%7B%7D", True),
    ("query_dataset_default_graphs_get", "GET", f"query={quote(TWO)}&{dataset((D1, D2))}", "", "", True),
    ("query_dataset_default_graphs_post", "POST", dataset((D1, D2)), QUERY, TWO, True),
    ("query_dataset_named_graphs_post", "POST", dataset((), (D1, D2)), QUERY, NAMED, True),
    ("query_dataset_named_graphs_get", "GET", f"query={quote(NAMED)}&{dataset((), (D1, D2))}", "", "", True),
    ("query_dataset_full", "POST", dataset((D3,), (D1, D2)), QUERY, FULL, True),
    ("query_multiple_dataset", "POST", dataset((), (D1, D2)), QUERY, BOTH, True),
    ("query_get", "GET", f"query=ASK%20%7B%7D&{dataset((D0,))}", "", "", True),
    ("query_content_type_select", "POST", dataset((D0,)), QUERY, "SELECT (1 AS ?value) {}", ROWS),
    ("query_content_type_ask", "POST", dataset((D0,)), QUERY, "ASK {}", TRUTH),
    ("query_content_type_describe", "POST", dataset((D0,)), QUERY, "DESCRIBE <http://example.org/>", RDF),
    ("query_content_type_construct", "POST", dataset((D0,)), QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", RDF),
    ("query_post_direct", "POST", dataset((D0,)), QUERY, "ASK {}", True),
]
USING = "using-graph-uri=" + quote(D1, safe="")
USING_NAMED = "using-named-graph-uri=" + quote(D1, safe="")
INSERT = "PREFIX dc: <http://purl.org/dc/terms/> DROP ALL ; INSERT { GRAPH <g> { ?s a dc:Thing } } WHERE { ?s a ?t }"
UPDATES = [
    ("update_dataset_default_graph", "POST", USING, UPDATE, INSERT),
    ("update_dataset_default_graphs", "POST", f"{USING}&using-graph-uri={quote(D2, safe='')}", UPDATE, INSERT),
    ("update_dataset_named_graphs", "POST", USING_NAMED, UPDATE, INSERT),
    ("update_dataset_full", "POST", f"{USING}&{USING_NAMED}", UPDATE, INSERT),
    ("update_post_form", "POST", "", FORM, "update=CLEAR+ALL"),
    ("update_post_direct", "POST", "", UPDATE, "CLEAR ALL"),
    ("update_base_uri", "POST", "", UPDATE, "INSERT DATA { GRAPH <http://example.org/g> { <s> <p> <test> } }"),
]
BAD = [
    ("bad_query_method", "PUT", f"query=ASK%20%7B%7D&{dataset((D0,))}", FORM, "", 405, "method-not-allowed"),
    ("bad_multiple_queries", "GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", "", "", 400, "bad-request"),
    ("bad_query_wrong_media_type", "POST", "", "text/plain", "ASK {}", 415, "unsupported-media-type"),
    ("bad_query_missing_form_type", "POST", "", "", "query=ASK%20%7B%7D", 415, "unsupported-media-type"),
    ("bad_query_missing_direct_type", "POST", "", "", "ASK {}", 415, "unsupported-media-type"),
    ("bad_query_non_utf8", "POST", "", f"{QUERY}; charset=UTF-16", "ASK {}", 415, "unsupported-media-type"),
    ("bad_query_syntax", "GET", "query=ASK%20%7B", "", "", 400, "malformed-query"),
    ("bad_update_get", "GET", "update=CLEAR%20ALL", "", "", 403, "read-only"),
    ("bad_multiple_updates", "POST", "", FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403, "read-only"),
    ("bad_update_wrong_media_type", "POST", "", "text/plain", "CLEAR NAMED", 415, "unsupported-media-type"),
    ("bad_update_missing_form_type", "POST", "", "", "update=CLEAR%20NAMED", 415, "unsupported-media-type"),
    ("bad_update_non_utf8", "POST", "", f"{UPDATE}; charset=UTF-16", "CLEAR NAMED", 415, "unsupported-media-type"),
    ("bad_update_syntax", "POST", "", FORM, "update=CLEAR%20XYZ", 403, "read-only"),
    ("bad_update_dataset_conflict", "POST", USING_NAMED, UPDATE, "WITH <g> DELETE { } WHERE { }", 403, "read-only"),
]


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """The three documents of the suite, each in its graph."""
    graphs = [ox.NamedNode(g) for g in (D1, D2, D3)]
    store = store_of([ox.Quad(g, TYPE, DOCUMENT, g) for g in graphs])
    return Asker(app_of(release_of(tmp_path_factory.mktemp("release"), store)))


def test_the_table_holds_all_34_tests_of_the_suite() -> None:
    names = [row[0] for row in (*QUERIES, *UPDATES, *BAD)]
    assert (len(names), len(set(names))) == (34, 34)


def sent(asker: Asker, method: str, query: str, kind: str, body: str) -> object:
    headers = {"content-type": kind} if kind else {}
    return asker.request(method, f"/sparql?{query}" if query else "/sparql", headers, body.encode() if body else None)


@pytest.mark.parametrize(
    ("method", "query", "kind", "body", "wanted"), [r[1:] for r in QUERIES], ids=[r[0] for r in QUERIES]
)
def test_a_query_is_answered(asker: Asker, method: str, query: str, kind: str, body: str, wanted: object) -> None:
    answer = sent(asker, method, query, kind, body)
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    if isinstance(wanted, set):
        assert answer.headers["content-type"].split(";")[0] in wanted  # type: ignore[attr-defined]
    else:
        assert answer.json()["boolean"] is wanted  # type: ignore[attr-defined]


@pytest.mark.parametrize(("method", "query", "kind", "body"), [r[1:] for r in UPDATES], ids=[r[0] for r in UPDATES])
def test_an_update_is_refused_in_words(asker: Asker, method: str, query: str, kind: str, body: str) -> None:
    answer = sent(asker, method, query, kind, body)
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)  # type: ignore[attr-defined]
    assert answer.json()["detail"] == "updates are refused here: the data change by releases only"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("method", "query", "kind", "body", "status", "code"), [r[1:] for r in BAD], ids=[r[0] for r in BAD]
)
def test_what_is_wrong_is_told(
    asker: Asker, method: str, query: str, kind: str, body: str, status: int, code: str
) -> None:
    answer = sent(asker, method, query, kind, body)
    told = answer.json()  # type: ignore[attr-defined]
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)  # type: ignore[attr-defined]
