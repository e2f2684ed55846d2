"""`/query/map`: the part of the query page that shows an answer on the map of the world, for its script."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.errors import RequestError
from edugraph.web.frame import Page, PageOf
from edugraph.web.i18n import spoken_number
from edugraph.web.labels import Label
from edugraph.web.pages.world import disclaimer
from edugraph.web.sparql.requests import form_of
from edugraph.web.world import answer_map
from edugraph.web.world.answer_map import Counted, Picture, Place

router = APIRouter()

MOST_BYTES = 512 << 10
NAMES_TOLD = 10


@dataclass(frozen=True)
class Told:
    """A mark in words. `address` is the page about it, empty where there is none."""

    label: Label
    number: str
    address: str


@router.get("/query/map")
def map_by_address(page: PageOf) -> Response:
    return fragment(page, page.request.query_params.get("answer", ""))


@router.post("/query/map")
async def map_by_form(page: PageOf) -> Response:
    given = await form_of(page.request, MOST_BYTES, "an answer to draw")
    return await run_in_threadpool(fragment, page, given.get("answer", ""))


def fragment(page: Page, text: str) -> Response:
    """The map of what a browser counted. Raises RequestError, EngineError."""
    if not text:
        raise RequestError("there is no answer to draw: send it as answer=")
    told = answer_map.counted(text)
    points = page.site.country_points
    known = {iri for iri in told.countries if iri in points}
    named = page.labels(known)
    paths, held = page.site.shapes.paths, page.site.country_codes
    codes = {iri: held.get(iri.removeprefix(f"{BASE}id/"), "") for iri in known}
    codes = {iri: code for iri, code in codes.items() if code in paths}
    picture = answer_map.drawn(told, points, codes, {iri: labels.of(iri, named).text for iri in known})
    return page.html(
        "query_map.html",
        picture=picture,
        marks={place.mark.actor: mark(page, place, told, named) for place in picture.places},
        told=told,
        sentence=sentence(page, told, picture),
        notes=notes(page, told, picture, named),
        number=lambda value: spoken(page, value),
        disclaimer=disclaimer(page),
    )


def mark(page: Page, place: Place, told: Counted, named: labels.Labels) -> Told:
    """A mark in words."""
    own = told.points[int(place.mark.actor)].name if not place.is_country else ""
    label = labels.of(place.iri, named) if place.is_country else Label(own or page.gettext("a point"))
    return Told(label, spoken(page, place.value), page.link(place.iri) if page.is_ours(place.iri) else "")


def spoken(page: Page, value: answer_map.Number) -> str:
    """A number in the words of the language; a word where there is none."""
    if value is None:
        return page.gettext("no number")
    return spoken_number(int(value) if value.is_integer() else float(f"{value:.6g}"), page.language)


def measure(page: Page, told: Counted) -> str:
    """What is drawn, in words."""
    _ = page.gettext
    if not told.measure:
        return _("number of rows")
    return _("sum of %(column)s") % {"column": told.measure} if told.is_sum else told.measure


def sentence(page: Page, told: Counted, picture: Picture) -> str:
    """What is on the map."""
    _ = page.gettext
    countries = sum(place.is_country for place in picture.places)
    points = len(picture.places) - countries
    parts = [
        _("Countries on the map: %(number)s.") % {"number": page.number(countries)} if countries else "",
        _("Points on the map: %(number)s.") % {"number": page.number(points)} if points else "",
        _("Shown of each: %(measure)s.") % {"measure": measure(page, told)} if picture.places else "",
    ]
    return " ".join(part for part in parts if part)


def notes(page: Page, told: Counted, picture: Picture, named: labels.Labels) -> list[str]:
    """What is not on the map, and why."""
    _ = page.gettext
    sent = len(told.countries) + len(told.points)
    found = []
    if not picture.places:
        found.append(_("Nothing of this answer has a place on the map."))
    if told.total > sent:
        values = {"shown": page.number(sent), "total": page.number(told.total)}
        found.append(_("Drawn are the largest %(shown)s of %(total)s places; the table has all.") % values)
    counts = {
        _("Rows that name no country: %(number)s; the table has them."): told.no_country,
        _("Rows without a point that can be read: %(number)s; the table has them."): told.no_point,
        _("Rows without a number, which add nothing: %(number)s."): told.no_number,
    }
    found += [words % {"number": page.number(count)} for words, count in counts.items() if count]
    unknown = [labels.of(iri, {}).text for iri in picture.unknown]
    placeless = [labels.of(iri, named).text for iri in picture.placeless]
    if unknown:
        found.append(_("Not among the countries of this release: %(names)s.") % {"names": listed(page, unknown)})
    if placeless:
        found.append(_("Without a point in this release: %(names)s.") % {"names": listed(page, placeless)})
    return found


def listed(page: Page, names: list[str]) -> str:
    """Some names, and how many more there are."""
    more = len(names) - NAMES_TOLD
    told = ", ".join(names[:NAMES_TOLD])
    if more <= 0:
        return told
    rest = page.translations.ngettext("and %(number)s more", "and %(number)s more", more)
    return f"{told} {rest % {'number': page.number(more)}}"
