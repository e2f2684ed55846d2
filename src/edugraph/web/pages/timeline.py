"""The timeline: events, decisions, commitments and plans by year; planned and held told apart; the undated apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.counts.document import Entry as Entry_
from edugraph.queries import bound
from edugraph.rdf import iri, literal, typed
from edugraph.vocabulary import BASE
from edugraph.web import bars, downloads, filters, labels, schedule
from edugraph.web.addresses import local
from edugraph.web.answers import Row, answers, text, things
from edugraph.web.cells import Item, item
from edugraph.web.filters import Filter
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML, RESULTS_JSON
from edugraph.web.labels import Label, Labels
from edugraph.web.lists import Known, year_of
from edugraph.web.marks import Mark, marks
from edugraph.web.pages.browse import page_number
from edugraph.web.pages.commitments import plan_path, sheet_path
from edugraph.web.parameters import ParameterError

router = APIRouter()

PER_PAGE = 40
ACTORS_SHOWN = 60
KINDS = ("event", "decision", "commitment", "plan")
SORTS = ("event", "planned", "decision", "commitment", "plan")
"""What the bars tell apart; `event` is one that was held, or of which nobody says that it is planned."""
SIGNS = {"event": "●", "planned": "○", "decision": "◆", "commitment": "▲", "plan": "■"}
HELD = f"{BASE}vocab/event-status/held"

Counts = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Entry:
    """One thing in time. `is_span` where the day is not known, or where it lasts."""

    iri: str
    path: str
    label: Label
    sort: str
    sign: str
    words: str
    date: Label | None
    is_span: bool
    status: Item | None
    state: schedule.State | None
    marks: list[Mark]


@dataclass(frozen=True)
class Year:
    """The entries of one year on this page; None for what has no date. `count` is how many there are in all."""

    year: int | None
    count: int
    entries: list[Entry]


@router.get("/timeline")
@router.get("/timeline.html")
@router.get("/timeline.csv")
@router.get("/timeline.csv-metadata.json")
@router.get("/timeline.json")
def timeline(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    narrowed = wanted(page)
    known = {"knownBy": typed(page.asof, "date")} if page.asof_asked else {}
    data = downloads.Data(path, page.gettext("Timeline"), query(page, narrowed | known))
    if media != HTML:
        return downloads.taken(page, data, media)
    return shown(page, narrowed, data)


def wanted(page: Page) -> dict[str, str]:
    """What the address narrows the timeline to, as values of its query. Raises ParameterError."""
    kind = filters.word(page, "kind", KINDS)
    first, last = filters.year(page, "from"), filters.year(page, "to")
    if first and last and first > last:
        raise ParameterError(f"from {first} is after to {last}: give the earlier year first")
    found = {
        "byKind": literal(kind) if kind else "",
        "byActor": filters.thing(page, "actor", "id/"),
        "fromYear": typed(first, "integer") if first else "",
        "toYear": typed(last, "integer") if last else "",
    }
    return {name: value for name, value in found.items() if value}


def query(page: Page, values: Mapping[str, str | list[str]]) -> str:
    """The query of the timeline with the day and the language of the page."""
    own = {"asof": typed(page.asof, "date"), "lang": literal(page.language)}
    return bound(page.site.pages["timeline"].text, {**values, **own})


def shown(page: Page, narrowed: Mapping[str, str], data: downloads.Data) -> Response:
    """The page of the timeline."""
    lists = page.site.lists
    known = lists.entries_known(page.asof.isoformat()) if page.asof_asked else Known(lists.in_time.every, 0, 0)
    fitting = fits(page, narrowed) & known.every
    dated, undated = counts(page, fitting)
    total = fitting.bit_count()
    last = max(-(-total // PER_PAGE), 1)
    number = page_number(page, last)
    places = lists.in_time.part(fitting, (number - 1) * PER_PAGE, PER_PAGE)
    rows = told(page, [lists.entries[place] for place in places])
    perhaps = {BASE + lists.entries[place].thing for place in places if known.perhaps >> place & 1}
    actor = narrowed.get("byActor", "")[1:-1]
    busiest = {BASE + a: number for a, number in list(lists.counts.busiest.items())[:ACTORS_SHOWN]}
    names = page.labels(things(rows) | busiest.keys() | ({actor} if actor else set()))
    return page.html(
        "timeline.html",
        data=data,
        filters=chosen(page, actor, busiest, names),
        first=filters.given(page, "from"),
        last_year=filters.given(page, "to"),
        sorts={sort: (SIGNS[sort], words) for sort, words in sort_words(page).items()},
        picture=bars.picture(dated, SORTS),
        dated=dict(sorted(dated.items(), reverse=True)),
        undated=undated,
        years=years(page, rows, names, dated, undated),
        perhaps=perhaps,
        later=known.later,
        total=total,
        number=number,
        last=last,
        headers={"Link": f'<{page.download(data.path, ".json")}>; rel="alternate"; type="{RESULTS_JSON}"'},
    )


def fits(page: Page, narrowed: Mapping[str, str]) -> int:
    """The entries that fit what the address chooses, as bits of the list."""
    lists = page.site.lists
    asked = {"kind": narrowed.get("byKind", ""), "actor": narrowed.get("byActor", "")}
    fitting = lists.in_time.fitting({n: v[1:-1].removeprefix(BASE) for n, v in asked.items() if v})
    first, last = filters.year(page, "from"), filters.year(page, "to")
    if not (first or last):
        return fitting
    inside = [at for y, at in lists.years.items() if y and (first or y) <= y <= (last or y)]
    if not inside:
        return 0
    return fitting & lists.in_time.between(min(at[0] for at in inside), max(at[1] for at in inside))


def counts(page: Page, fitting: int) -> tuple[Counts, dict[str, int]]:
    """Year -> sort -> how many of some entries, and the same of what has no date."""
    lists, found = page.site.lists, dict[int | None, dict[str, int]]()
    for sort, bits in lists.in_time.values("sort").items():
        of_sort = bits & fitting
        for year, (first, last) in lists.years.items():
            number = (of_sort >> first & ((1 << (last - first)) - 1)).bit_count()
            if number:
                found.setdefault(year, {})[sort] = number
    undated = found.pop(None, {})
    return {year: of for year, of in found.items() if year is not None}, undated


def told(page: Page, entries: list[Entry_]) -> list[Row]:
    """What the query tells of some entries, in their order."""
    if not entries:
        return []
    these = sorted({iri(BASE + one.thing) for one in entries})
    rows = answers(page, query(page, dict.fromkeys(("event", "thing", "commitment"), these)))
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((row["thing"].value, text(row, "year")), row)
    keys = [(BASE + one.thing, str(year_of(one) or "")) for one in entries]
    return [found[key] for key in keys if key in found]


def chosen(page: Page, actor: str, busiest: Mapping[str, int], names: Labels) -> list[Filter]:
    """The kind and the actor as choices."""
    _ = page.gettext
    words = sort_words(page)
    kinds = {kind: Label(words[kind]) for kind in KINDS} | {"event": Label(_("Events"))}
    kind = filters.given(page, "kind")
    base = f"{BASE}id/"
    value = actor.removeprefix(base)
    labelled = {one.removeprefix(base): labels.of(one, names) for one in [*busiest, *([actor] if actor else [])]}
    counted = {one.removeprefix(base): count for one, count in busiest.items()}
    return [
        Filter("kind", _("Kind"), kind, [filters.Choice(word, label, 0) for word, label in kinds.items()]),
        Filter("actor", _("Actor"), value, filters.choices(counted, labelled, value)),
    ]


def sort_words(page: Page) -> dict[str, str]:
    """What the bars tell apart, in words."""
    _ = page.gettext
    return {
        "event": _("event held"),
        "planned": _("event planned"),
        "decision": _("decision"),
        "commitment": _("commitment due"),
        "plan": _("plan ends"),
    }


def years(page: Page, rows: list[Row], names: Labels, dated: Counts, undated: Mapping[str, int]) -> list[Year]:
    """The entries of a page under their years, in the order of the query."""
    written = marks(page, [row["thing"].value for row in rows])
    words = sort_words(page)
    found: dict[int | None, list[Entry]] = {}
    for row in rows:
        year = int(row["year"].value) if "year" in row else None
        found.setdefault(year, []).append(entry(page, row, names, words, written))
    return [Year(year, sum((undated if year is None else dated[year]).values()), of) for year, of in found.items()]


def entry(page: Page, row: Row, names: Labels, words: Mapping[str, str], written: Mapping[str, list[Mark]]) -> Entry:
    """A row of the query of the timeline."""
    this, kind = row["thing"].value, row["kind"].value
    is_planned = kind == "event" and "status" in row and row["status"].value != HELD
    sort = "planned" if is_planned else kind
    return Entry(
        iri=this,
        path=path_of(this, kind),
        label=labels.of(this, names),
        sort=sort,
        sign=SIGNS[sort],
        words=words[sort],
        date=page.edtf(row["date"].value) if "date" in row else None,
        is_span=text(row, "first") != text(row, "last"),
        status=item(page, row["status"], names) if "status" in row else None,
        state=schedule.state(page, text(row, "scheduleState")) if text(row, "scheduleState") else None,
        marks=written.get(this, []),
    )


def path_of(this: str, kind: str) -> str:
    """The page to open: a sheet for a commitment, a matrix for a plan, else the page about the thing."""
    if kind == "commitment":
        return sheet_path(this)
    return plan_path(this) if kind == "plan" else local(this) or ""
