"""What a check finds: one result, told in a sentence with the values that clash."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edugraph.rdf import parsed
from edugraph.vocabulary import BASE, PREFIXES

SHACL = "http://www.w3.org/ns/shacl#"
SEVERITIES = ("Violation", "Warning", "Info")

_HOLE = re.compile(r"\{[$?](\w+)\}")


@dataclass(frozen=True, order=True, slots=True)
class Result:
    """One result of one check. Terms are N-Triples text, empty when the check tells none; severity is a SHACL name."""

    check: str
    focus: str
    path: str
    value: str
    message: str
    severity: str
    graph: str
    component: str


def conforms(results: Iterable[Result]) -> bool:
    """True when no result is a Violation: warnings and notes stop no release (pySHACL: allow_warnings)."""
    return all(result.severity != "Violation" for result in results)


def told(message: str, bindings: Mapping[str, str], otherwise: str = "unknown") -> str:
    """The message with {$this} and {?name} filled in; a name without a value is `otherwise`."""
    return _HOLE.sub(lambda hole: shown(bindings[hole[1]]) if hole[1] in bindings else otherwise, message)


def shown(text: str) -> str:
    """A term as a curator writes it: `event/slug`, `vocab/role/code`, `eg:when`, or the literal's text."""
    found = parsed(text)
    if found.kind != "iri":
        return found.value
    for prefix, namespace in PREFIXES.items():
        if found.value.startswith(namespace):
            return f"{prefix}:{found.value.removeprefix(namespace)}"
    return found.value.removeprefix(BASE).removeprefix("id/") if found.value.startswith(BASE) else found.value
