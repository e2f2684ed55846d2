"""`/query/terms.json`: what a writer of queries may name, as a release tells it of itself."""

import json

import pytest

from .conftest import Client

MEETING = "https://w3id.org/edugraph/def#Meeting"


@pytest.fixture(scope="module")
def told(built: Client) -> dict[str, list[dict[str, object]]]:
    return json.loads(built.get("/query/terms.json?lang=lv").content)


def named(entries: list[dict[str, object]], name: str) -> dict[str, object]:
    return next(entry for entry in entries if entry["name"] == name)


def test_a_class_has_words_in_three_languages_and_the_properties_that_its_things_really_have(
    told: dict[str, list[dict[str, object]]],
) -> None:
    meeting = dict(named(told["classes"], "eg:Meeting"))
    properties, _lists = meeting.pop("properties"), meeting.pop("schemes")
    assert meeting == {
        "iri": MEETING,
        "name": "eg:Meeting",
        "label": "institūcijas sēde",
        "labels": {"en": "meeting of a body", "ru": "заседание органа", "lv": "institūcijas sēde"},
        "definition": "An event that is one session of a collegial body or working group.",
        "count": 4,
    }
    assert isinstance(properties, list)
    assert {"eg:when", "eg:sessionOf", "skos:prefLabel"} <= set(properties)
    assert "eg:due" not in properties, "no meeting has a due date"


def test_a_property_has_the_ranges_of_the_ontology_or_else_the_datatypes_in_use(
    told: dict[str, list[dict[str, object]]],
) -> None:
    assert named(told["properties"], "eg:sessionOf")["ranges"] == ["org:Organization"]
    assert named(told["properties"], "geo:lat")["ranges"] == ["xsd:decimal"]
    assert named(told["properties"], "skos:prefLabel")["ranges"] == ["rdf:langString"]


def test_a_property_names_the_code_lists_that_its_values_come_from_and_a_class_its_own(
    told: dict[str, list[dict[str, object]]],
) -> None:
    assert named(told["properties"], "eg:eventStatus")["schemes"] == ["event-status"]
    assert named(told["properties"], "eg:status")["schemes"] == ["commitment-status", "document-stage"]
    assert named(told["properties"], "dct:subject")["schemes"] == ["topic"]
    assert "schemes" not in named(told["properties"], "eg:when")
    assert named(told["classes"], "eg:Commitment")["schemes"] == {
        "dct:type": ["obligation"],
        "eg:status": ["commitment-status"],
    }
    assert named(told["classes"], "eg:Meeting")["schemes"] == {"dct:type": ["event-type"]}, "as every event"
    lists = {code["scheme"] for code in told["codes"]}
    assert {one for told_ in told["properties"] for one in told_.get("schemes", [])} <= lists  # type: ignore[attr-defined]


def test_a_code_names_its_list_and_a_prefix_its_namespace(told: dict[str, list[dict[str, object]]]) -> None:
    code = named(told["codes"], "https://w3id.org/edugraph/vocab/voice/self")
    assert (code["scheme"], code["label"]) == ("voice", "pašapraksts")
    assert told["prefixes"]["eg"] == "https://w3id.org/edugraph/def#"  # type: ignore[call-overload]


def test_the_terms_are_the_same_for_every_host_and_small(built: Client) -> None:
    ours, other = (built.get("/query/terms.json", headers={"host": host}) for host in ("test", "other.example"))
    assert (ours.content, ours.headers["etag"]) == (other.content, other.headers["etag"])
    assert len(ours.content) < 300_000
    again = built.get("/query/terms.json", headers={"if-none-match": ours.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
