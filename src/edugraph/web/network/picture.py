"""The map of a network as a file of its own: the same places and colours, and all of it said in words."""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from edugraph.network.exports import colour
from edugraph.network.ties import EVIDENCE
from edugraph.web.network.map import Emphasis, Line, Map, Mark, Name, corners
from edugraph.web.pictures import OUTLINE, Sample, View, element, on, written

TIE, FADED_TIE, CHOSEN_TIE = "#7a8494", "#dfe3e8", "#1b2230"
WIDTHS = {1: 1.5, 2: 3, 3: 5, 4: 7}
"""Step -> width of a line, as in the style sheet."""
DASHES = {"by-group": "9 4", "region-expanded": "2 4"}
FADED = 0.25


def drawing(picture: Map, labels: Mapping[str, str], emphasis: Emphasis | None) -> list[Element]:
    """Lines, marks and names, in the order in which they lie on each other."""
    return [
        *(line(one, emphasis) for one in picture.lines),
        *(part for mark in picture.marks for part in marked(mark, labels, emphasis)),
        *(named(name) for name in picture.names if not emphasis or name.actor in emphasis.actors),
    ]


def view(picture: Map) -> View:
    left, top, right, bottom = picture.view
    return View(left, top, right - left, bottom - top)


def line(one: Line, emphasis: Emphasis | None) -> Element:
    shade = TIE if not emphasis else CHOSEN_TIE if (one.a, one.b) in emphasis.pairs else FADED_TIE
    return stroke(one.x1, one.y1, one.x2, one.y2, one.step, one.evidence, shade)


def stroke(x1: float, y1: float, x2: float, y2: float, step: int, evidence: str, shade: str = TIE) -> Element:
    ends = {"x1": float(x1), "y1": float(y1), "x2": float(x2), "y2": float(y2)}
    dash = {"stroke_dasharray": DASHES[evidence]} if evidence in DASHES else {}
    return element("line", "", (), **ends, **dash, stroke=shade, stroke_width=WIDTHS[step])


def marked(mark: Mark, labels: Mapping[str, str], emphasis: Emphasis | None) -> list[Element]:
    """The shape of an actor with its name as a title, and the number of its cluster."""
    is_faded = emphasis is not None and mark.actor not in emphasis.actors
    fill, seen = colour(mark.cluster), {"opacity": FADED} if is_faded else {}
    shape_ = shape(mark.shape, mark.x, mark.y, mark.radius, fill, **seen)
    shape_.append(element("title", labels.get(mark.actor, mark.actor)))
    if not mark.cluster or is_faded:
        return [shape_]
    return [shape_, written(mark.x, mark.y + 4.5, str(mark.cluster), 13, on(fill), "600", "middle")]


def shape(name: str, x: float, y: float, size: float, fill: str, **more: object) -> Element:
    """A circle, square, diamond or triangle with its outline."""
    edge: dict[str, object] = {"fill": fill, "stroke": OUTLINE, "stroke_width": 1.25, **more}
    if name == "circle":
        return element("circle", "", (), **{"cx": float(x), "cy": float(y), "r": float(size), **edge})
    return element("polygon", "", (), **{"points": corners(name, x, y, size), **edge})


def named(name: Name) -> Element:
    """A name with a white edge, so that lines do not run through it."""
    text = written(name.x, name.y, name.text, 18, anchor=name.anchor)
    for key, value in (("stroke", "#ffffff"), ("stroke-width", "4"), ("stroke-linejoin", "round")):
        text.set(key, value)
    text.set("paint-order", "stroke")
    return text


def legend(
    weight: str,
    picture: Map,
    evidence: Mapping[str, str],
    clusters: Iterable[tuple[int, str]],
    shapes: Mapping[str, str],
) -> list[Sample]:
    """True samples of what is drawn: shapes, widths, dashes, and each cluster with its sentence."""
    told = [Sample(shapes[one], [shape(one, 0, 0, 8, "none")]) for one in picture.shapes]
    for step, (least, most) in picture.widths.items():
        words = f"{weight} {least:.3g}" + (f"–{most:.3g}" if most != least else "")
        told.append(Sample(words, [stroke(-18, 0, 18, 0, step, "named")]))
    seen = {one.evidence for one in picture.lines}
    told += [Sample(evidence[code], [stroke(-18, 0, 18, 0, 2, code)]) for code in EVIDENCE if code in seen]
    for number, words in clusters:
        fill = colour(number)
        sample = [shape("circle", 0, 0, 9.5, fill), written(0, 4.5, str(number), 13, on(fill), "600", "middle")]
        told.append(Sample(words, sample))
    return told
