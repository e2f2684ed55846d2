"""How long a build takes, and how much memory: the founding data, and synthetic folders of growing size.

python bench/build.py                       founding data, and 700 synthetic events (100,000 quads)
python bench/build.py --events 700 8300     100,000 and 1,000,000 quads; the second takes minutes
python bench/build.py --store-only --quads 1000000

Each build runs in a process of its own and prints its stages. Then the load of one N-Quads file into a store is timed
beside its peers in the same run: `pyoxigraph.Store.bulk_load` of the same file as it is, and rdflib on a part of it.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
_STAGE = re.compile(r"^(\S.*?)\s+([0-9.]+) s\s+([0-9]+) MiB$", re.MULTILINE)
_QUADS = re.compile(r": ([0-9]+) quads in")
_RDFLIB_QUADS = 100_000

_LOADERS = {
    "edugraph store.write_store": "from edugraph.store import write_store; write_store(folder, file)",
    "pyoxigraph Store.bulk_load": (
        "import pyoxigraph as ox; ox.Store(str(folder)).bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)"
    ),
    "rdflib Dataset.parse, in memory": "import rdflib; rdflib.Dataset().parse(file, format='nquads')",
}


class Stage(NamedTuple):
    """One stage of a build: seconds it took, and the peak memory of the process when it ended."""

    name: str
    seconds: float
    peak_mib: int


class Build(NamedTuple):
    """One build: how many quads, and its stages."""

    quads: int
    stages: list[Stage]


def build(home: Path, inputs: Path | None) -> Build:
    """Run `edugraph build --timings` in a process of its own. Raises SystemExit with its words when it fails."""
    set_ = {"EDUGRAPH_HOME": str(home)} | ({"EDUGRAPH_INPUTS": str(inputs)} if inputs else {})
    outside = {name: value for name, value in os.environ.items() if not name.startswith("EDUGRAPH_")}
    command = [sys.executable, "-m", "edugraph.cli", "build", "--timings", "--again"]
    run = subprocess.run(command, env=outside | set_, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr[-4000:])
    count = _QUADS.search(run.stdout)
    assert count, "the build ends by telling its quads"
    return Build(int(count[1]), [Stage(n, float(s), int(m)) for n, s, m in _STAGE.findall(run.stdout)])


def generated(what: str, size: int, seed: int, to: Path) -> Path:
    """Run bench/generate.py: `what` is `records` (size in events) or `nquads` (size in quads)."""
    size_name = "--events" if what == "records" else "--quads"
    command = [sys.executable, str(HERE / "generate.py"), what, size_name, str(size), "--seed", str(seed)]
    subprocess.run([*command, "--to", str(to)], check=True, stdout=subprocess.DEVNULL)
    return to


# --- the store alone ----------------------------------------------------------------------------------------------


def loads(file: Path, folder: Path) -> Iterator[tuple[str, int, float]]:
    """Loader, quads and seconds, each in a process of its own; rdflib gets the first lines only."""
    part = folder / "part.nq"
    quads = _first_lines(file, part)
    for number, (name, code) in enumerate(_LOADERS.items()):
        is_slow = name.startswith("rdflib")
        seconds = _timed(code, part if is_slow else file, folder / f"store-{number}")
        yield name, min(quads, _RDFLIB_QUADS) if is_slow else quads, seconds


def _first_lines(file: Path, part: Path) -> int:
    """Copy the first lines to `part`; returns how many lines there are in all."""
    with file.open("rb") as lines, part.open("wb") as out:
        copied = [out.write(line) for line in islice(lines, _RDFLIB_QUADS)]
        return len(copied) + sum(1 for _ in lines)


def _timed(code: str, file: Path, folder: Path) -> float:
    """Seconds that the code takes, its imports not counted."""
    imports, _, act = code.partition("; ")
    program = f"""
import sys, time, pathlib
file, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
{imports}
start = time.perf_counter()
{act}
print(time.perf_counter() - start)
"""
    run = [sys.executable, "-W", "ignore", "-c", program, str(file), str(folder)]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


# --- the report ---------------------------------------------------------------------------------------------------


def told(name: str, made: Build) -> str:
    """A build as a table: seconds, quads a second and peak memory by stage."""
    rows = [f"{name}: {made.quads:,} quads"]
    total = Stage("all", sum(s.seconds for s in made.stages), max(s.peak_mib for s in made.stages))
    for stage in [*made.stages, total]:
        speed = made.quads / stage.seconds if stage.seconds else 0
        rows.append(f"  {stage.name:<18}{stage.seconds:9.2f} s {speed:12,.0f} quads/s {stage.peak_mib:7} MiB")
    return "\n".join(rows)


def growth(small: Build, large: Build) -> str:
    """How memory grows with the data: the bytes that each further quad costs at the peak."""
    quads = large.quads - small.quads
    mib = max(s.peak_mib for s in large.stages) - max(s.peak_mib for s in small.stages)
    return f"  each quad more costs {mib * 2**20 / quads:,.0f} bytes at the peak" if quads > 0 else ""


def run_builds(sizes: list[int], seed: int, folder: Path, tell: Callable[[str], None]) -> None:
    last = build(folder / "founding-home", None)
    tell(told("founding data", last))
    for events in sizes:
        inputs = generated("records", events, seed, folder / f"inputs-{events}")
        made = build(folder / f"home-{events}", inputs)
        tell(told(f"{events:,} synthetic events", made))
        tell(growth(last, made))
        last = made


def run_loads(quads: int, seed: int, folder: Path, tell: Callable[[str], None]) -> None:
    start = time.perf_counter()
    file = generated("nquads", quads, seed, folder / "graph.nq")
    tell(f"store load ({time.perf_counter() - start:.0f} s to generate the file)")
    for name, count, seconds in loads(file, folder):
        tell(f"  {name:<34}{count:11,} quads {seconds:8.2f} s {count / seconds:10,.0f} quads/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="*", default=[700], help="Sizes of the synthetic folders.")
    parser.add_argument("--quads", type=int, default=200_000, help="Size of the file that is loaded into stores.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store-only", action="store_true", help="No builds, only the store.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="edugraph-bench-") as scratch:
        if not given.store_only:
            run_builds(given.events, given.seed, Path(scratch), print)
        run_loads(given.quads, given.seed, Path(scratch), print)


if __name__ == "__main__":
    main()
