"""`search.sqlite`: the names of a release as a file that answers look-ups. The same input gives the same bytes.

A thing's number is its place by importance, so the full-text index, which answers in the order of numbers, gives the
most important things first without sorting. Words stand in it folded, and under their sounds too.
"""

import gc
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from edugraph.errors import EdugraphError
from edugraph.rdf import Quad
from edugraph.search import folding, slips
from edugraph.search.names import CODE, ENTITIES, HIDDEN, Catalogue, Name, Thing, catalogue

FORMAT = 1
"""Raised with every change of the tables: a file of another format is not opened."""
NAME = "search.sqlite"

_Row = TypeVar("_Row")

_TABLES = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE class (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE,
  things INTEGER NOT NULL, entities INTEGER NOT NULL, as_kind INTEGER NOT NULL
);
CREATE TABLE broader (class INTEGER, broader INTEGER, PRIMARY KEY (class, broader)) WITHOUT ROWID;
CREATE TABLE property (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, things INTEGER NOT NULL);
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, uses INTEGER NOT NULL);
CREATE TABLE name (
  thing INTEGER, number INTEGER, sort INTEGER NOT NULL, property INTEGER NOT NULL, text TEXT NOT NULL,
  language TEXT NOT NULL, folded TEXT NOT NULL, sounds TEXT NOT NULL, PRIMARY KEY (thing, number)
) WITHOUT ROWID;
CREATE TABLE borrowed (iri TEXT, number INTEGER, text TEXT NOT NULL, language TEXT NOT NULL, PRIMARY KEY (iri, number))
  WITHOUT ROWID;
CREATE TABLE type (thing INTEGER, class INTEGER, PRIMARY KEY (thing, class)) WITHOUT ROWID;
CREATE TABLE country (thing INTEGER, country INTEGER, PRIMARY KEY (thing, country)) WITHOUT ROWID;
CREATE TABLE property_of (class INTEGER, property INTEGER, things INTEGER NOT NULL, PRIMARY KEY (class, property))
  WITHOUT ROWID;
CREATE TABLE term (
  id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, things INTEGER NOT NULL,
  latin TEXT NOT NULL, cyrillic TEXT NOT NULL
);
CREATE TABLE gram (gram TEXT, length INTEGER, terms BLOB NOT NULL, PRIMARY KEY (gram, length)) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (
  starts, words, content = '', columnsize = 0, detail = 'column', tokenize = 'ascii', prefix = '2 3 4'
);
"""
_INDEXES = """
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_sounds ON name (sounds);
CREATE INDEX country_thing ON country (country, thing);
CREATE INDEX type_thing ON type (class, thing);
INSERT INTO word (word) VALUES ('optimize');
"""


def write(path: Path, quads: Iterable[Quad], questions: Mapping[str, Mapping[str, str]]) -> int:
    """Write the index of these quads, and of the named questions (name -> language -> title); how many things it holds.

    Raises EdugraphError where this Python's SQLite lacks full-text search.
    """
    require_fts5()
    path.unlink(missing_ok=True)
    with _uncollected(), closing(sqlite3.connect(path, isolation_level=None)) as database:
        found = catalogue(quads, questions)
        database.executescript(_TABLES)
        database.execute("BEGIN")
        _Writer(database, found).write()
        for statement in filter(str.strip, _INDEXES.split(";")):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {FORMAT}")
        database.execute("COMMIT")
    return len(found.things)


def require_fts5() -> None:
    """Raises EdugraphError where this Python's SQLite lacks full-text search."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE VIRTUAL TABLE word USING fts5 (words, content = '', detail = 'column')")
    except sqlite3.Error as fault:
        raise EdugraphError(
            f"the sqlite3 of this Python (SQLite {sqlite3.sqlite_version}) has no full-text search (FTS5), which "
            f"search needs ({fault}); install a Python whose SQLite has it, such as any of python.org or Debian"
        ) from fault


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: there are none here, and looking for them among millions of names takes half the
    time, and more than in proportion."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Writer:
    """Fills the tables from a catalogue."""

    def __init__(self, database: sqlite3.Connection, found: Catalogue) -> None:
        self._database, self._things = database, found.things
        self._broader, self._borrowed = found.broader, found.borrowed
        classes = {c for thing in found.things for c in (thing.kind, *thing.types)}
        self._class = _numbered(classes.union(found.broader, *found.broader.values()))
        self._property = _numbered({p for t in found.things for p in (*t.properties, *(n.property for n in t.names))})
        self._thing = {thing.iri: number for number, thing in enumerate(found.things, 1)}

    def write(self) -> None:
        classes, properties = Counter[str](), Counter[str]()
        of_kind: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for thing in self._things:
            classes.update({thing.kind, *thing.types})
            properties.update(thing.properties)
            for class_ in {thing.kind, *thing.types}:
                of_kind[class_].update(thing.properties)
        entities = Counter(c for t in self._things if t.iri.startswith(ENTITIES) for c in t.types)
        kinds = Counter(thing.kind for thing in self._things)
        self._fill("class", ((n, c, classes[c], entities[c], kinds[c]) for c, n in self._class.items()))
        self._fill("property", ((n, p, properties[p]) for p, n in self._property.items()))
        self._fill("broader", sorted((self._class[c], self._class[b]) for c, bs in self._broader.items() for b in bs))
        self._fill("property_of", self._properties(of_kind))
        self._fill("thing", ((n, t.iri, self._class[t.kind], t.uses) for n, t in self._numbered()))
        self._write_names()
        self._fill(
            "borrowed", ((i, at, n.text, n.language) for i, ns in self._borrowed.items() for at, n in enumerate(ns))
        )
        self._fill("type", ((n, self._class[c]) for n, t in self._numbered() for c in sorted({t.kind, *t.types})))
        self._fill("country", self._countries())

    def _fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        columns = {"word": "(rowid, starts, words) "}.get(table, "")
        for part in _batches(rows):
            marks = ", ".join("?" * len(part[0]))
            self._database.executemany(f"INSERT INTO {table} {columns}VALUES ({marks})", part)

    def _numbered(self) -> Iterator[tuple[int, Thing]]:
        return enumerate(self._things, 1)

    def _properties(self, of_kind: Mapping[str, Counter[str]]) -> list[tuple[int, int, int]]:
        return sorted(
            (self._class[k], self._property[p], count) for k, counts in of_kind.items() for p, count in counts.items()
        )

    def _countries(self) -> Iterator[tuple[int, int]]:
        return ((n, self._thing[c]) for n, t in self._numbered() for c in t.countries if c in self._thing)

    def _write_names(self) -> None:
        """The names, the words under which they are found, and how these are written: each name is folded once."""
        terms: defaultdict[str, _Term] = defaultdict(_Term)
        for part in _batches(self._numbered(), 2000):
            folded = [(number, [_Folded(name) for name in thing.names]) for number, thing in part]
            self._fill("name", (row for number, names in folded for row in self._names(number, names)))
            self._fill("word", ((number, *_document(names)) for number, names in folded))
            for _, names in folded:
                _note_terms(terms, names)
        self._write_terms(terms)

    def _names(self, number: int, names: list["_Folded"]) -> Iterator[tuple[object, ...]]:
        for place, one in enumerate(names):
            name, property_ = one.name, self._property[one.name.property]
            words, sounds = " ".join(one.words), " ".join(one.sounds)
            yield number, place, name.sort, property_, name.text, name.language, words, sounds

    def _write_terms(self, terms: Mapping[str, "_Term"]) -> None:
        numbers = _numbered(terms)
        self._fill("term", ((n, t, terms[t].things, terms[t].latin, terms[t].cyrillic) for t, n in numbers.items()))
        grams: defaultdict[tuple[str, int], array[int]] = defaultdict(lambda: array("I"))
        for term, number in numbers.items():
            for gram in slips.grams(folding.skeleton(term)):
                grams[gram].append(number)
        self._fill("gram", ((gram, length, grams[gram, length].tobytes()) for gram, length in sorted(grams)))


class _Folded:
    """A name with its words: as they are written, plain, by their sounds, and those that signs hold together as one."""

    __slots__ = ("joined", "name", "runs", "sounds", "words")

    def __init__(self, name: Name) -> None:
        self.name = name
        self.runs = folding.runs(name.text)
        self.words = [word for _, words in self.runs for word in words]
        self.sounds = [folding.skeleton(word) for word in self.words]
        self.joined = folding.joined(self.runs)


class _Term:
    """A known word: how many things have it, and how it is written in Latin and in Cyrillic letters ("" for not)."""

    __slots__ = ("cyrillic", "latin", "things")

    def __init__(self) -> None:
        self.things, self.latin, self.cyrillic = 0, "", ""

    def seen(self, written: str) -> None:
        if "Ѐ" <= written[0] <= "ӿ":
            self.cyrillic = self.cyrillic or written
        else:
            self.latin = self.latin or written


def _note_terms(terms: defaultdict[str, _Term], names: list[_Folded]) -> None:
    """Enter the words of a thing, as it writes them; things come by importance, so the first way of writing stays.

    Codes are no words, and hidden forms are not to be shown.
    """
    here: set[str] = set()
    for one in names:
        for written, words in one.runs if one.name.sort != CODE else ():
            here.update(words)
            if len(words) == 1 and one.name.sort != HIDDEN:
                terms[words[0]].seen(written.strip(_SIGNS) or written)
    for term in here:
        terms[term].things += 1


_SIGNS = "«»“”\"'()[],.:;!?–—-"


def _document(names: list[_Folded]) -> tuple[str, str]:
    """What the full-text index holds of a thing: the words that its names start with, and all their words."""
    starts, words = dict[str, None](), dict[str, None]()
    for one in names:
        if _is_named_by(one.name):
            starts |= dict.fromkeys([*one.words[:1], *one.sounds[:1]])
        words |= dict.fromkeys([*one.words, *one.joined, *one.sounds, *map(folding.skeleton, one.joined)])
    return " ".join(starts), " ".join(words)


def _is_named_by(name: Name) -> bool:
    return name.sort not in (CODE, HIDDEN)


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: number for number, value in enumerate(sorted(values), 1)}


def _batches(rows: Iterable[_Row], size: int = 5000) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
