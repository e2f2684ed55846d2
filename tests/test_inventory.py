"""The release holds the founding inventory, list by list; where it differs, the reason stands here."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from edugraph.release.making import Draft
from edugraph.vocabulary import BASE

INVENTORY = yaml.safe_load((Path(__file__).parent / "data" / "inventory.yaml").read_text(encoding="utf-8"))
SOURCES = ("093a24b311180df8", "633ce35fc2cced5c", "8346b79def92c179", "39e57b043a1f2219", "68cce88e5e646c11")

Ids = Callable[[str], set[str]]


@pytest.fixture(scope="module")
def ids(founding: Draft) -> Ids:
    """A pattern on ?x -> the addresses below id/ that match it in the default graph."""

    def found(pattern: str) -> set[str]:
        rows = founding.working.ask(
            "PREFIX eg: <https://w3id.org/edugraph/def#> PREFIX org: <http://www.w3.org/ns/org#>"
            "PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX dct: <http://purl.org/dc/terms/>"
            "PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX oa: <http://www.w3.org/ns/oa#>"
            f"SELECT DISTINCT ?x WHERE {{ {pattern} FILTER(STRSTARTS(STR(?x), '{BASE}id/')) }}"
        )
        return {row["x"][1:-1].removeprefix(BASE + "id/") for row in rows}

    return found


def held(pattern: str = "") -> str:
    """A thing that one of the five sources declares."""
    graphs = " ".join(f"<{BASE}graph/source/{key}>" for key in SOURCES)
    return f"VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?x a ?declared }} {pattern}"


def test_the_twelve_countries_of_the_sources_are_those_with_a_passage(ids: Ids) -> None:
    assert ids("?x a eg:Country ; eg:evidence/oa:hasSource ?any .") == set(INVENTORY["countries"].values())


def test_further_countries_come_from_memberships_of_asean_and_of_the_cis_council(ids: Ids) -> None:
    beyond = ids("?x a eg:Country .") - set(INVENTORY["countries"].values())
    iso = "AZE BRN IDN KHM LAO MDA MYS PHL SGP THA TLS VNM"
    assert beyond == {f"country/{code}" for code in iso.split()}


def test_regions_and_places(ids: Ids) -> None:
    assert ids("?x a eg:Region .") == set(INVENTORY["regions"].values())
    places = ids("?x a dct:Location . FILTER NOT EXISTS { ?x a eg:Country } FILTER NOT EXISTS { ?x a eg:Region }")
    assert places == set(INVENTORY["places"].values())


def test_organisations_with_two_that_the_second_reading_found(ids: Ids) -> None:
    found = ids("?x a org:Organization .")
    second_reading = {"org/vet-centers-of-excellence-network", "org/traditional-values-platform"}
    assert found == set(INVENTORY["organisations"].values()) | second_reading


def test_persons_and_series(ids: Ids) -> None:
    assert ids("?x a foaf:Person .") == set(INVENTORY["persons"].values())
    assert ids("?x a eg:EventSeries .") == set(INVENTORY["series"])


def test_events_held_and_planned(ids: Ids) -> None:
    status = f"{BASE}vocab/event-status/"
    assert ids(f"?x a eg:Event ; eg:eventStatus <{status}held> .") == set(INVENTORY["events_held"].values())
    planned = f"?x a eg:Event ; eg:eventStatus ?s . FILTER(?s IN (<{status}scheduled>, <{status}proposed>))"
    assert ids(planned) == set(INVENTORY["events_planned"].values())


# Event -> (nodes in the release, why that differs from the inventory's count)
PARTICIPATIONS_OTHERWISE = {
    "E08": (3, "ministers and officials are one group for each side, beside the organiser"),
    "E09": (6, "the ministry's implied role as organiser, from its project"),
    "E10": (10, "the ministry's implied role as organiser, from its project"),
    "E12": (8, "the ministry's implied role as organiser, from its project"),
    "E13": (3, "the ministry's implied role as implementer, from the heading over the list"),
}


@pytest.mark.parametrize("event", INVENTORY["participations"])
def test_participations_of_each_event(ids: Ids, event: str) -> None:
    iri = f"{BASE}id/{INVENTORY['events_held'][event]}"
    expected, _ = PARTICIPATIONS_OTHERWISE.get(event, (INVENTORY["participations"][event], ""))
    assert len(ids(held(f"?x a eg:Participation ; eg:in <{iri}> ."))) == expected


def test_decisions_and_documents_of_the_sources(ids: Ids) -> None:
    assert ids(held("?x a eg:Decision .")) == set(INVENTORY["decisions"].values())
    assert ids(held("?x a eg:Document .")) == set(INVENTORY["documents"])


def test_one_further_document_comes_from_a_corroborating_page(ids: Ids) -> None:
    beyond = ids("?x a eg:Document .") - set(INVENTORY["documents"])
    assert beyond == {"plan/asean-russia-comprehensive-plan-of-action-2021-2025"}


def items(kind: int, letter: str) -> set[str]:
    return {
        f"plan/arpae-2022-2026/{measure}.{letter}{n}"
        for measure, counts in INVENTORY["plan_items"].items()
        for n in range(1, counts[kind] + 1)
    }


def test_measures_actions_and_outputs(ids: Ids) -> None:
    assert ids("?x a eg:Measure .") == {f"plan/arpae-2022-2026/{m}" for m in INVENTORY["plan_items"]}
    assert ids("?x a eg:PlannedAction .") == items(0, "A")
    assert ids("?x a eg:PlannedOutput .") == items(1, "O")


def test_commitments_are_eighty_six_plan_items_included(ids: Ids) -> None:
    expected = {c for source in INVENTORY["commitments"].values() for c in source} | items(0, "A") | items(1, "O")
    assert len(expected) == 86
    assert ids("?x a eg:Commitment .") == expected


def test_projects_and_figures_of_the_sources(ids: Ids) -> None:
    assert ids("?x a eg:Project .") == set(INVENTORY["projects"].values())
    assert ids(held("?x a eg:Figure .")) == set(INVENTORY["figures"].values())


def test_memberships_of_the_sources(ids: Ids) -> None:
    """SOM-ED as an organ of ASEAN is in no source: it comes from reference data."""
    expected = {*INVENTORY["memberships"]["organ_of"], *INVENTORY["memberships"]["timed"]}
    from_authority = {"membership/som-ed--asean--organ"}
    assert ids(held("?x a org:Membership .")) == expected - from_authority
    assert from_authority <= ids("?x a org:Membership .")


def test_each_of_the_thirty_six_traps_has_an_issue(ids: Ids) -> None:
    assert ids("?x a dqv:QualityAnnotation .") == {f"issue/Q{n:02}" for n in range(1, INVENTORY["issues"] + 1)}


def test_the_founding_sources_have_no_unread_line(ids: Ids) -> None:
    assert ids(f"?x eg:readAs <{BASE}vocab/reading/not-yet-read> .") == set()


def test_the_sources_conform_with_just_the_predicted_warnings(founding: Draft) -> None:
    warned = {(r.check, r.focus[1:-1].removeprefix(BASE + "id/")) for r in founding.results if r.severity == "Warning"}
    assert warned == {
        ("EG-T05", "event/latvia-uzbekistan-education-consultations"),
        ("EG-T05", "event/baltic-central-asia-he-forum"),
    }


def test_passages_of_the_moscow_news_stand_in_its_fifteen_paragraphs(founding: Draft) -> None:
    rows = founding.working.ask(
        "PREFIX eg: <https://w3id.org/edugraph/def#> PREFIX oa: <http://www.w3.org/ns/oa#>"
        f"SELECT DISTINCT ?n ?all WHERE {{ <{BASE}id/source/093a24b311180df8> eg:paragraphs ?all ."
        f" ?p oa:hasSource <{BASE}id/source/093a24b311180df8> ; eg:paragraph ?n }} ORDER BY ?n"
    )
    assert [(int(r["n"].split('"')[1]), int(r["all"].split('"')[1])) for r in rows] == [(n, 15) for n in range(1, 16)]
