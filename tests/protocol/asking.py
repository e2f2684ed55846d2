"""Throw-away releases, the application over them, and requests to it: what every test of the protocol starts from."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
from fastapi import FastAPI

from edugraph.config import Settings
from edugraph.release import Release
from edugraph.store import Store, write_store
from edugraph.web.app import create_app
from inprocess import InProcess

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://w3id.org/edugraph/"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ROWS = "application/sparql-results+json"
PROBLEM = "application/problem+json"


def store_of(quads: list[ox.Quad]) -> Store:
    store = Store.in_memory()
    body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert body is not None
    store.add(body)
    return store


def release_of(folder: Path, store: Store, id_: str = "0.1.0-2026-11-21-0123456789abcdef") -> Release:
    """A release that holds just this store, with the project's own queries."""
    if not (folder / "queries").exists():
        shutil.copytree(ROOT / "queries" / "pages", folder / "queries" / "pages")
        shutil.copytree(ROOT / "queries" / "questions", folder / "queries" / "questions")
    made = Release(folder, {"id": id_, "version": "0.1.0", "date": "2026-11-21"})
    made.__dict__["store"] = store
    return made


def release_on_disk(folder: Path, quads: list[ox.Quad], id_: str = "0.1.0-2026-11-21-0123456789abcdef") -> Release:
    """The same with its store on disk, as the pool opens it."""
    folder.mkdir(parents=True, exist_ok=True)
    body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert body is not None
    (folder / "all.nq").write_bytes(body)
    write_store(folder / "store", folder / "all.nq")
    made = release_of(folder, Store.in_memory(), id_)
    del made.__dict__["store"]
    return made


def app_of(release: Release, **settings: Any) -> FastAPI:
    return create_app(release, Settings(**{"rate_per_s": 0, **settings}), InProcess(release.store))


def switched(app: FastAPI, release: Release) -> None:
    """Let the application answer from another release at once."""
    engine = InProcess(release.store)
    app.state.site = replace(app.state.site, release=release, engine=engine)


class Asker:
    """Requests to an application in this process, exactly as given: nothing is added to the headers."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    @property
    def engine(self) -> InProcess:
        engine = self.app.state.site.engine
        assert isinstance(engine, InProcess)
        return engine

    def request(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        client: tuple[str, int] = ("203.0.113.9", 1234),
    ) -> httpx.Response:
        return asyncio.run(self._sent(method, target, dict(headers or {}), body, client))

    async def _sent(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None, client: tuple[str, int]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as sender:
            request = sender.build_request(method, target, content=body, headers=headers)
            for name in ("accept", "accept-encoding", "user-agent", "connection"):
                if name not in headers:
                    del request.headers[name]
            return await sender.send(request)

    def ask(self, query: str, accept: str = ROWS, **fields: str) -> httpx.Response:
        """A query by GET."""
        return self.request("GET", f"/sparql?{httpx.QueryParams({'query': query, **fields})}", {"accept": accept})
