"""The description of the service (SPARQL 1.1 Service Description), true to what this endpoint does."""

from collections.abc import Mapping

from edugraph.rdf import Triple, iri, literal, typed
from edugraph.vocabulary import BASE, DCT, PREFIXES, RDF, VOID
from edugraph.web.sparql.links import LICENCE

SD = PREFIXES["sd"]
_W3_FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML"),
)
_LANGUAGES = ("SPARQL10Query", "SPARQL11Query")


ENDPOINT = f"{BASE}sparql"
"""What the service is called, whatever host it answers at."""


def description(
    asked: str, title: str, total: int, graphs: Mapping[str, int], limits: Mapping[str, object]
) -> list[Triple]:
    """The service with its graphs and their sizes, and its limits in words. Its name is minted as all names are; the
    one triple that is not the same everywhere tells the address that was asked, as the standard wants it.

    No feature of the vocabulary is claimed: the default graph leaves out shapes and analytics, so it is not the union
    of all graphs; SERVICE is refused; no IRI is ever fetched.
    """
    service, data, default = f"{ENDPOINT}#service", f"{ENDPOINT}#data", f"{ENDPOINT}#default-graph"
    rows: list[tuple[str, str, str]] = [
        (service, RDF.type, iri(SD + "Service")),
        *((service, SD + "endpoint", iri(address)) for address in {ENDPOINT, asked}),
        (service, SD + "defaultEntailmentRegime", iri("http://www.w3.org/ns/entailment/Simple")),
        (service, SD + "defaultDataset", iri(data)),
        (service, SD + "availableGraphs", iri(data + "-graphs")),
        (service, DCT.title, literal(title, "en")),
        (service, DCT.license, iri(LICENCE)),
        *((service, SD + "supportedLanguage", iri(SD + name)) for name in _LANGUAGES),
        *((service, SD + "resultFormat", iri(_W3_FORMATS + name)) for name in _FORMATS),
        *((service, DCT.description, literal(told, "en")) for told in in_words(limits)),
        (data, RDF.type, iri(SD + "Dataset")),
        (data, SD + "defaultGraph", iri(default)),
        (data + "-graphs", RDF.type, iri(SD + "GraphCollection")),
        (default, RDF.type, iri(SD + "Graph")),
        (default, RDF.type, iri(VOID.Dataset)),
        (default, VOID.triples, typed(total, "integer")),
    ]
    for graph, size in graphs.items():
        rows += _graph(data, graph, size)
    return sorted((iri(s), iri(p), o) for s, p, o in rows)


def _graph(data: str, graph: str, size: int) -> list[tuple[str, str, str]]:
    named = f"{ENDPOINT}#{graph.removeprefix(BASE)}"
    return [
        (data, SD + "namedGraph", iri(named)),
        (data + "-graphs", SD + "namedGraph", iri(named)),
        (named, RDF.type, iri(SD + "NamedGraph")),
        (named, SD + "name", iri(graph)),
        (named, SD + "graph", iri(graph)),
        (graph, RDF.type, iri(SD + "Graph")),
        (graph, RDF.type, iri(VOID.Dataset)),
        (graph, VOID.triples, typed(size, "integer")),
    ]


def in_words(limits: Mapping[str, object]) -> list[str]:
    """What a client should know of this endpoint beside the vocabulary's own terms."""
    known = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in sorted(limits.items()))
    return [
        "Updates, LOAD and SERVICE are refused, and no graph is ever fetched: an unknown graph is empty.",
        "The default graph is the union of all graphs but shapes and analytics, each triple once.",
        "DESCRIBE answers a bounded description of each thing: its statements, what tells of it, its passages.",
        *([f"Limits: {known}."] if known else []),
    ]
