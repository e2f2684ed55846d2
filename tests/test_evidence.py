"""Passages: lines and sentences by code point, locks, and finding moved words again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugraph import evidence
from edugraph.evidence import Drift, EvidenceError, Lock

TEXT = (
    "Rīgā tikās ministri. Viņi vienojās!\n\n«Встреча прошла успешно…» Министр уехал.\n😀 end\u00a0here.\u00a0New one?\n"
)
LATVIAN, RUSSIAN, ASTRAL = "0-35", "37-77", "78-98"


def hashes(text: str, *ranges: str) -> dict[str, str]:
    return {r: evidence.sha256(text[slice(*evidence.bounds(r))]) for r in ranges}


def test_lines_count_code_points_and_leave_out_blank_ones() -> None:
    assert evidence.lines(TEXT) == {1: (0, 35), 3: (37, 77), 4: (78, 98)}
    assert TEXT[78:79] == "😀"


def test_the_end_of_a_crlf_line_counts_as_characters_and_is_no_part_of_the_line() -> None:
    assert evidence.lines("ab\r\n\r\ncd\r\n") == {1: (0, 2), 3: (6, 8)}


def test_a_byte_order_mark_and_a_form_feed_are_characters_as_any_other() -> None:
    assert evidence.lines("\ufeffa\fb\nc") == {1: (0, 4), 2: (5, 6)}


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ((0, 35), ["Rīgā tikās ministri.", "Viņi vienojās!"]),
        ((37, 77), ["«Встреча прошла успешно…»", "Министр уехал."]),
        ((78, 98), ["😀 end\u00a0here.", "New one?"]),
    ],
)
def test_sentences_end_at_their_mark_with_quotes_and_any_white_space(
    line: tuple[int, int], sentences: list[str]
) -> None:
    assert [TEXT[a:b] for a, b in evidence.sentences(TEXT, *line)] == sentences


@given(st.text("aā. !?\u00a0»\n😀", max_size=40))
def test_sentences_hold_every_word_of_a_text_in_order(text: str) -> None:
    found = [text[a:b] for start, end in evidence.lines(text).values() for a, b in evidence.sentences(text, start, end)]
    assert "".join("".join(found).split()) == "".join(text.split())
    assert [piece for piece in found if not piece or piece != piece.strip()] == []


@pytest.mark.parametrize(
    ("reference", "range_"),
    [
        ("L1", "0-35"),
        ("L1s2", "21-35"),
        ("L3s1", "37-62"),
        ("L1-L3", "0-77"),
        ("L4s2", "90-98"),
        ("5-9", "5-9"),
        ("0-99", "0-99"),
    ],
)
def test_a_line_or_sentence_is_resolved_to_its_range(reference: str, range_: str) -> None:
    assert evidence.resolved(reference, TEXT) == range_


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("L2", "L2: the source has no text on line 2"),
        ("L9", "L9: the source has no text on line 9"),
        ("L0", "L0: the source has no text on line 0"),
        ("L1s3", "L1s3: line 1 has 2 sentences"),
        ("L1s0", "L1s0: line 1 has 2 sentences"),
        ("L3-L1", "L3-L1 ends before it starts"),
        ("L1-L3s2", "'L1-L3s2' is no line: write L12, L12-L14 or L12s2"),
        ("line 1", "'line 1' is no line: write L12, L12-L14 or L12s2"),
        ("9-5", "range 9-5 is not inside the source (0-99)"),
        ("0-100", "range 0-100 is not inside the source (0-99)"),
    ],
)
def test_a_reference_to_nothing_is_refused(reference: str, sentence: str) -> None:
    with pytest.raises(EvidenceError) as fault:
        evidence.resolved(reference, TEXT)
    assert str(fault.value) == sentence


def test_a_lock_holds_ranges_and_hashes_and_not_a_word_of_the_text(tmp_path: Path) -> None:
    content = evidence.locked("news", TEXT, ["21-35", "0-35"])
    assert content == (
        "# Made by `edugraph evidence lock news`: ranges of code points and the sha256 of their UTF-8 bytes.\n"
        f"line 0-35 {evidence.sha256(TEXT[0:35])}\n"
        f"line 37-77 {evidence.sha256(TEXT[37:77])}\n"
        f"line 78-98 {evidence.sha256(TEXT[78:98])}\n"
        f"passage 0-35 {evidence.sha256(TEXT[0:35])}\n"
        f"passage 21-35 {evidence.sha256(TEXT[21:35])}\n"
    )
    (tmp_path / "news.lock").write_text(content, encoding="utf-8")
    lock = evidence.read_lock(tmp_path / "news.lock")
    assert lock == Lock(hashes(TEXT, LATVIAN, RUSSIAN, ASTRAL), hashes(TEXT, "0-35", "21-35"))


def test_the_hash_is_that_of_the_utf8_bytes() -> None:
    assert evidence.sha256("Rīga") == "b4d4433aa5628329a0ced56f941a7ae1ea21888358848554d2611cfe210dd868"


def test_a_range_outside_the_text_is_not_locked() -> None:
    with pytest.raises(EvidenceError) as fault:
        evidence.locked("news", TEXT, ["90-100"])
    assert str(fault.value) == "range 90-100 is not inside source news (0-99)"


@pytest.mark.parametrize("row", ["line 0-9", "passage 0-9 xyz", "passage 9 " + "0" * 64, "\x00\xff"])
def test_a_lock_row_that_cannot_be_read_is_told_by_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "news.lock"
    path.write_bytes(f"# head\n\n{row}\n".encode("latin-1"))
    with pytest.raises(EvidenceError) as fault:
        evidence.read_lock(path)
    assert str(fault.value) == f"{path}:3:1: no lock row; run `edugraph evidence lock news`"


def test_an_absent_lock_is_empty(tmp_path: Path) -> None:
    assert evidence.read_lock(tmp_path / "news.lock") == Lock({}, {})


def test_passages_that_stand_where_they_stood_have_not_drifted() -> None:
    assert evidence.drift(Lock({}, hashes(TEXT, LATVIAN, RUSSIAN, "21-35")), TEXT) == []


def test_a_moved_passage_is_found_and_a_changed_one_is_not() -> None:
    newer = "Ievads.\n" + TEXT.replace("Министр уехал", "Министр приехал")
    lock = Lock({}, hashes(TEXT, "0-35", "37-62", "63-77", ASTRAL))
    assert evidence.drift(lock, newer) == [
        Drift("0-35", "8-43"),
        Drift("37-62", "45-70"),
        Drift("63-77", ""),
        Drift("78-98", "88-108"),
    ]


def test_words_that_stand_twice_move_with_the_passage_before_them() -> None:
    older = "Alpha. Yes. Beta. Yes. Gamma. Yes."
    newer = "New. " + older
    lock = Lock({}, hashes(older, "0-6", "7-11", "12-17", "18-22", "23-29", "30-34"))
    assert [d.now for d in evidence.drift(lock, newer)] == ["5-11", "12-16", "17-22", "23-27", "28-34", "35-39"]


def test_a_passage_longer_than_the_newer_text_is_lost() -> None:
    assert evidence.drift(Lock({}, hashes(TEXT, LATVIAN)), "Rīgā") == [Drift(LATVIAN, "")]
    assert evidence.drift(Lock({}, hashes(TEXT, LATVIAN)), "") == [Drift(LATVIAN, "")]


@given(st.text("abā \n😀", min_size=6, max_size=60), st.text("xyz😀", max_size=9), st.data())
def test_after_an_insertion_every_passage_beside_it_is_found_with_its_words(
    text: str, inserted: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    ranges = [f"{a}-{b}" for a, b in [(0, at), (at, len(text))] if a < b]
    newer = text[:at] + inserted + text[at:]
    for old, new in evidence.followed(hashes(text, *ranges), newer).items():
        assert newer[slice(*evidence.bounds(new))] == text[slice(*evidence.bounds(old))]


def test_ranges_of_voices_move_with_the_passages_beside_them() -> None:
    moved = evidence.shift({"0-10": "0-10", "10-20": "15-25", "20-30": "25-35"}, 40, 50)
    assert [moved(r) for r in ("0-40", "0-10", "10-20", "12-18", "20-40")] == [
        "0-50",
        "0-10",
        "15-25",
        "17-23",
        "25-50",
    ]


def test_a_line_is_read_when_a_range_touches_it() -> None:
    lock = Lock(hashes(TEXT, LATVIAN, RUSSIAN, ASTRAL), {})
    assert evidence.unread(lock, []) == [LATVIAN, RUSSIAN, ASTRAL]
    assert evidence.unread(lock, ["34-38"]) == [ASTRAL]
    assert evidence.unread(lock, ["35-37", "77-78"]) == [LATVIAN, RUSSIAN, ASTRAL]
    assert evidence.unread(lock, ["0-99"]) == []


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=8),
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=8),
)
def test_unread_lines_are_those_without_a_character_in_common(
    lines: list[tuple[int, int]], used: list[tuple[int, int]]
) -> None:
    named = [f"{a}-{a + n}" for a, n in lines]
    read = {i for a, n in used for i in range(a, a + n)}
    wanted = [r for r in dict.fromkeys(named) if not read & set(range(*evidence.bounds(r)))]
    assert evidence.unread(Lock(dict.fromkeys(named, ""), {}), [f"{a}-{a + n}" for a, n in used]) == wanted


def test_a_text_is_decoded_without_changing_a_character(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_bytes("\ufeffa\r\nRi\u0304ga\u2028".encode())
    assert evidence.text_of(path) == "\ufeffa\r\nRi\u0304ga\u2028"


def test_a_text_that_is_no_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    with pytest.raises(EvidenceError) as fault:
        evidence.text_of(path)
    assert str(fault.value) == f"{path} cannot be read: No such file or directory"
    path.write_bytes(b"R\xeega")
    with pytest.raises(EvidenceError) as fault:
        evidence.text_of(path)
    assert str(fault.value) == f"{path}: byte 1 is no UTF-8; register the text as UTF-8"


def test_the_text_of_a_source_is_the_file_with_its_hash_before_one_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a-news.txt").write_text("other", encoding="utf-8")
    (tmp_path / "z-news.txt").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "x.txt").write_text("third", encoding="utf-8")
    assert evidence.file_of("news", tmp_path, evidence.sha256(TEXT)) == tmp_path / "z-news.txt"
    assert evidence.file_of("news", tmp_path, evidence.sha256("third")) == tmp_path / "x.txt"
    assert evidence.file_of("news", tmp_path, "0" * 64) == tmp_path / "a-news.txt"
    assert evidence.file_of("news", tmp_path) == tmp_path / "a-news.txt"
    assert evidence.file_of("olds", tmp_path, "0" * 64) is None
    assert evidence.file_of("news", tmp_path / "none") is None
    assert evidence.file_of("news", None) is None


@pytest.mark.parametrize(
    ("range_", "number"), [("0-5", 1), ("21-35", 1), ("36-37", 1), ("37-77", 2), ("40-41", 2), ("78-98", 3)]
)
def test_a_passage_stands_in_the_paragraph_where_it_starts_blank_lines_not_counted(range_: str, number: int) -> None:
    lock = Lock(hashes(TEXT, ASTRAL, LATVIAN, RUSSIAN), {})
    assert evidence.paragraph(lock, range_) == number
