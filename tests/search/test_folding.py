"""How words are compared: without case, diacritics and script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugraph.search import folding


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Kazahstāna", "kazahstana"),
        ("ĢĶĻŅŠŽČ", "gklnszc"),
        ("Казахстан", "kazakhstan"),
        ("Щёлково", "shchelkovo"),
        ("СЪЕЗД", "sezd"),
        ("Кыргызская", "kyrgyzskaya"),
        ("Қазақстан", "kazakstan"),
        ("Łódź", "lodz"),
        ("STRAẞE", "strasse"),
        ("ﬁne", "fine"),
        ("שלום", "שלום"),
    ],
)
def test_a_word_is_folded_to_plain_latin_letters_where_there_are_such(written: str, expected: str) -> None:
    assert folding.plain(written) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kazakhstan", "Kazahstan", "Казахстан", "kazahstan"),
        ("Minobrnauki", "Минобрнауки"),
        ("Chisinau", "Čisinau", "Чисинау"),
        ("Shymkent", "Šimkent", "Шымкент"),
        ("Yerevan", "Jerevan", "Ierevan"),
        ("Tsentr", "Centr", "Центр"),
        ("Tashkent", "Taškent", "Ташкент"),
    ],
)
def test_spellings_of_one_sound_meet_in_the_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({folding.sounds(spelling) for spelling in spellings}) == 1


def test_signs_stand_between_words_and_what_they_hold_together_is_a_word_too() -> None:
    assert folding.words("«SOM-ED», 100%2F\0—x_y") == ["som", "ed", "100", "2f", "x", "y"]
    assert folding.name_words("SOM-ED of ASEAN") == ["som", "ed", "of", "asean", "somed"]


def test_joining_words_are_not_asked_for_unless_there_are_no_others() -> None:
    assert folding.query_words("the Ministry of Education") == ["ministry", "education"]
    assert folding.query_words("of the") == ["of", "the"]


def test_a_query_has_so_many_words_and_no_more() -> None:
    assert len(folding.query_words(" ".join(f"w{n}" for n in range(500)))) == folding.MOST_WORDS


def test_same_letters_keeps_the_script_and_the_letters_of_russian() -> None:
    assert folding.same_letters("«Rīga»") == folding.same_letters("riga") == "riga"
    assert folding.same_letters("СНГ") != folding.same_letters("SNG")
    assert folding.same_letters("край") != folding.same_letters("краи")


@given(st.text())
def test_folded_words_hold_letters_and_digits_only_and_fold_to_themselves(text: str) -> None:
    found = folding.words(text)
    assert all(word.isalnum() for word in found)
    assert folding.words(" ".join(found)) == found


@given(st.text(), st.lists(st.text(alphabet="abкš", min_size=1), max_size=3))
def test_marked_parts_are_the_text_again(text: str, asked: list[str]) -> None:
    assert "".join(part for part, _ in folding.marked(text, asked)) == text


def test_a_word_is_marked_where_it_begins_as_asked_in_any_script() -> None:
    assert folding.marked("Форум «Казань», Forum", ["kaz", "forum"]) == [
        ("Форум", True),
        (" «", False),
        ("Казань", True),
        ("», ", False),
        ("Forum", True),
    ]
