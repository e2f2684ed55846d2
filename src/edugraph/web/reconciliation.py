"""What clients of the reconciliation service send, read and checked, and the values that data extension gives them."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edugraph.engine.reading import Reader
from edugraph.errors import nearest
from edugraph.queries import bound
from edugraph.rdf import XSD, Term, iri
from edugraph.search import Index
from edugraph.search.names import CODE, ENTITIES, NAMING
from edugraph.search.reconciling import Wanted
from edugraph.vocabulary import EG
from edugraph.web.addresses import short
from edugraph.web.errors import RequestError, TooLargeError

MAX_QUERIES = 50
MAX_IDS = 200
MAX_PROPERTIES = 20
MAX_LIMIT = 50
DEFAULT_LIMIT = 10
LANGUAGES = ("any", "en", "ru", "lv")
COUNTRY = "country"
"""The property by which queries name a country; for values it is what search knows of countries."""
_STRICTNESS = ("any", "all", "should")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODES = {short(p): p for p, sort in NAMING.items() if sort == CODE}
Value = dict[str, object]


# --- queries -------------------------------------------------------------------------------------------------------


def batch(text: str, read: Callable[[Mapping[str, Any]], Wanted]) -> dict[str, Wanted]:
    """The queries of a batch by their names. Raises RequestError naming the query, TooLargeError."""
    told = _object(text, "queries")
    if len(told) > MAX_QUERIES:
        raise TooLargeError(f"a batch has up to {MAX_QUERIES} queries, not {len(told)}: send them in parts")
    wanted = {}
    for name, query in told.items():
        if not isinstance(query, dict):
            raise RequestError(f"query {name[:40]!r} is no object")
        try:
            wanted[name] = read(query)
        except RequestError as fault:
            raise RequestError(f"query {name[:40]!r}: {fault}") from fault
    return wanted


def _object(text: str, field: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
        json.dumps(told, ensure_ascii=False).encode("utf-8")  # JSON may spell half of a character
    except (ValueError, RecursionError) as fault:
        raise RequestError(f"`{field}` is no JSON in Unicode") from fault
    if not isinstance(told, dict):
        raise RequestError(f"`{field}` is a JSON object, from names to queries")
    return told


def wanted(index: Index, query: Mapping[str, Any]) -> Wanted:
    """One query as the index takes it. Raises RequestError."""
    name, properties = query.get("query", ""), query.get("properties", [])
    if not isinstance(name, str):
        raise RequestError("`query` is text")
    if not isinstance(properties, list) or not all(isinstance(p, dict) for p in properties):
        raise RequestError("`properties` is a list of objects with `pid` and `v`")
    if not name.strip() and not properties:
        raise RequestError("one of `query` and `properties` is needed")
    strictness = query.get("type_strict", "any")
    if strictness not in _STRICTNESS:
        raise RequestError(f"`type_strict` is one of {', '.join(_STRICTNESS)}")
    asked = _type_ids(query.get("type", []))
    known = types(index, asked)
    countries, codes, is_checked = _properties(index, properties)
    return Wanted(
        name=name.strip(),
        types=tuple(known) if known or not asked else ("",),
        strictness=strictness,
        countries=countries,
        codes=codes,
        is_checked=is_checked and len(known) == len(asked),
        limit=limit(query.get("limit", DEFAULT_LIMIT), DEFAULT_LIMIT),
    )


def _type_ids(given: object) -> list[str]:
    ids = [given] if isinstance(given, str) else given
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise RequestError("`type` is an id or a list of ids")
    return [id_ for id_ in ids if id_]


def types(index: Index, ids: Iterable[str]) -> list[str]:
    """The IRIs of classes named by IRI, by prefixed name or by its end (`Country`); unknown ones are left out."""
    known = [type_ for type_, _ in index.entity_types()]
    names = {
        name: type_ for type_ in reversed(known) for name in (short(type_).rpartition(":")[2], short(type_), type_)
    }
    return [names[id_] for id_ in ids if id_ in names]


def limit(given: object, default: int) -> int:
    """A positive number of results, within ours. Raises RequestError."""
    if given == "":
        return default
    number = int(given) if isinstance(given, str) and given.isascii() and given.isdecimal() else given
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number) or number < 1:
        raise RequestError("`limit` is a whole number above 0")
    return min(int(number), max(MAX_LIMIT, default))


def cursor(text: str) -> int:
    """How many suggestions to skip. Raises RequestError."""
    if text and not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise RequestError("`cursor` is a whole number from 0")
    return int(text or 0)


Conditions = tuple[tuple[str, ...] | None, tuple[tuple[str, str], ...], bool]


def _properties(index: Index, given: list[dict[str, Any]]) -> Conditions:
    """The countries and codes that properties ask for, and whether all of them can be checked."""
    countries: list[str] | None = None
    codes: list[tuple[str, str]] = []
    is_checked = True
    for one in given:
        pid, values = one.get("pid"), one.get("v")
        if not isinstance(pid, str) or values is None:
            raise RequestError("a property has a `pid` and a `v`")
        values = values if isinstance(values, list) else [values]
        if pid in (COUNTRY, "eg:ofCountry", EG.base + "ofCountry"):
            found = [iri_ for value in values for iri_ in _countries(index, value)]
            countries = [*(countries or []), *found]
            is_checked &= bool(found)
        elif pid in _CODES and len(values) == 1 and isinstance(values[0], str | int):
            codes.append((_CODES[pid], str(values[0])))
        else:
            is_checked = False
    return (tuple(countries) if countries else None), tuple(codes), is_checked


def _countries(index: Index, value: object) -> list[str]:
    """The countries that a value means: an id, a name in any language, or a code."""
    if isinstance(value, dict):
        id_ = value.get("id")
        if not isinstance(id_, str):
            raise RequestError("a value that is an object has an `id`")
        return list(index.numbers([ENTITIES + id_, id_]))
    if not isinstance(value, str):
        return []
    called = index.known(index.called(value, 20)).values()
    return [thing.iri for thing in called if thing.kind == EG.base + "Country"]


# --- data extension ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A property asked for: its id and IRI, how many values (0: all), and in which language ("any": every)."""

    id: str
    iri: str
    most: int
    language: str


@dataclass(frozen=True, slots=True)
class Extension:
    """The ids of things, and the properties asked for."""

    ids: list[str]
    properties: list[Asked]


def settings(gettext: Callable[[str], str]) -> list[Value]:
    """What a client may set for a property."""
    _ = gettext
    return [
        {
            "name": "limit",
            "label": _("Values"),
            "type": "number",
            "default": 0,
            "help_text": _("The most values for each thing; 0 for all"),
        },
        {
            "name": "language",
            "label": _("Language"),
            "type": "select",
            "default": "any",
            "help_text": _("The language of names and other texts"),
            "choices": [{"value": tag, "name": tag} for tag in LANGUAGES],
        },
    ]


def extension(text: str, known: Mapping[str, str]) -> Extension:
    """What an extension asks for; `known` are the properties by id. Raises RequestError, TooLargeError."""
    told = _object(text, "extend")
    ids, properties = told.get("ids"), told.get("properties")
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise RequestError("`ids` is a list of ids of entities")
    if not isinstance(properties, list) or not all(isinstance(p, dict) for p in properties):
        raise RequestError("`properties` is a list of objects with `id`")
    if len(ids) > MAX_IDS or len(properties) > MAX_PROPERTIES:
        raise TooLargeError(f"up to {MAX_IDS} things and {MAX_PROPERTIES} properties are taken at once")
    return Extension(list(dict.fromkeys(ids)), [_asked(one, known) for one in properties])


def _asked(one: Mapping[str, Any], known: Mapping[str, str]) -> Asked:
    id_, set_ = one.get("id"), one.get("settings") or {}
    if not isinstance(id_, str) or not isinstance(set_, dict):
        raise RequestError("a property has an `id`, and `settings` are an object")
    found = "" if id_ == COUNTRY else known.get(id_) or (id_ if id_ in known.values() else None)
    if found is None:
        raise RequestError(f"there is no property {id_[:60]!r}{nearest(id_[:60], [COUNTRY, *known])}")
    language = set_.get("language") or "any"
    most = set_.get("limit") or 0
    if language not in LANGUAGES or not str(most).isdecimal():
        raise RequestError(f"`limit` is a whole number and `language` one of {', '.join(LANGUAGES)}")
    return Asked(id_, found, int(most), language)


def rows(
    reader: Reader, query: str, index: Index, asked: Extension, language: str
) -> dict[str, dict[str, list[Value]]]:
    """Thing -> property -> values; none for a thing or a property that is not there. Raises EngineError."""
    things = index.known(index.numbers(ENTITIES + id_ for id_ in asked.ids).values())
    by_iri = {thing.iri: thing for thing in things.values()}
    wanted_ = sorted({iri(p.iri) for p in asked.properties if p.iri})
    found: dict[tuple[str, str], list[tuple[Term, str]]] = {}
    if wanted_ and by_iri:
        put = bound(query, {"this": sorted(map(iri, by_iri)), "property": wanted_})
        for this, property_, value, date in reader.select(put).rows:
            if this and property_ and value:
                found.setdefault((this.value, property_.value), []).append((value, date.value if date else ""))
    for thing in by_iri.values():
        found[thing.iri, ""] = [(Term("iri", country), "") for country in thing.countries]
    named = {value.value for values in found.values() for value, _ in values if value.kind == "iri"}
    labels = {name: label.text for name, label in index.labels(named, language).items()}
    return {
        id_: {p.id: _values(found.get((ENTITIES + id_, p.iri), []), p, labels) for p in asked.properties}
        for id_ in asked.ids
    }


def _values(found: list[tuple[Term, str]], asked: Asked, labels: Mapping[str, str]) -> list[Value]:
    spoken = ("", asked.language)
    kept = [_value(v, date, labels) for v, date in found if asked.language == "any" or v.language in spoken]
    unique = [value for at, value in enumerate(kept) if value not in kept[:at]]
    return unique[: asked.most or None]


def _value(term: Term, date: str, labels: Mapping[str, str]) -> Value:
    """A value as the specification writes it: an entity, a number, a day, else text; a partial date stays text."""
    if term.kind == "iri":
        label = labels.get(term.value)
        if label and term.value.startswith(ENTITIES):
            return {"id": term.value.removeprefix(ENTITIES), "name": label}
        return {"str": date or label or term.value}
    kind = term.datatype.removeprefix(XSD)
    if kind in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long") and re.fullmatch(
        "[+-]?[0-9]{1,300}", term.value
    ):
        return {"int": int(term.value)}
    if kind in ("decimal", "double", "float") and (number := _number(term.value)) is not None:
        return {"float": number}
    if kind == "date" and _DATE.fullmatch(term.value):
        return {"date": f"{term.value}T00:00:00Z"}
    return {"str": term.value}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


# --- suggesting ----------------------------------------------------------------------------------------------------


def beginning(told: list[dict[str, object]], prefix: str) -> list[dict[str, object]]:
    """Those of which a word of the name, or the id, begins with the prefix; all of them for an empty one."""
    start = prefix.casefold()
    return [one for one in told if any(word.startswith(start) for word in _beginnings(one))]


def _beginnings(one: Mapping[str, object]) -> list[str]:
    name, id_ = str(one["name"]).casefold(), str(one["id"]).casefold()
    return [name, *name.split(), id_, id_.rpartition(":")[2]]
