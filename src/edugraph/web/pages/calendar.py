"""`/commitments.ics`: planned events and due windows as an iCalendar file (RFC 5545), to subscribe to.

The file depends on release, day, language and filters alone: DTSTAMP is the release's date, and a UID is the thing's
IRI, so that a calendar that looks again finds the same entries. What has no date is left out: a calendar cannot say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Calendar, Event, vText, vUri

from edugraph.queries import bound
from edugraph.rdf import typed
from edugraph.vocabulary import BASE
from edugraph.web import labels, schedule
from edugraph.web.addresses import local
from edugraph.web.answers import Row, answers, several, text, things
from edugraph.web.frame import VARY, Page, PageOf
from edugraph.web.labels import Labels
from edugraph.web.pages.commitments import Wanted, narrowing, query, sheet_path, wanted

router = APIRouter()

CALENDAR = "text/calendar"
ENTRIES = 2000
"""The most entries of one kind in a calendar; the nearest come first."""
PROPOSED = frozenset({f"{BASE}vocab/event-status/proposed", f"{BASE}vocab/commitment-status/proposed"})


@dataclass(frozen=True)
class Entry:
    """One entry: all days from `first` to `last`, both included."""

    iri: str
    path: str
    title: str
    category: str
    first: date
    last: date
    sentences: list[str]
    status: str
    place: str = ""


@router.get("/commitments.ics")
def calendar(page: PageOf) -> Response:
    narrowed = wanted(page)
    found = [*events(page, narrowed), *windows(page, narrowed)]
    body = written(page, sorted(found, key=lambda one: (one.first, one.last, one.iri)))
    headers = {"Content-Language": page.language, "Vary": VARY}
    return Response(body, media_type=f"{CALENDAR}; charset=utf-8", headers=headers)


def events(page: Page, narrowed: Wanted) -> list[Entry]:
    """The planned events that fit: none where a plan or an obligation is asked for, which events do not have."""
    if {"plan", "obligation"} & narrowed.keys():
        return []
    asked = bound(page.site.pages["planned-events"].text, narrowing(narrowed) | {"asof": typed(page.asof, "date")})
    rows = [row for row in answers(page, f"{asked}LIMIT {ENTRIES}") if is_dated(row)]
    names = page.labels(things(rows))
    once = {row["event"].value: row for row in reversed(rows)}
    return [_event(page, row, names) for row in once.values()]


def _event(page: Page, row: Row, names: Labels) -> Entry:
    _ = page.gettext
    this = row["event"].value
    return Entry(
        iri=this,
        path=local(this) or "",
        title=labels.of(this, names).text,
        category=_("Planned event"),
        first=_first(row),
        last=date.fromisoformat(row["latest"].value),
        sentences=[
            labels.of(row["status"].value, names).text,
            _("When: %(date)s") % {"date": page.edtf(row["date"].value).text},
            state_words(page, row),
        ],
        status="TENTATIVE" if row["status"].value in PROPOSED else "CONFIRMED",
        place=labels.of(row["place"].value, names).text if "place" in row else "",
    )


def windows(page: Page, narrowed: Wanted) -> list[Entry]:
    """The due windows of the commitments that fit."""
    rows = [row for row in answers(page, f"{query(page, narrowed)}LIMIT {ENTRIES}") if is_dated(row)]
    names = page.labels(things(rows))
    once = {row["commitment"].value: row for row in reversed(rows)}
    return [_window(page, row, names) for row in once.values()]


def _window(page: Page, row: Row, names: Labels) -> Entry:
    _ = page.gettext
    this = row["commitment"].value
    statuses = several(row, "statuses")
    makers = ", ".join(sorted(labels.of(maker, names).text for maker in several(row, "makers"))) or _("not stated")
    sentences = [
        _("Promised by: %(names)s") % {"names": makers},
        _("Due: %(date)s") % {"date": page.edtf(row["due"].value).text},
        state_words(page, row),
    ]
    if text(row, "fromPlan") == "true":
        sentences.append(_("Makers and due date are taken from its plan, by rule."))
    is_over = text(row, "state") == ""
    is_proposed = bool(statuses) and all(status in PROPOSED for status in statuses)
    return Entry(
        iri=this,
        path=sheet_path(this),
        title=_("Due: %(title)s") % {"title": labels.of(this, names).text},
        category=_("Commitment due"),
        first=_first(row),
        last=date.fromisoformat(row["latest"].value),
        sentences=sentences,
        status="CANCELLED" if is_over else "TENTATIVE" if is_proposed else "CONFIRMED",
    )


def is_dated(row: Row) -> bool:
    """Whether a window ends on a day that a calendar can hold, and has a day after it."""
    return "latest" in row and row["latest"].value < date.max.isoformat()


def state_words(page: Page, row: Row) -> str:
    """The schedule state and the day that it is worked out for."""
    words = page.gettext("State on %(date)s: %(state)s")
    return words % {"date": page.asof_words, "state": schedule.state(page, text(row, "state")).words}


def _first(row: Row) -> date:
    """The first day of a window; its last where the first is not known."""
    return date.fromisoformat(text(row, "earliest") or row["latest"].value)


def written(page: Page, entries: list[Entry]) -> bytes:
    """The calendar as the standard writes it: CRLF, folded at 75 octets."""
    _ = page.gettext
    made = Calendar()
    made.add("PRODID", "-//edugraph//commitments//EN")
    made.add("VERSION", "2.0")
    for name, value in _named(_("Commitments and planned events")).items():
        made.add(name, value)
    for entry in entries:
        made.add_component(component(page, entry))
    return bytes(made.to_ical())


def _named(title: str) -> Mapping[str, str]:
    """The name of a calendar in the two ways that programs look for (RFC 7986, 5.1, and the older habit)."""
    return {"NAME": f"{title} · edugraph", "X-WR-CALNAME": f"{title} · edugraph"}


def component(page: Page, entry: Entry) -> Event:
    """One entry. It takes nobody's time (TRANSP), and DTEND is the day after the last (RFC 5545, 3.6.1)."""
    made = Event()
    address = page.absolute(entry.path)
    made.add("UID", entry.iri)
    made.add("DTSTAMP", datetime.combine(date.fromisoformat(page.site.release.date), datetime.min.time(), UTC))
    made.add("DTSTART", entry.first)
    made.add("DTEND", entry.last + timedelta(days=1))
    made.add("SUMMARY", vText(entry.title))
    made.add("DESCRIPTION", vText("\n".join([*entry.sentences, address])))
    made.add("CATEGORIES", [entry.category])
    made.add("STATUS", entry.status)
    made.add("TRANSP", "TRANSPARENT")
    made.add("URL", vUri(address))
    if entry.place:
        made.add("LOCATION", vText(entry.place))
    return made
