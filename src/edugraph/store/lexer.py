"""The words of a query: a lexer that knows strings, IRIs, comments, variables and prefixed names, and what it refuses.

It is no parser: it serves to find keywords where they are keywords, in one pass over the text.
"""

import re
from itertools import accumulate

from edugraph.errors import EdugraphError


class QueryError(EdugraphError):
    """A query that cannot be read, or that asks for what this endpoint refuses."""


class DeepError(QueryError):
    """A query nested too deeply for the engine's recursive parser."""


TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n\r]*
    |'''(?:\\.|[^\\])*?(?:'''|\\?\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\\?\Z)
    |'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?
    |[?$]\w+|@[A-Za-z-]+|\w[\w.\-]*(?::[\w.\-:%\\]*)?|:[\w.\-:%\\]*""",
    re.VERBOSE | re.DOTALL,
)
"""One token. Whatever it starts to read it takes, closed or not, so that no text is read twice (quadratic time)."""
MAX_DEPTH = 200
"""Levels of brackets, and signs in a row."""
MAX_BRANCHES = 500
"""UNIONs in one query."""
_DEEPER = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}
_SIGN = re.compile(r"\|\||&&|[][(){}|/+*!^;.,-]")
_BEFORE = frozenset("!+-^")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_SUSPECT = ("SERVICE", *_UPDATES)
"""Without these letters, wherever they stand, there is nothing to refuse in a short query."""
_JOINTS = re.compile(r"[.\-]")


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
    for token in TOKEN.finditer(query):
        found += _SIGN.findall(query, end, token.start())
        end = token.end()
        if token[0][0] != "#":
            found += words(token[0]) or ["term"]
        if len(found) > most:
            return found
    return found + _SIGN.findall(query, end)


def refuse(query: str) -> None:
    """Raise QueryError for SERVICE (it would reach the network), for updates, and for what nests too deeply: the
    engine's parser is recursive, and a deep query would end the process."""
    large = query.upper()
    if len(query) <= MAX_DEPTH and not any(word in large for word in _SUSPECT):
        return
    found = signs(query)
    if "SERVICE" in found:
        raise QueryError("SERVICE is refused here: this endpoint asks no other server")
    first = next((w for w in found if w.isalpha() and w not in {"PREFIX", "BASE", "VERSION", "term"}), "")
    if first in _UPDATES:
        raise QueryError(f"{first} is an update; the data change by releases only")
    if len(query) > MAX_DEPTH and (depth(found) > MAX_DEPTH or found.count("UNION") > MAX_BRANCHES):
        raise DeepError(f"the query nests deeper than {MAX_DEPTH} levels or has over {MAX_BRANCHES} UNIONs")


def depth(found: list[str]) -> int:
    """The deepest level of brackets, or the longest row of signs before a term."""
    rows = accumulate(found, lambda row, sign: row + 1 if sign in _BEFORE else 0, initial=0)
    return max(max(accumulate(_DEEPER.get(sign, 0) for sign in found), default=0), max(rows))
