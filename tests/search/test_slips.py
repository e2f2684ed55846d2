"""Slips of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugraph.search import slips


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("latvia", "latvia", 0),
        ("latvai", "latvia", 1),
        ("latva", "latvia", 1),
        ("lattvia", "latvia", 1),
        ("lotvia", "latvia", 1),
        ("lotva", "latvia", 2),
        ("riga", "latvia", 3),
        ("", "ab", 2),
    ],
)
def test_the_distance_counts_letters_added_dropped_changed_and_swapped(one: str, other: str, expected: int) -> None:
    assert slips.distance(one, other, 2) == expected
    assert slips.distance(other, one, 2) == expected


def test_the_start_of_a_word_is_compared_with_an_unfinished_one() -> None:
    assert slips.distance("kazah", "kazahstan", 1, is_start=True) == 0
    assert slips.distance("kzaah", "kazahstan", 1, is_start=True) == 1
    assert slips.distance("kxyah", "kazahstan", 1, is_start=True) == 2


def test_short_words_and_numbers_tolerate_no_slip() -> None:
    assert [slips.most(word) for word in ("kaz", "riga", "latvia", "estonia", "20262027")] == [0, 1, 1, 2, 0]


def swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@given(st.text(alphabet="abcdefghiklmnoprstuvz", min_size=5, max_size=20), st.data())
def test_a_word_with_one_slip_shares_a_piece_with_the_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    slip = data.draw(st.sampled_from([swapped(word, at), word[:at] + word[at + 1 :], word[:at] + "x" + word[at:]]))
    if slips.most(slip):
        pieces, shortest, longest = slips.wanted(slip, is_start=False)
        listed = {piece for piece, length in slips.grams(word) if shortest <= length <= longest}
        assert listed & set(pieces)
