"""Who works with whom on a map of the world: the network of countries at the places of the earth.

It takes the filters and the addresses of `/network`. The shapes of countries are a file of their own, which a browser
keeps; each country and each tie is a link, and nothing needs a script.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.network import telling
from edugraph.network.ties import EVIDENCE, LEVELS
from edugraph.vocabulary import BASE
from edugraph.web import pictures
from edugraph.web.filters import word
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.headers import FRAMED
from edugraph.web.labels import Label
from edugraph.web.network import choices, networks, sentences
from edugraph.web.network import words as network_words
from edugraph.web.network.words import along, ties_address
from edugraph.web.pages import network
from edugraph.web.pages.network import Viewed
from edugraph.web.pages.network_pictures import picked
from edugraph.web.world import map as world_map
from edugraph.web.world import picture as world_picture
from edugraph.web.world.map import Map

router = APIRouter()

COUNTRIES = LEVELS[0]
VIEWS = ("shapes", "points")
"""Countries as filled shapes with circles; or as circles only, on land without any border."""
OWN = ("level", "view", "extent", "page")
"""What the addresses of other pages do not take from this one's."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Country:
    """A country in the table and on the map. `shape` is the code of its shape, where there is one."""

    actor: str
    label: Label
    address: str
    chosen: str
    facts: int
    partners: int
    shape: str


@router.get("/world")
def world(page: PageOf) -> Response:
    """The map, the countries and the ties that are drawn."""
    if elsewhere := moved(page):
        return elsewhere
    shown = viewed(page)
    wanted, whole = shown.wanted, shown.whole
    as_data = along(page, "/network.json", OWN)
    return page.html(
        "world.html",
        **drawn(page, shown),
        **network.beside(page, shown, "/world"),
        wanted=wanted,
        kinds=choices.kinds(page, COUNTRIES, wanted),
        weights=choices.weights(page, wanted),
        regions=choices.regions(page, whole, wanted),
        clusters=network.clusters(page, shown, "/world"),
        more_clusters=network.unlisted_clusters(shown),
        **choices.by_year(page, COUNTRIES, wanted),
        actors=choices.actors(page, whole, shown.named),
        undo=choices.undo(page, COUNTRIES, wanted, "/world") if not shown.found.pairs else None,
        all_ties=along(page, "/network", OWN, view="table"),
        picture_address=along(page, "/world.svg"),
        chosen_address=along(page, "/world/chosen", ("page", *network.CHOSEN)),
        embedded=page.base + along(page, "/world/embed").removeprefix(page.root),
        downloads=[
            ("SVG", along(page, "/world.svg")),
            *((words, along(page, f"/network{suffix}", OWN)) for words, suffix in network.FORMATS),
        ],
        headers={"Link": f'<{as_data}>; rel="alternate"; type="application/json"'},
    )


@router.get("/world/chosen")
def chosen(page: PageOf) -> Response:
    """What stands beside the map of a country or a tie, alone: for scripts."""
    if elsewhere := moved(page):
        return elsewhere
    return page.html("network_chosen.html", **network.beside(page, viewed(page), "/world"))


@router.get("/world/embed")
def embed(page: PageOf) -> Response:
    """The picture for a frame of another site: no navigation, and links that open outside the frame."""
    if elsewhere := moved(page):
        return elsewhere
    shown = viewed(page)
    told = [*network_words.filters(page, shown.whole, shown.wanted), *picked(page, shown)]
    return page.html("world_embed.html", headers=FRAMED, **drawn(page, shown), filters=told, address=permalink(page))


@router.get("/world.svg")
def as_svg(page: PageOf) -> Response:
    """The map as a file that needs nothing else: title, filters in words, legend, date, permalink."""
    if elsewhere := moved(page):
        return elsewhere
    shown = viewed(page)
    told = drawn(page, shown)
    picture: Map = told["picture"]
    codes = {actor: one.shape for actor, one in told["countries"].items()} if told["view"] == VIEWS[0] else {}
    words = {
        "weight": page.gettext("weight"),
        "circle": page.gettext("country: the larger the circle, the more facts"),
        "names": told["labels"],
        "land": page.gettext("no tie by these filters") if codes else "",
        "fills": {step: fact_range(page, *of) for step, of in picture.fills.items()},
        "evidence": {code: network_words.evidence_label(page, shown.whole, code).text for code in EVIDENCE},
    }
    drawing = world_picture.drawing(picture, page.site.shapes, codes, words["names"], shown.emphasis)
    legend = world_picture.legend(picture, words)
    view = pictures.View(0, 0, world_map.WIDE, picture.view.high)
    body = pictures.picture(caption(page, shown, told), view, drawing, legend)
    return pictures.answer(page, "edugraph-world", body)


@router.get("/world/shapes.svg")
def shapes(page: PageOf) -> Response:
    """The shapes of all countries, for the pages to use by name; its address changes when they do."""
    held = page.site.shapes
    paths = [f'<path id="c{code}" d="{path}"/>' for code, path in held.paths.items()]
    paths += [f'<path d="{path}"/>' for path in held.rest]
    body = f'<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="land">{"".join(paths)}</g></defs></svg>'
    is_named = page.request.query_params.get("v") == held.version
    return Response(body, media_type=pictures.MEDIA, headers={"Cache-Control": FOR_EVER} if is_named else None)


def moved(page: Page) -> Response | None:
    """301 where the address names actors that were merged, or a level, which is always that of countries here."""
    if page.request.query_params.get("level"):
        return RedirectResponse(along(page, page.path, ("level",)), 301)
    return network.moved(page)


def viewed(page: Page) -> Viewed:
    """What the address asks for, among countries. Raises ParameterError, UnknownActorError."""
    known = page.site.networks
    wanted = networks.wanted(page.request, known, COUNTRIES)
    chosen_ = networks.choice(page.request, known, COUNTRIES)
    return Viewed(COUNTRIES, known.levels[COUNTRIES], wanted, known.whole(COUNTRIES, wanted), *chosen_)


def drawn(page: Page, shown: Viewed) -> dict[str, Any]:
    """What every picture of a view is made from."""
    found, emphasis = shown.found, shown.emphasis
    extent = word(page, "extent", world_map.EXTENTS) or world_map.EXTENTS[0]
    labels = network_words.names(page, shown.whole, {*found.actors, *shown.wanted.actors})
    pairs = world_map.strongest(found, (shown.focus,) if shown.focus else (), shown.tie)
    address_of = ties_address(page)
    return {
        "found": found,
        "view": word(page, "view", VIEWS) or VIEWS[0],
        "extent": extent,
        "emphasis": emphasis,
        "labels": labels,
        "picture": world_map.drawn(found, pairs, shown.whole, labels, extent),
        "countries": countries(page, shown),
        "ties": {(p.a, p.b): network.row(page, p, found, address_of(p.a, p.b)) for p in pairs},
        "is_whole": len(pairs) == len(found.pairs),
        "unfiltered": network.unfiltered(page, found),
        "summary": sentences.of_network(page, telling.of_network(found.pairs, shown.whole.dates)),
        "evidence": choices.evidence(page, shown.whole, shown.wanted),
        "fact_range": lambda least, most: fact_range(page, least, most),
        "disclaimer": disclaimer(page),
    }


def countries(page: Page, shown: Viewed) -> dict[str, Country]:
    """The countries with ties, those with the most facts first."""
    counted = world_map.counted(shown.found)
    codes, paths = page.site.country_codes if counted else {}, page.site.shapes.paths
    focused = network.focus_address(page, "/world")
    return {
        actor: Country(
            actor=actor,
            label=network_words.actor_label(page, shown.whole, actor),
            address=page.link(f"{BASE}id/{actor}"),
            chosen=f"{focused}{actor}",
            facts=counted[actor][0],
            partners=counted[actor][1],
            shape=codes.get(actor, "") if codes.get(actor) in paths else "",
        )
        for actor in sorted(counted, key=lambda a: (-counted[a][0], a))
    }


def fact_range(page: Page, least: int, most: int) -> str:
    """From how many facts to how many."""
    ngettext = page.translations.ngettext
    if least == most:
        return ngettext("%(number)s fact", "%(number)s facts", most) % {"number": page.number(most)}
    told = {"least": page.number(least), "most": page.number(most)}
    return ngettext("%(least)s–%(most)s fact", "%(least)s–%(most)s facts", most) % told


def permalink(page: Page) -> str:
    """The whole address of the map that the address of its picture, or of its frame, stands for."""
    return page.base + along(page, "/world", (), lang=page.language).removeprefix(page.root)


def disclaimer(page: Page) -> str:
    """The line on borders, beside every picture."""
    return page.gettext(
        "Shapes, names and colours on this map express no opinion on the status of any territory or on its borders."
    )


def caption(page: Page, shown: Viewed, drawn: Mapping[str, Any]) -> pictures.Caption:
    """What the picture says of itself."""
    _, release = page.gettext, page.site.release
    counts = {"drawn": page.number(len(drawn["ties"])), "total": page.number(len(shown.found.pairs))}
    part = _("Curves are drawn for the %(drawn)s strongest of %(total)s ties.") % counts
    left_out = [*drawn["unfiltered"], *([] if drawn["is_whole"] else [part])]
    told = [*network_words.filters(page, shown.whole, shown.wanted), *picked(page, shown)]
    unsaid = _("No line means that no evidence was found up to %(date)s.") % {"date": page.date(release.date)}
    dated = _("Release %(id)s of %(date)s") % {"id": release.id, "date": page.date(release.date)}
    return pictures.Caption(
        title=_("Who works with whom, on the map of the world"),
        sentence=drawn["summary"],
        filters=[" · ".join(told), *left_out, unsaid, disclaimer(page)],
        date=f"{dated} · edugraph · CC BY 4.0",
        address=permalink(page),
        language=page.language,
    )
