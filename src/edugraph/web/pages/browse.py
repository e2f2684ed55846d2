"""What is inside: the kinds of things, and the things of a kind by pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from edugraph.queries import bound
from edugraph.rdf import Term, iri, literal
from edugraph.vocabulary import EG
from edugraph.web import labels
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, best

router = APIRouter()

PER_PAGE = 50


@dataclass(frozen=True)
class Kind:
    """A class with the number of its things; `name` is the end of its IRI, as in `/browse/{name}`."""

    iri: str
    name: str
    count: int
    label: Label
    meaning: Label | None


class Count(NamedTuple):
    """How many things of a kind there are, and whether most of them bear a name."""

    things: int
    is_named: bool


@dataclass(frozen=True)
class Named:
    """A thing and its name."""

    iri: str
    label: Label


@router.get("/browse")
def contents(page: PageOf) -> HTMLResponse:
    _ = page.gettext
    counted = counts(page)
    names, meant = page.labels(set(counted)), meanings(page, set(counted))
    kinds = [
        (Kind(kind, name_of(kind), count, labels.of(kind, names), meant.get(kind)), is_named)
        for kind, (count, is_named) in counted.items()
        if by_name(counted, name_of(kind)) == kind
    ]
    sections = {
        _("Things with a name"): [kind for kind, is_named in kinds if is_named],
        _("How statements are recorded"): [kind for kind, is_named in kinds if not is_named],
    }
    return page.html("browse.html", sections=sections)


@router.get("/browse/{name}")
def members(page: PageOf, name: str) -> HTMLResponse:
    counted = counts(page)
    kind = by_name(counted, name)
    if kind is None:
        raise NotFoundError(f"this release has no kind of thing named {name!r}")
    count = counted[kind].things
    last = max(-(-count // PER_PAGE), 1)
    number = page_number(page, last)
    return page.html(
        "members.html",
        path=f"/browse/{name}",
        kind=kind,
        label=labels.of(kind, page.labels({kind})),
        meaning=meanings(page, {kind}).get(kind),
        count=count,
        members=named(page, listed(page, kind, number)),
        number=number,
        last=last,
    )


def counts(page: Page) -> dict[str, Count]:
    """Class -> how many things, the largest first."""
    found = sorted(page.site.lists.counts.kinds.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return {kind: Count(things, named * 2 > things) for kind, (things, named) in found}


def name_of(kind: str) -> str:
    """The end of a class's IRI."""
    return kind.replace("#", "/").rsplit("/", 1)[-1]


def by_name(kinds: Iterable[str], name: str) -> str | None:
    """The class that a name stands for: our own before another's of the same name."""
    found = sorted(kind for kind in kinds if name_of(kind) == name)
    return next((kind for kind in found if kind.startswith(EG.base)), found[0] if found else None)


def page_number(page: Page, last: int) -> int:
    """The page of a list that is asked for. Raises NotFoundError beyond its end."""
    text = page.request.query_params.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= last:
        raise NotFoundError(f"this list has the pages 1 to {last}, not {text!r}")
    return number


def listed(page: Page, kind: str, number: int) -> list[str]:
    """The things on one page of the list of a kind."""
    query = bound(page.site.pages["members"].text, {"kind": iri(kind), "language": literal(page.language)})
    rows = page.site.reader.select(f"{query}LIMIT {PER_PAGE} OFFSET {(number - 1) * PER_PAGE}").rows
    return [thing.value for thing, _ in rows if thing]


def named(page: Page, things: list[str]) -> list[Named]:
    """The things with their names, in the order given."""
    names = page.labels(set(things))
    return [Named(thing, labels.of(thing, names)) for thing in things]


def meanings(page: Page, terms: set[str]) -> dict[str, Label]:
    """Term -> its definition in the page's language, else in English."""
    if not terms:
        return {}
    found: dict[str, list[Term]] = {}
    query = bound(page.site.pages["meanings"].text, {"this": sorted(iri(t) for t in terms)})
    for term, meaning in page.site.reader.select(query).rows:
        if term and meaning:
            found.setdefault(term.value, []).append(meaning)
    return {term: label for term, texts in found.items() if (label := best(texts, page.language))}
