"""Slips of the finger: how far two words are from each other, and which known words come into question."""

from collections.abc import Iterator

PAD = "^"


def most(word: str) -> int:
    """Slips that are tolerated in a word: none in three letters, one in up to six, two in longer ones."""
    return 0 if len(word) < 4 or word.isdecimal() else 1 if len(word) < 7 else 2


def distance(one: str, other: str, limit: int, is_start: bool = False) -> int:
    """Letters to add, drop, change or swap with their neighbour to make one word of the other (Damerau-Levenshtein,
    optimal string alignment); `limit + 1` for anything beyond. `is_start`: only the start of `other` has to fit."""
    if not is_start and abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        line = [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, row = row, line
    return min(min(row) if is_start else row[-1], limit + 1)


def grams(word: str) -> Iterator[tuple[str, int]]:
    """The pieces under which a known word is listed: pairs of letters for short words, triples for all."""
    padded = PAD + word + PAD
    sizes = (2, 3) if len(word) <= 7 else (3,)
    for size in sizes:
        for piece in sorted(_pieces(padded, size)):
            yield piece, len(word)


def wanted(word: str, is_start: bool) -> tuple[list[str], int, int]:
    """The pieces to look up for a word with slips, and the shortest and longest words to look among."""
    size = 2 if len(word) <= 5 else 3
    padded = PAD + word + ("" if is_start else PAD)
    longest = len(word) + most(word) if not is_start else 255
    # words of over seven letters are listed by triples only
    return sorted(_pieces(padded, size)), len(word) - most(word), min(longest, 7) if size == 2 else longest


def _pieces(padded: str, size: int) -> set[str]:
    return {padded[i : i + size] for i in range(len(padded) - size + 1)}
