"""Every edge of the release by three independent ways, and by the query that is shown for it."""

import csv
import io

import pytest

from edugraph.network.ties import EVIDENCE, LEVELS
from edugraph.release import Release
from web.conftest import Client

from . import plain

Found = plain.Found
WIDEST = EVIDENCE[-1]


@pytest.fixture(scope="module")
def counted(built: Release) -> Found:
    """The ties in plain Python over the N-Quads."""
    return plain.ties(plain.read(built.files / "graph.nq.gz"))


def exported(site: Client, level: str) -> Found:
    """The edges of the export, with their facts."""
    told = site.get(f"/network.json?level={level}&evidence={WIDEST}", accept="application/json").json()
    return {
        (level, tie["kind"], tie["a"], tie["b"], tie["evidence"]): {f["fact"]: f["participants"] for f in tie["facts"]}
        for tie in told["ties"]
    }


def test_every_exported_edge_rests_on_the_facts_that_plain_python_finds(site: Client, counted: Found) -> None:
    found = {key: facts for level in LEVELS for key, facts in exported(site, level).items()}
    assert len(found) > 250
    assert found == counted


def test_every_weight_is_the_number_of_facts_and_the_sum_of_their_shares(site: Client) -> None:
    for level in LEVELS:
        told = site.get(f"/network.json?level={level}&evidence={WIDEST}", accept="application/json").json()
        for tie in told["ties"]:
            shares = [1 / (fact["participants"] - 1) for fact in tie["facts"]]
            assert tie["weight"]["facts"] == len(shares), tie["id"]
            assert tie["weight"]["shared"] == pytest.approx(sum(shares), rel=1e-5), tie["id"]


def test_the_list_of_every_pair_is_what_plain_python_finds(site: Client, counted: Found) -> None:
    wanted: dict[tuple[str, str, str], dict[str, tuple[set[str], int]]] = {}
    for (level, kind, a, b, _), facts in counted.items():
        for fact, number in facts.items():
            own = wanted.setdefault((level, *sorted((a, b))), {})
            kinds, least = own.get(fact, (set(), number))
            own[fact] = (kinds | {kind}, min(least, number))
    for (level, a, b), facts in wanted.items():
        told = site.get(f"/network/tie?level={level}&a={a}&b={b}&evidence={WIDEST}", accept="application/json").json()
        listed = {line["fact"]: (set(line["kinds"]), line["participants"]) for line in told["facts"]}
        assert listed == facts, (level, a, b)
        assert told["weight"]["facts"] == len(facts) == sum(line["adds"]["facts"] for line in told["facts"])


def test_the_query_shown_for_every_pair_finds_the_same_facts(site: Client, built: Release, counted: Found) -> None:
    for level, a, b in sorted({(level, *sorted((a, b))) for level, _, a, b, _ in counted}):
        told = site.get(f"/network/tie?level={level}&a={a}&b={b}&evidence={WIDEST}", accept="application/json").json()
        asked: Found = {}
        for shown in told["queries"]:
            for row in built.store.select(shown["query"]).rows:
                one, other, fact = (plain.short(term.value) for term in row[1:4] if term)
                evidence = EVIDENCE[int(row[4].value) - 1] if row[4] else ""
                asked.setdefault((level, shown["kind"], one, other, evidence), {})[fact] = int(row[5].value)  # type: ignore[union-attr]
        wanted = {key: facts for key, facts in counted.items() if key[0] == level and {key[2], key[3]} == {a, b}}
        assert asked == wanted, (level, a, b)


def test_every_tie_is_an_observation_with_the_same_facts(built: Release, counted: Found) -> None:
    rows = built.store.select(
        """PREFIX eg: <https://w3id.org/edugraph/def#>
        SELECT ?level ?kind ?a ?b ?evidence ?fact ?count WHERE { GRAPH <https://w3id.org/edugraph/graph/analytics> {
          ?tie <http://purl.org/linked-data/cube#dataSet> <https://w3id.org/edugraph/analytics/ties> ;
            eg:networkLevel ?level ; eg:tieKind ?kind ; eg:tieFrom ?a ; eg:tieTo ?b ; eg:evidenceLevel ?evidence ;
            eg:restsOn ?fact ; eg:factCount ?count } }"""
    ).rows
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        level, kind, a, b, evidence, fact, count = (term.value for term in row if term)
        code = [iri.rpartition("/")[2] for iri in (level, kind, evidence)]
        key = (code[0], code[1], plain.short(a), plain.short(b), code[2])
        found.setdefault(key, set()).add(plain.short(fact))
        assert int(count) == len(counted[key])  # type: ignore[index]
    assert found == {key: set(facts) for key, facts in counted.items()}


def test_the_csv_has_one_line_for_each_edge(site: Client, counted: Found) -> None:
    for level in LEVELS:
        text = site.get(f"/network.csv?level={level}&evidence={WIDEST}").text
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        found = {(level, r["kind"], r["a"], r["b"], r["evidence"]): set(r["fact_ids"].split()) for r in rows}
        assert found == {key: set(facts) for key, facts in counted.items() if key[0] == level}


def test_countries_met_as_often_as_the_named_question_says(site: Client) -> None:
    """The rows of `which-countries-met-most` (tests/questions) for Kazakhstan and Kyrgyzstan: 6 = 1 + 2 + 3."""
    path = "/network/tie?a=country/KAZ&b=country/KGZ&kinds=co-participation&evidence="
    counts = [site.get(path + evidence, accept="application/json").json()["weight"]["facts"] for evidence in EVIDENCE]
    assert counts == [1, 3, 6]
