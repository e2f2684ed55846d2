"""The pages of the ontology and of the checks, on the built data: complete, counted, linked, and not too long."""

import re

import lxml.html
import pytest

from edugraph import store
from edugraph.rdf import Term
from edugraph.reference import read_ontology
from edugraph.reference.terms import Ontology, ontology
from edugraph.vocabulary import BASE, EG
from edugraph.web.pages import terms

from .conftest import ROOT, Client


@pytest.fixture(scope="module")
def written() -> Ontology:
    """The terms as the files of the ontology tell of them."""
    return read_ontology(ROOT, store.read_rdf)


def tree(client: Client, path: str) -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.content)


def told(section: lxml.html.HtmlElement) -> dict[str, str]:
    """Heading -> what stands beside it."""
    return {dt.text_content(): " ".join(dt.getnext().text_content().split()) for dt in section.iter("dt")}


def test_a_class_is_told_with_all_that_is_known_of_it(built: Client) -> None:
    section = tree(built, "/def").get_element_by_id("Event")
    assert section.xpath("normalize-space(h3)") == "eg:Event event"
    assert section.xpath("normalize-space(p)") == "An occasion, held or foreseen, at which actors come together or act."
    assert told(section) == {
        "Broader": "schema:Event",
        "Narrower": "eg:Meeting",
        "Its properties": "eg:eventStatus, eg:heldUnder, eg:inCountry, eg:inSeries, eg:when, eg:withinProject",
        "Not to be confused": "A foreseen occasion is an Event too; eg:eventStatus tells whether it was held, and only "
        "held ones are also prov:Activity (rule R1).",
        "Example": "event/caep-qualifications-conference",
        "In other vocabularies": "near to eli-dl:Activity, near to cv:PublicEvent, near to lode:Event, "
        "near to sem:Event",
        "In this release": "20",
    }
    assert section.xpath("dl//a/@href")[-1] == "/browse/Event"
    assert "/doc/event/caep-qualifications-conference" in section.xpath("dl//a/@href")


def test_every_term_of_ours_stands_where_its_iri_points_and_every_borrowed_one_in_the_table(
    built: Client, written: Ontology
) -> None:
    page = tree(built, "/def")
    anchors = set(page.xpath("//section[@class='term']/@id"))
    assert anchors == {entry.iri.removeprefix(EG.base) for entry in written.own}
    assert set(page.xpath("//tr/@id")) == {entry.name for entry in written.borrowed}
    assert set(page.xpath("//ul[@class='inline']//a/@href")) == {f"#{anchor}" for anchor in anchors}
    undefined = [s.get("id") for s in page.xpath("//section[@class='term']") if not s.xpath("string(p)").strip()]
    assert undefined == []


def test_the_uses_of_a_term_are_those_that_the_graph_holds(built: Client) -> None:
    page = tree(built, "/def")
    release = built.app.state.site.release
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(?g != <https://w3id.org/edugraph/graph/meta>) }"
    for anchor in ("headcount", "voice", "certainty"):
        bound = query.replace("?p ?o", f"<{EG.base}{anchor}> ?o")
        count = str(release.store.select(bound).rows[0][0].value)
        assert told(page.get_element_by_id(anchor))["In this release"] == count
    row = page.get_element_by_id("oa:hasSource")
    assert row.xpath("string(td[4])") == "250"
    assert row.xpath("string(td[4]//a/@href)").startswith("/query?query=SELECT")


def test_every_link_of_the_pages_leads_somewhere(built: Client) -> None:
    for path in ("/def", "/shapes"):
        page = tree(built, path)
        ids = set(page.xpath("//@id"))
        hrefs = {str(href) for href in page.xpath("//main//@href")}
        assert {href for href in hrefs if href.startswith("#") and href[1:] not in ids} == set()
        inside = sorted({h.partition("#")[0] for h in hrefs if h.startswith("/") and not h.startswith("/query?")})
        assert {h: s for h in inside if (s := built.get(h).status_code) not in (200, 303)} == {}
    terms_ = set(tree(built, "/def").xpath("//@id"))
    targets = {h.partition("#")[2] for h in tree(built, "/shapes").xpath("//dd/a/@href")}
    assert targets - terms_ == set()


@pytest.mark.parametrize("path", ["/def", "/shapes"])
@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_a_page_is_below_200_kb_in_every_language(built: Client, path: str, language: str) -> None:
    assert len(built.get(f"{path}?lang={language}").content) < 200_000


def test_a_definition_that_is_not_in_the_language_of_the_page_says_so(built: Client) -> None:
    section = tree(built, "/def?lang=ru").get_element_by_id("Event")
    assert section.xpath("normalize-space(h3)") == "eg:Event мероприятие"
    assert section.xpath("string(p//bdi/@lang)") == section.xpath("normalize-space(p/span)") == "en"


def test_every_check_is_told_with_its_message_and_its_results(built: Client) -> None:
    page = tree(built, "/shapes")
    documented = re.findall(r'<a id="(EG-[^"]+)">', (ROOT / "docs" / "checks.md").read_text(encoding="utf-8"))
    assert sorted(page.xpath("//section[@class='term']/@id")) == sorted(documented)
    section = page.get_element_by_id("EG-T05")
    assert section.xpath("normalize-space(h3)").startswith("EG-T05 ")
    assert told(section)["Found in this release"] == "2"
    assert told(page.get_element_by_id("EG-C01")) == {
        "Looks at": "eg:Claim",
        "Says": "{$this} and {?other} are both preferred for {?property} of {?thing}.",
        "Found in this release": "0",
    }
    silent = {s.get("id") for s in page.xpath("//section[@class='term']") if "Says" not in told(s)}
    assert silent == {"EG-E03", "EG-E08"}, "only these two run in the program, beside the graph"


def test_the_parts_of_a_check_lend_it_their_targets(built: Client) -> None:
    looks_at = told(tree(built, "/shapes").get_element_by_id("EG-N03"))["Looks at"].split(", ")
    assert {"eg:Country", "eg:Region", "foaf:Person"} <= set(looks_at)


def test_a_release_that_does_not_count_results_tells_none(client: Client) -> None:
    assert "Found in this release" not in told(tree(client, "/shapes").get_element_by_id("EG-T03"))


DEPRECATED = [
    ("def#Old", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://www.w3.org/2002/07/owl#Class>"),
    ("def#Old", "http://www.w3.org/2002/07/owl#deprecated", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    ("def#Old", "http://purl.org/dc/terms/isReplacedBy", f"<{BASE}def#Event>"),
]


def test_a_deprecated_term_names_what_takes_its_place() -> None:
    found = ontology((f"<{BASE}{s}>", f"<{p}>", o) for s, p, o in DEPRECATED)
    entry = found.terms["eg:Old"]
    assert (entry.is_deprecated, entry.replaced_by) == (True, ("eg:Event",))
    assert terms.named(entry.replaced_by, terms.neighbours(found)) == [terms.Link("eg:Event", "")]


def test_a_message_is_shown_without_the_id_it_begins_with(built: Client) -> None:
    from edugraph.web.labels import Label

    class English:
        language = "en"

    assert terms.message(English(), "EG-T03", Term("literal", "EG-T03: {$this} is odd.")) == Label(  # type: ignore[arg-type]
        "{$this} is odd.", "en", False
    )
