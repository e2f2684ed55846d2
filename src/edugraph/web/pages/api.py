"""`/openapi.json`: the HTTP interface for programs, written from the named questions and the tables of formats."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from edugraph.queries import Query, Words
from edugraph.web.frame import PageOf
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
            "/graph-store": _graph_store(),
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
