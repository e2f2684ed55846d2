"""Schedule states: the queries say what the table of the ontology says, at any day, and all of them say the same."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugraph import counts
from edugraph.build import meta
from edugraph.counts.document import Commitment
from edugraph.queries import bound, read_all
from edugraph.rdf import Quad, iri, literal, typed
from edugraph.release.making import Draft
from edugraph.store import Store
from edugraph.vocabulary import BASE, EG, RDF
from edugraph.web.lists import state_at
from schedule import STATUS, event_states, states

QUERIES = Path(__file__).resolve().parent.parent / "queries"
PAGES = read_all(QUERIES / "pages")
QUESTIONS = read_all(QUERIES / "questions")
THIS = f"{BASE}id/commitment/x"
GRAPH = f"<{BASE}graph/source/x>"
DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
NEAR = st.dates(date(2026, 10, 28), date(2026, 11, 4)) | DAYS
"""Days that often fall together, so that borders are met."""
STATUSES = ["proposed", "approved", "in-progress", "partly-fulfilled", "fulfilled", "cancelled", "superseded"]


class Made:
    """A graph about one commitment, written fact by fact."""

    def __init__(self) -> None:
        self.quads: set[Quad] = set()
        self.say(THIS, RDF.type, iri(EG.base + "Commitment"))

    def say(self, subject: str, property_: str, value: str) -> None:
        self.quads.add((iri(subject), iri(property_), value, GRAPH))

    def span(self, subject: str, name: str, first: date | None, last: date | None) -> None:
        """A window; each has a span of its own."""
        span = f"{BASE}id/span/s{len(self.quads)}"
        self.say(subject, EG.base + name, iri(span))
        self.say(span, EG.edtf, literal("x", datatype="http://id.loc.gov/datatypes/edtf/EDTF"))
        for bound_, day in ((EG.notBefore, first), (EG.notAfter, last)):
            if day:
                self.say(span, bound_, typed(day, "date"))

    def step(self, status: str, first: date | None = None, last: date | None = None, via: str = "when") -> None:
        """A recorded status, dated by itself, by its meeting, or not at all."""
        change = f"{BASE}id/status-change/c{len(self.quads)}"
        self.say(change, EG.statusOf, iri(THIS))
        self.say(change, EG.toStatus, iri(STATUS + status))
        dated = change
        if via == "reachedAt":
            dated = f"{change}-meeting"
            self.say(change, EG.base + "reachedAt", iri(dated))
        if first or last:
            self.span(dated, "when", first, last)

    def result(self, first: date | None = None, last: date | None = None) -> None:
        """What fulfilled the commitment."""
        event = f"{BASE}id/event/e{len(self.quads)}"
        self.say(THIS, EG.base + "fulfilledBy", iri(event))
        if first or last:
            self.span(event, "when", first, last)

    @property
    def store(self) -> Store:
        store = Store.in_memory()
        store.add("".join(f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in self.quads).encode())
        return store


def found(store: Store, asof: date, **more: str) -> dict[str, str]:
    """Commitment -> state, as the query of the pages answers."""
    rows = store.select(bound(PAGES["commitments"].text, {"asof": typed(asof, "date"), **more})).rows
    return {row[0].value: row[2].value for row in rows if row[0] and row[2]}


D = date.fromisoformat
DUE = (D("2026-10-01"), D("2026-10-31"))
CASES: dict[str, tuple[list[tuple[str, ...]], str, str]] = {
    "without a deadline": ([], "2026-11-21", "no-deadline"),
    "more than 90 days before": ([("due",)], "2026-08-01", "open"),
    "the 90th day before": ([("due",)], "2026-08-02", "due-soon"),
    "the last day itself": ([("due",)], "2026-10-31", "due-soon"),
    "the day after, and silence": ([("due",)], "2026-11-01", "due-passed-no-evidence"),
    "approved before the deadline is no word on what happened": (
        [("due",), ("step", "approved", "2026-01-01", "2026-01-01")],
        "2026-11-21",
        "due-passed-no-evidence",
    ),
    "a source after the deadline says that work goes on": (
        [("due",), ("step", "in-progress", "2026-11-05", "2026-11-05")],
        "2026-11-21",
        "overdue",
    ),
    "a report of the last day itself is not later": (
        [("due",), ("step", "in-progress", "2026-10-31", "2026-10-31")],
        "2026-11-21",
        "due-passed-no-evidence",
    ),
    "that source is not known before its day": (
        [("due",), ("step", "in-progress", "2026-11-05", "2026-11-05")],
        "2026-11-04",
        "due-passed-no-evidence",
    ),
    "a report that may be older than the deadline proves nothing": (
        [("due",), ("step", "in-progress", "2026-10-01", "2026-11-10")],
        "2026-11-21",
        "due-passed-no-evidence",
    ),
    "an undated report proves nothing": (
        [("due",), ("step", "in-progress", "", "")],
        "2026-11-21",
        "due-passed-no-evidence",
    ),
    "done in time": ([("due",), ("step", "fulfilled", "2026-10-15", "2026-10-15")], "2026-11-21", "met"),
    "done, but not yet on that day": (
        [("due",), ("step", "fulfilled", "2026-10-15", "2026-10-15")],
        "2026-10-14",
        "due-soon",
    ),
    "done late": ([("due",), ("step", "fulfilled", "2026-11-02", "2026-11-02")], "2026-11-21", "met-late"),
    "late until it was done": (
        [("due",), ("step", "fulfilled", "2026-11-12", "2026-11-12")],
        "2026-11-11",
        "due-passed-no-evidence",
    ),
    "perhaps late is not late": ([("due",), ("step", "fulfilled", "2026-10-20", "2026-11-12")], "2026-11-21", "met"),
    "done without a deadline": ([("step", "fulfilled", "2026-11-12", "2026-11-12")], "2026-11-21", "met"),
    "what fulfilled it dates an undated word": (
        [("due",), ("step", "fulfilled", "", ""), ("result", "2026-10-15", "2026-10-16")],
        "2026-10-10",
        "due-soon",
    ),
    "a result alone is enough": ([("due",), ("result", "2026-11-03", "2026-11-03")], "2026-11-21", "met-late"),
    "partly done after the deadline is not done": (
        [("due",), ("step", "partly-fulfilled", "2026-11-03", "2026-11-03")],
        "2026-11-21",
        "overdue",
    ),
    "cancelled": ([("due",), ("step", "cancelled", "2026-09-01", "2026-09-01")], "2026-11-21", ""),
    "not yet cancelled on that day": (
        [("due",), ("step", "cancelled", "2026-11-10", "2026-11-10")],
        "2026-11-09",
        "due-passed-no-evidence",
    ),
    "superseded": ([("step", "superseded", "", "")], "2026-11-21", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_the_table_row_by_row(name: str) -> None:
    said, asof, expected = CASES[name]
    made = Made()
    for word, *rest in said:
        days = [D(text) if text else None for text in rest[-2:]]
        if word == "due":
            made.span(THIS, "due", *DUE)
        elif word == "step":
            made.step(rest[0], *days)
        else:
            made.result(*days)
    assert found(made.store, D(asof)) == {THIS: expected}
    assert states(made.quads, D(asof)) == {THIS: expected}


@st.composite
def window(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first = draw(st.none() | NEAR)
    last = draw(st.none() | NEAR)
    return (last, first) if first and last and first > last else (first, last)


@st.composite
def graph(draw: st.DrawFn) -> Made:
    """A commitment with any deadlines, steps and results."""
    made = Made()
    for first, last in draw(st.lists(window(), max_size=2)):
        made.span(THIS, "due", first, last)
    for status, dated, via in draw(
        st.lists(st.tuples(st.sampled_from(STATUSES), window(), st.sampled_from(["when", "reachedAt"])), max_size=3)
    ):
        made.step(status, *dated, via)
    for dated in draw(st.lists(window(), max_size=1)):
        made.result(*dated)
    return made


@settings(max_examples=300, deadline=None)
@given(graph(), NEAR)
def test_the_query_agrees_with_plain_python_on_any_graph_and_day(made: Made, asof: date) -> None:
    assert found(made.store, asof) == states(made.quads, asof), "\n".join(
        f"{s} {p} {o}" for s, p, o, _ in sorted(made.quads)
    )
    assert counted(made.quads, asof) == states(made.quads, asof)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asof=DAYS)
def test_every_query_agrees_with_plain_python_on_the_founding_data(founding: Draft, asof: date) -> None:
    expected = states(founding.quads, asof)
    day = typed(asof, "date")
    assert found(founding.working, asof) == expected
    assert len(expected) == 86
    assert counted(founding.quads, asof) == expected
    assert dict(rows(founding.working, "commitments-past-due-without-evidence", day, 0, 4)) == {
        this: name for this, name in expected.items() if name in ("due-passed-no-evidence", "overdue")
    }
    mine = dict(rows(founding.working, "commitments-of-a-maker", day, 0, 6))
    assert mine == {this: expected[this] for this in mine}
    events = event_states(founding.quads, asof)
    assert dict(rows(founding.working, "planned-events-and-their-state", day, 0, 5)) == events
    assert planned(founding.working, day) == events
    timed = dict(timeline(founding.working, day))
    assert timed == {this: {**expected, **events}[this] for this in timed}
    assert set(events) <= set(timed)


@pytest.mark.parametrize("asof", ["2019-05-05", "2026-10-02", "2026-10-03", "2026-11-21", "2027-01-01"])
def test_the_question_by_maker_counts_the_same_states(founding: Draft, asof: str) -> None:
    expected = states(founding.quads, D(asof))
    makers: dict[tuple[str, str], set[str]] = {}
    for s, p, o, _ in founding.quads:
        if p == iri(EG.base + "committedBy") and s[1:-1] in expected:
            makers.setdefault((o[1:-1], expected[s[1:-1]]), set()).add(s)
    text = bound(QUESTIONS["commitments-by-maker-and-state"].text, {"asof": typed(asof, "date")})
    answer = {
        (maker.value, name.value): int(count.value)
        for maker, _, name, count in founding.working.select(text).rows
        if maker and name and count
    }
    assert answer == {key: len(of) for key, of in makers.items()}


def rows(store: Store, question: str, day: str, this: int, name: int) -> Iterator[tuple[str, str]]:
    for row in store.select(bound(QUESTIONS[question].text, {"asof": day})).rows:
        thing, said = row[this], row[name]
        assert thing
        assert said
        yield thing.value, said.value


def planned(store: Store, day: str) -> dict[str, str]:
    answer = store.select(bound(PAGES["planned-events"].text, {"asof": day})).rows
    return {row[0].value: row[1].value for row in answer if row[0] and row[1]}


def timeline(store: Store, day: str) -> Iterator[tuple[str, str]]:
    for row in store.select(bound(PAGES["timeline"].text, {"asof": day})).rows:
        thing, name = row[2], row[8]
        if thing and name and name.value:
            yield thing.value, name.value


@lru_cache(maxsize=1)
def commitments(quads: frozenset[Quad]) -> list[Commitment]:
    """The commitments that the build counts."""
    return counts.found(meta.by_graph(quads)).commitments


def counted(quads: Iterable[Quad], day: date) -> dict[str, str]:
    """Commitment -> state, as the build's counts have it on a day."""
    made = commitments(frozenset(quads))
    return {BASE + one.commitment: state_at(one, day.isoformat()) for one in made}


def test_the_lines_that_work_the_state_out_are_the_same_in_every_query() -> None:
    texts = [*PAGES.values(), *QUESTIONS.values()]
    for mark, last, number in (
        ("# The schedule state, computed at ?asof", "AS ?state)", 6),
        ("# The schedule state of a planned event", "AS ?eventState)", 3),
    ):
        blocks = [
            [
                line.strip().removesuffix("# parameter: The day to look from").strip()
                for line in query.text[query.text.index(mark) :].split(last)[0].splitlines()
            ]
            for query in texts
            if mark in query.text
        ]
        assert len(blocks) == number
        assert all(block == blocks[0] for block in blocks)


def test_ninety_days_are_counted_over_months_and_leap_days() -> None:
    for end in ("2024-05-29", "2024-03-01", "2023-03-01", "2000-03-31", "2100-03-31", "2026-01-15"):
        made = Made()
        made.span(THIS, "due", None, D(end))
        days = [D(end) - timedelta(days=n) for n in (91, 90)]
        assert [found(made.store, day)[THIS] for day in days] == ["open", "due-soon"], end
