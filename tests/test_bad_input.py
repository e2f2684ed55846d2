"""What people and disks do to record files: each is told in words, with its place, and nothing is lost in silence."""

import os
import random
import time
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugraph.errors import FindingsError
from edugraph.rdf import nquads
from edugraph.records import nodes
from edugraph.release import making
from miniature import ROOT, Project
from test_records import CURATION, EVENT, FULL, event

HERE = "data/records/news.yaml"

BAD_FILES = [
    ("empty", "", "1:1: the file is empty"),
    ("only a comment", "# nothing\n", "1:1: the file is empty"),
    ("only a document mark", "---\n", "1:1: the file is empty"),
    ("a list", "- a\n", "1:1: expected keys and values at the top of the file"),
    ("a text", "hello\n", "1:1: expected keys and values at the top of the file"),
    ("cut off in a list", EVENT + "    place: [riga, LV", "7:1: no YAML: did not find expected ',' or ']'"),
    ("cut off in a quote", EVENT + "    place: 'riga", "6:17: no YAML: found unexpected end of stream"),
    ("cut off in a key", EVENT + "    pla", "7:1: no YAML: could not find expected ':'"),
    ("tab as indent", EVENT + "\tplace: riga\n", "6:1: a tab indents this line; use spaces"),
    ("tab after spaces", EVENT + "    \tplace: riga\n", "6:5: a tab indents this line; use spaces"),
    ("key twice", event("place: riga\nplace: LVA"), "7:5: key 'place' stands twice"),
    ("slug twice", EVENT + EVENT.partition("events:\n")[2], "6:3: key 'riga-talks' stands twice"),
    ("section twice", EVENT + "events: {}\n", "6:1: key 'events' stands twice"),
    ("byte-order mark", "\ufeff" + EVENT, "1:1: starts with a byte-order mark; save the file as UTF-8 without BOM"),
    ("byte-order mark inside", event("note: {en: a\ufeffb}"), "6:17: control character U+FEFF; delete it"),
    ("CRLF", EVENT.replace("\n", "\r\n"), "1:13: line ends with CR; save the file with LF line ends"),
    ("CR in a line", event("note: {en: a\rb}"), "6:17: line ends with CR; save the file with LF line ends"),
    ("NUL", event("note: {en: a\0b}"), "6:17: control character U+0000; delete it"),
    ("delete", event("note: {en: \x7f}"), "6:16: control character U+007F; delete it"),
    ("next line", event("note: {en: a\x85b}"), "6:17: control character U+0085; delete it"),
    ("line separator", event("note: {en: a\u2028b}"), "6:17: control character U+2028; delete it"),
    ("turned direction", event("note: {en: a\u202eb}"), "6:17: control character U+202E; delete it"),
    ("no character", event("note: {en: a\uffffb}"), "6:17: control character U+FFFF; delete it"),
    ("NUL by an escape", event('note: {en: "a\\0b"}'), "6:16: 'a\\x00b' holds the control character U+0000"),
    (
        "half a surrogate pair",
        event('note: {en: "\\ud800"}'),
        "6:19: no YAML: found invalid Unicode character escape code",
    ),
    (
        "text with a colon",
        event("partOf: a: b"),
        "6:14: no YAML: mapping values are not allowed in this context"
        " (is a text with ': ' or an indent to blame? quote the text, or align the keys)",
    ),
    ("tag", event("ordinal: !!int 3"), "6:14: tag '!!int': records have no tags"),
    ("tag of a text", event("note: {en: !!str x}"), "6:16: tag '!!str': records have no tags"),
    (
        "tag of a program",
        event("note: !!python/object:os.system {}"),
        "6:11: tag '!!python/object:os.system': records have no tags",
    ),
    (
        "anchor",
        event("place: &a riga"),
        "6:12: anchors and aliases (&, *) are not used in records: write the block out",
    ),
    (
        "anchor of a block",
        "source: news\nevents: &all\n  {}\n",
        "2:9: anchors and aliases (&, *) are not used in records: write the block out",
    ),
    ("alias", event("place: *a"), "6:12: anchors and aliases (&, *) are not used in records: write the block out"),
    (
        "merge",
        event("<<: {place: riga}"),
        "6:5: unknown key '<<' in Event; known here: altLabel, before, claims,"
        " decisions, differentFrom, evidence, exactMatch, figures, heldUnder, hiddenLabel, inSeries, kind …",
    ),
    ("two documents", EVENT + "---\n" + EVENT, "6:1: a second document starts here; a file holds one"),
    ("key of two words", "source: news\n? [a, b]\n: c\n", "2:3: a key must be one word"),
    ("unknown section", "source: news\nevent: {}\n", "2:1: unknown section 'event'; did you mean 'events'?"),
    (
        "a passage outside its source",
        event("evidence: 990-2000"),
        "6:15: range 990-2000 is not inside source news (0-1000)",
    ),
    ("an impossible day", event("when: 2025-02-30"), "6:11: '2025-02-30': there is no day 30 in that month"),
    ("a reversed interval", event("when: 2026-10/2025-10"), "6:11: '2026-10/2025-10' ends before it starts"),
    (
        "an IRI with a space",
        event("exactMatch: https://example.org/a b"),
        "6:17: 'https://example.org/a b' is no address: ' ' cannot stand in one; write it percent-encoded",
    ),
    (
        "a source that is not registered",
        EVENT.replace("news", "nws"),
        "1:9: source 'nws' is not registered in data/sources.yaml; did you mean 'news'?",
    ),
]


@pytest.mark.parametrize(("text", "finding"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES])
def test_a_bad_file_is_one_finding_with_its_place(project: Project, text: str, finding: str) -> None:
    assert project.findings(news=text) == [f"{HERE}:{finding}"]


def test_no_and_051_and_other_words_that_yaml_reads_as_values_are_text(project: Project) -> None:
    words = ["NO", "051", "on", "null", "~", "2018-12-14", "12:30", "1e3", "0x1F", ".inf", "true"]
    found = project.triples("source/news", news=event(f"altLabel: {{en: [{', '.join(words)}]}}"))
    label = "<id/event/riga-talks> <http://www.w3.org/2004/02/skos/core#altLabel>"
    assert {t for t in found if t.startswith(label)} == {f'{label} "{word}"@en' for word in words}


def test_bytes_that_are_no_utf8_are_told_by_line(project: Project) -> None:
    project.write(HERE, EVENT.encode() + b"    note: {en: R\xeega}\n")
    assert project.findings() == [f"{HERE}:6:1: byte {len(EVENT) + 16} is no UTF-8; save the file as UTF-8"]


def test_a_file_over_the_cap_is_not_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_BYTES", 2000)
    assert project.findings(news=EVENT + "#" * 3000) == [
        f"{HERE}: {len(EVENT) + 3000} bytes; a record file holds at most 2000: split it"
    ]


def test_a_file_without_permission_is_a_finding(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> bytes:
        if self.name == "news.yaml":
            raise PermissionError(13, os.strerror(13))
        return read(self)

    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", refused)
    assert project.findings(news=EVENT) == [f"{HERE}: cannot be read: Permission denied"]


@pytest.mark.parametrize("open_", ["[", "{a: ", "- ", "? "])
def test_a_hundred_thousand_blocks_within_blocks_end_at_once(project: Project, open_: str) -> None:
    start = time.monotonic()
    found = project.findings(news="source: news\nevents: " + ("\n    " if open_ in "- ? " else "") + open_ * 100_000)
    assert [f.partition(": ")[2] for f in found] == ["nested too deeply: at most 40 blocks within blocks"]
    assert time.monotonic() - start < 5


def test_a_file_of_nul_bytes_is_a_handful_of_findings(project: Project) -> None:
    found = project.findings(news="source: news\n" + "\0\n" * 100_000)
    assert len(found) == 100
    assert found[0] == f"{HERE}:2:1: control character U+0000; delete it"


def test_numbers_of_five_thousand_digits_are_faults(project: Project) -> None:
    huge = "9" * 5000
    found = project.findings(news=event(f"ordinal: {huge}\nevidence: 0-{huge}\nwhen: {huge}\nplace: {huge}"))
    assert [f.split(":")[1:3] for f in found] == [["6", "14"], ["7", "15"], ["8", "11"], ["9", "12"]]
    assert max(map(len, found)) < 700


def test_a_broken_file_hides_no_fault_of_another_and_adds_none(project: Project) -> None:
    assert project.findings(news="source: news\nevents: [", second="source: news\nevnts: {}\n") == [
        f"{HERE}:3:1: no YAML: did not find expected node content",
        "data/records/second.yaml:2:1: unknown section 'evnts'; did you mean 'events'?",
    ]


def test_a_thousand_misspelt_names_are_listed_in_seconds(project: Project) -> None:
    rows = "".join(
        f"  talks-{i}:\n    label: {{en: Talks {i}}}\n    status: held\n    partOf: tlaks-{i}\n" for i in range(1000)
    )
    start = time.process_time()
    found = project.findings(news="source: news\nevents:\n" + rows)
    assert time.process_time() - start < 5
    assert len(found) == 1000
    assert found[0] == f"{HERE}:6:13: no event 'tlaks-0'; did you mean 'talks-0'?"


def test_a_cycle_of_organs_is_a_finding_of_its_shape(project: Project) -> None:
    for folder in ("shapes", "queries"):
        (project.root / folder).rmdir()
        (project.root / folder).symlink_to(ROOT / folder)
    project.write(
        HERE,
        "source: news\nmemberships:\n  - {who: council, of: ministry, role: organ, evidence: 0-9}\n"
        "  - {who: ministry, of: council, role: organ, evidence: 0-9}\nread:\n  0-1000: {reason: chrome}\n",
    )
    project.write("data/records/news.lock", f"passage 0-9 {'0' * 64}\npassage 0-1000 {'0' * 64}\n")
    with pytest.raises(FindingsError) as fault:
        making.checked(project.root)
    assert [str(f) for f in fault.value.findings if "EG-P07" in f.text] == [
        "id/org/council: EG-P07: org/council makes org/council a part of itself.",
        "id/org/ministry: EG-P07: org/ministry makes org/ministry a part of itself.",
    ]


WORDS = ["", "NO", "a b", "é", "KAZ", "riga", "0-9", "999-9", "M1", "[", "{", "\\", '"', "x" * 200, "event/riga-talks"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), word=st.sampled_from(WORDS) | st.text(max_size=12))
def test_a_damaged_file_gives_findings_or_quads_that_an_engine_reads(project: Project, seed: int, word: str) -> None:
    """One place of a file is cut out, doubled or overwritten: never a crash, never a quad that is none."""
    chance = random.Random(seed)
    start, end = sorted(chance.sample(range(len(FULL)), 2))
    end = min(end, start + chance.choice([1, 5, 20, 200]))
    damaged = FULL[:start] + chance.choice([word, FULL[start:end] * 2, ""]) + FULL[end:]
    project.write("data/curation.yaml", CURATION)
    project.write(HERE, damaged.encode("utf-8", "surrogatepass"))
    try:
        quads = project.expand().quads
    except FindingsError:
        return
    read = list(pyoxigraph.parse(nquads(quads).encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    assert len(read) == len(quads)


VALUES = st.text(max_size=20) | st.sampled_from(
    ["http://[", "http://e.org:x", "https://e.org/%", "http://\u00a0", "//e"]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES | VALUES.map("https://e.org/".__add__) | VALUES.map("http://".__add__))
def test_an_address_that_is_accepted_is_an_iri_to_the_engine(project: Project, value: str) -> None:
    quoted = value.replace("'", "''")
    project.write(HERE, event(f"exactMatch: '{quoted}'").encode("utf-8", "surrogatepass"))
    try:
        quads = project.expand().quads
    except FindingsError:
        return
    read = pyoxigraph.parse(nquads(quads).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert pyoxigraph.NamedNode(value) in {quad.object for quad in read}
