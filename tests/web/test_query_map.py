"""`/query/map`: an answer on the map of the world, drawn from what the browser counted."""

import json
import re
from xml.etree import ElementTree

import pytest
from httpx import Response

from edugraph.vocabulary import BASE
from edugraph.web.errors import RequestError
from edugraph.web.world import answer_map
from edugraph.web.world.answer_map import Counted, Point

from .conftest import Client

KAZ, LVA = f"{BASE}id/country/KAZ", f"{BASE}id/country/LVA"
POINTS = {KAZ: (48.0, 68.0), LVA: (57.0, 25.0)}
CODES = {KAZ: "398", LVA: "428"}
NAMES = {KAZ: "Kazakhstan", LVA: "Latvia"}
RIGA = [56.95, 24.1, 2, "Riga", f"{BASE}id/place/riga"]


def asked(client: Client, language: str = "en", **answer: object) -> Response:
    return client.request("POST", f"/query/map?lang={language}", data={"answer": json.dumps(answer)})


def caption(answer: Response) -> str:
    """The words under the map."""
    found = re.search("<figcaption>(.*)</figcaption>", answer.text, re.DOTALL)
    assert found, answer.text
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


def picture(answer: Response) -> ElementTree.Element:
    """The map itself, which a parser of XML reads too."""
    found = re.search('<svg class="world".*?</svg>', answer.text, re.DOTALL)
    assert found, answer.text
    return ElementTree.fromstring(found[0])


def marks(answer: Response) -> list[tuple[str | None, str | None]]:
    """What a keyboard reaches, and where it leads."""
    return [(a.get("aria-label"), a.get("href")) for a in picture(answer).iter("a") if a.get("tabindex") != "-1"]


# --- what is drawn


def test_countries_are_filled_by_their_number_and_the_largest_has_the_largest_circle() -> None:
    drawn = answer_map.drawn(Counted({KAZ: 10.0, LVA: 1.0}), POINTS, CODES, NAMES)
    told = {p.iri: (p.step, p.shape, p.is_circled, p.mark.radius) for p in drawn.places}
    assert told == {KAZ: (5, "398", True, 13.0), LVA: (1, "428", True, 6.8)}
    assert drawn.fills == {1: (1.0, 1.0), 5: (10.0, 10.0)}
    assert drawn.sizes == [(6.8, 1.0), (13.0, 10.0)]
    assert {name.text for name in drawn.names} == {"Kazakhstan", "Latvia"}


def test_where_an_answer_has_points_countries_are_filled_and_only_points_have_circles() -> None:
    told = Counted({LVA: 3.0}, [Point(56.95, 24.1, 2.0, "Riga", "")])
    drawn = answer_map.drawn(told, POINTS, CODES, NAMES)
    assert [(p.is_country, p.is_circled) for p in sorted(drawn.places, key=lambda p: p.is_country)] == [
        (False, True),
        (True, False),
    ]
    assert drawn.fills == {2: (3.0, 3.0)}, "the legend of fills is of countries alone"


def test_points_only_fills_nothing() -> None:
    drawn = answer_map.drawn(Counted({LVA: 3.0}, view="points"), POINTS, CODES, NAMES)
    assert [(p.shape, p.is_circled) for p in drawn.places] == [("", True)]


@pytest.mark.parametrize(
    ("numbers", "steps"),
    [
        ([0.0, 5.0, 10.0], [1, 3, 5]),
        ([2015.0, 2020.0, 2025.0], [1, 3, 5]),
        ([-5.0, 0.0, 5.0], [1, 3, 5]),
        ([7.0, 7.0], [2, 2]),
        ([None, 4.0], [0, 2]),
    ],
)
def test_colours_begin_at_nothing_unless_all_are_far_from_it_or_some_below(
    numbers: list[float | None], steps: list[int]
) -> None:
    points = [Point(0, float(n), value, str(n), "") for n, value in enumerate(numbers)]
    drawn = answer_map.drawn(Counted(points=points), {}, {}, {})
    assert [p.step for p in sorted(drawn.places, key=lambda p: p.mark.actor)] == steps


def test_what_is_no_country_of_the_release_or_has_no_point_is_told() -> None:
    drawn = answer_map.drawn(
        Counted({KAZ: 1.0, LVA: 1.0, f"{BASE}id/country/XXX": 1.0}), POINTS | {LVA: None}, CODES, NAMES
    )
    assert ([p.iri for p in drawn.places], drawn.unknown, drawn.placeless) == ([KAZ], [f"{BASE}id/country/XXX"], [LVA])


# --- the fragment


def test_a_map_has_a_link_for_each_place_a_legend_with_true_samples_and_the_words_on_borders(built: Client) -> None:
    answer = asked(built, countries=[[KAZ, 7], [LVA, 1200.5]], points=[RIGA], measure="events", isSum=True, total=3)
    assert marks(answer) == [
        ("Latvia: 1,200.5", "/doc/country/LVA?lang=en"),
        ("Kazakhstan: 7", "/doc/country/KAZ?lang=en"),
        ("Riga: 2", "/doc/place/riga?lang=en"),
    ]
    assert caption(answer) == (
        "Countries on the map: 2. Points on the map: 1. Shown of each: sum of events. The table has the same in words. "
        "Release of 21 November 2026. 7 1,200.5 not in the answer point: 2 Shapes, names and colours on this map "
        "express no opinion on the status of any territory or on its borders."
    )


def test_what_is_left_out_is_said_in_words(built: Client) -> None:
    answer = asked(
        built,
        countries=[[KAZ, None], [f"{BASE}id/country/XXX", 1]],
        total=412,
        noCountry=3,
        noPoint=4,
        noNumber=5,
    )
    said = caption(answer)
    for words in (
        "Shown of each: number of rows.",
        "no number, or not in the answer",
        "Drawn are the largest 2 of 412 places; the table has all.",
        "Rows that name no country: 3; the table has them.",
        "Rows without a point that can be read: 4; the table has them.",
        "Rows without a number, which add nothing: 5.",
        "Not among the countries of this release: country/XXX.",
    ):
        assert words in said
    assert [label for label, _ in marks(answer)] == ["Kazakhstan: no number"]


def test_a_map_speaks_three_languages_and_an_empty_one_says_so(built: Client) -> None:
    assert "Стран на карте: 1. Для каждого места показано: число строк." in caption(
        asked(built, "ru", countries=[[KAZ, 1]])
    )
    assert "Valstis kartē: 1. Katrai vietai parādīts: rindu skaits." in caption(
        asked(built, "lv", countries=[[KAZ, 1]])
    )
    empty = asked(built, countries=[])
    assert "<svg" not in empty.text
    assert "Nothing of this answer has a place on the map." in caption(empty)


def test_names_that_hold_markup_stay_text_and_lead_nowhere(built: Client) -> None:
    name = '<b onclick="x">"&\u202b'
    answer = asked(built, points=[[1, 2, 3, name, "javascript:alert(1)"], [3, 4, 3, "", ""]])
    groups = [g.get("aria-label") for g in picture(answer).iter("g") if g.get("role") == "img"]
    assert groups == [f"{name}: 3", "a point: 3"]
    assert marks(answer) == []
    assert "javascript" not in answer.text


@pytest.mark.parametrize(("language", "said"), [("en", "-1.25E299"), ("ru", "-1,25E299"), ("lv", "-1,25E299")])
def test_numbers_that_nobody_could_count_are_told_by_their_powers(built: Client, language: str, said: str) -> None:
    answer = asked(built, language, points=[[1, 2, -1.25e299, "a", ""], [3, 4, 1e299, "b", ""], [5, 6, 1e15, "c", ""]])
    told = {g.get("aria-label") for g in picture(answer).iter("g") if g.get("role") == "img"}
    assert told == {f"a: {said}", "b: 1E299", "c: 1E15"}


def test_an_address_gives_the_same_map(built: Client) -> None:
    told = {"countries": [[KAZ, 7]]}
    assert built.get("/query/map", params={"lang": "en", "answer": json.dumps(told)}).text == asked(built, **told).text


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"x"', '{"countries": 1}', '{"countries": [["x"]]}', '{"countries": [[1, 2]]}',
     '{"countries": [["x", "y"]]}', '{"countries": [["x", 1e999]]}', '{"points": [[91, 0, 1, "", ""]]}',
     '{"countries": [["\\ud800", 1]]}', '{"points": [[1, 2, 3, "\\udfff", ""]]}', '{"measure": "\\ud800"}',
     '{"points": [[NaN, 0, 1, "", ""]]}', '{"total": "many"}', '{"total": Infinity}', "[" * 100_000],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(built: Client, text: str) -> None:
    answer = built.request("POST", "/query/map", "application/json", data={"answer": text})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_more_marks_than_are_drawn_and_other_bodies_are_refused(built: Client) -> None:
    many = [[0, n / 2, 1, "", ""] for n in range(301)]
    with pytest.raises(RequestError, match="up to 300 marks"):
        answer_map.counted(json.dumps({"points": many}))
    assert asked(built, points=many).status_code == 400
    assert built.request("POST", "/query/map", content=b"{}").status_code == 415
    assert asked(built, measure="x" * 600_000).status_code == 413
