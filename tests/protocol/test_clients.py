"""Real clients over a real socket, each with GET and POST, with Cyrillic, percent-encoded names and `+`."""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

from . import comunica
from .asking import BASE, FORM, QUERY, app_of, release_of, release_on_disk, store_of
from .conftest import quads
from .live import served, served_by_pool

LABEL = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
CYRILLIC = LABEL + 'SELECT ?s WHERE { ?s skos:prefLabel "Казахстан"@ru }'
ENCODED = LABEL + f"SELECT ?label WHERE {{ <{BASE}id/place/a%2Fb> skos:prefLabel ?label }}"
PLUS = LABEL + 'SELECT ?s WHERE { ?s skos:prefLabel "1 + 1 = 2"@en }'
CASES = [(CYRILLIC, "s", f"{BASE}id/country/KAZ"), (ENCODED, "label", "a slash"), (PLUS, "s", f"{BASE}id/x")]


@pytest.fixture(scope="module", params=["in process", pytest.param("pool", marks=pytest.mark.slow)])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint over an engine in the process of the tests, and over the one that serves in earnest."""
    folder = tmp_path_factory.mktemp("release")
    if request.param == "pool":
        with served_by_pool(release_on_disk(folder, quads())) as found:
            yield f"{found}/sparql"
    else:
        with served(app_of(release_of(folder, store_of(quads())))) as found:
            yield f"{found}/sparql"


@pytest.mark.parametrize(("query", "name", "value"), CASES)
@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_sparqlwrapper(address: str, query: str, name: str, value: str, way: str) -> None:
    client = SPARQLWrapper(address)
    client.setQuery(query)
    if way != "GET":
        client.setMethod(POST)
        client.setRequestMethod(POSTDIRECTLY if way == "direct" else URLENCODED)
    client.setReturnFormat(JSON)
    assert [b[name]["value"] for b in client.queryAndConvert()["results"]["bindings"]] == [value]
    client.setReturnFormat(XML)
    assert value in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().splitlines() == [name, value]


def test_sparqlwrapper_construct_and_ask(address: str) -> None:
    client = SPARQLWrapper(address)
    client.setQuery(f"CONSTRUCT WHERE {{ <{BASE}id/country/KAZ> ?p ?o }}")
    client.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")
    assert rdflib.Literal("Казахстан", lang="ru") in set(graph.objects())
    client.setQuery("ASK {}")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize(("query", "name", "value"), CASES)
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(address: str, query: str, name: str, value: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(address, method=method))
    assert [str(row[name]) for row in graph.query(query)] == [value]
    assert rdflib.Literal("Казахстан", lang="ru") in set(graph.objects(rdflib.URIRef(f"{BASE}id/country/KAZ")))


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not there: apt-get install curl")
@pytest.mark.parametrize(("query", "name", "value"), CASES)
@pytest.mark.parametrize(
    "options",
    [
        ["--get", "--data-urlencode", "query={}"],
        ["--data-urlencode", "query={}"],
        ["-H", f"Content-Type: {QUERY}", "--data-binary", "{}"],
        ["-X", "QUERY", "-H", f"Content-Type: {QUERY}", "--data-binary", "{}"],
        ["-X", "QUERY", "-H", f"Content-Type: {FORM}", "--data-urlencode", "query={}"],
    ],
    ids=["get", "form", "direct", "query", "query-form"],
)
def test_curl(address: str, query: str, name: str, value: str, options: list[str]) -> None:
    filled = [query if o == "{}" else o.replace("query={}", f"query={query}") for o in options]
    done = subprocess.run(
        ["curl", "-sS", "--fail", "-H", "Accept: application/sparql-results+json", *filled, address],
        capture_output=True,
        check=True,
    )
    assert [b[name]["value"] for b in json.loads(done.stdout)["results"]["bindings"]] == [value]


@pytest.mark.parametrize(("query", "name", "value"), CASES)
def test_pandas(address: str, query: str, name: str, value: str, tmp_path: Path) -> None:
    import httpx

    got = pandas.read_csv(f"{address}?{httpx.QueryParams({'query': query, 'format': 'csv'})}")
    posted = httpx.post(address, data={"query": query}, headers={"accept": "text/csv"})
    assert list(got[name]) == list(pandas.read_csv(io.BytesIO(posted.content))[name]) == [value]


@pytest.mark.slow
@pytest.mark.xdist_group("comunica")
@pytest.mark.parametrize("padding", [0, 40])
@pytest.mark.parametrize(("query", "name", "value"), CASES)
def test_comunica(address: str, query: str, name: str, value: str, padding: int) -> None:
    """Comunica asks by GET while the address is short, and else by POST."""
    others = ", ".join(f"<{BASE}id/nothing/{n}>" for n in range(padding))
    long = f"{query.rstrip(' }')} FILTER(?{name} NOT IN ({others})) }}" if padding else query
    told = comunica.asked(address, long, "application/sparql-results+json")
    assert [b[name]["value"] for b in json.loads(told.answer)["results"]["bindings"]] == [value]
    assert told.methods[-1] == ("POST" if padding else "GET")


@pytest.mark.slow
@pytest.mark.xdist_group("comunica")
def test_comunica_ask_and_construct(address: str) -> None:
    assert json.loads(comunica.asked(address, "ASK { ?s ?p ?o }", "application/sparql-results+json").answer)["boolean"]
    told = comunica.asked(
        address, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{BASE}id/country/KAZ> }} ?s ?p ?o }}", "text/turtle"
    )
    graph = rdflib.Graph().parse(data=told.answer, format="turtle")
    assert rdflib.Literal("Казахстан", lang="ru") in set(graph.objects())
