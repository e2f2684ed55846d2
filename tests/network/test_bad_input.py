"""What a network may be and what may be asked of it, at its worst: over HTTP and in the library."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from edugraph import network
from edugraph.config import Settings
from edugraph.network import document
from edugraph.network.document import About
from edugraph.network.selection import Network
from edugraph.network.ties import EVIDENCE, LEVELS, Dates, Row
from edugraph.release import Release
from edugraph.web.app import create_app
from inprocess import InProcess
from web.conftest import Client

from .test_exports import KINDS

DAY = Dates("2018-12-03", "2018-12-03", "2018-12-03")
A, B = "country/LVA", "country/KAZ"
KIND = "co-participation"
CODES = [{**kind, "label": {"en": kind["code"]}} for kind in KINDS]
WORDS = [{"code": code, "iri": "", "label": {"en": code}, "definition": ""} for code in EVIDENCE]
WORST = {
    "nothing": [],
    "one actor, tied to itself": [Row("countries", "funding", A, A, "named", "project/x", 1, DAY)],
    "one pair without a date": [Row("countries", KIND, B, A, "named", "event/x", 2)],
    "a tie of an actor with itself beside another": [
        Row("countries", KIND, B, A, "named", "event/x", 2, DAY),
        Row("countries", "funding", A, A, "named", "project/x", 1, DAY),
    ],
    "a year far ahead": [
        Row("countries", KIND, B, A, "named", "event/x", 2, Dates("9999", "9999-01-01", "9999-12-31"))
    ],
    "names of control characters": [Row("countries", KIND, B, A, "named", "event/x", 2, DAY)],
}
PAGES = (
    *(f"/network?view={view}" for view in ("map", "table", "matrix")),
    "/network?focus=country/LVA&steps=3",
    "/network?tie=country/KAZ,country/LVA",
    "/network?from=2018&to=2018&sure=yes",
    "/network/chosen?focus=country/LVA",
    "/network/embed",
    "/network/tie?a=country/LVA&b=country/KAZ",
    "/network.svg",
    "/world",
    "/world.svg",
    "/pair/country/KAZ/country/LVA",
    "/doc/country/LVA",
    "/",
)
DATA = (
    "/network.json",
    "/network.csv",
    "/network.csv-metadata.json",
    "/network.gexf",
    "/network.graphml",
    "/network.ttl",
    "/network/measures",
    "/network/measures?from=2018",
    "/network/gaps",
    "/network/path?a=country/LVA&b=country/KAZ",
    "/network/change?before=2015/2019&after=2020/2026",
)
Serve = Callable[[str], Client]


def level(name: str, of: str) -> Network:
    control = "\x00\x07\x1b\x7f\u202eL\ufffe\U0001f393"
    actors = {a: {"label": {"en": control if "control" in name else a, "ru": "\x01"}} for a in (A, B)}
    rows = [replace(row, level=of) for row in WORST[name]]
    told = document.document(of, rows, About(actors=actors, kinds=CODES, evidence=WORDS), {}, "2026-11-21", "0" * 64)
    return Network(json.loads(document.written(told)))


@pytest.fixture(scope="module")
def serve(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """A server over a release with one of the worst networks at every level."""
    known: dict[str, Client] = {}

    def served(name: str) -> Client:
        if name not in known:
            files = tmp_path_factory.mktemp("worst") / "release"
            shutil.copytree(built.files, files, ignore=shutil.ignore_patterns("store", "dumps"))
            for of in LEVELS:
                text = document.written(level(name, of).told)
                (files / "network" / f"{of}.json").write_text(text, encoding="utf-8")
            known[name] = Client(create_app(Release(files, built.manifest), Settings(), InProcess(built.store)))
        return known[name]

    return served


@pytest.mark.parametrize("name", WORST)
def test_every_page_answers_over_the_worst_networks(serve: Serve, name: str) -> None:
    for path in PAGES:
        answer = serve(name).get(path, accept="text/html")
        assert answer.status_code == 200, (path, answer.text[:300])
        assert "\x07" not in answer.text


@pytest.mark.parametrize("name", WORST)
def test_every_answer_for_programs_is_whole_over_the_worst_networks(serve: Serve, name: str) -> None:
    client = serve(name)
    for path in DATA:
        assert client.get(path, accept="application/json").status_code == 200, path
    pairs = client.get("/network.json", accept="application/json").json()["pairs"]
    assert len(pairs) == ("actor, tied" not in name and name != "nothing")
    for suffix, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        text = client.get(f"/network.{suffix}").content
        assert etree.fromstring(text) is not None
        assert read(io.BytesIO(text)).number_of_edges() == len(pairs)
    rows = list(csv.DictReader(io.StringIO(client.get("/network.csv").text, newline="")))
    assert len(rows) == len(pairs)


def test_an_actor_has_no_tie_with_itself(serve: Serve) -> None:
    client = serve("a tie of an actor with itself beside another")
    told = client.get("/network.json", accept="application/json").json()
    assert [(tie["a"], tie["b"], tie["kind"]) for tie in told["ties"]] == [(B, A, KIND)]
    answer = client.get("/network/tie?a=country/LVA&b=country/LVA", accept="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "a and b are the same actor, country/LVA: nobody has a tie with itself",
    )


def test_a_fact_without_a_date_is_possible_in_every_period_and_certain_in_none(serve: Serve) -> None:
    client = serve("one pair without a date")

    def pairs(query: str) -> Any:
        return client.get(f"/network.json?{query}", accept="application/json").json()["pairs"]

    assert [(p["certain"], p["possible"]) for p in pairs("from=1990&to=1991")] == [(0, 1)]
    assert pairs("from=1990&to=1991&sure=yes") == []
    assert "no date" in client.get("/network?view=table&lang=en", accept="text/html").text
    found = client.get("/network/change?before=2015/2019&after=2020/2026", accept="application/json").json()
    assert (found["changes"], found["undated"]) == ([], 1)


def test_control_characters_reach_no_reader(serve: Serve) -> None:
    client = serve("names of control characters")
    for path in (
        "/network?view=table&lang=en",
        "/network.svg?lang=en",
        "/network.gexf",
        "/network.graphml",
        "/network.csv",
    ):
        text = client.get(path, accept="text/html").text
        assert not {"\x00", "\x07", "\x1b"} & set(text), path


FILTERS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"evidence": "rumour"}, "evidence takes named, by-group, region-expanded, not 'rumour'"),
    ({"kinds": ["marriage"]}, "kinds takes co-participation, funding, not 'marriage'"),
    ({"first": "99999"}, "a period has days such as 2018-01-01, not '99999'"),
    ({"last": "99999-01-01"}, "a period has days such as 2018-01-01, not '99999-01-01'"),
    ({"first": "2020-01-01", "last": "2019-01-01"}, "the period ends on 2019-01-01, before it begins on 2020-01-01"),
)


@pytest.mark.parametrize(("filter_", "words"), FILTERS)
def test_the_library_refuses_in_words_what_cannot_be_asked(filter_: dict[str, Any], words: str) -> None:
    found = level("one pair without a date", "countries")
    for ask in (
        network.chosen,
        network.graph,
        network.bipartite,
        network.projected,
        network.ties_frame,
        network.measured,
    ):
        with pytest.raises(network.FilterError) as fault:
            ask(found, **filter_)  # type: ignore[operator]
        assert str(fault.value) == words


def test_the_library_refuses_a_weight_and_a_period_of_changes_that_are_none() -> None:
    found = level("nothing", "countries")
    with pytest.raises(network.FilterError, match="weight takes facts, shared, not 'gold'"):
        network.graph(found, weight="gold")
    with pytest.raises(network.FilterError, match="a period has days such as 2018-01-01, not '2015'"):
        network.changed(found, ("2015", "2016"), ("2017-01-01", "2018-01-01"))


@pytest.mark.parametrize("name", WORST)
def test_the_library_answers_over_the_worst_networks(name: str) -> None:
    found = level(name, "countries")
    ties = len(found.ties)
    assert network.graph(found).number_of_edges() == ties
    assert network.bipartite(found).number_of_edges() == 2 * ties
    assert (len(network.ties_frame(found)), len(network.actors_frame(found))) == (ties, 2 * ties)
    assert len(network.measured(found)["actors"]) == 2 * ties
    assert network.paths(found, A, B) == ([[A, B]] if ties else [])
    assert network.between(found, A, B) == (None if ties else [])
    assert network.changed(found, ("2015-01-01", "2019-12-31"), ("9999-01-01", "9999-12-31"))[1:] == []
    many = [f"country/{n}" for n in range(50_000)]
    assert network.paths(found, many[0], many[-1]) == []
