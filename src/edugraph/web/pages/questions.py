"""Named questions: the list, and each with its form, its answer, and the query that gives it."""

import json
import re
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from edugraph.engine.protocol import Asked as Query_
from edugraph.engine.reading import rows_of, whole
from edugraph.queries import Query, bound
from edugraph.rdf import literal
from edugraph.store import RESULT_FORMATS, Rows
from edugraph.web.cells import table
from edugraph.web.errors import NotAcceptableError, NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.negotiation import HTML, RESULTS_JSON, chosen
from edugraph.web.parameters import Field, field, values
from edugraph.web.sparql.cache import Kept
from edugraph.web.sparql.text import read

router = APIRouter()

CSV = RESULT_FORMATS["csv"].media_type
SUFFIXES = {".json": RESULTS_JSON, ".csv": CSV, ".html": HTML}
FORMATS = {RESULTS_JSON: "json", CSV: "csv"}


LANGUAGE = "lang"
"""The parameter for the language of names: it is the language of the page, never a field of its own."""


@dataclass(frozen=True)
class Entry:
    """A question in a list."""

    name: str
    title: Label
    answers: str
    topic: str


@dataclass(frozen=True)
class Asked:
    """A question with the values of this request: its fields, and the query as it runs."""

    question: Query
    fields: list[Field]
    language: str

    @property
    def query(self) -> str:
        names = {p.name for p in self.question.parameters}
        language = {LANGUAGE: literal(self.language)} if LANGUAGE in names else {}
        return bound(self.question.text, {**language, **{f.name: values(f) for f in self.fields}})


@router.get("/questions")
def listed(page: PageOf) -> HTMLResponse:
    return page.html("questions.html", topics=by_topic(page))


def by_topic(page: Page) -> dict[str, list[Entry]]:
    """The questions under the headings of their topics."""
    words = topics(page)
    found: dict[str, list[Entry]] = {}
    for entry in entries(page):
        found.setdefault(words.get(entry.topic, entry.topic), []).append(entry)
    return found


def entries(page: Page) -> list[Entry]:
    """The questions by topic."""
    found = [
        Entry(q.name, title(q, page.language), q.answers, q.head.get("topic", "")) for q in page.site.questions.values()
    ]
    order = list(topics(page))
    return sorted(found, key=lambda e: (order.index(e.topic) if e.topic in order else len(order), e.name))


def one_of_each_topic(found: list[Entry]) -> list[Entry]:
    """The first question of every topic."""
    firsts = {entry.topic: entry for entry in reversed(found)}
    return [entry for entry in found if firsts[entry.topic] is entry]


def title(question: Query, language: str) -> Label:
    """The title in the page's language (`# title-ru:`), else in English."""
    translated = re.search(rf"^# title-{language}: *(.+)$", question.text, re.MULTILINE)
    return Label(translated[1], language) if translated else Label(question.title, "en", language != "en")


def topics(page: Page) -> dict[str, str]:
    """The topics of questions in the order of the list, with their headings."""
    _ = page.gettext
    return {
        "events": _("Events"),
        "decisions": _("Decisions"),
        "commitments": _("Commitments"),
        "actors": _("Actors"),
        "network": _("Who works with whom"),
        "plan": _("Plans"),
        "documents": _("Documents"),
        "time": _("Time"),
        "evidence": _("Evidence"),
        "": _("Other"),
    }


@router.get("/questions/{name}")
async def answered(page: PageOf, name: str) -> Response:
    stem, suffix = next(((name.removesuffix(s), s) for s in SUFFIXES if name.endswith(s)), (name, ""))
    media = SUFFIXES.get(suffix) or chosen(page.request.headers.get("accept"), (HTML, RESULTS_JSON, CSV))
    question = asked(page, stem)
    query = question.query
    if media is None:
        raise NotAcceptableError(f"questions are answered as {HTML}, {RESULTS_JSON} and {CSV}")
    if media != HTML:
        body = await told_as(page, query, FORMATS[media])
        headers = {"Vary": "Accept, Accept-Language", "Content-Language": question.language}
        return Response(body, media_type=media, headers=headers)
    told = json.loads(await told_as(page, query, "json"))
    return await run_in_threadpool(shown, page, question, rows_of(told))


async def told_as(page: Page, query: str, format_: str) -> bytes:
    """The answer to a question's query, from the cache where it is the same every time. Raises EngineError."""
    memory = page.request.app.state.memory
    key = (page.site.release.id, "question", query, format_)
    kept = memory.get(key, b"")
    if kept:
        return bytes(kept.body)
    body = await whole(await page.site.engine.answer(Query_(query, format=format_)))
    if not read(query).is_changing:
        memory.put(Kept(key, "", [], body), b"")
    return body


def asked(page: Page, name: str) -> Asked:
    """The question of that name with what was typed. Raises NotFoundError."""
    question = page.site.questions.get(name)
    if question is None:
        raise NotFoundError(f"there is no question named {name!r}")
    typed = page.request.query_params
    fields = {p.name: field(p, question.text, typed.get(p.name)) for p in question.parameters if p.name != LANGUAGE}
    return Asked(question, list(fields.values()), page.language)


def shown(page: Page, question: Asked, rows: Rows) -> HTMLResponse:
    """The page of a question."""
    typed = {f.name: f.value for f in question.fields if f.name in page.request.query_params}
    path = f"/questions/{question.question.name}"
    heading = title(question.question, page.language)
    return page.html(
        "question.html",
        question=question.question,
        title=heading,
        fields=question.fields,
        query=question.query,
        table=table(page, without_labels(rows), heading.text),
        path=path,
        asked=typed,
        headers={"Link": f'<{page.href(path + ".json")}>; rel="alternate"; type="{RESULTS_JSON}"'},
    )


def without_labels(rows: Rows) -> Rows:
    """The table without columns such as `cityLabel` beside `city`: the page names things itself."""
    kept = [n for n, v in enumerate(rows.variables) if v.removesuffix("Label") not in set(rows.variables) - {v}]
    return Rows(tuple(rows.variables[n] for n in kept), [tuple(row[n] for n in kept) for row in rows.rows])
