"""The map of the world as a file of its own: the same places, shapes and colours, and nothing that is loaded."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from edugraph.network.ties import EVIDENCE
from edugraph.web.network.map import Emphasis
from edugraph.web.network.picture import FADED, named
from edugraph.web.pictures import GROUND, OUTLINE, Sample, element
from edugraph.web.world.map import WIDE, Curve, Map, Place
from edugraph.web.world.shapes import Shapes

FILLS = ("#eef1f4", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
"""Colours of land and of the steps, as in the style sheet."""
TIE = "#9a3412"
WIDTHS = (0.0, 1.0, 1.8, 2.8, 4.0)
"""Width of a curve by its step, as in the style sheet."""
HALO = 1.5
DASHES = {"by-group": "7 3", "region-expanded": "2 4"}


def drawing(
    picture: Map, shapes: Shapes, codes: Mapping[str, str], names: Mapping[str, str], emphasis: Emphasis | None
) -> list[Element]:
    """Land, countries, curves, circles and names. `codes` are the shapes of the countries that are filled."""
    frame = element("clipPath", children=[element("rect", width=WIDE, height=picture.view.high)], id="frame")
    kept = [
        _land(picture, shapes, codes),
        *(
            part
            for one in picture.curves
            for part in _curve(one, _is_far(emphasis.pairs if emphasis else None, (one.a, one.b)))
        ),
        *(_place(one, names, emphasis) for one in picture.places),
        *(named(name) for name in picture.names if not _is_far(emphasis.actors if emphasis else None, name.actor)),
    ]
    return [frame, element("g", children=kept, clip_path="url(#frame)")]


def _is_far(near: frozenset[Any] | None, thing: object) -> bool:
    """Whether a choice leaves something aside."""
    return near is not None and thing not in near


def _land(picture: Map, shapes: Shapes, codes: Mapping[str, str]) -> Element:
    steps = {codes[place.actor]: place.step for place in picture.places if codes.get(place.actor)}
    paths = [(0, path) for path in shapes.rest]
    paths += [(steps.get(code, 0), path) for code, path in shapes.paths.items()]
    drawn = [element("path", fill=FILLS[step], stroke=FILLS[step], d=path) for step, path in sorted(paths)]
    return element("g", children=drawn, transform=picture.view.transform, stroke_width=f"{picture.view.gap:.3g}")


def _curve(one: Curve, is_far: bool) -> Iterator[Element]:
    """A curve on a pale edge, which parts it from the fills; a faded one has none."""
    if not is_far:
        wide = WIDTHS[one.step] + HALO
        yield element("path", d=one.path, fill="none", stroke=GROUND, stroke_opacity=0.6, stroke_width=wide)
    yield stroke(one.path, one.step, one.evidence, FADED if is_far else 1.0)


def stroke(path: str, step: int, evidence: str, opacity: float = 1.0) -> Element:
    more: dict[str, object] = {"stroke_dasharray": DASHES[evidence]} if evidence in DASHES else {}
    more |= {"opacity": opacity} if opacity < 1 else {}
    return element("path", "", (), d=path, fill="none", stroke=TIE, stroke_width=WIDTHS[step], **more)


def _place(one: Place, names: Mapping[str, str], emphasis: Emphasis | None) -> Element:
    mark, title = one.mark, element("title", f"{names.get(one.actor, one.actor)}: {one.facts}")
    is_chosen = one.is_chosen or (emphasis is not None and one.actor in emphasis.chosen)
    edge: dict[str, object] = {"stroke": OUTLINE, "stroke_width": 3.0 if is_chosen else 1.25}
    edge |= {"opacity": FADED} if _is_far(emphasis.actors if emphasis else None, one.actor) else {}
    return element("circle", "", [title], cx=mark.x, cy=mark.y, r=mark.radius, fill=FILLS[one.step], **edge)


def legend(picture: Map, words: Mapping[str, Any]) -> list[Sample]:
    """True samples of what is drawn: fills, the circle, widths, dashes."""
    told = [Sample(words["fills"][step], [_box(FILLS[step])]) for step in picture.fills]
    told += [Sample(words["land"], [_box(FILLS[0])])] if words["land"] else []
    told.append(Sample(words["circle"], [element("circle", r=7, fill="none", stroke=OUTLINE)]))
    for step, (least, most) in picture.widths.items():
        said = f"{words['weight']} {least:.3g}" + (f"–{most:.3g}" if most != least else "")
        told.append(Sample(said, [stroke("M-18 0H18", step, "named")]))
    seen = {one.evidence for one in picture.curves}
    return told + [Sample(words["evidence"][code], [stroke("M-18 0H18", 2, code)]) for code in EVIDENCE if code in seen]


def _box(fill: str) -> Element:
    return element("rect", x=-14, y=-7, width=28, height=14, stroke=OUTLINE, fill=fill)
