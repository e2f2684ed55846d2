"""What the statements rest on: the list of sources, and for each how it was read, what was found in it, who differs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from edugraph.queries import bound
from edugraph.rdf import iri, literal
from edugraph.store import Rows
from edugraph.web import columns, downloads, labels
from edugraph.web.addresses import thing
from edugraph.web.cells import Item
from edugraph.web.columns import Line
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label, Labels
from edugraph.web.negotiation import HTML
from edugraph.web.pages.browse import page_number
from edugraph.web.voices import voice

router = APIRouter()

PER_PAGE = 50
PASSAGES_SHOWN = 100
COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?")
PARTS = ("text", "page", "reference")


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


def query(page: Page, sources: Iterable[str] = ()) -> str:
    """What is known of some sources, or of all."""
    some = {"source": [iri(s) for s in sources]} if sources else {}
    return bound(page.site.pages["sources"].text, {"lang": literal(page.language), **some})


def shown(page: Page, data: downloads.Data) -> HTMLResponse:
    """One page of the list, in its parts."""
    order = bound(page.site.pages["sources-listed"].text, {"lang": literal(page.language)})
    listed_ = downloads.rows(page, order)
    last = max(-(-len(listed_.rows) // PER_PAGE), 1)
    number = page_number(page, last)
    part_of = dict(zip(columns.values(listed_, "source"), columns.values(listed_, "part"), strict=True))
    wanted = list(part_of)[(number - 1) * PER_PAGE : number * PER_PAGE]
    found = known(page, only(downloads.rows(page, data.query), wanted))
    return page.html(
        "sources.html",
        parts={part: [found[s] for s in wanted if part_of[s] == part and s in found] for part in PARTS},
        number=number,
        last=last,
        data=data,
    )


def known(page: Page, rows: Rows) -> dict[str, Line]:
    """Source -> what is known of it; `voices` as items of their own under the same name."""
    spoken = [text.split() for text in columns.values(rows, "voices")]
    names = columns.names(page, [rows], {v for voices in spoken for v in voices})
    found = columns.lines(page, rows, names)
    return {
        source: {**line, "voices": columns.joined(voices, names), "licence": licence(line["licence"])}
        for source, line, voices in zip(columns.values(rows, "source"), found, spoken, strict=True)
    }


def only(rows: Rows, sources: list[str]) -> Rows:
    """The rows of some sources. Asking for just these is slower: the engine then counts anew for each of them."""
    wanted = set(sources)
    place = rows.variables.index("source")
    return Rows(rows.variables, [row for row in rows.rows if (this := row[place]) and this.value in wanted])


def licence(item: Item | None) -> Item | None:
    """A licence by its short name where it is one of Creative Commons, else by its address."""
    found = COMMONS.fullmatch(item.iri) if item else None
    return Item(Label(f"CC {found[1].upper()} {found[2]}"), item.iri) if item and found else item


@router.get("/sources/{key}")
def one(page: PageOf, key: str) -> Response:
    path, media = downloads.asked(page)
    source = thing(f"source/{path.removeprefix('/sources/')}") or ""
    line = known(page, page.site.reader.select(query(page, [source]))).get(source) if source else None
    if not line:
        raise NotFoundError(f"this release has no source {key!r}")
    text = bound(page.site.pages["source-passages"].text, {"source": iri(source)})
    data = downloads.Data(path, columns.there(line, "source").label.text, text)
    return report(page, source, line, data) if media == HTML else downloads.taken(page, data, media)


def report(page: Page, source: str, line: Line, data: downloads.Data) -> HTMLResponse:
    """How a source was read, what was found in it, and where others differ."""
    every = downloads.rows(page, data.query)
    last = max(-(-len(every.rows) // PASSAGES_SHOWN), 1)
    number = page_number(page, last)
    passages = Rows(every.variables, every.rows[(number - 1) * PASSAGES_SHOWN : number * PASSAGES_SHOWN])
    issues = answer(page, "source-issues", source=iri(source))
    home = line["graph"].iri if line["graph"] else ""
    claims = answer(page, "source-claims", home=iri(home)) if home else Rows(("graph", "isContradicted"), [])
    read = covered(every)
    names = columns.names(page, [passages, issues, claims], {*speakers(page, claims), *filter(None, read)})
    return page.html(
        "source.html",
        source=source,
        home=home,
        line=line,
        passages=columns.lines(page, passages, names),
        shares=[share(reason, ranges, names) for reason, ranges in read.items()],
        outside=columns.number(line, "length") - length([one for ranges in read.values() for one in ranges]),
        issues=columns.lines(page, issues, names),
        facts=facts(page, claims, names),
        number=number,
        last=last,
        data=data,
    )


Range = tuple[int, int]
"""Where a passage starts, and the place after its end."""


def covered(passages: Rows) -> dict[str, list[Range]]:
    """Reason -> the passages that carry no fact for it; "" -> those that carry facts, first."""
    found: dict[str, list[Range]] = {}
    places = (columns.values(passages, name) for name in ("reason", "start", "end"))
    for reason, start, end in zip(*places, strict=True):
        found.setdefault(reason, []).append((int(start), int(end)))
    return dict(sorted(found.items()))


def length(ranges: list[Range]) -> int:
    """How many characters lie in at least one of the ranges: passages may overlap."""
    total = reached = 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def speakers(page: Page, claims: Rows) -> set[str]:
    """The sources whose graphs the claims stand in."""
    return {speaker.iri for where in columns.values(claims, "graph") if (speaker := voice(page, where)).iri}


def answer(page: Page, name: str, **given: str) -> Rows:
    """The answer of a page query with its values bound."""
    return page.site.reader.select(bound(page.site.pages[name].text, given))


def share(reason: str, ranges: list[Range], names: Labels) -> Share:
    """One row of the coverage."""
    why = Item(labels.of(reason, names), reason) if reason else None
    return Share(why, len(ranges), length(ranges))


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
