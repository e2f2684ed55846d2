"""The founding data as an index, written once."""

from collections.abc import Iterator

import pytest

from edugraph.release import making
from edugraph.search import NAME, Index, write

TITLES = {"who-attended": {"en": "Who attended a meeting?", "ru": "Кто присутствовал на встрече?"}}


@pytest.fixture(scope="session")
def index(founding: making.Draft, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("search") / NAME
    write(path, founding.quads, TITLES)
    opened = Index(path)
    yield opened
    opened.close()
