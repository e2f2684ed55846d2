"""What every page has: the site (one release and the words of three languages) and the page that a request asks for."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode

from babel.support import Translations
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import Scope

from edugraph import search
from edugraph.build.registry import Entry
from edugraph.config import Settings
from edugraph.description import Describer
from edugraph.engine.protocol import Engine
from edugraph.engine.reading import Reader
from edugraph.queries import Query, Words
from edugraph.rdf import parsed
from edugraph.release import Release, history
from edugraph.vocabulary import BASE
from edugraph.web import dates, i18n, reports
from edugraph.web.addresses import local, sent
from edugraph.web.citing import Citation
from edugraph.web.http import negotiation
from edugraph.web.labels import Label, Labels, labels
from edugraph.web.lists import Lists
from edugraph.web.network.networks import Networks
from edugraph.web.parameters import ParameterError, day
from edugraph.web.reports import Report
from edugraph.web.sparql import building, metadata
from edugraph.web.sparql.hints import Terms
from edugraph.web.sparql.metadata import Metadata
from edugraph.web.world.shapes import Shapes

HERE = Path(__file__).parent
SITE = "edugraph.site"
"""Where the scope of a request holds its site."""
VARY = "Accept, Accept-Language"
ENDINGS = frozenset(["html", "ttl", "nt", "nq", "trig", "jsonld", "rdf", "json", "csv", "ics", "atom"])
"""Endings that name a format, and are no part of a name."""


@dataclass(frozen=True)
class Site:
    """All that pages are made from; made once by `create_app`, and never changed."""

    release: Release
    settings: Settings
    catalogues: Mapping[str, Translations]
    templates: Environment
    describer: Describer
    pages: Mapping[str, Query]
    questions: Mapping[str, Query]
    words: Words
    """What columns and parameters of the questions are called."""
    islands: Mapping[str, str]
    style: str
    engine: Engine
    """Answers strangers' queries, and through `reader` our own."""
    build: str
    """A hash of the application: answers of another one are other answers."""
    shapes: Shapes
    """The shapes of countries on the map of the world."""
    tombstones: Mapping[str, Entry]
    """The addresses that were given out once and are merged or withdrawn now, without the base."""

    @cached_property
    def version(self) -> str:
        """A hash of all that answers depend on beside the request: the release with its queries, the application, and
        the settings that show in pages."""
        inputs = self.release.manifest.get("inputs", {}).get("digest", "")
        shown = (self.settings.sources, self.settings.contact, self.settings.public_url, self.shapes.version)
        parts = (self.release.id, inputs, self.build, *map(str, shown))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.engine)

    @cached_property
    def lists(self) -> Lists:
        """The lists of this release in their orders."""
        return Lists(self.release.files)

    @cached_property
    def networks(self) -> Networks:
        """Who works with whom in this release."""
        return Networks(self.release.files)

    @cached_property
    def country_codes(self) -> Mapping[str, str]:
        """Country -> its ISO 3166 numeric code, by which shapes are joined."""
        rows = self.reader.ask(self.pages["country-codes"].text)
        return {row["this"][1:-1].removeprefix(f"{BASE}id/"): parsed(row["code"]).value for row in rows}

    @cached_property
    def country_points(self) -> Mapping[str, tuple[float, float] | None]:
        """IRI of a country -> its latitude and longitude; None where the release has no point of it."""
        rows = self.reader.select(self.pages["country-places"].text).rows
        return {
            this.value: (float(lat.value), float(east.value)) if lat and east else None
            for this, lat, east in rows
            if this
        }

    @cached_property
    def names(self) -> search.Index:
        """The names of the release, opened at the first use. Raises SearchError for a release without them."""
        return search.Index(self.release.files / search.NAME)

    @cached_property
    def report(self) -> Report:
        """What the checks of the release found."""
        return reports.read(self.release)

    @cached_property
    def terms(self) -> Terms:
        """Every term of the release, to find the nearest to a misspelt one."""
        return Terms({row["term"][1:-1] for row in self.reader.ask(self.pages["defined-terms"].text)})

    @cached_property
    def metadata(self) -> Metadata:
        """What a writer of queries may name, and how often it is used: read once, it never changes."""
        return metadata.read(self.reader, self.pages, building.code_lists(self.offer))

    @cached_property
    def offer(self) -> building.Offer:
        """What the builder offers beyond plain properties."""
        return building.read(self.release.files / "queries" / "builder")

    @cached_property
    def history(self) -> list[history.Step]:
        """What changed from release to release, the newest first: read once, it never changes."""
        return history.steps(self.release)


def build() -> str:
    """A hash of all files of the application: code, templates, words."""
    whole = hashlib.sha256()
    for path in sorted(p for p in HERE.parent.rglob("*") if p.suffix in (".py", ".html", ".po", ".css", ".json")):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is not there is an error. One for all releases, since
    compiling them takes longer than a page."""
    loader = FileSystemLoader(HERE / "templates")
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page looks at the time of every template on the disk
    )


def style_version() -> str:
    """A short hash of the style sheet, so that a new one is fetched at once and an old one may be kept for long."""
    return hashlib.sha256((HERE / "static" / "site.css").read_bytes()).hexdigest()[:10]


class Page:
    """One answer in the making: its language, its links, its words."""

    def __init__(self, request: Request, site: Site) -> None:
        self.request = request
        self.site = site
        asked = request.query_params.get("lang")
        self.language = negotiation.language(asked, request.headers.get("accept-language"), tuple(i18n.LANGUAGES))
        self.is_language_asked = asked == self.language
        self.asof_asked = request.query_params.get("asof", "")
        self.translations = site.catalogues[self.language]
        self.gettext: Callable[[str], str] = self.translations.gettext

    def href(self, path: str, **query: str | int) -> str:
        """A link inside the site: below the path it is served at, in the language and as of the day asked for."""
        target, _, fragment = path.partition("#")
        values = {k: v for k, v in query.items() if v != ""}
        if not target.startswith("/static/"):
            values = values | {k: v for k, v in self.kept.items() if k not in query}
        tail = (f"?{urlencode(values)}" if values else "") + (f"#{fragment}" if fragment else "")
        return f"{self.root}{target}{tail}"

    @property
    def root(self) -> str:
        """The path that the site is served below; empty where it is the root of its host."""
        return str(self.request.scope.get("root_path", ""))

    @property
    def kept(self) -> dict[str, str]:
        """What every link keeps of the address: the language and the day, where they were asked for."""
        language = {"lang": self.language} if self.is_language_asked else {}
        return language | ({"asof": self.asof_asked} if self.asof_asked else {})

    @cached_property
    def asof(self) -> date:
        """The day that the page speaks of: `?asof=`, else the release's. Raises ParameterError."""
        return day("asof", self.asof_asked or self.site.release.date)

    @property
    def asof_words(self) -> str:
        """That day in words, or what was asked for where it is no day."""
        try:
            return i18n.spoken_date(self.asof, self.language)
        except ParameterError:
            return self.asof_asked

    def link(self, iri: str) -> str:
        """The page about a thing: ours where it is ours, else its own address."""
        path = local(iri)
        return iri if path is None else self.href(path)

    def is_ours(self, iri: str) -> bool:
        return local(iri) is not None

    def in_language(self, tag: str) -> str:
        """This very page in another language."""
        return self.changed(lang=tag)

    def changed(self, **values: str | int) -> str:
        """This very page with other values in its address; an empty one is left out, and a list begins anew."""
        query = [(k, v) for k, v in self.request.query_params.multi_items() if k not in {*values, "page"}]
        query += [(k, str(v)) for k, v in values.items() if v != ""]
        return f"{self.root}{self.path}{'?' + urlencode(query) if query else ''}"

    def download(self, path: str, suffix: str) -> str:
        """The address of this page's own data, with all that its address says."""
        query = self.request.url.query
        return f"{self.root}{path}{suffix}{'?' + query if query else ''}"

    @property
    def path(self) -> str:
        """The path asked for, as it was sent, without the prefix that the site is served at."""
        return path_of(self.request.scope)

    @property
    def end_of_path(self) -> str:
        """The last part of the path as words to search for: `/doc/org/latvia-ministry.ttl` -> `latvia ministry`."""
        last = unquote(self.path.rstrip("/").rpartition("/")[2], errors="replace")
        stem, _dot, suffix = last.rpartition(".")
        words = stem if stem and suffix in ENDINGS else last
        return " ".join(words.replace("-", " ").replace("_", " ").split())[:200]

    @property
    def address(self) -> str:
        """The whole address of this page, to be copied and sent on."""
        query = self.request.url.query
        return f"{self.base}{self.path}{'?' + query if query else ''}"

    def absolute(self, path: str, **query: str | int) -> str:
        """The whole address of another page here, for what is read away from the site: calendars, feeds."""
        return self.base + self.href(path, **query).removeprefix(self.root)

    @property
    def base(self) -> str:
        """Where the public reaches the site, with the path it is served at."""
        return self.site.settings.public_url.rstrip("/") or str(self.request.base_url).rstrip("/")

    def citation(self, title: str) -> Citation:
        """How to cite this page."""
        return Citation(title, self.address, self.site.release.version, self.site.release.date)

    @property
    def error_report(self) -> str:
        """Where an error can be told, with the address of this page in the text: the contact's form, or a mail."""
        told = {"title": f"Error on {self.path}", "body": f"{self.address} (release {self.site.release.id})"}
        contact = self.site.settings.contact
        if contact.startswith(("http://", "https://")):
            return f"{contact}?{urlencode(told)}"
        return f"mailto:{contact}?{urlencode({'subject': told['title'], 'body': told['body']}, quote_via=quote)}"

    def labels(self, iris: set[str]) -> Labels:
        """The labels of these things in the page's language."""
        return labels(self.site.reader, self.site.pages["labels"].text, iris, self.language, self.edtf)

    def date(self, day: str) -> str:
        """An ISO date in words."""
        return i18n.spoken_date(date.fromisoformat(day), self.language)

    def number(self, count: int) -> str:
        return i18n.spoken_number(count, self.language)

    def edtf(self, text: str) -> Label:
        """A date written in EDTF, in the words of the page's language."""
        return Label(dates.spoken(text, self.language, self.gettext), self.language)

    def html(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """The page made from a template, with the headers that tell what it depends on."""
        words = {"page": self, "_": self.gettext, "ngettext": self.translations.ngettext, "languages": i18n.LANGUAGES}
        body = self.site.templates.get_template(template).render(**words, **context)
        own = {"Vary": VARY, "Content-Language": self.language}
        return HTMLResponse(body, status, {**(headers or {}), **own})


def path_of(scope: Scope) -> str:
    """The path of a request, as it was sent, without the prefix that the site is served at."""
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    return sent(raw).removeprefix(scope.get("root_path", ""))


def site_of(request: Request) -> Site:
    """The site that answers this request, from its start to its end: another release may be served meanwhile."""
    site = request.scope.get(SITE) or request.app.state.site
    assert isinstance(site, Site), "create_app puts the site into the app's state"
    return site


def page_of(request: Request) -> Page:
    """The page that a request asks for."""
    return Page(request, site_of(request))


async def _site(request: Request) -> Site:
    return site_of(request)


async def _page(request: Request) -> Page:
    page = page_of(request)
    _ = page.asof  # a day that is none is refused on every page alike
    return page


SiteOf = Annotated[Site, Depends(_site)]
PageOf = Annotated[Page, Depends(_page)]
