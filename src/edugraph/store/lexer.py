"""The words of a query: a lexer that knows strings, IRIs, comments, variables and prefixed names.

It is no parser: it serves to find keywords where they are keywords, in one pass over the text.
"""

import re
from collections.abc import Iterator

from edugraph.errors import EdugraphError


class QueryError(EdugraphError):
    """A query that cannot be read, or that asks for what this endpoint refuses."""


_LETTER = r"\w\x80-\U0010ffff"
"""What names are made of. No sign of SPARQL lies beyond ASCII: what stands there belongs to a name, or is an error."""
_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?\#@%]"
TOKEN = re.compile(
    rf"""<(?:[^<>"{{}}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{{4}})*>|\#[^\n\r]*
    |'''(?:\\.|[^\\])*?(?:'''|\\?\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\\?\Z)
    |'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?
    |[?$][{_LETTER}]+|@[A-Za-z-]+
    |(?:[{_LETTER}][{_LETTER}.\-]*)?:(?:(?:[{_LETTER}:%]|{_ESCAPED})(?:[{_LETTER}.\-:%]|{_ESCAPED})*)?
    |[{_LETTER}][{_LETTER}.\-]*""",
    re.VERBOSE | re.DOTALL,
)
"""One token. Whatever it starts to read it takes, closed or not, so that no text is read twice (quadratic time)."""
_HEX = "[0-9A-Fa-f]"
_SURROGATE = "(?![dD][89A-Fa-f])"
_WHOLE = re.compile(
    rf"""('''|\"\"\")(?:[^\\]|\\[tbnrf"'\\]
    |\\(?:u|U0000){_SURROGATE}{_HEX}{{4}}|\\U00(?:0[1-9A-Fa-f]|10){_HEX}{{4}})*\1""",
    re.VERBOSE,
)
"""A string in three quotes that the engine takes for one. Any other it reads as an empty one and what follows that."""
MAX_DEPTH = 200
"""Levels of brackets, and signs in a row, that a query may have."""
DEEPER = {"(": 1, "{": 1, "[": 1, "<<": 1, ")": -1, "}": -1, "]": -1, ">>": -1}
"""How each bracket changes the level."""
_SIGN = re.compile(r"\|\||&&|<<|>>|[][(){}|/+*!^;.,-]")
_INNER = frozenset("([!")
_LONG = ("'''", '"""')
_BEFORE_FORM = {"PREFIX", "BASE", "VERSION"}
_JOINTS = re.compile(r"[.\-]")
ABSOLUTE = re.compile(r"<[A-Za-z][\w+.-]*://")
"""No expression: after a prefixed name no operator begins with two slashes."""


def words(token: str) -> list[str]:
    """The keywords that a token may be, in capitals: `true.SERVICE` is two; IRIs, names and strings are none."""
    if not token[0].isalnum() or ":" in token:
        return []
    return [word for word in _JOINTS.split(token.upper()) if word[:1].isalpha()]


def signs(query: str, most: int = 1 << 30) -> list[str]:
    """The words and signs of a query in order, at least up to `most` of them; what stands in comments is none, and a
    string, an IRI, a variable or a name is one `term`."""
    found: list[str] = []
    end = 0
    for token in tokens(query):
        found += _SIGN.findall(query, end, token.start())
        end = token.end()
        if token[0][0] == "<":
            found += _compared(token[0])
        elif token[0][0] != "#":
            found += words(token[0]) or ["term"]
        if len(found) > most:
            return found
    return found + _SIGN.findall(query, end)


def tokens(query: str) -> Iterator[re.Match[str]]:
    """The tokens of a query. Raises QueryError for a string in three quotes that is none: what follows it has more than
    one reading."""
    for token in TOKEN.finditer(query):
        if token[0].startswith(_LONG) and not _WHOLE.fullmatch(token[0]):
            raise QueryError("a string in three quotes has no end, or an escape in it that SPARQL does not know")
        yield token


def _compared(token: str) -> list[str]:
    """The signs of what may be an IRI, or the right of a comparison that the left of another ends: `1<((2>3))`.
    Brackets that close others are none here, for they may be letters of an IRI."""
    found = _SIGN.findall(token)
    if ABSOLUTE.match(token) or (_INNER.isdisjoint(found) and len(found) <= MAX_DEPTH):
        return ["term"]
    rest = [sign for sign in found if DEEPER.get(sign) != -1]
    opened = sum(sign in DEEPER for sign in rest)
    return rest + [")"] * min(opened, len(found) - len(rest))


def parts(query: str) -> Iterator[str]:
    """The tokens and single signs of a query in order, without comments and space."""
    end = 0
    for token in tokens(query):
        yield from query[end : token.start()].split()
        end = token.end()
        if token[0][0] != "#":
            yield token[0]
    yield from query[end:].split()


def form(query: str) -> str:
    """The first keyword after the prologue, in capitals; nothing where there is none."""
    told = (words(token[0]) for token in TOKEN.finditer(query) if token[0][0] != "#")
    return next((word for found in told for word in found if word not in _BEFORE_FORM), "")
