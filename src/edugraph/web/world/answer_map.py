"""An answer as a map of the world: its countries filled, its points drawn, by a number of each.

Pure. The browser has the answer and counts it; the server has the shapes, the places and the names, and draws: so the
script holds no geometry. Places are the points that the graph gives to countries, and those that the answer names.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edugraph.web.errors import RequestError
from edugraph.web.network import map as network_map
from edugraph.web.network.map import Mark, Name
from edugraph.web.world import map as world_map
from edugraph.web.world import shapes
from edugraph.web.world.map import WIDE, View

MOST = 300
"""So many marks are drawn; the browser sends the largest, and says how many there are."""
LONGEST_NAME = 300
VIEWS = ("shapes", "points")
LEAST_RADIUS, MORE = 4.0, 9.0
ALIKE = 0.4
"""Where all numbers are alike, none is large."""
GRAND = 1e300

Number = float | None
"""What a place is drawn by; None where the answer says no number of it."""


@dataclass(frozen=True)
class Point:
    """A place that the answer names: degrees, what it is called, and the IRI of what lies there, if that has one."""

    latitude: float
    longitude: float
    value: Number
    name: str
    iri: str


@dataclass(frozen=True)
class Counted:
    """What the browser counted. `measure` is the variable whose numbers are drawn, empty for the number of rows, and
    `is_sum` where several rows were added up. `total` places were found; the rest are rows that lack something."""

    countries: Mapping[str, Number] = field(default_factory=dict)
    points: Sequence[Point] = ()
    measure: str = ""
    is_sum: bool = False
    total: int = 0
    no_country: int = 0
    no_point: int = 0
    no_number: int = 0
    view: str = VIEWS[0]


@dataclass(frozen=True)
class Place:
    """A mark. `actor` is the country's IRI or the number of the point; `shape` the code of a filled shape."""

    mark: Mark
    step: int
    value: Number
    iri: str
    shape: str
    is_circled: bool
    is_country: bool


@dataclass(frozen=True)
class Picture:
    """All that is drawn. `unknown` are no countries of the release, `placeless` have neither shape nor point."""

    places: list[Place]
    names: list[Name]
    view: View
    unknown: list[str]
    placeless: list[str]

    @property
    def points(self) -> dict[str, tuple[float, float]]:
        """Mark -> where it stands, which is what its name is placed from."""
        return {place.mark.actor: (place.mark.x, place.mark.y) for place in self.places}

    @property
    def fills(self) -> dict[int, tuple[float, float]]:
        """Step -> the least and the largest number that is filled so: the true samples of the legend."""
        found: dict[int, list[float]] = {}
        are_both = len({place.is_country for place in self.places}) > 1
        for place in self.places:
            if place.value is not None and (place.is_country or not are_both):
                found.setdefault(place.step, []).append(place.value)
        return {step: (min(of), max(of)) for step, of in sorted(found.items())}

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """The radius and the number of the smallest and of the largest circle; one where they are alike."""
        found = {(p.mark.radius, p.value) for p in self.places if p.is_circled and p.value is not None}
        ends = sorted({min(found), max(found)}) if found else []
        return ends[-1:] if len({radius for radius, _ in ends}) < 2 else ends

    @property
    def has_numberless(self) -> bool:
        return any(place.value is None for place in self.places)


# --- what the browser says -------------------------------------------------------------------------------------------


_COUNTS = {"total": "total", "no_country": "noCountry", "no_point": "noPoint", "no_number": "noNumber"}
"""Field -> its name in JSON."""


def counted(text: str) -> Counted:
    """What a browser counted, from its JSON. Raises RequestError."""
    try:
        told = json.loads(text)
        found = Counted(
            countries={_text(iri, 2000): _value(value) for iri, value in told.get("countries", [])},
            points=[_point(*one) for one in told.get("points", [])],
            measure=_text(told.get("measure", ""), LONGEST_NAME),
            is_sum=bool(told.get("isSum", False)),
            view=VIEWS[1] if told.get("view") == VIEWS[1] else VIEWS[0],
            **{field: _count(told.get(key, 0)) for field, key in _COUNTS.items()},
        )
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise RequestError(
            'answer= is JSON: {"countries": [[IRI, number], …], '
            '"points": [[latitude, longitude, number, name, IRI], …]}'
        ) from error
    if len(found.countries) + len(found.points) > MOST:
        raise RequestError(f"a map has up to {MOST} marks: send the largest, and how many there are as total")
    return found


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # half a character, `\\ud800` in JSON, is no text
    return value[:most]


def _value(value: Any) -> Number:
    if value is None:
        return None
    number = float(value)
    if not abs(number) < GRAND:
        raise ValueError("no number")
    return number


def _count(value: Any) -> int:
    return max(0, min(int(value), 10**9))


def _point(latitude: Any, longitude: Any, value: Any, name: Any, iri: Any) -> Point:
    north, east = float(latitude), float(longitude)
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise ValueError("no place on earth")
    return Point(north, east, _value(value), _text(name, LONGEST_NAME), _text(iri, 2000))


# --- what is drawn ---------------------------------------------------------------------------------------------------


def drawn(
    told: Counted,
    points: Mapping[str, tuple[float, float] | None],
    codes: Mapping[str, str],
    names: Mapping[str, str],
) -> Picture:
    """The picture. `points` are the countries of the release with their latitude and longitude; `codes` the shapes of
    those that have one; `names` are in the language of the page, of countries by IRI."""
    spots = {iri: shapes.place(*point) for iri in told.countries if (point := points.get(iri))}
    own = [shapes.place(point.latitude, point.longitude) for point in told.points]
    view = world_map.seen([*spots.values(), *own])
    scale, own_scale = _Scale(told.countries.values()), _Scale(point.value for point in told.points)
    filled = codes if told.view == VIEWS[0] else {}
    places = [_country(iri, view.point(spot), scale, filled.get(iri, ""), told) for iri, spot in spots.items()]
    places += [_point_of(n, view.point(spot), own_scale, told) for n, spot in enumerate(own)]
    called = {**names, **{str(n): point.name for n, point in enumerate(told.points)}}
    return Picture(
        places=sorted(places, key=lambda p: (-p.mark.radius, p.mark.actor)),
        names=_named(places, view, called),
        view=view,
        unknown=[iri for iri in told.countries if iri not in points],
        placeless=[iri for iri in told.countries if iri in points and iri not in spots],
    )


class _Scale:
    """Numbers as colours and sizes: from nothing, or from the least where all are far from it or some are below it."""

    def __init__(self, values: Iterable[Number]) -> None:
        numbers = [value for value in values if value is not None]
        least, self.most = min(numbers, default=0.0), max(numbers, default=0.0)
        self.least = 0.0 if 0 <= least <= self.most / 2 else least

    def share(self, value: Number) -> float:
        if value is None:
            return 0.0
        return (value - self.least) / (self.most - self.least) if self.most > self.least else ALIKE

    def step(self, value: Number) -> int:
        return 0 if value is None else min(max(math.ceil(world_map.STEPS * self.share(value)), 1), world_map.STEPS)

    def radius(self, value: Number) -> float:
        return round(LEAST_RADIUS + MORE * math.sqrt(self.share(value)), 1)


def _country(iri: str, at: tuple[float, float], scale: _Scale, shape: str, told: Counted) -> Place:
    """A country: filled, and with a circle too, unless the answer has points of its own."""
    value = told.countries[iri]
    is_circled = not shape or not told.points
    return Place(_mark(iri, at, scale, value), scale.step(value), value, iri, shape, is_circled, is_country=True)


def _point_of(n: int, at: tuple[float, float], scale: _Scale, told: Counted) -> Place:
    """A point, known by its number."""
    one = told.points[n]
    mark = _mark(str(n), at, scale, one.value)
    return Place(mark, scale.step(one.value), one.value, one.iri, shape="", is_circled=True, is_country=False)


def _mark(actor: str, at: tuple[float, float], scale: _Scale, value: Number) -> Mark:
    return Mark(actor, "circle", at[0], at[1], scale.radius(value), "", None, str(scale.step(value)))


def _named(places: Sequence[Place], view: View, names: Mapping[str, str]) -> list[Name]:
    """The names that have room, of the largest."""
    ranked = sorted(places, key=lambda p: (p.value is None, -(p.value or 0), p.mark.actor))
    within = [
        p.mark for p in ranked if 0 <= p.mark.x <= WIDE and 0 <= p.mark.y <= view.high and names.get(p.mark.actor)
    ]
    marks = [place.mark for place in places if place.is_circled]
    frame = (0, 0, WIDE, view.high)
    return network_map.fitting(within[: world_map.NAMED], marks, names, frame, world_map.NAME_SIZE)
