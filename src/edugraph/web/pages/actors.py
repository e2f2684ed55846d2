"""The actors: countries, organisations, groups and persons, with what is recorded of each, by kind and by country."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from edugraph.counts import Listing
from edugraph.counts.document import Actor
from edugraph.counts.lists import ACTORS
from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, iri, literal
from edugraph.vocabulary import BASE, EG, PREFIXES, id_iri
from edugraph.web import columns, downloads, labels
from edugraph.web.cells import Item
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Label, Labels
from edugraph.web.pages.browse import page_number
from edugraph.web.parameters import ParameterError

router = APIRouter()

PER_PAGE = 50
CLASSES: Mapping[str, str] = {
    "country": PREFIXES["eg"] + "Country",
    "organisation": PREFIXES["org"] + "Organization",
    "group": EG.ParticipantGroup,
    "person": PREFIXES["foaf"] + "Person",
}
"""What `?kind=` takes, and the class that it stands for, in the order of the list."""


@dataclass(frozen=True)
class Choice:
    """What a reader may choose from a list; `count` is how many actors that would leave."""

    value: str
    label: Label
    count: int


@dataclass(frozen=True)
class Chosen:
    """What the address chooses: nothing chosen is the empty text."""

    kind: str
    country: str
    region: str

    @property
    def choices(self) -> dict[str, str]:
        """What is chosen, as the list of actors knows it."""
        kinds = dict(zip(CLASSES, ACTORS, strict=True))
        chosen = {
            "kind": kinds.get(self.kind, ""),
            "country": self.country and f"id/country/{self.country}",
            "region": self.region and f"id/region/{self.region}",
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def places(self) -> dict[str, str | list[str]]:
        """The chosen country and region as values of a query."""
        return {
            "inCountry": literal(id_iri("country", self.country) if self.country else ""),
            "inRegion": literal(id_iri("region", self.region) if self.region else ""),
        }

    @property
    def classes(self) -> dict[str, str | list[str]]:
        """The chosen classes as values of a query; all of them when none is chosen."""
        return {"class": [iri(c) for name, c in CLASSES.items() if self.kind in ("", name)]}


@router.get("/actors")
@router.get("/actors.csv")
@router.get("/actors.json")
@router.get("/actors.csv-metadata.json")
def listed(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    wish = chosen(page)
    data = downloads.Data(path, page.gettext("Actors"), query(page, wish))
    return shown(page, wish, data) if media == HTML else downloads.taken(page, data, media)


def chosen(page: Page) -> Chosen:
    """What the address chooses. Raises ParameterError."""
    kind, country, region = (page.request.query_params.get(name, "").strip() for name in ("kind", "country", "region"))
    if kind and kind not in CLASSES:
        raise ParameterError(f"kind takes one of {', '.join(CLASSES)}, not {kind[:40]!r}")
    for name, value in (("country", country), ("region", region)):
        if BAD_IN_IRI.search(value) or len(value) > 100:
            raise ParameterError(f"{name} takes the end of an address such as KAZ or central-asia, not {value[:40]!r}")
    return Chosen(kind, country, region)


def query(page: Page, wish: Chosen) -> str:
    """What is recorded of the actors that fit."""
    return bound(page.site.pages["actors"].text, {"lang": literal(page.language), **wish.places, **wish.classes})


def shown(page: Page, wish: Chosen, data: downloads.Data) -> HTMLResponse:
    """One page of the list, under the headings of its kinds."""
    rows, listing = page.site.lists.actors(page.language)
    fitting = listing.fitting(wish.choices)
    total = fitting.bit_count()
    last = max(-(-total // PER_PAGE), 1)
    number = page_number(page, last)
    actors = [rows[place] for place in listing.part(fitting, (number - 1) * PER_PAGE, PER_PAGE)]
    places = page.site.lists.counts.places
    named = {a.actor for a in actors} | {word for a in actors for word in (*a.sorts, *a.countries, a.region) if word}
    names = page.labels({BASE + word for word in (*places, *named)})
    return page.html(
        "actors.html",
        sections={
            kind: [line(page, a, names) for a in actors if a.kind == compact]
            for kind, compact in zip(CLASSES, ACTORS, strict=True)
            if any(a.kind == compact for a in actors)
        },
        kinds=kinds(page, counted(listing, wish, "kind")),
        countries=choices(places, "country", counted(listing, wish, "country"), names),
        regions=choices(places, "region", counted(listing, wish, "region"), names),
        wish=wish,
        total=total,
        number=number,
        last=last,
        data=data,
    )


@dataclass(frozen=True)
class Shown:
    """An actor as the list shows it."""

    actor: Item
    kinds: Item | None
    place: Item | None
    events: int
    made: int
    received: int


def line(page: Page, one: Actor, names: Labels) -> Shown:
    """An actor with the names of what it is and where."""
    place = min(one.countries, default=one.region)
    return Shown(
        Item(labels.of(BASE + one.actor, names), BASE + one.actor),
        columns.joined((BASE + sort for sort in one.sorts), names),
        Item(labels.of(BASE + place, names), BASE + place) if place else None,
        one.events,
        one.made,
        one.received,
    )


def counted(listing: Listing, wish: Chosen, name: str) -> dict[str, int]:
    """Value of a filter -> how many actors fit it and the other choices."""
    return listing.counted(name, listing.fitting(wish.choices, but=name))


def kinds(page: Page, counts: Mapping[str, int]) -> list[Choice]:
    """The kinds to choose from, with how many actors of each fit."""
    _ = page.gettext
    words = (_("Countries"), _("Organisations"), _("Groups"), _("Persons"))
    return [
        Choice(kind, Label(w, page.language), counts.get(compact, 0))
        for kind, compact, w in zip(CLASSES, ACTORS, words, strict=True)
    ]


def choices(places: list[str], kind: str, counts: Mapping[str, int], names: Labels) -> list[Choice]:
    """Countries or regions by name, with how many actors of each fit."""
    base = f"id/{kind}/"
    found = [
        Choice(p.removeprefix(base), labels.of(BASE + p, names), counts.get(p, 0)) for p in places if p.startswith(base)
    ]
    return sorted(found, key=lambda choice: choice.label.text.casefold())
