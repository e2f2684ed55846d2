"""What is made ready in the background: nothing of it is left to the first reader."""

import logging
from pathlib import Path

import pytest
from jinja2 import Environment

from edugraph.release.making import Draft
from edugraph.web import warming
from edugraph.web.frame import Site, environment

from .conftest import Client
from .founded import client_of, released


@pytest.fixture
def cold(founding: Draft, tmp_path: Path) -> Client:
    """A server over the founding data that has answered nobody yet."""
    environment.cache_clear()
    return client_of(released(founding, tmp_path))


def site_of(client: Client) -> Site:
    site: Site = client.app.state.site
    return site


def read(client: Client) -> set[str]:
    """What is known of the networks by now."""
    return {name for name in site_of(client).networks.__dict__ if not name.startswith("_")}


def test_after_warming_the_first_map_reads_no_file_and_compiles_no_template(
    built: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.cache_clear()
    cold = client_of(site_of(built).release)
    warming.warm(site_of(cold), lambda seconds: None)

    def refuse(*values: object, **more: object) -> None:
        raise AssertionError("this was to be done before")

    monkeypatch.setattr(Environment, "compile", refuse)
    before = read(cold)
    for path in ("/network", "/network?level=both", "/world"):
        assert "Kazakhstan" in cold.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text, path
    assert read(cold) == before


def test_between_two_steps_it_rests_as_long_as_the_step_took(cold: Client) -> None:
    rests: list[float] = []
    warming.warm(site_of(cold), rests.append)
    assert len(rests) == len(list(warming.steps(site_of(cold))))
    assert all(0 <= seconds < 2 for seconds in rests)


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"ties": 1}'])
def test_what_cannot_be_read_is_told_in_the_log_and_the_rest_is_made_ready(
    cold: Client, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    files = site_of(cold).networks.files
    (files / "network").mkdir(exist_ok=True)
    (files / "network" / "countries.json").write_text(text, encoding="utf-8")
    with caplog.at_level(logging.WARNING, "edugraph.release"):
        warming.warm(site_of(cold), lambda seconds: None)
    assert "not read beforehand" in caplog.messages
    assert "ties" in site_of(cold).networks.__dict__


def test_the_thread_ends_with_the_process(cold: Client) -> None:
    thread = warming.begin(site_of(cold))
    assert thread.daemon
    thread.join(30)
    assert not thread.is_alive()
