"""Queries in files: their title, what they answer, their parameters, and binding values without writing SPARQL text.

A parameter stands in the file as a line `VALUES ?asof { "2026-11-21"^^xsd:date }  # parameter: The day to look from`.
The file is runnable as it is in any SPARQL client; `bound` replaces what the braces hold with checked terms.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edugraph.errors import EdugraphError, nearest
from edugraph.rdf import XSD, Term, parsed
from edugraph.vocabulary import PREFIXES

_HEAD = re.compile(r"^#\s*([a-z]+(?:-[a-z]+)?):\s*(.*)$")
_TRANSLATED = re.compile(r"^# [a-z]+-[a-z]{2}: .*\n", re.MULTILINE)
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*>'
_STRING = r'"(?:[^"\\\n\r]|\\.)*"'
_LITERAL = rf"{_STRING}(?:@[A-Za-z0-9-]+|\^\^(?:{_IRI}|[a-z]+:\w+))?|-?[0-9]+(?:\.[0-9]+)?|true|false"
_TERM = rf"(?:{_IRI}|{_LITERAL}|[a-z]*:[\w.-]*\w)"
_TERMS = re.compile(rf"{_TERM}(?:\s+{_TERM})*")
_PARAMETER = re.compile(
    rf"VALUES\s+\?(\w+)\s*\{{\s*((?:{_IRI}|{_STRING}|[^{{}}\"<])*?)\s*\}}(?:[ \t]*#[ \t]*parameter:[ \t]*(.*))?"
)

_DEFAULT = re.compile(r"<[^>]*>|\"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^(?:<[^>]*>|[\w-]+:[\w-]+))?|[\w-]*:[\w./-]*|[^\s]+")
_PREFIX_LINE = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)


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

    def told(self, key: str, language: str) -> tuple[str, str]:
        """`title` or `answers` in a language (`# title-lv:`), else in English; and the language that it is in."""
        own = self.head.get(f"{key}-{language}", "")
        english = self.title if key == "title" else self.head.get(key, "")
        return (own, language) if own else (english, "en")

    @property
    def parameters(self) -> list[Parameter]:
        return [Parameter(m[1], m[2], m[3].strip()) for m in _PARAMETER.finditer(self.text) if m[3]]


def default_terms(parameter: Parameter, text: str) -> list[Term]:
    """The default of a parameter as terms; prefixed names by the prefixes of the query itself."""
    prefixes = {**PREFIXES, **dict(_PREFIX_LINE.findall(text))}
    terms = [_default_term(token, prefixes) for token in _DEFAULT.findall(parameter.default)]
    assert terms, f"parameter {parameter.name} has a default"
    return terms


def _default_term(token: str, prefixes: dict[str, str]) -> Term:
    if token.startswith('"'):
        head, mark, datatype = token.rpartition("^^")
        if mark and not datatype.startswith("<"):
            token = f"{head}^^<{_expanded(datatype, prefixes)}>"
        return parsed(token)
    if token.startswith("<"):
        return parsed(token)
    if token.isdecimal():
        return Term("literal", token, datatype=XSD + "integer")
    return Term("iri", _expanded(token, prefixes))


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    assert prefix in prefixes, f"the query declares the prefix of {name}"
    return prefixes[prefix] + local


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


@dataclass(frozen=True)
class Words:
    """What columns and parameters of the questions are called, by language: one place for all questions."""

    columns: Mapping[str, Mapping[str, str]]
    """Name of a column -> language -> words."""
    parameters: Mapping[str, Mapping[str, str]]
    """English help of a parameter -> language -> words."""


def untranslated(text: str) -> str:
    """A question without what its head says in other languages: shorter to read, and in an address."""
    return _TRANSLATED.sub("", text)


def words(folder: Path) -> Words:
    """The words of a folder of questions: `columns.csv` and `parameters.csv`; nothing where there are none."""
    return Words(_table(folder / "columns.csv", "column"), _table(folder / "parameters.csv", "en"))


def _table(path: Path, key: str) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row[key]: {name: text for name, text in row.items() if name != "column"} for row in csv.DictReader(file)
        }


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
