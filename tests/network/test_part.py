"""A network too large to list, served: what its files list, what they tell as numbers, and what they cannot tell."""

import gzip
import json
import shutil
from typing import Any

import networkx as nx
import pytest

import edugraph.network
from edugraph.config import Settings
from edugraph.network import large
from edugraph.network.periods import year
from edugraph.network.selection import Filter, Network, selected
from edugraph.network.ties import EVIDENCE, LEVELS
from edugraph.release import Release, networks
from edugraph.web.app import create_app
from inprocess import InProcess
from web.conftest import ROOT, Client

WIDEST = "evidence=region-expanded"


@pytest.fixture(scope="module")
def part(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The founding data as if they were too large: 40 facts of ties are listed, and 60 pairs told of in all."""
    files = tmp_path_factory.mktemp("part") / "release"
    shutil.copytree(built.files, files, ignore=shutil.ignore_patterns("store", "dumps", "network"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "LISTED", 0)
        patch.setattr(large, "ROWS", 40)
        patch.setattr(large, "SUMS", 60)
        found = networks.found(ROOT, built.store.select, built.store.coded)
        networks.write(files, networks.files(found, {}, "2026-11-21", "0" * 64))
        networks.write_tables(files, found.crowded)
    return Release(files, built.manifest)


@pytest.fixture(scope="module")
def served(part: Release, built: Release) -> Client:
    return Client(create_app(part, Settings(), InProcess(built.store)))


@pytest.fixture(scope="module")
def files(part: Release) -> dict[str, Network]:
    paths = {level: part.files / "network" / f"{level}.json" for level in LEVELS}
    return {level: Network(json.loads(path.read_text(encoding="utf-8"))) for level, path in paths.items()}


def told(client: Client, path: str) -> Any:
    answer = client.get(path, accept="application/json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def a_sum(network: Network) -> tuple[str, str]:
    return next(iter(network.sums))


@pytest.mark.parametrize("level", LEVELS)
def test_numbers_of_pairs_are_those_of_their_facts(
    level: str, files: dict[str, Network], levels: dict[str, Network]
) -> None:
    assert files[level].sums or level == "organisations"
    for evidence in EVIDENCE:
        whole = {(p.a, p.b): p for p in selected(levels[level], Filter(evidence)).pairs}
        for pair in selected(files[level], Filter(evidence)).pairs:
            twin = whole[pair.a, pair.b]
            assert (pair.count, pair.kinds, pair.evidence) == (len(twin.facts), twin.kinds, twin.evidence)
            assert pair.weight("shared") == pytest.approx(twin.weight("shared"), rel=1e-5)


def test_ways_and_years_of_a_pair_are_those_of_its_ties(files: dict[str, Network], levels: dict[str, Network]) -> None:
    for (a, b), found in files["both"].sums.items():
        ties = levels["both"].between[a, b]
        widest = found["at"]["region-expanded"]
        assert [tuple(way) for way in widest["ways"]] == sorted({(t.kind, t.a, t.b) for t in ties})
        years = sorted({y for t in ties for s in t.shares if (y := year(levels["both"].dates[s.fact]))})
        assert [widest["firstYear"], widest["lastYear"]] == ([years[0], years[-1]] if years else [None, None])


def test_the_map_draws_every_country_and_weighs_every_pair(served: Client, site: Client) -> None:
    one, other = (told(client, f"/network.json?{WIDEST}") for client in (served, site))
    weights = [{(p["a"], p["b"]): p["weight"] for p in answer["pairs"]} for answer in (one, other)]
    assert weights[0] == weights[1]
    assert {node["id"] for node in one["nodes"]} == {node["id"] for node in other["nodes"]}
    assert {p["facts"] == [] for p in one["pairs"] if p.get("listed") is False} == {True}
    assert (one["summary"]["pairs"], one["summary"]["facts"]) == (other["summary"]["pairs"], None)
    page = served.get(f"/network?{WIDEST}&lang=en", accept="text/html").text
    assert f"{other['summary']['actors']} actors, {other['summary']['pairs']} pairs with ties" in page


def test_a_filter_of_years_says_how_many_pairs_it_cannot_look_at(served: Client, files: dict[str, Network]) -> None:
    found = told(served, f"/network.json?{WIDEST}&from=2018&to=2019")
    assert found["pairsNotFiltered"] == len(files["countries"].sums)
    assert all(pair.get("listed", True) for pair in found["pairs"])
    page = served.get(f"/network?{WIDEST}&from=2018&to=2019&lang=en", accept="text/html").text
    told_ = f"{found['pairsNotFiltered']} pairs are left out: their facts are too many to be listed"
    assert told_ in page
    for path in ("/network.svg", "/network/embed", "/world", "/world.svg", "/world/embed"):
        assert told_ in " ".join(served.get(f"{path}?{WIDEST}&from=2018&to=2019&lang=en").text.split()), path


def test_where_every_actor_is_shown_none_is_said_to_be_the_strongest(served: Client) -> None:
    page = served.get(f"/network?{WIDEST}&lang=en", accept="text/html").text
    assert "This network is too large to list fact by fact: it has 11 actors, 40 pairs" in page
    assert "the strongest 11 actors" not in page
    assert "Actors in all" not in served.get(f"/network.svg?{WIDEST}&lang=en").text


def test_a_tie_told_as_numbers_has_its_weight_and_the_queries_that_find_it(
    served: Client, site: Client, files: dict[str, Network], built: Release
) -> None:
    a, b = a_sum(files["countries"])
    path = f"/network/tie?a={a}&b={b}&{WIDEST}"
    one, other = told(served, path), told(site, path)
    assert (one["weight"], one["possible"]) == (other["weight"], other["possible"])
    assert (one["facts"], one["listed"], one["queries"]) == ([], False, other["queries"])
    assert told(served, path + "&from=2018")["filter"]["from"] is None, "what is told is not filtered, and says so"
    page = served.get(path + "&lang=en", accept="text/html").text
    assert "These facts are too many for the release to list one by one" in page
    assert "No shared fact is found" not in page


def test_a_tie_that_the_files_do_not_tell_of_is_not_said_to_be_none(served: Client) -> None:
    found = told(served, "/network/tie?level=countries&a=country/LVA&b=country/RUS")
    assert (found["weight"], found["possible"], found["listed"]) == ({"facts": None, "shared": None}, None, False)
    assert {query["kind"] for query in found["queries"]} >= {"co-participation", "agreement"}
    for path in ("/network/tie?a=country/LVA&b=country/RUS", "/pair/country/LVA/country/RUS"):
        page = served.get(path + ("&" if "?" in path else "?") + "lang=en", accept="text/html").text
        assert "is not among those that the release tells of: they may have one" in page
        assert "No shared fact is found" not in page


def test_the_data_of_two_actors_are_refused_where_not_all_facts_are_listed(
    served: Client, files: dict[str, Network]
) -> None:
    a, b = a_sum(files["countries"])
    answer = served.get(f"/pair/{a}/{b}.csv", accept="application/json")
    assert answer.status_code == 400
    assert "count network/countries-parts.csv.gz of the release" in answer.text
    page = served.get(f"/pair/{a}/{b}?lang=en", accept="text/html").text
    assert "These facts are too many for the release to list one by one" in page


def test_a_path_is_told_where_it_is_one_step_and_else_refused_in_words(
    served: Client, files: dict[str, Network]
) -> None:
    a, b = a_sum(files["countries"])
    found = told(served, f"/network/path?a={a}&b={b}&{WIDEST}")
    assert (found["steps"], [way["actors"] for way in found["paths"]], found["between"]) == (1, [[a, b]], None)
    answer = served.get("/network/path?a=country/LVA&b=country/RUS", accept="application/json")
    assert answer.status_code == 400
    assert "read network/countries-ties.csv.gz of the release with edugraph.network.tabled" in answer.json()["detail"]


def test_the_table_of_ties_is_the_whole_network(part: Release, levels: dict[str, Network]) -> None:
    path = part.files / "network" / "countries-ties.csv.gz"
    for evidence in EVIDENCE:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            graph = edugraph.network.tabled(lines, evidence)
        whole = edugraph.network.graph(levels["countries"], evidence)
        assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in whole.edges}
        assert all(sorted(told_["kinds"]) == whole.edges[a, b]["kinds"] for a, b, told_ in graph.edges(data=True))
    assert nx.shortest_path_length(graph, "country/KAZ", "country/LVA") == 1


def test_changes_say_that_they_are_of_a_part(served: Client) -> None:
    assert told(served, "/network/change?before=2015/2019&after=2020/2026")["large"]["pairsAsNumbers"] > 0


@pytest.mark.parametrize(
    "path",
    [
        *(f"/network?level=both&view={view}" for view in ("map", "table", "matrix")),
        *(f"/network{end}?level=both" for end in (".svg", "/embed", ".csv", ".gexf", ".graphml", ".ttl")),
        "/network?focus=country/LVA",
        "/network?actor=country/LVA",
        "/world?view=points",
        "/world.svg",
        "/doc/country/LVA",
        "/",
    ],
)
def test_every_view_of_a_part_answers(served: Client, path: str) -> None:
    answer = served.get(f"{path}{'&' if '?' in path else '?'}{WIDEST}", accept="text/html")
    assert answer.status_code == 200, answer.text


def test_the_world_counts_the_facts_of_a_country_in_all(served: Client, site: Client) -> None:
    """What stands in the table of the world: facts and partners of each country."""
    pages = [client.get(f"/world?{WIDEST}&lang=en", accept="text/html").text for client in (served, site)]
    rows = [[line for line in page.splitlines() if '<td class="number"' in line] for page in pages]
    for a, b in zip(*rows, strict=True):
        assert a == b


def test_what_stands_beside_an_actor_is_counted_in_all(served: Client, site: Client) -> None:
    words = [
        client.get(f"/network/chosen?focus=country/KAZ&{WIDEST}&lang=en", accept="text/html").text
        for client in (served, site)
    ]
    sentences = [[line for line in text.splitlines() if line.startswith("<p>Kazakhstan")] for text in words]
    assert sentences[0] == sentences[1] != []
