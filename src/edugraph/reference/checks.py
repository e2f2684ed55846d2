"""docs/checks.md: every check that a release passes, from the shapes and from the queries beside them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edugraph.queries import Query
from edugraph.rdf import Triple
from edugraph.reference.markdown import code, page, table
from edugraph.reference.terms import Description, described, first
from edugraph.vocabulary import BASE

_INTRODUCTION = (
    "A check says what data must or should look like; every build runs them all, and its message begins with the id "
    "that stands here. A violation stops the release, a warning is printed and a person decides, a note is only kept."
)
SHAPES = BASE + "shapes#"
_ID = re.compile(re.escape(SHAPES) + "EG-[A-Z][0-9]{2}[a-z]?")
SEVERITIES = {"Violation": "Violations", "Warning": "Warnings", "Info": "Notes"}


@dataclass(frozen=True, order=True)
class Check:
    """One check: its id (`EG-T03`), how much it weighs, its name, why it is there, and the file it stands in."""

    id: str
    severity: str
    label: str
    description: str
    file: str


def checks(turtle: Mapping[str, Iterable[Triple]], files: Mapping[str, Query]) -> list[Check]:
    """Every check once, sorted by id: shapes by file name, and queries by name, which win over a shape of their id."""
    found = {check.id: check for name, triples in turtle.items() for check in _of_shapes(name, triples)}
    for query in files.values():
        found[query.name] = _of_query(query, found.get(query.name))
    return sorted(found.values())


def _of_shapes(file: str, triples: Iterable[Triple]) -> Iterator[Check]:
    """The checks of a file; a part of one (`EG-N03-event`) is none itself."""
    for iri, said in described(triples).items():
        if _ID.fullmatch(iri):
            severity = _severity(said)
            label, description = first(said, "rdfs:label"), first(said, "sh:description")
            yield Check(iri.removeprefix(SHAPES), severity, label, description, f"shapes/{file}")


def _severity(said: Description) -> str:
    return first(said, "sh:severity").rpartition("#")[2] or "Violation"


def _of_query(query: Query, shape: Check | None) -> Check:
    label = query.head.get("label") or (shape.label if shape else "")
    description = query.head.get("description") or (shape.description if shape else "")
    return Check(query.name, query.head.get("severity", "Violation"), label, description, f"shapes/{query.name}.rq")


def checks_page(found: Sequence[Check]) -> str:
    """The page of all checks, one table for each severity."""
    return page("Checks", _INTRODUCTION, (_table(name, title, found) for name, title in SEVERITIES.items()))


def _table(severity: str, title: str, found: Sequence[Check]) -> str:
    rows = [
        [f'<a id="{c.id}"></a>{code(c.id)}', c.label, c.description, code(c.file)]
        for c in found
        if c.severity == severity
    ]
    return f"## {title}\n\n{table(['Check', 'Name', 'Why', 'File'], rows)}" if rows else ""
