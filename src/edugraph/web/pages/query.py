"""`/query`: the form for people, and the answer below it. It works without JavaScript and asks through the engine."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from edugraph.engine.protocol import MalformedQuery
from edugraph.engine.reading import rows_of, whole
from edugraph.errors import EdugraphError
from edugraph.queries import untranslated
from edugraph.rdf import BAD_IN_IRI, Term
from edugraph.search import folding
from edugraph.store import Rows, translated
from edugraph.web import errors
from edugraph.web.cells import table
from edugraph.web.frame import Page, PageOf
from edugraph.web.i18n import LANGUAGES
from edugraph.web.pages.questions import Entry, by_topic
from edugraph.web.sparql import advice, builder, formats, text
from edugraph.web.sparql.builder import Builder
from edugraph.web.sparql.editor import FORMAT_WORDS, setting
from edugraph.web.sparql.endpoint import ASKED, answered, understood
from edugraph.web.sparql.hints import hints
from edugraph.web.sparql.requests import Question, question

router = APIRouter()

TEXT_SHOWN = 200_000
CARRIED = 256 << 10
"""So many characters of an answer come with the page for its script."""
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


@dataclass
class Found:
    """An answer as the page shows it: one of the first three, or none; `is_cut` when only the start of it is shown."""

    table: object = None
    truth: bool | None = None
    turtle: str | None = None
    is_cut: bool = False
    carried: dict[str, object] | None = None
    """The same for the page's script, where it is small: what came with the page is not asked again."""


@dataclass(frozen=True)
class Fault:
    """Why a query was not answered: in words, with its place and the nearest known words."""

    words: str
    line: int = 0
    column: int = 0
    excerpt: str = ""
    status: int = 400
    code: str = ""


@router.get("/query")
async def query(page: PageOf) -> Response:
    """The form; with `?query=`, the query filled in and its answer; with `?format=`, the answer for a program."""
    asked = page.request.scope.get(ASKED) or question(page.request.scope["query_string"], None)
    if asked is None or not asked.query:
        return await run_in_threadpool(begun, page)
    if asked.format and not formats.is_page(asked.format, None):
        return RedirectResponse(page.href("/sparql") + "?" + page.request.url.query, 303)
    found, fault, body = Found(), None, b""
    kind = ""
    try:
        kind, body = await _asked(page, asked)
    except EdugraphError as error:
        fault = await run_in_threadpool(_fault, error, asked.query)
    near = await run_in_threadpool(lambda: hints(asked.query, page.site.terms, fault is not None))
    if kind:
        found = await run_in_threadpool(shown, page, kind, body)
    return await run_in_threadpool(drawn, page, asked.query, asked, found, fault, near)


async def _asked(page: Page, asked: Question) -> tuple[str, bytes]:
    """The form of the answer and its body, as JSON or N-Triples. Raises EngineError and what `understood` raises."""
    format_ = "n-triples" if text.read(asked.query).form == "triples" else ""
    as_page = Question(asked.query, asked.default_graphs, asked.named_graphs, format_, asked.timeout_s)
    request = understood(page.site, as_page, None, b"")
    return request.reading.form, await whole(await answered(page.site, request))


def _fault(error: EdugraphError, query: str) -> Fault:
    status = errors.status_of(error)
    words = errors.detail_of(error, status)
    line, column = errors.place(error, words)
    lines = query.splitlines()
    excerpt = lines[line - 1][:300] if isinstance(error, MalformedQuery) and 0 < line <= len(lines) else ""
    return Fault(words, line, column, excerpt, status, errors.code_of(error))


def shown(page: Page, form: str, body: bytes) -> Found:
    """An answer for reading."""
    if form == "triples":
        return _triples(body)
    told = json.loads(body)
    if "boolean" in told:
        truth = bool(told["boolean"])
        return Found(truth=truth, carried={"form": "truth", "truth": truth, "lines": []})
    rows = rows_of(told)
    made = table(page, rows, page.gettext("Answer"))
    return Found(table=made, is_cut=made.total > len(made.rows), carried=_carried("rows", _lines(rows), len(body)))


def _triples(body: bytes) -> Found:
    turtle = translated(body, "turtle").decode("utf-8")
    lines = (line for line in body.decode("utf-8").split("\n") if line)
    return Found(
        turtle=turtle[:TEXT_SHOWN], is_cut=len(turtle) > TEXT_SHOWN, carried=_carried("triples", lines, len(body))
    )


def _carried(form: str, lines: Iterable[str], size: int) -> dict[str, object] | None:
    """An answer for the page's script; nothing where it is too large."""
    return {"form": form, "truth": None, "lines": list(lines)} if size <= CARRIED else None


def _lines(rows: Rows) -> Iterator[str]:
    """A table as the lines of TSV (SPARQL 1.1 Query Results CSV and TSV Formats, 4)."""
    yield "\t".join(f"?{name}" for name in rows.variables)
    for row in rows.rows:
        yield "\t".join(_spelled(term) if term else "" for term in row)


def _spelled(term: Term) -> str:
    """A term as N-Triples writes it; an IRI as the query made it, whatever it holds."""
    if term.kind == "iri":
        return "<" + BAD_IN_IRI.sub(lambda bad: f"\\u{ord(bad[0]):04X}", term.value) + ">"
    return str(term)


def begun(page: Page) -> HTMLResponse:
    """The page without an answer: the query is that of the builder, of a named question, or a first one."""
    built = builder.builder(page)
    return drawn(page, built.query or example(page), None, Found(), None, [], built)


def drawn(
    page: Page,
    query: str,
    asked: Question | None,
    found: Found,
    fault: Fault | None,
    near: list[str],
    built: Builder | None = None,
) -> HTMLResponse:
    """The page. Raises EngineError."""
    built = built or builder.builder(page)
    return page.html(
        "sparql.html",
        fault.status if fault else built.status,
        builder=built,
        found=builder.found(page, built),
        find=page.request.query_params.get("find", "").strip()[:200],
        query=query,
        is_asked=asked is not None,
        fault=fault,
        hints=near,
        graphs=graphs(asked),
        downloads=downloads(page, asked) if asked and not fault else [],
        topics=ready(page),
        advice=advice.words(page),
        setting=setting(page),
        **vars(found),
    )


def graphs(asked: Question | None) -> list[tuple[str, str]]:
    """The data set of a request as fields of the form."""
    if asked is None:
        return []
    default = [("default-graph-uri", graph) for graph in asked.default_graphs]
    return default + [("named-graph-uri", graph) for graph in asked.named_graphs]


def downloads(page: Page, asked: Question) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every syntax of the answer: its name, and the fields of the request for it."""
    form = text.read(asked.query).form
    names = formats.TRIPLES.values() if form == "triples" else formats.ROWS.values()
    return [(FORMAT_WORDS[name], [("query", asked.query), *graphs(asked), ("format", name)]) for name in names]


def ready(page: Page) -> dict[str, list[Entry]]:
    """The named questions by topic: with `?find=`, those that hold all its words in some language."""
    words = folding.words(page.request.query_params.get("find", "")[:200])
    found = {
        topic: [entry for entry in entries if all(word in said(page, entry) for word in words)]
        for topic, entries in by_topic(page).items()
    }
    return {topic: entries for topic, entries in found.items() if entries}


def said(page: Page, entry: Entry) -> str:
    """All words of a question, in every language, as they are compared."""
    question = page.site.questions[entry.name]
    told = (question.told(key, tag)[0] for key in ("title", "answers") for tag in LANGUAGES)
    return " ".join(word for text_ in told for word in folding.words(text_))


def example(page: Page) -> str:
    """The query to start from: the named question of `?example=`, else a first one."""
    known = page.site.questions.get(page.request.query_params.get("example", ""))
    return untranslated(known.text) if known else FIRST_QUERY
