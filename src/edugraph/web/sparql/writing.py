"""What helps whoever writes a query, for programs: the terms to name, and why a query is slow or empty."""

from fastapi import APIRouter
from fastapi.responses import Response

from edugraph.web.frame import PageOf
from edugraph.web.negotiation import JSON
from edugraph.web.sparql.cache import etag

router = APIRouter()


@router.get("/query/terms.json")
def terms(page: PageOf) -> Response:
    """The prefixes, classes, properties and codes of the release, the same bytes for every host."""
    body = page.site.metadata.documents[page.language]
    headers = {
        "ETag": etag(page.site.version, "/query/terms.json", page.language),
        "Vary": "Accept-Language",
        "Content-Language": page.language,
    }
    return Response(body, media_type=JSON, headers=headers)
