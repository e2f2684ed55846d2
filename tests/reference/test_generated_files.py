"""What is committed is what would be generated now."""

from pathlib import Path

from edugraph import reference, store
from edugraph.cli import app
from edugraph.reference.markdown import GENERATED

ROOT = Path(__file__).parents[2]


def test_no_generated_file_is_stale():
    stale = reference.stale(ROOT, app, store.read_rdf)
    assert [path.relative_to(ROOT).as_posix() for path in stale] == [], "run `edugraph docs --write`"


def test_a_changed_and_a_missing_file_are_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "contents", lambda *_: {"docs/a.md": "a\n", "docs/b.md": "b\n", "docs/c.md": "c\n"})
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("a\n")
    (tmp_path / "docs" / "b.md").write_bytes(b"b\r\n")
    stale = reference.stale(tmp_path, app, store.read_rdf)
    assert stale == {tmp_path / "docs" / "b.md": "b\n", tmp_path / "docs" / "c.md": "c\n"}


def test_the_same_project_gives_the_same_files(made):
    assert reference.contents(ROOT, app, store.read_rdf) == made


def test_every_generated_file_says_so_at_its_top_and_names_the_command(made):
    assert "edugraph docs --write" in GENERATED
    for name, content in made.items():
        top = "\n".join(content.splitlines()[:2])
        assert GENERATED in top, name
