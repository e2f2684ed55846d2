"""The founding release, and the servers that it is brought to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edugraph.release import Release, Releases, making

from . import servers
from .servers import Running

ROOT = Path(__file__).resolve().parents[2]
ENGINES = [
    pytest.param("oxigraph", marks=pytest.mark.xdist_group("oxigraph")),
    pytest.param(
        "virtuoso",
        marks=[
            pytest.mark.xdist_group("virtuoso"),
            pytest.mark.skipif(not servers.VIRTUOSO, reason="no Virtuoso: `apt-get install virtuoso-opensource-7-bin`"),
        ],
    ),
]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))[0]


@pytest.fixture(scope="module", params=ENGINES)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Each server that can be started here, empty."""
    start = servers.oxigraph() if request.param == "oxigraph" else servers.virtuoso(tmp_path_factory.mktemp("v"))
    with start as made:
        yield made
