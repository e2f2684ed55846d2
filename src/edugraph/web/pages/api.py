"""`/openapi.json`: the HTTP interface for programs, written from the named questions and the tables of formats."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.ties import EVIDENCE, LEVELS, WEIGHTS
from edugraph.queries import Query, Words
from edugraph.web.downloads import RECEIPT, SUFFIXES
from edugraph.web.frame import PageOf
from edugraph.web.pages.network_api import FORMATS
from edugraph.web.pages.questions import LANGUAGE
from edugraph.web.parameters import Field, field
from edugraph.web.sparql import formats
from edugraph.web.sparql.requests import FORM, QUERY

router = APIRouter()

_KINDS: Mapping[str, dict[str, str]] = {
    "date": {"type": "string", "format": "date"},
    "number": {"type": "integer"},
    "text": {"type": "string"},
}
_ANSWERS = ("application/sparql-results+json", "text/csv", "text/html")
Told = dict[str, Any]


@router.get("/openapi.json")
def described(page: PageOf) -> JSONResponse:
    """The document (OpenAPI 3.1)."""
    base = page.site.settings.public_url or str(page.request.base_url).rstrip("/")
    language = page.language if page.is_language_asked else "en"
    return JSONResponse(document(page.site.questions, page.site.words, base, page.site.release.version, language))


def document(questions: Mapping[str, Query], words: Words, base: str, version: str, language: str = "en") -> Told:
    """Every operation of the interface for programs; the questions in one of the three languages."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "edugraph",
            "version": version,
            "description": "Who met, who decided what, who promised what to whom in international education.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base}],
        "paths": {
            "/sparql": _sparql(),
            **_writing(),
            "/graph-store": _graph_store(),
            **_network(),
            **{f"/questions/{name}": _question(query, words, language) for name, query in questions.items()},
        },
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


_PROBLEM: Told = {
    "type": "object",
    "description": "RFC 9457 problem details. `code` is stable; `line` and `column` count from 1.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "hints": {"type": "array", "items": {"type": "string"}},
    },
}
_FAILED: Told = {
    "description": "Not answered",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _responses(media: Iterator[str] | tuple[str, ...]) -> Told:
    return {
        "200": {"description": "The whole answer", "content": {m: {} for m in media}},
        "304": {"description": "Not changed since the ETag in If-None-Match"},
        "default": _FAILED,
    }


def _query(name: str, words: str, schema: Told | None = None, **more: object) -> Told:
    return {"name": name, "in": "query", "description": words, "schema": schema or {"type": "string"}, **more}


def _sparql() -> Told:
    many = {"type": "array", "items": {"type": "string", "format": "uri"}}
    shared = [
        _query("default-graph-uri", "Graphs that make the default graph", many),
        _query("named-graph-uri", "Named graphs", many),
        _query("format", "A short name of a format, in place of Accept", {"enum": sorted(formats.MEDIA)}),
        _query("timeout", "Seconds after which to give up, within the server's own limit", {"type": "number"}),
    ]
    one = _query("query", "A SPARQL 1.1 query", example="SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    body = {"required": True, "content": {QUERY: {}, FORM: {}}}
    answers = _responses(tuple(formats.ALL))
    return {
        "get": {"operationId": "query", "summary": "Ask a query", "parameters": [one, *shared], "responses": answers},
        "post": {
            "operationId": "postQuery",
            "summary": "Ask a query that is too long for an address",
            "parameters": shared,
            "requestBody": body,
            "responses": answers,
        },
    }


def _writing() -> dict[str, Told]:
    """What helps a writer of queries: terms and hints."""
    spoken = _query("lang", "The language of labels and messages", {"enum": ["en", "ru", "lv"]})
    one = _query("query", "A SPARQL 1.1 query", example="SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    answers = _responses(("application/json",))
    terms = {"operationId": "terms", "summary": "Prefixes, classes, properties and codes, with how often they are used"}
    hints = {"operationId": "explain", "summary": "Why a query is malformed, slow or empty; it is not run"}
    return {
        "/query/terms.json": {"get": {**terms, "parameters": [spoken], "responses": answers}},
        "/query/explain": {
            "get": {**hints, "parameters": [one, spoken], "responses": answers},
            "post": {
                **hints,
                "operationId": "postExplain",
                "parameters": [spoken],
                "requestBody": {"required": True, "content": {QUERY: {}, FORM: {}}},
                "responses": answers,
            },
        },
    }


def _graph_store() -> Told:
    graph = _query("graph", "The IRI of a named graph", {"type": "string", "format": "uri"})
    default = _query("default", "Present, without a value: the default graph", allowEmptyValue=True)
    return {
        "get": {
            "operationId": "graph",
            "summary": "All triples of one graph (Graph Store Protocol)",
            "parameters": [graph, default],
            "responses": _responses(tuple(formats.TRIPLES)),
        }
    }


def _network() -> dict[str, Told]:
    """Who works with whom: ties under a filter, one tie, positions, gaps, paths and changes."""
    period = [_query(name, words, _DATE) for name, words in _PERIOD.items()]
    shared = [
        _query("level", "Who the actors are", {"enum": list(LEVELS), "default": LEVELS[0]}),
        _query("evidence", "The weakest evidence that counts", {"enum": list(EVIDENCE), "default": BASE_EVIDENCE}),
        _query("kinds", "Kinds of ties, separated by commas; all without it", example="co-participation,agreement"),
        _query("region", "Only actors in this region", example="region/central-asia"),
        _query("sort", "Only actors of this sort: `country`, or a kind of organisation", example="ministry"),
    ]
    weighed = [
        *shared,
        *period,
        _query("sure", "`yes`: only facts that are certainly in the period", {"enum": ["yes", "no"], "default": "no"}),
        _query("weight", "The number of facts, or each fact shared among its participants", {"enum": list(WEIGHTS)}),
        _query("min", "The least weight of a pair", {"type": "number", "minimum": 0}),
    ]
    actor = _query("actor", "Only ties of these actors, separated by commas", example="country/KAZ")
    two = [_query(n, "An actor", required=True, example=e) for n, e in (("a", "country/KAZ"), ("b", "country/LVA"))]
    spans = [
        _query(n, "A period", required=True, example=e) for n, e in (("before", "2015/2019"), ("after", "2020/2026"))
    ]
    told: dict[str, tuple[str, list[Told], tuple[str, ...]]] = {
        "/network.json": ("Ties under a filter, with positions and facts", [*weighed, actor], ("application/json",)),
        **{
            f"/network.{suffix}": (f"The same ties as {suffix.upper()}", [*weighed, actor], (media,))
            for suffix, (media, _) in FORMATS.items()
        },
        f"/network{RECEIPT}": (
            "The receipt of the CSV: lines, and whether all",
            [*weighed, actor],
            (SUFFIXES[RECEIPT],),
        ),
        "/network/tie": (
            "One tie explained: facts, weight, query",
            [*two, *weighed],
            ("application/json", "text/html"),
        ),
        "/network/tie.json": ("The same, as JSON in any case", [*two, *weighed], ("application/json",)),
        "/network/path": ("The shortest paths between two actors", [*two, *weighed], ("application/json",)),
        "/network/measures": ("Positions of actors, clusters, cuts", [*weighed, actor], ("application/json",)),
        "/network/gaps": ("Pairs with common partners and no tie", [*weighed, actor], ("application/json",)),
        "/network/change": ("What changed between two periods", [*spans, *shared, actor], ("application/json",)),
    }
    return {
        path: {
            "get": {
                "operationId": path.strip("/").replace("/", "-").replace(".", "-"),
                "summary": words,
                "tags": ["network"],
                "parameters": parameters,
                "responses": _responses(media),
            }
        }
        for path, (words, parameters, media) in told.items()
    }


_DATE: Told = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_PERIOD = {
    "from": "The first year, month or day of the period",
    "to": "The last year, month or day of the period",
    "asof": "The day to look from: it ends the period too",
}


def _question(query: Query, words: Words, language_: str) -> Told:
    fields = [field(p, query.text, None) for p in query.parameters if p.name != LANGUAGE]
    language = [_query("lang", "Language of names", {"enum": ["en", "ru", "lv"]})]
    has_language = any(p.name == LANGUAGE for p in query.parameters)
    return {
        "get": {
            "operationId": query.name,
            "summary": query.told("title", language_)[0],
            "description": query.told("answers", language_)[0],
            "tags": [query.head.get("topic", "other")],
            "parameters": [*(_parameter(f, words, language_) for f in fields), *(language if has_language else [])],
            "responses": _responses(_ANSWERS),
        }
    }


def _parameter(shown: Field, words: Words, language: str) -> Told:
    told = words.parameters.get(shown.help, {}).get(language, shown.help)
    return _query(shown.name, told, {**_KINDS[shown.type], "default": _typed(shown)}, example=_typed(shown))


def _typed(shown: Field) -> object:
    return int(shown.value) if shown.type == "number" else shown.value
