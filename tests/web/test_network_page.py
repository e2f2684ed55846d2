"""The map of who works with whom, its table and the pages of its ties, over the founding data."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from edugraph.network.selection import Filter, Network, selected
from edugraph.web.network import map as network_map

from .conftest import Client

HOSTILE = '<script>alert("1")</script>\u202e&amp;'


def tree(client: Client, path: str, status: int = 200, **options: object) -> html.HtmlElement:
    answer = client.get(path, **options)
    assert answer.status_code == status, answer.text[:500]
    return html.fromstring(answer.text)


def words(page: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", page.text_content())


def pairs_linked(page: html.HtmlElement) -> set[tuple[str, str]]:
    """The pairs that the links of a map or a table lead to."""
    queries = [parse_qs(urlsplit(link).query) for link in page.xpath("//a[contains(@href, '/network/tie?')]/@href")]
    return {(query["a"][0], query["b"][0]) for query in queries}


@pytest.mark.parametrize(
    "query", ["", "level=organisations", "level=both&weight=shared", "evidence=region-expanded&from=2018&to=2018"]
)
def test_map_table_and_data_show_the_same_pairs_and_every_one_has_its_link(built: Client, query: str) -> None:
    told = built.get(f"/network.json?{query}", accept="application/json").json()
    pairs = {(pair["a"], pair["b"]) for pair in told["pairs"]}
    assert pairs
    drawn = tree(built, f"/network?{query}")
    assert pairs_linked(drawn) == pairs == pairs_linked(tree(built, f"/network?{query}&view=table"))
    marks = drawn.xpath("//figure[@class='map']//svg[@class='network']//a[contains(@href, 'focus=')]")
    assert len(marks) == len(told["nodes"]) <= 300
    assert all(mark.xpath("string(title)") for mark in marks)


def test_every_tie_of_the_map_opens_a_page_with_as_many_facts_as_its_line_says(built: Client) -> None:
    rows = tree(built, "/network?view=table").xpath("//table/tbody/tr")
    assert len(rows) == 38
    for row in rows:
        page = tree(built, row.xpath(".//@href")[0])
        facts = page.xpath("//table[contains(@class, 'stack')]/tbody/tr")
        weight = row.xpath("string(td[3])")
        assert [weight, weight] == [str(len(facts)), page.xpath("string(//tfoot/tr/td[1])")]


def test_the_page_of_a_tie_shows_dated_facts_newest_first_the_sum_and_queries_that_run(built: Client) -> None:
    page = tree(built, "/network/tie?a=country/KAZ&b=country/LVA&weight=shared")
    told = built.get("/network/tie?a=country/KAZ&b=country/LVA&weight=shared", accept="application/json").json()
    lines = page.xpath("//table[contains(@class, 'stack')]/tbody/tr")
    shown = [link.rpartition("/doc/")[2] for link in page.xpath("//tbody/tr/td[1]/a/@href")]
    assert shown == [line["fact"] for line in told["facts"]]
    assert sum(float(line.xpath("string(td[6])")) for line in lines) == pytest.approx(
        told["weight"]["shared"], abs=0.01
    )
    assert page.xpath("//td//details[@class='evidence']")
    runs = page.xpath("//a[starts-with(@href, '/query?query=')]")
    assert len(runs) == len(told["queries"]) > 0


def test_programs_get_a_tie_as_json_and_readers_a_page(built: Client) -> None:
    path = "/network/tie?a=country/KAZ&b=country/LVA"
    assert built.get(path, accept="*/*").headers["content-type"] == "application/json"
    assert built.get(path, accept="text/html,*/*;q=0.8").headers["content-type"] == "text/html; charset=utf-8"
    assert built.get(path.replace("tie?", "tie.json?")).headers["content-type"] == "application/json"


def test_two_without_a_tie_have_a_page_that_says_so_neutrally(built: Client) -> None:
    assert "No shared fact is found in this release." in words(tree(built, "/network/tie?a=country/KAZ&b=country/THA"))


@pytest.mark.parametrize(
    ("query", "undo", "left"),
    [
        ("from=1900&to=1901&kinds=co-participation&evidence=named", "Take back: the years", {"kinds", "evidence"}),
        ("min=900", "Take back: the least weight", set()),
        ("from=1900&to=1901&min=900", "Take back: all filters", {"level"}),
    ],
)
def test_where_nothing_is_left_the_page_names_the_one_thing_to_take_back(
    built: Client, query: str, undo: str, left: set[str]
) -> None:
    page = tree(built, f"/network?{query}&kinds=")
    notice = page.xpath("//div[@class='notice']")[0]
    assert undo in words(notice)
    address = notice.xpath(".//@href")[0]
    assert set(parse_qs(urlsplit(address).query)) == left
    assert tree(built, address).xpath("//svg[@class='network']")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=2020&to=2010", "exchange from and to"),
        ("from=99999", "from takes a year, month or day"),
        ("level=planets", "level takes countries, organisations, both"),
        ("view=globe", "view has no value"),
        ("min=-1", "min takes a number from 0"),
    ],
)
def test_filters_that_contradict_or_mean_nothing_are_refused_in_words(built: Client, query: str, told: str) -> None:
    assert told in words(tree(built, f"/network?{query}", 400))


def test_an_actor_narrows_the_map_to_its_ties_and_is_described(built: Client) -> None:
    page = tree(built, "/network?actor=country/KAZ")
    assert all("country/KAZ" in pair for pair in pairs_linked(page))
    assert "Kazakhstan: ties with" in words(page)
    assert page.xpath("//a[@href='/doc/country/KAZ']")


def test_a_stranger_is_told_of_as_a_fault_and_a_network_without_ties_as_empty(built: Client, client: Client) -> None:
    stranger = built.get("/network?actor=country/XXX", accept="text/html")
    assert stranger.status_code == 404
    assert "there is no actor &#39;country/XXX&#39; (written like country/KAZ)" in stranger.text
    assert "No tie is found at this level in this release." in words(tree(client, "/network"))


def test_exports_links_and_languages_keep_what_was_asked(built: Client) -> None:
    page = tree(built, "/network?level=both&min=2&lang=lv&asof=2024-12-31")
    downloads = page.xpath("//span[@class='downloads']/a/@href")
    assert [urlsplit(link).path for link in downloads] == [
        f"/network.{suffix}" for suffix in ("svg", "csv", "gexf", "graphml", "json", "ttl", "csv-metadata.json")
    ]
    asked = {"level": ["both"], "min": ["2"], "lang": ["lv"], "asof": ["2024-12-31"]}
    for link in downloads:
        assert parse_qs(urlsplit(link).query) == asked
        assert built.get(link).status_code == 200
    ties = page.xpath("//svg[@class='network']//a[contains(@href, '/network/tie?')]/@href")
    assert all(asked.items() <= parse_qs(urlsplit(link).query).items() for link in ties)
    assert page.xpath("//h1")[0].text == "Kas ar ko sadarbojas"


def test_no_style_and_no_script_stands_in_the_page(built: Client) -> None:
    page = tree(built, "/network?level=both")
    assert not page.xpath("//@style | //@onclick | //main//script")


def test_the_first_page_shows_the_network_of_countries_as_a_picture(built: Client) -> None:
    page = tree(built, "/")
    assert (
        len(page.xpath("//svg[@role='img'][contains(@class, 'small-network')]//*[contains(@class, 'actor cluster')]"))
        == 11
    )
    assert page.xpath("//a[@href='/network']")


def test_the_page_of_two_leads_to_their_tie_and_back(built: Client) -> None:
    link = tree(built, "/pair/country/KAZ/country/LVA").xpath("//main//a[contains(@href, '/network/tie')]/@href")[0]
    assert tree(built, link).xpath("//a[starts-with(@href, '/pair/country/KAZ/country/LVA?')]")


# --- the picture, apart from the page --------------------------------------------------------------------------------


def network_of(count: int, label: str = "A name", **place: float) -> Network:
    """Actors in a row, each with a tie to the next."""
    nodes = [
        {
            "id": f"org/{n}", "label": {"en": label}, "type": "organisation", "kind": None, "regions": [],
            "x": place.get("x", 30.0 + n), "y": place.get("y", 50.0), "measures": {"by-group": {"cluster": n % 9 + 1}},
        }
        for n in range(count)
    ]  # fmt: skip
    shared = [{"fact": "f", "participants": 2}]
    ties = [
        {"kind": "funding", "a": f"org/{n}", "b": f"org/{n + 1}", "evidence": "named", "facts": shared}
        for n in range(count - 1)
    ]  # fmt: skip
    facts: Mapping[str, object] = {"f": {"when": None, "notBefore": None, "notAfter": None}}
    return Network(
        {"level": "organisations", "view": {"width": 1000, "height": 700}, "nodes": nodes, "ties": ties, "facts": facts}
    )


def test_at_most_300_actors_are_drawn_and_names_never_lie_on_each_other() -> None:
    found = selected(network_of(400), Filter())
    picture = network_map.drawn(found, {})
    assert found.is_cut
    assert len(picture.marks) == 300
    assert len(picture.names) <= 25
    assert {mark.colour for mark in picture.marks} >= {"1", "7", "other"}


def test_two_actors_at_one_point_and_one_fact_give_a_picture_all_the_same() -> None:
    picture = network_map.drawn(selected(network_of(2, x=0.0, y=0.0), Filter()), {"org/0": "x" * 500})
    assert len(picture.marks) == 2
    assert picture.widths == {4: (1, 1)}
    assert all(len(name.text) <= network_map.LONGEST for name in picture.names)


def test_an_actor_without_a_place_is_counted_and_not_drawn() -> None:
    network = network_of(3)
    network.told["nodes"][1]["x"] = None
    picture = network_map.drawn(selected(network, Filter()), {})
    assert picture.placeless == ["org/1"]
    assert picture.lines == []


def test_hostile_names_are_escaped_in_map_table_and_choices(built: Client) -> None:
    levels = built.app.state.site.networks.levels
    node = levels["countries"].nodes["country/KAZ"]
    before, node["label"] = node["label"], {"en": HOSTILE}
    try:
        for path in (
            "/network",
            "/network?view=table",
            "/network?actor=country/KAZ",
            "/network/tie?a=country/KAZ&b=country/LVA",
        ):
            answer = built.get(path)
            assert "<script>alert" not in answer.text
            assert "&lt;script&gt;alert" in answer.text
    finally:
        node["label"] = before
