"""Actors that are there no more in addresses kept from earlier: merged ones lead on, withdrawn ones say why."""

import shutil

import pytest

from edugraph.config import Settings
from edugraph.release import Release
from edugraph.web.app import create_app
from inprocess import InProcess
from web.conftest import Client

REGISTRY = """id/country/KAZAKH,2026.11.1,merged,id/country/QAZ,one country
id/country/QAZ,2026.11.1,merged,id/country/KAZ,spelt anew
id/country/UTO,2026.11.1,withdrawn,,It was a misreading: the text means no country.
id/country/UTOPIA,2026.11.1,merged,id/country/UTO,one country
id/org/once,2026.11.1,withdrawn,,
"""
REASON = "id/country/UTO was withdrawn: It was a misreading: the text means no country."
WITH_ONE = (
    "/network?actor={actor}",
    "/network?focus={actor}",
    "/network?tie={actor},country/LVA",
    "/network?view=table&actor=country/LVA,{actor}",
    "/network/chosen?focus={actor}",
    "/network/embed?actor={actor}",
    "/network.svg?actor={actor}",
    "/world?actor={actor}",
    "/world/chosen?focus={actor}",
    "/world/embed?focus={actor}",
    "/world.svg?focus={actor}",
    "/network/tie?a=country/LVA&b={actor}",
    "/pair/country/LVA/{actor}",
)
FOR_PROGRAMS = (
    "/network.json?actor={actor}",
    "/network.csv?actor={actor}",
    "/network.csv-metadata.json?actor={actor}",
    "/network.gexf?actor={actor}",
    "/network.graphml?actor={actor}",
    "/network.ttl?actor={actor}",
    "/network/tie.json?a={actor}&b=country/LVA",
    "/network/tie?a={actor}&b=country/LVA",
    "/network/measures?actor={actor}",
    "/network/gaps?actor={actor}",
    "/network/path?a={actor}&b=country/LVA",
    "/network/change?before=2015/2019&after=2020/2026&actor={actor}",
    "/pair/{actor}/country/LVA.json",
)


@pytest.fixture(scope="module")
def moved(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """The founding data, with actors that are there no more."""
    files = tmp_path_factory.mktemp("moved") / "release"
    shutil.copytree(built.files, files, ignore=shutil.ignore_patterns("store", "dumps"))
    with (files / "registry.csv").open("a", encoding="utf-8") as registry:
        registry.write(REGISTRY)
    return Client(create_app(Release(files, built.manifest), Settings(), InProcess(built.store)))


@pytest.mark.parametrize("actor", ["country/UTO", "country/UTOPIA"])
@pytest.mark.parametrize("path", WITH_ONE)
def test_a_page_that_asks_for_a_withdrawn_actor_says_why_it_is_gone(moved: Client, path: str, actor: str) -> None:
    answer = moved.get(path.format(actor=actor), accept="text/html")
    assert (answer.status_code, answer.headers.get("location")) == (410, None)
    assert "<h1>This was withdrawn</h1>" in answer.text
    assert REASON in answer.text


@pytest.mark.parametrize("actor", ["country/UTO", "country/UTOPIA"])
@pytest.mark.parametrize("path", FOR_PROGRAMS)
def test_a_program_that_asks_for_a_withdrawn_actor_is_told_why_it_is_gone(moved: Client, path: str, actor: str) -> None:
    answer = moved.get(path.format(actor=actor), accept="application/json")
    told = answer.json()
    assert (answer.status_code, told["code"], told["detail"]) == (410, "gone", REASON)


def test_a_withdrawn_actor_may_be_asked_for_by_its_whole_iri(moved: Client) -> None:
    answer = moved.get("/network?actor=https://w3id.org/edugraph/id/country/UTOPIA", accept="text/html")
    assert (answer.status_code, REASON in answer.text) == (410, True)


def test_a_withdrawal_without_a_reason_is_told_all_the_same(moved: Client) -> None:
    answer = moved.get("/network.json?level=both&actor=org/once", accept="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (410, "id/org/once was withdrawn")


@pytest.mark.parametrize("path", WITH_ONE)
def test_a_page_that_asks_for_a_merged_actor_leads_to_its_successor(moved: Client, path: str) -> None:
    answer = moved.get(path.format(actor="country/KAZAKH"), accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (301, path.format(actor="country/KAZ"))
    assert moved.get(answer.headers["location"], accept="text/html").status_code in (200, 301)


@pytest.mark.parametrize("path", [path for path in FOR_PROGRAMS if not path.startswith(("/pair/", "/network.csv-"))])
def test_a_program_that_asks_for_a_merged_actor_is_answered_for_its_successor(moved: Client, path: str) -> None:
    one, other = (moved.get(path.format(actor=a), accept="application/json") for a in ("country/KAZAKH", "country/KAZ"))
    assert (one.status_code, one.content) == (200, other.content)


def test_the_data_of_a_pair_with_a_merged_actor_lead_to_those_of_its_successor(moved: Client) -> None:
    answer = moved.get("/pair/country/KAZAKH/country/LVA.json?evidence=named")
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        "/pair/country/KAZ/country/LVA.json?evidence=named",
    )
