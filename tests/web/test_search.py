"""Search: the page of finds, its JSON and CSV, and suggestions."""

import csv
import io
import shutil
from pathlib import Path

import lxml.html
import pytest

from edugraph import counts
from edugraph.config import Settings
from edugraph.release import Release
from edugraph.web import app
from edugraph.web.addresses import words_of
from inprocess import InProcess

from .conftest import MANIFEST, Client, Make

KAZ = "https://w3id.org/edugraph/id/country/KAZ"


def page(client: Client, address: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(client.get(address).content)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def finds(client: Client, address: str) -> list[str]:
    return [words(item) for item in page(client, address).xpath("//ol[@class='list']/li")]


@pytest.mark.parametrize("asked", ["Kazakhstan", "Казахстан", "kazahstana", "KAZ"])
def test_a_country_is_found_in_any_language_and_by_its_code(client: Client, asked: str) -> None:
    assert client.get(f"/search.json?q={asked}").json()["results"][0]["iri"] == KAZ


def test_a_find_tells_its_name_its_kind_and_the_name_that_fits(client: Client) -> None:
    assert finds(client, "/search?q=Kazahstāna") == ["Kazakhstan country also: Kazahstāna"]
    assert finds(client, "/search?q=Rīga")[0] == "Rīga lv place"


def test_words_asked_for_are_marked_and_markup_in_names_stays_text(client: Client) -> None:
    found = page(client, "/search?q=forum")
    link = found.xpath("//ol//a[@href='/doc/event/forum']")[0]
    assert link.text_content() == "Forum <script>alert(\"1\")</script> & 'friends'"
    assert [mark.text for mark in link.iter("mark")] == ["Forum"]
    assert found.xpath("//script[not(@src)]") == []


def test_what_was_typed_stands_in_the_field_escaped(client: Client) -> None:
    typed = "\"><script>alert(1)</script>'"
    answer = client.get("/search", params={"q": typed})
    assert "<script>alert" not in answer.text
    assert lxml.html.document_fromstring(answer.content).xpath("//input[@id='search-here']/@value") == [typed]


def test_facets_lead_to_fewer_finds_and_can_be_undone(client: Client) -> None:
    every = page(client, "/search?q=forum")
    facets = {words(li): li.xpath(".//a/@href")[0] for li in every.xpath("//section[@class='facet']//li")}
    assert {"event 1", "commitment 1"} <= facets.keys()
    narrowed = page(client, facets["event 1"])
    assert len(narrowed.xpath("//ol[@class='list']/li")) == 1
    assert narrowed.xpath("//section//strong/@aria-current") == ["true"]
    assert narrowed.xpath("//a[text()='Remove this filter']/@href") == ["/search?q=forum"]


def test_a_slip_is_mended_and_told(client: Client) -> None:
    found = page(client, "/search?q=Kazahkstan")
    assert words(found.xpath("//p[@class='notice']")[0]) == (
        "Nothing is found under “Kazahkstan”. Did you mean Kazakhstan ? What that finds is shown here."
    )
    assert found.xpath("//p[@class='notice']/a/@href") == ["/search?q=Kazakhstan"]


@pytest.mark.parametrize(
    ("address", "words_", "undo"),
    [
        ("/search?q=xyzzy", "Nothing is found under “xyzzy” in this release. All that is inside", "/browse"),
        (
            "/search?q=forum+Xyzzy",
            "Nothing is found under “forum Xyzzy” in this release. Leave out “Xyzzy”",
            "/search?q=forum",
        ),
        (
            "/search?q=kazakhstan&kind=Event",
            "With these filters nothing is found under “kazakhstan”. Search without filters: 1",
            "/search?q=kazakhstan",
        ),
    ],
)
def test_an_empty_answer_says_why_and_the_one_thing_to_undo(
    client: Client, address: str, words_: str, undo: str
) -> None:
    notice = page(client, address).xpath("//div[@class='notice']")[0]
    assert (words(notice), notice.xpath(".//a/@href")) == (words_, [undo])


def test_signs_alone_name_nothing(client: Client) -> None:
    assert "signs alone name nothing" in client.get("/search", params={"q": '"()[]🎓'}).text


AWKWARD = [
    '"',
    "()[]*",
    "🎓",
    "a" * 5000,
    "'; DROP TABLE thing; --",
    "a\0b",
    "NEAR(a b)",
    "\u202eabc",
    "%00",
    "<b>",
    "&amp;",
]


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("path", ["/search", "/search.json", "/search.csv", "/suggest"])
def test_any_text_has_an_answer(client: Client, path: str, text: str) -> None:
    assert client.get(path, params={"q": text}).status_code == 200


def test_csv_and_json_tell_the_same_finds(client: Client) -> None:
    told = client.get("/search.json?q=forum&lang=en").json()
    table = client.get("/search.csv?q=forum&lang=en")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["iri"] for row in rows] == [result["iri"] for result in told["results"]]
    assert next(result for result in told["results"] if result["kind"] == "Event") == {
        "iri": "https://w3id.org/edugraph/id/event/forum",
        "label": "Forum <script>alert(\"1\")</script> & 'friends'",
        "language": "en",
        "kind": "Event",
        "countries": [],
        "other_name": "",
    }
    assert (told["total"], told["page"], told["pages"]) == (len(rows), 1, 1)


def test_the_csv_has_all_finds_and_a_receipt(client: Client) -> None:
    receipt = client.get("/search.csv-metadata.json?q=forum&lang=en").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=forum&lang=en").text)))
    assert (receipt["rows"], receipt["complete"], receipt["url"]) == (len(rows), True, "/search.csv?q=forum&lang=en")
    assert receipt["dc:source"].endswith("asked for 'forum'")


def test_a_day_is_kept_by_the_links_of_a_search_and_said_to_change_no_find(client: Client) -> None:
    page = lxml.html.fromstring(client.get("/search?q=forum&asof=2020-01-31").text)
    links = page.xpath("//ol[@class='list']/li/a/@href")
    assert links
    assert all("asof=2020-01-31" in link for link in links)
    assert page.xpath("//form[@role='search']//input[@name='asof']/@value") == ["2020-01-31"] * 2
    assert "Names carry no dates in the data: what is found is the same on any day." in page.text_content()
    assert "Names carry no dates" not in client.get("/search?q=forum").text


def test_accept_chooses_as_the_suffix_does(client: Client) -> None:
    assert client.get("/search?q=kaz", "application/json").json() == client.get("/search.json?q=kaz").json()
    assert client.get("/search?q=kaz", "text/csv").text == client.get("/search.csv?q=kaz").text
    assert client.get("/search?q=kaz", "image/png").status_code == 406


@pytest.mark.parametrize(
    ("query", "detail"),
    [("kind=Nothing", "there is no kind 'Nothing'; known: "), ("country=ZZZ", "there is no country 'ZZZ'")],
)
def test_an_unknown_filter_is_a_fault_of_the_request(client: Client, query: str, detail: str) -> None:
    answer = client.get(f"/search?q=a&{query}", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-parameter")
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "９"])
def test_a_page_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/search?q=kaz&page={number}").status_code == 404


def test_suggestions_come_by_kind_in_parts_that_are_the_name(client: Client) -> None:
    answer = client.get("/suggest?q=kaz").json()
    assert [group["kind"] for group in answer["groups"]] == ["Country"]
    item = answer["groups"][0]["items"][0]
    assert item == {
        "iri": KAZ,
        "href": "/doc/country/KAZ",
        "language": "en",
        "label": "Kazakhstan",
        "parts": [["Kazakhstan", True]],
        "other": [],
        "otherLanguage": "",
        "countries": [],
    }


def test_suggestions_keep_the_language_that_was_asked_for(client: Client) -> None:
    item = client.get("/suggest?q=kaz&lang=ru").json()["groups"][0]["items"][0]
    assert (item["label"], item["href"]) == ("Казахстан", "/doc/country/KAZ?lang=ru")


def test_one_letter_suggests_nothing(client: Client) -> None:
    assert client.get("/suggest?q=k").json()["groups"] == []


def test_suggestions_have_a_validator(client: Client) -> None:
    first = client.get("/suggest?q=kaz")
    again = client.get("/suggest?q=kaz", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_search_asks_the_engine_nothing(make: Make, release: Release) -> None:
    engine = InProcess(release.store)
    client = Client(app.create_app(release, Settings(), engine))
    for path in (
        "/search?q=forum",
        "/search.json?q=forum",
        "/suggest?q=forum",
        "/reconcile/suggest/entity?prefix=forum",
    ):
        assert client.get(path).status_code == 200
    assert engine.counters["queries"] == 0


def test_a_release_without_an_index_is_served_and_says_that_it_cannot_be_searched(
    release: Release, tmp_path: Path
) -> None:
    shutil.copytree(release.files / "queries", tmp_path / "queries")
    (tmp_path / counts.NAME).write_text(counts.written(counts.Counts()), encoding="utf-8")
    old = Release(tmp_path, MANIFEST)
    client = Client(app.create_app(old, Settings(), InProcess(release.store)))
    assert client.get("/").status_code == 200
    answer = client.get("/search?q=kaz", "application/json")
    assert (answer.status_code, answer.json()["code"], answer.headers.get("retry-after")) == (503, "search", None)
    assert "edugraph build --again" in answer.json()["detail"]


def test_another_release_is_searched_as_soon_as_it_is_served(release: Release, tmp_path: Path) -> None:
    from edugraph import search

    shutil.copytree(release.files / "queries", tmp_path / "queries")
    search.write(tmp_path / search.NAME, [], {"new-one": {"en": "A question of the new release"}})
    client = Client(app.create_app(release, Settings(), InProcess(release.store)))
    assert client.get("/search.json?q=new+release").json()["total"] == 0
    newer = Release(tmp_path, {**MANIFEST, "id": "0.2.0-2026-11-22-0123456789abcdef"})
    client.app.state.site = app.site(newer, Settings(), InProcess(release.store))
    assert [r["iri"] for r in client.get("/search.json?q=new+release").json()["results"]] == [
        "https://w3id.org/edugraph/questions/new-one"
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/doc/event/riga-forum_2018.html", "riga forum 2018"),
        ("/id/country/KZ", "kz"),
        ("/nothing/", "nothing"),
        ("/doc/%D0%A0", "d0 a0"),
        ("/", ""),
    ],
)
def test_a_path_that_leads_nowhere_gives_words_to_search_for(path: str, expected: str) -> None:
    assert words_of(path) == expected
