"""What can be known of a query from its words alone, without parsing it: its form, what it describes, whether two
answers may differ.

A lexer of the tokens of SPARQL 1.1 (section 19.8): strings, IRIs and comments never trip it, and it takes linear time.
Whether the query is well-formed is for the engine to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

Form = Literal["rows", "truth", "triples", ""]
"""What a query is answered with; empty where its first word is no query form."""

FORMS: dict[str, Form] = {"SELECT": "rows", "ASK": "truth", "CONSTRUCT": "triples", "DESCRIBE": "triples"}
UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
PROLOGUE = frozenset(["PREFIX", "BASE", "VERSION"])
CHANGING = frozenset(["RAND", "NOW", "UUID", "STRUUID", "BNODE"])
"""Functions whose value is another one each time."""
LONG = 20_000
"""A longer query (in characters) that holds the name of such a function, even in a text, is taken to call it."""
_KEYWORD_LINES = (
    "ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY "
    "COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FILTER "
    "FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC "
    "ISURI LANG LANGMATCHES LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET "
    "OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE "
    "SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID "
    "SUBSTR SUM TIMEZONE TO TZ UCASE UNDEF UNION UPPER URI USING UUID VALUES WHERE WITH YEAR A TRUE FALSE"
)
KEYWORDS = frozenset(_KEYWORD_LINES.split())

_LOCAL = r"""(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+"""
_TOKEN = re.compile(
    rf"""(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
    |(?P<comment>\#[^\n\r]*+)
    |(?P<string>\'\'\'(?:[^'\\]|'(?!'')|\\.)*+(?:\'\'\')?|"{{3}}(?:[^"\\]|"(?!"")|\\.)*+(?:"{{3}})?
        |'(?:[^'\\\n\r]|\\.)*+'?|"(?:[^"\\\n\r]|\\.)*+"?)
    |(?P<variable>[?$]\w++)
    |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    |(?P<blank>_:[\w.\-]++)
    |(?P<name>(?:[^\W\d_][\w.\-]*+)?:{_LOCAL})
    |(?P<word>[^\W\d][\w.\-]*+)
    |(?P<number>\d++(?:\.\d++)?)
    |(?P<mark>\S)""",
    re.VERBOSE | re.DOTALL,
)
"""Every repetition is possessive, and a string without an end is one token: a character is read twice at most."""
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"\s*+(ASK|SELECT)(?=[\s{?$(*])", re.IGNORECASE)
"""The start of most queries, which have no prologue."""


class Token(NamedTuple):
    """A token: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The keyword that it may be, in capitals; empty for any other token."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query without comments and white space; words joined by dots and hyphens come one by one."""
    for match in _TOKEN.finditer(text):
        kind, start = match.lastgroup or "", match.start()
        if kind == "word":
            yield from (Token(kind, part[0], start + part.start()) for part in _WORD.finditer(match[0]))
        elif kind == "name":
            yield Token(kind, match[0].rstrip("."), start)
        elif kind != "comment":
            yield Token(kind, match[0], start)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a query tell."""

    first: str
    """Its first keyword after the prologue, in capitals."""
    is_changing: bool
    """Whether two answers may differ though the data do not: it calls RAND, NOW …, or makes blank nodes."""

    @property
    def form(self) -> Form:
        return FORMS.get(self.first, "")

    @property
    def is_update(self) -> bool:
        return self.first in UPDATES


def read(text: str) -> Reading:
    """What can be told from the words alone, reading no further than is needed."""
    if plain := _PLAIN.match(text):
        return Reading(plain[1].upper(), _calls_changing(text))
    walk = tokens(text)
    first = ""
    for token in walk:
        if token.kind not in ("word", "name", "iri", "string"):
            break
        if token.word and token.word not in PROLOGUE:
            first = token.word
            break
    makes_nodes = first == "CONSTRUCT" and _makes_nodes(walk)
    return Reading(first, makes_nodes or _calls_changing(text))


def _makes_nodes(walk: Iterator[Token]) -> bool:
    """Whether the template of a CONSTRUCT, whose first word is read, makes blank nodes: they are new each time."""
    for token in islice(walk, LONG):
        if token.text == "}":
            return False
        if token.kind == "blank" or token.text in ("[", "("):
            return True
    return True


def _calls_changing(text: str) -> bool:
    large = text.upper()
    if not any(word in large for word in CHANGING):
        return False
    return len(text) > LONG or any(token.word in CHANGING for token in tokens(text))


class Described(NamedTuple):
    """What a DESCRIBE asks to be described: a query whose rows hold the things (an ASK where none does), and one whose
    single row holds those that are named (empty where none is)."""

    rows: str
    constants: str


def described(text: str) -> Described:
    """The two queries that find the things of a DESCRIBE (SPARQL 1.1 Query, 16.4).

    A DESCRIBE of nothing stays as it is, for the engine to refuse. Nothing moves: what is taken out leaves blanks, so
    that an error of the first query is told at its place in the text.
    """
    words = list(_head(text))
    at = next(i for i, token in enumerate(words) if token.word == "DESCRIBE")
    end = at + 1
    while end < len(words) and (words[end].kind in ("iri", "name", "variable") or words[end].text == "*"):
        end += 1
    asked = words[at + 1 : end]
    if not asked:
        return Described(text, "")
    kept = [t for t in asked if t.kind == "variable" or t.text == "*"]
    named = [t.text for t in asked if t.kind in ("iri", "name")]
    verb = "SELECT" if kept else "ASK"
    stop = words[end].start if end < len(words) else len(text)
    span = list(_blanked(text[words[at].start : stop]))
    _put(span, verb, 0)
    for token in kept:
        _put(span, token.text, token.start - words[at].start)
    rest = _with_where(text, words[end:], stop)
    head = text[: words[at].start]
    constants = " ".join(f"({term} AS ?d{number})" for number, term in enumerate(named))
    return Described(f"{head}{''.join(span)}{rest}", f"{head}SELECT {constants} WHERE {{}}" if constants else "")


def _head(text: str) -> Iterator[Token]:
    """The tokens up to the pattern."""
    for token in tokens(text):
        yield token
        if token.text == "{" or token.word == "WHERE":
            return


def _blanked(text: str) -> str:
    return re.sub(r"[^\n\r]", " ", re.sub(r"#[^\n\r]*", lambda m: " " * len(m[0]), text))


def _put(line: list[str], text: str, at: int) -> None:
    line[at : at + len(text)] = text


def _with_where(text: str, rest: list[Token], start: int) -> str:
    """What follows the described things; a DESCRIBE may lack the WHERE that SELECT and ASK need."""
    at = 0
    while at < len(rest) and rest[at].word == "FROM":
        at += 3 if at + 1 < len(rest) and rest[at + 1].word == "NAMED" else 2
    if at < len(rest) and (rest[at].word == "WHERE" or rest[at].text == "{"):
        return text[start:]
    cut = rest[at].start if at < len(rest) else len(text)
    return f"{text[start:cut]}\nWHERE {{}} {text[cut:]}"
