"""Measures on graphs whose values are in the literature, and against rustworkx, which shares no code with ours."""

import math

import networkx as nx
import pytest
import rustworkx as rx

from edugraph.network import measures
from edugraph.network.measures import betweenness, closeness, eigenvector, measured, page_rank


def weighted(graph: nx.Graph) -> nx.Graph:
    """The graph over numbers in the order of its nodes, every edge of weight 1 unless it has one."""
    numbered = nx.convert_node_labels_to_integers(graph, ordering="sorted", label_attribute="name")
    for _, _, data in numbered.edges(data=True):
        data.setdefault("weight", 1)
    return numbered


def in_rust(graph: nx.Graph) -> rx.PyGraph:
    twin = rx.PyGraph()
    twin.add_nodes_from(list(graph))
    twin.add_edges_from([(a, b, float(w)) for a, b, w in graph.edges(data="weight")])
    return twin


GRAPHS = {
    "florentine": weighted(nx.florentine_families_graph()),
    "karate": weighted(nx.karate_club_graph()),
    "in two parts": weighted(nx.disjoint_union(nx.path_graph(4), nx.complete_graph(3))),
    "star": weighted(nx.star_graph(5)),
}


@pytest.fixture(params=GRAPHS, ids=str)
def graph(request: pytest.FixtureRequest) -> nx.Graph:
    return GRAPHS[request.param]


def test_the_medici_lie_on_half_of_all_shortest_paths() -> None:
    """Florentine marriages (Padgett and Ansell 1993): betweenness of the Medici 0.522, of the Guadagni 0.255."""
    graph = GRAPHS["florentine"]
    names = nx.get_node_attributes(graph, "name")
    found = {names[n]: round(v, 3) for n, v in betweenness(graph).values.items()}
    assert {name: found[name] for name in ("Medici", "Guadagni", "Albizzi", "Pazzi")} == {
        "Medici": 0.522,
        "Guadagni": 0.255,
        "Albizzi": 0.212,
        "Pazzi": 0.0,
    }


def test_the_karate_club_has_the_values_of_the_literature() -> None:
    """Zachary 1977: degrees 16 and 17 of the two leaders, betweenness 0.438 and 0.304; ten in the core of 4."""
    found = {name: m.values for name, m in measured(GRAPHS["karate"]).items()}
    assert (found["degree"][0], found["degree"][33]) == (16, 17)
    assert (round(found["betweenness"][0], 3), round(found["betweenness"][33], 3)) == (0.438, 0.304)
    assert sorted(n for n, core in found["coreNumber"].items() if core == 4) == [0, 1, 2, 3, 7, 8, 13, 30, 32, 33]
    assert round(sum(found["clustering"].values()) / 34, 4) == 0.5706


def test_a_star_by_hand() -> None:
    """Five rays: the middle lies on all paths; a ray is 1 step from the middle and 2 from four others."""
    found = {name: m.values for name, m in measured(GRAPHS["star"]).items()}
    assert found["betweenness"] == {0: 1.0, **dict.fromkeys(range(1, 6), 0.0)}
    assert found["closeness"] == {0: 1.0, **dict.fromkeys(range(1, 6), 5 / 9)}
    assert found["eigenvector"][1] == pytest.approx(1 / math.sqrt(5))
    assert found["clustering"] == dict.fromkeys(range(6), 0.0)
    assert found["strength"] == {0: 5.0, **dict.fromkeys(range(1, 6), 1.0)}


def test_betweenness_and_closeness_agree_with_rustworkx(graph: nx.Graph) -> None:
    twin = in_rust(graph)
    assert betweenness(graph).values == pytest.approx(dict(rx.betweenness_centrality(twin)))
    assert closeness(graph).values == pytest.approx(dict(rx.closeness_centrality(twin, wf_improved=True)))


def test_page_rank_agrees_with_rustworkx(graph: nx.Graph) -> None:
    twin = in_rust(graph).to_directed()
    theirs = dict(rx.pagerank(twin, alpha=0.85, weight_fn=float, tol=1e-12, max_iter=1000))
    assert page_rank(graph) == pytest.approx(theirs, abs=1e-8)


@pytest.mark.parametrize("name", ["florentine", "karate", "star"])
def test_the_eigenvector_agrees_with_rustworkx(name: str) -> None:
    graph = GRAPHS[name]
    theirs = dict(rx.eigenvector_centrality(in_rust(graph), weight_fn=float, max_iter=5000, tol=1e-10))
    largest = max(theirs.values())
    assert eigenvector(graph) == pytest.approx({n: v / largest for n, v in theirs.items()}, abs=1e-6)


def test_core_numbers_agree_with_rustworkx(graph: nx.Graph) -> None:
    assert {n: int(v) for n, v in measured(graph)["coreNumber"].values.items()} == dict(rx.core_number(in_rust(graph)))


def test_clustering_is_triangles_over_pairs_of_partners(graph: nx.Graph) -> None:
    for node, found in measured(graph)["clustering"].values.items():
        partners = sorted(graph[node])
        pairs = [(a, b) for a in partners for b in partners if a < b]
        closed = sum(graph.has_edge(a, b) for a, b in pairs)
        assert found == pytest.approx(closed / len(pairs) if pairs else 0.0)


def test_an_empty_network_and_a_single_pair_have_measures_too() -> None:
    assert {name: dict(m.values) for name, m in measured(nx.Graph()).items()} == {name: {} for name in measures.NAMES}
    pair = weighted(nx.path_graph(2))
    assert {name: set(m.values.values()) for name, m in measured(pair).items()} == {
        "degree": {1.0},
        "strength": {1.0},
        "betweenness": {0.0},
        "closeness": {1.0},
        "eigenvector": {1.0},
        "pageRank": {0.5},
        "clustering": {0.0},
        "coreNumber": {1.0},
    }


def test_a_large_network_is_sampled_and_no_value_is_further_off_than_the_error_told() -> None:
    graph = weighted(nx.barabasi_albert_graph(400, 2, seed=7))
    exact, sampled = betweenness(graph), betweenness(graph, exact_up_to=100, pivots=50)
    assert (exact.error, round(sampled.error, 3)) == (0.0, 0.311)
    assert max(abs(exact.values[n] - sampled.values[n]) for n in graph) < sampled.error
    near = closeness(graph, exact_up_to=100, pivots=50)
    assert max(abs(near.values[n] - v) for n, v in closeness(graph).values.items()) < 0.1
