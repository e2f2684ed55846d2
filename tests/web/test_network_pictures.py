"""The map away from the site: the SVG file and the page for frames elsewhere."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree, html

from edugraph.web import pictures

from .conftest import Client
from .networks_made import actor, network, shown, tie
from .test_network_page import tree, words

SVG = "{http://www.w3.org/2000/svg}"


def picture(client: Client, query: str = "") -> etree._Element:
    answer = client.get(f"/network.svg{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    return etree.fromstring(answer.content)


def texts(found: etree._Element) -> str:
    return " ".join(text.text or "" for text in found.iter(f"{SVG}text"))


def test_the_file_says_title_sentence_filters_legend_date_and_address(built: Client) -> None:
    found = picture(built, "?level=both&min=2&from=2015&focus=country/KAZ&lang=en")
    told = texts(found)
    for part in (
        "Who works with whom", "Level: Both", "How it is known: by group", "Period: from 1 January 2015",
        "Least weight: 2",
        "Chosen actor: Kazakhstan", "international organisation", "weight", "Cluster 1:", "of 21 November 2026",
        "No line means that no evidence was found up to 21 November 2026.",
    ):  # fmt: skip
        assert part in re.sub(r"\s+", " ", told), part
    address = re.search(r"http\S+", told.replace(" ", "")) and re.search(r"http\S+", told)
    assert address
    assert parse_qs(urlsplit(address[0]).query)["focus"] == ["country/KAZ"]
    assert found.findtext(f"{SVG}title") == "Who works with whom"


def test_the_file_needs_nothing_from_outside_itself(built: Client) -> None:
    found = picture(built, "?level=both")
    assert not found.xpath("//@class | //@style | //@href | //*[local-name()='style' or local-name()='script']")
    assert {text.get("font-family") for text in found.iter(f"{SVG}text")} == {"sans-serif"}
    for shape in found.iter(f"{SVG}circle", f"{SVG}polygon"):
        assert shape.get("fill")
        assert shape.get("stroke")
    assert all(line.get("stroke") for line in found.iter(f"{SVG}line"))


def test_the_file_draws_what_the_page_draws(built: Client) -> None:
    page, found = tree(built, "/network?level=both"), picture(built, "?level=both")
    drawing = found.find(f"{SVG}g")
    assert len(drawing.findall(f"{SVG}line")) == len(page.xpath("//svg[@class='network']//a[@data-a]"))
    marks = [*drawing.iter(f"{SVG}circle"), *drawing.iter(f"{SVG}polygon")]
    assert len(marks) == len(page.xpath("//svg[@class='network']//a[@data-actor]")) == 48


@pytest.mark.parametrize(("language", "title"), [("ru", "Кто с кем сотрудничает"), ("lv", "Kas ar ko sadarbojas")])
def test_the_file_is_in_the_language_asked_for(built: Client, language: str, title: str) -> None:
    found = picture(built, f"?lang={language}")
    assert found.findtext(f"{SVG}title") == title
    assert (found.get("lang"), f"lang={language}" in texts(found)) == (language, True)


def test_an_empty_network_is_a_file_that_says_so(built: Client) -> None:
    assert "No tie is left by these filters." in texts(picture(built, "?from=1800&to=1801&sure=yes"))


def test_control_characters_and_markup_in_names_leave_a_file_that_parses(built: Client) -> None:
    hostile = '\x00\x08<script>alert("1")</script>\u202e&amp;\ud800 ]]>'
    made = network([actor(1, label={"en": hostile}), actor(2)], [tie("org/o001", "org/o002")])
    with shown(built, made) as site:
        found = picture(site, "?level=organisations&focus=org/o001")
        assert "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}<script>alert(" in texts(found)
        assert not found.xpath("//*[local-name()='script']")
        for suffix in ("csv", "gexf", "graphml"):
            answer = site.get(f"/network.{suffix}?level=organisations")
            assert answer.status_code == 200
            assert not re.search("[\x00-\x08]", answer.text)
            if suffix != "csv":
                etree.fromstring(answer.content)


def test_lines_of_text_are_broken_before_the_edge_of_the_picture() -> None:
    caption = pictures.Caption("T" * 300, "word " * 100, ["w " * 300], "date", "https://example.org/" + "x" * 400, "en")
    found = etree.fromstring(pictures.picture(caption, pictures.View(0, 0, 400, 100), [], []))
    width = float(found.get("width"))
    for text in found.iter(f"{SVG}text"):
        assert float(text.get("x")) + len(text.text) * pictures.MEAN * float(text.get("font-size")) <= width


# --- in a frame ------------------------------------------------------------------------------------------------------


def test_the_page_for_frames_alone_may_be_framed(built: Client) -> None:
    embedded = built.get("/network/embed?min=2&lang=lv")
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in built.get("/network").headers["content-security-policy"]
    page = html.fromstring(embedded.text)
    assert page.xpath("//svg[@role='img']/@aria-label")[0].startswith("Saikņu karte")
    assert not page.xpath("//script | //form | //nav")
    links = page.xpath("//a[contains(@href, '/network?')]")
    assert {parse_qs(urlsplit(link.get("href")).query)["min"][0] for link in links} == {"2"}
    assert all(link.get("target") == "_blank" for link in page.xpath("//a"))
    assert "2026. gada 21. novembri" in words(page)


def test_the_page_offers_the_line_that_shows_it_elsewhere(built: Client) -> None:
    page = tree(built, "/network?level=both&focus=country/KAZ&lang=en")
    line = page.xpath("//pre[contains(., '<iframe')]")[0].text
    address = re.search('src="([^"]+)"', line)
    assert address
    assert address[1] == "http://test/network/embed?level=both&focus=country/KAZ&lang=en"
    assert built.get(address[1].removeprefix("http://test")).status_code == 200
