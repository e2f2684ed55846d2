"""Clusters, bridges, cut actors, the fewest between two, paths and gaps: on graphs with known answers."""

import networkx as nx
import pytest
import rustworkx as rx

from edugraph.network import clusters as clustering
from edugraph.network.clusters import Link, clusters, links, modularity, rand_index
from edugraph.network.structure import Gap, between, bridges, cut_nodes, falling_off, gaps, paths

from .test_measures import GRAPHS, in_rust, weighted

KARATE = GRAPHS["karate"]
BARBELL = weighted(nx.barbell_graph(4, 1))
"""Two groups of four who all know each other, 0–3 and 5–8, linked through 4."""


def test_the_karate_club_falls_into_four_clusters() -> None:
    """Modularity 0.4198 without weights is the known optimum (Brandes and others 2008)."""
    unweighted = nx.Graph(KARATE.edges())
    nx.set_edge_attributes(unweighted, 1, "weight")
    found = clusters(unweighted)
    assert (len(found.members), round(found.modularity, 4)) == (4, 0.4198)
    assert 0.5 < found.stability <= 1


def test_two_groups_that_share_one_actor_are_two_clusters_every_time() -> None:
    found = clusters(BARBELL)
    assert {frozenset(part) - {4} for part in found.members} == {frozenset({0, 1, 2, 3}), frozenset({5, 6, 7, 8})}
    assert len(found.members[0]) == 5
    assert found.number[found.members[0][0]] == 1


def test_clusters_do_not_depend_on_the_order_of_nodes_and_edges() -> None:
    turned = nx.Graph()
    turned.add_nodes_from(sorted(KARATE))
    turned.add_edges_from(sorted(((a, b, d) for a, b, d in KARATE.edges(data=True)), key=lambda e: (e[1], e[0])))
    assert {frozenset(p) for p in clusters(turned).members} == {frozenset(p) for p in clusters(KARATE).members}


def test_modularity_by_hand() -> None:
    """Two pairs, no tie between: each holds half of the weight, chance would put a quarter there: 2 (1/2 - 1/4)."""
    assert modularity(weighted(nx.Graph([(0, 1), (2, 3)])), [(0, 1), (2, 3)]) == pytest.approx(0.5)


def test_the_rand_index_is_one_for_equal_parts_and_nought_for_chance() -> None:
    assert rand_index([(0, 1), (2, 3)], [(2, 3), (0, 1)]) == 1
    assert rand_index([(0, 1), (2, 3)], [(0, 2), (1, 3)]) == pytest.approx(-0.5)
    assert rand_index([(0, 1, 2, 3)], [(0, 1, 2, 3)]) == 1


def test_the_weight_inside_and_outside_of_clusters() -> None:
    assert clustering.weights(BARBELL, {**dict.fromkeys(range(5), 1), **dict.fromkeys(range(5, 9), 2)}) == {
        1: (7.0, 1.0),
        2: (6.0, 1.0),
    }


def test_bridges_and_cut_actors_of_a_barbell() -> None:
    assert (bridges(BARBELL), cut_nodes(BARBELL)) == ([(3, 4), (4, 5)], [3, 4, 5])
    assert falling_off(BARBELL, 4) == [[0, 1, 2, 3], [5, 6, 7, 8]]
    assert falling_off(BARBELL, 0) == [[1, 2, 3, 4, 5, 6, 7, 8]]


@pytest.mark.parametrize("name", GRAPHS)
def test_bridges_and_cut_actors_agree_with_rustworkx(name: str) -> None:
    graph = GRAPHS[name]
    assert bridges(graph) == sorted((min(p), max(p)) for p in rx.bridges(in_rust(graph)))
    assert cut_nodes(graph) == sorted(rx.articulation_points(in_rust(graph)))


def test_the_fewest_between_two_actors() -> None:
    """Menger: as many actors as there are paths that share none. In the karate club 0 and 33 have no tie."""
    middle = between(KARATE, 0, 33)
    assert middle is not None
    apart = list(nx.node_disjoint_paths(KARATE, 0, 33))
    inner = [node for path in apart for node in path[1:-1]]
    assert len(middle) == len(apart) == 6
    assert len(inner) == len(set(inner))
    rest = KARATE.subgraph(set(KARATE) - set(middle))
    assert not nx.has_path(rest, 0, 33)
    assert between(BARBELL, 0, 8) in ([3], [4], [5])
    assert between(BARBELL, 0, 1) is None
    assert between(GRAPHS["in two parts"], 0, 5) == []


def test_the_shortest_paths_are_all_of_them_in_order() -> None:
    square = weighted(nx.cycle_graph(4))
    assert paths(square, 0, 2) == [[0, 1, 2], [0, 3, 2]]
    assert paths(square, 0, 2, at_most=1) == [[0, 1, 2]]
    assert paths(square, 0, 0) == []
    assert paths(GRAPHS["in two parts"], 0, 5) == []
    assert paths(KARATE, 11, 24) == sorted(nx.all_shortest_paths(KARATE, 11, 24))


def test_a_gap_is_a_pair_with_common_partners_and_no_tie() -> None:
    """0 and 1 share 2, 3 and 4, who have two partners each: 3 / ln 2. So do 2, 3 and 4 in pairs, over 0 and 1."""
    both = weighted(nx.complete_bipartite_graph(2, 3))
    assert gaps(both) == [
        Gap(0, 1, (2, 3, 4), pytest.approx(4.328085)),
        *(Gap(a, b, (0, 1), pytest.approx(1.820478)) for a, b in ((2, 3), (2, 4), (3, 4))),
    ]
    assert gaps(weighted(nx.complete_graph(5))) == []
    scores = {(a, b): s for a, b, s in nx.adamic_adar_index(KARATE)}
    assert [g.score for g in gaps(KARATE)] == pytest.approx([scores[g.a, g.b] for g in gaps(KARATE)])


def test_who_of_a_cluster_links_it_to_another_one() -> None:
    """4 alone ties one half of the barbell to the other, and on the other side only 5 does."""
    halves = {**dict.fromkeys(range(5), 1), **dict.fromkeys(range(5, 9), 2)}
    assert links(BARBELL, halves) == {4: Link(2, 1), 5: Link(1, 1)}
    square = weighted(nx.cycle_graph(4))
    assert links(square, {0: 1, 1: 1, 2: 2, 3: 2}) == {}, "where all of them link, it says nothing"
    star = {0: 1, 1: 1, **{n: n for n in range(2, 6)}}
    assert links(GRAPHS["star"], star) == {0: Link(2, 1)}, "of equal ones the largest cluster; one alone is no cluster"
