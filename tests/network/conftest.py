"""A release of the founding data, its networks, and a client of its server."""

import json

import pytest

from edugraph.config import Settings
from edugraph.network.selection import Network
from edugraph.network.ties import LEVELS
from edugraph.release import Release, Releases, making
from edugraph.web.app import create_app
from inprocess import InProcess
from web.conftest import ROOT, Client


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    return release


@pytest.fixture(scope="session")
def networks(built: Release) -> dict[str, Network]:
    paths = {level: built.files / "network" / f"{level}.json" for level in LEVELS}
    return {level: Network(json.loads(path.read_text(encoding="utf-8"))) for level, path in paths.items()}


@pytest.fixture(scope="session")
def site(built: Release) -> Client:
    return Client(create_app(built, Settings(), InProcess(built.store)))


@pytest.fixture(scope="session")
def levels(networks: dict[str, Network]) -> dict[str, Network]:
    """The same, for tests that speak of the room `networks` too."""
    return networks
