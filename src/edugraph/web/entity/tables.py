"""The tables of a page as readers see them: cells with names, words of doubt, source marks, and the way to the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from edugraph.rdf import Term
from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.cells import Item, item
from edugraph.web.entity.claims import spoken
from edugraph.web.entity.sections import LEVELS, SHOWN, Fact, Found, Kind, Section, full, query
from edugraph.web.entity.validity import Valid, begun, valid
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels
from edugraph.web.marks import Mark

DATED = tuple(full(name) for name in ("eg:when", "eg:due", "eg:validDuring", "org:memberDuring"))
MARKS = 3
"""Source marks of one line; the others stand on the page of what the line is about."""
PAIRED = ("country", "org", "person")
"""The actors of which two have a page together."""
STATED = f"{BASE}vocab/certainty/stated"

Doubts = Mapping[tuple[str, str], list[str]]


@dataclass(frozen=True)
class Line:
    """One line: its cells, words on how sure it is, where it is written, and where more of it stands."""

    cells: list[list[Item]]
    words: list[str]
    marks: list[Mark]
    more: str


@dataclass(frozen=True)
class Table:
    """A section as it is shown. `count` is in words ("50+" where there are more); `rest` leads to all of them."""

    name: str
    title: str
    columns: list[str]
    lines: list[Line]
    count: str
    is_cut: bool
    is_bare: bool
    left_out: int
    rest: str


def valid_on(page: Page, section: Section, fact: Fact) -> Valid:
    """Whether a line was so on the day asked for; always, where none is asked for or the section has no days."""
    if not section.is_dated or not page.asof_asked:
        return "yes"
    if section.query == "steps":
        return begun(fact.first("from"), page.asof)
    return valid(fact.first("date"), fact.first("from"), fact.first("to"), page.asof)


def kept(page: Page, kind: Kind, found: Found) -> tuple[Found, dict[str, int]]:
    """The lines valid on the day asked for, and how many of each section are left out."""
    held = {s.name: [f for f in found[s.name] if valid_on(page, s, f) != "no"] for s in kind.sections}
    return held, {name: len(found[name]) - len(lines) for name, lines in held.items()}


def level_words(page: Page) -> list[str]:
    """How it is known that an actor took part, the surest first."""
    _ = page.gettext
    return [_("by name"), _("by a group from it"), _("by region: a guess")]


def pair_path(one: str, other: str) -> str:
    """The page of two actors, in the order of their addresses; nothing where one of them has no such page."""
    first, second = sorted(thing.removeprefix(f"{BASE}id/") for thing in (one, other))
    is_pair = first != second and all(path.partition("/")[0] in PAIRED for path in (first, second))
    return f"/pair/{first}/{second}" if is_pair else ""


def carriers(kind: Kind, found: Found) -> set[str]:
    """What carries the evidence of all lines that are shown."""
    told = [fact for s in kind.sections if not s.is_bare for fact in found[s.name][:SHOWN]]
    return {carrier for fact in told for carrier in fact.carriers}


def things(found: Found) -> set[str]:
    """Every IRI that the lines shown name."""
    return {thing for lines in found.values() for fact in lines[:SHOWN] for thing in fact.things}


@dataclass(frozen=True)
class Tables:
    """Makes the tables of one page."""

    page: Page
    this: str
    names: Labels
    marks: Mapping[str, list[Mark]]
    doubts: Doubts

    def of(self, section: Section, facts: list[Fact], left_out: int, total: int) -> Table:
        """A section with its lines; `total` is 0 where it is not known."""
        ordered = sorted(facts, key=self._name) if section.order == "name" else facts
        first, *others = section.columns
        columns = [first, *(c for c in others if any(c.field in f.fields for f in facts))]
        return Table(
            section.name,
            self.page.gettext(section.words),
            [self.page.gettext(c.words) for c in columns],
            [self._line(section, fact, [c.field for c in columns]) for fact in ordered[:SHOWN]],
            self.page.number(total) if total else f"{self.page.number(SHOWN)}+",
            len(facts) > SHOWN,
            section.is_bare,
            left_out,
            query(self.page, section, self.this),
        )

    def _name(self, fact: Fact) -> str:
        thing = fact.first("thing")
        return labels.of(thing, self.names).text.casefold() if thing else fact.key

    def _line(self, section: Section, fact: Fact, columns: list[str]) -> Line:
        marks = [mark for carrier in fact.carriers for mark in self.marks.get(carrier, [])]
        once = list({mark.evidence: mark for mark in marks}.values())
        cells = [self._cell(fact, name) for name in columns]
        return Line(cells, self._words(section, fact), once[:MARKS], self._more(fact, len(once) > MARKS))

    def _more(self, fact: Fact, is_cut: bool) -> str:
        """The page of the node that makes the line, or of the thing with more marks; of two actors, what they share."""
        if "named" in fact.fields and (path := pair_path(self.this, fact.key)):
            return self.page.href(path)
        if fact.nodes:
            return self.page.link(fact.nodes[0])
        return self.page.link(fact.key) if is_cut else ""

    def _words(self, section: Section, fact: Fact) -> list[str]:
        codes = [t.value for t in fact.fields.get("certainty", []) if t.value != STATED]
        possibly = [self.page.gettext("possibly")] if valid_on(self.page, section, fact) == "possibly" else []
        return [*(labels.of(code, self.names).text for code in codes), *possibly]

    def _cell(self, fact: Fact, name: str) -> list[Item]:
        if name == "level":
            words = dict(zip(LEVELS, level_words(self.page), strict=True))
            return [Item(Label(words[fact.first("level")], self.page.language))] if "level" in fact.fields else []
        found = [self._item(term) for term in fact.fields.get(name, [])]
        if name == "date" and found:
            doubted = sorted({w for t in fact.carriers_and_things for p in DATED for w in self.doubts.get((t, p), [])})
            found[0] = replace(found[0], note=", ".join(spoken(self.page, doubted)))
        return found

    def _item(self, term: Term) -> Item:
        return item(self.page, term, self.names)
