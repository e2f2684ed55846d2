"""A plan as a matrix: its measures, with the actions and outputs of each, and the topics across them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.queries import bound
from edugraph.rdf import Term, iri, literal, typed
from edugraph.vocabulary import BASE, EG
from edugraph.web import downloads, labels, schedule
from edugraph.web.addresses import local, thing
from edugraph.web.answers import Row, answers, several, text, things
from edugraph.web.cells import Item, item
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML, RESULTS_JSON
from edugraph.web.labels import Label, Labels
from edugraph.web.marks import marks
from edugraph.web.pages.commitments import sheet_path

router = APIRouter()

ITEMS_SHOWN = 300
KINDS = ("action", "output")


@dataclass(frozen=True)
class PlanItem:
    """An action or an output: its number as printed, or where it is not printed its place; and its state."""

    path: str
    label: Label
    number: str
    is_printed: bool
    state: schedule.State
    topics: list[Item]


@dataclass(frozen=True)
class Measure:
    """A row of the matrix."""

    iri: str
    label: Label
    number: str
    actions: list[PlanItem]
    outputs: list[PlanItem]


@dataclass(frozen=True)
class TopicRow:
    """A topic and, for each measure, how many items are about it."""

    topic: Item
    slug: str
    counts: list[int]


@router.get("/plan/{path:path}")
def plan(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    name = path.removeprefix("/plan/")
    this = thing(f"plan/{name}") if name else None
    about = answers(page, bound(page.site.pages["plan-about"].text, {"plan": iri(this)})) if this else []
    if not this or not about:
        raise NotFoundError(f"no plan in this release has the name {name[:80]!r}")
    title = labels.of(this, page.labels({this}))
    data = downloads.Data(path, title.text, query(page, this))
    return shown(page, this, data, about) if media == HTML else downloads.taken(page, data, media)


def query(page: Page, this: str, items: Iterable[str] = ()) -> str:
    """The query of a plan, or of some of its items: the engine then works out the states of these alone."""
    values = {"plan": iri(this), "asof": typed(page.asof, "date"), "lang": literal(page.language)}
    some = {"commitment": [iri(item) for item in items]} if items else {}
    return bound(page.site.pages["plan"].text, {**values, **some})


def shown(page: Page, this: str, data: downloads.Data, about: list[Row]) -> Response:
    """The page of a plan."""
    items = page.site.lists.items.get(this.removeprefix(BASE), [])
    rows = answers(page, query(page, this, [BASE + one for one in items[:ITEMS_SHOWN]])) if items else []
    names = page.labels(things([*rows, *about]) | {this})
    found = measures(page, rows, names)
    return page.html(
        "plan.html",
        data=data,
        this=this,
        about=local(this),
        slug=this.removeprefix(f"{BASE}id/plan/"),
        label=labels.of(this, names),
        makers=_of(page, about, EG.base + "committedBy", names),
        submitted_by=_of(page, about, EG.base + "submittedBy", names),
        valid=_of(page, about, EG.base + "validDuring", names),
        stages=_of(page, about, EG.base + "status", names),
        measures=found,
        topics=topics(page, rows, found, names),
        total=len(items),
        most=ITEMS_SHOWN,
        marks=marks(page, [this]).get(this, []),
        headers={"Link": f'<{page.download(data.path, ".json")}>; rel="alternate"; type="{RESULTS_JSON}"'},
    )


def _of(page: Page, about: list[Row], property_: str, names: Labels) -> list[Item]:
    return [item(page, row["value"], names) for row in about if row["property"].value == property_]


def measures(page: Page, rows: list[Row], names: Labels) -> list[Measure]:
    """The rows of the matrix in the order of the plan."""
    found: dict[str, Measure] = {}
    for row in rows:
        this = row["measure"].value
        measure = found.setdefault(this, Measure(this, labels.of(this, names), text(row, "measureAt"), [], []))
        of = measure.actions if row["kind"].value == KINDS[0] else measure.outputs
        of.append(plan_item(page, row, names))
    return list(found.values())


def plan_item(page: Page, row: Row, names: Labels) -> PlanItem:
    this = row["commitment"].value
    return PlanItem(
        path=sheet_path(this),
        label=labels.of(this, names),
        number=text(row, "number") or text(row, "at"),
        is_printed="number" in row,
        state=schedule.state(page, text(row, "state")),
        topics=[item(page, Term("iri", topic), names) for topic in several(row, "topics")],
    )


def topics(page: Page, rows: list[Row], found: list[Measure], names: Labels) -> list[TopicRow]:
    """The topics of the items across the measures, the most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counted.update((topic, row["measure"].value) for topic in several(row, "topics"))
    whole: Counter[str] = Counter()
    for (topic, _), count in counted.items():
        whole[topic] += count
    ordered = sorted(whole, key=lambda t: (-whole[t], labels.of(t, names).text))
    return [
        TopicRow(
            item(page, Term("iri", topic), names),
            topic.removeprefix(f"{BASE}vocab/topic/"),
            [counted[topic, measure.iri] for measure in found],
        )
        for topic in ordered
    ]
