"""The page about one thing: what is said of it and by whom, its relations, its evidence, and what points to it."""

from dataclasses import dataclass
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.description import Description
from edugraph.queries import bound
from edugraph.rdf import Term, iri, parsed
from edugraph.vocabulary import BASE, EG, RDF, SKOS
from edugraph.web import labels, representations
from edugraph.web.addresses import thing
from edugraph.web.cells import Item, item
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, Labels
from edugraph.web.marks import marks
from edugraph.web.pages.browse import Named, name_of
from edugraph.web.pages.commitments import lead
from edugraph.web.relations import relation_rows, relations
from edugraph.web.voices import voice

router = APIRouter()

ALT, HIDDEN = SKOS.base + "altLabel", SKOS.base + "hiddenLabel"
NAMES = (SKOS.prefLabel, ALT)
APART = {RDF.type, EG.evidence, HIDDEN}
"""Properties that the table leaves out: kinds and evidence stand elsewhere; surface forms are searched, never shown."""
POINTING_SHOWN = 10

Said = tuple[str, str, Term]
"""Graph, property, value."""


@dataclass(frozen=True)
class Value:
    """A value and those who say it: sources by their numbers in the list of speakers, all others in words."""

    item: Item
    numbers: list[int]
    words: list[Label]


@dataclass(frozen=True)
class Statement:
    """A property and all its values."""

    property: Item
    values: list[Value]


@dataclass(frozen=True)
class KindLink:
    """A kind of the thing, and the list of all things of the kind."""

    path: str
    label: Label


@dataclass(frozen=True)
class Incoming:
    """A property by which others point here: how many, the first of them, and the query that lists all."""

    property: Label
    count: int
    first: list[Named]
    query: str


class Way(NamedTuple):
    """A property by which others point here: how many do, and the first of them."""

    property: str
    number: int
    first: list[str]


@router.get("/id/{path:path}")
def identified(page: PageOf) -> Response:
    """A thing is no document: 303 to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    return see_other(page, page.path.removeprefix("/id/"))


@router.get("/vocab/{scheme}/{code}")
def code(page: PageOf) -> Response:
    return see_other(page, page.path.removeprefix("/"))


def see_other(page: Page, path: str) -> Response:
    if thing(path) is None:
        raise NotFoundError(f"no thing can have the name {path!r}")
    return RedirectResponse(page.href(f"/doc/{path}"), 303, headers={"Vary": "Accept"})


@router.get("/doc/{path:path}")
def document(page: PageOf) -> Response:
    path, media = representations.asked(page)
    name = path.removeprefix("/doc/")
    this = thing(name)
    found = page.site.describer.description(this) if this else None
    if not found or not found.exists:
        raise NotFoundError(f"nothing in this release has the name {name!r}")
    if representations.is_turtle(path, media):
        return representations.turtle(page, path, found.iri, found.triples)
    return shown(page, path, found)


def shown(page: Page, path: str, found: Description) -> Response:
    """The page about a thing."""
    said, rows, coming = said_of(found), relation_rows(found), incoming(page, found)
    names = names_of(page, found, said, coming)
    written = marks(page, [found.iri, *(row.node for row in rows)])
    return page.html(
        "entity.html",
        headers=representations.links(page, path, found.iri),
        path=path,
        iri=found.iri,
        lead=lead(page, found.iri, {value.value for _, property_, value in said if property_ == RDF.type}),
        title=labels.of(found.iri, names),
        kinds=kinds(said, names, found.iri),
        statements=table(page, said, names),
        speakers=list(speakers(page, said, names).values()),
        relations=relations(page, rows, names, written),
        marks=written.get(found.iri, []),
        incoming=[pointing_shown(page, found.iri, way, names) for way in coming],
    )


def said_of(found: Description) -> list[Said]:
    """What is said of the thing itself, by whom."""
    this = iri(found.iri)
    return [(parsed(g).value, parsed(p).value, parsed(o)) for s, p, o, g in found.quads if s == this]


def names_of(page: Page, found: Description, said: list[Said], coming: list[Way]) -> Labels:
    """The names that the description brings, and those of speakers and of what points here."""
    speakers = {voice(page, graph).iri for graph, _, _ in said} - {""}
    pointing_ = {thing_ for way in coming for thing_ in (way.property, *way.first)}
    dates = [(s, p, o) for s, p, o, _ in found.quads if p == iri(EG.edtf)]
    brought = labels.chosen([*found.labels, *dates], page.language, page.edtf)
    return {**brought, **page.labels(speakers | pointing_ | {found.iri})}


def kinds(said: list[Said], names: Labels, this: str) -> list[KindLink]:
    """What a thing is, as its sources and editors say; what follows by rule only where nothing else is known."""
    stated = {v.value for graph, p, v in said if p == RDF.type and "/graph/inferred/" not in graph}
    found = sorted(stated or {v.value for _, p, v in said if p == RDF.type})
    is_listed = this.startswith(BASE + "id/")
    return [
        KindLink(f"/browse/{name_of(kind)}" if is_listed and kind in names else "", labels.of(kind, names))
        for kind in found
    ]


def speakers(page: Page, said: list[Said], names: Labels) -> dict[str, Item]:
    """The sources that say anything here: IRI -> name and link, in the order of their numbers."""
    found = sorted({source for graph, p, _ in said if p not in APART and (source := voice(page, graph).iri)})
    return {source: Item(labels.of(source, names), source) for source in found}


def table(page: Page, said: list[Said], names: Labels) -> list[Statement]:
    """The statements, one row for each property: names first, then by the property's label."""
    found: dict[str, dict[Term, list[str]]] = {}
    for graph, property_, value in said:
        if property_ not in APART:
            found.setdefault(property_, {}).setdefault(value, []).append(graph)
    numbers = {source: number for number, source in enumerate(speakers(page, said, names), 1)}
    ordered = sorted(found, key=lambda p: (NAMES.index(p) if p in NAMES else len(NAMES), labels.of(p, names).text))
    return [Statement(item(page, Term("iri", p), names), values(page, found[p], numbers, names)) for p in ordered]


def values(page: Page, said_by: dict[Term, list[str]], numbers: dict[str, int], names: Labels) -> list[Value]:
    """The values of one property, the page's language first."""
    ordered = sorted(said_by, key=lambda v: (v.language != page.language, v.language, labels.of(v.value, names).text))
    return [value(page, term, said_by[term], numbers, names) for term in ordered]


def value(page: Page, term: Term, graphs: list[str], numbers: dict[str, int], names: Labels) -> Value:
    """One value with those who say it, each once."""
    voices = dict.fromkeys(voice(page, graph) for graph in sorted(graphs))
    return Value(
        item(page, term, names),
        sorted(numbers[v.iri] for v in voices if v.iri),
        [v.label for v in voices if not v.iri],
    )


def incoming(page: Page, found: Description) -> list[Way]:
    """The ways in which others point here, the most used first."""
    return [Way(p, n, pointing(page, found.iri, p)) for p, n in found.incoming]


def pointing(page: Page, this: str, property_: str) -> list[str]:
    """The first things that point here by a property."""
    rows = page.site.reader.select(f"{pointing_query(page, this, property_)}LIMIT {POINTING_SHOWN}").rows
    return [thing_.value for (thing_,) in rows if thing_]


def pointing_query(page: Page, this: str, property_: str) -> str:
    return bound(page.site.pages["pointing"].text, {"this": iri(this), "property": iri(property_)})


def pointing_shown(page: Page, this: str, way: Way, names: Labels) -> Incoming:
    """One way of pointing here, as the page shows it."""
    things = [Named(thing_, labels.of(thing_, names)) for thing_ in way.first]
    return Incoming(labels.of(way.property, names), way.number, things, pointing_query(page, this, way.property))
