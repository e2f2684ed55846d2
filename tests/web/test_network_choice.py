"""What is chosen on the map, the matrix, and views of very many actors: over the founding data and made networks."""

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.requests import Request

from edugraph.build.registry import Entry
from edugraph.network.selection import Filter
from edugraph.network.ties import EVIDENCE
from edugraph.web.frame import page_of
from edugraph.web.network import neighbourhood, networks
from edugraph.web.parameters import ParameterError

from .conftest import Client
from .networks_made import actor, crowd, network, shown, tie
from .test_network_page import pairs_linked, tree, words


def drawn(page: html.HtmlElement, side: str) -> set[str]:
    """The actors of a map on one side of a choice: `is-near` or `is-far`."""
    return set(page.xpath(f"//svg[@class='network']//a[contains(@class, '{side}')]/@data-actor"))


def chosen(page: html.HtmlElement) -> str:
    return words(page.xpath("//section[@class='chosen']")[0])


# --- an actor --------------------------------------------------------------------------------------------------------


def test_a_chosen_actor_hides_nothing_and_fades_who_has_no_tie_with_it(built: Client) -> None:
    whole, page = tree(built, "/network"), tree(built, "/network?focus=country/ARM")
    assert pairs_linked(page) == pairs_linked(whole)
    assert drawn(page, "is-near") == {f"country/{code}" for code in ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")}
    assert drawn(page, "is-far") == {f"country/{code}" for code in ("EST", "LTU", "LVA", "TKM", "UZB")}
    assert page.xpath("//a[contains(@class, 'is-chosen')]/@data-actor") == ["country/ARM"]


def test_two_steps_reach_further_and_say_how_far(built: Client) -> None:
    page = tree(built, "/network?focus=country/ARM&steps=2")
    assert drawn(page, "is-far") == set()
    steps = page.xpath("//a[@data-steps]")
    assert [words(step) for step in steps] == ["1 step 5", "2 steps 10", "3 steps 10"]
    assert [step.get("aria-current") for step in steps] == [None, "true", None]


def test_beside_the_map_stand_partners_facts_by_kind_and_the_ways_on(built: Client) -> None:
    page = tree(built, "/network?focus=country/ARM&lang=en")
    assert "Armenia: ties with 5 countries." in chosen(page)
    assert "took part together: 1" in chosen(page)
    partners = page.xpath("//table[contains(@class, 'partners')]/tbody/tr")
    assert [words(row.xpath("td[1]/a")[0]) for row in partners] == [
        "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan",
    ]  # fmt: skip
    assert "/doc/country/ARM?lang=en" in page.xpath("//section[@class='chosen']//@href")


def test_who_would_fall_off_without_an_actor_is_named_and_only_in_the_whole_view(built: Client) -> None:
    told = chosen(tree(built, "/network?level=both&focus=country/RUS&lang=en"))
    assert (
        "Only this actor links these to the others: Brunei, Indonesia, Cambodia, Laos, Myanmar (Burma) and 13 more."
        in told
    )
    assert "Only this actor links" not in chosen(tree(built, "/network?level=both&focus=country/RUS&from=2010&lang=en"))


def test_with_years_the_numbers_beside_the_map_are_of_these_years_and_say_so(built: Client) -> None:
    page = tree(built, "/network?focus=country/KAZ&from=2018&to=2018")
    told = built.get("/network.json?actor=country/KAZ&from=2018&to=2018", accept="application/json").json()
    assert f"Kazakhstan: ties with {len(told['pairs'])} countries." in chosen(page)
    assert "These numbers are those of this view" in chosen(page)
    assert "Clusters and what is told of them are those of all years and kinds" in words(page)
    assert "those of all years" not in words(tree(built, "/network?focus=country/KAZ"))


def test_what_is_beside_the_map_can_be_asked_for_alone(built: Client) -> None:
    for query in ("focus=country/KAZ&steps=2&lang=ru", "tie=country/KAZ,country/LVA&lang=lv"):
        alone, page = tree(built, f"/network/chosen?{query}"), tree(built, f"/network?{query}")
        assert chosen(alone) == chosen(page)
    assert tree(built, "/network/chosen").xpath("//a/@href") == ["/network"]


def test_an_actor_alone_and_a_chosen_one_lead_to_each_other(built: Client) -> None:
    page = tree(built, "/network?focus=country/KAZ&min=2")
    only = next(link for link in page.xpath("//section[@class='chosen']//@href") if "actor=" in link)
    assert only == "/network?min=2&actor=country/KAZ"
    back = tree(built, only).xpath("//section[@class='chosen']//a[contains(@href, 'focus=')]/@href")[0]
    assert back == "/network?min=2&focus=country/KAZ"


# --- a tie -----------------------------------------------------------------------------------------------------------


def test_a_chosen_tie_shows_the_lines_of_its_own_page(built: Client) -> None:
    page = tree(built, "/network?tie=country/KAZ,country/LVA")
    own = tree(built, "/network/tie?a=country/KAZ&b=country/LVA")
    lines = [[words(row) for row in one.xpath("//table[contains(@class, 'stack')]/tbody/tr")] for one in (page, own)]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 2
    assert drawn(page, "is-near") == {"country/KAZ", "country/LVA"}
    assert page.xpath("//section[@class='chosen']//details[@class='evidence']")
    assert own.xpath("//a[@href='/network?tie=country/KAZ,country/LVA']")


def test_the_order_of_the_two_does_not_matter(built: Client) -> None:
    one, other = (
        tree(built, f"/network?tie={ends}") for ends in ("country/LVA,country/KAZ", "country/KAZ,country/LVA")
    )
    assert chosen(one) == chosen(other)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("focus=country/XXX", 404, "There is nothing at this address"),
        ("focus=country/KAZ&steps=9", 400, "steps takes 1, 2 or 3, not '9'"),
        ("tie=country/KAZ", 400, "tie takes two different actors such as country/KAZ,country/LVA"),
        ("tie=country/KAZ,country/KAZ", 400, "tie takes two different actors such as country/KAZ,country/LVA"),
        ("tie=country/KAZ,country/LVA,country/EST", 400, "tie takes two different actors"),
        ("view=matrix&from=2020&to=2010", 400, "exchange from and to"),
        ("from=99999&to=99999", 400, "from takes a year, month or day"),
        ("from=٢٠٢٠", 400, "from takes a year, month or day such as 2018, 2018-12 or 2018-12-03, not '٢٠٢٠'"),
        ("actor=" + ",".join(["x"] * 5000), 400, "actor takes up to 50 actors, not 5000"),
    ],
)
def test_what_cannot_be_chosen_is_told_in_words_everywhere(built: Client, query: str, status: int, told: str) -> None:
    for path in ("/network", "/network/chosen", "/network/embed", "/network.svg"):
        if path == "/network" or "view=" not in query:
            answer = built.get(f"{path}?{query}")
            assert answer.status_code == status, path
            assert told in words(html.fromstring(answer.text)), path


def test_50000_actors_asked_for_at_once_are_refused_in_words(built: Client) -> None:
    """No client of ours sends so long an address, and the server takes no such head: so the reading of it is asked."""
    query = "actor=" + ",".join(["country/KAZ"] * 50_000)
    request = Request({"type": "http", "query_string": query.encode(), "headers": []})
    with pytest.raises(ParameterError, match="actor takes up to 50 actors, not 50000; leave it out for all of them"):
        networks.wanted(request, built.app.state.site.networks, "countries")


def test_an_actor_that_was_merged_leads_to_its_successor_with_all_that_was_asked(built: Client) -> None:
    site = built.app.state.site
    entry = Entry("id/country/KAZAKH", "2026.11.1", "merged", "id/country/KAZ", "one country")
    site.networks.registered[entry.iri] = entry
    site.tombstones[entry.iri] = entry
    try:
        for path, query in (
            ("/network", "focus=country/KAZAKH&steps=2&lang=lv"),
            ("/network", "tie=country/KAZAKH,country/LVA&min=1"),
            ("/network", "cluster=country/KAZAKH&level=both"),
            ("/world", "cluster=country/KAZAKH&from=2016"),
            ("/network.svg", "actor=country/KAZAKH"),
            ("/network/embed", "focus=country/KAZAKH"),
            ("/network/chosen", "focus=country/KAZAKH"),
        ):
            answer = built.get(f"{path}?{query}")
            assert (answer.status_code, answer.headers["location"]) == (301, f"{path}?{query.replace('KAZAKH', 'KAZ')}")
    finally:
        del site.networks.registered[entry.iri]
        del site.tombstones[entry.iri]


# --- the matrix ------------------------------------------------------------------------------------------------------


def test_the_matrix_shows_every_pair_twice_and_says_its_weight_in_words(built: Client) -> None:
    page = tree(built, "/network?view=matrix&lang=en")
    told = built.get("/network.json", accept="application/json").json()
    assert pairs_linked(page) == {(pair["a"], pair["b"]) for pair in told["pairs"]}
    cells = page.xpath("//table[@class='ties-matrix']//td/a")
    assert len(cells) == 2 * len(told["pairs"])
    labels = {cell.get("aria-label"): cell.text for cell in cells}
    assert labels["Kazakhstan – Latvia: 2 facts"] == "2"
    rows = [words(head).strip() for head in page.xpath("//table[@class='ties-matrix']/tbody//th[@scope='row']/a")]
    assert rows == [words(head).strip() for head in page.xpath("//thead//th[@scope='col']")]
    assert len(rows) == 11


def test_actors_of_a_cluster_stand_together_in_the_matrix(built: Client) -> None:
    page = tree(built, "/network?view=matrix&level=both")
    numbers = [
        int(text) for text in page.xpath("//table[@class='ties-matrix']/tbody//th//text()[parent::*[name()='text']]")
    ]
    assert numbers == sorted(numbers)
    assert len(numbers) == 48


def test_a_matrix_of_too_many_shows_the_strongest_sixty_and_says_so(built: Client) -> None:
    with shown(built, crowd(100)) as site:
        page = tree(site, "/network?level=organisations&view=matrix")
        assert len(page.xpath("//table[@class='ties-matrix']/tbody/tr")) == 60
        assert "40 weaker actors are left out of the matrix; their ties stand in the table." in words(page)


# --- very many, and very few -----------------------------------------------------------------------------------------


def test_of_a_level_with_very_many_actors_the_strongest_300_are_looked_at_and_the_way_on_is_told(built: Client) -> None:
    with shown(built, crowd(1000)) as site:
        page = tree(site, "/network?level=organisations")
        assert "This level has 1,000 actors." in words(page)
        assert len(page.xpath("//svg[@class='network']//a[@data-actor]")) == 300
        known = site.app.state.site.networks
        assert len(known.part("organisations", Filter()).told["ties"]) < 600
        beyond = tree(site, "/network?level=organisations&focus=org/o900")
        assert "ties with 4 organisations" in chosen(beyond)
        only = tree(site, "/network?level=organisations&actor=org/o900&view=table")
        assert {b for pair in pairs_linked(only) for b in pair} == {
            "org/o900", "org/o899", "org/o901", "org/o893", "org/o907",
        }  # fmt: skip


def test_what_a_view_looks_at_does_not_grow_with_the_level(built: Client) -> None:
    sizes = []
    for count in (400, 1000):
        with shown(built, crowd(count)) as site:
            known = site.app.state.site.networks
            wanted = [Filter(), Filter(surely=True), Filter(actors=("org/o050",))]
            sizes.append([len(known.part("organisations", one).told["ties"]) for one in wanted])
    assert sizes[0] == sizes[1]


def test_one_actor_without_a_tie_and_a_tie_with_oneself_are_an_empty_network(built: Client) -> None:
    alone = network([actor(1)], [])
    itself = network([actor(1)], [tie("org/o001", "org/o001")])
    for made, told in ((alone, "No tie is found at this level"), (itself, "")):
        with shown(built, made) as site:
            for view in ("", "&view=table", "&view=matrix"):
                page = tree(site, f"/network?level=organisations{view}")
                assert told in words(page)
            assert site.get("/network.svg?level=organisations").status_code == 200
            assert site.get("/network/embed?level=organisations").status_code == 200


def test_where_no_fact_has_a_date_every_period_shows_all_of_them_as_possible(built: Client) -> None:
    with shown(built, network([actor(1), actor(2)], [tie("org/o001", "org/o002")])) as site:
        page = tree(site, "/network?level=organisations&from=1990&to=1991&tie=org/o001,org/o002")
        assert not page.xpath("//@data-years")
        assert "date not stated" in chosen(page)
        assert "possibly in the period" in chosen(page)
        nothing = tree(site, "/network?level=organisations&from=1990&to=1991&sure=yes")
        assert "Take back: the years" in words(nothing)


def test_each_level_of_evidence_keeps_the_lines_of_the_surer_ones(built: Client) -> None:
    seen = [pairs_linked(tree(built, f"/network?level=both&evidence={one}")) for one in EVIDENCE]
    assert all(less <= more for less, more in pairwise(seen))


def test_links_of_the_views_keep_what_is_chosen(built: Client) -> None:
    page = tree(built, "/network?focus=country/KAZ&steps=2&min=2&lang=en")
    matrix = next(link for link in page.xpath("//nav//@href") if "view=matrix" in link)
    asked = {"focus": ["country/KAZ"], "steps": ["2"], "min": ["2"], "lang": ["en"], "view": ["matrix"]}
    assert parse_qs(urlsplit(matrix).query) == asked
    other = tree(built, matrix)
    assert re.search("Kazakhstan", chosen(other))


# --- pages of actors -------------------------------------------------------------------------------------------------


def test_the_page_of_an_actor_shows_its_strongest_partners_as_a_picture_and_a_table(built: Client) -> None:
    page = tree(built, "/doc/country/KAZ?lang=en")
    part = page.xpath("//div[@class='one-step']")[0]
    assert len(part.xpath(".//svg//*[contains(@class, 'actor cluster')]")) == 11
    assert words(part.xpath(".//tbody/tr[1]/td[1]")[0]).startswith("Kyrgyzstan")
    assert page.xpath("//a[@href='/network?level=countries&focus=country/KAZ&lang=en']") or page.xpath(
        "//a[contains(@href, 'focus=country%2FKAZ')]"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Kazakhstan: ties with 10 countries. It rests on: 3 facts, dated 2018–2019. "
               "One of 3 in its cluster that link it to cluster 2 (Latvia)."),
        ("ru", "Казахстан: связи с 10 странами. Основание: 3 факта, датировка: 2018–2019 годы. "
               "Один из 3 участников своего кластера, связывающих его с кластером 2 (Латвия)."),
        ("lv", "Kazahstāna: saiknes ar 10 valstīm. Pamats: 3 fakti, datējums: 2018.–2019. gads. "
               "Viens no 3 sava klastera dalībniekiem, kas to saista ar 2. klasteri (Latvija)."),
    ],
)  # fmt: skip
def test_the_page_of_an_actor_says_what_ties_rest_on_and_what_it_links(built: Client, language: str, told: str) -> None:
    page = tree(built, f"/doc/country/KAZ?lang={language}")
    heading = page.xpath("//h2[@id='works-with']")[0]
    assert words(heading.getnext()).startswith(told)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "an id stands once"


def test_the_page_of_what_has_no_tie_has_no_such_part(built: Client) -> None:
    assert not tree(built, "/doc/region/central-asia").xpath("//div[@class='one-step']")


def test_two_actors_have_an_address_on_the_map(built: Client) -> None:
    page = page_of(Request({
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"lang=lv", "headers": [],
        "app": built.app, "root_path": "",
    }))  # fmt: skip
    ids = "https://w3id.org/edugraph/id/"
    address = neighbourhood.map_address(page, f"{ids}country/LVA", f"{ids}country/KAZ")
    assert address == "/network?level=countries&tie=country%2FKAZ%2Ccountry%2FLVA&lang=lv"
    assert "Kazahstāna un Latvija" in chosen(tree(built, address))
    assert neighbourhood.map_address(page, f"{ids}country/LVA", f"{ids}country/XXX") == ""


def test_a_path_in_a_large_level_is_sought_among_all_of_it(built: Client) -> None:
    with shown(built, crowd(1000)) as site:
        path = "/network/path?level=organisations&a=org/o900&b=org/o914"
        assert site.get(path, accept="application/json").json()["steps"] == 2
