"""Validators of pages and documents: a strong ETag, and 304 for who has the representation already.

An answer depends on nothing but the release, the application, the address and what is negotiated. So its validator is
made from the request and not from the bytes (RFC 9110, 8.8.3), and a client that has the representation is told so
before anything is looked up: neither the engine nor a template is touched. Answers that say `no-store` have none, and
files keep their own.
"""

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edugraph.web import i18n, representations
from edugraph.web.frame import SITE, Site, path_of
from edugraph.web.http.cache import etag, is_known
from edugraph.web.http.headers import add_security
from edugraph.web.http.negotiation import HTML, language
from edugraph.web.sparql.endpoint import ASKED

CACHED = "public, no-cache"
"""Any cache may keep an answer and has to ask whether it still holds: a release may come at any time."""
_OF_A_BODY = ("content-type", "content-length", "content-encoding")


class Validators:
    """ASGI middleware: ETag and Cache-Control on every 200 of a GET, 304 where the client has it; and the site that
    answers a request is settled here, at its start."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        site, is_same = scope["app"].state.site, False
        scope, headers = {**scope, SITE: site}, Headers(scope=scope)
        told, tag = headers.get("if-none-match", ""), validator(site, scope)
        if told.strip() != "*" and is_known(told, tag):
            await _not_modified(scope, tag, send)
            return

        async def with_validator(message: Message) -> None:
            nonlocal is_same
            if message["type"] == "http.response.start" and message["status"] == 200:
                is_same = _validated(told, tag, message)
            elif is_same and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, with_validator)


def validator(site: Site, scope: Scope, *more: object) -> str:
    """The validator of the answer to a request; `more` is what else it depends on.

    The RDF of a document depends on its path and its syntax. A page depends on its language too, and holds its own
    address. Of other addresses it is not known here what they offer: there `Accept` counts as it was sent.
    """
    headers, path, query = Headers(scope=scope), path_of(scope), scope["query_string"]
    accept: str | None = ", ".join(headers.getlist("accept"))
    if representations.is_document(path):
        bare, accept = representations.negotiated(path, headers)
        if accept not in (HTML, None):
            return etag(site.version, bare, query, accept, *more)
    asked = QueryParams(query).get("lang")
    spoken = language(asked, headers.get("accept-language"), tuple(i18n.LANGUAGES))
    where = (scope.get("scheme"), headers.get("host"), scope.get("root_path", ""))
    return etag(site.version, path, query, accept, spoken, where, scope.get(ASKED), *more)


async def _not_modified(scope: Scope, tag: str, send: Send) -> None:
    """304 with what a 200 would have said of caching (RFC 9110, 15.4.5)."""
    path, headers = path_of(scope), MutableHeaders()
    media = representations.negotiated(path, Headers(scope=scope))[1] if representations.is_document(path) else None
    headers["ETag"], headers["Cache-Control"], headers["Vary"] = tag, CACHED, representations.varies(media)
    add_security(headers)
    await send({"type": "http.response.start", "status": 304, "headers": headers.raw})
    await send({"type": "http.response.body", "body": b""})


def _validated(told: str, tag: str, message: Message) -> bool:
    """Set the validator; make the answer a 304 where the client has it, and say so."""
    headers = MutableHeaders(scope=message)
    if "no-store" in headers.get("cache-control", ""):
        return False
    headers.setdefault("ETag", tag)
    headers.setdefault("Cache-Control", CACHED)
    if not is_known(told, headers["ETag"]):
        return False
    message["status"] = 304
    for name in _OF_A_BODY:
        if name in headers:
            del headers[name]
    return True
