"""Queries in files: their title, what they answer, their parameters, and binding values without writing SPARQL text.

A parameter stands in the file as a line `VALUES ?asof { "2026-11-21"^^xsd:date }  # parameter: The day to look from`.
The file is runnable as it is in any SPARQL client; `bound` replaces what the braces hold with checked terms.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edugraph.errors import EdugraphError, nearest

_HEAD = re.compile(r"^#\s*([a-z]+(?:-[a-z]+)?):\s*(.*)$")
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*>'
_STRING = r'"(?:[^"\\\n\r]|\\.)*"'
_LITERAL = rf"{_STRING}(?:@[A-Za-z0-9-]+|\^\^(?:{_IRI}|[a-z]+:\w+))?|-?[0-9]+(?:\.[0-9]+)?|true|false"
_TERM = rf"(?:{_IRI}|{_LITERAL}|[a-z]*:[\w.-]*\w)"
_TERMS = re.compile(rf"{_TERM}(?:\s+{_TERM})*")
_PARAMETER = re.compile(
    rf"VALUES\s+\?(\w+)\s*\{{\s*((?:{_IRI}|{_STRING}|[^{{}}\"<])*?)\s*\}}(?:[ \t]*#[ \t]*parameter:[ \t]*(.*))?"
)


@dataclass(frozen=True)
class Parameter:
    """A value that a reader may change: its name, its default as SPARQL text, and what it means."""

    name: str
    default: str
    help: str


@dataclass(frozen=True)
class Query:
    """A query file: its name, the comments at its head (`title`, `answers`, `topic` …) and its text."""

    name: str
    head: Mapping[str, str]
    text: str

    @property
    def title(self) -> str:
        return self.head.get("title", self.name)

    @property
    def answers(self) -> str:
        return self.head.get("answers", "")

    @property
    def parameters(self) -> list[Parameter]:
        return [Parameter(m[1], m[2], m[3].strip()) for m in _PARAMETER.finditer(self.text) if m[3]]


def read(path: Path) -> Query:
    """The query in one file."""
    text = path.read_text(encoding="utf-8")
    head: dict[str, str] = {}
    for line in text.splitlines():
        match = _HEAD.match(line)
        if not match:
            break
        head[match[1]] = f"{head[match[1]]} {match[2]}" if match[1] in head else match[2]
    return Query(path.stem, head, text)


def read_all(folder: Path) -> dict[str, Query]:
    """Every query of a folder by name, sorted."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def taken(text: str) -> set[str]:
    """The variables that `bound` can give other values."""
    return {m[1] for m in _PARAMETER.finditer(text)}


def bound(text: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """The query with other values: `values` maps a variable to one or more terms in N-Triples text.

    Raises EdugraphError for a variable that the query does not take, and for text that is no term.
    """
    known = taken(text)
    terms = {name: _terms(name, given) for name, given in values.items()}
    for name in values:
        if name not in known:
            raise EdugraphError(f"this query has no parameter {name!r}{nearest(name, known)}")

    def replaced(match: re.Match[str]) -> str:
        return f"VALUES ?{match[1]} {{ {terms[match[1]]} }}" if match[1] in terms else match[0]

    return _PARAMETER.sub(replaced, text)


def joined(parts: Mapping[str, str], limit: int) -> str:
    """One query for several SELECTs: the first `limit` rows of each, told apart by `?section`, its name here.

    Their prefixes are put together, so one prefix stands for one namespace in all of them. Rows come in any order.
    """
    lines = {line for text in parts.values() for line in text.splitlines() if line.startswith("PREFIX ")}
    assert len({line.split()[1] for line in lines}) == len(lines), "a prefix stands for one namespace in all queries"
    branches = [f'{{ {{\n{_body(text)}\nLIMIT {limit} }} BIND("{name}" AS ?section) }}' for name, text in parts.items()]
    return "\n".join([*sorted(lines), "SELECT * WHERE {", "\nUNION\n".join(branches), "}"])


def _body(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(("#", "PREFIX ")))


def _terms(name: str, given: str | Sequence[str]) -> str:
    for term in [given] if isinstance(given, str) else given:
        if not _TERMS.fullmatch(term):
            raise EdugraphError(
                f"{term[:80]!r} is no value for {name!r}: write an IRI in <>, a text in quotes or a number"
            )
    return given if isinstance(given, str) else " ".join(given)
