"""The list of commitments, the sheet of one, and the matrix of a plan."""

import csv
import io
import json

import lxml.html
import pytest

from edugraph.web.pages.commitments import PER_PAGE

from .conftest import Client

COUNCIL = "org/cis-education-council"
CONGRESS = "/commitments/hold-9th-congress"
ITEM = "/commitments/plan/arpae-2022-2026/M1.A9"
PLAN = "/plan/arpae-2022-2026"
MOST_BYTES = 200_000
MOST_QUERIES = 8


def tree(client: Client, path: str) -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return lxml.html.document_fromstring(answer.content)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def texts(found: list[lxml.html.HtmlElement]) -> list[str]:
    return [words(element) for element in found]


def headings(client: Client, path: str) -> list[str]:
    return texts(tree(client, path).xpath("//h2"))


def options(client: Client, path: str, name: str) -> list[str]:
    return texts(tree(client, path).xpath(f"//select[@name='{name}']/option"))


def test_what_needs_attention_stands_first_under_its_state_with_how_many_there_are(founded: Client) -> None:
    assert headings(founded, "/commitments") == ["due date passed, no evidence found 1", "due within 90 days 65"]
    assert headings(founded, "/commitments?page=4") == ["no deadline stated 20"]


def test_a_commitment_tells_who_promised_what_until_when_and_who_says_how_far_it_is(founded: Client) -> None:
    first = tree(founded, "/commitments").xpath("//ul[@class='promises']/li")[0]
    assert words(first.xpath(".//h3")[0]) == "Hold the 9th CIS teachers' congress in Minsk"
    assert words(first.xpath(".//*[contains(@class, 'state ')]")[0]) == (
        "? due date passed; no evidence found up to 21 November 2026"
    )
    told = dict(zip(texts(first.xpath(".//dt")), texts(first.xpath(".//dd")), strict=True))
    assert told == {
        "Promised by": "Council for Education Cooperation of the CIS Member States",
        "Due": "October 2026",
        "Recorded status": "approved · 20 November 2025 (year uncertain) · reached at: "
        "Meeting of the CIS Council for Education Cooperation in Moscow · told by the source itself · implied",
        "Obligation": "announcement",
        "Topics": "education policy and administration",
    }
    assert first.xpath(".//h3/a/@href") == [CONGRESS]
    assert texts(first.xpath(".//details/summary")) == ["1 source mark"]


def test_a_status_that_an_actor_reports_names_the_actor(founded: Client) -> None:
    said = tree(founded, "/commitments/continue-central-asia-reform-support").xpath("//ol[@class='steps']/li")
    assert [words(one).split(" [")[0] for one in said] == [
        "in progress · reported by Ministry of Education and Science of Latvia"
    ]


def test_what_a_plan_item_has_from_its_plan_is_marked_as_inferred(founded: Client) -> None:
    item = tree(founded, "/commitments?plan=arpae-2022-2026").xpath("//ul[@class='promises']/li")[0]
    assert texts(item.xpath(".//dd"))[:2] == [
        "Association of Southeast Asian Nations , Russia taken from its plan, by rule",
        "2022 – 2026 taken from its plan, by rule",
    ]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", "86 commitments"),
        (f"actor={COUNCIL}", "4 commitments"),
        ("plan=arpae-2022-2026", "63 commitments"),
        ("topic=twin-schools", "2 commitments"),
        ("obligation=aspirational", "3 commitments"),
        ("obligation=binding", "0 commitments"),
        ("state=due-passed-no-evidence", "1 commitment"),
        ("state=none", "0 commitments"),
        ("state=overdue", "0 commitments"),
        (f"actor={COUNCIL}&state=due-soon", "1 commitment"),
        (f"actor={COUNCIL}&plan=arpae-2022-2026", "0 commitments"),
        ("actor=https://w3id.org/edugraph/id/country/RUS", "63 commitments"),
        ("actor=org/nobody-knows", "0 commitments"),
        ("state=due-passed-no-evidence&asof=2027-01-01", "66 commitments"),
        ("state=open&asof=2026-09-01", "65 commitments"),
    ],
)
def test_filters_narrow_the_list(founded: Client, query: str, total: str) -> None:
    said = words(tree(founded, f"/commitments?{query}").xpath("//p[@role='status']")[0])
    assert said.split(" · ")[0] == total


def test_filters_offer_what_is_there_under_the_other_filters(founded: Client) -> None:
    path = f"/commitments?actor={COUNCIL}"
    assert options(founded, path, "state") == [
        "all",
        "no deadline stated (2)",
        "due date passed, no evidence found (1)",
        "due within 90 days (1)",
    ]
    assert options(founded, path, "actor")[:3] == [
        "all",
        "Association of Southeast Asian Nations (63)",
        "Russia (63)",
    ]
    assert options(founded, path, "obligation") == ["all", "announcement (3)", "programmatic (1)"]


def test_filters_that_contradict_each_other_say_so_and_how_to_take_one_back(founded: Client) -> None:
    page = tree(founded, f"/commitments?actor={COUNCIL}&plan=arpae-2022-2026&lang=en")
    assert texts(page.xpath("//p[@class='notice']")) == [
        "No commitment fits all of these at once. Take one back to see more."
    ]
    assert page.xpath("//ul[contains(@class, 'chosen')]//a/@href") == [
        "/commitments?plan=arpae-2022-2026&lang=en",
        "/commitments?actor=org%2Fcis-education-council&lang=en",
    ]


def test_pages_of_the_list_keep_filters_language_and_day(founded: Client) -> None:
    page = tree(founded, "/commitments?plan=arpae-2022-2026&lang=ru&asof=2026-10-01&page=2")
    assert page.xpath("//nav[@class='pages']/a/@href") == [
        f"/commitments?plan=arpae-2022-2026&lang=ru&asof=2026-10-01&page={n}" for n in (1, 3)
    ]
    assert len(page.xpath("//ul[@class='promises']/li")) == PER_PAGE


def test_no_evidence_is_claimed_to_reach_beyond_the_release(founded: Client) -> None:
    page = words(tree(founded, "/commitments?asof=2030-01-01"))
    assert "due date passed; no evidence found up to 21 November 2026" in page
    assert "The evidence reaches to 21 November 2026." in page
    assert "1 January 2030" in page


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
@pytest.mark.parametrize("asof", ["2015-01-01", "2026-11-21", "2031-01-01"])
def test_silence_is_never_called_failure(founded: Client, language: str, asof: str) -> None:
    for number in range(1, 2 if asof < "2020" else 5):
        page = words(tree(founded, f"/commitments?lang={language}&asof={asof}&page={number}").xpath("//main")[0])
        assert not [word for word in ("not done", "overdue", "просрочен", "nokavēt") if word in page.lower()]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("asof=2025-02-30", "asof takes a day such as 2026-11-21, not '2025-02-30'"),
        ("asof=garbage", "asof takes a day"),
        ("asof=99999-01-01", "asof takes a day"),
        ("state=due-son", "state has no value 'due-son'; did you mean 'due-soon'?"),
        ("state=%00", "state has no value"),
        ("actor=%3Cscript%3E", "actor takes the end of an address such as country/KAZ"),
        ("topic=" + "x" * 2000, "topic takes the end of an address"),
        ("plan=a%20b", "plan takes the end of an address"),
    ],
)
@pytest.mark.parametrize("path", ["/commitments", "/commitments.csv", "/commitments.ics"])
def test_a_value_that_cannot_be_read_is_told_with_the_way_out(
    founded: Client, path: str, query: str, said: str
) -> None:
    answer = founded.get(f"{path}?{query}", accept="application/problem+json")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("page", ["0", "5", "-1", "x", "999999999999"])
def test_a_page_beyond_the_list_is_not_found(founded: Client, page: str) -> None:
    assert founded.get(f"/commitments?page={page}").status_code == 404


def test_page_csv_json_and_receipt_are_one_answer(founded: Client) -> None:
    query = f"actor={COUNCIL}&asof=2026-12-01"
    rows = list(csv.DictReader(io.StringIO(founded.get(f"/commitments.csv?{query}").text)))
    told = json.loads(founded.get(f"/commitments.json?{query}").content)["results"]["bindings"]
    receipt = founded.get(f"/commitments.csv-metadata.json?{query}").json()
    page = tree(founded, f"/commitments?{query}")
    names = texts(page.xpath("//ul[@class='promises']//h3"))
    assert [row["commitmentLabel"] for row in rows] == [row["commitmentLabel"]["value"] for row in told] == names
    assert [row["state"] for row in rows] == [
        "due-passed-no-evidence",
        "due-soon",
        "no-deadline",
        "no-deadline",
    ]
    assert (receipt["rows"], receipt["complete"]) == (4, True)
    assert '"2026-12-01"' in receipt["dc:source"]


def test_a_sheet_can_be_taken_away_with_its_receipt(founded: Client) -> None:
    stem = "/commitments/hold-9th-congress"
    [row] = csv.DictReader(io.StringIO(founded.get(f"{stem}.csv?asof=2026-12-01").text))
    [told] = json.loads(founded.get(f"{stem}.json?asof=2026-12-01").content)["results"]["bindings"]
    receipt = founded.get(f"{stem}.csv-metadata.json?asof=2026-12-01").json()
    assert (row["state"], told["state"]["value"]) == ("due-passed-no-evidence", "due-passed-no-evidence")
    assert (receipt["rows"], receipt["complete"], receipt["url"]) == (1, True, f"{stem}.csv?asof=2026-12-01")
    assert founded.get("/commitments/nothing.csv").status_code == 404


def test_the_sheet_tells_parties_promise_state_steps_and_cites_its_passages(founded: Client) -> None:
    page = tree(founded, CONGRESS)
    rows = dict(zip(texts(page.xpath("//tbody//th")), texts(page.xpath("//tbody//td")), strict=True))
    assert rows == {
        "Promised by": "Council for Education Cooperation of the CIS Member States",
        "Due": "October 2026",
        "Aims at": "9th Congress of Teachers and Education Workers of the CIS",
        "Came of": "Concept of the 9th CIS teachers' congress approved [1] [2]",
        "Obligation": "announcement",
        "Topics": "education policy and administration",
        "How sure": "implied",
    }
    cited = texts(page.xpath("//ol[@class='citations']/li"))
    assert [one.split(" · ")[1] for one in cited] == [
        "paragraph 11 of 15, characters 1897 to 2022 of 3187",
        "paragraph 9 of 15, characters 1559 to 1584 of 3187",
    ]
    assert page.xpath("//h1//sup//a/@href") == ["#cited-1"]
    assert page.xpath("//ol[@class='citations']/li/@id") == ["cited-1", "cited-2"]


def test_a_step_after_the_day_is_left_out_and_counted(founded: Client) -> None:
    page = words(tree(founded, f"{CONGRESS}?asof=2025-01-01").xpath("//main")[0])
    assert "No source records a status by this day." in page
    assert "1 later status is left out." in page
    assert "open: not due within 90 days" in page


def test_the_sheet_of_a_plan_item_says_what_comes_of_the_plan(founded: Client) -> None:
    page = tree(founded, ITEM)
    rows = dict(zip(texts(page.xpath("//tbody//th")), texts(page.xpath("//tbody//td")), strict=True))
    assert rows["Promised by"] == (
        "Russia taken from its plan, by rule Association of Southeast Asian Nations taken from its plan, by rule"
    )
    assert rows["Due"] == "2022 – 2026 taken from its plan, by rule"
    assert page.xpath("//p[contains(@class, 'quiet')]/a/@href") == [
        "/commitments",
        PLAN,
        "/doc/plan/arpae-2022-2026/M1.A9",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/commitments/nothing",
        "/commitments/",
        "/commitments/country/KAZ",
        "/commitments/plan/arpae-2022-2026",
        "/commitments/a%20b",
        "/commitments/" + "x" * 5000,
        "/commitments/../doc/x",
        "/plan/nothing",
        "/plan/",
        "/plan/%3Cscript%3E",
        "/plan/arpae-2022-2026/M1",
    ],
)
def test_a_sheet_of_nothing_is_not_found(founded: Client, path: str) -> None:
    assert founded.get(path).status_code == 404


def test_the_page_about_a_commitment_or_a_plan_links_to_its_sheet_or_matrix_and_back(founded: Client) -> None:
    for about, own in (("/doc/commitment/hold-9th-congress", CONGRESS), ("/doc/plan/arpae-2022-2026", PLAN)):
        assert own in tree(founded, about).xpath("//main//a/@href")
        assert about in tree(founded, own).xpath("//main//a/@href")


def test_the_matrix_of_a_plan_has_a_row_for_each_measure_with_its_actions_and_outputs(founded: Client) -> None:
    page = tree(founded, PLAN)
    rows = page.xpath("//table[@class='matrix']/tbody/tr")
    counts = [[len(cell.xpath("./ol/li")) for cell in row.xpath("./td")] for row in rows]
    assert counts == [[15, 12], [9, 5], [5, 5], [4, 2], [2, 4]]
    assert texts(page.xpath("//table[@class='matrix']/thead//th[@scope='col']")) == ["Measure", "Actions", "Outputs"]
    assert (
        texts(page.xpath("//table[@class='matrix']//th[@scope='row']"))[0]
        == "1. More joint education work in eight areas"
    )
    assert len(page.xpath("//table[@class='matrix']//li//a[starts-with(@href, '/commitments/plan/')]")) == 63
    inferred = page.xpath("//table[@class='matrix']//span[@class='at'][span]")
    assert len(inferred) == 19


def test_topics_are_counted_across_the_measures(founded: Client) -> None:
    page = tree(founded, PLAN)
    rows = [texts(row.xpath("./*")) for row in page.xpath("//table[@class='counts']/tbody/tr")]
    assert rows[0] == ["vocational education and training", "5", "1", "2", "·", "2"]
    linked = page.xpath("//table[@class='counts']/tbody//a/@href")
    assert linked[0] == "/commitments?plan=arpae-2022-2026&topic=vocational-education"


def test_a_plan_without_measures_says_so(founded: Client) -> None:
    page = tree(founded, "/plan/action-plan-sdg4-2020-2030")
    assert texts(page.xpath("//p[@class='notice']")) == ["This release holds no measures of this plan."]


def test_the_matrix_can_be_taken_away(founded: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(founded.get(f"{PLAN}.csv").text)))
    assert len(rows) == 63
    assert rows[0]["commitmentLabel"] == "Share know-how on education law and on digital technology for learning"
    assert founded.get(f"{PLAN}.csv-metadata.json").json()["rows"] == 63


@pytest.mark.parametrize("path", ["/commitments", CONGRESS, ITEM, PLAN, "/timeline", "/changes"])
@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_a_page_is_small_and_asks_little(founded: Client, path: str, language: str) -> None:
    engine = founded.app.state.site.engine
    founded.app.state.memory.clear()
    before = engine.counters["queries"]
    answer = founded.get(f"{path}?lang={language}")
    assert len(answer.content) < MOST_BYTES
    assert engine.counters["queries"] - before <= MOST_QUERIES
