"""The simple builder on the query page: what a form asks, and what the form offers next.

It works as a form that is sent again for each change; the island spares the reload and nothing else. Conditions come as
three fields of the same place: `where` (what), `how` (compared) and `value`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from anyio import from_thread
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from edugraph import search
from edugraph.engine.protocol import Asked as Query
from edugraph.engine.protocol import EngineError
from edugraph.engine.reading import rows_of, whole
from edugraph.rdf import BAD_IN_IRI, iri, literal
from edugraph.reference.terms import curie
from edugraph.vocabulary import BASE
from edugraph.web.addresses import short
from edugraph.web.frame import Page, PageOf
from edugraph.web.sparql import building
from edugraph.web.sparql.building import MOST, VALUELESS, WAYS, Asked, Condition, Kind, Wish

router = APIRouter()

COUNT_S = 2.0
"""Seconds after which the number of finds stays unknown."""
LONGEST = 300
"""Characters of a value."""
_KEYED = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Option = tuple[str, str]
"""A value and its words."""


@dataclass(frozen=True)
class Row:
    """One condition of the form; an empty one waits for more."""

    name: str = ""
    kind: Kind | None = None
    ways: Sequence[Option] = ()
    way: str = ""
    value: str = ""
    """What the field shows."""
    choices: Sequence[Option] = ()
    """What a list offers, for codes and truth values."""
    fault: str = ""
    is_asked: bool = True
    """Whether the query holds it: a row without its value waits."""
    without: str = ""
    """The address of the form without this row."""

    @property
    def has_value(self) -> bool:
        return self.kind is not None and self.way not in VALUELESS


@dataclass(frozen=True)
class Builder:
    """The form as it is shown, and what it makes."""

    classes: Sequence[tuple[str, str, int]]
    """Prefixed name, words, number of things."""
    want: str = ""
    declared: Sequence[Option] = ()
    plain: Sequence[Option] = ()
    rows: Sequence[Row] = ()
    sorts: Sequence[Option] = ()
    sort: str = ""
    faults: Sequence[str] = ()
    query: str = ""
    count_query: str = ""

    @property
    def status(self) -> int:
        return 400 if self.faults else 200


@dataclass
class _Reading:
    """The rows of a form while they are read, and what they ask."""

    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@router.get("/query/builder")
def alone(page: PageOf) -> HTMLResponse:
    """The form alone, for the island that puts it in place of the one that is there."""
    return page.html("builder.html", builder=builder(page), found=None)


def builder(page: Page) -> Builder:
    """The form as the address of the page asks it; an empty one while the engine does not answer."""
    try:
        return _built(page)
    except EngineError:
        return Builder([])


def _built(page: Page) -> Builder:
    typed = page.request.query_params
    classes = [(name, label, count) for name, label, count in _classes(page)]
    want = typed.get("want", "")
    if not want:
        return Builder(classes)
    class_ = _class(page, want)
    if not class_:
        told = page.gettext("%(name)s is no class here, or nothing is of it: choose one from the list.")
        return Builder(classes, faults=[told % {"name": want[:80]}])
    return _of_class(page, classes, class_)


def _classes(page: Page) -> Iterator[tuple[str, str, int]]:
    known = page.site.metadata
    for name, words in page.site.offer.classes.items():
        entry = known.terms.terms.get(name)
        count = known.uses.counts.get(entry.iri, 0) if entry else 0
        if count:
            yield name, words.get(page.language, words["en"]), count


def _class(page: Page, want: str) -> str:
    """The IRI of a class by its prefixed name or IRI; empty where nothing is of it."""
    known = page.site.metadata
    entry = known.terms.terms.get(want) or known.by_iri.get(want)
    return entry.iri if entry and known.uses.properties.get(entry.iri) else ""


def _of_class(page: Page, classes: Sequence[tuple[str, str, int]], class_: str) -> Builder:
    known = building.conditions(page.site.offer, page.site.metadata, class_)
    read = _read(page, known)
    sorts, typed = list(_sorts(page, known)), page.request.query_params.get("sort", "")
    sort = typed if typed in dict(sorts) else ""
    wish = Wish(class_, tuple(read.asked), known.get(sort.lstrip("-")), sort.startswith("-"))
    name = curie(class_)
    if name not in {one for one, _label, _count in classes}:
        label = page.site.metadata.label(class_, page.language)
        classes = [*classes, (name, label, page.site.metadata.uses.counts.get(class_, 0))]
    return Builder(
        classes,
        name,
        [(c.name, _label(page, c)) for c in known.values() if ":" not in c.name],
        [(c.name, _label(page, c)) for c in known.values() if ":" in c.name],
        [*read.rows, Row()],
        sorts,
        sort,
        read.faults,
        building.query(wish, page.language),
        building.count(wish),
    )


def _label(page: Page, condition: Condition) -> str:
    words = condition.words
    return words.get(page.language) or words.get("en") or condition.name


def _sorts(page: Page, known: Mapping[str, Condition]) -> Iterator[Option]:
    _ = page.gettext
    yield "", _("name")
    for one in known.values():
        if one.kind in ("window", "day", "number"):
            yield one.name, _("%(what)s, lowest or earliest first") % {"what": _label(page, one)}
            yield f"-{one.name}", _("%(what)s, highest or latest first") % {"what": _label(page, one)}


# --- rows ------------------------------------------------------------------------------------------------------------


def _read(page: Page, known: Mapping[str, Condition]) -> _Reading:
    """The conditions of the form: those that are whole are asked, the others are shown with what they lack."""
    typed, made = page.request.query_params, _Reading()
    names, ways, values = (typed.getlist(name) for name in ("where", "how", "value"))
    given = [(n, name) for n, name in enumerate(names) if name]
    if len(given) > MOST:
        told = page.gettext("Only the first %(most)s conditions are taken; write larger queries in SPARQL.")
        made.faults.append(told % {"most": page.number(MOST)})
    for n, name in given[:MOST]:
        way, value = (column[n] if n < len(column) else "" for column in (ways, values))
        if name in known:
            _add(page, made, known[name], way, value[:LONGEST], _without(page, n))
        else:
            told = page.gettext("%(name)s is nothing that can be asked of these: choose from the list.")
            made.faults.append(told % {"name": name[:80]})
    return made


def _add(page: Page, made: _Reading, condition: Condition, way: str, value: str, without: str) -> None:
    kind = condition.kind
    way = way if way in WAYS[kind] else WAYS[kind][0]
    terms, shown, fault = (
        ((), "", "") if way in VALUELESS else _value(page, condition, _CONTROL.sub(" ", value).strip())
    )
    is_asked = bool(terms) or way in VALUELESS
    ways = [(one, _way(page, kind, one)) for one in WAYS[kind]]
    made.rows.append(Row(condition.name, kind, ways, way, shown, _choices(page, condition), fault, is_asked, without))
    if is_asked:
        made.asked.append(Asked(condition, way, terms))


def _without(page: Page, number: int) -> str:
    """The address of the form without one of its rows."""
    counted = {"where": 0, "how": 0, "value": 0}
    kept = []
    for name, value in page.request.query_params.multi_items():
        if name in counted:
            counted[name] += 1
            if counted[name] == number + 1:
                continue
        kept.append((name, value))
    return f"{page.root}/query?{urlencode(kept)}#builder"


def _way(page: Page, kind: Kind, way: str) -> str:
    """How a comparison is called."""
    _ = page.gettext
    words = {
        "is": _("is"),
        "not": _("without"),
        "without": _("without"),
        "any": _("is known"),
        "none": _("is not known"),
        "in": _("possibly in") if kind == "window" else _("in"),
        "certainly-in": _("certainly in"),
        "after": _("after"),
        "before": _("before"),
        "more": _("more than"),
        "less": _("less than"),
        "contains": _("contains"),
    }
    return words[way]


def _choices(page: Page, condition: Condition) -> list[Option]:
    known = page.site.metadata
    if condition.kind == "truth":
        return [("true", page.gettext("yes")), ("false", page.gettext("no"))]
    codes = [code for code in known.codes if known.lists[code] in condition.lists]
    return [(short(code), known.label(code, page.language)) for code in codes]


# --- values ----------------------------------------------------------------------------------------------------------


def _value(page: Page, condition: Condition, typed: str) -> tuple[tuple[str, ...], str, str]:
    """What a field says: as terms, as the field shows it, and what is wrong with it. Nothing typed is no fault."""
    _ = page.gettext
    if not typed:
        return (), "", ""
    if condition.kind == "thing":
        return _thing(page, typed)
    if condition.kind in ("code", "truth"):
        return _chosen(page, condition, typed)
    if condition.kind in ("window", "day"):
        days = building.period(typed)
        return days or (), typed, "" if days else _("Give a year, a month or a day: 2015, 2015-03 or 2015-03-20.")
    if condition.kind == "number":
        number = building.number(typed)
        return ((number,) if number else ()), typed, "" if number else _("Give a number, such as 12 or 0.5.")
    return (literal(typed),), typed, ""


def _chosen(page: Page, condition: Condition, typed: str) -> tuple[tuple[str, ...], str, str]:
    if condition.kind == "truth":
        is_one = typed in ("true", "false")
    else:
        is_one = page.site.metadata.lists.get(BASE + typed, "") in condition.lists
    term = typed if condition.kind == "truth" else iri(BASE + typed) if is_one else ""
    told = page.gettext("%(name)s is not in the list: choose one.") % {"name": typed[:80]}
    return ((term,), typed, "") if is_one else ((), "", told)


def _thing(page: Page, typed: str) -> tuple[tuple[str, ...], str, str]:
    """`Kazakhstan [country/KAZ]`, `country/KAZ`, an IRI, or a name, of which the best find is taken."""
    keyed = _KEYED.fullmatch(typed)
    key = keyed[1].strip() if keyed else typed
    this = key if re.match(r"https?://\S+$", key) else f"{BASE}id/{key.strip('/')}"
    if not BAD_IN_IRI.search(this):
        known = page.site.names.numbers([this])
        if known or re.match(r"https?://", key):
            return (iri(this),), _shown(page, this), ""
    hits = search.found(page.site.names, typed, page.language, None, 0, 1).hits
    things = [hit.thing.iri for hit in hits if hit.thing.iri.startswith(BASE)]
    if not things:
        return (), typed, page.gettext("Nothing here is called so: try another spelling, or its address.")
    return (iri(things[0]),), _shown(page, things[0]), ""


def _shown(page: Page, this: str) -> str:
    """A thing as its field shows it: its name, and the end of its IRI."""
    name = page.site.names.labels([this], page.language).get(this)
    key = short(this) if this.startswith(BASE) else this
    return f"{name.text} [{key}]" if name else key


# --- counting --------------------------------------------------------------------------------------------------------


def found(page: Page, built: Builder) -> int | None:
    """How many things fit; None where it is not known within two seconds. For threads that the event loop started."""
    if not built.count_query:
        return None
    try:
        return from_thread.run(_counted, page, built.count_query)
    except EngineError:
        return None


async def _counted(page: Page, query: str) -> int | None:
    body = await whole(await page.site.engine.answer(Query(query, deadline_s=COUNT_S)))
    rows = rows_of(json.loads(body)).rows
    return int(rows[0][0].value) if rows and rows[0][0] else None
