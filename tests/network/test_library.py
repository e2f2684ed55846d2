"""`edugraph.network` as a library: graphs, data frames, and the notebook that shows them."""

import json

import networkx as nx
import pytest

from edugraph import network
from edugraph.network import positions
from edugraph.network.measures import NAMES
from edugraph.network.selection import Network
from edugraph.network.ties import EVIDENCE, LEVELS, WEIGHTS
from edugraph.queries import read_all
from edugraph.release import Release
from web.conftest import ROOT

from . import notebook


def test_every_cell_of_the_notebook_shows_what_it_says(built: Release) -> None:
    found = notebook.run(built.files)
    assert found == [notebook.shown(cell) for cell in notebook.cells()]
    assert sum(map(bool, found)) >= 8


def test_a_graph_has_the_weights_facts_and_kinds_of_the_ties(networks: dict[str, Network]) -> None:
    graph = network.graph(networks["countries"], evidence="region-expanded", kinds=["co-participation"])
    edge = graph.edges["country/KAZ", "country/KGZ"]
    assert (edge["weight"], len(edge["facts"]), edge["kinds"]) == (6, 6, ["co-participation"])
    assert graph.nodes["country/KAZ"]["label"]["lv"] == "Kazahstāna"


def test_frames_have_a_row_for_each_fact_and_each_actor(networks: dict[str, Network]) -> None:
    ties = network.ties_frame(networks["organisations"])
    assert len(ties) == sum(len(tie.shares) for tie in networks["organisations"].ties)
    assert set(ties.columns) == {"a", "b", "kind", "evidence", "fact", "share", "when", "not_before", "not_after"}
    actors = network.actors_frame(networks["organisations"], language="ru")
    assert actors.loc["org/asean", "label"] == "Ассоциация государств Юго-Восточной Азии"


def test_actors_and_facts_are_the_two_sides_of_a_bipartite_graph(networks: dict[str, Network]) -> None:
    graph = network.bipartite(networks["countries"])
    sides = dict(graph.nodes(data="bipartite"))
    assert all({sides[a], sides[b]} == {0, 1} for a, b in graph.edges())


def test_countries_weigh_what_their_actors_share_in_the_bipartite_graph(networks: dict[str, Network]) -> None:
    """networkx counts the events that two countries have in common: the number of facts, by another way."""
    for evidence in EVIDENCE:
        wanted = {"evidence": evidence, "kinds": ["co-participation"]}
        parts = network.bipartite(networks["countries"], **wanted)  # type: ignore[arg-type]
        actors = [n for n, side in parts.nodes(data="bipartite") if side == 0]
        events = nx.bipartite.weighted_projected_graph(parts, actors)
        graph = network.graph(networks["countries"], **wanted)  # type: ignore[arg-type]
        if evidence == "named":
            assert {tuple(sorted(e)): events.edges[e]["weight"] for e in events.edges} == {
                tuple(sorted(e)): graph.edges[e]["weight"] for e in graph.edges
            }
        assert all(events.edges[e]["weight"] >= graph.edges[e]["weight"] for e in graph.edges)


def test_organisations_are_projected_on_countries_and_the_level_has_at_least_that(networks: dict[str, Network]) -> None:
    found = network.projected(networks["organisations"], evidence="region-expanded")
    assert {(t.kind, t.a, t.b, t.evidence, len(t.shares)) for t in found} == {
        ("co-participation", "country/LVA", "country/UZB", "named", 1)
    }
    for level in ("organisations", "both"):
        countries = {
            (t.kind, t.a, t.b, s.fact): EVIDENCE.index(t.evidence) for t in networks["countries"].ties for s in t.shares
        }
        for tie in network.projected(networks[level], evidence="region-expanded"):
            for share in tie.shares:
                assert countries[tie.kind, tie.a, tie.b, share.fact] <= EVIDENCE.index(tie.evidence)


def test_measures_of_a_period_are_those_of_a_graph_with_only_its_facts(networks: dict[str, Network]) -> None:
    period = {"first": "2018-01-01", "last": "2019-12-31"}
    frame = network.actors_frame(networks["both"], **period)  # type: ignore[arg-type]
    graph = network.graph(networks["both"], **period)  # type: ignore[arg-type]
    assert len(frame) == len(graph) < len(network.actors_frame(networks["both"]))
    assert frame["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(graph), rel=1e-5)
    assert frame["strength"].to_dict() == dict(graph.degree(weight="weight"))
    shared = network.measured(networks["both"], weight="shared", **period)  # type: ignore[arg-type]
    graph = network.graph(networks["both"], weight="shared", **period)  # type: ignore[arg-type]
    found = {row["actor"]: row["strength"] for row in shared["actors"]}
    assert found == pytest.approx(dict(graph.degree(weight="weight")), rel=1e-5)


def test_without_a_filter_computed_positions_are_those_of_the_release(networks: dict[str, Network]) -> None:
    for level in networks.values():
        for evidence in EVIDENCE:
            computed, kept = network.measured(level, evidence), positions.kept(level, evidence)
            for part in ("actors", "clusters", "cuts", "gaps", "sentences"):
                assert json.loads(json.dumps(computed[part])) == kept[part], (level.level, evidence, part)


def test_paths_the_fewest_between_and_changes(networks: dict[str, Network]) -> None:
    both, ends = networks["both"], ("country/THA", "country/LVA")
    found = network.paths(both, *ends)
    assert {len(path) for path in found} == {1 + nx.shortest_path_length(network.graph(both), *ends)}
    assert network.between(both, *ends) == ["country/RUS"]
    assert network.between(both, "country/KAZ", "country/KGZ") is None
    assert (network.paths(both, "country/XYZ", "country/LVA"), network.between(both, "country/XYZ", "org/x")) == (
        [],
        [],
    )
    changed = network.changed(networks["countries"], ("2015-01-01", "2019-12-31"), ("2020-01-01", "2026-12-31"))
    assert {(c.a, c.b, c.word) for c in changed} >= {("country/EST", "country/KAZ", "faded")}


METHOD = (ROOT / "docs" / "method-network.md").read_text(encoding="utf-8")


def test_every_measure_kind_level_and_weight_is_in_the_method() -> None:
    kinds = read_all(ROOT / "queries" / "ties")
    names = [*NAMES, *kinds, *LEVELS, *EVIDENCE, *WEIGHTS]
    assert [name for name in names if f"`{name}`" not in METHOD] == []


def test_every_kind_of_tie_is_a_code_with_its_query_and_direction(networks: dict[str, Network]) -> None:
    kinds = read_all(ROOT / "queries" / "ties")
    told = {kind["code"]: kind for kind in networks["both"].told["kinds"]}
    assert set(told) == set(kinds) == {query.head["kind"] for query in kinds.values()}
    assert {name: query.head["direction"] == "directed" for name, query in kinds.items()} == {
        name: kind["directed"] for name, kind in told.items()
    }
    assert all(set(kind["label"]) == {"en", "ru", "lv"} for kind in told.values())
