"""What helps whoever writes a query, for programs: the terms to name, and why a query is malformed, slow or empty."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from edugraph import search
from edugraph.engine.protocol import Asked, MalformedQuery, RefusedQuery, TimedOut, TooDeep, TooManyBytes, TooManyRows
from edugraph.engine.reading import whole
from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, iri
from edugraph.vocabulary import BASE, graph_iri
from edugraph.web.addresses import words_of
from edugraph.web.errors import RequestError, reason
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.cache import etag
from edugraph.web.http.negotiation import JSON
from edugraph.web.sparql import patterns, text
from edugraph.web.sparql.explaining import MOST, Hint, Reader, place
from edugraph.web.sparql.requests import Posted, body_of, question

router = APIRouter()

NOWHERE = graph_iri("none")
"""A graph that no release has: a query of nothing but it is read whole by the engine, and runs over nothing."""
CHECK_S = 1.0
_ROWS = 100


@router.get("/query/terms.json")
def terms(page: PageOf) -> Response:
    """The prefixes, classes, properties and codes of the release, the same bytes for every host."""
    body = page.site.metadata.documents[page.language]
    headers = {
        "ETag": etag(page.site.version, "/query/terms.json", page.language),
        "Vary": "Accept-Language",
        "Content-Language": page.language,
    }
    return Response(body, media_type=JSON, headers=headers)


@router.get("/query/explain")
async def explained(page: PageOf) -> Response:
    return await _explained(page, None)


@router.post("/query/explain")
async def explained_by_form(page: PageOf) -> Response:
    body = await body_of(page.request, page.site.settings.query_kib << 10)
    return await _explained(page, Posted(page.request.headers.get("content-type", ""), body))


async def _explained(page: Page, posted: Posted | None) -> JSONResponse:
    """Hints on a query, by place. The plan is always null: the embedded engine gives none to Python, and the protocol
    of a remote one has no word for it. Raises RequestError and what `question` raises; Busy, Away."""
    asked = question(page.request.scope["query_string"], posted)
    if asked is None:
        raise RequestError("there is no query: send it as ?query=, or as the body of a POST")
    faults = await _faults(page, asked.query)
    read = await run_in_threadpool(_read, page, asked.query, is_malformed=bool(faults))
    if any(hint.code == "undeclared-prefix" for hint in read):
        faults = [fault for fault in faults if fault.code != "syntax"]
    hints = sorted([*faults, *read], key=lambda hint: (hint.start, hint.code))[:MOST]
    told = {"plan": None, "hints": [_told(asked.query, hint) for hint in hints]}
    return JSONResponse(told, headers={"Vary": "Accept-Language", "Content-Language": page.language})


def _told(query: str, hint: Hint) -> dict[str, object]:
    line, column = place(query, hint.start)
    return {
        "code": hint.code,
        "message": hint.message,
        "line": line,
        "column": column,
        "length": hint.length,
        "nearest": hint.nearest or None,
    }


async def _faults(page: Page, query: str) -> list[Hint]:
    """What the engine says of the query when it reads it, and runs it over nothing."""
    _ = page.gettext
    reading = text.read(query)
    if reading.is_update:
        return [Hint("read-only", _("Updates are refused: the data change by releases only."), 0, 0)]
    shown = text.described(query).rows if reading.first == "DESCRIBE" else query
    format_ = "n-triples" if reading.first == "CONSTRUCT" else "json"
    asked = Asked(shown, (NOWHERE,), (NOWHERE,), format_, deadline_s=CHECK_S, max_rows=_ROWS)
    try:
        await whole(await page.site.engine.answer(asked))
    except MalformedQuery as fault:
        start = _start(query, fault.line, fault.column)
        return [Hint("syntax", _("The query cannot be read here: %(words)s") % {"words": reason(fault, _)}, start, 1)]
    except TooDeep as fault:
        return [Hint("too-deep", _("The query is too deep: %(words)s") % {"words": str(fault)}, 0, 0)]
    except RefusedQuery as fault:
        return [Hint("refused", _("The query is refused: %(words)s") % {"words": str(fault)}, 0, 0)]
    except TimedOut:
        return [Hint("slow-alone", _("The query is slow even over no data: its lists or joins are too large."), 0, 0)]
    except (TooManyRows, TooManyBytes):
        pass
    return []


def _start(query: str, line: int, column: int) -> int:
    """The place of a line and a column; the start of the query where the engine names none."""
    if not line:
        return 0
    lines = query.split("\n")[: line - 1]
    return min(sum(len(one) + 1 for one in lines) + max(column - 1, 0), len(query))


def _read(page: Page, query: str, is_malformed: bool) -> list[Hint]:
    """What the words of the query tell; of a very long one nothing."""
    if len(query) > text.LONG:
        return [Hint("long", page.gettext("The query is too long for hints; only its grammar was checked."), 0, 0)]
    found = patterns.read(query)
    reader = Reader(found, page.site.metadata, page.gettext, page.language)
    malformed = list(reader.keywords()) if is_malformed else []
    return [*malformed, *reader.hints(), *_absent(page, found)]


def _absent(page: Page, query: patterns.Query) -> Iterator[Hint]:
    """Things and graphs of ours that are not in the release."""
    named = [(token, query.iri(token)) for token in query.tokens if token.kind in ("iri", "name")]
    ours = [(t, i) for t, i in named if i.startswith((BASE + "id/", BASE + "graph/")) and not BAD_IN_IRI.search(i)]
    asked = list(dict.fromkeys(i for _t, i in ours if i not in (BASE + "id/", BASE + "graph/")))[:MOST]
    if not asked:
        return
    rows = page.site.reader.ask(bound(page.site.pages["existing"].text, {"this": [iri(this) for this in asked]}))
    there = {row["this"][1:-1] for row in rows}
    for token, this in ours:
        if this in asked and this not in there and not _is_prefix(query, token):
            told = page.gettext("%(term)s is not in this release.") % {"term": token.text}
            yield Hint("unknown-thing", told, token.start, len(token.text), _nearest(page, this))


def _is_prefix(query: patterns.Query, token: text.Token) -> bool:
    return token.kind == "iri" and token.text[1:-1] in query.prefixes.values()


def _nearest(page: Page, this: str) -> str:
    """The thing of the same sort whose name is most like the end of an IRI, as it stands in a query; or empty."""
    folder = this.rpartition("/")[0] + "/"
    if not this.startswith(BASE + "id/"):
        return ""
    hits = search.found(page.site.names, words_of(this), page.language, None, 0, 10).hits
    return next((iri(hit.thing.iri) for hit in hits if hit.thing.iri.startswith(folder)), "")
