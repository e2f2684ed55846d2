"""One bad query never harms another: deadlines, memory, deaths, places, readers, and nothing is left."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from edugraph.engine import guards, seccomp
from edugraph.engine.lanes import shared
from edugraph.engine.pool import Pool
from edugraph.engine.protocol import (
    Asked,
    Busy,
    EngineError,
    OutOfMemory,
    RefusedForNow,
    RefusedQuery,
    TimedOut,
    TooDeep,
    WorkerDied,
)
from edugraph.engine.workers import End
from edugraph.release import Release

from .conftest import BOMB, CROSS, RUNAWAYS, X, body, pairs, whole

Run = Callable[..., None]
LOOK_UP = X + "SELECT ?o { x:7 x:label ?o }"
FOUND = b"o\r\nthing 7\r\n"


async def settled(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until the condition holds; fail when it does not."""
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, "the condition held in time"
        await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


# --- deadlines and memory --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_runaway_ends_at_its_deadline_and_the_next_query_is_fine(run: Run, query: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(TimedOut, match=r"ran for 0\.3 seconds") as caught:
            await pool.answer(Asked(query, deadline_s=0.3))
        assert not caught.value.is_full
        assert await whole(pool, LOOK_UP, "csv") == FOUND
        assert pool.counters["failed.timeout"] == pool.counters["killed"] == 1

    run(test, is_warm=True)


def test_a_bomb_of_text_ends_for_want_of_memory_and_the_next_query_is_fine(run: Run) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(OutOfMemory, match="wanted more memory"):
            await pool.answer(Asked(BOMB))
        assert await whole(pool, LOOK_UP, "csv") == FOUND
        with pytest.raises(RefusedForNow, match="out-of-memory"):
            await pool.answer(Asked(BOMB))

    run(test)


SHORT_OF_TIME = (TimedOut, Busy)
"""What a short limit may come to: on a crowded machine a query may not even find its place within it."""


def test_a_query_is_refused_for_a_while_only_after_the_servers_own_limit(run: Run) -> None:
    async def test(pool: Pool) -> None:
        for _ in range(2):
            with pytest.raises(SHORT_OF_TIME):
                await pool.answer(Asked(CROSS, deadline_s=0.1))
        with pytest.raises(TimedOut) as caught:
            await pool.answer(Asked(CROSS, deadline_s=99))
        assert (caught.value.limit_s, caught.value.is_full) == (1, True)
        with pytest.raises(RefusedForNow) as refused:
            await pool.answer(Asked(CROSS, deadline_s=0.1, format="xml"))
        assert 0 < refused.value.retry_after_s <= 2
        with pytest.raises(SHORT_OF_TIME):
            await pool.answer(Asked(CROSS + " # another", deadline_s=0.1))
        await asyncio.sleep(1.1)
        with pytest.raises(SHORT_OF_TIME):
            await pool.answer(Asked(CROSS, deadline_s=0.1))

    run(test, query_timeout_s=1, refused_s=1)


def test_what_the_guards_let_through_ends_no_worker(run: Run) -> None:
    async def test(pool: Pool) -> None:
        for query in (
            "SELECT * { BIND(" + "(" * 190 + "1" + ")" * 190 + " AS ?x) }",
            "SELECT * " + "{ SELECT * " * 100 + "{}" + "}" * 100,
            "SELECT * { FILTER(" + "!" * 190 + "true) }",
            "SELECT * { FILTER(" + "||".join(["?x"] * 900) + ") }",
            "SELECT * { ?s ?p (" + " 1" * 15_000 + ") }",
            "SELECT * { ?s <urn:p> " + ",".join(f"?o{i}" for i in range(9000)) + " }",
            "SELECT * { ?s " + "/".join(["<urn:a>"] * 900) + " ?o }",
        ):
            try:
                await pool.answer(Asked(query, deadline_s=0.4))
            except TimedOut:
                continue
        assert pool.counters["failed.worker-died"] == 0

    run(test)


def test_a_long_text_is_read_by_a_worker_and_refused_in_the_same_words(run: Run) -> None:
    async def test(pool: Pool) -> None:
        comment = "#" + "x" * guards.SHORT
        with pytest.raises(TooDeep, match="nests deeper than 200 levels"):
            await pool.answer(Asked("SELECT * { BIND(" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) }"))
        with pytest.raises(RefusedQuery, match="is refused here"):
            await pool.answer(Asked("SELECT * { SERVICE <http://x.org/> {} }" + comment))
        assert await whole(pool, LOOK_UP + comment, "csv") == FOUND
        assert pool.counters["killed"] == 0

    run(test)


# --- death -----------------------------------------------------------------------------------------------------------


def test_the_death_of_a_worker_is_one_clear_error_to_one_client(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    async def test(pool: Pool) -> None:
        victim = asyncio.create_task(pool.answer(Asked(CROSS)))
        await settled(lambda: pool.gauges()["long"] == 1)
        bystander = asyncio.create_task(whole(pool, pairs(900), "csv"))
        await asyncio.sleep(0.02)
        os.kill(busiest(pool), signal.SIGKILL)
        with pytest.raises(WorkerDied, match=r"the process that answered the query ended \(SIGKILL\)"):
            await victim
        assert await bystander == b"n\r\n810000\r\n"
        assert await whole(pool, LOOK_UP, "csv") == FOUND
        assert pool.counters["failed.worker-died"] == 1

    run(test)
    lines = [r.getMessage() for r in caplog.records if r.getMessage().startswith("killed ")]
    assert len(lines) == 1
    assert lines[0].startswith("killed reason=worker-died query=")


@pytest.mark.parametrize(
    ("number", "has_grown", "told"),
    [
        (signal.SIGABRT, True, "OutOfMemory"),
        (signal.SIGABRT, False, "WorkerDied"),
        (signal.SIGSEGV, True, "WorkerDied"),
    ],
)
def test_want_of_memory_is_told_only_of_a_process_that_took_much(
    number: signal.Signals, has_grown: bool, told: str
) -> None:
    fault = End(number, has_grown).fault
    assert type(fault).__name__ == told
    assert told == "OutOfMemory" or number.name in str(fault)


def test_an_abort_without_memory_is_no_want_of_memory(run: Run) -> None:
    async def test(pool: Pool) -> None:
        victim = asyncio.create_task(pool.answer(Asked(CROSS)))
        await settled(lambda: pool.gauges()["long"] == 1)
        os.kill(busiest(pool), signal.SIGABRT)
        with pytest.raises(WorkerDied, match="SIGABRT"):
            await victim

    run(test)


def busiest(pool: Pool) -> int:
    """The worker that has run longest: the one at low priority."""
    return next(pid for pid in pool.pids()[1:] if os.getpriority(os.PRIO_PROCESS, pid) == 19)


def test_the_death_of_the_zygote_is_survived(run: Run) -> None:
    async def test(pool: Pool) -> None:
        assert await whole(pool, LOOK_UP, "csv") == FOUND
        os.kill(pool.pids()[0], signal.SIGKILL)
        await asyncio.sleep(0.05)
        for _ in range(3):
            try:
                assert await whole(pool, LOOK_UP, "csv") == FOUND
                break
            except WorkerDied:
                continue
        assert await whole(pool, LOOK_UP + " ", "csv") == FOUND

    run(test, is_warm=True)


OWNER = """
import asyncio, sys
from pathlib import Path
from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.engine.protocol import Asked
from edugraph.release import Release

async def main():
    pool = await Pool.started(Release(Path(sys.argv[1]), {}), Settings(workers=2, in_memory_quads=100_000))
    await pool.warm()
    asyncio.create_task(pool.answer(Asked(sys.argv[2])))
    await asyncio.sleep(0.3)
    print(*pool.pids(), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_nothing_outlives_a_killed_server(release: Release) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(release.files), CROSS], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    with owner.stdout as said:
        pids = [int(word) for word in said.readline().split()]
    assert len(pids) >= 3
    assert all(is_alive(pid) for pid in pids)
    owner.kill()
    owner.wait()
    asyncio.run(settled(lambda: not any(is_alive(pid) for pid in pids)))


# --- places ----------------------------------------------------------------------------------------------------------


def test_short_queries_pass_while_long_ones_run_and_stand(run: Run) -> None:
    async def test(pool: Pool) -> None:
        long_ones = [asyncio.create_task(pool.answer(Asked(CROSS + f" # {i}"))) for i in range(4)]
        await settled(lambda: pool.gauges()["long"] == 2 and pool.gauges()["parked"] == 2)
        for i in range(30):
            assert await whole(pool, f"{LOOK_UP} # {i}", "csv") == FOUND
        assert not any(task.done() for task in long_ones)
        assert pool.gauges()["long"] == 2
        for task in long_ones:
            task.cancel()
        await asyncio.gather(*long_ones, return_exceptions=True)
        await settled(lambda: not any(pool.gauges()[place] for place in ("short", "long", "parked")))

    run(test, workers=1, long_queries=2, parked_queries=4, query_timeout_s=25)


def test_one_that_stood_still_goes_on_when_a_long_place_is_free(run: Run) -> None:
    async def test(pool: Pool) -> None:
        first = asyncio.create_task(pool.answer(Asked(CROSS)))
        await settled(lambda: pool.gauges()["long"] == 1)
        second = asyncio.create_task(whole(pool, pairs(1400), "csv"))
        await settled(lambda: pool.gauges()["parked"] == 1)
        first.cancel()
        assert await second == b"n\r\n1960000\r\n"

    run(test, workers=1, long_queries=1, short_query_ms=10)


def test_a_long_query_that_finds_no_room_is_told_to_come_again(run: Run) -> None:
    async def test(pool: Pool) -> None:
        first = asyncio.create_task(pool.answer(Asked(CROSS + " # 1", deadline_s=1.5)))
        await settled(lambda: pool.gauges()["long"] == 1)
        running = [first, asyncio.create_task(pool.answer(Asked(CROSS + " # 2", deadline_s=0.6)))]
        await settled(lambda: pool.gauges()["parked"] == 1)
        with pytest.raises(Busy, match="too many long queries") as caught:
            await pool.answer(Asked(CROSS))
        assert caught.value.retry_after_s == 5
        ended = await asyncio.gather(*running, return_exceptions=True)
        assert sorted(type(fault).__name__ for fault in ended) == ["Busy", "TimedOut"]

    run(test, workers=1, long_queries=1, parked_queries=1)


def test_a_full_queue_says_so_at_once(run: Run) -> None:
    async def test(pool: Pool) -> None:
        running = [asyncio.create_task(pool.answer(Asked(CROSS + f" # {i}", deadline_s=1))) for i in range(3)]
        await settled(lambda: pool.gauges()["queued"] == 2)
        with pytest.raises(Busy, match="too many queries wait already") as caught:
            await pool.answer(Asked(LOOK_UP))
        assert pool.gauges()["queued"] == 2
        assert caught.value.retry_after_s == 1
        await asyncio.gather(*running, return_exceptions=True)
        assert await whole(pool, LOOK_UP, "csv") == FOUND

    run(test, workers=1, queue=2, short_query_ms=5000)


@pytest.mark.parametrize(
    ("machine_mib", "parked", "query_mib"),
    [(0, 16, 1024), (24_000, 16, 1024), (8192, 16, 682), (4096, 12, 256), (2048, 6, 128), (512, 1, 64)],
)
def test_a_small_machine_gives_each_query_less(machine_mib: int, parked: int, query_mib: int) -> None:
    assert shared(machine_mib, 6, 16, 1024) == (parked, query_mib)


# --- readers ---------------------------------------------------------------------------------------------------------


def test_a_query_ends_when_nobody_waits_for_it_any_more(run: Run) -> None:
    async def test(pool: Pool) -> None:
        asking = asyncio.create_task(pool.answer(Asked(CROSS)))
        await settled(lambda: pool.gauges()["long"] == 1)
        pid = busiest(pool)
        asking.cancel()
        await settled(lambda: not is_alive(pid) and pool.gauges()["long"] == 0, 5)

    run(test)


def test_identical_queries_are_computed_once_and_outlive_one_of_their_clients(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = pairs(1000)
        asking = [asyncio.create_task(whole(pool, query, "csv")) for _ in range(5)]
        await asyncio.sleep(0.03)
        asking[0].cancel()
        assert await asyncio.gather(*asking[1:]) == [b"n\r\n1000000\r\n"] * 4
        assert asking[0].cancelled()
        assert pool.counters["joined"] == 4
        assert pool.counters["killed"] == 0

    run(test)


def test_readers_of_the_same_long_answer_all_get_it_whole(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + "SELECT ?a ?c { ?a x:next ?b . ?c x:next ?d } LIMIT 80000"
        found = await asyncio.gather(*(whole(pool, query, "csv") for _ in range(3)))
        assert len({len(one) for one in found}) == 1
        assert found[0].count(b"\n") == 80001
        assert pool.counters["joined"] == 2

    run(test)


def test_a_reader_who_stops_ends_the_query_and_one_who_reads_nothing_meets_the_deadline(run: Run) -> None:
    async def test(pool: Pool) -> None:
        query = X + "SELECT * { ?a x:next ?b . ?c x:next ?d }"
        answer = await pool.answer(Asked(query))
        assert answer.chunks
        await anext(answer.chunks)
        await answer.chunks.aclose()  # type: ignore[attr-defined]
        await settled(lambda: not pool.gauges()["long"] and not pool.gauges()["short"], 5)
        idle = await pool.answer(Asked(query, deadline_s=0.8))
        await asyncio.sleep(1)
        with pytest.raises(TimedOut):
            await body(idle)
        assert pool.gauges()["long"] == 0

    run(test)


# --- the network -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not seccomp.is_possible(), reason="no seccomp here")
@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <%s> { ?s ?p ?o } }", "ASK { x:7 ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }"]
)
def test_service_reaches_nothing_even_when_the_lexer_misses_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(guards, "check", lambda _: None)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        async def test(pool: Pool) -> None:
            address = f"http://127.0.0.1:{server.getsockname()[1]}/"
            with suppress(EngineError):  # inside of EXISTS the engine passes the failure over
                await whole(pool, X + query % address, "csv")
            assert await whole(pool, LOOK_UP, "csv") == FOUND

        run(test)
        with pytest.raises(BlockingIOError):
            server.accept()


# --- nothing is left -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_hundred_kills_leave_no_process_and_no_descriptor(run: Run) -> None:
    async def test(pool: Pool) -> None:
        await whole(pool, LOOK_UP)
        before = len(os.listdir("/proc/self/fd"))

        async def killed(i: int) -> None:
            with pytest.raises((TimedOut, Busy)):
                await pool.answer(Asked(f"{CROSS} # {i}", deadline_s=0.04))

        for i in range(200):
            await asyncio.gather(killed(2 * i), killed(2 * i + 1))
            if pool.counters["killed"] >= 200:
                break
        assert pool.counters["killed"] >= 200
        await settled(lambda: pool.gauges()["short"] == pool.gauges()["long"] == pool.gauges()["parked"] == 0)
        await settled(lambda: len(children()) <= 1 + pool.gauges()["workers"] + 1)
        assert await whole(pool, LOOK_UP, "csv") == FOUND
        assert len(os.listdir("/proc/self/fd")) <= before + 3 * 4
        pids.extend([*pool.pids(), *children()])

    def children() -> list[int]:
        """The zygote and its children, zombies too."""
        zygotes = child_pids(os.getpid())
        return [*zygotes, *(pid for zygote in zygotes for pid in child_pids(zygote))]

    pids: list[int] = []
    before = len(os.listdir("/proc/self/fd"))
    run(test, is_warm=True)
    asyncio.run(settled(lambda: not any(is_alive(pid) for pid in pids)))
    assert len(os.listdir("/proc/self/fd")) <= before


def child_pids(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []


def test_the_limits_say_which_barriers_there_are(run: Run) -> None:
    async def test(pool: Pool) -> None:
        told = pool.limits()
        assert (told["timeout_s"], told["memory_mib"], told["workers"], told["max_depth"]) == (10, 256, 2, 200)
        is_behind = told["network_barrier"] == "seccomp"
        assert is_behind == seccomp.is_possible()

    run(test)
