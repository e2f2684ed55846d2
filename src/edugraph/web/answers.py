"""The rows of a query as mappings, kept in memory as long as its release is served."""

from collections.abc import Iterable

from edugraph.rdf import Term
from edugraph.web import downloads
from edugraph.web.frame import Page

Row = dict[str, Term]
"""Variable -> value; a variable without a value is left out."""


def answers(page: Page, query: str) -> list[Row]:
    """The rows of a query. Raises EngineError."""
    found = downloads.rows(page, query)
    return [{n: t for n, t in zip(found.variables, row, strict=True) if t} for row in found.rows]


def text(row: Row, name: str) -> str:
    """A value as text; nothing where there is none."""
    return row[name].value if name in row else ""


def several(row: Row, name: str) -> list[str]:
    """The IRIs of a cell that holds several, sorted: engines join them in any order."""
    return sorted(text(row, name).split())


def things(rows: Iterable[Row]) -> set[str]:
    """Every IRI in these rows, those in cells of several among them."""
    found = {term.value for row in rows for term in row.values() if term.kind == "iri"}
    cells = {term.value for row in rows for term in row.values() if term.kind == "literal" and not term.language}
    return found | {word for cell in cells for word in cell.split() if word.startswith("https://w3id.org/")}
