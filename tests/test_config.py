"""Settings come from a mapping, once, and a wrong one is refused by name."""

from dataclasses import fields
from pathlib import Path

import pytest

from edugraph.config import Settings, own_files
from edugraph.errors import EdugraphError


def test_without_variables_every_setting_has_its_default() -> None:
    found = Settings.read({"PATH": "/bin", "HOME": "/root"})
    assert found == Settings(Path("releases"), None, None, "127.0.0.1", 8000, "")


def test_every_setting_is_read_as_its_type() -> None:
    given = {
        "EDUGRAPH_HOME": "/data/releases",
        "EDUGRAPH_INPUTS": "/data/project",
        "EDUGRAPH_SOURCES": "/data/texts",
        "EDUGRAPH_HOST": "0.0.0.0",
        "EDUGRAPH_PORT": "8080",
        "EDUGRAPH_PUBLIC_URL": "https://example.org/",
    }
    texts = Path("/data/texts")
    wanted = Settings(Path("/data/releases"), Path("/data/project"), texts, "0.0.0.0", 8080, "https://example.org/")
    assert Settings.read(given) == wanted


def test_an_empty_variable_is_not_set() -> None:
    names = [f"EDUGRAPH_{f.name.upper()}" for f in fields(Settings)]
    assert Settings.read(dict.fromkeys(names, "")) == Settings()


@pytest.mark.parametrize("port", ["eighty", "-1", "8080.0", "70000", "٨٠", "9" * 5000])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(EdugraphError) as fault:
        Settings.read({"EDUGRAPH_PORT": port})
    assert str(fault.value) == f"EDUGRAPH_PORT must be a whole number up to 65535, not {port!r}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_bytes", 1 << 39),
        ("max_rows", 50_000_000),
        ("in_memory_quads", 70_000),
        ("cache_mib", 70_000),
        ("query_memory_mib", 70_000),
        ("query_kib", 70_000),
        ("rate_burst", 1_000_000),
    ],
)
def test_a_number_that_is_no_port_may_be_larger_than_one(name: str, value: int) -> None:
    assert getattr(Settings.read({f"EDUGRAPH_{name.upper()}": str(value)}), name) == value


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("max_bytes", 10**12),
        ("max_rows", 10**12),
        ("cache_mib", 1 << 20),
        ("query_memory_mib", 1 << 20),
        ("query_timeout_s", 86_400),
        ("workers", 1024),
    ],
)
def test_a_number_beyond_sense_is_refused_with_its_ceiling(name: str, most: int) -> None:
    variable = f"EDUGRAPH_{name.upper()}"
    assert getattr(Settings.read({variable: str(most)}), name) == most
    with pytest.raises(EdugraphError) as fault:
        Settings.read({variable: str(most + 1)})
    assert str(fault.value) == f"{variable} must be a whole number up to {most}, not '{most + 1}'"


def test_every_default_is_within_its_ceiling() -> None:
    defaults = {f"EDUGRAPH_{f.name.upper()}": str(f.default) for f in fields(Settings) if f.type is int}
    assert Settings.read(defaults) == Settings()


def test_an_unknown_variable_is_refused_with_the_known_ones() -> None:
    with pytest.raises(EdugraphError) as fault:
        Settings.read({"EDUGRAPH_PROT": "80"})
    known = ", ".join(sorted(f"EDUGRAPH_{f.name.upper()}" for f in fields(Settings)))
    assert str(fault.value) == f"EDUGRAPH_PROT is no setting; known: {known}"


def test_variables_of_the_tests_are_left_alone() -> None:
    assert Settings.read({"EDUGRAPH_CHROMIUM": "/usr/bin/chromium", "EDUGRAPH_CI": "1"}) == Settings()


def test_every_setting_has_a_line_of_help() -> None:
    assert [f.name for f in fields(Settings) if not f.metadata.get("help", "").endswith(".")] == []


def test_the_projects_own_files_are_found() -> None:
    assert Settings().root == own_files()
    assert (own_files() / "ontology" / "records.yaml").is_file()
