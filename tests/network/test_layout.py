"""Positions: within the frame, apart from each other, the same every time, and near where they were."""

import itertools
import math
import os
import subprocess
import sys

import networkx as nx
import pytest

from edugraph.network.layout import HEIGHT, NEAR, WIDTH, displacement, layout
from edugraph.network.selection import Network

from .test_measures import GRAPHS, weighted


@pytest.mark.parametrize("name", GRAPHS)
def test_every_actor_is_in_the_frame_and_apart_from_all_others(name: str) -> None:
    points = layout(GRAPHS[name]).positions
    assert set(points) == set(GRAPHS[name])
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points.values())
    assert min(math.dist(p, q) for p, q in itertools.combinations(points.values(), 2)) > NEAR - 1


def test_partners_are_nearer_than_strangers() -> None:
    graph = GRAPHS["karate"]
    points = layout(graph).positions
    near = [math.dist(points[a], points[b]) for a, b in graph.edges()]
    far = [math.dist(points[a], points[b]) for a, b in nx.non_edges(graph)]
    assert sum(near) / len(near) < 0.6 * sum(far) / len(far)


def test_nobody_one_actor_and_one_pair_have_positions_too() -> None:
    assert layout(nx.Graph()).positions == {}
    assert layout(weighted(nx.path_graph(1))).positions == {0: (500.0, 350.0)}
    (ax, ay), (bx, by) = layout(weighted(nx.path_graph(2))).positions.values()
    assert (abs(ax - bx), ay, by) == (880.0, 350.0, 350.0)


def test_only_the_strongest_three_hundred_are_placed() -> None:
    graph = weighted(nx.star_graph(350))
    points = layout(graph).positions
    assert (len(points), 0 in points) == (300, True)


def test_known_actors_move_little_when_others_join() -> None:
    graph = GRAPHS["karate"]
    before = layout(graph).positions
    grown = graph.copy()
    grown.add_edges_from([(34, 0), (34, 33), (35, 34), (36, 5)], weight=1)
    after = layout(grown, before)
    assert after.known == 34
    assert after.displacement < 25
    assert after.displacement == pytest.approx(
        displacement({str(n): p for n, p in before.items()}, {str(n): p for n, p in after.positions.items()})
    )
    assert set(after.positions) == set(grown)
    anew = layout(grown).positions
    assert (
        displacement({str(n): p for n, p in before.items()}, {str(n): p for n, p in anew.items()}) > after.displacement
    )


def test_the_same_graph_again_hardly_moves_from_its_own_positions() -> None:
    before = layout(GRAPHS["florentine"])
    assert layout(GRAPHS["florentine"], before.positions).displacement < 15


def test_every_actor_of_the_release_has_its_place(networks: dict[str, Network]) -> None:
    for network in networks.values():
        places = [(node["x"], node["y"]) for node in network.told["nodes"]]
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
        assert len(set(places)) == len(places)


SCRIPT = """
import networkx as nx
from edugraph.network.clusters import clusters
from edugraph.network.layout import layout
from edugraph.network.measures import measured
graph = nx.convert_node_labels_to_integers(nx.les_miserables_graph(), ordering="sorted")
print(layout(graph).positions, clusters(graph))
print({name: sorted(m.values.items()) for name, m in measured(graph).items()})
"""


def test_two_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
