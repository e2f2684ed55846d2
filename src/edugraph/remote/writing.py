"""An answer of another server, whole in a file, written anew: in the format that was asked for, under our limits."""

import asyncio
from typing import IO

from anyio import from_thread

from edugraph.engine.flights import Flight
from edugraph.engine.frames import WHOLE_LIMIT
from edugraph.engine.protocol import Asked, Busy, EngineError, Failed, Kind, NotWritable, RefusedQuery, TooManyRows
from edugraph.store.answers import FormError, Found, RowLimitError, reread


class _LeftError(Exception):
    """Nobody reads on."""


class Writing:
    """Runs in a thread, and gives each part to the flight on the event loop; waits there while its readers lag."""

    def __init__(self, asked: Asked, flight: Flight) -> None:
        self._asked, self._flight = asked, flight
        self._may_go_on = asyncio.Event()
        self._may_go_on.set()
        self._is_stopped = False
        self._held: bytes | None = None
        self._is_long = False
        flight.steer(self._may_go_on.clear, self._may_go_on.set)

    def stop(self) -> None:
        """Write no more."""
        self._is_stopped = True
        self._may_go_on.set()

    def run(self, file: IO[bytes], media_type: str) -> None:
        """Write the answer. Raises EngineError."""
        fault = self._written(file, media_type)
        if fault:
            raise fault

    def _written(self, file: IO[bytes], media_type: str) -> EngineError | None:
        """Why it could not be written. A raised error would carry the engine's iterator out in its traceback, and that
        may only be dropped on this thread."""
        try:
            found = reread(file, media_type)
            if misfit := _misfit(found, self._asked.format):
                return misfit
            kind: Kind = found.kind
            found.write(self._asked.format, lambda part: self._take(kind, part), self._asked.max_rows, WHOLE_LIMIT)
            from_thread.run_sync(self._end, kind)
        except FormError as fault:
            return NotWritable(str(fault))
        except RowLimitError as fault:
            return TooManyRows(str(fault))
        except _LeftError:
            return Busy("nobody waits for the answer any more", 0)
        except (SyntaxError, ValueError) as fault:
            return Failed(f"the engine's answer is broken: {' '.join(str(fault).split())[:200]}")
        return None

    def _take(self, kind: Kind, part: bytes) -> None:
        """The next part; one is held back, until it is known whether it is all."""
        if self._held is not None:
            self._is_long = True
            if not from_thread.run(self._passed_on, kind, self._held):
                raise _LeftError
        self._held = part

    async def _passed_on(self, kind: Kind, part: bytes) -> bool:
        """Whether somebody reads on."""
        self._flight.part(kind, part)
        await self._may_go_on.wait()
        return not self._is_stopped

    def _end(self, kind: Kind) -> None:
        last = self._held or b""
        if not self._is_long:
            self._flight.whole(kind, last)
            return
        self._flight.part(kind, last)
        self._flight.end()


def _misfit(found: Found, format_: str) -> RefusedQuery | None:
    try:
        found.check(format_)
    except FormError as fault:
        return RefusedQuery(str(fault))
    return None
