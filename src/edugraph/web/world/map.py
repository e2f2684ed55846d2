"""A network of countries as figures for a map of the world: where each country lies, how it is filled, how curves run.

Pure: a selection of ties in, numbers out. Places are the points that the graph gives to countries; shapes are looked up
by whoever draws. Curves are bent in the plane: great circles between neighbours of the pole would run over it.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edugraph.network.selection import Network, Selection, Told
from edugraph.network.ties import EVIDENCE, Pair
from edugraph.web import pictures
from edugraph.web.network import map as network_map
from edugraph.web.network.map import Mark, Name
from edugraph.web.world import shapes

EXTENTS = ("countries", "world")
"""What is seen: the part of the world in which the countries of the network lie, or all of it."""
WIDE = 1000
"""Width of the picture."""
STEPS = 5
"""Colours of fills."""
CURVES, CURVES_OF_ONE = 50, 300
"""So many ties are drawn; the second where a country is chosen."""
NAMED, NAME_SIZE = 25, 18
BEND = 0.14
"""How far a curve leaves the straight line, as a share of its length."""
LEAST_ASPECT, MOST_ASPECT = 0.42, 0.62
"""Height of a part of the world, as a share of its width."""
MARGIN = 0.17
NEAREST = shapes.GRID / 10
"""No view is narrower, in units of the grid."""


@dataclass(frozen=True)
class View(pictures.View):
    """A part of the world, in units of the grid of shapes."""

    @property
    def scale(self) -> float:
        return WIDE / self.width

    @property
    def high(self) -> float:
        """Height of the picture."""
        return round(self.height * self.scale)

    @property
    def transform(self) -> str:
        """What puts shapes into the picture."""
        return f"scale({self.scale:.5g}) translate({-self.left:.0f} {-self.top:.0f})"

    @property
    def gap(self) -> float:
        """Width of the line of their own colour that closes the gaps between shapes, in units of the grid."""
        return 0.7 / self.scale

    def point(self, place: tuple[float, float]) -> tuple[float, float]:
        """A place of the world in the picture."""
        return round((place[0] - self.left) * self.scale, 1), round((place[1] - self.top) * self.scale, 1)


WORLD = View(0, 0, shapes.GRID, shapes.HEIGHT)


@dataclass(frozen=True)
class Place:
    """A country with ties: the circle at its point, its facts, with how many others it shares them."""

    mark: Mark
    step: int
    facts: int
    partners: int
    is_chosen: bool

    @property
    def actor(self) -> str:
        return self.mark.actor


@dataclass(frozen=True)
class Curve:
    """A pair with ties: `path` is the attribute `d`."""

    a: str
    b: str
    path: str
    step: int
    weight: float
    evidence: str


@dataclass(frozen=True)
class Map:
    """All that is drawn; `placeless` countries have no point in the graph."""

    places: list[Place]
    curves: list[Curve]
    names: list[Name]
    view: View
    placeless: list[str]

    @property
    def points(self) -> dict[str, tuple[float, float]]:
        """Country -> where its circle stands, which is what its name is placed from."""
        return {place.actor: (place.mark.x, place.mark.y) for place in self.places}

    @property
    def fills(self) -> dict[int, tuple[int, int]]:
        """Step -> the least and the largest number of facts that is filled so: the true samples of the legend."""
        found = {step: [p.facts for p in self.places if p.step == step] for step in range(1, STEPS + 1)}
        return {step: (min(of), max(of)) for step, of in found.items() if of}

    @property
    def widths(self) -> dict[int, tuple[float, float]]:
        """Step -> the least and the largest weight that is drawn so."""
        found = {step: [c.weight for c in self.curves if c.step == step] for step in range(1, network_map.STEPS + 1)}
        return {step: (min(of), max(of)) for step, of in found.items() if of}


def drawn(found: Selection, pairs: Sequence[Pair], whole: Network, names: Mapping[str, str], extent: str) -> Map:
    """The picture of a selection among countries, with curves for `pairs`.

    `whole` is the level that tells what is seen of the world; `names` are in the language of the page.
    """
    points = {name: point for name, node in whole.nodes.items() if (point := _point(node))}
    view = seen(list(points.values())) if extent == EXTENTS[0] else WORLD
    placed = {actor: view.point(points[actor]) for actor in found.actors if actor in points}
    places = _places(found, placed)
    marks = [place.mark for place in places]
    ranked = sorted(places, key=lambda p: (not p.is_chosen, -p.facts, p.actor))
    within = [p.mark for p in ranked if 0 <= p.mark.x <= WIDE and 0 <= p.mark.y <= view.high]
    return Map(
        places=places,
        curves=curves(pairs, placed, found.filter.weight),
        names=network_map.fitting(within[:NAMED], marks, names, (0, 0, WIDE, view.high), NAME_SIZE),
        view=view,
        placeless=[actor for actor in found.actors if actor not in points],
    )


def _point(node: Told) -> tuple[float, float] | None:
    """Where a country lies on the grid, by the point that the graph gives it."""
    return shapes.place(*node["point"]) if node.get("point") else None


def seen(points: Sequence[tuple[float, float]]) -> View:
    """The part of the world around some points; all of it where they are far apart, or where there is none."""
    if not points:
        return WORLD
    (left, right), (top, bottom) = ((min(of), max(of)) for of in zip(*points, strict=True))
    top -= (right - left) * BEND / 2  # curves bend upwards
    wide, high = (right - left) * (1 + 2 * MARGIN), (bottom - top) * (1 + 2 * MARGIN)
    width = max(wide, high / MOST_ASPECT, NEAREST)
    height = max(high, width * LEAST_ASPECT)
    if width > shapes.GRID * 0.7 or height > shapes.HEIGHT:
        return WORLD
    return View(
        _between(0, (left + right - width) / 2, shapes.GRID - width),
        _between(0, (top + bottom - height) / 2, shapes.HEIGHT - height),
        width,
        height,
    )


def _between(least: float, value: float, most: float) -> float:
    return max(least, min(value, most))


# --- countries -------------------------------------------------------------------------------------------------------


def counted(found: Selection) -> dict[str, tuple[int, int]]:
    """Country -> its facts, each once, and the others with whom it shares them."""
    facts: dict[str, set[str]] = defaultdict(set)
    partners: dict[str, int] = defaultdict(int)
    in_all = found.network.told.get("sentences", {}).get(found.filter.evidence, {})
    known: dict[str, int] = {}
    for pair in found.pairs:
        for actor in (pair.a, pair.b):
            facts[actor].update(fact.fact for fact in pair.facts)
            partners[actor] += 1
            if pair.sum and in_all.get(actor):  # not all facts are listed: what the release counted of it
                known[actor] = in_all[actor]["facts"]
    return {actor: (known.get(actor, len(facts[actor])), partners[actor]) for actor in found.actors}


def _places(found: Selection, placed: Mapping[str, tuple[float, float]]) -> list[Place]:
    """The circles, the largest first, so that small ones lie on top."""
    told = counted(found)
    most = max((facts for facts, _ in told.values()), default=1)
    least, more = (5.0, 8.0) if len(told) <= network_map.CROWD else (3.0, 6.0)
    places = []
    for actor, (x, y) in placed.items():
        facts, partners = told[actor]
        radius = round(least + more * math.sqrt(facts / most), 1)
        step = min(max(math.ceil(STEPS * facts / most), 1), STEPS)
        mark = Mark(actor, "circle", x, y, radius, "", None, str(step))
        places.append(Place(mark, step, facts, partners, actor in found.filter.actors))
    return sorted(places, key=lambda p: (-p.mark.radius, p.actor))


# --- ties ------------------------------------------------------------------------------------------------------------


def strongest(found: Selection, chosen: Sequence[str] = (), tie: tuple[str, str] | None = None) -> list[Pair]:
    """The pairs that are drawn, the strongest first: those of all countries, those of chosen ones, and a chosen tie."""
    ranked = sorted(found.pairs, key=lambda p: (-p.weight(found.filter.weight), p.a, p.b))
    of_all = ranked[: CURVES_OF_ONE if found.filter.actors else CURVES]
    of_some = [pair for pair in ranked if pair.a in chosen or pair.b in chosen][:CURVES_OF_ONE]
    kept = {(pair.a, pair.b) for pair in (*of_all, *of_some)} | {tie}
    return [pair for pair in ranked if (pair.a, pair.b) in kept]


def curves(ranked: Sequence[Pair], placed: Mapping[str, tuple[float, float]], weight: str) -> list[Curve]:
    """The curves of pairs whose countries both have a point, the weakest first."""
    most = ranked[0].weight(weight) if ranked else 1.0
    return [
        Curve(
            pair.a,
            pair.b,
            bent(placed[pair.a], placed[pair.b]),
            network_map.step(pair.weight(weight), most),
            pair.weight(weight),
            pair.evidence or EVIDENCE[-1],
        )
        for pair in reversed(ranked)
        if pair.a in placed and pair.b in placed
    ]


def bent(one: tuple[float, float], other: tuple[float, float]) -> str:
    """A quadratic curve between two points that bends upwards, as the attribute `d` writes it."""
    (x1, y1), (x2, y2) = sorted((one, other))
    x, y = (x1 + x2) / 2 + (y2 - y1) * BEND * 2, (y1 + y2) / 2 - (x2 - x1) * BEND * 2
    return f"M{x1:g} {y1:g}Q{x:.1f} {y:.1f} {x2:g} {y2:g}"
