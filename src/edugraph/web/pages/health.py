"""Whether the server lives, and whether it can answer, for whoever watches it."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from edugraph.engine.protocol import Asked, EngineError
from edugraph.web.frame import SiteOf

router = APIRouter()

WITHIN_S = 5.0
_FRESH = {"Cache-Control": "no-store"}


@router.get("/health/live")
async def live() -> JSONResponse:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"}, headers=_FRESH)


@router.get("/health")
@router.get("/health/ready")
async def ready(site: SiteOf) -> JSONResponse:
    """200 when the engine answers, else 503; the release that is served, whether it is in memory, and the islands."""
    body: dict[str, object] = {"status": "ok", "release": site.release.id, "islands": sorted(site.islands)}
    body["in_memory"] = site.engine.limits().get("in_memory", False)
    try:
        async with asyncio.timeout(WITHIN_S):
            await site.engine.answer(Asked("ASK { ?thing ?property ?value }"))
    except (EngineError, TimeoutError) as fault:
        return JSONResponse({**body, "status": str(fault) or "the engine does not answer"}, 503, headers=_FRESH)
    return JSONResponse(body, headers=_FRESH)
