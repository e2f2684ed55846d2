"""What points to a thing: by which properties, how often, and ten of them at a time."""

from dataclasses import dataclass

from edugraph.description import Description
from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, iri
from edugraph.web.addresses import short
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page
from edugraph.web.labels import Label

PER_PAGE = 10
VIA, AT = "via", "from"
"""The parameters of an address: the property by which others point here, and the page of their list."""


@dataclass(frozen=True)
class Way:
    """A property by which others point here, as `eg:participant` in addresses: how many statements there are."""

    property: str
    name: str
    number: int


@dataclass(frozen=True)
class Listed:
    """Ten of those who point here by one property."""

    way: Way
    things: list[str]
    number: int
    last: int
    query: str


@dataclass(frozen=True)
class Pointer:
    """One of them, as the page shows it."""

    iri: str
    label: Label


def ways(found: Description) -> list[Way]:
    """The ways in which others point here, the most used first."""
    return [Way(one.predicate, short(one.predicate), one.number) for one in found.incoming]


def listed(page: Page, found: Description) -> Listed | None:
    """The page of the list that is asked for; the first of the most used way where none is. Raises NotFoundError."""
    known = ways(found)
    if not known:
        return None
    way = _asked(page, known)
    last = max(-(-way.number // PER_PAGE), 1)
    number = _number(page, last)
    query = bound(page.site.pages["pointing"].text, {"this": iri(found.iri), "property": iri(way.property)})
    known_first = next(one.first for one in found.incoming if one.predicate == way.property)
    if number == 1 and known_first:
        return Listed(way, list(known_first[:PER_PAGE]), number, last, query)
    rows = page.site.reader.select(f"{query}LIMIT {PER_PAGE} OFFSET {(number - 1) * PER_PAGE}").rows
    return Listed(way, [thing.value for (thing,) in rows if thing], number, last, query)


def _asked(page: Page, known: list[Way]) -> Way:
    name = page.request.query_params.get(VIA, known[0].name)
    way = next((way for way in known if way.name == name), None)
    if way is None or BAD_IN_IRI.search(name):
        raise NotFoundError(f"nothing points here by {name[:40]!r}")
    return way


def _number(page: Page, last: int) -> int:
    text = page.request.query_params.get(AT, "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= last:
        raise NotFoundError(f"this list has the pages 1 to {last}, not {text[:40]!r}")
    return number
