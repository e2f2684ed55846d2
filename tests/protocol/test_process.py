"""`edugraph serve` as a whole process: another release under load, the metrics' own address, its end."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from edugraph.release import Releases, making

from .asking import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("process")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the founding data, the second with one triple less in its store and another id."""
    home = tmp_path_factory.mktemp("home")
    made, _ = making.build(ROOT, Releases(home))
    other = home / f"{made.id[:-4]}beef"
    subprocess.run(["cp", "-r", str(made.files), str(other)], check=True)
    manifest = other / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(made.id, other.name), encoding="utf-8")
    return home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = {**os.environ, "EDUGRAPH_HOME": str(home), "EDUGRAPH_PORT": str(port), "EDUGRAPH_RATE_PER_S": "0"}
    command = [sys.executable, "-m", "edugraph.cli", "serve", "--no-build"]
    process = subprocess.Popen(command, env={**environment, **settings}, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{base}/health", timeout=2).status_code == 200:
                    break
            assert process.poll() is None, "the server ended by itself"
            time.sleep(0.1)
        yield base, process
    finally:
        process.kill()
        process.wait()


def test_a_release_switches_under_load_without_a_failed_request(home: Path) -> None:
    releases = Releases(home)
    first, second = releases.ids()
    releases.use(first)
    failed: list[str] = []
    seen: dict[str, set[str]] = {}
    is_over = threading.Event()

    def ask(number: int) -> None:
        with httpx.Client(base_url=base) as client:
            count = 0
            while not is_over.is_set():
                count += 1
                query = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {number if count % 2 else count}"
                told = client.get("/sparql", params={"query": query, "format": "csv"})
                page = client.get("/health")
                if told.status_code != 200 or page.status_code != 200:
                    failed.append(f"{told.status_code} {page.status_code} {told.text[:100]}")
                seen.setdefault(page.json()["release"], set()).add(told.text)

    with serving(home) as (base, _):
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for wanted in (second, first, second):
            releases.use(wanted)
            deadline = time.monotonic() + 20
            while httpx.get(f"{base}/health").json()["release"] != wanted:
                assert time.monotonic() < deadline, "the new release is not served"
                time.sleep(0.1)
            time.sleep(0.5)
        is_over.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert set(seen) == {first, second}


def test_metrics_have_an_address_of_their_own(home: Path) -> None:
    port = free_port()
    with serving(home, EDUGRAPH_METRICS=f"127.0.0.1:{port}") as (base, _):
        httpx.get(f"{base}/sparql", params={"query": "ASK {}"})
        told = httpx.get(f"http://127.0.0.1:{port}/metrics")
        assert re.search(r'edugraph_queries_total\{cache="miss",outcome="ok"\} 1\.0', told.text)
        assert httpx.get(f"http://127.0.0.1:{port}/sparql").status_code == 404
        assert httpx.get(f"{base}/metrics").status_code == 404


def test_a_running_answer_is_finished_before_the_end(home: Path) -> None:
    """With time enough: at low priority, beside other tests, such an answer may take longer than ten seconds."""
    with serving(home, EDUGRAPH_QUERY_TIMEOUT_S="120", EDUGRAPH_GRACEFUL_S="120") as (base, process):
        query = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?c } LIMIT 300000", "format": "csv"}
        with httpx.stream("GET", f"{base}/sparql", params=query) as answer:
            parts = answer.iter_bytes()
            size = len(next(parts))
            process.send_signal(signal.SIGTERM)
            rows = sum(part.count(b"\n") for part in parts)
        assert size
        assert rows > 250_000
        assert process.wait(60) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{base}/health")


def test_a_killed_worker_is_one_error_and_the_next_query_is_answered(home: Path) -> None:
    with serving(home) as (base, process):
        while not httpx.get(f"{base}/health").json()["in_memory"]:  # what loads the release is busy too
            time.sleep(0.1)
        told: list[httpx.Response] = []
        query = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "format": "csv"}
        asking = threading.Thread(target=lambda: told.append(httpx.get(f"{base}/sparql", params=query, timeout=30)))
        asking.start()
        time.sleep(0.5)
        before = {pid: _cpu_ticks(pid) for pid in _descendants(process.pid)}
        time.sleep(0.5)
        os.kill(max(before, key=lambda pid: _cpu_ticks(pid) - before[pid]), signal.SIGKILL)
        asking.join()
        assert (told[0].status_code, told[0].json()["code"]) == (500, "worker-died")
        assert httpx.get(f"{base}/sparql", params={"query": "ASK {}"}).status_code == 200


def _descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    own = [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    return [*own, *(further for child in own for further in _descendants(child))]


def _cpu_ticks(pid: int) -> int:
    """Ticks of a process; none of one that has ended since."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11])
    return 0


def test_a_thousand_slow_connections_keep_nobody_out(home: Path) -> None:
    with serving(home, EDUGRAPH_SLOW_S="3") as (base, _):
        port = int(base.rpartition(":")[2])
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(1000)]
        start, longest, asked = time.monotonic(), 0.0, 0
        while time.monotonic() - start < 5:
            for one in slow[asked % 10 :: 10]:
                with contextlib.suppress(OSError):
                    one.send(b"G" if asked < 10 else b"x")
            began = time.monotonic()
            assert httpx.get(f"{base}/sparql", params={"query": f"ASK {{ ?s ?p {asked} }}"}).status_code == 200
            longest, asked = max(longest, time.monotonic() - began), asked + 1
            time.sleep(0.05)
        assert longest < 2
        slow[0].settimeout(5)
        assert slow[0].recv(1000)[:12] in (b"", b"HTTP/1.1 400"), "closed at its deadline"
        for one in slow:
            one.close()
