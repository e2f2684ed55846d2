"""docs/records.md: what a curator may write, from the record language, with examples that the tests expand."""

from collections.abc import Iterator
from importlib.resources import files

import yaml

from edugraph.records import Language
from edugraph.records.language import Rule, Thing
from edugraph.records.values import MAX_TEXT
from edugraph.reference.markdown import block, bullets, code, link, page, section, table
from edugraph.reference.paths import by_path, is_many
from edugraph.reference.terms import CodeList, Ontology, curie

_INTRODUCTION = """\
A record file is where a curator writes down what one source says, in YAML: one block for each thing, with its facts \
and the passages that state them. This page lists every block, every key and every code; anything that is not here is \
refused by `edugraph check`, which names the line and the nearest right word.

Your editor completes and checks the files as you type if it knows the schema `ontology/records.schema.json`: in VS \
Code install the YAML extension and begin a file with
`# yaml-language-server: $schema=../../ontology/records.schema.json`."""

_DECLARING = """\
A block with a `label` declares a thing, which is done once; a block without one adds facts to a thing that is \
declared elsewhere. Keys marked *required* are required where the thing is declared. Keys marked *many* take one \
value or a list. Keys marked *ours* hold our own conclusions, and go to `graph/curation` whatever file they stand in."""

_HEAD = """\
Authority and corroboration files rest on one web page or data set, and these keys at their head tell of it."""

_PASSAGES = """\
Ranges count Unicode code points of the text as registered; `edugraph passages SOURCE` lists them. In a source file \
the range stands alone, in other files after its source: `093a24b311180df8/0-141`. Until `edugraph evidence lock` has \
run, line numbers (`L12`, or `L12s2` for its second sentence) may stand in their place."""

VALUES = {
    "text": (f"one line in our own words, at most {MAX_TEXT} characters", "publisherName: Example Press"),
    "lang": (f"one text a language, each at most {MAX_TEXT} characters", "label: {en: School, lv: Skola}"),
    "langs": ("one text or several a language", "altLabel: {en: [CIS, the Commonwealth]}"),
    "integer": ("a whole number", "headcount: 273"),
    "decimal": ("a decimal number", "latitude: 56.9"),
    "date": ("a day of the calendar", "accessed: 2026-11-21"),
    "duration": ("years, months and days", "recurrence: P2Y"),
    "flag": ("`true`, or the key is left out", "meetingNotStated: true"),
    "address": ("an address on the web, with http:// or https://", "address: https://example.org/news/1"),
    "code": ("a code of the list named", "role: attendee"),
    "ref": ("the slug of a thing declared somewhere; countries by their ISO 3166-1 alpha-3 code", "place: riga"),
    "thing": ("any thing, as path and slug", "differentFrom: event/teachers-forum-2"),
    "span": ("a date or period in EDTF", "when: 2015-06-25/2015-06-26"),
    "passage": ("a range of code points, its end not included", "evidence: [0-141, 142-278]"),
    "child": ("blocks of another thing, nested here", "decisions: …"),
    "claims": ("a list of claims, each about one key of this thing", "claims: …"),
    "voices": ("who speaks where; without a range, all through", "voices: [{voice: self, speaker: ciced}]"),
}
"""Kind of value -> what to write, and an example."""

_EDTF = (
    ("2026", "a year"),
    ("2026-10", "a month"),
    ("2026-10-05", "a day"),
    ("2018-21", "spring of 2018 (22 summer, 23 autumn, 24 winter)"),
    ("2015-06-25/2015-06-26", "from one day to another"),
    ("2018-10/..", "begun, and open at its end"),
    ("/2019", "ended in 2019, its start unknown"),
    ("XXXX-11-20", "a day without its year"),
    ("2025?-11-20", "a day of which the year is uncertain"),
    ('"[2024-09,2025-09]"', "one of these; in quotes, since YAML would read a list"),
)


def examples() -> dict[str, str]:
    """Thing -> a small block that declares or uses it; together they are files that the loader accepts."""
    text = files(__package__).joinpath("examples.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found


def records_page(language: Language, terms: Ontology) -> str:
    """The page of the record language."""
    shown = examples()
    parts = [
        _contents(language, terms),
        section(2, "Files", [_files(language), _HEAD, _header(language)], "files"),
        section(2, "Values", [_values(), _PASSAGES, "Dates are written in EDTF:", _dates()], "values"),
        section(2, "Blocks", [_DECLARING, "Every thing with a name may have these keys:", _common(language)], "blocks"),
        *(_thing(thing, language, terms, shown[thing.name]) for thing in language.things.values()),
        section(2, "Code lists", ["A code is written as it stands here, without quotes."], "code-lists"),
        *map(_code_list, terms.code_lists.values()),
    ]
    return page("Records", _INTRODUCTION, parts)


def _contents(language: Language, terms: Ontology) -> str:
    things = ", ".join(link(name, f"#{name}") for name in language.things)
    lists = ", ".join(link(scheme, f"#codes-{scheme}") for scheme in terms.code_lists)
    return bullets([f"Blocks: {things}", f"Code lists: {lists}"])


# --- files and values ----------------------------------------------------------------------------------------------


def _files(language: Language) -> str:
    evidence = {"page": "the page itself", "passage": "passages of the source", "none": "none; passages may be cited"}
    rows = (
        [code(f"{kind.name}: KEY"), kind.help, code(f"graph/{kind.graph.format('KEY')}"), evidence[kind.evidence]]
        for kind in language.files.values()
    )
    return table(["First line", "What the file holds", "Graph", "Evidence of what it declares"], rows)


def _header(language: Language) -> str:
    return _keys(list(language.header.values()), language)


def _values() -> str:
    rows = ([name, words, code(example)] for name, (words, example) in VALUES.items())
    return table(["Value", "What to write", "Example"], rows)


def _dates() -> str:
    return table(["Written", "Meaning"], ([code(written), words] for written, words in _EDTF))


def _common(language: Language) -> str:
    return _keys(list(_shared(language).values()), language)


def _shared(language: Language) -> dict[str, Rule]:
    """The keys of every thing that has a name."""
    named = [t for t in language.things.values() if not t.is_unnamed and t.section and t.identity == ""]
    return {key: rule for key, rule in named[0].keys.items() if all(t.keys.get(key) == rule for t in named)}


# --- one thing -----------------------------------------------------------------------------------------------------


def _thing(thing: Thing, language: Language, terms: Ontology, example: str) -> str:
    shared = _shared(language)
    own = [rule for rule in thing.keys.values() if shared.get(rule.key) != rule]
    has_shared = any(rule in thing.keys.values() for rule in shared.values()) and not thing.is_unnamed
    named = link("keys of every named thing", "#blocks")
    more = f"Besides the {named}:" if own else f"It has just the {named}."
    parts = [
        _definitions(thing, terms),
        _place(thing, language),
        more if has_shared else "",
        _keys(own, language),
        block("yaml", example),
    ]
    return section(3, thing.name, parts, thing.name)


def _definitions(thing: Thing, terms: Ontology) -> str:
    return bullets(
        f"{_type(thing, name)}{_term(curie(iri))}: {terms.terms[curie(iri)].definition}"
        for name, iri in thing.classes.items()
    )


def _type(thing: Thing, name: str) -> str:
    """How a block of a thing with several classes says which it is."""
    if len(thing.classes) == 1:
        return ""
    return f"`type: {name}` (or nothing), " if name == next(iter(thing.classes)) else f"`type: {name}`, "


def _place(thing: Thing, language: Language) -> str:
    nested = ", ".join(f"`{key}` of {link(parent, f'#{parent}')}" for parent, key in _parents(thing, language))
    where = [f"in the section `{thing.section}:`"] if thing.section else []
    where += [f"under {nested}"] if nested else []
    if thing.name == "Claim":
        where = ["under `claims` of any thing, with the key it is `about` and the `value` claimed"]
    return f"Stands {' or '.join(where)}; {_identity(thing)}."


def _parents(thing: Thing, language: Language) -> Iterator[tuple[str, str]]:
    for parent in language.things.values():
        for rule in parent.keys.values():
            if rule.kind == "child" and rule.argument[0] == thing.name:
                yield parent.name, rule.key


def _identity(thing: Thing) -> str:
    """How a block gets its name."""
    if thing.name == "Reading":
        return "keyed by a range"
    if thing.name == "Group":
        return "named by the event or project and its slug; its keys stand in the block of the participation"
    if thing.name == "Claim":
        return "named by the thing, the key, the value and the file"
    match thing.identity:
        case "":
            return f"keyed by its slug, `id/{thing.path}/SLUG`"
        case "parent--key":
            return "keyed by the status reached"
        case "parent/key" | "parent.key":
            return "keyed by its letter and number in the plan"
        case identity:
            names = " and ".join(part.replace("|", " or ") for part in identity.split())
            return f"a list, each named by {names}".replace("parent", "what it stands in")


# --- keys ----------------------------------------------------------------------------------------------------------


def _keys(rules: list[Rule], language: Language) -> str:
    rows = ([code(r.key), _value(r, language), _flags(r), r.help, _predicate(r)] for r in rules)
    return table(["Key", "Value", "Flags", "Meaning", "Becomes"], rows)


def _value(rule: Rule, language: Language) -> str:
    """The kind of value, with links to what it may name."""
    match rule.kind:
        case "code":
            return "code of " + " or ".join(link(scheme, f"#codes-{scheme}") for scheme in rule.argument)
        case "child" if rule.argument[0] == "Group":
            return "slug of a " + link("Group", "#Group")
        case "child":
            return "blocks: " + link(rule.argument[0], f"#{rule.argument[0]}")
        case "claims":
            return link("claims", "#Claim")
        case "ref":
            names = {path: thing.name for path, thing in by_path(language).items()}
            return "slug of " + " or ".join(link(names[path], f"#{names[path]}") for path in rule.argument)
        case kind:
            return link(kind, "#values")


def _flags(rule: Rule) -> str:
    flags = {"required": rule.is_required, "many": is_many(rule), "ours": rule.is_ours}
    return ", ".join(name for name, is_set in flags.items() if is_set)


def _predicate(rule: Rule) -> str:
    if rule.kind == "voices":
        return f"{_term(curie(rule.predicate))} of the passages"
    return f"{_term(curie(rule.predicate))}{' from the value to the thing' if rule.is_inverse else ''}"


def _term(name: str) -> str:
    return link(code(name), f"ontology.md#{name.removeprefix('eg:')}")


def _code_list(found: CodeList) -> str:
    rows = ([code(c.code), c.labels.get("en", ""), c.definition, c.scope_note] for c in found.concepts)
    codes = table(["Code", "Name", "Meaning", "Remark"], rows)
    return section(
        3, found.labels.get("en", found.scheme), [found.definition, found.scope_note, codes], f"codes-{found.scheme}"
    )
