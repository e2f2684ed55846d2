"""Commitments: who promised what to whom, where it is written, the status recorded, and the schedule state at a day.

One query (`queries/pages/commitments.rq`) works the states out; the page, its downloads, the sheet of one commitment,
the calendar and the first page are all made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.counts import Listing
from edugraph.queries import bound
from edugraph.rdf import Term, iri, literal, typed
from edugraph.vocabulary import BASE, EG
from edugraph.web import downloads, filters, labels, schedule
from edugraph.web.answers import Row, answers, several, text, things
from edugraph.web.cells import Item, item
from edugraph.web.filters import Filter
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML, RESULTS_JSON
from edugraph.web.labels import Label, Labels
from edugraph.web.lists import Known
from edugraph.web.marks import Mark, marks
from edugraph.web.pages.browse import page_number

router = APIRouter()

PER_PAGE = 25
BASES = {"actor": "id/", "plan": "id/plan/", "topic": "vocab/topic/", "obligation": "vocab/obligation/"}
"""Filter -> where its values stand below the namespace."""
CURATION = f"{BASE}graph/curation"

Wanted = Mapping[str, str]
"""Filter -> the term it is narrowed to, as N-Triples text."""


@dataclass(frozen=True)
class Step:
    """A recorded status: since when or since which meeting, and who states it; `is_assessed` when our editors do."""

    node: str
    status: Item
    date: Label | None
    event: Item | None
    decision: Item | None
    by: Item | None
    is_assessed: bool
    certainty: Item | None


@dataclass(frozen=True)
class Commitment:
    """One commitment as lists show it. `is_from_plan`: makers and due date are those of its plan, by rule."""

    iri: str
    label: Label
    state: schedule.State
    due: Label | None
    statuses: list[Item]
    steps: list[Step]
    obligation: Item | None
    makers: list[Item]
    made_to: list[Item]
    plan: Item | None
    is_from_plan: bool
    topics: list[Item]
    marks: list[Mark]

    @property
    def path(self) -> str:
        """The path of its sheet."""
        return sheet_path(self.iri)

    @property
    def plan_path(self) -> str:
        """The path of its plan's matrix; nothing where it belongs to none."""
        return plan_path(self.plan.iri) if self.plan else ""


@dataclass(frozen=True)
class Group:
    """The commitments of one state on a page of the list, and how many there are in all."""

    state: schedule.State
    words: str
    count: int
    commitments: list[Commitment]


@router.get("/commitments")
@router.get("/commitments.html")
@router.get("/commitments.csv")
@router.get("/commitments.csv-metadata.json")
@router.get("/commitments.json")
def commitments(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    narrowed = wanted(page)
    data = downloads.Data(path, page.gettext("Commitments"), query(page, narrowed))
    if media != HTML:
        return downloads.taken(page, data, media)
    return shown(page, narrowed, data)


def wanted(page: Page) -> dict[str, str]:
    """What the address narrows the list to. Raises ParameterError."""
    found = {name: filters.thing(page, name, base) for name, base in BASES.items()}
    names = [state or schedule.NONE for state in schedule.STATES]
    state = filters.word(page, "state", names)
    found["state"] = literal("" if state == schedule.NONE else state) if state else ""
    return {name: value for name, value in found.items() if value}


def query(page: Page, narrowed: Wanted, these: Iterable[str] = ()) -> str:
    """The query of commitments with the day, the language and the filters of the page; or of some commitments.

    Where a day is asked for, what was made after it is left out.
    """
    values: dict[str, str | list[str]] = {
        **narrowing(narrowed),
        "asof": typed(page.asof, "date"),
        "lang": literal(page.language),
    }
    some = [iri(this) for this in these]
    if some:
        values["commitment"] = some
    elif page.asof_asked:
        values["madeBy"] = typed(page.asof, "date")
    return bound(page.site.pages["commitments"].text, values)


def narrowing(narrowed: Wanted) -> dict[str, str]:
    """The filters as values of the query: `actor` is its variable `byActor`."""
    return {f"by{name.capitalize()}": value for name, value in narrowed.items()}


def shown(page: Page, narrowed: Wanted, data: downloads.Data) -> Response:
    """The page of the list."""
    listing, known = listed(page)
    fitting = listing.fitting(chosen(narrowed)) & known.every
    total = fitting.bit_count()
    last = max(-(-total // PER_PAGE), 1)
    number = page_number(page, last)
    places = listing.part(fitting, (number - 1) * PER_PAGE, PER_PAGE)
    these = [BASE + listing.things[place] for place in places]
    rows = answers(page, query(page, {}, these)) if these else []
    counted = counts(page, narrowed)
    found = told(page, rows, things(rows) | {value for name in BASES for value in counted[name]})
    perhaps = {BASE + listing.things[place] for place in places if known.perhaps >> place & 1}
    return page.html(
        "commitments.html",
        data=data,
        filters=choices(page, narrowed, counted, found.names),
        groups=groups(page, found.commitments, counted["state"]),
        perhaps=perhaps if page.asof_asked else set(),
        later=known.later,
        total=total,
        number=number,
        last=last,
        until=schedule.known_until(page),
        headers={"Link": f'<{page.download(data.path, ".json")}>; rel="alternate"; type="{RESULTS_JSON}"'},
    )


def listed(page: Page) -> tuple[Listing, Known]:
    """All commitments in the order of the page's day; and where a day is asked for, which had been made by it."""
    day, lists = page.asof.isoformat(), page.site.lists
    listing = lists.commitments(day)
    return listing, lists.commitments_known(day) if page.asof_asked else Known(listing.every, 0, 0)


def chosen(narrowed: Wanted) -> dict[str, str]:
    """What the list is narrowed to as its filters know it: addresses without the base, states as they are."""
    return {name: value[1:-1].removeprefix(BASE) for name, value in narrowed.items()}


def counts(page: Page, narrowed: Wanted) -> dict[str, dict[str, int]]:
    """Filter -> value -> how many commitments have it, under the other filters; of things the most frequent."""
    (listing, known), choices_ = listed(page), chosen(narrowed)
    found = {
        name: listing.counted(name, listing.fitting(choices_, but=name) & known.every) for name in ("state", *BASES)
    }
    most = {name: filters.most(found[name], choices_.get(name, "")) for name in BASES}
    return {"state": found["state"]} | {
        name: {BASE + value: count for value, count in of.items()} for name, of in most.items()
    }


def choices(page: Page, narrowed: Wanted, counted: Mapping[str, Mapping[str, int]], names: Labels) -> list[Filter]:
    """The filters of the page with what they can be narrowed to."""
    _ = page.gettext
    heads = {"actor": _("Who promised"), "plan": _("Plan"), "topic": _("Topic"), "obligation": _("Obligation")}
    states = {state or schedule.NONE: Label(words) for state, words in schedule.short(page).items()}
    found = {state or schedule.NONE: count for state, count in counted["state"].items()}
    state = filters.given(page, "state")
    return [
        Filter("state", _("Schedule state"), state, filters.choices(found, states, state)),
        *(_things(name, heads[name], narrowed.get(name, ""), counted[name], names) for name in BASES),
    ]


def _things(name: str, words: str, chosen: str, counted: Mapping[str, int], names: Labels) -> Filter:
    base = BASE + BASES[name]
    values = {value.removeprefix(base): count for value, count in counted.items()}
    labelled = {value.removeprefix(base): labels.of(value, names) for value in counted}
    value = chosen[1:-1].removeprefix(base)
    return Filter(name, words, value, filters.choices(values, labelled, value))


def groups(page: Page, found: list[Commitment], counted: Mapping[str, int]) -> list[Group]:
    """The commitments under their states, in the order of the list."""
    heads = schedule.short(page)
    by_state: dict[str, list[Commitment]] = {}
    for commitment in found:
        by_state.setdefault(commitment.state.name, []).append(commitment)
    named = {name: "" if name == schedule.NONE else name for name in by_state}
    return [Group(of[0].state, heads[named[n]], counted.get(named[n], len(of)), of) for n, of in by_state.items()]


@dataclass(frozen=True)
class Told:
    """Commitments for showing, and the names of all that they mention."""

    commitments: list[Commitment]
    names: Labels


def told(page: Page, rows: list[Row], named: set[str]) -> Told:
    """Rows of the query as commitments with names, recorded steps and evidence."""
    this = [row["commitment"].value for row in rows]
    steps = steps_of(page, this)
    names = page.labels(named | things(row for of in steps.values() for row in of))
    written = marks(page, this)
    return Told([_commitment(page, row, steps, names, written) for row in rows], names)


def steps_of(page: Page, commitments: list[str]) -> dict[str, list[Row]]:
    """Commitment -> the rows of its recorded steps that were reached by the page's day."""
    if not commitments:
        return {}
    asked = bound(page.site.pages["commitment-steps"].text, {"this": sorted(iri(c) for c in commitments)})
    found: dict[str, list[Row]] = {}
    for row in answers(page, asked):
        if (text(row, "till") or text(row, "from")) <= page.asof.isoformat():
            found.setdefault(row["this"].value, []).append(row)
    return found


def _commitment(
    page: Page, row: Row, steps: Mapping[str, list[Row]], names: Labels, written: Mapping[str, list[Mark]]
) -> Commitment:
    this = row["commitment"].value
    return Commitment(
        iri=this,
        label=labels.of(this, names),
        state=schedule.state(page, text(row, "state")),
        due=page.edtf(row["due"].value) if "due" in row else None,
        statuses=_items(page, several(row, "statuses"), names),
        steps=[step(page, one, names) for one in steps.get(this, [])],
        obligation=_one(page, row, "obligation", names),
        makers=_items(page, several(row, "makers"), names),
        made_to=_items(page, several(row, "madeTo"), names),
        plan=_one(page, row, "plan", names),
        is_from_plan=text(row, "fromPlan") == "true",
        topics=_items(page, several(row, "topics"), names),
        marks=written.get(this, []),
    )


def step(page: Page, row: Row, names: Labels) -> Step:
    """A row of the query of steps."""
    return Step(
        node=row["step"].value,
        status=item(page, row["status"], names),
        date=page.edtf(row["date"].value) if "date" in row else None,
        event=_one(page, row, "event", names),
        decision=_one(page, row, "decision", names),
        by=_one(page, row, "by", names),
        is_assessed=text(row, "graph") == CURATION,
        certainty=_one(page, row, "certainty", names),
    )


def _items(page: Page, found: list[str], names: Labels) -> list[Item]:
    shown_ = [item(page, Term("iri", value), names) for value in found]
    return sorted(shown_, key=lambda one: one.label.text)


def _one(page: Page, row: Row, name: str, names: Labels) -> Item | None:
    return item(page, row[name], names) if name in row else None


@dataclass(frozen=True)
class Lead:
    """A page that shows a thing in a way of its own."""

    path: str
    words: str


def lead(page: Page, this: str, kinds: set[str]) -> Lead | None:
    """The sheet of a commitment or the matrix of a plan, for the page about the thing; None for any other thing."""
    if EG.base + "Commitment" in kinds:
        return Lead(sheet_path(this), page.gettext("Its sheet: state, recorded statuses, citations"))
    if EG.base + "Plan" in kinds and this.startswith(f"{BASE}id/plan/"):
        return Lead(plan_path(this), page.gettext("Its measures, actions and outputs as a table"))
    return None


def sheet_path(this: str) -> str:
    """The path of a commitment's sheet: `…/id/commitment/x` -> `/commitments/x`, a plan item by its whole path."""
    path = this.removeprefix(f"{BASE}id/")
    return f"/commitments/{path.removeprefix('commitment/')}"


def plan_path(this: str) -> str:
    """The path of a plan's matrix: `…/id/plan/x` -> `/plan/x`."""
    return f"/plan/{this.removeprefix(f'{BASE}id/plan/')}"
