"""What may be sent to another server, and what its words about a query mean."""

import re

from edugraph.engine import guards
from edugraph.engine.protocol import MalformedQuery, RefusedQuery
from edugraph.store.lexer import TOKEN, form
from edugraph.vocabulary import BASE

FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_OF_ENGINES = ("bif:", "sql:", "<bif:", "<sql:", "<http://www.openlinksw.com/schema", "<java:", "<ext:")
"""Functions that an engine adds to SPARQL, among them such as read files and other servers."""
_CODEPOINT = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4}))")
_NUMBER = "0123456789."
"""What may stand before a name without a space: no prefix begins with it."""
_PLACES = (
    re.compile(r"\bline:? (?P<line>\d+),? (?:column|col|char(?:acter)?):? (?P<column>\d+)", re.IGNORECASE),
    re.compile(r"\bat (?P<line>\d+):(?P<column>\d+)"),
    re.compile(r"\bline (?P<line>\d+)", re.IGNORECASE),
)
_BEFORE = len(f"BASE <{BASE}> ")
"""Columns that stand before the query in what is sent."""


def checked(query: str) -> str:
    """The form of a query, in capitals. Raises MalformedQuery for no standard form (such as Virtuoso's `define`), and
    RefusedQuery for what only some engine knows, and for SERVICE where it is written with codes of its letters."""
    if (spelt := unescaped(query)) != query:
        guards.check(spelt)
    for match in [*TOKEN.finditer(query), *TOKEN.finditer(spelt)]:
        if match[0].lower().lstrip(_NUMBER).startswith(_OF_ENGINES):
            raise RefusedQuery(f"{match[0][:60]} belongs to one engine and not to SPARQL: it is refused here")
    found = form(query)
    if found not in FORMS:
        raise MalformedQuery(
            f"the query cannot be read: it begins with {found or 'nothing'}, which is no form of query"
        )
    return found


def unescaped(query: str) -> str:
    """A query as engines see it that read `\\u0053` anywhere (SPARQL 1.1, 19.2); ours does in strings and IRIs."""
    return _CODEPOINT.sub(lambda code: chr(int(code[1] or code[2], 16)), query)


def malformed(told: str) -> MalformedQuery:
    """A server's words about a query that it cannot read, with the place in the query as the client sent it."""
    sentence = " ".join(told.split())[:400]
    for pattern in _PLACES:
        if place := pattern.search(sentence):
            line = int(place["line"])
            column = int(place.groupdict().get("column") or 0)
            column = max(column - _BEFORE, 1) if line == 1 and column else column
            return MalformedQuery(f"the query cannot be read at line {line}: {sentence}", line, column)
    return MalformedQuery(f"the query cannot be read: {sentence or 'the engine gives no reason'}")
