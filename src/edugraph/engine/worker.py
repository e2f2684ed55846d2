"""A worker: answers one query after the other over its socket, on one thread, until it is killed or left alone."""

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

from edugraph.engine import containment, frames, guards
from edugraph.engine.protocol import (
    Asked,
    EngineError,
    MalformedQuery,
    NotWritable,
    OutOfMemory,
    RefusedQuery,
    TooManyBytes,
    TooManyRows,
    WorkerDied,
)
from edugraph.store import Store
from edugraph.store.answers import FormError, Found, Graphs, RowLimitError, found

_CHARACTERS = re.compile(r"(?:, )?\['[^]]*\](?=,|$)|(?:, )?\[_\](?=,|$)", re.DOTALL)
"""Whole classes of characters among what the engine says it expected: no help to anybody."""
_PLACE = re.compile(r"^error at (\d+):(\d+): ")


def run(line: socket.socket, store: Store | Path, memory_mib: int, parent: int, has_barrier: bool) -> None:
    """Answer queries until the server closes the line. A path is a store on disk, opened here and never before a fork.

    Memory that a query used may stay with the process, so a worker that has grown by a quarter of its limit says so
    with its last frame, and is replaced.
    """
    held = Store.opened(store) if isinstance(store, Path) else store
    held.ask("SELECT ?s { ?s ?p ?o } LIMIT 1")
    containment.contain(memory_mib, parent, has_barrier)
    peak, growth = containment.peak_bytes(), memory_mib << 18
    _send(line, frames.READY)
    while asked := frames.received(line):
        answer = _Sender(line, asked.max_bytes, lambda: containment.grown_bytes(peak) > growth)
        try:
            answer_to(held, asked, answer)
        except EngineError as fault:
            answer.fail(fault)
    os._exit(0)


def answer_to(store: Store, asked: Asked, answer: "_Sender") -> None:
    """One query, answered in frames. Raises EngineError."""
    if len(asked.query) > guards.SHORT:
        guards.check(asked.query)
    try:
        is_given = asked.default_graphs or asked.named_graphs
        graphs = Graphs(asked.default_graphs, asked.named_graphs) if is_given else None
        _write(found(store, asked.query, graphs), asked, answer)
    except RowLimitError as fault:
        raise TooManyRows(str(fault)) from fault
    except MemoryError as fault:
        raise OutOfMemory("the query wanted more memory than one query may have") from fault
    except (SyntaxError, ValueError) as fault:
        raise malformed(str(fault)) from fault
    except (OSError, RuntimeError) as fault:
        raise WorkerDied(f"the store could not answer: {fault}") from fault


def _write(answering: Found, asked: Asked, answer: "_Sender") -> None:
    answer.kind = frames.KINDS.index(answering.kind)
    try:
        answering.check(asked.format)
    except FormError as fault:
        raise RefusedQuery(str(fault)) from fault
    try:
        answering.write(asked.format, answer.take, asked.max_rows, frames.WHOLE_LIMIT)
    except FormError as fault:
        raise NotWritable(str(fault)) from fault
    answer.end()


def malformed(words: str) -> MalformedQuery:
    """The engine's words about a query that it cannot read."""
    place = _PLACE.match(words)
    if not place:
        return MalformedQuery(f"the query cannot be read: {words}")
    line, column = int(place[1]), int(place[2])
    words = words[: place.end()] + " ".join(_CHARACTERS.sub("", words[place.end() :]).split())
    return MalformedQuery(
        f"the query cannot be read at line {line}, column {column}: {words[place.end() :]}", line, column
    )


class _Sender:
    """Sends an answer in frames: whole when it is short, else in parts; blocks while the server takes no more."""

    def __init__(self, line: socket.socket, max_bytes: int, is_tired: Callable[[], bool]) -> None:
        self.kind = 0
        self._line, self._left, self._is_tired = line, max_bytes, is_tired
        self._held: bytes | None = None
        self._is_streaming = False

    def take(self, part: bytes) -> None:
        """The next part of the answer; one is held back, because it may be all. Raises TooManyBytes."""
        self._left -= len(part)
        if self._left < 0:
            raise TooManyBytes("the answer is longer than one may be; ask for fewer rows with LIMIT")
        if self._held is not None:
            self._is_streaming = True
            _send(self._line, frames.PART, self.kind, self._held)
        self._held = part

    def end(self) -> None:
        """The answer is complete."""
        last = self.kind | self._tired()
        if self._is_streaming:
            _send(self._line, frames.PART, self.kind, self._held or b"")
            _send(self._line, frames.END, last)
        else:
            _send(self._line, frames.WHOLE, last, self._held or b"")

    def fail(self, fault: EngineError) -> None:
        """There is no answer, or no more of it."""
        _send(self._line, frames.FAULT, self._tired(), frames.fault_payload(fault))

    def _tired(self) -> int:
        return frames.TIRED if self._is_tired() else 0


def _send(line: socket.socket, code: int, kind: int = 0, payload: bytes = b"") -> None:
    try:
        line.sendall(frames.HEAD.pack(code, kind, len(payload)) + payload)
    except OSError:
        os._exit(0)  # the server has gone, and nobody reads what comes after
