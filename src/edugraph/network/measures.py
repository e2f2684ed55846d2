"""How actors stand in a network: one number each for an actor and a measure. Formulas: docs/method-network.md."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from edugraph.network.graphs import Graph

EXACT_UP_TO = 1000
"""Actors up to which shortest paths are followed from every one of them."""
PIVOTS = 200
"""Actors from which they are followed in a larger network, chosen by a seeded draw."""
SURE = 0.95
"""With which probability no sampled value is further off than the error told."""

NAMES = ("degree", "strength", "betweenness", "closeness", "eigenvector", "pageRank", "clustering", "coreNumber")


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of each node; `error` is 0 where it is exact."""

    values: Mapping[int, float]
    error: float = 0.0


def measured(graph: Graph) -> dict[str, Measured]:
    """Every measure of every node of an undirected weighted graph without self-loops."""
    return {
        "degree": Measured({n: float(d) for n, d in graph.degree()}),
        "strength": Measured({n: float(d) for n, d in graph.degree(weight="weight")}),
        "betweenness": betweenness(graph),
        "closeness": closeness(graph),
        "eigenvector": Measured(eigenvector(graph)),
        "pageRank": Measured(page_rank(graph)),
        "clustering": Measured({n: float(c) for n, c in nx.clustering(graph).items()}),
        "coreNumber": Measured({n: float(c) for n, c in nx.core_number(graph).items()}),
    }


def betweenness(graph: Graph, exact_up_to: int = EXACT_UP_TO, pivots: int = PIVOTS) -> Measured:
    """The share of shortest paths between others that lead through a node (Freeman 1977; Brandes 2001)."""
    size = len(graph)
    if size <= max(exact_up_to, pivots):
        return Measured(nx.betweenness_centrality(graph))
    return Measured(nx.betweenness_centrality(graph, k=pivots, seed=1), error(size, pivots))


def error(size: int, pivots: int) -> float:
    """How far off any sampled value is at most, with the probability `SURE`.

    Hoeffding's inequality over the pivots, whose contributions lie between 0 and 1, and the union over all nodes
    (Brandes and Pich 2007).
    """
    return math.sqrt(math.log(2 * size / (1 - SURE)) / (2 * pivots))


def closeness(graph: Graph, exact_up_to: int = EXACT_UP_TO, pivots: int = PIVOTS) -> Measured:
    """Reachable nodes by their mean distance, times the share that is reachable (Wasserman and Faust 1994).

    In a larger network the mean is over pivots (Eppstein and Wang 2004); the error told is that of the mean distance,
    as a share of the longest one.
    """
    size = len(graph)
    if size <= max(exact_up_to, pivots):
        return Measured(nx.closeness_centrality(graph))
    return Measured(_sampled_closeness(graph, pivots), error(size, pivots))


def _sampled_closeness(graph: Graph, pivots: int) -> dict[int, float]:
    nodes = list(graph)
    steps = [nx.single_source_shortest_path_length(graph, nodes[i * len(nodes) // pivots]) for i in range(pivots)]
    found = {}
    for node in nodes:
        distances = [step[node] for step in steps if node in step]
        total, share = sum(distances), len(distances) / pivots
        found[node] = share * len(distances) / total if total else 0.0
    return found


def eigenvector(graph: Graph, rounds: int = 2000, tolerance: float = 1e-12) -> dict[int, float]:
    """The leading eigenvector of the weights, its largest entry 1 (Bonacich 1972), by power iteration on A + I.

    The shift by I makes it converge in networks of two halves too. Parts with a smaller eigenvalue tend to 0.
    """
    values = dict.fromkeys(graph, 1.0)
    for _ in range(rounds):
        before = values
        values = {n: before[n] + sum(before[m] * w["weight"] for m, w in graph[n].items()) for n in graph}
        largest = max(values.values(), default=1.0)
        values = {n: v / largest for n, v in values.items()}
        if all(abs(values[n] - before[n]) <= tolerance for n in graph):
            break
    return {n: v if v > 1e-9 else 0.0 for n, v in values.items()}


def page_rank(graph: Graph, damping: float = 0.85, rounds: int = 500, tolerance: float = 1e-12) -> dict[int, float]:
    """The share of time of a random walker on weights, who jumps anywhere with 1 - `damping` (Brin and Page 1998)."""
    if not len(graph):
        return {}
    size, strength = len(graph), dict(graph.degree(weight="weight"))
    values = dict.fromkeys(graph, 1 / size)
    for _ in range(rounds):
        before = values
        stuck = sum(before[n] for n in graph if not strength[n])
        base = (1 - damping + damping * stuck) / size
        flow = {n: before[n] / strength[n] if strength[n] else 0.0 for n in graph}
        values = {n: base + damping * sum(flow[m] * w["weight"] for m, w in graph[n].items()) for n in graph}
        if sum(abs(values[n] - before[n]) for n in graph) <= tolerance:
            break
    return values
