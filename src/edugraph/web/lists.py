"""The lists of a release in their orders, with their filters: what a page shows is chosen here, and then asked for.

Each order is made once: of actors and sources for a language, of commitments for a day, of what is in time once. The
engine is asked only for what stands on the page.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from edugraph import counts
from edugraph.counts import Listing
from edugraph.counts.document import Actor, Commitment, Entry, Source
from edugraph.counts.lists import ACTORS, day_of
from edugraph.counts.schedule import ORDER
from edugraph.vocabulary import BASE

PARTS = ("text", "page", "reference")
"""The parts of the list of sources, in order."""
DAYS = 16
"""So many days of which the order of commitments is kept."""


@dataclass(frozen=True)
class Known:
    """What of a list had come about by a day: for sure, perhaps (no date says), and how much came later."""

    every: int
    perhaps: int
    later: int


class Lists:
    """The lists of one release."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / counts.NAME
        self.actors = lru_cache(maxsize=None)(self._actors)
        self.sources = lru_cache(maxsize=None)(self._sources)
        self.commitments = lru_cache(maxsize=DAYS)(self._commitments)
        self.commitments_known = lru_cache(maxsize=DAYS)(self._commitments_known)
        self.entries_known = lru_cache(maxsize=DAYS)(self._entries_known)

    @cached_property
    def counts(self) -> counts.Counts:
        """What the build counted, read at the first use."""
        return counts.read(self._path)

    # --- actors and sources ------------------------------------------------------------------------------------------

    @cached_property
    def actor(self) -> Mapping[tuple[str, str], Actor]:
        """Class and address -> actor."""
        return {(one.kind, one.actor): one for one in self.counts.actors}

    def _actors(self, language: str) -> tuple[list[Actor], Listing]:
        """The actors by class and name, with the filters `kind`, `country` and `region`."""
        rows = sorted(
            self.counts.actors, key=lambda a: (ACTORS.index(a.kind), _name(a.names, language, a.actor), a.actor)
        )
        facets = ({"kind": [a.kind], "country": {*a.countries, a.actor}, "region": a.regions} for a in rows)
        return rows, Listing([a.actor for a in rows], facets)

    def _sources(self, language: str) -> list[Source]:
        """The sources by part and name."""
        return sorted(
            self.counts.sources, key=lambda s: (PARTS.index(s.part), _name(s.names, language, s.source), s.source)
        )

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Address -> source."""
        return {BASE + one.source: one for one in self.counts.sources}

    # --- commitments -------------------------------------------------------------------------------------------------

    def _commitments(self, day: str) -> Listing:
        """The commitments as of a day: what needs attention first, with the filters of their list."""
        rows = self._rows(day)
        facets = (
            {
                "state": [state],
                "actor": one.actors,
                "plan": one.plans,
                "topic": one.topics,
                "obligation": one.obligations,
            }
            for state, one in rows
        )
        return Listing([one.commitment for _, one in rows], facets)

    def _rows(self, day: str) -> list[tuple[str, Commitment]]:
        told = [(state_at(one, day), one) for one in self.counts.commitments]
        return sorted(told, key=lambda row: _urgency(*row))

    def _commitments_known(self, day: str) -> Known:
        return known([one.since for _, one in self._rows(day)], day)

    @cached_property
    def latest(self) -> Mapping[str, str]:
        """Commitment -> its last due day; "" where none is known."""
        return {one.commitment: one.latest for one in self.counts.commitments}

    @cached_property
    def items(self) -> Mapping[str, list[str]]:
        """Plan -> its items in the order of the plan."""
        found: dict[str, list[Commitment]] = {}
        for one in self.counts.commitments:
            for plan in one.plans:
                found.setdefault(plan, []).append(one)
        return {plan: [one.commitment for one in sorted(of, key=_printed)] for plan, of in found.items()}

    # --- what is in time ---------------------------------------------------------------------------------------------

    @cached_property
    def entries(self) -> list[Entry]:
        """The latest first, what has no date at the end; each thing once in a year."""
        once = {(one.thing, one.kind, year_of(one)): one for one in reversed(self.counts.entries)}
        return [one for one in self.counts.entries if once[one.thing, one.kind, year_of(one)] is one]

    @cached_property
    def in_time(self) -> Listing:
        """The entries, with the filters `kind`, `sort` and `actor`."""
        facets = ({"kind": [e.kind], "sort": [e.sort], "actor": e.actors} for e in self.entries)
        return Listing([e.thing for e in self.entries], facets)

    @cached_property
    def years(self) -> Mapping[int | None, tuple[int, int]]:
        """Year -> the places of its entries, from one up to, and without, another; None for what has no date."""
        found: dict[int | None, tuple[int, int]] = {}
        for place, entry in enumerate(self.entries):
            found[year_of(entry)] = (found.get(year_of(entry), (place, 0))[0], place + 1)
        return found

    def _entries_known(self, day: str) -> Known:
        return known([one.since for one in self.entries], day)


def known(since: list[list[str]], day: str) -> Known:
    """What had come about by a day, of things with the first and the last day on which they may have."""
    every = perhaps = 0
    for place, (first, last) in enumerate(since):
        if first <= day:
            every |= 1 << place
            perhaps |= (not first or not last or last > day) << place
    return Known(every, perhaps, len(since) - every.bit_count())


def year_of(entry: Entry) -> int | None:
    """The year that an entry stands in; None where it has no date."""
    day = day_of(entry)
    return int(day[:4]) if day else None


def state_at(commitment: Commitment, day: str) -> str:
    """The schedule state of a commitment on a day."""
    place = bisect_right(commitment.states, day, key=lambda of: of[0])
    return commitment.states[place - 1][1]


def _urgency(state: str, one: Commitment) -> tuple[object, ...]:
    """The order of the query of commitments: what is not known stands first, but for the place in a plan."""
    measure, kind, place = one.place
    return (
        ORDER.index(state),
        one.latest,
        one.plan,
        -1 if measure is None else measure,
        place is None,
        kind,
        place or 0,
        one.commitment,
    )


def _printed(one: Commitment) -> tuple[object, ...]:
    """The order of the query of a plan: by measure, actions before outputs, by place."""
    measure, kind, place = one.place
    return (measure if measure is not None else -1, kind, place if place is not None else -1, one.commitment)


def _name(names: Mapping[str, str], language: str, address: str) -> str:
    """The name that a list sorts by: in the language, else in English, else the address."""
    return names.get(language) or names.get("en") or (BASE + address).lower()
