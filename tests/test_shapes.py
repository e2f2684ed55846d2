"""Every check accepts its good graph and rejects its bad one by its own words; our runner and pySHACL agree."""

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyshacl.entrypoints import meta_validate
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.compare import isomorphic

from edugraph.rdf import Quad, iri, literal
from edugraph.release.making import Draft
from edugraph.validate import (
    REPORT,
    Ask,
    Result,
    Shapes,
    conforms,
    core_results,
    drifted_passages,
    query_results,
    report,
    unlocked_passages,
    validate,
)
from edugraph.validate.core import shacl_report, term, union
from edugraph.validate.results import Messages
from edugraph.validate.shapes import check_of, message_of, with_parameters, with_target
from edugraph.vocabulary import EG

ROOT = Path(__file__).parent.parent
SHAPES = Shapes.read(ROOT / "shapes")
EXAMPLES = ROOT / "tests" / "shapes"
EXAMPLE_GRAPH = pyoxigraph.NamedNode("https://w3id.org/edugraph/graph/example")
FILES = ["codes.ttl", "core.ttl", "cross.ttl", "recommended.ttl", "release.ttl", "source.ttl"]

CHECKS = {
    **dict.fromkeys(["EG-N01", "EG-N02", "EG-N03", "EG-N06", "EG-K01", "EG-K02", "EG-K03", "EG-K04"], "Violation"),
    **dict.fromkeys(["EG-N04", "EG-N05", "EG-N07"], "Warning"),
    **dict.fromkeys(["EG-T01", "EG-T02", "EG-T03", "EG-T04", "EG-T06", "EG-T07", "EG-T08", "EG-T10"], "Violation"),
    "EG-T05": "Warning",
    "EG-T08b": "Info",
    "EG-T09": "Info",
    "EG-P03b": "Info",
    **dict.fromkeys(["EG-P01", "EG-P02", "EG-P03", "EG-P04", "EG-P05", "EG-P06", "EG-P07"], "Violation"),
    **dict.fromkeys(["EG-D01", "EG-D02", "EG-D03", "EG-D04", "EG-D05", "EG-D06"], "Violation"),
    **dict.fromkeys(["EG-M01", "EG-M02", "EG-M04", "EG-L01", "EG-L02", "EG-L03", "EG-L04", "EG-L05"], "Violation"),
    **dict.fromkeys(["EG-M03", "EG-M05"], "Warning"),
    **dict.fromkeys(["EG-E01", "EG-E02", "EG-E03", "EG-E04", "EG-E05", "EG-E07", "EG-E08"], "Violation"),
    "EG-E06": "Warning",
    **dict.fromkeys(["EG-C01", "EG-C02", "EG-C03", "EG-C04", "EG-C05"], "Violation"),
    "EG-F01": "Violation",
    "EG-F02": "Warning",
    "EG-F03": "Info",
}
"""The 60 checks of the design and the weaker halves of EG-P03 and EG-T08, each with its severity."""

BY_HAND = {"EG-E03", "EG-E08"}
"""Checks that need more than the graph: they are Python functions."""

BY_FILE = {path.stem for path in (ROOT / "shapes").glob("*.rq")}
"""Checks that look at named graphs, add up, or need a date: no SHACL engine runs them."""

OTHER_HALF = {"EG-P03b", "EG-T08b"}


def sources() -> dict[str, str]:
    return {"68cce88e5e646c11": "Rīga, 3. decembris"}


def locks(kind: str) -> dict[str, dict[str, str]]:
    return {"68cce88e5e646c11": {"0-9": "a" * 64} | ({"20-30": "c" * 64} if kind == "bad" else {})}


@cache
def example(check: str, kind: str) -> Path:
    return next(EXAMPLES.glob(f"{check}.{kind}.*"))


@cache
def quads_of(path: Path) -> tuple[Quad, ...]:
    """The quads of a file; what stands in no graph is put into one."""
    kind = pyoxigraph.RdfFormat.TRIG if path.suffix == ".trig" else pyoxigraph.RdfFormat.TURTLE
    found = []
    for quad in pyoxigraph.parse(path.read_bytes(), format=kind):
        graph = EXAMPLE_GRAPH if quad.graph_name == pyoxigraph.DefaultGraph() else quad.graph_name
        found.append((str(quad.subject), str(quad.predicate), str(quad.object), str(graph)))
    return tuple(found)


def ask_of(quads: tuple[Quad, ...]) -> Ask:
    """A store as the build makes it: named graphs, and their union as the default graph."""
    store = pyoxigraph.Store()
    named = "".join(f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in quads)
    store.load(named.encode(), format=pyoxigraph.RdfFormat.N_QUADS)

    def ask(query: str) -> list[dict[str, str]]:
        rows = store.query(query)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        return [{v.value: str(row[v]) for v in rows.variables if row[v] is not None} for row in rows]

    return ask


@cache
def shapes_of(check: str) -> tuple[str, ...]:
    """The shapes of a check that have targets of their own."""
    named = {s for s in SHAPES.graph.subjects(RDF.type, None) if isinstance(s, URIRef) and "#EG-" in s}
    return tuple(sorted(str(s) for s in named if check_of(SHAPES.graph, s) == check))


@cache
def results(check: str, kind: str) -> tuple[Result, ...]:
    """What one check finds in its example."""
    quads = quads_of(example(check, kind))
    if check == "EG-E03":
        return tuple(drifted_passages(quads, sources()))
    if check == "EG-E08":
        return tuple(unlocked_passages(quads, locks(kind)))
    queries = [query for query in SHAPES.queries if query.check == check]
    return (*core_results(SHAPES, quads, shapes_of(check)), *query_results(queries, ask_of(quads)))


# --- each check ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_accepts_its_good_graph(check: str) -> None:
    assert [result.message for result in results(check, "ok")] == []


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_rejects_its_bad_graph_by_its_own_words_and_severity(check: str) -> None:
    expected = re.findall(r"^# expect: (.+)$", example(check, "bad").read_text(encoding="utf-8"), re.MULTILINE)
    found = results(check, "bad")
    assert expected, "a bad graph says what it expects"
    assert sorted(result.message for result in found) == sorted(expected)
    assert {(result.check, result.severity) for result in found} == {(check, CHECKS[check])}
    assert all(message.startswith(f"{check}: ") for message in expected)


@pytest.mark.parametrize("kind", ["ok", "bad"])
@pytest.mark.parametrize("check", sorted(CHECKS.keys() - BY_HAND - BY_FILE))
def test_pyshacl_finds_the_same_with_the_queries_run_by_itself(check: str, kind: str) -> None:
    told = shacl_report(union(quads_of(example(check, kind))), SHAPES.graph, shapes_of(check))
    oracle = Counter(
        (
            term(told.value(node, SH.focusNode)),
            check_of(SHAPES.graph, told.value(node, SH.sourceShape)),
            severity_of(told, node),
        )
        for node in told.objects(None, SH.result)
    )
    assert Counter((r.focus, r.check, r.severity) for r in results(check, kind)) == oracle


def severity_of(told: rdflib.Graph, node: rdflib.term.Node) -> str:
    return str(told.value(node, SH.resultSeverity)).removeprefix(str(SH))


def test_an_error_that_only_two_graphs_together_make_is_found() -> None:
    """Each graph of the example is sound by itself; the date leaked from one contradicts the other."""
    quads = quads_of(example("EG-C04", "bad"))
    for graph in {g for *_, g in quads}:
        alone = [quad for quad in quads if quad[3] == graph]
        assert core_results(SHAPES, alone, shapes_of("EG-C04")) == []
    assert core_results(SHAPES, quads, shapes_of("EG-C04")) != []


# --- the set of shapes -----------------------------------------------------------------------------------------------


def test_the_shapes_are_the_sixty_checks_of_the_design() -> None:
    assert len(CHECKS.keys() - OTHER_HALF) == 60
    named = {s for s in SHAPES.graph.subjects(RDFS.label, None) if isinstance(s, URIRef) and "#EG-" in s}
    assert sorted(s.rpartition("#")[2] for s in named) == sorted(CHECKS)
    assert sorted(path.name for path in (ROOT / "shapes").glob("*.ttl")) == FILES


def test_the_shapes_are_themselves_good_shacl() -> None:
    conforms_to_shacl, _, text = meta_validate(SHAPES.graph)
    assert conforms_to_shacl, text


def test_every_check_has_a_good_and_a_bad_graph_and_no_graph_is_left_over() -> None:
    names = sorted(path.name.rsplit(".", 1)[0] for path in EXAMPLES.iterdir())
    assert names == sorted(f"{check}.{kind}" for check in CHECKS for kind in ("ok", "bad"))


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_says_what_it_is_called_why_it_stands_and_how_strong_it_is(check: str) -> None:
    shape = URIRef(f"https://w3id.org/edugraph/shapes#{check}")
    for property_, most in ((RDFS.label, 60), (SH.description, 200)):
        said = {text.language: text for text in SHAPES.graph.objects(shape, property_)}
        assert said.keys() == {"en", "ru", "lv"}
        assert all(0 < len(text) <= most for text in said.values())
        assert property_ == RDFS.label or all(text.endswith(".") for text in said.values())
    assert str(SHAPES.graph.value(shape, SH.severity)) == str(SH) + CHECKS[check]


def test_every_message_begins_with_its_check_and_names_the_node() -> None:
    for shape, message in SHAPES.graph.subject_objects(SH.message):
        assert message.startswith(check_of(SHAPES.graph, shape) + ": ")
        assert "{$this}" in message


def holes(message: str) -> set[str]:
    """The values that a message names; of a problem in words, each language has its own."""
    return {re.sub("(Ru|Lv)$", "", name) for name in re.findall(r"\{[$?](\w+)\}", message)}


@pytest.mark.parametrize("check", sorted(check for check, weight in CHECKS.items() if weight != "Violation"))
def test_what_a_release_may_be_told_of_is_told_in_three_languages_with_the_same_values(check: str) -> None:
    """Violations stop a release, so that no page shows their results."""
    shape = URIRef(f"https://w3id.org/edugraph/shapes#{check}")
    query = next((query for query in SHAPES.queries if query.check == check), None)
    inner = SHAPES.graph.value(shape, SH.property) or shape
    said = query.message if query else message_of(SHAPES.graph, inner)
    assert [language for language, _ in said.translated] == ["lv", "ru"]
    assert all(text.startswith(f"{check}: ") for _, text in said.translated)
    assert all(holes(text) == holes(said.english) for _, text in said.translated)


def test_a_result_is_told_in_each_language_with_words_of_it_for_what_is_unknown() -> None:
    said = Messages("{$this} is of {?day}.", (("lv", "{$this}: {?day}."), ("ru", "{$this}: {?day}.")))
    this = {"this": "<https://w3id.org/edugraph/id/event/x>"}
    assert said.filled(this) == {
        "en": "event/x is of unknown.",
        "lv": "event/x: nav zināms.",
        "ru": "event/x: неизвестно.",
    }
    assert said.filled(this, ["a", "b"])["lv"] == "event/x: a un b."


@pytest.mark.parametrize("path", sorted((ROOT / "shapes").glob("*.rq")), ids=lambda path: path.stem)
def test_a_query_file_is_declared_as_a_shape_that_no_engine_runs(path: Path) -> None:
    head = dict(re.findall(r"^# (\w+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    shape = URIRef(f"https://w3id.org/edugraph/shapes#{path.stem}")
    assert head["id"] == path.stem
    assert (shape, SH.deactivated, rdflib.Literal(True)) in SHAPES.graph
    assert str(SHAPES.graph.value(shape, SH.severity)) == str(SH) + head["severity"]
    assert str(SHAPES.graph.value(shape, SH.description)) == head["description"]
    assert head["message"].startswith(f"{path.stem}: {{?this}}")


def test_a_select_holds_nothing_that_would_mean_something_else_when_run_once_for_all() -> None:
    for select in SHAPES.graph.objects(None, SH.select):
        assert len(re.findall(r"\bSELECT\b", select)) == 1
        assert not re.search(r"\b(VALUES|MINUS|SERVICE|GROUP BY|LIMIT)\b", select)


# --- the runner ------------------------------------------------------------------------------------------------------


def test_a_query_is_kept_to_the_focus_nodes_of_its_shape() -> None:
    select = "SELECT $this WHERE {\n  $this ?p ?o }"
    assert (
        with_target(select, ["$this a <urn:A>"])
        == "SELECT DISTINCT $this WHERE { FILTER(EXISTS { $this a <urn:A> })\n  $this ?p ?o }"
    )
    assert with_target(select, ["$this a <urn:A>", "?s <urn:p> $this"]) == (
        "SELECT DISTINCT $this WHERE {"
        " FILTER(EXISTS { $this a <urn:A> } || EXISTS { ?s <urn:p> $this })\n  $this ?p ?o }"
    )


def test_a_parameter_replaces_the_day_that_stands_in_the_query() -> None:
    day = '"2027-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    query = 'SELECT ?this WHERE { VALUES ?asof { "2026-11-21"^^xsd:date } ?this ?p ?asof }'
    assert with_parameters(query, {"asof": day, "other": "<urn:x>"}) == (
        f"SELECT ?this WHERE {{ VALUES ?asof {{ {day} }} ?this ?p ?asof }}"
    )
    quads = quads_of(example("EG-T08", "bad"))
    queries = [query for query in SHAPES.queries if query.check == "EG-T08"]
    assert query_results(queries, ask_of(quads), {"asof": day}) == []


def test_a_whole_run_is_sorted_and_tells_the_graph_where_the_check_knows_it() -> None:
    quads = quads_of(example("EG-E04", "bad"))
    found = validate(ROOT / "shapes", quads, ask_of(quads), {})
    assert found == sorted(set(found))
    assert {(r.focus, r.graph) for r in found if r.check == "EG-E04"} == {
        ("<https://w3id.org/edugraph/id/event/a>", "<https://w3id.org/edugraph/graph/source/68cce88e5e646c11>"),
        ("<https://w3id.org/edugraph/id/event/b>", "<https://w3id.org/edugraph/graph/source/68cce88e5e646c11>"),
    }


def test_graphs_outside_the_union_are_not_checked_by_the_core_shapes() -> None:
    quads = [
        (s, p, o, "<https://w3id.org/edugraph/graph/analytics>") for s, p, o, _ in quads_of(example("EG-K01", "bad"))
    ]
    assert core_results(SHAPES, quads, shapes_of("EG-K01")) == []


def test_nothing_at_all_conforms() -> None:
    assert validate(ROOT / "shapes", (), ask_of(()), {}) == []


# --- the founding data -----------------------------------------------------------------------------------------------


def test_the_founding_data_conform_and_tell_the_two_events_stated_after_their_project(founding: Draft) -> None:
    assert conforms(founding.results)
    id_ = "<https://w3id.org/edugraph/id/event/{}>".format
    assert [r.focus for r in founding.results if r.check == "EG-T05"] == [
        id_("baltic-central-asia-he-forum"),
        id_("latvia-uzbekistan-education-consultations"),
    ]
    assert [r.focus for r in founding.results if r.check == "EG-T08b"] == [id_("cis-teachers-congress-9")]


def test_a_contradicted_date_that_leaks_into_a_plain_fact_is_caught_three_times(founding: Draft) -> None:
    forum, when = "<https://w3id.org/edugraph/id/event/baltic-central-asia-he-forum>", iri(EG.base + "when")
    leak = (
        forum,
        when,
        "<https://w3id.org/edugraph/id/span/2020-12-14>",
        "<https://w3id.org/edugraph/graph/source/68cce88e5e646c11>",
    )
    quads = (*founding.quads, leak)
    queries = [query for query in SHAPES.queries if query.check in ("EG-C02", "EG-T03")]
    found = [*core_results(SHAPES, quads, shapes_of("EG-C04")), *query_results(queries, ask_of(quads))]
    claim = "claim/event--baltic-central-asia-he-forum--when--2020-12-14--68cce88e5e646c11"
    assert sorted(result.message for result in found) == [
        f"EG-C02: {claim} is deprecated, yet event/baltic-central-asia-he-forum has its value span/2020-12-14"
        " as a plain fact.",
        "EG-C04: event/baltic-central-asia-he-forum has more than one eg:when: span/2018-12-14 and span/2020-12-14.",
        "EG-T03: event/baltic-central-asia-he-forum runs from 2020-12-14 to 2020-12-14, outside its project"
        " project/latvia-central-asia-reform-support (2018-07-18 to 2018-12-20).",
    ]


# --- the report ------------------------------------------------------------------------------------------------------

ODD = Result(
    "EG-K01",
    "<https://w3id.org/edugraph/id/country/ARM>",
    "<https://w3id.org/edugraph/def#isoNumeric>",
    '"051\\n\\"Ā\\""@lv',
    'EG-K01: a quote ", a backslash \\, a line\nand نص',
    "Violation",
    "",
    "http://www.w3.org/ns/shacl#PatternConstraintComponent",
)


def test_a_report_says_all_that_a_result_knows() -> None:
    told_of = "\n".join((ODD.focus, ODD.path, ODD.value, ODD.message, ODD.component))
    me = f"<{REPORT}/EG-K01-{hashlib.sha256(told_of.encode()).hexdigest()[:12]}>"
    sh = "http://www.w3.org/ns/shacl#"
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert report([ODD, ODD]) == sorted(
        [
            (f"<{REPORT}>", rdf_type, f"<{sh}ValidationReport>"),
            (f"<{REPORT}>", f"<{sh}conforms>", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
            (f"<{REPORT}>", f"<{sh}result>", me),
            (me, rdf_type, f"<{sh}ValidationResult>"),
            (me, f"<{sh}focusNode>", ODD.focus),
            (me, f"<{sh}resultPath>", ODD.path),
            (me, f"<{sh}value>", ODD.value),
            (me, f"<{sh}resultSeverity>", f"<{sh}Violation>"),
            (me, f"<{sh}resultMessage>", literal(ODD.message, "en")),
            (me, f"<{sh}sourceShape>", "<https://w3id.org/edugraph/shapes#EG-K01>"),
            (me, f"<{sh}sourceConstraintComponent>", iri(ODD.component)),
        ]
    )


def test_warnings_and_notes_leave_a_release_conforming() -> None:
    found = [*results("EG-T05", "bad"), *results("EG-F03", "bad")]
    assert conforms(found)
    assert (
        f"<{REPORT}>",
        "<http://www.w3.org/ns/shacl#conforms>",
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    ) in report(found)
    assert not conforms([*found, ODD])


def test_a_report_comes_back_from_two_parsers_as_it_was() -> None:
    found = [result for check in CHECKS for result in results(check, "bad")]
    triples = report([*found, ODD])
    text = "".join(" ".join(triple) + " .\n" for triple in triples)
    parsed = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    }
    assert parsed == set(triples)
    graph = rdflib.Graph().parse(data=text, format="nt")
    assert len(graph) == len(triples)
    assert isomorphic(graph, rdflib.Graph().parse(data=graph.serialize(format="turtle"), format="turtle"))
    assert not any("_:" in s for s, _, _ in triples)
