"""What many tests need: the founding data, read, inferred and checked once."""

import os
from pathlib import Path

import pytest

from edugraph import records, store
from edugraph.build import graphs
from edugraph.release import making
from miniature import Project

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def founding() -> making.Draft:
    """The founding data as a build sees them before it writes anything."""
    return making.checked(ROOT)


def left_out(config: pytest.Config) -> list[str]:
    """The reasons of skipped tests, each once; each names what would bring the test."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return sorted({str(r.longrepr[2]).removeprefix("Skipped: ") for r in skipped if isinstance(r.longrepr, tuple)})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration (EDUGRAPH_CI), a test left out fails the run, unless only `../shared` is absent."""
    is_worker = hasattr(session.config, "workerinput")
    if os.environ.get("EDUGRAPH_CI") and not is_worker and any("../shared" not in r for r in left_out(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out, and what would bring it."""
    for reason in left_out(config):
        terminalreporter.write_line(f"left out: {reason}", yellow=True)


@pytest.fixture(scope="session")
def language() -> records.Language:
    return records.read(ROOT / "ontology" / "records.yaml")


@pytest.fixture(scope="session")
def codes() -> records.Codes:
    named = {p.relative_to(ROOT).as_posix(): p for p in (ROOT / "ontology" / "codes").glob("*.ttl")}
    return graphs.codes(graphs.ontology(named, store.read_rdf))


@pytest.fixture
def project(tmp_path: Path, language: records.Language, codes: records.Codes) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    return Project(root, language, codes)
