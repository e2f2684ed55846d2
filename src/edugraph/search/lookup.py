"""Looking things up in `search.sqlite`: the rows behind finds, suggestions and reconciliation, as plain values.

The file is opened read-only and as one that never changes, so readers in many threads need no locks. Words reach SQL as
bound values, and the full-text index as folded words in quotes: no text of a reader is ever read as a query.
"""

import re
import sqlite3
import threading
import weakref
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edugraph.errors import EdugraphError
from edugraph.search import folding, slips
from edugraph.search.names import SHOWN, Name
from edugraph.search.writing import FORMAT
from edugraph.vocabulary import BASE

_CANDIDATES = 150
"""So many known words, those with most pieces in common, are compared letter by letter with a misspelt one."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, which JSON may spell and no file may hold."""
_Value = TypeVar("_Value", int, str)


class SearchError(EdugraphError):
    """This release cannot be searched."""

    retry_after_s = 0
    """Nothing changes by waiting."""


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as the index knows it. `number` is its place by importance; `types` come with `reconciling` only."""

    number: int
    iri: str
    kind: str
    names: tuple[Name, ...]
    countries: tuple[str, ...]
    uses: int

    def label(self, language: str) -> Name:
        """The name to show: in that language, else in English, else in none, else the first."""
        return best(self.names, language)


def best(names: Iterable[Name], language: str) -> Name:
    """The name to show among these: in that language, else in English, else in none, else the first."""
    order = {language: 0, "en": 1, "": 2}
    shown = (name for name in names if name.sort == SHOWN)
    return min(shown, key=lambda n: (order.get(n.language, 3), n.language, n.text))


@dataclass(frozen=True, slots=True)
class Filter:
    """What finds must be besides being named so: of a kind and of a country, by their IRIs; "" for any."""

    kind: str = ""
    country: str = ""


class Index:
    """One open `search.sqlite`; any thread may ask it."""

    def __init__(self, path: Path) -> None:
        """Raises SearchError for a file that is not there, or of another format."""
        self._path = path
        self._lock, self._idle = threading.Lock(), list[sqlite3.Connection]()
        with self._connection() as connection:
            try:
                version = connection.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.Error as fault:
                raise SearchError(f"{path.name} of this release cannot be read ({fault}); {_AGAIN}") from fault
            if version != FORMAT:
                raise SearchError(f"{path.name} of this release was made by another program; {_AGAIN}")
        weakref.finalize(self, _close, self._idle)

    def close(self) -> None:
        """Close what is idle; a look-up that runs ends first."""
        with self._lock:
            _close(self._idle)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._opened()
        try:
            yield connection
        finally:
            with self._lock:
                self._idle.append(connection)

    def _opened(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise SearchError(f"this release has no {self._path.name}, so it cannot be searched; {_AGAIN}")
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as fault:
            raise SearchError(f"{self._path.name} of this release cannot be opened ({fault}); {_AGAIN}") from fault
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA mmap_size = 1073741824")
        return connection

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    # --- things ----------------------------------------------------------------------------------------------------

    def known(self, numbers: Iterable[int]) -> dict[int, Known]:
        """The things with these numbers."""
        wanted = sorted(set(numbers))
        names: dict[int, list[Name]] = {}
        for part in _parts(wanted):
            marks = ",".join("?" * len(part))
            for thing, *name in self._rows(
                f"SELECT n.thing, n.sort, p.iri, n.text, n.language FROM name n JOIN property p ON p.id = n.property"
                f" WHERE n.thing IN ({marks}) ORDER BY n.thing, n.number",
                part,
            ):
                names.setdefault(thing, []).append(Name(*name))
        countries = self._countries(wanted)
        found = {}
        for part in _parts(wanted):
            marks = ",".join("?" * len(part))
            for number, iri, kind, uses in self._rows(
                f"SELECT t.id, t.iri, c.iri, t.uses FROM thing t JOIN class c ON c.id = t.kind WHERE t.id IN ({marks})",
                part,
            ):
                found[number] = Known(number, iri, kind, tuple(names[number]), tuple(countries.get(number, ())), uses)
        return found

    def _countries(self, numbers: list[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for part in _parts(numbers):
            marks = ",".join("?" * len(part))
            for thing, country in self._rows(
                f"SELECT c.thing, t.iri FROM country c JOIN thing t ON t.id = c.country WHERE c.thing IN ({marks})"
                " ORDER BY t.iri",
                part,
            ):
                found.setdefault(thing, []).append(country)
        return found

    def numbers(self, iris: Iterable[str]) -> dict[str, int]:
        """IRI -> number, of those that are known."""
        found: dict[str, int] = {}
        for part in _parts(sorted({iri for iri in iris if not _SURROGATE.search(iri)})):
            marks = ",".join("?" * len(part))
            found |= dict(self._rows(f"SELECT iri, id FROM thing WHERE iri IN ({marks})", part))
        return found

    def labels(self, iris: Collection[str], language: str) -> dict[str, Name]:
        """IRI -> the name to show, of things and of terms that are not ours; unknown ones are left out."""
        known = self.known(self.numbers(iris).values())
        found: dict[str, list[Name]] = {thing.iri: list(thing.names) for thing in known.values()}
        for part in _parts(sorted(set(iris) - found.keys())):
            sql = f"SELECT iri, text, language FROM borrowed WHERE iri IN ({_marks(part)}) ORDER BY iri, number"
            for iri, text, language_ in self._rows(sql, part):
                found.setdefault(iri, []).append(Name(SHOWN, "", text, language_))
        return {iri: best(names, language) for iri, names in found.items()}

    def addressed(self, text: str) -> int | None:
        """The thing whose IRI, or the end of it (`country/KAZ`), is the text itself."""
        word = text.strip()
        if "/" not in word or len(word) > folding.LONGEST_QUERY:
            return None
        path = word.removeprefix(BASE).strip("/")
        found = self.numbers([word, BASE + path, f"{BASE}id/{path.removeprefix('doc/')}"])
        return min(found.values(), default=None)

    def types(self, number: int) -> list[str]:
        """All classes of a thing."""
        sql = "SELECT c.iri FROM type t JOIN class c ON c.id = t.class WHERE t.thing = ? ORDER BY c.iri"
        return [iri for (iri,) in self._rows(sql, [number])]

    # --- names and words -------------------------------------------------------------------------------------------

    def called(self, text: str, limit: int) -> list[int]:
        """Things of which one whole name is the text, but for case, diacritics, script and ways of spelling."""
        folded, sounds = folding.folded(text[: folding.LONGEST_QUERY]), folding.sounds(text[: folding.LONGEST_QUERY])
        if not folded:
            return []
        sql = "SELECT thing FROM name WHERE folded = ? UNION SELECT thing FROM name WHERE sounds = ? ORDER BY 1 LIMIT ?"
        return [number for (number,) in self._rows(sql, [folded, sounds, limit])]

    def starting(self, words: list[str], limit: int, only: Filter | None = None) -> list[int]:
        """Things with a name that starts with the first word, and with the start of every word somewhere."""
        asked = f"starts : {_started(words[0])} AND words : {_all(words)}"
        return self._matching(asked, limit, only or Filter())

    def having(self, words: list[str], limit: int, only: Filter | None = None) -> list[int]:
        """Things with the start of every word somewhere in their names."""
        return self._matching(f"words : {_all(words)}", limit, only or Filter())

    def _matching(self, asked: str, limit: int, only: Filter) -> list[int]:
        sql, values = _filtered("SELECT word.rowid FROM word", only)
        rows = self._rows(f"{sql} WHERE word MATCH ? ORDER BY word.rowid LIMIT ?", [*values, asked, limit])
        return [number for (number,) in rows]

    def count(self, words: list[str], only: Filter | None = None) -> int:
        """How many things `having` finds in all."""
        sql, values = _filtered("SELECT count(*) FROM word", only or Filter())
        return int(self._rows(f"{sql} WHERE word MATCH ?", [*values, f"words : {_all(words)}"])[0][0])

    def kinds(self, words: list[str], only: Filter) -> list[tuple[str, int]]:
        """Kind -> how many of what `having` finds, the most first."""
        sql, values = _filtered("SELECT thing.kind, count(*) AS n FROM word", only, needs_thing=True)
        sql = f"SELECT c.iri, n FROM ({sql} WHERE word MATCH ? GROUP BY thing.kind) JOIN class c ON c.id = kind"
        return self._counted(f"{sql} ORDER BY n DESC, c.iri", [*values, f"words : {_all(words)}"])

    def countries(self, words: list[str], only: Filter) -> list[tuple[str, int]]:
        """Country -> how many of what `having` finds, the most first."""
        sql, values = _filtered(
            "SELECT k.country, count(*) AS n FROM word JOIN country k ON k.thing = word.rowid", only
        )
        sql = f"SELECT t.iri, n FROM ({sql} WHERE word MATCH ? GROUP BY k.country) JOIN thing t ON t.id = country"
        return self._counted(f"{sql} ORDER BY n DESC, t.iri", [*values, f"words : {_all(words)}"])

    def _counted(self, sql: str, values: list[object]) -> list[tuple[str, int]]:
        return [(iri, int(count)) for iri, count in self._rows(sql, values)]

    def is_start(self, word: str) -> bool:
        """Whether a known word starts so, by letters or by sounds."""
        return bool(self._matching(f"words : {_started(word)}", 1, Filter()))

    def near(self, word: str, is_start: bool, limit: int = 3) -> list[str]:
        """Known words that sound as the word (or start as it) but for a slip or two, the nearest first, then the
        most used."""
        sound = folding.skeleton(word)
        allowed = slips.most(sound)
        if not allowed:
            return []
        terms = self._similar(sound, is_start)
        apart = {term: slips.distance(sound, folding.skeleton(term), allowed, is_start) for term in terms}
        near = [term for term in terms if apart[term] <= allowed and term != word]
        return sorted(near, key=lambda term: (apart[term], -terms[term], term))[:limit]

    def _similar(self, sound: str, is_start: bool) -> dict[str, int]:
        """The known words with most pieces in common, and how many things have each."""
        pieces, shortest, longest = slips.wanted(sound, is_start)
        shared: Counter[int] = Counter()
        for piece in pieces:
            sql = "SELECT terms FROM gram WHERE gram = ? AND length BETWEEN ? AND ?"
            for (terms,) in self._rows(sql, [piece, shortest, longest]):
                shared.update(array("I", terms))
        numbers = [number for number, _ in shared.most_common(_CANDIDATES)]
        return dict(self._rows(f"SELECT term, things FROM term WHERE id IN ({_marks(numbers)})", numbers))

    def spelt(self, terms: list[str], is_cyrillic: bool) -> list[str]:
        """Folded words as names write them, in the script asked for where there is one."""
        rows = self._rows(f"SELECT term, latin, cyrillic FROM term WHERE term IN ({_marks(terms)})", terms)
        written = {term: (cyrillic or latin if is_cyrillic else latin or cyrillic) for term, latin, cyrillic in rows}
        return [written.get(term) or term for term in terms]

    # --- classes and properties ------------------------------------------------------------------------------------

    def all_kinds(self) -> list[tuple[str, int]]:
        """Every kind with how many things it has, the largest first."""
        return self._counted("SELECT iri, as_kind FROM class WHERE as_kind > 0 ORDER BY as_kind DESC, iri", [])

    def entity_types(self) -> list[tuple[str, int]]:
        """Every class of the named things of the world (no codes, no terms), with how many; the largest first."""
        return self._counted("SELECT iri, entities FROM class WHERE entities > 0 ORDER BY entities DESC, iri", [])

    def broader(self) -> dict[str, list[str]]:
        """Class -> the classes directly above it."""
        found: dict[str, list[str]] = {}
        for narrow, broad in self._rows(
            "SELECT n.iri, b.iri FROM broader x JOIN class n ON n.id = x.class JOIN class b ON b.id = x.broader"
            " ORDER BY n.iri, b.iri"
        ):
            found.setdefault(narrow, []).append(broad)
        return found

    def properties(self, class_: str = "") -> list[tuple[str, int]]:
        """The properties that named things (of a class) have, with how many have them; the most used first."""
        if not class_:
            return self._counted("SELECT iri, things FROM property WHERE things > 0 ORDER BY things DESC, iri", [])
        return self._counted(
            "SELECT p.iri, o.things FROM property_of o"
            " JOIN property p ON p.id = o.property JOIN class c ON c.id = o.class"
            " WHERE c.iri = ? ORDER BY o.things DESC, p.iri",
            [class_],
        )


_AGAIN = "build it again with `edugraph build --again`"


def _started(word: str) -> str:
    """One folded word for the full-text index, as it is and by its sounds, and what starts so: for letters from two,
    for sounds from three, since `sh` alone would be every s."""
    sound = folding.skeleton(word)
    forms = [f'"{word}"*' if len(word) > 1 else f'"{word}"']
    if sound != word:
        forms.append(f'"{sound}"*' if len(sound) > 2 else f'"{sound}"')
    return f"({' OR '.join(forms)})"


def _all(words: list[str]) -> str:
    return "(" + " AND ".join(_started(word) for word in words) + ")"


def _filtered(sql: str, only: Filter, needs_thing: bool = False) -> tuple[str, list[object]]:
    """The beginning of a look-up with the joins of a filter, and their values."""
    values: list[object] = []
    if only.kind or needs_thing:
        sql += " JOIN thing ON thing.id = word.rowid"
    if only.kind:
        sql += " AND thing.kind = (SELECT id FROM class WHERE iri = ?)"
        values.append(only.kind)
    if only.country:
        sql += " JOIN country f ON f.thing = word.rowid AND f.country = (SELECT id FROM thing WHERE iri = ?)"
        values.append(only.country)
    return sql, values


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _parts(values: list[_Value], size: int = 500) -> Iterator[list[_Value]]:
    return (values[i : i + size] for i in range(0, len(values), size))


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
