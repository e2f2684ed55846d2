"""What a check finds: one result, told in a sentence with the values that clash."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    translated: tuple[tuple[str, str], ...] = ()
    """The message in other languages, for checks that say it in them: language and text."""


def conforms(results: Iterable[Result]) -> bool:
    """True when no result is a Violation: warnings and notes stop no release (pySHACL: allow_warnings)."""
    return all(result.severity != "Violation" for result in results)


@dataclass(frozen=True, slots=True)
class Messages:
    """What a check says: in English, and in other languages where it does so."""

    english: str
    translated: tuple[tuple[str, str], ...] = ()

    def filled(self, bindings: Mapping[str, str], standing: Sequence[str] | None = None) -> dict[str, str]:
        """Language -> the message with {$this} and {?name} filled in; a name without a value is "unknown".

        Where values stand there (`standing`), a name without a value of its own is these, or "none".
        """
        said = (("en", self.english), *self.translated)
        return {language: told(text, bindings, _otherwise(language, standing)) for language, text in said}


WORDS = {
    "en": ("unknown", "none", " and "),
    "ru": ("неизвестно", "нет", " и "),
    "lv": ("nav zināms", "nav", " un "),
}
"""Language -> what stands in a message for a name without a value, for no value at all, and between several."""


def _otherwise(language: str, standing: Sequence[str] | None) -> str:
    unknown, none, and_ = WORDS[language]
    return unknown if standing is None else and_.join(standing) or none


def others(filled: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The message in the languages beside English, sorted."""
    return tuple(sorted((language, text) for language, text in filled.items() if language != "en"))


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
