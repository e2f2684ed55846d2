"""RDF terms and quads as plain values: N-Triples text in tuples, so that no step depends on an engine's own objects."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

type_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"

Triple = tuple[str, str, str]
"""Subject, predicate, object, each as N-Triples text: `<iri>`, `"text"@en`, `"1"^^<datatype>`."""
Quad = tuple[str, str, str, str]
"""A triple and the IRI of its graph, as N-Triples text."""

_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
    "\x7f": "\\u007F",
}
_ESCAPES.update({chr(c): f"\\u{c:04X}" for c in range(32) if chr(c) not in "\n\r\t\b\f"})
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f]')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
BAD_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
"""Characters that no IRI may hold (RFC 3987; SPARQL 1.1 IRIREF)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: `value` is the IRI, the blank node's name, or the literal's text."""

    kind: Literal["iri", "blank", "literal"]
    value: str
    language: str = ""
    datatype: str = ""

    def __str__(self) -> str:
        if self.kind == "iri":
            return iri(self.value)
        return f"_:{self.value}" if self.kind == "blank" else literal(self.value, self.language, self.datatype)


@lru_cache(maxsize=65536)
def iri(text: str) -> str:
    """The IRI as N-Triples text. A character that no IRI may hold is a programmer's mistake here."""
    assert not BAD_IN_IRI.search(text), f"{text!r} is no IRI"
    return f"<{text}>"


def literal(value: str, language: str = "", datatype: str = "") -> str:
    """The literal as canonical N-Quads text (RDF Dataset Canonicalization 1.0, section 5)."""
    quoted = '"' + _TO_ESCAPE.sub(lambda m: _ESCAPES[m[0]], value) + '"'
    if language:
        return f"{quoted}@{language}"
    return quoted if datatype in ("", XSD + "string") else f"{quoted}^^<{datatype}>"


def typed(value: object, name: str) -> str:
    """A literal of the XML Schema datatype `name` (`date`, `integer`, `boolean` …)."""
    return literal(str(value), datatype=XSD + name)


def parsed(term: str) -> Term:
    """N-Triples text -> term. Text that is no term is a programmer's mistake: engines and this module write them."""
    if term.startswith("<"):
        return Term("iri", term[1:-1])
    if term.startswith("_:"):
        return Term("blank", term[2:])
    match = _LITERAL.fullmatch(term)
    assert match, f"{term!r} is no N-Triples term"
    value = _ESCAPED.sub(_unescaped, match[1]) if "\\" in match[1] else match[1]
    return Term("literal", value, match[2] or "", match[3] or "")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _UNESCAPES.get(match[3], match[3])


def nquads(quads: set[Quad] | list[Quad]) -> str:
    """The quads as sorted N-Quads: the same set gives the same bytes."""
    return "".join(sorted(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads))
