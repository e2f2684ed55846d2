"""graph/meta: what the data set and each of its graphs hold (VoID, DCAT 3), with a hash of each graph.

Every number equals a COUNT query over the release. The numbers of the data set are those of its default graph without
graph/meta itself, which cannot count what it is about to say.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from edugraph.build import catalog
from edugraph.build.catalog import DATASET, Row, Words
from edugraph.build.counts import Counts, counted, subjects
from edugraph.rdf import Quad, iri, literal, typed
from edugraph.vocabulary import BASE, EG, FOAF, PREFIXES, RDF, RDFS, SD, SPDX, VOID, VOID_EXT, graph_iri

EXAMPLES = (
    *(EG.Event, EG.Decision, EG.Commitment, EG.Claim, EG.Document, EG.Country),
    PREFIXES["org"] + "Organization",
)
"""Classes of which the first thing is an example of the data."""
FORMATS = ("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML")
"""Syntaxes of every thing's document, by their names below http://www.w3.org/ns/formats/."""
_FORMAT = "http://www.w3.org/ns/formats/"
_NAMESPACES = {**PREFIXES, "vann": "http://purl.org/vocab/vann/"}
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")

COUNTED: Words = {
    "en": "All numbers are of the default graph: every triple of every graph but graph/shapes, graph/analytics and "
    "graph/meta, counted once. Entities are the subjects below id/.",
    "ru": "Все числа относятся к графу по умолчанию: каждый триплет всех графов, кроме graph/shapes, graph/analytics "
    "и graph/meta, считается один раз. Сущности — это субъекты с адресами, начинающимися с id/.",
    "lv": "Visi skaitļi attiecas uz noklusējuma grafu: katrs visu grafu triplets, izņemot graph/shapes, "
    "graph/analytics un graph/meta, ir skaitīts vienu reizi. Entītijas ir subjekti, kuru adrese sākas ar id/.",
}


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


def quads(
    graphs: Mapping[str, list[str]],
    outside: Iterable[str],
    dumps: Mapping[str, Iterable[str]],
    release: tuple[str, str, str, str],
) -> set[Quad]:
    """The description of the data set and of each named graph.

    `outside` names graphs that the default graph leaves out; `dumps` are graph -> its files; `release` is id, version,
    date and the id of the release before, which is empty for the first.
    """
    kept_out = {graph_iri(name) for name in outside}
    counts = counted(lines for graph, lines in graphs.items() if graph not in kept_out)
    rows = [*catalog.rows(*release), *_void(counts), *_partitions(counts), *_parts_of_classes(counts), *_values(counts)]
    for graph, lines in graphs.items():
        rows += _graph(graph, lines, [catalog.release_iri(release[0], file) for file in dumps.get(graph, ())])
    return {(iri(s), iri(p), o, iri(graph_iri("meta"))) for s, p, o in rows}


def _void(counts: Counts) -> Iterator[Row]:
    meta = graph_iri("meta")
    yield meta, RDF.type, iri(VOID.DatasetDescription)
    yield meta, FOAF.primaryTopic, iri(DATASET)
    yield DATASET, RDF.type, iri(VOID.Dataset)
    yield from catalog.told(DATASET, RDFS.comment, COUNTED)
    yield DATASET, VOID.uriSpace, literal(BASE + "id/")
    yield DATASET, VOID.sparqlEndpoint, iri(catalog.ENDPOINT)
    yield DATASET, VOID.rootResource, iri(catalog.CATALOG)
    yield SPDX.checksumAlgorithm_sha256, RDF.type, iri(SPDX.ChecksumAlgorithm)
    yield from ((DATASET, VOID.feature, iri(_FORMAT + name)) for name in FORMATS)
    yield from ((DATASET, VOID.vocabulary, iri(base)) for base in _vocabularies(counts))
    yield from ((DATASET, VOID.exampleResource, iri(counts.first[c])) for c in EXAMPLES if c in counts.first)
    yield DATASET, VOID.triples, _number(counts.triples)
    yield DATASET, VOID.entities, _number(counts.entities)
    yield DATASET, VOID.distinctSubjects, _number(counts.subjects)
    yield DATASET, VOID.distinctObjects, _number(counts.objects)
    yield DATASET, VOID.properties, _number(len(counts.properties))
    yield DATASET, VOID.classes, _number(len(counts.classes))


def _vocabularies(counts: Counts) -> list[str]:
    """The namespaces of the classes and properties in use, as far as they have a prefix."""
    return sorted({base for term in (*counts.properties, *counts.classes) if (base := _split(term)[0])})


def _partitions(counts: Counts) -> Iterator[Row]:
    for term, count in counts.classes.items():
        this = partition("class", term)
        yield DATASET, VOID.classPartition, iri(this)
        yield this, RDF.type, iri(VOID.Dataset)
        yield this, VOID.class_, iri(term)
        yield this, VOID.entities, _number(count)
    for term, count in counts.properties.items():
        this = partition("property", term)
        yield DATASET, VOID.propertyPartition, iri(this)
        yield this, RDF.type, iri(VOID.Dataset)
        yield this, VOID.property, iri(term)
        yield this, VOID.triples, _number(count)


def _parts_of_classes(counts: Counts) -> Iterator[Row]:
    """Which properties the things of a class really have: a part by property within the part of the class."""
    for (kind, term), use in counts.of_class.items():
        whole = partition("class", kind)
        this = partition("property", term, whole)
        yield whole, VOID.propertyPartition, iri(this)
        yield this, RDF.type, iri(VOID.Dataset)
        yield this, VOID.property, iri(term)
        yield this, VOID.triples, _number(use.triples)
        yield this, VOID.distinctSubjects, _number(use.things)


def _values(counts: Counts) -> Iterator[Row]:
    """Which language tags and datatypes the values of a property have."""
    for (term, tag), count in counts.languages.items():
        whole = partition("property", term)
        this = f"{whole}/language/{tag}"
        yield whole, VOID_EXT.languagePartition, iri(this)
        yield this, RDF.type, iri(VOID.Dataset)
        yield this, VOID_EXT.language, literal(tag)
        yield this, VOID.triples, _number(count)
    for (term, datatype), count in counts.datatypes.items():
        whole = partition("property", term)
        this = partition("datatype", datatype, whole)
        yield whole, VOID_EXT.datatypePartition, iri(this)
        yield this, RDF.type, iri(VOID.Dataset)
        yield this, VOID_EXT.datatype, iri(datatype)
        yield this, VOID.triples, _number(count)


def partition(kind: str, term: str, whole: str = DATASET) -> str:
    """The IRI of the part of a data set that uses a class, a property or a datatype: by prefixed name, else by a
    hash."""
    base, prefix, name = _split(term)
    if base and _PLAIN.fullmatch(name):
        return f"{whole}/{kind}/{prefix}/{name}"
    return f"{whole}/{kind}/other/{hashlib.sha256(term.encode()).hexdigest()[:12]}"


def _split(term: str) -> tuple[str, str, str]:
    """Namespace, prefix and name of a term; empty namespace and prefix where it has none that is known."""
    fits = [(base, prefix) for prefix, base in _NAMESPACES.items() if term.startswith(base)]
    base, prefix = max(fits, key=lambda fit: len(fit[0]), default=("", ""))
    return base, prefix, term.removeprefix(base)


def _graph(graph: str, lines: list[str], files: Iterable[str]) -> Iterator[Row]:
    checksum = DATASET + "/checksum/" + graph.removeprefix(BASE + "graph/")
    yield DATASET, VOID.subset, iri(graph)
    yield graph, RDF.type, iri(SD.NamedGraph)
    yield graph, RDF.type, iri(VOID.Dataset)
    yield graph, SD.name, iri(graph)
    yield graph, VOID.triples, _number(len(lines))
    yield graph, VOID.distinctSubjects, _number(subjects(lines))
    yield from ((graph, VOID.dataDump, iri(file)) for file in files)
    yield graph, SPDX.checksum, iri(checksum)
    yield checksum, RDF.type, iri(SPDX.Checksum)
    yield checksum, SPDX.algorithm, iri(SPDX.checksumAlgorithm_sha256)
    yield checksum, SPDX.checksumValue, typed(sha256(lines), "hexBinary")


def _number(count: int) -> str:
    return typed(count, "integer")
