"""What goes with every answer: the security headers, leave for any web page to read it, and no body for HEAD.

Starlette's own CORS middleware would add `Vary: Origin` to answers that are the same for all origins.
"""

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edugraph.web.http import methods

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
FRAMED = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")}
"""For the few pages that are made to stand in a frame on other sites."""
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Allow, ETag, Link, Retry-After"}
"""All is public and nothing depends on who asks: a page of any origin may read it (Fetch standard, 3.3)."""
PREFLIGHT = {
    **OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


IS_HEAD = "edugraph.is_head"
"""Set in the scope of a HEAD, which routes see as GET: what is read from disk need not be read then."""


class Headers:
    """ASGI middleware: `SECURITY` and `OPEN` on every answer; preflights answered; HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and (told := options(scope)):
            await Response(status_code=204, headers={**SECURITY, **PREFLIGHT, **told})(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security(MutableHeaders(scope=message))
            elif message["type"] == "http.response.body" and is_head:
                message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        await self.app(_as_get(scope) if is_head else scope, receive, with_headers)


def options(scope: Scope) -> dict[str, str]:
    """What OPTIONS tells of an address; empty for one that nothing has, unless a browser asks on behalf of a page,
    which could not see the 404 otherwise (Fetch standard, 3.2.2).
    """
    is_preflight = any(name == b"access-control-request-method" for name, _ in scope["headers"])
    allowed = methods.taken(scope)
    return {"Allow": ", ".join(allowed or ("GET", "HEAD", "OPTIONS"))} if allowed or is_preflight else {}


def add_security(headers: MutableHeaders) -> None:
    """Set what is not set: a page that may be framed says so itself."""
    for name, value in (SECURITY | OPEN).items():
        headers.setdefault(name, value)


def _as_get(scope: MutableMapping[str, Any]) -> dict[str, Any]:
    return {**scope, "method": "GET", IS_HEAD: True}
