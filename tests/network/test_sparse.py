"""Measures on sparse matrices: held to networkx and to our own for small networks, which share no code with them."""

import networkx as nx
import numpy as np
import pytest

from edugraph.network import clusters, measures, sparse, structure
from edugraph.network.clusters import modularity, rand_index

from .test_measures import GRAPHS, weighted


def drawn(seed: int) -> nx.Graph:
    """Some hundred actors in several parts, with weights from 1 to 5."""
    graph = nx.disjoint_union(nx.barabasi_albert_graph(150, 2, seed=seed), nx.gnp_random_graph(80, 0.02, seed=seed))
    graph.remove_nodes_from([n for n in list(graph) if not graph.degree(n)])
    graph = nx.convert_node_labels_to_integers(graph, ordering="sorted")
    for a, b, data in graph.edges(data=True):
        data["weight"] = 1 + (a * 7 + b * 3 + seed) % 5
    return graph


MANY = GRAPHS | {f"drawn {seed}": drawn(seed) for seed in range(3)} | {"path": weighted(nx.path_graph(60))}


@pytest.fixture(params=MANY, ids=str)
def graph(request: pytest.FixtureRequest) -> nx.Graph:
    return MANY[request.param]


def matrix(graph: nx.Graph) -> sparse.Matrix:
    edges = sorted((min(a, b), max(a, b), w) for a, b, w in graph.edges(data="weight"))
    a, b, w = np.array(edges).T if edges else np.zeros((3, 0))
    return sparse.matrix(a.astype(int), b.astype(int), w, len(graph))


def test_every_measure_is_that_of_small_networks(graph: nx.Graph) -> None:
    found, ours = sparse.measured(matrix(graph)), measures.measured(graph)
    assert list(found) == list(measures.NAMES)
    for name, told in found.items():
        expected = [ours[name].values[n] for n in range(len(graph))]
        assert told.values.tolist() == pytest.approx(expected, abs=1e-7), name
        assert (told.error, told.deviation) == (0.0, 0.0)


def test_the_medici_lie_on_half_of_all_shortest_paths() -> None:
    florentine = GRAPHS["florentine"]
    values = sparse.measured(matrix(florentine))["betweenness"].values
    names = nx.get_node_attributes(florentine, "name")
    assert {names[n]: round(float(v), 3) for n, v in enumerate(values)}["Medici"] == 0.522


def test_triangles_cores_bridges_and_cut_actors_agree_with_networkx(graph: nx.Graph) -> None:
    told = matrix(graph)
    assert sparse.triangles(told).tolist() == [nx.triangles(graph)[n] for n in range(len(graph))]
    assert sparse.core_numbers(told).tolist() == [nx.core_number(graph)[n] for n in range(len(graph))]
    bridges, cut = sparse.cuts(told)
    assert bridges == sorted((min(pair), max(pair)) for pair in nx.bridges(graph))
    assert cut == sorted(nx.articulation_points(graph))


def test_blocks_of_rows_give_the_same_triangles_and_gaps_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told = matrix(drawn(1))
    whole = sparse.triangles(told).tolist(), sparse.gaps(told, 30, 200)
    monkeypatch.setattr(sparse, "FLOPS", 50)
    assert (sparse.triangles(told).tolist(), sparse.gaps(told, 30, 200)) == whole


def test_gaps_are_those_of_small_networks(graph: nx.Graph) -> None:
    ours = [(g.a, g.b, pytest.approx(g.score)) for g in structure.gaps(graph, 20, 30)]
    assert sparse.gaps(matrix(graph), 20, 30) == ours


def test_a_sample_is_that_of_networkx_with_the_same_pivots() -> None:
    graph = drawn(2)
    found, near = sparse.paths(matrix(graph), exact_up_to=10, pivots=50)
    theirs = nx.betweenness_centrality(graph, k=50, seed=1)
    assert found.values.tolist() == pytest.approx([theirs[n] for n in range(len(graph))])
    exact = sparse.paths(matrix(graph))
    assert round(found.error, 3) == 0.301
    assert found.deviation < found.error
    assert np.abs(found.values - exact[0].values).max() < found.error
    assert np.abs(near.values - exact[1].values).max() < 0.1


def test_the_standard_error_told_is_that_of_repeated_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error seen over 40 other draws is about the one that a single draw tells, and never ten times it."""
    told = matrix(drawn(2))
    exact = sparse.paths(told)[0].values
    deviation = sparse.paths(told, 10, 50)[0].deviation
    off = []
    for seed in range(40):
        monkeypatch.setattr(sparse, "Random", lambda _, seed=seed: __import__("random").Random(seed))
        off.append(np.abs(sparse.paths(told, 10, 50)[0].values - exact).max())
    assert deviation / 3 < np.mean(off) < 3 * deviation


def test_clusters_of_two_groups_that_share_one_actor() -> None:
    found = sparse.clusters(matrix(weighted(nx.barbell_graph(4, 1))), 5)
    assert set(found.number.tolist()) == {1, 2}
    assert found.number[0] == found.number[3]
    assert found.number[5] == found.number[8]
    assert found.number[0] != found.number[8]
    assert found.stability > 0.7


def test_clusters_of_the_karate_club_reach_the_known_optimum_every_time() -> None:
    """Modularity 0.4198 without weights is the known optimum (Brandes and others 2008)."""
    graph = nx.Graph(GRAPHS["karate"].edges())
    nx.set_edge_attributes(graph, 1, "weight")
    found = [sparse.clusters(matrix(graph), 20) for _ in range(2)]
    assert round(found[0].modularity, 4) == 0.4198
    assert found[0].number.tolist() == found[1].number.tolist()


def test_modularity_and_the_rand_index_are_those_of_small_networks(graph: nx.Graph) -> None:
    found = sparse.clusters(matrix(graph), 3)
    parts = [[n for n, c in enumerate(found.number) if c == k] for k in sorted(set(found.number.tolist()))]
    assert [len(p) for p in parts] == sorted(map(len, parts), reverse=True)
    assert found.modularity == pytest.approx(modularity(graph, parts))
    halves = np.arange(len(graph)) % 2
    other = [[n for n in range(len(graph)) if n % 2 == k] for k in (0, 1)]
    assert sparse.rand_index(found.number, halves) == pytest.approx(rand_index(parts, other))


def test_nobody_and_one_pair_have_measures_too() -> None:
    empty = sparse.measured(matrix(nx.Graph()))
    assert {name: told.values.tolist() for name, told in empty.items()} == {name: [] for name in measures.NAMES}
    pair = matrix(weighted(nx.path_graph(2)))
    assert sparse.measured(pair)["closeness"].values.tolist() == [1.0, 1.0]
    assert sparse.cuts(pair) == ([(0, 1)], [])
    assert sparse.clusters(matrix(nx.Graph()), 3).number.tolist() == []
    assert sparse.gaps(pair, 5, 20) == []


def test_links_between_clusters_are_those_of_small_networks(graph: nx.Graph) -> None:
    number = sparse.clusters(matrix(graph), 3).number
    ours = clusters.links(graph, {n: int(c) for n, c in enumerate(number)})
    assert sparse.links(matrix(graph), number) == {n: (link.other, link.of) for n, link in ours.items()}
