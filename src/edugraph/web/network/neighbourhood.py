"""An actor and its partners: the words and the table beside the map, and a small picture for other pages.

Numbers here are those of the selection, its years and kinds, never those that the release computed over all of them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edugraph.network import telling
from edugraph.network.selection import Filter, Network, Selection, Told
from edugraph.network.ties import LEVELS, Pair
from edugraph.vocabulary import BASE
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.network import map as network_map
from edugraph.web.network import sentences
from edugraph.web.network.networks import STEPS
from edugraph.web.network.words import (
    actor_label,
    amount,
    is_narrowed,
    kind_label,
    names,
    ties_address,
    years,
)

PARTNERS = 12
"""So many partners stand in a small picture; pages about the network list all of a view."""
LISTED = 300
CENTRE, REACH = (500.0, 350.0), (360.0, 250.0)
"""Where the actor of a small picture stands, and how far its partners are: across and down."""


@dataclass(frozen=True)
class Partner:
    """One who has a tie with the actor. `address` is the page of the tie."""

    actor: str
    label: Label
    address: str
    weight: str
    facts: int
    years: str


@dataclass(frozen=True)
class Neighbourhood:
    """What is told of a chosen actor. `reached` says of one, two and three steps how many others are that near."""

    actor: str
    label: Label
    address: str
    sentences: list[str]
    kinds: list[tuple[Label, int]]
    partners: list[Partner]
    steps: int
    reached: list[int]


def of(page: Page, found: Selection, own: Selection, actor: str, steps: int) -> Neighbourhood:
    """An actor in a view: `found` is what is drawn, `own` all ties of the actor under the same filter."""
    network = page.site.networks.levels[own.network.level]
    whole = network.told["sentences"].get(own.filter.evidence, {}).get(actor) or {}
    told = in_all(network, own, actor) or telling.of_actor(actor, own.pairs, network.dates, [], None)
    if not is_narrowed(found.filter):
        told |= {"cutsOff": whole.get("cutsOff", []), "links": whole.get("links")}
    kinds = sorted(told["byKind"].items(), key=lambda item: (-item[1], item[0]))
    return Neighbourhood(
        actor=actor,
        label=actor_label(page, network, actor),
        address=page.link(f"{BASE}id/{actor}"),
        sentences=sentences.of_actor_told(page, network, own.filter.evidence, actor, told if own.pairs else None),
        kinds=[(kind_label(page, network, kind), count) for kind, count in kinds],
        partners=partners(page, own, actor)[:LISTED],
        steps=steps,
        reached=[len(network_map.around_actor(found, actor, n).actors) - 1 for n in range(1, STEPS + 1)],
    )


def in_all(network: Network, own: Selection, actor: str) -> Told | None:
    """The numbers of the whole, where not all facts of an actor are listed; None where they can be counted here."""
    if not any(pair.sum for pair in own.pairs):
        return None
    known: Told | None = network.told["sentences"].get(own.filter.evidence, {}).get(actor)
    return known and {**known, "cutsOff": [], "links": None}


def partners(page: Page, own: Selection, actor: str) -> list[Partner]:
    """Everyone who has a tie with an actor, the strongest first."""
    address_of = ties_address(page)
    return [_partner(page, own, pair, actor, address_of) for pair in ranked(own.pairs, own.filter.weight)]


def ranked(pairs: Sequence[Pair], weight: str) -> list[Pair]:
    """Pairs, the strongest first."""
    return sorted(pairs, key=lambda p: (-p.weight(weight), p.a, p.b))


def _partner(page: Page, own: Selection, pair: Pair, actor: str, address_of: Callable[[str, str], str]) -> Partner:
    network, other = own.network, pair.b if pair.a == actor else pair.a
    return Partner(
        actor=other,
        label=actor_label(page, network, other),
        address=address_of(pair.a, pair.b),
        weight=amount(pair.weight(own.filter.weight)),
        facts=pair.count,
        years=years(pair, network),
    )


# --- the small picture of other pages --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Steps:
    """The strongest partners of an actor as a picture and a table, and the map with the actor chosen."""

    picture: network_map.Map
    partners: list[Partner]
    count: int
    words: str
    address: str


def one_step(page: Page, iri: str) -> Steps | None:
    """The strongest partners of a thing, at the first level that knows it; None for what has no tie.

    For pages about actors: what it costs depends on the ties of this actor alone.
    """
    actor = iri.removeprefix(f"{BASE}id/")
    networks_ = page.site.networks
    level = next((level for level in LEVELS if actor in networks_.by_actor[level]), "")
    own = networks_.whole(level, Filter(actors=(actor,))) if level else None
    if not own or not own.pairs:
        return None
    best = Selection(own.network, own.filter, ranked(own.pairs, "facts")[:PARTNERS], [], 0, 0)
    evidence, whole = own.filter.evidence, networks_.levels[level]
    known = whole.told["sentences"].get(evidence, {}).get(actor)
    told = known or telling.of_actor(actor, own.pairs, own.network.dates, [], None)
    shown = _circled(best, actor, names(page, own.network, best.actors))
    return Steps(
        picture=shown,
        partners=[_partner(page, own, pair, actor, ties_address(page)) for pair in best.pairs],
        count=len(own.pairs),
        words=sentences.in_short(page, whole, evidence, actor, told),
        address=page.href("/network", level=level, focus=actor),
    )


def map_address(page: Page, one: str, other: str) -> str:
    """The map with the tie of two things chosen, at the first level that knows both; nothing where none does."""
    a, b = sorted(iri.removeprefix(f"{BASE}id/") for iri in (one, other))
    levels = page.site.networks.levels
    level = next((level for level in LEVELS if {a, b} <= levels[level].nodes.keys()), "")
    return page.href("/network", level=level, tie=f"{a},{b}") if level else ""


def _circled(best: Selection, actor: str, named: dict[str, str]) -> network_map.Map:
    """A picture with an actor in the middle and its partners around it, the strongest at the top, clockwise."""
    others = [pair.b if pair.a == actor else pair.a for pair in best.pairs]
    places = {actor: CENTRE} | {other: _place(n, len(others)) for n, other in enumerate(others)}
    nodes = [{**best.network.nodes[name], "x": round(x, 1), "y": round(y, 1)} for name, (x, y) in places.items()]
    return network_map.drawn(
        Selection(Network({**best.network.told, "nodes": nodes}), best.filter, best.pairs, [], 0, 0), named
    )


def _place(n: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * n / count - math.pi / 2
    return CENTRE[0] + REACH[0] * math.cos(turn), CENTRE[1] + REACH[1] * math.sin(turn)
