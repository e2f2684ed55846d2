"""Named questions: the list, and each with its form, its answer, and the query that gives it."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from edugraph.queries import Query, bound, untranslated
from edugraph.rdf import iri, literal
from edugraph.store import Rows
from edugraph.vocabulary import BASE, graph_iri
from edugraph.web import addresses, downloads, representations
from edugraph.web.cells import table
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML, RESULTS_JSON, TURTLE, chosen
from edugraph.web.labels import Label
from edugraph.web.parameters import Field, field, values

router = APIRouter()

LANGUAGE = "lang"
"""The parameter for the language of names: it is the language of the page, never a field of its own."""


@dataclass(frozen=True)
class Entry:
    """A question in a list."""

    name: str
    title: Label
    answers: Label
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
        return bound(untranslated(self.question.text), {**language, **{f.name: values(f) for f in self.fields}})


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
        Entry(q.name, title(q, page.language), answers(q, page.language), q.head.get("topic", ""))
        for q in page.site.questions.values()
    ]
    order = list(topics(page))
    return sorted(found, key=lambda e: (order.index(e.topic) if e.topic in order else len(order), e.name))


def one_of_each_topic(found: list[Entry]) -> list[Entry]:
    """The first question of every topic."""
    firsts = {entry.topic: entry for entry in reversed(found)}
    return [entry for entry in found if firsts[entry.topic] is entry]


def title(question: Query, language: str) -> Label:
    """The title in the page's language, else in English."""
    return _label(*question.told("title", language), language)


def answers(question: Query, language: str) -> Label:
    """What it answers, in the page's language, else in English."""
    return _label(*question.told("answers", language), language)


def _label(text: str, own: str, language: str) -> Label:
    return Label(text, own, own != language)


def help_of(page: Page, shown: Field) -> Label:
    """What a field means, in the page's language, else in English."""
    text = page.site.words.parameters.get(shown.help, {}).get(page.language)
    return Label(text, page.language) if text else Label(shown.help, "en", page.language != "en")


def headings(page: Page, variables: tuple[str, ...]) -> tuple[Label, ...]:
    """What the columns are called in the page's language; nothing where the words of one are not known."""
    known = page.site.words.columns
    if not all(name in known for name in variables):
        return ()
    return tuple(Label(known[name][page.language], page.language) for name in variables)


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
def answered(page: PageOf, name: str) -> Response:
    if is_about_itself(page):
        return described(page, addresses.without_suffix(name)[0])
    path, media = downloads.asked(page)
    question = asked(page, downloads.split(name)[0])
    heading = title(question.question, page.language)
    data = downloads.Data(path, heading.text, question.query)
    if media != HTML:
        return downloads.taken(page, data, media)
    return shown(page, question, data)


def is_about_itself(page: Page) -> bool:
    """Whether RDF is asked for: the question itself, not its answer."""
    media = addresses.without_suffix(page.path)[1] or downloads.split(page.path)[1]
    offered = (*downloads.OFFERED, *representations.NAMES)
    return (media or chosen(page.request.headers.get("accept"), offered)) in representations.NAMES


def described(page: Page, name: str) -> Response:
    """The question as data: its titles, its query, its parameters. Raises NotFoundError."""
    this = f"{BASE}questions/{asked(page, name).question.name}"
    triples = page.site.reader.construct(bound(page.site.pages["question-content"].text, {"this": iri(this)}))
    graph = iri(graph_iri("questions"))
    content = representations.Content(lambda: triples, lambda: [(*triple, graph) for triple in triples])
    return representations.data(page, f"/questions/{name}", this, content)


def asked(page: Page, name: str) -> Asked:
    """The question of that name with what was typed. Raises NotFoundError."""
    question = page.site.questions.get(name)
    if question is None:
        raise NotFoundError(f"there is no question named {name!r}")
    typed = page.request.query_params
    fields = {p.name: field(p, question.text, typed.get(p.name)) for p in question.parameters if p.name != LANGUAGE}
    return Asked(question, list(fields.values()), page.language)


def shown(page: Page, question: Asked, data: downloads.Data) -> HTMLResponse:
    """The page of a question."""
    found = without_labels(downloads.rows(page, data.query))
    return page.html(
        "question.html",
        answers=answers(question.question, page.language),
        title=title(question.question, page.language),
        fields=[(field, help_of(page, field)) for field in question.fields],
        table=table(page, found, data.title, headings(page, found.variables)),
        data=data,
        headers={
            "Link": f'<{page.download(data.path, ".json")}>; rel="alternate"; type="{RESULTS_JSON}", '
            f'<{page.href(data.path + ".ttl")}>; rel="describedby"; type="{TURTLE}"'
        },
    )


def without_labels(rows: Rows) -> Rows:
    """The table without columns such as `cityLabel` beside `city`: the page names things itself."""
    kept = [n for n, v in enumerate(rows.variables) if v.removesuffix("Label") not in set(rows.variables) - {v}]
    return Rows(tuple(rows.variables[n] for n in kept), [tuple(row[n] for n in kept) for row in rows.rows])
