"""What no engine is asked: another server, an update, and what nests too deeply for a recursive parser.

Most queries are never read for it: where counting letters shows that nothing can be wrong, that is 20 times as fast
(`is_plain`).
"""

import re
from itertools import accumulate

from edugraph.store.lexer import ABSOLUTE, DEEPER, MAX_DEPTH, QueryError, form, parts, signs


class DeepError(QueryError):
    """A query nested too deeply for the engine's recursive parser."""


MAX_BRANCHES = 500
"""UNIONs in one query."""
_BEFORE = frozenset("!+-^")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_SERVICE = "SERVICE"
_ADDRESS = re.compile(r"<https?://[\w./:%#-]*>")
"""What is an IRI wherever it stands, unless it is part of a string or a comment: no token ends within it."""
_MAYBE_MINUS = re.compile(r"-(?:(?!\w)|(?<!\w-))")
"""A `-` that may be a sign in a row of such: not between two letters or digits."""
_PAIR = re.compile(r"""[({[][^][(){}'"#<>\\]*[])}]""")
"""Brackets with none within, none of them in a string, a comment, an IRI or a name that the other is not in."""
_GRAPH_NAMES = {"GRAPH", "FROM", "NAMED"}
"""What stands before the name of a graph."""


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
        return not ABSOLUTE.match(this) and not {")", "'"}.isdisjoint(this)
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
    return max(max(accumulate(DEEPER.get(sign, 0) for sign in found), default=0), max(rows))
