"""Who may run: a few short places, passed on quickly; long places at low priority; and room to stand still.

Every query starts in a short place. One that is not done within the first moments leaves it: to a long place if one is
free, else it is stopped where it is until one becomes free. So a short query waits for moments only, however many
long ones there are, and long ones share what is left of the machine.
"""

import asyncio
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
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)

    @property
    def used(self) -> dict[str, int]:
        """How many queries are where."""
        return {**self._running, "parked": len(self._parked), "queued": len(self._waiting)}

    async def enter(self, run: Run) -> None:
        """Wait for a short place. Raises Busy when too many wait already."""
        if self._running["short"] < self.short:
            self._running["short"] += 1
        else:
            await self._wait()
        run.place = "short"

    async def _wait(self) -> None:
        if len(self._waiting) >= self.queue:
            raise Busy("too many queries wait already; try again in a moment", 1)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._free_short()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

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
            return
        self._free_short()

    def leave(self, run: Run) -> None:
        """The query is over, or never began."""
        place, run.place = run.place, "none"
        if place == "short":
            self._free_short()
        elif place == "parked":
            self._parked.remove(run)
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
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._running["short"] -= 1
