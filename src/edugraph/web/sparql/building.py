"""From "I want … where …" to SPARQL: the one place that makes a query of conditions. Pure: values in, text out.

What may stand in a pattern is data (`queries/builder/conditions.csv`, and the properties that things of a class really
have); what a reader gives is only ever written as a checked term.
"""

import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Literal

from edugraph.rdf import XSD, iri, literal
from edugraph.reference.terms import NAMESPACES, curie
from edugraph.vocabulary import DATE, EG, RDF, SKOS
from edugraph.web.sparql.metadata import Metadata

Kind = Literal["thing", "code", "window", "day", "number", "text", "truth"]
"""What a condition compares: a thing by its IRI, a code of a list, the window of an uncertain date, a day …"""

MOST = 12
"""Conditions of one query."""
ABSENT = ("not", "without", "none")
"""Comparisons that want nothing of the kind to be there."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "thing": ("is", "not", "any", "none"),
    "code": ("is", "not", "any", "none"),
    "window": ("in", "certainly-in", "after", "before", "any", "none"),
    "day": ("in", "after", "before", "any", "none"),
    "number": ("is", "more", "less", "not", "any", "none"),
    "text": ("contains", "is", "without", "any", "none"),
    "truth": ("is", "any", "none"),
}
"""How each kind is compared, the usual way first."""
VALUELESS = ("any", "none")

_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "nonNegativeInteger"))
_DAYS = {DATE, XSD + "dateTime"}
_HIDDEN = frozenset([RDF.type, EG.evidence, EG.sha256, SKOS.hiddenLabel])
"""Properties that nobody asks for in words, or that are searched and never shown."""
_VARIABLE = re.compile(r"\?(\w+)")
_PREFIXED = re.compile(r"(?<![\w<])([a-z][\w-]*):(?=\w)")
_PLAIN = re.compile(r"\?this (\S+) \?value")
_FROM_THIS, _TO_THIS, _STEP = re.compile(r"\?this ([a-z][^\s?]*)"), re.compile(r"(\S+) \?this\b"), re.compile("[/+*]")


@dataclass(frozen=True)
class Condition:
    """What may be asked of things of a class: its name in addresses, its pattern over ?this and ?value, its kind."""

    name: str
    pattern: str
    kind: Kind
    lists: tuple[str, ...] = ()
    """The code lists that a code is of."""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """The files of the builder: the classes to begin with and the conditions beyond plain properties."""

    classes: Mapping[str, Mapping[str, str]]
    """Class by prefixed name -> language -> words in the plural."""
    conditions: Sequence[tuple[frozenset[str], Condition]]
    """The classes that a condition is for (`*`: all), and the condition."""


@dataclass(frozen=True)
class Asked:
    """One condition with how it is compared and with what: terms in N-Triples text; a period is two days."""

    condition: Condition
    way: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is wanted: things of a class, under conditions, sorted by name or by a condition."""

    class_: str
    asked: tuple[Asked, ...] = ()
    sort: Condition | None = None
    is_descending: bool = False


def read(folder: Path) -> Offer:
    """The files of the builder; nothing where there are none."""
    classes = {row["class"]: _words(row) for row in _rows(folder / "classes.csv")}
    return Offer(classes, [_declared(row) for row in _rows(folder / "conditions.csv")])


def code_lists(offer: Offer) -> dict[str, dict[str, Sequence[str]]]:
    """Class, or `*` for all -> property -> the code lists that the offer says its values come from."""
    found: dict[str, dict[str, Sequence[str]]] = defaultdict(dict)
    for classes, condition in offer.conditions:
        match = _PLAIN.fullmatch(condition.pattern)
        if match and condition.kind == "code":
            for class_, name in product(sorted(classes), match[1].split("|")):
                found[class_][name] = condition.lists
    return dict(found)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _words(row: Mapping[str, str]) -> dict[str, str]:
    return {tag: row[tag] for tag in ("en", "ru", "lv")}


def _declared(row: Mapping[str, str]) -> tuple[frozenset[str], Condition]:
    assert row["kind"] in WAYS, f"{row['name']} is of a kind that can be compared"
    kind: Kind = row["kind"]  # type: ignore[assignment]
    lists = tuple(row["of"].split())
    return frozenset(row["on"].split()), Condition(row["name"], row["pattern"], kind, lists, _words(row))


# --- what may be asked ------------------------------------------------------------------------------------------------


def conditions(offer: Offer, known: Metadata, class_: str) -> dict[str, Condition]:
    """Everything that may be asked of things of a class (an IRI), by name: what is declared, then its properties."""
    kinds = {curie(class_), "*"} | known.terms.above.get(curie(class_), set())
    declared = {c.name: c for on, c in offer.conditions if on & kinds and _is_there(c, known, class_)}
    plainly = (match for c in declared.values() if (match := _PLAIN.fullmatch(c.pattern)))
    said = {name for match in plainly for name in match[1].split("|")}
    have = known.uses.properties.get(class_, {})
    plain = (_of_property(known, p) for p in sorted(have, key=lambda p: (-have[p], p)) if p not in _HIDDEN)
    return declared | {c.name: c for c in plain if c.name not in said and not c.name.startswith("http")}


def _is_there(condition: Condition, known: Metadata, class_: str) -> bool:
    """Whether the data hold what a declared condition begins with: from the thing, or towards it."""
    have = known.uses.properties.get(class_, {})
    for path in _FROM_THIS.findall(condition.pattern):
        if not any(_expanded(_STEP.split(way)[0]) in have for way in path.split("|")):
            return False
    return all(known.uses.counts.get(_expanded(name), 0) for name in _TO_THIS.findall(condition.pattern))


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return NAMESPACES.get(prefix, prefix + ":") + local


def _of_property(known: Metadata, property_: str) -> Condition:
    entry, name = known.by_iri.get(property_), curie(property_)
    lists = entry.code_lists if entry else ()
    return Condition(name, f"?this {name} ?value", _kind(known, property_, lists), lists, known.words(property_))


def _kind(known: Metadata, property_: str, lists: Sequence[str]) -> Kind:
    datatypes, languages = (used.get(property_, {}) for used in (known.uses.datatypes, known.uses.languages))
    literals = sum(datatypes.values()) + sum(languages.values())
    if lists:
        return "code"
    if "eg:TimeSpan" in known.ranges(property_):
        return "window"
    if 2 * literals < known.uses.counts.get(property_, 0):
        return "thing"
    if _DAYS.intersection(datatypes):
        return "day"
    if _NUMBERS.intersection(datatypes):
        return "number"
    return "truth" if XSD + "boolean" in datatypes else "text"


# --- the query --------------------------------------------------------------------------------------------------------


def query(wish: Wish, language: str) -> str:
    """A SELECT of the things with their names."""
    this, subject = _name(wish.class_), curie(wish.class_)
    sort, column = _sorting(wish, this)
    lines = [
        f"SELECT DISTINCT ?{this} ?name{column}",
        "WHERE {",
        f"  ?{this} a {_term(subject)} .",
        *_indented(line for n, asked in enumerate(wish.asked, 1) for line in _condition(asked, n, this)),
        *_indented(_named(this, language)),
        *_indented(sort),
        "}",
        f"ORDER BY {_order(wish, this)}",
    ]
    return _with_prefixes("\n".join(lines))


def count(wish: Wish) -> str:
    """A SELECT of one number: how many things there are."""
    lines = [
        "SELECT (COUNT(DISTINCT ?this) AS ?count)",
        "WHERE {",
        f"  ?this a {_term(curie(wish.class_))} .",
        *_indented(line for n, asked in enumerate(wish.asked, 1) for line in _condition(asked, n, "this")),
        "}",
    ]
    return _with_prefixes("\n".join(lines))


def _name(class_: str) -> str:
    """The variable for a thing of a class: `?plannedAction` for `eg:PlannedAction`."""
    local = re.sub(r"\W", "", curie(class_).rpartition(":")[2]) or "thing"
    name = local[0].lower() + local[1:]
    return "thing" if name in ("name", "sort", "own", "english") or not name.isascii() else name


def _term(name: str) -> str:
    return iri(name) if name.startswith("http") else name


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _named(this: str, language: str) -> list[str]:
    """Lines that bind ?name: in the language, else in English."""
    own = f"OPTIONAL {{ ?{this} skos:prefLabel ?own FILTER(LANG(?own) = {literal(language)}) }}"
    english = f'OPTIONAL {{ ?{this} skos:prefLabel ?english FILTER(LANG(?english) = "en") }}'
    if language == "en":
        return [english.replace("?english", "?name")]
    return [own, english, "BIND(COALESCE(?own, ?english) AS ?name)"]


def _sorting(wish: Wish, this: str) -> tuple[list[str], str]:
    """Lines that bind ?sort, one value for each thing (the first, or the last where it descends), and its column."""
    if wish.sort is None:
        return [], ""
    function = "MAX" if wish.is_descending else "MIN"
    pattern = _pattern(wish.sort, "Sort", this)
    value = "?valueSort"
    if wish.sort.kind == "window":
        value = "?daySort"
        pattern += f" . ?valueSort eg:{'notAfter' if wish.is_descending else 'notBefore'} ?daySort"
    inner = f"SELECT ?{this} ({function}({value}) AS ?sort) WHERE {{ {pattern} }} GROUP BY ?{this}"
    return [f"OPTIONAL {{ {{ {inner} }} }}"], " ?sort"


def _order(wish: Wish, this: str) -> str:
    """Things without what they are sorted by come last."""
    if wish.sort is None:
        return f"DESC(?name) ?{this}" if wish.is_descending else f"?name ?{this}"
    return f"DESC(BOUND(?sort)) {'DESC(?sort)' if wish.is_descending else '?sort'} ?name ?{this}"


def _condition(asked: Asked, number: int, this: str) -> Iterator[str]:
    """The lines of one condition; each has variables of its own."""
    lines = [*_one_of(asked, number), f"{_pattern(asked.condition, str(number), this)} .", *_compared(asked, number)]
    if asked.way in ABSENT:
        yield f"FILTER NOT EXISTS {{ {' '.join(lines)} }}"
    else:
        yield from lines


def _pattern(condition: Condition, suffix: str, this: str) -> str:
    """The pattern with variables of its own: `?this` is the thing wanted."""
    return _VARIABLE.sub(lambda m: f"?{this}" if m[1] == "this" else f"?{m[1]}{suffix}", condition.pattern)


def _one_of(asked: Asked, number: int) -> list[str]:
    """The line before the pattern: the values that are terms of the graph."""
    is_term = asked.condition.kind in ("thing", "code", "truth") and asked.way not in VALUELESS
    return [f"VALUES ?value{number} {{ {' '.join(asked.values)} }}"] if is_term else []


def _compared(asked: Asked, number: int) -> list[str]:
    """The lines after the pattern, where values are compared."""
    compare = {"window": _window, "day": _day, "number": _number, "text": _text}.get(asked.condition.kind)
    return compare(asked.way, number, asked.values) if compare and asked.way not in VALUELESS else []


def _window(way: str, number: int, given: Sequence[str]) -> list[str]:
    """Windows of uncertain dates: possibly or certainly within a period, certainly after or before it."""
    first, last = given
    value, from_, till = f"?value{number}", f"?from{number}", f"?till{number}"
    bounds = {from_: f"{value} eg:notBefore {from_}", till: f"{value} eg:notAfter {till}"}
    if way == "after":
        return [f"{bounds[from_]} .", f"FILTER({from_} > {last})"]
    if way == "before":
        return [f"{bounds[till]} .", f"FILTER({till} < {first})"]
    if way == "certainly-in":
        return [f"{bounds[from_]} . {bounds[till]} .", f"FILTER({from_} >= {first} && {till} <= {last})"]
    return [
        f"OPTIONAL {{ {bounds[from_]} }}",
        f"OPTIONAL {{ {bounds[till]} }}",
        f"FILTER(BOUND({from_}) || BOUND({till}))",
        f"FILTER(COALESCE({from_} <= {last}, true) && COALESCE({till} >= {first}, true))",
    ]


def _day(way: str, number: int, given: Sequence[str]) -> list[str]:
    value, (first, last) = f"?value{number}", given
    told = {
        "in": f"{value} >= {first} && {value} <= {last}",
        "after": f"{value} > {last}",
        "before": f"{value} < {first}",
    }
    return [f"FILTER({told[way]})"]


def _number(way: str, number: int, given: Sequence[str]) -> list[str]:
    sign = {"is": "=", "not": "=", "more": ">", "less": "<"}[way]
    return [f"FILTER(?value{number} {sign} {given[0]})"]


def _text(way: str, number: int, given: Sequence[str]) -> list[str]:
    if way == "is":
        return [f"FILTER(STR(?value{number}) = {given[0]})"]
    return [f"FILTER(CONTAINS(LCASE(STR(?value{number})), LCASE({given[0]})))"]


def _with_prefixes(text: str) -> str:
    """The query under the prefixes that it uses, in alphabetical order."""
    bare = re.sub(r'<[^<>\s"]*>|"(?:[^"\\]|\\.)*"', "", text)
    used = sorted({name for name in _PREFIXED.findall(bare) if name in NAMESPACES})
    return "\n".join([*(f"PREFIX {name}: <{NAMESPACES[name]}>" for name in used), text])


# --- values -----------------------------------------------------------------------------------------------------------


def period(text: str) -> tuple[str, str] | None:
    """`2015`, `2015-03` or `2015-03-20` as its first and last day; None for what is no such period."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text.strip(), re.ASCII)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return f'"{first}"^^xsd:date', f'"{last}"^^xsd:date'


def number(text: str) -> str | None:
    """A number as SPARQL writes it; a comma may stand for the point. None for what is no number."""
    plain = text.strip().replace(",", ".")
    return format(Decimal(plain), "f") if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", plain) else None
