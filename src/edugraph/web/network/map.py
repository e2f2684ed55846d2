"""A network as figures for an SVG picture: where each actor stands, how wide each line is, which names fit.

Pure: a selection of ties in, shapes out. Positions are those stored with the release: a filter hides, and never moves.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edugraph.network.selection import Selection, Told, sort_of
from edugraph.network.ties import EVIDENCE
from edugraph.web.network.lettering import width

MARGIN = 60
"""Room left and right of the stored positions, for names."""
CLUSTERS = 7
"""So many clusters have a colour of their own; the others share one."""
STEPS = 4
"""Widths of lines."""
LABELS = 25
"""The strongest actors are named, as far as their names fit; a name is always in the mark's title."""
LONGEST, SHORT = 30, 16
"""How many letters of a name are written, and how many where there is no room for those."""
CROWD = 60
"""With more actors than this the marks are smaller, and names spare only those of the strongest."""
LINE = 1.25
"""Height of a line against the size of the font, a little more than the real one."""
TIERS: Mapping[str, float] = {"wide": 18, "middle": 22, "small": 30, "narrow": 40}
"""How large names are, in units of the view, where the picture is that wide: on a narrow screen the same names would be
too small to read, so fewer are shown, and larger."""
SHAPES = {"country": "circle"} | dict.fromkeys(("ministry", "government", "department"), "square")
SHAPES |= {"international-organisation": "diamond"}
"""Sort of actor -> its shape."""
OTHER_SHAPE = "triangle"

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Mark:
    """An actor. `points` are the corners of its shape; a circle has none. `colour` is the end of a class."""

    actor: str
    shape: str
    x: float
    y: float
    radius: float
    points: str
    cluster: int | None
    colour: str

    @property
    def reach(self) -> float:
        """How far the shape goes from its middle: corners reach further than a circle."""
        return round(self.radius * (1.3 if self.points else 1), 1)


@dataclass(frozen=True)
class Line:
    """A pair with ties: `step` is how wide the line is, `evidence` how it is drawn."""

    a: str
    b: str
    x1: float
    y1: float
    x2: float
    y2: float
    step: int
    weight: float
    evidence: str

    @property
    def path(self) -> str:
        """The line as the attribute `d` of a path."""
        return f"M{self.x1} {self.y1}L{self.x2} {self.y2}"


@dataclass(frozen=True)
class Name:
    """A name beside its mark: `anchor` is the end of a class."""

    actor: str
    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Map:
    """All that is drawn, and the view; `placeless` actors have no stored position. `tiers` are the names that fit."""

    marks: list[Mark]
    lines: list[Line]
    tiers: Mapping[str, list[Name]]
    view: Box
    placeless: list[str]

    @property
    def names(self) -> list[Name]:
        """The names of the picture at its full width."""
        return self.tiers["wide"]

    @property
    def view_box(self) -> str:
        left, top, right, bottom = self.view
        return f"{left:g} {top:g} {right - left:g} {bottom - top:g}"

    @property
    def widths(self) -> dict[int, tuple[float, float]]:
        """Step -> the least and the largest weight that is drawn so: the true samples of the legend."""
        found = {step: [line.weight for line in self.lines if line.step == step] for step in range(1, STEPS + 1)}
        return {step: (min(of), max(of)) for step, of in found.items() if of}

    @property
    def shapes(self) -> list[str]:
        return [
            shape for shape in ("circle", "square", "diamond", "triangle") if shape in {m.shape for m in self.marks}
        ]


def drawn(found: Selection, names: Mapping[str, str]) -> Map:
    """The picture of a selection. `names` are the actors' names in the language of the page."""
    nodes = {actor: found.network.nodes[actor] for actor in found.actors}
    placed = {actor: node for actor, node in nodes.items() if node["x"] is not None and node["y"] is not None}
    strength = strengths(found)
    marks = [mark(node, found.filter.evidence, radius(actor, strength, len(placed))) for actor, node in placed.items()]
    view = found.network.told["view"]
    frame = (-MARGIN, 0, view["width"] + MARGIN, view["height"])
    ranked = sorted(marks, key=lambda m: (-strength[m.actor], m.actor))
    return Map(
        marks=marks,
        lines=lines(found, placed),
        tiers={tier: fitting(ranked[:LABELS], marks, names, frame, size) for tier, size in TIERS.items()},
        view=frame,
        placeless=sorted(nodes.keys() - placed.keys()),
    )


@dataclass(frozen=True)
class Emphasis:
    """What stands out of a picture: the actors and pairs of a choice, the rest is faded. `chosen` are those named."""

    chosen: frozenset[str]
    actors: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def around_actor(found: Selection, actor: str, steps: int) -> Emphasis:
    """An actor with the ties on the way to all that it reaches in so many steps."""
    near, edge = {actor}, {actor}
    kept: set[tuple[str, str]] = set()
    for _ in range(steps):
        touched = [pair for pair in found.pairs if pair.a in edge or pair.b in edge]
        kept |= {(pair.a, pair.b) for pair in touched}
        edge = {end for pair in touched for end in (pair.a, pair.b)} - near
        near |= edge
    return Emphasis(frozenset([actor]), frozenset(near), frozenset(kept))


def of_tie(a: str, b: str) -> Emphasis:
    """Two actors and their tie."""
    both = frozenset([a, b])
    return Emphasis(both, both, frozenset([(min(a, b), max(a, b))]))


def strengths(found: Selection) -> dict[str, float]:
    """Actor -> the sum of the weights of its pairs shown."""
    told = dict.fromkeys(found.actors, 0.0)
    for pair in found.pairs:
        told[pair.a] += pair.weight(found.filter.weight)
        told[pair.b] += pair.weight(found.filter.weight)
    return told


def radius(actor: str, strength: Mapping[str, float], count: int) -> float:
    """The size of a mark: its area follows the strength of the actor."""
    least, more = (13.0, 9.0) if count <= CROWD else (8.0, 7.0)
    return round(least + more * math.sqrt(strength[actor] / max(strength.values())), 1)


def mark(node: Told, evidence: str, size: float) -> Mark:
    """An actor at its place, in the shape of its kind and the colour of its cluster."""
    cluster = (node["measures"].get(evidence) or {}).get("cluster")
    shape = SHAPES.get(sort_of(node), OTHER_SHAPE)
    x, y = node["x"], node["y"]
    return Mark(node["id"], shape, x, y, size, corners(shape, x, y, size), cluster, colour(cluster))


def colour(cluster: int | None) -> str:
    return str(cluster) if cluster and cluster <= CLUSTERS else "other"


def corners(shape: str, x: float, y: float, size: float) -> str:
    """The corners of a shape around a point, as the attribute `points` writes them."""
    turned: dict[str, Sequence[tuple[float, float]]] = {
        "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
        "triangle": ((0, -1.3), (1.25, 0.9), (-1.25, 0.9)),
    }
    return " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in turned.get(shape, ()))


def lines(found: Selection, placed: Mapping[str, Told]) -> list[Line]:
    """The pairs whose actors both have a place, the weakest first, so that the strongest lie on top."""
    weights = {(pair.a, pair.b): pair.weight(found.filter.weight) for pair in found.pairs}
    most = max(weights.values(), default=1.0)
    ranked = sorted(found.pairs, key=lambda pair: (weights[pair.a, pair.b], pair.a, pair.b))
    told = []
    for pair in ranked:
        if pair.a in placed and pair.b in placed:
            one, other, weight = placed[pair.a], placed[pair.b], weights[pair.a, pair.b]
            ends = (one["x"], one["y"], other["x"], other["y"])
            told.append(Line(pair.a, pair.b, *ends, step(weight, most), weight, pair.evidence or EVIDENCE[-1]))
    return told


def step(weight: float, most: float) -> int:
    """How wide a line is: the quarter of the largest weight that it reaches."""
    return min(max(math.ceil(STEPS * weight / most), 1), STEPS) if most > 0 else 1


def fitting(
    ranked: Sequence[Mark], marks: Sequence[Mark], names: Mapping[str, str], frame: Box, size: float
) -> list[Name]:
    """The names that fit beside their marks without covering a mark or another name, the strongest first.

    In a crowd they may cover the marks of weaker actors: else nobody would be named.
    """
    taken = [around(m) for m in (marks if len(marks) <= CROWD else ranked)]
    told = []
    for one in ranked:
        whole = names.get(one.actor, one.actor)
        texts = dict.fromkeys(shortened(whole, longest) for longest in (LONGEST, SHORT))
        for name, box in (place for text in texts for place in places(one, text, size)):
            if inside(box, frame) and not any(overlap(box, other) for other in taken):
                told.append(name)
                taken.append(box)
                break
    return told


def around(one: Mark) -> Box:
    """The box that a mark fills."""
    return (one.x - one.reach, one.y - one.reach, one.x + one.reach, one.y + one.reach)


def shortened(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def places(one: Mark, text: str, size: float) -> list[tuple[Name, Box]]:
    """Where a name may stand: right, left, below, above, at a corner."""
    wide, tall, away = width(text) * size, LINE * size, around(one)[2] - one.x + 0.4 * size
    middle, low, high = one.y + tall * 0.3, one.y + away + tall * 0.75, one.y - away - tall * 0.1
    found = []
    for anchor, x, y, left in (
        ("start", one.x + away, middle, one.x + away),
        ("end", one.x - away, middle, one.x - away - wide),
        ("middle", one.x, low, one.x - wide / 2),
        ("middle", one.x, high, one.x - wide / 2),
        ("start", one.x + away * 0.6, low, one.x + away * 0.6),
        ("start", one.x + away * 0.6, high, one.x + away * 0.6),
        ("end", one.x - away * 0.6, low, one.x - away * 0.6 - wide),
        ("end", one.x - away * 0.6, high, one.x - away * 0.6 - wide),
    ):
        box = (left, y - tall * 0.8, left + wide, y + tall * 0.2)
        found.append((Name(one.actor, text, round(x, 1), round(y, 1), anchor), box))
    return found


def inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
