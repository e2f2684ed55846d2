"""The map of the world, its tables, its picture as a file and its frame, over the founding data."""

import copy
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree, html

from edugraph.config import Settings
from edugraph.network.selection import Filter, Network, whole
from edugraph.web.app import create_app
from edugraph.web.world import map as world_map
from edugraph.web.world import shapes
from inprocess import InProcess

from .conftest import Client

HOSTILE = '<script>alert("1")</script>\u202e&amp;\x0b'
SVG = "{http://www.w3.org/2000/svg}"


def tree(client: Client, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    return html.fromstring(answer.text)


def words(page: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", page.text_content())


def pairs_linked(page: html.HtmlElement, where: str) -> set[tuple[str, str]]:
    queries = [
        parse_qs(urlsplit(link).query) for link in page.xpath(f"{where}//a[contains(@href, '/network/tie?')]/@href")
    ]
    return {(query["a"][0], query["b"][0]) for query in queries}


Told = dict[str, Any]
Changed = Callable[[Callable[[Told], object]], Client]


@pytest.fixture
def changed(built: Client) -> Changed:
    """A client of the same release after a change of its network of countries."""

    def with_change(change: Callable[[Told], object]) -> Client:
        release = built.app.state.site.release
        own = Client(create_app(release, Settings(), InProcess(release.store)))
        networks = own.app.state.site.networks
        told = copy.deepcopy(networks.levels["countries"].told)
        change(told)
        networks.__dict__["levels"] = {**networks.levels, "countries": Network(told)}
        return own

    return with_change


def node_of(told: Told, name: str) -> Told:
    return next(node for node in told["nodes"] if node["id"] == name)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "query", ["", "evidence=region-expanded", "from=2018&to=2018&weight=shared", "actor=country/LVA"]
)
def test_curves_and_table_show_the_pairs_of_the_data_and_every_country_has_circle_fill_and_line(
    built: Client, query: str
) -> None:
    told = built.get(f"/network.json?{query}", accept="application/json").json()
    pairs = {(pair["a"], pair["b"]) for pair in told["pairs"]}
    actors = {node["id"] for node in told["nodes"]}
    page = tree(built, f"/world?{query}")
    assert pairs_linked(page, "//svg") == pairs == pairs_linked(page, "//table")
    assert set(page.xpath("//svg//a[contains(@class, 'place')]/@data-actor")) == actors
    assert set(page.xpath("//g[@class='lands']/a/@data-actor")) == actors
    assert len(page.xpath("//tbody/tr[th]")) == len(actors)
    assert all(mark.xpath("string(title)") for mark in page.xpath("//svg//a[@class='place' or @class='curve']"))


def test_a_fill_says_how_many_facts_a_country_shares_each_counted_once(built: Client) -> None:
    told = built.get("/network.json", accept="application/json").json()
    facts: dict[str, set[str]] = {}
    for pair in told["pairs"]:
        for actor in (pair["a"], pair["b"]):
            facts.setdefault(actor, set()).update(pair["facts"])
    page = tree(built, "/world")
    assert facts["country/KAZ"]
    for row in page.xpath("//tbody/tr[th]"):
        actor = row.xpath("string(.//th//@href)").removeprefix("/doc/")
        assert row.xpath("string(td[1])") == str(len(facts[actor]))
    most = max(map(len, facts.values()))
    darkest = page.xpath("//g[@class='lands']/a[use[@class='fill-5']]/@data-actor")
    assert set(darkest) == {actor for actor, of in facts.items() if len(of) == most}


def test_the_legend_has_a_sample_for_every_colour_and_width_that_is_drawn_and_no_other(built: Client) -> None:
    page = tree(built, "/world")
    legend = page.xpath("//ul[@class='legend']")[0]
    fills = set(page.xpath("//g[@class='lands']//use/@class"))
    assert {c.replace("sample ", "") for c in legend.xpath(".//rect/@class")} == fills
    drawn = {re.search(r"tie-\d", c)[0] for c in page.xpath("//a[@class='curve']/path[3]/@class")}  # type: ignore[index]
    assert {c.split()[1] for c in legend.xpath(".//path/@class") if re.search(r"tie-\d$", c)} == drawn


def test_shapes_come_from_one_file_that_browsers_keep_for_ever(built: Client) -> None:
    page = tree(built, "/world")
    used = set(page.xpath("//svg//use/@href"))
    address = {link.partition("#")[0] for link in used}
    assert len(address) == 1
    file = built.get(address.pop())
    assert file.headers["content-type"] == "image/svg+xml"
    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    ids = set(etree.fromstring(file.content).xpath("//@id"))
    assert {link.partition("#")[2] for link in used} <= ids
    assert built.get("/world/shapes.svg?v=old").headers["cache-control"] == "public, no-cache"


def test_the_page_is_smaller_than_the_budget_and_has_neither_style_nor_script_nor_outside_request(
    built: Client,
) -> None:
    answer = built.get("/world")
    page = html.fromstring(answer.text)
    assert len(answer.content) < 60_000
    assert len(built.get("/world/shapes.svg").content) < 100_000
    assert not page.xpath("//@style | //@onclick | //main//script")
    asked = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src | //use/@href")
    assert [link for link in asked if not link.startswith("/")] == []


def test_points_only_shows_circles_and_curves_on_undivided_land(built: Client) -> None:
    page = tree(built, "/world?view=points")
    assert [link.partition("#")[2] for link in page.xpath("//svg//use/@href")] == ["land"]
    assert len(page.xpath("//a[@class='place']")) == 11
    assert "no tie by these filters" not in words(page)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("actor=country/XXX", 404, "There is nothing at this address"),
        ("from=99999", 400, "from takes a year, month or day"),
        ("from=2020&to=2010", 400, "exchange from and to"),
        ("view=globe", 400, "view has no value"),
        ("extent=moon", 400, "extent has no value"),
    ],
)
def test_what_is_unknown_or_means_nothing_is_refused_in_words(
    built: Client, query: str, status: int, told: str
) -> None:
    for path in ("/world", "/world/embed", "/world.svg"):
        assert told in words(tree(built, f"{path}?{query}", status))


def test_where_nothing_is_left_the_page_names_the_one_thing_to_take_back_and_leads_to_itself(built: Client) -> None:
    page = tree(built, "/world?min=900&evidence=named")
    notice = page.xpath("//div[@class='notice']")[0]
    assert "Take back: the least weight" in words(notice)
    address = notice.xpath(".//@href")[0]
    assert address == "/world?evidence=named"
    assert tree(built, address).xpath("//svg[contains(@class, 'world')]")
    assert "No tie is left by these filters." in built.get("/world.svg?min=900").text
    assert "No tie is left by these filters." in words(tree(built, "/world/embed?min=900"))


def test_a_release_without_a_network_says_so(client: Client) -> None:
    assert "No tie is found at this level in this release." in words(tree(client, "/world"))
    assert client.get("/world.svg").status_code == 200


def test_an_organisation_or_a_level_of_the_network_is_no_fault(built: Client) -> None:
    moved = built.get("/world?level=both&actor=org/cis")
    assert (moved.status_code, moved.headers["location"]) == (301, "/world?actor=org/cis")
    assert "Take back: the actor" in words(tree(built, "/world?actor=org/cis"))
    assert tree(built, "/world?focus=org/cis").xpath("//a[@class='curve is-far']")


def test_a_country_without_shape_or_code_has_its_circle_all_the_same(changed: Changed) -> None:
    def rename(told: Told) -> None:
        node_of(told, "country/ARM")["id"] = "country/XKX"
        for tie in told["ties"]:
            tie["a"], tie["b"] = (name.replace("country/ARM", "country/XKX") for name in (tie["a"], tie["b"]))

    page = tree(changed(rename), "/world")
    assert page.xpath("//a[@class='place'][@data-actor='country/XKX']")
    assert not page.xpath("//g[@class='lands']/a[@data-actor='country/XKX']")
    assert page.xpath("//a[@class='curve'][@data-a='country/BLR'][@data-b='country/XKX']")


def test_a_country_without_a_point_stands_in_the_tables_and_is_counted(changed: Changed) -> None:
    page = tree(changed(lambda told: node_of(told, "country/ARM").update(point=None)), "/world")
    assert "1 country has no point in the graph" in words(page)
    assert "country/ARM" not in page.xpath("//a[@class='place']/@data-actor")
    assert page.xpath("//table//a[@href='/doc/country/ARM']")


def test_names_are_escaped_in_page_frame_and_file(changed: Changed) -> None:
    built = changed(lambda told: node_of(told, "country/KAZ").update(label={"en": HOSTILE}))
    for path in ("/world", "/world?actor=country/KAZ", "/world/embed", "/world.svg", "/world.svg?actor=country/KAZ"):
        answer = built.get(path)
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert" in answer.text
    told = "".join(etree.fromstring(built.get("/world.svg").content).itertext())
    assert '<script>alert("1")</script>\u202e&amp;\ufffd' in told


def test_of_many_ties_the_strongest_50_are_curves_and_the_page_says_how_to_see_the_others(
    changed: Changed,
) -> None:
    built = changed(lambda told: fill_with_strangers(told, 20))
    page = tree(built, "/world")
    assert len(page.xpath("//a[@class='curve']")) == 50
    assert "Curves are drawn for the 50 strongest of 228 ties; choose a country" in words(page)
    file = etree.fromstring(built.get("/world.svg?lang=en").content)
    assert "Curves are drawn for the 50 strongest of 228 ties." in "".join(file.itertext())
    assert page.xpath("//figure/@data-is-whole") == ["no"]
    assert len(page.xpath("//a[@class='place']")) == 31
    assert len(tree(built, "/world?actor=country/X01").xpath("//a[@class='curve']")) == 19
    focused = tree(built, "/world?focus=country/X19").xpath("//a[contains(@class, 'curve')]/@class")
    assert focused.count("curve is-near") == 19
    assert len(focused) > 50


def fill_with_strangers(told: dict[str, Any], count: int) -> None:
    """So many countries more, each with a tie to each other."""
    kept = told["nodes"][0]
    fact = told["ties"][0]["facts"][:1]
    names = [f"country/X{n:02}" for n in range(count)]
    told["nodes"] += [{**kept, "id": name, "point": [n * 4.0 - 40, n * 9.0 - 90]} for n, name in enumerate(names)]
    told["ties"] += [
        {**told["ties"][0], "id": f"{a}{b}", "a": a, "b": b, "evidence": "named", "facts": fact}
        for a in names
        for b in names
        if a < b
    ]


def test_a_country_in_focus_is_told_of_and_the_rest_is_faded_without_a_script(built: Client) -> None:
    page = tree(built, "/world?focus=country/KAZ")
    near = page.xpath("//a[@class='curve is-near']")
    assert len(near) == 10
    assert all("country/KAZ" in (a.get("data-a"), a.get("data-b")) for a in near)
    assert len(page.xpath("//a[@class='curve is-far']")) == 28
    assert page.xpath("//a[@class='place is-near is-chosen']/@data-actor") == ["country/KAZ"]
    panel = page.xpath("//section[@data-chosen='country/KAZ']")[0]
    assert "Kazakhstan: ties with 10 countries." in words(panel)
    links = [urlsplit(link).path for link in panel.xpath(".//@href")]
    assert set(links) == {"/doc/country/KAZ", "/world", "/network/tie"}
    assert words(tree(built, "/world/chosen?focus=country/KAZ").xpath("//section")[0]) == words(panel)


def test_a_chosen_tie_stands_out_with_its_facts_beside_it(built: Client) -> None:
    page = tree(built, "/world?tie=country/KAZ,country/LVA")
    near = page.xpath("//a[@class='curve is-near']")
    assert [(a.get("data-a"), a.get("data-b")) for a in near] == [("country/KAZ", "country/LVA")]
    panel = page.xpath("//section[@data-chosen='country/KAZ,country/LVA']")[0]
    assert len(panel.xpath(".//table/tbody/tr")) == 2
    assert panel.xpath(".//a[@data-close]/@href") == ["/world"]
    assert "Chosen tie: Kazakhstan – Latvia" in built.get("/world.svg?tie=country/KAZ,country/LVA").text


def test_the_file_stands_alone_with_title_filters_legend_date_and_permalink(built: Client) -> None:
    answer = built.get("/world.svg?from=2018&to=2019&actor=country/LVA&kinds=co-participation&lang=en")
    assert answer.headers["content-type"] == "image/svg+xml"
    root = etree.fromstring(answer.content)
    told = re.sub(r"\s+", " ", " ".join(root.itertext()))
    for part in (
        "Who works with whom, on the map of the world",
        "Level: Countries · How it is known: by group · Weight of a tie: number of facts",
        "Period: 1 January 2018 to 31 December 2019 · Kinds of ties: took part together · Only ties of: Latvia",
        "of 21 November 2026 · edugraph",
        "no opinion on the status of any territory",
        "weight 1",
    ):
        assert part in told
    link = next(text for text in root.itertext() if text.startswith("http://test/world?"))
    assert parse_qs(urlsplit(link).query)["actor"] == ["country/LVA"]
    assert not root.xpath("//@style | //@class | //@href | //*[local-name()='script' or local-name()='use']")
    drawn = root.findall(f".//{SVG}g[@clip-path]//{SVG}circle")
    told = built.get("/network.json?from=2018&to=2019&actor=country/LVA", accept="application/json").json()
    assert len(drawn) == len(told["nodes"]) == 8


def test_the_frame_may_stand_on_any_site_and_only_the_frame(built: Client) -> None:
    frame = built.get("/world/embed?from=2018")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in built.get("/world").headers["content-security-policy"]
    page = html.fromstring(frame.text)
    assert page.xpath("//base/@target") == ["_blank"]
    assert page.xpath("//h1/a/@href") == ["http://test/world?from=2018&lang=en"]
    assert not page.xpath("//nav | //form | //script")
    code = tree(built, "/world?from=2018").xpath("string(//details//pre[contains(., 'world/embed')])")
    assert 'src="http://test/world/embed?from=2018"' in code


def test_downloads_languages_and_links_keep_what_was_asked(built: Client) -> None:
    page = tree(built, "/world?min=2&lang=lv&asof=2024-12-31&view=points&extent=world")
    downloads = page.xpath("//span[@class='downloads']/a/@href")
    assert [urlsplit(link).path for link in downloads] == [
        "/world.svg",
        *(f"/network.{suffix}" for suffix in ("csv", "gexf", "graphml", "json", "ttl")),
    ]
    for link in downloads:
        assert {"min": ["2"], "lang": ["lv"], "asof": ["2024-12-31"]}.items() <= parse_qs(urlsplit(link).query).items()
        assert built.get(link).status_code == 200
    assert page.xpath("//h1")[0].text == "Kas ar ko sadarbojas: pasaules karte"
    places = page.xpath("//a[@class='place']/@href")
    assert all(parse_qs(urlsplit(link).query)["view"] == ["points"] for link in places)


def test_the_same_address_gives_the_same_bytes(built: Client) -> None:
    for path in ("/world", "/world.svg", "/world/embed", "/world/shapes.svg"):
        assert built.get(path).content == built.get(path).content


def test_another_file_of_shapes_takes_the_place_of_ours_and_may_lack_countries(built: Client, tmp_path: Path) -> None:
    square = [[70, 40], [80, 40], [80, 50], [70, 40]]
    kazakhstan = {"type": "Polygon", "id": 398, "arcs": [[0]]}
    told = {"type": "Topology", "arcs": [square], "objects": {"anything": {"geometries": [kazakhstan]}}}
    file = tmp_path / "own.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    release = built.app.state.site.release
    own = Client(create_app(release, Settings(geometry=file), InProcess(release.store)))
    page = tree(own, "/world")
    assert page.xpath("//g[@class='lands']/a/@data-actor") == ["country/KAZ"]
    assert len(page.xpath("//a[@class='place']")) == 11
    assert len(etree.fromstring(own.get("/world/shapes.svg").content).findall(f".//{SVG}path")) == 1
    assert own.get("/world").headers["etag"] != built.get("/world").headers["etag"]


def test_a_page_asks_at_most_one_query_the_names_of_regions(built: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(built, "/world")
    asked: list[str] = []
    reader = built.app.state.site.reader
    answer = reader.select
    monkeypatch.setattr(reader, "select", lambda query: asked.append(query) or answer(query))
    assert tree(built, "/world?actor=country/KAZ").xpath("//a[@class='curve']")
    assert len(asked) == 1
    assert "region/central-asia" in asked[0]


# --- the picture, apart from the page --------------------------------------------------------------------------------


def network_of(*points: list[float] | None) -> Network:
    """Countries at points, each with a tie to the next."""
    names = [f"country/{n:03}" for n in range(len(points))]
    nodes = [
        {"id": name, "label": {"en": name}, "type": "country", "kind": None, "regions": [], "point": point}
        for name, point in zip(names, points, strict=True)
    ]
    shared = [{"fact": "f", "participants": 2}]
    ties = [{"kind": "funding", "a": a, "b": b, "evidence": "named", "facts": shared} for a, b in pairwise(names)]
    facts = {"f": {"when": None, "notBefore": None, "notAfter": None}}
    return Network({"level": "countries", "nodes": nodes, "ties": ties, "facts": facts})


def picture_of(network: Network, wanted: Filter = Filter(), extent: str = "countries") -> world_map.Map:  # noqa: B008
    found = whole(network, wanted)
    return world_map.drawn(found, world_map.strongest(found), network, {}, extent)


def test_a_view_holds_all_its_points_and_is_the_same_whatever_the_filter() -> None:
    network = network_of([57.0, 25.0], [41.0, 75.0], [48.0, 68.0])
    all_ = picture_of(network)
    one = picture_of(network, Filter(actors=("country/000",)))
    assert all_.view == one.view
    assert all(0 < p.mark.x < world_map.WIDE and 0 < p.mark.y < all_.view.high for p in all_.places)
    assert picture_of(network, extent="world").view == world_map.WORLD


@pytest.mark.parametrize(
    "points",
    [
        [],
        [[0.0, 0.0], [0.0, 0.0]],
        [[80.0, -169.5], [-55.0, -168.5]],
        [[90.0, 0.0], [-90.0, 180.0]],
        [[51.0, 10.0], [51.0, 10.001]],
        [None, None],
    ],
)
def test_countries_anywhere_or_nowhere_give_a_picture_of_finite_numbers(points: list[list[float] | None]) -> None:
    picture = picture_of(network_of(*points))
    assert 0 < picture.view.width <= shapes.GRID
    assert 0 < picture.view.high < 1000
    assert not re.search("nan|inf", repr(picture))


def test_a_curve_bends_upwards_whichever_country_comes_first() -> None:
    assert world_map.bent((0, 100), (100, 100)) == world_map.bent((100, 100), (0, 100)) == "M0 100Q50.0 72.0 100 100"
