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

# fmt: off
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u",
    "ү": "u", "һ": "h", "ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ђ": "d", "ј": "j", "љ": "l", "њ": "n", "ћ": "c",
    "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
}
# fmt: on
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

# fmt: off
STOP_WORDS = frozenset((
    "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
    "un", "no", "par", "ar", "i", "v", "po", "na", "o", "s", "k",
))
# fmt: on
"""English, Latvian and (folded) Russian words that join others; alone in a query they count like any word."""


@lru_cache(maxsize=1 << 14)
def plain(word: str) -> str:
    """One word in lower-case Latin letters without diacritics; letters of other scripts stay as they are."""
    return _stripped(unicodedata.normalize("NFKC", word).casefold().translate(_TO_LATIN))


@lru_cache(maxsize=1 << 14)
def skeleton(folded: str) -> str:
    """A plain word by its sounds: what is written in several ways in the region is written in one."""
    for written, sound in _SOUNDS:
        folded = folded.replace(written, sound)
    return _DOUBLED.sub(r"\1", folded)


def _stripped(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text, plain, in their order: letters and digits only, whatever stands between them."""
    found: list[str] = []
    for written in _WORD.findall(unicodedata.normalize("NFC", text)):
        word = plain(written)
        # one sign may stand for several words
        found += [word[:LONGEST_WORD]] if word.isalnum() else [w[:LONGEST_WORD] for w in _WORD.findall(word)]
    return found


def query_words(text: str) -> list[str]:
    """The words that a query asks for: each once, joining words left out unless there are no others."""
    found = list(dict.fromkeys(words(text[:LONGEST_QUERY])))
    return ([word for word in found if word not in STOP_WORDS] or found)[:MOST_WORDS]


Runs = list[tuple[str, list[str]]]
"""What stands between spaces, as it is written, with its words."""


def runs(text: str) -> Runs:
    return [(written, words(written)) for written in _RUN.findall(text)]


def joined(found: Runs) -> list[str]:
    """What signs hold together, as one word: `SOM-ED` is somed too."""
    return ["".join(parts)[:LONGEST_WORD] for _, parts in found if len(parts) > 1]


def name_words(text: str) -> list[str]:
    """The words under which a name is found: its own, and those that signs hold together as one."""
    found = runs(text)
    return [*(word for _, parts in found for word in parts), *joined(found)]


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
