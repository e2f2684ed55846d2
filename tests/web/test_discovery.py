"""How machines find what is here: robots.txt, sitemaps, the well-known address of VoID, questions as data."""

import gzip
from pathlib import Path

import pytest
import rdflib
from lxml import etree
from rdflib import RDF, SH, URIRef

from edugraph.rdf import Quad
from edugraph.release import Release, sitemap
from edugraph.vocabulary import BASE, SKOS
from edugraph.web.pages.discovery import PAGES

from .conftest import Client, Make

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    tree = etree.fromstring(answer.content)
    days = {str(day) for day in tree.xpath("//s:lastmod/text()", namespaces=NS)}
    assert days == {client.app.state.site.release.date}
    return [str(place) for place in tree.xpath("//s:loc/text()", namespaces=NS)]


def test_the_well_known_address_leads_to_the_description_of_the_data_set(built: Client) -> None:
    answer = built.get("/.well-known/void", "text/turtle")
    assert (answer.status_code, answer.headers["location"]) == (302, "/graph/meta")
    found = rdflib.Graph().parse(data=built.get("/graph/meta", "text/turtle").text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    topic = rdflib.Namespace("http://xmlns.com/foaf/0.1/").primaryTopic
    assert (URIRef(BASE + "graph/meta"), topic, URIRef(BASE + "dataset")) in found
    assert (URIRef(BASE + "dataset"), RDF.type, void.Dataset) in found


def test_robots_are_kept_from_endless_answers_and_led_to_the_sitemap(make: Make) -> None:
    answer = make(public_url="https://edu.example.org/graph/").get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        "User-agent: *\n"
        "Disallow: /sparql\n"
        "Disallow: /query?\n"
        "Disallow: /graph-store\n"
        "Disallow: /questions/*?\n"
        "\n"
        "Sitemap: https://edu.example.org/graph/sitemap.xml\n"
    )


def test_the_icon_is_where_old_browsers_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["location"]) == (302, "/static/icon.svg")


def test_the_index_names_every_part_and_parts_name_pages_that_are_there(built: Client) -> None:
    assert addresses(built, "/sitemap.xml") == ["http://test/sitemap-pages.xml", "http://test/sitemap-1.xml"]
    pages = [address.removeprefix("http://test") for address in addresses(built, "/sitemap-pages.xml")]
    assert {"/", "/browse", "/def", "/shapes", "/questions/who-attended-a-meeting"} <= set(pages)
    answers = {path: built.get(path) for path in pages if not path.startswith("/questions/")}
    kinds = {path: (a.status_code, a.headers["content-type"]) for path, a in answers.items()}
    assert kinds == dict.fromkeys(answers, (200, "text/html; charset=utf-8"))


NO_PAGES = ("/dataset", "/health", "/health/live", "/health/ready", "/suggest")
"""For programs, or no page of its own; so are those below `/reconcile`, `/network` and `/query`."""


def test_every_page_that_is_about_no_single_thing_is_in_the_sitemap(client: Client) -> None:
    routers = [getattr(route, "original_router", route) for route in client.app.routes]
    paths = {route.path for router in routers for route in getattr(router, "routes", None) or []}
    pages = {
        path
        for path in paths
        if "{" not in path
        and "." not in path
        and not path.startswith(("/reconcile", "/network/", "/query/", "/world/"))
    }
    assert len(paths) > 30
    assert pages - set(NO_PAGES) == set(PAGES), "PAGES in edugraph/web/pages/discovery.py lists them"


def test_the_things_are_those_with_a_name_and_each_has_a_page(built: Client) -> None:
    found = addresses(built, "/sitemap-1.xml")
    paths = [address.removeprefix("http://test") for address in found]
    release: Release = built.app.state.site.release
    with gzip.open(release.files / "graph.nq.gz", "rt", encoding="utf-8") as lines:
        named = {line.split(" ")[0][1:-1] for line in lines if f"<{SKOS.prefLabel}>" in line}
    assert len(paths) == len(set(paths)) == len({n for n in named if n.startswith((BASE + "id/", BASE + "vocab/"))})
    assert {"/doc/event/baltic-central-asia-he-forum", "/doc/vocab/event-status/held", "/vocab/topic"} <= set(paths)
    assert not [path for path in paths if path.startswith(("/doc/passage/", "/doc/participation/", "/doc/span/"))]
    statuses = {path: built.get(path).status_code for path in paths[::40]}
    assert set(statuses.values()) == {200}


@pytest.mark.parametrize("part", ["0", "2", "x", "²", "1e1", "-1", "1000000000000000000000"])
def test_a_part_that_is_not_there_is_404(built: Client, part: str) -> None:
    assert built.get(f"/sitemap-{part}.xml", "application/problem+json").status_code == 404


def test_a_release_without_such_a_list_has_a_sitemap_of_pages_only(client: Client) -> None:
    assert addresses(client, "/sitemap.xml") == ["http://test/sitemap-pages.xml"]


def quad(path: str) -> Quad:
    return f"<{BASE}{path}>", f"<{SKOS.prefLabel}>", '"x"', f"<{BASE}graph/curation>"


def test_many_things_come_in_parts_in_the_order_of_their_iris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 2)
    sitemap.write(tmp_path / "s", [quad(f"id/event/{n}") for n in "cab"] + [quad("def#x"), quad("vocab/topic")])
    parts = {path.name: path.read_text() for path in sorted((tmp_path / "s").iterdir())}
    assert parts == {"1.txt": "id/event/a\nid/event/b\n", "2.txt": "id/event/c\nvocab/topic\n"}


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/questions/who-attended-a-meeting", "text/turtle"),
        ("/questions/who-attended-a-meeting.ttl", "text/html"),
        ("/questions/who-attended-a-meeting", "text/html;q=0.5, text/turtle"),
    ],
)
def test_a_question_comes_as_data_too(built: Client, path: str, accept: str) -> None:
    answer = built.get(path, accept)
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    found = rdflib.Graph().parse(data=answer.text, format="turtle")
    this = URIRef(BASE + "questions/who-attended-a-meeting")
    assert set(found.subjects()) == {this, *(URIRef(f"{this}#{n}") for n in ("event", "lang"))} | {
        URIRef(f"{this}#parameter-{n}") for n in ("event", "lang")
    }
    assert (this, RDF.type, SH.SPARQLSelectExecutable) in found


def test_a_question_still_comes_as_a_page_and_as_rows(built: Client) -> None:
    path = "/questions/who-attended-a-meeting"
    found = {accept: built.get(path, accept).headers["content-type"] for accept in ("text/html", "*/*", "text/csv")}
    assert found == {
        "text/html": "text/html; charset=utf-8",
        "*/*": "text/html; charset=utf-8",
        "text/csv": "text/csv; charset=utf-8",
    }
    assert 'rel="describedby"; type="text/turtle"' in built.get(path).headers["link"]
    assert built.get("/questions/none.ttl", "text/turtle").status_code == 404
