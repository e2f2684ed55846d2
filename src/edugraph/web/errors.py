"""Which error has which HTTP status, and how it is told: a page to a browser, RFC 9457 problem details to a program."""

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from edugraph.counts import CountsError
from edugraph.engine import protocol as engine
from edugraph.errors import EdugraphError
from edugraph.network.positions import TooManyError
from edugraph.search import SearchError
from edugraph.store import QueryError, StoreError
from edugraph.web.frame import page_of
from edugraph.web.http import methods
from edugraph.web.http.headers import SECURITY
from edugraph.web.http.negotiation import HTML, JSON, PROBLEM, chosen
from edugraph.web.network.networks import UnknownActorError, WithdrawnActorError
from edugraph.web.parameters import ParameterError


class NotFoundError(EdugraphError):
    """Nothing in this release has the address."""


class GoneError(EdugraphError):
    """What had the address was withdrawn."""


class NotAcceptableError(EdugraphError):
    """The resource has no representation that the request accepts."""


class RequestError(EdugraphError):
    """A request that misses something, or says it in a way that cannot be read."""


class MediaTypeError(EdugraphError):
    """A body in a format that is not taken here."""


class TooLargeError(EdugraphError):
    """A body beyond the limit."""


class UpdateError(EdugraphError):
    """A write: this server only reads."""


class MethodError(EdugraphError):
    """A method that an address does not take; it takes the `allowed` ones."""

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = allowed


class TooManyRequestsError(EdugraphError):
    """More requests from one address than are taken."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SlowRequestError(EdugraphError):
    """A body that does not come in time."""


STATUS: Mapping[type[Exception], int] = {
    NotFoundError: 404,
    UnknownActorError: 404,
    GoneError: 410,
    WithdrawnActorError: 410,
    NotAcceptableError: 406,
    RequestError: 400,
    ParameterError: 400,
    QueryError: 400,
    MediaTypeError: 415,
    TooLargeError: 413,
    TooManyError: 400,
    UpdateError: 403,
    MethodError: 405,
    TooManyRequestsError: 429,
    SlowRequestError: 408,
    StoreError: 503,
    SearchError: 503,
    CountsError: 503,
    engine.MalformedQuery: 400,
    engine.RefusedQuery: 400,
    engine.TooDeep: 400,
    engine.NotWritable: 406,
    engine.TooManyRows: 422,
    engine.TooManyBytes: 422,
    engine.OutOfMemory: 422,
    engine.TimedOut: 504,
    engine.Busy: 503,
    engine.RefusedForNow: 503,
    engine.Away: 503,
    engine.Failed: 502,
    engine.WorkerDied: 500,
    engine.EngineError: 500,
    EdugraphError: 500,
}
"""The one table of error and status. A subclass without a row of its own has its parent's."""

CODES: Mapping[type[Exception], str] = {
    NotFoundError: "not-found",
    GoneError: "gone",
    WithdrawnActorError: "gone",
    NotAcceptableError: "not-acceptable",
    RequestError: "bad-request",
    ParameterError: "bad-parameter",
    QueryError: "refused-query",
    MediaTypeError: "unsupported-media-type",
    TooLargeError: "too-large",
    TooManyError: "network-too-large",
    UpdateError: "read-only",
    MethodError: "method-not-allowed",
    TooManyRequestsError: "too-many-requests",
    SlowRequestError: "slow-request",
    StoreError: "store",
    SearchError: "search",
    CountsError: "counts",
}
"""The stable word for each error, in problem documents, logs and counters; the engine's errors carry their own."""

_CHARACTERS = re.compile(r"\[[^\]]*\]")
_EXPECTED = re.compile(r"\"[^\"]+\"|\b[A-Z][A-Z_]+\b")
_PLACE_WORDS = re.compile(r"^(?:error at \d+:\d+|the query cannot be read[^:]*): (?:expected one of )?")
_MOST_EXPECTED = 6
_PLACE = re.compile(r"\bline (\d+):(\d+)")


def status_of(error: Exception) -> int:
    """The status of an error: its own row, or the nearest ancestor's; 500 for what nobody foresaw."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def code_of(error: Exception) -> str:
    """The stable word for an error."""
    if isinstance(error, engine.EngineError):
        return error.code
    known = next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), "")
    return known or HTTPStatus(status_of(error)).phrase.lower().replace(" ", "-")


def detail_of(error: Exception, status: int) -> str:
    """The sentence for the reader. What went wrong inside is for the log, not for strangers."""
    if isinstance(error, engine.MalformedQuery):
        return malformed(error)
    if isinstance(error, engine.EngineError) or (isinstance(error, EdugraphError) and status != 500):
        return str(error)
    return {
        404: "Nothing has this address.",
        405: "This address does not take that method.",
        500: "Something went wrong here. It has been logged; other pages still work.",
    }.get(status, HTTPStatus(status).phrase)


def malformed(error: engine.MalformedQuery) -> str:
    """What breaks the grammar, in words: the engine tells what it expected, tables of characters among it."""
    where = f" at line {error.line}, column {error.column}" if error.line else ""
    return f"the query cannot be read{where}: {reason(error, str)}"


def reason(error: engine.MalformedQuery, _: Callable[[str], str]) -> str:
    """Why a query cannot be read, in the words of a language."""
    if "Prefix not found" in error.message:
        return _("a prefix is not declared")
    if "IRI parsing failed" in error.message:
        return _("this is no IRI")
    expected = list(dict.fromkeys(_EXPECTED.findall(_CHARACTERS.sub(" ", error.message))))[:_MOST_EXPECTED]
    if not expected:
        return _PLACE_WORDS.sub("", error.message)[:300]
    return _("expected %(words)s") % {"words": _(" or ").join(expected)}


def retry_headers(error: Exception, status: int) -> dict[str, str]:
    """When to try again, where that helps."""
    after = getattr(error, "retry_after_s", 5 if status == 503 else 0)
    return {"Retry-After": str(max(1, round(after)))} if after else {}


def problem(error: Exception, instance: str, hints: Sequence[str] = ()) -> dict[str, object]:
    """The body of `application/problem+json` (RFC 9457): `code` is stable, `detail` is for people; `line` and `column`
    where a place in a query is known; `hints` name the nearest known words."""
    status = status_of(error)
    detail = detail_of(error, status)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code_of(error),
        "detail": detail,
        "instance": instance,
    }
    line, column = place(error, detail)
    if line:
        body |= {"line": line, "column": column}
    return body | ({"hints": list(hints)} if hints else {})


def place(error: Exception, detail: str) -> tuple[int, int]:
    """Where in the query the fault is: line and column from 1, or zeros."""
    if isinstance(error, engine.MalformedQuery):
        return error.line, error.column
    found = _PLACE.search(detail)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def answer(request: Request, error: Exception, headers: Mapping[str, str]) -> Response:
    """The error as a page where HTML is liked best, else as problem details."""
    status = status_of(error)
    if chosen(request.headers.get("accept"), (PROBLEM, JSON, HTML)) == HTML:
        detail = detail_of(error, status) if status != 404 or isinstance(error, UnknownActorError) else ""
        return page_of(request).html("error.html", status=status, headers=headers, code=status, detail=detail)
    body = problem(error, request.url.path)
    return JSONResponse(body, status, {**headers, "Vary": "Accept, Accept-Language"}, media_type=PROBLEM)


async def on_error(request: Request, error: Exception) -> Response:
    """The handler of every error; security headers are set here too, since this may run outside all middleware."""
    own = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if "Allow" in own:
        own["Allow"] = ", ".join(methods.taken(request.scope))
    return answer(request, error, {**SECURITY, **own, **retry_headers(error, status_of(error))})


def install(app: FastAPI) -> None:
    """Route every error to `on_error`."""
    for kind in (HTTPException, EdugraphError, Exception):
        app.add_exception_handler(kind, on_error)
