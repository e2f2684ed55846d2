"""What changed between releases: a page, and an Atom feed (RFC 4287) with what was promised first.

Nothing is compared here: a build keeps the changes beside the releases (`release.history`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.rdf import BAD_IN_IRI
from edugraph.release.changes import Change
from edugraph.release.history import Step
from edugraph.vocabulary import BASE
from edugraph.web import downloads, labels
from edugraph.web.addresses import local
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import VARY, Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.labels import Label

router = APIRouter()

ATOM = "http://www.w3.org/2005/Atom"
FEED = "application/atom+xml"
COLUMNS = ("release", "since", "thing", "kind", "what", "label", "details")
CHANGES_SHOWN = 200
DETAILS_SHOWN = 12
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Told:
    """One change for showing; `path` leads to the thing, or nowhere where it is gone."""

    id: str
    label: Label
    what: str
    path: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """The changes of one kind that are shown, and how many there are in all."""

    words: str
    count: int
    changes: list[Told]


@router.get("/changes")
@router.get("/changes.csv")
@router.get("/changes.json")
@router.get(f"/changes{downloads.RECEIPT}")
def changes(page: PageOf) -> Response:
    """The changes of one release, the newest unless `?release=` names another: some for reading, all to take away."""
    path, media = downloads.asked(page)
    asked = page.request.query_params.get("release", page.site.release.id)
    step = next((one for one in page.site.history if one.id == asked), None)
    if step is None:
        raise NotFoundError(f"nothing is known of the changes of a release {asked[:80]!r}")
    if media != HTML:
        return downloads.listed(page, listing(page, path, step), media)
    return page.html(
        "changes.html", path=path, step=step, kinds=kinds(page, step), steps=page.site.history, most=CHANGES_SHOWN
    )


def listing(page: Page, path: str, step: Step) -> downloads.Listing:
    """Every change of a release as rows."""
    rows = [
        (
            step.id,
            step.since,
            f"{BASE}id/{change.id}",
            change.kind,
            change.what,
            one.label.text,
            "\n".join(change.details),
        )
        for change, one in zip(step.changes, told(page, step.changes), strict=True)
    ]
    return downloads.Listing(path, page.gettext("What changed"), COLUMNS, rows, f"{step.since or '-'} .. {step.id}")


def kinds(page: Page, step: Step) -> list[Kind]:
    """The changes of a release under their kinds."""
    words = kind_words(page)
    by_kind: dict[str, list[Told]] = {}
    for change, told_ in zip(step.changes, told(page, step.changes[:CHANGES_SHOWN]), strict=False):
        by_kind.setdefault(change.kind, []).append(told_)
    return [Kind(words.get(k, k), sum(step.counts[k].values()), by_kind.get(k, [])) for k in step.counts]


def told(page: Page, found: list[Change]) -> list[Told]:
    """Changes with the names that things have now, or had when they were last there."""
    names = page.labels({f"{BASE}id/{c.id}" for c in found if not BAD_IN_IRI.search(c.id)})
    words = what_words(page)
    return [_told(change, names, words[change.what]) for change in found]


def _told(change: Change, names: labels.Labels, what: str) -> Told:
    this = f"{BASE}id/{change.id}"
    label = names.get(this) or Label(change.label or change.id, "en" if change.label else "")
    path = "" if change.what == "removed" else local(this) or ""
    return Told(change.id, label, what, path, change.details[:DETAILS_SHOWN])


def what_words(page: Page) -> dict[str, str]:
    _ = page.gettext
    return {"added": _("added"), "removed": _("removed"), "changed": _("changed")}


def kind_words(page: Page) -> dict[str, str]:
    """The kinds of changed things in the page's language."""
    _ = page.gettext
    return {
        "commitment": _("Commitments"),
        "status change": _("Recorded statuses"),
        "plan item": _("Plans and their items"),
        "event": _("Events"),
        "participation": _("Participations"),
        "decision": _("Decisions"),
        "document": _("Documents"),
        "project": _("Projects"),
        "membership": _("Memberships"),
        "figure": _("Figures"),
        "claim": _("Claims"),
        "organisation": _("Organisations"),
        "person": _("Persons"),
        "country": _("Countries"),
        "issue": _("Issues found in sources"),
    }


@router.get("/changes.atom")
def feed(page: PageOf) -> Response:
    _ = page.gettext
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": page.language})
    _texts(root, id=_id(page, ""), title=_("What changed in edugraph"), updated=_moment(page.site.release.date))
    _texts(Xml.SubElement(root, "author"), name="edugraph")
    _texts(root, rights="CC BY 4.0", generator="edugraph")
    _link(root, page.absolute("/changes.atom"), "self", FEED)
    _link(root, page.absolute("/changes"), "alternate", "text/html")
    for entry in entries(page):
        root.append(entry)
    body = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type=FEED, headers={"Content-Language": page.language, "Vary": VARY})


def entries(page: Page) -> Iterator[Xml.Element]:
    """An entry for each release, and before it one for each of its changes, until the feed is long enough."""
    left = CHANGES_SHOWN
    words = kind_words(page)
    for step in page.site.history:
        found = step.changes[:left]
        left -= len(found)
        for change, one in zip(found, told(page, found), strict=True):
            yield _change(page, step, one, words.get(change.kind, change.kind))
        yield _release(page, step)


def _change(page: Page, step: Step, one: Told, kind: str) -> Xml.Element:
    entry = Xml.Element("entry")
    title = f"{one.label.text}: {one.what}"
    _texts(entry, id=_id(page, f"{step.id}/{one.id}"), title=title, updated=_moment(step.date))
    Xml.SubElement(entry, "category", {"term": kind})
    address = page.absolute(one.path) if one.path else page.absolute("/changes", release=step.id)
    _link(entry, address, "alternate", "text/html")
    _texts(entry, content="\n".join(one.details) or f"{kind}: {one.what}")
    return entry


def _release(page: Page, step: Step) -> Xml.Element:
    entry = Xml.Element("entry")
    title = page.gettext("Release %(id)s") % {"id": step.id}
    _texts(entry, id=_id(page, step.id), title=title, updated=_moment(step.date))
    _link(entry, page.absolute("/changes", release=step.id), "alternate", "text/html")
    _texts(entry, content=summary(page, step))
    return entry


def summary(page: Page, step: Step) -> str:
    """What a release brought, in one sentence."""
    if not step.since:
        return page.gettext("First release known here.")
    words, what = kind_words(page), what_words(page)
    parts = [
        f"{words.get(k, k)}: {', '.join(f'{n} {what[w]}' for w, n in of.items())}" for k, of in step.counts.items()
    ]
    return "; ".join(parts) or page.gettext("Nothing changed in what people wrote.")


def _texts(parent: Xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        Xml.SubElement(parent, name).text = _NOT_XML.sub(" ", text)


def _link(parent: Xml.Element, address: str, relation: str, media: str) -> None:
    Xml.SubElement(parent, "link", {"rel": relation, "type": media, "href": address})


def _id(page: Page, path: str) -> str:
    """A name that stays the same wherever the feed is served (RFC 4151); each language is a feed of its own."""
    return f"tag:w3id.org,2026:edugraph/changes/{page.language}/{path}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
