"""ontology/context.jsonld: a JSON-LD 1.1 context in which the keys of the record language are the keys of the JSON.

A key that means the same wherever it stands, and alone does, is defined once; a key that means different things on
different things (`kind`, `by`, `when`), or the same as another key (`ordinal`, `position`), is defined in the context
of each class. Codes are written as in records: `"role": "attendee"`.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from edugraph.records import Language
from edugraph.records.language import Rule, Thing
from edugraph.records.values import KINDS
from edugraph.reference.markdown import GENERATED
from edugraph.reference.terms import Ontology, TermEntry, curie
from edugraph.vocabulary import BASE, OA, PREFIXES, RDF

Meaning = dict[str, object]
"""An expanded term definition."""

_LINKS = {"subject": RDF.subject, "predicate": RDF.predicate, "source": OA.hasSource, "selector": OA.hasSelector}
_OFFSETS = {"start": OA.start, "end": OA.end}
_CLASSES = ("eg:TimeSpan", "oa:TextPositionSelector")
"""Classes of nodes that no block stands for."""


def context(language: Language, terms: Ontology) -> str:
    """The context as JSON text."""
    body = {
        "@version": 1.1,
        **dict(sorted({**PREFIXES, **language.prefixes}.items())),
        "id": "@id",
        "type": "@type",
        **shared(language),
        **derived(language, terms),
        **_of_claims_and_passages(),
        **classes(language),
    }
    names = frozenset(body) | {key for thing in language.things.values() for key in thing.keys}
    return (
        json.dumps({"$comment": GENERATED, "@context": _apart(body, names, terms)}, indent=2, ensure_ascii=False) + "\n"
    )


def _apart(node: object, names: frozenset[str], terms: Ontology) -> object:
    """The context in which a code spelt like a key (`place`) keeps its own meaning wherever it is a value."""
    if not isinstance(node, dict):
        return node
    base = str(node.get("@vocab", ""))
    codes = terms.code_lists[base.split("/")[-2]].concepts if base.count("/") > BASE.count("/") + 1 else ()
    alike = {c.code: base + c.code for c in codes if c.code in names}
    return {key: _apart(value, names, terms) for key, value in node.items()} | alike


def shared(language: Language) -> dict[str, Meaning]:
    """The keys with one meaning wherever they stand, which no other key has."""
    return {key: found[0] for key, found in _meanings(language).items() if key not in ambiguous(language)}


def ambiguous(language: Language) -> set[str]:
    """The keys that only the class of a thing makes clear."""
    meanings = _meanings(language)
    keys: dict[str, set[str]] = defaultdict(set)
    for key, found in meanings.items():
        for one in found:
            keys[_property(one)].add(key)
    rivals = {key for named in keys.values() if len(named) > 1 for key in named}
    return rivals | {key for key, found in meanings.items() if len(found) > 1}


def _property(one: Meaning) -> str:
    """The property of a meaning, with its direction."""
    return f"^{one['@reverse']}" if "@reverse" in one else str(one["@id"])


def classes(language: Language) -> dict[str, object]:
    """Each class, with the keys that mean something of their own on it."""
    unclear = ambiguous(language)
    own: dict[str, object] = {curie(name).partition(":")[2]: name for name in _CLASSES}
    for thing in language.things.values():
        scoped = {key: meaning(rule) for key, rule in _rules(thing) if key in unclear}
        for name, iri in thing.classes.items():
            own[name] = {"@id": curie(iri), "@context": scoped} if scoped else curie(iri)
    return own


def _meanings(language: Language) -> dict[str, list[Meaning]]:
    """Key -> its different meanings."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for key, rule in language.header.items():
        found[key].append(meaning(rule))
    for thing in language.things.values():
        for key, rule in _rules(thing):
            if meaning(rule) not in found[key]:
                found[key].append(meaning(rule))
    return dict(sorted(found.items()))


def _rules(thing: Thing) -> Iterator[tuple[str, Rule]]:
    return ((key, rule) for key, rule in thing.keys.items() if rule.kind != "voices")


def meaning(rule: Rule) -> Meaning:
    """What a key of the record language means in JSON-LD."""
    name: Meaning = {"@reverse" if rule.is_inverse else "@id": curie(rule.predicate)}
    match rule.kind:
        case "lang" | "langs":
            return {**name, "@container": "@language"}
        case "code":
            return {**name, **_code(rule.argument)}
        case "text":
            return name
        case kind if kind in KINDS:
            return {**name, "@type": f"xsd:{KINDS[kind].datatype}"}
    return {**name, "@type": "@id"}


def _code(schemes: tuple[str, ...]) -> Meaning:
    """A code of one list stands alone; one of several lists is written with its list (`document-stage/draft`)."""
    vocab = f"{BASE}vocab/{schemes[0]}/" if len(schemes) == 1 else f"{BASE}vocab/"
    return {"@type": "@vocab", "@context": {"@vocab": vocab}}


def derived(language: Language, terms: Ontology) -> dict[str, Meaning]:
    """Our own properties for which a curator has no key, since rules or the loader write them."""
    rules = [rule for thing in language.things.values() for _, rule in _rules(thing)]
    keys = {rule.key for rule in rules} | set(language.header)
    covered = {curie(rule.predicate) for rule in rules if not rule.is_inverse}
    left = [t for t in terms.own if t.is_property and t.name not in covered]
    return {_local(t.name): _of_term(t) for t in left if _local(t.name) not in keys}


def _of_term(term: TermEntry) -> Meaning:
    if term.code_lists:
        return {"@id": term.name, **_code(term.code_lists)}
    if "owl:DatatypeProperty" not in term.kinds:
        return {"@id": term.name, "@type": "@id"}
    plain = term.range in ((), ("xsd:string",), ("rdf:langString",))
    return {"@id": term.name} if plain else {"@id": term.name, "@type": _datatype(term.range[0])}


def _datatype(name: str) -> str:
    """Full where the prefix is none of the context's."""
    return "http://id.loc.gov/datatypes/edtf/EDTF" if name == "edtf:EDTF" else name


def _of_claims_and_passages() -> Mapping[str, Meaning]:
    links: dict[str, Meaning] = {key: {"@id": curie(iri), "@type": "@id"} for key, iri in _LINKS.items()}
    offsets: dict[str, Meaning] = {
        key: {"@id": curie(iri), "@type": "xsd:nonNegativeInteger"} for key, iri in _OFFSETS.items()
    }
    return {**links, "object": {"@id": curie(RDF.object)}, **offsets}


def _local(name: str) -> str:
    return name.partition(":")[2]
