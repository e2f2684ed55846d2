"""What the form of a map offers: the values of each filter, with how much there is of each, and what to take back."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any

from edugraph.network.periods import EVER
from edugraph.network.selection import Filter, Network, sort_of
from edugraph.network.ties import EVIDENCE
from edugraph.web import bars
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.network import words
from edugraph.web.network.words import actor_label, along, evidence_label, kind_label

ACTORS_LISTED = 300
YEARS_LISTED = 200


@dataclass(frozen=True)
class Choice:
    """One value of a filter. `count` is how many pairs or actors it leaves; None where that is not counted."""

    value: str
    label: Label
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class Undo:
    """The one filter that, taken back, leaves something, and the address without it."""

    words: str
    address: str


def levels(page: Page, level: str) -> list[Choice]:
    """The levels, each with all of its actors."""
    told = {one: network.told for one, network in page.site.networks.levels.items()}
    return [
        Choice(one, Label(said), one == level, told[one].get("large", {}).get("actors", len(told[one]["nodes"])))
        for one, said in words.levels(page).items()
    ]


def evidence(page: Page, network: Network, wanted: Filter) -> list[Choice]:
    """The ways in which a tie is known, each with the pairs of the level that are known so or more surely."""
    counts = network.told["summary"]
    return [
        Choice(one, evidence_label(page, network, one), one == wanted.evidence, counts.get(one, {}).get("pairs"))
        for one in EVIDENCE
    ]


def by_year(page: Page, level: str, wanted: Filter) -> dict[str, Any]:
    """The years of the level with the facts that may lie in each, as bars and as numbers."""
    counts = page.site.networks.facts_by_year[level]
    first, last = (int(day[:4]) if day else None for day in (wanted.period.first, wanted.period.last))
    picture = bars.picture({year: {"fact": count} for year, count in counts.items()}, ("fact",))
    kept = {
        bar.x for bar in picture.bars if (first is None or bar.last >= first) and (last is None or bar.first <= last)
    }
    listed = dict([(year, count) for year, count in counts.items() if count][-YEARS_LISTED:])
    return {"years": page.site.networks.years[level], "year_counts": listed, "year_bars": picture, "bars_kept": kept}


def weights(page: Page, wanted: Filter) -> list[Choice]:
    """The ways to weigh a tie."""
    return [Choice(one, Label(said), one == wanted.weight) for one, said in words.weights(page).items()]


def kinds(page: Page, level: str, wanted: Filter) -> list[Choice]:
    """The kinds of ties, each with the pairs that it would leave beside the other filters."""
    all_ = page.site.networks.whole(level, replace(wanted, kinds=(), least=0.0))
    counts = Counter(kind for pair in all_.pairs if not pair.sum for kind in pair.kinds)
    return [
        Choice(kind, kind_label(page, all_.network, kind), kind in wanted.kinds, counts[kind])
        for kind in all_.network.kinds
        if counts[kind] or kind in wanted.kinds
    ]


def regions(page: Page, network: Network, wanted: Filter) -> list[Choice]:
    """The regions of the level with their actors, the largest first."""
    counts = Counter(region for node in network.nodes.values() for region in node["regions"])
    counts |= {wanted.region: counts[wanted.region]} if wanted.region else {}
    labels = words.region_labels(page, counts)
    found = [Choice(one, labels[one], one == wanted.region, count) for one, count in counts.items()]
    return sorted(found, key=lambda c: (-(c.count or 0), c.value))


def sorts(page: Page, network: Network, wanted: Filter) -> list[Choice]:
    """The kinds of actors of the level, the most frequent first."""
    counts = Counter(map(sort_of, network.nodes.values()))
    found = [
        Choice(one, words.sort_label(page, network, one), one == wanted.sort, counts[one])
        for one in {*counts, wanted.sort} - {""}
    ]
    return sorted(found, key=lambda c: (-(c.count or 0), c.value))


def actors(page: Page, network: Network, chosen: Set[str]) -> list[Choice]:
    """The strongest actors of the level by name, and those chosen."""
    placed = [name for name, node in network.nodes.items() if node["x"] is not None][:ACTORS_LISTED]
    found = [Choice(a, actor_label(page, network, a), a in chosen) for a in {*placed, *chosen}]
    return sorted(found, key=lambda choice: (choice.label.text.casefold(), choice.value))


def undo(page: Page, level: str, wanted: Filter, path: str = "/network") -> Undo | None:
    """The one filter to take back where nothing is left; all where no single one helps; None without any tie."""
    _, known = page.gettext, page.site.networks
    without = {
        "actor": (_("the actor"), replace(wanted, actors=())),
        "cluster": (_("the cluster"), replace(wanted, cluster="")),
        "kinds": (_("the kinds of ties"), replace(wanted, kinds=())),
        "from": (_("the years"), replace(wanted, period=EVER)),
        "min": (_("the least weight"), replace(wanted, least=0.0)),
        "evidence": (_("how surely it must be known"), replace(wanted, evidence=EVIDENCE[-1])),
        "region": (_("the region"), replace(wanted, region="")),
        "sort": (_("the kind of actor"), replace(wanted, sort="")),
        "sure": (_("that the date must be certain"), replace(wanted, surely=False)),
    }
    for name, (said, wider) in without.items():  # the first that helps is offered
        if wider != wanted and known.selected(level, wider).pairs:
            dropped = ("from", "to", "asof") if name == "from" else (name,)
            values = {"evidence": EVIDENCE[-1]} if name == "evidence" else {}
            return Undo(said, along(page, path, ("page", *dropped), **values))
    return Undo(_("all filters"), page.href(path, level=level)) if known.by_actor[level] else None
