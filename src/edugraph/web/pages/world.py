"""Who works with whom on a map of the world: the network of countries at the places of the earth.

It takes the filters and the addresses of `/network`. The shapes of countries are a file of their own, which a browser
keeps; each country and each tie is a link, and nothing needs a script.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.network import selection, telling
from edugraph.network.exports import clean
from edugraph.network.selection import Network, Selection
from edugraph.network.ties import LEVELS, Pair
from edugraph.vocabulary import BASE
from edugraph.web import networks, sentences, world_map
from edugraph.web.filters import word
from edugraph.web.frame import VARY, Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.pages import network
from edugraph.web.pages.network import Row, Undo
from edugraph.web.pages.reconcile import FRAMED
from edugraph.web.world_map import Map

router = APIRouter()

COUNTRIES = LEVELS[0]
VIEWS = ("shapes", "points")
"""Countries as filled shapes with circles; or as circles only, on land without any border."""
OWN = ("level", "view", "extent", "page")
"""What the addresses of other pages do not take from this one's."""
FOLDED = ("evidence", "kinds", "from", "to", "weight", "min")
"""Filters that lie folded below the country until one of them is set."""
FOR_EVER = "public, max-age=31536000, immutable"
FILLS = ("#eef1f4", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
"""Colours of a picture that stands alone: land, and the steps; in pages they are in the style sheet."""
LINE_WIDTHS = ("", "1", "1.8", "2.8", "4")
DASHES = {"named": "", "by-group": "7 3", "region-expanded": "2 4"}
LETTERS = 118
"""Letters in a line of text below a picture that stands alone."""


@dataclass(frozen=True)
class Country:
    """A country of the table and of the picture. `shape` is the code of its shape, where there is one."""

    actor: str
    label: Label
    address: str
    chosen: str
    facts: int
    partners: int
    shape: str


@dataclass(frozen=True)
class World:
    """What an address asks for: the ties, the picture, and the words around it."""

    network: Network
    found: Selection
    view: str
    extent: str
    names: dict[str, str]
    picture: Map
    countries: dict[str, Country]
    ties: dict[tuple[str, str], Row]
    summary: str

    @property
    def whole(self) -> bool:
        """Whether every tie that the filters leave is drawn."""
        return len(self.ties) == len(self.found.pairs)


@router.get("/world")
def world(page: PageOf) -> Response:
    """The map, the countries and the ties that are drawn."""
    asked = _asked(page)
    wanted = asked.found.filter
    as_data = network.along(page, "/network.json", OWN)
    return page.html(
        "world.html",
        world=asked,
        wanted=wanted,
        described=[s for a in wanted.actors for s in sentences.of_actor(page, asked.network, wanted.evidence, a)],
        is_narrowed=any(page.request.query_params.get(name) for name in FOLDED),
        evidence=network.evidence(page, asked.network, wanted),
        kinds=network.kinds(page, asked.network, wanted),
        weights=network.weights(page, wanted),
        actors=network.actors(page, asked.network, wanted),
        undo=_undo(page, asked) if not asked.found.pairs else None,
        all_ties=network.along(page, "/network", OWN, view="table"),
        picture_address=network.along(page, "/world.svg"),
        disclaimer=disclaimer(page),
        embedded=page.base + network.along(page, "/world/embed").removeprefix(page.root),
        downloads=[
            ("SVG", network.along(page, "/world.svg")),
            *((words, network.along(page, f"/network{suffix}", OWN)) for words, suffix in network.FORMATS),
        ],
        headers={"Link": f'<{as_data}>; rel="alternate"; type="application/json"'},
    )


@router.get("/world/embed")
def embed(page: PageOf) -> Response:
    """The picture for a frame of another site: no navigation, and links that open outside the frame."""
    asked = _asked(page)
    evidence = network.evidence(page, asked.network, asked.found.filter)
    return page.html(
        "world_embed.html",
        headers=FRAMED,
        world=asked,
        evidence=evidence,
        disclaimer=disclaimer(page),
        address=_permalink(page),
    )


@router.get("/world.svg")
def picture(page: PageOf) -> Response:
    """The map as a file that needs nothing else: title, filters in words, legend, date, permalink."""
    asked = _asked(page)
    words = {"page": page, "_": page.gettext, "ngettext": page.translations.ngettext}
    body = page.site.templates.get_template("world_alone.html").render(
        **words,
        world=asked,
        shapes=page.site.shapes,
        fills=FILLS,
        widths=LINE_WIDTHS,
        dashes=DASHES,
        evidence=network.evidence(page, asked.network, asked.found.filter),
        lines=list(_caption(page, asked)),
    )
    headers = {"Vary": VARY, "Content-Language": page.language}
    headers["Content-Disposition"] = 'attachment; filename="edugraph-world.svg"'
    return Response(clean(body), media_type="image/svg+xml", headers=headers)


@router.get("/world/shapes.svg")
def shapes(page: PageOf) -> Response:
    """The shapes of all countries, for the pages to use by name; its address changes when they do."""
    held = page.site.shapes
    paths = [f'<path id="c{code}" d="{drawn}"/>' for code, drawn in held.paths.items()]
    paths += [f'<path d="{drawn}"/>' for drawn in held.rest]
    body = f'<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="land">{"".join(paths)}</g></defs></svg>'
    is_named = page.request.query_params.get("v") == held.version
    return Response(body, media_type="image/svg+xml", headers={"Cache-Control": FOR_EVER} if is_named else None)


def _asked(page: Page) -> World:
    """What the address asks for. Raises ParameterError, UnknownActorError."""
    network_ = page.site.networks.levels[COUNTRIES]
    wanted = networks.wanted(page.request, page.site.networks, COUNTRIES)
    extent = word(page, "extent", world_map.EXTENTS) or world_map.EXTENTS[0]
    found = selection.whole(network_, wanted)
    names = network.names(page, network_, {*found.actors, *wanted.actors})
    return World(
        network=network_,
        found=found,
        view=word(page, "view", VIEWS) or VIEWS[0],
        extent=extent,
        names=names,
        picture=world_map.drawn(found, names, extent),
        countries=_countries(page, found),
        ties={(pair.a, pair.b): _tie(page, pair, found) for pair in world_map.strongest(found)},
        summary=sentences.of_network(page, telling.of_network(found.pairs, network_.dates)),
    )


def _tie(page: Page, pair: Pair, found: Selection) -> Row:
    told = network.row(page, pair, found)
    return replace(told, address=network.along(page, "/network/tie", (*OWN, "actor"), a=pair.a, b=pair.b))


def _countries(page: Page, found: Selection) -> dict[str, Country]:
    """The countries with ties, those with the most facts first."""
    counted = world_map.counted(found)
    codes, paths = page.site.country_codes if counted else {}, page.site.shapes.paths
    return {
        actor: Country(
            actor=actor,
            label=network.actor_label(page, found.network, actor),
            address=page.link(f"{BASE}id/{actor}"),
            chosen=network.along(page, "/world", ("actor", "page"), actor=actor),
            facts=counted[actor][0],
            partners=counted[actor][1],
            shape=codes.get(actor, "") if codes.get(actor) in paths else "",
        )
        for actor in sorted(counted, key=lambda a: (-counted[a][0], a))
    }


def _undo(page: Page, asked: World) -> Undo | None:
    """What to take back, with the address of this page in place of the network's."""
    told = network.undo(page, asked.network, asked.found.filter)
    return told and replace(told, address=told.address.replace("/network?", "/world?", 1))


def _permalink(page: Page) -> str:
    """The whole address of the map that the address of its picture, or of its embed, stands for."""
    return page.base + network.along(page, "/world").removeprefix(page.root)


def _caption(page: Page, asked: World) -> Iterator[str]:
    """The lines of text below a picture that stands alone."""
    day = page.gettext("Release of %(date)s.") % {"date": page.date(page.site.release.date)}
    for text in (asked.summary, "; ".join(in_words(page, asked)), day, disclaimer(page), _permalink(page)):
        yield from textwrap.wrap(text, LETTERS)


def disclaimer(page: Page) -> str:
    """The line on borders, beside every picture."""
    return page.gettext(
        "Shapes, names and colours on this map express no opinion on the status of any territory or on its borders."
    )


def in_words(page: Page, asked: World) -> list[str]:
    """The filters that are set, each as its name and its value."""
    _, wanted, typed = page.gettext, asked.found.filter, page.request.query_params
    told = {
        _("Actor"): ", ".join(asked.names[actor] for actor in wanted.actors),
        _("How it is known"): network.evidence_label(page, asked.network, wanted.evidence).text,
        _("Kinds of ties"): ", ".join(network.kind_label(page, asked.network, kind).text for kind in wanted.kinds),
        _("From year"): typed.get("from", ""),
        _("To year"): typed.get("to", ""),
        _("As of"): page.asof_words if page.asof_asked else "",
        _("Weight of a tie"): next(one.label.text for one in network.weights(page, wanted) if one.is_chosen),
        _("Least weight"): network.amount(wanted.least) if wanted.least else "",
        _("Region"): wanted.region,
        _("Only facts that are certainly in the period"): _("yes") if wanted.surely else "",
    }
    return [f"{name}: {value}" for name, value in told.items() if value]
