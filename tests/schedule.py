"""The schedule state of a commitment, worked out in plain Python from N-Quads: what the queries must answer.

Written from the table of the ontology alone, and not from the queries. A step counts from the last day of its window,
and is later than a deadline for sure only when the first day is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from edugraph.rdf import Quad, parsed
from edugraph.vocabulary import BASE, EG

SOON = timedelta(days=90)
STATUS = f"{BASE}vocab/commitment-status/"
PLANNED = {f"{BASE}vocab/event-status/{name}" for name in ("proposed", "scheduled", "postponed", "moved-online")}
OVER = {f"{BASE}vocab/event-status/{name}" for name in ("held", "cancelled")}

Facts = dict[str, dict[str, list[str]]]
"""Subject -> property -> values, all graphs together."""


@dataclass(frozen=True)
class Window:
    """The first and last possible day; None where unknown."""

    first: date | None
    last: date | None

    def is_known_by(self, day: date) -> bool:
        """Whether what has this window had come about by the day; what has no day at all is known always."""
        end = self.last or self.first
        return end is None or end <= day


def facts(quads: Iterable[Quad]) -> Facts:
    found: Facts = defaultdict(lambda: defaultdict(list))
    for s, p, o in {(s, p, o) for s, p, o, _ in quads}:
        found[parsed(s).value][parsed(p).value].append(parsed(o).value)
    return found


def of(found: Facts, this: str, name: str) -> list[str]:
    return found[this][EG.base + name] if this in found else []


def windows(found: Facts, this: str, *names: str) -> list[Window]:
    """The windows of the spans that properties of a thing lead to."""
    spans = [span for name in names for span in of(found, this, name)]
    return [Window(_day(found, span, "notBefore"), _day(found, span, "notAfter")) for span in spans]


def _day(found: Facts, span: str, name: str) -> date | None:
    days = of(found, span, name)
    return date.fromisoformat(days[0]) if days else None


def steps(found: Facts, commitment: str) -> list[tuple[str, Window]]:
    """What the commitment reached, and when: a fulfilment is dated by what fulfilled it, too."""
    results = [w for result in of(found, commitment, "fulfilledBy") for w in windows(found, result, "when")]
    reached: list[tuple[str, Window]] = []
    for change, said in found.items():
        if commitment not in said.get(EG.base + "statusOf", ()):
            continue
        events = [w for event in of(found, change, "reachedAt") for w in windows(found, event, "when")]
        dated = [*windows(found, change, "when"), *events]
        for status in of(found, change, "toStatus"):
            own = [*dated, *results] if status == STATUS + "fulfilled" else dated
            reached += [(status.removeprefix(STATUS), window) for window in own or [Window(None, None)]]
    for result in of(found, commitment, "fulfilledBy"):
        reached += [("fulfilled", window) for window in windows(found, result, "when") or [Window(None, None)]]
    return reached


def state(found: Facts, commitment: str, asof: date) -> str:
    """The state at a day: the table of the ontology, row by row."""
    deadlines = [window.last for window in windows(found, commitment, "due") if window.last]
    deadline = max(deadlines) if deadlines else None
    known = [(status, window) for status, window in steps(found, commitment) if window.is_known_by(asof)]
    if any(status in ("cancelled", "superseded") for status, _ in known):
        return ""
    done = [window for status, window in known if status == "fulfilled"]
    if done:
        days = [window.first for window in done if window.first]
        return "met-late" if deadline and days and min(days) > deadline else "met"
    if deadline is None:
        return "no-deadline"
    if asof > deadline:
        is_told = any(window.first and window.first > deadline for _, window in known)
        return "overdue" if is_told else "due-passed-no-evidence"
    return "due-soon" if deadline - asof <= SOON else "open"


def states(quads: Iterable[Quad], asof: date) -> dict[str, str]:
    """Commitment -> its state."""
    found = facts(quads)
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return {
        this: state(found, this, asof) for this in list(found) if EG.base + "Commitment" in found[this].get(kind, ())
    }


def event_states(quads: Iterable[Quad], asof: date) -> dict[str, str]:
    """Planned event -> its state."""
    found = facts(quads)
    answer = {}
    for this in list(found):
        statuses = set(of(found, this, "eventStatus"))
        if statuses & PLANNED and not statuses & OVER:
            ends = [window.last for window in windows(found, this, "when") if window.last]
            answer[this] = _planned(max(ends) if ends else None, asof)
    return answer


def _planned(end: date | None, asof: date) -> str:
    if end is None:
        return "no-deadline"
    if asof > end:
        return "due-passed-no-evidence"
    return "due-soon" if end - asof <= SOON else "open"
