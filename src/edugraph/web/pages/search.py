"""Search: the page of finds with its facets, the same as JSON and CSV, and suggestions while a reader types."""

from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response

from edugraph import search
from edugraph.search import folding
from edugraph.search.finding import MOST
from edugraph.vocabulary import BASE, EG
from edugraph.web import downloads
from edugraph.web.addresses import short
from edugraph.web.downloads import CSV
from edugraph.web.errors import NotAcceptableError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML, JSON, RESULTS_JSON, chosen
from edugraph.web.labels import Label
from edugraph.web.pages.browse import by_name, name_of, page_number
from edugraph.web.parameters import ParameterError

router = APIRouter()

PER_PAGE = 25
SUGGESTIONS = 8
COLUMNS = ("iri", "label", "language", "kind", "countries", "other_name")
Parts = list[tuple[str, bool]]
"""A name in parts, and of each whether it is a word that was asked for."""


@dataclass(frozen=True)
class Facet:
    """One value to narrow the finds to: how the address says it, its name, and how many it would leave."""

    value: str
    label: Label
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Find:
    """One find as it is shown; `other` is another name of it that fits better than its label, or empty."""

    iri: str
    label: Label
    parts: Parts
    other: Parts
    other_language: str
    kind: Label
    kind_name: str
    countries: list[Label]


@dataclass(frozen=True)
class Result:
    """One page of finds for a query and its filters."""

    query: str
    kind: str
    country: str
    found: search.Found
    finds: list[Find]
    kinds: list[Facet]
    countries: list[Facet]
    number: int
    last: int

    @property
    def is_cut(self) -> bool:
        """Whether there are finds that no page lists."""
        return self.found.total > MOST

    @property
    def word_without(self) -> str:
        """The word, as it was typed, without which something would be found."""
        typed = self.query.split()
        return next((word for word in typed if self.found.without in folding.words(word)), self.found.without)

    @property
    def query_without(self) -> str:
        return " ".join(word for word in self.query.split() if word != self.word_without)


@router.get("/search")
@router.get("/search.csv")
@router.get("/search.json")
@router.get("/search.csv-metadata.json")
def searched(page: PageOf) -> Response:
    path, suffixed = downloads.split(page.path)
    media = suffixed or chosen(page.request.headers.get("accept"), (HTML, JSON, CSV))
    if media is None:
        raise NotAcceptableError(f"/search comes as {HTML}, {JSON} and {CSV}")
    if media == HTML:
        return _page(page)
    return _json(page) if media in (JSON, RESULTS_JSON) else downloads.listed(page, listing(page, path), media)


@router.get("/suggest")
def suggested(page: PageOf) -> JSONResponse:
    """Up to eight things that the text may begin, by kind: names in parts, so that a client marks without parsing."""
    text = page.request.query_params.get("q", "")
    index = page.site.names
    hits = search.suggested(index, text, page.language, SUGGESTIONS)
    finds = _finds(page, hits, folding.query_words(text))
    order = list(dict.fromkeys(find.kind_name for find in finds))
    groups = groupby(sorted(finds, key=lambda find: order.index(find.kind_name)), key=lambda find: find.kind_name)
    told = [_group(page, name, list(members)) for name, members in groups]
    headers = {"Vary": "Accept-Language", "Content-Language": page.language}
    return JSONResponse({"query": text[: folding.LONGEST_QUERY], "groups": told}, headers=headers)


def _group(page: Page, kind: str, finds: list[Find]) -> dict[str, object]:
    return {"kind": kind, "label": finds[0].kind.text, "language": finds[0].kind.language, "items": _items(page, finds)}


def _items(page: Page, finds: list[Find]) -> list[dict[str, object]]:
    return [
        {
            "iri": find.iri,
            "href": page.link(find.iri),
            "language": find.label.language,
            "label": find.label.text,
            "parts": find.parts,
            "other": find.other,
            "otherLanguage": find.other_language,
            "countries": [country.text for country in find.countries],
        }
        for find in finds
    ]


# --- finding -------------------------------------------------------------------------------------------------------


def result(page: Page) -> Result:
    """What the request asks for. Raises ParameterError for an unknown kind or country, NotFoundError past the end."""
    asked = page.request.query_params
    query, index = asked.get("q", "").strip(), page.site.names
    kind, country = _kind(index, asked.get("kind", "")), _country(index, asked.get("country", ""))
    only = search.Filter(kind, country)
    found = search.found(index, query, page.language, only, 0, PER_PAGE)
    last = max(-(-found.listed // PER_PAGE), 1)
    number = page_number(page, last)
    if number > 1:
        found = search.found(index, query, page.language, only, (number - 1) * PER_PAGE, PER_PAGE)
    return Result(
        query,
        name_of(kind),
        name_of(country),
        found,
        _finds(page, found.hits, found.words),
        _facets(page, found.kinds, kind),
        _facets(page, found.countries, country),
        number,
        last,
    )


def _kind(index: search.Index, name: str) -> str:
    """The IRI of a kind by its name in addresses, such as `Organization`."""
    kinds = [iri for iri, _ in index.all_kinds()]
    found = by_name(kinds, name) if name else ""
    if found is None:
        raise ParameterError(f"there is no kind {name[:60]!r}; known: {', '.join(sorted(map(name_of, kinds)))}")
    return found


def _country(index: search.Index, code: str) -> str:
    """The IRI of a country by the end of its address, such as `KAZ`."""
    iri = f"{BASE}id/country/{code.rpartition('/')[2]}"
    if code and not index.numbers([iri]):
        raise ParameterError(f"there is no country {code[:60]!r}: give its three-letter code, such as KAZ")
    return iri if code else ""


def _facets(page: Page, counted: list[tuple[str, int]], chosen_: str) -> list[Facet]:
    labels = kind_labels(page, [iri for iri, _ in counted])
    return [Facet(name_of(iri), labels[iri], count, iri == chosen_) for iri, count in counted]


def kind_labels(page: Page, iris: list[str]) -> dict[str, Label]:
    """The names of kinds and countries in the page's language, from the index itself."""
    known = page.site.names.labels(iris, page.language)
    own = {search.QUESTION: Label(page.gettext("question"), page.language)}
    return {iri: own.get(iri) or (shown(page, known[iri]) if iri in known else Label(short(iri))) for iri in iris}


def shown(page: Page, name: search.Name) -> Label:
    """A name of the index as pages show labels."""
    return Label(name.text, name.language, name.language not in (page.language, ""))


def _finds(page: Page, hits: list[search.Hit], words: list[str]) -> list[Find]:
    iris = {iri for hit in hits for iri in (hit.thing.kind, *hit.thing.countries)}
    labels = kind_labels(page, sorted(iris))
    return [
        Find(
            iri=hit.thing.iri,
            label=shown(page, hit.label),
            parts=folding.marked(hit.label.text, words),
            other=folding.marked(hit.other.text, words) if hit.other else [],
            other_language=hit.other.language if hit.other else "",
            kind=labels[hit.thing.kind],
            kind_name=name_of(hit.thing.kind),
            countries=[labels[c] for c in hit.thing.countries] if hit.thing.kind != EG.base + "Country" else [],
        )
        for hit in hits
    ]


# --- answers -------------------------------------------------------------------------------------------------------


def _page(page: Page) -> HTMLResponse:
    found = result(page)
    asked = {"q": found.query, "kind": found.kind, "country": found.country}
    others = (("json", JSON), ("csv", CSV))
    links = [f'<{page.href(f"/search.{s}", **asked)}>; rel="alternate"; type="{m}"' for s, m in others]
    return page.html("search.html", result=found, asked=asked, most=MOST, headers={"Link": ", ".join(links)})


def _json(page: Page) -> Response:
    found = result(page)
    body = {
        "query": found.query,
        "instead": found.found.instead,
        "total": found.found.total,
        "page": found.number,
        "pages": found.last,
        "facets": {"kind": _told(found.kinds), "country": _told(found.countries)},
        "results": [
            {
                "iri": find.iri,
                "label": find.label.text,
                "language": find.label.language,
                "kind": find.kind_name,
                "countries": [country.text for country in find.countries],
                "other_name": _text(find.other),
            }
            for find in found.finds
        ],
    }
    return JSONResponse(body, headers=_headers(page))


def _told(facets: list[Facet]) -> list[dict[str, object]]:
    return [{"value": f.value, "label": f.label.text, "count": f.count} for f in facets]


def listing(page: Page, path: str) -> downloads.Listing:
    """All finds that pages list, as rows. Raises ParameterError."""
    asked = page.request.query_params
    query, index = asked.get("q", "").strip(), page.site.names
    only = search.Filter(_kind(index, asked.get("kind", "")), _country(index, asked.get("country", "")))
    found = search.found(index, query, page.language, only, 0, MOST)
    rows = [
        (f.iri, f.label.text, f.label.language, f.kind_name, "; ".join(c.text for c in f.countries), _text(f.other))
        for f in _finds(page, found.hits, found.words)
    ]
    source = f"search.sqlite of release {page.site.release.id}, asked for {found.instead or query!r}"
    title = f"{page.gettext('Search')}: {query[:100]}"
    return downloads.Listing(path, title, COLUMNS, rows, source, len(rows) == found.total)


def _headers(page: Page) -> dict[str, str]:
    return {"Vary": "Accept, Accept-Language", "Content-Language": page.language}


def _text(parts: Parts) -> str:
    return "".join(text for text, _ in parts)
