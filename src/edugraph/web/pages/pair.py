"""The page of two actors: every fact that ties them, by kind of tie, each with its date and evidence."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, Term, iri, literal
from edugraph.store import Rows
from edugraph.vocabulary import BASE
from edugraph.web import claims, downloads, labels, marks
from edugraph.web.cells import Item, item
from edugraph.web.errors import NotFoundError, RequestError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, Labels
from edugraph.web.negotiation import HTML
from edugraph.web.sections import N_
from edugraph.web.tables import DATED, PAIRED, Doubts, level_words
from edugraph.web.titles import Titles, named, parts

router = APIRouter()

TIES = {
    "co-organisation": N_("Organised together"),
    "co-participation": N_("Events both took part in"),
    "agreement": N_("Agreements and other documents of both"),
    "joint-decision": N_("Decisions of both"),
    "project-partnership": N_("Projects with both"),
    "funding": N_("Funding"),
    "initiative-and-hosting": N_("One initiated, the other is to host"),
    "membership": N_("Membership of one in the other"),
    "plan-parties": N_("Plans of both"),
    "commitment": N_("Commitments of both, or of one to the other"),
}
"""The kinds of ties in the order of the page. Each fact stands under one of them."""
SHOWN = 50
SIDES = ("one", "other")

Row = dict[str, Term]
Written = dict[str, list[marks.Mark]]


@dataclass
class Fact:
    """A fact that ties two actors: who stands for each of them in it, and what carries its evidence."""

    iri: str
    first: Row
    level: int
    sides: dict[str, dict[str, dict[str, None]]] = field(default_factory=lambda: {side: {} for side in SIDES})
    nodes: dict[str, None] = field(default_factory=dict)

    @property
    def things(self) -> set[str]:
        """Every IRI that the line names."""
        who = {name for side in self.sides.values() for name in side}
        roles = {role for side in self.sides.values() for several in side.values() for role in several}
        state = {self.first["state"].value} if "state" in self.first else set()
        return {self.iri, *who, *roles, *state, *self.nodes}


@dataclass(frozen=True)
class Line:
    """A fact for reading: `sides` are those who stand for each actor, with their roles."""

    thing: Item
    date: Label | None
    doubts: list[str]
    status: Label | None
    level: str
    sides: list[list[Item]]
    marks: list[marks.Mark]


@dataclass(frozen=True)
class Tie:
    """All facts of one kind."""

    name: str
    title: str
    count: int
    lines: list[Line]


@router.get("/pair/{path:path}")
def pair(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    one, other = actors(page, path)
    if (ordered := canonical(one, other)) != path:
        return RedirectResponse(_again(page, path, ordered), 301)
    names = page.labels({one, other})
    title = page.gettext("%(one)s and %(other)s") % {
        "one": labels.of(one, names).text,
        "other": labels.of(other, names).text,
    }
    values = {"one": iri(one), "other": iri(other), "lang": literal(page.language)}
    data = downloads.Data(path, title, bound(page.site.pages["pair"].text, values))
    if media != HTML:
        return downloads.taken(page, data, media)
    return shown(page, one, other, data)


def _again(page: Page, path: str, ordered: str) -> str:
    suffix = page.path.removeprefix(path)
    return page.download(ordered, suffix)


def actors(page: Page, path: str) -> tuple[str, str]:
    """The two actors that an address names. Raises NotFoundError, and RequestError where they are one."""
    words = path.removeprefix("/pair/").split("/")
    if len(words) != 2 * len(SIDES) or words[0] not in PAIRED or words[2] not in PAIRED:
        raise NotFoundError("the page of two actors has an address such as /pair/country/KAZ/country/LVA")
    one, other = (f"{BASE}id/{kind}/{name}" for kind, name in (words[:2], words[2:]))
    if one == other:
        raise RequestError(f"{words[0]}/{words[1]} stands here twice: choose two different actors")
    known = {t.value for (t,) in existing(page, one, other) if t}
    for actor in (one, other):
        if actor not in known:
            raise NotFoundError(f"no actor in this release has the name {actor.removeprefix(BASE + 'id/')!r}")
    return one, other


def existing(page: Page, *things: str) -> list[tuple[Term | None, ...]]:
    """Those of the things that are actors."""
    if any(BAD_IN_IRI.search(thing) for thing in things):
        return []
    query = bound(page.site.pages["actors-among"].text, {"this": [iri(thing) for thing in things]})
    return page.site.reader.select(query).rows


def canonical(one: str, other: str) -> str:
    """The path of the two in the order of their addresses."""
    return "/pair/" + "/".join(sorted(thing.removeprefix(f"{BASE}id/") for thing in (one, other)))


def shown(page: Page, one: str, other: str, data: downloads.Data) -> Response:
    """The page of two actors."""
    found = facts(downloads.rows(page, data.query))
    first = [fact for lines in found.values() for fact in lines[:SHOWN]]
    evidence = marks.found(page, {node for fact in first for node in fact.nodes})
    things = {one, other} | evidence.things | {thing for fact in first for thing in fact.things}
    made_of = parts(page, things)
    names = Titles(page, made_of, page.labels(things | named(made_of))).all()
    written = marks.shown(page, evidence, names)
    doubted = claims.doubts(page, {fact.iri for fact in first})
    return page.html(
        "pair.html",
        data=data,
        actors=[Item(labels.of(actor, names), actor) for actor in (one, other)],
        count=sum(map(len, found.values())),
        tie_address=tie_address(page, one, other),
        certain=sum(fact.level == 1 for lines in found.values() for fact in lines),
        ties=[tie(page, name, found[name], names, written, doubted) for name in TIES if found.get(name)],
    )


def tie_address(page: Page, one: str, other: str) -> str:
    """The page of their tie on the map; nothing where the map has not both."""
    a, b = (name.removeprefix(f"{BASE}id/") for name in (one, other))
    levels = page.site.networks.levels
    level = next((level for level, network in levels.items() if {a, b} <= network.nodes.keys()), "")
    return page.href("/network/tie", level=level, a=a, b=b) if level else ""


def facts(rows: Rows) -> dict[str, list[Fact]]:
    """Kind of tie -> its facts, each once, in the order of the query."""
    found: dict[str, dict[str, Fact]] = {}
    for row in rows.rows:
        told = {n: t for n, t in zip(rows.variables, row, strict=True) if t}
        add(found.setdefault(told["tie"].value, {}), told)
    return {tie_: list(lines.values()) for tie_, lines in found.items()}


def add(lines: dict[str, Fact], told: Row) -> None:
    """One row to the facts; of several ways to know a fact the surest counts."""
    name, level = told["fact"].value, int(told["level"].value)
    fact = lines.setdefault(name, Fact(name, told, level))
    fact.level = min(fact.level, level)
    for side in SIDES:
        roles = fact.sides[side].setdefault(told[f"{side}Actor"].value, {})
        roles |= {told[f"{side}Role"].value: None} if f"{side}Role" in told else {}
        fact.nodes |= {told[f"{side}Node"].value: None} if f"{side}Node" in told else {}


def tie(page: Page, name: str, found: list[Fact], names: Labels, written: Written, doubted: Doubts) -> Tie:
    """One kind of tie with its first lines."""
    lines = [line(page, fact, names, written, doubted) for fact in found[:SHOWN]]
    return Tie(name, page.gettext(TIES[name]), len(found), lines)


def line(page: Page, fact: Fact, names: Labels, written: Written, doubted: Doubts) -> Line:
    """One fact for reading."""
    once = {mark.evidence: mark for node in fact.nodes for mark in written.get(node, [])}
    return Line(
        Item(labels.of(fact.iri, names), fact.iri),
        item(page, fact.first["date"], names).label if "date" in fact.first else None,
        claims.spoken(page, [word for p in DATED for word in doubted.get((fact.iri, p), [])]),
        labels.of(fact.first["state"].value, names) if "state" in fact.first else None,
        level_words(page)[fact.level - 1],
        [[who(name, roles, names) for name, roles in fact.sides[side].items()] for side in SIDES],
        list(once.values()),
    )


def who(name: str, roles: dict[str, None], names: Labels) -> Item:
    """One who stands for an actor, with the roles in words."""
    return Item(labels.of(name, names), name, ", ".join(labels.of(role, names).text for role in roles))
