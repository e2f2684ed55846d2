"""Shapes of countries: the projection, the cut at the edge of the map, and files that are none."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from edugraph.config import Settings
from edugraph.release import Release
from edugraph.web.app import create_app
from edugraph.web.world import shapes
from inprocess import InProcess

Point = tuple[float, float]


def corners(path: str) -> list[list[Point]]:
    """The rings of a path as points, read as SVG reads relative lines."""
    found = []
    for ring in re.findall(r"M([^z]*)z", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        x, y = 0, 0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def topology(*rings: list[Point], **more: Any) -> dict[str, Any]:
    """A TopoJSON of one country, 004, with these closed rings in degrees."""
    polygons = [[[n]] for n in range(len(rings))]
    country = {"type": "MultiPolygon", "id": "004", "arcs": polygons}
    return {"type": "Topology", "arcs": rings, "objects": {"countries": {"geometries": [country]}}} | more


def read(tmp_path: Path, told: object) -> shapes.Shapes:
    file = tmp_path / "shapes.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    shapes.read.cache_clear()
    return shapes.read(file)


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ((0, 0), (0.0, 0.0)),
        ((180, 0), (2.706630, 0.0)),
        ((0, 90), (0.0, 1.317363)),
        ((14, 57), (0.163277, 1.046776)),
        ((-169, 66), (-1.799448, 1.163725)),
        ((88, -45), (1.134080, -0.860231)),
    ],
)
def test_the_projection_is_that_of_d3(degrees: Point, expected: Point) -> None:
    """The values are those of `geoEqualEarthRaw` of d3-geo 3.1.2."""
    assert shapes.projected(*degrees) == pytest.approx(expected, abs=1e-6)


def test_chukotka_lies_at_the_eastern_edge_and_alaska_at_the_western() -> None:
    dezhnev, wales = shapes.place(66.08, -169.65), shapes.place(65.64, -168.1)
    assert dezhnev[0] > 0.8 * shapes.GRID
    assert wales[0] < 0.2 * shapes.GRID
    russia = [x for ring in corners(shapes.read(None).paths["643"]) for x, _ in ring]
    assert min(russia) > 0.4 * shapes.GRID


def test_a_ring_across_the_edge_becomes_two_that_end_there(tmp_path: Path) -> None:
    across = [(-175.0, 10.0), (-165.0, 10.0), (-165.0, 20.0), (-175.0, 20.0), (-175.0, 10.0)]
    west, east = sorted(corners(read(tmp_path, topology(across)).paths["004"]), key=min)
    edges = [shapes._on_grid(side, 10.0)[0] for side in (-180, 180)]
    assert min(west)[0] == pytest.approx(edges[0], abs=0.5)
    assert max(x for x, _ in east) == pytest.approx(edges[1], abs=0.5)


def test_a_ring_around_a_pole_is_closed_over_it(tmp_path: Path) -> None:
    around = [(float(x), -70.0) for x in range(-180, 180, 30)]
    ring = corners(read(tmp_path, topology([*around, around[0]])).paths["004"])
    lowest = max(y for piece in ring for _, y in piece)
    assert lowest == pytest.approx(shapes._on_grid(0, -90)[1], abs=0.5)


def test_arcs_are_shared_turned_round_and_unpacked(tmp_path: Path) -> None:
    told = {
        "type": "Topology",
        "transform": {"scale": [2, 1], "translate": [10, 0]},
        "arcs": [[[0, 0], [5, 0], [0, 10]], [[5, 10], [-5, 0], [0, -10]]],
        "objects": {
            "lands": {
                "geometries": [
                    {"type": "Polygon", "id": 4, "arcs": [[0, 1]]},
                    {"type": "Polygon", "arcs": [[~1, ~0]]},
                    {"type": None, "id": "008"},
                ]
            }
        },
    }
    held = read(tmp_path, told)
    there, back = corners(held.paths["004"])[0], corners(held.rest[0])[0]
    assert list(held.paths) == ["004"]
    assert len(there) == 4
    assert sorted(there) == sorted(back)


def test_the_shapes_of_our_own_hold_the_countries_of_the_founding_data_and_small_ones() -> None:
    held = shapes.read(None)
    codes = {"051", "112", "233", "398", "417", "428", "440", "643", "762", "795", "860", "470", "702", "048"}
    assert codes <= held.paths.keys()
    assert len(held.paths) == 226
    assert "010" not in held.paths
    assert sum(map(len, held.paths.values())) < 90_000


def test_crimea_is_in_the_shape_of_no_country() -> None:
    """Ring by ring: the point is in a shape without a code, and in none with one."""
    simferopol = shapes.place(45.0, 34.1)
    held = shapes.read(None)
    assert [code for code, path in held.paths.items() if any(holds(ring, simferopol) for ring in corners(path))] == []
    assert sum(holds(ring, simferopol) for path in held.rest for ring in corners(path)) == 1


def holds(ring: list[Point], point: Point) -> bool:
    """Whether a point lies in a ring, by the number of sides to its right."""
    x, y = point
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    crossed = [(a, b) for a, b in sides if (a[1] > y) != (b[1] > y)]
    return sum(x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in crossed) % 2 == 1


@pytest.mark.parametrize(
    "told",
    [
        *("no JSON", "[]", "{}", '{"arcs": [], "objects": {}}', "[" * 100_000),
        topology() | {"objects": {"countries": {"geometries": [{"type": "Polygon", "arcs": [[3]]}]}}},
        topology([(0.0, 0.0), (math.inf, 1.0), (1.0, 1.0), (0.0, 0.0)]),
        topology([(0.0, 0.0)]) | {"arcs": [[1]]},
    ],
)
def test_a_file_that_is_no_topojson_of_countries_is_refused_with_its_name(tmp_path: Path, told: object) -> None:
    with pytest.raises(shapes.ShapesError, match=r"shapes\.json is no TopoJSON of countries.*EDUGRAPH_GEOMETRY takes"):
        read(tmp_path, told)


def test_an_id_that_is_no_code_makes_land_of_no_country_and_an_empty_file_no_land(tmp_path: Path) -> None:
    told = topology([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)])
    told["objects"]["countries"]["geometries"][0]["id"] = '"><script>'
    held = read(tmp_path, told)
    assert (dict(held.paths), len(held.rest)) == ({}, 1)
    assert read(tmp_path, topology()).rest == []


def test_a_server_does_not_start_with_a_file_that_is_not_there(release: Release, tmp_path: Path) -> None:
    with pytest.raises(shapes.ShapesError, match=r"none\.json, named by EDUGRAPH_GEOMETRY, cannot be read"):
        create_app(release, Settings(geometry=tmp_path / "none.json"), InProcess(release.store))
