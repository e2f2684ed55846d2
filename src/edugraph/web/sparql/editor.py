"""What the island of the query page is told: its words in the page's language, addresses, limits.

No word stands in the script, so that one bundle serves all languages and a catalogue is the one place for words.
"""

from edugraph.store import RDF_FORMATS, RESULT_FORMATS
from edugraph.vocabulary import BASE, EG, PREFIXES
from edugraph.web.frame import Page
from edugraph.web.sparql import advice

FORMAT_WORDS = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "n-triples": "N-Triples",
    "n-quads": "N-Quads",
    "trig": "TriG",
    "json-ld": "JSON-LD",
    "rdf-xml": "RDF/XML",
}
"""What the syntaxes of answers are called."""


def setting(page: Page) -> dict[str, object]:
    """All of it, as one value to be written as JSON."""
    limits = page.site.engine.limits()
    release = page.site.release
    return {
        "language": page.language,
        "words": words(page),
        "advice": advice.words(page),
        "base": BASE,
        "ontology": EG.base,
        "prefixes": dict(PREFIXES),
        "root": page.root,
        "kept": page.href("/").removeprefix(f"{page.root}/"),
        "endpoint": page.absolute("/sparql").partition("?")[0],
        "sparql": f"{page.root}/sparql",
        "terms": page.href("/query/terms.json", lang=page.language),
        "explain": page.href("/query/explain", lang=page.language),
        "suggest": page.href("/suggest", lang=page.language),
        "health": f"{page.root}/health",
        "network": page.href("/network"),
        "map": page.href("/query/map", lang=page.language),
        "labels": page.site.pages["labels"].text,
        "timeout_s": limits.get("timeout_s", page.site.settings.query_timeout_s),
        "max_rows": limits.get("max_rows", page.site.settings.max_rows),
        "release": {"id": release.id, "version": release.version, "date": release.date},
        "formats": formats(),
    }


def formats() -> dict[str, list[tuple[str, str, str, str]]]:
    """The syntaxes of rows and of triples: the engine's name, the words, the media type, the end of a file's name."""
    rows = [(name, FORMAT_WORDS[name], f.media_type, f.suffix) for name, f in RESULT_FORMATS.items()]
    triples = [(name, FORMAT_WORDS[name], f.media_type, f.suffix) for name, f in RDF_FORMATS.items()]
    return {"rows": rows, "triples": triples}


def words(page: Page) -> dict[str, str]:
    """The island's words; `{name}` stands for a value."""
    _ = page.gettext
    return {
        **_writing(page),
        **_finding(page),
        **_running(page),
        **_reading(page),
        "copied": _("Copied"),
        "close": _("Close"),
    }


def _writing(page: Page) -> dict[str, str]:
    _ = page.gettext
    return {
        "editor": _("Your query"),
        "leave": _(
            "Tab indents; Escape, then Tab leaves the editor. Ctrl+Space completes, Ctrl+F finds, Ctrl+/ comments, "
            "Ctrl+Z undoes."
        ),
        "tabs": _("Open queries"),
        "tab": _("Query {number}"),
        "new_tab": _("New query"),
        "close_tab": _("Close this query"),
        "most_tabs": _("Up to {count} queries can be open. Close one first."),
        "format": _("Lay out"),
        "comment": _("Comment out"),
        "explain": _("Explain"),
        "copy_link": _("Copy link"),
        "copy_as": _("Copy as"),
        "by_hand": _("Copy it by hand:"),
        "history": _("Earlier queries"),
        "history_told": _(
            "Kept in this browser only, and never sent anywhere: the last {count} queries that ran, of {size} "
            "characters in all; the oldest make room. As much is kept of the open queries."
        ),
        "unkept": _("This browser cannot keep all open queries: copy what you need before you close the page."),
        "no_history": _("None yet."),
        "forget": _("Forget them all"),
        "keyword": _("keyword"),
        "used": _("Used {count} times in this release."),
        "unlisted": _("Not listed in this release."),
        "unknown": _("{name} is not in the ontology of this release."),
        "unknown_near": _("{name} is not in the ontology of this release. Did you mean {near}?"),
        "replace": _("Replace with {word}"),
        "line_column": _("line {line}, column {column}"),
        "no_plan": _("The engine tells no plan of this query."),
        "no_hints": _("Nothing doubtful was found in this query."),
        "completions": _("Completions"),
        "selection_deleted": _("Selection deleted"),
        "control_character": _("Control character"),
    }


def _finding(page: Page) -> dict[str, str]:
    _ = page.gettext
    return {
        "find_what": _("Find"),
        "find_with": _("Replace with"),
        "find_case": _("Match case"),
        "find_next": _("Next match"),
        "find_before": _("Previous match"),
        "find_replace": _("Replace"),
        "find_replace_all": _("Replace all"),
        "find_at": _("Match {at} of {count}"),
        "find_none": _("No match"),
        "find_replaced": _("Matches replaced: {count}"),
    }


def _running(page: Page) -> dict[str, str]:
    _ = page.gettext
    return {
        "run": _("Run"),
        "stop": _("Stop"),
        "again": _("Run again"),
        "limits": _("Ctrl+Enter runs. Up to {seconds} seconds and {rows} rows; beyond that the query is an error."),
        "running": _("Running…"),
        "running_for": _("For {seconds} s"),
        "running_rows": _("For {seconds} s, {count} rows so far"),
        "answered": _("Answered in {seconds} s"),
        "answered_rows": _("Rows: {count}, in {seconds} s"),
        "with_page": _("Answered together with the page"),
        "with_page_rows": _("Rows: {count}, answered together with the page"),
        "start_shown": _("This is the start of the answer. Run the query to have all of it, in every view."),
        "stopped": _("Stopped. The server has ended the query."),
        "not_answered": _("The query was not answered"),
        "empty_query": _("There is nothing to run: write a query first."),
        "view_failed": _("This view could not be loaded: the server did not answer. Choose it again."),
        "part_failed": _("This could not be loaded: the server did not answer. Try it again."),
        "offline": _("This device is offline. The query is kept; run it again when the connection is back."),
        "lost": _("The connection was lost before the answer was whole: nothing of it is shown. Run the query again."),
        "retry_after": _("Wait {seconds} s before that."),
    }


def _reading(page: Page) -> dict[str, str]:
    _ = page.gettext
    return {
        "answer": _("Answer"),
        "views": _("Ways to see the answer"),
        "view_table": _("Table"),
        "view_network": _("Network"),
        "view_map": _("Map"),
        "view_timeline": _("Timeline"),
        "view_raw": _("Raw"),
        "on_network": _("These countries on the network map"),
        "yes": _("Yes"),
        "no": _("No"),
        "no_rows": _("No rows: nothing in this release fits all of the pattern."),
        "cut": _("Cut at {count} rows: the page holds no more. The downloads have all."),
        "show_iris": _("Show IRIs"),
        "width_keys": _("Alt with the left and right arrows on a column's name changes its width."),
        "sort": _("Sort"),
        "values_of": _("Values of {name}"),
        "more_values": _("and {count} more values"),
        "empty": _("(empty)"),
        "undo_choice": _("Take back: {choice}"),
        "rows_shown": _("Rows {from}–{to} of {total}"),
        "rows_count": _("rows: {count}"),
        "before": _("Back"),
        "next": _("Next"),
        "show_all": _("Show all {count} characters"),
        "save_all": _("Save all {count} characters as a file"),
        "network_told": _("Actors or things: {things}. Ties: {ties}. The table has the same in words."),
        "network_cut": _("The strongest ties are drawn; {count} more are in the table."),
        "map_countries": _("Countries of the column"),
        "map_number": _("Shown of each"),
        "map_rows": _("number of rows"),
        "map_view": _("View"),
        "map_shapes": _("Shapes and points"),
        "map_points": _("Points only"),
        "no_ties": _("No row ties two different things."),
        "timeline_cut": _("The first {shown} of {total} dated entries are listed; the table has all."),
        "undated": _("Rows without a date: {count}"),
        "raw_cut": _("Only the start is shown; the download has all."),
        "download": _("Download:"),
        "receipt": _("receipt"),
        "downloading": _("Asking for all of it…"),
        "downloaded": _("Saved."),
        "not_downloaded": _("Not saved: the answer did not come whole."),
        "other_release": _("The release may have changed since the query ran. Run it again for a receipt."),
    }
