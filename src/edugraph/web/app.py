"""The web server's table of contents: what it is made of, in which order, and nothing else."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from edugraph import queries
from edugraph.config import Settings
from edugraph.description import Describer
from edugraph.release import Release
from edugraph.web import bundle, endpoint, errors, i18n
from edugraph.web.frame import HERE, Site, environment, style_version
from edugraph.web.headers import Headers
from edugraph.web.pages import browse, documents, entity, graphs, health, home, questions


def create_app(release: Release, settings: Settings) -> FastAPI:
    """The server of one release. It reads; it never builds, validates or writes."""
    app = FastAPI(title="edugraph", openapi_url=None)
    app.state.site = site(release, settings)
    errors.install(app)
    app.add_middleware(Headers)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    for room in (home, health, endpoint, questions, browse, graphs, documents, entity):
        app.include_router(room.router)
    return app


def site(release: Release, settings: Settings) -> Site:
    """All that pages are made from: read once, when the server starts."""
    return Site(
        release=release,
        settings=settings,
        catalogues=i18n.catalogues(),
        templates=environment(),
        describer=Describer(release.files, release.store.ask),
        pages=queries.read_all(release.files / "queries" / "pages"),
        questions=queries.read_all(release.files / "queries" / "questions"),
        islands=bundle.entries(),
        style=style_version(),
    )
