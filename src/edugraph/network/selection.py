"""What a map shows of a level: its ties under a filter. Cheap: nothing here grows faster than the ties do.

A `Network` is a file of a release read back; a `Selection` is what a filter leaves of it, with the strongest kept when
that is too much for one view.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from edugraph.network import telling
from edugraph.network.document import BASE_EVIDENCE, rounded
from edugraph.network.periods import EVER, Holds, Period, holds, within
from edugraph.network.ties import LEVELS, Counted, Dates, Pair, Share, Sum, Tie, at_least, pairs

Told = dict[str, Any]
ACTORS = 300
"""How many actors one view shows at most."""
PAIRS = 1500
"""How many lines one view draws at most."""


@dataclass(frozen=True)
class Network:
    """One level of a release."""

    told: Told

    @classmethod
    def empty(cls, level: str) -> "Network":
        """A level without any tie."""
        assert level in LEVELS, f"{level!r} is no level"
        lists = dict.fromkeys(("evidence", "kinds", "measures", "nodes", "ties"), ())
        maps: Told = {name: {} for name in ("facts", "summary", "clusters", "cuts", "gaps", "sentences", "layout")}
        return cls({"level": level, "date": "", "input": "", "view": {"width": 1000, "height": 700}, **lists, **maps})

    @property
    def level(self) -> str:
        return str(self.told["level"])

    @cached_property
    def nodes(self) -> Mapping[str, Told]:
        return {node["id"]: node for node in self.told["nodes"]}

    @cached_property
    def ties(self) -> list[Tie]:
        return [
            Tie(
                self.level,
                t["kind"],
                t["a"],
                t["b"],
                t["evidence"],
                tuple(Share(s["fact"], s["participants"]) for s in t["facts"]),
            )
            for t in self.told["ties"]
        ]

    @cached_property
    def between(self) -> Mapping[tuple[str, str], Sequence[Tie]]:
        """Two actors, the one that sorts first before the other -> all ties between them."""
        found: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[min(tie.a, tie.b), max(tie.a, tie.b)].append(tie)
        return dict(found)

    @cached_property
    def sums(self) -> Mapping[tuple[str, str], Told]:
        """The pairs of a large network whose facts are too many to list."""
        return {(told["a"], told["b"]): told for told in self.told.get("sums", ())}

    @cached_property
    def dates(self) -> Mapping[str, Dates]:
        return {
            fact: Dates(told["when"] or "", told["notBefore"] or "", told["notAfter"] or "")
            for fact, told in self.told["facts"].items()
        }

    @cached_property
    def kinds(self) -> Mapping[str, Told]:
        return {kind["code"]: kind for kind in self.told["kinds"]}


@dataclass(frozen=True)
class Filter:
    """Which ties count, and what their weight is. Empty lists and texts leave nothing out.

    `cluster` is an actor whose cluster is looked into: a number would mean another cluster at another level, at another
    evidence, and in another release.
    """

    evidence: str = BASE_EVIDENCE
    kinds: Sequence[str] = ()
    period: Period = EVER
    surely: bool = False
    weight: str = "facts"
    least: float = 0.0
    actors: Sequence[str] = ()
    region: str = ""
    sort: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class Selection:
    """The ties that a filter leaves, by pair and one by one.

    `unfiltered` pairs are left out because their facts are not listed, so that no kind and no year can be chosen.
    """

    network: Network
    filter: Filter
    pairs: list[Pair]
    ties: list[Tie]
    total_actors: int
    total_pairs: int
    unfiltered: int = 0

    @property
    def actors(self) -> list[str]:
        return sorted({actor for pair in self.pairs for actor in (pair.a, pair.b)})

    @property
    def facts(self) -> list[str]:
        return sorted({fact.fact for pair in self.pairs for fact in pair.facts})

    @property
    def is_cut(self) -> bool:
        return len(self.pairs) < self.total_pairs


def selected(network: Network, wanted: Filter, actors: int = ACTORS, lines: int = PAIRS) -> Selection:
    """The ties of a network under a filter; of too many actors or pairs, the strongest."""
    kept = _kept(network, wanted, network.ties)
    summed = _summed(network, wanted)
    told_ = [*pairs(kept), *([] if _is_of_facts(wanted) else summed)]
    both = [pair for pair in told_ if pair.weight(wanted.weight) >= wanted.least]
    shown = _strongest(both, wanted.weight, actors, lines)
    named = {(pair.a, pair.b) for pair in shown}
    return Selection(
        network,
        wanted,
        shown,
        [tie for tie in kept if (min(tie.a, tie.b), max(tie.a, tie.b)) in named],
        len({actor for pair in both for actor in (pair.a, pair.b)}),
        len(both),
        len(summed) if _is_of_facts(wanted) else 0,
    )


def _is_of_facts(wanted: Filter) -> bool:
    """Whether a filter looks at single facts."""
    return bool(wanted.kinds) or not wanted.period.is_everything


def _summed(network: Network, wanted: Filter) -> list[Pair]:
    """The pairs whose facts are not listed, as the filter leaves them but for kinds, years and weight."""
    found = (sum_of(told, wanted.evidence) for told in network.sums.values() if _are_wanted(told, network, wanted))
    return [pair for pair in found if pair.count]


def sum_of(told: Told, evidence: str) -> Pair:
    """A pair whose facts are not listed, at an evidence level."""
    at = told["at"][evidence]
    if not at:
        return Pair(told["a"], told["b"], ())
    years = [at[name] or 0 for name in ("firstYear", "lastYear", "earliest", "latest")]
    known = Sum(at["facts"], at["shared"], at["evidence"], tuple(map(tuple, at["ways"])), *years)
    return Pair(told["a"], told["b"], (), known)


def between(network: Network, wanted: Filter, a: str, b: str) -> tuple[Pair, list[Tie]]:
    """Two actors with the facts and ties that a filter leaves between them; its cost is theirs, not the network's."""
    first, last = sorted((a, b))
    kept = _kept(network, wanted, network.between.get((first, last), ()))
    pair = next(iter(pairs(kept)), Pair(first, last, ()))
    if (first, last) in network.sums and not _is_of_facts(wanted):
        pair = sum_of(network.sums[first, last], wanted.evidence)
    return (pair, kept) if pair.weight(wanted.weight) >= wanted.least else (Pair(first, last, ()), [])


def _kept(network: Network, wanted: Filter, ties: Sequence[Tie]) -> list[Tie]:
    """What a filter leaves of ties, whatever their weight."""
    found = [tie for tie in at_least(ties, wanted.evidence) if _is_wanted(tie, network, wanted)]
    return within(found, network.dates, wanted.period, wanted.surely)


def whole(network: Network, wanted: Filter) -> Selection:
    """All ties of a network under a filter: for what is counted, not drawn."""
    return selected(network, wanted, actors=len(network.nodes), lines=len(network.ties) + len(network.sums))


def _is_wanted(tie: Tie, network: Network, wanted: Filter) -> bool:
    return (not wanted.kinds or tie.kind in wanted.kinds) and _fit((tie.a, tie.b), network, wanted)


def _are_wanted(told: Told, network: Network, wanted: Filter) -> bool:
    return _fit((told["a"], told["b"]), network, wanted)


def _fit(ends: tuple[str, str], network: Network, wanted: Filter) -> bool:
    is_asked = not wanted.actors or any(actor in wanted.actors for actor in ends)
    return is_asked and all(fits(network.nodes[actor], network, wanted) for actor in ends)


def fits(node: Told, network: Network, wanted: Filter) -> bool:
    """Whether an actor is of the region, the sort and the cluster asked for; nobody is where that actor has none."""
    return (
        (not wanted.region or wanted.region in node["regions"])
        and (not wanted.sort or sort_of(node) == wanted.sort)
        and (not wanted.cluster or cluster_of(node, wanted.evidence) == _cluster(network, wanted))
    )


def _cluster(network: Network, wanted: Filter) -> int:
    """The number of the cluster asked for; 0, which no cluster has, where its actor has none."""
    return cluster_of(network.nodes.get(wanted.cluster), wanted.evidence) or 0


def cluster_of(node: Told | None, evidence: str) -> int | None:
    """The number of an actor's cluster at an evidence level; None for one without."""
    number: int | None = ((node or {"measures": {}})["measures"].get(evidence) or {}).get("cluster")
    return number


def sort_of(node: Told) -> str:
    """What sort of actor: `country`, or the kind of an organisation."""
    return "country" if node["type"] == "country" else (node["kind"] or {}).get("code", "")


def _strongest(found: list[Pair], weight: str, actors: int, lines: int) -> list[Pair]:
    """The pairs among the strongest actors, and of those the strongest pairs; in their own order."""
    strength: dict[str, float] = defaultdict(float)
    for pair in found:
        strength[pair.a] += pair.weight(weight)
        strength[pair.b] += pair.weight(weight)
    kept = set(sorted(strength, key=lambda a: (-strength[a], a))[:actors])
    among = [pair for pair in found if pair.a in kept and pair.b in kept]
    return sorted(sorted(among, key=lambda p: (-p.weight(weight), p.a, p.b))[:lines], key=lambda p: (p.a, p.b))


# --- a selection as plain values -------------------------------------------------------------------------------------


def told(selection: Selection) -> Told:
    """What `/network.json` answers: the file of the level with only what the filter leaves, and its pairs.

    `ties` with `a` and `b` make it node-link data: `networkx.node_link_graph(data, edges="ties", source="a",
    target="b", key="id")`.
    """
    network, wanted = selection.network, selection.filter
    shown, ties_shown = set(selection.actors), {tie.id: tie for tie in selection.ties}
    whole = {t["id"]: t for t in network.told["ties"]}
    return {
        "level": network.level,
        "date": network.told["date"],
        "filter": as_asked(wanted),
        "summary": telling.of_network(selection.pairs, network.dates),
        "cut": _cut(selection),
        **({"pairsNotFiltered": selection.unfiltered} if selection.unfiltered else {}),
        **({"large": network.told["large"]} if "large" in network.told else {}),
        "view": network.told["view"],
        "layout": network.told.get("layout", {}),
        "directed": False,
        "multigraph": True,
        "graph": {"level": network.level},
        "nodes": [_node(node, wanted.evidence) for name, node in network.nodes.items() if name in shown],
        "pairs": [pair_told(pair, network, wanted) for pair in selection.pairs],
        "ties": [_tie(tie, whole[id_]) for id_, tie in ties_shown.items()],
        "facts": {fact: network.told["facts"][fact] for fact in selection.facts},
    }


def as_asked(wanted: Filter) -> Told:
    """A filter in the words of the interface."""
    return {
        "evidence": wanted.evidence,
        "kinds": list(wanted.kinds),
        "from": wanted.period.first or None,
        "to": wanted.period.last or None,
        "sure": wanted.surely,
        "weight": wanted.weight,
        "min": rounded(wanted.least),
        "actor": list(wanted.actors),
        "region": wanted.region or None,
        "sort": wanted.sort or None,
        "cluster": wanted.cluster or None,
    }


def _cut(selection: Selection) -> Told | None:
    if not selection.is_cut:
        return None
    return {
        "actors": selection.total_actors,
        "actorsShown": len(selection.actors),
        "pairs": selection.total_pairs,
        "pairsShown": len(selection.pairs),
        "by": selection.filter.weight,
    }


def _node(node: Told, evidence: str) -> Told:
    numbers = node["measures"].get(evidence) or {}
    return {
        **{key: value for key, value in node.items() if key != "measures"},
        "cluster": numbers.get("cluster"),
        "isCut": numbers.get("isCut", False),
        "measures": {name: value for name, value in numbers.items() if name not in ("cluster", "isCut")},
    }


def pair_told(pair: Pair, network: Network, wanted: Filter) -> Told:
    """A pair with both weights, how many of its facts are certain in the period, and the facts."""
    lines_ = lines(pair, network, wanted.period)
    told_ = {
        "a": pair.a,
        "b": pair.b,
        "kinds": list(pair.kinds),
        "evidence": pair.evidence,
        "weight": {"facts": pair.count, "shared": rounded(pair.weight("shared"))},
        "certain": pair.count if pair.sum else sum(line["inPeriod"] == "certainly" for line in lines_),
        "possible": pair.count,
        "facts": [line["fact"] for line in lines_],
    }
    return {**told_, "listed": False} if pair.sum else told_


def _tie(tie: Tie, whole: Told) -> Told:
    """A tie with only the facts of the period."""
    kept = {share.fact for share in tie.shares}
    if len(kept) == len(whole["facts"]):
        return whole
    return {
        **whole,
        "weight": {"facts": len(tie.shares), "shared": rounded(sum(s.weight for s in tie.shares))},
        "facts": [fact for fact in whole["facts"] if fact["fact"] in kept],
    }


def lines(pair: Pair, network: Network, period: Period) -> list[Told]:
    """The facts of a pair, newest first and undated last, each with what it adds to either weight."""
    found = [_line(fact, network, holds(network.dates[fact.fact], period)) for fact in pair.facts]
    dated = sorted((line for line in found if line["notAfter"]), key=lambda line: str(line["fact"]))
    dated.sort(key=lambda line: str(line["notAfter"]), reverse=True)
    return dated + sorted((line for line in found if not line["notAfter"]), key=lambda line: str(line["fact"]))


def _line(fact: Counted, network: Network, how: Holds) -> Told:
    return {
        "fact": fact.fact,
        **network.told["facts"][fact.fact],
        "kinds": list(fact.kinds),
        "evidence": fact.evidence,
        "participants": fact.participants,
        "adds": {"facts": 1, "shared": rounded(fact.share)},
        "inPeriod": how,
    }
