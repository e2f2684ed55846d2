"""docs/ontology.md: every class, property and code with label, definition and example, and diagrams of the patterns."""

from collections.abc import Iterable

from edugraph.records import Language
from edugraph.reference.diagrams import Link, links, mermaid
from edugraph.reference.markdown import block, bullets, code, link, page, section, table
from edugraph.reference.patterns import OVERVIEW, PATTERNS, Pattern
from edugraph.reference.terms import CodeList, Concept, Ontology, TermEntry, curie
from edugraph.vocabulary import EG

_INTRODUCTION = """\
The ontology says what sorts of things are in the graph and what can be said of them: few classes, and facts that are \
dated and lead to the words they rest on. It borrows terms of other vocabularies where they mean what we mean, and \
adds its own, with the prefix `eg:`, where they do not."""

_CODES = "Each value of these lists is a concept, `vocab/LIST/CODE`, with names in three languages."


def ontology_page(language: Language, terms: Ontology) -> str:
    """The page of the ontology."""
    found = links(language, terms)
    own = {True: [t for t in terms.own if t.is_class], False: [t for t in terms.own if t.is_property]}
    parts = [
        _about(terms),
        _contents(own[True], own[False], terms),
        *(_pattern(2 if pattern is OVERVIEW else 3, pattern, found, terms) for pattern in (OVERVIEW, *PATTERNS)),
        section(2, "Classes", (_term(term, terms) for term in own[True]), "classes"),
        section(2, "Properties", (_term(term, terms) for term in own[False]), "properties"),
        _borrowed(terms),
        section(2, "Code lists", [_CODES]),
        *map(_code_list, terms.code_lists.values()),
    ]
    return page("Ontology", _INTRODUCTION, parts)


def _about(terms: Ontology) -> str:
    return (
        f"Version {terms.version}. {terms.description} The prefix `eg:` stands for `{EG.base}`. Domains and ranges are "
        f"hints for readers; what data must satisfy stands under {link('checks', 'checks.md')}, and what a curator "
        f"writes under {link('records', 'records.md')}."
    )


def _contents(classes: Iterable[TermEntry], properties: Iterable[TermEntry], terms: Ontology) -> str:
    return bullets(
        [
            "Classes: " + ", ".join(map(_to, classes)),
            "Properties: " + ", ".join(map(_to, properties)),
            f"{link('Borrowed terms', '#borrowed')}: {len(terms.borrowed)}",
            "Code lists: " + ", ".join(link(scheme, f"#codes-{scheme}") for scheme in terms.code_lists),
        ]
    )


def _to(term: TermEntry) -> str:
    return link(_anchor(term.name), f"#{_anchor(term.name)}")


def _pattern(level: int, pattern: Pattern, found: list[Link], terms: Ontology) -> str:
    parts = [pattern.words, block("mermaid", mermaid(pattern.diagram, found, terms))]
    return section(level, pattern.title, parts)


# --- terms ---------------------------------------------------------------------------------------------------------


def _term(term: TermEntry, terms: Ontology) -> str:
    facts = bullets(
        [
            _fact("Kind of", map(_name, term.superclasses)),
            _fact("Used on", map(_name, term.domain)),
            _fact("Values", map(_name, term.range)),
            _fact("Code list", (link(scheme, f"#codes-{scheme}") for scheme in term.code_lists)),
            _fact("Properties", _properties(term, terms)),
            _fact("Not to be confused", [term.scope_note]),
            _fact("Example", map(_example, term.examples)),
            _fact("Elsewhere", (f"{words} {link(curie(iri), iri)}" for words, iri in term.matches)),
            _fact("Waits for", [term.waits_for]),
        ]
    )
    return section(3, code(term.name), [_labels(term), term.definition, facts], _anchor(term.name))


def _fact(name: str, values: Iterable[str]) -> str:
    found = ", ".join(filter(None, values))
    return f"{name}: {found}" if found else ""


def _labels(term: TermEntry) -> str:
    return ", ".join(f"{term.labels[tag]} ({tag})" for tag in ("en", "ru", "lv") if tag in term.labels)


def _properties(term: TermEntry, terms: Ontology) -> list[str]:
    """Our properties that stand on a class or on a wider one."""
    wide = {term.name, *terms.above.get(term.name, ())}
    return [_name(t.name) for t in terms.own if t.is_property and wide & set(t.domain)] if term.is_class else []


def _name(name: str) -> str:
    """A term's name, linked when it is one of this page."""
    return link(code(name), f"#{_anchor(name)}") if name.startswith("eg:") else code(name)


def _example(text: str) -> str:
    return text if " " in text else code(text)


def _anchor(name: str) -> str:
    return name.removeprefix("eg:")


def _borrowed(terms: Ontology) -> str:
    words = "These keep the meaning that their own vocabulary gives them; the remark says how this graph uses them."
    rows = (
        [
            f'<a id="{t.name}"></a>{link(code(t.name), t.iri)}',
            *(t.labels.get(tag, "") for tag in ("en", "ru", "lv")),
            t.definition.removeprefix("In this graph: "),
        ]
        for t in terms.borrowed
    )
    return section(2, "Borrowed terms", [words, table(["Term", "en", "ru", "lv", "In this graph"], rows)], "borrowed")


# --- code lists ----------------------------------------------------------------------------------------------------


def _code_list(found: CodeList) -> str:
    names = ", ".join(found.labels[tag] for tag in ("ru", "lv") if tag in found.labels)
    codes = table(["Code", "en", "ru", "lv", "Definition"], map(_concept, found.concepts))
    parts = [f"{found.definition} ({names})", found.scope_note, codes, _order(found)]
    return section(3, found.labels.get("en", found.scheme), parts, f"codes-{found.scheme}")


def _concept(found: Concept) -> list[str]:
    remarks = [
        found.definition,
        f"Below {', '.join(map(code, found.broader))}." if found.broader else "",
        *(f"{words.capitalize()} {link(curie(iri), iri)}." for words, iri in found.matches),
    ]
    names = (found.labels.get(tag, "") for tag in ("en", "ru", "lv"))
    return [code(found.code), *names, " ".join(filter(None, remarks))]


def _order(found: CodeList) -> str:
    rows = [
        [code(c.code), ", ".join(map(code, c.may_be_followed_by)) or "nothing"]
        for c in found.concepts
        if any(other.may_be_followed_by for other in found.concepts)
    ]
    return table(["Code", "May be followed by"], rows)
