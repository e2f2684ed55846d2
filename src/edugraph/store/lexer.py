"""The words of a query: a lexer that knows strings, IRIs, comments, variables and prefixed names, and what it refuses.

It is no parser: it serves to find keywords where they are keywords, in one pass over the text. Most queries are never
read by it: where counting letters shows that nothing can be wrong, that is 20 times as fast (`is_plain`).
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from edugraph.errors import EdugraphError


class QueryError(EdugraphError):
    """A query that cannot be read, or that asks for what this endpoint refuses."""


class DeepError(QueryError):
    """A query nested too deeply for the engine's recursive parser."""


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
"""Levels of brackets, and signs in a row."""
MAX_BRANCHES = 500
"""UNIONs in one query."""
_DEEPER = {"(": 1, "{": 1, "[": 1, "<<": 1, ")": -1, "}": -1, "]": -1, ">>": -1}
_SIGN = re.compile(r"\|\||&&|<<|>>|[][(){}|/+*!^;.,-]")
_BEFORE = frozenset("!+-^")
_INNER = frozenset("([!")
_LONG = ("'''", '"""')
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_SERVICE = "SERVICE"
_BEFORE_FORM = {"PREFIX", "BASE", "VERSION"}
_ADDRESS = re.compile(r"<https?://[\w./:%#-]*>")
"""What is an IRI wherever it stands, unless it is part of a string or a comment: no token ends within it."""
_MAYBE_MINUS = re.compile(r"-(?:(?!\w)|(?<!\w-))")
"""A `-` that may be a sign in a row of such: not between two letters or digits."""
_PAIR = re.compile(r"""[({[][^][(){}'"#<>\\]*[])}]""")
"""Brackets with none within, none of them in a string, a comment, an IRI or a name that the other is not in."""
_JOINTS = re.compile(r"[.\-]")
_ABSOLUTE = re.compile(r"<[A-Za-z][\w+.-]*://")
"""No expression: after a prefixed name no operator begins with two slashes."""
_GRAPH_NAMES = {"GRAPH", "FROM", "NAMED"}
"""What stands before the name of a graph."""


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
    if _ABSOLUTE.match(token) or (_INNER.isdisjoint(found) and len(found) <= MAX_DEPTH):
        return ["term"]
    rest = [sign for sign in found if _DEEPER.get(sign) != -1]
    opened = sum(sign in _DEEPER for sign in rest)
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


def asks_elsewhere(query: str) -> bool:
    """Whether SERVICE may stand somewhere as a keyword, however the engine reads the text.

    Oxigraph's parser asks for no space around a keyword: `1SERVICE`, `trueSERVICE` and `SERVICE:name {` are calls. So
    every word that holds it is one, and every name with it in its prefix before a brace, unless a graph is named there.
    And `<` may be an operator there where a lexer sees an IRI: one with `)` or `'` in it might hide the word.
    """
    if _SERVICE not in query.upper():
        return False
    found = ["", *parts(query), ""]
    return any(map(_is_call, found, found[1:], found[2:]))


def _is_call(before: str, this: str, after: str) -> bool:
    if this[:1] == "<":
        return not _ABSOLUTE.match(this) and not {")", "'"}.isdisjoint(this)
    prefix, colon, _ = this.upper().partition(":")
    if _SERVICE not in prefix or this[0] in "'\"?$@":
        return False
    return not colon or (after[:1] == "{" and before.upper() not in _GRAPH_NAMES)


def bare(query: str) -> str:
    """A query with one sign `<` for each address of the web: these hold most of its dots, dashes and slashes."""
    return _ADDRESS.sub("<", query)


def is_flat(bare: str) -> bool:
    """Whether there are too few brackets and signs to nest deeply, whatever stands in strings and comments."""
    rows = sum(map(bare.count, "!+^")) + len(_MAYBE_MINUS.findall(bare))
    return rows <= MAX_DEPTH and (_opened(bare) <= MAX_DEPTH or _opened(_PAIR.sub("", bare)) < MAX_DEPTH)


def _opened(bare: str) -> int:
    return sum(map(bare.count, ("(", "{", "[", "<<")))


def is_plain(query: str) -> bool:
    """Whether there is nothing to refuse, as far as letters alone can tell."""
    large = query.upper()
    if _SERVICE in large:
        return False
    return len(query) <= MAX_DEPTH or (large.count("UNION") <= MAX_BRANCHES and is_flat(bare(query)))


def form(query: str) -> str:
    """The first keyword after the prologue, in capitals; nothing where there is none."""
    told = (words(token[0]) for token in TOKEN.finditer(query) if token[0][0] != "#")
    return next((word for found in told for word in found if word not in _BEFORE_FORM), "")


def refuse(query: str) -> None:
    """Raise QueryError for SERVICE (it would reach the network), for updates, and for what nests too deeply: the
    engine's parser is recursive, and a deep query would end the process."""
    if form(query) in _UPDATES:
        raise QueryError(f"{form(query)} is an update; the data change by releases only")
    if is_plain(query):
        return
    if asks_elsewhere(query):
        raise QueryError("SERVICE is refused here: this endpoint asks no other server")
    found = signs(query)
    if len(query) > MAX_DEPTH and (depth(found) > MAX_DEPTH or found.count("UNION") > MAX_BRANCHES):
        raise DeepError(f"the query nests deeper than {MAX_DEPTH} levels or has over {MAX_BRANCHES} UNIONs")


def depth(found: list[str]) -> int:
    """The deepest level of brackets, or the longest row of signs before a term."""
    rows = accumulate(found, lambda row, sign: row + 1 if sign in _BEFORE else 0, initial=0)
    return max(max(accumulate(_DEEPER.get(sign, 0) for sign in found), default=0), max(rows))
