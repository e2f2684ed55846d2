"""What a reader's words find, in the order in which a reader wants it, and what they may have meant instead.

First what is named just so, then what is named so but for its spelling, then what begins so, then what has the words;
within these the page's language first, then what is shown before what is only searched, then the more important.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from edugraph.search import folding
from edugraph.search.lookup import Filter, Index, Known
from edugraph.search.names import CODE, HIDDEN, Name

MOST = 10_000
"""Finds beyond these are counted and not listed."""
_RANKED = 300
"""So many of the most important finds are ordered by how well their names fit; the rest follow by importance."""
_SUGGESTED_FROM = 48
_FEW = 3

JUST_SO, SOUNDING_SO, STARTING_SO, STARTING_LIKE, WITH_THE_WORDS, WITH_THEIR_STARTS, SOMEHOW = range(7)
"""How well a name fits what was asked."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: the thing, its name to show, and the name that fits best, where the one shown does not fit."""

    thing: Known
    label: Name
    other: Name | None
    fit: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of finds. `total` counts them all; `words` are what was looked for, which differ from what was typed where
    `instead` says so; `kinds` and `countries` count what each would leave, whatever the filter of its own sort;
    where nothing is found, `unfiltered` counts what there is without filters, and `without` is a word to leave out."""

    words: list[str]
    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    countries: list[tuple[str, int]] = field(default_factory=list)
    instead: str = ""
    unfiltered: int = 0
    without: str = ""

    @property
    def listed(self) -> int:
        return min(self.total, MOST)


def found(
    index: Index, text: str, language: str, only: Filter | None = None, offset: int = 0, limit: int = 25
) -> Found:
    """What the text finds. Any text is one: what holds no letter or digit finds nothing."""
    only = only or Filter()
    addressed = index.addressed(text)
    if addressed:
        return _one(index, addressed, language)
    words = folding.query_words(text)
    if not words:
        return Found(words)
    answer = _page(index, text, words, language, only, offset, limit)
    if answer.total:
        return answer
    unfiltered = index.count(words) if only != Filter() else 0
    corrected = [] if unfiltered else corrected_words(index, words)
    if corrected:
        return _corrected(index, text, corrected, language, only, offset, limit)
    return Found(words, unfiltered=unfiltered, without="" if unfiltered else _hindering(index, words))


def _one(index: Index, number: int, language: str) -> Found:
    thing = index.known([number])[number]
    hit = Hit(thing, thing.label(language), None, JUST_SO)
    return Found([], 1, [hit], [(thing.kind, 1)], [(country, 1) for country in thing.countries])


def _corrected(
    index: Index, text: str, words: list[str], language: str, only: Filter, offset: int, limit: int
) -> Found:
    """The finds of other words, told as such."""
    asked = folding.query_words(text)
    spelt = folding.replaced(text, _spelt(index, asked, words, is_cyrillic(text)))
    answer = _page(index, spelt, words, language, only, offset, limit)
    unfiltered = index.count(words) if not answer.total else 0
    return Found(words, answer.total, answer.hits, answer.kinds, answer.countries, instead=spelt, unfiltered=unfiltered)


def _spelt(index: Index, asked: list[str], corrected: list[str], is_in_cyrillic: bool) -> dict[str, str]:
    """Word -> what it was replaced by, as names write that."""
    changed = {old: new for old, new in zip(asked, corrected, strict=True) if old != new}
    return dict(zip(changed, index.spelt(list(changed.values()), is_in_cyrillic), strict=True))


def _page(index: Index, text: str, words: list[str], language: str, only: Filter, offset: int, limit: int) -> Found:
    numbers = index.having(words, MOST, only)
    if not numbers:
        return Found(words)
    kinds = index.kinds(words, Filter(country=only.country))
    countries = index.countries(words, Filter(kind=only.kind))
    total = index.count(words, only) if len(numbers) == MOST else len(numbers)
    held = set(numbers)
    first = {n for n in index.called(text, _RANKED) if n in held}
    first.update(index.starting(words, _RANKED, only), numbers[:_RANKED])
    ranked = [hit.thing.number for hit in _hits(index, text, words, first, language)]
    order = [*ranked, *(n for n in numbers if n not in first)][offset : offset + limit]
    place = {number: at for at, number in enumerate(order)}
    hits = sorted(_hits(index, text, words, order, language), key=lambda hit: place[hit.thing.number])
    return Found(words, total, hits, kinds, countries)


def suggested(index: Index, text: str, language: str, limit: int = 8) -> list[Hit]:
    """The best finds while a reader types: the last word may be unfinished, slips are tolerated where little fits."""
    words = folding.query_words(text)
    if not words or len("".join(words)) < 2:
        return []
    numbers = {*index.called(text, limit), *index.starting(words, _SUGGESTED_FROM)}
    if len(numbers) < _SUGGESTED_FROM:
        numbers.update(index.having(words, _SUGGESTED_FROM))
    hits = _hits(index, text, words, numbers, language)[:limit]
    if len(hits) < _FEW and (corrected := corrected_words(index, words, is_typing=True)):
        known = {hit.thing.number for hit in hits}
        spelt = " ".join(corrected)
        more = {*index.starting(corrected, _SUGGESTED_FROM), *index.having(corrected, _SUGGESTED_FROM)} - known
        hits += _hits(index, spelt, corrected, more, language)[: limit - len(hits)]
    return hits


def corrected_words(index: Index, words: list[str], is_typing: bool = False) -> list[str]:
    """The words with those that nothing has replaced by the nearest known; [] where that does not help."""
    replaced = []
    for at, word in enumerate(words):
        if index.is_start(word):
            replaced.append(word)
            continue
        is_last = at == len(words) - 1
        near = index.near(word, False) or (index.near(word, True) if is_typing and is_last else [])
        if not near:
            return []
        replaced.append(_fitting(index, [*replaced, *words[at + 1 :]], near))
    return replaced if replaced != words else []


def _fitting(index: Index, others: list[str], near: list[str]) -> str:
    """The nearest word that stands together with the others; else the nearest."""
    return next((word for word in near if others and index.count([*others, word])), near[0])


def _hindering(index: Index, words: list[str]) -> str:
    """The word without which the others find something, or ""."""
    if len(words) < 2:
        return ""
    counts = [(index.count([w for w in words if w != word]), word) for word in words]
    most, word = max(counts, key=lambda pair: pair[0])
    return word if most else ""


def is_cyrillic(text: str) -> bool:
    """Whether most letters of a text are Cyrillic."""
    letters = [c for c in text if c.isalpha()]
    return sum("Ѐ" <= c <= "ӿ" for c in letters) * 2 > len(letters)


def _hits(index: Index, text: str, words: list[str], numbers: Iterable[int], language: str) -> list[Hit]:
    """The things in their order, each with the name that fits best."""
    asked = _Asked(text, words)
    scored = []
    for thing in index.known(numbers).values():
        fit, is_away, sort, _, _, name = min(_key(asked, name, language) for name in thing.names)
        scored.append(((fit, is_away, sort, thing.number), thing, name))
    scored.sort(key=lambda one: one[0])
    return [_hit(asked, thing, name, key[0], language) for key, thing, name in scored]


def _hit(asked: "_Asked", thing: Known, name: Name, fit: int, language: str) -> Hit:
    label = thing.label(language)
    is_told = name.sort == HIDDEN or name.text == label.text or asked.fit(label) < SOMEHOW
    return Hit(thing, label, None if is_told else name, fit)


def _key(asked: "_Asked", name: Name, language: str) -> tuple[int, bool, int, str, str, Name]:
    return asked.fit(name), name.language not in (language, ""), name.sort, name.language, name.text, name


class _Asked:
    """What was asked, folded once."""

    def __init__(self, text: str, words: list[str]) -> None:
        self._words = words
        self._folded = folding.folded(text[: folding.LONGEST_QUERY])
        self._sounds = folding.sounds(text[: folding.LONGEST_QUERY])
        self._joined = self._folded.replace(" ", "")
        self._forms = [(word, folding.skeleton(word)) for word in words]

    def fit(self, name: Name) -> int:
        folded = folding.folded(name.text)
        if folded == self._folded:
            return JUST_SO
        if name.sort == CODE:
            return SOMEHOW
        sounds = folding.sounds(name.text)
        if sounds == self._sounds or folded.replace(" ", "") == self._joined:
            return SOUNDING_SO
        if folded.startswith(self._folded):
            return STARTING_SO
        if sounds.startswith(self._sounds):
            return STARTING_LIKE
        held = {*folding.name_words(name.text), *sounds.split()}
        if all(word in held or sound in held for word, sound in self._forms):
            return WITH_THE_WORDS
        if all(any(h.startswith((word, sound)) for h in held) for word, sound in self._forms):
            return WITH_THEIR_STARTS
        return SOMEHOW
