"""What a page shows of each kind of thing, as data: the facts that matter first, and the tables, each from one query.

A section is words, a query of `queries/pages/section-*.rq` and columns. All sections of a page are one query to the
engine (`queries.joined`), however many facts there are; each shows its first lines, with the way to the rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from edugraph import hubs
from edugraph.queries import bound, joined
from edugraph.rdf import Term, iri, parsed
from edugraph.vocabulary import PREFIXES
from edugraph.web.frame import Page

SHOWN = 30
"""Lines of a table."""
ROWS = hubs.MOST_ROWS
"""Rows asked for: several rows may be one line, where a fact has several roles or makers."""
CROWD = 2000
"""So many statements may point to a thing whose page still counts over all of them."""
NUMBERS = "numbers"
"""Where the numbers of an actor stand among the rows."""
LEVELS = ("named", "group", "region")
"""How it is known that an actor took part, the surest first."""

Order = Callable[["Fact"], tuple[object, ...]]


def N_(text: str) -> str:
    """Marks words for translation where no page is yet at hand."""
    return text


def full(compact: str) -> str:
    """`eg:Country` -> its IRI."""
    prefix, name = compact.split(":")
    return PREFIXES[prefix] + name


@dataclass(frozen=True)
class Column:
    """A column: which field of a fact stands in it, under which words."""

    field: str
    words: str


@dataclass(frozen=True)
class Section:
    """A table of a page. `by` is the field that makes a line; `order` is how lines follow each other."""

    name: str
    words: str
    query: str
    columns: tuple[Column, ...]
    order: str = "newest"
    by: str = "thing"
    is_dated: bool = False
    """Whether `?asof=` leaves out what was not valid that day."""
    is_heavy: bool = False
    """Whether it is left to a query where too much points to the thing: it counts over all its events and partners."""
    is_bare: bool = False
    """Whether lines carry no evidence of their own here: counts, and things whose evidence stands on their pages."""


@dataclass
class Fact:
    """One line: the thing, the nodes that carry its evidence, and its fields."""

    key: str
    nodes: list[str] = field(default_factory=list)
    fields: dict[str, list[Term]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first value of a field; nothing where there is none."""
        return self.fields[name][0].value if name in self.fields else ""

    def settle(self) -> None:
        """Bring nodes and values into one order: engines give rows of a union in any."""
        self.nodes.sort()
        for terms in self.fields.values():
            terms.sort(key=lambda term: (term.value, term.language, term.datatype))

    @property
    def carriers(self) -> list[str]:
        """What carries the evidence of the line: its nodes, else the thing itself."""
        return self.nodes or [t.value for t in self.fields.get("thing", []) if t.kind == "iri"]

    @property
    def carriers_and_things(self) -> list[str]:
        """What claims about the line's date are about: its node, or its thing."""
        return [*self.nodes, *(t.value for t in self.fields.get("thing", []))]

    @property
    def things(self) -> set[str]:
        """Every IRI that the line names."""
        return {t.value for terms in self.fields.values() for t in terms if t.kind == "iri"} | set(self.nodes)


@dataclass(frozen=True)
class Kind:
    """A class: the properties that stand first on the page of a thing, and its tables."""

    name: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
    is_actor: bool = False


Found = Mapping[str, list[Fact]]
"""Section -> its lines."""
Row = dict[str, Term]


def query(page: Page, section: Section, this: str) -> str:
    """The query of one section: all its rows."""
    return bound(page.site.pages[f"section-{section.query}"].text, {"this": iri(this)})


def rows(page: Page, kind: Kind, this: str) -> Mapping[str, list[Row]]:
    """The rows of every section of a kind, and its numbers, in one query."""
    parts = {s.name: query(page, s, this) for s in kind.sections}
    if kind.is_actor:
        parts[NUMBERS] = bound(page.site.pages["numbers-of-actor"].text, {"this": iri(this)})
    found: dict[str, list[Row]] = {name: [] for name in parts}
    if not parts:
        return found
    if (kept := hubs.kept(page.site.release.files, this)) is not None:
        names = {s.name: f"section-{s.query}" for s in kind.sections} | {NUMBERS: "numbers-of-actor"}
        return {part: [_parsed(row) for row in kept.get(names[part], [])] for part in parts}
    answer = page.site.reader.select(joined(parts, ROWS))
    for row in answer.rows:
        told = {n: t for n, t in zip(answer.variables, row, strict=True) if t}
        found[told.pop("section").value].append(told)
    return found


def _parsed(row: Mapping[str, str]) -> Row:
    return {name: parsed(term) for name, term in row.items()}


def facts(kind: Kind, found: Mapping[str, list[Row]]) -> Found:
    """The lines of every section."""
    return {s.name: _lines(s, found[s.name]) for s in kind.sections}


def _lines(section: Section, rows: list[Row]) -> list[Fact]:
    """Rows of one thing (or node) as one line."""
    lines: dict[str, Fact] = {}
    for row in rows:
        key = (row.get(section.by) or row.get("thing") or row["node"]).value
        _add(lines.setdefault(key, Fact(key)), row)
    for fact in lines.values():
        if "level" in fact.fields:
            fact.fields["level"] = [min(fact.fields["level"], key=lambda t: LEVELS.index(t.value))]
        fact.settle()
    return sorted(lines.values(), key=ORDERS[section.order])


def _add(fact: Fact, row: Mapping[str, Term]) -> None:
    for name, term in row.items():
        if name == "node":
            fact.nodes += [] if term.value in fact.nodes else [term.value]
        elif term not in fact.fields.setdefault(name, []):
            fact.fields[name].append(term)


def _number(fact: Fact, name: str) -> float:
    text = fact.first(name)
    return float(text) if text else float("inf")


def _backwards(text: str) -> tuple[int, ...]:
    """A key that sorts texts from the last to the first, none at the end."""
    return tuple(-ord(sign) for sign in text) or (0,)


ORDERS: Mapping[str, Order] = {
    "newest": lambda fact: (_backwards(fact.first("from")), fact.key),
    "oldest": lambda fact: (fact.first("from") or "9999", fact.key),
    "due": lambda fact: (fact.first("to") or "9999", fact.key),
    "most": lambda fact: (-_number(fact, "value"), -_number(fact, "named"), fact.key),
    "numbered": lambda fact: (fact.first("kind"), _number(fact, "place"), fact.key),
    "name": lambda fact: (fact.key,),
}
"""How the lines of a table follow each other; by name, once names are known, is the page's own work."""
