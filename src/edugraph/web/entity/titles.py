"""Titles of things that have no name of their own: claims, participations, memberships, status steps, passages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from edugraph.queries import bound
from edugraph.rdf import Term, iri
from edugraph.vocabulary import BASE, EG, OA, PREFIXES, RDF
from edugraph.web import labels
from edugraph.web.cells import item
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels

NAMELESS = re.compile(rf"{re.escape(BASE)}id/(claim|participation|membership|status-change|passage)/.+")
_RANGE = re.compile(r"/([0-9]+)-([0-9]+)(/range)?$")

Parts = Mapping[str, Mapping[str, Term]]
"""Thing without a name -> property -> value."""


def parts(page: Page, things: Iterable[str]) -> Parts:
    """What titles are made of, for those of the things that have no name."""
    wanted = sorted({iri(thing) for thing in things if NAMELESS.fullmatch(thing)})
    found: dict[str, dict[str, Term]] = {}
    if not wanted:
        return found
    query = bound(page.site.pages["nameless"].text, {"this": wanted})
    for node, property_, value in page.site.reader.select(query).rows:
        if node and property_ and value:
            found.setdefault(node.value, {}).setdefault(property_.value, value)
    return found


def named(found: Parts) -> set[str]:
    """The things whose names the titles need."""
    return {term.value for told in found.values() for term in told.values() if term.kind == "iri"}


@dataclass
class Titles:
    """Makes titles from parts and names; `this` is what the page is about, and need not be named in them."""

    page: Page
    parts: Parts
    names: Labels
    this: str = ""
    _made: dict[str, Label] = field(default_factory=dict)

    def of(self, thing: str) -> Label:
        """The name of a thing, else a title made of what it says, else the end of its IRI."""
        if thing in self.names:
            return self.names[thing]
        if thing not in self._made:
            self._made[thing] = self._title(thing, self.parts.get(thing, {})) or labels.of(thing, self.names)
        return self._made[thing]

    def all(self) -> Labels:
        """The names, and a title for everything else that parts were found for."""
        return {**self.names, **{thing: self.of(thing) for thing in self.parts}}

    def _title(self, thing: str, told: Mapping[str, Term]) -> Label | None:
        org = PREFIXES["org"]
        if RDF.subject in told:
            return self._claim(told)
        if OA.hasSource in told:
            return self._passage(thing, told)
        if EG.base + "participant" in told:
            return self._part_taken(told, EG.base + "participant", EG.base + "in")
        if org + "member" in told:
            return self._part_taken(told, org + "member", org + "organization")
        if EG.statusOf in told:
            return self._words("%(what)s: %(status)s", told, what=EG.statusOf, status=EG.toStatus)
        return None

    def _part_taken(self, told: Mapping[str, Term], who: str, what: str) -> Label:
        role = PREFIXES["org"] + "role"
        words = "%(who)s – %(what)s (%(role)s)" if role in told else "%(who)s – %(what)s"
        return self._words(words, told, who=who, what=what, role=role)

    def _claim(self, told: Mapping[str, Term]) -> Label:
        words = self.page.gettext("%(property)s of “%(what)s”: %(value)s (%(certainty)s)")
        made = self._words(
            words,
            told,
            property=Label(self._nouns.get(told[RDF.predicate].value) or self._part(told, RDF.predicate)),
            what=RDF.subject,
            value=RDF.object,
            certainty=EG.base + "certainty",
        )
        return Label(made.text[:1].upper() + made.text[1:], made.language)

    @property
    def _nouns(self) -> Mapping[str, str]:
        """Nouns for the properties that claims are most often about, since labels are made for tables."""
        _ = self.page.gettext
        return {
            EG.base + "when": _("date"),
            PREFIXES["org"] + "memberDuring": _("period"),
            PREFIXES["schema"] + "location": _("place"),
            EG.base + "covers": _("area covered"),
        }

    def _passage(self, thing: str, told: Mapping[str, Term]) -> Label:
        where = Label(place(self.page, thing, told), self.page.language)
        if told[OA.hasSource].value == self.this:
            return Label(where.text[:1].upper() + where.text[1:], where.language)
        words = self.page.gettext("Passage of “%(source)s”, %(place)s")
        return self._words(words, told, source=OA.hasSource, place=where)

    def _words(self, words: str, told: Mapping[str, Term], **what: str | Label) -> Label:
        return Label(words % {name: self._part(told, value) for name, value in what.items()}, self.page.language)

    def _part(self, told: Mapping[str, Term], property_: str | Label) -> str:
        if isinstance(property_, Label):
            return property_.text
        term = told.get(property_)
        if term is None:
            return "…"
        return self.of(term.value).text if term.kind == "iri" else item(self.page, term, self.names).label.text


def place(page: Page, passage: str, told: Mapping[str, Term]) -> str:
    """Where in its source a passage stands: its paragraph where that is known, and its characters."""
    match = _RANGE.search(passage)
    start, end = match.groups()[:2] if match else ("", "")
    number, total = told.get(EG.paragraph), told.get(EG.paragraphs)
    return position(page, start, end, "", number.value if number else "", total.value if total else "")


def position(page: Page, start: str, end: str, length: str, paragraph: str, paragraphs: str) -> str:
    """`paragraph 8 of 15, characters 1724 to 1992`, as much of it as is known."""
    _ = page.gettext
    found = []
    if paragraph and paragraphs:
        found.append(_("paragraph %(number)s of %(total)s") % {"number": paragraph, "total": paragraphs})
    if start and end and length:
        found.append(_("characters %(start)s to %(end)s of %(total)s") % {"start": start, "end": end, "total": length})
    elif start and end:
        found.append(_("characters %(start)s to %(end)s") % {"start": start, "end": end})
    return ", ".join(found)
