"""Each rule on a small graph of its own: what follows, and what does not."""

from pathlib import Path

import pytest

from edugraph import queries
from edugraph.build import rules
from edugraph.store import Store, read_text

RULES = Path(__file__).resolve().parent.parent / "queries" / "rules"
PREFIXES = """
@prefix eg: <https://w3id.org/edugraph/def#> .
@prefix id: <https://w3id.org/edugraph/id/x/> .
@prefix v: <https://w3id.org/edugraph/vocab/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <http://schema.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(turtle: str) -> list[tuple[str, str, str]]:
    return read_text((PREFIXES + turtle).encode(), "test")


def follows(rule: str, turtle: str) -> list[tuple[str, str, str]]:
    """What one rule makes of a graph."""
    store = Store.in_memory()
    store.add("".join(" ".join(t) + " .\n" for t in triples(turtle)).encode())
    return store.construct(queries.read(next(RULES.glob(f"{rule}-*.rq"))).text)


CASES = {
    "R1: a held event took place, a scheduled or moved one did not": (
        "R1",
        "id:a eg:eventStatus <https://w3id.org/edugraph/vocab/event-status/held> ."
        "id:b eg:eventStatus <https://w3id.org/edugraph/vocab/event-status/scheduled> ."
        "id:c eg:eventStatus <https://w3id.org/edugraph/vocab/event-status/moved-online> .",
        "id:a a prov:Activity .",
    ),
    "R2: the country of a city, or a country named as the place": (
        "R2",
        "id:a schema:location id:riga . id:riga eg:ofCountry id:LVA ."
        "id:b schema:location id:RUS . id:RUS a eg:Country ."
        "id:c schema:location id:venue .",
        "id:a eg:inCountry id:LVA . id:b eg:inCountry id:RUS .",
    ),
    "R3: a group from a country or from an organisation of one, not from a region": (
        "R3",
        "id:a a eg:ParticipantGroup ; eg:from id:LVA . id:LVA a eg:Country ."
        "id:b a eg:ParticipantGroup ; eg:from id:izm . id:izm eg:ofCountry id:LVA ."
        "id:c a eg:ParticipantGroup ; eg:from id:asia . id:asia a eg:Region ."
        "id:KAZ a eg:Country ; dct:isPartOf id:asia .",
        "id:a eg:ofCountry id:LVA . id:b eg:ofCountry id:LVA .",
    ),
    "R4: a group from a region, from each of its countries": (
        "R4",
        "id:c a eg:ParticipantGroup ; eg:from id:asia . id:asia a eg:Region ."
        "id:KAZ a eg:Country ; dct:isPartOf id:asia . id:UZB a eg:Country ; dct:isPartOf id:asia .",
        "id:c eg:ofCountry id:KAZ , id:UZB .",
    ),
    "R6: an organ is a unit, a member is not": (
        "R6",
        "id:m a org:Membership ; org:member id:council ; org:organization id:cis ;"
        " org:role <https://w3id.org/edugraph/vocab/membership-role/organ> ."
        "id:n a org:Membership ; org:member id:KAZ ; org:organization id:cis ;"
        " org:role <https://w3id.org/edugraph/vocab/membership-role/member> .",
        "id:council org:unitOf id:cis .",
    ),
    "R7: plan items take maker and due date from the plan unless they have their own": (
        "R7",
        "id:plan a eg:Plan ; eg:committedBy id:RUS , id:asean ; eg:validDuring id:span ."
        "id:m dct:isPartOf id:plan . id:a a eg:PlannedAction ; dct:isPartOf id:m ."
        "id:o a eg:PlannedOutput ; dct:isPartOf id:m ; eg:committedBy id:LVA ; eg:due id:other .",
        "id:a eg:committedBy id:RUS , id:asean ; eg:due id:span .",
    ),
    "R8: spans that cannot be the same time conflict, overlapping or unknown ones do not": (
        "R8",
        "id:c1 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s1 ."
        "id:c2 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s2 ."
        "id:c3 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s3 ."
        "id:c4 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s4 ."
        'id:s1 eg:notBefore "2018-12-03"^^xsd:date ; eg:notAfter "2018-12-03"^^xsd:date .'
        'id:s2 eg:notBefore "2020-12-03"^^xsd:date ; eg:notAfter "2020-12-03"^^xsd:date .'
        'id:s3 eg:notAfter "2018-12-31"^^xsd:date . id:s4 eg:edtf "XXXX-11-20" .',
        "id:c1 eg:conflictsWith id:c2 . id:c2 eg:conflictsWith id:c1 , id:c3 . id:c3 eg:conflictsWith id:c2 .",
    ),
    "R8: overlapping spans conflict where a curator says that one contradicts the other's source": (
        "R8",
        "id:c1 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s1 ; eg:contradicts id:source ."
        "id:c2 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s2 ; eg:evidence id:passage ."
        "id:c3 a eg:Claim ; rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:s2 ; eg:evidence id:other ."
        "id:passage <http://www.w3.org/ns/oa#hasSource> id:source .",
        "id:c1 eg:conflictsWith id:c2 . id:c2 eg:conflictsWith id:c1 .",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_makes_just_what_follows(case: str) -> None:
    rule, given, expected = CASES[case]
    assert follows(rule, given) == triples(expected)


def claim(name: str, value: str, rank: str = "", more: str = "") -> str:
    ranked = f"eg:rank <https://w3id.org/edugraph/vocab/rank/{rank}> ;" if rank else ""
    return f"id:{name} a eg:Claim ; {ranked} {more} rdf:subject id:e ; rdf:predicate eg:when ; rdf:object id:{value} ."


@pytest.mark.parametrize(
    ("claims", "truth"),
    [
        ([("a", "s1")], "id:e eg:when id:s1 ."),
        ([("a", "s1"), ("b", "s1")], "id:e eg:when id:s1 ."),
        ([("a", "s1"), ("b", "s2")], ""),
        ([("a", "s1", "preferred"), ("b", "s2")], "id:e eg:when id:s1 ."),
        ([("a", "s1", "preferred"), ("b", "s2", "preferred")], ""),
        ([("a", "s1", "deprecated")], ""),
        ([("a", "s1", "deprecated"), ("b", "s2")], "id:e eg:when id:s2 ."),
        ([("a", "s1", "", "eg:accordingTo id:someone ;")], ""),
        ([("a", "s1", "preferred", "eg:accordingTo id:someone ;"), ("b", "s2")], "id:e eg:when id:s2 ."),
    ],
)
def test_truth_is_the_one_value_of_the_best_rank(claims: list[tuple[str, ...]], truth: str) -> None:
    assert follows("T1", "".join(claim(*c) for c in claims)) == triples(truth)


def change(name: str, status: str) -> str:
    return f"id:{name} a eg:StatusChange ; eg:statusOf id:c ; eg:toStatus v:{status} ."


ORDER = "v:proposed eg:mayBeFollowedBy v:approved . v:approved eg:mayBeFollowedBy v:fulfilled , v:cancelled ."


@pytest.mark.parametrize(
    ("statuses", "current"),
    [
        (["proposed"], "id:c eg:status v:proposed ."),
        (["approved", "proposed"], "id:c eg:status v:approved ."),
        (["proposed", "fulfilled"], "id:c eg:status v:fulfilled ."),
        (["fulfilled", "cancelled"], ""),
        (["proposed", "fulfilled", "cancelled"], ""),
    ],
)
def test_the_current_status_is_the_one_that_all_others_come_before(statuses: list[str], current: str) -> None:
    assert follows("T2", ORDER + "".join(change(s, s) for s in statuses)) == triples(current)


def test_every_class_of_a_thing_is_written_out_for_things_of_ours_only() -> None:
    given = "eg:PlannedAction rdfs:subClassOf eg:Commitment . eg:Commitment rdfs:subClassOf prov:Plan ."
    given += "id:a a eg:PlannedAction ."
    others = "<https://x.org/b> a eg:PlannedAction ."
    assert follows("R5", given + others) == triples("id:a a eg:Commitment , prov:Plan .")


def test_truth_is_made_before_what_follows_from_it() -> None:
    names = [rule.name for rule in rules.rules(RULES)]
    assert names[:2] == ["T1-best-claim", "T2-status"]
    assert names[2:] == sorted(names[2:])


def test_every_rule_says_what_it_answers_and_where_it_writes() -> None:
    for rule in rules.rules(RULES):
        assert rule.title != rule.name
        assert rule.answers
        assert rule.head["graph"] == "truthy" or rule.head["graph"].startswith("inferred/")
