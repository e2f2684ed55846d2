"""The web server's table of contents: what it is made of, in which order, and nothing else."""

from functools import partial

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from edugraph import queries
from edugraph.config import Settings
from edugraph.description import Describer
from edugraph.engine.protocol import Engine
from edugraph.engine.reading import Reader
from edugraph.release import Release
from edugraph.web import bundle, errors, i18n, whereabouts
from edugraph.web.frame import HERE, Site, build, environment, style_version
from edugraph.web.http.cache import ByteCache
from edugraph.web.http.counting import Counters
from edugraph.web.http.guards import Forwarded, Proxies, Rate, RateLimit, networks
from edugraph.web.http.headers import Headers
from edugraph.web.pages import (
    about,
    actors,
    api,
    browse,
    calendar,
    changes,
    commitments,
    data,
    discovery,
    documents,
    entity,
    graphs,
    health,
    home,
    network,
    network_api,
    network_pictures,
    pair,
    plan,
    quality,
    query,
    query_map,
    questions,
    reconcile,
    releases,
    search,
    sheet,
    sources,
    things,
    timeline,
    world,
)
from edugraph.web.sparql import builder, writing
from edugraph.web.sparql.door import Door
from edugraph.web.sparql.endpoint import Endpoint
from edugraph.web.validators import Validators
from edugraph.web.world import shapes

ROOMS = (
    home,
    health,
    about,
    discovery,
    query,
    builder,
    writing,
    query_map,
    api,
    questions,
    search,
    reconcile,
    commitments,
    calendar,
    sheet,
    plan,
    changes,
    timeline,
    actors,
    network,
    network_api,
    world,
    network_pictures,
    pair,
    sources,
    quality,
    data,
    browse,
    graphs,
    documents,
    releases,
    entity,
    things,
)
"""The rooms of the pages; of two that know an address the first answers."""


class Edugraph(FastAPI):
    """FastAPI with the endpoint before it: what FastAPI does for each request costs as much as a short query."""

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.front(scope, receive, send)


def create_app(release: Release, settings: Settings, engine: Engine) -> FastAPI:
    """The server of one release. It reads; it never builds, validates or writes.

    `app.state.site` may be replaced by the site of another release at any moment (`switching`).
    """
    app = Edugraph(title="edugraph", openapi_url=None)
    app.state.site = site(release, settings, engine)
    app.state.counters, app.state.memory = Counters(), ByteCache(settings.cache_mib << 20)
    proxies, rate = Proxies(networks(settings.forwarders)), Rate(settings.rate_per_s, settings.rate_burst)
    counted = {"counters": app.state.counters, "memory": app.state.memory}
    endpoint = Endpoint(partial(FastAPI.__call__, app), lambda: app.state.site, **counted)
    app.front = Forwarded(RateLimit(endpoint, rate), proxies)
    app.state.door = Door(lambda: app.state.site.release.id, **counted, rate=rate, proxies=proxies)
    errors.install(app)
    app.add_middleware(Headers)
    app.add_middleware(Validators)
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
        words=queries.words(release.files / "queries" / "questions"),
        islands=bundle.entries(),
        style=style_version(),
        engine=engine,
        build=build(),
        shapes=shapes.read(settings.geometry),
        tombstones=whereabouts.read(release.files / "registry.csv"),
    )
