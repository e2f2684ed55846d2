"""Claims about a thing, both sides of them: what is stated, inferred or contested, why, and which one is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from edugraph.queries import bound
from edugraph.rdf import Term, iri
from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.cells import Item, item
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels
from edugraph.web.marks import Mark
from edugraph.web.voices import voice

CERTAINTY, RANK = f"{BASE}vocab/certainty/", f"{BASE}vocab/rank/"
MANY = ("conflict", "premise", "according", "graph")
"""What a claim may have several of."""


@dataclass
class Told:
    """A claim as the query tells it."""

    claim: str
    about: str
    subject: str
    value: Term
    is_taken: bool
    one: dict[str, Term] = field(default_factory=dict)
    many: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def named(self) -> set[str]:
        """Every IRI that the page of the claim names."""
        whole = {t.value for t in (self.value, *self.one.values()) if t.kind == "iri"}
        return {self.claim, self.about, self.subject, *whole, *(i for found in self.many.values() for i in found)}


@dataclass(frozen=True)
class Claim:
    """A claim for reading. `kind` is stated, implied or inferred; `words` say where it stands beside the others."""

    iri: str
    value: Item
    kind: str
    certainty: Label | None
    words: list[str]
    reasons: list[Label]
    premises: list[Item]
    against: list[Item]
    according: list[Item]
    speakers: list[Item]
    is_taken: bool
    is_this: bool
    marks: list[Mark]


@dataclass(frozen=True)
class Side:
    """All claims on one property of one thing."""

    subject: Item
    property: Label
    is_contested: bool
    claims: list[Claim]


def told(page: Page, this: str) -> list[Told]:
    """The claims about a thing, or those beside a claim."""
    answer = page.site.reader.select(bound(page.site.pages["claims"].text, {"this": iri(this)}))
    found: dict[str, Told] = {}
    for row in answer.rows:
        terms = {n: t for n, t in zip(answer.variables, row, strict=True) if t}
        claim = terms["claim"].value
        one = found.setdefault(
            claim,
            Told(
                claim,
                terms["property"].value,
                terms["subject"].value,
                terms["value"],
                terms.get("taken", Term("literal", "false")).value in ("true", "1"),
            ),
        )
        one.one |= {name: terms[name] for name in ("certainty", "rank", "reason", "basis") if name in terms}
        for name in MANY:
            if name in terms:
                one.many.setdefault(name, {})[terms[name].value] = None
    return list(found.values())


def sides(page: Page, this: str, found: list[Told], names: Labels, marks: Mapping[str, list[Mark]]) -> list[Side]:
    """The claims, those on one property of one thing together, the one taken first."""
    values = {one.claim: item(page, one.value, names) for one in found}
    groups: dict[tuple[str, str], list[Told]] = {}
    for one in found:
        groups.setdefault((one.subject, one.about), []).append(one)
    return [
        Side(
            item(page, Term("iri", subject), names),
            labels.of(property_, names),
            any("conflict" in one.many for one in group),
            [claim(page, this, one, values, names, marks) for one in sorted(group, key=_rank)],
        )
        for (subject, property_), group in groups.items()
    ]


def _rank(one: Told) -> tuple[bool, str]:
    """The claim taken first, then by rank: deprecated ones last."""
    rank = one.one["rank"].value.removeprefix(RANK) if "rank" in one.one else "normal"
    return not one.is_taken, {"preferred": "0", "normal": "1"}.get(rank, "2")


def claim(
    page: Page, this: str, one: Told, values: Mapping[str, Item], names: Labels, marks: Mapping[str, list[Mark]]
) -> Claim:
    """One claim in words."""
    code = one.one["certainty"].value if "certainty" in one.one else ""
    return Claim(
        iri=one.claim,
        value=values[one.claim],
        kind=code.removeprefix(CERTAINTY),
        certainty=labels.of(code, names) if code else None,
        words=standing(page, one),
        reasons=[labels.of(one.one[name].value, names) for name in ("rank", "reason", "basis") if name in one.one],
        premises=items(page, one.many.get("premise", ()), names),
        against=[
            Item(values[c].label if c in values else labels.of(c, names), c) for c in one.many.get("conflict", ())
        ],
        according=items(page, one.many.get("according", ()), names),
        speakers=speakers(page, one.many.get("graph", ()), names),
        is_taken=one.is_taken,
        is_this=one.claim == this,
        marks=marks.get(one.claim, []),
    )


def standing(page: Page, one: Told) -> list[str]:
    """Where a claim stands: contested, somebody's word; taken or not is said beside."""
    _ = page.gettext
    found = [(_("contested"), "conflict" in one.many), (_("attributed"), "according" in one.many)]
    return [words for words, holds in found if holds]


def items(page: Page, things: Iterable[str], names: Labels) -> list[Item]:
    """Things by their names."""
    return [item(page, Term("iri", thing), names) for thing in things]


def speakers(page: Page, graphs: Iterable[str], names: Labels) -> list[Item]:
    """Who makes a claim: sources by name, our editors in words."""
    found = {voice(page, graph) for graph in graphs}
    return sorted(
        (Item(labels.of(one.iri, names), one.iri) if one.iri else one for one in found), key=lambda one: one.label.text
    )


def doubts(page: Page, things: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Thing and property -> contested, inferred, attributed: the words that stand beside its value."""
    wanted = sorted({iri(thing) for thing in things})
    if not wanted:
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for this, property_, word in page.site.reader.select(bound(page.site.pages["doubts"].text, {"this": wanted})).rows:
        if this and property_ and word:
            found.setdefault((this.value, property_.value), []).append(word.value)
    return found


def spoken(page: Page, words: Iterable[str]) -> list[str]:
    """Those words in the page's language."""
    _ = page.gettext
    known = {"contested": _("contested"), "inferred": _("inferred"), "attributed": _("attributed")}
    return [known[word] for word in words]
