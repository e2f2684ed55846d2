"""Answers as rows of items by the names of their columns: the names of all things in one query."""

from collections.abc import Iterable

from edugraph.store import Rows
from edugraph.web import labels
from edugraph.web.cells import Item, item
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels

Line = dict[str, Item | None]
"""One row: the name of a column -> what stands there, None for nothing."""


def names(page: Page, answers: Iterable[Rows], more: Iterable[str] = ()) -> Labels:
    """The names of all things in these answers, and of some more."""
    things = {term.value for rows in answers for row in rows.rows for term in row if term and term.kind == "iri"}
    return page.labels(things | set(more))


def lines(page: Page, rows: Rows, known: Labels) -> list[Line]:
    """The rows of an answer, every term as readers see it."""
    return [
        {name: item(page, term, known) if term else None for name, term in zip(rows.variables, row, strict=True)}
        for row in rows.rows
    ]


def values(rows: Rows, column: str) -> list[str]:
    """What stands in one column, row by row; "" for nothing."""
    place = rows.variables.index(column)
    return [term.value if (term := row[place]) else "" for row in rows.rows]


def there(line: Line, column: str) -> Item:
    """What stands in a column that is never empty."""
    found = line[column]
    assert found, f"the query binds {column} in every row"
    return found


def number(line: Line, column: str) -> int:
    """The number in a column; 0 for nothing."""
    found = line[column]
    return int(found.label.text) if found else 0


def joined(things: Iterable[str], known: Labels) -> Item | None:
    """Several things as one item: their names after each other."""
    found = sorted((labels.of(thing, known) for thing in things), key=lambda label: label.text)
    if not found:
        return None
    other = next((label for label in found if label.is_fallback), found[0])
    return Item(Label(", ".join(label.text for label in found), other.language, other.is_fallback))
