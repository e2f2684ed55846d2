"""How soon a server answers: from disk at once, from memory when the release is there.

python bench/generate.py nquads --quads 1000000 --seed 1 --to FILE
python bench/start.py FILE

Seconds from the start of the process to the first answer, to the moment when the release is in memory, and the slowest
look-up between the two (one every 20 ms, each another query); resident memory of all processes at the end.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from servers import descendants, environment, free_port, prepared, with_default_graph

MOST = 100_000_000
"""Quads that may be held in memory: the setting, beyond any file here."""


def main() -> None:
    """Start once, and look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "all.nq"
        data.write_bytes(with_default_graph(given.file.read_bytes()))
        quads = sum(1 for _ in data.open("rb"))
        home = prepared(Path(folder) / "home", data)
        data.unlink()
        print(f"{quads} quads in the store")
        started(home)


def started(home: Path) -> None:
    """Start the server of a release, and tell when it answers, and from where."""
    port = free_port()
    settings = {"EDUGRAPH_HOME": str(home), "EDUGRAPH_RATE_PER_S": "0", "EDUGRAPH_IN_MEMORY_QUADS": str(MOST)}
    command = [sys.executable, "-m", "edugraph.cli", "serve", "--no-build", "--port", str(port)]
    began = time.monotonic()
    process = subprocess.Popen(command, env={**environment(), **settings}, stdout=subprocess.DEVNULL)
    try:
        while _asked(port, "ASK { ?s ?p ?o }") is None:
            time.sleep(0.01)
        print(f"first answer after {time.monotonic() - began:.2f} s")
        slowest, turn = 0.0, 0
        while not _is_in_memory(port):
            took = _asked(port, f"ASK {{ <https://w3id.org/edugraph/def#Meeting> ?p {turn} }}")
            assert took is not None, "the server answers all the while"
            slowest, turn = max(slowest, took), turn + 1
            time.sleep(0.02)
        print(f"in memory after {time.monotonic() - began:.1f} s; slowest of {turn} look-ups {slowest * 1000:.0f} ms")
        pids = [process.pid, *descendants(process.pid)]
        print(f"memory: {sum(map(_pss_mib, pids)):.0f} MiB in {len(pids)} processes")
    finally:
        process.terminate()
        process.wait(60)


def _asked(port: int, query: str) -> float | None:
    """Seconds that a query took; None while nothing listens."""
    began = time.monotonic()
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?format=json&query={quote(query)}").close()
    except (urllib.error.URLError, ConnectionError):
        return None
    return time.monotonic() - began


def _is_in_memory(port: int) -> bool:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/health")
    with urllib.request.urlopen(asked) as answer:
        return bool(json.load(answer)["in_memory"])


def _pss_mib(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(told.partition("\nPss:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
