"""The simple builder and the named questions in a real browser: with scripts and without, by keyboard alone, narrow."""

import gzip
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from edugraph.config import Settings
from edugraph.web import bundle
from edugraph.web.app import create_app
from inprocess import InProcess

from .browsing import IN_BROWSER, browser, opened, serving, tab
from .conftest import Client

__all__ = ["browser", "tab"]

ASKED = "/query?want=eg:Event&where=participant-from&how=is&value=country/KAZ&where=eg:when&how=after&value=2015"
PATHS = [
    "/query",
    ASKED,
    ASKED + "&where=eg:inCountry&how=is&value=Atlantis&where=topic&how=not&value=vocab/topic/skills&lang=ru",
    "/query?want=eg:Commitment&where=eg:due&how=in&value=2026&where=commitment-status&how=none&lang=lv",
    "/query?find=meeting",
]
MOST_BYTES = 12 * 1024
"""What the builder's script may weigh."""

pytestmark = IN_BROWSER
with_islands = pytest.mark.skipif("builder" not in bundle.entries(), reason="the islands are not built")


@pytest.fixture(scope="module")
def address(built: Client) -> Iterator[str]:
    """A server over a release of the founding data."""
    release = built.app.state.site.release
    with serving(create_app(release, Settings(), InProcess(release.store))) as found:
        yield found


@pytest.mark.parametrize("path", PATHS)
def test_the_page_fits_320_pixels(tab: Page, address: str, path: str) -> None:
    tab.set_viewport_size({"width": 320, "height": 800})
    tab.goto(address + path)
    opened(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    links = "#builder button, #builder select, #builder input:not([type=hidden]), #builder a.button"
    small = tab.eval_on_selector_all(links, "all => all.filter(e => e.getBoundingClientRect().height < 24).length")
    assert small == 0, "targets of at least 24 px"


def test_without_scripts_a_question_is_put_together_row_by_row_and_run(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(address + "/query")
    page.select_option("#want", "eg:Event")
    page.click("#builder button")
    page.select_option("#where-1", "participant-from")
    page.click("#builder button")
    page.fill("#value-1", "Казахстан")
    page.select_option("#where-2", "eg:when")
    page.click("#builder button")
    page.select_option("#how-2", "after")
    page.fill("#value-2", "2015")
    page.press("#value-2", "Enter")
    expect(page.locator("#builder .found")).to_have_text("Found: 5")
    expect(page.locator("#value-1")).to_have_value("Kazakhstan [country/KAZ]")
    page.click("#builder [data-run]")
    expect(page.locator("#ask tbody tr")).to_have_count(5)
    page.fill("#find", "attended")
    page.click("#questions button")
    assert "Who attended a meeting" in page.inner_text("#questions")
    context.close()


@with_islands
def test_each_change_is_shown_without_a_reload_and_the_focus_stays(tab: Page, address: str) -> None:
    tab.goto(address + "/query")
    tab.evaluate("window.isSame = true")
    tab.focus("#want")
    tab.select_option("#want", "eg:Event")
    expect(tab.locator("#builder .found")).to_have_text("Found: 20")
    assert tab.evaluate("document.activeElement.id") == "want"
    tab.select_option("#where-1", "eg:when")
    tab.select_option("#how-1", "after")
    tab.fill("#value-1", "2015")
    tab.press("#value-1", "Tab")
    expect(tab.locator("#builder .found")).not_to_have_text("Found: 20")
    assert "FILTER(?from1 > " in tab.inner_text("#builder code")
    assert tab.evaluate("window.isSame"), "the page was never left"
    assert tab.url.endswith("where=eg%3Awhen&how=after&value=2015&where=&how=&value=&sort=#builder")


@with_islands
def test_names_are_suggested_while_a_reader_types_them(tab: Page, address: str) -> None:
    tab.goto(address + "/query?want=eg:Event&where=eg:inCountry&how=is&value=")
    tab.type("#value-1", "Латв")
    option = tab.locator("#things-1 option").first
    expect(option).to_have_attribute("value", "Latvia [country/LVA]")
    assert str(option.get_attribute("label")).startswith("Латв"), "else the browser would hide it"


@with_islands
@pytest.mark.parametrize(("link", "run"), [("[data-run]", True), ("[data-open]", False)])
def test_the_query_is_told_to_the_editor_and_to_the_plain_field(tab: Page, address: str, link: str, run: bool) -> None:
    tab.goto(address + ASKED)
    query = tab.inner_text("#builder code")
    tab.evaluate(
        """() => {
          document.querySelector("#ask").hidden = true; // as where an editor takes the place of the field
          document.addEventListener("edugraph:query", (event) => { window.told = event.detail; });
        }"""
    )
    tab.click(f"#builder {link}")
    assert tab.evaluate("window.told") == {"query": query, "run": run}


@with_islands
def test_without_an_editor_the_plain_form_runs_the_query(tab: Page, address: str) -> None:
    tab.goto(address + ASKED)
    tab.click("#builder [data-run]")
    expect(tab.locator("#ask tbody tr")).to_have_count(5)


@with_islands
def test_a_named_question_opens_in_the_editor(tab: Page, address: str) -> None:
    tab.goto(address + "/query")
    heard = "new Promise((tell) => document.addEventListener('edugraph:query', (event) => tell(event.detail)))"
    tab.evaluate(f"void (window.heard = {heard})")
    tab.click("#questions summary >> nth=0")
    tab.click("#questions details[open] a[data-open-question] >> nth=0")
    detail = tab.evaluate("window.heard")
    assert detail["run"] is False
    told = detail["query"]
    assert told.startswith("# title: Which events did a meeting announce, for when and where?")
    assert tab.input_value("#query").strip() == told.strip()


@with_islands
def test_questions_are_filtered_while_a_reader_types(tab: Page, address: str) -> None:
    tab.goto(address + "/query?lang=lv")
    tab.type("#find", "sanaksm lom")
    shown = tab.locator("#questions li:visible")
    expect(shown).to_have_count(1)
    expect(tab.locator("[data-found]")).to_have_text("Parādīti jautājumi: 1")
    tab.fill("#find", "")
    assert tab.locator("#questions details:visible").count() == 9


@with_islands
def test_the_builder_works_by_keyboard_alone(tab: Page, address: str) -> None:
    tab.goto(address + "/query")
    tab.focus("#want")
    tab.keyboard.type("comm", delay=60)
    tab.keyboard.press("Tab")
    expect(tab.locator("#where-1")).to_be_visible()
    tab.focus("#where-1")
    tab.keyboard.type("due", delay=60)
    tab.keyboard.press("Tab")
    expect(tab.locator("#how-1")).to_be_visible()
    tab.focus("#value-1")
    tab.keyboard.type("2026")
    tab.keyboard.press("Enter")
    expect(tab.locator("#builder .found")).to_contain_text("Found: ")
    assert tab.evaluate("document.activeElement.id") == "value-1"
    tab.focus("#builder [data-run]")
    tab.keyboard.press("Enter")
    expect(tab.locator("#ask tbody tr").first).to_be_visible()


@with_islands
def test_an_outdated_change_never_wins(tab: Page, address: str) -> None:
    tab.goto(address + "/query?want=eg:Event")
    slow = {"is": True}

    def late(route: object) -> None:
        if slow.pop("is", None):
            time.sleep(0.5)
        route.continue_()  # type: ignore[attr-defined]

    tab.route("**/query/builder*", late)
    tab.select_option("#want", "eg:Decision")
    tab.select_option("#want", "eg:Country")
    expect(tab.locator("#builder .found")).to_have_text("Found: 24")
    time.sleep(0.7)
    assert tab.input_value("#want") == "eg:Country"


@with_islands
def test_while_the_server_is_away_what_was_written_stays(tab: Page, address: str) -> None:
    tab.goto(address + "/query?want=eg:Event&where=eg:when&how=after&value=2015")
    tab.route("**/query/builder*", lambda route: route.abort())
    tab.fill("#value-1", "2016")
    tab.press("#value-1", "Tab")
    time.sleep(0.3)
    assert tab.input_value("#value-1") == "2016"


@with_islands
def test_the_script_is_light(address: str) -> None:
    file = bundle.BUILT / bundle.entries()["builder"]
    assert len(gzip.compress(file.read_bytes())) < MOST_BYTES
