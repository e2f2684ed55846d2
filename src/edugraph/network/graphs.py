"""networkx graphs of ties.

Nodes are numbers in the order of their ids wherever an algorithm walks over sets: the order of a set of texts differs
from process to process.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx

from edugraph.network.ties import EVIDENCE, Pair, Tie

Graph = Any
"""A networkx graph; networkx has no types of its own."""


def actors(found: Iterable[Pair]) -> list[str]:
    """Everyone who has a tie, sorted."""
    return sorted({actor for pair in found for actor in (pair.a, pair.b)})


def numbered(found: Sequence[Pair], weight: str = "facts") -> tuple[Graph, list[str]]:
    """The pairs as an undirected graph over 0, 1, 2 …, and the actor that each number stands for."""
    names = actors(found)
    number = {name: n for n, name in enumerate(names)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from((number[p.a], number[p.b], {"weight": p.weight(weight)}) for p in found)
    return graph, names


def named(found: Sequence[Pair], weight: str = "facts") -> Graph:
    """The pairs as an undirected graph over ids; each edge has `weight`, `facts` and `kinds`."""
    graph = nx.Graph()
    graph.add_nodes_from(actors(found))
    for pair in found:
        facts = [fact.fact for fact in pair.facts]
        graph.add_edge(pair.a, pair.b, weight=pair.weight(weight), facts=facts, kinds=list(pair.kinds))
    return graph


def tabled(lines: Iterable[str], evidence: str) -> Graph:
    """The pairs of the table of a large network (`tables.tie_lines`) as an undirected graph over ids."""
    graph, weakest = nx.Graph(), EVIDENCE.index(evidence)
    for row in csv.DictReader(lines):
        if EVIDENCE.index(row["evidence"]) <= weakest:
            graph.add_edge(row["a"], row["b"])
            kinds = graph.edges[row["a"], row["b"]].setdefault("kinds", {})
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + int(row["facts"])
    return graph


def bipartite(found: Iterable[Tie]) -> Graph:
    """Actors (`bipartite=0`) and facts (`bipartite=1`), with an edge wherever an actor has a part in a fact."""
    graph = nx.Graph()
    parts = {(actor, share.fact) for tie in found for share in tie.shares for actor in (tie.a, tie.b)}
    graph.add_nodes_from(sorted({actor for actor, _ in parts}), bipartite=0)
    graph.add_nodes_from(sorted({fact for _, fact in parts}), bipartite=1)
    graph.add_edges_from(sorted(parts))
    return graph
