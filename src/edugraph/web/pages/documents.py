"""The documents that define things: the terms, the checks, the code lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.queries import bound
from edugraph.rdf import iri
from edugraph.vocabulary import BASE, graph_iri
from edugraph.web import representations
from edugraph.web.addresses import below
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.pages import releases, terms
from edugraph.web.pages.browse import meanings, name_of
from edugraph.web.representations import Content, addressed, of_quads
from edugraph.web.whereabouts import moved

router = APIRouter()


@dataclass(frozen=True)
class Defined:
    """One line of a document: a name, where it leads (a code or a list has a page of its own), label and meaning."""

    name: str
    href: str
    label: Label | None
    meaning: Label | None


@dataclass(frozen=True)
class Section:
    """Lines under a heading, and the heading of their last column."""

    title: str
    terms: list[Defined]
    last_column: str


@dataclass(frozen=True)
class Document:
    """A document: what it is called, what it is for, where its triples come from, and what it defines."""

    iri: str
    title: str
    words: str
    content: Content
    sections: Callable[[], list[Section]]
    shown: Callable[[Page, str, str, Mapping[str, str]], Response] | None = None
    """The page, where it has a form of its own: from path, words below the title, and headers."""


@addressed(router, "/def")
def ontology(page: PageOf) -> Response:
    _ = page.gettext
    words = _("What a thing here can be, and what can be said of it.")
    content = graph(page, "ontology")
    return answered(page, Document(f"{BASE}def", _("Terms"), words, content, list, terms.ontology))


@router.get("/def/{version}")
def ontology_version(page: PageOf) -> Response:
    """The terms under the address of their version; an older one is in the dumps of the release that had it."""
    path, _media = representations.asked(page)
    this = below("def", path.removeprefix("/def/"))[:1]
    rows = page.site.reader.select(page.site.pages["ontology-version"].text).rows
    if this and this[0] in {row[0].value for row in rows if row[0]}:
        return ontology(page)
    if this and (id_ := releases.with_ontology(page, this[0])):
        return RedirectResponse(page.href(f"/release/{id_}/dumps/ontology.ttl.gz"), 303)
    raise NotFoundError(f"no release here has the terms in the version {path.removeprefix('/def/')!r}")


@addressed(router, "/shapes")
def shapes(page: PageOf) -> Response:
    _ = page.gettext
    words = _("What the data must satisfy before a release is made.")
    content = graph(page, "shapes")
    return answered(page, Document(f"{BASE}shapes", _("Checks"), words, content, list, terms.shapes))


@addressed(router, "/vocab")
def code_lists(page: PageOf) -> Response:
    _ = page.gettext
    words = _("Kinds, roles, statuses and topics, each with its meaning.")
    return answered(page, Document(f"{BASE}vocab", _("Code lists"), words, graph(page, "vocab"), lambda: schemes(page)))


@router.get("/vocab/{scheme}")
def code_list(page: PageOf) -> Response:
    path, _media = representations.asked(page)
    name = path.removeprefix("/vocab/")
    spelt = below("vocab", name)
    list_, found = next(((this, found) for this in spelt if (found := members(page, this))), ("", []))
    if not found and (gone := moved(page, spelt, page.path.removeprefix(path))):
        return gone
    if not found:
        raise NotFoundError(f"there is no code list named {name[:200]!r}")
    label = page.labels({list_}).get(list_, Label(name)).text
    words = page.gettext("A code list: each code with its meaning.")
    return answered(page, Document(list_, label, words, scheme(page, list_), lambda: found))


def answered(page: Page, document: Document) -> Response:
    """The document as HTML or RDF."""
    path, media = representations.asked(page)
    if representations.is_data(path, media):
        return representations.data(page, path, document.iri, document.content)
    headers = representations.links(page, path, document.iri)
    if document.shown:
        return document.shown(page, path, document.words, headers)
    return page.html(
        "terms.html",
        headers=headers,
        title=document.title,
        words=document.words,
        path=path,
        sections=[section for section in document.sections() if section.terms],
    )


def graph(page: Page, name: str) -> Content:
    """All that a named graph says."""
    this = iri(graph_iri(name))
    query = bound(page.site.pages["graph-content"].text, {"this": this})
    triples = cache(lambda: page.site.reader.construct(query))
    return Content(triples, lambda: [(*triple, this) for triple in triples()])


def scheme(page: Page, this: str) -> Content:
    """What is said of a code list and its codes."""
    query = bound(page.site.pages["scheme-content"].text, {"this": iri(this)})
    return of_quads(lambda: [(r["s"], r["p"], r["o"], r["g"]) for r in page.site.reader.ask(query)])


def section(page: Page, title: str, lines: list[Defined]) -> Section:
    """Lines that say what things mean."""
    return Section(title, lines, page.gettext("Meaning"))


def schemes(page: Page) -> list[Section]:
    """The code lists."""
    rows = page.site.reader.select(page.site.pages["schemes"].text).rows
    found = defined(page, [r[0].value for r in rows if r[0]], is_linked=True)
    return [section(page, page.gettext("Code lists"), found)]


def members(page: Page, scheme: str) -> list[Section]:
    """The codes of a list."""
    rows = page.site.reader.select(bound(page.site.pages["codes"].text, {"this": iri(scheme)})).rows
    found = defined(page, [code.value for (code,) in rows if code], is_linked=True)
    return [section(page, page.gettext("Codes"), found)] if found else []


def defined(page: Page, things: list[str], is_linked: bool = False) -> list[Defined]:
    """Things with their labels and meanings, by name."""
    names, meant = page.labels(set(things)), meanings(page, set(things))
    return [
        Defined(name_of(thing), page.link(thing) if is_linked else "", names.get(thing), meant.get(thing))
        for thing in sorted(things, key=name_of)
    ]
