"""What changed between releases is kept beside them, once, and no release knows of it."""

import gzip
import json
from pathlib import Path

from edugraph.release import Release, Releases, history
from edugraph.vocabulary import BASE

KEPT = ("one", "two", "three")


def statement(id_: str, property_: str, value: str, graph: str = "source/x") -> str:
    return f"<{BASE}id/{id_}> <{property_}> {value} <{BASE}graph/{graph}> .\n"


LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
DUE = f"{BASE}def#due"


def released(home: Path, version: str, *statements: str) -> Release:
    """A release that holds these statements, made current."""
    id_ = f"{version}-2026-01-0{version[-1]}-{'0' * 15}{version[-1]}"
    folder = home / id_
    folder.mkdir(parents=True)
    with gzip.open(folder / "graph.nq.gz", "wt", encoding="utf-8") as out:
        out.writelines(sorted(statements))
    date = f"2026-01-0{version[-1]}"
    manifest = {"id": id_, "version": version, "date": date, "inputs": {}, "program": ""}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Release(folder, manifest)


EVENT = statement("event/e", LABEL, '"A meeting"@en')
OLD = statement("commitment/c", LABEL, '"Hold it"@en')
DATED = statement("commitment/c", DUE, f"<{BASE}id/span/2026>")


def test_the_first_release_has_nothing_to_compare_with(tmp_path: Path) -> None:
    first = released(tmp_path, "1.1", EVENT)
    kept = history.keep(Releases(tmp_path), first)
    assert (kept.since, kept.counts, kept.changes) == ("", {}, [])
    assert [step.id for step in history.steps(first)] == [first.id]


def test_what_was_promised_stands_first_and_the_chain_is_followed(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    first = released(tmp_path, "1.1", OLD)
    history.keep(releases, first)
    second = released(tmp_path, "1.2", OLD, DATED, EVENT)
    history.keep(releases, second)
    third = released(tmp_path, "1.3", OLD, DATED)
    history.keep(releases, third)
    found = history.steps(third)
    assert [(step.version, [(c.what, c.id) for c in step.changes]) for step in found] == [
        ("1.3", [("removed", "event/e")]),
        ("1.2", [("changed", "commitment/c"), ("added", "event/e")]),
        ("1.1", []),
    ]
    assert found[1].counts == {"commitment": {"changed": 1}, "event": {"added": 1}}
    assert found[1].changes[0].details == ("+ due span/2026",)


def test_only_so_many_changes_are_kept_by_name_and_all_are_counted(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(history, "CHANGES_KEPT", 2)
    released(tmp_path, "1.1", EVENT)
    more = [statement(f"event/{name}", LABEL, f'"{name}"@en') for name in KEPT]
    kept = history.keep(Releases(tmp_path), released(tmp_path, "1.2", EVENT, *more))
    assert (len(kept.changes), kept.total) == (2, 3)


def test_without_a_kept_file_or_with_a_broken_one_a_release_is_a_first_one(tmp_path: Path) -> None:
    first = released(tmp_path, "1.1", EVENT)
    assert [step.since for step in history.steps(first)] == [""]
    history.file(first).parent.mkdir()
    history.file(first).write_text('{"id": 1', encoding="utf-8")
    assert [(step.id, step.date) for step in history.steps(first)] == [(first.id, "2026-01-01")]


def test_keeping_twice_gives_the_same_bytes_and_leaves_the_release_alone(tmp_path: Path) -> None:
    first = released(tmp_path, "1.1", OLD)
    second = released(tmp_path, "1.2", OLD, EVENT)
    before = {path.name: path.read_bytes() for path in second.files.iterdir()}
    history.keep(Releases(tmp_path), second)
    once = history.file(second).read_bytes()
    history.keep(Releases(tmp_path), second)
    assert history.file(second).read_bytes() == once
    assert {path.name: path.read_bytes() for path in second.files.iterdir()} == before
    assert Releases(tmp_path).ids() == [first.id, second.id]
