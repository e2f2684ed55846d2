"""Clusters that open, and the numbers beside the filters: over the founding data and over networks made for it."""

import csv
import io
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree, html

from edugraph.network.ties import LEVELS

from .conftest import Client
from .networks_made import network, parted, shown, tie
from .test_network_page import pairs_linked, tree, words

OF = "level=organisations"


def opened(page: html.HtmlElement) -> dict[str, str]:
    """The clusters that a page lists: the actor that stands for each, and where its link leads."""
    links = page.xpath("//ul[contains(@class, 'clusters')]//a/@href")
    return {parse_qs(urlsplit(link).query)["cluster"][0]: link for link in links}


def drawn(page: html.HtmlElement) -> set[str]:
    return set(page.xpath("//svg[@class='network']//a/@data-actor"))


@pytest.mark.parametrize("level", LEVELS)
def test_every_cluster_is_listed_with_its_number_size_and_words_and_opens_to_its_own_actors(
    built: Client, level: str
) -> None:
    told = built.app.state.site.networks.levels[level].told
    clusters = told["clusters"]["by-group"]["list"]
    page = tree(built, f"/network?level={level}&lang=en")
    links = opened(page)
    assert len(links) == len(clusters) > 1
    for cluster in clusters:
        sentence = f"Cluster {cluster['number']}: {cluster['size']} actors, linked best: "
        assert sentence in words(page)
        actor = cluster["strongest"][0]
        own = tree(built, links[actor])
        assert drawn(own) == set(cluster["actors"])
        assert f"Only cluster {cluster['number']} is shown: the ties among its own actors." in words(own)
        assert set(opened(own)) == set(links) - {actor}


def test_an_open_cluster_leads_back_to_all_and_keeps_the_other_filters(built: Client) -> None:
    page = tree(built, "/network?level=both&cluster=country/LVA&kinds=co-participation&lang=lv")
    (back,) = page.xpath("//a[text()='Atpakaļ pie visiem klasteriem']/@href")
    assert parse_qs(urlsplit(back).query) == {"level": ["both"], "kinds": ["co-participation"], "lang": ["lv"]}
    chosen = page.xpath("//select[@name='cluster']/option[@selected]")
    assert len(chosen) == 1


def test_an_actor_stands_for_its_cluster_whatever_the_number_is_at_a_level_and_an_evidence(built: Client) -> None:
    levels = built.app.state.site.networks.levels
    for level in ("countries", "both"):
        for evidence in ("named", "by-group", "region-expanded"):
            clusters = levels[level].told["clusters"][evidence]["list"]
            own = next(one for one in clusters if "country/LVA" in one["actors"])
            page = tree(built, f"/network?level={level}&evidence={evidence}&cluster=country/LVA")
            assert drawn(page) == set(own["actors"]), (level, evidence)


def test_where_the_actor_has_no_cluster_nothing_is_left_and_the_cluster_is_what_to_take_back(built: Client) -> None:
    page = tree(built, "/network?level=organisations&cluster=country/LVA&lang=en")
    (undo,) = page.xpath("//div[@class='notice']//a")
    assert words(undo) == "Take back: the cluster"
    assert tree(built, undo.get("href")).xpath("//svg[@class='network']")
    assert "there is no actor 'org/nobody'" in words(tree(built, "/network?cluster=org/nobody", 404))


def test_table_matrix_data_picture_and_frame_are_of_the_cluster_too(built: Client) -> None:
    query = "level=both&cluster=country/LVA&lang=en"
    pairs = pairs_linked(tree(built, f"/network?{query}"))
    assert pairs_linked(tree(built, f"/network?{query}&view=table")) == pairs
    matrix = tree(built, f"/network?{query}&view=matrix").xpath("//table[@class='ties-matrix']//td/a/@href")
    assert len(matrix) == 2 * len(pairs)
    rows = list(csv.DictReader(io.StringIO(built.get(f"/network.csv?{query}").text)))
    ends = [name for name in rows[0] if name in ("a", "b")]
    assert {tuple(sorted(row[end] for end in ends)) for row in rows} == pairs
    file = "".join(etree.fromstring(built.get(f"/network.svg?{query}").content).itertext())
    assert "Cluster: 2 (Latvia)" in file
    assert "Cluster: 2 (Latvia)" in words(tree(built, f"/network/embed?{query}"))
    assert not tree(built, f"/network/embed?{query}").xpath("//ul[contains(@class, 'clusters')]//a")


def test_data_for_programs_say_the_cluster_and_keep_to_it(built: Client) -> None:
    query = "level=both&cluster=country/LVA"
    found = built.get(f"/network.json?{query}").json()
    assert found["filter"]["cluster"] == "country/LVA"
    own = {node["id"] for node in found["nodes"]}
    measured = built.get(f"/network/measures?{query}").json()
    assert measured["filter"]["cluster"] == "country/LVA"
    assert {row["actor"] for row in measured["actors"]} == own
    gaps = built.get(f"/network/gaps?{query}").json()
    assert gaps["filter"]["cluster"] == "country/LVA"
    assert {gap[end] for gap in gaps["gaps"] for end in "ab"} <= own
    change = built.get(f"/network/change?{query}&before=2015/2019&after=2020/2026&from=2018").json()
    assert (change["filter"]["cluster"], change["filter"]["from"]) == ("country/LVA", None)
    assert change["changes"]
    assert {one[end] for one in change["changes"] for end in "ab"} <= own


def test_a_path_and_a_tie_out_of_the_cluster_are_none_within_it(built: Client) -> None:
    ends = "a=country/LVA&b=country/TJK&level=both"
    for path in ("path", "tie.json"):
        found = built.get(f"/network/{path}?{ends}&cluster=country/LVA").json()
        assert found["filter"]["cluster"] == "country/LVA"
        assert (found.get("steps"), found.get("paths", []), found.get("facts", [])) == (None, [], [])
    assert built.get(f"/network/path?{ends}").json()["steps"] == 1


def test_the_map_of_the_world_opens_clusters_in_the_same_way(built: Client) -> None:
    links = opened(tree(built, "/world?from=2016"))
    assert {parse_qs(urlsplit(link).query)["from"][0] for link in links.values()} == {"2016"}
    own = tree(built, "/world?cluster=country/LVA&lang=en")
    assert "Only cluster 2 is shown" in words(own)
    assert pairs_linked(own) == pairs_linked(tree(built, "/network?cluster=country/LVA"))


# --- very many -------------------------------------------------------------------------------------------------------


def test_of_1000_actors_in_clusters_each_cluster_opens_whole_and_is_told_of_though_it_is_not_drawn(
    built: Client,
) -> None:
    with shown(built, parted(1000, 20)) as site:
        page = tree(site, f"/network?{OF}&lang=en")
        assert "This level has 1,000 actors." in words(page)
        assert words(page.xpath("//a[contains(@href, '/release/')]")[0]) == "The files of the release have all of it."
        assert len(opened(page)) == 20
        own = tree(site, f"/network?{OF}&cluster=org/o007&lang=en")
        assert drawn(own) == {f"org/o{n:03}" for n in range(7, 1000, 20)}
        assert "This level has" not in words(own)
        assert words(own.xpath("//h2[@id='clusters']")[0]) == "Other clusters"


def test_of_a_cluster_with_more_than_300_actors_the_strongest_are_drawn_and_the_way_to_the_rest_is_told(
    built: Client,
) -> None:
    with shown(built, parted(900, 2)) as site:
        own = tree(site, f"/network?{OF}&cluster=org/o000&lang=en")
        assert drawn(own) == {f"org/o{n:03}" for n in range(0, 600, 2)}
        assert "the strongest 300 of them that fit region, kind and cluster" in words(own)


def test_of_very_many_clusters_fifty_are_listed_and_the_others_counted(built: Client) -> None:
    with shown(built, parted(600, 80)) as site:
        page = tree(site, f"/network?{OF}&view=table&lang=en")
        assert len(opened(page)) == 50
        assert "30 smaller clusters are not listed here." in words(page)


def test_a_table_has_all_pairs_of_a_view_that_draws_only_the_strongest(built: Client) -> None:
    made = parted(290, 1)
    names = [node["id"] for node in made.told["nodes"]]
    ties = [tie(a, b) for n, a in enumerate(names) for b in names[n + 1 : n + 8]]
    with shown(built, network(made.told["nodes"], ties)) as site:
        page = tree(site, f"/network?{OF}&lang=en")
        (table,) = page.xpath("//a[text()='The table has all of these pairs.']/@href")
        assert len(pairs_linked(page)) == 1500
        pages = [tree(site, f"{table}&page={n}") for n in range(1, 12)]
        assert len(set().union(*map(pairs_linked, pages))) == len(ties) == 2002
        assert "Too many for one view" not in words(pages[0])


def test_a_file_and_a_frame_say_what_they_have_no_room_for(built: Client) -> None:
    with shown(built, parted(1000, 20)) as site:
        told = "Actors in all: 1,000; shown, of the strongest: 300."
        assert told in "".join(etree.fromstring(site.get(f"/network.svg?{OF}&lang=en").content).itertext())
        assert told in words(tree(site, f"/network/embed?{OF}&lang=en"))
        own = site.get(f"/network.svg?{OF}&cluster=org/o007&lang=en").text
        assert "Actors in all" not in own
        for actor in ("org/o007", "org/o027"):  # whoever is named, the cluster is the same
            own = tree(site, f"/network?{OF}&cluster={actor}&actor=org/o027&lang=en")
            assert drawn(own) == {"org/o007", "org/o027", "org/o047"}
    names = [f"org/o{n:03}" for n in range(290)]
    ties = [tie(a, b) for n, a in enumerate(names) for b in names[n + 1 : n + 8]]
    with shown(built, network(parted(290, 1).told["nodes"], ties)) as site:
        told = "Pairs in all: 2,002; shown are the strongest: 1,500."
        assert told in "".join(etree.fromstring(site.get(f"/network.svg?{OF}&lang=en").content).itertext())


# --- counts ----------------------------------------------------------------------------------------------------------


def test_levels_evidence_and_years_say_how_much_there_is_of_each(built: Client) -> None:
    networks = built.app.state.site.networks
    page = tree(built, "/network?lang=en")
    levels = [option.text for option in page.xpath("//select[@name='level']/option")]
    assert levels == ["Countries (11)", "Organisations (23)", "Both (48)"]
    evidence = [option.text for option in page.xpath("//select[@name='evidence']/option")]
    told = networks.levels["countries"].told["summary"]
    assert [text.rpartition("(")[2] for text in evidence] == [f"{told[e]['pairs']})" for e in told]
    years = {option.get("value"): option.get("label") for option in page.xpath("//datalist/option")}
    counts = {"2015": 2, "2016": 1, "2018": 2, "2019": 1, "2020": 1, "2025": 2}
    assert years == {year: f"{count} fact{'s' if count > 1 else ''}" for year, count in counts.items()}


def test_the_years_of_a_fact_that_lasts_are_counted_and_those_of_one_without_a_date_are_not(built: Client) -> None:
    for level, known in built.app.state.site.networks.levels.items():
        expected: Counter[int] = Counter()
        first, last = built.app.state.site.networks.years[level]
        for dates in known.dates.values():
            if dates.not_before or dates.not_after:
                begin, end = int((dates.not_before or str(first))[:4]), int((dates.not_after or str(last))[:4])
                expected.update(range(begin, end + 1))
        found = built.app.state.site.networks.facts_by_year[level]
        assert found == {year: expected[year] for year in range(first, last + 1)}


def test_facts_of_two_thousand_years_make_no_longer_page(built: Client) -> None:
    days = {f"event/e{n:04}": f"{n:04}-05-05" for n in range(1, 2027)}
    made = network(parted(2, 1).told["nodes"], [tie("org/o000", "org/o001", days)], days)
    with shown(built, made) as site:
        page = tree(site, f"/network?{OF}")
        assert len(page.xpath("//datalist/option")) == 200
        assert len(page.xpath("//svg[@class='year-bars']/g")) <= 40


def test_bars_show_the_years_that_are_looked_at_and_the_others_pale(built: Client) -> None:
    for path in ("/network", "/world"):
        page = tree(built, f"{path}?from=2018&to=2019&lang=en")
        bars = page.xpath("//svg[@class='year-bars']/g")
        seen = [bar.xpath("title")[0].text[:4] for bar in bars if bar.get("class") != "is-out"]
        assert seen == ["2018", "2019"], path
        told = page.xpath("//svg[@class='year-bars']/@aria-label")[0]
        assert told.startswith("Facts by year: 2015: 2, 2016: 1, 2018: 2"), path


def test_the_forms_of_both_maps_offer_the_same_filters(built: Client) -> None:
    names = [set(tree(built, path).xpath("//form[@data-part='form']//@name")) for path in ("/network", "/world")]
    assert names[0] - names[1] == {"level"}
    assert names[1] - names[0] == set()
