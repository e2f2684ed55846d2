"""What all linked-data documents share: HTML or a syntax of RDF, by suffix or `Accept`, with links from one to another.

Nothing in the RDF depends on where the site runs or on the reader's language; only links point to this host.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import Headers

from edugraph.rdf import Quad, Triple
from edugraph.store import RDF_FORMATS, written
from edugraph.web.addresses import SUFFIXES, uri, without_suffix
from edugraph.web.errors import NotAcceptableError
from edugraph.web.frame import VARY, Page
from edugraph.web.http.negotiation import HTML, TURTLE, chosen
from edugraph.web.sparql.formats import TRIPLE_ALIASES, with_charset
from edugraph.web.sparql.links import LICENCE

F = TypeVar("F", bound=Callable[..., Any])

NAMES = {f.media_type: name for name, f in RDF_FORMATS.items()}
OFFERED = (HTML, TURTLE, *(media for media in NAMES if media != TURTLE))
WITH_GRAPHS = ("trig", "n-quads")
"""Syntaxes that hold data sets. What the others hold is their default graph, as it is at the endpoint, and beside it
stand the named graphs: a client that knows no graphs finds all statements (docs/decisions/0009)."""
DOCUMENTS = re.compile(r"/doc/|/(def|shapes|vocab|graph)([/.]|$)")
"""How the paths of documents begin that come in all these syntaxes."""
MOST_KINDS = 8
"""So many kinds of a thing are told in a header: proxies limit its length."""
_DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
_MEDIA = {**{media: media for media in OFFERED}, **{a: RDF_FORMATS[n].media_type for a, n in TRIPLE_ALIASES.items()}}
"""What may be asked for -> what is sent: what clients ask for when they mean one of ours is known too."""


@dataclass(frozen=True)
class Content:
    """What a document says: triples, and the same with their graphs. Each is made when it is asked for."""

    triples: Callable[[], list[Triple]]
    quads: Callable[[], list[Quad]]


def of_quads(quads: Callable[[], list[Quad]]) -> Content:
    """A content that is known with its graphs."""
    once = cache(quads)
    return Content(lambda: sorted({q[:3] for q in once()}), once)


def addressed(router: APIRouter, path: str) -> Callable[[F], F]:
    """Answer GET at the path of a document, and at the path with each suffix."""

    def registered(made: F) -> F:
        for suffix in ("", *SUFFIXES):
            router.get(path + suffix)(made)
        return made

    return registered


def is_document(path: str) -> bool:
    """Whether a path is one of those that come in all syntaxes, so that its media type is known before its content."""
    return DOCUMENTS.match(path) is not None


def negotiated(path: str, headers: Headers) -> tuple[str, str | None]:
    """A path without its suffix, and the media type that a request gets; None when no offered one is acceptable."""
    bare, media = without_suffix(path)
    if media:
        return bare, media
    liked = chosen(", ".join(headers.getlist("accept")), tuple(_MEDIA))
    return bare, _MEDIA[liked] if liked else None


def asked(page: Page) -> tuple[str, str | None]:
    """The path of a page without its suffix, and the media type asked for; None when none is acceptable."""
    return negotiated(page.path, page.request.headers)


def is_data(path: str, media: str | None) -> bool:
    """Whether to answer RDF rather than HTML. Raises NotAcceptableError: ask once it is known that the thing exists,
    since what is not there is 404 in every format."""
    if media is None:
        raise NotAcceptableError(f"{path} comes as {', '.join(OFFERED)}")
    return media != HTML


def links(page: Page, path: str, iri: str, kinds: Sequence[str] = ()) -> dict[str, str]:
    """The `Link` header of a document: its representations, the data set that it is of, the licence, what it is, and
    the thing that it describes with the kinds of that thing (RFC 8288, RFC 6892, RFC 6903)."""
    root, this = uri(page.request.scope.get("root_path", "")), uri(iri)
    bare = uri(path)
    others = [
        f'<{uri(page.href(path + s)) if media == HTML else root + bare + s}>; rel="alternate"; type="{media}"'
        for s, media in SUFFIXES.items()
    ]
    told = [
        *others,
        f'<{root}/dataset>; rel="describedby"',
        f'<{LICENCE}>; rel="license"',
        f'<{_DOCUMENT}>; rel="type"',
        f'<{this}>; rel="describes"',
        *(f'<{uri(kind)}>; rel="type"; anchor="{this}"' for kind in sorted(kinds)[:MOST_KINDS]),
    ]
    return {"Link": ", ".join(told)}


def data(page: Page, path: str, iri: str, content: Content, kinds: Sequence[str] = ()) -> Response:
    """The content in the syntax asked for."""
    media = asked(page)[1] or TURTLE
    name = NAMES[media]
    rows = [*content.triples(), *(content.quads() if name in WITH_GRAPHS else ())]
    headers = {"Vary": varies(media), **links(page, path, iri, kinds)}
    return Response(written(rows, name), media_type=with_charset(media), headers=headers)


def varies(media: str | None) -> str:
    """On which headers of the request a document depends."""
    return VARY if media in (HTML, None) else "Accept"
