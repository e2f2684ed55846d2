"""The Reconciliation Service API, version 0.2 (W3C Entity Reconciliation Community Group): tables meet the graph.

Entities are the things of the world; their ids end their IRIs (`country/KAZ`). JSONP, which the specification leaves
open, is not offered: every answer may be read by any page (CORS).
"""

import html
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from edugraph import search
from edugraph.search import reconciling
from edugraph.search.names import ENTITIES, HIDDEN
from edugraph.vocabulary import EG
from edugraph.web import reconciliation as api
from edugraph.web.addresses import short
from edugraph.web.errors import NotFoundError, RequestError
from edugraph.web.frame import Page, PageOf, page_of
from edugraph.web.http.headers import FRAMED
from edugraph.web.pages.search import kind_labels
from edugraph.web.sparql.requests import form_of

router = APIRouter()

PATH = "/reconcile"
MAX_BYTES = 1 << 20
PREVIEW_WIDTH, PREVIEW_HEIGHT = 400, 220
SUGGESTED = 20
OTHER_NAMES_SHOWN = 6
DEFAULT_TYPES = ("Country", "Organization", "Person", "Event", "Project", "Document", "Plan", "Location", "Region")
Told = dict[str, object]


@router.get("/reconcile")
def asked_by_address(page: PageOf) -> Response:
    return _answer(page, dict(page.request.query_params.multi_items()))


@router.post("/reconcile")
async def asked_by_form(request: Request) -> Response:
    given = await form_of(request, MAX_BYTES, "a batch")
    return await run_in_threadpool(_answer, page_of(request), given)


def _answer(page: Page, given: Mapping[str, str]) -> Response:
    """Candidates for `queries`, values for `extend`, else the manifest."""
    if "queries" in given:
        return _json(page, candidates(page, given["queries"]))
    if "extend" in given:
        return _json(page, extended(page, given["extend"]))
    if page.request.method == "POST":
        raise RequestError("the form has neither `queries` nor `extend`")
    return _json(page, manifest(page))


def _json(page: Page, body: Told) -> JSONResponse:
    return JSONResponse(body, headers={"Vary": "Accept-Language", "Content-Language": page.language})


def manifest(page: Page) -> Told:
    """What the service offers, with addresses as the client reached it."""
    base = page.site.settings.public_url.rstrip("/") or str(page.request.base_url).rstrip("/")
    here = base + PATH
    types = {kind["id"]: kind for kind in entity_types(page)}
    preferred = [id_ for name in DEFAULT_TYPES for id_ in types if str(id_).rpartition(":")[2] == name]
    return {
        "versions": ["0.2"],
        "name": "edugraph",
        "identifierSpace": ENTITIES,
        "schemaSpace": EG.base,
        "serviceVersion": page.site.release.version,
        "batchSize": api.MAX_QUERIES,
        "defaultTypes": [types[id_] for id_ in preferred],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{here}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            name: {
                "service_url": here,
                "service_path": f"/suggest/{name}",
                "flyout_service_path": f"/flyout/{name}?id=${{id}}",
            }
            for name in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": api.settings(page.gettext),
        },
    }


# --- candidates ----------------------------------------------------------------------------------------------------


def candidates(page: Page, text: str) -> Told:
    """Each query of a batch with its candidates. Raises RequestError, TooLargeError."""
    index = page.site.names
    batch = api.batch(text, lambda query: api.wanted(index, query))
    found = {name: reconciling.candidates(index, wanted) for name, wanted in batch.items()}
    every = [one for ones in found.values() for one in ones]
    words = kind_labels(page, sorted({c for one in every for c in (*one.types, one.thing.kind, *one.thing.countries)}))
    labels = {iri: label.text for iri, label in words.items()}
    return {name: {"result": [_candidate(page, one, labels) for one in ones]} for name, ones in found.items()}


def _candidate(page: Page, one: reconciling.Candidate, labels: Mapping[str, str]) -> Told:
    return {
        "id": one.thing.iri.removeprefix(ENTITIES),
        "name": one.thing.label(page.language).text,
        "description": _description(one.thing, labels),
        "type": [{"id": short(iri), "name": labels[iri]} for iri in one.types],
        "score": one.score,
        "features": [
            {"id": "name_similarity", "value": one.name_similarity},
            {"id": "type_match", "value": one.has_type},
            {"id": "country_match", "value": one.has_country},
            {"id": "statements_pointing", "value": one.thing.uses},
        ],
        "match": one.is_match,
    }


def _description(thing: search.Known, labels: Mapping[str, str]) -> str:
    """What tells namesakes apart: the kind, and the countries."""
    return ", ".join(dict.fromkeys([labels[thing.kind], *(labels[c] for c in thing.countries if c != thing.iri)]))


# --- data extension ------------------------------------------------------------------------------------------------


def extended(page: Page, text: str) -> Told:
    """The values of some properties of some things. Raises RequestError, TooLargeError, EngineError."""
    index = page.site.names
    asked = api.extension(text, {short(iri): iri for iri, _ in index.properties()})
    return {
        "meta": [{"id": p.id, "name": _property_label(page, p.iri, p.id)} for p in asked.properties],
        "rows": api.rows(page.site.reader, page.site.pages["values"].text, index, asked, page.language),
    }


@router.get("/reconcile/properties")
def proposed(page: PageOf) -> JSONResponse:
    """The properties that things of a type have, the most used first."""
    index, asked = page.site.names, page.request.query_params
    type_ = api.types(index, [asked.get("type", "")])
    limit = api.limit(asked.get("limit", ""), 100)
    found = [iri for iri, _ in index.properties(type_[0] if type_ else "")][:limit]
    country = [{"id": api.COUNTRY, "name": _property_label(page, "", api.COUNTRY)}]
    named = [{"id": short(iri), "name": _property_label(page, iri, short(iri))} for iri in found]
    body: Told = {"properties": [*country, *named][:limit], "type": asked.get("type", "")}
    return _json(page, body | ({"limit": limit} if asked.get("limit") else {}))


def _property_label(page: Page, iri: str, id_: str) -> str:
    if id_ == api.COUNTRY:
        return page.gettext("Country")
    return kind_labels(page, [iri])[iri].text


# --- suggest, preview, view ----------------------------------------------------------------------------------------


@router.get("/reconcile/suggest/{what}")
def suggested(page: PageOf, what: str) -> JSONResponse:
    """Entities, types or properties whose name or id begins so."""
    prefix = page.request.query_params.get("prefix", "").strip()
    cursor = api.cursor(page.request.query_params.get("cursor", ""))
    found = _suggesting(what)(page, prefix)
    return _json(page, {"result": found[cursor : cursor + SUGGESTED]})


def _suggesting(what: str) -> Callable[[Page, str], list[Told]]:
    known: dict[str, Callable[[Page, str], list[Told]]] = {"entity": _entities, "type": _types, "property": _properties}
    if what not in known:
        raise NotFoundError(f"there is no suggest service for {what[:60]!r}; there are {', '.join(known)}")
    return known[what]


def _entities(page: Page, prefix: str) -> list[Told]:
    index = page.site.names
    addressed = index.addressed(prefix)
    hits = [index.known([addressed])[addressed]] if addressed else []
    hits += [hit.thing for hit in search.suggested(index, prefix, page.language, 60)]
    things = [thing for thing in hits if thing.iri.startswith(ENTITIES)]
    words = kind_labels(page, sorted({iri for thing in things for iri in (thing.kind, *thing.countries)}))
    labels = {iri: label.text for iri, label in words.items()}
    return [
        {
            "id": thing.iri.removeprefix(ENTITIES),
            "name": thing.label(page.language).text,
            "description": _description(thing, labels),
            "notable": [{"id": short(thing.kind), "name": labels[thing.kind]}],
        }
        for thing in things
    ]


def entity_types(page: Page) -> list[Told]:
    """The classes of entities, the largest first, each with the classes above it."""
    index = page.site.names
    counted, above = index.entity_types(), index.broader()
    broader = {iri: [b for b in above.get(iri, []) if b != iri] for iri, _ in counted}
    labels = kind_labels(page, sorted({iri for iri, bs in broader.items() for iri in (iri, *bs)}))
    told: list[Told] = []
    for iri, _ in counted:
        own: Told = {"id": short(iri), "name": labels[iri].text}
        wider = [{"id": short(b), "name": labels[b].text} for b in broader[iri]]
        told.append(own | ({"broader": wider} if wider else {}))
    return told


def _types(page: Page, prefix: str) -> list[Told]:
    return api.beginning(entity_types(page), prefix)


def _properties(page: Page, prefix: str) -> list[Told]:
    iris = [iri for iri, _ in page.site.names.properties()]
    labels = kind_labels(page, iris)
    told: list[Told] = [{"id": api.COUNTRY, "name": _property_label(page, "", api.COUNTRY)}]
    told += [{"id": short(iri), "name": labels[iri].text} for iri in iris]
    return api.beginning(told, prefix)


@router.get("/reconcile/flyout/{what}")
def flyout(page: PageOf, what: str) -> JSONResponse:
    """A few words on an entity, a type or a property, as HTML made of escaped text."""
    id_ = page.request.query_params.get("id", "")
    if what == "entity":
        thing = _thing(page, id_)
        labels = {iri: label.text for iri, label in kind_labels(page, [thing.kind, *thing.countries]).items()}
        name, words = thing.label(page.language).text, _description(thing, labels)
    else:
        told = next((one for one in _suggesting(what)(page, "") if one["id"] == id_), None)
        if told is None:
            raise NotFoundError(f"there is no {what} {id_[:60]!r}")
        name, words = str(told["name"]), id_
    return _json(page, {"id": id_, "html": f"<p><strong>{html.escape(name)}</strong> {html.escape(words)}</p>"})


@router.get("/reconcile/preview")
def preview(page: PageOf) -> HTMLResponse:
    """A small page about an entity, which may be framed."""
    thing = _thing(page, page.request.query_params.get("id", ""))
    label = thing.label(page.language)
    others = dict.fromkeys(n.text for n in thing.names if n.sort != HIDDEN and n.text != label.text)
    return page.html(
        "preview.html",
        headers=FRAMED,
        thing=thing,
        label=label,
        others=list(others)[:OTHER_NAMES_SHOWN],
        kind=kind_labels(page, [thing.kind])[thing.kind],
        countries=list(kind_labels(page, [c for c in thing.countries if c != thing.iri]).values()),
    )


@router.get("/reconcile/view")
def view(page: PageOf) -> RedirectResponse:
    """To the page about an entity: clients write an id's slash as %2F, which is no slash in our addresses."""
    return RedirectResponse(page.link(_thing(page, page.request.query_params.get("id", "")).iri), 303)


def _thing(page: Page, id_: str) -> search.Known:
    index = page.site.names
    numbers = index.numbers([ENTITIES + id_])
    if not numbers:
        raise NotFoundError(f"there is no entity {id_[:100]!r}")
    number = next(iter(numbers.values()))
    return index.known([number])[number]
