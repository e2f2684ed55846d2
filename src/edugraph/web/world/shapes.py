"""Shapes of countries: a TopoJSON file, projected once into paths of SVG and joined to countries by their ISO 3166
numeric codes.

The projection is Equal Earth (B. Šavrič, T. Patterson, B. Jenny, Int. J. Geogr. Inf. Sci. 33 (2019) 454): areas keep
their proportions, so that a fill never lies about how large it is. The map is centred on 11° E: its edge, 169° W, runs
through the Bering Strait and cuts no country but some islands.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from edugraph.errors import EdugraphError

DEFAULT = Path(__file__).parent / "geometry" / "countries.json"
OBJECT = "countries"
"""The object of a topology that holds the countries, where it has several."""
MERIDIAN = 11.0
GRID = 20_000
"""Width of the world in units of the paths, which are whole numbers: one is about 2 km at the equator."""
NORTH, SOUTH = 84.0, -57.0
"""Where the picture of the whole world ends."""
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = math.sqrt(3) / 2
_CODE = re.compile("[0-9]{3}")

Point = tuple[float, float]
"""Longitude and latitude in degrees, or x and y."""


class ShapesError(EdugraphError):
    """The file of shapes cannot be read."""


@dataclass(frozen=True)
class Shapes:
    """What can be drawn of countries: code -> the attribute `d` of a path. `rest` are paths without a code: land, but
    of no country by name. `version` is a short hash of the file, so that new shapes are fetched at once."""

    paths: Mapping[str, str]
    rest: list[str]
    version: str


@cache
def read(path: Path | None) -> Shapes:
    """The shapes of a TopoJSON file, or of our own; read once. Raises ShapesError."""
    file = path or DEFAULT
    whole = _bytes(file)
    try:
        return _shapes(json.loads(whole), hashlib.sha256(whole).hexdigest()[:10])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ShapesError(
            f"{file} is no TopoJSON of countries: {error!r}. EDUGRAPH_GEOMETRY takes a Topology with an object "
            f"{OBJECT!r} of polygons whose ids are ISO 3166 numeric codes, in degrees"
        ) from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ShapesError(f"{file}, named by EDUGRAPH_GEOMETRY, cannot be read: {error.strerror}") from error


def _shapes(topology: dict[str, Any], version: str) -> Shapes:
    arcs = decoded(topology)
    objects = topology["objects"]
    told = objects[OBJECT if OBJECT in objects else min(objects)]
    paths: dict[str, str] = {}
    rest = []
    for geometry in told["geometries"]:
        drawn = "".join(path(piece) for ring in rings(geometry, arcs) for piece in pieces(ring))
        code = str(geometry.get("id", "")).zfill(3)
        if _CODE.fullmatch(code) and code != "000":
            paths[code] = paths.get(code, "") + drawn
        else:
            rest.append(drawn)
    return Shapes({code: drawn for code, drawn in sorted(paths.items()) if drawn}, [d for d in rest if d], version)


# --- TopoJSON --------------------------------------------------------------------------------------------------------


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs in degrees (TopoJSON 1.0, 2.1.2 to 2.1.4)."""
    if "transform" not in topology:
        return [[(float(p[0]), float(p[1])) for p in arc] for arc in topology["arcs"]]
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    steps = [(accumulate(p[0] for p in arc), accumulate(p[1] for p in arc)) for arc in topology["arcs"]]
    return [[(x * kx + dx, y * ky + dy) for x, y in zip(xs, ys, strict=True)] for xs, ys in steps]


def rings(geometry: dict[str, Any], arcs: Sequence[list[Point]]) -> Iterator[list[Point]]:
    """The rings of a polygon or of several; of anything else nothing is drawn."""
    told = geometry["arcs"] if geometry["type"] in ("Polygon", "MultiPolygon") else []
    for polygon in told if geometry["type"] == "MultiPolygon" else [told]:
        for ring in polygon:
            yield [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])[:-1]]


# --- onto the plane --------------------------------------------------------------------------------------------------


def projected(longitude: float, latitude: float) -> Point:
    """Equal Earth of degrees from the central meridian, in radians: x to the right, y up."""
    theta = math.asin(_HALF * math.sin(math.radians(latitude)))
    a1, a2, a3, a4 = _A
    two = theta * theta
    six = two**3
    slope = a1 + 3 * a2 * two + six * (7 * a3 + 9 * a4 * two)
    x = math.radians(longitude) * math.cos(theta) / (_HALF * slope)
    return x, theta * (a1 + a2 * two + six * (a3 + a4 * two))


_UNIT = GRID / 2 / projected(180, 0)[0]
HEIGHT = round((projected(0, NORTH)[1] - projected(0, SOUTH)[1]) * _UNIT)
"""Height of the whole world in units of the paths."""


def place(latitude: float, longitude: float) -> Point:
    """Where a point of the earth lies on the grid: x to the right, y down."""
    return _on_grid((longitude - MERIDIAN + 180) % 360 - 180, latitude)


def _on_grid(longitude: float, latitude: float) -> Point:
    x, y = projected(longitude, latitude)
    return GRID / 2 + x * _UNIT, (projected(0, NORTH)[1] - y) * _UNIT


def pieces(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """A ring, in degrees from the central meridian, cut where it crosses the edge of the map."""
    whole = unwound(ring)
    for turn in (-360.0, 0.0, 360.0):
        moved = [(longitude + turn, latitude) for longitude, latitude in whole]
        if min(x for x, _ in moved) < 180 and max(x for x, _ in moved) > -180:
            yield left_of(180, mirrored(left_of(180, mirrored(moved))))


def unwound(ring: Sequence[Point]) -> list[Point]:
    """A ring whose longitudes run on beyond ±180° without a jump; one around a pole is closed over it."""
    longitude = (ring[0][0] - MERIDIAN + 180) % 360 - 180
    found = [(longitude, ring[0][1])]
    for (before, _), (after, latitude) in pairwise([*ring, ring[0]]):
        longitude += (after - before + 180) % 360 - 180
        found.append((longitude, latitude))
    if abs(found[-1][0] - found[0][0]) < 180:
        return found[:-1]
    pole = math.copysign(90, sum(latitude for _, latitude in ring))
    return [*found, (found[-1][0], pole), (found[0][0], pole)]


def left_of(edge: float, ring: Sequence[Point]) -> list[Point]:
    """The part of a ring west of a meridian (Sutherland & Hodgman, Commun. ACM 17 (1974) 32)."""
    found = []
    for one, other in pairwise([*ring, *ring[:1]]):
        if one[0] <= edge:
            found.append(one)
        if (one[0] <= edge) != (other[0] <= edge):
            share = (edge - one[0]) / (other[0] - one[0])
            found.append((edge, one[1] + share * (other[1] - one[1])))
    return found


def mirrored(ring: Sequence[Point]) -> list[Point]:
    return [(-longitude, latitude) for longitude, latitude in ring]


def path(ring: Iterable[Point]) -> str:
    """A ring as the attribute `d` writes it, in whole units of the grid; nothing for one smaller than that."""
    corners = [(round(x), round(y)) for x, y in (_on_grid(*point) for point in ring)]
    kept = [one for one, before in zip(corners, [*corners[-1:], *corners], strict=False) if one != before]
    if len(kept) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept)]
    return f"M{_number(kept[0])}l{''.join(_number(s, first=n == 0) for n, s in enumerate(steps))}z"


def _number(pair: tuple[int, int], first: bool = True) -> str:
    """Two numbers as short as SVG allows: a minus sign parts them too."""
    x, y = pair
    return f"{'' if first or x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}"
