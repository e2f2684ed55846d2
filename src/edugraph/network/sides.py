"""Who has a part in which fact: each side of a tie query, asked alone.

A fact with 30 participants has 30 rows here and 435 in the tie query. Both come from the same text, so they cannot
disagree on what a tie is.
"""

import re
from collections.abc import Mapping

from edugraph.errors import EdugraphError

Sides = Mapping[str, str]
"""`a` and `b` -> the query of that side, with the columns level, fact, actor, evidence (1, 2, 3)."""

_LEVELS = 'VALUES ?level { "countries" "organisations" "both" }'
_SIDE = r"SELECT \?level \?fact \?{0} \(MIN\(\?{0}Known\) .*?\}} GROUP BY \?level \?fact \?{0}\b"
_EVIDENCE = re.compile(r"^ *(OPTIONAL \{ GRAPH|BIND\().*$", re.MULTILINE)
"""The lines that find how surely an actor is known, which no date depends on."""
_DATES = re.compile(r"^ *OPTIONAL \{ \?fact .*\?notAfter \}$", re.MULTILINE | re.DOTALL)


def of(tie_query: str, level: str) -> Sides:
    """The queries of both sides at one level. Raises EdugraphError where the tie query is not made of such sides."""
    prefixes = _prefixes(tie_query)
    return {side: prefixes + _side(tie_query, side).replace(_LEVELS, f'VALUES ?level {{ "{level}" }}') for side in "ab"}


def dates_of(tie_query: str) -> str:
    """The query of when each fact was, with the columns fact, when, notBefore, notAfter."""
    found = _DATES.search(tie_query)
    if not found:
        raise _unlike("dates")
    inner = _side(tie_query, "a").partition("WHERE {")[2].rpartition("} GROUP BY")[0]
    facts = _EVIDENCE.sub("", inner.replace(_LEVELS, 'VALUES ?level { "both" }'))
    return (
        f"{_prefixes(tie_query)}SELECT ?fact ?when ?notBefore ?notAfter WHERE {{\n"
        f"{{ SELECT DISTINCT ?fact WHERE {{ {facts} }} }}\n{found[0]}\n}}"
    )


def _side(tie_query: str, side: str) -> str:
    found = re.search(_SIDE.format(side), tie_query, re.DOTALL)
    if not found:
        raise _unlike(f"the side ?{side}")
    return found[0]


def _prefixes(tie_query: str) -> str:
    return "".join(f"{line}\n" for line in tie_query.splitlines() if line.startswith("PREFIX "))


def _unlike(what: str) -> EdugraphError:
    return EdugraphError(
        f"a tie query has no sub-query for {what}, so a large network cannot be counted; "
        "write it as queries/ties/co-participation.rq is written"
    )
