"""Nonsense names and sentences in English, Russian and Latvian letters. No word of any real source stands here."""

from random import Random

LANGUAGES = ("en", "ru", "lv")

_CONSONANTS = {"en": "bdfgklmnprstvzhj", "ru": "бдфгклмнпрствзхж", "lv": "bdfģkļmņprsšvžhj"}
_VOWELS = {"en": "aeiou", "ru": "аеиоу", "lv": "āēioū"}
_SYLLABLES = {
    language: [consonant + vowel for consonant in _CONSONANTS[language] for vowel in _VOWELS[language]]
    for language in LANGUAGES
}
_NAMES = 80**4
_STEP = 27_644_437
"""A prime: neighbouring numbers get names that do not look alike, and no two numbers share one."""

_AWKWARD = (
    "“{}”",
    "«{}»",
    '{} "Sun"',
    "{}'s",
    "{} & Co. <3",
    "{} \\ {}",
    "{} – Ñandú",
    "{} (שלום)",
    "{} 🎓",
    "{}, 100%2F",
    "{} #1?",
    "{}: Łódź; Ķekava",
)


def name(number: int, language: str = "en") -> str:
    """The name of a number: four syllables; no two numbers below 40 million share one."""
    left = number * _STEP % _NAMES
    syllables = []
    for _ in range(4):
        left, at = divmod(left, 80)
        syllables.append(_SYLLABLES[language][at])
    return "".join(syllables).capitalize()


def slug(number: int) -> str:
    """The name of a number as a part of an IRI."""
    return name(number).lower()


def label(nouns: tuple[str, str, str], number: int, languages: tuple[str, ...] = LANGUAGES) -> dict[str, str]:
    """A label such as `Forum Katiropu`; one in seven has quotes, signs, other scripts or an emoji in it."""
    pattern = _AWKWARD[number // 7 % len(_AWKWARD)] if number % 7 == 3 else "{}"
    return {
        language: f"{noun} {pattern.format(*[name(number, language)] * pattern.count('{}'))}"
        for language, noun in zip(LANGUAGES, nouns, strict=True)
        if language in languages
    }


_VOCABULARY = {language: [name(number, language).lower() for number in range(400)] for language in LANGUAGES}


def sentence(random: Random, language: str) -> str:
    """Six to twelve nonsense words; some hold a letter outside the Basic Multilingual Plane, to try code points."""
    words = random.choices(_VOCABULARY[language], k=random.randint(6, 12))
    if random.random() < 0.05:
        words.append("𝔘🎓")
    return " ".join(words).capitalize() + "."
