"""`/sparql` as pure ASGI, before everything else: a repeated query is answered from memory without being read.

For every other path it steps aside; a browser is passed on to the query page.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from edugraph.engine.protocol import Answer, Asked, MalformedQuery
from edugraph.errors import EdugraphError
from edugraph.store import written
from edugraph.web import errors
from edugraph.web.errors import MediaTypeError, MethodError, NotFoundError, RequestError, UpdateError
from edugraph.web.frame import Site
from edugraph.web.http import cache
from edugraph.web.http.cache import ByteCache, Headers, Kept
from edugraph.web.http.counting import Counters
from edugraph.web.http.exchange import COMMON, ClientGoneError, Exchange
from edugraph.web.http.headers import OPEN, PREFLIGHT
from edugraph.web.http.negotiation import chosen
from edugraph.web.sparql import formats, links, service, text
from edugraph.web.sparql.describing import description
from edugraph.web.sparql.hints import hints
from edugraph.web.sparql.requests import NO_UPDATES, Posted, Question, fields, graph, question

QUERY_PAGE = "/query"
ASKED = "edugraph.question"
"""Where the scope carries the question to the query page."""
READS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
WRITES = ("PUT", "POST", "DELETE", "PATCH")
VALID = b"public, no-cache"
"""Any cache may keep an answer and has to ask whether it still holds: a release may come at any time."""

_log = logging.getLogger("edugraph.query")


@dataclass(frozen=True)
class Request:
    """A question that was understood: how it is answered, and under which key and validator."""

    question: Question
    reading: text.Reading
    format: str
    key: tuple[object, ...]
    etag: str
    spelling: bytes


class Endpoint:
    """The SPARQL 1.1 Protocol, the service description, and the read side of the Graph Store Protocol at
    `/graph-store` (writes to it and to `/graph/…` are refused in words)."""

    def __init__(self, app: ASGIApp, site: Callable[[], Site], counters: Counters, memory: ByteCache) -> None:
        self._app, self._site, self._counters, self._memory = app, site, counters, memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self._way(scope) if scope["type"] == "http" else None
        if way is None:
            await self._app(scope, receive, send)
            return
        site = self._site()
        exchange = Exchange(scope, receive, send, site.settings.slow_s)
        start = time.perf_counter()
        try:
            await way(site, exchange)
        except EdugraphError as error:
            await self._told(site, exchange, error)
        except ClientGoneError:
            exchange.told["outcome"] = "gone"
        except Exception as fault:
            if exchange.status or exchange.told.get("outcome") == "page":
                raise
            _log.exception("a query met an error that nobody foresaw")
            await self._told(site, exchange, fault)
        finally:
            exchange.end()
            self._counted(site, exchange, time.perf_counter() - start)

    def _way(self, scope: Scope) -> Callable[[Site, Exchange], Awaitable[None]] | None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path in ("/sparql", "/sparql/"):
            return self._sparql
        if path == "/graph-store":
            return self._graph_store
        if path.startswith("/graph/") and scope["method"] in WRITES:
            return self._write
        return None

    # --- queries ---------------------------------------------------------------------------------------------------

    async def _sparql(self, site: Site, exchange: Exchange) -> None:
        if exchange.method == "OPTIONS":
            await exchange.empty(204, [(b"allow", ", ".join(READS).encode()), *_headers(PREFLIGHT), *COMMON])
            return
        if exchange.method not in READS:
            raise MethodError(f"a query is sent by {', '.join(READS[:-1])}, not by {exchange.method}", READS)
        posted = await self._posted(site, exchange)
        spelling = _spelling(site, exchange, posted)
        kept = self._memory.known(spelling) if spelling else None
        if kept:
            await self._again(exchange, kept)
            return
        asked = question(exchange.scope["query_string"], posted)
        accept = exchange.header(b"accept")
        if asked is None:
            await self._described(site, exchange, accept)
        elif formats.is_page(asked.format, accept):
            await self._page(exchange, asked)
        else:
            await self._queried(site, exchange, understood(site, asked, accept, spelling))

    async def _posted(self, site: Site, exchange: Exchange) -> Posted | None:
        if exchange.method in ("GET", "HEAD"):
            return None
        coding = exchange.header(b"content-encoding") or "identity"
        if coding.lower() != "identity":
            raise MediaTypeError(f"a query is sent as it is, not as {coding[:40]}")
        body = await exchange.body(site.settings.query_kib << 10)
        return Posted(exchange.header(b"content-type") or "", body)

    async def _queried(self, site: Site, exchange: Exchange, request: Request) -> None:
        exchange.query = request.question.query
        exchange.told |= {"query": hashlib.sha256(request.question.query.encode()).hexdigest()[:16]}
        exchange.told |= {"form": request.reading.first, "format": request.format}
        if not request.reading.is_changing:
            kept = self._memory.get(request.key, request.spelling)
            if kept:
                await self._again(exchange, kept)
                return
            known = exchange.header(b"if-none-match") if exchange.method != "POST" else None
            if cache.is_known(known, request.etag, is_there=False):
                await exchange.empty(304, _answer_headers("", request, exchange))
                return
        answer = await exchange.while_there(answered(site, request))
        await self._sent(exchange, request, answer)

    async def _sent(self, exchange: Exchange, request: Request, answer: Answer) -> None:
        media = formats.with_charset(answer.media_type)
        headers = _answer_headers(media, request, exchange)
        if answer.body is None and not exchange.is_http_1_0:
            await self._streamed(exchange, headers, answer)
            return
        body = answer.body
        if body is None:
            assert answer.chunks is not None, "an answer has a body or parts"
            body = b"".join([part async for part in answer.chunks])
        if not request.reading.is_changing:
            self._memory.put(Kept(request.key, request.etag, headers, body), request.spelling)
        await exchange.whole(200, headers, body)

    async def _streamed(self, exchange: Exchange, headers: Headers, answer: Answer) -> None:
        assert answer.chunks is not None, "an answer has a body or parts"
        try:
            await exchange.streamed(headers, answer.chunks)
        except (EdugraphError, TimeoutError, OSError) as fault:
            exchange.told["outcome"] = "cut"
            exchange.told["fault"] = errors.code_of(fault) if isinstance(fault, EdugraphError) else "slow-reader"
        finally:
            close = getattr(answer.chunks, "aclose", None)
            if close:
                await close()

    async def _again(self, exchange: Exchange, kept: Kept) -> None:
        exchange.told["cache"] = "hit"
        if exchange.method != "POST" and cache.is_known(exchange.header(b"if-none-match"), kept.etag):
            await exchange.empty(304, kept.headers_unchanged)
        else:
            await exchange.whole(200, kept.headers, kept.body)

    async def _page(self, exchange: Exchange, asked: Question) -> None:
        """A browser gets the page of its query; the body of a form is read already, and travels in the scope."""
        path = _root(exchange) + QUERY_PAGE
        method = "HEAD" if exchange.method == "HEAD" else "GET"
        scope = {**exchange.scope, "path": path, "raw_path": path.encode(), "method": method, ASKED: asked}
        exchange.told["outcome"] = "page"
        await self._app(scope, exchange.receive, exchange.send)

    # --- descriptions and graphs -----------------------------------------------------------------------------------

    async def _described(self, site: Site, exchange: Exchange, accept: str | None) -> None:
        wish = next((v for n, v in fields(exchange.scope["query_string"]) if n == "format"), "")
        if formats.is_page(wish, accept):
            await self._page(exchange, Question(""))
            return
        if not wish and not chosen(accept, (*formats.TRIPLES, *formats.TRIPLE_ALIASES)):
            raise RequestError("there is no query: send it as ?query=, or as the body of a POST")
        name = formats.written_as("triples", wish, accept)
        address = _address(site, exchange)
        tag = cache.etag(site.release.id, site.build, address, name)
        headers = [
            (b"content-type", formats.with_charset(formats.MEDIA[name]).encode()),
            (b"etag", tag.encode()),
            (b"cache-control", VALID),
            (b"vary", b"Accept, Host"),
            (b"link", links.of_service(quote(_root(exchange)), name)),
            *COMMON,
        ]
        if cache.is_known(exchange.header(b"if-none-match"), tag):
            await exchange.empty(304, headers[1:])
            return
        total, graphs = await run_in_threadpool(sizes, site)
        title = f"edugraph {site.release.version}, release {site.release.date}"
        triples = service.description(address, title, total, graphs, site.engine.limits())
        exchange.told["outcome"] = "description"
        await exchange.whole(200, headers, written(triples, name))

    async def _graph_store(self, site: Site, exchange: Exchange) -> None:
        if exchange.method == "OPTIONS":
            await exchange.empty(204, [(b"allow", b"GET, HEAD, OPTIONS"), *_headers(PREFLIGHT), *COMMON])
            return
        if exchange.method in WRITES:
            await self._write(site, exchange)
        if exchange.method not in ("GET", "HEAD"):
            raise MethodError(f"a graph is read by GET, not by {exchange.method}", ("GET", "HEAD", "OPTIONS"))
        given = fields(exchange.scope["query_string"])
        named = [graph(value, "graph") for name, value in given if name == "graph"]
        is_default = any(name == "default" for name, _ in given)
        if len(named) + is_default != 1:
            raise RequestError("name one graph: ?graph= and its IRI, or ?default")
        wish = next((value for name, value in given if name == "format"), "")
        if named and not await self._is_there(site, named[0]):
            raise NotFoundError(f"this release has no graph {named[0]}")
        asked = Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", tuple(named), format=wish)
        await self._queried(site, exchange, understood(site, asked, exchange.header(b"accept"), b""))

    async def _is_there(self, site: Site, name: str) -> bool:
        answer = await site.engine.answer(Asked("ASK { ?s ?p ?o }", (name,)))
        return b"true" in (answer.body or b"")

    async def _write(self, site: Site, exchange: Exchange) -> None:
        raise UpdateError(NO_UPDATES)

    # --- errors, counters, the log ---------------------------------------------------------------------------------

    async def _told(self, site: Site, exchange: Exchange, error: Exception) -> None:
        if exchange.status:
            exchange.told["outcome"] = "cut"
            return
        exchange.told["outcome"] = errors.code_of(error)
        near: list[str] = []
        if isinstance(error, MalformedQuery):
            near = await run_in_threadpool(_hints, site, exchange)
        body = errors.problem(error, exchange.scope["path"], near)
        status = errors.status_of(error)
        extra = {"Allow": ", ".join(error.allowed)} if isinstance(error, MethodError) else {}
        await exchange.problem(status, body, {**extra, **errors.retry_headers(error, status)})

    def _counted(self, site: Site, exchange: Exchange, seconds: float) -> None:
        outcome = str(exchange.told.pop("outcome", "ok"))
        self._counters.query(outcome, seconds, "hit" if exchange.told.get("cache") else "")
        if outcome in ("page", "description") or exchange.told.get("cache"):
            return
        told = {"outcome": outcome, "status": exchange.status, "bytes": exchange.sent, "ms": round(seconds * 1000, 1)}
        _log.info("query", extra={"told": {**told, **exchange.told, "release": site.release.id}})


def understood(site: Site, asked: Question, accept: str | None, spelling: bytes) -> Request:
    """The request with its format, key and validator. Raises UpdateError, RequestError, NotAcceptableError."""
    reading = text.read(asked.query)
    if reading.is_update:
        raise UpdateError(NO_UPDATES)
    name = formats.written_as(reading.form, asked.format, accept)
    key = (site.release.id, asked.query, asked.default_graphs, asked.named_graphs, name)
    return Request(asked, reading, name, key, cache.etag(site.build, "/sparql", "identity", *key), spelling)


async def answered(site: Site, request: Request) -> Answer:
    """The engine's answer; a DESCRIBE is answered from the descriptions of the things that it finds."""
    asked = request.question
    if request.reading.first == "DESCRIBE":
        triples = await description(site.engine, site.describer, asked)
        body = await asyncio.to_thread(written, triples, request.format)
        return Answer(formats.MEDIA[request.format], "triples", body)
    return await site.engine.answer(
        Asked(asked.query, asked.default_graphs, asked.named_graphs, request.format, asked.timeout_s)
    )


def sizes(site: Site) -> tuple[int, dict[str, int]]:
    """Triples in the default graph, and in each named one."""
    total = site.reader.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
    rows = site.reader.select(site.pages["graphs"].text).rows
    return int(total.value) if total else 0, {g.value: int(n.value) for g, n in rows if g and n}


def _hints(site: Site, exchange: Exchange) -> list[str]:
    return hints(exchange.query, site.terms, is_malformed=True)


def _spelling(site: Site, exchange: Exchange, posted: Posted | None) -> bytes:
    body = (posted.content_type.encode(), posted.body) if posted else ()
    accept = (exchange.header(b"accept") or "").encode("latin-1")
    return cache.spelled(site.release.id, exchange.scope["query_string"], accept, *body)


def _answer_headers(media: str, request: Request, exchange: Exchange) -> Headers:
    kind = [(b"content-type", media.encode())] if media else []
    linked = (b"link", links.of_answer(quote(_root(exchange)), request.question, request.format))
    if request.reading.is_changing:
        return [*kind, (b"cache-control", b"no-store"), (b"vary", b"Accept"), linked, *COMMON]
    valid = [(b"etag", request.etag.encode()), (b"cache-control", VALID), (b"vary", b"Accept")]
    return [*kind, *valid, linked, *COMMON]


def _root(exchange: Exchange) -> str:
    """The path that the site is served below."""
    return str(exchange.scope.get("root_path", ""))


def _headers(given: Mapping[str, str]) -> Headers:
    return [(n.lower().encode(), v.encode()) for n, v in given.items() if n not in OPEN]


def _address(site: Site, exchange: Exchange) -> str:
    """The address of the endpoint as the client reaches it."""
    base = site.settings.public_url.rstrip("/")
    if not base:
        scope: dict[str, Any] = dict(exchange.scope)
        host = exchange.header(b"host") or "localhost"
        base = f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"
    return f"{base}/sparql"
