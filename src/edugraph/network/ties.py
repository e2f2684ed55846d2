"""Ties: what rows of `queries/ties/` say of two actors, by pair, kind and evidence, with the facts they rest on.

Actors and facts are ids: IRIs without `https://w3id.org/edugraph/id/`. A weight is never stored apart from its facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = ("countries", "organisations", "both")
EVIDENCE = ("named", "by-group", "region-expanded")
"""Evidence levels, the surest first. A filter by one keeps it and all before it."""
WEIGHTS = ("facts", "shared")


@dataclass(frozen=True, slots=True, order=True)
class Dates:
    """When a fact was: as written (EDTF) and its bounds as days; empty where not known."""

    when: str = ""
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One answer of a query of `queries/ties/`: a pair of actors and one fact."""

    level: str
    kind: str
    a: str
    b: str
    evidence: str
    fact: str
    participants: int
    dates: Dates = Dates()


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """A fact as a part of a tie: who had a part in it are `participants` actors of the level."""

    fact: str
    participants: int

    @property
    def weight(self) -> float:
        """What is left for one pair when each actor shares the fact among all others (Newman 2001)."""
        return 1 / max(self.participants - 1, 1)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors linked in one way, at one evidence level, by the facts listed."""

    level: str
    kind: str
    a: str
    b: str
    evidence: str
    shares: tuple[Share, ...]

    @property
    def id(self) -> str:
        """A name that can stand in an IRI."""
        pair = "--".join(actor.replace("/", "-") for actor in (self.a, self.b))
        return f"{self.level}/{self.kind}/{pair}/{self.evidence}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact of a pair of actors over all its kinds: its best evidence and its largest share."""

    fact: str
    evidence: str
    participants: int
    kinds: tuple[str, ...]

    @property
    def share(self) -> float:
        return Share(self.fact, self.participants).weight


@dataclass(frozen=True, slots=True)
class Sum:
    """What is known of a pair whose facts are too many to list: numbers over all kinds and years.

    `ways` are its kinds, each with the actor that it comes from and the one that it goes to. The first and the last
    year are those in which facts certainly were; the earliest and the latest those that their dates allow; else 0.
    """

    facts: int
    shared: float
    evidence: str
    ways: tuple[tuple[str, str, str], ...]
    first_year: int = 0
    last_year: int = 0
    earliest: int = 0
    latest: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors with all the facts between them, each once; `a` sorts before `b`. `sum` where they are not listed."""

    a: str
    b: str
    facts: tuple[Counted, ...]
    sum: Sum | None = None

    def weight(self, name: str) -> float:
        """`facts`: how many there are. `shared`: the sum of their shares."""
        assert name in WEIGHTS, f"{name!r} is no weight"
        if self.sum:
            return self.sum.facts if name == "facts" else self.sum.shared
        return len(self.facts) if name == "facts" else sum(fact.share for fact in self.facts)

    @property
    def count(self) -> int:
        """How many facts there are."""
        return self.sum.facts if self.sum else len(self.facts)

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.sum:
            return tuple(sorted({kind for kind, _, _ in self.sum.ways}))
        return tuple(sorted({kind for fact in self.facts for kind in fact.kinds}))

    @property
    def evidence(self) -> str | None:
        """The best evidence of any of its facts; None when there is none."""
        if self.sum:
            return self.sum.evidence
        return min((fact.evidence for fact in self.facts), key=EVIDENCE.index, default=None)


def ties(rows: Iterable[Row]) -> list[Tie]:
    """The ties of rows in any order, sorted. A fact counts once for a pair and kind, at its best evidence."""
    best: dict[tuple[str, str, str, str, str], tuple[int, int]] = {}
    for row in rows:
        if row.a == row.b:
            continue
        key = (row.level, row.kind, row.a, row.b, row.fact)
        found = (EVIDENCE.index(row.evidence), row.participants)
        best[key] = min(found, best.get(key, found))
    grouped: dict[tuple[str, str, str, str, int], list[Share]] = defaultdict(list)
    for (level, kind, a, b, fact), (evidence, participants) in best.items():
        grouped[level, kind, a, b, evidence].append(Share(fact, participants))
    return [
        Tie(level, kind, a, b, EVIDENCE[evidence], tuple(sorted(shares)))
        for (level, kind, a, b, evidence), shares in sorted(grouped.items())
    ]


def dates(rows: Iterable[Row]) -> dict[str, Dates]:
    """Fact -> its dates. Where rows differ, the widest bounds, and no bound where one of them has none."""
    found: dict[str, set[Dates]] = defaultdict(set)
    for row in rows:
        found[row.fact].add(row.dates)
    return {fact: widest(told) for fact, told in sorted(found.items())}


def widest(told: set[Dates]) -> Dates:
    """The dates of a fact that is dated in several ways: no bound where one of them has none."""
    if len(told) == 1:
        return next(iter(told))
    first, last = [d.not_before for d in told], [d.not_after for d in told]
    return Dates("", min(first) if all(first) else "", max(last) if all(last) else "")


def pairs(found: Iterable[Tie]) -> list[Pair]:
    """Ties of all kinds and directions together: one pair of actors, each fact once, sorted."""
    gathered: dict[tuple[str, str], dict[str, list[tuple[int, int, str]]]] = defaultdict(lambda: defaultdict(list))
    for tie in found:
        a, b = sorted((tie.a, tie.b))
        for share in tie.shares:
            gathered[a, b][share.fact].append((EVIDENCE.index(tie.evidence), share.participants, tie.kind))
    return [
        Pair(a, b, tuple(_counted(fact, facts[fact]) for fact in sorted(facts)))
        for (a, b), facts in sorted(gathered.items())
    ]


def _counted(fact: str, told: list[tuple[int, int, str]]) -> Counted:
    evidence, participants = min(t[0] for t in told), min(t[1] for t in told)
    return Counted(fact, EVIDENCE[evidence], participants, tuple(sorted({t[2] for t in told})))


def at_least(found: Iterable[Tie], evidence: str) -> list[Tie]:
    """The ties of an evidence level or better."""
    weakest = EVIDENCE.index(evidence)
    return [tie for tie in found if EVIDENCE.index(tie.evidence) <= weakest]


def bounds(tie: Tie, known: Mapping[str, Dates]) -> tuple[str, str]:
    """The earliest and the latest day of all facts of a tie; empty where one of them has no such bound."""
    told = [known[share.fact] for share in tie.shares]
    first, last = [d.not_before for d in told], [d.not_after for d in told]
    return min(first) if all(first) else "", max(last) if all(last) else ""
