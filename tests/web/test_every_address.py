"""Every IRI ever minted has a page and a Turtle document on the real release."""

import asyncio
import csv
from pathlib import Path

import httpx
import pytest

from edugraph.config import Settings
from edugraph.release import Releases, making
from edugraph.vocabulary import BASE
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import ROOT


def minted() -> list[str]:
    """The addresses in the registry: their paths on the server."""
    with (ROOT / "data" / "registry.csv").open(encoding="utf-8", newline="") as file:
        rows = [row["iri"] for row in csv.DictReader(file) if row["status"] == "active"]
    return sorted({"/" + iri.split("#")[0] for iri in rows})


@pytest.mark.slow
def test_every_minted_address_leads_to_a_page_and_to_turtle_that_names_it(tmp_path: Path) -> None:
    release, _ = making.build(ROOT, Releases(tmp_path))
    transport = httpx.ASGITransport(app=create_app(release, Settings(), InProcess(release.store)))

    async def failures() -> list[str]:
        async with httpx.AsyncClient(transport=transport, base_url="http://test", follow_redirects=True) as client:
            return [f for path in minted() for f in await _failures(client, path)]

    assert asyncio.run(failures()) == []


async def _failures(client: httpx.AsyncClient, path: str) -> list[str]:
    page = await client.get(path, headers={"accept": "text/html"})
    turtle = await client.get(path, headers={"accept": "text/turtle"})
    found = [f"{path} {r.status_code}" for r in (page, turtle) if r.status_code != 200]
    name = path.rpartition("/")[2].partition("#")[0]
    if not found and name not in turtle.text and BASE + path[1:] not in turtle.text:
        found.append(f"{path} is not named in its Turtle")
    return found
