"""Ties, weights and periods: by hand, and laws that hold for any records."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edugraph import queries
from edugraph.network import graphs
from edugraph.network.changes import changes
from edugraph.network.periods import Period, holds, lasting, within, year
from edugraph.network.ties import (
    EVIDENCE,
    LEVELS,
    WEIGHTS,
    Dates,
    Row,
    Share,
    Tie,
    at_least,
    bounds,
    dates,
    pairs,
    ties,
)
from edugraph.rdf import iri
from edugraph.release.networks import rows_of
from edugraph.store import Store
from edugraph.vocabulary import BASE, EG, ORG, RDF
from web.conftest import ROOT

DAY = Dates("2018-12-03", "2018-12-03", "2018-12-03")


def row(a: str, b: str, fact: str, evidence: str = "named", number: int = 2, kind: str = "k", when: Dates = DAY) -> Row:
    return Row("countries", kind, a, b, evidence, fact, number, when)


ROWS = [
    row("A", "B", "talks"),
    *(row(a, b, "summit", "by-group", 3) for a, b in (("A", "B"), ("A", "C"), ("B", "C"))),
    row("A", "B", "summit", "region-expanded", 3),
    row("B", "A", "talks", kind="funding"),
]


def test_a_tie_is_a_pair_a_kind_and_an_evidence_level_with_its_facts() -> None:
    assert [(t.kind, t.a, t.b, t.evidence, t.shares) for t in ties(ROWS)] == [
        ("funding", "B", "A", "named", (Share("talks", 2),)),
        ("k", "A", "B", "named", (Share("talks", 2),)),
        ("k", "A", "B", "by-group", (Share("summit", 3),)),
        ("k", "A", "C", "by-group", (Share("summit", 3),)),
        ("k", "B", "C", "by-group", (Share("summit", 3),)),
    ]


def test_a_fact_counts_once_for_a_pair_whatever_its_kinds() -> None:
    pair = pairs(ties(ROWS))[0]
    assert [(f.fact, f.evidence, f.kinds) for f in pair.facts] == [
        ("summit", "by-group", ("k",)),
        ("talks", "named", ("funding", "k")),
    ]
    assert (pair.weight("facts"), pair.weight("shared")) == (2, 1.5)


def test_one_meeting_of_thirty_does_not_outweigh_two_of_two() -> None:
    summit = [row("A", "B", "summit", number=30)]
    talks = [row("C", "D", "talks"), row("C", "D", "more talks")]
    found = {p.a: p.weight("shared") for p in pairs(ties(summit + talks))}
    assert found == {"A": pytest.approx(1 / 29), "C": 2}


def test_a_self_tie_is_none() -> None:
    assert ties([row("A", "A", "talks")]) == []


def test_bounds_are_open_when_one_fact_has_none() -> None:
    rows = [row("A", "B", "old", when=Dates("1997", "1997-01-01", "1997-12-31")), row("A", "B", "talks")]
    tie = ties(rows)[0]
    assert bounds(tie, dates(rows)) == ("1997-01-01", "2018-12-03")
    undated = [*rows, row("A", "B", "?", when=Dates())]
    assert bounds(ties(undated)[0], dates(undated)) == ("", "")


def test_actors_and_facts_are_two_sorts_of_nodes() -> None:
    graph = graphs.bipartite(ties(ROWS))
    assert dict(graph.nodes(data="bipartite")) == {"A": 0, "B": 0, "C": 0, "summit": 1, "talks": 1}
    assert sorted(graph["summit"]) == ["A", "B", "C"]


# --- periods ---------------------------------------------------------------------------------------------------------

YEAR = Period("2018-01-01", "2018-12-31")


@pytest.mark.parametrize(
    ("when", "first", "last", "how"),
    [
        ("2018-12-03", "2018-12-03", "2018-12-03", "certainly"),
        ("2018", "2018-01-01", "2018-12-31", "certainly"),
        ("2019", "2019-01-01", "2019-12-31", "no"),
        ("2018?-11-20", "2018-11-20", "2018-11-20", "possibly"),
        ("XXXX-11-20", "", "", "possibly"),
        ("", "", "", "possibly"),
        ("[2018-09,2019-09]", "2018-09-01", "2019-09-30", "possibly"),
        ("1994-03-16/..", "1994-03-16", "", "certainly"),
        ("2014/", "2014-01-01", "", "possibly"),
        ("2014/2019", "2014-01-01", "2019-12-31", "certainly"),
        ("2018-12/2019-02", "2018-12-01", "2019-02-28", "certainly"),
        ("2019-01-02/..", "2019-01-02", "", "no"),
        ("2010/2017", "2010-01-01", "2017-12-31", "no"),
    ],
)
def test_a_fact_is_certainly_or_possibly_in_a_period(when: str, first: str, last: str, how: str) -> None:
    assert holds(Dates(when, first, last), YEAR) == how
    assert holds(Dates(when, first, last), Period()) == "certainly"


def test_what_an_interval_surely_covers() -> None:
    assert lasting("2014/2019") == ("2014-12-31", "2019-01-01")
    assert lasting("2018-02/2018-02") is None
    assert lasting("2016-02/..") == ("2016-02-29", "")
    assert lasting("2014/") is None
    assert lasting("2018-12-03") is None


def test_the_year_of_a_fact_is_told_only_when_it_is_certain() -> None:
    assert year(DAY) == 2018
    assert year(Dates("2018?", "2018-01-01", "2018-12-31")) is None
    assert year(Dates("2018/2019", "2018-01-01", "2019-12-31")) is None
    assert year(Dates()) is None


def test_a_period_keeps_the_facts_in_it_and_drops_ties_without_any() -> None:
    rows = [
        row("A", "B", "talks"),
        row("A", "B", "?", when=Dates()),
        row("A", "C", "x", when=Dates("2001", "2001-01-01", "2001-12-31")),
    ]
    kept = within(ties(rows), dates(rows), YEAR)
    assert [(t.a, t.b, [s.fact for s in t.shares]) for t in kept] == [("A", "B", ["?", "talks"])]
    assert [[s.fact for s in t.shares] for t in within(ties(rows), dates(rows), YEAR, surely=True)] == [["talks"]]
    assert within(ties(rows), dates(rows), Period("2030-01-01", ""), surely=True) == []


def test_changes_between_two_periods_and_whether_they_are_sure() -> None:
    def at(a: str, b: str, number: int, told: str) -> Row:
        return row(a, b, f"{a}{b}{number}", when=Dates(told, f"{told}-01-01", f"{told}-12-31"))

    rows = [at("A", "B", 1, "2011"), at("A", "B", 2, "2021"), at("A", "B", 3, "2022"), at("A", "C", 1, "2012")]
    rows += [at("B", "C", 1, "2021"), at("C", "D", 1, "2013"), at("C", "D", 2, "2023")]
    rows += [row("A", "C", "?", when=Dates())]
    then, now = Period("2010-01-01", "2019-12-31"), Period("2020-01-01", "2029-12-31")
    found = {(c.a, c.b): (c.word, c.before, c.after, c.is_sure) for c in changes(ties(rows), dates(rows), then, now)}
    assert found == {
        ("A", "B"): ("strengthened", (1, 1), (2, 2), True),
        ("A", "C"): ("faded", (1, 2), (0, 1), False),
        ("B", "C"): ("new", (0, 0), (1, 1), True),
    }


# --- laws ------------------------------------------------------------------------------------------------------------

ACTORS, FACTS = st.sampled_from("ABCDE"), st.sampled_from([f"f{n}" for n in range(6)])
ANY_DATES = st.sampled_from([DAY, Dates(), Dates("2019", "2019-01-01", "2019-12-31"), Dates("2014/", "2014-01-01", "")])


@st.composite
def records(draw: st.DrawFn) -> list[Row]:
    """Rows as queries give them: the participants and dates of a fact are the same in all of its rows."""
    about = {f"f{n}": (draw(st.integers(2, 9)), draw(ANY_DATES)) for n in range(6)}
    drawn = draw(
        st.lists(st.tuples(ACTORS, ACTORS, FACTS, st.sampled_from(EVIDENCE), st.sampled_from("kl")), max_size=25)
    )
    return [row(min(a, b), max(a, b), f, e, about[f][0], k, about[f][1]) for a, b, f, e, k in drawn]


def weights(found: list[Tie]) -> dict[tuple[str, str, str], float]:
    return {(p.a, p.b, name): p.weight(name) for p in pairs(found) for name in WEIGHTS}


@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(rows: list[Row], chance: random.Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert ties(shuffled) == ties(rows)
    assert dates(shuffled) == dates(rows)
    assert pairs(reversed(ties(rows))) == pairs(ties(rows))


@given(records(), records())
def test_adding_a_record_never_lowers_a_number_of_facts(rows: list[Row], more: list[Row]) -> None:
    before, after = weights(ties(rows)), weights(ties(rows + more))
    assert all(after[key] >= weight for key, weight in before.items() if key[2] == "facts")


@given(records())
def test_evidence_levels_nest(rows: list[Row]) -> None:
    found = ties(rows)
    sure, likely, all_ = (weights(at_least(found, evidence)) for evidence in EVIDENCE)
    assert all(likely[key] >= weight - 1e-9 for key, weight in sure.items())
    assert all(all_[key] >= weight - 1e-9 for key, weight in likely.items())


@given(records())
def test_certain_facts_are_among_possible_ones_and_those_among_all(rows: list[Row]) -> None:
    found, known = ties(rows), dates(rows)
    period = Period("2018-06-01", "2019-06-30")
    sure, possible = weights(within(found, known, period, surely=True)), weights(within(found, known, period))
    assert all(possible[key] >= weight for key, weight in sure.items() if key[2] == "facts")
    assert all(weights(found)[key] >= weight for key, weight in possible.items() if key[2] == "facts")


@given(records())
def test_each_weight_is_what_its_facts_add_up_to(rows: list[Row]) -> None:
    for pair in pairs(ties(rows)):
        told = {r.fact: r.participants for r in rows if {r.a, r.b} == {pair.a, pair.b}}
        assert pair.weight("facts") == len(told)
        assert pair.weight("shared") == pytest.approx(sum(1 / (n - 1) for n in told.values()))


@given(records())
def test_a_kind_alone_weighs_no_more_than_all_together(rows: list[Row]) -> None:
    alone = weights(ties(replace(r, kind="k") for r in rows if r.kind == "k"))
    assert all(weights(ties(rows))[key] >= weight - 1e-9 for key, weight in alone.items())


# --- the same laws over the graph: records in, what a tie query answers out ------------------------------------------

IN = f"<{EG.base}in>"
STATUS, WITH = f"<{EG.base}eventStatus>", f"<{EG.base}participant>"
QUERY = queries.read_all(ROOT / "queries" / "ties")["co-participation"].text
WHO = st.sampled_from(["country/A", "country/B", "org/c", "org/d"])
PARTS = st.lists(st.tuples(st.integers(0, 3), WHO), max_size=10)


def quads(parts: list[tuple[int, str]]) -> list[str]:
    """Events that were held, and who had a part in them; `org/c` is of `country/A`."""
    lines = [f"{thing(f'event/e{e}')} {a(EG.Event)}" for e in range(4)]
    lines += [f"{thing(f'event/e{e}')} {STATUS} <{BASE}vocab/event-status/held> .\n" for e in range(4)]
    lines += [f"{thing(f'country/{c}')} {a(EG.Country)}" for c in "AB"]
    lines += [f"{thing(f'org/{o}')} {a(f'{ORG.base}Organization')}" for o in "cd"]
    lines += [f"{thing('org/c')} {iri(EG.ofCountry)} {thing('country/A')} .\n"]
    for event, who in parts:
        part = thing(f"participation/{event}--{who.replace('/', '-')}")
        lines += [f"{part} {IN} {thing(f'event/e{event}')} .\n"]
        lines += [f"{part} {WITH} {thing(who)} .\n"]
    return lines


def thing(name: str) -> str:
    return f"<{BASE}id/{name}>"


def a(class_: str) -> str:
    return f"{iri(RDF.type)} {iri(class_)} .\n"


def asked(lines: list[str]) -> list[Tie]:
    store = Store.in_memory()
    store.add("".join(lines).encode())
    return ties(rows_of("co-participation", store.select(QUERY)))


@settings(max_examples=30, deadline=None)
@given(PARTS, PARTS, st.randoms(use_true_random=False))
def test_the_laws_hold_for_what_a_query_answers(
    parts: list[tuple[int, str]], more: list[tuple[int, str]], chance: random.Random
) -> None:
    before, after = asked(quads(parts)), asked(quads(parts + more))
    assert asked(chance.sample(quads(parts), len(quads(parts)))) == before
    for level in LEVELS:
        fewer, others = (weights([t for t in found if t.level == level]) for found in (before, after))
        assert all(others[key] >= weight for key, weight in fewer.items() if key[2] == "facts")
        for narrow, wide in pairwise(EVIDENCE):
            own = [t for t in after if t.level == level]
            least, most = weights(at_least(own, narrow)), weights(at_least(own, wide))
            assert all(most[key] >= weight for key, weight in least.items() if key[2] == "facts")
