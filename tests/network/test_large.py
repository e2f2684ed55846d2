"""Networks that are counted instead of listed: held to what tie queries list, on the founding data and on any rows."""

import csv
import gzip
import itertools
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edugraph.network
from edugraph import queries
from edugraph.config import Settings
from edugraph.errors import EdugraphError
from edugraph.network import answers, crowd, large, sides, tables
from edugraph.network import ties as listed
from edugraph.network.answers import Kind, Level, day, level
from edugraph.network.large import Large
from edugraph.network.selection import Filter, Network, selected, told
from edugraph.network.ties import EVIDENCE, LEVELS, Row, bounds, dates, ties
from edugraph.release import Release, Releases, crowds, making, networks
from edugraph.web.app import create_app
from inprocess import InProcess
from web.conftest import ROOT, Client

KINDS = queries.read_all(ROOT / "queries" / "ties")


@pytest.fixture(scope="module")
def rows(built: Release) -> list[Row]:
    return [row for name, query in KINDS.items() for row in networks.rows_of(name, built.store.select(query.text))]


@pytest.fixture(scope="module")
def counted(built: Release) -> dict[str, Level]:
    return {name: crowds.level(name, KINDS, built.store.coded) for name in LEVELS}


def as_rows(found: Level) -> list[tuple[object, ...]]:
    rows = found.paired.rows
    columns = (rows.kind, rows.a, rows.b, rows.evidence, rows.fact, rows.participants)
    return sorted(
        (found.kinds[k], found.actors[a], found.actors[b], EVIDENCE[e], found.facts[f], n)
        for k, a, b, e, f, n in zip(*(c.tolist() for c in columns), strict=True)
    )


@pytest.mark.parametrize("name", LEVELS)
def test_the_sides_of_every_tie_query_give_the_rows_that_it_lists(
    name: str, rows: list[Row], counted: dict[str, Level]
) -> None:
    expected = sorted((r.kind, r.a, r.b, r.evidence, r.fact, r.participants) for r in rows if r.level == name)
    assert as_rows(counted[name]) == expected


@pytest.mark.parametrize("name", LEVELS)
def test_ties_have_the_facts_weights_and_bounds_of_listed_ones(
    name: str, rows: list[Row], counted: dict[str, Level]
) -> None:
    own = [row for row in rows if row.level == name]
    known, found = dates(own), counted[name]
    told = crowd.ties(found.paired.rows, found.first, found.last)
    columns = (told.kind, told.a, told.b, told.evidence, told.facts, told.shared, told.not_before, told.not_after)
    assert sorted(
        (found.kinds[k], found.actors[a], found.actors[b], EVIDENCE[e], n, round(s, 9), first, last)
        for k, a, b, e, n, s, first, last in zip(*(c.tolist() for c in columns), strict=True)
    ) == sorted(
        (t.kind, t.a, t.b, t.evidence, len(t.shares), round(sum(s.weight for s in t.shares), 9), *days(t, known))
        for t in ties(own)
    )


def days(tie: listed.Tie, known: dict[str, listed.Dates]) -> list[int]:
    return [day(text) for text in bounds(tie, known)]


def test_a_tie_query_of_another_shape_is_refused_in_words() -> None:
    with pytest.raises(EdugraphError, match=r"has no sub-query for the side \?a, .*co-participation\.rq is written"):
        sides.of("SELECT ?level ?a ?b { ?a ?level ?b }", "both")


# --- the file of a large level ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(built: Release) -> dict[str, Network]:
    """The founding data as if they were too large to list."""
    return {name: Network(content) for name, content in documents(built).items()}


def documents(built: Release) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "LISTED", 0)
        found = networks.found(ROOT, built.store.select, built.store.coded)
    assert (found.rows, set(found.crowded)) == ([], set(LEVELS))
    return networks.files(found, {}, "2026-11-21", "0" * 64)


@pytest.mark.parametrize("name", LEVELS)
def test_a_counted_level_says_what_a_listed_one_says(
    name: str, files: dict[str, Network], levels: dict[str, Network]
) -> None:
    """All but positions, which are drawn from the ties shown, and clusters, which another method finds."""
    one, other = files[name].told, levels[name].told
    for key in ("summary", "ties", "facts", "evidence", "kinds", "measures", "gaps"):
        assert one[key] == other[key], key
    for evidence in EVIDENCE:
        assert one["cuts"][evidence]["bridges"] == other["cuts"][evidence]["bridges"]
        assert one["cuts"][evidence]["cutActors"] == other["cuts"][evidence]["cutActors"]
        for actor, sentence in one["sentences"][evidence].items():
            assert {**sentence, "cutsOff": 0} == {**other["sentences"][evidence][actor], "cutsOff": 0}
    assert [node["id"] for node in one["nodes"]] == [node["id"] for node in other["nodes"]]
    for node, twin in zip(one["nodes"], other["nodes"], strict=True):
        assert (node["label"], node["country"], node["point"]) == (twin["label"], twin["country"], twin["point"])
        for evidence, numbers in node["measures"].items():
            assert without_cluster(numbers) == pytest.approx(without_cluster(twin["measures"][evidence]), rel=1e-5)


def without_cluster(numbers: Any) -> Any:
    return numbers and {key: value for key, value in numbers.items() if key != "cluster"}


def test_clusters_have_the_sizes_and_weights_of_their_members(files: dict[str, Network]) -> None:
    for network in files.values():
        for found in network.told["clusters"].values():
            assert sum(c["size"] for c in found["list"]) == sum(len(c["actors"]) for c in found["list"])
            assert [c["size"] for c in found["list"]] == sorted((c["size"] for c in found["list"]), reverse=True)
            assert found["count"] == len(found["list"])
    inside = files["countries"].told["clusters"]["by-group"]
    weights = sum(c["weightInside"] + c["weightOutside"] / 2 for c in inside["list"])
    strengths = [
        n["measures"]["by-group"]["strength"] for n in files["countries"].told["nodes"] if n["measures"]["by-group"]
    ]
    assert weights == sum(strengths) / 2


def test_what_is_left_out_is_said(built: Release, monkeypatch: pytest.MonkeyPatch, levels: dict[str, Network]) -> None:
    monkeypatch.setattr(large, "ROWS", 40)
    found = documents(built)["countries"]
    whole = levels["countries"].told
    assert found["large"] == {
        "actors": len(whole["nodes"]),
        "pairs": whole["summary"]["region-expanded"]["pairs"],
        "ties": len(whole["ties"]),
        "facts": len(whole["facts"]),
        "actorsShown": len({end for told in (*found["ties"], *found["sums"]) for end in (told["a"], told["b"])}),
        "tiesShown": len(found["ties"]),
        "factsShown": len(found["facts"]),
        "pairsAsNumbers": len(found["sums"]),
        "factsNotPaired": 0,
        "pairsOfAFactAtMost": None,
    }
    assert 0 < len(found["ties"]) < len(whole["ties"])
    shown = selected(Network(found), Filter(evidence="region-expanded"))
    assert sum(len(pair.facts) for pair in shown.pairs) <= 40
    by_pair = {(p.a, p.b): len(p.facts) for p in selected(levels["countries"], shown.filter).pairs}
    assert {(p.a, p.b): p.count for p in shown.pairs} == by_pair, "every pair has its true weight, listed or not"
    assert all(pair.sum or len(pair.facts) == pair.count for pair in shown.pairs), "what is listed has all its facts"
    assert told(shown)["large"] == found["large"]
    assert "large" not in told(selected(levels["countries"], Filter()))


def test_the_tables_beside_a_file_have_every_tie_actor_and_part(
    built: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, levels: dict[str, Network], rows: list[Row]
) -> None:
    monkeypatch.setattr(networks, "LISTED", 0)
    found = networks.found(ROOT, built.store.select, built.store.coded)
    (tmp_path / "network").mkdir()
    networks.write_tables(tmp_path, found.crowded)
    table = {path.name: read(path) for path in sorted((tmp_path / "network").iterdir())}
    assert list(table) == [f"{lv}-{n}.csv.gz" for lv in sorted(LEVELS) for n in ("actors", "parts", "ties")]
    whole = levels["countries"].told["ties"]
    assert sorted(
        (t["kind"], t["a"], t["b"], t["evidence"], t["facts"]) for t in table["countries-ties.csv.gz"]
    ) == sorted((t["kind"], t["a"], t["b"], t["evidence"], str(t["weight"]["facts"])) for t in whole)
    assert {t["not_before"] for t in table["both-ties.csv.gz"]} == {
        t["notBefore"] or "" for t in levels["both"].told["ties"]
    }
    actors = {a["actor"]: a for a in table["countries-actors.csv.gz"] if a["evidence"] == "by-group"}
    node = levels["countries"].nodes["country/KAZ"]["measures"]["by-group"]
    assert float(actors["country/KAZ"]["betweenness"]) == pytest.approx(node["betweenness"], rel=1e-5)
    parts = table["countries-parts.csv.gz"]
    events = {row.fact for row in rows if row.level == "countries" and row.kind == "co-participation"}
    for event in events:
        who = [p["actor"] for p in parts if (p["fact"], p["kind"]) == (event, "co-participation")]
        pairs = {(r.a, r.b) for r in rows if (r.fact, r.kind, r.level) == (event, "co-participation", "countries")}
        assert set(itertools.combinations(sorted(who), 2)) == pairs


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_analytics_of_a_large_network_hold_what_its_files_show(built: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "LISTED", 0)
    found = networks.found(ROOT, built.store.select, built.store.coded)
    told_ = networks.files(found, {}, "", "0" * 64)
    quads = networks.quads(found, told_, "0" * 64)
    ties_ = {s for s, _, o, _ in quads if o == "<https://w3id.org/edugraph/def#Tie>" and not re.search(r"/\d{4}>$", s)}
    assert len(ties_) == sum(len(content["ties"]) for content in told_.values())


def test_a_large_network_without_the_libraries_for_it_says_what_to_install(
    built: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "LISTED", 0)
    for name in ("large", "sparse"):
        monkeypatch.delitem(sys.modules, f"edugraph.network.{name}")
        monkeypatch.delattr(edugraph.network, name)
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    with pytest.raises(
        EdugraphError, match=r"needs scipy.*, which is not installed; run `pip install 'edugraph\[large\]'`"
    ):
        networks.found(ROOT, built.store.select, built.store.coded)


# --- laws ------------------------------------------------------------------------------------------------------------

PARTS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 5)), st.integers(0, 2), max_size=20)
"""Fact and actor -> evidence."""


def answer(told_: dict[tuple[int, int], int]) -> answers.Answer:
    """As a query answers: level, fact, actor, evidence."""
    values: list[str] = []

    def place(value: str) -> int:
        if value not in values:
            values.append(value)
        return values.index(value)

    cells = [[place("x"), place(f"f{f}"), place(f"a{a}"), place(str(e + 1))] for (f, a), e in told_.items()]
    return values, [list(column) for column in zip(*cells, strict=True)] or [[], [], [], []]


def by_hand(ones: dict[tuple[int, int], int], others: dict[tuple[int, int], int], directed: bool) -> list[Row]:
    found = []
    for (f, a), e in ones.items():
        for (g, b), d in others.items():
            if f == g and a != b and (directed or a < b):
                number = len({x for (h, x) in (*ones, *others) if h == f})
                kind = "d" if directed else "s"
                found.append(Row("x", kind, f"a{a}", f"a{b}", EVIDENCE[max(e, d)], f"f{f}", number))
    return found


@given(PARTS, PARTS, PARTS)
def test_counted_pairs_and_weights_are_those_of_listed_rows(
    side: dict[tuple[int, int], int], ones: dict[tuple[int, int], int], others: dict[tuple[int, int], int]
) -> None:
    kinds = [
        Kind("s", False, answer(side), answer(side)),
        Kind("d", True, answer(ones), answer(others)),
    ]
    found = level("x", kinds, [], ([], [[], []]))
    rows_ = by_hand(side, side, False) + by_hand(ones, others, True)
    assert as_rows(found) == sorted((r.kind, r.a, r.b, r.evidence, r.fact, r.participants) for r in rows_)
    for number, evidence in enumerate(EVIDENCE):
        both = crowd.pairs(found.paired.rows, number)
        columns = (both.a, both.b, both.facts, both.shared)
        assert [
            (found.actors[a], found.actors[b], n, pytest.approx(s))
            for a, b, n, s in zip(*(c.tolist() for c in columns), strict=True)
        ] == [
            (p.a, p.b, len(p.facts), p.weight("shared")) for p in listed.pairs(listed.at_least(ties(rows_), evidence))
        ]


@given(PARTS, st.integers(0, 12))
def test_crowds_are_left_out_largest_first_until_the_rest_fits(side: dict[tuple[int, int], int], most: int) -> None:
    kinds = [Kind("s", False, answer(side), answer(side))]
    found = level("x", kinds, [], ([], [[], []]), most).paired
    sizes = {f: sum(g == f for g, _ in side) for f, _ in side}
    made = {f: n * (n - 1) // 2 for f, n in sizes.items()}
    assert len(found.rows) <= most
    kept = {f for f, n in made.items() if found.most is None or n <= found.most}
    assert len(found.rows) == sum(made[f] for f in kept)
    assert found.left_out == len(made) - len(kept)
    left = sorted(n for f, n in made.items() if f not in kept)
    if left:
        assert sum(made.values()) > most
        assert len(found.rows) + sum(n for n in left if n == left[0]) > most, "one size more would not have fitted"


def test_own_countries_are_no_partners() -> None:
    side = answer({(0, 0): 0, (0, 1): 0, (0, 2): 0})
    found = level("x", [Kind("s", False, side, side)], [], (["a1", "a0"], [[0], [1]]))
    assert [r[1:3] for r in as_rows(found)] == [("a0", "a2"), ("a1", "a2")]


def test_an_empty_network_is_a_large_one_too() -> None:
    nothing: tuple[Sequence[str], Sequence[Sequence[int]]] = ([], [[], [], [], []])
    found = level("x", [Kind("s", False, nothing, nothing), Kind("d", True, nothing, nothing)], [], ([], [[], []]))
    content = large.large_document(Large(found), networks.document.About(), {})
    assert (content["nodes"], content["ties"], content["summary"]["named"]["actors"]) == ([], [], 0)
    assert list(tables.tie_lines(Large(found)))[1:] == []
    assert np.array_equal(found.first, [])


# --- a whole release -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_release_of_a_large_network_is_served_and_made_again_alike(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(networks, "LISTED", 0)
    one, two = (making.build(ROOT, Releases(tmp_path / name))[0] for name in ("one", "two"))
    tables = {f"network/{lv}-{n}.csv.gz" for lv in LEVELS for n in ("actors", "parts", "ties")}
    assert tables <= set(one.manifest["files"])
    assert one.manifest["files"] == two.manifest["files"]
    site = Client(create_app(one, Settings(), InProcess(one.store)))
    for path in ("/network", "/network?view=table&level=both", "/network.gexf", "/network.graphml", "/network/gaps"):
        assert site.get(path).status_code == 200, path
    assert "too large to list" in site.get("/network?lang=en").text
    told_ = site.get("/network/measures?level=both", accept="application/json").json()
    assert told_["large"]["actorsShown"] == len(told_["actors"])
    tie = site.get("/network/tie.json?a=country/LVA&b=country/UZB").json()
    assert [fact["fact"] for fact in tie["facts"]] == [
        "event/vocational-education-seminar-riga",
        "event/baltic-central-asia-he-forum",
        "event/latvia-uzbekistan-education-consultations",
    ]
    assert site.get("/network.csv-metadata.json").json()["complete"] is False
    refusal = site.get("/network/measures?from=2018", accept="application/json")
    assert (refusal.status_code, refusal.json()["code"]) == (400, "network-too-large")
