"""The numbers of the sentences that describe an actor or a cluster. The words, in three languages, are the pages'."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from edugraph.network.periods import year
from edugraph.network.ties import Dates, Pair

Told = dict[str, Any]


def of_actor(
    actor: str, found: Iterable[Pair], known: Mapping[str, Dates], cut_off: list[list[str]], links: Told | None
) -> Told:
    """Partners, facts by kind, the years certainly known, the strongest partners, who would fall off without it, and
    another cluster that few of its own are linked to."""
    own = [pair for pair in found if actor in (pair.a, pair.b)]
    kinds: dict[str, set[str]] = defaultdict(set)
    for pair in own:
        for fact in pair.facts:
            kinds[fact.fact].update(fact.kinds)
    years = sorted(filter(None, (year(known[fact]) for fact in kinds)))
    ranked = sorted(own, key=lambda pair: (-pair.count, _other(pair, actor)))
    return {
        "partners": len(own),
        "facts": len(kinds),
        "byKind": dict(sorted(Counter(kind for told in kinds.values() for kind in told).items())),
        "firstYear": years[0] if years else None,
        "lastYear": years[-1] if years else None,
        "undated": sum(not known[fact].not_before and not known[fact].not_after for fact in kinds),
        "strongest": [{"actor": _other(p, actor), "facts": p.count} for p in ranked if p.count == ranked[0].count],
        "cutsOff": cut_off,
        "links": links,
    }


def _other(pair: Pair, actor: str) -> str:
    return pair.b if pair.a == actor else pair.a


def of_cluster(
    members: Iterable[str],
    found: Iterable[Pair],
    known: Mapping[str, Dates],
    strength: Mapping[str, float],
    weights: tuple[float, float],
) -> Told:
    """How many there are, how much ties them to each other and to others, since when, and the best linked of them."""
    inside = set(members)
    facts = {fact.fact for pair in found if {pair.a, pair.b} <= inside for fact in pair.facts}
    years = sorted(filter(None, (year(known[fact]) for fact in facts)))
    best = max((strength[m] for m in inside), default=0.0)
    return {
        "size": len(inside),
        "facts": len(facts),
        "firstYear": years[0] if years else None,
        "lastYear": years[-1] if years else None,
        "weightInside": weights[0],
        "weightOutside": weights[1],
        "strongest": sorted(m for m in inside if strength[m] == best),
    }


def of_network(found: Iterable[Pair], known: Mapping[str, Dates]) -> Told:
    """How many actors, pairs and facts, and the years certainly known: the sentence above a map.

    `facts` is None where some are not listed: two pairs may have the same.
    """
    kept = list(found)
    facts = {fact.fact for pair in kept for fact in pair.facts}
    sums = [pair.sum for pair in kept if pair.sum]
    told = [year(known[fact]) for fact in facts] + [n for s in sums for n in (s.first_year, s.last_year)]
    years = sorted(filter(None, told))
    return {
        "actors": len({actor for pair in kept for actor in (pair.a, pair.b)}),
        "pairs": len(kept),
        "facts": None if sums else len(facts),
        "firstYear": years[0] if years else None,
        "lastYear": years[-1] if years else None,
    }
