"""The web server's table of contents: what it is made of, in which order, and nothing else."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from edugraph import queries
from edugraph.config import Settings
from edugraph.description import Describer
from edugraph.engine.protocol import Engine
from edugraph.engine.reading import Reader
from edugraph.release import Release
from edugraph.web import bundle, errors, i18n
from edugraph.web.counting import Counters
from edugraph.web.frame import HERE, Site, build, environment, style_version
from edugraph.web.guards import Forwarded, RateLimit, networks
from edugraph.web.headers import Headers
from edugraph.web.pages import (
    api,
    browse,
    calendar,
    changes,
    commitments,
    documents,
    entity,
    graphs,
    health,
    home,
    plan,
    questions,
    sheet,
    timeline,
)
from edugraph.web.sparql import page as query
from edugraph.web.sparql.cache import ByteCache
from edugraph.web.sparql.endpoint import Endpoint
from edugraph.web.validators import Validators

ROOMS = (
    *(home, health, query, api, questions, commitments, calendar, sheet, plan, changes, timeline),
    *(browse, graphs, documents, entity),
)
"""The routes, in the order in which they are tried."""


def create_app(release: Release, settings: Settings, engine: Engine) -> FastAPI:
    """The server of one release. It reads; it never builds, validates or writes.

    `app.state.site` may be replaced by the site of another release at any moment (`switching`).
    """
    app = FastAPI(title="edugraph", openapi_url=None)
    app.state.site = site(release, settings, engine)
    app.state.counters, app.state.memory = Counters(), ByteCache(settings.cache_mib << 20)
    errors.install(app)
    app.add_middleware(Headers)
    app.add_middleware(Validators)
    app.add_middleware(Endpoint, site=lambda: app.state.site, counters=app.state.counters, memory=app.state.memory)
    app.add_middleware(RateLimit, per_s=settings.rate_per_s, burst=settings.rate_burst)
    app.add_middleware(Forwarded, trusted=networks(settings.forwarders))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    for room in ROOMS:
        app.include_router(room.router)
    return app


def site(release: Release, settings: Settings, engine: Engine) -> Site:
    """All that pages are made from: read once for each release."""
    return Site(
        release=release,
        settings=settings,
        catalogues=i18n.catalogues(),
        templates=environment(),
        describer=Describer(release.files, Reader(engine).ask),
        pages=queries.read_all(release.files / "queries" / "pages"),
        questions=queries.read_all(release.files / "queries" / "questions"),
        islands=bundle.entries(),
        style=style_version(),
        engine=engine,
        build=build(),
    )
