"""The terms and code lists: each one named, defined, shown by an example, and used."""

import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef

from edugraph.vocabulary import EG as CODE_TERMS

ROOT = Path(__file__).parents[1]
BASE = "https://w3id.org/edugraph/"
EG = BASE + "def#"
ONTOLOGY = URIRef(BASE + "def")
LANGUAGES = {"en", "ru", "lv"}
KINDS = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty]
FOLLOWS = URIRef(EG + "mayBeFollowedBy")
THING_IN_TEXT = re.compile(
    r"\b(?:country|region|place|org|person|event|series|decision|document|plan|commitment|project|figure)/[A-Za-z0-9-]+"
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def terms(graph: Graph) -> list[URIRef]:
    return sorted({s for kind in KINDS for s in graph.subjects(RDF.type, kind) if s.startswith(EG)})


@pytest.fixture(scope="module")
def concepts(graph: Graph) -> list[URIRef]:
    return sorted(graph.subjects(RDF.type, SKOS.Concept))


@pytest.fixture(scope="module")
def schemes(graph: Graph) -> list[URIRef]:
    return sorted(graph.subjects(RDF.type, SKOS.ConceptScheme))


@pytest.fixture(scope="module")
def records() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "ontology" / "records.yaml").read_text())


@pytest.fixture(scope="module")
def told(records: dict[str, Any]) -> set[str]:
    """The local names of own terms that the records in data/ use."""
    return {name.removeprefix("eg:") for name in set(names_in_data(records)) if name.startswith("eg:")}


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """The local names of own terms that shapes, queries and code write, each with the files that write it."""
    found: dict[str, set[str]] = {}
    for folder, ending in (("shapes", "ttl"), ("shapes", "rq"), ("queries", "rq"), ("src", "py")):
        for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
            for name in re.findall(r"\b(?:eg:|def#)([A-Za-z]\w*)", path.read_text()):
                found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def names_in_data(records: dict[str, Any]) -> Iterator[str]:
    """Every class and predicate that a record makes, as records.yaml says."""
    sections = {thing["section"]: name for name, thing in records["things"].items() if "section" in thing}
    for path in sorted((ROOT / "data").rglob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        for key, blocks in content.items():
            if key in sections:
                for block in blocks.values() if isinstance(blocks, dict) else blocks:
                    yield from names_in_block(records, sections[key], block)
            elif key in records["header"]:
                yield predicate(records["header"][key])


def names_in_block(records: dict[str, Any], thing: str, block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        return
    model = records["things"][thing]
    keys = {**records["common"], **model["keys"]}
    if thing == "Participation" and "group" in block:
        keys |= records["things"]["Group"]["keys"]
        yield from records["things"]["Group"]["classes"].values()
    yield model["classes"][block.get("type", next(iter(model["classes"])))]
    for key, value in block.items():
        if key in keys:
            yield predicate(keys[key])
            yield from names_in_value(records, keys, keys[key][0].split(), value)


def names_in_value(records: dict[str, Any], keys: dict[str, Any], spec: list[str], value: Any) -> Iterator[str]:
    if spec[1] == "child" and isinstance(value, dict | list):
        for block in value.values() if isinstance(value, dict) else value:
            yield from names_in_block(records, spec[2], block)
    elif spec[1] == "claims":
        for claim in value:
            yield predicate(keys[claim["about"]])
            yield from names_in_block(records, "Claim", claim)


def predicate(key: list[str]) -> str:
    return key[0].split()[0].lstrip("^")


def local(term: URIRef) -> str:
    return term.removeprefix(EG)


def languages(graph: Graph, subject: URIRef, label: URIRef) -> list[str]:
    return sorted(str(value.language) for value in graph.objects(subject, label))


def without(graph: Graph, subjects: list[URIRef], property_: URIRef) -> list[URIRef]:
    return [subject for subject in subjects if (subject, property_, None) not in graph]


def begins_with_name(definition: str, name: str) -> bool:
    return re.match(rf"((an?|the) )?{re.escape(name)}\b", definition, re.IGNORECASE) is not None


def is_one_sentence(definition: str) -> bool:
    return definition[0].isupper() and definition.endswith(".") and re.search(r"[.!?] ", definition) is None


def transitions(graph: Graph, scheme: str) -> dict[str, set[str]]:
    """Each code with the codes that may come after it."""
    start = f"{BASE}vocab/{scheme}/"
    edges: dict[str, set[str]] = {}
    for before, after in graph.subject_objects(FOLLOWS):
        if before.startswith(start):
            edges.setdefault(before.removeprefix(start), set()).add(after.removeprefix(start))
    return edges


# ---- own terms


def test_every_own_term_has_one_english_definition_an_example_and_its_ontology(graph, terms):
    assert len(terms) > 90
    assert without(graph, terms, SKOS.example) == []
    assert [term for term in terms if languages(graph, term, SKOS.definition) != ["en"]] == []
    assert [term for term in terms if list(graph.objects(term, RDFS.isDefinedBy)) != [ONTOLOGY]] == []


def test_every_own_term_has_one_label_in_each_language(graph, terms):
    assert [term for term in terms if languages(graph, term, RDFS.label) != sorted(LANGUAGES)] == []


@pytest.mark.parametrize("kinds", [[OWL.Class], [OWL.ObjectProperty, OWL.DatatypeProperty]], ids=["class", "property"])
def test_no_two_own_terms_of_one_kind_share_a_label(graph, terms, kinds):
    of_kind = {term for term in terms for kind in kinds if (term, RDF.type, kind) in graph}
    labels = [label for term in of_kind for label in graph.objects(term, RDFS.label)]
    uses = Counter((str(label).casefold(), label.language) for label in labels)
    assert [label for label, count in uses.items() if count > 1] == []


def test_a_definition_is_one_short_sentence_that_does_not_repeat_the_name(graph, terms, concepts, schemes):
    for term in [*terms, *concepts, *schemes]:
        definition = str(graph.value(term, SKOS.definition))
        names = [v for p in (RDFS.label, SKOS.prefLabel) for v in graph.objects(term, p) if v.language == "en"]
        assert len(definition) <= 300, f"{term}: {len(definition)} characters"
        assert is_one_sentence(definition), f"{term}: {definition}"
        if term in terms:
            assert not any(begins_with_name(definition, str(name)) for name in names), f"{term}: {definition}"


def test_classes_are_upper_camel_and_properties_lower_camel(graph, terms):
    for term in terms:
        is_class = (term, RDF.type, OWL.Class) in graph
        assert re.fullmatch("[A-Z][A-Za-z0-9]*" if is_class else "[a-z][A-Za-z0-9]*", local(term)), term


def test_examples_name_only_things_of_the_founding_inventory(graph, terms):
    known = set(THING_IN_TEXT.findall((ROOT / "tests" / "data" / "inventory.yaml").read_text()))
    for term in terms:
        for example in graph.objects(term, SKOS.example):
            named = set(THING_IN_TEXT.findall(str(example).removeprefix(f"{BASE}id/")))
            assert named <= known or str(example).startswith(f"{BASE}id/participation/"), f"{term}: {named - known}"


def test_a_term_that_waits_for_data_says_what_it_waits_for(graph):
    notes = [str(note) for note in graph.objects(None, SKOS.editorialNote)]
    assert [note for note in notes if not re.fullmatch(r"Waits for: [^.]+\.", note)] == []


def test_every_own_class_and_property_named_anywhere_is_defined(terms, records, told, written):
    defined = {local(term) for term in terms}
    in_language = set(re.findall(r"\beg:([A-Za-z]\w*)", yaml.safe_dump(records)))
    assert {name: sorted(files) for name, files in written.items() if name not in defined} == {}
    assert (told | in_language | CODE_TERMS.names) - defined == set()


def test_every_own_term_is_used_outside_the_ontology_or_waits(graph, terms, told, written):
    waiting = {local(term) for term in terms if (term, SKOS.editorialNote, None) in graph}
    used = told | written.keys() | CODE_TERMS.names
    assert {local(term) for term in terms} - used - waiting == set()
    assert waiting & told == set(), "terms that have data by now still carry their note"


def test_a_superclass_or_disjoint_class_has_a_label(graph):
    named = {o for p in (RDFS.subClassOf, OWL.disjointWith) for o in graph.objects(None, p)}
    assert without(graph, sorted(named), RDFS.label) == []


# ---- borrowed terms


def test_every_class_and_predicate_of_the_record_language_has_a_label_in_each_language(graph, records):
    prefixes = records["prefixes"]
    keys = [key for thing in records["things"].values() for key in thing["keys"].values()]
    names = {predicate(key) for key in [*keys, *records["common"].values(), *records["header"].values()]}
    names |= {name for thing in records["things"].values() for name in thing["classes"].values()}
    iris = [URIRef(prefixes[prefix] + name) for prefix, name in (term.split(":") for term in sorted(names))]
    assert [iri for iri in iris if languages(graph, iri, RDFS.label) != sorted(LANGUAGES)] == []


def test_every_predicate_and_class_that_the_ontology_itself_uses_has_a_label(graph):
    used = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    assert without(graph, sorted(used), RDFS.label) == []


def test_the_ontology_holds_no_blank_nodes(graph):
    assert [triple for triple in graph if any(isinstance(node, BNode) for node in triple)] == []


# ---- code lists


def test_every_code_that_a_record_may_name_has_its_list(schemes, records):
    keys = [key for thing in records["things"].values() for key in thing["keys"].values()]
    specs = [key[0].split() for key in [*keys, *records["common"].values(), *records["header"].values()]]
    named = {scheme for spec in specs if spec[1] == "code" for scheme in spec[2].split("|")}
    named |= {spec[3] for spec in specs if spec[1:3] == ["child", "StatusChange"]}
    assert {f"{BASE}vocab/{scheme}" for scheme in named} - {str(scheme) for scheme in schemes} == set()


def test_every_code_list_that_a_property_points_to_exists_and_none_stands_alone(graph, schemes, terms):
    pointed = {scheme for term in terms for scheme in graph.objects(term, RDFS.seeAlso)}
    borrowed = {
        "attendance-mode",
        "language",
        "membership-role",
        "obligation",
        "participation-role",
        "place-kind",
        "topic",
    }
    kinds = {scheme for scheme in schemes if re.search(r"-(type|kind)$", scheme)}
    assert pointed | kinds | {URIRef(f"{BASE}vocab/{name}") for name in borrowed} == set(schemes)


def test_every_code_list_stands_in_a_file_of_its_name(schemes):
    files = {path.stem for path in (ROOT / "ontology" / "codes").glob("*.ttl")}
    assert {scheme.removeprefix(f"{BASE}vocab/") for scheme in schemes} == files


def test_every_concept_and_code_list_has_one_label_in_each_language(graph, concepts, schemes):
    unlabelled = [c for c in [*concepts, *schemes] if languages(graph, c, SKOS.prefLabel) != sorted(LANGUAGES)]
    assert unlabelled == []
    assert [c for c in concepts if languages(graph, c, SKOS.definition) != ["en"]] == []


def test_no_two_concepts_of_one_code_list_share_a_label(graph, concepts):
    uses = Counter(
        (graph.value(concept, SKOS.inScheme), str(label).casefold(), label.language)
        for concept in concepts
        for label in graph.objects(concept, SKOS.prefLabel)
    )
    assert [label for label, count in uses.items() if count > 1] == []


def test_a_concept_is_its_code_list_and_its_code(graph, concepts):
    for concept in concepts:
        scheme, _, code = concept.rpartition("/")
        assert list(graph.objects(concept, SKOS.notation)) == [Literal(code)], concept
        assert list(graph.objects(concept, SKOS.inScheme)) == [URIRef(scheme)], concept
        assert list(graph.objects(concept, RDFS.isDefinedBy)) == [URIRef(scheme)], concept


def test_a_concept_is_on_top_of_its_list_or_below_another_of_it(graph, concepts):
    for concept in concepts:
        scheme = graph.value(concept, SKOS.inScheme)
        broader = graph.value(concept, SKOS.broader)
        assert ((concept, SKOS.topConceptOf, scheme) in graph) == (broader is None), concept
        assert ((scheme, SKOS.hasTopConcept, concept) in graph) == (broader is None), concept
        assert broader is None or graph.value(broader, SKOS.inScheme) == scheme, concept


def test_a_transition_stays_in_its_code_list(graph):
    for before, after in graph.subject_objects(FOLLOWS):
        assert graph.value(before, SKOS.inScheme) == graph.value(after, SKOS.inScheme) is not None, (before, after)


def test_only_statuses_and_stages_have_transitions(graph):
    moving = {graph.value(concept, SKOS.inScheme) for concept in graph.subjects(FOLLOWS, None)}
    names = {"commitment-status", "document-stage", "event-status"}
    assert moving == {URIRef(f"{BASE}vocab/{name}") for name in names}


@pytest.mark.parametrize("scheme", ["commitment-status", "document-stage"])
def test_commitments_and_documents_never_come_back_to_a_status(graph, scheme):
    assert list(TopologicalSorter(transitions(graph, scheme)).static_order())


def test_a_document_may_pass_every_stage_in_turn(graph):
    stages = "idea initiative-approved draft draft-approved under-expert-review finalised submitted adopted in-force"
    edges = transitions(graph, "document-stage")
    assert [
        (before, after) for before, after in pairwise([*stages.split(), "expired"]) if after not in edges[before]
    ] == []
