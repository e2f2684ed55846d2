"""The pages of the ontology and of the checks: what each term and check means, and how often it occurs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import Response

from edugraph.queries import bound
from edugraph.rdf import Term, Triple, iri
from edugraph.reference import terms as reference
from edugraph.reference.terms import Description, Ontology, TermEntry, curie, described
from edugraph.vocabulary import BASE, EG, graph_iri
from edugraph.web.addresses import local
from edugraph.web.frame import Page
from edugraph.web.labels import Label, best

_SHAPES = BASE + "shapes#"
_GENID = BASE + ".well-known/genid/"
_CHECK = re.compile(re.escape(_SHAPES) + r"(EG-[A-Z][0-9]{2}[a-z]?)(?:-\w+)?")
_THING = re.compile(r"[a-z-]+/[^ ]+")
_TARGETS = ("sh:targetClass", "sh:targetSubjectsOf", "sh:targetObjectsOf")
_ROWS = 100
"""Uses of a term that its link asks for."""


@dataclass(frozen=True)
class Link:
    """A term, a code list or an example by its name, and where it leads, if anywhere."""

    name: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A term as its page tells of it."""

    entry: TermEntry
    anchor: str
    label: Label | None
    definition: Label | None
    facts: list[tuple[str, list[Link]]]
    """What is said of it, under a heading each."""
    uses: int
    href: str
    """Where its uses are listed; nothing where there are none."""


@dataclass(frozen=True)
class Check:
    """A check: its name, why it is there, what it looks at, what it says when it fails, and how often it did."""

    id: str
    severity: str
    label: Label | None
    why: Label | None
    messages: list[Label]
    targets: list[Link]
    results: int | None
    """None where the release does not tell."""


# --- terms -----------------------------------------------------------------------------------------------------------


def ontology(page: Page, path: str, words: str, headers: Mapping[str, str]) -> Response:
    """The page of all terms, our own before the borrowed ones."""
    found, used = reference.ontology(content(page, "ontology")), uses(page)
    near = neighbours(found)
    shown = [term(page, entry, near, used) for entry in found.terms.values()]
    own = [one for one in shown if one.entry.is_own]
    return page.html(
        "def.html",
        headers=headers,
        words=words,
        path=path,
        version=found.version,
        namespace=EG.base,
        classes=[one for one in own if one.entry.is_class],
        properties=[one for one in own if one.entry.is_property],
        borrowed=[one for one in shown if not one.entry.is_own],
    )


def content(page: Page, name: str) -> list[Triple]:
    """All that a named graph says."""
    return page.site.reader.construct(bound(page.site.pages["graph-content"].text, {"this": iri(graph_iri(name))}))


def uses(page: Page) -> dict[str, int]:
    """Class -> how many things, property -> how many triples, as the release counts itself."""
    rows = page.site.reader.select(page.site.pages["term-uses"].text).rows
    return {this.value: int(count.value) for this, count in rows if this and count}


@dataclass(frozen=True)
class Neighbours:
    """By prefixed name: the terms below a class, and our properties that stand on it; and all names there are."""

    below: Mapping[str, list[str]]
    on: Mapping[str, list[str]]
    names: frozenset[str]


def neighbours(terms: Ontology) -> Neighbours:
    below, on = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name, entry in terms.terms.items():
        for above in entry.superclasses:
            below[above].append(name)
        for kind in entry.domain if entry.is_own and entry.is_property else ():
            on[kind].append(name)
    return Neighbours(below, on, frozenset(terms.terms))


def term(page: Page, entry: TermEntry, near: Neighbours, used: Mapping[str, int]) -> Shown:
    count = used.get(entry.iri, 0)
    return Shown(
        entry,
        anchor(entry.name),
        chosen(page, entry.labels),
        chosen(page, entry.definitions),
        [(heading, links) for heading, links in facts(page, entry, near) if links] if entry.is_own else [],
        count,
        where(page, entry) if count else "",
    )


def anchor(name: str) -> str:
    """Where a term stands on the page: `Event` for ours, which is the end of its IRI; `dct:title` for others'."""
    return name.removeprefix("eg:")


def chosen(page: Page, words: Mapping[str, str]) -> Label | None:
    """The text in the page's language, else in English."""
    return best([Term("literal", text, language) for language, text in words.items()], page.language)


def facts(page: Page, entry: TermEntry, near: Neighbours) -> Iterator[tuple[str, list[Link]]]:
    """What is said of a term of ours beside its definition."""
    _ = page.gettext
    how = {"same as": _("same as"), "near to": _("near to"), "akin to": _("akin to")}
    yield _("Broader"), named(entry.superclasses, near)
    yield _("Narrower"), named(near.below.get(entry.name, ()), near)
    yield _("Used on"), named(entry.domain, near)
    yield _("Values"), named(entry.range, near)
    yield _("Code list"), [Link(name, page.href(f"/vocab/{name}")) for name in entry.code_lists]
    yield _("Its properties"), named(near.on.get(entry.name, ()), near)
    yield _("Not to be confused"), [Link(entry.scope_note, "")] if entry.scope_note else []
    yield _("Example"), [example(page, text) for text in entry.examples]
    yield _("In other vocabularies"), [Link(f"{how[words]} {curie(other)}", other) for words, other in entry.matches]
    yield _("Replaced by"), named(entry.replaced_by, near)


def named(names: Sequence[str], near: Neighbours) -> list[Link]:
    """Terms by their prefixed names; those of this page are linked."""
    return [Link(name, f"#{anchor(name)}" if name in near.names else "") for name in names]


def example(page: Page, text: str) -> Link:
    """An example is a thing, by the end of its IRI, or a phrase."""
    path = local(f"{BASE}id/{text}") if _THING.fullmatch(text) else None
    return Link(text, page.href(path) if path else "")


def where(page: Page, entry: TermEntry) -> str:
    """Where the uses of a term are listed: its page among the kinds of things, else a query."""
    if entry.is_own and entry.is_class:
        return page.href(f"/browse/{anchor(entry.name)}")
    pattern = f"?thing a <{entry.iri}>" if entry.is_class else f"?thing <{entry.iri}> ?value"
    return page.href("/query", query=f"SELECT * {{ {pattern} }} LIMIT {_ROWS}")


# --- checks ----------------------------------------------------------------------------------------------------------


def shapes(page: Page, path: str, words: str, headers: Mapping[str, str]) -> Response:
    """The page of all checks, the weightier first."""
    found = checks(page, described(content(page, "shapes")))
    _ = page.gettext
    severities = {
        "Violation": (_("Violations"), _("They stop a release.")),
        "Warning": (_("Warnings"), _("A person looks at them and decides.")),
        "Info": (_("Notes"), _("They are kept with the release.")),
    }
    return page.html(
        "shapes.html",
        headers=headers,
        words=words,
        path=path,
        sections=[(*said, [c for c in found if c.severity == name]) for name, said in severities.items()],
    )


def checks(page: Page, about: Mapping[str, Description]) -> list[Check]:
    """The checks by id; a part of a check (`EG-N03-event`) lends it its messages and targets."""
    parts: dict[str, list[Description]] = defaultdict(list)
    for shape in about:
        if match := _CHECK.fullmatch(shape):
            parts[match[1]] += inside(about, shape)
    return [check(page, id_, about.get(_SHAPES + id_, {}), parts[id_]) for id_ in sorted(parts)]


def inside(about: Mapping[str, Description], shape: str) -> list[Description]:
    """What is said of a shape and of the nameless shapes in it."""
    seen, waiting = dict[str, Description](), [shape]
    while waiting:
        this = waiting.pop()
        if this in about and this not in seen:
            seen[this] = about[this]
            waiting += [o.value for terms in about[this].values() for o in terms if o.value.startswith(_GENID)]
    return [seen[this] for this in sorted(seen)]


def check(page: Page, id_: str, said: Description, parts: list[Description]) -> Check:
    messages = [m for part in parts for m in part.get("sh:message", [])]
    targets = sorted({t.value for part in parts for kind in _TARGETS for t in part.get(kind, [])})
    counted = page.site.release.manifest.get("checks")
    return Check(
        id_,
        severity(said),
        best(said.get("rdfs:label", []), page.language),
        best(said.get("sh:description", []), page.language),
        [message(page, id_, text) for text in spoken(page, messages)],
        [Link(curie(target), defined(page, target)) for target in targets],
        counted.get(id_, 0) if counted is not None else None,
    )


def severity(said: Description) -> str:
    found = said.get("sh:severity", [])
    return found[0].value.rpartition("#")[2] if found else "Violation"


def spoken(page: Page, messages: list[Term]) -> list[Term]:
    """Each message once: those in the page's language, and where there is none, those in English or in no language."""
    found = dict.fromkeys(messages)
    return [m for m in found if m.language == page.language] or [m for m in found if m.language in ("en", "")]


def message(page: Page, id_: str, text: Term) -> Label:
    """A message without the id that it begins with."""
    language = text.language or "en"
    return Label(text.value.removeprefix(id_).lstrip(": "), language, language != page.language)


def defined(page: Page, target: str) -> str:
    """Where a class or property is explained: on the page of terms, where borrowed ones stand too."""
    return page.href(f"/def#{anchor(curie(target))}")
