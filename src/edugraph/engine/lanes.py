"""Who may run: a few short places, passed on quickly; long places at low priority; and room to stand still.

Every query starts in a short place. One that is not done within the first moments leaves it: to a long place if one is
free, else it is stopped where it is until one becomes free. So a short query waits for moments only, however many
long ones there are, and long ones share what is left of the machine.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal, Protocol

from edugraph.engine.protocol import Busy, EngineError

PARKED_MIB = 128
"""More memory than a query takes before it is parked: it has run for moments only."""
_LEAST_MIB = 64


def shared(machine_mib: int, running: int, parked: int, query_mib: int) -> tuple[int, int]:
    """How many may stand still, and the MiB of one query: as wished, or less, so that all together take no more than
    three quarters of the machine. A machine of 0 MiB is one whose memory nobody knows."""
    if not machine_mib:
        return parked, query_mib
    room = machine_mib * 3 // 4
    parked = min(parked, room // 2 // PARKED_MIB)
    return parked, min(query_mib, max(_LEAST_MIB, (room - parked * PARKED_MIB) // running))


class Run(Protocol):
    """A query on its way."""

    place: Literal["none", "short", "long", "parked"]

    def start(self) -> None:
        """Begin: there is a place."""

    def lower(self) -> None:
        """Go on at low priority."""

    def stop(self) -> None:
        """Stand still."""

    def go_on(self) -> None:
        """Go on after standing still."""

    def end(self, fault: EngineError) -> None:
        """End it for this reason."""


@dataclass
class Lanes:
    """The places: `short` and `long` run, `parked` stand still, `queue` wait to begin."""

    short: int
    long: int
    parked: int
    queue: int
    _running: dict[str, int] = field(default_factory=lambda: {"short": 0, "long": 0})
    _parked: deque[Run] = field(default_factory=deque)
    _waiting: deque[Run] = field(default_factory=deque)

    @property
    def used(self) -> dict[str, int]:
        """How many queries are where."""
        return {**self._running, "parked": len(self._parked), "queued": len(self._waiting)}

    def enter(self, run: Run) -> None:
        """Start the query in a short place, now or when its turn comes; it is ended when too many wait already."""
        if self._running["short"] < self.short:
            self._running["short"] += 1
            run.place = "short"
            run.start()
        elif len(self._waiting) < self.queue:
            self._waiting.append(run)
        else:
            run.end(Busy("too many queries wait already; try again in a moment", 1))

    def demote(self, run: Run) -> None:
        """The query is no short one: its place is for others now."""
        if run.place != "short":
            return
        if self._running["long"] < self.long:
            self._make_long(run)
        elif len(self._parked) < self.parked:
            run.place = "parked"
            self._parked.append(run)
            run.stop()
        else:
            run.end(Busy("too many long queries run already; try again later, or ask for less", 5))
            return  # with its end it has left the place
        self._free_short()

    def leave(self, run: Run) -> None:
        """The query is over, or never began."""
        place, run.place = run.place, "none"
        if place == "short":
            self._free_short()
        elif place == "parked":
            self._parked.remove(run)
        elif place == "none" and run in self._waiting:
            self._waiting.remove(run)
        elif place == "long":
            self._running["long"] -= 1
            if self._parked:
                following = self._parked.popleft()
                self._make_long(following)
                following.go_on()

    def _make_long(self, run: Run) -> None:
        self._running["long"] += 1
        run.place = "long"
        run.lower()

    def _free_short(self) -> None:
        """The place goes to the one who waited longest, or is free."""
        if self._waiting:
            following = self._waiting.popleft()
            following.place = "short"
            following.start()
        else:
            self._running["short"] -= 1
