"""The measures of `measures.py` and `structure.py` for networks that no list of objects holds: on sparse matrices.

Formulas are those of docs/method-network.md. Sums run in the order of numbers, so a result depends on nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse import csgraph

from edugraph.network.measures import error

Matrix = Any
"""A symmetric CSR matrix of weights, without a diagonal; scipy has no types of its own."""
Numbers = NDArray[Any]
EXACT_UP_TO = 5000
"""Actors up to which shortest paths are followed from every one of them: half a minute on one core."""
PIVOTS = 1000
"""Actors from which they are followed in a larger network, drawn with a seed."""
BATCH = 16
"""How many pivots are followed at once."""
FLOPS = 20_000_000
"""How many products a block of rows may take: what bounds the memory of triangles and gaps."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of each actor by number; `error` and `deviation` are 0 where it is exact.

    `error` bounds all values at once with a probability of 95 %; `deviation` is the largest standard error seen.
    """

    values: Numbers
    error: float = 0.0
    deviation: float = 0.0


def matrix(a: Numbers, b: Numbers, weight: Numbers, size: int) -> Matrix:
    """The symmetric matrix of pairs, each given once."""
    both = (np.concatenate([weight, weight]).astype(float), (np.concatenate([a, b]), np.concatenate([b, a])))
    return sp.csr_matrix(both, shape=(size, size))


def measured(graph: Matrix, exact_up_to: int = EXACT_UP_TO, pivots: int = PIVOTS) -> dict[str, Measured]:
    """Every measure of every actor, by the names of `measures.NAMES`."""
    between, near = paths(graph, exact_up_to, pivots)
    return {
        "degree": Measured(degrees(graph).astype(float)),
        "strength": Measured(strengths(graph)),
        "betweenness": between,
        "closeness": near,
        "eigenvector": Measured(eigenvector(graph)),
        "pageRank": Measured(page_rank(graph)),
        "clustering": Measured(clustering(graph)),
        "coreNumber": Measured(core_numbers(graph).astype(float)),
    }


def degrees(graph: Matrix) -> Numbers:
    return np.diff(graph.indptr)


def strengths(graph: Matrix) -> Numbers:
    return np.asarray(graph.sum(axis=1)).ravel().astype(float)


# --- shortest paths --------------------------------------------------------------------------------------------------


def paths(graph: Matrix, exact_up_to: int = EXACT_UP_TO, pivots: int = PIVOTS) -> tuple[Measured, Measured]:
    """Betweenness and closeness, from every actor or, in a large network, from pivots drawn with a seed."""
    size = graph.shape[0]
    is_exact = size <= max(exact_up_to, pivots)
    chosen = np.arange(size) if is_exact else np.array(sorted(Random(1).sample(range(size), pivots)))
    told = _Told.empty(size)
    ones = sp.csr_matrix((np.ones(len(graph.indices)), graph.indices, graph.indptr), shape=graph.shape)
    for begin in range(0, len(chosen), BATCH):
        told.add(*_followed(ones, chosen[begin : begin + BATCH]))
    told.count -= np.isin(np.arange(size), chosen)
    others = len(chosen) - np.isin(np.arange(size), chosen)
    off = 0.0 if is_exact else error(size, pivots)
    return _between(told, others, size, off), Measured(_near(told, others), off)


@dataclass
class _Told:
    """What the paths from pivots add up to, for each actor."""

    through: Numbers
    squares: Numbers
    count: Numbers
    steps: Numbers

    @classmethod
    def empty(cls, size: int) -> "_Told":
        return cls(*(np.zeros(size) for _ in range(4)))

    def add(self, through: Numbers, far: Numbers) -> None:
        self.through += through.sum(axis=1)
        self.squares += (through**2).sum(axis=1)
        self.count += (far >= 0).sum(axis=1)
        self.steps += np.where(far > 0, far, 0).sum(axis=1)


def _followed(ones: Matrix, pivots: Numbers) -> tuple[Numbers, Numbers]:
    """Several pivots at once, step by step (Brandes 2001): what of each leads through each actor, and how far it is."""
    size, number = ones.shape[0], len(pivots)
    far = np.full((size, number), -1, dtype=np.int32)
    ways, front = np.zeros((size, number)), np.zeros((size, number))
    far[pivots, np.arange(number)] = 0
    front[pivots, np.arange(number)] = ways[pivots, np.arange(number)] = 1.0
    step = 0
    while True:
        reached = ones @ front
        is_new = (reached > 0) & (far < 0)
        if not is_new.any():
            break
        step += 1
        far[is_new] = step
        front = np.where(is_new, reached, 0.0)
        ways += front
    through = np.zeros((size, number))
    for level in range(step, 0, -1):
        share = np.divide(1 + through, ways, out=np.zeros_like(ways), where=far == level)
        through += np.where(far == level - 1, (ones @ share) * ways, 0.0)
    through[pivots, np.arange(number)] = 0.0
    return through, far


def _between(told: _Told, others: Numbers, size: int, off: float) -> Measured:
    """The mean over pivots, each other than the actor itself, of the share of paths from it that lead through."""
    scale = max(size - 2, 1)
    count = np.maximum(others, 1)
    values = told.through / count / scale
    if not off:
        return Measured(values)
    spread = np.maximum(told.squares / scale**2 - count * values**2, 0) / np.maximum(count - 1, 1)
    return Measured(values, off, float(np.sqrt(spread / count).max(initial=0.0)))


def _near(told: _Told, others: Numbers) -> Numbers:
    share = told.count / np.maximum(others, 1)
    return np.divide(share * told.count, told.steps, out=np.zeros_like(told.steps), where=told.steps > 0)


# --- walks -----------------------------------------------------------------------------------------------------------


def eigenvector(graph: Matrix, rounds: int = 2000, tolerance: float = 1e-12) -> Numbers:
    """The leading eigenvector, its largest entry 1, by power iteration on A + I."""
    values = np.ones(graph.shape[0])
    for _ in range(rounds):
        before = values
        values = before + graph @ before
        values = values / values.max(initial=1.0)
        if np.abs(values - before).max(initial=0.0) <= tolerance:
            break
    return np.asarray(np.where(values > 1e-9, values, 0.0))


def page_rank(graph: Matrix, damping: float = 0.85, rounds: int = 500, tolerance: float = 1e-12) -> Numbers:
    """The share of time of a random walker on weights, who jumps anywhere with 1 - `damping`."""
    size, strength = graph.shape[0], strengths(graph)
    values = np.full(size, 1 / max(size, 1))
    for _ in range(rounds):
        before = values
        flow = np.divide(before, strength, out=np.zeros(size), where=strength > 0)
        stuck = before[strength == 0].sum()
        values = (1 - damping + damping * stuck) / max(size, 1) + damping * (graph @ flow)
        if np.abs(values - before).sum() <= tolerance:
            break
    return np.asarray(values)


# --- cohesion --------------------------------------------------------------------------------------------------------


def clustering(graph: Matrix) -> Numbers:
    """Ties among the partners of an actor, of all pairs of them."""
    degree = degrees(graph).astype(float)
    possible = degree * (degree - 1) / 2
    return np.asarray(np.divide(triangles(graph), possible, out=np.zeros(graph.shape[0]), where=possible > 0))


def triangles(graph: Matrix) -> Numbers:
    """In how many triangles each actor is. Ties are turned towards the busier end, which keeps products few."""
    size = graph.shape[0]
    rank = np.empty(size, dtype=np.int64)
    rank[np.lexsort((np.arange(size), degrees(graph)))] = np.arange(size)
    turned = sp.coo_matrix(graph)
    up = rank[turned.row] < rank[turned.col]
    out = sp.csr_matrix((np.ones(up.sum()), (turned.row[up], turned.col[up])), shape=graph.shape)
    back = out.T.tocsr()
    found = np.zeros(size)
    for rows in _blocks(out, out):
        closed = (out[rows] @ out).multiply(out[rows])
        found[rows] += np.asarray(closed.sum(axis=1)).ravel()
        found += np.asarray(closed.sum(axis=0)).ravel()
    for rows in _blocks(out, back):
        found += np.asarray((out[rows] @ back).multiply(out[rows]).sum(axis=0)).ravel()
    return found


def _blocks(one: Matrix, other: Matrix) -> Iterator[slice]:
    """Slices of rows of `one` whose product with `other` takes no more than `FLOPS` steps each, if one row does not."""
    cost = np.zeros(len(one.indices) + 1, dtype=np.int64)
    np.cumsum(np.diff(other.indptr)[one.indices], out=cost[1:])
    until = cost[one.indptr]
    begin = 0
    while begin < one.shape[0]:
        end = int(np.searchsorted(until, until[begin] + FLOPS, side="right")) - 1
        end = min(max(end, begin + 1), one.shape[0])
        yield slice(begin, end)
        begin = end


def core_numbers(graph: Matrix) -> Numbers:
    """The largest k with a part in which each has k partners in that part: the weakest are taken off in rounds."""
    size = graph.shape[0]
    left, core = degrees(graph).astype(np.int64), np.zeros(size, dtype=np.int64)
    alive, k = np.ones(size, dtype=bool), 0
    while alive.any():
        k = max(k, int(left[alive].min()))
        weak = np.flatnonzero(alive & (left <= k))
        while len(weak):
            core[weak], alive[weak] = k, False
            partners = _partners(graph, weak)
            left -= np.bincount(partners, minlength=size)
            near = np.unique(partners)
            weak = near[alive[near] & (left[near] <= k)]
    return core


def _partners(graph: Matrix, nodes: Numbers) -> Numbers:
    """All partners of some actors, one after another."""
    count = graph.indptr[nodes + 1] - graph.indptr[nodes]
    at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(graph.indptr[nodes], count)
    return np.asarray(graph.indices[at])


# --- structure -------------------------------------------------------------------------------------------------------


def cuts(graph: Matrix) -> tuple[list[tuple[int, int]], list[int]]:
    """Bridges and cut actors (Tarjan 1972). One search walks all parts from a root that has a tie with each."""
    size = graph.shape[0]
    _, label = csgraph.connected_components(graph, directed=False)
    first = np.unique(label, return_index=True)[1]
    rooted = sp.bmat([[graph, _column(first, size)], [_column(first, size).T, None]], format="csr")
    order, parent = csgraph.depth_first_order(rooted, size, directed=False)
    seen = np.empty(size + 1, dtype=np.int64)
    seen[order] = np.arange(size + 1)
    low = _low(rooted, seen, parent).tolist()
    above, number = parent.tolist(), seen.tolist()
    bridges, cut, children = [], set(), np.bincount(parent[parent >= 0], minlength=size + 1).tolist()
    for node in reversed(order[1:].tolist()):
        up = above[node]
        low[up] = min(low[up], low[node])
        if up == size:
            continue
        if low[node] > number[up]:
            bridges.append((min(node, up), max(node, up)))
        if low[node] >= number[up] and (above[up] != size or children[up] > 1):
            cut.add(up)
    return sorted(bridges), sorted(cut)


def _column(rows: Numbers, size: int) -> Matrix:
    return sp.csr_matrix((np.ones(len(rows)), (rows, np.zeros(len(rows), np.int64))), shape=(size, 1))


def _low(graph: Matrix, seen: Numbers, parent: Numbers) -> Numbers:
    """The first seen of each actor itself and its partners but its parent."""
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    kept = parent[rows] != graph.indices
    low = seen.copy()
    np.minimum.at(low, rows[kept], seen[graph.indices[kept]])
    return low


def gaps(graph: Matrix, at_most: int, crowd: int) -> list[tuple[int, int, float]]:
    """Pairs without a tie and with two partners in common at least, the highest score first (Adamic and Adar 2003).

    Partners of more than `crowd` others say nothing about two of them.
    """
    degree = degrees(graph)
    says = np.where((degree >= 2) & (degree <= crowd), 1 / np.log(np.maximum(degree, 2)), 0.0)
    ones = sp.csr_matrix((np.ones(len(graph.indices)), graph.indices, graph.indptr), shape=graph.shape)
    told = ones[:, np.flatnonzero(says)].tocsr()
    weighed, back = told.multiply(says[says > 0][None, :]).tocsr(), told.T.tocsr()
    best: list[tuple[int, int, float]] = []
    for rows in _blocks(told, back):
        best = _best([*best, *_open_pairs(told[rows] @ back, weighed[rows] @ back, ones[rows], rows, at_most)], at_most)
    return best


def _open_pairs(
    common: Matrix, score: Matrix, tied: Matrix, rows: slice, at_most: int
) -> Iterator[tuple[int, int, float]]:
    """The pairs of a block of rows that share two partners and have no tie; of very many, the highest scores."""
    found = common.tocoo()
    one, other = found.row + rows.start, found.col
    kept = (found.data > 1.5) & (one < other)
    row, one, other = found.row[kept], one[kept], other[kept]
    free = np.asarray(tied[row, other]).ravel() == 0 if len(row) else np.zeros(0, bool)
    row, one, other = row[free], one[free], other[free]
    points = np.asarray(score[row, other]).ravel() if len(row) else np.zeros(0)
    for n in np.lexsort((other, one, -np.round(points, 9)))[:at_most]:
        yield int(one[n]), int(other[n]), float(points[n])


def _best(found: list[tuple[int, int, float]], at_most: int) -> list[tuple[int, int, float]]:
    return sorted(found, key=lambda gap: (-round(gap[2], 9), gap[0], gap[1]))[:at_most]


# --- clusters --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parted:
    """The partition of the best modularity: the number of each actor's cluster, from 1, largest cluster first."""

    number: Numbers
    modularity: float
    stability: float
    seeds: int

    @property
    def count(self) -> int:
        return int(self.number.max(initial=0))


def clusters(graph: Matrix, seeds: int) -> Parted:
    """Clusters by the Leiden method (Traag, Waltman and van Eck 2019), once for each seed."""
    size = graph.shape[0]
    if not graph.nnz:
        return Parted(np.arange(1, size + 1), 0.0, 1.0, seeds)
    runs = [_run(graph, seed) for seed in range(seeds)]
    told = [modularity(graph, run) for run in runs]
    best = max(range(seeds), key=lambda n: round(told[n], 12))
    alike = [rand_index(runs[best], run) for n, run in enumerate(runs) if n != best]
    return Parted(runs[best], told[best], sum(alike) / len(alike) if alike else 1.0, seeds)


def _run(graph: Matrix, seed: int) -> Numbers:
    from graspologic_native import leiden_csr

    _, found = leiden_csr(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data.astype(float), graph.shape[0],
        resolution=1.0, randomness=0.001, iterations=2, use_modularity=True, seed=seed, trials=1,
    )  # fmt: skip
    told = np.arange(graph.shape[0]) + len(found) + graph.shape[0]
    told[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(found.values(), np.int64, len(found))
    return ranked(told)


def ranked(label: Numbers) -> Numbers:
    """Clusters numbered from 1, the largest first; of equal ones, that of the first actor."""
    _, first, number, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(size), dtype=np.int64)
    place[np.lexsort((first, -size))] = np.arange(1, len(size) + 1)
    return place[number.ravel()]


def modularity(graph: Matrix, number: Numbers) -> float:
    """The share of weight inside clusters, less what chance would put there (Newman and Girvan 2004)."""
    rows = np.repeat(number, np.diff(graph.indptr))
    total = float(graph.data.sum())
    inside = float(graph.data[rows == number[graph.indices]].sum())
    strength = np.bincount(number, weights=strengths(graph))
    return inside / total - float(((strength / total) ** 2).sum())


def rand_index(one: Numbers, other: Numbers) -> float:
    """How alike two partitions are: 1 when equal, about 0 when no more than by chance (Hubert and Arabie 1985)."""
    both = np.unique(one.astype(np.int64) * (int(other.max()) + 1) + other, return_counts=True)[1]
    shared, left, right = (_pairs(c) for c in (both, np.bincount(one), np.bincount(other)))
    expected = left * right / max(_pairs(np.array([len(one)])), 1.0)
    mean = (left + right) / 2
    return 1.0 if mean == expected else (shared - expected) / (mean - expected)


def _pairs(sizes: Numbers) -> float:
    return float((sizes.astype(float) * (sizes - 1) / 2).sum())


def links(graph: Matrix, number: Numbers) -> dict[int, tuple[int, int]]:
    """Actor -> the other cluster to which fewest of its own have a tie, and how many have; as `clusters.links`."""
    rows = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    other = number[graph.indices]
    leaving = number[rows] != other
    width = int(number.max(initial=0)) + 1
    reach = np.unique(rows[leaving].astype(np.int64) * width + other[leaving])
    node, other = reach // width, reach % width
    _, place, count = np.unique(number[node] * width + other, return_inverse=True, return_counts=True)
    size = np.bincount(number, minlength=width)
    few = count[place] < size[number[node]]
    node, other, of = node[few], other[few], count[place][few]
    order = np.lexsort((other, of, node))
    first = order[np.unique(node[order], return_index=True)[1]]
    return {n: (o, c) for n, o, c in zip(node[first].tolist(), other[first].tolist(), of[first].tolist(), strict=True)}
