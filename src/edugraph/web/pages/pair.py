"""The page of two actors: the facts that their tie rests on, as the tie tells them, and what else names both."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.network.periods import EVER
from edugraph.network.positions import TooManyError
from edugraph.network.selection import Filter, Network
from edugraph.network.ties import EVIDENCE, LEVELS
from edugraph.queries import bound
from edugraph.rdf import BAD_IN_IRI, Term, iri, literal, typed
from edugraph.store import Rows
from edugraph.vocabulary import BASE, EG, ORG, code_iri
from edugraph.web import downloads, labels, marks
from edugraph.web.cells import Item, item
from edugraph.web.entity import claims
from edugraph.web.entity.tables import DATED, PAIRED, Doubts
from edugraph.web.entity.titles import Titles, named, parts
from edugraph.web.errors import NotFoundError, RequestError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Label, Labels
from edugraph.web.network import explained, networks
from edugraph.web.network.explained import Told
from edugraph.web.network.words import kind_label
from edugraph.web.pages import tie

router = APIRouter()

SHOWN = 50
"""So many facts stand on the page, and so many of what is no tie; the downloads and the queries have all."""
SIDES = ("one", "other")
CLASSES = {
    "event": f"{EG.base}Event",
    "project": f"{EG.base}Project",
    "decision": f"{EG.base}Decision",
    "document": f"{EG.base}Document",
    "plan": f"{EG.base}Plan",
    "commitment": f"{EG.base}Commitment",
    "membership": f"{ORG.base}Membership",
}
"""How the path of a fact begins -> what it is."""

Row = dict[str, Term]
Written = dict[str, list[marks.Mark]]


@dataclass
class Fact:
    """A fact that names both and is no tie: who stands for each of them in it, and what carries its evidence."""

    iri: str
    first: Row
    sides: dict[str, dict[str, dict[str, None]]] = field(default_factory=lambda: {side: {} for side in SIDES})
    nodes: dict[str, None] = field(default_factory=dict)

    @property
    def sort(self) -> str:
        """Its class, an item of a plan being a commitment; nothing where it is of none that the page knows."""
        name, _, rest = short(self.iri).partition("/")
        return CLASSES.get("commitment" if name == "plan" and "/" in rest else name, "")

    @property
    def things(self) -> set[str]:
        """Every IRI that the line names."""
        who = {name for side in self.sides.values() for name in side}
        roles = {role for side in self.sides.values() for several in side.values() for role in several}
        state = {self.first["state"].value} if "state" in self.first else set()
        return {self.iri, *who, *roles, *state, *self.nodes, *filter(None, [self.sort])}


@dataclass(frozen=True)
class Line:
    """A fact for reading: `sides` are those who stand for each actor, with their roles."""

    thing: Item
    sort: Label | None
    date: Label | None
    doubts: list[str]
    status: Label | None
    sides: list[list[Item]]
    marks: list[marks.Mark]


@dataclass(frozen=True)
class TieLine:
    """A fact of the tie, as the page of the tie shows it, and who stands for each actor in it."""

    fact: tie.Line
    sides: list[list[Item]]


@dataclass(frozen=True)
class Key:
    """A kind of tie with its number of facts, and the page with only these."""

    label: Label
    count: int
    address: str


@dataclass(frozen=True)
class Beyond:
    """What names both and is no tie. `is_cut` where there is more than is shown; `rest` leads to all of it."""

    lines: list[Line]
    is_cut: bool
    rest: str


@router.get("/pair/{path:path}")
def pair(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    if (kept := succeeded(page, path)) != path:
        return RedirectResponse(page.download(kept, page.path.removeprefix(path)), 301)
    one, other = actors(page, path)
    if (ordered := canonical(one, other)) != path:
        return RedirectResponse(page.download(ordered, page.path.removeprefix(path)), 301)
    names = page.labels({one, other})
    words = {"one": labels.of(one, names).text, "other": labels.of(other, names).text}
    level = level_of(page, one, other)
    wanted = asked(page, level)
    data = downloads.Data(path, page.gettext("%(one)s and %(other)s") % words, query(page, level, wanted, one, other))
    if media != HTML:
        refuse_unlisted(page, level, one, other)
        return downloads.taken(page, data, media)
    return shown(page, page.site.networks.levels[level], wanted, (one, other), data)


def succeeded(page: Page, path: str) -> str:
    """The path with what actors were merged into. Raises WithdrawnActorError."""
    words = path.removeprefix("/pair/").split("/")
    if len(words) != 2 * len(SIDES):
        return path
    names = ("/".join(words[:2]), "/".join(words[2:]))
    return "/pair/" + "/".join(map(page.site.networks.successor, names))


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
    query_ = bound(page.site.pages["actors-among"].text, {"this": [iri(thing) for thing in things]})
    return page.site.reader.select(query_).rows


def canonical(one: str, other: str) -> str:
    """The path of the two in the order of their addresses."""
    return "/pair/" + "/".join(sorted(map(short, (one, other))))


def short(thing: str) -> str:
    return thing.removeprefix(f"{BASE}id/")


# --- what is asked for -----------------------------------------------------------------------------------------------


def refuse_unlisted(page: Page, level: str, one: str, other: str) -> None:
    """Raises TooManyError for two actors whose facts are too many for the release to list them."""
    network_, (a, b) = page.site.networks.levels[level], sorted(map(short, (one, other)))
    if (a, b) in network_.sums or not explained.is_told(network_, a, b):
        raise TooManyError(
            "the facts of these two are too many for the release to list one by one; count "
            f"network/{level}-parts.csv.gz of the release, or run the queries of their page"
        )


def level_of(page: Page, one: str, other: str) -> str:
    """The level asked for, else the first that holds actors of these sorts. Raises ParameterError."""
    if page.request.query_params.get("level"):
        return networks.level(page.request)
    sorts = {short(thing).partition("/")[0] for thing in (one, other)}
    return {frozenset({"country"}): LEVELS[0], frozenset({"org"}): LEVELS[1]}.get(frozenset(sorts), LEVELS[2])


def asked(page: Page, level: str) -> Filter:
    """Of the filters of a tie those that choose facts: how surely, kinds, period. Raises ParameterError."""
    typed_ = networks.wanted(page.request, page.site.networks, level)
    evidence = typed_.evidence if page.request.query_params.get("evidence") else EVIDENCE[-1]
    return Filter(evidence=evidence, kinds=typed_.kinds, period=typed_.period)


def query(page: Page, level: str, wanted: Filter, one: str, other: str) -> str:
    """The query of the page: the facts of the tie under the filter."""
    kinds = wanted.kinds or sorted(page.site.networks.ties)
    both = [iri(one), iri(other)]
    values: dict[str, str | list[str]] = {
        "level": iri(code_iri("network-level", level)),
        "from": both,
        "to": both,
        "evidence": [iri(code_iri("evidence-level", e)) for e in EVIDENCE[: EVIDENCE.index(wanted.evidence) + 1]],
        "kind": [iri(code_iri("tie-kind", kind)) for kind in kinds],
        "first": typed(wanted.period.first or "0001-01-01", "date"),
        "last": typed(wanted.period.last or "9999-12-31", "date"),
        "lang": literal(page.language),
    }
    return bound(page.site.pages["pair"].text, values)


# --- what is shown ---------------------------------------------------------------------------------------------------


def shown(page: Page, network_: Network, wanted: Filter, both: tuple[str, str], data: downloads.Data) -> Response:
    """The page of two actors."""
    one, other = map(short, both)
    told = explained.told(page, network_, wanted, one, other)
    everything = network_.between.get((one, other), ())
    summed = network_.sums.get((one, other))
    beyond_query = bound(page.site.pages["pair-beyond"].text, dict(zip(SIDES, map(iri, both), strict=True)))
    tied = {f"{BASE}id/{share.fact}" for tie in everything for share in tie.shares}
    found = [] if summed else others(downloads.rows(page, beyond_query), tied)
    first = told["facts"][:SHOWN]
    stands = explained.parts(page, [line["iri"] for line in first], (one, other), network_.level)
    carriers = explained.carriers(stands, [line["iri"] for line in first])
    evidence = marks.found(page, carriers | {node for fact in found[:SHOWN] for node in fact.nodes})
    things = {*both} | evidence.things | stands.things | {thing for fact in found[:SHOWN] for thing in fact.things}
    made_of = parts(page, things)
    names = Titles(page, made_of, page.labels(things | named(made_of))).all()
    written = marks.shown(page, evidence, names)
    by_fact = explained.by_fact(stands, [line["iri"] for line in first], written)
    doubted = claims.doubts(page, {fact.iri for fact in found[:SHOWN]})
    weight = told["filter"]["weight"]
    return page.html(
        "pair.html",
        data=data,
        actors=[Item(labels.of(actor, names), actor) for actor in both],
        told=told,
        total=told["weight"][weight],
        keys=keys(page, network_, told["facts"]),
        named=sum(line["evidence"] == EVIDENCE[0] for line in told["facts"]),
        is_filtered=bool(wanted.kinds) or wanted.period != EVER or wanted.evidence != EVIDENCE[-1],
        is_tied=bool(everything or summed),
        lines=[
            TieLine(
                tie.fact(page, network_, line, weight, by_fact),
                [agents(stands.agents.get((line["iri"], actor), {}), names) for actor in (one, other)],
            )
            for line in first
        ],
        queries=[(kind_label(page, network_, q["kind"]), q["query"], q["run"]) for q in told["queries"]],
        tie_address=tie_address(page, network_, wanted, one, other) if everything or summed else "",
        beyond=Beyond(
            [line(page, fact, names, written, doubted) for fact in found[:SHOWN]],
            len(found) > SHOWN,
            page.href("/query", query=beyond_query),
        ),
    )


def keys(page: Page, network_: Network, facts: list[Told]) -> list[Key]:
    """How many facts each kind of tie has. A fact may be of several kinds."""
    counts: dict[str, int] = {}
    for fact in facts:
        for kind in fact["kinds"]:
            counts[kind] = counts.get(kind, 0) + 1
    return [
        Key(kind_label(page, network_, kind), counts[kind], page.changed(kinds=kind))
        for kind in network_.kinds
        if kind in counts
    ]


def tie_address(page: Page, network_: Network, wanted: Filter, one: str, other: str) -> str:
    """The page of their tie under the same filter."""
    values = {"level": network_.level, "a": one, "b": other, "evidence": wanted.evidence}
    period = {name: page.request.query_params.get(name, "") for name in ("from", "to")}
    return page.href("/network/tie", **values, kinds=",".join(wanted.kinds), **period)


def others(rows: Rows, tied: set[str]) -> list[Fact]:
    """The facts that are none of the tied ones, each once, in the order of the query."""
    found: dict[str, Fact] = {}
    for row in rows.rows:
        told = {n: t for n, t in zip(rows.variables, row, strict=True) if t}
        if told["fact"].value not in tied:
            add(found, told)
    return list(found.values())


def add(found: dict[str, Fact], told: Row) -> None:
    """One row to the facts."""
    fact = found.setdefault(told["fact"].value, Fact(told["fact"].value, told))
    for side in SIDES:
        roles = fact.sides[side].setdefault(told[f"{side}Actor"].value, {})
        roles |= {told[f"{side}Role"].value: None} if f"{side}Role" in told else {}
        fact.nodes |= {told[f"{side}Node"].value: None} if f"{side}Node" in told else {}


def line(page: Page, fact: Fact, names: Labels, written: Written, doubted: Doubts) -> Line:
    """One fact for reading."""
    once = {mark.evidence: mark for node in fact.nodes for mark in written.get(node, [])}
    return Line(
        Item(labels.of(fact.iri, names), fact.iri),
        labels.of(fact.sort, names) if fact.sort else None,
        item(page, fact.first["date"], names).label if "date" in fact.first else None,
        claims.spoken(page, [word for p in DATED for word in doubted.get((fact.iri, p), [])]),
        labels.of(fact.first["state"].value, names) if "state" in fact.first else None,
        [agents(fact.sides[side], names) for side in SIDES],
        list(once.values()),
    )


def agents(found: dict[str, dict[str, None]], names: Labels) -> list[Item]:
    """Those who stand for an actor, each with its roles in words."""
    return [
        Item(labels.of(name, names), name, ", ".join(labels.of(role, names).text for role in roles))
        for name, roles in found.items()
    ]
