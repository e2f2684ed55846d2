"""What the build counts for lists: what their queries answer, in the same order, and in the same bytes every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edugraph import counts
from edugraph.build import meta
from edugraph.counts import Counts, Listing
from edugraph.counts.lists import day_of, length
from edugraph.counts.schedule import states
from edugraph.queries import bound, read_all
from edugraph.rdf import literal, typed
from edugraph.release.making import Draft
from edugraph.store import Rows
from edugraph.vocabulary import BASE
from edugraph.web.lists import Lists

PAGES = read_all(Path(__file__).resolve().parent.parent / "queries" / "pages")


@pytest.fixture(scope="module")
def found(founding: Draft) -> Counts:
    return counts.found(meta.by_graph(founding.quads))


@pytest.fixture(scope="module")
def lists(found: Counts, tmp_path_factory: pytest.TempPathFactory) -> Lists:
    folder = tmp_path_factory.mktemp("counts")
    (folder / counts.NAME).write_text(counts.written(found), encoding="utf-8")
    return Lists(folder)


def column(rows: Rows, name: str) -> list[str]:
    place = rows.variables.index(name)
    return [term.value if (term := row[place]) else "" for row in rows.rows]


def columns(rows: Rows, *names: str) -> Iterator[tuple[str, ...]]:
    return zip(*(column(rows, name) for name in names), strict=True)


def test_a_file_read_again_is_what_was_written_and_order_changes_no_byte(
    found: Counts, founding: Draft, tmp_path: Path
) -> None:
    held = meta.by_graph(founding.quads)
    turned = {graph: lines[::-1] for graph, lines in reversed(held.items())}
    assert counts.written(counts.found(turned)) == counts.written(found)
    (tmp_path / "counts.json").write_text(counts.written(found), encoding="utf-8")
    assert counts.read(tmp_path / "counts.json") == found
    with pytest.raises(counts.CountsError, match=r"has no none\.json, so no list is whole"):
        counts.read(tmp_path / "none.json")


def test_actors_are_counted_as_their_query_counts_them(founding: Draft, found: Counts) -> None:
    answer = founding.working.select(PAGES["actors"].text)
    told = columns(answer, "actor", "country", "region", "events", "commitmentsMade", "commitmentsReceived")
    mine = {
        (BASE + a.actor, min(a.countries, default=""), a.region, str(a.events), str(a.made), str(a.received))
        for a in found.actors
    }
    assert {(a, c.removeprefix(BASE), r.removeprefix(BASE), *numbers) for a, c, r, *numbers in told} == mine
    assert len(mine) == 85


@pytest.mark.parametrize(
    ("chosen", "values", "number"),
    [
        ({"country": "id/country/LVA"}, {"inCountry": f"{BASE}id/country/LVA"}, 11),
        ({"region": "id/region/central-asia"}, {"inRegion": f"{BASE}id/region/central-asia"}, 11),
    ],
)
def test_the_filters_of_actors_choose_what_their_query_chooses(
    founding: Draft, lists: Lists, chosen: dict[str, str], values: dict[str, str], number: int
) -> None:
    text = bound(PAGES["actors"].text, {name: literal(value) for name, value in values.items()})
    rows, listing = lists.actors("en")
    fitting = listing.fitting(chosen)
    mine = {BASE + rows[place].actor for place in listing.part(fitting, 0, 1000)}
    assert mine == set(column(founding.working.select(text), "actor"))
    assert mine


def test_sources_are_counted_as_their_query_counts_them(founding: Draft, found: Counts) -> None:
    answer = founding.working.select(PAGES["sources"].text)
    names = ("source", "passagesWithFacts", "passagesWithoutFacts", "issues", "voices")
    told = {(s, c, i, n, *sorted(v.split())) for s, c, i, n, v in columns(answer, *names)}
    carriers = {s.source: s.read.get("", [0])[0] for s in found.sources}
    mine = {
        (
            BASE + s.source,
            str(carriers[s.source]),
            str(s.read.get("all", [0])[0] - carriers[s.source]),
            str(s.issues),
            *(BASE + voice for voice in s.voices),
        )
        for s in found.sources
    }
    assert mine == told


@pytest.mark.parametrize("day", ["2017-01-01", "2022-08-01", "2026-11-21", "2027-01-01"])
def test_commitments_stand_in_the_order_of_their_query(founding: Draft, lists: Lists, day: str) -> None:
    answer = founding.working.select(bound(PAGES["commitments"].text, {"asof": typed(day, "date")}))
    listing = lists.commitments(day)
    assert [BASE + one for one in listing.things] == list(dict.fromkeys(column(answer, "commitment")))


@pytest.mark.parametrize("day", ["2017-01-01", "2018-10-30", "2022-07-05", "2022-07-06", "2026-11-21"])
def test_what_was_made_by_a_day_is_what_the_queries_leave(founding: Draft, lists: Lists, day: str) -> None:
    known, listing = lists.commitments_known(day), lists.commitments(day)
    text = bound(PAGES["commitments"].text, {"asof": typed(day, "date"), "madeBy": typed(day, "date")})
    left = [BASE + listing.things[place] for place in listing.part(known.every, 0, 1000)]
    assert left == list(dict.fromkeys(column(founding.working.select(text), "commitment")))
    text = bound(PAGES["timeline"].text, {"asof": typed(day, "date"), "knownBy": typed(day, "date")})
    told = columns(founding.working.select(text), "thing", "year")
    known = lists.entries_known(day)
    places = lists.in_time.part(known.every, 0, 1000)
    entries = [lists.entries[place] for place in places]
    assert [(BASE + e.thing, day_of(e)[:4]) for e in entries] == list(dict.fromkeys(told))


def test_a_plan_item_is_made_when_its_plan_was_endorsed(lists: Lists) -> None:
    before, after = lists.commitments_known("2022-07-05"), lists.commitments_known("2022-07-06")
    assert before.later - after.later == 63


def test_a_state_holds_from_a_day_on() -> None:
    assert states("2026-10-31", [("in-progress", "2026-11-05", "2026-11-06")]) == [
        ["", "open"],
        ["2026-08-02", "due-soon"],
        ["2026-11-01", "due-passed-no-evidence"],
        ["2026-11-06", "overdue"],
    ]
    assert states("", [("cancelled", "", "2020-02-02")]) == [["", "no-deadline"], ["2020-02-02", ""]]


def test_a_list_is_chosen_counted_and_turned_by_its_filters() -> None:
    things = [f"t{n}" for n in range(10_000)]
    listing = Listing(
        things, ({"even": [str(n % 2 == 0)], "third": ["yes"] if n % 3 == 0 else []} for n in range(10_000))
    )
    fitting = listing.fitting({"even": "True", "third": "yes"})
    assert listing.part(fitting, 0, 3) == [0, 6, 12]
    assert listing.part(fitting, 1660, 10) == [9960, 9966, 9972, 9978, 9984, 9990, 9996]
    assert listing.part(0, 0, 5) == []
    assert listing.counted("even", listing.fitting({"third": "yes"})) == {"False": 1667, "True": 1667}
    assert listing.fitting({"even": "perhaps"}) == 0
    assert listing.fitting({"even": "perhaps"}, but="even") == listing.every


def test_characters_in_several_passages_count_once() -> None:
    assert length([(10, 20), (12, 15), (18, 25), (30, 31)]) == 16
