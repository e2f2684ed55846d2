"""What the checks found in this release: by check, by source, each result in words. Passing checks are listed too."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.queries import bound
from edugraph.rdf import Term, iri
from edugraph.store import Rows
from edugraph.vocabulary import BASE
from edugraph.web import downloads, labels
from edugraph.web.cells import Item
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Label
from edugraph.web.pages.browse import page_number
from edugraph.web.reports import SEVERITIES, Report, Result
from edugraph.web.voices import voice

router = APIRouter()

PER_PAGE = 50
TOLD_APART = 2000
"""Things of so many results are told apart by source; beyond that the table would cost more than it tells."""


@dataclass(frozen=True)
class Check:
    """A check: its id, its name, how much it weighs, why it is there, and how many results it has."""

    id: str
    label: Label
    severity: str
    description: Label
    count: int


@dataclass(frozen=True)
class Speaker:
    """Who speaks of things with results: the graph's key in the address, its name, results by severity."""

    key: str
    name: Item
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Told:
    """A result as readers see it."""

    result: Result
    thing: Item
    message: Label


COLUMNS = ("result", "check", "severity", "thing", "thingLabel", "message", "since")


@router.get("/quality")
@router.get("/quality.csv")
@router.get("/quality.json")
@router.get("/quality.csv-metadata.json")
def quality(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    report = page.site.report
    found = checks(page, report)
    graphs = spoken(page, report)
    chosen, speaker = (page.request.query_params.get(name, "") for name in ("check", "source"))
    if chosen and chosen not in {c.id for c in found}:
        raise NotFoundError(f"there is no check {chosen[:40]!r}")
    kept = [r for r in report.results if chosen in ("", r.check) and (not speaker or speaker in keys(graphs, r))]
    if media != HTML:
        return downloads.listed(page, listing(page, path, report, kept), media)
    last = max(-(-len(kept) // PER_PAGE), 1)
    number = page_number(page, last)
    return page.html(
        "quality.html",
        title=page.gettext("Quality"),
        path=path,
        checks=found,
        speakers=speakers(page, report, graphs),
        severities=severities(page, found),
        results=told(page, kept[(number - 1) * PER_PAGE : number * PER_PAGE]),
        words=words(page),
        report=report,
        check=chosen,
        speaker=speaker,
        total=len(kept),
        number=number,
        last=last,
    )


def listing(page: Page, path: str, report: Report, kept: list[Result]) -> downloads.Listing:
    """The results that the page shows, all of them that were read, as rows."""
    rows = [row(one) for one in told(page, kept)]
    source = f"report.ttl (SHACL) of release {page.site.release.id}"
    return downloads.Listing(path, page.gettext("Quality"), COLUMNS, rows, source, report.is_whole)


def row(one: Told) -> tuple[str, ...]:
    """A result as the columns of the listing."""
    r = one.result
    told_of = one.thing.label.text
    return (f"{BASE}id/report/current/{r.id}", r.check, r.severity, r.focus, told_of, one.message.text, r.since)


def checks(page: Page, report: Report) -> list[Check]:
    """Every check, those with results first."""
    said: dict[str, dict[str, list[Term]]] = {}
    rows = page.site.reader.select(page.site.pages["checks"].text)
    for row in rows.rows:
        known = {name: term for name, term in zip(rows.variables, row, strict=True) if term}
        about = said.setdefault(known["check"].value.rpartition("#")[2], {})
        for name in ("label", "severity", "description"):
            about.setdefault(name, []).extend([known[name]] if name in known else [])
    found = [check(page, report, id_, said.get(id_, {})) for id_ in said.keys() | report.counts.keys()]
    return sorted(found, key=lambda c: (not c.count, SEVERITIES.index(c.severity), c.id))


def check(page: Page, report: Report, id_: str, said: Mapping[str, list[Term]]) -> Check:
    """One check in the page's language; one that the shapes no longer tell of has its id only."""
    weight = next((t.value.rpartition("#")[2] for t in said.get("severity", [])), "") or SEVERITIES[0]
    label, why = (labels.best(said.get(name, []), page.language) or Label("") for name in ("label", "description"))
    return Check(id_, label, weight, why, report.counts.get(id_, 0))


def severities(page: Page, found: list[Check]) -> dict[str, int]:
    """Severity -> how many results in this release."""
    counts: Counter[str] = Counter()
    for check in found:
        counts[check.severity] += check.count
    return {severity: counts[severity] for severity in SEVERITIES}


def words(page: Page) -> dict[str, str]:
    """What a severity is called."""
    n = page.translations.ngettext
    called = (n("violation", "violations", 1), n("warning", "warnings", 1), n("note", "notes", 1))
    return dict(zip(SEVERITIES, called, strict=True))


Graphs = Mapping[str, set[str]]
"""Thing -> the graphs that speak of it."""


def spoken(page: Page, report: Report) -> Graphs:
    """Who speaks of the things that have results."""
    things = sorted({iri(r.focus) for r in report.results[:TOLD_APART]})
    found: dict[str, set[str]] = {}
    rows = page.site.reader.select(bound(page.site.pages["speakers-of"].text, {"this": things})) if things else None
    for thing, graph in (rows or Rows((), [])).rows:
        if thing and graph:
            found.setdefault(thing.value, set()).add(graph.value)
    return found


def key_of(graph: str) -> str:
    return graph.partition("/graph/")[2]


def keys(graphs: Graphs, result: Result) -> set[str]:
    """The keys of the graphs that speak of what a result is about."""
    return {key_of(graph) for graph in graphs.get(result.focus, ())}


def speakers(page: Page, report: Report, graphs: Graphs) -> list[Speaker]:
    """The graphs with results, those with the most first."""
    counts: dict[str, Counter[str]] = {}
    for result in report.results[:TOLD_APART]:
        for graph in graphs.get(result.focus, ()):
            counts.setdefault(graph, Counter())[result.severity] += 1
    known = page.labels({speaker.iri for graph in counts if (speaker := voice(page, graph)).iri})
    found = [Speaker(key_of(g), _named(voice(page, g), known), by) for g, by in counts.items()]
    return sorted(found, key=lambda s: (-sum(s.counts.values()), s.key))


def _named(speaker: Item, known: labels.Labels) -> Item:
    return Item(labels.of(speaker.iri, known), speaker.iri) if speaker.iri else speaker


def told(page: Page, results: list[Result]) -> list[Told]:
    """Results with the names of what they are about."""
    known = page.labels({r.focus for r in results})
    return [Told(r, Item(_name(r, known), r.focus), message(page, r)) for r in results]


def message(page: Page, result: Result) -> Label:
    """What a result says: in the page's language, else in English."""
    said = [Term("literal", text, language) for language, text in result.messages.items()]
    return labels.best(said, page.language) or Label("")


def _name(result: Result, known: labels.Labels) -> Label:
    return labels.of(result.focus, known)
