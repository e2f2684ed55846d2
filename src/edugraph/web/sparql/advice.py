"""What a reader can do about a query that was not answered, by the code of the error."""

from edugraph.web.frame import Page


def words(page: Page) -> dict[str, str]:
    """Code of an error -> what to do, in the page's language."""
    _ = page.gettext
    less = _("Ask for less: narrow the pattern, or add LIMIT.")
    later = _("Try again in a moment.")
    return {
        "malformed-query": _("Correct the query at that place, and run it again."),
        "refused-query": _("Leave out what is refused: this server asks no other one."),
        "read-only": _("Ask with SELECT, ASK, CONSTRUCT or DESCRIBE: the data change by releases only."),
        "too-deep": _("Make the query simpler."),
        **dict.fromkeys(("timeout", "out-of-memory", "too-many-rows", "too-many-bytes", "too-large"), less),
        **dict.fromkeys(("busy", "refused-for-now", "engine-away", "too-many-requests"), later),
        "worker-died": _("The fault is ours, and it has been logged. Other pages still work."),
    }
