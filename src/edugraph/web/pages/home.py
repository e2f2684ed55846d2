"""The first page: what is inside, questions to begin with, and what is coming due."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from edugraph.network.selection import Filter, selected
from edugraph.network.ties import LEVELS
from edugraph.vocabulary import BASE, PREFIXES
from edugraph.web import labels
from edugraph.web.entity import schema_org
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.network import map as network_map
from edugraph.web.network.sentences import name_of
from edugraph.web.pages.questions import entries, one_of_each_topic

router = APIRouter()

COUNTED = {
    "eg:Event": "/timeline",
    "org:Organization": "/actors?kind=organisation",
    "eg:Decision": "/browse/Decision",
    "eg:Commitment": "/commitments",
}
"""What is counted, and the page that lists it."""
QUESTIONS_SHOWN = 6
DUE_SHOWN = 5
COUNTRIES_SHOWN = 40


@dataclass(frozen=True)
class Number:
    """One number of the first page, and where it leads."""

    words: str
    count: int
    path: str


@dataclass(frozen=True)
class Due:
    """A commitment that is coming due."""

    iri: str
    label: Label
    due: Label


@router.get("/")
def home(page: PageOf) -> HTMLResponse:
    counted, release = numbers(page), page.site.release
    told = schema_org.data_set(page.base, page.language, (release.id, release.version, release.date))
    return page.html(
        "home.html",
        numbers=counted,
        is_empty=not any(number.count for number in counted),
        questions=one_of_each_topic(entries(page))[:QUESTIONS_SHOWN],
        due=coming_due(page),
        picture=picture(page),
        schema_org=schema_org.embedded(told),
    )


def numbers(page: Page) -> list[Number]:
    """Events, organisations, decisions, commitments: how many, with the page that lists them."""
    kinds = [PREFIXES[prefix] + name for prefix, name in (c.split(":") for c in COUNTED)]
    found = page.site.lists.counts.kinds
    counts = [found.get(kind, [0])[0] for kind in kinds]
    paths = [link(page, path) for path in COUNTED.values()]
    return [Number(*n) for n in zip(words(page, counts), counts, paths, strict=True)]


def link(page: Page, path: str) -> str:
    """A page with what it is to show, in the language and as of the day of this one."""
    target, _, choice = path.partition("?")
    return page.href(target, **dict(parse_qsl(choice)))


def words(page: Page, counts: list[int]) -> list[str]:
    """What is counted, in the plural that the numbers ask for."""
    ngettext = page.translations.ngettext
    events, organisations, decisions, commitments = counts
    return [
        ngettext("event", "events", events),
        ngettext("organisation", "organisations", organisations),
        ngettext("decision", "decisions", decisions),
        ngettext("commitment", "commitments", commitments),
    ]


def picture(page: Page) -> network_map.Map | None:
    """The strongest countries and who works with whom among them; None where no country has a tie."""
    network = page.site.networks.levels[LEVELS[0]]
    found = selected(network, Filter(), actors=COUNTRIES_SHOWN)
    names = {actor: name_of(page, network, actor) for actor in found.actors}
    return network_map.drawn(found, names) if found.pairs else None


def coming_due(page: Page) -> list[Due]:
    """The commitments whose last due day comes next after the release's date."""
    lists = page.site.lists
    listing = lists.commitments(page.site.release.date)
    states = listing.values("state")
    coming = states.get("due-soon", 0) | states.get("open", 0)
    these = [listing.things[place] for place in listing.part(coming, 0, DUE_SHOWN)]
    names = page.labels({BASE + this for this in these})
    return [Due(BASE + this, labels.of(BASE + this, names), page.edtf(lists.latest[this])) for this in these]
