"""Which thing a name in somebody's table may be, how sure that is, and when it is certain (for reconciliation).

A match is certain only where one whole name is written as in the query, one thing alone has it, and nothing else that
the query says is against it or cannot be checked. The name of a country's organisation that does not say which country
(`Ministry of Education`) is certain only where the query names the country: others may be called so too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from edugraph.search import folding, slips
from edugraph.search.finding import corrected_words
from edugraph.search.lookup import Index, Known
from edugraph.search.names import CODE, ENTITIES, HIDDEN, OTHER, SHOWN, Name

_CANDIDATES = 60
_SCORES = {SHOWN: 100, OTHER: 98, CODE: 97, HIDDEN: 96}
_OTHER_SCRIPT = 95
_OTHER_CASE = 90
"""A code in letters of another case."""
_SAME_SOUNDS = 92
_PARTLY = 85
"""The most for a name that is not quite the query."""
_LEAST = 25
_UNKNOWN_COUNTRY = 10
"""Taken off where the query names a country and the thing has none."""
_WRONG_TYPE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query wants: a name; classes by IRI (`all`, `any`, or merely liked: `should`); countries by IRI; codes as
    property and value. `is_checked` is False where it says something that cannot be checked here."""

    name: str = ""
    types: tuple[str, ...] = ()
    strictness: str = "any"
    countries: tuple[str, ...] | None = None
    codes: tuple[tuple[str, str], ...] = ()
    is_checked: bool = True
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant. `name_similarity` goes from 0 to 1; `is_match` says that it is certain."""

    thing: Known
    types: tuple[str, ...]
    score: float
    name_similarity: float
    has_type: bool
    has_country: bool
    is_match: bool = False


@dataclass(slots=True)
class _Query:
    """A query with its words folded once."""

    wanted: Wanted
    letters: str = field(init=False)
    folded: str = field(init=False)
    sounds: str = field(init=False)

    def __post_init__(self) -> None:
        self.letters = folding.same_letters(self.wanted.name)
        self.folded, self.sounds = folding.folded(self.wanted.name), folding.sounds(self.wanted.name)


def candidates(index: Index, wanted: Wanted) -> list[Candidate]:
    """The things that may be meant, the likeliest first; at most one of them is certain."""
    addressed = index.addressed(wanted.name)
    query = _Query(wanted)
    numbers = [addressed] if addressed else _numbers(index, wanted)
    known = [thing for thing in index.known(numbers).values() if thing.iri.startswith(ENTITIES)]
    found = [one for thing in known if (one := _candidate(index, query, thing, bool(addressed)))]
    found.sort(key=lambda one: (-one.score, one.thing.number))
    certain = _certain(index, query, found, bool(addressed))
    return [_sure(one) if one is certain else one for one in found[: wanted.limit]]


def _sure(one: Candidate) -> Candidate:
    return Candidate(one.thing, one.types, one.score, one.name_similarity, one.has_type, one.has_country, True)


def _numbers(index: Index, wanted: Wanted) -> set[int]:
    """Things to compare: those called so, and those with most of the words, slips mended."""
    if not wanted.name:
        return {number for _, code in wanted.codes for number in index.called(code, _CANDIDATES)}
    found = set(index.called(wanted.name, _CANDIDATES))
    words = folding.query_words(wanted.name)
    if not words:
        return found
    words = corrected_words(index, words) or [word for word in words if index.is_start(word)]
    rarest = sorted(words, key=lambda word: (index.count([word]), word))
    for many in range(len(rarest), 0, -1):
        found.update(index.starting(rarest[:many], _CANDIDATES), index.having(rarest[:many], _CANDIDATES))
        if len(found) >= _CANDIDATES // 2:
            break
    return found


def _candidate(index: Index, query: _Query, thing: Known, is_addressed: bool) -> Candidate | None:
    wanted = query.wanted
    types = tuple(index.types(thing.number))
    has_type = _has_type(wanted, types)
    has_country = not wanted.countries or bool(set(wanted.countries) & set(thing.countries))
    if (not has_type and wanted.strictness != "should") or (not has_country and thing.countries):
        return None
    if not all(_has_code(thing, property_, value) for property_, value in wanted.codes):
        return None
    score, similarity = (100.0, 1.0) if is_addressed or not wanted.name else _best(query, thing)
    score -= _WRONG_TYPE * (not has_type) + _UNKNOWN_COUNTRY * (not has_country)
    if score < _LEAST:
        return None
    return Candidate(thing, types, round(score, 1), round(similarity, 3), has_type, has_country)


def _has_type(wanted: Wanted, types: tuple[str, ...]) -> bool:
    if not wanted.types:
        return True
    held: Callable[[Iterable[object]], bool] = all if wanted.strictness == "all" else any
    return held(type_ in types for type_ in wanted.types)


def _has_code(thing: Known, property_: str, value: str) -> bool:
    return any(name.property == property_ and name.text == value for name in thing.names)


def _best(query: _Query, thing: Known) -> tuple[float, float]:
    """Score and similarity of the name that is nearest to the query."""
    return max(_scored(query, name) for name in thing.names)


def _scored(query: _Query, name: Name) -> tuple[float, float]:
    if _is_written_so(query, name):
        return float(_SCORES[name.sort]), 1.0
    folded, sounds = folding.folded(name.text), folding.sounds(name.text)
    if name.sort == CODE:
        return (float(_OTHER_CASE), 1.0) if folded == query.folded else (0.0, 0.0)
    if folded == query.folded:
        return float(_OTHER_SCRIPT), 1.0
    if sounds == query.sounds:
        return float(_SAME_SOUNDS), 0.98
    near = similarity(_telling(query.folded), _telling(folded))
    return _PARTLY * near, near


def _telling(folded: str) -> list[str]:
    """The words of a name by their sounds, without those that merely join, unless there are no others."""
    words = folded.split()
    return [folding.skeleton(w) for w in ([w for w in words if w not in folding.STOP_WORDS] or words)]


def _is_written_so(query: _Query, name: Name) -> bool:
    """Whether a name is the query but for case and diacritics; a code has its case, since `in` is not IN."""
    if name.sort == CODE:
        return name.text == query.wanted.name.strip()
    return bool(query.letters) and folding.same_letters(name.text) == query.letters


def similarity(one: list[str], other: list[str]) -> float:
    """How alike two names are, from 0 to 1: the words they share (Dice), those with a slip counting in part."""
    if not one or not other:
        return 0.0
    left, shared = list(other), 0.0
    for word in one:
        near = max(((_alike(word, against), -at) for at, against in enumerate(left)), default=(0.0, 0))
        if near[0]:
            shared += near[0]
            del left[-near[1]]
    return 2 * shared / (len(one) + len(other))


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    allowed = slips.most(word)
    apart = slips.distance(word, other, allowed)
    return 1 - apart / max(len(word), len(other)) if apart <= allowed else 0.0


def _certain(index: Index, query: _Query, found: list[Candidate], is_addressed: bool) -> Candidate | None:
    """The one candidate that is certainly meant, or None."""
    wanted = query.wanted
    fitting = [one for one in found if one.has_type and one.has_country]
    if not wanted.is_checked:
        return None
    if is_addressed or not wanted.name:
        return fitting[0] if len(fitting) == len(found) == 1 else None
    same = [one for one in found if any(_is_written_so(query, name) for name in one.thing.names)]
    if len(same) != 1 or same[0] not in fitting or not _names_so(query, same[0].thing):
        return None
    return same[0] if wanted.countries or _tells_country(index, query, same[0].thing) else None


def _names_so(query: _Query, thing: Known) -> list[Name]:
    return [name for name in thing.names if name.sort != HIDDEN and _is_written_so(query, name)]


def _tells_country(index: Index, query: _Query, thing: Known) -> bool:
    """Whether the query alone says which country's thing is meant: it names the country, is a code or an abbreviation,
    or the thing is no country's."""
    names = _names_so(query, thing)
    if not thing.countries or thing.iri in thing.countries or any(_is_short_form(name) for name in names):
        return True
    countries = index.known(index.numbers(thing.countries).values()).values()
    own = {folding.skeleton(w) for c in countries for n in c.names if n.sort != CODE for w in folding.words(n.text)}
    own -= {folding.skeleton(word) for word in _FORMS_OF_STATE}
    return any(_is_form_of(word, known) for word in query.sounds.split() for known in own)


def _is_form_of(word: str, known: str) -> bool:
    """Whether a word is an inflected form or an adjective of a name (Latvijas, Latvian), or its short form (Uzbek)."""
    shorter = min(len(word), len(known))
    shared = next((at for at in range(shorter) if word[at] != known[at]), shorter)
    return shared >= max(4, shorter - 1) and len(word) <= len(known) + 3


_FORMS_OF_STATE = [
    "republic",
    "republika",
    "respublika",
    "federation",
    "federacija",
    "federatsiya",
    "kingdom",
    "karaliste",
    "korolevstvo",
]


def _is_short_form(name: Name) -> bool:
    return name.sort == CODE or (name.text.isupper() and len(name.text.split()) == 1 and len(name.text) > 2)
