"""The project's own files, read once for all tests of the reference artefacts."""

from pathlib import Path

import pytest

from edugraph import records, reference, store
from edugraph.cli import app
from edugraph.records import Language
from edugraph.reference.terms import Ontology

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def language() -> Language:
    return records.read(ROOT / "ontology" / "records.yaml")


@pytest.fixture(scope="session")
def terms() -> Ontology:
    return reference.read_ontology(ROOT, store.read_rdf)


@pytest.fixture(scope="session")
def made() -> dict[str, str]:
    """Name -> content of every generated file."""
    return reference.contents(ROOT, app, store.read_rdf)
