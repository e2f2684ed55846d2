"""Which representation, and which language, a request asks for (RFC 9110, section 12). Pure: headers in, answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

HTML = "text/html"
TURTLE = "text/turtle"
JSON = "application/json"
PROBLEM = "application/problem+json"
MOST_WISHES = 64
"""Nobody needs more, and each is compared with all that is offered."""
_LONG = 1024
"""What a longer header asks for is found anew each time: nobody fills our memory with headers."""
RESULTS_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Wish:
    """One element of an `Accept…` header; `is_narrowed` when it has parameters beside `q`."""

    value: str
    q: float
    is_narrowed: bool = False


def wishes(header: str) -> tuple[Wish, ...]:
    """The elements of a header, the first `MOST_WISHES` of them. An ill-formed one is passed over."""
    return tuple(wish for part in _split(header, ",")[:MOST_WISHES] if (wish := _wish(part)))


def _split(text: str, mark: str) -> list[str]:
    """Text at its commas or semicolons, but for those within quotes (`profile="a,b"`; RFC 9110, 5.6.4)."""
    if '"' not in text:
        return text.split(mark)
    parts, start, is_quoted, is_escaped = [], 0, False, False
    for at, character in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif character == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            is_escaped = character == "\\"
        elif character == mark:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _wish(part: str) -> Wish | None:
    value, *parameters = (p.strip().lower() for p in _split(part, ";"))
    weights = [p.removeprefix("q=").strip() for p in parameters if p.startswith("q=")]
    q = _weight(weights[0]) if weights else 1.0
    if not all(value.split("/")) or q is None:
        return None
    return Wish(value, q, any(p and not p.startswith(("q=", "charset=")) for p in parameters))


def _weight(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    if not digits.isascii() or not digits.isdecimal() or not 0 <= float(text) <= 1:
        return None
    return float(text)


def chosen(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the header likes best; the earlier offered on a tie; None when none is acceptable.

    No header, or one without a single well-formed element, accepts anything.
    """
    assert offered, "a resource has at least one representation"
    if accept and len(accept) > _LONG:
        return _chosen.__wrapped__(accept, tuple(offered))
    return _chosen(accept, tuple(offered))


@lru_cache(1024)
def _chosen(accept: str | None, offered: tuple[str, ...]) -> str | None:
    asked = wishes(accept or "") or (Wish("*/*", 1.0),)
    best = max(offered, key=lambda media: quality(media, asked))
    return best if quality(best, asked) > 0 else None


def quality(media: str, asked: Sequence[Wish]) -> float:
    """The weight of the most specific element that covers the media type; 0 when none does."""
    covering = [(specificity, wish.q) for wish in asked if (specificity := _specificity(media, wish))]
    return max(covering, key=lambda pair: pair[0])[1] if covering else 0.0


def _specificity(media: str, wish: Wish) -> int:
    """4 for the very type, 3 when narrowed by parameters that we do not tell apart, 2 for `type/*`, 1 for `*/*`."""
    if wish.value == media:
        return 3 if wish.is_narrowed else 4
    if wish.value == f"{media.split('/')[0]}/*":
        return 2
    return 1 if wish.value in ("*/*", "*") else 0


def language(asked: str | None, accept_language: str | None, offered: Sequence[str]) -> str:
    """The page language: the one asked for in the address, else the best of the header, else the first offered."""
    if asked is not None and asked in offered:
        return asked
    liked = sorted(wishes(accept_language or ""), key=lambda wish: -wish.q)
    refused = {wish.value for wish in liked if wish.q == 0}
    found = (wish.value.split("-")[0] for wish in liked if wish.q > 0)
    return next((tag for tag in found if tag in offered and tag not in refused), offered[0])
