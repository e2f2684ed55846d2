"""Which error has which HTTP status, and how it is told: a page to a browser, RFC 9457 problem details to a program."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from edugraph.errors import EdugraphError
from edugraph.store import QueryError, StoreError
from edugraph.web.frame import page_of
from edugraph.web.headers import SECURITY
from edugraph.web.negotiation import HTML, JSON, PROBLEM, chosen
from edugraph.web.parameters import ParameterError


class NotFoundError(EdugraphError):
    """Nothing in this release has the address."""


class NotAcceptableError(EdugraphError):
    """The resource has no representation that the request accepts."""


class RequestError(EdugraphError):
    """A request that misses something, or says it in a way that cannot be read."""


class MediaTypeError(EdugraphError):
    """A body in a format that is not taken here."""


class TooLargeError(EdugraphError):
    """A body beyond the limit."""


STATUS: Mapping[type[Exception], int] = {
    NotFoundError: 404,
    NotAcceptableError: 406,
    RequestError: 400,
    ParameterError: 400,
    QueryError: 400,
    MediaTypeError: 415,
    TooLargeError: 413,
    StoreError: 503,
    EdugraphError: 500,
}
"""The one table of error and status. A subclass without a row of its own has its parent's."""

_PLACE = re.compile(r"\bline (\d+):(\d+)")


def status_of(error: Exception) -> int:
    """The status of an error: its own row, or the nearest ancestor's; 500 for what nobody foresaw."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def detail_of(error: Exception, status: int) -> str:
    """The sentence for the reader. What went wrong inside is for the log, not for strangers."""
    if isinstance(error, EdugraphError) and status != 500:
        return str(error)
    return {
        404: "Nothing has this address.",
        405: "This address does not take that method.",
        500: "Something went wrong here. It has been logged; other pages still work.",
    }.get(status, HTTPStatus(status).phrase)


def problem(status: int, detail: str, instance: str) -> dict[str, object]:
    """The body of `application/problem+json`; `line` and `column` where the detail names a place in a query."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
    if place := _PLACE.search(detail):
        body |= {"line": int(place[1]), "column": int(place[2])}
    return body


def answer(request: Request, status: int, detail: str, headers: Mapping[str, str]) -> Response:
    """The error as a page where HTML is liked best, else as problem details."""
    if chosen(request.headers.get("accept"), (PROBLEM, JSON, HTML)) == HTML:
        return page_of(request).html("error.html", status=status, headers=headers, code=status, detail=detail)
    body = problem(status, detail, request.url.path)
    return JSONResponse(body, status, {**headers, "Vary": "Accept, Accept-Language"}, media_type=PROBLEM)


async def on_error(request: Request, error: Exception) -> Response:
    """The handler of every error; security headers are set here too, since this may run outside all middleware."""
    status = status_of(error)
    own = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    extra = {"Retry-After": "5"} if status == 503 else {}
    return answer(request, status, detail_of(error, status), {**SECURITY, **own, **extra})


def install(app: FastAPI) -> None:
    """Route every error to `on_error`."""
    for kind in (HTTPException, EdugraphError, Exception):
        app.add_exception_handler(kind, on_error)
