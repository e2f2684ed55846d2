"""The actors: countries, organisations, groups and persons, with what is recorded of each, by kind and by country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, iri, literal
from edugraph.store import Rows
from edugraph.vocabulary import EG, PREFIXES, id_iri
from edugraph.web import columns, downloads, labels
from edugraph.web.columns import Line
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, Labels
from edugraph.web.negotiation import HTML
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
    """What a reader may choose from a list; `count` is how many actors that would leave, where it is known."""

    value: str
    label: Label
    count: int | None = None


@dataclass(frozen=True)
class Chosen:
    """What the address chooses: nothing chosen is the empty text."""

    kind: str
    country: str
    region: str

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


def query(page: Page, wish: Chosen, actors: Iterable[str] = ()) -> str:
    """What is recorded of the actors that fit, or of some of them."""
    some = {"actor": [iri(a) for a in actors]} if actors else {}
    return bound(
        page.site.pages["actors"].text, {"lang": literal(page.language), **wish.places, **wish.classes, **some}
    )


def shown(page: Page, wish: Chosen, data: downloads.Data) -> HTMLResponse:
    """One page of the list, under the headings of its kinds."""
    counts = counted(page, wish)
    total = sum(count for kind, count in counts.items() if wish.kind in ("", kind))
    last = max(-(-total // PER_PAGE), 1)
    number = page_number(page, last)
    actors = in_order(page, wish, number)
    places = page.site.reader.select(page.site.pages["actors-places"].text)
    rows = page.site.reader.select(query(page, wish, actors)) if actors else Rows(("actor", "kinds"), [])
    sorts = {sort for text in columns.values(rows, "kinds") for sort in text.split()}
    names = columns.names(page, [rows, places], sorts)
    known = in_this_order(actors, lines(page, rows, names))
    return page.html(
        "actors.html",
        sections={kind: of_kind for kind, class_ in CLASSES.items() if (of_kind := of_class(known, class_))},
        kinds=kinds(page, counts),
        countries=choices(columns.values(places, "place"), id_iri("country", ""), names),
        regions=choices(columns.values(places, "place"), id_iri("region", ""), names),
        wish=wish,
        total=total,
        number=number,
        last=last,
        data=data,
    )


def lines(page: Page, rows: Rows, names: Labels) -> list[Line]:
    """What is recorded of actors, the kinds of each as one item."""
    sorts = columns.values(rows, "kinds")
    found = columns.lines(page, rows, names)
    return [{**line, "kinds": columns.joined(s.split(), names)} for line, s in zip(found, sorts, strict=True)]


def in_this_order(actors: list[str], found: list[Line]) -> list[Line]:
    """The lines in the order of the list."""
    by_actor = {columns.there(line, "actor").iri: line for line in found}
    return [by_actor[actor] for actor in actors if actor in by_actor]


def counted(page: Page, wish: Chosen) -> dict[str, int]:
    """Kind -> how many actors of it fit the other choices."""
    rows = page.site.reader.select(bound(page.site.pages["actors-counted"].text, wish.places)).rows
    found = {class_.value: int(count.value) for class_, count in rows if class_ and count}
    return {kind: found.get(class_, 0) for kind, class_ in CLASSES.items()}


def in_order(page: Page, wish: Chosen, number: int) -> list[str]:
    """The actors of one page of the list."""
    values = {"lang": literal(page.language), **wish.places, **wish.classes}
    text = bound(page.site.pages["actors-listed"].text, values)
    rows = page.site.reader.select(f"{text}LIMIT {PER_PAGE} OFFSET {(number - 1) * PER_PAGE}")
    return columns.values(rows, "actor")


def of_class(lines: list[Line], class_: str) -> list[Line]:
    """The actors of a class, in the order given."""
    return [line for line in lines if columns.there(line, "class").iri == class_]


def kinds(page: Page, counts: Mapping[str, int]) -> list[Choice]:
    """The kinds to choose from, with how many actors of each fit."""
    _ = page.gettext
    words = (_("Countries"), _("Organisations"), _("Groups"), _("Persons"))
    return [Choice(kind, Label(w, page.language), counts[kind]) for kind, w in zip(CLASSES, words, strict=True)]


def choices(places: list[str], base: str, names: Labels) -> list[Choice]:
    """Countries or regions by name."""
    found = [Choice(p.removeprefix(base), labels.of(p, names)) for p in places if p.startswith(base)]
    return sorted(found, key=lambda choice: choice.label.text.casefold())
