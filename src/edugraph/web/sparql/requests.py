"""From an HTTP request to the question it asks (SPARQL 1.1 Protocol, 2.1 and 2.2). Pure but for `body_of` and
`form_of`: bytes in, a value or an error out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from starlette.requests import Request

from edugraph.rdf import BAD_IN_IRI
from edugraph.vocabulary import BASE
from edugraph.web.errors import MediaTypeError, RequestError, TooLargeError, UpdateError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
NO_UPDATES = "updates are refused here: the data change by releases only"

_UTF8 = frozenset(("utf-8", "utf8", "us-ascii"))
_MAX_FIELDS = 2000

Fields = list[tuple[str, str]]
Told = Mapping[str, Sequence[str]]
"""The values of each field."""


class Posted(NamedTuple):
    """What came with a POST or QUERY: the `Content-Type` as sent, and the body."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks: a query, the data set it is asked of, and how it is to be answered.

    `timeout_s` is 0 where the client names none.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    timeout_s: float = 0.0


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request. Raises TooLargeError."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLargeError(f"a body here has up to {most >> 10} KiB: send less at once")
        parts.append(part)
    return b"".join(parts)


async def form_of(request: Request, most: int, what: str) -> dict[str, str]:
    """The fields of a form that was sent; `what` is in it. Raises MediaTypeError, TooLargeError, RequestError."""
    media, charset = content_type(request.headers.get("content-type", ""))
    if media != FORM or charset not in ("utf-8", "utf8", "us-ascii"):
        raise MediaTypeError(f"{what} is sent as {FORM} in UTF-8, not as {media or 'nothing'}")
    return dict(fields(await body_of(request, most)))


def question(query_string: bytes, posted: Posted | None) -> Question | None:
    """The question of a request; None where a GET asks nothing, which means the service description.

    Raises RequestError, MediaTypeError, UpdateError.
    """
    address = fields(query_string)
    if posted is None:
        return _asked(address)
    media, charset = content_type(posted.content_type)
    if media not in (FORM, QUERY, UPDATE):
        raise MediaTypeError(f"a query is sent as {QUERY} or {FORM}, not as {media or 'nothing'}")
    if charset not in _UTF8:
        raise MediaTypeError(f"a query is sent as UTF-8, not as {charset}")
    if media == UPDATE:
        raise UpdateError(NO_UPDATES)
    if media == FORM:
        return _needed(_asked([*address, *fields(posted.body)]))
    if any(name in ("query", "update") for name, _ in address):
        raise RequestError("the body is the query: there must be no other in the address")
    return _needed(_asked([*address, ("query", decoded(posted.body))]))


def fields(encoded: bytes) -> Fields:
    """The fields of an address or a form. Raises RequestError for what is not UTF-8."""
    if encoded.count(b"&") >= _MAX_FIELDS:
        raise RequestError(f"a request has up to {_MAX_FIELDS} fields")
    try:
        pairs = (field.partition(b"=") for field in encoded.split(b"&") if field)
        return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]
    except UnicodeDecodeError as fault:
        raise RequestError("the request is not UTF-8") from fault


def _unquoted(part: bytes) -> str:
    spaced = part.replace(b"+", b" ")
    return (unquote_to_bytes(spaced) if b"%" in spaced else spaced).decode()


def decoded(body: bytes) -> str:
    """The text of a body. Raises RequestError for what is not UTF-8; a mark of byte order is passed over."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise RequestError("the body is not UTF-8") from fault


def content_type(header: str) -> tuple[str, str]:
    """Media type and charset in lower case; the charset is UTF-8 unless another is named."""
    media, *parameters = (part.strip() for part in header.split(";"))
    named = (p.partition("=") for p in parameters)
    charset = next((value.strip(" \"'") for name, _, value in named if name.strip().lower() == "charset"), "utf-8")
    return media.lower(), charset.lower()


def _needed(asked: Question | None) -> Question:
    if asked is None:
        raise RequestError("there is no query in the body")
    return asked


def _asked(given: Fields) -> Question | None:
    told: dict[str, list[str]] = {}
    for name, value in given:
        told.setdefault(name, []).append(value)
    queries = told.get("query", [])
    if "update" in told or any(name.startswith("using-") for name in told):
        if queries:
            raise RequestError("there is a query and an update in the request; send a query alone")
        raise UpdateError(NO_UPDATES)
    if len(queries) > 1:
        raise RequestError("there is more than one query; send one at a time")
    if not queries:
        _refuse_rest(told)
        return None
    if not queries[0].strip():
        raise RequestError("the query is empty: send it as ?query=, or as the body of a POST")
    if "\0" in queries[0]:
        raise RequestError("the query holds a NUL character, which no query may")
    return Question(
        queries[0],
        _graphs(told, "default-graph-uri"),
        _graphs(told, "named-graph-uri"),
        _one(told, "format") or _one(told, "output"),
        _seconds(_one(told, "timeout")),
    )


def _refuse_rest(told: Told) -> None:
    if any(name in told for name in ("default-graph-uri", "named-graph-uri", "timeout")):
        raise RequestError("there is no query: send it as ?query=, or as the body of a POST")


def _graphs(told: Told, name: str) -> tuple[str, ...]:
    return tuple(graph(value, name) for value in dict.fromkeys(told.get(name, ())))


def graph(value: str, name: str) -> str:
    """The IRI of a graph as a client names it; relative to the namespace. Raises RequestError."""
    try:
        found = urljoin(BASE, value) if value else ""
        is_whole = bool(urlsplit(found).scheme)
    except ValueError:
        is_whole = False
    if not value or not is_whole or BAD_IN_IRI.search(found):
        raise RequestError(f"{name} takes the IRI of a graph, not {value[:200]!r}")
    return found


def _one(told: Told, name: str) -> str:
    values = told.get(name, ())
    if len(set(values)) > 1:
        raise RequestError(f"{name} is given twice")
    return values[0] if values else ""


def _seconds(text: str) -> float:
    if not text:
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds <= 0:
        raise RequestError(f"timeout takes a number of seconds above 0, not {text[:40]!r}")
    return seconds
