"""The reconciliation service, against what version 0.2 of its specification says (sections by name)."""

import json
from typing import Any

import jsonschema
import lxml.html
import pytest

from .conftest import Client, Make

ENTITIES = "https://w3id.org/edugraph/id/"


def text(**more: object) -> dict[str, object]:
    return {"type": "string", "minLength": 1, **more}


def record(needed: str, **properties: object) -> dict[str, object]:
    return {"type": "object", "required": needed.split(), "properties": properties}


def many(items: object, **more: object) -> dict[str, object]:
    return {"type": "array", "items": items, **more}


NAMED = record("id name", id=text(), name=text(), description=text())
TYPE = {**NAMED, "properties": {**NAMED["properties"], "broader": many(NAMED)}}  # type: ignore[dict-item]
URL = text(pattern="^https?://")
VIEW = record("url", url=text(pattern=r"^https?://.*\{\{id\}\}"))
SERVICE = record(
    "service_url service_path",
    service_url=URL,
    service_path=text(pattern="^/"),
    flyout_service_path=text(pattern=r"\$\{id\}"),
)
SETTING = record(
    "name label type",
    name=text(),
    label=text(),
    help_text=text(),
    type={"enum": ["number", "text", "checkbox", "select"]},
    choices=many(record("value name", value=text(), name=text())),
)
MANIFEST = record(
    "versions name identifierSpace schemaSpace view preview suggest extend batchSize defaultTypes",
    versions=many(text(), contains={"const": "0.2"}),
    name=text(),
    identifierSpace=URL,
    schemaSpace=URL,
    view=VIEW,
    defaultTypes=many(TYPE, uniqueItems=True, minItems=1),
    batchSize={"type": "integer", "minimum": 1},
    preview=record(
        "url width height", url=VIEW["properties"]["url"], width={"type": "integer"}, height={"type": "integer"}
    ),  # type: ignore[index]
    suggest=record("entity type property", entity=SERVICE, type=SERVICE, property=SERVICE),
    extend=record("propose_properties", propose_properties=SERVICE, property_settings=many(SETTING)),
)
CANDIDATE = record(
    "id name score match type",
    id=text(),
    name=text(),
    description=text(),
    score={"type": "number"},
    match={"type": "boolean"},
    type=many(NAMED),
    features=many(record("id value", id=text(), value={"type": ["boolean", "number"]})),
)
RESULTS = {"type": "object", "additionalProperties": record("result", result=many(CANDIDATE))}
DAY = text(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
VALUE = {
    "type": "object",
    "oneOf": [
        {"maxProperties": 0},
        {**record("id name", id=text(), name=text()), "maxProperties": 2},
        {**record("str", str={"type": "string"}), "maxProperties": 1},
        {**record("float", float={"type": "number"}), "maxProperties": 1},
        {**record("int", int={"type": "integer"}), "maxProperties": 1},
        {**record("date", date=DAY), "maxProperties": 1},
    ],
}
ROWS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": many(VALUE)}}
EXTENDED = record("meta rows", meta=many(NAMED), rows=ROWS)
SUGGESTED = record("result", result=many(NAMED))


def asked(client: Client, queries: object, method: str = "POST") -> Any:
    """The answer to a batch, checked for its form."""
    told = {"queries": queries if isinstance(queries, str) else json.dumps(queries)}
    where = {"params": told} if method == "GET" else {"data": told}
    answer = client.request(method, "/reconcile", "application/json", **where)
    if answer.status_code == 200:
        jsonschema.validate(answer.json(), RESULTS)
    return answer


def matches(client: Client, **query: object) -> dict[str, bool]:
    """Candidate -> whether it is certain."""
    return {one["id"]: one["match"] for one in asked(client, {"q": query}).json()["q"]["result"]}


def extended(client: Client, told: object) -> Any:
    answer = client.request("POST", "/reconcile", "application/json", data={"extend": json.dumps(told)})
    if answer.status_code == 200:
        jsonschema.validate(answer.json(), EXTENDED)
    return answer


def test_without_parameters_the_manifest_is_told(client: Client) -> None:
    manifest = client.get("/reconcile", "application/json").json()
    jsonschema.validate(manifest, MANIFEST)
    assert (manifest["versions"], manifest["identifierSpace"]) == (["0.2"], ENTITIES)
    assert manifest["view"]["url"] == "http://test/reconcile/view?id={{id}}"
    assert {"id": "eg:Country", "name": "country"}.items() <= manifest["defaultTypes"][0].items()


def test_the_manifest_names_the_public_address(make: Make) -> None:
    manifest = make(public_url="https://graph.example/edu/").get("/reconcile").json()
    assert manifest["suggest"]["entity"]["service_url"] == "https://graph.example/edu/reconcile"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_query_of_a_batch_has_its_candidates(client: Client, method: str) -> None:
    told = asked(client, {"q0": {"query": "Kazahstāna"}, "q1": {"query": "xyzzy"}}, method).json()
    best = told["q0"]["result"][0]
    assert told.keys() == {"q0", "q1"}
    assert (best["id"], best["name"], best["match"], best["score"]) == ("country/KAZ", "Kazakhstan", True, 100.0)
    assert {"id": "eg:Country", "name": "country"} in best["type"]
    assert told["q1"] == {"result": []}


def test_an_identifier_as_the_query_finds_its_entity(client: Client) -> None:
    assert matches(client, query="country/KAZ") == {"country/KAZ": True}


@pytest.mark.parametrize(
    "type_", ["Country", "eg:Country", "https://w3id.org/edugraph/def#Country", ["eg:Event", "Country"]]
)
def test_a_type_is_named_by_its_end_its_prefixed_name_or_its_iri(client: Client, type_: object) -> None:
    assert matches(client, query="Kazakhstan", type=type_) == {"country/KAZ": True}


def test_another_type_and_an_unknown_one_leave_nothing(client: Client) -> None:
    assert matches(client, query="Kazakhstan", type="Event") == {}
    assert matches(client, query="Kazakhstan", type="Q6256") == {}


@pytest.mark.parametrize("value", ["Kazakhstan", "Казахстан", "KAZ", {"id": "country/KAZ"}, ["x", "Kazahstāna"]])
def test_the_country_is_a_property_by_name_code_or_id(client: Client, value: object) -> None:
    found = matches(client, query="Kazakhstan", properties=[{"pid": "country", "v": value}])
    assert found == {"country/KAZ": True}


def test_a_property_that_cannot_be_checked_makes_nothing_certain(client: Client) -> None:
    for properties in ([{"pid": "colour", "v": "red"}], [{"pid": "country", "v": "Atlantis"}]):
        assert matches(client, query="Kazakhstan", properties=properties) == {"country/KAZ": False}


def test_a_code_is_enough(client: Client) -> None:
    assert matches(client, properties=[{"pid": "eg:iso3", "v": "KAZ"}]) == {"country/KAZ": True}


def test_the_limit_is_kept(client: Client) -> None:
    assert len(asked(client, {"q": {"query": "forum", "limit": 1}}).json()["q"]["result"]) == 1


@pytest.mark.parametrize(
    ("queries", "status", "detail"),
    [
        ("{", 400, "`queries` is no JSON"),
        ("[" * 100_000, 400, "`queries` is no JSON"),
        ('"\\ud800"', 400, "`queries` is no JSON"),
        ("[]", 400, "`queries` is a JSON object"),
        ({"q7": "x"}, 400, "query 'q7' is no object"),
        ({"q7": {}}, 400, "query 'q7': one of `query` and `properties` is needed"),
        ({"q7": {"query": " "}}, 400, "one of `query` and `properties`"),
        ({"q7": {"query": 3}}, 400, "`query` is text"),
        ({"q7": {"query": "a", "limit": 0}}, 400, "`limit` is a whole number above 0"),
        ({"q7": {"query": "a", "limit": float("nan")}}, 400, "`limit` is a whole number above 0"),
        ({"q7": {"query": "a", "type": 3}}, 400, "`type` is an id or a list of ids"),
        ({"q7": {"query": "a", "type_strict": "maybe"}}, 400, "`type_strict` is one of any, all, should"),
        ({"q7": {"query": "a", "properties": [{"v": 1}]}}, 400, "a property has a `pid` and a `v`"),
        ({"q7": {"query": "a", "properties": {}}}, 400, "`properties` is a list"),
        ({f"q{n}": {"query": "a"} for n in range(51)}, 413, "a batch has up to 50 queries, not 51"),
    ],
)
def test_a_batch_that_cannot_be_read_is_told_why(client: Client, queries: object, status: int, detail: str) -> None:
    answer = asked(client, queries)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_a_body_that_is_too_long_or_of_another_kind_is_refused(client: Client) -> None:
    long = client.request("POST", "/reconcile", "application/json", data={"queries": "x" * (1 << 20)})
    other = client.request("POST", "/reconcile", "application/json", json={"queries": {}})
    none = client.request("POST", "/reconcile", "application/json", data={"q": "x"})
    assert [(r.status_code, r.json()["code"]) for r in (long, other, none)] == [
        (413, "too-large"),
        (415, "unsupported-media-type"),
        (400, "bad-request"),
    ]


def test_values_are_told_as_entities_numbers_days_and_text(client: Client) -> None:
    properties = [{"id": p} for p in ("country", "eg:iso3", "eg:due", "eg:takenAt")]
    told = extended(
        client, {"ids": ["country/KAZ", "commitment/hold-next", "decision/agreed", "x"], "properties": properties}
    )
    assert told.json()["rows"] == {
        "country/KAZ": {
            "country": [{"id": "country/KAZ", "name": "Kazakhstan"}],
            "eg:iso3": [{"str": "KAZ"}],
            "eg:due": [],
            "eg:takenAt": [],
        },
        "commitment/hold-next": {"country": [], "eg:iso3": [], "eg:due": [{"str": "2026-12"}], "eg:takenAt": []},
        "decision/agreed": {
            "country": [],
            "eg:iso3": [],
            "eg:due": [],
            "eg:takenAt": [{"id": "event/forum", "name": "Forum <script>alert(\"1\")</script> & 'friends'"}],
        },
        "x": {"country": [], "eg:iso3": [], "eg:due": [], "eg:takenAt": []},
    }
    assert [p["id"] for p in told.json()["meta"]] == ["country", "eg:iso3", "eg:due", "eg:takenAt"]


def test_settings_choose_language_and_number(client: Client) -> None:
    def names(**settings: object) -> Any:
        told = {"ids": ["country/KAZ"], "properties": [{"id": "skos:prefLabel", "settings": settings}]}
        return extended(client, told).json()["rows"]["country/KAZ"]["skos:prefLabel"]

    assert names(language="lv") == [{"str": "Kazahstāna"}]
    assert len(names(limit=2)) == 2
    assert len(names()) == 3


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ({"ids": "x", "properties": []}, 400, "`ids` is a list"),
        ({"ids": [], "properties": [3]}, 400, "`properties` is a list of objects"),
        (
            {"ids": [], "properties": [{"id": "eg:is03"}]},
            400,
            "there is no property 'eg:is03'; did you mean 'eg:iso3'?",
        ),
        ({"ids": [], "properties": [{"id": "country", "settings": {"limit": -1}}]}, 400, "`limit` is a whole number"),
        ({"ids": [str(n) for n in range(201)], "properties": []}, 413, "up to 200 things"),
    ],
)
def test_an_extension_that_cannot_be_read_is_told_why(client: Client, told: object, status: int, detail: str) -> None:
    answer = extended(client, told)
    assert (answer.status_code, detail in answer.json()["detail"]) == (status, True)


def test_properties_are_proposed_for_a_type(client: Client) -> None:
    told = client.get("/reconcile/properties?type=Country&limit=2").json()
    jsonschema.validate(told, record("properties", properties=many(NAMED)))
    assert told["type"] == "Country"
    assert [p["id"] for p in told["properties"]] == ["country", "skos:prefLabel"]


@pytest.mark.parametrize(
    ("what", "prefix", "expected"),
    [
        ("entity", "kaz", "country/KAZ"),
        ("entity", "Каз", "country/KAZ"),
        ("entity", "country/KAZ", "country/KAZ"),
        ("type", "cou", "eg:Country"),
        ("type", "eg:Cou", "eg:Country"),
        ("property", "cou", "country"),
        ("property", "eg:iso3", "eg:iso3"),
    ],
)
def test_names_and_ids_are_suggested(client: Client, what: str, prefix: str, expected: str) -> None:
    told = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix}).json()
    jsonschema.validate(told, SUGGESTED)
    assert told["result"][0]["id"] == expected


def test_a_cursor_skips_suggestions(client: Client) -> None:
    every = client.get("/reconcile/suggest/property?prefix=").json()["result"]
    rest = client.get("/reconcile/suggest/property?prefix=&cursor=1").json()["result"]
    assert rest[: len(every) - 1] == every[1:]
    assert client.get("/reconcile/suggest/property?cursor=x", "application/json").status_code == 400


def test_a_flyout_is_escaped(client: Client) -> None:
    told = client.get("/reconcile/flyout/entity?id=event%2Fforum").json()
    escaped = "Forum &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#x27;friends&#x27;"
    assert told == {"id": "event/forum", "html": f"<p><strong>{escaped}</strong> event</p>"}
    country = client.get("/reconcile/flyout/type?id=eg:Country").json()
    assert country["html"] == "<p><strong>country</strong> eg:Country</p>"


def test_the_preview_may_be_framed_and_nothing_else_may(client: Client) -> None:
    preview = client.get("/reconcile/preview?id=country%2FKAZ")
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "x-frame-options" not in preview.headers
    assert "frame-ancestors 'none'" in client.get("/reconcile").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in client.get("/doc/country/KAZ").headers["content-security-policy"]
    tree = lxml.html.document_fromstring(preview.content)
    assert tree.xpath("string(//h1)").strip() == "Kazakhstan"
    assert tree.xpath("//script | //@style") == []


def test_a_preview_shows_no_hidden_form_of_a_name(client: Client) -> None:
    assert "FORUM HIDDEN FORM" not in client.get("/reconcile/preview?id=event%2Fforum").text


def test_the_view_leads_to_the_page_however_the_id_is_written(client: Client) -> None:
    for id_ in ("country%2FKAZ", "country/KAZ"):
        answer = client.get(f"/reconcile/view?id={id_}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/doc/country/KAZ")


@pytest.mark.parametrize(
    "path", ["preview?id=x", "view?id=", "flyout/entity?id=x", "flyout/type?id=x", "suggest/x", "flyout/x?id=1"]
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/reconcile/{path}", "application/json").status_code == 404


@pytest.mark.parametrize("path", ["", "/suggest/entity?prefix=ka", "/properties", "/preview?id=country%2FKAZ"])
def test_any_page_may_read_every_answer(client: Client, path: str) -> None:
    assert client.get(f"/reconcile{path}").headers["access-control-allow-origin"] == "*"
    preflight = client.request("OPTIONS", f"/reconcile{path}", headers={"access-control-request-method": "POST"})
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_there_is_no_jsonp(client: Client) -> None:
    answer = client.get("/reconcile?callback=alert")
    assert answer.headers["content-type"] == "application/json"
    assert not answer.text.startswith("alert")
