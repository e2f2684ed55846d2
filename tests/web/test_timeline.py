"""The timeline: what stands in which year, and what has no date."""

import csv
import io

import lxml.html
import pytest

from edugraph.web import bars

from .conftest import Client
from .test_commitments import texts, tree, words


def years(client: Client, query: str = "") -> list[str]:
    """The headings of the years, over all pages."""
    found: list[str] = []
    path = f"/timeline?{query}"
    while path:
        page = tree(client, path)
        found += [one for one in texts(page.xpath("//h2")) if one not in found]
        path = next(iter(page.xpath("//nav[@class='pages']/a[@rel='next']/@href")), "")
    return found


def test_entries_stand_under_their_years_the_latest_first_and_the_undated_apart(founded: Client) -> None:
    assert years(founded) == [
        *("2035 1", "2030 1", "2026 7", "2025 15", "2024 1", "2023 2", "2022 1"),
        *("2020 2", "2019 1", "2018 7", "2016 3", "2015 2", "Without a date 23"),
    ]


def test_planned_and_held_are_told_apart_by_sign_and_word(founded: Client) -> None:
    page = tree(founded, "/timeline?kind=event&from=2025&to=2026")
    assert texts(page.xpath("//ol/li//span[@class='entry-kind']")) == ["event planned"] * 3 + ["event held"] * 3
    assert texts(page.xpath("//ol/li/span[@class='entry-sign']")) == ["○"] * 3 + ["●"] * 3
    first = page.xpath("//ol/li")[0]
    assert "due date passed; no evidence found up to 21 November 2026" in words(first)


def test_an_uncertain_date_is_a_span_in_words_and_an_exact_day_is_none(founded: Client) -> None:
    page = tree(founded, "/timeline?from=2018&to=2018&kind=event")
    said = texts(page.xpath("//ol/li/div/p[@class='small']"))
    assert said == [
        "event held · 14 December 2018",
        "event held · 3 December 2018",
        "event held · 30 October 2018",
        "event held · October 2018 (a span of time)",
    ]


def test_a_thing_without_a_date_is_never_given_one(founded: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(founded.get("/timeline.csv").text)))
    undated = [row for row in rows if not row["year"]]
    assert len(undated) == 23
    assert {(row["date"], row["first"], row["last"]) for row in undated} == {("", "", "")}
    assert "Without a date 23" not in years(founded, "from=2000")


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", "66 entries"),
        ("kind=event", "20 entries"),
        ("kind=decision", "18 entries"),
        ("kind=plan", "5 entries"),
        ("actor=country/LVA", "3 entries"),
        ("actor=country/LVA&kind=event", "3 entries"),
        ("from=2026", "9 entries"),
        ("to=2016", "5 entries"),
        ("from=9999", "0 entries"),
        ("actor=org/nobody-knows", "0 entries"),
    ],
)
def test_filters_narrow_the_timeline_and_bars_list_and_download_agree(founded: Client, query: str, total: str) -> None:
    page = tree(founded, f"/timeline?{query}")
    assert words(page.xpath("//p[@role='status']")[0]) == total
    rows = list(csv.DictReader(io.StringIO(founded.get(f"/timeline.csv?{query}").text)))
    counted = texts(page.xpath("//table[@class='counts']/tbody//td"))
    assert len(rows) == sum(int(count) for count in counted) == int(total.split()[0])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=99999", "from takes a year such as 2018, not '99999'"),
        ("from=0", "from takes a year"),
        ("to=-5", "to takes a year"),
        ("to=%D9%A2%D9%A0%D9%A1%D9%A8", "to takes a year"),
        ("from=2020&to=2010", "from 2020 is after to 2010"),
        ("kind=evnt", "kind has no value 'evnt'; did you mean 'event'?"),
        ("asof=2025-02-30", "asof takes a day"),
    ],
)
def test_a_value_that_cannot_be_read_is_told(founded: Client, query: str, said: str) -> None:
    answer = founded.get(f"/timeline?{query}", accept="application/problem+json")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_plan_items_due_when_their_plan_ends_are_told_by_the_plan(founded: Client) -> None:
    page = tree(founded, "/timeline?kind=plan&from=2026&to=2026")
    assert page.xpath("//ol/li//p/a/@href")[0] == "/plan/arpae-2022-2026"
    assert "/commitments/plan/" not in lxml.html.tostring(page).decode()


def test_bars_hold_every_year_and_never_more_than_fit() -> None:
    small = bars.picture({2018: {"event": 1, "decision": 3}, 2020: {"event": 2}}, ("event", "decision"))
    assert [(bar.words, bar.total) for bar in small.bars] == [("2018", 4), ("2019", 0), ("2020", 2)]
    assert [(p.sort, p.y, p.height) for p in small.bars[0].pieces] == [("event", 90.0, 30.0), ("decision", 0.0, 90.0)]
    long = bars.picture({1: {"event": 1}, 1991: {"event": 1}, 2030: {"event": 5}}, ("event",))
    assert len(long.bars) <= bars.MOST_BARS
    assert [(bar.words, bar.total) for bar in long.bars if bar.total] == [
        ("1–99", 1),
        ("1900–1999", 1),
        ("2000–2030", 5),
    ]
    assert bars.picture({}, ("event",)) == bars.Picture([], 0)
