"""What all linked-data documents share: HTML or RDF by suffix or `Accept`, with links from one to the other."""

from fastapi.responses import Response

from edugraph.rdf import Triple
from edugraph.store import RDF_FORMATS, written
from edugraph.web.addresses import without_suffix
from edugraph.web.errors import NotAcceptableError
from edugraph.web.frame import Page
from edugraph.web.negotiation import HTML, TURTLE, chosen

NAMES = {f.media_type: name for name, f in RDF_FORMATS.items()}
OFFERED = (HTML, TURTLE, *(media for media in NAMES if media != TURTLE))


def asked(page: Page) -> tuple[str, str | None]:
    """The path without its suffix, and the media type asked for; None when none that is offered is acceptable."""
    path, media = without_suffix(page.path)
    return path, media or chosen(page.request.headers.get("accept"), OFFERED)


def is_turtle(path: str, media: str | None) -> bool:
    """Whether to answer RDF rather than HTML. Raises NotAcceptableError: ask once it is known that the thing exists,
    since what is not there is 404 in every format."""
    if media is None:
        raise NotAcceptableError(f"{path} comes as {', '.join(OFFERED)}")
    return media != HTML


def links(page: Page, path: str, iri: str) -> dict[str, str]:
    """The `Link` header of a document: its representations, and the thing that it describes."""
    return {
        "Link": ", ".join(
            [
                f'<{page.href(path + ".html")}>; rel="alternate"; type="{HTML}"',
                f'<{page.href(path + ".ttl")}>; rel="alternate"; type="{TURTLE}"',
                f'<{iri}>; rel="describes"',
            ]
        )
    }


def turtle(page: Page, path: str, iri: str, triples: list[Triple]) -> Response:
    """Triples in the syntax asked for. Nothing in them depends on where the site runs or on the reader's language."""
    headers = {"Vary": "Accept", **links(page, path, iri)}
    media = asked(page)[1] or TURTLE
    return Response(written(triples, NAMES[media]), media_type=media, headers=headers)
