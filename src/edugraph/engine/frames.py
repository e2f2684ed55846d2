"""How the server and its workers talk over a socket pair: frames of a code, a kind, a length and a payload."""

import json
import marshal
import socket
import struct
from typing import Any

from edugraph.engine.protocol import (
    Asked,
    EngineError,
    Kind,
    MalformedQuery,
    NotWritable,
    OutOfMemory,
    RefusedQuery,
    TooDeep,
    TooManyBytes,
    TooManyRows,
    WorkerDied,
)

HEAD = struct.Struct("!BBI")
"""Code, kind, length of the payload."""
QUESTION = struct.Struct("!I")
"""Length of what the server sends a worker: plain values, marshalled. What a worker sends back never is: it has been
in a stranger's hands."""
_PIECE = 1 << 16

READY, WHOLE, PART, END, FAULT = range(1, 6)
"""What a worker says: it waits for a query; a whole answer; a part; the end of the parts; why there is none."""
KINDS: tuple[Kind, ...] = ("rows", "boolean", "triples")
TIRED = 0x80
"""Added to the kind of the last frame by a worker that has grown too large to be asked again."""

WHOLE_LIMIT = 1 << 20
"""An answer of up to so many bytes is complete before any of it is passed on; a longer one comes in parts of this."""

_FAULTS: dict[str, type[EngineError]] = {
    fault.code: fault
    for fault in (
        MalformedQuery,
        RefusedQuery,
        TooDeep,
        NotWritable,
        OutOfMemory,
        TooManyBytes,
        TooManyRows,
        WorkerDied,
    )
}


def question(asked: Asked) -> bytes:
    """A query as the server sends it."""
    body = marshal.dumps(
        (asked.query, asked.default_graphs, asked.named_graphs, asked.format, asked.max_rows, asked.max_bytes)
    )
    return QUESTION.pack(len(body)) + body


def received(line: socket.socket) -> Asked | None:
    """The next query, waited for; None when the server has gone."""
    got = b""
    while len(got) < QUESTION.size or len(got) < QUESTION.size + QUESTION.unpack_from(got)[0]:
        piece = line.recv(_PIECE)  # most questions come in one; the next is sent only after the answer
        if not piece:
            return None
        got += piece
    query, default, named, format_, rows, size = marshal.loads(got[QUESTION.size :])
    return Asked(query, default, named, format_, 0.0, rows, size)


def fault_payload(fault: EngineError) -> bytes:
    """An error as a worker sends it."""
    told: dict[str, Any] = {"code": fault.code, "message": str(fault)}
    if isinstance(fault, MalformedQuery):
        told |= {"line": fault.line, "column": fault.column}
    return json.dumps(told).encode()


def fault_from(payload: bytes) -> EngineError:
    """The error that a worker sent."""
    told = json.loads(payload)
    if told["code"] == MalformedQuery.code:
        return MalformedQuery(told["message"], told["line"], told["column"])
    return _FAULTS[told["code"]](told["message"])
