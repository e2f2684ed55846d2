"""The map of a network away from the site: an SVG file that says all of itself, and a page for frames elsewhere."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.network.ties import EVIDENCE
from edugraph.web import pictures
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.headers import FRAMED
from edugraph.web.network import choices
from edugraph.web.network import picture as network_picture
from edugraph.web.network import words as network_words
from edugraph.web.network.words import along, evidence_label
from edugraph.web.pages import network
from edugraph.web.pages.network import Viewed

router = APIRouter()


@router.get("/network.svg")
def as_svg(page: PageOf) -> Response:
    """The picture as a file, with title, filters, legend, date and address."""
    if elsewhere := network.moved(page):
        return elsewhere
    shown = network.viewed(page)
    told = network.drawn(page, shown)
    picture = told["picture"]
    drawing, view, legend = [], pictures.View(0, 0, 1000, 40), []
    if picture:
        drawing = network_picture.drawing(picture, told["labels"], told["emphasis"])
        view = network_picture.view(picture)
        words = {code: evidence_label(page, shown.whole, code).text for code in EVIDENCE}
        numbered = [(one.number, one.words) for one in told["clusters"] if one.is_seen]
        legend = network_picture.legend(page.gettext("weight"), picture, words, numbered, told["shapes"])
    body = pictures.picture(caption(page, shown, told), view, drawing, legend)
    return pictures.answer(page, f"edugraph-{shown.level}", body)


def caption(page: Page, shown: Viewed, told: Mapping[str, Any]) -> pictures.Caption:
    """What the picture says of itself."""
    _ = page.gettext
    narrowed = " · ".join([*network_words.filters(page, shown.whole, shown.wanted), *picked(page, shown)])
    release = page.site.release
    dated = _("Release %(id)s of %(date)s") % {"id": release.id, "date": page.date(release.date)}
    unsaid = _("No line means that no evidence was found up to %(date)s.") % {"date": page.date(release.date)}
    return pictures.Caption(
        title=_("Who works with whom"),
        sentence=told["summary"],
        filters=[narrowed, *network.left_out(page, told), unsaid],
        date=f"{dated} · edugraph · CC BY 4.0",
        address=page.base + along(page, "/network", ("view", "page"), lang=page.language).removeprefix(page.root),
        language=page.language,
    )


def picked(page: Page, shown: Viewed) -> list[str]:
    """The chosen actor or tie in words."""
    ends = shown.tie or ((shown.focus,) if shown.focus else ())
    named = network_words.names(page, shown.whole, ends)
    words = page.gettext("Chosen tie") if shown.tie else page.gettext("Chosen actor")
    return [f"{words}: {' – '.join(named[one] for one in ends)}"] if ends else []


@router.get("/network/embed")
def embed(page: PageOf) -> Response:
    """The picture with its sentence, legend and date, for a frame on any site."""
    if elsewhere := network.moved(page):
        return elsewhere
    shown = network.viewed(page)
    told = network.drawn(page, shown)
    return page.html(
        "network_embed.html",
        **told,
        left_out=network.left_out(page, told),
        evidence=choices.evidence(page, shown.whole, shown.wanted),
        filters=[*network_words.filters(page, shown.whole, shown.wanted), *picked(page, shown)],
        address=along(page, "/network", ("view", "page"), lang=page.language),
        headers=FRAMED,
    )
