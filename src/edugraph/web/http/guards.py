"""Who asks, and how often: the client's address behind trusted proxies, and a limit of queries for each address."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from edugraph.errors import EdugraphError
from edugraph.web import errors
from edugraph.web.errors import TooManyRequestsError
from edugraph.web.http.exchange import Exchange

LIMITED = ("/sparql", "/query", "/questions/", "/graph-store", "/search", "/suggest", "/reconcile")
"""Paths that make the engine or the index of names work."""
MAX_CLIENTS = 20_000

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Client = tuple[str, int] | None
"""The address and port that a request came from, where that is known."""


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting. Raises EdugraphError."""
    try:
        return tuple(ipaddress.ip_network(word, strict=False) for word in text.replace(",", " ").split())
    except ValueError as fault:
        raise EdugraphError(f"EDUGRAPH_FORWARDERS takes addresses and networks, not {text!r} ({fault})") from fault


class Proxies:
    """The proxies that are believed when they tell whom they ask for."""

    def __init__(self, trusted: Iterable[Network]) -> None:
        self.trusted = tuple(trusted)

    def client(self, client: Client, forwarded: bytes) -> Client:
        """Who asks. Of `X-Forwarded-For` the last address that no trusted proxy has counts: what stands before it
        anyone can write."""
        if not client or not self.speaks(client):
            return client
        hops = [hop.strip() for hop in forwarded.decode("latin-1").split(",")]
        found = next((hop for hop in reversed(hops) if hop and not self._is_trusted(hop)), client[0])
        return (found, 0) if found != client[0] else client

    def speaks(self, client: Client) -> bool:
        """Whether this end of a connection is such a proxy."""
        return bool(self.trusted and client and self._is_trusted(client[0]))

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.trusted)


class Forwarded:
    """ASGI middleware: the client's address and scheme as trusted proxies tell them; from others they are noise."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._proxies.speaks(scope.get("client")):
            scope = {**scope, **self._told(scope)}
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> dict[str, object]:
        headers = dict(scope["headers"])
        scheme = headers.get(b"x-forwarded-proto", b"").decode("latin-1").strip()
        return {
            "client": self._proxies.client(scope["client"], headers.get(b"x-forwarded-for", b"")),
            "scheme": scheme if scheme in ("http", "https") else scope.get("scheme", "http"),
        }


class Rate:
    """A bucket of tokens for each client address, one token a query.

    An IPv6 client is its /64. Addresses are kept in memory while they matter, and never logged.
    """

    def __init__(self, per_s: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_s, self._burst, self._clock = per_s, max(burst, 1.0), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def taken(self, client: Client) -> float:
        """Take a token: 0, or the seconds until there is one again."""
        if not self.per_s:
            return 0.0
        name, now = _name(client), self._clock()
        level, since = self._buckets.pop(name, (self._burst, now))
        level = min(self._burst, level + (now - since) * self.per_s)
        is_given = level >= 1
        self._buckets[name] = (level - 1 if is_given else level, now)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if is_given else (1 - level) / self.per_s


class RateLimit:
    """ASGI middleware: 429 for an address that asks too often."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self._app, self._rate = app, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = self._rate.taken(scope.get("client")) if scope["type"] == "http" and self._is_limited(scope) else 0
        if not wait_s:
            await self._app(scope, receive, send)
            return
        error = TooManyRequestsError(f"one address may send {self._rate.per_s:g} queries a second", int(wait_s) + 1)
        exchange = Exchange(scope, receive, send, 1)
        await exchange.problem(429, errors.problem(error, scope["path"]), errors.retry_headers(error, 429))

    def _is_limited(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return bool(path.startswith(LIMITED)) and scope["method"] != "OPTIONS"


def _name(client: Client) -> str:
    address = client[0] if client else ""
    if ":" not in address:
        return address
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
