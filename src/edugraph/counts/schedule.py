"""The schedule state of a commitment at every day: from which day on it has which state.

The rules are those of the queries (`queries/pages/commitments.rq`); a test compares them day by day.
"""

from collections.abc import Iterable
from datetime import date, timedelta

SOON_DAYS = 90
ORDER = ("overdue", "due-passed-no-evidence", "due-soon", "open", "no-deadline", "met-late", "met", "")
"""Every state, in the order of lists; the empty one is that of what was cancelled or superseded."""
_ENDS = {"cancelled", "superseded"}

Step = tuple[str, str, str]
"""A status that was reached, and the first and the last day of its window (ISO, empty where not known)."""
States = list[list[str]]
"""The day from which a state holds ("" for always), and the state; in the order of days."""


def states(deadline: str, steps: Iterable[Step]) -> States:
    """The states of a commitment whose last due day is `deadline`; "" where it has none."""
    steps = list(steps)
    days = {_known_from(step) for step in steps} | _turns(deadline)
    found: States = []
    for day in ["", *sorted(days - {""})]:
        state = _state(day, deadline, [step for step in steps if _known_from(step) <= day])
        if not found or found[-1][1] != state:
            found.append([day, state])
    return found


def _known_from(step: Step) -> str:
    """The day from which a step counts: the last of its window, else the first, else always."""
    _status, first, last = step
    return last or first


def _turns(deadline: str) -> set[str]:
    """The days on which the calendar alone changes the state."""
    if not deadline:
        return set()
    end = date.fromisoformat(deadline)
    return {(end - timedelta(days=SOON_DAYS)).isoformat(), (end + timedelta(days=1)).isoformat()}


def _state(day: str, deadline: str, known: list[Step]) -> str:
    if any(status in _ENDS for status, _, _ in known):
        return ""
    done = [first for status, first, _ in known if status == "fulfilled"]
    if done:
        first = min(filter(None, done), default="")
        return "met-late" if deadline and first > deadline else "met"
    if not deadline:
        return "no-deadline"
    if deadline < day:
        is_told = any(first > deadline for _, first, _ in known)
        return "overdue" if is_told else "due-passed-no-evidence"
    soon = (date.fromisoformat(deadline) - timedelta(days=SOON_DAYS)).isoformat()
    return "due-soon" if soon <= day else "open"
