"""Values that name something: references, codes, passages and spans as RDF terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from edugraph.errors import Words
from edugraph.rdf import iri, literal, typed
from edugraph.records import values
from edugraph.records.blocks import Block, address
from edugraph.records.dates import Span
from edugraph.records.index import Index
from edugraph.records.language import Rule
from edugraph.records.nodes import Faults
from edugraph.records.passages import Passages
from edugraph.vocabulary import EDTF, EG, RDF, code_iri

Codes = Mapping[str, frozenset[str]]
"""Code list -> its codes."""


@dataclass
class Terms:
    """Looks up what a value names; what is not known is blamed with the nearest name that is."""

    codes: Codes
    index: Index
    passages: Passages
    faults: Faults
    _known: dict[tuple[str, ...], Words] = field(default_factory=dict)

    def value(self, block: Block, rule: Rule, node: yaml.ScalarNode) -> str | None:
        """One scalar as a term, or None after its fault was noted. Spans are not made here."""
        match rule.kind:
            case "ref":
                return self.reference(block, rule, node)
            case "thing":
                return self.any_thing(block, node)
            case "code":
                return self.code(block, rule.argument, node.value, node)
            case "passage":
                cited = self.passages.cited(block, node)
                return iri(cited) if cited else None
            case _:
                return values.plain(rule.kind, node, block.file.name, self.faults)

    def reference(self, block: Block, rule: Rule, node: yaml.ScalarNode) -> str | None:
        found = [p for p in rule.argument if (p, node.value) in self.index]
        if len(found) == 1:
            return iri(address(found[0], node.value))
        hint = self.index.hint(node.value, rule.argument)
        none = f"no {' or '.join(rule.argument)} {node.value!r}{hint}"
        self.faults.at(block.file.name, node, f"{node.value!r} is both {' and '.join(found)}" if found else none)
        return None

    def any_thing(self, block: Block, node: yaml.ScalarNode) -> str | None:
        path, _, slug = node.value.partition("/")
        if (path, slug) in self.index:
            return iri(address(path, slug))
        hint = self.index.hint_of_any(node.value)
        self.faults.at(block.file.name, node, f"nothing is declared as {node.value!r} (write path/slug){hint}")
        return None

    def code(self, block: Block, schemes: tuple[str, ...], word: str, node: yaml.Node) -> str | None:
        for scheme in schemes:
            if word in self.codes.get(scheme, ()):
                return iri(code_iri(scheme, word))
        hint = self.known(schemes).hint(word)
        self.faults.at(block.file.name, node, f"{word!r} is not in code list {' or '.join(schemes)}{hint}")
        return None

    def known(self, schemes: tuple[str, ...]) -> Words:
        """The codes of these code lists."""
        if schemes not in self._known:
            self._known[schemes] = Words(code for scheme in schemes for code in self.codes.get(scheme, ()))
        return self._known[schemes]


def span_terms(span: Span) -> list[tuple[str, str]]:
    """Predicates and terms of a TimeSpan node."""
    rows = [
        (RDF.type, iri(EG.TimeSpan)),
        (EG.edtf, literal(span.edtf, datatype=EDTF)),
        (EG.precision, iri(code_iri("precision", span.precision))),
    ]
    if span.not_before:
        rows.append((EG.notBefore, typed(span.not_before.isoformat(), "date")))
    if span.not_after:
        rows.append((EG.notAfter, typed(span.not_after.isoformat(), "date")))
    return rows
