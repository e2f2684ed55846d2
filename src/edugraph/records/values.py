"""Single values of records: each kind checked, and told in words when wrong."""

import re
import unicodedata
from typing import NamedTuple

import yaml

from edugraph.rdf import BAD_IN_IRI, iri, literal, typed
from edugraph.records import dates
from edugraph.records.nodes import Faults

MAX_TEXT = 160
"""Labels and notes are our own words, not a source's: no longer than this many characters."""


class Kind(NamedTuple):
    """A kind of value that a pattern tells: its XML Schema datatype, and the sentence for what does not fit."""

    pattern: re.Pattern[str]
    datatype: str
    complaint: str


KINDS = {
    "integer": Kind(re.compile(r"0|-?[1-9][0-9]{0,17}"), "integer", "is no whole number"),
    "decimal": Kind(re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?"), "decimal", "is no decimal number"),
    "flag": Kind(re.compile("true"), "boolean", "is not 'true'; leave the key out otherwise"),
    "duration": Kind(
        re.compile(r"P(?=.)([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}D)?"), "duration", "is no duration such as P2Y or P6M"
    ),
    "date": Kind(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date", "is no full day such as 2026-11-21"),
}

_CHAR = r"(?:[A-Za-z0-9_.~!$&'()*+,;=\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd-]|%[0-9A-Fa-f]{2})"
_PATH, _QUERY = f"(?:{_CHAR}|[:@/])*", f"(?:{_CHAR}|[:@/?])*"
_ADDRESS = re.compile(rf"https?://{_CHAR}+(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\?{_QUERY})?(?:#{_QUERY})?")
"""RFC 3987, for addresses of the web: a host, no user name, and percent signs before two hex digits only."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Characters that no label holds, though an escape such as \\0 can write them, and some RDF syntaxes cannot."""


def plain(kind: str, node: yaml.ScalarNode, file: str, faults: Faults) -> str | None:
    """A scalar of a kind that needs nothing but itself, as a term; None after its fault was noted."""
    if kind == "text":
        text = checked_text(node, file, faults)
        return literal(text) if text else None
    complaint = _complaint(kind, node.value)
    if complaint:
        faults.at(file, node, f"{node.value!r} {complaint}")
        return None
    return iri(node.value) if kind == "address" else typed(node.value, KINDS[kind].datatype)


def _complaint(kind: str, text: str) -> str:
    if kind == "address":
        return address_complaint(text)
    if not KINDS[kind].pattern.fullmatch(text):
        return KINDS[kind].complaint
    return _no_day(text) if kind == "date" else ""


def address_complaint(text: str) -> str:
    """What is amiss with an address of the web, or nothing."""
    if bad := BAD_IN_IRI.search(text) or re.search(r"\s", text):
        return f"is no address: {bad[0]!r} cannot stand in one; write it percent-encoded"
    if not text.startswith(("http://", "https://")):
        return "is no address: it must start with http:// or https://"
    return "" if _ADDRESS.fullmatch(text) else "is no address: its host or a percent sign or bracket is amiss"


def _no_day(text: str) -> str:
    try:
        dates.span(text)
    except dates.DateError:
        return "is no day of the calendar"
    return ""


def span(node: yaml.ScalarNode, file: str, faults: Faults) -> dates.Span | None:
    """An EDTF string as a span; None after its fault was noted."""
    try:
        return dates.span(str(node.value))
    except dates.DateError as fault:
        faults.at(file, node, str(fault))
        return None


def checked_text(node: yaml.Node, file: str, faults: Faults) -> str | None:
    """A text in our own words: not empty, one line, composed (NFC), at most 160 characters."""
    if not isinstance(node, yaml.ScalarNode):
        faults.at(file, node, "expected a text here")
        return None
    text = str(node.value)
    complaint = _bad_text(text)
    if complaint:
        faults.at(file, node, f"{text[:40]!r} {complaint}")
        return None
    return text


def _bad_text(text: str) -> str:
    if not text.strip() or text != text.strip() or "\n" in text:
        return "must be one line of text, with no space at its ends"
    if bad := _CONTROL.search(text):
        return f"holds the control character U+{ord(bad[0]):04X}"
    if len(text) > MAX_TEXT:
        return f"… has {len(text)} characters; at most {MAX_TEXT}, in our own words"
    if text != unicodedata.normalize("NFC", text):
        return "holds letters and accents apart; type composed letters (Unicode NFC)"
    return ""


def number(node: yaml.Node) -> int:
    """A whole number, or 0: its fault is noted where the key is expanded."""
    return int(node.value) if isinstance(node, yaml.ScalarNode) and re.fullmatch("[0-9]{1,10}", node.value) else 0
