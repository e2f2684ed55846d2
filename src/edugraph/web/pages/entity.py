"""The page about one thing: a summary, what matters first of its kind, its evidence, and all that is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph import hubs
from edugraph.description import Description
from edugraph.queries import bound
from edugraph.rdf import Term, iri, literal
from edugraph.vocabulary import BASE, RDF, SKOS
from edugraph.web import downloads, labels, marks
from edugraph.web.addresses import things, uri
from edugraph.web.cells import Item, item
from edugraph.web.entity import claims, incoming, schema_org, sections, statements, tables
from edugraph.web.entity.kinds import kind_of
from edugraph.web.entity.statements import ALT, Said, said_of
from edugraph.web.entity.summaries import Number, Told, summary
from edugraph.web.entity.titles import Titles, named, parts
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, Labels
from edugraph.web.network import neighbourhood
from edugraph.web.pages.browse import name_of
from edugraph.web.pages.commitments import lead
from edugraph.web.voices import voice
from edugraph.web.whereabouts import existing, moved, nothing

router = APIRouter()

IDENTIFIERS = [
    sections.full(name)
    for name in (
        *("eg:iso2", "eg:iso3", "eg:isoNumeric", "eg:m49", "skos:exactMatch", "skos:closeMatch", "dct:identifier"),
        *("dcat:landingPage", "foaf:homepage", "schema:url"),
    )
]
STATUS = sections.full("eg:status")
WIDE = 1200
"""Characters around a passage on its own page."""
NONE = Number(0, "", "")


@dataclass(frozen=True)
class KindLink:
    """A kind of the thing, and the list of all things of the kind."""

    path: str
    label: Label


@dataclass(frozen=True)
class Key:
    """A key fact: a property with its values, and words of doubt that stand beside them."""

    property: Label
    items: list[Item]
    doubts: list[str]


@dataclass(frozen=True)
class Material:
    """All that the page is made from, asked for once."""

    found: Description
    said: list[Said]
    kind: sections.Kind
    heavy: list[sections.Section]
    lines: sections.Found
    left_out: Mapping[str, int]
    rows: Mapping[str, list[sections.Row]]
    claims: list[claims.Told]
    coming: incoming.Listed | None
    evidence: marks.Found
    doubts: tables.Doubts
    names: Labels

    @property
    def numbers(self) -> dict[str, Number]:
        """The numbers of an actor by their names."""
        rows = [row for row in self.rows.get(sections.NUMBERS, []) if "what" in row]
        return {row["what"].value: _number(row) for row in rows}

    def is_whole(self, section: str) -> bool:
        """Whether all lines of a section are at hand."""
        return len(self.rows[section]) < sections.ROWS

    @property
    def own(self) -> dict[str, list[Term]]:
        """Property -> its values, each once."""
        told: dict[str, dict[Term, None]] = {}
        for _graph, property_, value in self.said:
            told.setdefault(property_, {})[value] = None
        return {p: list(values) for p, values in told.items()}


def shown(page: Page, path: str, found: Description) -> Response:
    """The page about a thing; an outline of it is enough (`Describer.outline`)."""
    told = material(page, found)
    this, names = found.iri, told.names
    written = marks.shown(page, told.evidence, names, WIDE if told.kind.name == "eg:Passage" else marks.AROUND)
    own_doubts = {p: claims.spoken(page, words) for (t, p), words in told.doubts.items() if t == this}
    title = labels.of(this, names)
    return page.html(
        "entity.html",
        path=path,
        iri=this,
        lead=lead(page, this, {value.value for _, p, value in told.said if p == RDF.type}),
        title=title,
        kind=told.kind.name,
        kinds=kinds(told.said, names, this),
        summary=summary(told.kind.name, summed(page, told, own_doubts)),
        is_dated=any(section.is_dated for section in told.kind.sections),
        names=called(page, told),
        keys=keys(page, told, own_doubts),
        identifiers=identifiers(page, told),
        sides=claims.sides(page, this, told.claims, names, written),
        tables=listed(page, told, written),
        heavy=[(page.gettext(s.words), sections.query(page, s, this)) for s in told.heavy],
        statements=statements.table(page, told.said, names, own_doubts),
        speakers=list(statements.speakers(page, told.said, names).values()),
        marks=written.get(this, []),
        near=neighbourhood.one_step(page, this),
        ways=[(way, labels.of(way.property, names)) for way in incoming.ways(found)],
        coming=told.coming,
        pointers=[incoming.Pointer(t, labels.of(t, names)) for t in (told.coming.things if told.coming else [])],
        data=data(page, path, this, title.text),
        schema_org=schema_org.embedded(schema_org.schema_org(found, names, page.language, page.base + path)),
    )


def material(page: Page, found: Description) -> Material:
    """All that the page needs, in a number of queries that does not depend on the thing."""
    this, said = found.iri, said_of(found)
    is_kept = hubs.kept(page.site.release.files, this) is not None
    kind, heavy = lightened(kind_of(value.value for _, p, value in said if p == RDF.type), found, is_kept)
    rows = sections.rows(page, kind, this)
    lines, left_out = tables.kept(page, kind, sections.facts(kind, rows))
    about, coming = claims.told(page, this), incoming.listed(page, found)
    evidence = marks.found(page, {this, *tables.carriers(kind, lines), *(one.claim for one in about)})
    named_here = (
        {this}
        | tables.things(lines)
        | evidence.things
        | {i for one in about for i in one.named}
        | set(coming.things if coming else [])
        | {value.value for _, _, value in said if value.kind == "iri"}
    )
    made_of = parts(page, named_here)
    speakers = {voice(page, graph).iri for graph, _, _ in said} | {
        voice(page, graph).iri for one in about for graph in one.many.get("graph", ())
    }
    wanted = named_here | named(made_of) | speakers | {p for _, p, _ in said} | {i.predicate for i in found.incoming}
    names = Titles(page, made_of, page.labels(wanted - {""}), this).all()
    doubts = claims.doubts(page, {this, *tables.carriers(kind, lines), *tables.things(lines)})
    return Material(found, said, kind, heavy, lines, left_out, rows, about, coming, evidence, doubts, names)


def lightened(kind: sections.Kind, found: Description, is_kept: bool) -> tuple[sections.Kind, list[sections.Section]]:
    """The kind without what is too heavy for a thing that so much points to, and that; all where the build kept it."""
    heavy = [section for section in kind.sections if section.is_heavy]
    is_light = is_kept or sum(way.number for way in found.incoming) <= sections.CROWD
    if not heavy or is_light:
        return kind, []
    return replace(kind, sections=tuple(s for s in kind.sections if s not in heavy)), heavy


def _number(row: sections.Row) -> Number:
    days = {name: row[name].value if name in row else "" for name in ("first", "last")}
    return Number(int(row["count"].value), **days)


def summed(page: Page, told: Material, doubts: Mapping[str, list[str]]) -> Told:
    """What the summary is made from."""
    return Told(page, told.own, told.names, told.lines, told.numbers, doubts, status(told, page), sayers(told))


def status(told: Material, page: Page) -> str:
    """The recorded status: the current one; with `?asof=` that of the last step by that day, possibly where undated."""
    steps = told.lines.get("steps", [])
    dated = [fact for fact in steps if fact.first("from")]
    if page.asof_asked and dated:
        return labels.of(dated[-1].first("state"), told.names).text
    current = told.own.get(STATUS, [])
    if not current or (page.asof_asked and not steps):
        return ""
    words = labels.of(current[0].value, told.names).text
    return f"{words} ({page.gettext('possibly')})" if page.asof_asked else words


def sayers(told: Material) -> list[str]:
    """Who says that the last step was taken: the actor who reported it, else the sources where it is written."""
    steps = told.lines.get("steps", [])
    if not steps:
        return []
    reporters = [term.value for term in steps[-1].fields.get("who", [])]
    rows = [row for (node, _), found in told.evidence.rows.items() if node in steps[-1].nodes for row in found]
    return [labels.of(one, told.names).text for one in reporters or sorted({row["source"].value for row in rows})]


def kinds(said: list[Said], names: Labels, this: str) -> list[KindLink]:
    """What a thing is, as its sources and editors say; what follows by rule only where nothing else is known."""
    stated = {v.value for graph, p, v in said if p == RDF.type and "/graph/inferred/" not in graph}
    found = sorted(stated or {v.value for _, p, v in said if p == RDF.type})
    is_listed = this.startswith(BASE + "id/")
    return [
        KindLink(f"/browse/{name_of(kind)}" if is_listed and kind in names else "", labels.of(kind, names))
        for kind in found
    ]


def called(page: Page, told: Material) -> list[tuple[bool, Label]]:
    """The names in all languages, those of the page first; then, marked so, what else it is called."""
    found = []
    for property_ in (SKOS.prefLabel, ALT):
        values = sorted(told.own.get(property_, []), key=lambda v: (v.language != page.language, v.language, v.value))
        found += [(property_ == ALT, Label(v.value, v.language, v.language not in ("", page.language))) for v in values]
    return list(dict.fromkeys(found))


def keys(page: Page, told: Material, doubts: Mapping[str, list[str]]) -> list[Key]:
    """The key facts of the kind, in its order."""
    found = []
    for property_ in map(sections.full, told.kind.lead.split()):
        values = told.own.get(property_, [])
        shown = [v for v in values if not v.language or v.language == page.language] or values
        if property_ == STATUS and page.asof_asked and values:
            words = status(told, page) or page.gettext("no status is recorded")
            found.append(Key(labels.of(property_, told.names), [Item(Label(words, page.language))], []))
        elif shown:
            items = sorted((item(page, v, told.names) for v in shown), key=lambda i: i.label.text)
            found.append(Key(labels.of(property_, told.names), items, doubts.get(property_, [])))
    return found


def identifiers(page: Page, told: Material) -> list[tuple[Label, list[Item]]]:
    """What the thing is called elsewhere, with links."""
    return [
        (labels.of(p, told.names), [item(page, v, told.names) for v in told.own[p]])
        for p in IDENTIFIERS
        if p in told.own
    ]


def listed(page: Page, told: Material, written: Mapping[str, list[marks.Mark]]) -> list[tables.Table]:
    """The tables that have lines, or had some on another day."""
    made = tables.Tables(page, told.found.iri, told.names, written, told.doubts)
    found = []
    for section in told.kind.sections:
        facts, left_out = told.lines[section.name], told.left_out[section.name]
        if facts or left_out:
            total = len(facts) if told.is_whole(section.name) else told.numbers.get(section.name, NONE).count
            found.append(made.of(section, facts, left_out, total))
    return found


def data(page: Page, path: str, this: str, title: str) -> downloads.Data:
    """All statements about the thing: what its page gives to take away."""
    query = bound(page.site.pages["statements"].text, {"this": iri(this), "lang": literal(page.language)})
    return downloads.Data(path.replace("/doc/", "/statements/", 1), title, query)


@router.get("/statements/{path:path}")
def taken(page: PageOf) -> Response:
    """What is said of a thing as CSV or JSON, with a receipt; the page itself for a browser."""
    path, media = downloads.asked(page)
    name = path.removeprefix("/statements/")
    there = existing(page, things(name))
    if not there:
        return moved(page, things(name)) or nothing(name)
    if media == downloads.SUFFIXES[".html"]:
        return RedirectResponse(uri(page.href(f"/doc/{name}")), 303, headers={"Vary": "Accept"})
    return downloads.taken(page, data(page, f"/doc/{name}", there[0], name), media)
