"""What changed between releases, as a page and as a feed that a real feed reader reads."""

import csv
import io
import json
from pathlib import Path

import feedparser
import pytest

from edugraph.release import history
from edugraph.release.changes import Change
from edugraph.release.making import Draft

from .conftest import Client
from .founded import MANIFEST, client_of, released
from .test_commitments import texts, tree, words

OLD = "2026.10.1-2026-10-01-fedcba9876543210"
DETAILS = ("- due span/2026", "+ due span/2026-10")
CHANGES = [
    Change(
        "commitment", "changed", "commitment/hold-9th-congress", "Hold it", ("- due span/2026", "+ due span/2026-10")
    ),
    Change("commitment", "removed", "commitment/gone", 'Gone <b>&"', ()),
    Change("event", "added", "event/cis-teachers-congress-9", "9th Congress", ()),
]
COUNTS = {"commitment": {"changed": 1, "removed": 1}, "event": {"added": 1}}


@pytest.fixture(scope="module")
def changed(founding: Draft, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A server of a release that has one before it."""
    home: Path = tmp_path_factory.mktemp("changed")
    release = released(founding, home)
    newer = history.Step(release.id, release.version, release.date, OLD, COUNTS, CHANGES)
    older = history.Step(OLD, "2026.10.1", "2026-10-01", "", {}, [])
    (home / history.FOLDER).mkdir()
    for step in (newer, older):
        told = {**vars(step), "changes": [vars(change) for change in step.changes]}
        (home / history.FOLDER / f"{step.id}.json").write_text(json.dumps(told), encoding="utf-8")
    return client_of(release)


def test_the_page_lists_what_changed_with_what_was_promised_first(changed: Client) -> None:
    page = tree(changed, "/changes")
    assert texts(page.xpath("//h2")) == ["Commitments 2", "Events 1", "Releases"]
    lists = page.xpath("//ul[@class='list']")
    assert texts(lists[0].xpath("./li")) == [
        "Hold the 9th CIS teachers' congress in Minsk · changed details - due span/2026 + due span/2026-10",
        'Gone <b>&" · removed',
    ]
    assert lists[0].xpath("./li/a/@href") == ["/doc/commitment/hold-9th-congress"]


def test_an_older_release_can_be_looked_at_and_an_unknown_one_is_not_found(changed: Client) -> None:
    page = words(tree(changed, f"/changes?release={OLD}").xpath("//main")[0])
    assert "First release known here. There is nothing to compare it with." in page
    assert changed.get("/changes?release=../../etc/passwd").status_code == 404


def test_every_change_can_be_taken_away_with_a_receipt(changed: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(changed.get("/changes.csv").text)))
    assert [(row["thing"].rpartition("/id/")[2], row["what"], row["since"]) for row in rows] == [
        ("commitment/hold-9th-congress", "changed", OLD),
        ("commitment/gone", "removed", OLD),
        ("event/cis-teachers-congress-9", "added", OLD),
    ]
    assert rows[0]["details"] == "- due span/2026\n+ due span/2026-10"
    receipt = changed.get("/changes.csv-metadata.json").json()
    assert (receipt["rows"], receipt["complete"]) == (3, True)
    assert changed.get(f"/changes.json?release={OLD}").json()["rows"] == []


def test_a_feed_reader_reads_the_changes(changed: Client) -> None:
    answer = changed.get("/changes.atom", accept="application/atom+xml")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert (feed.feed.title, feed.feed.updated) == ("What changed in edugraph", "2026-11-21T00:00:00Z")
    assert [(entry.title, entry.updated) for entry in feed.entries] == [
        ("Hold the 9th CIS teachers' congress in Minsk: changed", "2026-11-21T00:00:00Z"),
        ('Gone <b>&": removed', "2026-11-21T00:00:00Z"),
        ("9th Congress of Teachers and Education Workers of the CIS: added", "2026-11-21T00:00:00Z"),
        (f"Release {MANIFEST['id']}", "2026-11-21T00:00:00Z"),
        (f"Release {OLD}", "2026-10-01T00:00:00Z"),
    ]
    assert feed.entries[0].link == "http://test/doc/commitment/hold-9th-congress"
    assert feed.entries[1].link == f"http://test/changes?release={MANIFEST['id']}"
    assert feed.entries[0].id == f"tag:w3id.org,2026:edugraph/changes/en/{MANIFEST['id']}/commitment/hold-9th-congress"
    assert len({entry.id for entry in feed.entries}) == 5
    assert changed.get("/changes.atom").content == answer.content


def test_with_one_release_the_feed_has_one_entry(founded: Client) -> None:
    feed = feedparser.parse(founded.get("/changes.atom?lang=lv").content)
    assert [(entry.title, entry.summary) for entry in feed.entries] == [
        (f"Laidiens {MANIFEST['id']}", "Pirmais šeit zināmais laidiens.")
    ]
    assert feed.feed.language == "lv"
    assert "First release known here." in words(tree(founded, "/changes"))
