"""A small release on disk and pools over it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.engine.protocol import Answer, Asked
from edugraph.release import Release
from edugraph.store import write_store

X = "PREFIX x: <https://x.org/> "
THINGS = 1500
CROSS = X + "SELECT (COUNT(*) AS ?n) { ?a x:next ?b . ?c x:next ?d . ?e x:next ?f }"
RUNAWAYS = {
    "cross product": CROSS,
    "path closure": X + "SELECT (COUNT(*) AS ?n) { ?a (x:next|^x:next|x:label)* ?b . ?c (x:next|^x:next)+ ?d }",
    "order by": X + "SELECT ?a { ?a x:next ?b . ?c x:next ?d } ORDER BY SHA512(CONCAT(STR(?a), STR(?d)))",
    "ask": X + "ASK { ?a x:next ?b . ?c x:next ?d . ?e x:next ?f FILTER(STR(?a) = CONCAT(STR(?d), STR(?f))) }",
    "group by": X + "SELECT ?d (COUNT(*) AS ?n) { ?a x:next ?b . ?c x:next ?d . ?e x:next ?f } GROUP BY ?d",
}
_STEPS = " ".join(
    f"BIND(CONCAT({', '.join(['?' + name] * 16)}) AS ?{following})"
    for name, following in zip("abcdefghi", "bcdefghij", strict=True)
)
BOMB = f'SELECT (STRLEN(?j) AS ?length) {{ BIND("{"x" * 64}" AS ?a) {_STEPS} }}'
"""A text that grows sixteenfold nine times."""


def pairs(number: int, tag: str = "") -> str:
    """A query that counts to the square of `number`, and so takes a while; `tag` makes it another one."""
    rows = f"SELECT ?s {{ ?s x:next ?o }} LIMIT {number}"
    return f"{X} SELECT (COUNT(*) AS ?n) {{ {{ {rows} }} {{ {rows.replace('?s', '?t')} }} }} # {tag}"


def nquads() -> str:
    lines = []
    for i in range(THINGS):
        lines.append(f'<https://x.org/{i}> <https://x.org/label> "thing {i}"@en .')
        lines.append(f"<https://x.org/{i}> <https://x.org/next> <https://x.org/{(i * 7 + 1) % THINGS}> .")
    shared = "<https://x.org/a> <https://x.org/says>"
    for graph in ("g1", "g2", "g3"):
        lines.append(f'{shared} "shared" <https://x.org/{graph}> .')
        lines.append(f'{shared} "only {graph}" <https://x.org/{graph}> .')
    lines.append('<https://x.org/b> <https://x.org/says> "only g4" <https://x.org/g4> .')
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release with a store on disk."""
    folder: Path = tmp_path_factory.mktemp("release")
    (folder / "graph.nq").write_text(nquads(), encoding="utf-8")
    write_store(folder / "store", folder / "graph.nq")
    return Release(folder, {"id": "0.1.0-2026-11-21-0123456789abcdef"})


@asynccontextmanager
async def pool(release: Release, is_warm: bool = False, **settings: int) -> AsyncIterator[Pool]:
    """A pool that is closed at the end."""
    given: dict[str, Any] = {"workers": 2, "in_memory_quads": 100_000 if is_warm else 0, "query_memory_mib": 256}
    made = await Pool.started(release, Settings(**{**given, **settings}))
    try:
        if is_warm:
            await asyncio.wait_for(made.warm(), 30)
        yield made
    finally:
        await made.close()


async def whole(made: Pool, query: str, format_: str = "json", **limits: Any) -> bytes:
    """The whole answer, streamed or not."""
    return await body(await made.answer(Asked(query, format=format_, **limits)))


async def body(answer: Answer) -> bytes:
    if answer.body is not None:
        return answer.body
    assert answer.chunks, "an answer has a body or parts"
    return b"".join([part async for part in answer.chunks])


Test = Callable[[Pool], Awaitable[None]]


@pytest.fixture
def run(release: Release) -> Callable[..., None]:
    """Runs a coroutine function over a pool, within a minute."""

    def running(test: Callable[[Pool], Coroutine[Any, Any, None]], **settings: Any) -> None:
        async def all_of_it() -> None:
            async with pool(release, **settings) as made:
                await test(made)

        asyncio.run(asyncio.wait_for(all_of_it(), 60))

    return running
