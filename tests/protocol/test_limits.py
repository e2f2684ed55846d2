"""Who may ask how often, and how slowly: the rate limit, trusted proxies, deadlines of connections and bodies."""

import asyncio
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edugraph import server
from edugraph.errors import EdugraphError
from edugraph.web.http.guards import MAX_CLIENTS, Proxies, Rate, networks

from .asking import PROBLEM, ROWS, Asker, app_of, release_of, store_of
from .conftest import quads
from .live import served


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def limit(per_s: float = 2, burst: float = 3) -> tuple[Rate, Clock]:
    clock = Clock()
    return Rate(per_s, burst, clock), clock


def test_a_bucket_gives_its_burst_and_then_so_many_a_second() -> None:
    bucket, clock = limit()
    assert [bucket.taken(("a", 1)) for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now = 0.5
    assert [bucket.taken(("a", 1)) for _ in range(2)] == [0, 0.5]
    clock.now = 100.0
    assert [bucket.taken(("a", 1)) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.taken(("b", 1)) == 0


def test_clients_beyond_the_most_are_forgotten_oldest_first() -> None:
    bucket, _ = limit()
    for number in range(MAX_CLIENTS + 10):
        bucket.taken((str(number), 1))
    assert len(bucket._buckets) == MAX_CLIENTS


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    release = release_of(tmp_path_factory.mktemp("release"), store_of(quads()))
    return Asker(app_of(release, rate_per_s=1, rate_burst=2, forwarders="10.0.0.0/8, 192.0.2.7"))


def statuses(asker: Asker, number: int, client: str, **headers: str) -> list[int]:
    sent = {"accept": ROWS, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return [asker.request("GET", "/sparql?query=ASK%7B%7D", sent, None, (client, 1)).status_code for _ in range(number)]


def test_who_asks_too_often_is_told_when_to_come_again(limited: Asker) -> None:
    assert statuses(limited, 3, "203.0.113.1") == [200, 200, 429]
    answer = limited.request("GET", "/questions/who-attended", {"accept": ROWS}, None, ("203.0.113.1", 2))
    assert (answer.headers["content-type"], answer.json()["code"]) == (PROBLEM, "too-many-requests")
    assert int(answer.headers["retry-after"]) >= 1
    assert statuses(limited, 1, "203.0.113.2") == [200]
    assert limited.request("GET", "/health/live", None, None, ("203.0.113.1", 3)).status_code == 200


def test_only_trusted_forwarders_are_believed(limited: Asker) -> None:
    assert statuses(limited, 3, "203.0.113.3", x_forwarded_for="198.51.100.1") == [200, 200, 429]
    assert statuses(limited, 3, "10.1.2.3", x_forwarded_for="198.51.100.2") == [200, 200, 429]
    assert statuses(limited, 1, "10.1.2.3", x_forwarded_for="198.51.100.3") == [200]
    assert statuses(limited, 1, "10.1.2.3", x_forwarded_for="198.51.100.9, 198.51.100.2, 192.0.2.7") == [429]


def test_an_ipv6_client_is_its_network(limited: Asker) -> None:
    assert statuses(limited, 2, "2001:db8::1") == [200, 200]
    assert statuses(limited, 1, "2001:db8::2") == [429]
    assert statuses(limited, 1, "2001:db8:0:1::2") == [200]


def test_the_scheme_of_a_trusted_forwarder_shows_in_the_description(limited: Asker) -> None:
    headers = {"accept": "text/turtle", "x-forwarded-proto": "https"}
    assert "https://test/sparql" in limited.request("GET", "/sparql", headers, None, ("10.0.0.9", 1)).text
    assert "https://test/sparql" not in limited.request("GET", "/sparql", headers, None, ("203.0.113.8", 1)).text


def test_a_setting_that_names_no_network_is_told() -> None:
    assert len(networks("10.0.0.0/8 ::1")) == 2
    with pytest.raises(EdugraphError, match="EDUGRAPH_FORWARDERS takes addresses and networks, not 'home'"):
        networks("home")
    assert Proxies(()).client(("10.1.2.3", 4), b"198.51.100.1") == ("10.1.2.3", 4)


# --- slow and broken connections ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A server that waits one second for headers and bodies."""
    release = release_of(tmp_path_factory.mktemp("release"), store_of(quads()))
    with served(app_of(release, slow_s=1), slow_s=1) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def talk(address: tuple[str, int], sent: bytes, wait_s: float = 5) -> tuple[bytes, float]:
    """What comes back until the server closes, and after how many seconds it did."""
    start, got = time.monotonic(), b""
    with socket.create_connection(address, timeout=wait_s) as line:
        line.sendall(sent)
        while part := line.recv(65536):
            got += part
    return got, time.monotonic() - start


@pytest.mark.parametrize("sent", [b"", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_headers_that_do_not_come_end_the_connection(address: tuple[str, int], sent: bytes) -> None:
    got, seconds = talk(address, sent)
    assert (got, 0.8 < seconds < 2.5) == (b"", True)


def test_the_second_request_of_a_connection_has_the_same_deadline(address: tuple[str, int]) -> None:
    one = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(address, timeout=5) as line:
        for _ in range(2):
            line.sendall(one)
            got = b""
            while not got.endswith(b'"ok"}'):
                got += line.recv(65536)
            assert got.startswith(b"HTTP/1.1 200 ")
        line.sendall(one[:10])
        start = time.monotonic()
        assert line.recv(65536) == b""
        assert time.monotonic() - start < 2.5


def test_a_body_that_does_not_come_is_told_and_ends_the_connection(address: tuple[str, int]) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
    )
    got, seconds = talk(address, head)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b'"code": "slow-request"' in got
    assert seconds < 3


def test_a_connection_closed_after_the_headers_leaves_the_server_well(address: tuple[str, int]) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\n"
    for _ in range(20):
        with socket.create_connection(address, timeout=5) as line:
            line.sendall(head)
    got, _ = talk(address, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
def test_a_thousand_connections_of_one_byte_a_second_stop_nobody(address: tuple[str, int]) -> None:
    server.raise_descriptors()
    lines = [socket.create_connection(address, timeout=5) for _ in range(1000)]
    try:
        for line in lines:
            line.send(b"G")
        start = time.monotonic()
        got, _ = talk(address, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert got.startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - start < 1
        time.sleep(2)
        ended = 0
        for line in lines:
            line.settimeout(0.2)
            try:
                ended += line.recv(10) == b""
            except ConnectionError:
                ended += 1
            except TimeoutError:
                pass
        assert ended == 1000
    finally:
        for line in lines:
            line.close()


def test_the_descriptor_limit_is_raised_as_far_as_the_system_allows() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert server.raise_descriptors() == (server.DESCRIPTORS if hard < 0 else min(hard, server.DESCRIPTORS))


def test_a_client_that_leaves_ends_its_query(tmp_path: Path) -> None:
    asker = Asker(app_of(release_of(tmp_path, store_of(quads()))))
    asker.engine.delay_s = 30

    async def run() -> float:
        async def receive() -> Any:
            if not told:
                told.append(True)
                return {"type": "http.request", "body": b"", "more_body": False}
            await asyncio.sleep(0.05)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            raise AssertionError("nobody is there to be told")

        told: list[bool] = []
        scope = {"type": "http", "method": "GET", "path": "/sparql", "raw_path": b"/sparql", "headers": [],
                 "query_string": b"query=ASK%7B%7D", "http_version": "1.1", "client": ("127.0.0.1", 1)}  # fmt: skip
        start = time.monotonic()
        await asker.app(scope, receive, send)
        return time.monotonic() - start

    assert asyncio.run(run()) < 2
