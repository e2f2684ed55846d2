"""What every page has: the day it speaks of, how it is cited, and its own data to take away."""

import csv
import io

import pytest
from lxml import html

from edugraph.web.citing import Citation

from .conftest import Client

QUESTION = "/questions/who-attended"


def hrefs(body: str) -> list[str]:
    return html.fromstring(body).xpath("//a/@href")


def test_the_day_that_is_asked_for_is_said_and_kept_by_links(client: Client) -> None:
    body = client.get("/browse?asof=2022-07-06").text
    assert "As of 6 July 2022." in body
    assert "/browse/Event?asof=2022-07-06" in hrefs(body)
    assert "/browse?asof=2022-07-06&lang=lv" in hrefs(body)
    assert "/browse" in hrefs(body), "the way back to the day of the release"


def test_without_such_a_wish_pages_say_nothing_of_it(client: Client) -> None:
    body = client.get("/browse").text
    assert "As of" not in body
    assert "/browse/Event" in hrefs(body)


@pytest.mark.parametrize("day", ["2025-02-30", "tomorrow", "20250201", "2025-02-01T00:00", "<b>", "2025-2-1"])
def test_a_day_that_is_none_is_refused_on_every_page(client: Client, day: str) -> None:
    for path in ("/", "/doc/event/forum", QUESTION):
        answer = client.get(path, "application/json", params={"asof": day})
        assert answer.status_code == 400
        assert answer.json()["detail"] == f"asof takes a day such as 2026-11-21, not {day!r}"


def test_a_day_that_is_none_is_told_on_a_page_too(client: Client) -> None:
    answer = client.get("/browse?asof=2025-02-30")
    assert answer.status_code == 400
    assert "asof takes a day such as 2026-11-21, not &#39;2025-02-30&#39;" in answer.text


def test_a_page_is_cited_by_its_title_release_and_address() -> None:
    citation = Citation("50 % of {A} & B_c", "https://example.org/doc/event/x?lang=ru", "2026.11.1", "2026-11-21")
    assert citation.text == (
        "50 % of {A} & B_c. In: edugraph, release 2026.11.1 (2026-11-21). https://example.org/doc/event/x?lang=ru"
    )
    assert citation.bibtex == "\n".join(
        [
            "@misc{example-org-doc-event-x,",
            r"  title = {{50 \% of \{A\} \& B\_c}},",
            "  author = {{The edugraph authors}},",
            "  year = {2026},",
            "  note = {edugraph, release 2026.11.1 (2026-11-21)},",
            r"  howpublished = {\url{https://example.org/doc/event/x?lang=ru}},",
            "}",
        ]
    )


def test_a_question_comes_with_the_query_behind_it_and_its_data(client: Client) -> None:
    found = hrefs(client.get(f"{QUESTION}?event=event/forum").text)
    assert f"{QUESTION}.csv?event=event/forum" in found
    assert f"{QUESTION}.csv-metadata.json?event=event/forum" in found
    assert [h for h in found if h.startswith("/query?query=")]


def test_the_receipt_of_a_table_says_what_it_holds(client: Client) -> None:
    table = client.get(f"{QUESTION}.csv")
    receipt = client.get(f"{QUESTION}.csv-metadata.json")
    assert table.headers["link"] == f'<{QUESTION}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert receipt.headers["content-type"] == "application/csvm+json"
    told = receipt.json()
    head, *rows = csv.reader(io.StringIO(table.text))
    assert told["rows"] == len(rows) > 0
    assert told["complete"] is True
    assert [c["name"] for c in told["tableSchema"]["columns"]] == head
    assert told["dc:isPartOf"]["version"] == "0.1.0"
    again = client.get("/sparql", "text/csv", params={"query": told["dc:source"]})
    assert again.text == table.text, "the query of the receipt gives the table"
