"""The service description (W3C: 3 tests), and the read side of the Graph Store Protocol on graphs that are there."""

import pyoxigraph as ox
import pytest
import rdflib

from .asking import BASE, PROBLEM, Asker

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
SYNTAXES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
GRAPH_A = "graph-store?graph=https%3A%2F%2Fw3id.org%2Fedugraph%2Fgraph%2Fa"


def described(asker: Asker, accept: str = "*/*") -> ox.Store:
    answer = asker.request("GET", "/sparql", {"accept": accept})
    assert answer.status_code == 200
    store = ox.Store()
    media = answer.headers["content-type"].split(";")[0]
    store.bulk_load(answer.content, format=SYNTAXES[media])
    return store


@pytest.mark.parametrize("media", SYNTAXES)
def test_a_bare_get_returns_the_description_in_every_rdf_format(asker: Asker, media: str) -> None:
    answer = asker.request("GET", "/sparql", {"accept": media})
    assert answer.headers["content-type"].split(";")[0] == media
    found = {str(q.predicate) for q in ox.parse(answer.content, format=SYNTAXES[media])}
    assert f"<{SD}endpoint>" in found


def test_the_description_has_the_triple_of_the_endpoint_that_was_asked(asker: Asker) -> None:
    assert described(asker).query(f"ASK {{ ?s a <{SD}Service> ; <{SD}endpoint> <http://test/sparql> }}")


def test_the_description_conforms_to_the_schema(asker: Asker) -> None:
    """Domains and ranges of the vocabulary (Service Description, section 3)."""
    store = described(asker)
    for property_, domain, range_ in [
        ("endpoint", "Service", ""),
        ("defaultDataset", "Service", "Dataset"),
        ("availableGraphs", "Service", "GraphCollection"),
        ("defaultGraph", "Dataset", "Graph"),
        ("namedGraph", "", "NamedGraph"),
        ("graph", "NamedGraph", "Graph"),
        ("name", "NamedGraph", ""),
    ]:
        pairs = list(store.query(f"SELECT ?s ?o {{ ?s <{SD}{property_}> ?o }}"))
        assert pairs, property_
        for row in pairs:
            assert not domain or store.query(f"ASK {{ {row['s']} a <{SD}{domain}> }}"), (property_, domain)
            assert not range_ or store.query(f"ASK {{ {row['o']} a <{SD}{range_}> }}"), (property_, range_)


def test_the_description_is_true(asker: Asker) -> None:
    store = described(asker)
    formats = {row["f"].value.rpartition("/")[2] for row in store.query(f"SELECT ?f {{ ?s <{SD}resultFormat> ?f }}")}
    assert formats == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML"),
    }
    assert not store.query(f"ASK {{ ?s <{SD}feature> ?f }}")
    languages = {
        row["l"].value.removeprefix(SD) for row in store.query(f"SELECT ?l {{ ?s <{SD}supportedLanguage> ?l }}")
    }
    assert languages == {"SPARQL10Query", "SPARQL11Query"}
    sizes = store.query(f"SELECT ?g ?n {{ ?x <{SD}name> ?g . ?g <{VOID}triples> ?n }}")
    told = {row["g"].value.removeprefix(BASE): int(row["n"].value) for row in sizes}
    assert told == {"graph/a": 5, "graph/b": 3, "graph/caf%C3%A9": 1, "graph/ontology": 3, "graph/shapes": 1}
    total = next(iter(store.query(f"SELECT ?n {{ ?d <{SD}defaultGraph>/<{VOID}triples> ?n }}")))
    assert total["n"].value == "11"


def test_a_browser_gets_the_query_page_and_a_client_that_forgot_its_query_is_told(asker: Asker) -> None:
    assert "<textarea" in asker.request("GET", "/sparql", {"accept": "text/html"}).text
    answer = asker.request("GET", "/sparql", {"accept": "application/sparql-results+json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_the_description_has_a_validator(asker: Asker) -> None:
    first = asker.request("GET", "/sparql")
    again = asker.request("GET", "/sparql", {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("media", SYNTAXES)
def test_a_graph_is_read_indirectly_in_every_format(asker: Asker, media: str) -> None:
    answer = asker.request("GET", f"/{GRAPH_A}", {"accept": media})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, media)
    assert len(list(ox.parse(answer.content, format=SYNTAXES[media]))) == 5


@pytest.mark.parametrize("suffix", ["", ".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".nq"])
def test_a_graph_is_read_directly(asker: Asker, suffix: str) -> None:
    answer = asker.request("GET", f"/graph/a{suffix}", {"accept": "text/turtle"})
    media = answer.headers["content-type"].split(";")[0]
    assert answer.status_code == 200
    found = list(ox.parse(answer.content, format=SYNTAXES[media]))
    graphs = {"DEFAULT", f"<{BASE}graph/a>"} if suffix in (".trig", ".nq") else {"DEFAULT"}
    assert (len({q.triple for q in found}), {str(q.graph_name) for q in found}) == (5, graphs)


def test_the_default_graph_is_read(asker: Asker) -> None:
    answer = asker.request("GET", "/graph-store?default", {"accept": "application/n-triples"})
    assert len(answer.text.splitlines()) == 11


def test_head_of_a_graph_that_is_there_and_of_one_that_is_not(asker: Asker) -> None:
    there = asker.request("HEAD", f"/{GRAPH_A}", {"accept": "text/turtle"})
    assert (there.status_code, there.content, there.headers["content-type"]) == (200, b"", "text/turtle; charset=utf-8")
    assert int(there.headers["content-length"]) > 0
    assert asker.request("HEAD", "/graph-store?graph=http%3A%2F%2Fexample.org%2Fnone").status_code == 404
    assert asker.request("HEAD", "/graph/a", {"accept": "text/turtle"}).status_code == 200
    assert asker.request("HEAD", "/graph/none", {"accept": "text/turtle"}).status_code == 404


@pytest.mark.parametrize(
    "spelt", ["https://w3id.org/edugraph/graph/a", "https%3a%2f%2fw3id.org%2fedugraph%2fgraph%2Fa"]
)
def test_one_graph_may_be_spelt_in_several_ways(asker: Asker, spelt: str) -> None:
    answer = asker.request("GET", f"/graph-store?graph={spelt}", {"accept": "application/n-triples"})
    assert len(rdflib.Graph().parse(data=answer.text, format="nt")) == 5


def test_a_percent_sign_in_an_iri_is_decoded_once_and_not_twice(asker: Asker) -> None:
    once = asker.request("GET", "/graph-store?graph=https://w3id.org/edugraph/graph/caf%25C3%25A9")
    assert (once.status_code, "1 + 1 = 2" in once.text) == (200, True)
    assert asker.request("GET", "/graph-store?graph=https://w3id.org/edugraph/graph/caf%C3%A9").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("target", [f"/{GRAPH_A}", "/graph-store?default", "/graph/a", "/graph/new"])
def test_a_write_is_refused_in_words(asker: Asker, method: str, target: str) -> None:
    answer = asker.request(method, target, {"content-type": "text/turtle"}, b"<a:a> <a:b> <a:c> .")
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)
    assert answer.json()["detail"] == "updates are refused here: the data change by releases only"


@pytest.mark.parametrize(
    "target", ["/graph-store", f"/{GRAPH_A}&default", "/graph-store?graph=a%20b", "/graph-store?graph="]
)
def test_a_request_that_names_no_graph_or_two_is_refused(asker: Asker, target: str) -> None:
    assert asker.request("GET", target).status_code == 400
