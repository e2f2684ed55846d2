"""What holds a network together: bridges, cut actors, the few through whom two others are linked, paths, and gaps."""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from edugraph.network.graphs import Graph


@dataclass(frozen=True, slots=True)
class Gap:
    """Two nodes without a tie who have partners in common; `score` weighs each by 1 / ln(its partners)."""

    a: int
    b: int
    common: tuple[int, ...]
    score: float


def bridges(graph: Graph) -> list[tuple[int, int]]:
    """The ties without which a part of the network would fall off, sorted."""
    return sorted((min(pair), max(pair)) for pair in nx.bridges(graph))


def cut_nodes(graph: Graph) -> list[int]:
    """The nodes without which a part of the network would fall off (articulation points), sorted."""
    return sorted(nx.articulation_points(graph))


def falling_off(graph: Graph, node: int) -> list[list[int]]:
    """The parts into which its partners would fall without a node, largest first; one part when none falls off."""
    part = graph.subgraph(nx.node_connected_component(graph, node) - {node})
    found = [sorted(p) for p in nx.connected_components(part)]
    return sorted(found, key=lambda p: (-len(p), p))


def between(graph: Graph, a: int, b: int) -> list[int] | None:
    """The smallest set of others without whom two nodes are no longer linked (Menger 1927).

    Empty when no path leads from one to the other, None when they have a tie themselves.
    """
    if graph.has_edge(a, b):
        return None
    if not nx.has_path(graph, a, b):
        return []
    return sorted(nx.minimum_node_cut(graph, a, b))


def paths(graph: Graph, a: int, b: int, at_most: int = 10) -> list[list[int]]:
    """The shortest paths from one node to another, sorted, the first `at_most`; none when no path leads there."""
    if a == b or not nx.has_path(graph, a, b):
        return []
    return list(itertools.islice(_sorted_paths(graph, a, b), at_most))


def _sorted_paths(graph: Graph, a: int, b: int) -> Iterator[list[int]]:
    """Shortest paths in the order of their nodes: only steps that come nearer to the end are taken."""
    far = nx.single_source_shortest_path_length(graph, b)
    waiting = [[a]]
    while waiting:
        path = waiting.pop()
        if path[-1] == b:
            yield path
            continue
        nearer = sorted((n for n in graph[path[-1]] if far[n] == far[path[-1]] - 1), reverse=True)
        waiting += [[*path, n] for n in nearer]


def gaps(graph: Graph, at_most: int = 50, crowd: int = 200) -> list[Gap]:
    """Pairs with common partners and no tie, the highest score first (Adamic and Adar 2003).

    Partners of more than `crowd` others say nothing about two of them, and are left out.
    """
    common: dict[tuple[int, int], list[int]] = defaultdict(list)
    for node in sorted(graph):
        if 2 <= len(graph[node]) <= crowd:
            for pair in itertools.combinations(sorted(graph[node]), 2):
                if not graph.has_edge(*pair):
                    common[pair].append(node)
    says = {node: 1 / math.log(len(graph[node])) for node in graph if len(graph[node]) > 1}
    found = [Gap(a, b, tuple(c), sum(says[n] for n in c)) for (a, b), c in common.items() if len(c) > 1]
    return sorted(found, key=lambda g: (-round(g.score, 9), g.a, g.b))[:at_most]
