"""Repeated queries on one connection, answered before a request is made of them: nothing may be different for that."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from edugraph.server.connections import HEAD_LIMIT
from edugraph.web.sparql.door import Door

from .asking import Asker, app_of, release_of, store_of
from .conftest import quads
from .live import served

ASK = "/sparql?query=ASK%7B%7D"
PLAIN = f"GET {ASK} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    release = release_of(tmp_path_factory.mktemp("release"), store_of(quads()))
    with served(app_of(release, slow_s=2), slow_s=2) as url:
        yield url


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each request that the door was shown, whether it answered."""
    seen: list[bool] = []
    answer = Door.answer

    def watched(self: Door, *asked: object) -> object:
        found = answer(self, *asked)  # type: ignore[arg-type]
        seen.append(found is not None)
        return found

    monkeypatch.setattr(Door, "answer", watched)
    return seen


def sent(url: str, request: bytes, ends: bytes = b"", wait_s: float = 5) -> bytes:
    """What comes back, until it ends so or the server closes."""
    host, port = url.removeprefix("http://").split(":")
    got = b""
    with socket.create_connection((host, int(port)), timeout=wait_s) as line:
        line.sendall(request)
        while not (ends and got.endswith(ends)) and (part := line.recv(65536)):
            got += part
    return got


def test_the_second_answer_is_the_first_but_for_its_date(url: str, passed: list[bool]) -> None:
    with httpx.Client(base_url=url) as client:
        first, second = (client.get(f"{ASK}#{{}}".replace("#{}", "%23same")) for _ in range(2))
    told = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in (first, second)]
    assert (first.status_code, first.text) == (second.status_code, second.text)
    assert told[0] == told[1]
    assert "date" in second.headers
    assert passed == [False, True]


def test_a_client_that_has_it_is_told_so(url: str, passed: list[bool]) -> None:
    with httpx.Client(base_url=url) as client:
        tag = client.get(ASK).headers["etag"]
        passed.clear()
        known = client.get(ASK, headers={"if-none-match": f'"x", W/{tag}'})
        other = client.get(ASK, headers={"if-none-match": '"x"'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert "content-type" not in known.headers
    assert other.status_code == 200
    assert passed == [True, True]


def test_requests_in_a_row_are_answered_in_their_order(url: str) -> None:
    new = (
        f"GET /sparql?query=ASK%7B%7D%23{time.monotonic_ns()} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    )
    live = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    last = PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    got = sent(url, PLAIN * 3 + new + PLAIN + live + PLAIN * 2 + last)
    answers = [part.split(b"\r\n\r\n")[1] for part in got.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert answers == [b"true"] * 5 + [b'{"status":"ok"}'] + [b"true"] * 3


@pytest.mark.parametrize(
    "more",
    [b"Connection: close", b"Content-Length: 2", b"Transfer-Encoding: chunked", b"Upgrade: websocket"],
)
def test_what_is_no_plain_question_goes_the_long_way(url: str, passed: list[bool], more: bytes) -> None:
    sent(url, PLAIN, b"true")
    passed.clear()
    body = b"0\r\n\r\n" if b"chunked" in more else b"{}" if b"Length" in more else b""
    got = sent(url, PLAIN.replace(b"\r\n\r\n", b"\r\n" + more + b"\r\n\r\n") + body, b"true")
    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert True not in passed


def test_answers_of_the_door_are_counted_against_the_rate(tmp_path: Path) -> None:
    release = release_of(tmp_path, store_of(quads()))
    with served(app_of(release, rate_per_s=0.01, rate_burst=3)) as url, httpx.Client(base_url=url) as client:
        answers = [client.get(ASK) for _ in range(4)]
        told = [answer.status_code for answer in answers]
    assert told == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "too-many-requests"


def test_a_connection_may_rest_between_two_answers_of_the_door(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        for pause_s in (0, 0, 3):  # longer than a request may take to come
            time.sleep(pause_s)
            line.sendall(PLAIN)
            assert line.recv(65536).endswith(b"true")


def test_a_request_that_begins_behind_an_answer_of_the_door_has_its_deadline(url: str) -> None:
    sent(url, PLAIN, b"true")
    start = time.monotonic()
    got = sent(url, PLAIN + PLAIN[:20])
    assert got.endswith(b"true")
    assert 1.5 < time.monotonic() - start < 4


def test_headers_without_end_are_refused(url: str) -> None:
    got = b""
    flood = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"a" * (300 << 10) + b"\r\n"
    try:
        got = sent(url, flood + b"X-Long: " + b"a" * (2 * HEAD_LIMIT))
    except ConnectionError:
        return  # closed while we were still talking
    assert got.startswith(b"HTTP/1.1 431 ")


def test_who_asks_and_does_not_read_is_cut_off(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }".replace(" ", "%20").replace("?", "%3F")
    ask = f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: application/sparql-results+json\r\n\r\n".encode()
    one = len(sent(url, ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")))
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(5)
    line.connect((host, int(port)))
    with line:
        line.sendall(ask * 600)
        time.sleep(5)
        assert everything(line) < 550 * one


def everything(line: socket.socket) -> int:
    """How many bytes still come before the server closes, or cuts the line."""
    size = 0
    with contextlib.suppress(ConnectionError):
        while part := line.recv(1 << 20):
            size += len(part)
    return size


def test_a_client_that_asked_twice_and_leaves_ends_the_query_that_runs(tmp_path: Path) -> None:
    asker = Asker(app_of(release_of(tmp_path, store_of(quads()))))
    asker.engine.delay_s = 30
    with served(asker.app) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as line:
            line.sendall(PLAIN * 2)
            time.sleep(0.3)
        until = time.monotonic() + 3
        while 'outcome="gone"' not in asker.app.state.counters.text().decode():
            assert time.monotonic() < until, "the query runs on"
            time.sleep(0.05)
