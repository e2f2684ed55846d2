"""Whether the server can answer, for whoever watches it."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from edugraph.web.frame import SiteOf

router = APIRouter()


@router.get("/health")
def health(site: SiteOf) -> JSONResponse:
    """200 when the store answers; the release that is served, and whether the islands are there."""
    site.store.ask("SELECT ?thing WHERE { ?thing ?property ?value } LIMIT 1")
    body = {"status": "ok", "release": site.release.id, "islands": sorted(site.islands)}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})
