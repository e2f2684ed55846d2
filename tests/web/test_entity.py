"""Pages about things and about two actors on the real release: what a reader finds there, and what it costs."""

import csv
import io
from pathlib import Path

import lxml.html
import pytest

from edugraph.config import Settings
from edugraph.release import Release, Releases, making
from edugraph.store import Store
from edugraph.web.app import create_app
from edugraph.web.entity.kinds import KINDS
from inprocess import InProcess

from .conftest import MANIFEST, ROOT, Client, Make, nquads

FORUM = "event/baltic-central-asia-he-forum"
COUNCIL = "event/cis-education-council-moscow-nov-20"
CLAIM = f"claim/{FORUM.replace('/', '--')}--when--2020-12-14--68cce88e5e646c11"
OF_EACH_KIND = {
    "eg:Country": "country/KAZ",
    "eg:Region": "region/central-asia",
    "org:Organization": "org/cis-education-council",
    "foaf:Person": "person/ekaterina-dynnik",
    "eg:ParticipantGroup": "group/heads-of-institutions-forum-kg-3--school-directors-of-kyrgyzstan",
    "eg:Event": COUNCIL,
    "eg:EventSeries": "series/cis-teachers-congress",
    "eg:Decision": "decision/vet-excellence-network-initiative",
    "eg:Commitment": "commitment/hold-9th-congress",
    "eg:Measure": "plan/arpae-2022-2026/M1",
    "eg:Document": "plan/arpae-2022-2026",
    "eg:Project": "project/school-buses-kyrgyzstan",
    "eg:Figure": "figure/school-buses-provided",
    "eg:Participation": "participation/cis-education-council-moscow-nov-20--KAZ--attendee",
    "org:Membership": "membership/TKM--cis--associate-member",
    "eg:StatusChange": "status-change/document--ano-eurasia-kyrgyz-cabinet-agreement--in-force",
    "eg:Claim": CLAIM,
    "eg:Premise": "premise/project-ended-in-2018",
    "eg:Passage": "passage/68cce88e5e646c11/2905-3050",
    "eg:Source": "source/68cce88e5e646c11",
    "dqv:QualityAnnotation": "issue/Q24",
    "eg:TimeSpan": "span/2026-10",
    "dct:Location": "place/riga",
}
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("releases")))[0]


@pytest.fixture(scope="module")
def reader(real: Release) -> Client:
    """A client of the founding data, without the texts."""
    return Client(create_app(real, Settings(), InProcess(real.store)))


def tree(client: Client, path: str) -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return lxml.html.document_fromstring(answer.content)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def lines(page: lxml.html.HtmlElement, section: str) -> list[list[str]]:
    """The cells of a table, without the column of evidence."""
    rows = page.xpath(f"//div[@aria-labelledby='{section}']//tbody/tr")
    return [[words(cell) for cell in row.iter("td")][:-1] for row in rows]


def test_every_kind_that_is_declared_is_tried_here() -> None:
    assert [kind.name for kind in KINDS] == list(OF_EACH_KIND)


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
@pytest.mark.parametrize("path", OF_EACH_KIND.values())
def test_a_page_of_every_kind_is_titled_for_people_and_stays_light(reader: Client, path: str, language: str) -> None:
    answer = reader.get(f"/doc/{path}?lang={language}")
    page = lxml.html.document_fromstring(answer.content)
    assert (answer.status_code, page.get("lang")) == (200, language)
    assert path.rpartition("/")[2] not in page.findtext(".//title")
    assert not [a for a in page.xpath("//main//a") if words(a).count("--") and "iri" not in a.getparent().classes]
    assert len(answer.content) < MOST_BYTES


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (
            CLAIM,
            "Date of “Forum of the Baltic states and Central Asia on higher education, Riga”: "
            "14 December 2020 (stated)",
        ),
        (
            "passage/093a24b311180df8/0-141",
            "Passage of “News item on a meeting of the CIS Council for Education Cooperation in Moscow”, "
            "paragraph 1 of 15, characters 0 to 141",
        ),
        (
            "participation/cis-education-council-moscow-nov-20--KAZ--attendee",
            "Kazakhstan – Meeting of the CIS Council for Education Cooperation in Moscow (attendee)",
        ),
        (
            "membership/TKM--cis--associate-member",
            "Turkmenistan – Commonwealth of Independent States (associate member)",
        ),
    ],
)
def test_what_has_no_name_has_a_title_made_of_what_it_says(reader: Client, path: str, title: str) -> None:
    assert words(tree(reader, f"/doc/{path}").find(".//h1")) == title


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("country/KAZ", "Took part in 6 events that were held, 2015–2025; met 10 other countries there."),
        ("country/KAZ?lang=ru", "Участие в 6 состоявшихся мероприятиях, 2015–2025; встречи там с 10 другими странами."),
        ("country/KAZ?lang=lv", "Piedalījās 6 notikušos pasākumos, 2015–2025; tur tikās ar 10 citām valstīm."),
        (
            COUNCIL,
            "Held; 20 November 2025 (year uncertain; inferred); Moscow; 7 participants are listed; 11 decisions.",
        ),
        (FORUM, "Held; 14 December 2018 (contested); Riga; 8 participants are listed."),
        (
            "commitment/hold-9th-congress",
            "Promised by Council for Education Cooperation of the CIS Member States; due October 2026; "
            "recorded status: approved; said by News item on a meeting of the CIS Council for Education Cooperation in "
            "Moscow.",
        ),
    ],
)
def test_a_summary_says_in_one_sentence_what_matters(reader: Client, path: str, sentence: str) -> None:
    assert words(tree(reader, f"/doc/{path}").xpath("//p[contains(@class, 'summary')]")[0]) == sentence


def test_events_of_a_country_say_when_through_whom_and_how_it_is_known(reader: Client) -> None:
    page = tree(reader, "/doc/country/KAZ")
    assert lines(page, "events")[:2] == [
        [
            "Meeting of the CIS Council for Education Cooperation in Moscow",
            "20 November 2025 (year uncertain) inferred",
            "attendee",
            "",
            "held",
            "by name",
        ],
        [
            "Webinar of Europe and Central Asia on the digitalisation of education",
            "14 October 2020 – 15 October 2020",
            "attendee",
            "Education ministries, their institutions and educational institutions of Central Asia",
            "held",
            "by region: a guess",
        ],
    ]
    keys = {words(a): a.get("href") for a in page.xpath("//ul[@class='numbers keys']//a")}
    assert keys == {"6 Events": "#events", "10 Met most often": "#partners", "2 Belongs to": "#memberships"}
    assert all(page.xpath(f"//h2[@id='{href[1:]}']") for href in keys.values())


def test_partners_lead_to_the_page_of_both(reader: Client) -> None:
    row = tree(reader, "/doc/country/KAZ").xpath("//div[@aria-labelledby='partners']//tbody/tr")[0]
    assert [words(cell) for cell in row.iter("td")] == ["Kyrgyzstan", "6", "1", "details"]
    assert row.xpath(".//a/@href")[-1] == "/pair/country/KAZ/country/KGZ"


@pytest.mark.parametrize("path", [FORUM, CLAIM])
def test_a_contested_date_stands_with_both_sides_and_their_reasons(reader: Client, path: str) -> None:
    claims = tree(reader, f"/doc/{path}").xpath("//ul[@class='claims']/li")
    told = {words(li.find("p")): [words(reason) for reason in li.findall("ul/li")] for li in claims}
    assert told == {
        "14 December 2018 stated contested taken as the best known": [
            "Claimed by: News page of the Latvian education ministry on the Baltic–Central Asia higher-education forum",
            "Weighed as: preferred ; independent confirmation ; corroborated",
            "Contradicts: 14 December 2020",
        ],
        "13 December, year not stated – 14 December, year not stated stated not taken": [
            "Claimed by: News page of Riga Stradiņš University on the Baltic–Central Asia higher-education forum",
            "Weighed as: corroborated",
        ],
        "14 December 2020 stated contested not taken": [
            "Claimed by: Latvian education ministry's page on its cooperation with Central Asia",
            "Weighed as: deprecated ; contradicted by the same publisher ; as stated",
            "Because: The project of both events ended in 2018, and the ministry's own news pages date them in "
            "December 2018",
            "Contradicts: 14 December 2018",
        ],
    }


def test_every_line_of_an_event_leads_to_its_passages_by_one_click(reader: Client) -> None:
    page = tree(reader, f"/doc/{COUNCIL}")
    rows = page.xpath("//div[@aria-labelledby='participants' or @aria-labelledby='decisions']//tbody/tr")
    assert len(rows) == 7 + 11
    marks = [row.xpath(".//details[@class='evidence']//li") for row in rows]
    assert all(marks)
    assert words(marks[0][0]).startswith(
        "News item on a meeting of the CIS Council for Education Cooperation in Moscow · published by: "
        "CIS Executive Committee · paragraph 2 of 15, characters 142 to 278 of 3187 · official record"
    )


def test_a_text_at_hand_is_checked_and_another_one_is_not_shown(make: Make, texts: Path, tmp_path: Path) -> None:
    def state(folder: Path | None) -> str:
        page = lxml.html.document_fromstring(make(sources=folder).get("/doc/passage/0123456789abcdef/6-16").content)
        return words(page.xpath("//details[@class='evidence'][@open]//p")[0])

    (tmp_path / "0123456789abcdef.txt").write_text("Quite another text, long enough.", encoding="utf-8")
    assert state(texts) == "The text here is the registered one: its hash was checked."
    assert state(None) == "The text is not at hand on this server, so it cannot be checked here. SHA-256 fc44f4449527…"
    assert state(tmp_path) == (
        "The text at hand differs from the registered one here, so it is not shown. SHA-256 fc44f4449527…"
    )


def test_members_are_those_of_the_day_asked_for_and_the_others_are_counted(reader: Client) -> None:
    def members(asof: str) -> set[str]:
        return {row[0] for row in lines(tree(reader, f"/doc/org/asean{asof}"), "members")}

    now, then = members(""), members("?asof=2020-01-01")
    assert {name for name in now if name not in then and f"{name} possibly" not in then} == {"Timor-Leste"}
    assert {name for name in then if name.endswith("possibly")} == {
        "ASEAN Education Ministers Meeting implied possibly",
        "ASEAN Senior Officials Meeting on Education possibly",
        "ASEAN TVET Council implied possibly",
    }
    page = tree(reader, "/doc/org/asean?asof=2020-01-01")
    assert "1 line is left out: not so on 1 January 2020." in words(page)
    assert "Memberships and status changes are those of that day" in words(page)


def test_a_status_is_that_of_the_day_asked_for(reader: Client) -> None:
    page = tree(reader, "/doc/commitment/hold-9th-congress?asof=2024-01-01")
    assert "no status is recorded" in words(page.xpath("//p[contains(@class, 'summary')]")[0])


def test_statements_come_as_csv_with_a_receipt(reader: Client) -> None:
    told = reader.get("/statements/country/KAZ.csv?lang=lv")
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert {"property", "propertyLabel", "value", "valueLabel", "graph"} == set(rows[0])
    part = next(row for row in rows if row["property"].endswith("isPartOf"))
    assert (part["propertyLabel"], part["valueLabel"]) == ("ir daļa no", "Centrālāzija")
    receipt = reader.get("/statements/country/KAZ.csv-metadata.json?lang=lv").json()
    assert (receipt["rows"], receipt["complete"]) == (len(rows), True)
    assert reader.get("/statements/country/KAZ").headers["location"] == "/doc/country/KAZ"
    assert reader.get("/statements/country/XXX.csv").status_code == 404


def test_two_countries_share_facts_told_apart_by_how_it_is_known(reader: Client) -> None:
    page = tree(reader, "/pair/country/KAZ/country/LVA")
    assert words(page.find(".//h1")) == "Kazakhstan and Latvia"
    names = [words(a) for a in page.xpath("//div[@aria-labelledby='facts']//td[1]/a")]
    known = [(name, row[2], row[-1]) for name, row in zip(names, lines(page, "facts"), strict=True)]
    met, guess = "took part together", "region-expanded"
    assert known == [
        ("Webinar of Europe and Central Asia on the digitalisation of education", met, guess),
        ("Seminar on vocational-education cooperation of Latvia and Central Asia, Riga", met, "by group"),
        ("Forum of the Baltic states and Central Asia on higher education, Riga", met, "by group"),
        ("Regional CAEP conference on qualifications frameworks in Central Asia, Riga", met, guess),
        ("First meeting of the education ministers of the EU and Central Asia", met, guess),
        ("Go on supporting education reforms in Central Asia and sharing experience", "promised to", guess),
    ]
    assert all(row.xpath(".//details[@class='evidence']") for row in page.xpath("//tbody/tr"))


def test_what_names_both_and_makes_no_tie_stands_apart_and_leads_to_the_rest(reader: Client) -> None:
    page = tree(reader, "/pair/country/RUS/org/asean")
    assert "Plan of Action on Education of ASEAN and Russia, 2022–2026" in lines(page, "facts")[0][0]
    beyond = lines(page, "beyond")
    assert len(beyond) == 50
    tied = set(page.xpath("//div[@aria-labelledby='facts']//td[1]/a/@href"))
    assert not tied & set(page.xpath("//div[@aria-labelledby='beyond']//td[1]/a/@href"))
    (rest,) = page.xpath("//a[.='All of them, as a query']/@href")
    assert "LIMIT%202000" in rest.replace("+", "%20")


def test_the_order_of_two_actors_does_not_matter(reader: Client) -> None:
    other = reader.get("/pair/country/LVA/country/KAZ.csv?lang=ru")
    assert (other.status_code, other.headers["location"]) == (301, "/pair/country/KAZ/country/LVA.csv?lang=ru")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("country/KAZ/country/KAZ", 400),
        ("country/KAZ/country/XXX", 404),
        ("country/KAZ/event/x", 404),
        ("country/KAZ", 404),
        ("country/KAZ/country/a%3Cb", 404),
        ("country/KAZ/country/" + "x" * 10_000, 404),
    ],
)
def test_a_pair_needs_two_different_actors_that_exist(reader: Client, path: str, status: int) -> None:
    assert reader.get(f"/pair/{path}").status_code == status


def test_two_that_share_nothing_are_told_so_without_denying_it(reader: Client) -> None:
    page = tree(reader, "/pair/country/EST/org/asean")
    assert "No shared fact is found in this release. That does not mean that there is none" in words(page)
    assert page.xpath("//a[@href='/questions/shared-partners-of-two-countries']")


def test_a_pair_comes_as_csv_with_a_receipt(reader: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(reader.get("/pair/country/KAZ/country/LVA.csv").text)))
    assert [row["kind"].rpartition("/")[2] for row in rows] == ["co-participation"] * 5 + ["commitment"]
    assert {row["evidence"].rpartition("/")[2] for row in rows} == {"by-group", "region-expanded"}
    receipt = reader.get("/pair/country/KAZ/country/LVA.csv-metadata.json").json()
    assert receipt["rows"] == len(rows)


def crowded(release: Release, participations: int) -> tuple[Client, InProcess]:
    """The sample, with so many more parts of KAZ in as many events."""
    store = Store.in_memory()
    base = "https://w3id.org/edugraph/"
    text = "".join(
        f"<{base}id/participation/e{n}> <{base}def#participant> <{base}id/country/KAZ> .\n"
        f"<{base}id/participation/e{n}> <{base}def#in> <{base}id/event/e{n}> .\n"
        f"<{base}id/event/e{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{base}def#Event> .\n"
        for n in range(participations)
    )
    store.add(nquads() + text.encode())
    made = Release(release.files, MANIFEST)
    made.__dict__["store"] = store
    engine = InProcess(store)
    return Client(create_app(made, Settings(), engine)), engine


def test_a_country_with_ten_thousand_events_costs_no_more_queries_than_one_with_ten(release: Release) -> None:
    asked = []
    for participations in (10, 10_000):
        client, engine = crowded(release, participations)
        page = client.get("/doc/country/KAZ")
        assert page.status_code == 200
        assert len(page.content) < MOST_BYTES
        asked.append(engine.counters["queries"])
    assert asked == [11, 11]
    shown = lxml.html.document_fromstring(page.content)
    assert len(lines(shown, "events")) == 30
    assert "The first 30 are shown." in words(shown)
    assert words(shown.xpath("//nav[@class='pages']/span")[0]) == "1 / 1001"
    assert "Too many facts to be counted on a page." in words(shown)
