"""Positions of actors in a picture: stress majorisation in plain arithmetic, so that every machine gets the same bytes.

Each step moves a node to where its distances to all others fit best (Gansner, Koren and North 2004). Nodes start on a
circle, or where they stood before; those are then held near that place.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from edugraph.network.graphs import Graph

WIDTH, HEIGHT, MARGIN = 1000.0, 700.0, 60.0
AT_MOST = 300
"""How many nodes a picture shows: the strongest. Others have no position."""
NEAR = 40.0
"""No two nodes are nearer to each other than this."""
STRETCH = 1.6
"""How much wider than high, or the other way round, a picture may become to fill its frame."""
HOLD = 4.0
"""How strongly a known place pulls, measured against all other nodes together."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions by node, how many had a place before, and how far those moved on average."""

    positions: Mapping[int, Point]
    known: int = 0
    displacement: float = 0.0


def layout(graph: Graph, before: Mapping[int, Point] | None = None) -> Layout:
    """The positions of the strongest nodes within `WIDTH` times `HEIGHT`, rounded to a tenth.

    Up to 60 nodes get a hundred rounds from each of three starts; more of them get fewer, in the same time.
    """
    nodes = strongest(graph, AT_MOST)
    rounds, starts = max(min(100, 6000 // max(len(nodes), 1)), 20), (1, 2, 3) if len(nodes) <= 100 else (1,)
    known = {n: p for n, p in (before or {}).items() if n in set(nodes)}
    far = _distances(graph, nodes)
    if known:
        points = _placed(nodes, known, far, rounds)
    else:
        points = min(
            (_settled(_circle(nodes, step), far, rounds) for step in starts), key=lambda p: round(stress(p, far), 6)
        )
        points = _fitted(points)
    points = {n: (round(x, 1), round(y, 1)) for n, (x, y) in _apart(points).items()}
    moved = [math.dist(points[n], p) for n, p in known.items()]
    return Layout(points, len(known), sum(moved) / len(moved) if moved else 0.0)


def strongest(graph: Graph, at_most: int) -> list[int]:
    """The nodes with the greatest strength, in their own order."""
    strength = dict(graph.degree(weight="weight"))
    return sorted(sorted(graph, key=lambda n: (-strength[n], n))[:at_most])


Far = dict[int, dict[int, float]]


def _distances(graph: Graph, nodes: Sequence[int]) -> Far:
    """Steps between nodes; unlinked ones are a step further apart than any linked ones, within reason."""
    part = graph.subgraph(nodes)
    steps = {n: nx.single_source_shortest_path_length(part, n) for n in nodes}
    apart = min(1.0 + max((d for row in steps.values() for d in row.values()), default=0), 6.0)
    return {a: {b: float(steps[a].get(b, apart)) for b in nodes if b != a} for a in nodes}


def _circle(nodes: Sequence[int], step: int) -> dict[int, Point]:
    """Nodes around a circle, every `step`-th first."""
    order = [n for start in range(step) for n in nodes[start::step]]
    radius = len(order) / 6 + 1
    return {n: (radius * _cos(i / len(order)), radius * _cos(i / len(order) - 0.25)) for i, n in enumerate(order)}


def _cos(turn: float) -> float:
    """The cosine of a part of a full turn, by Bhaskara's formula: exact arithmetic, near enough for a start."""
    turn = abs((turn + 0.5) % 1 - 0.5)
    x = 0.5 - turn if turn > 0.25 else turn
    value = (1 - 16 * x * x) / (1 + 4 * x * x)
    return -value if turn > 0.25 else value


def _settled(points: dict[int, Point], far: Far, rounds: int) -> dict[int, Point]:
    for _ in range(rounds):
        before, points = points, _moved(points, far, {}, 0.0)
        if all(abs(points[n][0] - x) + abs(points[n][1] - y) < 1e-4 for n, (x, y) in before.items()):
            break
    return points


def _moved(points: dict[int, Point], far: Far, held: Mapping[int, Point], hold: float) -> dict[int, Point]:
    """One round: each node in turn goes to the weighted mean of where every other one wants it."""
    points = dict(points)
    for node in points:
        x = y = total = 0.0
        own = points[node]
        for other, distance in far[node].items():
            place, weight = points[other], 1 / (distance * distance)
            dx, dy = own[0] - place[0], own[1] - place[1]
            length = math.sqrt(dx * dx + dy * dy) or 1e-9
            pull = distance / length
            x += weight * (place[0] + dx * pull)
            y += weight * (place[1] + dy * pull)
            total += weight
        if node in held:
            x, y = x + hold * total * held[node][0], y + hold * total * held[node][1]
            total *= 1 + hold
        if total:
            points[node] = (x / total, y / total)
    return points


def stress(points: Mapping[int, Point], far: Far) -> float:
    """How badly distances in the picture fit the distances in steps, each weighed by 1 / d²."""
    return sum(
        (math.sqrt((p[0] - points[b][0]) ** 2 + (p[1] - points[b][1]) ** 2) - d) ** 2 / (d * d)
        for a, p in points.items()
        for b, d in far[a].items()
        if a < b
    )


def _placed(nodes: Sequence[int], known: Mapping[int, Point], far: Far, rounds: int) -> dict[int, Point]:
    """Known nodes start at their places and are held there; new ones start in the middle of the known ones nearest."""
    unit = _unit(known, far)
    scaled = {a: {b: d * unit for b, d in row.items()} for a, row in far.items()}
    points = {n: known.get(n) or _amid(n, known, far) for n in nodes}
    for _ in range(rounds):
        points = _moved(points, scaled, known, HOLD)
    return {n: (_clamped(x, WIDTH), _clamped(y, HEIGHT)) for n, (x, y) in points.items()}


def _unit(known: Mapping[int, Point], far: Far) -> float:
    """How long one step is in the picture that the known places come from."""
    lengths = [(math.dist(known[a], known[b]), far[a][b]) for a in known for b in known if a < b]
    steps = sum(d * d for _, d in lengths)
    return sum(length * d for length, d in lengths) / steps if steps else WIDTH / 6


def _amid(node: int, known: Mapping[int, Point], far: Far) -> Point:
    nearest = min(far[node][n] for n in known)
    around = [known[n] for n in known if far[node][n] == nearest]
    x, y = sum(p[0] for p in around) / len(around), sum(p[1] for p in around) / len(around)
    return x + 1 + node % 7, y + 1 + node % 5


def _fitted(points: dict[int, Point]) -> dict[int, Point]:
    """The picture in the middle of its frame, as large as it can be; the longer side lies along the longer one."""
    if not points:
        return {}
    spread = [(min(c), max(c)) for c in ([p[axis] for p in points.values()] for axis in (0, 1))]
    if spread[1][1] - spread[1][0] > spread[0][1] - spread[0][0]:
        return _fitted({n: (y, -x) for n, (x, y) in points.items()})
    frame = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    full = [size / (high - low or 1) for size, (low, high) in zip(frame, spread, strict=True)]
    across, down = (min(scale, STRETCH * min(full)) for scale in full)
    middle = [(low + high) / 2 for low, high in spread]
    return {
        n: (WIDTH / 2 + (x - middle[0]) * across, HEIGHT / 2 + (y - middle[1]) * down) for n, (x, y) in points.items()
    }


def _apart(points: dict[int, Point], rounds: int = 60) -> dict[int, Point]:
    """The same picture with nodes that cover each other pushed apart."""
    for _ in range(rounds):
        moved = dict(points)
        for a in points:
            for b in points:
                if a < b:
                    _push(moved, a, b)
        if moved == points:
            break
        points = {n: (_clamped(x, WIDTH), _clamped(y, HEIGHT)) for n, (x, y) in moved.items()}
    return points


def _push(points: dict[int, Point], a: int, b: int) -> None:
    (ax, ay), (bx, by) = points[a], points[b]
    dx, dy = bx - ax, by - ay
    length = math.sqrt(dx * dx + dy * dy)
    if length >= NEAR:
        return
    if length < 1e-6:
        dx, dy, length = 1.0, 0.5, math.sqrt(1.25)
    shift = (NEAR + 0.1 - min(length, NEAR)) / 2 / length
    points[a], points[b] = (ax - dx * shift, ay - dy * shift), (bx + dx * shift, by + dy * shift)


def _clamped(value: float, size: float) -> float:
    return min(max(value, MARGIN / 2), size - MARGIN / 2)


def displacement(before: Mapping[str, Point], after: Mapping[str, Point]) -> float:
    """How far the actors of both pictures moved, on average."""
    both: Iterable[str] = sorted(before.keys() & after.keys())
    moved = [math.dist(before[n], after[n]) for n in both]
    return sum(moved) / len(moved) if moved else 0.0
