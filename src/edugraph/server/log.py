"""The log: a JSON object a line, written by a thread of its own, without an address or the text of a query."""

import atexit
import contextlib
import json
import logging
import threading
import time
from collections import deque
from datetime import UTC, datetime
from typing import Any

MOST_LINES = 10_000
"""Lines of the log that may wait to be written."""
TOGETHER_S = 0.05
"""So long lines are gathered before they are written."""
ENDS_WITHIN_S = 2.0


class Lines(logging.Formatter):
    """One JSON object a line; what happened under `event`, and what is told of it beside."""

    _written = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname.lower(), "event": record.getMessage(), "from": record.name}
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return self._written(told)


class Writer(logging.Handler):
    """Writes lines from a thread of its own, many at once, so that whoever reads them slowly holds up no request.

    At most `MOST_LINES` wait; how many were lost beyond that is told in the log itself.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._lost = 0
        self._news = threading.Event()
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._waiting) >= MOST_LINES:
            self._lost += 1
            return
        self._waiting.append(self.format(record))
        if not self._news.is_set():
            self._news.set()

    def createLock(self) -> None:
        """None is needed: a deque takes from one end and gives at the other."""
        self.lock = None

    def _run(self) -> None:
        while not self._is_ending:
            self._news.wait()
            time.sleep(TOGETHER_S)
            self._news.clear()
            self._write()

    def _write(self) -> None:
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if lost := self._lost:
            self._lost -= lost
            told = {"told": {"lines": lost}}
            lines.append(self.format(logging.makeLogRecord({"name": __name__, "msg": "lines lost", **told})))
        if lines:
            with contextlib.suppress(OSError, ValueError):  # nobody reads any more
                self._stream.write("\n".join(lines) + "\n")
                self._stream.flush()

    def close(self) -> None:
        """Write what waits, within a moment, and end."""
        if not self._is_ending:
            self._is_ending = True
            self._news.set()
            self._thread.join(ENDS_WITHIN_S)
            if not self._thread.is_alive():
                self._write()
        super().close()


def log_to(stream: Any) -> None:
    """Log our own events from INFO, and everybody else's from WARNING."""
    logging._srcfile = None  # as Python's own documentation advises: no line of ours tells where in the code it is from
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=logging.WARNING, handlers=[Writer(stream)], force=True)
    logging.getLogger("edugraph").setLevel(logging.INFO)
