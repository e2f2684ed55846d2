"""The sheet of one commitment: parties, promise, due date, schedule state, recorded steps, and every passage cited.

It is one page when printed: what it shows is bounded, whatever points at the commitment.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.queries import bound
from edugraph.rdf import iri
from edugraph.vocabulary import BASE
from edugraph.web import downloads
from edugraph.web.addresses import local, thing
from edugraph.web.answers import Row, answers, text, things
from edugraph.web.cells import Item, item
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Labels
from edugraph.web.marks import Mark, marks
from edugraph.web.pages.commitments import Step, query, step, told

router = APIRouter()

INFERRED = f"{BASE}graph/inferred/"
CURATION = f"{BASE}graph/curation"
SHOWN = 12
"""How many things of one relation the sheet shows."""


@dataclass(frozen=True)
class Tied:
    """A thing that the commitment is tied to; `word` tells rules and editors from sources; numbers cite passages."""

    item: Item
    word: str
    cited: list[int]


@dataclass(frozen=True)
class Cited:
    """A recorded step and the numbers of its citations."""

    step: Step
    cited: list[int]


@router.get("/commitments/{path:path}")
def sheet(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    this = identified(path.removeprefix("/commitments/"))
    asked = query(page, {}, [this]) if this else ""
    rows = answers(page, f"{asked}LIMIT 1") if this else []
    if not rows or not this:
        raise NotFoundError(f"no commitment in this release has the sheet {page.path[:80]!r}")
    if media == HTML:
        return shown(page, this, rows, path, asked)
    return downloads.taken(page, downloads.Data(path, page.labels({this})[this].text, asked), media)


def identified(path: str) -> str | None:
    """The IRI of the commitment with a sheet: `x` is `…/id/commitment/x`, a path with a slash stands below `…/id/`."""
    return thing(path if "/" in path else f"commitment/{path}") if path else None


def shown(page: Page, this: str, rows: list[Row], path: str, asked: str) -> Response:
    """The page of one commitment."""
    tied = answers(page, bound(page.site.pages["commitment-origin"].text, {"this": iri(this)}))
    steps = answers(page, bound(page.site.pages["commitment-steps"].text, {"this": iri(this)}))
    known = [row for row in steps if (text(row, "till") or text(row, "from")) <= page.asof.isoformat()]
    decisions = [row["value"].value for row in tied if row["relation"].value == "decision"]
    found = told(page, rows, things([*rows, *tied, *steps]))
    written = marks(page, [this, *(row["step"].value for row in known), *decisions])
    cited, one = citations(written), found.commitments[0]
    return page.html(
        "commitment.html",
        one=one,
        about=local(this),
        tied=ties(page, tied, found.names, written, cited),
        steps=[Cited(step(page, row, found.names), numbers(written, row["step"].value, cited)) for row in known],
        later=len(steps) - len(known),
        own=numbers(written, this, cited),
        citations=list(cited.values()),
        data=downloads.Data(path, one.label.text, asked),
    )


def citations(written: Mapping[str, list[Mark]]) -> dict[str, tuple[int, Mark]]:
    """Passage -> its number and its mark, in the order of first use."""
    found: dict[str, tuple[int, Mark]] = {}
    for of in written.values():
        for mark in of:
            found.setdefault(mark.evidence, (len(found) + 1, mark))
    return found


def numbers(written: Mapping[str, list[Mark]], node: str, cited: Mapping[str, tuple[int, Mark]]) -> list[int]:
    """The numbers of the passages that a node rests on."""
    return sorted({cited[mark.evidence][0] for mark in written.get(node, [])})


def ties(
    page: Page,
    rows: list[Row],
    names: Labels,
    written: Mapping[str, list[Mark]],
    cited: Mapping[str, tuple[int, Mark]],
) -> dict[str, list[Tied]]:
    """Relation -> what the commitment is tied to by it; a text in the page's language where there is one."""
    found: dict[str, list[Tied]] = {}
    for row in preferred(page, rows):
        of = found.setdefault(row["relation"].value, [])
        if len(of) < SHOWN:
            value = row["value"]
            of.append(Tied(item(page, value, names), word(page, row), numbers(written, value.value, cited)))
    return found


def preferred(page: Page, rows: list[Row]) -> list[Row]:
    """The rows without texts in other languages where the page's language has one, else without all but English."""
    languages = {row["value"].language for row in rows} - {""}
    kept = {"", page.language if page.language in languages else "en"}
    once = {(row["relation"].value, row["value"]): row for row in rows if row["value"].language in kept}
    return list(once.values())


def word(page: Page, row: Row) -> str:
    """Who says it, where that is not a source."""
    _ = page.gettext
    graph = text(row, "graph")
    if graph.startswith(INFERRED):
        return _("taken from its plan, by rule") if graph.endswith("/plan-items") else _("inferred by rule")
    return _("our editors") if graph == CURATION else ""
