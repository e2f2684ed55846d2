"""The file of a level that is too large to list: everything is counted, the strongest are shown, the rest is said.

Numbers are those of the whole network. Every tie, actor and part stands in tables beside the file, one a line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edugraph.network import crowd, document, graphs, layout, sparse
from edugraph.network.answers import Level
from edugraph.network.document import CROWD_OF_MANY, GAPS, SEEDS_OF_MANY, About, Told, rounded
from edugraph.network.measures import NAMES
from edugraph.network.periods import year
from edugraph.network.selection import sum_of
from edugraph.network.ties import EVIDENCE, Dates, Row, Tie, pairs, ties

Numbers = NDArray[Any]
ROWS = 50_000
"""How many facts of ties one file lists at most: those of the strongest pairs among the strongest actors."""
SUMS = 3000
"""Of so many of those pairs, those whose facts are too many to list are told as numbers: twice what a view draws."""
CLUSTERS = 50
"""How many clusters one file tells of: the largest."""
BRIDGES = 1000
"""How many bridges one file lists."""


@dataclass(frozen=True)
class Reading:
    """One evidence level of a large network. Actors are numbered anew: only those who have a tie in it."""

    level: Level
    rows: crowd.Rows

    @cached_property
    def pairs(self) -> crowd.Pairs:
        return crowd.pairs(self.rows, len(EVIDENCE))

    @cached_property
    def who(self) -> Numbers:
        """Node -> number of the actor in the level."""
        return self.pairs.actors

    @cached_property
    def matrix(self) -> sparse.Matrix:
        a, b = (np.searchsorted(self.who, end) for end in (self.pairs.a, self.pairs.b))
        return sparse.matrix(a, b, self.pairs.facts, len(self.who))

    @cached_property
    def facts(self) -> Numbers:
        return np.unique(self.rows.fact)

    @cached_property
    def measured(self) -> Mapping[str, sparse.Measured]:
        return sparse.measured(self.matrix)

    @cached_property
    def strength(self) -> Numbers:
        return sparse.strengths(self.matrix)

    @cached_property
    def clusters(self) -> sparse.Parted:
        return sparse.clusters(self.matrix, SEEDS_OF_MANY)

    @cached_property
    def links(self) -> Mapping[int, tuple[int, int]]:
        return sparse.links(self.matrix, self.clusters.number)

    @cached_property
    def cuts(self) -> tuple[list[tuple[int, int]], list[int]]:
        return sparse.cuts(self.matrix)

    @cached_property
    def cut(self) -> set[int]:
        return set(self.cuts[1])

    @cached_property
    def gaps(self) -> list[tuple[int, int, float]]:
        return sparse.gaps(self.matrix, 4 * GAPS, CROWD_OF_MANY)

    def node(self, actor: int) -> int | None:
        """The number of an actor of the level here; None where it has no tie."""
        place = int(np.searchsorted(self.who, actor))
        return place if place < len(self.who) and self.who[place] == actor else None

    def name(self, node: int) -> str:
        return self.level.actors[int(self.who[node])]

    def numbers(self, actor: int) -> Told | None:
        """The measures of an actor; None where it has no tie."""
        node = self.node(actor)
        if node is None:
            return None
        values = {name: rounded(float(self.measured[name].values[node])) for name in NAMES}
        return {**values, "cluster": int(self.clusters.number[node]), "isCut": node in self.cut}


class Large:
    """A level that is too large to list, computed once."""

    def __init__(self, level: Level) -> None:
        self.level = level

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """Evidence level -> what is computed of it; what is equal is computed once."""
        rows, told = self.level.paired.rows, dict[str, Reading]()
        for number, evidence in enumerate(EVIDENCE):
            kept = rows.kept(rows.evidence <= number)
            before = next(reversed(told.values()), None)
            told[evidence] = before if before and len(before.rows) == len(kept) else Reading(self.level, kept)
        return told

    @property
    def widest(self) -> Reading:
        return self.readings[EVIDENCE[-1]]

    @cached_property
    def ties(self) -> crowd.Ties:
        return crowd.ties(self.level.paired.rows, self.level.first, self.level.last)

    @cached_property
    def years(self) -> Numbers:
        """The year of each fact, 0 where none is certain."""
        known: dict[Dates, int] = {}
        for dates in self.level.dates:
            if dates not in known:
                known[dates] = year(dates) or 0
        return np.array([known[dates] for dates in self.level.dates], dtype=np.int32)

    @cached_property
    def _among(self) -> Numbers:
        """The pairs between the strongest actors, the strongest first."""
        read, both = self.widest, self.widest.pairs
        strongest = np.sort(read.who[np.lexsort((read.who, -read.strength))[: layout.AT_MOST]])
        among = np.flatnonzero(np.isin(both.a, strongest) & np.isin(both.b, strongest))
        return among[np.lexsort((both.b[among], both.a[among], -both.facts[among]))]

    @cached_property
    def shown(self) -> list[Tie]:
        """The ties between the strongest actors: all facts of the strongest pairs, as many pairs as `ROWS` allows."""
        rows, both, order = self.level.paired.rows, self.widest.pairs, self._among
        order = order[np.cumsum(both.facts[order]) <= ROWS]
        wanted = np.sort(both.a[order].astype(np.int64) * len(self.level.actors) + both.b[order])
        low, high = np.minimum(rows.a, rows.b).astype(np.int64), np.maximum(rows.a, rows.b)
        return ties(self._rows(rows.kept(np.isin(low * len(self.level.actors) + high, wanted))))

    @cached_property
    def sums(self) -> list[Told]:
        """The strongest pairs between the strongest actors whose facts are too many to list, as numbers."""
        read, rows, size = self.widest, self.level.paired.rows, len(self.level.actors)
        listed = {(min(tie.a, tie.b), max(tie.a, tie.b)) for tie in self.shown}
        both = [n for n in self._among[:SUMS].tolist() if self._ends(n) not in listed]
        low, high = np.minimum(rows.a, rows.b).astype(np.int64), np.maximum(rows.a, rows.b)
        keys = read.pairs.a[both].astype(np.int64) * size + read.pairs.b[both]
        own = rows.kept(np.isin(low * size + high, keys))
        pair = np.minimum(own.a, own.b).astype(np.int64) * size + np.maximum(own.a, own.b)
        order = np.argsort(pair, kind="stable")
        starts = np.searchsorted(pair[order], [keys, keys + 1])
        return [
            self._sum(n, own.kept(order[first:last])) for n, first, last in zip(both, *starts.tolist(), strict=True)
        ]

    def _ends(self, pair: int) -> tuple[str, str]:
        both = self.widest.pairs
        return self.level.actors[int(both.a[pair])], self.level.actors[int(both.b[pair])]

    def _sum(self, pair: int, rows: crowd.Rows) -> Told:
        """A pair from its rows: by evidence level its weights, kinds with their direction, and years."""
        a, b = self._ends(pair)
        at = {evidence: self._summed(rows.kept(rows.evidence <= number)) for number, evidence in enumerate(EVIDENCE)}
        return {"a": a, "b": b, "at": at}

    def _summed(self, rows: crowd.Rows) -> Told | None:
        """The numbers of one pair at an evidence level; None where it has no tie there."""
        if not len(rows):
            return None
        found, actors, kinds = crowd.pairs(rows, len(EVIDENCE)), self.level.actors, self.level.kinds
        ways = set(zip(rows.kind.tolist(), rows.a.tolist(), rows.b.tolist(), strict=True))
        return {
            "facts": int(found.facts[0]),
            "shared": rounded(float(found.shared[0])),
            "evidence": EVIDENCE[int(rows.evidence.min())],
            "ways": sorted([kinds[k], actors[x], actors[y]] for k, x, y in ways),
            **_years(self, np.unique(rows.fact)),
            **self._allowed(rows.fact),
        }

    def _allowed(self, facts: Numbers) -> Told:
        """The years that the dates of facts allow."""
        days = np.concatenate([self.level.first[facts], self.level.last[facts]])
        years = days[days > 0] // 10_000
        return {
            "earliest": int(years.min()) if len(years) else None,
            "latest": int(years.max()) if len(years) else None,
        }

    def _rows(self, rows: crowd.Rows) -> Iterator[Row]:
        columns = (rows.kind, rows.a, rows.b, rows.evidence, rows.fact, rows.participants)
        level = self.level
        for kind, a, b, evidence, fact, participants in zip(*(c.tolist() for c in columns), strict=True):
            ends = level.actors[a], level.actors[b]
            yield Row(level.name, level.kinds[kind], *ends, EVIDENCE[evidence], level.facts[fact], participants)

    @cached_property
    def drawn(self) -> list[str]:
        """The actors of the pairs shown, sorted: those that a picture has."""
        summed = {end for told in self.sums for end in (told["a"], told["b"])}
        return sorted(summed | {actor for tie in self.shown for actor in (tie.a, tie.b)})

    @cached_property
    def actors(self) -> list[str]:
        """Everyone whom the file names: those drawn, and those of gaps."""
        gaps = {r.name(n) for r in self.readings.values() for a, b, _ in r.gaps[:GAPS] for n in (a, b)}
        return sorted({*self.drawn, *gaps})

    @cached_property
    def facts(self) -> Mapping[str, Dates]:
        """The facts of the ties shown."""
        place = {name: n for n, name in enumerate(self.level.facts)}
        named = sorted({share.fact for tie in self.shown for share in tie.shares})
        return {fact: self.level.dates[place[fact]] for fact in named}


def large_document(
    large: Large, about: About, before: Mapping[str, layout.Point], date: str = "", input_hash: str = ""
) -> Told:
    """The file of a large level: as `document.document`, of the strongest, and what it leaves out under `large`."""
    level, read, shown = large.level, large.readings, large.shown
    place = {name: n for n, name in enumerate(level.actors)}
    graph, names = graphs.numbered([*pairs(shown), *(sum_of(told, EVIDENCE[-1]) for told in large.sums)])
    picture = layout.layout(graph, {n: before[name] for n, name in enumerate(names) if name in before})
    points = {names[n]: point for n, point in picture.positions.items()}
    return {
        "level": level.name,
        "date": date,
        "input": input_hash,
        "large": _left_out(large),
        "view": {"width": int(layout.WIDTH), "height": int(layout.HEIGHT)},
        "layout": {"known": picture.known, "displacement": rounded(picture.displacement)},
        "summary": {evidence: _summary(large, r) for evidence, r in read.items()},
        "evidence": list(about.evidence),
        "kinds": list(about.kinds),
        "measures": [_measure(told, large.widest) for told in about.measures],
        "nodes": [
            document.node_told(
                name, about, points.get(name), {evidence: r.numbers(place[name]) for evidence, r in read.items()}
            )
            for name in large.actors
        ],
        "ties": [document.tie_told(tie, about, large.facts) for tie in shown],
        "sums": large.sums,
        "facts": {fact: document.fact_told(about.facts.get(fact, {}), told) for fact, told in large.facts.items()},
        "clusters": {evidence: _clusters(large, r) for evidence, r in read.items()},
        "cuts": {evidence: _cuts(large, r) for evidence, r in read.items()},
        "gaps": {evidence: _gaps(r, about) for evidence, r in read.items()},
        "sentences": {
            evidence: {name: told for name in large.drawn if (told := _sentence(large, r, place[name]))}
            for evidence, r in read.items()
        },
    }


def _left_out(large: Large) -> Told:
    paired, read = large.level.paired, large.widest
    return {
        "actors": len(read.who),
        "pairs": len(read.pairs),
        "ties": len(large.ties),
        "facts": len(read.facts),
        "actorsShown": len(large.drawn),
        "tiesShown": len(large.shown),
        "factsShown": len(large.facts),
        "pairsAsNumbers": len(large.sums),
        "factsNotPaired": paired.left_out,
        "pairsOfAFactAtMost": paired.most,
    }


def _summary(large: Large, read: Reading) -> Told:
    return {
        "actors": len(read.who),
        "pairs": len(read.pairs),
        "facts": len(read.facts),
        **_years(large, read.facts),
    }


def _years(large: Large, facts: Numbers) -> Told:
    """The first and the last year in which some facts certainly were."""
    years = large.years[facts][large.years[facts] > 0]
    return {
        "firstYear": int(years.min()) if len(years) else None,
        "lastYear": int(years.max()) if len(years) else None,
    }


def _measure(told: Told, read: Reading) -> Told:
    measured = read.measured.get(told["code"])
    found = document.measure_told(told, {told["code"]: measured.error} if measured else {})
    if measured and measured.deviation:
        found["standardError"] = rounded(measured.deviation)
    return found


def _clusters(large: Large, read: Reading) -> Told:
    parted = read.clusters
    told = [_cluster(large, read, number) for number in range(1, min(CLUSTERS, parted.count) + 1)]
    return {
        "modularity": rounded(parted.modularity),
        "stability": rounded(parted.stability),
        "seeds": parted.seeds,
        "count": parted.count,
        "list": told,
    }


def _cluster(large: Large, read: Reading, number: int) -> Told:
    """A cluster with the drawn of its members; the other numbers are of all of them."""
    inside = read.clusters.number == number
    ends = [inside[np.searchsorted(read.who, end)] for end in (read.rows.a, read.rows.b)]
    within = float(read.matrix[inside][:, inside].sum()) / 2
    best = read.strength[inside].max()
    drawn = set(large.drawn)
    facts = np.unique(read.rows.fact[ends[0] & ends[1]])
    members = [read.name(n) for n in np.flatnonzero(inside).tolist()]
    return {
        "number": number,
        "actors": [name for name in members if name in drawn],
        "size": len(members),
        "facts": len(facts),
        **_years(large, facts),
        "weightInside": rounded(within),
        "weightOutside": rounded(float(read.strength[inside].sum()) - 2 * within),
        "strongest": [read.name(n) for n in np.flatnonzero(inside & (read.strength == best)).tolist()],
    }


def _cuts(large: Large, read: Reading) -> Told:
    bridges, cut = read.cuts
    drawn = set(large.drawn)
    return {
        "bridges": [[read.name(a), read.name(b)] for a, b in bridges[:BRIDGES]],
        "bridgesInAll": len(bridges),
        "cutActors": [name for n in cut if (name := read.name(n)) in drawn],
        "cutActorsInAll": len(cut),
    }


def _gaps(read: Reading, about: About) -> list[Told]:
    """As in a small network, without naming all partners in common that a crowd would have."""
    country = {name: told.get("country") for name, told in about.actors.items()}
    told = []
    for a, b, score in read.gaps:
        one, other = read.name(a), read.name(b)
        if country.get(one) != other and country.get(other) != one:
            common = np.intersect1d(_partners(read, a), _partners(read, b))
            told.append(
                {"a": one, "b": other, "common": [read.name(n) for n in common.tolist()], "score": rounded(score)}
            )
    return told[:GAPS]


def _partners(read: Reading, node: int) -> Numbers:
    return np.asarray(read.matrix.indices[read.matrix.indptr[node] : read.matrix.indptr[node + 1]])


def _sentence(large: Large, read: Reading, actor: int) -> Told | None:
    """The numbers of `telling.of_actor`, but for who would fall off without it."""
    own = read.rows.kept((read.rows.a == actor) | (read.rows.b == actor))
    if not len(own):
        return None
    partner = np.where(own.a == actor, own.b, own.a)
    facts, shared = np.unique(own.fact), np.unique(np.stack([partner, own.fact]), axis=1)
    partners, counts = np.unique(shared[0], return_counts=True)
    kinds, of_kind = np.unique(np.unique(np.stack([own.kind, own.fact]), axis=1)[0], return_counts=True)
    level = large.level
    link = read.links.get(int(np.searchsorted(read.who, actor)))
    return {
        "partners": len(partners),
        "facts": len(facts),
        "byKind": {level.kinds[k]: n for k, n in zip(kinds.tolist(), of_kind.tolist(), strict=True)},
        **_years(large, facts),
        "undated": int(((level.first[facts] == 0) & (level.last[facts] == 0)).sum()),
        "strongest": [
            {"actor": level.actors[p], "facts": n}
            for p, n in zip(partners.tolist(), counts.tolist(), strict=True)
            if n == counts.max()
        ],
        "cutsOff": [],
        "links": {"other": link[0], "of": link[1]} if link else None,
    }
