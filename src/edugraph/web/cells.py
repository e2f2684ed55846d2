"""Tables of results as pages show them: every term with its name, and never more rows than a reader can use."""

from dataclasses import dataclass

from edugraph.rdf import Term
from edugraph.store import Rows
from edugraph.vocabulary import EDTF
from edugraph.web import labels
from edugraph.web.addresses import short
from edugraph.web.frame import Page
from edugraph.web.labels import Label

ROWS_SHOWN = 500


@dataclass(frozen=True)
class Item:
    """One value: a thing with its name and its IRI, or a literal; `note` says what a reader should know of it."""

    label: Label
    iri: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """The rows shown, and how many there are in all."""

    name: str
    variables: tuple[str, ...]
    rows: list[list[Item | None]]
    total: int
    headings: tuple[Label, ...] = ()
    """What the columns are called, where that is known: else the names of the variables stand there."""


def table(page: Page, rows: Rows, name: str, headings: tuple[Label, ...] = ()) -> Table:
    """A page's view of a result."""
    shown = rows.rows[:ROWS_SHOWN]
    names = page.labels({t.value for row in shown for t in row if t and t.kind == "iri"})
    cells = [[item(page, term, names) if term else None for term in row] for row in shown]
    return Table(name, rows.variables, cells, len(rows.rows), headings)


def item(page: Page, term: Term, names: labels.Labels, note: str = "") -> Item:
    """One term: a thing by its name, a date in words, a text in its own language."""
    if term.kind == "iri":
        return Item(labels.of(term.value, names), term.value if is_link(page, term.value) else "", note)
    if term.kind == "blank":
        return Item(Label(f"_:{term.value}"), note=note)
    return Item(spoken(page, term), note=note)


def spoken(page: Page, literal: Term) -> Label:
    """A literal for reading: EDTF and dates in words, truth values as yes and no, all else as it is."""
    kind = short(literal.datatype) if literal.datatype else ""
    if literal.datatype == EDTF or kind == "xsd:date":
        return page.edtf(literal.value)
    if kind == "xsd:boolean":
        _ = page.gettext
        return Label(_("yes") if literal.value in ("true", "1") else _("no"), page.language)
    return Label(literal.value, literal.language, literal.language not in ("", page.language))


def is_link(page: Page, iri: str) -> bool:
    """Whether an IRI may be followed: ours, or one of the web. `javascript:` in the data is text, never a link."""
    return page.is_ours(iri) or iri.startswith(("https://", "http://"))
