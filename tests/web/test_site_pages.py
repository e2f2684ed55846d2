"""The pages that tell of the whole: actors, sources, quality, data, about, method, and errors; on the founding data."""

import csv
import hashlib
import io
import json
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from rdflib import RDF, Graph, URIRef

from edugraph.config import Settings
from edugraph.counts.lists import length
from edugraph.release import Release, Releases, making
from edugraph.vocabulary import PREFIXES
from edugraph.web import errors, reports
from edugraph.web.app import create_app
from edugraph.web.pages.about import KINDS
from edugraph.web.pages.data import size
from inprocess import InProcess

from .conftest import MANIFEST, ROOT, Client, Make

Tree = lxml.html.HtmlElement
LATVIAN = "/sources/68cce88e5e646c11"


@pytest.fixture(scope="module")
def founding_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the founding data, built as users build it."""
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("releases")))
    return release


@pytest.fixture(scope="module")
def real(founding_release: Release) -> Client:
    return Client(create_app(founding_release, Settings(), InProcess(founding_release.store)))


def tree(client: Client, path: str) -> Tree:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return lxml.html.document_fromstring(answer.content)


def words(element: Tree) -> str:
    return " ".join(element.text_content().split())


def rows(table: Tree) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("./th | ./td")] for row in table.xpath(".//tbody/tr")]


def table(page: Tree, heading: str) -> Tree:
    """The first table below a heading."""
    found = page.xpath(f"//h2[normalize-space()='{heading}']/following::table[1]")
    assert found, heading
    return found[0]


# --- layout --------------------------------------------------------------------------------------------------------


def test_the_header_leads_to_every_kind_of_page_and_marks_the_one_that_is_open(client: Client) -> None:
    page = tree(client, "/sources?lang=en")
    links = page.xpath("//nav[@class='main-nav']//a")
    assert [(a.text, a.get("href")) for a in links] == [
        ("Network", "/network?lang=en"),
        ("World", "/world?lang=en"),
        ("Timeline", "/timeline?lang=en"),
        ("Commitments", "/commitments?lang=en"),
        ("Actors", "/actors?lang=en"),
        ("Sources", "/sources?lang=en"),
        ("Questions", "/questions?lang=en"),
        ("Query", "/query?lang=en"),
        ("Data", "/data?lang=en"),
        ("About", "/about?lang=en"),
    ]
    assert [a.text for a in links if a.get("aria-current")] == ["Sources"]


def test_the_search_form_works_without_a_script_and_keeps_language_and_day(client: Client) -> None:
    form = tree(client, "/data?lang=lv&asof=2022-07-06").xpath("//header//form[@role='search']")[0]
    assert (form.get("action"), form.get("method")) == ("/search", "get")
    assert {i.get("name"): i.get("value") for i in form.iter("input")} == {
        "q": "",
        "lang": "lv",
        "asof": "2022-07-06",
    }
    assert form.xpath("string(.//input[@id='search']/@aria-label)") == "Meklēt"


def test_a_page_tells_on_paper_where_it_is_from_and_as_of_when(make: Make) -> None:
    page = tree(make(public_url="https://graph.example"), "/data?asof=2022-07-06")
    printed = page.xpath("string(//footer//*[@class='printed'])")
    assert printed == "Printed from https://graph.example/data?asof=2022-07-06, as of 6 July 2022"


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/doc/org/latvia-education-ministry.ttl", "latvia education ministry"),
        ("/doc/event/%D0%A4%D0%BE%D1%80%D1%83%D0%BC_2018/", "Форум 2018"),
        ("/nothing.at.all", "nothing.at.all"),
        ("/doc/%FF%22%3E%3Cscript%3E", '\N{REPLACEMENT CHARACTER}"><script>'),
        (f"/{'x' * 10_000}", "x" * 200),
    ],
)
def test_where_there_is_nothing_the_end_of_the_address_is_what_to_search_for(
    client: Client, path: str, asked: str
) -> None:
    answer = client.get(path)
    page = lxml.html.document_fromstring(answer.content)
    assert answer.status_code == 404
    assert page.xpath("string(//main//form[@role='search']//input[@name='q']/@value)") == asked
    assert "<script>" not in answer.text


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
@pytest.mark.parametrize("status", sorted({*errors.STATUS.values(), 410}))
def test_every_error_is_told_in_words_of_its_own_in_every_language(client: Client, status: int, language: str) -> None:
    site = client.app.state.site
    template = site.templates.get_template("error.html")
    catalogue = site.catalogues[language]
    page = Shown(site, language)
    context = {"page": page, "_": catalogue.gettext, "ngettext": catalogue.ngettext, "languages": {"en": "English"}}
    shown = lxml.html.document_fromstring(template.render(code=status, detail="the reason", **context))
    title = shown.xpath("string(//h1)")
    assert title != catalogue.gettext("Something went wrong")
    assert len(shown.xpath("string(//main//p[@class='lead'])")) > 40
    assert shown.xpath("string(//main//p[@class='quiet small'])").split()[-1] == str(status)


class Shown:
    """As much of a page as the page of an error asks for."""

    asof_asked = asof_words = address = path = end_of_path = error_report = base = root = ""

    def __init__(self, site: object, language: str) -> None:
        self.site, self.language, self.kept = site, language, dict[str, str]()
        self.request = type("Request", (), {"query_params": {}})()

    def href(self, path: str, **query: str) -> str:
        return path

    def in_language(self, tag: str) -> str:
        return tag

    def date(self, day: str) -> str:
        return day


# --- actors --------------------------------------------------------------------------------------------------------


def test_actors_are_listed_by_kind_with_what_is_recorded_of_each(real: Client) -> None:
    page = tree(real, "/actors")
    assert [words(h) for h in page.xpath("//h2")] == ["Countries", "Organisations"]
    countries = {row[0]: row[1:] for row in rows(table(page, "Countries"))}
    assert len(countries) == 24
    assert countries["Latvia"] == ["Baltic states", "9", "2", "0"]
    assert countries["Uzbekistan"] == ["Central Asia", "3", "0", "0"]
    assert countries["Singapore"] == ["", "0", "0", "0"]
    assert words(page.xpath("//main/div/p[@class='quiet']")[0]).startswith("85 actors.")


def test_a_country_counts_what_its_organisations_and_groups_did_but_no_guess_from_a_region(real: Client) -> None:
    """Latvia's ministry has 9 events; "Central Asian ministries" are no part of Turkmenistan's."""
    ministry = {row[0]: row for row in rows(table(tree(real, "/actors?kind=organisation"), "Organisations"))}
    assert ministry["Ministry of Education and Science of Latvia"][3:] == ["9", "1", "0"]
    groups = rows(table(tree(real, "/actors?kind=group&region=central-asia"), "Groups"))
    asian = "Education ministers and senior officials of Central Asia"
    assert [asian, "ministers, senior officials", "Central Asia", "1", "0", "0"] in groups
    turkmen = rows(table(tree(real, "/actors?kind=country&country=TKM"), "Countries"))
    assert turkmen == [["Turkmenistan", "Central Asia", "2", "0", "0"]]


def test_choices_are_kept_by_the_form_and_by_the_download(real: Client) -> None:
    page = tree(real, "/actors?kind=organisation&country=LVA")
    chosen = {s.get("name"): s.xpath("string(option[@selected]/@value)") for s in page.iter("select")}
    assert chosen == {"kind": "organisation", "country": "LVA", "region": ""}
    names = {row[0] for row in rows(table(page, "Organisations"))}
    got = list(csv.DictReader(io.StringIO(real.get("/actors.csv?kind=organisation&country=LVA").text)))
    assert {row["actorLabel"] for row in got} == names
    assert {row["country"] for row in got} == {"https://w3id.org/edugraph/id/country/LVA"}


def test_the_download_says_what_the_pages_say(real: Client) -> None:
    got = {r["actorLabel"]: r for r in csv.DictReader(io.StringIO(real.get("/actors.csv").text))}
    shown = {}
    for number in (1, 2):
        for one in tree(real, f"/actors?page={number}").iter("table"):
            shown |= {row[0]: row[-3:] for row in rows(one)}
    columns = ("events", "commitmentsMade", "commitmentsReceived")
    assert shown == {name: [row[c] for c in columns] for name, row in got.items()}


def test_no_actor_fits_and_the_way_back_is_told(real: Client) -> None:
    page = tree(real, "/actors?kind=person&region=baltic-states")
    assert "No actor fits these choices together." in words(page.find(".//main"))
    assert page.xpath("//a[text()='Take them all back']/@href") == ["/actors"]


@pytest.mark.parametrize("query", ["kind=planet", "country=%3E%20%7D", f"region={'x' * 101}"])
def test_a_choice_that_is_none_is_refused(real: Client, query: str) -> None:
    assert real.get(f"/actors?{query}", "application/json").json()["code"] == "bad-parameter"


# --- sources -------------------------------------------------------------------------------------------------------


def test_sources_stand_in_three_parts_and_texts_tell_how_they_were_read(real: Client) -> None:
    page = tree(real, "/sources")
    assert [words(h) for h in page.xpath("//h2")] == ["Texts", "Pages outside the texts", "Reference data"]
    texts = rows(table(page, "Texts"))
    assert len(texts) == 5
    assert texts[1] == [
        "Latvian education ministry's page on its cooperation with Central Asia"
        "ministry page, Latvian · SHA-256 96133c5aa080",
        "official record",
        "Ministry of Education and Science of Latvia",
        "not before 7 December 2020",
        "32",
        "5",
        "10",
    ]
    assert [row[1] for row in texts if "ANO Eurasia" in row[0]] == ["headline, news, quotation, self-description"]
    reference = {row[0]: row for row in rows(table(page, "Reference data"))}
    assert reference["Countries: codes, names and links to public lists"][4] == "https://www.unicode.org/license.txt"
    assert reference["Regions and venues"][4] == "CC BY 4.0"


def test_a_source_tells_which_passages_carry_facts_and_why_others_carry_none(real: Client) -> None:
    page = tree(real, LATVIAN)
    assert rows(table(page, "How much was read")) == [
        ["evidence of facts", "32", "4,160"],
        ["no fact: page furniture", "5", "124"],
        ["line ends and words between passages", "", "94"],
    ]
    passages = rows(table(page, "Passages"))
    assert len(passages) == 37
    assert passages[4] == [
        "642–666",
        "official record",
        "Ministry of Education and Science of Latvia",
        "0",
        "page furniture",
    ]
    assert passages[0][3] == "3"


def test_overlapping_passages_are_counted_once() -> None:
    assert length([(10, 20), (12, 15), (18, 25), (30, 31)]) == 16
    assert length([]) == 0


def test_a_source_shows_both_sides_where_another_contradicts_it(real: Client) -> None:
    blocks = [words(b) for b in tree(real, LATVIAN).xpath("//*[@class='node']")]
    forum = next(b for b in blocks if b.startswith("Latvia–Uzbekistan consultations"))
    assert "3 December 2018 · News page of the Latvian education ministry on consultations with Uzbekistan" in forum
    assert "stated · preferred: reported at the time · contradicted" in forum
    assert "stated · deprecated: contradicted by the same publisher · contradicted" in forum


def test_the_issues_of_a_source_tell_how_they_are_dealt_with(real: Client) -> None:
    found = rows(table(tree(real, LATVIAN), "Issues found in it"))
    assert found[0] == [
        "Two events are dated about two years after the end of the project they belong to",
        "date",
        "claims",
    ]
    assert len(found) == 10


def test_a_source_and_what_is_said_of_it_lead_to_each_other(real: Client) -> None:
    links = tree(real, LATVIAN).xpath("//main//a/@href")
    assert "/doc/source/68cce88e5e646c11" in links
    assert "/graph/source/68cce88e5e646c11" in links


def test_a_page_outside_the_texts_rests_on_the_page_as_a_whole(real: Client) -> None:
    page = tree(real, "/sources/izm-forum-2018")
    assert "It has no passages here" in words(page.find(".//main"))
    assert [words(h) for h in page.xpath("//h3")] == [
        "Forum of the Baltic states and Central Asia on higher education, Riga: when"
    ]


def test_the_passages_of_a_source_can_be_taken_away(real: Client) -> None:
    got = list(csv.DictReader(io.StringIO(real.get(f"{LATVIAN}.csv").text)))
    assert len(got) == 37
    assert sum(int(row["end"]) - int(row["start"]) for row in got) == 4201 + 124
    assert real.get("/sources/none-such").status_code == 404


# --- quality -------------------------------------------------------------------------------------------------------


def test_quality_lists_what_was_found_and_what_passes(real: Client) -> None:
    page = tree(real, "/quality")
    assert [words(a) for a in page.xpath("//ul[@class='numbers']//a")] == [
        "62 checks",
        "0 violations",
        "2 warnings",
        "9 notes",
    ]
    checks = rows(table(page, "By check"))
    assert [(c[0], c[2], c[3]) for c in checks[:3]] == [
        ("EG-T05", "warning", "2"),
        ("EG-F03", "note", "5"),
        ("EG-P03b", "note", "2"),
    ]
    assert len(checks) == 62
    assert [c[3] for c in checks].count("0") == 57
    sources = rows(table(page, "By source"))
    assert [
        "Latvian education ministry's page on its cooperation with Central Asia",
        "0",
        "2",
        "0",
        "Results",
    ] in sources


def test_the_results_of_one_check_are_told_in_words_with_the_release_they_stand_since(real: Client) -> None:
    found = rows(table(tree(real, "/quality?check=EG-T05"), "Results"))
    assert len(found) == 2
    check, weight, thing, message, since = found[0]
    assert (check, weight, since) == ("EG-T05", "warning", "2026.11.1 (2026-11-21)")
    assert thing == "Latvia–Uzbekistan consultations on education and science"
    assert "2020-12-03" in message
    assert real.get("/quality?check=EG-Z99").status_code == 404


def test_results_can_be_kept_to_one_source(real: Client) -> None:
    found = rows(table(tree(real, "/quality?source=source/68cce88e5e646c11"), "Results"))
    assert [row[0] for row in found] == ["EG-T05", "EG-T05"]


def test_results_and_checks_are_told_in_the_language_of_the_page(real: Client) -> None:
    russian = tree(real, "/quality?check=EG-T05&lang=ru")
    message = next(m for m in (row[3] for row in rows(table(russian, "Результаты"))) if "2020-12-03" in m)
    assert message.startswith("для event/latvia-uzbekistan-education-consultations утверждение claim/event--latvia")
    assert message.endswith(
        "вне сроков проекта project/latvia-central-asia-reform-support (с 2018-07-18 по 2018-12-20)."
    )
    latvian = rows(table(tree(real, "/quality?lang=lv"), "Pa pārbaudēm"))
    assert next(row[1] for row in latvian if row[0] == "EG-L05").startswith("Nokavējums netiek glabātsVai apņemšanās")


def test_quality_comes_as_csv_and_json_with_a_receipt(real: Client) -> None:
    answer = real.get("/quality.csv?lang=lv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert Counter(row["check"] for row in found) == {"EG-T05": 2, "EG-F03": 5, "EG-P03b": 2, "EG-T08b": 1, "EG-T09": 1}
    assert found[0]["since"] == "2026.11.1 (2026-11-21)"
    told = real.get("/quality.json?lang=lv").json()
    assert told["rows"] == found
    receipt = real.get("/quality.csv-metadata.json?lang=lv").json()
    assert (receipt["rows"], receipt["complete"]) == (11, True)
    assert receipt["dc:source"].startswith("report.ttl (SHACL) of release 2026.11.1")
    only = real.get("/quality.csv?check=EG-T09").text
    assert [row["check"] for row in csv.DictReader(io.StringIO(only))] == ["EG-T09"]


REPORT = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix eg: <https://w3id.org/edugraph/shapes#> .
"""
RESULT = """\
<https://w3id.org/edugraph/id/report/current/{check}-{n:012x}> a sh:ValidationResult ;
\tsh:focusNode <https://w3id.org/edugraph/id/event/e{n}> ;
\tsh:resultMessage "{check}: event/e{n} is odd."@en ;
\tsh:resultSeverity sh:Warning ;
\tsh:sourceShape eg:{check} .
"""


def made(home: Path, version: str, numbers: list[int], **manifest: object) -> Release:
    """A release with nothing but a report."""
    told = {**MANIFEST, "id": f"{version}-2026-01-01-0", "version": version, "date": "2026-01-01"}
    told |= {"inputs": {}, "program": "", **manifest}
    folder = home / str(told["id"])
    folder.mkdir()
    body = REPORT + "".join(RESULT.format(check="EG-T05", n=n) for n in numbers)
    (folder / "report.ttl").write_text(body, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return Release(folder, told)


def test_a_result_stands_since_the_oldest_release_that_holds_it_without_a_break(tmp_path: Path) -> None:
    made(tmp_path, "1.1", [1, 2])
    made(tmp_path, "1.2", [1])
    made(tmp_path, "1.3", [1, 2, 3])
    newest = made(tmp_path, "1.4", [1, 2, 3, 4])
    found = {r.focus.rpartition("/")[2]: r.since.split()[0] for r in reports.read(newest).results}
    assert found == {"e1": "1.1", "e2": "1.3", "e3": "1.3", "e4": "1.4"}


def test_of_a_very_long_report_the_start_is_read_and_the_counts_are_still_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = made(tmp_path, "1.1", list(range(100)), checks={"EG-T05": 100})
    monkeypatch.setattr(reports, "MOST_BYTES", 5_000)
    found = reports.read(release)
    assert (found.is_whole, found.counts) == (False, {"EG-T05": 100})
    assert 10 < len(found.results) < 20
    assert found.results[0].messages == {"en": "event/e0 is odd."}


def test_a_build_counts_the_results_of_each_check(founding_release: Release) -> None:
    assert founding_release.manifest["checks"] == {"EG-F03": 5, "EG-P03b": 2, "EG-T05": 2, "EG-T08b": 1, "EG-T09": 1}


# --- data, about, method -------------------------------------------------------------------------------------------


def test_every_download_is_told_with_size_and_hash_of_the_file_itself(real: Client, founding_release: Release) -> None:
    found = {row[0]: row for row in rows(table(tree(real, "/data"), "Downloads"))}
    assert list(found) == [
        "graph.nq.gz",
        "edugraph.trig.gz",
        "edugraph.jsonld.gz",
        "claims-rdf12.ttl.gz",
        "report.ttl",
        "registry.csv",
    ]
    body = (founding_release.files / "graph.nq.gz").read_bytes()
    assert found["graph.nq.gz"][2:] == ["N-Quads", size(len(body), "en"), hashlib.sha256(body).hexdigest()]


def test_every_graph_has_its_files_and_its_number_of_statements(real: Client, founding_release: Release) -> None:
    found = {row[0]: row for row in rows(tree(real, "/data").xpath("//details//table")[0])}
    assert found.keys() == founding_release.manifest["graphs"].keys()
    name, speaker, count, files = found["source/68cce88e5e646c11"]
    assert speaker == "Latvian education ministry's page on its cooperation with Central Asia"
    assert count == f"{founding_release.manifest['graphs'][name]:,}"
    assert [part.split()[0] for part in files.split(", ")] == ["Turtle", "N-Triples", "RDF/XML"]


def test_only_interfaces_that_the_server_has_are_told_to_programs(real: Client) -> None:
    told = tree(real, "/data").xpath("//h2[@id='programs']/following-sibling::ul[1]//code/text()")
    assert {"/sparql", "/questions", "/openapi.json", "/def", "/vocab", "/shapes", "/graph"} <= set(told)
    assert {
        path: real.get(path).status_code for path in told if real.get(path).status_code not in (200, 302, 303)
    } == {}


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [
        (0, "en", "0 byte"),
        (999, "en", "999 byte"),
        (8571, "en", "8.6 kB"),
        (216_000, "en", "216 kB"),
        (3_400_000, "lv", "3,4 MB"),
        (5_000_000_000, "ru", "5 ГБ"),
    ],
)
def test_sizes_are_told_as_the_language_tells_them(count: int, language: str, expected: str) -> None:
    assert size(count, language).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_the_method_names_every_word_of_certainty_and_every_schedule_state(client: Client) -> None:
    page = tree(client, "/method")
    assert [row[0] for row in rows(table(page, "How sure"))] == [
        "stated",
        "implied",
        "inferred",
        "contested",
        "unknown",
    ]
    assert [row[0] for row in rows(table(page, "Commitments"))] == [
        "no deadline",
        "open",
        "due soon",
        "due date passed, no evidence found",
        "overdue",
        "met",
        "met late",
        "none",
    ]


def measures() -> set[str]:
    """The measures of actors and ties that the ontology declares."""
    ontology = Graph().parse(ROOT / "ontology" / "edugraph.ttl")
    found = {str(s) for s in ontology.subjects(RDF.type, URIRef(f"{PREFIXES['qb']}MeasureProperty"))}
    return {iri.rpartition("#")[2] for iri in found}


@pytest.mark.parametrize(
    ("language", "name"), [("en", "betweenness"), ("ru", "посредничество"), ("lv", "starpniecība")]
)
def test_every_measure_of_the_network_has_its_place_in_the_method(real: Client, language: str, name: str) -> None:
    page = tree(real, f"/method/network?lang={language}")
    told = {section.get("id"): section for section in page.iter("section") if section.find("h3") is not None}
    assert measures() <= told.keys()
    assert words(told["betweenness"].find("h3")) == name
    for measure in measures():
        texts = told[measure].xpath("p[not(@class)]")
        assert len(texts) == 2, "what it means, and how to read it"
        assert all(words(text).strip() for text in texts)
        assert "=" in words(told[measure].xpath("p[@class='formula']")[0])
    for part in ("bridges", "between", "paths", "gaps", "projection", "change"):
        assert len(told[part].xpath("p[not(@class)]")) == 2


def test_the_method_names_every_kind_of_tie_and_how_it_is_known(real: Client) -> None:
    assert set(KINDS) == {path.stem for path in (ROOT / "queries" / "ties").glob("*.rq")}
    page = tree(real, "/method/network?lang=en")
    kinds = [row[0] for row in rows(table(page, "Kinds of ties"))]
    assert kinds[:2] == ["took part together", "organised together"]
    assert len(set(kinds)) == len(KINDS)
    assert [words(term) for term in page.iter("dt")] == ["named", "by group", "region-expanded"]


@pytest.mark.parametrize("path", ["/network", "/world", "/method"])
def test_maps_lead_to_how_they_are_made(real: Client, path: str) -> None:
    assert tree(real, f"{path}?lang=en").xpath("//main//a[starts-with(@href, '/method/network')]")


@pytest.mark.parametrize(
    "path", ["/actors", "/sources", LATVIAN, "/quality", "/data", "/about", "/method", "/method/network"]
)
@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_no_page_is_larger_than_200_kb(real: Client, path: str, language: str) -> None:
    assert len(real.get(f"{path}?lang={language}").content) < 200_000


def test_a_list_asks_the_same_few_queries_whatever_it_holds(real: Client) -> None:
    def asked(path: str) -> float:
        engine = real.app.state.site.engine
        before = engine.counters["queries"]
        real.get(path)
        return float(engine.counters["queries"] - before)

    assert asked("/actors") == asked("/actors?kind=country&country=LVA") == 1
    assert asked("/sources/39e57b043a1f2219") == asked("/sources/093a24b311180df8") == 6


# --- named questions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "answers", "field", "heading"),
    [
        ("en", "One row for each decision", "The meeting or other event", "who decided"),
        ("ru", "Строка для каждого решения", "Заседание или другое мероприятие", "кто решил"),
        ("lv", "Rinda katram lēmumam", "Sanāksme vai cits pasākums", "kas lēma"),
    ],
)
def test_a_question_is_told_in_the_language_of_the_page(
    real: Client, language: str, answers: str, field: str, heading: str
) -> None:
    page = tree(real, f"/questions/decisions-of-a-meeting?lang={language}")
    assert words(page.xpath("//p[@class='lead']")[0]).startswith(answers)
    assert [words(label) for label in page.xpath("//main//form//label")] == [field]
    assert heading in [words(th) for th in page.xpath("//thead//th")]


@pytest.mark.parametrize(
    ("query", "summary", "help_"),
    [
        ("", "What did a meeting decide, on what, and who is said to have decided it?", "The meeting or other event"),
        ("?lang=lv", "Ko sanāksmē nolēma, par ko, un kas esot lēmis?", "Sanāksme vai cits pasākums"),
    ],
)
def test_the_interface_for_programs_tells_of_questions_in_the_language_asked_for(
    real: Client, query: str, summary: str, help_: str
) -> None:
    told = real.get(f"/openapi.json{query}").json()["paths"]["/questions/decisions-of-a-meeting"]["get"]
    assert told["summary"] == summary
    assert told["parameters"][0]["description"] == help_
