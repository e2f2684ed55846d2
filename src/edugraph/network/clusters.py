"""Clusters: who is tied to each other more than to others (Louvain; Blondel and others 2008), and how stably so."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from edugraph.network.graphs import Graph

SEEDS = 20
"""How often the method runs; it visits the nodes in another order each time."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """The partition with the best modularity of all runs, largest cluster first, and how alike the others are to it."""

    members: tuple[tuple[int, ...], ...]
    modularity: float
    stability: float
    seeds: int = SEEDS

    @property
    def number(self) -> dict[int, int]:
        """Node -> number of its cluster, from 1."""
        return {node: n for n, members in enumerate(self.members, 1) for node in members}


def clusters(graph: Graph, seeds: int = SEEDS) -> Clusters:
    """The clusters of a weighted graph whose nodes are numbers."""
    if not graph.number_of_edges():
        return Clusters(tuple((n,) for n in sorted(graph)), 0.0, 1.0, seeds)
    runs = [_run(graph, seed) for seed in range(seeds)]
    best = max(runs, key=lambda run: round(modularity(graph, run), 12))
    others = [rand_index(best, run) for run in runs if run is not best]
    return Clusters(best, modularity(graph, best), sum(others) / len(others) if others else 1.0, seeds)


def _run(graph: Graph, seed: int) -> tuple[tuple[int, ...], ...]:
    found = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    return tuple(sorted((tuple(sorted(part)) for part in found), key=lambda part: (-len(part), part)))


def modularity(graph: Graph, parts: Sequence[Sequence[int]]) -> float:
    """The share of weight inside clusters, less what chance would put there (Newman and Girvan 2004)."""
    return float(nx.community.modularity(graph, [set(part) for part in parts], weight="weight"))


def rand_index(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """How alike two partitions are: 1 when equal, about 0 when no more than by chance (Hubert and Arabie 1985)."""
    number = {node: n for n, part in enumerate(other) for node in part}
    both = sum(_pairs(c) for part in one for c in Counter(number[node] for node in part).values())
    inside_one, inside_other = (sum(_pairs(len(part)) for part in parts) for parts in (one, other))
    expected = inside_one * inside_other / max(_pairs(len(number)), 1)
    mean = (inside_one + inside_other) / 2
    return 1.0 if mean == expected else (both - expected) / (mean - expected)


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def weights(graph: Graph, number: Mapping[int, int]) -> dict[int, tuple[float, float]]:
    """Cluster -> the weight of its ties inside, and of those that lead out of it."""
    inside: Counter[int] = Counter()
    outside: Counter[int] = Counter()
    for a, b, weight in graph.edges(data="weight"):
        if number[a] == number[b]:
            inside[number[a]] += weight
        else:
            outside[number[a]] += weight
            outside[number[b]] += weight
    return {n: (float(inside[n]), float(outside[n])) for n in sorted(set(number.values()))}


@dataclass(frozen=True, slots=True)
class Link:
    """A node ties its cluster to another one: how many of its own cluster do so."""

    other: int
    of: int


def links(graph: Graph, number: Mapping[int, int]) -> dict[int, Link]:
    """Node -> the other cluster to which fewest of its own have a tie; nothing where all of them have one."""
    reach: dict[tuple[int, int], set[int]] = defaultdict(set)
    for a, b in graph.edges():
        if number[a] != number[b]:
            reach[number[a], number[b]].add(a)
            reach[number[b], number[a]].add(b)
    size = Counter(number.values())
    found: dict[int, Link] = {}
    for (own, other), nodes in sorted(reach.items(), key=lambda item: (len(item[1]), item[0])):
        if len(nodes) < size[own]:
            for node in nodes:
                found.setdefault(node, Link(other, len(nodes)))
    return found
