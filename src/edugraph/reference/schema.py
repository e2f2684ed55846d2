"""ontology/records.schema.json: a JSON Schema (2020-12) by which editors complete and check record files.

It tells what can be told of one file alone. That a reference is declared somewhere, and that a passage lies inside its
source, only `edugraph check` can say. Editors read `due: 2026` and `position: 3` as numbers, the loader as text: the
schema takes both.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from edugraph.records import Language
from edugraph.records.blocks import PLAN_NUMBER, RANGE
from edugraph.records.language import SLUG, FileKind, Rule, Thing
from edugraph.records.values import KINDS, MAX_TEXT
from edugraph.reference.markdown import GENERATED
from edugraph.reference.paths import by_path, is_many, slugs
from edugraph.reference.terms import CodeList, Entry, Ontology, curie
from edugraph.vocabulary import BASE

Json = dict[str, object]

_DAY = "[?~%]?[0-9X]{4}[?~%]?(-[?~%]?[0-9X]{2}[?~%]?(-[?~%]?[0-9X]{2}[?~%]?)?)?"
_END = rf"({_DAY}|\.\.)?"
_MEMBER = rf"({_DAY}(\.\.({_DAY})?)?|\.\.{_DAY})"
_MEMBERS = rf"{_MEMBER}(,{_MEMBER})*"
EDTF = rf"({_DAY}|{_END}/{_END}|\[{_MEMBERS}\]|\{{{_MEMBERS}\}})"
"""The form of an EDTF string; that a date exists (no 30 February) is for the loader."""
LINES = "L[0-9]+(-L[0-9]+)?(s[0-9]+)?"
ADDRESS = r'https?://[^\s<>"{}|^`\\]+'


@dataclass(frozen=True)
class _Sources:
    """What the definitions are made from."""

    language: Language
    terms: Ontology


def schema(language: Language, terms: Ontology) -> str:
    """The schema as JSON text."""
    sources = _Sources(language, terms)
    body = {
        "$comment": GENERATED,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": BASE + "ontology/records.schema.json",
        "title": "A record file of edugraph",
        "description": "The first key says what kind of file it is: " + ", ".join(language.files) + ".",
        "type": "object",
        "oneOf": [{"required": [name]} for name in language.files],
        "allOf": [{"if": {"required": [name]}, "then": _ref("file", name)} for name in language.files],
        "$defs": dict(_definitions(sources)),
    }
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _definitions(sources: _Sources) -> Iterable[tuple[str, Json]]:
    language = sources.language
    yield from ((f"file.{kind.name}", _file(kind, language)) for kind in language.files.values())
    yield from ((f"thing.{thing.name}", _thing(thing, sources)) for thing in language.things.values())
    for thing in language.things.values():
        if any(rule.kind == "claims" for rule in thing.keys.values()):
            yield f"claim.{thing.name}", _claim(thing)
    yield from ((f"ref.{'-or-'.join(paths)}", _slug(paths, language)) for paths in _referred(language))
    yield from ((f"code.{scheme}", _codes(found)) for scheme, found in sources.terms.code_lists.items())
    yield from ((f"kind.{name}", kind) for name, kind in _kinds(language).items())


# --- files and blocks ----------------------------------------------------------------------------------------------


def _file(kind: FileKind, language: Language) -> Json:
    header = language.header if kind.evidence == "page" else {}
    sections = {name: _section(thing) for name, thing in language.sections.items()}
    key = _pattern(SLUG, "Its key, which also names its graph.")
    return {
        "title": f"{kind.name} file",
        "description": kind.help,
        "type": "object",
        "properties": {
            kind.name: key,
            **{k: {"description": r.help, **_one(r)} for k, r in header.items()},
            **sections,
        },
        "required": [kind.name, *_required(header.values())],
        "additionalProperties": False,
    }


def _section(thing: Thing) -> Json:
    if thing.identity:
        return {"type": "array", "items": _ref("thing", thing.name)}
    return _keyed(thing, {"pattern": _whole(_keys(thing))})


def _keys(thing: Thing) -> str:
    """What a block of a section is keyed by."""
    return RANGE.pattern if thing.name == "Reading" else slugs(thing)


def _keyed(thing: Thing, names: Json) -> Json:
    return {"type": "object", "propertyNames": names, "additionalProperties": _ref("thing", thing.name)}


def _thing(thing: Thing, sources: _Sources) -> Json:
    rules = dict(thing.keys)
    properties: Json = {"type": _classes(thing, sources.terms)} if len(thing.classes) > 1 else {}
    if thing.name == "Participation":
        rules |= {k: r for k, r in sources.language.things["Group"].keys.items() if k not in rules}
    properties |= {key: _property(thing, rule, sources) for key, rule in rules.items()}
    body: Json = {"title": thing.name, "type": "object", "properties": properties, "additionalProperties": False}
    if thing.name == "Claim":
        body["properties"] = {"about": True, "value": True, **properties}
    return body | _obligations(thing, sources.language)


def _classes(thing: Thing, terms: Ontology) -> Json:
    choices = [_choice(terms.terms[curie(iri)], name) for name, iri in thing.classes.items()]
    return {"description": f"The class; {next(iter(thing.classes))} when left out.", "oneOf": choices}


def _obligations(thing: Thing, language: Language) -> Json:
    """What a block must hold: a thing with a name only where the name declares it."""
    required = _required(thing.keys.values())
    if thing.name == "Participation":
        group = language.things["Group"].keys
        needs = {"group": _required(group.values()), **{k: ["group"] for k in group if k not in thing.keys}}
        actors = [{"required": ["who"]}, {"required": ["group"]}]
        return {"required": required, "oneOf": actors, "dependentRequired": needs}
    if thing.name == "Claim":
        return {"required": ["about", "value", *required]}
    if thing.is_unnamed:
        return {"required": required} if required else {}
    others = [key for key in required if key != "label"]
    return {"dependentRequired": {"label": others}} if others else {}


def _required(rules: Iterable[Rule]) -> list[str]:
    return [rule.key for rule in rules if rule.is_required]


def _claim(thing: Thing) -> Json:
    """A claim about this thing: which keys it may be about, and what value each then takes."""
    about: dict[str, list[str]] = {}
    for rule in _claimable(thing):
        about.setdefault(json.dumps(_one(rule)), []).append(rule.key)
    values: list[Json] = [
        {"if": _about(keys), "then": {"properties": {"value": json.loads(one)}}} for one, keys in about.items()
    ]
    keys = [rule.key for rule in _claimable(thing)]
    return {"allOf": [_ref("thing", "Claim"), {"properties": {"about": {"enum": keys}}}, *values]}


def _claimable(thing: Thing) -> list[Rule]:
    plain = ("claims", "child", "voices", "lang", "langs")
    return [rule for rule in thing.keys.values() if rule.kind not in plain and not rule.is_inverse]


def _about(keys: list[str]) -> Json:
    return {"properties": {"about": {"enum": keys}}, "required": ["about"]}


# --- keys ----------------------------------------------------------------------------------------------------------


def _property(thing: Thing, rule: Rule, sources: _Sources) -> Json:
    if rule.kind == "claims":
        return {"description": rule.help, "type": "array", "items": _ref("claim", thing.name)}
    if rule.kind == "child":
        return {"description": rule.help, **_children(rule, sources.language)}
    one = _one(rule)
    return {"description": rule.help, **(_one_or_many(one) if is_many(rule) or rule.kind == "voices" else one)}


def _children(rule: Rule, language: Language) -> Json:
    thing = language.things[rule.argument[0]]
    if thing.name == "Group":
        return {"type": "string", "pattern": _whole(SLUG)}
    if thing.identity == "parent--key":
        return _keyed(thing, _ref("code", rule.argument[1]))
    if thing.identity in ("parent/key", "parent.key"):
        return _keyed(thing, {"pattern": _whole(PLAN_NUMBER.pattern)})
    return _section(thing)


def _one(rule: Rule) -> Json:
    """One value of a key."""
    if rule.kind == "ref":
        return _ref("ref", "-or-".join(rule.argument))
    if rule.kind == "code":
        refs = [_ref("code", scheme) for scheme in rule.argument]
        return refs[0] if len(refs) == 1 else {"anyOf": refs}
    return _ref("kind", rule.kind)


def _referred(language: Language) -> list[tuple[str, ...]]:
    """The choices of paths that keys refer to."""
    keys = [*language.header.values(), *(rule for thing in language.things.values() for rule in thing.keys.values())]
    return sorted({rule.argument for rule in keys if rule.kind == "ref"})


def _slug(paths: tuple[str, ...], language: Language) -> Json:
    things = by_path(language)
    patterns = dict.fromkeys(slugs(things[path]) for path in paths)
    return {"type": "string", "pattern": _whole("|".join(patterns))}


def _one_or_many(one: Json) -> Json:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


# --- values --------------------------------------------------------------------------------------------------------


def _codes(found: CodeList) -> Json:
    choices = [_choice(concept, concept.code) for concept in found.concepts]
    return {"title": found.labels.get("en", found.scheme), "description": found.definition, "oneOf": choices}


def _choice(entry: Entry, word: str) -> Json:
    return {"const": word, "title": entry.labels.get("en", word), "description": entry.definition}


def _kinds(language: Language) -> dict[str, Json]:
    words: Json = {"type": "string", "pattern": r"^\S(.*\S)?$", "maxLength": MAX_TEXT}
    paths = "|".join(sorted(language.paths))
    return {
        "text": words | {"type": ["string", "number"]},
        "lang": _languages(words, language),
        "langs": _languages(_one_or_many(words), language),
        "integer": {"type": ["string", "integer"], "pattern": _whole(KINDS["integer"].pattern.pattern)},
        "decimal": {"type": ["string", "number"], "pattern": _whole(KINDS["decimal"].pattern.pattern)},
        "flag": {"enum": ["true", True]},
        "duration": {"type": "string", "pattern": _whole(KINDS["duration"].pattern.pattern)},
        "date": {"type": "string", "pattern": _whole(KINDS["date"].pattern.pattern)},
        "address": {"type": "string", "pattern": _whole(ADDRESS)},
        "span": {"type": ["string", "integer"], "pattern": _whole(EDTF)},
        "thing": {"type": "string", "pattern": _whole(rf"({paths})/[A-Za-z0-9./-]+")},
        "passage": {"type": "string", "pattern": _whole(f"{RANGE.pattern}|{LINES}")},
        "voices": _voices(),
    }


def _languages(text: Json, language: Language) -> Json:
    texts = dict.fromkeys(language.languages, text)
    return {"type": "object", "properties": texts, "additionalProperties": False, "minProperties": 1}


def _voices() -> Json:
    return {
        "type": "object",
        "properties": {
            "range": _pattern("[0-9]+-[0-9]+", "Where; all of the text if left out."),
            "voice": {"description": "In which capacity the words speak.", **_ref("code", "voice")},
            "speaker": _pattern(f"{SLUG}|[A-Z]{{3}}", "Who speaks, where it is not simply the publisher."),
        },
        "required": ["voice"],
        "additionalProperties": False,
    }


def _pattern(pattern: str, description: str) -> Json:
    return {"type": "string", "pattern": _whole(pattern), "description": description}


def _ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/$defs/{kind}.{name}"}


def _whole(pattern: str) -> str:
    """A pattern for the whole of a text: JSON Schema's own finds it anywhere."""
    return f"^(?:{pattern})$"
