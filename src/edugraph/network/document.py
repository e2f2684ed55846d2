"""The file of one level: all that a map, its tables and its exports show. Format: docs/decisions/0012-network.md."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from edugraph.network import clusters, graphs, layout, measures, structure, telling
from edugraph.network.clusters import Link
from edugraph.network.graphs import Graph
from edugraph.network.ties import EVIDENCE, Dates, Pair, Row, Tie, at_least, bounds, dates, pairs, ties

Told = dict[str, Any]
BASE_EVIDENCE = "by-group"
"""The evidence level that pages show unless another is asked for: guesses are opt-in."""
GAPS = 50
"""How many gaps are told of."""
CROWD, CROWD_OF_MANY = 200, 20
"""With more partners than this an actor says nothing about a gap between two of them; the second in a large network."""
SEEDS_OF_MANY = 3
"""How often a large network is searched for clusters."""


@dataclass(frozen=True)
class About:
    """What the graph says of the actors, facts and code lists that a network names: plain values, by id or code."""

    actors: Mapping[str, Told] = field(default_factory=dict)
    facts: Mapping[str, Told] = field(default_factory=dict)
    kinds: Sequence[Told] = ()
    evidence: Sequence[Told] = ()
    measures: Sequence[Told] = ()


@dataclass(frozen=True)
class Reading:
    """One evidence level of a network, computed."""

    pairs: list[Pair]
    graph: Graph
    names: list[str]
    measured: Mapping[str, measures.Measured]
    clusters: clusters.Clusters

    @property
    def is_large(self) -> bool:
        return len(self.names) > measures.EXACT_UP_TO

    @cached_property
    def place(self) -> dict[str, int]:
        """Actor -> its node."""
        return {name: n for n, name in enumerate(self.names)}

    @cached_property
    def cut(self) -> set[int]:
        return set(structure.cut_nodes(self.graph))

    @cached_property
    def gaps(self) -> list[structure.Gap]:
        """More than are told of: some lie between an organisation and its own country."""
        return structure.gaps(self.graph, 4 * GAPS, CROWD_OF_MANY if self.is_large else CROWD)

    @cached_property
    def links(self) -> Mapping[int, Link]:
        return clusters.links(self.graph, self.clusters.number)

    @cached_property
    def strength(self) -> dict[str, float]:
        return {name: self.measured["strength"].values[n] for name, n in self.place.items()}


def readings(found: Sequence[Tie]) -> dict[str, Reading]:
    """Evidence level -> everything computed from the ties of that level or better; what is equal is computed once."""
    told: dict[str, Reading] = {}
    before: list[Tie] | None = None
    for evidence in EVIDENCE:
        kept = at_least(found, evidence)
        told[evidence] = next(reversed(told.values())) if kept == before else reading(kept)
        before = kept
    return told


def reading(found: Sequence[Tie], weight: str = "facts") -> Reading:
    """Everything computed from ties. Of a large network, fewer runs look for clusters."""
    return of_pairs(pairs(found), weight)


def of_pairs(kept: list[Pair], weight: str = "facts") -> Reading:
    """Everything computed from pairs of actors, by either weight."""
    graph, names = graphs.numbered(kept, weight)
    seeds = clusters.SEEDS if len(names) <= measures.EXACT_UP_TO else SEEDS_OF_MANY
    return Reading(kept, graph, names, measures.measured(graph), clusters.clusters(graph, seeds))


def document(
    level: str,
    rows: Sequence[Row],
    about: About,
    before: Mapping[str, layout.Point],
    date: str = "",
    input_hash: str = "",
) -> Told:
    """The whole file of a level as plain values. `before` are the positions of an earlier release."""
    rows = [row for row in rows if row.level == level]
    found, known = ties(rows), dates(rows)
    read = readings(found)
    widest = read[EVIDENCE[-1]]
    drawn = layout.layout(widest.graph, {widest.place[a]: p for a, p in sorted(before.items()) if a in widest.place})
    positions = {widest.names[n]: point for n, point in drawn.positions.items()}
    errors = {name: measure.error for name, measure in widest.measured.items()}
    return {
        "level": level,
        "date": date,
        "input": input_hash,
        "view": {"width": int(layout.WIDTH), "height": int(layout.HEIGHT)},
        "layout": {"known": drawn.known, "displacement": rounded(drawn.displacement)},
        "summary": {evidence: telling.of_network(r.pairs, known) for evidence, r in read.items()},
        "evidence": list(about.evidence),
        "kinds": list(about.kinds),
        "measures": [measure_told(told, errors) for told in about.measures],
        "nodes": [
            node_told(name, about, positions.get(name), {evidence: numbers(name, r) for evidence, r in read.items()})
            for name in widest.names
        ],
        "ties": [tie_told(tie, about, known) for tie in found],
        "facts": {fact: fact_told(about.facts.get(fact, {}), told) for fact, told in known.items()},
        "clusters": {evidence: clusters_told(r, known) for evidence, r in read.items()},
        "cuts": {evidence: cuts_told(r) for evidence, r in read.items()},
        "gaps": {evidence: gaps_told(r, about.actors) for evidence, r in read.items()},
        "sentences": {evidence: sentences_told(r, known) for evidence, r in read.items()},
    }


def written(told: Told) -> str:
    """The file as text: one line for each node, tie and fact, so that two releases can be compared by eye."""
    parts = [f"{_json(key)}: {_lines(value)}" for key, value in told.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{_json(k)}: {_json(v)}" for k, v in value.items()) + "\n}"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def rounded(value: float) -> float | int:
    """Six significant digits; a whole number as one."""
    short = float(f"{value:.6g}")
    return int(short) if short.is_integer() else short


def measure_told(told: Told, errors: Mapping[str, float]) -> Told:
    error = errors.get(told["code"], 0.0)
    return {**told, "exact": not error, "error": rounded(error)}


def node_told(name: str, about: About, point: layout.Point | None, found: Mapping[str, Told | None]) -> Told:
    """An actor with its measures by evidence level."""
    told = about.actors.get(name, {})
    shown = found[BASE_EVIDENCE] or {}
    return {
        "id": name,
        "iri": told.get("iri"),
        "label": told.get("label", {}),
        "type": "country" if name.startswith("country/") else "organisation",
        "kind": told.get("kind"),
        "country": told.get("country"),
        "regions": told.get("regions", []),
        "point": told.get("point"),
        "x": point[0] if point else None,
        "y": point[1] if point else None,
        "cluster": shown.get("cluster"),
        "isCut": shown.get("isCut", False),
        "measures": found,
    }


def numbers(name: str, read: Reading) -> Told | None:
    """The measures of an actor at one evidence level; None where it has no tie there."""
    n = read.place.get(name)
    if n is None:
        return None
    values = {measure: rounded(m.values[n]) for measure, m in read.measured.items()}
    return {**values, "cluster": read.clusters.number[n], "isCut": n in read.cut}


def tie_told(tie: Tie, about: About, known: Mapping[str, Dates]) -> Told:
    first, last = bounds(tie, known)
    directed = {kind["code"]: kind["directed"] for kind in about.kinds}
    return {
        "id": tie.id,
        "a": tie.a,
        "b": tie.b,
        "kind": tie.kind,
        "evidence": tie.evidence,
        "directed": directed.get(tie.kind, False),
        "weight": {"facts": len(tie.shares), "shared": rounded(sum(s.weight for s in tie.shares))},
        "notBefore": first or None,
        "notAfter": last or None,
        "facts": [{"fact": s.fact, "participants": s.participants, "share": rounded(s.weight)} for s in tie.shares],
    }


def fact_told(about: Told, told: Dates) -> Told:
    return {
        "label": about.get("label", {}),
        "type": about.get("type"),
        "role": about.get("role"),
        "when": told.when or None,
        "notBefore": told.not_before or None,
        "notAfter": told.not_after or None,
        "passages": about.get("passages", 0),
        "isContested": about.get("isContested", False),
    }


def clusters_told(read: Reading, known: Mapping[str, Dates]) -> Told:
    """The clusters, largest first, and how well and how stably they part the network."""
    weights = clusters.weights(read.graph, read.clusters.number)
    parts = [(n, [read.names[m] for m in part]) for n, part in enumerate(read.clusters.members, 1)]
    return {
        "modularity": rounded(read.clusters.modularity),
        "stability": rounded(read.clusters.stability),
        "seeds": read.clusters.seeds,
        "list": [
            {"number": n, "actors": members, **_cluster(read, known, members, weights[n])} for n, members in parts
        ],
    }


def _cluster(read: Reading, known: Mapping[str, Dates], members: list[str], weights: tuple[float, float]) -> Told:
    told = telling.of_cluster(members, read.pairs, known, read.strength, weights)
    return {key: rounded(value) if isinstance(value, float) else value for key, value in told.items()}


def cuts_told(read: Reading) -> Told:
    """Bridges and cut actors."""
    pairs_ = [[read.names[a], read.names[b]] for a, b in structure.bridges(read.graph)]
    return {"bridges": pairs_, "cutActors": [read.names[n] for n in sorted(read.cut)]}


def gaps_told(read: Reading, actors: Mapping[str, Told]) -> list[Told]:
    """The gaps, without those between an organisation and its own country, which never have a tie."""
    name = read.names
    country = {n: actors.get(actor, {}).get("country") for n, actor in enumerate(name)}
    found = [g for g in read.gaps if country[g.b] != name[g.a] and country[g.a] != name[g.b]]
    return [
        {"a": name[g.a], "b": name[g.b], "common": [name[n] for n in g.common], "score": rounded(g.score)}
        for g in found[:GAPS]
    ]


def sentences_told(read: Reading, known: Mapping[str, Dates]) -> Told:
    """Actor -> the numbers of the sentences that describe it."""
    own: dict[str, list[Pair]] = {name: [] for name in read.names}
    for pair in read.pairs:
        own[pair.a].append(pair)
        own[pair.b].append(pair)
    told = {}
    for n, name in enumerate(read.names):
        parts = structure.falling_off(read.graph, n)[1:] if n in read.cut and not read.is_large else []
        named = [[read.names[m] for m in part] for part in parts]
        told[name] = telling.of_actor(name, own[name], known, named, link_told(read.links.get(n)))
    return told


def link_told(link: Link | None) -> Told | None:
    """The other cluster, and how many actors of its own cluster have a tie with it, this one among them."""
    return {"other": link.other, "of": link.of} if link else None
