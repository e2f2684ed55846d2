"""Named graphs: who says what. Each is a document of its own, as HTML or RDF."""

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.queries import bound
from edugraph.rdf import iri
from edugraph.vocabulary import BASE
from edugraph.web import labels, representations
from edugraph.web.addresses import below
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.pages.browse import named
from edugraph.web.pages.documents import Defined, Document, Section, answered, graph
from edugraph.web.representations import addressed
from edugraph.web.voices import voice
from edugraph.web.whereabouts import existing, moved

router = APIRouter()

SUBJECTS_SHOWN = 200


@addressed(router, "/graph")
def all_graphs(page: PageOf) -> Response:
    _ = page.gettext
    words = _("Who says what: one graph for every source, and our own conclusions apart.")
    return answered(page, Document(f"{BASE}graph", _("Graphs"), words, graph(page, "meta"), lambda: sections(page)))


@router.get("/graph/{path:path}")
def one_graph(page: PageOf, path: str) -> Response:
    path, media = representations.asked(page)
    spelt = below("graph", path.removeprefix("/graph/"))
    this = next(iter(existing(page, spelt)), "")
    if not this:
        if gone := moved(page, spelt, page.path.removeprefix(path)):
            return gone
        raise NotFoundError(f"this release has no graph at {path[:200]!r}")
    name = this.removeprefix(f"{BASE}graph/")
    if representations.is_data(path, media):
        return representations.data(page, path, this, graph(page, name))
    return page.html(
        "graph.html",
        headers=representations.links(page, path, this),
        path=path,
        iri=this,
        name=name,
        label=named_for(page, this),
        count=size(page, this),
        subjects=named(page, subjects(page, this)),
    )


def named_for(page: Page, this: str) -> Label:
    """A graph is named for who speaks in it; those of ours keep the end of their address beside it."""
    speaker = voice(page, this)
    if speaker.iri:
        return labels.of(speaker.iri, page.labels({speaker.iri}))
    return Label(f"{this.removeprefix(f'{BASE}graph/')} · {speaker.label.text}")


def size(page: Page, this: str) -> int:
    """How many statements a graph makes; 0 for one that is not there."""
    return page.site.lists.counts.graphs.get(this, 0)


def subjects(page: Page, this: str) -> list[str]:
    """The first named things that a graph speaks of."""
    query = bound(page.site.pages["graph-subjects"].text, {"this": iri(this)})
    rows = page.site.reader.select(f"{query}LIMIT {SUBJECTS_SHOWN}").rows
    return [subject.value for (subject,) in rows if subject]


def sections(page: Page) -> list[Section]:
    """The graphs, each with who speaks in it and how much."""
    found = list(page.site.lists.counts.graphs.items())
    names = page.labels({source for this, _ in found if (source := voice(page, this).iri)})
    lines = []
    for this, count in found:
        speaker = voice(page, this)
        label = labels.of(speaker.iri, names) if speaker.iri else speaker.label
        size_ = page.translations.ngettext("%(number)s statement", "%(number)s statements", count)
        meaning = Label(size_ % {"number": page.number(count)}, page.language)
        lines.append(Defined(this.removeprefix(f"{BASE}graph/"), page.link(this), label, meaning))
    return [Section(page.gettext("Graphs"), lines, page.gettext("Size"))]
