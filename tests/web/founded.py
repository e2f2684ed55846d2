"""A server over the founding data, for the pages that need more than the small graph."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edugraph.build import meta
from edugraph.config import Settings
from edugraph.release import Release, making
from edugraph.release.making import Draft
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import ROOT, Client

MANIFEST = {"id": "2026.11.1-2026-11-21-0123456789abcdef", "version": "2026.11.1", "date": "2026-11-21"}


def released(founding: Draft, home: Path, manifest: Mapping[str, str] = MANIFEST) -> Release:
    """The founding data as a release in a folder, its store in memory."""
    folder = home / manifest["id"]
    shutil.copytree(ROOT / "queries", folder / "queries")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    making.counted(folder, meta.by_graph(founding.quads))
    made = Release(folder, dict(manifest))
    made.__dict__["store"] = founding.working
    return made


def client_of(release: Release, **settings: Any) -> Client:
    """A client of a server over a release."""
    return Client(create_app(release, Settings(**settings), InProcess(release.store)))
