"""How wide a text is when it is drawn, without drawing it: generous estimates by letter, for any usual sans serif."""

import unicodedata

NARROW, USUAL, BROAD, WIDEST = 0.36, 0.63, 0.75, 0.98
"""Widths against the size of the font."""
_NARROW = frozenset(" .,:;'’|!ijlftrI()[]-")
_WIDEST = frozenset("mwMWжшщюфыЖШЩЮФЫМД@%—…")


def width(text: str) -> float:
    """The width of a text for a font of size 1; `web/src/network/names.ts` has the same rule."""
    return sum(map(letter, text))


def letter(char: str) -> float:
    """The width of one letter; letters of East Asia are as wide as they are high."""
    if char in _NARROW:
        return NARROW
    if char in _WIDEST:
        return WIDEST
    if unicodedata.east_asian_width(char) in "WF":
        return 1.1
    return BROAD if char.isupper() else USUAL
