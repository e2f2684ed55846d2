"""Addresses of things: 303 from a thing to the document about it, and that document in each syntax.

A thing is no document: whoever asks for it is told where it is described (Cool URIs for the Semantic Web, 4.2). What is
merged leads on for good (301), what is withdrawn says why (410), and what was never there is 404; a failure of ours is
none of these.
"""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.web import representations
from edugraph.web.addresses import APART, below, local, things, uri
from edugraph.web.frame import Page, PageOf
from edugraph.web.http.negotiation import HTML
from edugraph.web.pages import entity
from edugraph.web.representations import Content
from edugraph.web.whereabouts import existing, moved, nothing

router = APIRouter()


@router.get("/id/{path:path}")
def identified(page: PageOf) -> Response:
    return see_other(page, _after(page, "/id/"))


@router.get("/vocab/{scheme}/{code}")
def code(page: PageOf) -> Response:
    return see_other(page, _after(page, "/"))


def apart(page: PageOf) -> Response:
    """What is named beside `id/` and `vocab/`."""
    return see_other(page, _after(page, "/"))


for _name in APART:
    router.get(f"/{_name}/{{path:path}}")(apart)
router.get("/dataset")(apart)


def _after(page: Page, start: str) -> str:
    """The path as it was sent, after its start; empty when only its decoded form starts so (`/id%2Fx`)."""
    return page.path.removeprefix(start) if page.path.startswith(start) else ""


def see_other(page: Page, name: str) -> Response:
    """303 to the document about a thing, if there is the thing; it costs the engine one look-up."""
    spelt = things(name)
    if there := existing(page, spelt):
        return redirect(page, local(there[0]) or "/", 303)
    return moved(page, spelt) or nothing(name)


@router.get("/doc/{path:path}")
def document(page: PageOf) -> Response:
    path, media = representations.asked(page)
    name = path.removeprefix("/doc/") if path.startswith("/doc/") else ""
    describe = page.site.describer.outline if media == HTML else page.site.describer.description
    found = next((one for this in things(name) if (one := describe(this)).exists), None)
    if found is None:
        suffix = page.path.removeprefix(path)
        return moved(page, things(name), suffix) or _graph(page, name, suffix) or nothing(name)
    if representations.is_data(path, media):
        content = Content(lambda: found.triples, lambda: found.dataset)
        return representations.data(page, path, found.iri, content, found.kinds)
    shown = entity.shown(page, path, found)
    shown.headers.update(representations.links(page, path, found.iri, found.kinds))
    return shown


def redirect(page: Page, path: str, status: int) -> Response:
    """A redirect inside the site; its address is ASCII."""
    return RedirectResponse(uri(page.href(path)), status)


def _graph(page: Page, name: str, suffix: str) -> Response | None:
    """303 to the graph of this name: its document tells of it, as of reference data at `/doc/authority/names`."""
    if existing(page, below("graph", name)):
        return redirect(page, f"/graph/{name}{suffix}", 303)
    return None
