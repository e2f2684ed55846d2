"""What is asked of an engine and what it answers, as plain values; every engine (embedded, remote) keeps to this."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from edugraph.errors import EdugraphError

Kind = Literal["rows", "boolean", "triples"]
"""What a query answers: SELECT has rows, ASK a boolean, CONSTRUCT (and DESCRIBE) triples."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as it came in.

    `default_graphs` and `named_graphs` are the data set of the protocol request (`default-graph-uri` and
    `named-graph-uri`): when either is given, FROM and FROM NAMED of the query do not count (SPARQL 1.1 Protocol,
    2.1.4).
    `format` is a name in `store.RESULT_FORMATS` for SELECT and ASK, in `store.RDF_FORMATS` for CONSTRUCT.
    A limit of 0 means the server's own; a larger one than the server's own is cut to it.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = "json"
    deadline_s: float = 0.0
    max_rows: int = 0
    max_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: whole in `body`, or (when it is larger) in `chunks`, to be read once and to its end.

    When `chunks` raises, the connection must be cut, so that nobody takes a part for the whole. A reader that stops
    early closes it (`aclose`), which ends the query. `is_cut` stays False: no answer is ever cut short in silence.
    """

    media_type: str
    kind: Kind
    body: bytes | None = None
    chunks: AsyncIterator[bytes] | None = None
    is_cut: bool = False


class EngineError(EdugraphError):
    """A query that was not answered. `code` is stable: it stands in problem documents, counters and logs."""

    code: ClassVar[str] = "engine"


class MalformedQuery(EngineError):
    """A query that breaks the grammar. Line and column count from 1; 0 when the engine names no place."""

    code = "malformed-query"

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class RefusedQuery(EngineError):
    """SERVICE, an update, or a format that does not fit the form of the query."""

    code = "refused-query"


class TooDeep(EngineError):
    """A query nested or repeated beyond what any engine evaluates safely."""

    code = "too-deep"


class NotWritable(EngineError):
    """An answer that the chosen format cannot hold: it would not be well-formed."""

    code = "not-writable"


class TimedOut(EngineError):
    """The deadline passed; `limit_s` is the one that did, `is_full` whether it was the server's own."""

    code = "timeout"

    def __init__(self, limit_s: float, is_full: bool) -> None:
        super().__init__(f"the query ran for {limit_s:g} seconds, which is its limit, and was ended")
        self.limit_s = limit_s
        self.is_full = is_full


class OutOfMemory(EngineError):
    """The query wanted more memory than one query may have."""

    code = "out-of-memory"


class WorkerDied(EngineError):
    """The process that answered the query ended. Most often a limit of memory or stack; never the reader's fault."""

    code = "worker-died"


class TooManyRows(EngineError):
    """More rows or triples than one answer may have."""

    code = "too-many-rows"


class TooManyBytes(EngineError):
    """A longer answer than one may be."""

    code = "too-many-bytes"


class Busy(EngineError):
    """No place for this query now; try again after `retry_after_s` seconds."""

    code = "busy"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RefusedForNow(EngineError):
    """The same query hit the server's own limit a short while ago; try again after `retry_after_s` seconds."""

    code = "refused-for-now"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Away(EngineError):
    """The server that answers in place of the embedded engine cannot be reached, or does not let us in."""

    code = "engine-away"


class Failed(EngineError):
    """That server answered with a failure of its own, or with less than the whole answer."""

    code = "engine-failed"


class Engine(Protocol):
    """Answers queries. `edugraph.engine.pool.Pool` is the embedded one, `edugraph.remote.engine.Remote` another server:
    `await Pool.started(release, settings)`."""

    counters: dict[str, float]

    async def answer(self, asked: Asked) -> Answer:
        """The answer, once it is whole or its first part is there. Raises EngineError.

        Cancelling the task that awaits it ends the query, unless others wait for the same one.
        """
        ...

    async def close(self) -> None:
        """End every query and every process."""
        ...

    def limits(self) -> dict[str, object]:
        """What holds here, for the service description and the log: limits, and which barriers this system has."""
        ...
