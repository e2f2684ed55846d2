"""What a release says of itself: every number of VoID is the answer of a COUNT query, the catalogue keeps to DCAT-AP,
and the questions in the graph are those of the files."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, RDFS, SH, VOID, XSD, URIRef

from edugraph.build import catalog, counts, meta, questions
from edugraph.queries import Query, read_all
from edugraph.release import Release, Releases, making
from edugraph.store import Store
from edugraph.vocabulary import BASE, PREFIXES
from edugraph.vocabulary import VOID as VOID_TERMS

ROOT = Path(__file__).resolve().parent.parent
MANDATORY = ROOT / "tests" / "data" / "dcat-ap-mandatory.ttl"
DATASET = URIRef(BASE + "dataset")
HEAD = f"PREFIX g: <{BASE}graph/>\n"
UNION = "GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (g:meta, g:shapes, g:analytics))"
"""The triples that the numbers are about; two graphs may hold the same."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the founding data."""
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))[0]


@pytest.fixture(scope="module")
def described(made: Release) -> rdflib.Graph:
    """graph/meta as an independent parser reads it from the dump."""
    return rdflib.Graph().parse(data=gzip.decompress((made.files / "dumps" / "meta.nt.gz").read_bytes()), format="nt")


@pytest.fixture(scope="module")
def count(made: Release) -> Callable[[str], dict[str, int]]:
    """The rows of a query of one key and one number."""

    def counted(query: str) -> dict[str, int]:
        rows = made.store.select(HEAD + query).rows
        return {(key.value if key else ""): int(number.value) for key, number in rows if number}

    return counted


def number(graph: rdflib.Graph, subject: URIRef, property_: URIRef) -> int:
    return int(str(graph.value(subject, property_, any=False)))


# --- VoID ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "counting", "matching"),
    [
        ("triples", "*", f"SELECT DISTINCT ?s ?p ?o {{ {UNION} }}"),
        ("distinctSubjects", "DISTINCT ?s", UNION),
        ("distinctObjects", "DISTINCT ?o", UNION),
        ("properties", "DISTINCT ?p", UNION),
        ("classes", "DISTINCT ?o", f"{UNION} FILTER(?p = <{RDF.type}>)"),
        ("entities", "DISTINCT ?s", f'{UNION} FILTER(STRSTARTS(STR(?s), "{BASE}id/"))'),
    ],
)
def test_a_number_of_the_data_set_equals_a_count_query(
    described: rdflib.Graph, count: Callable[[str], dict[str, int]], name: str, counting: str, matching: str
) -> None:
    expected = count(f'SELECT ("" AS ?key) (COUNT({counting}) AS ?n) {{ {matching} }}')
    assert {"": number(described, DATASET, VOID[name])} == expected
    assert expected[""] > 100 or name == "classes"


def test_the_part_of_each_class_counts_its_things(
    described: rdflib.Graph, count: Callable[[str], dict[str, int]]
) -> None:
    parts = list(described.objects(DATASET, VOID.classPartition))
    found = {str(described.value(p, VOID["class"], any=False)): number(described, p, VOID.entities) for p in parts}
    assert found == count(f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ {UNION} FILTER(?p = <{RDF.type}>) }} GROUP BY ?o")
    assert found[BASE + "def#Event"] == 20
    assert URIRef(BASE + "dataset/class/eg/Event") in parts


def test_the_part_of_each_property_counts_its_triples(
    described: rdflib.Graph, count: Callable[[str], dict[str, int]]
) -> None:
    parts = list(described.objects(DATASET, VOID.propertyPartition))
    found = {str(described.value(p, VOID.property, any=False)): number(described, p, VOID.triples) for p in parts}
    assert found == count(f"SELECT ?p (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?s ?p ?o {{ {UNION} }} }} }} GROUP BY ?p")
    assert URIRef(BASE + "dataset/property/skos/prefLabel") in parts


def test_a_part_of_a_class_counts_the_things_that_have_a_property(
    described: rdflib.Graph, count: Callable[[str], dict[str, int]]
) -> None:
    found = {}
    for whole in described.objects(DATASET, VOID.classPartition):
        for part in described.objects(whole, VOID.propertyPartition):
            key = f"{described.value(whole, VOID['class'])} {described.value(part, VOID.property)}"
            found[key] = number(described, part, VOID.distinctSubjects)
    kinds = "{ SELECT DISTINCT ?s ?c { GRAPH ?h { ?s a ?c } FILTER(?h NOT IN (g:meta, g:shapes, g:analytics)) } }"
    query = f'SELECT ?key (COUNT(DISTINCT ?s) AS ?n) {{ {kinds} {UNION} BIND(CONCAT(STR(?c), " ", STR(?p)) AS ?key) }}'
    assert found == count(query + " GROUP BY ?key")
    assert found[f"{BASE}def#Meeting {BASE}def#when"] == 4


def test_a_part_of_a_property_counts_the_values_in_a_language(described: rdflib.Graph) -> None:
    part = URIRef(BASE + "dataset/property/skos/prefLabel/language/lv")
    assert (part, None, None) in described
    assert str(described.value(part, URIRef("http://ldf.fi/void-ext#language"))) == "lv"
    assert number(described, part, VOID.triples) == 471


@pytest.mark.parametrize(("name", "counting"), [("triples", "*"), ("distinctSubjects", "DISTINCT ?s")])
def test_the_numbers_of_each_graph_equal_a_count_query(
    described: rdflib.Graph, count: Callable[[str], dict[str, int]], name: str, counting: str
) -> None:
    graphs = {str(g) for g in described.objects(DATASET, VOID.subset)}
    found = {graph: number(described, URIRef(graph), VOID[name]) for graph in graphs}
    assert found == count(
        f"SELECT ?g (COUNT({counting}) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != g:meta) }} GROUP BY ?g"
    )


def test_what_is_counted_is_said_in_three_languages(described: rdflib.Graph) -> None:
    said = {words.language: str(words) for words in described.objects(DATASET, RDFS.comment)}
    assert set(said) == {"en", "ru", "lv"}
    assert said["en"].startswith("All numbers are of the default graph: every triple of every graph but graph/shapes")


def test_an_example_is_the_first_thing_of_its_class_and_a_vocabulary_is_one_in_use(described: rdflib.Graph) -> None:
    examples = sorted(str(e).removeprefix(BASE + "id/") for e in described.objects(DATASET, VOID.exampleResource))
    assert [e.split("/")[0] for e in examples] == [
        *("claim", "commitment", "country", "decision", "document", "event", "org"),
    ]
    used = {str(v) for v in described.objects(DATASET, VOID.vocabulary)}
    assert {PREFIXES["eg"], PREFIXES["skos"], PREFIXES["oa"]} <= used
    assert PREFIXES["void"] not in used, "only graph/meta uses VoID, and it does not count itself"


def test_every_file_that_is_named_is_in_the_release(made: Release, described: rdflib.Graph) -> None:
    start = f"{BASE}release/{made.id}/"
    named = {str(file).removeprefix(start) for file in described.objects(None, VOID.dataDump)}
    dumps = {file for file in made.manifest["files"] if file.endswith(".gz") and not file.startswith("dumps/meta.")}
    assert named == dumps
    downloads = {str(file).removeprefix(start) for file in described.objects(None, DCAT.downloadURL)}
    assert downloads == {file.path for file in (*catalog.FILES.values(), catalog.CLAIMS_FILE)}


def test_a_term_without_a_prefix_has_a_part_all_the_same() -> None:
    known, slash, other = "http://schema.org/name", "http://schema.org/a/b", "http://example.org/name"
    assert meta.partition("property", known) == f"{BASE}dataset/property/schema/name"
    assert meta.partition("class", slash) == f"{BASE}dataset/class/other/91cae3b16034"
    assert meta.partition("class", other) == f"{BASE}dataset/class/other/b60e9e58a98b"


def test_a_triple_in_two_graphs_counts_once() -> None:
    a, b = "<http://x/a> <http://x/p> <http://x/b> .\n", f"<{BASE}id/x> <{RDF.type}> <http://x/C> .\n"
    found = counts.counted([[a, b], [a]])
    assert (found.triples, found.subjects, found.objects, found.entities) == (2, 2, 2, 1)
    assert found.properties == {"http://x/p": 1, str(RDF.type): 1}
    assert (found.classes, found.first) == ({"http://x/C": 1}, {"http://x/C": f"{BASE}id/x"})


@pytest.mark.parametrize(
    ("first", "second", "objects"),
    [
        (f'"7"^^<{XSD.nonNegativeInteger}>', f'"07"^^<{XSD.integer}>', 1),
        (f'"1.50"^^<{XSD.decimal}>', f'"1.5"^^<{XSD.decimal}>', 1),
        (f'"100.0"^^<{XSD.decimal}>', f'"100"^^<{XSD.integer}>', 2),
        ('"7"', f'"7"^^<{XSD.integer}>', 2),
    ],
)
def test_a_number_is_counted_by_its_value_as_the_engine_keeps_it(first: str, second: str, objects: int) -> None:
    lines = [f"<http://x/a> <http://x/p> {term} .\n" for term in (first, second)]
    store = Store.in_memory()
    store.add("".join(lines).encode())
    assert len(store.ask("SELECT DISTINCT ?o { ?s ?p ?o }")) == objects
    found = counts.counted([lines])
    assert (found.triples, found.objects) == (objects, objects)


# --- DCAT ------------------------------------------------------------------------------------------------------------


def broken(graph: rdflib.Graph) -> set[tuple[str, str]]:
    """What of DCAT-AP's mandatory part a graph breaks: the end of the thing's IRI, and of the property's."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(MANDATORY), inference="none")
    assert isinstance(report, rdflib.Graph)
    return {
        (
            str(report.value(r, SH.focusNode)).rpartition("/")[2],
            re.split("[/#]", str(report.value(r, SH.resultPath)))[-1],
        )
        for r in report.objects(None, SH.result)
    }


def test_the_catalogue_has_all_that_dcat_ap_makes_mandatory(described: rdflib.Graph) -> None:
    assert broken(described) == set()
    assert [str(v) for v in described.objects(DATASET, URIRef("http://www.w3.org/ns/dcat#version"))] == ["2026.11.1"]
    assert [str(v) for v in described.objects(DATASET, DCTERMS.modified)] == ["2026-11-21"]


@pytest.mark.parametrize(
    ("subject", "property_", "expected"),
    [
        ("dataset", DCTERMS.title, ("dataset", "title")),
        ("dataset/catalog", DCTERMS.publisher, ("catalog", "publisher")),
        ("dataset/distribution/trig", DCAT.accessURL, ("trig", "accessURL")),
        ("sparql#service", DCAT.endpointURL, ("sparql#service", "endpointURL")),
        ("dataset/publisher", RDF.type, ("dataset", "publisher")),
    ],
)
def test_a_catalogue_without_something_mandatory_would_be_noticed(
    described: rdflib.Graph, subject: str, property_: URIRef, expected: tuple[str, str]
) -> None:
    lacking = rdflib.Graph()
    for triple in described:
        if triple[:2] != (URIRef(BASE + subject), property_):
            lacking.add(triple)
    assert expected in broken(lacking)


def test_no_blank_node_is_in_the_description_and_the_same_input_describes_itself_in_the_same_way(
    described: rdflib.Graph,
) -> None:
    assert not [t for t in described if any(isinstance(term, rdflib.BNode) for term in t)]
    lines = {f"{BASE}graph/truthy": [f"<{BASE}id/x> <{RDF.type}> <http://x/C> .\n"]}
    told = ("1.0-2026-11-21-0", "1.0", "2026-11-21", "")
    first, second = (sorted(meta.quads(lines, (), {}, told)) for _ in range(2))
    assert first == second


def test_the_release_before_is_named_where_the_inputs_name_it() -> None:
    lines: dict[str, list[str]] = {}
    without = meta.quads(lines, (), {}, ("i", "1.0", "2026-11-21", ""))
    with_it = meta.quads(lines, (), {}, ("i", "1.0", "2026-11-21", "2026.10.1-2026-10-21-abc"))
    previous = {(p, o) for _, p, o, _ in with_it - without}
    assert previous == {("<http://www.w3.org/ns/dcat#previousVersion>", f"<{BASE}release/2026.10.1-2026-10-21-abc>")}


# --- questions and prefixes ------------------------------------------------------------------------------------------

QUESTIONS = read_all(ROOT / "queries" / "questions")


@pytest.fixture(scope="module")
def asked(made: Release) -> rdflib.Graph:
    """graph/questions from its dump."""
    text = gzip.decompress((made.files / "dumps" / "questions.ttl.gz").read_bytes())
    return rdflib.Graph().parse(data=text, format="turtle")


def test_every_question_is_in_the_graph_with_its_titles_and_parameters(asked: rdflib.Graph) -> None:
    assert {str(q) for q in asked.subjects(RDF.type, SH.SPARQLSelectExecutable)} == {
        f"{BASE}questions/{name}" for name in QUESTIONS
    }
    this = URIRef(f"{BASE}questions/who-attended-a-meeting")
    assert {label.language for label in asked.objects(this, RDFS.label)} == {"en", "ru", "lv"}
    event = URIRef(f"{this}#parameter-event")
    assert set(asked.objects(this, SH.parameter)) == {event, URIRef(f"{this}#parameter-lang")}
    assert asked.value(event, SH.path) == URIRef(f"{this}#event")
    default = URIRef(f"{BASE}id/event/cis-education-council-moscow-nov-20")
    assert asked.value(event, SH.defaultValue) == default
    assert asked.value(event, SH.nodeKind) == SH.IRI


@pytest.fixture(scope="module")
def declared(made: Release) -> rdflib.Graph:
    """graph/ontology from its dump."""
    text = gzip.decompress((made.files / "dumps" / "ontology.ttl.gz").read_bytes())
    return rdflib.Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_query_in_the_graph_gives_the_rows_of_the_question(
    made: Release, asked: rdflib.Graph, declared: rdflib.Graph, name: str
) -> None:
    this = URIRef(f"{BASE}questions/{name}")
    lines = [
        f"PREFIX {declared.value(one, SH.prefix)}: <{declared.value(one, SH.namespace)}>\n"
        for prefixes in asked.objects(this, SH.prefixes)
        for one in declared.objects(prefixes, SH.declare)
    ]
    text = "".join(sorted(lines)) + str(asked.value(this, SH.select, any=False))
    assert made.store.select(text) == made.store.select(QUESTIONS[name].text)


def test_the_declared_prefixes_are_those_of_dumps_and_pages(declared: rdflib.Graph) -> None:
    found = {
        str(declared.value(d, SH.prefix)): str(declared.value(d, SH.namespace))
        for d in declared.objects(None, SH.declare)
    }
    assert found == PREFIXES


def test_the_shapes_declare_no_prefix_otherwise() -> None:
    shapes = rdflib.Graph().parse(ROOT / "shapes" / "core.ttl")
    pairs = {
        str(shapes.value(d, SH.prefix)): str(shapes.value(d, SH.namespace)) for d in shapes.objects(None, SH.declare)
    }
    assert {
        prefix: namespace for prefix, namespace in pairs.items() if PREFIXES.get(prefix, namespace) != namespace
    } == {}


def test_a_parameter_with_several_defaults_names_none() -> None:
    query = Query("x", {}, 'SELECT * { VALUES ?who { "a" "b" }  # parameter: Names\n }')
    rows = {(s, p) for s, p, _, _ in questions.executables([query])}
    this = f"<{BASE}questions/x#parameter-who>"
    assert (this, f"<{SH.nodeKind}>") in rows
    assert (this, f"<{SH.defaultValue}>") not in rows


def test_every_check_that_is_a_query_tells_its_message_in_the_graph(made: Release) -> None:
    text = gzip.decompress((made.files / "dumps" / "shapes.ttl.gz").read_bytes())
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    for path in (ROOT / "shapes").glob("*.rq"):
        message = shapes.value(URIRef(f"{BASE}shapes#{path.stem}"), SH.message)
        assert str(message).startswith(f"{path.stem}: "), path.name


def test_the_manifest_counts_the_results_of_each_check(made: Release) -> None:
    report = rdflib.Graph().parse(made.files / "report.ttl")
    found = [str(shape).rpartition("#")[2] for shape in report.objects(None, SH.sourceShape)]
    assert made.manifest["checks"] == {check: found.count(check) for check in sorted(set(found))}
    assert made.manifest["checks"]["EG-T05"] == 2


def test_the_terms_of_void_that_are_written_are_those_of_the_vocabulary() -> None:
    assert {name for name in VOID_TERMS.names if not hasattr(VOID, name) and name != "class"} == set()


def test_the_manifest_is_json_with_one_form(made: Release) -> None:
    text = (made.files / "manifest.json").read_text(encoding="utf-8")
    assert text == json.dumps(made.manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
