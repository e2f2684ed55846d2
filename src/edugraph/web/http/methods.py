"""Which methods an address takes: told for OPTIONS, and by every 405."""

from starlette.routing import Match
from starlette.types import Scope


def taken(scope: Scope) -> tuple[str, ...]:
    """The methods of the address of a request, empty for one that nothing has. What is read is read by GET and HEAD."""
    routes = scope["app"].routes
    is_there = any(route.matches({**scope, "method": "GET"})[0] == Match.FULL for route in routes)
    return ("GET", "HEAD", "OPTIONS") if is_there else ()
