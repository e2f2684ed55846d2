"""graph/meta: what the data set and each of its graphs hold (DCAT 3, VoID), with a hash of each graph."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from edugraph.rdf import Quad, Triple, iri, literal, typed
from edugraph.vocabulary import BASE, DCAT, DCT, RDF, SD, SPDX, VOID, graph_iri

DATASET = BASE + "dataset"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def by_graph(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """Graph IRI -> its triples as sorted N-Triples lines. Without blank nodes this is the RDFC-1.0 canonical form."""
    found: dict[str, list[str]] = defaultdict(list)
    for s, p, o, g in quads:
        found[g[1:-1]].append(f"{s} {p} {o} .\n")
    return {g: sorted(lines) for g, lines in sorted(found.items())}


def sha256(lines: Iterable[str]) -> str:
    """The hash of N-Triples or N-Quads lines in their order."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode("utf-8"))
    return whole.hexdigest()


def quads(graphs: Mapping[str, list[str]], release_id: str, version: str, date: str) -> set[Quad]:
    """The description of the data set and of each named graph."""
    rows: list[Triple] = [
        _row(DATASET, RDF.type, iri(DCAT.Dataset)),
        _row(DATASET, RDF.type, iri(VOID.Dataset)),
        _row(DATASET, DCT.title, literal("edugraph: actors, events and commitments in international education", "en")),
        _row(DATASET, DCAT.version, literal(version)),
        _row(DATASET, DCT.identifier, literal(release_id)),
        _row(DATASET, "http://purl.org/dc/terms/issued", typed(date, "date")),
        _row(DATASET, DCT.license, iri(_LICENCE)),
        _row(DATASET, VOID.uriSpace, literal(BASE + "id/")),
        _row(DATASET, VOID.triples, typed(len({t for lines in graphs.values() for t in lines}), "integer")),
    ]
    for graph, lines in graphs.items():
        rows += _graph(graph, lines)
    return {(s, p, o, iri(graph_iri("meta"))) for s, p, o in rows}


def _graph(graph: str, lines: list[str]) -> list[Triple]:
    checksum = BASE + "dataset/checksum/" + graph.removeprefix(BASE + "graph/")
    return [
        _row(DATASET, VOID.subset, iri(graph)),
        _row(graph, RDF.type, iri(SD.NamedGraph)),
        _row(graph, RDF.type, iri(VOID.Dataset)),
        _row(graph, SD.name, iri(graph)),
        _row(graph, VOID.triples, typed(len(lines), "integer")),
        _row(graph, SPDX.checksum, iri(checksum)),
        _row(checksum, SPDX.algorithm, iri(_SHA256)),
        _row(checksum, SPDX.checksumValue, literal(sha256(lines))),
    ]


def _row(subject: str, predicate: str, term: str) -> Triple:
    return iri(subject), iri(predicate), term
