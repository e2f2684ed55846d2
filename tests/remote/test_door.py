"""What another server may do to us: refuse, hang, lie about the end of an answer, speak another language."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from edugraph.config import Settings
from edugraph.engine.protocol import (
    Answer,
    Asked,
    Away,
    Busy,
    EngineError,
    Failed,
    MalformedQuery,
    NotWritable,
    RefusedForNow,
    RefusedQuery,
    TimedOut,
    TooManyBytes,
    TooManyRows,
)
from edugraph.engine.reading import whole
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.remote import door
from edugraph.remote.engine import Remote
from edugraph.vocabulary import graph_iri

from . import servers

ROWS = "application/sparql-results+json"
MANIFEST = {"id": "1.0.0-2026-01-01-0123456789abcdef", "version": "1.0.0", "date": "2026-01-01", "graphs": {"a": 1}}
RELEASE = Release(Path(), MANIFEST)
TRUE = Response('{"head":{},"boolean":true}', 200, {}, ROWS)
SELECT = "SELECT ?n { ?n ?p ?o }"


def rows(*values: str, media: str = ROWS, **headers: str) -> Response:
    bindings = [{"n": {"type": "literal", "value": v}} for v in values]
    body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": bindings}})
    return Response(body, media_type=media, headers=headers)


def answered(asked: Asked, answer: Callable[[Request, bytes], Response], **settings: Any) -> tuple[bytes, servers.Told]:
    """The answer of the engine over a server that answers so."""

    async def run(url: str) -> bytes:
        engine = Remote(RELEASE, Settings(engine=url, **settings))
        try:
            return await whole(await engine.answer(asked))
        finally:
            await engine.close()

    with servers.told(answer) as there:
        return asyncio.run(run(there.url)), there


def form(there: servers.Told) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(there.requests[-1][1].decode())


def test_an_answer_is_written_anew_in_the_format_asked_for() -> None:
    body, _ = answered(Asked(SELECT, format="csv"), lambda *_: rows("ä", 'say "b"'))
    assert body == 'n\r\nä\r\n"say ""b"""\r\n'.encode()
    body, there = answered(
        Asked("ASK {}", format="xml"), lambda *_: Response('{"head":{},"boolean":true}', 200, {}, ROWS)
    )
    assert b"<boolean>true</boolean>" in body
    ntriples = '<http://a/> <http://b/> "c"@en .\n'
    body, there = answered(
        Asked("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", format="turtle"),
        lambda *_: Response(ntriples, 200, {}, "application/n-triples; charset=utf-8"),
    )
    assert b'"c"@en' in body
    assert there.requests[0][0].headers["accept"].startswith("application/n-triples")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(SELECT), [("default-graph-uri", door.UNION)]),
        (
            Asked("SELECT ?n { GRAPH ?g { ?n ?p ?o } }"),
            [("default-graph-uri", door.UNION), ("named-graph-uri", graph_iri("a"))],
        ),
        (
            Asked(SELECT, ("http://x/",), ("http://y/",)),
            [("default-graph-uri", "http://x/"), ("named-graph-uri", "http://y/")],
        ),
        (Asked("SELECT ?n FROM <http://x/> { ?n ?p ?o }"), []),
    ],
)
def test_the_union_is_the_default_graph_unless_the_client_names_another(
    asked: Asked, expected: list[tuple[str, str]]
) -> None:
    _, there = answered(asked, lambda *_: rows())
    assert form(there)[1:] == expected
    assert form(there)[0] == ("query", f"BASE <https://w3id.org/edugraph/> {asked.query}")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (lambda *_: rows("1", **{"X-SPARQL-MaxRows": "10000"}), Failed, "cut the answer"),
        (lambda *_: rows("1", **{"X-SQL-State": "S1TAT"}), Failed, "a part"),
        (lambda *_: Response('{"head":{"vars":["n"]},"results":{"bindings":[{"n"', 200, {}, ROWS), Failed, "broken"),
        (lambda *_: Response("<html>", 200, {}, "text/html"), Failed, "text/html"),
        (lambda *_: Response("SP030: syntax error, line 1: at x", 400), MalformedQuery, "line 1"),
        (lambda *_: Response("error at 1:45: expected }", 400), MalformedQuery, "line 1"),
        (lambda *_: Response("secret path", 500), Failed, r"\(500\)$"),
        (lambda *_: Response("no", 401), Away, "let this server in"),
        (lambda *_: Response("full", 503), Busy, "no more queries"),
        (lambda *_: rows(*map(str, range(11))), TooManyRows, "10 rows"),
        (lambda *_: rows("x" * 5000), TooManyBytes, "4000 bytes"),
        (lambda *_: TRUE, RefusedQuery, "boolean"),
    ],
)
def test_what_is_not_a_whole_answer_is_an_error_in_words(answer: Any, error: type[EngineError], words: str) -> None:
    format_ = "csv" if error is not RefusedQuery else "turtle"
    with pytest.raises(error, match=words):
        answered(Asked(SELECT, format=format_, max_rows=10, max_bytes=4000), answer)


def test_a_text_that_xml_cannot_hold_is_told() -> None:
    with pytest.raises(NotWritable, match="XML"):
        answered(Asked(SELECT, format="xml"), lambda *_: rows("\x01"))


def test_the_place_of_an_error_is_that_in_the_query_as_it_was_sent() -> None:
    with pytest.raises(MalformedQuery) as caught:
        answered(Asked(SELECT), lambda *_: Response("error at 1:40: expected }", 400))
    assert (caught.value.line, caught.value.column) == (1, 6)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("DEFINE get:soft 'soft' SELECT * {}", MalformedQuery),
        ("define input:inference 'x' SELECT * {}", MalformedQuery),
        ("", MalformedQuery),
        ("SELECT (bif:file_to_string('/etc/passwd') AS ?x) {}", RefusedQuery),
        ("PREFIX b: <bif:> SELECT (b:user() AS ?x) {}", RefusedQuery),
        ("SELECT (sql:x() AS ?x) {}", RefusedQuery),
        ("SELECT * { ?s ?p 1bif:x }", RefusedQuery),
        (r"SELECT (\u0062if:user() AS ?x) {}", RefusedQuery),
        (r"PREFIX b: <b\U00000069f:> SELECT (b:user() AS ?x) {}", RefusedQuery),
        (r"SELECT * { SERV\u0049CE <http://x/> { ?s ?p ?o } }", RefusedQuery),
        (r"SELECT * { VALUES ?x { '\u0027 } SERVICE <http://x/> { ?s ?p ?o } #' } }", RefusedQuery),
        (r"SELECT (<urn:x:\'bif:x()> AS ?x) (bif:x() AS ?y) {}", RefusedQuery),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", RefusedQuery),
        ("CLEAR ALL", RefusedQuery),
    ],
)
def test_only_standard_queries_are_sent_on(query: str, error: type[EngineError]) -> None:
    sent: list[bytes] = []
    with pytest.raises(error):
        answered(Asked(query), lambda _, body: (sent.append(body), rows())[1])
    assert sent == []


def test_what_only_looks_like_a_function_of_an_engine_is_sent() -> None:
    query = "# bif:x\nSELECT ?n { ?n ?p 'sql:x' }"
    assert answered(Asked(query, format="csv"), lambda *_: rows("1"))[0] == b"n\r\n1\r\n"


def test_codes_of_letters_in_strings_are_sent_as_they_are() -> None:
    query = r"SELECT ?n { ?n ?p '\u0062if:x \U0001F600 \UFFFFFFFF SERVIC\u0045' }"
    assert answered(Asked(query, format="csv"), lambda *_: rows("1"))[0] == b"n\r\n1\r\n"


def slow(*_: Any) -> Response:
    async def parts() -> Any:
        yield b'{"head":{"vars":["n"]},'
        await asyncio.sleep(30)

    return StreamingResponse(parts(), media_type=ROWS)


def test_a_slow_answer_is_given_up_and_not_tried_again_for_a_while() -> None:
    async def run(url: str) -> None:
        engine = Remote(RELEASE, Settings(engine=url, query_timeout_s=1))
        with pytest.raises(TimedOut) as mine:
            await engine.answer(Asked(SELECT, deadline_s=0.3))
        assert not mine.value.is_full
        with pytest.raises(TimedOut) as full:
            await engine.answer(Asked(SELECT))
        assert full.value.is_full
        with pytest.raises(RefusedForNow):
            await engine.answer(Asked(SELECT))
        assert engine.counters["failed.timeout"] == 2
        await engine.close()

    with servers.told(slow) as there:
        asyncio.run(run(there.url))


def test_who_leaves_ends_the_query_unless_another_waits_for_it() -> None:
    async def run(there: servers.Told) -> None:
        engine = Remote(RELEASE, Settings(engine=there.url))
        first, second = (asyncio.create_task(engine.answer(Asked(SELECT))) for _ in range(2))
        await asyncio.sleep(0.3)
        assert (len(there.requests), engine.gauges()["running"]) == (1, 1)
        first.cancel()
        await asyncio.sleep(0.1)
        assert engine.gauges()["running"] == 1
        second.cancel()
        await asyncio.sleep(0.1)
        assert engine.gauges()["running"] == 0
        await engine.close()

    with servers.told(slow) as there:
        asyncio.run(run(there))


def test_more_queries_than_may_wait_are_told_to_come_again() -> None:
    async def run(url: str) -> None:
        engine = Remote(RELEASE, Settings(engine=url, workers=1, queue=1))
        tasks = [asyncio.create_task(engine.answer(Asked(f"{SELECT} LIMIT {n}"))) for n in range(3)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(tasks[2].exception(), Busy)
        await engine.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    with servers.told(slow) as there:
        asyncio.run(run(there.url))


def test_a_long_answer_comes_in_parts_and_a_reader_who_leaves_stops_it() -> None:
    values = [str(n) * 20 for n in range(200_000)]

    async def run(url: str) -> None:
        engine = Remote(RELEASE, Settings(engine=url))
        answer = await engine.answer(Asked(SELECT, format="csv"))
        assert answer.chunks is not None
        body = b"".join([part async for part in answer.chunks])
        assert body.count(b"\n") == len(values) + 1
        left = await engine.answer(Asked(SELECT, format="tsv"))
        await anext(left.chunks)  # type: ignore[arg-type]
        await left.chunks.aclose()  # type: ignore[union-attr]
        for _ in range(100):
            if not engine.gauges()["running"]:
                break
            await asyncio.sleep(0.05)
        assert engine.gauges()["running"] == 0
        await engine.close()

    with servers.told(lambda *_: rows(*values)) as there:
        asyncio.run(run(there.url))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"engine_user": "u", "engine_password": "p"}, "Basic dTpw"),
        ({"engine_token": "abc"}, "Bearer abc"),
        ({}, ""),
    ],
)
def test_credentials_come_from_the_settings(settings: dict[str, str], expected: str) -> None:
    _, there = answered(Asked(SELECT), lambda *_: rows(), **settings)
    assert there.requests[0][0].headers.get("authorization", "") == expected


def test_digest_answers_the_challenge() -> None:
    def answer(request: Request, _: bytes) -> Response:
        if "authorization" not in request.headers:
            return Response("", 401, {"WWW-Authenticate": 'Digest realm="r", nonce="n", algorithm=MD5, qop="auth"'})
        return rows("in")

    settings = {"engine_user": "u", "engine_password": "p", "engine_auth": "digest"}
    body, there = answered(Asked(SELECT, format="csv"), answer, **settings)
    assert body == b"n\r\nin\r\n"
    assert 'username="u"' in there.requests[-1][0].headers["authorization"]


def test_secrets_are_not_shown() -> None:
    shown = repr(Settings(engine_password="hunter2", engine_token="abc"))
    assert "hunter2" not in shown
    assert "abc" not in shown


@pytest.mark.parametrize("url", ["", "ftp://x/", "http://u:p@x/", "http://x/{graf}", "http:///", "file:///etc/passwd"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(EdugraphError):
        door.address(url, "1")


def test_an_address_is_made_for_a_release_and_a_graph() -> None:
    assert door.address("http://x/{release}/q", "1.0 b") == "http://x/1.0%20b/q"
    assert door.address("http://x/store", "1", "http://g/a") == "http://x/store?graph=http%3A%2F%2Fg%2Fa"
    assert door.address("http://x/s?graph-uri={graph}", "1", "http://g/") == "http://x/s?graph-uri=http%3A%2F%2Fg%2F"


@pytest.mark.parametrize(
    ("held", "words"), [("", "no whole release"), ("another", "holds release another"), (MANIFEST["id"], "")]
)
def test_only_a_server_with_just_this_release_is_asked(held: str, words: str) -> None:
    graph = {"type": "uri", "value": door.PUBLICATION}
    bindings = [{"graph": graph, "told": {"type": "literal", "value": held}}] if held else []
    told = json.dumps({"head": {"vars": ["graph", "told"]}, "results": {"bindings": bindings}})

    async def run(url: str) -> None:
        engine = await Remote.started(RELEASE, Settings(engine=url))
        await engine.close()

    with servers.told(lambda *_: Response(told, 200, {}, ROWS)) as there:
        if not words:
            asyncio.run(run(there.url))
            return
        with pytest.raises(Away, match=words):
            asyncio.run(run(there.url))


def test_a_server_that_is_away_is_told() -> None:
    async def run() -> Answer:
        engine = Remote(RELEASE, Settings(engine="http://127.0.0.1:9/"))
        try:
            return await engine.answer(Asked(SELECT, deadline_s=5))
        finally:
            await engine.close()

    with pytest.raises(Away, match="cannot be reached"):
        asyncio.run(run())
