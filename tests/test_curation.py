"""What curators do: register a text, start a record, lock its passages, follow them into a newer text, find names."""

from pathlib import Path

import pytest

from edugraph import curation, evidence, store
from edugraph.build import graphs, inputs
from edugraph.curation import Known
from edugraph.errors import EdugraphError, FindingsError
from miniature import SOURCES, Project

TEXT = "Ministri tikās Rīgā. Viņi vienojās.\n\nСтраны договорились о съезде.\nBoth sides 😀 agreed.\n"
RECORD = """\
# What the news say; L1 is the first line.
source: {key}
events:
  riga-talks:   # evidence: L1
    label: {{en: 'Talks, L1 of evidence: L3', ru: Переговоры}}
    note: {{en: "evidence: L1"}}
    status: held
    evidence: [L1s1, "L3", 37-66]
    participants:
      - {{who: KAZ, role: attendee, evidence: L3}}
      - {{who: LVA, role: attendee, evidence: [L1s1, 'L1s2']}} # evidence: L4
      - who: council
        role: attendee
        evidence:
          - L3
          - {key}/L1
    claims:
      - {{about: when, value: 2015, certainty: stated, evidence: L4}}
read:
  L4: {{reason: repetition}}
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one text that nobody registered yet."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "talks.txt").write_bytes(TEXT.encode())
    return folder


@pytest.fixture
def key(project: Project, texts: Path) -> str:
    """The key of that text, registered."""
    return curation.add_source(project.root, texts / "talks.txt")


def checked(project: Project) -> set[tuple[str, str, str, str]]:
    """The records as a build reads them, with coverage and locks; the miniature's own sources have no record yet."""
    named = inputs.files(project.root)
    run = graphs.of_records(named, graphs.ontology(named, store.read_rdf))
    if findings := [f for f in graphs.unread(named, run) if "nothing was read of it" not in f.text]:
        raise FindingsError(findings)
    return run.quads


def test_a_registered_source_without_a_record_stops_the_build(project: Project) -> None:
    named = inputs.files(project.root)
    run = graphs.of_records(named, graphs.ontology(named, store.read_rdf))
    findings = {str(finding) for finding in graphs.unread(named, run)}
    advice = "is registered and nothing was read of it; run `edugraph new records/news`"
    assert f"data/sources.yaml: source news {advice}" in findings


def lines(project: Project, name: str) -> list[str]:
    return (project.root / name).read_text(encoding="utf-8").splitlines()


# --- sources -------------------------------------------------------------------------------------------------------


def test_a_text_is_registered_under_the_start_of_its_hash(project: Project, key: str) -> None:
    sha = evidence.sha256(TEXT)
    assert key == sha[:16]
    assert lines(project, "data/sources.yaml")[11:] == [
        f"  {key}:",
        "    label: {en: 'talks'}   # say what it is, in your own words",
        "    language: lv",
        "    kind: news-item                      # see vocab/source-kind",
        f"    sha256: {sha}",
        f"    length: {len(TEXT)}",
        "    voices: [{voice: news}]              # who speaks: see vocab/voice; add ranges where it changes",
    ]
    checked(project)


def test_a_source_is_entered_among_the_sources_whatever_follows_them(project: Project, texts: Path) -> None:
    project.write("data/sources.yaml", SOURCES + "\n# people\npersons:\n  author: {label: {en: An author}}\n")
    curation.add_source(project.root, texts / "talks.txt", "talks", 'It\'s a "talk": {on} #1\\')
    register = (project.root / "data" / "sources.yaml").read_text(encoding="utf-8")
    assert register.index("talks:") < register.index("# people") < register.index("persons:")
    label = '"It\'s a \\"talk\\": {on} #1\\\\"@en'
    assert [q[2] for q in checked(project) if "id/source/talks>" in q[0] and "prefLabel" in q[1]] == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met in Riga.", "en"),
        ("Министры встретились в Риге (Riga).", "ru"),
        ("Ministri tikās Rīgā un vienojās par sadarbību.", "lv"),
        ("12.05.2026", "en"),
    ],
)
def test_the_language_is_guessed_from_the_letters(text: str, language: str) -> None:
    assert curation.language_of(text) == language


def test_a_text_or_key_is_registered_once(project: Project, texts: Path, key: str) -> None:
    register = project.root / "data" / "sources.yaml"
    (texts / "other.txt").write_text("Other words.", encoding="utf-8")
    for file, wanted in [("talks.txt", "second"), ("other.txt", key)]:
        with pytest.raises(EdugraphError) as fault:
            curation.add_source(project.root, texts / file, wanted)
        assert str(fault.value) == f"this text or key {wanted} is registered already in {register}"


@pytest.mark.parametrize("bad", ["Talks", "a b", "a/b", "-a", "ā"])
def test_a_key_that_is_none_is_refused(project: Project, texts: Path, bad: str) -> None:
    with pytest.raises(EdugraphError) as fault:
        curation.add_source(project.root, texts / "talks.txt", bad)
    assert str(fault.value) == f"{bad!r} is no key: 16 hex digits, or lower-case ASCII words joined by '-'"


def test_a_text_without_words_is_refused(project: Project, texts: Path) -> None:
    (texts / "blank.txt").write_text(" \n\n", encoding="utf-8")
    with pytest.raises(EdugraphError, match="holds no text"):
        curation.add_source(project.root, texts / "blank.txt")


def test_an_unknown_source_and_an_absent_text_are_told_with_what_to_do(project: Project, texts: Path) -> None:
    with pytest.raises(EdugraphError) as fault:
        curation.source_text(project.root, "nws", texts)
    assert str(fault.value) == "source 'nws' is not registered in data/sources.yaml; run `edugraph source add FILE`"
    with pytest.raises(EdugraphError) as fault:
        curation.source_text(project.root, "news", texts)
    assert str(fault.value) == (
        "the text of source news is not at hand; set EDUGRAPH_SOURCES to the folder that holds it"
    )


def test_a_text_that_changed_since_it_was_registered_is_not_used(project: Project, texts: Path, key: str) -> None:
    path = texts / f"{key}.txt"
    path.write_text("New words.", encoding="utf-8")
    (texts / "talks.txt").unlink()
    with pytest.raises(EdugraphError) as fault:
        curation.lock(project.root, key, texts)
    assert str(fault.value) == f"{path} is not the text that was registered as {key} (its sha256 differs)"


# --- new records ---------------------------------------------------------------------------------------------------


def test_a_new_record_passes_as_it_is(project: Project, texts: Path, key: str) -> None:
    path = curation.new_record(project.root, f"records/{key}", texts)
    assert path == project.root / "data" / "records" / f"{key}.yaml"
    read = f"<https://w3id.org/edugraph/id/passage/{key}/0-{len(TEXT)}>"
    reason = "<https://w3id.org/edugraph/vocab/reading/not-yet-read>"
    assert [q[2] for q in checked(project) if q[0] == read and q[1].endswith("#readAs>")] == [reason]


def test_a_new_corroboration_passes_and_bears_the_date_of_the_data(project: Project) -> None:
    path = curation.new_record(project.root, "corroboration/page", None, "https://example.org/a?b=1#c")
    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        "corroboration: page",
        "label: {en: What the page is}",
        "address: https://example.org/a?b=1#c",
        "accessed: 2020-02-03",
        "accessedAs: live",
    ]
    checked(project)


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("pages/x", "", "'pages/x': write records/KEY for a registered source, or corroboration/SLUG for a page"),
        (
            "corroboration/A",
            "",
            "'corroboration/A': write records/KEY for a registered source, or corroboration/SLUG for a page",
        ),
        ("nws", "", "source 'nws' is not registered in data/sources.yaml; run `edugraph source add FILE`"),
        (
            "corroboration/a",
            "example.org",
            "'example.org' is no address: it must start with http:// or https://",
        ),
    ],
)
def test_a_record_that_cannot_be_made_is_refused(project: Project, name: str, address: str, sentence: str) -> None:
    with pytest.raises(EdugraphError) as fault:
        curation.new_record(project.root, name, project.root, address)
    assert str(fault.value) == sentence


def test_a_record_that_exists_is_left_alone(project: Project, texts: Path, key: str) -> None:
    path = project.write(f"data/records/{key}.yaml", RECORD.format(key=key))
    with pytest.raises(EdugraphError, match="exists already"):
        curation.new_record(project.root, key, texts)
    assert path.read_text(encoding="utf-8") == RECORD.format(key=key)


# --- lock ----------------------------------------------------------------------------------------------------------


def test_a_lock_replaces_every_line_that_is_evidence_and_nothing_else(project: Project, texts: Path, key: str) -> None:
    path = project.write(f"data/records/{key}.yaml", RECORD.format(key=key))
    assert curation.lock(project.root, key, texts) == 5
    assert (
        path.read_text(encoding="utf-8")
        == f"""\
# What the news say; L1 is the first line.
source: {key}
events:
  riga-talks:   # evidence: L1
    label: {{en: 'Talks, L1 of evidence: L3', ru: Переговоры}}
    note: {{en: "evidence: L1"}}
    status: held
    evidence: [0-20, 37-66, 37-66]
    participants:
      - {{who: KAZ, role: attendee, evidence: 37-66}}
      - {{who: LVA, role: attendee, evidence: [0-20, 21-35]}} # evidence: L4
      - who: council
        role: attendee
        evidence:
          - 37-66
          - {key}/0-35
    claims:
      - {{about: when, value: 2015, certainty: stated, evidence: 67-87}}
read:
  67-87: {{reason: repetition}}
"""
    )
    assert evidence.read_lock(path.with_suffix(".lock")).passages.keys() == {"0-20", "0-35", "21-35", "37-66", "67-87"}
    checked(project)


def test_a_second_lock_changes_nothing(project: Project, texts: Path, key: str) -> None:
    path = project.write(f"data/records/{key}.yaml", RECORD.format(key=key))
    curation.lock(project.root, key, texts)
    before = path.read_bytes(), path.with_suffix(".lock").read_bytes()
    curation.lock(project.root, key, texts)
    assert (path.read_bytes(), path.with_suffix(".lock").read_bytes()) == before


def test_lines_of_a_source_are_replaced_in_every_file_that_cites_it(project: Project, texts: Path, key: str) -> None:
    project.write(f"data/records/{key}.yaml", f"source: {key}\nread:\n  L1-L4: {{reason: chrome}}\n")
    other = project.write("data/records/other.yaml", "source: news\norganisations:\n  council: {evidence: L1}\n")
    curated = project.write(
        "data/curation.yaml",
        f"curation: ours\npremises:\n  p: {{label: {{en: '{key}/L1'}}, evidence: [{key}/L1s2, news/0-9]}}\n",
    )
    assert curation.lock(project.root, key, texts) == 2
    assert curated.read_text(encoding="utf-8") == (
        f"curation: ours\npremises:\n  p: {{label: {{en: '{key}/L1'}}, evidence: [{key}/21-35, news/0-9]}}\n"
    )
    assert other.read_text(encoding="utf-8") == "source: news\norganisations:\n  council: {evidence: L1}\n"


def test_a_lock_with_a_line_that_is_not_there_writes_nothing_and_tells_each_place(
    project: Project, texts: Path, key: str
) -> None:
    content = RECORD.format(key=key).replace("evidence: L4}", "evidence: L9}").replace("  L4:", "  L2:")
    path = project.write(f"data/records/{key}.yaml", content)
    with pytest.raises(FindingsError) as fault:
        curation.lock(project.root, key, texts)
    name = f"data/records/{key}.yaml"
    assert str(fault.value).splitlines() == [
        f"{name}:18:65: L9: the source has no text on line 9",
        f"{name}:20:3: L2: the source has no text on line 2",
    ]
    assert path.read_text(encoding="utf-8") == content
    assert not path.with_suffix(".lock").exists()


def test_a_range_outside_the_text_is_not_locked(project: Project, texts: Path, key: str) -> None:
    project.write(f"data/records/{key}.yaml", f"source: {key}\nread:\n  0-999: {{reason: chrome}}\n")
    with pytest.raises(FindingsError) as fault:
        curation.lock(project.root, key, texts)
    assert str(fault.value) == f"data/records/{key}.yaml:3:3: range 0-999 is not inside the source (0-{len(TEXT)})"


# --- relocate ------------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(project: Project, texts: Path, key: str) -> str:
    """The key of a source with a locked record, whose second half another voice speaks."""
    project.write(f"data/records/{key}.yaml", RECORD.format(key=key).replace("Talks, L1", "Talks 37-66"))
    curation.lock(project.root, key, texts)
    register = project.root / "data" / "sources.yaml"
    voices = f"[{{voice: news, range: 0-37}}, {{voice: self, range: 37-{len(TEXT)}}}]"
    block = register.read_text(encoding="utf-8").replace("[{voice: news}]     ", voices)
    register.write_text(block.replace(voices, "[{voice: news}]", 1), encoding="utf-8")
    return key


def test_nothing_has_drifted_in_the_text_that_was_locked(project: Project, texts: Path, locked: str) -> None:
    assert curation.verified(project.root, locked, texts) == []


def test_a_text_that_changed_shows_its_drift(project: Project, texts: Path, locked: str) -> None:
    (texts / "talks.txt").rename(texts / f"{locked}.txt")
    (texts / f"{locked}.txt").write_bytes(TEXT.replace("Both", "All").encode())
    assert curation.verified(project.root, locked, texts) == [evidence.Drift("67-87", "")]


def test_passages_follow_their_words_into_a_newer_text(project: Project, texts: Path, locked: str) -> None:
    newer = TEXT.replace("\n\n", "\n\nJauna rinda.\n")
    (texts / "newer.txt").write_bytes(newer.encode())
    assert curation.relocate(project.root, locked, texts / "newer.txt") == []
    rows = lines(project, f"data/records/{locked}.yaml")
    assert rows[4] == "    label: {en: 'Talks 37-66 of evidence: L3', ru: Переговоры}"
    assert rows[7] == "    evidence: [0-20, 50-79, 50-79]"
    assert rows[19] == "  80-100: {reason: repetition}"
    register = (project.root / "data" / "sources.yaml").read_text(encoding="utf-8")
    assert f"    sha256: {evidence.sha256(newer)}\n    length: {len(newer)}\n" in register
    with pytest.raises(FindingsError) as fault:
        checked(project)
    unread = f"data/records/{locked}.yaml: passage 37-49 is neither evidence nor under `read:`; give a reason there"
    assert str(fault.value) == unread
    assert curation.verified(project.root, locked, texts) == []


def test_a_newer_text_without_the_words_changes_nothing(project: Project, texts: Path, locked: str) -> None:
    before = {p: p.read_bytes() for p in (project.root / "data").rglob("*.*")}
    (texts / "newer.txt").write_bytes(TEXT.replace("съезде", "форуме").encode())
    assert curation.relocate(project.root, locked, texts / "newer.txt") == [evidence.Drift("37-66", "")]
    assert {p: p.read_bytes() for p in (project.root / "data").rglob("*.*")} == before


def test_a_passage_that_was_never_locked_cannot_follow(project: Project, texts: Path, locked: str) -> None:
    path = project.root / "data" / "records" / f"{locked}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("evidence: 67-87", "evidence: 70-75"), encoding="utf-8")
    with pytest.raises(FindingsError) as fault:
        curation.relocate(project.root, locked, texts / "talks.txt")
    assert str(fault.value) == (
        f"data/records/{locked}.yaml:18:65: 70-75 is not in the lock file; with the older text,"
        f" run `edugraph evidence lock {locked}`"
    )


def test_a_file_that_cannot_be_written_keeps_its_words(
    project: Project, texts: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    path = project.write(f"data/records/{key}.yaml", RECORD.format(key=key))
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(EdugraphError) as fault:
        curation.lock(project.root, key, texts)
    assert str(fault.value) == f"{path} cannot be written: No space left on device"
    assert path.read_text(encoding="utf-8") == RECORD.format(key=key)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


# --- find ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("riga", Known("place/riga", "Riga", "en", 1.0)),
        ("RĪGA", Known("place/riga", "Riga", "en", 1.0)),
        ("рига", Known("place/riga", "Рига", "ru", 1.0)),
        ("Rigga", Known("place/riga", "Riga", "en", 8 / 9)),
        ("Ministry", Known("org/ministry", "Ministry of Education", "en", 0.9)),
        ("NO", Known("country/NOR", "NO", "", 1.0)),
        ("Latvija", Known("country/LVA", "Latvija", "lv", 1.0)),
    ],
)
def test_a_name_is_found_in_any_language_case_and_spelling(project: Project, name: str, known: Known) -> None:
    assert curation.find(project.root, name)[0] == known


def test_a_code_of_two_letters_is_not_found_inside_a_word(project: Project) -> None:
    assert curation.find(project.root, "Xlvx institution") == []


def test_a_name_of_nothing_is_not_found(project: Project) -> None:
    assert curation.find(project.root, "!?") == []
