"""Addresses of things: redirects, representations, and descriptions that an independent parser reads."""

import html as htmllib
import re

import httpx
import lxml.html
import pytest
import rdflib
from rdflib import RDF, URIRef
from rdflib.namespace import SKOS

from .conftest import Client, Make

EG = rdflib.Namespace("https://w3id.org/edugraph/def#")
FORUM = URIRef("https://w3id.org/edugraph/id/event/forum")


def graph(answer: httpx.Response) -> rdflib.Graph:
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def page(answer: httpx.Response) -> lxml.html.HtmlElement:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(answer.content)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/event/forum", "/doc/event/forum"),
        ("/id/passage/0123456789abcdef/6-16/range", "/doc/passage/0123456789abcdef/6-16/range"),
        ("/id/span/2018-12-14", "/doc/span/2018-12-14"),
        ("/id/event/forum?lang=ru", "/doc/event/forum?lang=ru"),
        ("/vocab/event-status/held", "/doc/vocab/event-status/held"),
    ],
)
def test_a_thing_redirects_to_the_document_about_it(client: Client, path: str, target: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, target)


def test_a_document_is_html_or_turtle_as_asked_for(client: Client) -> None:
    by_accept = client.get("/doc/event/forum", "text/turtle")
    by_suffix = client.get("/doc/event/forum.ttl", "text/html")
    assert by_accept.content == by_suffix.content
    assert (FORUM, RDF.type, EG.Meeting) in graph(by_accept)
    assert by_accept.headers["vary"] == "Accept"
    html = client.get("/doc/event/forum")
    assert page(html).findtext(".//h1/bdi").startswith("Forum <script>")
    assert html.headers["vary"] == "Accept, Accept-Language"
    assert html.headers["content-language"] == "en"
    assert client.get("/doc/event/forum.html", "text/turtle").content.startswith(b"<!doctype html>")


def test_the_turtle_holds_labels_in_every_script_and_the_relations_of_the_thing(client: Client) -> None:
    found = graph(client.get("/doc/event/forum.ttl"))
    assert {str(label.language): str(label) for label in found.objects(FORUM, SKOS.prefLabel)} == {
        "en": "Forum <script>alert(\"1\")</script> & 'friends'",
        "ar": "منتدى التعليم (2018)",
        "ru": "Форум «Образование»",
    }
    participation = URIRef("https://w3id.org/edugraph/id/participation/forum--KAZ--attendee")
    assert (participation, EG["in"], FORUM) in found


def test_links_tell_the_other_representations(client: Client) -> None:
    assert client.get("/doc/event/forum").headers["link"] == (
        '</doc/event/forum.html>; rel="alternate"; type="text/html", '
        '</doc/event/forum.ttl>; rel="alternate"; type="text/turtle", '
        '</doc/event/forum.nt>; rel="alternate"; type="application/n-triples", '
        '</doc/event/forum.nq>; rel="alternate"; type="application/n-quads", '
        '</doc/event/forum.trig>; rel="alternate"; type="application/trig", '
        '</doc/event/forum.jsonld>; rel="alternate"; type="application/ld+json", '
        '</doc/event/forum.rdf>; rel="alternate"; type="application/rdf+xml", '
        '</dataset>; rel="describedby", '
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license", '
        '<http://xmlns.com/foaf/0.1/Document>; rel="type", '
        '<https://w3id.org/edugraph/id/event/forum>; rel="describes", '
        '<https://w3id.org/edugraph/def#Event>; rel="type"; anchor="https://w3id.org/edugraph/id/event/forum", '
        '<https://w3id.org/edugraph/def#Meeting>; rel="type"; anchor="https://w3id.org/edugraph/id/event/forum"'
    )


@pytest.mark.parametrize(
    "path", ["/doc/event/none", "/doc/event%2Fforum", "/doc/event/for%75m", "/doc/event/a|b", "/doc/", "/vocab/none",
             "/graph/none", "/browse/None", "/questions/none", "/none", "/static/none.css", "/browse/Event?page=2"],
)  # fmt: skip
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    answer = client.get(path, "application/problem+json")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "Not Found"


def test_a_format_that_is_not_offered_is_406(client: Client) -> None:
    answer = client.get("/doc/event/forum", "image/png")
    assert answer.status_code == 406
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Acceptable",
        "status": 406,
        "code": "not-acceptable",
        "detail": "/doc/event/forum comes as text/html, text/turtle, application/n-triples, application/n-quads, "
        "application/trig, application/ld+json, application/rdf+xml",
        "instance": "/doc/event/forum",
    }


def test_data_are_text_and_never_markup(client: Client) -> None:
    html = client.get("/doc/event/forum").text
    assert "<script>alert" not in html
    assert "javascript:" not in re.findall(r'href="([^"]*)"', html)
    assert htmllib.escape("<script>alert(") in html
    tree = page(client.get("/doc/event/forum"))
    assert [s.get("src") for s in tree.iter("script") if s.get("type") != "application/ld+json"] == [
        s.get("src") for s in page(client.get("/health-page-that-is-not")).iter("script")
    ]
    assert not tree.xpath("//@style | //@onclick | //style")
    assert not [href for href in tree.xpath("//@href") if href.lower().startswith("javascript")]


def test_labels_carry_their_language_and_say_when_it_is_not_that_of_the_page(client: Client) -> None:
    lv = page(client.get("/doc/event/forum?lang=lv"))
    heading = lv.find(".//h1")
    assert (heading.find("bdi").get("lang"), heading.findtext("span")) == ("en", "en")
    ru = page(client.get("/doc/event/forum?lang=ru")).find(".//h1")
    assert (ru.findtext("bdi"), ru.find("span")) == ("Форум «Образование»", None)
    arabic = {b.text for b in lv.iter("bdi") if b.get("lang") == "ar"}
    assert arabic == {"منتدى التعليم (2018)"}
    place = page(client.get("/doc/event/forum")).xpath("//a[@href='/doc/place/riga']/bdi")[0]
    assert (place.text, place.get("lang")) == ("Rīga", "lv")


def test_surface_forms_are_searched_and_never_shown(client: Client) -> None:
    assert "FORUM HIDDEN FORM" not in client.get("/doc/event/forum").text


def test_claims_stand_with_their_certainty_and_rank_and_say_which_is_taken(client: Client) -> None:
    tree = page(client.get("/doc/event/forum"))
    claims = [" ".join(" ".join(li.itertext()).split()) for li in tree.xpath("//ul[@class='claims']/li")]
    assert claims == [
        "14 December 2018 inferred taken as the best known Claimed by: our editors Weighed as: preferred "
        "no passage given details",
        "14 December 2020 stated not taken Claimed by: A news item Weighed as: deprecated no passage given details",
    ]


def test_who_says_a_statement_is_told(client: Client) -> None:
    tree = page(client.get("/doc/event/forum"))
    said = {
        row.find("th").text_content().strip(): row.find("td").text_content().split()
        for row in tree.xpath("//tbody/tr[th]")
    }
    assert said["when"] == ["14", "December", "2018", "best", "claim,", "or", "latest", "step", "inferred"]
    assert tree.xpath("string(//ol[@class='speakers'])").split() == ["A", "news", "item"]


def test_a_passage_is_shown_in_its_context_only_where_the_texts_are_at_hand(
    client: Client, make: Make, texts: object
) -> None:
    assert page(client.get("/doc/event/forum")).find(".//blockquote") is None
    quote = page(make(sources=texts).get("/doc/event/forum")).find(".//blockquote")
    assert quote is not None
    assert quote.text_content() == "Above Ten chars!\nBelow <b>bold</b>."
    assert quote.findtext("mark") == "Ten chars!"


def test_a_text_that_is_not_the_registered_one_is_not_shown(make: Make, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "0123456789abcdef.txt").write_text("Quite another text, long enough.", encoding="utf-8")
    assert page(make(sources=folder).get("/doc/event/forum")).find(".//blockquote") is None


def test_evidence_is_marked_with_source_place_and_voice(client: Client) -> None:
    mark = page(client.get("/doc/event/forum")).xpath("//details[@class='evidence'][1]//li")[0]
    assert " ".join(mark.text_content().split()) == (
        "A news item · characters 6 to 16 · news "
        "The text is not at hand on this server, so it cannot be checked here. SHA-256 fc44f4449527…"
    )
    whole = page(client.get("/doc/country/KAZ")).xpath("//details[@class='evidence'][1]//li")[0]
    assert " ".join(whole.text_content().split()) == "Gazetteer · the page itself"


def test_incoming_links_are_counted(client: Client) -> None:
    tree = page(client.get("/doc/event/forum"))
    counts = {a.findtext("bdi"): a.findtext("span") for a in tree.xpath("//ul[@class='ways']//a")}
    assert counts == {"thing": "2", "in": "1", "taken at": "1"}
    by = page(client.get("/doc/event/forum?via=eg:takenAt"))
    assert [a.text_content() for a in by.xpath("//ul[@class='list']//a")] == ["Agreed"]
    assert client.get("/doc/event/forum?via=eg:takenAt&from=2").status_code == 404
    assert client.get("/doc/event/forum?via=eg:nothing").status_code == 404


def test_every_link_inside_is_local_and_every_iri_stays_as_it_is(client: Client) -> None:
    tree = page(client.get("/doc/event/forum"))
    hrefs = set(tree.xpath("//main//@href"))
    assert not [href for href in hrefs if href.startswith("https://w3id.org/")]
    assert "https://w3id.org/edugraph/id/event/forum" in tree.text_content()


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/def", "https://w3id.org/edugraph/def#Event"),
        ("/shapes", "https://w3id.org/edugraph/shapes#EG-T03"),
        ("/vocab", "https://w3id.org/edugraph/vocab/event-status"),
        ("/vocab/event-status", "https://w3id.org/edugraph/vocab/event-status/held"),
        ("/graph/truthy", "https://w3id.org/edugraph/id/event/forum"),
        ("/graph/source/0123456789abcdef", "https://w3id.org/edugraph/id/event/forum"),
        ("/graph", "https://w3id.org/edugraph/graph/truthy"),
        ("/doc/vocab/event-status/held", "https://w3id.org/edugraph/vocab/event-status/held"),
    ],
)
def test_documents_come_as_html_and_turtle(client: Client, path: str, subject: str) -> None:
    found = graph(client.get(path, "text/turtle"))
    assert URIRef(subject) in set(found.subjects())
    assert set(graph(client.get(path + ".ttl", "*/*"))) == set(found)
    assert page(client.get(path)).xpath("string(//h1)").strip()


def test_a_term_has_an_anchor_where_its_iri_points(client: Client) -> None:
    term = page(client.get("/def")).get_element_by_id("Event")
    assert term.xpath("normalize-space(h3)") == "eg:Event event"
    check = page(client.get("/shapes")).get_element_by_id("EG-T03")
    assert check.xpath("normalize-space(dl/dd)") == 'A value "stands" twice.'


def test_a_graph_without_the_default_union_is_served_alone(client: Client) -> None:
    assert len(graph(client.get("/graph/truthy.ttl"))) == 1


def test_a_code_list_speaks_of_its_codes_and_of_nothing_else(client: Client) -> None:
    found = graph(client.get("/vocab/event-status.ttl"))
    assert {str(s).removeprefix("https://w3id.org/edugraph/vocab/") for s in found.subjects()} == {
        "event-status",
        *(
            f"event-status/{code}"
            for code in ("cancelled", "held", "moved-online", "postponed", "proposed", "scheduled")
        ),
    }
