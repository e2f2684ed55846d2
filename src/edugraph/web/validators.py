"""Validators of pages and documents: a strong ETag, and 304 for who has the representation already.

An answer depends on nothing but the release, the application, the address and what was negotiated, so its validator
is made from these and not from its bytes (RFC 9110, 8.8.3). Answers that say `no-store`, and files, keep their own.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edugraph.web.frame import SITE, Site
from edugraph.web.sparql.cache import etag, is_known

_KEPT = ("content-type", "content-length", "content-encoding")
"""Headers of a body, which a 304 does not have."""


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
        scope = {**scope, SITE: site}

        async def with_validator(message: Message) -> None:
            nonlocal is_same
            if message["type"] == "http.response.start" and message["status"] == 200:
                is_same = _validated(site, scope, message)
            elif is_same and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, with_validator)


def _validated(site: Site, scope: Scope, message: Message) -> bool:
    """Set the validator; make the answer a 304 where the client has it, and say so."""
    headers = MutableHeaders(scope=message)
    if "etag" in headers or "no-store" in headers.get("cache-control", ""):
        return False
    asked = dict(scope["headers"])
    headers["ETag"] = etag(
        site.release.id,
        site.build,
        asked.get(b"host", b""),
        scope["path"],
        scope["query_string"],
        headers.get("content-type"),
        headers.get("content-language"),
        headers.get("content-encoding", "identity"),
    )
    headers.setdefault("Cache-Control", "public, no-cache")
    if not is_known(asked.get(b"if-none-match", b"").decode("latin-1"), headers["ETag"]):
        return False
    message["status"] = 304
    for name in _KEPT:
        if name in headers:
            del headers[name]
    return True
