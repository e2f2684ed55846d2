"""The endpoint over the engine that serves in earnest: killable processes over a release on disk."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from edugraph.config import Settings
from edugraph.engine.pool import Pool
from edugraph.release import Release
from edugraph.web.app import create_app

from .asking import ROWS, release_on_disk
from .conftest import quads

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release_on_disk(tmp_path_factory.mktemp("release"), quads())


def run(release: Release, act: Callable[[httpx.AsyncClient, FastAPI], Awaitable[None]], **settings: int) -> None:
    async def running() -> None:
        chosen = Settings(rate_per_s=0, **settings)  # type: ignore[arg-type]
        engine = await Pool.started(release, chosen)
        try:
            app = create_app(release, chosen, engine)
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
                await act(client, app)
        finally:
            await engine.close()

    asyncio.run(running())


def test_rows_triples_descriptions_and_errors(release: Release) -> None:
    async def act(client: httpx.AsyncClient, app: FastAPI) -> None:
        async def ask(query: str, accept: str = ROWS) -> httpx.Response:
            return await client.get("/sparql", params={"query": query}, headers={"accept": accept})

        rows = await ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert rows.json()["results"]["bindings"][0]["n"]["value"] == "11"
        described = await ask("DESCRIBE <https://w3id.org/edugraph/id/country/KAZ>", "application/n-triples")
        assert '"Казахстан"@ru' in described.text
        told = (await ask("SELECT * {\n?s ?p")).json()
        assert (told["code"], told["line"]) == ("malformed-query", 2)
        graph = await client.get("/graph-store", params={"graph": "https://w3id.org/edugraph/graph/a"})
        assert (graph.status_code, graph.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
        assert (await client.get("/questions/traps-of-the-sources.csv")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200
        page = await client.get("/query", params={"query": "SELECT * { ?s ?p ?o }"})
        assert "<table" in page.text

    run(release, act)


def test_a_query_without_an_end_is_a_timeout_told_in_words(release: Release) -> None:
    async def act(client: httpx.AsyncClient, app: FastAPI) -> None:
        endless = "SELECT (COUNT(*) AS ?n) { " + "".join(f"?a{n} ?b{n} ?c{n} . " for n in range(9)) + "}"
        answer = await client.get("/sparql", params={"query": endless, "timeout": "0.5"}, headers={"accept": ROWS})
        assert (answer.status_code, answer.json()["code"]) == (504, "timeout")
        assert answer.json()["detail"] == "the query ran for 0.5 seconds, which is its limit, and was ended"

    run(release, act)


def test_a_large_answer_comes_in_parts_and_whole(release: Release) -> None:
    async def act(client: httpx.AsyncClient, app: FastAPI) -> None:
        query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        async with client.stream("GET", "/sparql", params={"query": query}, headers={"accept": ROWS}) as answer:
            body = b"".join([part async for part in answer.aiter_bytes()])
        assert "content-length" not in answer.headers
        assert len(json.loads(body)["results"]["bindings"]) == 11**4

    run(release, act)
    assert Path(release.files / "store").is_dir()


def test_what_a_format_cannot_hold_is_told_and_leaves_the_others(release: Release) -> None:
    query = "CONSTRUCT { <urn:a> <urn:b> <<( <urn:a> <urn:b> 1 )>> } {}"

    async def act(client: httpx.AsyncClient, app: FastAPI) -> None:
        told = await client.get("/sparql", params={"query": query, "format": "json-ld"})
        assert (told.status_code, told.json()["code"]) == (406, "not-writable")
        assert told.json()["detail"] == "json-ld cannot hold triples within triples (RDF 1.2); ask for Turtle"
        for format_ in ("turtle", "trig", "n-quads", "rdf-xml"):
            assert (await client.get("/sparql", params={"query": query, "format": format_})).status_code == 200

    run(release, act)


def test_a_place_that_cannot_be_read_is_told_once(release: Release) -> None:
    async def act(client: httpx.AsyncClient, app: FastAPI) -> None:
        told = (await client.get("/sparql", params={"query": f"ASK {{}} LIMIT {10**30}"})).json()
        where = "the query cannot be read at line 1, column 45"
        assert told["detail"] == f"{where}: The query limit should be a non negative integer"

    run(release, act)
