"""Pictures that stand alone: an SVG file that says itself what it shows, of when, and where it came from.

Such a file is read without our style sheet and without our fonts: every shape carries its own attributes, text is in a
generic font, and nothing is loaded. The network and the world map give a drawing, samples for the legend and the words;
the frame around them is made here. Trap: no renderer wraps text, so lines are broken here, by estimated widths.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fastapi.responses import Response

from edugraph.network.exports import clean
from edugraph.web.frame import VARY, Page

SVG = "http://www.w3.org/2000/svg"
MEDIA = "image/svg+xml"
INK, QUIET, GROUND = "#1b2230", "#566072", "#ffffff"
OUTLINE = "#3b4252"
"""Around every mark: three of the colours of clusters are too pale to stand on white without it."""
DARK = frozenset(["#332288", "#CC3311", "#785EF0"])
"""Colours on which a number is written in white."""
FONT = "sans-serif"
EDGE = 30
"""Room on all sides."""
SAMPLE_WIDTH, SAMPLE_HEIGHT = 46, 26
"""The box of a sample in the legend; its shapes are drawn around the middle of it."""
COLUMN = 360
MEAN = 0.6
"""Mean width of a letter against its height, generously: no text may run out of the picture."""
TITLE, TEXT, SMALL = 26, 17, 14


@dataclass(frozen=True)
class Caption:
    """What a picture says of itself. `filters` are in words, one a line; `date` tells release and day."""

    title: str
    sentence: str
    filters: Sequence[str]
    date: str
    address: str
    language: str


@dataclass(frozen=True)
class Sample:
    """A line of the legend: words, and shapes drawn as in the picture around (0, 0)."""

    words: str
    shapes: Sequence[Element]


@dataclass(frozen=True)
class View:
    """The part of the drawing's own coordinates that is shown."""

    left: float
    top: float
    width: float
    height: float


def element(name: str, text: str = "", children: Iterable[Element] = (), **attributes: object) -> Element:
    """An element of a picture: `stroke_width=2` is `stroke-width="2"`. Characters that XML forbids are replaced."""
    told = {key.rstrip("_").replace("_", "-"): clean(_written(value)) for key, value in attributes.items()}
    made = Element(f"{{{SVG}}}{name}", told)
    made.text = clean(text) or None
    made.extend(children)
    return made


def _written(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def written(
    x: float, y: float, text: str, size: float = TEXT, colour: str = INK, weight: str = "normal", anchor: str = "start"
) -> Element:
    """A line of text."""
    font = {"font_family": FONT, "font_size": float(size), "font_weight": weight, "text_anchor": anchor}
    return element("text", text, (), x=float(x), y=float(y), fill=colour, **font)


def on(colour: str) -> str:
    """The colour in which a number is written on another."""
    return GROUND if colour in DARK else "#14181f"


def lines(text: str, width: float, size: float) -> list[str]:
    """A text broken into lines that fit into a width."""
    return textwrap.wrap(text, max(int(width / (size * MEAN)), 8)) or [""]


def picture(caption: Caption, view: View, drawing: Iterable[Element], legend: Sequence[Sample]) -> bytes:
    """The whole file: title and sentence, the drawing, the legend, filters, date and address."""
    width = view.width + 2 * EDGE
    head, below = _head(caption, width)
    top = below + 10
    shown = element(
        "g",
        children=drawing,
        transform=f"translate({_written(EDGE - view.left)} {_written(float(top - view.top))})",
    )
    samples, below = _legend(legend, top + view.height + 24, width)
    foot, height = _foot(caption, below + 16, width)
    ground = element("rect", x=0, y=0, width=width, height=height, fill=GROUND)
    whole = element(
        "svg",
        children=[
            element("title", caption.title, id="title"),
            element("desc", " ".join([caption.sentence, *caption.filters, caption.date, caption.address]), id="desc"),
            ground,
            *head,
            shown,
            *samples,
            *foot,
        ],
        width=float(width),
        height=float(height),
        viewBox=f"0 0 {_written(float(width))} {_written(float(height))}",
        lang=caption.language,
        role="img",
        aria_labelledby="title desc",
    )
    ElementTree.register_namespace("", SVG)
    return bytes(ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True))


def answer(page: Page, name: str, body: bytes) -> Response:
    """A picture to be kept as a file."""
    headers = {
        "Vary": VARY,
        "Content-Language": page.language,
        "Content-Disposition": f'attachment; filename="{name}.svg"',
    }
    return Response(body, media_type=MEDIA, headers=headers)


def _head(caption: Caption, width: float) -> tuple[list[Element], float]:
    """Title and sentence, and where they end."""
    return _block([(caption.title, TITLE, INK, "bold"), (caption.sentence, TEXT, INK, "normal")], EDGE, width)


def _foot(caption: Caption, top: float, width: float) -> tuple[list[Element], float]:
    """Filters, date and address, and the height of the whole."""
    told = [(text, SMALL, INK, "normal") for text in caption.filters]
    told += [(text, SMALL, QUIET, "normal") for text in (caption.date, caption.address)]
    found, below = _block(told, top, width)
    return found, below + EDGE / 2


def _block(told: Iterable[tuple[str, float, str, str]], top: float, width: float) -> tuple[list[Element], float]:
    found, y = [], float(top)
    for text, size, colour, weight in told:
        for line in lines(text, width - 2 * EDGE, size):
            y += size * 1.35
            found.append(written(EDGE, y, line, size, colour, weight))
    return found, y


def _legend(legend: Sequence[Sample], top: float, width: float) -> tuple[list[Element], float]:
    """The samples in columns, each with its words, and where they end."""
    columns = max(int((width - 2 * EDGE) // COLUMN), 1)
    room = (width - 2 * EDGE) / columns
    found: list[Element] = []
    y, row_height = float(top), 0.0
    for n, sample in enumerate(legend):
        if n and n % columns == 0:
            y, row_height = y + row_height, 0.0
        x = EDGE + (n % columns) * room
        broken = lines(sample.words, room - SAMPLE_WIDTH - 20, SMALL)
        place = f"translate({_written(x + SAMPLE_WIDTH / 2)} {_written(y + SAMPLE_HEIGHT / 2)})"
        found.append(element("g", children=sample.shapes, transform=place))
        middle = y + SAMPLE_HEIGHT / 2 + SMALL * 0.35
        found += [written(x + SAMPLE_WIDTH + 8, middle + i * SMALL * 1.3, line, SMALL) for i, line in enumerate(broken)]
        row_height = max(row_height, SAMPLE_HEIGHT + 6 + (len(broken) - 1) * SMALL * 1.3)
    return found, y + row_height
