"""The HTTP interface of the network: filters, explanations, and everything that can be asked wrongly."""

import csv
import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.routing import APIRoute

from edugraph.config import Settings
from edugraph.network import positions
from edugraph.release import Release
from edugraph.web.app import create_app
from edugraph.web.network import networks as networks_of_the_web
from edugraph.web.pages import network_api
from inprocess import InProcess
from web.conftest import Client


def told(site: Client, path: str) -> Any:
    answer = site.get(path, accept="application/json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(site: Client, path: str) -> tuple[int, str]:
    answer = site.get(path, accept="application/json")
    return answer.status_code, answer.json()["detail"]


def test_without_a_filter_countries_that_are_named_or_known_by_group(site: Client) -> None:
    found = told(site, "/network.json")
    assert found["level"] == "countries"
    assert found["summary"] == {"actors": 11, "pairs": 38, "facts": 6, "firstYear": 2018, "lastYear": 2025}
    assert found["filter"]["evidence"] == "by-group"
    assert found["cut"] is None
    assert {tie["evidence"] for tie in found["ties"]} == {"named", "by-group"}


def test_a_wider_evidence_level_adds_facts_and_takes_none_away(site: Client) -> None:
    counts = []
    for evidence in ("named", "by-group", "region-expanded"):
        found = told(site, f"/network.json?evidence={evidence}&kinds=co-participation")
        counts.append({(p["a"], p["b"]): p["weight"]["facts"] for p in found["pairs"]})
    for less, more in pairwise(counts):
        assert all(more[pair] >= count for pair, count in less.items())
    assert counts[2]["country/KAZ", "country/KGZ"] == 6


def test_a_period_tells_certain_facts_from_possible_ones(site: Client) -> None:
    """The council met on a 20 November whose year is inferred: possibly in 2025, certainly in no year."""
    path = "/network.json?from=2025&to=2025&kinds=co-participation&evidence=named"
    possible = told(site, path)
    assert {(p["certain"], p["possible"]) for p in possible["pairs"]} == {(0, 1)}
    assert possible["summary"]["facts"] == 1
    assert told(site, path + "&sure=yes")["pairs"] == []


def test_kinds_actors_regions_sorts_and_least_weights_filter(site: Client) -> None:
    found = told(site, "/network.json?level=both&kinds=membership&actor=country/LVA")
    assert {(t["a"], t["b"]) for t in found["ties"]} == {
        ("country/LVA", "org/european-union"),
        ("country/LVA", "org/council-of-the-eu"),
    }
    inside = told(site, "/network.json?region=region/central-asia&evidence=region-expanded")
    assert {node["id"] for node in inside["nodes"]} == {f"country/{c}" for c in ("KAZ", "KGZ", "TJK", "TKM", "UZB")}
    assert {n["kind"]["code"] for n in told(site, "/network.json?level=organisations&sort=ministry")["nodes"]} == {
        "ministry"
    }
    assert {p["weight"]["facts"] for p in told(site, "/network.json?min=3")["pairs"]} == {3}


def test_a_tie_is_explained_line_by_line_newest_first(site: Client) -> None:
    found = told(site, "/network/tie?a=country/LVA&b=country/KAZ")
    assert [(f["fact"], f["when"], f["evidence"], f["participants"], f["adds"]) for f in found["facts"]] == [
        (
            "event/vocational-education-seminar-riga",
            "2019-12-11/2019-12-13",
            "by-group",
            6,
            {"facts": 1, "shared": 0.2},
        ),
        ("event/baltic-central-asia-he-forum", "2018-12-14", "by-group", 7, {"facts": 1, "shared": 0.166667}),
    ]
    assert found["weight"] == {"facts": 2, "shared": 0.366667}
    assert found["facts"][1]["isContested"] is True
    assert found["facts"][0]["passages"] > 0
    shown = found["queries"][0]
    assert (shown["kind"], shown["a"], shown["b"]) == ("co-participation", "country/KAZ", "country/LVA")
    assert parse_qs(urlsplit(shown["run"]).query)["query"] == [shown["query"]]


def test_the_shown_query_runs_at_the_endpoint(site: Client) -> None:
    shown = told(site, "/network/tie?a=country/KAZ&b=country/LVA")["queries"][0]
    answer = site.request("GET", "/sparql", accept="text/csv", params={"query": shown["query"]})
    assert answer.status_code == 200, answer.text
    assert len(answer.text.splitlines()) == 1 + 5


def test_two_actors_without_a_tie_have_an_empty_list_and_no_query(site: Client) -> None:
    found = told(site, "/network/tie?a=country/LVA&b=country/RUS")
    assert (found["facts"], found["weight"], found["queries"]) == ([], {"facts": 0, "shared": 0}, [])


def test_a_path_has_the_facts_along_it_and_those_who_hold_two_together(site: Client) -> None:
    found = told(site, "/network/path?level=both&a=country/THA&b=country/RUS")
    assert (found["steps"], found["between"]) == (2, ["org/asean"])
    assert [way["actors"] for way in found["paths"]] == [["country/THA", "org/asean", "country/RUS"]]
    assert found["paths"][0]["steps"][0]["facts"] == ["membership/THA--asean--member"]
    assert told(site, "/network/path?a=country/KAZ&b=country/LVA")["between"] is None
    nowhere = told(site, "/network/path?a=country/KAZ&b=country/THA")
    assert (nowhere["steps"], nowhere["paths"], nowhere["between"]) == (None, [], [])


def test_measures_gaps_and_changes(site: Client) -> None:
    found = told(site, "/network/measures?actor=country/KAZ&evidence=region-expanded")
    assert [(row["actor"], row["degree"]) for row in found["actors"]] == [("country/KAZ", 10)]
    assert found["sentences"]["country/KAZ"]["strongest"] == [{"actor": "country/KGZ", "facts": 7}]
    gaps = told(site, "/network/gaps?actor=country/TJK")["gaps"]
    assert {(g["a"], g["b"]) for g in gaps[:2]} == {("country/EST", "country/TJK"), ("country/LTU", "country/TJK")}
    changed = told(site, "/network/change?before=2015/2019&after=2020/2026&actor=country/EST")
    assert {(c["a"], c["b"], c["change"]) for c in changed["changes"]} >= {("country/EST", "country/KAZ", "faded")}


def test_measures_and_gaps_of_a_period_are_computed_when_asked(site: Client) -> None:
    kept = told(site, "/network/measures?level=both")
    found = told(site, "/network/measures?level=both&from=2018&to=2019&kinds=co-participation")
    assert (kept["filter"]["from"], found["filter"]["from"], found["filter"]["to"]) == (
        None,
        "2018-01-01",
        "2019-12-31",
    )
    shown = told(site, "/network.json?level=both&from=2018&to=2019&kinds=co-participation")
    degrees = {row["actor"]: row["degree"] for row in found["actors"]}
    ends = [end for pair in shown["pairs"] for end in (pair["a"], pair["b"])]
    assert degrees == {actor: ends.count(actor) for actor in set(ends)}
    assert 0 < len(degrees) < len(kept["actors"])
    assert set(found["sentences"]) == set(degrees)
    one = told(site, "/network/measures?level=both&from=2018&to=2019&kinds=co-participation&actor=country/LVA")
    assert one["actors"] == [row for row in found["actors"] if row["actor"] == "country/LVA"]
    assert one["clusters"] == found["clusters"]
    gaps = told(site, "/network/gaps?level=both&from=2018&to=2019")["gaps"]
    assert gaps != told(site, "/network/gaps?level=both")["gaps"]


def test_measures_of_a_filter_that_leaves_nothing_are_none(site: Client) -> None:
    found = told(site, "/network/measures?from=1800&to=1801&sure=yes")
    assert (found["actors"], found["clusters"]["list"], found["cuts"]["bridges"], found["sentences"]) == (
        [],
        [],
        [],
        {},
    )


def test_a_filter_is_measured_once_for_all_who_ask(built: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Client(create_app(built, Settings(), InProcess(built.store)))
    asked = []
    monkeypatch.setattr(
        positions,
        "positions",
        lambda network, wanted, real=positions.positions: asked.append(1) or real(network, wanted),
    )
    for actor in ("country/LVA", "country/KAZ", "country/LVA"):
        told(site, f"/network/measures?from=2018&actor={actor}")
    assert len(asked) == 1
    monkeypatch.setattr(networks_of_the_web, "MEASURED", 1)
    for year in (2018, 2019, 2019, 2018):
        told(site, f"/network/measures?from={year}")
    assert len(asked) == 3


def test_too_large_a_network_is_not_measured_while_somebody_waits(
    built: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = Client(create_app(built, Settings(), InProcess(built.store)))
    monkeypatch.setattr(positions.positions, "__defaults__", (5, 3000))
    status, detail = refused(site, "/network/measures?from=2018")
    assert status == 400
    assert detail.startswith(
        "this filter leaves 11 actors and 38 pairs, and measures are computed while you wait for up "
    )
    assert "with the Python library edugraph.network" in detail


def test_a_network_whose_file_shows_a_part_is_measured_over_all_years_only(built: Release, tmp_path: Path) -> None:
    files = tmp_path / "release"
    shutil.copytree(built.files, files, ignore=shutil.ignore_patterns("store", "dumps"))
    path = files / "network" / "countries.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "large": {"actors": 90_000, "actorsShown": 300}}), encoding="utf-8")
    site = Client(create_app(Release(files, built.manifest), Settings(), InProcess(built.store)))
    assert told(site, "/network/measures")["large"]["actors"] == 90_000
    status, detail = refused(site, "/network/measures?from=2018")
    assert (status, detail) == (
        400,
        "this network has 90000 actors, of whom its file shows 300, and is measured over all years and kinds only; "
        "leave the filter out, or count network/countries-parts.csv.gz of the release",
    )


def test_the_formats_have_their_media_types_and_the_same_ties(site: Client) -> None:
    types = {
        "csv": "text/csv; charset=utf-8",
        "gexf": "application/gexf+xml",
        "graphml": "application/graphml+xml",
        "ttl": "text/turtle; charset=utf-8",
    }
    ties = told(site, "/network.json?level=both&kinds=funding")["ties"]
    assert len(ties) == 1
    for suffix, media in types.items():
        answer = site.get(f"/network.{suffix}?level=both&kinds=funding")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
        assert ties[0]["id"] in answer.text
        assert answer.headers["content-disposition"] == f'attachment; filename="edugraph-both.{suffix}"'


def test_labels_in_files_are_in_the_language_asked_for(site: Client) -> None:
    rows = list(csv.DictReader(site.get("/network.csv?lang=lv").text.splitlines()))
    assert rows[0]["a_label"] == "Armēnija"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/network.json?level=planets", 400, "level takes countries, organisations, both, not 'planets'"),
        ("/network.json?evidence=rumour", 400, "evidence takes named, by-group, region-expanded, not 'rumour'"),
        ("/network.json?kinds=marriage", 400, "kinds takes agreement, co-organisation, co-participation"),
        ("/network.json?from=99999", 400, "from takes a year, month or day such as 2018"),
        ("/network.json?from=2018-13", 400, "from takes a year, month or day such as 2018"),
        ("/network.json?from=2020&to=2019", 400, "the period ends on 2019-12-31, before it begins on 2020-01-01"),
        (
            "/network.json?from=2020&asof=2019-01-01",
            400,
            "the period ends on 2019-01-01, before it begins on 2020-01-01",
        ),
        ("/network.json?min=lots", 400, "min takes a number from 0, not 'lots'"),
        ("/network.json?min=-1", 400, "min takes a number from 0, not '-1'"),
        ("/network.json?min=nan", 400, "min takes a number from 0, not 'nan'"),
        ("/network.json?actor=country/XXX", 404, "there is no actor 'country/XXX'"),
        ("/network.json?region=moon", 400, "region takes region/"),
        ("/network.json?sort=club", 400, "sort takes "),
        ("/network/tie?a=country/KAZ", 400, "b must name an actor, such as country/KAZ"),
        ("/network/tie", 400, "a and b must name an actor, such as country/KAZ"),
        ("/network/tie?a=country/KAZ&b=country/KAZ", 400, "a and b are the same actor, country/KAZ"),
        ("/network/change", 400, "before takes a period such as 2015/2019, not ''"),
        ("/network/change?before=2015/2019&after=/", 400, "after takes a period such as 2015/2019, not '/'"),
    ],
)
def test_what_cannot_be_answered_says_what_can(site: Client, path: str, status: int, words: str) -> None:
    found = refused(site, path)
    assert found[0] == status
    assert found[1].startswith(words)


def test_thirty_thousand_actors_at_once_are_refused_in_words(site: Client) -> None:
    many = ",".join(["x"] * 30_000)
    assert refused(site, f"/network.json?actor={many}") == (
        400,
        "actor takes up to 50 actors, not 30000; leave it out for all of them",
    )


def test_filters_that_leave_nothing_give_an_empty_network(site: Client) -> None:
    found = told(site, "/network.json?from=1800&to=1801&sure=yes")
    assert (found["nodes"], found["pairs"], found["ties"], found["facts"]) == ([], [], [], {})
    assert site.get("/network.gexf?from=1800&to=1801&sure=yes").status_code == 200


def test_a_registered_actor_without_ties_is_no_stranger(site: Client) -> None:
    assert told(site, "/network.json?actor=org/cis")["pairs"] == []


def test_an_actor_that_was_merged_is_followed_to_its_successor(built: Release, tmp_path: Path) -> None:
    files = tmp_path / "release"
    shutil.copytree(built.files, files, ignore=shutil.ignore_patterns("store", "dumps"))
    with (files / "registry.csv").open("a", encoding="utf-8") as registry:
        registry.write("id/country/KAZAKH,2026.11.1,merged,id/country/KAZ,one country\n")
    site = Client(create_app(Release(files, built.manifest), Settings(), InProcess(built.store)))
    found = told(site, "/network/tie?a=country/KAZAKH&b=country/LVA")
    assert (found["a"], found["weight"]["facts"]) == ("country/KAZ", 2)


def test_a_release_without_networks_has_empty_ones(built: Release, tmp_path: Path) -> None:
    site = Client(create_app(Release(tmp_path, built.manifest), Settings(), InProcess(built.store)))
    assert told(site, "/network.json?level=both")["ties"] == []
    assert told(site, "/network/measures")["actors"] == []
    assert told(site, "/network/gaps")["gaps"] == []


def test_every_address_of_the_network_is_in_the_interface_for_programs(site: Client) -> None:
    paths = told(site, "/openapi.json")["paths"]
    routes = {route.path for route in network_api.router.routes if isinstance(route, APIRoute)}
    assert len(routes) == 12
    assert {path for path in paths if path.startswith("/network")} == routes
    for path in sorted(routes):
        for parameter in paths[path]["get"]["parameters"]:
            assert parameter["description"], (path, parameter)


def test_the_files_are_hashed_in_the_manifest_and_made_again_alike(built: Release) -> None:
    names = {f"network/{level}.json" for level in ("countries", "organisations", "both")}
    assert names <= set(built.manifest["files"])
    told_ = json.loads((built.files / "network" / "both.json").read_text(encoding="utf-8"))
    assert (told_["date"], len(told_["input"])) == ("2026-11-21", 64)


def test_the_receipt_says_how_many_lines_the_table_has_and_whether_they_are_all(site: Client) -> None:
    lines = site.get("/network.csv?kinds=agreement").text.splitlines()
    receipt = site.get("/network.csv-metadata.json?kinds=agreement").json()
    assert (receipt["rows"], receipt["complete"]) == (len(lines) - 1, True)
    assert [column["name"] for column in receipt["tableSchema"]["columns"]] == lines[0].split(",")
    assert receipt["url"] == "/network.csv?kinds=agreement"
