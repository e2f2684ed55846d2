"""What is refused before the engine sees it: SERVICE, updates, and texts that would overflow a parser's stack.

Oxigraph's parser and planner recurse: 10,000 nested parentheses, or 10,000 `UNION`, end the process. With the limits
here, and 64 MiB of stack in the workers, every such text is answered or runs into its deadline.
"""

from edugraph.engine.protocol import RefusedQuery, TooDeep
from edugraph.store import QueryError, refuse
from edugraph.store.lexer import MAX_DEPTH, signs
from edugraph.store.refusals import DeepError, bare, depth, is_flat

SHORT = 4096
"""Characters that are read at once. Only a worker reads a longer text: 250,000 characters would hold up all others."""
MAX_PARTS = 1000
"""Uses of any one joining word or sign: UNION, OPTIONAL, `||`, `/` …"""
MAX_TERMS = 20_000
"""Terms, commas and brackets in all: long lists of VALUES and IN are fine."""
_WORDS = {"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "EXISTS", "VALUES", "GRAPH", "SELECT", "AS", "IF"}
_JOINING = _WORDS | {"||", "&&", "|", "/", "+", "-", "*", "!", "^", ";", ".", "{", "["}


def check(query: str) -> None:
    """Raise RefusedQuery or TooDeep for a query that no worker should get."""
    try:
        if len(query) > MAX_PARTS and not _is_small(query):
            _check_size(signs(query, MAX_TERMS))
        refuse(query)
    except DeepError as fault:
        raise TooDeep(str(fault)) from fault
    except QueryError as fault:
        raise RefusedQuery(str(fault)) from fault


def _is_small(query: str) -> bool:
    """Whether no limit can be passed, as far as letters alone can tell: most queries, for a twentieth of the time."""
    rest = bare(query)
    large = rest.upper()
    return len(rest) <= MAX_TERMS and is_flat(rest) and all(large.count(sign) <= MAX_PARTS for sign in _JOINING)


def _check_size(found: list[str]) -> None:
    """Before all else, so that no text is read to its end in vain."""
    if depth(found) > MAX_DEPTH:
        raise TooDeep(f"the query nests deeper than {MAX_DEPTH} levels, which is the limit")
    for sign in sorted(_JOINING.intersection(found)):
        if found.count(sign) > MAX_PARTS:
            raise TooDeep(f"the query uses `{sign}` more than {MAX_PARTS} times, which is the limit")
    if len(found) > MAX_TERMS:
        raise TooDeep(f"the query has more than {MAX_TERMS} terms and signs, which is the limit")
