"""Who works with whom, for readers: the map and the table of one view, and the page of one tie.

The picture is made here, from positions stored with the release: it needs no JavaScript, prints, and each of its
marks is a link.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.network import selection, telling
from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.periods import EVER
from edugraph.network.selection import Filter, Network, Selection, Told
from edugraph.network.ties import EVIDENCE, LEVELS, WEIGHTS, Pair
from edugraph.vocabulary import BASE
from edugraph.web import explained, network_map, networks, sentences
from edugraph.web.filters import word
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.marks import Mark
from edugraph.web.pages.browse import page_number
from edugraph.web.tables import PAIRED

router = APIRouter()

VIEWS = ("map", "table")
ROWS = 200
"""Lines of the table on one page."""
FACTS_SHOWN = 200
"""So many facts of a tie stand on its page; programs get them all."""
ACTORS_LISTED = 300
FORMATS = (("CSV", ".csv"), ("GEXF", ".gexf"), ("GraphML", ".graphml"), ("JSON", ".json"), ("Turtle", ".ttl"))
UNDONE = ("actor", "kinds", "from", "min", "evidence", "region", "sort", "sure")
"""Filters that may leave nothing, in the order in which one of them is offered to be taken back; `from` with `to`."""


@dataclass(frozen=True)
class Choice:
    """One value of a filter. `count` is how many pairs it leaves; None where that is not counted."""

    value: str
    label: Label
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class Row:
    """A pair in the table and in the title of its line."""

    a: Label
    b: Label
    address: str
    weight: str
    facts: int
    kinds: list[Label]
    evidence: Label
    years: str


@dataclass(frozen=True)
class Undo:
    """The one filter that, taken back, leaves something, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True)
class Line:
    """A fact of a tie for reading. `adds` is what it adds to the weight."""

    address: str
    label: Label
    type: Label
    date: Label | None
    kinds: list[Label]
    evidence: Label
    participants: int
    adds: str
    is_certain: bool
    is_contested: bool
    marks: list[Mark]


@router.get("/network")
def network(page: PageOf) -> Response:
    """The map or the table of the ties that the address asks for."""
    level, view = networks.level(page.request), word(page, "view", VIEWS) or VIEWS[0]
    network_ = page.site.networks.levels[level]
    wanted = networks.wanted(page.request, page.site.networks, level)
    found = selection.selected(network_, wanted)
    told = rows(page, found)
    last = max(-(-len(told) // ROWS), 1)
    number = page_number(page, last) if view == "table" else 1
    as_data = along(page, "/network.json", ("view", "page"))
    return page.html(
        "network.html",
        level=level,
        view=view,
        wanted=wanted,
        found=found,
        summary=sentences.of_network(page, telling.of_network(found.pairs, network_.dates)),
        described=[s for actor in wanted.actors for s in sentences.of_actor(page, network_, wanted.evidence, actor)],
        clusters=clusters(page, found),
        picture=network_map.drawn(found, names(page, network_, found.actors)) if found.pairs else None,
        pairs={(pair.a, pair.b): row for pair, row in zip(ranked(found), told, strict=True)},
        rows=told[(number - 1) * ROWS : number * ROWS],
        number=number,
        last=last,
        levels=levels(page, level),
        evidence=evidence(page, network_, wanted),
        kinds=kinds(page, network_, wanted),
        weights=weights(page, wanted),
        actors=actors(page, network_, wanted),
        labels=names(page, network_, {*found.actors, *wanted.actors}),
        undo=undo(page, network_, wanted) if not found.pairs else None,
        downloads=[(words, along(page, f"/network{suffix}", ("view", "page"))) for words, suffix in FORMATS],
        address_of=lambda actor: along(page, "/network", ("actor", "page"), actor=actor),
        headers={"Link": f'<{as_data}>; rel="alternate"; type="application/json"'},
    )


def along(page: Page, path: str, dropped: tuple[str, ...] = (), **values: str) -> str:
    """Another address with what this one asks for, but for what is dropped or given anew."""
    query = [(k, v) for k, v in page.request.query_params.multi_items() if v and k not in {*dropped, *values}]
    query += list(values.items())
    return f"{page.root}{path}{'?' + urlencode(query) if query else ''}"


def said(page: Page, told: Mapping[str, str] | None, otherwise: str = "") -> Label:
    """A name of the file in the page's language, else in English, else in any."""
    known = told or {}
    for language in (page.language, "en", *sorted(known)):
        if language in known:
            return Label(known[language], language, language != page.language)
    return Label(otherwise)


def names(page: Page, network_: Network, actors_: Iterable[str]) -> dict[str, str]:
    """Actor -> its name."""
    return {actor: sentences.name_of(page, network_, actor) for actor in actors_}


# --- the pairs -------------------------------------------------------------------------------------------------------


def ranked(found: Selection) -> list[Pair]:
    """The pairs of a view, the strongest first."""
    return sorted(found.pairs, key=lambda p: (-p.weight(found.filter.weight), p.a, p.b))


def rows(page: Page, found: Selection) -> list[Row]:
    return [row(page, pair, found) for pair in ranked(found)]


def row(page: Page, pair: Pair, found: Selection) -> Row:
    """A pair with its weight, its kinds and its years."""
    network_ = found.network
    return Row(
        a=actor_label(page, network_, pair.a),
        b=actor_label(page, network_, pair.b),
        address=along(page, "/network/tie", ("view", "page", "actor"), a=pair.a, b=pair.b),
        weight=amount(pair.weight(found.filter.weight)),
        facts=len(pair.facts),
        kinds=[kind_label(page, network_, kind) for kind in pair.kinds],
        evidence=evidence_label(page, network_, pair.evidence or EVIDENCE[-1]),
        years=years(pair, network_),
    )


def years(pair: Pair, network_: Network) -> str:
    """The first and the last year that the dates of a pair's facts allow; nothing where none has a date."""
    known = [network_.dates[fact.fact] for fact in pair.facts]
    bounds = [day[:4] for dates in known for day in (dates.not_before, dates.not_after) if day]
    return "–".join(dict.fromkeys((min(bounds), max(bounds)))) if bounds else ""


def amount(weight: float) -> str:
    """A weight with at most three digits after the point."""
    return f"{weight:.3f}".rstrip("0").rstrip(".")


def actor_label(page: Page, network_: Network, actor: str) -> Label:
    node = network_.nodes.get(actor)
    return said(page, node["label"] if node else None, actor)


def kind_label(page: Page, network_: Network, kind: str) -> Label:
    return said(page, network_.kinds[kind]["label"] if kind in network_.kinds else None, kind)


def evidence_label(page: Page, network_: Network, code: str) -> Label:
    known = {told["code"]: told["label"] for told in network_.told["evidence"]}
    return said(page, known.get(code), code)


def clusters(page: Page, found: Selection) -> list[tuple[int, str, str]]:
    """The clusters that are seen, with their colour and a sentence: number, end of the class, words."""
    evidence_ = found.filter.evidence
    seen = {(found.network.nodes[a]["measures"].get(evidence_) or {}).get("cluster") for a in found.actors}
    listed = found.network.told["clusters"].get(evidence_, {}).get("list", [])
    return [
        (told["number"], network_map.colour(told["number"]), sentences.of_cluster(page, found.network, told))
        for told in listed
        if told["number"] in seen
    ]


# --- the filters -----------------------------------------------------------------------------------------------------


def levels(page: Page, level: str) -> list[Choice]:
    _ = page.gettext
    words = dict(zip(LEVELS, (_("Countries"), _("Organisations"), _("Both")), strict=True))
    return [Choice(one, Label(words[one]), one == level) for one in LEVELS]


def evidence(page: Page, network_: Network, wanted: Filter) -> list[Choice]:
    return [Choice(one, evidence_label(page, network_, one), one == wanted.evidence) for one in EVIDENCE]


def kinds(page: Page, network_: Network, wanted: Filter) -> list[Choice]:
    """The kinds of ties, each with the pairs that it would leave beside the other filters."""
    all_ = selection.whole(network_, replace(wanted, kinds=(), least=0.0))
    counts = Counter(kind for pair in all_.pairs for kind in pair.kinds)
    return [
        Choice(kind, kind_label(page, network_, kind), kind in wanted.kinds, counts[kind])
        for kind in network_.kinds
        if counts[kind] or kind in wanted.kinds
    ]


def weights(page: Page, wanted: Filter) -> list[Choice]:
    _ = page.gettext
    words = dict(zip(WEIGHTS, (_("number of facts"), _("each fact shared among its participants")), strict=True))
    return [Choice(one, Label(words[one]), one == wanted.weight) for one in WEIGHTS]


def actors(page: Page, network_: Network, wanted: Filter) -> list[Choice]:
    """The strongest actors of the level by name, and those asked for."""
    placed = [name for name, node in network_.nodes.items() if node["x"] is not None][:ACTORS_LISTED]
    found = [Choice(a, actor_label(page, network_, a), a in wanted.actors) for a in {*placed, *wanted.actors}]
    return sorted(found, key=lambda choice: (choice.label.text.casefold(), choice.value))


def undo(page: Page, network_: Network, wanted: Filter) -> Undo | None:
    """The one filter to take back where nothing is left; all where no single one helps; None without any tie."""
    _ = page.gettext
    without = {
        "actor": (_("the actor"), replace(wanted, actors=())),
        "kinds": (_("the kinds of ties"), replace(wanted, kinds=())),
        "from": (_("the years"), replace(wanted, period=EVER)),
        "min": (_("the least weight"), replace(wanted, least=0.0)),
        "evidence": (_("how surely it must be known"), replace(wanted, evidence=EVIDENCE[-1])),
        "region": (_("the region"), replace(wanted, region="")),
        "sort": (_("the kind of actor"), replace(wanted, sort="")),
        "sure": (_("that the date must be certain"), replace(wanted, surely=False)),
    }
    for name in UNDONE:
        words, wider = without[name]
        if wider != wanted and selection.selected(network_, wider).pairs:
            dropped = ("from", "to", "asof") if name == "from" else (name,)
            values = {"evidence": EVIDENCE[-1]} if name == "evidence" else {}
            return Undo(words, along(page, "/network", ("page", *dropped), **values))
    return Undo(_("all filters"), page.href("/network", level=network_.level)) if network_.ties else None


# --- one tie ---------------------------------------------------------------------------------------------------------


def tie(page: Page, told: Told) -> Response:
    """The page of one tie, made from what programs are told of it."""
    network_ = page.site.networks.levels[told["level"]]
    shown = told["facts"][:FACTS_SHOWN]
    written = explained.written(page, [line["iri"] for line in shown], (told["a"], told["b"]), network_.level)
    weight = told["filter"]["weight"]
    one, other = actor_label(page, network_, told["a"]), actor_label(page, network_, told["b"])
    return page.html(
        "tie.html",
        title=page.gettext("%(one)s and %(other)s") % {"one": one.text, "other": other.text},
        actors=[(one, page.link(f"{BASE}id/{told['a']}")), (other, page.link(f"{BASE}id/{told['b']}"))],
        told=told,
        weight=weight,
        total=amount(told["weight"][weight]),
        lines=[fact(page, network_, line, weight, written) for line in shown],
        queries=[(kind_label(page, network_, q["kind"]), q["query"], q["run"]) for q in told["queries"]],
        map_address=along(page, "/network", ("a", "b")),
        pair_address=pair_address(page, told["a"], told["b"]),
        json_address=along(page, "/network/tie.json"),
    )


def fact(page: Page, network_: Network, line: Told, weight: str, written: Mapping[str, list[Mark]]) -> Line:
    """A fact with its date, what it adds to the weight, and its evidence."""
    type_ = said(page, line["type"]["label"] if line["type"] else None)
    return Line(
        address=page.link(line["iri"]),
        label=said(page, line["label"] or line["role"], type_.text or line["fact"]),
        type=type_,
        date=page.edtf(line["when"]) if line["when"] else None,
        kinds=[kind_label(page, network_, kind) for kind in line["kinds"]],
        evidence=evidence_label(page, network_, line["evidence"]),
        participants=line["participants"],
        adds=amount(line["adds"][weight]),
        is_certain=line["inPeriod"] == "certainly",
        is_contested=line["isContested"],
        marks=written.get(line["iri"], []),
    )


def pair_address(page: Page, a: str, b: str) -> str:
    """The page of all that two actors share, with what chooses the facts here; nothing where there is none."""
    one, other = sorted((a, b))
    known = all(name.partition("/")[0] in PAIRED for name in (one, other))
    typed = page.request.query_params
    asked = {name: typed.get(name, "") for name in ("level", "from", "to")}
    kinds = ",".join(typed.getlist("kinds"))
    evidence = typed.get("evidence") or BASE_EVIDENCE
    return page.href(f"/pair/{one}/{other}", **asked, kinds=kinds, evidence=evidence) if known else ""
