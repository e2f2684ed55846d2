"""The query page in a real browser: writing, running, stopping, mending and sharing queries, and reading answers."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from edugraph.config import Settings
from edugraph.engine.protocol import Answer, Asked
from edugraph.release import Release, Releases, making
from edugraph.web import bundle
from edugraph.web.app import create_app
from inprocess import InProcess

from .browsing import IN_BROWSER, browser, findings, serving, visited
from .conftest import ROOT

__all__ = ["browser"]

EG = "https://w3id.org/edugraph/def#"
HEAD = f"PREFIX eg: <{EG}>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
COUNTRIES = HEAD + "SELECT ?country ?name WHERE { ?country a eg:Country ; skos:prefLabel ?name }"
TOGETHER = (
    HEAD
    + "SELECT ?event ?a ?b ?day WHERE { ?p eg:in ?event ; eg:participant ?a . ?q eg:in ?event ; eg:participant ?b . "
    "?event eg:when/eg:edtf ?day FILTER(STR(?a) < STR(?b)) }"
)
DESCRIBED = "DESCRIBE <https://w3id.org/edugraph/id/country/LVA>"
SLOW = "SELECT * WHERE { ?slow ?p ?o } LIMIT 3"


def term(kind: str, name: str, en: str, ru: str, lv: str, **more: object) -> dict[str, object]:
    """One term as `/query/terms.json` tells it."""
    labels = {"en": en, "ru": ru, "lv": lv}
    told = {"iri": EG + name, "name": f"eg:{name}", "label": en, "labels": labels, "definition": f"{en}, {kind}."}
    return told | {"count": 5} | more


def code(scheme: str, name: str, en: str, ru: str, lv: str) -> dict[str, object]:
    """One code of a list, as `/query/terms.json` tells it."""
    iri = f"https://w3id.org/edugraph/vocab/{scheme}/{name}"
    return {"iri": iri, "name": iri, "label": en, "labels": {"en": en, "ru": ru, "lv": lv}, "scheme": scheme}


TERMS = {
    "prefixes": {"eg": EG, "skos": "http://www.w3.org/2004/02/skos/core#"},
    "classes": [
        term("class", "Meeting", "meeting", "заседание", "sanāksme", properties=["eg:when", "skos:prefLabel"]),
        term("class", "Agreement", "agreement", "соглашение", "nolīgums", properties=[]),
    ],
    "properties": [
        term("property", "when", "when", "когда", "kad", ranges=["eg:TimeSpan"]),
        term(
            "property", "eventStatus", "status", "статус", "statuss", ranges=["skos:Concept"], schemes=["event-status"]
        ),
        term("property", "committedBy", "committed by", "взял обязательство", "apņēmies", ranges=[]),
        {"iri": "http://www.w3.org/2004/02/skos/core#prefLabel", "name": "skos:prefLabel", "label": "name", "count": 9},
    ],
    "codes": [
        code("event-status", "held", "held", "состоялось", "noticis"),
        code("event-status", "planned", "planned", "запланировано", "plānots"),
        code("voice", "self", "self-published", "самоописание", "pašapraksts"),
    ],
}

pytestmark = [
    *IN_BROWSER,
    pytest.mark.skipif(
        "query" not in bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
    ),
]


class Watched(InProcess):
    """An engine that takes its time over queries that say `slow`, and counts those that are ended before."""

    ended = 0
    asked: ClassVar[list[str]] = []

    async def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked.query)
        self.delay_s = 30 if "?slow" in asked.query else 0
        try:
            return await super().answer(asked)
        except asyncio.CancelledError:
            self.ended += 1
            raise


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the founding data."""
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))[0]


@pytest.fixture(scope="module")
def engine(release: Release) -> Watched:
    return Watched(release.store)


@pytest.fixture(scope="module")
def address(release: Release, engine: Watched) -> Iterator[str]:
    """A server over the founding data."""
    with serving(create_app(release, Settings(), engine)) as found:
        yield found


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.route("**/query/terms.json*", lambda route: route.fulfill(json=TERMS))
    page.route("**/query/explain*", lambda route: route.fulfill(json={"plan": None, "hints": []}))
    yield page
    context.close()


def editor(tab: Page) -> Locator:
    return tab.get_by_role("textbox", name="Your query")


def opened(tab: Page, address: str, path: str = "/query") -> Locator:
    """The editor of a page that has just been opened, with the terms at hand."""
    with tab.expect_response("**/query/terms.json*"):
        tab.goto(address + path)
    editor(tab).wait_for()
    return editor(tab)


def write(tab: Page, query: str) -> None:
    """Replace what the editor says, as by pasting."""
    tab.evaluate("text => navigator.clipboard.writeText(text)", query)
    editor(tab).click()
    tab.keyboard.press("Control+a")
    tab.keyboard.press("Control+v")


def clear(tab: Page) -> None:
    editor(tab).click()
    tab.keyboard.press("Control+a")
    tab.keyboard.press("Delete")


def offered(tab: Page, name: str) -> Locator:
    """The first completion of that name."""
    return tab.locator(".query-editor").get_by_role("option", name=name).first


def choose(tab: Page, name: str) -> None:
    """Take a completion, a moment after it is offered: Enter sooner than that is a new line."""
    offered(tab, name).wait_for()
    time.sleep(0.2)
    tab.keyboard.press("Enter")


def text_of(tab: Page) -> str:
    """What the editor says, whole."""
    tab.get_by_role("button", name="Copy link").first.click()
    tab.get_by_text("Copied").first.wait_for()
    link = tab.evaluate("navigator.clipboard.readText()")
    said: str = tab.evaluate(
        "link => { const url = new URL(link); return url.searchParams.get('query') "
        "?? decodeURIComponent(url.hash.replace('#query=', '')) }",
        link,
    )
    return said


def run(tab: Page, query: str) -> None:
    write(tab, query)
    tab.keyboard.press("Control+Enter")


def rows(tab: Page) -> Locator:
    return tab.locator(".answer-table tbody tr")


# --- writing


def test_a_class_is_completed_by_its_label_its_prefix_is_added_and_then_only_its_own_properties_are_offered(
    tab: Page, address: str
) -> None:
    opened(tab, address)
    clear(tab)
    tab.keyboard.type("SELECT * WHERE { ?m a meet")
    choose(tab, "meeting")
    tab.keyboard.type(" ; eg:")
    offered(tab, "when").wait_for()
    offered(tab, "committed by").wait_for(state="detached")
    assert tab.locator(".query-editor").get_by_role("option").count() == 1
    choose(tab, "when")
    tab.keyboard.type(" ?day }")
    assert text_of(tab) == f"PREFIX eg: <{EG}>\nSELECT * WHERE {{ ?m a eg:Meeting ; eg:when ?day }}"


def test_terms_are_found_in_russian_and_latvian_too_and_one_undo_takes_term_and_prefix_back(
    tab: Page, address: str
) -> None:
    opened(tab, address)
    for typed in ("засед", "sanaks"):
        clear(tab)
        tab.keyboard.type(f"ASK {{ ?m a {typed}")
        choose(tab, "meeting")
        assert text_of(tab) == f"PREFIX eg: <{EG}>\nASK {{ ?m a eg:Meeting"
        editor(tab).focus()
        tab.keyboard.press("Control+z")
        assert text_of(tab) == f"ASK {{ ?m a {typed}"


def test_after_a_property_whose_values_come_from_a_code_list_the_codes_of_that_list_are_offered(
    tab: Page, address: str
) -> None:
    opened(tab, address)
    clear(tab)
    tab.keyboard.type("ASK { ?m eg:eventStatus ")
    tab.keyboard.press("Control+Space")
    options = tab.locator(".query-editor").get_by_role("option")
    expect(options).to_have_count(3)
    assert sorted(option.split("event-status")[0] for option in options.all_inner_texts()) == ["?m", "held", "planned"]
    tab.keyboard.type("заплан")
    choose(tab, "planned")
    assert text_of(tab).endswith("eg:eventStatus <https://w3id.org/edugraph/vocab/event-status/planned>")


def test_things_are_found_by_search_and_variables_are_offered(tab: Page, address: str) -> None:
    opened(tab, address)
    clear(tab)
    tab.keyboard.type("ASK { ?meeting eg:participant kaz")
    choose(tab, "Kazakhstan")
    tab.keyboard.type(" . ?me")
    choose(tab, "?meeting")
    assert text_of(tab).endswith("eg:participant <https://w3id.org/edugraph/id/country/KAZ> . ?meeting")


def test_a_colon_after_a_known_prefix_declares_it_and_a_layout_keeps_comments(tab: Page, address: str) -> None:
    opened(tab, address)
    clear(tab)
    tab.keyboard.type("select ?x where{?x skos:prefLabel ?y}  # tail  {")
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Lay out").click()
    head = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
    assert text_of(tab) == f"{head}SELECT ?x\nWHERE {{\n  ?x skos:prefLabel ?y\n}} # tail  {{\n"
    tab.get_by_role("button", name="Comment out").click()
    assert text_of(tab).count("# ") == 2


def test_hovering_over_a_term_tells_what_it_means(tab: Page, address: str) -> None:
    opened(tab, address)
    write(tab, f"PREFIX eg: <{EG}>\nASK {{ ?m a eg:Meeting }}")
    tab.get_by_text("Meeting", exact=False).last.wait_for()
    box = editor(tab).locator(".cm-line").nth(1).bounding_box()
    assert box
    tab.mouse.move(box["x"] + 120, box["y"] + 8)
    tab.get_by_text("meeting, class.").wait_for()


def test_find_is_fetched_when_it_is_asked_for_and_one_undo_takes_back_all_that_it_replaced(
    tab: Page, address: str
) -> None:
    fetched: list[str] = []
    tab.on("request", lambda request: fetched.append(request.url) if "/find-" in request.url else None)
    opened(tab, address)
    write(tab, "ASK { ?x ?p ?x }")
    assert fetched == []
    tab.keyboard.press("Control+f")
    field = tab.get_by_role("searchbox", name="Find", exact=True)
    field.wait_for()
    assert len(fetched) == 1
    tab.keyboard.type("?X")
    tab.get_by_text("Match 1 of 2").wait_for()
    assert [tab.locator(".cm-found").count(), tab.locator(".cm-found-here").inner_text()] == [2, "?x"]
    tab.keyboard.press("Enter")
    tab.get_by_text("Match 2 of 2").wait_for()
    tab.get_by_label("Match case").check()
    tab.get_by_text("No match").wait_for()
    tab.get_by_label("Match case").uncheck()
    tab.get_by_label("Replace with").fill("?event")
    tab.get_by_role("button", name="Replace all").click()
    tab.get_by_text("Matches replaced: 2").wait_for()
    assert findings(tab) == []
    field.focus()
    tab.keyboard.press("Escape")
    assert not field.is_visible()
    assert tab.locator(".cm-found").count() == 0
    assert tab.evaluate("document.activeElement.className") == "query-editor"
    assert text_of(tab) == "ASK { ?event ?p ?event }"
    editor(tab).focus()
    tab.keyboard.press("Control+z")
    assert text_of(tab) == "ASK { ?x ?p ?x }"


def test_where_find_cannot_be_fetched_that_is_said(tab: Page, address: str) -> None:
    tab.route("**/static/built/find-*", lambda route: route.abort())
    opened(tab, address)
    editor(tab).click()
    tab.keyboard.press("Control+f")
    tab.get_by_text("This could not be loaded: the server did not answer. Try it again.").wait_for()


# --- running, stopping, mending


def test_a_query_runs_by_keyboard_and_its_address_brings_the_same_answer_back(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, COUNTRIES + " ORDER BY ?name LIMIT 7")
    rows(tab).first.wait_for()
    assert rows(tab).count() == 7
    assert tab.get_by_role("heading", name="Answer").count() == 1
    assert tab.url == f"{address}/query?query=" + quote(COUNTRIES + " ORDER BY ?name LIMIT 7", safe="*").replace(
        "%20", "+"
    )
    tab.reload()
    rows(tab).first.wait_for()
    assert rows(tab).count() == 7


@pytest.mark.parametrize(
    ("query", "seen", "status"),
    [
        (COUNTRIES + " ORDER BY ?name LIMIT 9", ".answer-table tbody tr", "Rows: 9, answered together with the page"),
        (HEAD + "CONSTRUCT WHERE { ?x a eg:Country }", ".answer-table tbody tr", "Rows: 24, answered together"),
        ("ASK { ?s ?p ?o }", ".answer .lead:text-is('Yes')", "Answered together with the page"),
    ],
)
def test_the_answer_of_a_link_came_with_the_page_and_is_not_asked_again(
    tab: Page, address: str, engine: Watched, query: str, seen: str, status: str
) -> None:
    before = engine.asked.count(query)
    opened(tab, address, "/query?query=" + quote(query))
    tab.locator(seen).first.wait_for()
    assert status in tab.locator(".query-status").inner_text()
    tab.wait_for_timeout(300)
    assert engine.asked.count(query) == before + 1
    assert tab.get_by_role("heading", name="Answer").count() == 1
    run(tab, query)
    tab.locator(".query-status:text-matches(' s$|Answered in')").wait_for()
    assert engine.asked.count(query) == before + 2


def test_of_a_large_answer_the_start_is_shown_and_the_query_runs_again_only_when_asked(
    tab: Page, address: str, engine: Watched
) -> None:
    query = "SELECT * WHERE { ?s ?p ?o } LIMIT 4000"
    opened(tab, address, "/query?query=" + quote(query))
    tab.get_by_text("This is the start of the answer. Run the query to have all of it, in every view.").wait_for()
    assert tab.locator("[data-query-answer] tbody tr").count() == 500
    assert engine.asked.count(query) == 1
    tab.get_by_role("button", name="Run", exact=True).click()
    tab.locator(".query-status:text-matches('Rows: 4,000')").wait_for()
    assert tab.get_by_role("heading", name="Answer").count() == 1


def test_stop_ends_the_query_on_the_server(tab: Page, address: str, engine: Watched) -> None:
    opened(tab, address)
    ended = engine.ended
    run(tab, SLOW)
    tab.get_by_text("Running…").wait_for()
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_text("Stopped. The server has ended the query.").wait_for()
    deadline = time.monotonic() + 5
    while engine.ended == ended and time.monotonic() < deadline:
        time.sleep(0.05)
    assert engine.ended == ended + 1
    assert tab.get_by_role("button", name="Run", exact=True).is_enabled()


def test_a_broken_query_is_told_with_its_place_and_runs_once_it_is_mended(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, "SELECT ?x WHERE {\n  ?x ?p ?o .\n")
    tab.get_by_role("alert").wait_for()
    assert "line 3, column 1" in tab.get_by_role("alert").inner_text()
    editor(tab).focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type("} LIMIT 2")
    tab.keyboard.press("Control+Enter")
    rows(tab).first.wait_for()
    assert (rows(tab).count(), tab.get_by_role("alert").count()) == (2, 0)


def test_a_link_to_a_term_that_is_no_more_says_so_with_the_nearest_and_one_click_mends_it(
    tab: Page, address: str
) -> None:
    opened(tab, address, "/query?query=" + quote(f"PREFIX eg: <{EG}>\nSELECT ?x WHERE {{ ?x a eg:Agrement }}"))
    tab.get_by_text("eg:Agrement is not in the ontology of this release. Did you mean eg:Agreement?").wait_for()
    tab.get_by_text("No rows: nothing in this release fits all of the pattern.").wait_for()
    assert tab.get_by_role("button", name="line 2, column 24").is_visible()
    tab.get_by_role("button", name="Replace with eg:Agreement").click()
    assert text_of(tab).endswith("?x a eg:Agreement }")


def test_hints_of_the_server_stand_at_their_places(tab: Page, address: str) -> None:
    hint = {"code": "cross-product", "message": "Two parts share no variable.", "line": 2, "column": 1, "length": 3}
    tab.route(
        "**/query/explain*",
        lambda route: route.fulfill(json={"plan": "scan, then join", "hints": [hint | {"nearest": None}]}),
    )
    opened(tab, address)
    write(tab, "ASK {\n?a ?b ?c . ?d ?e ?f }")
    tab.get_by_text("Two parts share no variable.").wait_for()
    assert tab.get_by_role("button", name="line 2, column 1").is_visible()
    tab.get_by_role("button", name="Explain").click()
    tab.get_by_text("scan, then join").wait_for()


# --- sharing and keeping


def test_a_long_query_stands_in_the_fragment_and_comes_back(tab: Page, address: str) -> None:
    opened(tab, address)
    long = "# " + "длинный комментарий " * 200 + "\n" + COUNTRIES + " LIMIT 2"
    run(tab, long)
    rows(tab).first.wait_for()
    assert tab.url.startswith(f"{address}/query#query=%23%20")
    tab.reload()
    rows(tab).first.wait_for()
    assert text_of(tab) == long


def copied_as(tab: Page, way: str) -> str:
    tab.get_by_role("button", name=way, exact=True).click()
    tab.get_by_text("Copied").first.wait_for()
    text: str = tab.evaluate("navigator.clipboard.readText()")
    return text


AWKWARD = 'SELECT ("it\'s \\"$HOME\\" `id` \\\\ %s конец" AS ?x) ("NA" AS ?y) WHERE { } # \'\'\' """\n'
LONG = AWKWARD + "# очень длинный комментарий\n" * 3_500
"""More than an argument of a program may hold on Linux."""
AS_CSV = 'x,y\r\n"it\'s ""$HOME"" `id` \\ %s конец",NA\r\n'
ANY_QUERY = pytest.mark.parametrize("query", [AWKWARD, LONG], ids=["awkward", "long"])


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl: `apt-get install curl`")
@ANY_QUERY
def test_copied_as_curl_a_query_of_any_characters_runs_in_a_shell(
    tab: Page, address: str, tmp_path: Path, query: str
) -> None:
    opened(tab, address)
    write(tab, query)
    script = tmp_path / "asked.sh"
    script.write_text(copied_as(tab, "curl"), encoding="utf-8")
    done = subprocess.run(["sh", str(script)], capture_output=True, timeout=30, check=True)
    assert done.stdout.decode() == AS_CSV


@ANY_QUERY
def test_copied_as_python_a_query_of_any_characters_runs(tab: Page, address: str, tmp_path: Path, query: str) -> None:
    opened(tab, address)
    write(tab, query)
    program = tmp_path / "asked.py"
    program.write_text(copied_as(tab, "Python"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, timeout=30, check=True)
    assert done.stdout.decode() == AS_CSV + "\n"


def r_with_httr2() -> bool:
    found = shutil.which("Rscript")
    return (
        bool(found) and subprocess.run([found, "-e", "library(httr2)"], capture_output=True, timeout=60).returncode == 0
    )


@ANY_QUERY
def test_copied_as_r_a_query_of_any_characters_runs(tab: Page, address: str, tmp_path: Path, query: str) -> None:
    if not r_with_httr2():
        pytest.skip("no R with httr2: `apt-get install r-base-core r-cran-httr2`")
    opened(tab, address)
    write(tab, query)
    program = tmp_path / "asked.R"
    told = 'cat(names(rows), rows$x, is.na(rows$y), rows$y, sep = "\\n")\n'
    program.write_text(copied_as(tab, "R") + "\n" + told, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", str(program)],
        capture_output=True,
        timeout=60,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.stdout.decode().splitlines()[-5:] == ["x", "y", 'it\'s "$HOME" `id` \\ %s конец', "FALSE", "NA"]


@pytest.mark.parametrize(("query", "told"), [("ASK { ?s ?p ?o }", '"boolean":true'), (DESCRIBED, '"Latvia"@en')])
def test_copied_as_r_a_truth_and_triples_are_written_out(
    tab: Page, address: str, tmp_path: Path, query: str, told: str
) -> None:
    if not r_with_httr2():
        pytest.skip("no R with httr2: `apt-get install r-base-core r-cran-httr2`")
    opened(tab, address)
    write(tab, query)
    program = tmp_path / "asked.R"
    program.write_text(copied_as(tab, "R"), encoding="utf-8")
    done = subprocess.run(["Rscript", "--vanilla", str(program)], capture_output=True, timeout=60, check=True)
    assert told in done.stdout.decode()


def test_open_queries_and_history_are_kept_in_the_browser_and_history_is_forgotten_when_asked(
    tab: Page, address: str
) -> None:
    opened(tab, address)
    run(tab, COUNTRIES + " LIMIT 1")
    rows(tab).first.wait_for()
    tab.get_by_role("button", name="New query").click()
    write(tab, "ASK { <urn:second> ?p ?o }")
    time.sleep(0.6)
    opened(tab, address)
    assert tab.get_by_role("tab").all_inner_texts() == ["Query 1", "Query 2"]
    assert text_of(tab) == "ASK { <urn:second> ?p ?o }"
    tab.get_by_role("tab", name="Query 1").click()
    assert text_of(tab) == COUNTRIES + " LIMIT 1"
    tab.get_by_text("Earlier queries").click()
    assert tab.locator(".past").count() == 1
    tab.get_by_role("button", name="Forget them all").click()
    assert tab.locator(".past").count() == 0
    tab.get_by_role("button", name="Close this query").click()
    assert tab.get_by_role("tab").count() == 1


def test_what_is_kept_is_told_and_so_is_a_query_for_which_there_is_no_room(tab: Page, address: str) -> None:
    opened(tab, address)
    tab.get_by_text("Earlier queries").click()
    tab.get_by_text("the last 50 queries that ran, of 1,000,000 characters in all; the oldest make room.").wait_for()
    warning = tab.get_by_text("This browser cannot keep all open queries")
    assert not warning.is_visible()
    write(tab, "# " + "x" * 1_000_000)
    warning.wait_for()


def test_a_query_that_another_part_of_the_page_makes_is_opened_in_a_tab_and_run(tab: Page, address: str) -> None:
    opened(tab, address)
    write(tab, "ASK { <urn:mine> ?p ?o }")
    detail = {"query": COUNTRIES + " LIMIT 3", "run": True}
    tab.evaluate("detail => document.dispatchEvent(new CustomEvent('edugraph:query', { detail }))", detail)
    rows(tab).first.wait_for()
    assert (rows(tab).count(), tab.get_by_role("tab").count()) == (3, 2)
    tab.get_by_role("tab", name="Query 1").click()
    assert text_of(tab) == "ASK { <urn:mine> ?p ?o }"


# --- answers


def test_a_table_has_names_with_iris_on_demand_is_sorted_narrowed_and_turned(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, TOGETHER)
    rows(tab).first.wait_for()
    assert rows(tab).count() == 100
    tab.get_by_role("button", name="Next").click()
    tab.get_by_text("Rows 101–121 of 121").wait_for()
    tab.get_by_role("button", name="day", exact=True).click()
    tab.locator("th[aria-sort=ascending]").wait_for()
    assert rows(tab).first.locator("td").last.inner_text() == "2015-06-25/2015-06-26"
    tab.get_by_role("button", name="day", exact=True).click()
    tab.locator("th[aria-sort=descending]").wait_for()
    assert rows(tab).first.locator("td").last.inner_text() == "2025?-11-20"
    tab.get_by_role("button", name="Values of day").click()
    tab.get_by_role("button", name="2025?-11-20 · 21").click()
    tab.get_by_text("Rows 1–21 of 21").wait_for()
    assert rows(tab).get_by_role("link", name="Kazakhstan").first.get_attribute("href") == "/doc/country/KAZ"
    tab.get_by_label("Show IRIs").check()
    assert rows(tab).get_by_text("https://w3id.org/edugraph/id/country/KAZ").first.is_visible()
    tab.get_by_role("button", name="Take back: day: 2025?-11-20").click()
    tab.get_by_text("Rows 1–100 of 121").wait_for()


def test_a_column_is_made_wider_with_the_keyboard(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, COUNTRIES + " LIMIT 3")
    rows(tab).first.wait_for()
    before = tab.locator("th").first.evaluate("head => head.offsetWidth")
    tab.get_by_role("button", name="country", exact=True).focus()
    tab.keyboard.press("Alt+ArrowRight")
    assert tab.locator("th").first.evaluate("head => head.offsetWidth") == before + 24


def test_two_columns_of_actors_are_a_network_and_a_column_of_dates_is_a_timeline(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, TOGETHER)
    tab.get_by_role("button", name="Network", exact=True).click()
    tab.get_by_text("Actors or things: 40. Ties: 111.").wait_for()
    assert tab.locator("svg.answer-network a").count() == 40
    assert tab.locator("svg.answer-network .tie").count() == 111
    tab.get_by_role("button", name="Timeline", exact=True).click()
    tab.get_by_role("heading", name="2015").wait_for()
    assert tab.locator(".answer-years h3").first.inner_text() == "2015 rows: 3"
    tab.get_by_role("button", name="Raw", exact=True).click()
    assert tab.locator(".answer-view pre").inner_text().startswith("?event\t?a\t?b\t?day\n<https://w3id.org/")


MET = HEAD + (
    "SELECT ?country (COUNT(DISTINCT ?event) AS ?events) (COUNT(?p) AS ?parts) WHERE { ?p eg:in ?event ; "
    "eg:participant/eg:ofCountry? ?country . ?country a eg:Country } GROUP BY ?country"
)
PLACES = HEAD + (
    "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>\n"
    "SELECT ?place ?lat ?long WHERE { ?place geo:lat ?lat ; geo:long ?long FILTER NOT EXISTS { ?place a eg:Country } }"
)


def mapped(tab: Page) -> str:
    """What is said under the map of an answer, once it is there."""
    tab.get_by_role("button", name="Map", exact=True).click()
    tab.locator(".answer-map svg.world").wait_for()
    said: str = tab.locator(".answer-map figcaption").inner_text()
    return said


def test_a_column_of_countries_is_a_map_by_the_number_that_is_chosen(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, MET)
    rows(tab).first.wait_for()
    assert "Countries on the map: 11. Shown of each: events." in mapped(tab)
    assert tab.locator(".answer-map .place[aria-label='Latvia: 9']").get_attribute("href") == "/doc/country/LVA?lang=en"
    tab.get_by_label("Shown of each", exact=True).select_option(label="number of rows")
    tab.locator(".answer-map .place[aria-label='Latvia: 1']").wait_for()
    tab.get_by_label("View", exact=True).select_option(label="Points only")
    tab.locator(".answer-map:not(:has(.lands a))").wait_for()
    tab.get_by_role("button", name="Zoom in").click()
    tab.locator(".answer-map svg.nearer").wait_for()


def test_coordinates_are_points_that_the_keyboard_reaches(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, PLACES)
    rows(tab).first.wait_for()
    assert "Points on the map: 8. Shown of each: number of rows." in mapped(tab)
    tab.locator(".answer-map .scroll").focus()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')").startswith("/doc/place/")


def test_a_map_that_the_server_does_not_draw_is_said_to_be_missing(tab: Page, address: str) -> None:
    opened(tab, address)
    tab.route("**/query/map*", lambda route: route.abort())
    run(tab, MET)
    rows(tab).first.wait_for()
    tab.get_by_role("button", name="Map", exact=True).click()
    tab.get_by_text("This view could not be loaded").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_a_map_of_an_answer_has_no_serious_finding_of_axe_fits_the_screen_and_is_printed(
    tab: Page, address: str, scheme: str, width: int
) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, address, "/query?lang=en&query=" + quote(MET))
    mapped(tab)
    assert findings(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.emulate_media(media="print")
    assert tab.locator(".answer-map svg.world").is_visible()
    assert not tab.get_by_label("Shown of each", exact=True).is_visible()


def test_triples_are_a_network_and_a_truth_is_a_word(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, HEAD + "CONSTRUCT { ?p eg:in ?e } WHERE { ?p eg:in ?e } LIMIT 12")
    tab.get_by_role("button", name="Network", exact=True).click()
    tab.locator("svg.answer-network .tie").first.wait_for(state="attached")
    assert tab.locator("svg.answer-network .tie").count() == 12
    assert "Turtle" in tab.locator(".downloads button").all_inner_texts()
    run(tab, "ASK { ?s ?p ?o }")
    tab.locator(".answer .lead").wait_for()
    assert tab.locator(".answer .lead").inner_text() == "Yes"


def test_an_answer_is_taken_away_whole_with_a_receipt(tab: Page, address: str, release: Release) -> None:
    opened(tab, address)
    query = COUNTRIES + " ORDER BY ?name LIMIT 2"
    run(tab, query)
    rows(tab).first.wait_for()
    with tab.expect_download() as file:
        tab.get_by_role("button", name="CSV").click()
    assert Path(file.value.path()).read_text(encoding="utf-8").splitlines()[0] == "country,name"
    with tab.expect_download() as file:
        tab.get_by_role("button", name="receipt").click()
    told = json.loads(Path(file.value.path()).read_text(encoding="utf-8"))
    assert (told["dc:source"], told["rows"], told["complete"]) == (query, 2, True)
    assert told["dc:isPartOf"]["release"] == release.id
    assert told["tableSchema"] == {"columns": [{"name": n, "titles": n} for n in ("country", "name")]}


# --- bad input


def test_an_answer_that_breaks_off_or_cannot_come_is_never_shown_in_part(tab: Page, address: str) -> None:
    opened(tab, address)
    tab.route("**/sparql", lambda route: route.abort("connectionreset"))
    run(tab, COUNTRIES)
    tab.get_by_role("alert").get_by_text("The connection was lost before the answer was whole").wait_for()
    assert rows(tab).count() == 0
    tab.unroute("**/sparql")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="Run again").click()
    tab.get_by_role("alert").get_by_text("This device is offline.").wait_for()
    tab.context.set_offline(False)
    tab.get_by_role("button", name="Run again").click()
    rows(tab).first.wait_for()


def test_where_what_shows_answers_cannot_be_fetched_that_is_said_and_another_try_brings_it(
    tab: Page, address: str
) -> None:
    tab.route("**/static/built/results-*", lambda route: route.abort())
    opened(tab, address, "/query?query=" + quote(COUNTRIES + " ORDER BY ?name LIMIT 9"))
    tab.locator(".query-status").get_by_text("This could not be loaded").wait_for()
    assert tab.locator("[data-query-answer] tbody tr").count() == 9, "what the server wrote stays in sight"
    run(tab, COUNTRIES)
    tab.get_by_role("alert").get_by_text("This could not be loaded: the server did not answer.").wait_for()
    tab.unroute("**/static/built/results-*")
    tab.get_by_role("button", name="Run again").click()
    rows(tab).first.wait_for()


def test_an_answer_beyond_what_a_page_holds_is_cut_and_says_so(tab: Page, address: str) -> None:
    opened(tab, address)
    many = "?n\n" + "1\n" * 200_100
    tab.route("**/sparql", lambda route: route.fulfill(body=many, content_type="text/tab-separated-values"))
    run(tab, "SELECT ?n WHERE { }")
    tab.get_by_text("Cut at 199,999 rows: the page holds no more. The downloads have all.").wait_for()
    assert rows(tab).count() == 100


def test_markup_and_right_to_left_text_in_answers_stay_text(tab: Page, address: str) -> None:
    opened(tab, address)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    run(tab, 'SELECT ("<img src=x onerror=alert(1)>" AS ?html) ("منتدى التعليم" AS ?arabic) WHERE { }')
    rows(tab).first.wait_for()
    assert rows(tab).first.locator("td").all_inner_texts() == ["<img src=x onerror=alert(1)>", "منتدى التعليم"]
    assert rows(tab).locator("img").count() == 0
    assert rows(tab).locator("bdi[dir=auto]").count() == 2
    assert said == []


def test_a_literal_of_a_megabyte_is_shown_cut_with_a_way_to_all_of_it(tab: Page, address: str) -> None:
    opened(tab, address)
    body = '?long\n"' + "x" * 1_000_000 + '"\n'
    tab.route("**/sparql", lambda route: route.fulfill(body=body, content_type="text/tab-separated-values"))
    run(tab, "SELECT ?long WHERE { }")
    tab.get_by_role("button", name="Show all 1,000,000 characters").click()
    assert len(tab.locator(".opened").inner_text()) == 20_000
    with tab.expect_download() as file:
        tab.get_by_role("button", name="Save all 1,000,000 characters as a file").click()
    assert Path(file.value.path()).stat().st_size == 1_000_000


def test_an_answer_of_200_columns_scrolls_within_the_page(tab: Page, address: str) -> None:
    opened(tab, address)
    run(tab, "SELECT " + " ".join(f"(?o AS ?c{n})" for n in range(200)) + " WHERE { ?s ?p ?o } LIMIT 40")
    rows(tab).first.wait_for()
    assert (rows(tab).count(), rows(tab).first.locator("td").count()) == (5, 200)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_query_of_200_kilobytes_is_pasted_written_on_and_answered(tab: Page, address: str) -> None:
    opened(tab, address)
    long = "# " + "x" * 70 + "\n"
    run(tab, long * 2_800 + COUNTRIES + " LIMIT 2")
    rows(tab).first.wait_for()
    assert rows(tab).count() == 2
    editor(tab).focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" # on")
    assert text_of(tab).endswith("LIMIT 2 # on")


# --- for everybody


def test_the_keyboard_alone_writes_runs_leaves_the_editor_and_reads_the_answer(tab: Page, address: str) -> None:
    opened(tab, address)
    tab.get_by_role("button", name="Close this query").focus()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "query-editor"
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(COUNTRIES + " LIMIT 2")
    tab.keyboard.press("Control+Enter")
    rows(tab).first.wait_for()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "query-editor"
    tab.keyboard.press("Escape")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Run"
    assert tab.get_by_text("Escape, then Tab leaves the editor").is_visible()
    tab.get_by_role("tab", name="Query 1").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.get_by_role("tab", name="Query 1").evaluate("one => one === document.activeElement")


@pytest.mark.parametrize("path", ["/query", "/query?lang=ru", "/query?lang=lv&query=" + quote(TOGETHER)])
def test_the_page_breaks_no_policy_and_asks_nobody_outside(tab: Page, address: str, path: str) -> None:
    said, outside = visited(tab, address + path)
    tab.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" ?x a eg:")
    time.sleep(1)
    assert (said, outside) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_editor_and_answers_have_no_serious_finding_of_axe_and_fit_the_screen(
    tab: Page, address: str, scheme: str, width: int
) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, address, "/query?query=" + quote(TOGETHER.replace("eg:edtf", "(eg:edtff|eg:edtf)")))
    rows(tab).first.wait_for()
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    tab.get_by_role("button", name="Values of a").click()
    for view in ("Table", "Network", "Timeline", "Raw"):
        tab.get_by_role("button", name=view, exact=True).click()
        tab.locator(f".views [aria-pressed=true]:text-is('{view}')").wait_for()
        assert findings(tab) == [], view
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, view


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_completions_have_no_serious_finding_of_axe(tab: Page, address: str, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened(tab, address)
    clear(tab)
    tab.keyboard.type("ASK { ?m a meet")
    offered(tab, "meeting").wait_for()
    assert findings(tab) == []


def test_without_javascript_the_form_answers(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/query")
    page.get_by_label("Your query").fill(COUNTRIES + " LIMIT 2")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("heading", name="Answer").is_visible()
    assert page.locator("[data-query-answer] tbody tr").count() == 2
    context.close()
