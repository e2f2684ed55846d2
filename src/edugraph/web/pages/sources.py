"""What the statements rest on: the list of sources, and for each how it was read, what was found in it, who differs."""

import re
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from edugraph.counts.document import ALL, Source
from edugraph.queries import bound
from edugraph.rdf import iri, literal
from edugraph.store import Rows
from edugraph.vocabulary import BASE
from edugraph.web import columns, downloads, labels
from edugraph.web.addresses import thing
from edugraph.web.cells import Item
from edugraph.web.columns import Line
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Label, Labels
from edugraph.web.lists import PARTS
from edugraph.web.pages.browse import page_number
from edugraph.web.voices import voice

router = APIRouter()

PER_PAGE = 50
PASSAGES_SHOWN = 100
COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?")


@dataclass(frozen=True)
class Said:
    """One value of a fact and who gives it."""

    value: Item
    claim: str
    speaker: Item
    certainty: Item | None
    rank: Item | None
    reason: Item | None
    is_contradicted: bool


@dataclass(frozen=True)
class Fact:
    """A fact with more than one value."""

    subject: Item
    property: Item
    sides: list[Said]


@dataclass(frozen=True)
class Share:
    """Passages of one sort: why they carry no fact (None: they carry facts), how many, and how much of the text."""

    reason: Item | None
    passages: int
    characters: int


@router.get("/sources")
@router.get("/sources.csv")
@router.get("/sources.json")
@router.get("/sources.csv-metadata.json")
def listed(page: PageOf) -> Response:
    path, media = downloads.asked(page)
    data = downloads.Data(path, page.gettext("Sources"), query(page))
    return shown(page, data) if media == HTML else downloads.taken(page, data, media)


def query(page: Page) -> str:
    """What is known of all sources."""
    return bound(page.site.pages["sources"].text, {"lang": literal(page.language)})


def shown(page: Page, data: downloads.Data) -> HTMLResponse:
    """One page of the list, in its parts."""
    every = page.site.lists.sources(page.language)
    last = max(-(-len(every) // PER_PAGE), 1)
    number = page_number(page, last)
    wanted = every[(number - 1) * PER_PAGE : number * PER_PAGE]
    found = known(page, wanted)
    return page.html(
        "sources.html",
        parts={p: [found[s.source] for s in wanted if s.part == p and s.source in found] for p in PARTS},
        number=number,
        last=last,
        data=data,
    )


@dataclass(frozen=True)
class Known:
    """What is known of a source: what it is, and what the build counted in it."""

    line: Line
    voices: Item | None
    counted: Source

    @property
    def carriers(self) -> int:
        """How many passages carry facts."""
        return self.counted.read.get("", [0])[0]

    @property
    def idle(self) -> int:
        """How many passages were read and carry none."""
        return self.counted.read.get(ALL, [0])[0] - self.carriers


def known(page: Page, sources: list[Source]) -> dict[str, Known]:
    """Source -> what is known of it."""
    if not sources:
        return {}
    values = {"lang": literal(page.language), "source": [iri(BASE + s.source) for s in sources]}
    rows = page.site.reader.select(bound(page.site.pages["sources-shown"].text, values))
    names = columns.names(page, [rows], {BASE + v for s in sources for v in s.voices})
    found = dict(zip(columns.values(rows, "source"), columns.lines(page, rows, names), strict=True))
    return {
        s.source: Known({**line, "licence": licence(line["licence"])}, voices_of(s, names), s)
        for s in sources
        if (line := found.get(BASE + s.source))
    }


def voices_of(source: Source, names: Labels) -> Item | None:
    """The voices of a source as one item."""
    return columns.joined((BASE + voice for voice in source.voices), names)


def licence(item: Item | None) -> Item | None:
    """A licence by its short name where it is one of Creative Commons, else by its address."""
    found = COMMONS.fullmatch(item.iri) if item else None
    return Item(Label(f"CC {found[1].upper()} {found[2]}"), item.iri) if item and found else item


@router.get("/sources/{key}")
def one(page: PageOf, key: str) -> Response:
    path, media = downloads.asked(page)
    source = thing(f"source/{path.removeprefix('/sources/')}") or ""
    counted = page.site.lists.source.get(source)
    found = known(page, [counted]).get(counted.source) if counted else None
    if not found:
        raise NotFoundError(f"this release has no source {key!r}")
    text = bound(page.site.pages["source-passages"].text, {"source": iri(source)})
    data = downloads.Data(path, columns.there(found.line, "source").label.text, text)
    return report(page, source, found, data) if media == HTML else downloads.taken(page, data, media)


def report(page: Page, source: str, found: Known, data: downloads.Data) -> HTMLResponse:
    """How a source was read, what was found in it, and where others differ."""
    line, read = found.line, found.counted.read
    last = max(-(-found.counted.rows // PASSAGES_SHOWN), 1)
    number = page_number(page, last)
    part = f"{data.query}LIMIT {PASSAGES_SHOWN} OFFSET {(number - 1) * PASSAGES_SHOWN}"
    passages = page.site.reader.select(part)
    issues = answer(page, "source-issues", source=iri(source))
    home = line["graph"].iri if line["graph"] else ""
    claims = answer(page, "source-claims", home=iri(home)) if home else Rows(("graph", "isContradicted"), [])
    reasons = [reason for reason in read if reason != ALL]
    names = columns.names(
        page, [passages, issues, claims], {*speakers(page, claims), *(BASE + r for r in reasons if r)}
    )
    return page.html(
        "source.html",
        source=source,
        home=home,
        line=line,
        voices=found.voices,
        passages=columns.lines(page, passages, names),
        shares=[share(reason, read[reason], names) for reason in reasons],
        outside=columns.number(line, "length") - read.get(ALL, [0, 0])[1],
        issues=columns.lines(page, issues, names),
        facts=facts(page, claims, names),
        number=number,
        last=last,
        data=data,
    )


def speakers(page: Page, claims: Rows) -> set[str]:
    """The sources whose graphs the claims stand in."""
    return {speaker.iri for where in columns.values(claims, "graph") if (speaker := voice(page, where)).iri}


def answer(page: Page, name: str, **given: str) -> Rows:
    """The answer of a page query with its values bound."""
    return page.site.reader.select(bound(page.site.pages[name].text, given))


def share(reason: str, counted: list[int], names: Labels) -> Share:
    """One row of the coverage."""
    passages, characters = counted
    why = Item(labels.of(BASE + reason, names), BASE + reason) if reason else None
    return Share(why, passages, characters)


def facts(page: Page, claims: Rows, names: Labels) -> list[Fact]:
    """The facts of which a source gives one value and somebody else another, each with all its sides."""
    found: dict[tuple[str, str], Fact] = {}
    raw = zip(columns.values(claims, "graph"), columns.values(claims, "isContradicted"), strict=True)
    for line, (where, contradicted) in zip(columns.lines(page, claims, names), raw, strict=True):
        subject, property_ = columns.there(line, "subject"), columns.there(line, "property")
        fact = found.setdefault((subject.iri, property_.iri), Fact(subject, property_, []))
        fact.sides.append(said(page, line, voice(page, where), names, contradicted == "true"))
    return list(found.values())


def said(page: Page, line: Line, speaker: Item, names: Labels, is_contradicted: bool) -> Said:
    """One side: the value, who gives it, how sure it is, and how it is ranked."""
    who = Item(labels.of(speaker.iri, names), speaker.iri) if speaker.iri else speaker
    value, claim = columns.there(line, "value"), columns.there(line, "claim").iri
    return Said(value, claim, who, line["certainty"], line["rank"], line["reason"], is_contradicted)
