"""The words of schedule states, of commitments and of planned events alike. What a state is, the queries say.

A state is told by a sign and a word beside its colour. Silence is never turned into failure: a date that has passed is
"no evidence found", and the day named is one that the data reach: the release's, where a later day is asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from edugraph.counts.schedule import ORDER
from edugraph.web import i18n
from edugraph.web.frame import Page

STATES = ORDER
SIGNS: Mapping[str, str] = {
    "overdue": "✕",
    "due-passed-no-evidence": "?",
    "due-soon": "◔",
    "open": "○",
    "no-deadline": "–",
    "met-late": "✓",
    "met": "✓",
    "": "∅",
}
NONE = "none"
"""The empty state as a value of an address and as a class of the style sheet."""


@dataclass(frozen=True)
class State:
    """A schedule state for showing: its name (`none` for the empty one), its sign, and its words."""

    name: str
    sign: str
    words: str


def state(page: Page, name: str) -> State:
    """The state in the page's language, as of its day."""
    return State(name or NONE, SIGNS[name], words(page)[name])


def words(page: Page) -> dict[str, str]:
    """State -> its words."""
    _ = page.gettext
    day = {"date": i18n.spoken_date(known_until(page), page.language)}
    return {
        "overdue": _("overdue: a source dated after the deadline says that it is not done"),
        "due-passed-no-evidence": _("due date passed; no evidence found up to %(date)s") % day,
        "due-soon": _("due within 90 days"),
        "open": _("open: not due within 90 days"),
        "no-deadline": _("no deadline stated"),
        "met-late": _("met after the deadline"),
        "met": _("met"),
        "": _("none: cancelled or superseded"),
    }


def short(page: Page) -> dict[str, str]:
    """State -> its words for headings and lists of choices."""
    _ = page.gettext
    return words(page) | {
        "overdue": _("overdue"),
        "due-passed-no-evidence": _("due date passed, no evidence found"),
        "": _("cancelled or superseded"),
    }


def known_until(page: Page) -> date:
    """The last day that the page can speak of: nobody has evidence from after the release."""
    return min(page.asof, date.fromisoformat(page.site.release.date))
