"""The SPARQL 1.1 endpoint at `/sparql`: one address for programs (GET and POST) and for people (the query page)."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from edugraph.rdf import Term
from edugraph.store import RDF_FORMATS, RESULT_FORMATS, QueryError, Rows, Store
from edugraph.web.cells import table
from edugraph.web.errors import MediaTypeError, NotAcceptableError, RequestError, TooLargeError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.negotiation import HTML, JSON, RESULTS_JSON, chosen
from edugraph.web.pages.questions import title

router = APIRouter()

BODY_LIMIT = 1 << 18
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ROW_TYPES = {f.media_type: name for name, f in RESULT_FORMATS.items()}
TRIPLE_TYPES = {f.media_type: name for name, f in RDF_FORMATS.items()}
TYPES = (*ROW_TYPES, *TRIPLE_TYPES)
PLAIN_JSON = {JSON: RESULTS_JSON}
"""What many clients ask for when they mean the JSON of SPARQL results."""
FIRST_QUERY = """PREFIX eg: <https://w3id.org/edugraph/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?event ?name
WHERE {
  ?event a eg:Event ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 20
"""


@dataclass(frozen=True)
class Example:
    """A query to start from."""

    name: str
    title: Label


@router.api_route("/sparql", methods=["GET", "POST"])
async def asked(page: PageOf) -> Response:
    """The query page for a browser; the answer in a standard syntax for a program (SPARQL 1.1 Protocol, 2.1)."""
    request = page.request
    fields = request.query_params.multi_items()
    if request.method == "GET":
        query = query_of(fields)
    else:
        query = posted(request.headers.get("content-type", ""), await body_of(request), fields)
    return await run_in_threadpool(answered, page, query)


async def body_of(request: Request) -> bytes:
    """The body of a POST, read up to the limit and no further."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise TooLargeError(f"a query may have up to {BODY_LIMIT} bytes")
    return body


def answered(page: Page, query: str | None) -> Response:
    """The answer, on the query page where HTML is liked best; without a query, the empty form."""
    accept = page.request.headers.get("accept")
    if query is None:
        if not chosen(accept, (HTML,)):
            raise RequestError("there is no query: send it as ?query=, or as the body of a POST")
        return query_page(page, example(page))
    if chosen(accept, (*TYPES, *PLAIN_JSON, HTML)) == HTML:
        return query_page(page, query, is_asked=True)
    return answer(page.site.store, query, accept)


def posted(content_type: str, body: bytes, address: list[tuple[str, str]]) -> str:
    """The query of a POST. Raises MediaTypeError, RequestError."""
    media = content_type.split(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
        query = query_of(parse_qsl(text, keep_blank_values=True, errors="strict")) if media == FORM else text
    except UnicodeDecodeError as fault:
        raise RequestError("the body is not UTF-8") from fault
    if media not in (FORM, QUERY):
        raise MediaTypeError(f"a query is posted as {QUERY} or {FORM}, not as {media or 'nothing'}")
    refuse_datasets(address)
    if not query:
        raise RequestError("there is no query in the body")
    return query


def query_of(fields: list[tuple[str, str]]) -> str | None:
    """The one query among the fields of a form or an address; None when there is none."""
    refuse_datasets(fields)
    if any(name == "update" for name, _ in fields):
        raise QueryError("updates are refused here; the data change by releases only")
    queries = [value for name, value in fields if name == "query" and value.strip()]
    if len(queries) > 1:
        raise RequestError("there is more than one query; send one at a time")
    return queries[0] if queries else None


def refuse_datasets(fields: list[tuple[str, str]]) -> None:
    """A data set named beside the query would be passed over in silence; FROM says the same inside it."""
    named = sorted({name for name, _ in fields} & {"default-graph-uri", "named-graph-uri"})
    if named:
        raise RequestError(f"{named[0]} is not taken here: write FROM or FROM NAMED in the query")


def answer(store: Store, query: str, accept: str | None) -> Response:
    """The whole answer in the syntax that is liked best. Raises NotAcceptableError, QueryError.

    Whether a query has rows or triples is known once it has run; so when the best syntax of all does not fit, the best
    of the fitting ones is taken in a second run.
    """
    liked = chosen(accept, (*TYPES, *PLAIN_JSON))
    if liked is None:
        raise NotAcceptableError(f"answers come as {', '.join(TYPES)}")
    best = PLAIN_JSON.get(liked, liked)
    media, body = store.results(query, ROW_TYPES.get(best) or TRIPLE_TYPES[best])
    if media != best:
        fitting = tuple(ROW_TYPES if media in ROW_TYPES else TRIPLE_TYPES)
        second = chosen(accept, fitting)
        if second is None:
            raise NotAcceptableError(f"this query is answered as {', '.join(fitting)}")
        if second != media:
            media, body = store.results(query, ROW_TYPES.get(second) or TRIPLE_TYPES[second])
    return Response(body, media_type=media, headers={"Vary": "Accept"})


def query_page(page: Page, query: str, is_asked: bool = False) -> HTMLResponse:
    """The form, and the answer below it when a query was asked; a query that cannot be answered is told in place."""
    fault, found = "", Found()
    if is_asked:
        try:
            found = shown(page, query)
        except QueryError as error:
            fault = str(error)
    status = 400 if fault else 200
    return page.html(
        "sparql.html", status, query=query, is_asked=is_asked, fault=fault, examples=examples(page), **vars(found)
    )


@dataclass
class Found:
    """An answer as the query page shows it: one of the three, or none."""

    table: object = None
    truth: bool | None = None
    turtle: str | None = None


def shown(page: Page, query: str) -> Found:
    """The answer of any query, for reading."""
    media, body = page.site.store.results(query)
    if media not in ROW_TYPES:
        return Found(turtle=body.decode("utf-8"))
    answered = json.loads(body)
    if "boolean" in answered:
        return Found(truth=bool(answered["boolean"]))
    return Found(table=table(page, rows_of(answered), page.gettext("Answer")))


def rows_of(answered: dict[str, Any]) -> Rows:
    """SPARQL 1.1 results in JSON -> a table."""
    names = tuple(answered["head"]["vars"])
    bindings = answered["results"]["bindings"]
    return Rows(names, [tuple(term(b[n]) if n in b else None for n in names) for b in bindings])


def term(binding: dict[str, Any]) -> Term:
    """One value of the JSON results format (SPARQL 1.1 Query Results JSON Format, 3.2.2)."""
    if binding["type"] == "uri":
        return Term("iri", binding["value"])
    if binding["type"] == "bnode":
        return Term("blank", binding["value"])
    return Term("literal", binding["value"], binding.get("xml:lang", ""), binding.get("datatype", ""))


def example(page: Page) -> str:
    """The query to start from: the named question of `?example=`, else a first one."""
    question = page.site.questions.get(page.request.query_params.get("example", ""))
    return question.text if question else FIRST_QUERY


def examples(page: Page) -> list[Example]:
    """The named questions, to start from."""
    return [Example(q.name, title(q, page.language)) for q in page.site.questions.values()]
