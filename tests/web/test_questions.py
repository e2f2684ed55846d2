"""Named questions: their forms, their answers, and what a reader may type."""

import csv
import io

import lxml.html
import pytest

from edugraph.queries import Parameter
from edugraph.rdf import XSD
from edugraph.web.parameters import ParameterError, field, values

from .conftest import Client, Make

ROWS = "application/sparql-results+json"


def rows(client: Client, path: str) -> list[list[str]]:
    page = lxml.html.document_fromstring(client.get(path).content)
    return [[" ".join(c.text_content().split()) for c in row.iter("td")] for row in page.xpath("//tbody/tr")]


def test_a_question_is_answered_with_its_defaults(client: Client) -> None:
    assert rows(client, "/questions/who-attended") == [["Kazakhstan", "attendee"]]
    assert rows(client, "/questions/due-by") == [["Hold the next forum", "31 December 2026"]]


@pytest.mark.parametrize("typed", ["event/forum", "doc/event/forum", "https://w3id.org/edugraph/id/event/forum"])
def test_a_thing_may_be_typed_in_several_ways(client: Client, typed: str) -> None:
    assert rows(client, f"/questions/who-attended?event={typed}") == [["Kazakhstan", "attendee"]]


def test_a_value_changes_the_answer_and_stays_in_the_form(client: Client) -> None:
    page = lxml.html.document_fromstring(client.get("/questions/due-by?day=2026-01-01&lang=lv").content)
    assert (page.xpath("string(//input[@name='day']/@value)"), page.xpath("//tbody/tr")) == ("2026-01-01", [])
    assert page.xpath("string(//input[@name='day']/@type)") == "date"
    assert page.xpath("string(//main//input[@name='lang']/@value)") == "lv"
    assert '"2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date>' in page.xpath("string(//pre)")


def test_names_and_titles_come_in_the_language_of_the_page(client: Client) -> None:
    asked = client.get("/questions/due-by.json?lang=ru").json()["results"]["bindings"]
    assert [set(row) for row in asked] == [{"commitment", "last"}]
    assert client.get("/questions/due-by.json").json()["results"]["bindings"][0]["commitmentLabel"]["value"] == (
        "Hold the next forum"
    )
    page = lxml.html.document_fromstring(client.get("/questions/due-by?lang=ru").content)
    assert page.xpath("string(//h1)").strip() == "Что надо выполнить к этому дню?"
    assert page.xpath("//main//form//input/@name") == ["day", "lang"]
    assert page.xpath("//th/text()") == ["commitment", "last"]
    listed = lxml.html.document_fromstring(client.get("/questions?lang=lv").content)
    assert [h.text for h in listed.iter("h2")] == ["Apņemšanās", "Citi"]


def test_answers_come_as_json_and_csv_too(client: Client) -> None:
    json = client.get("/questions/who-attended", ROWS)
    assert (
        json.json()["results"]["bindings"] == client.get("/questions/who-attended.json").json()["results"]["bindings"]
    )
    assert json.headers["vary"] == "Accept, Accept-Language"
    table = list(csv.reader(io.StringIO(client.get("/questions/who-attended.csv").text)))
    assert table == [
        ["participant", "role"],
        ["https://w3id.org/edugraph/id/country/KAZ", "https://w3id.org/edugraph/vocab/participation-role/attendee"],
    ]
    assert client.get("/questions/who-attended", "image/png").status_code == 406


def test_a_question_asked_again_is_answered_from_memory_in_every_format(make: Make) -> None:
    client = make()
    engine = client.app.state.site.engine
    first = [client.get(f"/questions/due-by.{suffix}").content for suffix in ("json", "csv")]
    asked = engine.counters["queries"]
    assert asked == 2
    assert [client.get(f"/questions/due-by.{suffix}").content for suffix in ("json", "csv")] == first
    assert engine.counters["queries"] == asked
    client.get("/questions/due-by.json?day=2026-01-01")
    assert engine.counters["queries"] == asked + 1


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("day=soon", "day takes a date such as 2027-01-01, not 'soon'"),
        ("day=", "day is empty: give a value such as 2027-01-01"),
        ("day=2026-01-01%22%20%7D", "day takes a date such as 2027-01-01, not '2026-01-01\" }'"),
    ],
)
def test_a_value_that_does_not_fit_is_told(client: Client, query: str, detail: str) -> None:
    answer = client.get(f"/questions/due-by?{query}", "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)


@pytest.mark.parametrize("typed", ["a> . ?s ?p ?o . <b", "{", '"', "x|y"])
def test_nothing_typed_becomes_sparql(client: Client, typed: str) -> None:
    answer = client.get("/questions/who-attended", ROWS, params={"event": typed})
    assert answer.status_code == 400 or answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("default", "shown", "typed", "expected"),
    [
        ("eg:Event", "def#Event", None, ["<https://w3id.org/edugraph/def#Event>"]),
        ("5", "5", "7", [f'"7"^^<{XSD}integer>']),
        ('"word"@en', "word", 'a "b"', ['"a \\"b\\""@en']),
        ('"word"', "word", None, ['"word"']),
        (
            "<https://w3id.org/edugraph/id/country/KAZ> <https://w3id.org/edugraph/id/country/LVA>",
            "country/KAZ country/LVA",
            "country/EST vocab/rank/normal",
            ["<https://w3id.org/edugraph/id/country/EST>", "<https://w3id.org/edugraph/vocab/rank/normal>"],
        ),
        ('"2026-11-21"^^xsd:date', "2026-11-21", None, [f'"2026-11-21"^^<{XSD}date>']),
    ],
)
def test_a_default_is_shown_as_a_reader_types_it_and_typed_values_follow_its_kind(
    default: str, shown: str, typed: str | None, expected: list[str]
) -> None:
    parameter = Parameter("x", default, "help")
    assert field(parameter, "", None).value == shown
    assert values(field(parameter, "", typed)) == expected


def test_a_number_is_a_number() -> None:
    with pytest.raises(ParameterError, match="x takes a number such as 5, not 'many'"):
        values(field(Parameter("x", "5", ""), "", "many"))


def test_plain_json_means_the_results_in_json(client: Client) -> None:
    plain = client.get("/questions/due-by", headers={"accept": "application/json"})
    assert plain.headers["content-type"] == "application/sparql-results+json"
    assert plain.content == client.get("/questions/due-by.json").content
