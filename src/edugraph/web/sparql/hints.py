"""What a writer of a query may have meant: the nearest known word for one that is not known here."""

from collections.abc import Iterator, Mapping

from edugraph.errors import Words
from edugraph.vocabulary import BASE, PREFIXES
from edugraph.web.sparql.text import KEYWORDS, LONG, Token, tokens

MAX_HINTS = 5
OURS = (f"{BASE}def#", f"{BASE}vocab/")
"""Namespaces of which every term is known."""

_KEYWORDS = Words(KEYWORDS)
_PREFIXES = Words(PREFIXES)


class Terms:
    """The terms of a release: classes, properties, codes."""

    def __init__(self, iris: set[str]) -> None:
        self._iris = iris
        self._words = {start: Words(i.removeprefix(start) for i in iris if i.startswith(start)) for start in OURS}

    def hint(self, iri: str) -> str:
        """A sentence on a term of our namespaces that is not in the release; empty for any other."""
        start = next((start for start in OURS if iri.startswith(start)), None)
        if start is None or iri in self._iris or not self._words[start].all:
            return ""
        name = iri.removeprefix(start)
        return f"{name} is not in the {'ontology' if '#' in start else 'code lists'}{_asked(self._words[start], name)}"


def hints(query: str, terms: Terms, is_malformed: bool = False) -> list[str]:
    """Sentences about unknown words: terms of our namespaces and prefixes; keywords where the grammar is broken."""
    if len(query) > LONG:
        return []
    found = list(tokens(query))
    prefixes = dict(_declared(found))
    told = [*_names(found, prefixes, terms)]
    if is_malformed:
        told += _keywords(found)
    return list(dict.fromkeys(told))[:MAX_HINTS]


def _declared(found: list[Token]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.word == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            yield name.text[:-1], iri.text[1:-1]


def _names(found: list[Token], prefixes: Mapping[str, str], terms: Terms) -> Iterator[str]:
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "iri" and not (before and before.kind == "name"):
            yield from _told(terms.hint(token.text[1:-1]))
        if token.kind == "name" and not (before and before.word == "PREFIX"):
            prefix, _, local = token.text.partition(":")
            if prefix in prefixes:
                yield from _told(terms.hint(prefixes[prefix] + local))
            else:
                yield _undeclared(prefix)


def _told(sentence: str) -> list[str]:
    return [sentence] if sentence else []


def _undeclared(prefix: str) -> str:
    if prefix in PREFIXES:
        return f"the prefix {prefix}: is not declared; write PREFIX {prefix}: <{PREFIXES[prefix]}>"
    return f"the prefix {prefix}: is not declared{_asked(_PREFIXES, prefix)}"


def _keywords(found: list[Token]) -> Iterator[str]:
    for token in found:
        if token.word and token.word not in KEYWORDS and len(token.word) > 1:
            yield f"{token.text} is no word of SPARQL{_asked(_KEYWORDS, token.word)}"


def _asked(words: Words, name: str) -> str:
    """`; did you mean …?` where something is near; nothing else is listed."""
    hint = words.hint(name)
    return hint if "did you mean" in hint else ""
