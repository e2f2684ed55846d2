"""Words as they are compared: without case, diacritics and script, so that names are found as people type them.

Two foldings. The *plain* one writes Cyrillic in Latin letters as English does (х = kh, ш = sh). The *skeleton* makes
the ways of writing one sound the same (kh = h, sh = š = s, y = j = i): Kazakhstan, Kazahstan and Казахстан meet.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

MOST_WORDS = 12
"""Words of a query beyond these are passed over."""
LONGEST_WORD = 48
LONGEST_QUERY = 400
"""Characters of a query beyond these are passed over."""

_CYRILLIC = dict(
    zip(
        [
            "а",
            "б",
            "в",
            "г",
            "д",
            "е",
            "ё",
            "ж",
            "з",
            "и",
            "й",
            "к",
            "л",
            "м",
            "н",
            "о",
            "п",
            "р",
            "с",
            "т",
            "у",
            "ф",
            "х",
            "ц",
            "ч",
            "ш",
            "щ",
            "ъ",
            "ы",
            "ь",
            "э",
            "ю",
            "я",
        ],
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
) | dict(
    zip(
        [
            "і",
            "ї",
            "є",
            "ґ",
            "ў",
            "ә",
            "ғ",
            "қ",
            "ң",
            "ө",
            "ұ",
            "ү",
            "һ",
            "ӣ",
            "ӯ",
            "ҳ",
            "ҷ",
            "ђ",
            "ј",
            "љ",
            "њ",
            "ћ",
            "џ",
            "ѓ",
            "ќ",
            "ѕ",
        ],
        [
            "i",
            "yi",
            "ye",
            "g",
            "u",
            "a",
            "g",
            "k",
            "n",
            "o",
            "u",
            "u",
            "h",
            "i",
            "u",
            "h",
            "j",
            "d",
            "j",
            "l",
            "n",
            "c",
            "dz",
            "g",
            "k",
            "dz",
        ],
        strict=True,
    )
)
"""BGN/PCGN for Russian without its apostrophes; other alphabets of the region by their nearest Latin letter."""
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h"}
_TO_LATIN = str.maketrans(_CYRILLIC | _LATIN)
_DIACRITICS_ONLY = str.maketrans(_LATIN)
_SOUNDS = (
    ("shch", "s"),
    ("sch", "s"),
    ("kh", "h"),
    ("zh", "z"),
    ("ts", "c"),
    ("tz", "c"),
    ("ch", "c"),
    ("sh", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)
_DOUBLED = re.compile(r"(.)\1")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"\S+")

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "un",
        "no",
        "par",
        "ar",
        "i",
        "v",
        "po",
        "na",
        "o",
        "s",
        "k",
    ]
)
"""English, Latvian and (folded) Russian words that join others; alone in a query they count like any word."""


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """One word in lower-case Latin letters without diacritics; letters of other scripts stay as they are."""
    return _stripped(unicodedata.normalize("NFKC", word).casefold().translate(_TO_LATIN))


@lru_cache(maxsize=1 << 16)
def skeleton(folded: str) -> str:
    """A plain word by its sounds: what is written in several ways in the region is written in one."""
    for written, sound in _SOUNDS:
        folded = folded.replace(written, sound)
    return _DOUBLED.sub(r"\1", folded)


def _stripped(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text, plain, in their order: letters and digits only, whatever stands between them."""
    folded = (plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))
    return [part[:LONGEST_WORD] for word in folded for part in _WORD.findall(word)]


def query_words(text: str) -> list[str]:
    """The words that a query asks for: each once, joining words left out unless there are no others."""
    found = list(dict.fromkeys(words(text[:LONGEST_QUERY])))
    return ([word for word in found if word not in STOP_WORDS] or found)[:MOST_WORDS]


def name_words(text: str) -> list[str]:
    """The words under which a name is found: its own, and those that signs hold together as one (`SOM-ED`: somed)."""
    joined = ["".join(words(run)) for run in _RUN.findall(text) if len(words(run)) > 1]
    return [*words(text), *(word[:LONGEST_WORD] for word in joined)]


def folded(text: str) -> str:
    """A whole name as it is compared with a whole query."""
    return " ".join(words(text))


def sounds(text: str) -> str:
    """A whole name by its sounds."""
    return " ".join(skeleton(word) for word in words(text))


def same_letters(text: str) -> str:
    """A whole name without case and diacritics, but in its own script: equal only for what is written the same."""
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_DIACRITICS_ONLY)
    # й and ё are letters of their own, not и and е with a sign
    kept = "".join(c if c in "йё" else _stripped(c) for c in unicodedata.normalize("NFC", lowered))
    return " ".join(_WORD.findall(kept))


def replaced(text: str, by: Mapping[str, str]) -> str:
    """The text with other words in the place of some: `by` maps plain words to what is to stand there."""
    return _WORD.sub(lambda match: by.get(plain(match[0]), match[0]), text[:LONGEST_QUERY])


def marked(text: str, asked: list[str]) -> list[tuple[str, bool]]:
    """The text in parts, and of each whether it is a word that the query asks for (or begins)."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for match in _WORD.finditer(text):
        if _is_asked(plain(match[0]), asked):
            parts += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    parts.append((text[at:], False))
    return [part for part in parts if part[0]]


def _is_asked(word: str, asked: list[str]) -> bool:
    return any(word.startswith(want) or skeleton(word).startswith(skeleton(want)) for want in asked if want)
