"""From an HTTP request to the question it asks (SPARQL 1.1 Protocol, 2.1 and 2.2). Pure: bytes in, a value or an
error out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from edugraph.rdf import BAD_IN_IRI
from edugraph.vocabulary import BASE
from edugraph.web.errors import MediaTypeError, RequestError, UpdateError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
NO_UPDATES = "updates are refused here: the data change by releases only"

_UTF8 = frozenset(("utf-8", "utf8", "us-ascii"))
_MAX_FIELDS = 2000

Fields = list[tuple[str, str]]


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
    try:
        text = encoded.decode("ascii") if encoded.isascii() else encoded.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as fault:
        raise RequestError("the request is not UTF-8") from fault
    except ValueError as fault:
        raise RequestError(f"a request has up to {_MAX_FIELDS} fields") from fault


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
    if any(name == "update" or name.startswith("using-") for name, _ in given):
        if any(name == "query" for name, _ in given):
            raise RequestError("there is a query and an update in the request; send a query alone")
        raise UpdateError(NO_UPDATES)
    queries = [value for name, value in given if name == "query"]
    if len(queries) > 1:
        raise RequestError("there is more than one query; send one at a time")
    if not queries:
        _refuse_rest(given)
        return None
    if not queries[0].strip():
        raise RequestError("the query is empty: send it as ?query=, or as the body of a POST")
    if "\0" in queries[0]:
        raise RequestError("the query holds a NUL character, which no query may")
    return Question(
        queries[0],
        tuple(_graphs(given, "default-graph-uri")),
        tuple(_graphs(given, "named-graph-uri")),
        _one(given, "format") or _one(given, "output"),
        _seconds(_one(given, "timeout")),
    )


def _refuse_rest(given: Fields) -> None:
    if any(name in ("default-graph-uri", "named-graph-uri", "timeout") for name, _ in given):
        raise RequestError("there is no query: send it as ?query=, or as the body of a POST")


def _graphs(given: Fields, name: str) -> Iterator[str]:
    for value in dict.fromkeys(value for field, value in given if field == name):
        yield graph(value, name)


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


def _one(given: Fields, name: str) -> str:
    values = [value for field, value in given if field == name]
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
