"""What pages cost: queries to the engine, rows it answers, its CPU and the server's, on data of several sizes.

Pages are asked in this process over a release from disk, each time with nothing cached. `prepared` makes a release of
the founding data whose store holds other quads, and counts these anew, as a build would.
"""

import argparse
import asyncio
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from fastapi import FastAPI
from servers import prepared

from edugraph.config import Settings
from edugraph.engine.protocol import Answer, Asked
from edugraph.release import Release, Releases
from edugraph.store import RDF_FORMATS, RESULT_FORMATS, Store
from edugraph.store.answers import Graphs, found
from edugraph.web.app import create_app

PART = 64 * 1024
PAGES = (
    "/",
    "/actors",
    "/actors?kind=organisation&page=2",
    "/actors?country=KAZ",
    "/sources",
    "/commitments",
    "/commitments?actor=country/KAZ",
    "/commitments?state=due-passed-no-evidence&page=2",
    "/timeline",
    "/timeline?kind=event&page=3",
    "/timeline?actor=country/KAZ",
    "/plan/arpae-2022-2026",
    "/doc/country/KAZ",
    "/doc/country/LVA",
    "/doc/org/asean",
    "/doc/event/cis-education-council-moscow-nov-20",
    "/doc/source/synthetic",
    "/doc/vocab/topic/higher-education",
    "/browse",
    "/browse/Event",
    "/graph",
    "/data",
)
"""One of each kind, those of what very many things point at among them."""


@dataclass
class Engine:
    """Answers queries over a store in this process, and counts what it does."""

    store: Store
    queries: int = 0
    rows: int = 0
    cpu_s: float = 0.0
    slowest: list[tuple[float, str]] = field(default_factory=list)

    async def answer(self, asked: Asked) -> Answer:
        graphs = Graphs(asked.default_graphs, asked.named_graphs) if asked.default_graphs else None
        parts: list[bytes] = []
        began = time.process_time()
        answer = found(self.store, asked.query, graphs)
        kind = answer.kind
        answer.write(asked.format, parts.append, asked.max_rows or 1_000_000, PART)
        took = time.process_time() - began
        self.queries, self.cpu_s = self.queries + 1, self.cpu_s + took
        self.rows += b"".join(parts).count(b'{"type":') if asked.format == "json" else 0
        self.slowest.append((took, asked.query))
        media = (RDF_FORMATS if kind == "triples" else RESULT_FORMATS)[asked.format].media_type
        return Answer(media, kind, b"".join(parts))

    async def close(self) -> None:
        """Nothing is kept."""

    def limits(self) -> dict[str, object]:
        return {"timeout_s": 10}


@dataclass(frozen=True)
class Cost:
    """One page: queries, values that the engine answered, milliseconds of CPU of the engine and of all."""

    status: int
    queries: int
    values: int
    engine_ms: float
    all_ms: float


def app_of(release: Release) -> tuple[FastAPI, Engine]:
    """The server of a release, and its engine."""
    engine = Engine(Store.opened(release.files / "store"))
    return create_app(release, Settings(cache_mib=0), engine), engine


def cost(app: FastAPI, engine: Engine, path: str, rounds: int) -> Cost:
    """What one page costs: medians of CPU over some rounds, with nothing cached."""
    times = [_asked(app, engine, path) for _ in range(rounds)]
    last = times[-1]
    medians = [statistics.median(getattr(t, name) for t in times) for name in ("engine_ms", "all_ms")]
    return Cost(last.status, last.queries, last.values, *medians)


def _asked(app: FastAPI, engine: Engine, path: str) -> Cost:
    engine.queries, engine.rows, engine.cpu_s, engine.slowest = 0, 0, 0.0, []
    gc.collect()
    began = time.process_time()
    status = asyncio.run(_sent(app, path))
    took = time.process_time() - began
    return Cost(status, engine.queries, engine.rows, engine.cpu_s * 1000, took * 1000)


async def _sent(app: FastAPI, path: str) -> int:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        return (await client.get(path, headers={"accept": "text/html", "accept-language": "en"})).status_code


def homes(folder: Path, files: list[Path]) -> Iterator[tuple[str, Release]]:
    """A release for each file of N-Quads; what a folder holds already is used again."""
    for file in files:
        home = folder / file.stem
        if not home.exists():
            prepared(home, file)
        release = Releases(home).current()
        assert release, "a build leaves a current release"
        yield file.stem, release


def table(found: Mapping[str, Mapping[str, Cost]]) -> str:
    """The costs as a table of Markdown: a row for each page, a column for each size."""
    sizes = list(found)
    lines = ["| page | " + " | ".join(sizes) + " |", "|---|" + "---|" * len(sizes)]
    for page in next(iter(found.values())):
        costs = [found[size][page] for size in sizes]
        cells = [f"{c.queries}, {c.values:,}, {c.engine_ms:,.0f}, {c.all_ms:,.0f}" for c in costs]
        cells = [cell if c.status == 200 else f"{c.status}" for c, cell in zip(costs, cells, strict=True)]
        lines.append(f"| `{page}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="N-Quads, as generate.py writes them")
    parser.add_argument("--homes", type=Path, help="a folder in which the releases stay for the next time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", nargs="*", default=PAGES)
    parser.add_argument("--slowest", action="store_true", help="show the slowest query of each page")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, dict[str, Cost]] = {}
        for size, release in homes(args.homes or Path(folder), args.files):
            app, engine = app_of(release)
            cost(app, engine, "/about", 2)
            found[size] = {}
            for page in args.pages:
                found[size][page] = cost(app, engine, page, args.rounds)
                if args.slowest:
                    took, query = max(engine.slowest, default=(0.0, ""))
                    print(size, page, f"{took * 1000:.0f} ms", query.splitlines()[0] if query else "", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}; queries, values answered, ms of CPU in the engine, ms of CPU in all\n")
    print(table(found))


if __name__ == "__main__":
    main()
