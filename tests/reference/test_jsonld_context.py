"""The JSON-LD context loses nothing, in three processors that share no code, and JSON in it reads like a record."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from edugraph import store
from edugraph.build import graphs, inputs, rules
from edugraph.rdf import Term, parsed
from edugraph.vocabulary import BASE, RDF, graph_iri

ROOT = Path(__file__).parents[2]
Lines = frozenset[str]


@pytest.fixture(scope="module")
def context(made) -> dict[str, Any]:
    return {"@context": json.loads(made["ontology/context.jsonld"])["@context"]}


@pytest.fixture(scope="module")
def lines() -> dict[str, Lines]:
    """Graph -> its triples as lines: ontology, code lists, records, what rules infer; shapes are no data."""
    named = inputs.files(ROOT)
    working = store.Store.in_memory()
    quads = graphs.ontology(named, store.read_rdf)
    quads |= graphs.of_records(named, quads).quads

    def add(more):
        working.add("".join(f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in more).encode())

    add(quads)
    quads |= rules.inferred(ROOT / "queries" / "rules", working.construct, add)
    found = defaultdict(set)
    for s, p, o, g in quads:
        found[g[1:-1].removeprefix(graph_iri(""))].add(f"{s} {p} {o} .\n")
    return {name: frozenset(rows) for name, rows in found.items() if name != "shapes"}


def compacted(rows: Lines, context: dict[str, Any]) -> dict[str, Any]:
    return jsonld.compact(expanded(rows), context, {"graph": True, "skipExpansion": True})


def expanded(rows: Lines) -> list[dict[str, Any]]:
    """The triples in JSON-LD's expanded form; pyld's own reader of N-Quads takes ten times as long."""
    nodes: dict[str, dict[str, Any]] = {}
    for row in sorted(rows):
        subject, predicate, object_ = (parsed(term) for term in row.removesuffix(" .\n").split(" ", 2))
        node = nodes.setdefault(subject.value, {"@id": subject.value})
        if predicate.value == RDF.type:
            node.setdefault("@type", []).append(object_.value)
        else:
            node.setdefault(predicate.value, []).append(as_value(object_))
    return list(nodes.values())


def as_value(term: Term) -> dict[str, str]:
    if term.kind == "iri":
        return {"@id": term.value}
    more = {"@language": term.language, "@type": term.datatype}
    return {"@value": term.value} | {key: text for key, text in more.items() if text}


def by_pyld(document: Any) -> Lines:
    return canonical(jsonld.to_rdf(document, {"format": "application/n-quads"}))


def by_pyoxigraph(document: Any) -> Lines:
    return frozenset(f"{q.triple} .\n" for q in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD))


def by_rdflib(document: Any) -> Lines:
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    return canonical(graph.serialize(format="nt"))


def canonical(ntriples: str) -> Lines:
    return frozenset(f"{q.triple} .\n" for q in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))


PROCESSORS = [by_pyld, by_pyoxigraph, by_rdflib]


def test_every_graph_comes_back_whole_from_three_processors(lines, context):
    assert {"curation", "ontology", "truthy", "vocab", "authority/iso3166", "inferred/held"} < set(lines)
    lost = {}
    for name, rows in sorted(lines.items()):
        document = compacted(rows, context)
        for processor in PROCESSORS:
            if (back := processor(document)) != rows:
                lost[name, processor.__name__] = sorted(rows ^ back)[:3]
    assert lost == {}


def test_json_has_the_keys_that_a_curator_knows(lines, context):
    nodes = {node["id"]: node for node in compacted(lines["source/39e57b043a1f2219"], context)["@graph"]}
    item = nodes[BASE + "id/plan/arpae-2022-2026/M1.A1"]
    assert (item["type"], item["position"], item["numbering"]) == ("PlannedAction", "1", "inferred")
    meeting = nodes[BASE + "id/event/arwge-inaugural-meeting"]
    assert (meeting["type"], meeting["status"], meeting["when"]) == ("Meeting", "held", BASE + "id/span/2018-10-30")


def test_a_source_with_all_that_is_inferred_of_it_comes_back_whole(lines, context):
    said = lines["source/8346b79def92c179"]
    subjects = {row.split()[0] for row in said}
    inferred = {row for name, rows in lines.items() if name.startswith(("inferred", "truthy")) for row in rows}
    rows = said | {row for row in inferred if row.split()[0] in subjects}
    assert by_pyoxigraph(compacted(rows, context)) == rows != said


def test_a_code_spelt_like_a_key_comes_back_as_a_code(context):
    issue = f"<{BASE}id/issue/Q99>"
    type_ = f"<{RDF.type}> <http://www.w3.org/ns/dqv#QualityAnnotation>"
    kind = f"<http://purl.org/dc/terms/type> <{BASE}vocab/issue-kind/place>"
    rows = frozenset([f"{issue} {type_} .\n", f"{issue} {kind} .\n"])
    document = compacted(rows, context)
    assert document["@graph"] == [{"id": f"{BASE}id/issue/Q99", "type": "Issue", "kind": "place"}]
    assert [processor(document) == rows for processor in PROCESSORS] == [True, True, True]


NESTED = {
    "id": BASE + "id/event/x",
    "type": "Meeting",
    "label": {"en": "Meeting", "lv": "Sēde «X»"},
    "altLabel": {"ru": ["Заседание", "Встреча"]},
    "status": "held",
    "ordinal": 3,
    "when": {"id": BASE + "id/span/2026-10", "type": "TimeSpan", "edtf": "2026-10", "notBefore": "2026-10-01"},
    "participants": {
        "id": BASE + "id/participation/x--KAZ--attendee",
        "type": "Participation",
        "who": BASE + "id/country/KAZ",
        "role": "attendee",
    },
    "claims": {
        "id": BASE + "id/claim/x",
        "type": "Claim",
        "predicate": "eg:when",
        "object": {"id": BASE + "id/span/2025"},
        "certainty": "inferred",
    },
}
EXPECTED = """\
<event/x> a eg:Meeting ; skos:prefLabel "Meeting"@en, "Sēde «X»"@lv ; skos:altLabel "Заседание"@ru, "Встреча"@ru ;
  eg:eventStatus v:event-status\\/held ; schema:position 3 ; eg:when <span/2026-10> .
<span/2026-10> a eg:TimeSpan ; eg:edtf "2026-10"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;
  eg:notBefore "2026-10-01"^^xsd:date .
<participation/x--KAZ--attendee> a eg:Participation ; eg:in <event/x> ; eg:participant <country/KAZ> ;
  org:role v:participation-role\\/attendee .
<claim/x> a eg:Claim ; rdf:subject <event/x> ; rdf:predicate eg:when ; rdf:object <span/2025> ;
  eg:certainty v:certainty\\/inferred .
"""
PREFIXES = """\
@base <https://w3id.org/edugraph/id/> . @prefix v: <https://w3id.org/edugraph/vocab/> .
@prefix eg: <https://w3id.org/edugraph/def#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.mark.parametrize("processor", PROCESSORS)
def test_nested_json_with_the_keys_of_a_record_means_what_the_record_means(context, processor):
    expected = {f"{q.triple} .\n" for q in ox.parse(PREFIXES + EXPECTED, format=ox.RdfFormat.TURTLE)}
    assert processor({**context, **NESTED}) == expected


def test_every_key_of_the_record_language_is_a_key_of_the_context(context, language):
    body = context["@context"]
    scoped = {name: value.get("@context", {}) for name, value in body.items() if isinstance(value, dict)}
    for thing in language.things.values():
        for name in thing.classes:
            keys = {key for key, rule in thing.keys.items() if rule.kind != "voices"}
            assert keys - set(body) - set(scoped.get(name, {})) == set(), name
