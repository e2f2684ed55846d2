"""The values of a named question as form fields: how a default is shown, and how what a reader typed becomes a term."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from edugraph.errors import EdugraphError
from edugraph.queries import Parameter, default_terms
from edugraph.rdf import BAD_IN_IRI, XSD, Term, iri, literal
from edugraph.vocabulary import BASE, PREFIXES

_PREFIXED = re.compile(r"([\w-]*):([\w./-]*)")


class ParameterError(EdugraphError):
    """A value that does not fit its field."""


@dataclass(frozen=True)
class Field:
    """One field of a form. `value` is what it shows; `like` is the default's first term, which new values follow."""

    name: str
    help: str
    value: str
    like: Term

    @property
    def type(self) -> Literal["date", "number", "text"]:
        kinds: dict[str, Literal["date", "number"]] = {XSD + "date": "date", XSD + "integer": "number"}
        return kinds.get(self.like.datatype, "text")

    @property
    def size(self) -> int:
        return min(max(len(self.value) + 2, 12), 40)


def day(name: str, text: str) -> date:
    """The day that a value `YYYY-MM-DD` stands for. Raises ParameterError."""
    try:
        if len(text) != len("2026-11-21"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ParameterError(f"{name} takes a day such as 2026-11-21, not {text[:40]!r}") from fault


def field(parameter: Parameter, text: str, typed: str | None) -> Field:
    """The field of a parameter of the query `text`, showing what was typed, else the default."""
    terms = default_terms(parameter, text)
    shown = typed if typed is not None else " ".join(human(t) for t in terms)
    return Field(parameter.name, parameter.help, shown, terms[0])


def human(term: Term) -> str:
    """A term as a reader types it: `country/KAZ` for a thing, `vocab/event-status/held` for a code, text for text."""
    if term.kind != "iri":
        return term.value
    return term.value.removeprefix(BASE + "id/").removeprefix(BASE)


def values(shown: Field) -> list[str]:
    """What stands in a field, as terms in N-Triples text. Raises ParameterError."""
    if shown.like.kind == "iri":
        return [iri(_thing(word, shown.name)) for word in shown.value.split()] or _empty(shown)
    if not shown.value.strip():
        return _empty(shown)
    _check(shown)
    return [literal(shown.value.strip(), shown.like.language, shown.like.datatype)]


def _empty(shown: Field) -> list[str]:
    raise ParameterError(f"{shown.name} is empty: give a value such as {human(shown.like)}")


def _check(shown: Field) -> None:
    text = shown.value.strip()
    try:
        if shown.type == "date":
            date.fromisoformat(text)
        if shown.type == "number":
            int(text)
    except ValueError as fault:
        raise ParameterError(f"{shown.name} takes a {shown.type} such as {shown.like.value}, not {text!r}") from fault


def _thing(word: str, name: str) -> str:
    """`country/KAZ`, `vocab/…`, an address of a page here, or an IRI -> the IRI. Raises ParameterError."""
    known = _PREFIXED.fullmatch(word)
    if known and known[1] in PREFIXES:
        found = PREFIXES[known[1]] + known[2]
    elif re.match(r"https?://", word):
        found = word
    else:
        path = word.strip("/").removeprefix("doc/").removeprefix("id/")
        found = BASE + path if path.startswith(("vocab/", "graph/", "def#")) else f"{BASE}id/{path}"
    if BAD_IN_IRI.search(found):
        raise ParameterError(f"{name} takes a thing such as country/KAZ, not {word!r}")
    return found
