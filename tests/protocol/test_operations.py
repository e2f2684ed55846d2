"""Health, metrics, the log, the switch to another release, the end; and the interface of the named questions."""

import asyncio
import csv
import io
import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from edugraph.config import Settings
from edugraph.engine import protocol
from edugraph.engine.protocol import Asked, Busy, Engine
from edugraph.errors import EdugraphError
from edugraph.release import Release, Releases
from edugraph.server import guarded, watch
from edugraph.server.log import MOST_LINES, Lines, Writer
from edugraph.web import errors
from edugraph.web.switching import Drained, Switch
from inprocess import InProcess

from .asking import ROOT, ROWS, Asker, app_of, release_of, store_of
from .conftest import quads


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return Asker(app_of(release_of(tmp_path / "one", store_of(quads()))))


class Down(InProcess):
    async def answer(self, asked: Asked) -> object:  # type: ignore[override]
        raise Busy("no place now", 7)


def test_health_tells_alive_from_ready(asker: Asker) -> None:
    assert asker.request("GET", "/health/live").json() == {"status": "ok"}
    ready = asker.request("GET", "/health/ready")
    assert (ready.status_code, ready.json()["release"]) == (200, "0.1.0-2026-11-21-0123456789abcdef")
    asker.app.state.site = replace(asker.app.state.site, engine=Down(store_of([])))
    assert asker.request("GET", "/health/live").status_code == 200
    assert (asker.request("GET", "/health/ready").status_code, ready.headers["cache-control"]) == (503, "no-store")


def test_a_busy_engine_says_when_to_come_again(asker: Asker) -> None:
    asker.app.state.site = replace(asker.app.state.site, engine=Down(store_of([])))
    answer = asker.ask("ASK {}")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "7", "busy")


def test_metrics_count_queries_by_outcome_the_cache_and_the_release(asker: Asker) -> None:
    watch(asker.app, Switch(asker.app, Releases(Path()), Settings(), lambda _: None))  # type: ignore[arg-type,return-value]
    for query in ("ASK {}", "ASK {}", "ASK {", "CLEAR ALL"):
        asker.ask(query)
    told = asker.app.state.counters.text().decode()
    assert 'edugraph_queries_total{cache="miss",outcome="ok"} 1.0' in told
    assert 'edugraph_queries_total{cache="hit",outcome="ok"} 1.0' in told
    assert 'outcome="malformed-query"} 1.0' in told
    assert 'outcome="read-only"} 1.0' in told
    assert 'edugraph_cache{count="hits"} 1.0' in told
    assert 'edugraph_engine{count="queries"} 3.0' in told
    assert 'edugraph_release{id="0.1.0-2026-11-21-0123456789abcdef"} 1.0' in told
    assert asker.request("GET", "/metrics").status_code == 404


class Telling(InProcess):
    def gauges(self) -> dict[str, float]:
        return {"short": 1, "long": 0, "parked": 0, "queued": 3, "workers": 2, "forks": 5}


def test_metrics_tell_what_waits_now_where_the_engine_tells_it(asker: Asker) -> None:
    watch(asker.app, Switch(asker.app, Releases(Path()), Settings(), lambda _: None))  # type: ignore[arg-type,return-value]
    asker.app.state.site = replace(asker.app.state.site, engine=Drained(InProcess(store_of([]))))
    assert "edugraph_engine_now{" not in asker.app.state.counters.text().decode()
    asker.app.state.site = replace(asker.app.state.site, engine=Drained(Telling(store_of([]))))
    told = asker.app.state.counters.text().decode()
    assert 'edugraph_engine_now{count="queued"} 3.0' in told
    assert 'edugraph_engine_now{count="workers"} 2.0' in told


@pytest.mark.parametrize(
    ("host", "barrier", "without", "is_refused"),
    [
        ("127.0.0.1", "none", 0, False),
        ("localhost", "none", 0, False),
        ("::1", "none", 0, False),
        ("0.0.0.0", "seccomp", 0, False),
        ("0.0.0.0", "none", 0, True),
        ("::", "none", 0, True),
        ("graph.example", "none", 0, True),
        ("0.0.0.0", "none", 1, False),
    ],
)
def test_without_a_barrier_strangers_are_let_in_only_by_an_explicit_setting(
    host: str, barrier: str, without: int, is_refused: bool
) -> None:
    settings = Settings(host=host, without_barrier=without)
    if not is_refused:
        guarded(settings, {"network_barrier": barrier})
        return
    with pytest.raises(EdugraphError) as fault:
        guarded(settings, {"network_barrier": barrier})
    assert str(fault.value) == (
        f"this system has no seccomp to keep queries off the network, so the server does not listen on {host}; "
        "take 127.0.0.1, or set EDUGRAPH_WITHOUT_BARRIER=1"
    )


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream, logger = io.StringIO(), logging.getLogger("edugraph")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)


def test_the_log_holds_a_hash_and_neither_text_nor_address(asker: Asker, lines: io.StringIO) -> None:
    headers = {"accept": ROWS, "user-agent": "secret-agent", "referer": "https://secret.example/"}
    asker.request("GET", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%22secret%22%20%7D", headers)
    told = json.loads(lines.getvalue())
    assert set(told) == {
        *("at", "level", "event", "from", "outcome", "status", "bytes", "ms", "query", "form", "format", "release"),
    }
    assert re.fullmatch("[0-9a-f]{16}", told["query"])
    assert (told["outcome"], told["status"], told["form"]) == ("ok", 200, "ASK")
    assert not re.search(r"secret|203\.0\.113", lines.getvalue())


# --- the switch -----------------------------------------------------------------------------------------------------


def test_a_release_switches_under_load_without_a_dropped_request(tmp_path: Path) -> None:
    first, second = (release_of(tmp_path / n, store_of(quads()), f"0.{n}.0") for n in "12")

    async def run() -> tuple[set[int], set[str], bool]:
        engines = []

        async def start(release: Release) -> Engine:
            engines.append(InProcess(release.store))
            return engines[-1]

        app = app_of(first)
        app.state.site = replace(app.state.site, engine=Drained(await start(first)))
        switch = Switch(app, Releases(tmp_path), Settings(), start)
        engines[0].delay_s = 0.05
        statuses, tags, stop = set(), set(), asyncio.Event()
        transport = httpx.ASGITransport(app=app)

        async def asking(name: int) -> None:
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                number = 0
                while not stop.is_set():
                    number += 1
                    path = f"/sparql?query=ASK%7B%3Fs%20%3Fp%20{name * 10000 + number}%7D"
                    statuses.add((await client.get(path, headers={"accept": ROWS})).status_code)
                    tags.add((await client.get("/sparql?query=ASK%7B%7D")).headers["etag"])
                    statuses.add((await client.get("/questions", headers={"accept": "text/html"})).status_code)

        tasks = [asyncio.create_task(asking(n)) for n in range(8)]
        await asyncio.sleep(0.5)
        await switch.to(second)
        await asyncio.sleep(0.5)
        stop.set()
        await asyncio.gather(*tasks)
        await asyncio.sleep(0.1)
        return statuses, tags, engines[0].is_closed and not engines[1].is_closed

    statuses, tags, is_drained = asyncio.run(run())
    assert (statuses, len(tags), is_drained) == ({200}, 2, True)


def test_the_name_current_is_watched_and_a_release_that_cannot_be_served_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (release_of(tmp_path / n, store_of(quads()), f"0.{n}.0") for n in "12")
    monkeypatch.setattr("edugraph.web.switching.EVERY_S", 0.01)
    found = [first, EdugraphError("gone"), second]

    class Named(Releases):
        def current(self) -> Release:
            now = found.pop(0) if len(found) > 1 else found[0]
            if isinstance(now, Exception):
                raise now
            return now

    async def run() -> str:
        async def start(release: Release) -> Engine:
            return InProcess(release.store)

        app = app_of(first)
        app.state.site = replace(app.state.site, engine=Drained(InProcess(first.store)))
        task = asyncio.create_task(Switch(app, Named(tmp_path), Settings(), start).run())
        for _ in range(300):
            await asyncio.sleep(0.02)
            if app.state.site.release.id == "0.2.0":
                break
        task.cancel()
        return str(app.state.site.release.id)

    assert asyncio.run(run()) == "0.2.0"


def test_the_engine_of_a_release_that_cannot_be_served_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (release_of(tmp_path / n, store_of(quads()), f"0.{n}.0") for n in "12")
    engine = InProcess(second.store)

    async def start(release: Release) -> Engine:
        return engine

    def broken(*_: object) -> None:
        raise EdugraphError("its queries cannot be read")

    app = app_of(first)
    monkeypatch.setattr("edugraph.web.switching.web.site", broken)
    with pytest.raises(EdugraphError, match="its queries cannot be read"):
        asyncio.run(Switch(app, Releases(tmp_path), Settings(), start).to(second))
    assert (engine.is_closed, app.state.site.release.id) == (True, "0.1.0")


def test_an_engine_is_closed_only_when_its_last_answer_is_given(tmp_path: Path) -> None:
    async def run() -> list[bool]:
        inner = InProcess(store_of(quads()))
        inner.delay_s = 0.2
        engine = Drained(inner)
        asking = asyncio.create_task(engine.answer(Asked("ASK {}")))
        await asyncio.sleep(0.05)
        ending = asyncio.create_task(engine.drained(5))
        await asyncio.sleep(0.05)
        seen = [inner.is_closed]
        await asyncio.gather(asking, ending)
        return [*seen, inner.is_closed]

    assert asyncio.run(run()) == [False, True]


# --- named questions ------------------------------------------------------------------------------------------------


def test_the_interface_lists_every_question_with_typed_parameters_and_examples(asker: Asker) -> None:
    told = asker.request("GET", "/openapi.json").json()
    questions = asker.app.state.site.questions
    assert {p for p in told["paths"] if p.startswith("/questions/")} == {f"/questions/{n}" for n in questions}
    asked = told["paths"]["/questions/commitments-of-a-maker"]["get"]
    by_name = {p["name"]: p for p in asked["parameters"]}
    assert by_name["asof"]["schema"] == {"type": "string", "format": "date", "default": "2026-11-21"}
    assert by_name["maker"]["example"] == "org/cis-education-council"
    assert by_name["lang"]["schema"] == {"enum": ["en", "ru", "lv"]}
    assert set(asked["responses"]["200"]["content"]) == {ROWS, "text/csv", "text/html"}


@pytest.mark.parametrize("suffix", [".json", ".csv", ".html"])
def test_every_question_of_the_interface_is_answered_with_its_example(asker: Asker, suffix: str) -> None:
    for name in asker.app.state.site.questions:
        answer = asker.request("GET", f"/questions/{name}{suffix}")
        assert (name, answer.status_code) == (name, 200)
        assert answer.headers["etag"].startswith('"')


def test_a_question_has_a_validator_of_its_own_for_each_value_and_format(asker: Asker) -> None:
    path = "/questions/commitments-of-a-maker.csv"
    first = asker.request("GET", path)
    assert asker.request("GET", path, {"if-none-match": first.headers["etag"]}).status_code == 304
    other = asker.request("GET", f"{path}?asof=2027-01-01", {"if-none-match": first.headers["etag"]})
    assert (other.status_code, other.headers["etag"] != first.headers["etag"]) == (200, True)
    assert next(csv.reader(io.StringIO(first.text)))[0] == "commitment"


@pytest.mark.parametrize(
    "typed",
    [
        "asof=2026-02-30",
        "asof=%22%20%7D%20SERVICE",
        "maker=a%3E%20.%20%3Fs%20%3Fp%20%3Fo",
        "maker=",
        "maker=http%3A//x/%22",
    ],
)
def test_a_value_that_is_no_term_of_its_kind_is_refused(asker: Asker, typed: str) -> None:
    answer = asker.request("GET", f"/questions/commitments-of-a-maker.json?{typed}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-parameter")


def test_the_docs_name_every_code_with_its_status() -> None:
    text = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    told = {(int(status), code) for status, code in re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", text, re.MULTILINE)}
    own = {(errors.STATUS[kind], code) for kind, code in errors.CODES.items()}
    engine = {(status, kind.code) for kind, status in errors.STATUS.items() if issubclass(kind, protocol.EngineError)}
    assert told == own | engine | {(500, "internal-server-error")}


class Held(io.StringIO):
    """A stream that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()

    def write(self, text: str) -> int:
        self.may_go_on.wait(10)
        return super().write(text)


def test_a_log_that_nobody_reads_holds_up_nobody_and_tells_what_it_lost() -> None:
    stream = Held()
    writer = Writer(stream)
    for number in range(MOST_LINES + 5):
        writer.emit(logging.makeLogRecord({"name": "x", "msg": str(number)}))
    time.sleep(0.2)  # the writer stands before the stream now
    for number in range(MOST_LINES + 5):
        writer.emit(logging.makeLogRecord({"name": "x", "msg": f"later {number}"}))
    stream.may_go_on.set()
    writer.close()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    lost = sum(line.get("lines", 0) for line in lines if line["event"] == "lines lost")
    assert lost > 0
    assert len([line for line in lines if line["event"] != "lines lost"]) + lost == 2 * (MOST_LINES + 5)
    assert [line["event"] for line in lines[:3]] == ["0", "1", "2"]
