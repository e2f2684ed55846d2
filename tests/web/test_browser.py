"""Pages in a real browser: no error on the console, no request to another host, accessible, and the islands at work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from edugraph.config import Settings
from edugraph.release import Release
from edugraph.web import bundle
from edugraph.web.app import create_app
from inprocess import InProcess

from .browsing import IN_BROWSER, browser, findings, opened, pale, serving, tab, visited

__all__ = ["browser", "tab"]

PATHS = [
    "/",
    "/doc/event/forum",
    "/doc/country/KAZ?lang=ru",
    "/doc/claim/event--forum--when--2020-12-14--0123456789abcdef",
    "/doc/passage/0123456789abcdef/6-16?lang=lv",
    "/pair/country/KAZ/org/council",
    "/browse",
    "/sources",
    "/search?q=kaz",
    "/search?q=nothing+at+all&lang=ru",
    "/questions/who-attended?lang=lv",
    "/sparql?query=SELECT+*+WHERE+{+?s+?p+?o+}+LIMIT+5",
    "/def",
    "/vocab/event-status",
    "/graph",
    "/actors?lang=ru",
    "/sources/0123456789abcdef?lang=lv",
    "/quality",
    "/data?lang=ru",
    "/about?lang=lv",
    "/method?lang=ru",
    "/nothing-here",
]
WIDTHS = [320, 1200]

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def address(release: Release, texts: Path) -> Iterator[str]:
    """A server on a free port of this machine."""
    with serving(create_app(release, Settings(sources=texts), InProcess(release.store))) as found:
        yield found


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_quiet_accessible_and_needs_no_scrolling_sideways(tab: Page, address: str, path: str) -> None:
    said, outside = visited(tab, address + path)
    assert [text for text in said if "status of 404" not in text or path != PATHS[-1]] == []
    assert outside == []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 700})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    opened(tab)
    assert findings(tab) == []
    assert path not in PATHS[:2] or pale(tab) == []


@pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)
def test_the_copy_button_copies_the_address_of_the_page(tab: Page, address: str) -> None:
    tab.goto(f"{address}/doc/country/KAZ?lang=lv")
    tab.get_by_role("button", name="Kopēt saiti").click()
    tab.get_by_role("status").get_by_text("Nokopēts", exact=True).wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == f"{address}/doc/country/KAZ?lang=lv"


@pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)
def test_escape_closes_what_is_open_and_gives_the_focus_back(tab: Page, address: str) -> None:
    tab.goto(f"{address}/actors")
    tab.get_by_text("Cite", exact=True).click()
    tab.locator("details.cite pre").focus()
    tab.keyboard.press("Escape")
    assert not tab.locator("details.cite pre").is_visible()
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)
def test_ctrl_enter_runs_the_query(tab: Page, address: str) -> None:
    tab.goto(f"{address}/query")
    tab.get_by_role("textbox", name="Your query").fill("ASK { ?s ?p ?o }")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_url("**/query?query=ASK*")
    tab.get_by_role("heading", name="Answer").wait_for()


needs_bundle = pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)


def search_field(tab: Page) -> Locator:
    return tab.get_by_role("combobox").first


def suggested_for(tab: Page, text: str) -> Locator:
    """The options that come up for a text typed into the search field of the header."""
    search_field(tab).fill(text)
    options = tab.get_by_role("option")
    options.first.wait_for()
    return options


@needs_bundle
def test_a_slash_leads_to_the_search_field_and_escape_closes_the_suggestions_there(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.keyboard.press("/")
    assert suggested_for(tab, "kaz").first.inner_text() == "Kazakhstan"
    assert search_field(tab).get_attribute("aria-expanded") == "true"
    tab.keyboard.press("Escape")
    assert search_field(tab).get_attribute("aria-expanded") == "false"
    assert tab.get_by_role("listbox").count() == 0
    assert search_field(tab).input_value() == "kaz"
    assert search_field(tab).evaluate("field => field === document.activeElement")


@needs_bundle
def test_arrows_choose_a_suggestion_and_enter_follows_it(tab: Page, address: str) -> None:
    tab.goto(f"{address}/?lang=ru")
    options = suggested_for(tab, "каз")
    tab.keyboard.press("ArrowDown")
    assert search_field(tab).get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    tab.keyboard.press("ArrowUp")
    assert search_field(tab).get_attribute("aria-activedescendant") is None
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/doc/country/KAZ?lang=ru")


@needs_bundle
def test_enter_without_a_choice_searches_and_a_click_follows_a_suggestion(tab: Page, address: str) -> None:
    tab.goto(address)
    suggested_for(tab, "kaz")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=kaz")
    suggested_for(tab, "education counc").first.click()
    tab.wait_for_url("**/doc/org/council")


@needs_bundle
def test_markup_in_a_name_stays_text_in_the_suggestions(tab: Page, address: str) -> None:
    said, outside = visited(tab, address)
    options = suggested_for(tab, "forum")
    assert "Forum <script>alert(\"1\")</script> & 'friends'" in options.all_inner_texts()
    assert (said, outside) == ([], [])


@needs_bundle
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_suggestions_have_no_serious_finding_of_axe(tab: Page, address: str, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.goto(address)
    suggested_for(tab, "fo")
    tab.keyboard.press("ArrowDown")
    assert findings(tab) == []


@needs_bundle
def test_a_search_that_cannot_suggest_says_so_and_searches_all_the_same(tab: Page, address: str) -> None:
    tab.route("**/suggest?*", lambda route: route.abort())
    tab.goto(address)
    search_field(tab).fill("kaz")
    tab.get_by_text("No suggestions at the moment").wait_for(state="attached")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=kaz")


def test_without_scripts_the_search_form_works(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    tab.get_by_role("searchbox").first.fill("казахстан")
    tab.get_by_role("button", name="Search").first.click()
    assert tab.get_by_role("link", name="Kazakhstan").is_visible()
    context.close()


def test_a_reader_gets_from_the_first_page_to_the_passage_by_clicking(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_role("link", name="All that is inside").click()
    tab.get_by_role("link", name="event", exact=True).click()
    tab.get_by_role("link", name="Forum").click()
    tab.get_by_text("source mark").first.click()
    assert tab.locator("blockquote mark").first.text_content() == "Ten chars!"
    assert tab.locator("blockquote").first.is_visible()


def test_by_keyboard_the_first_key_skips_to_the_content_and_the_focus_is_seen(tab: Page, address: str) -> None:
    tab.goto(f"{address}/actors")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "choose-kind"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("path", ["/", "/actors", "/sources/0123456789abcdef", "/quality", "/nothing-here"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_pressed_is_at_least_24_pixels_high_outside_of_sentences(
    tab: Page, address: str, path: str, width: int
) -> None:
    """WCAG 2.2, 2.5.8: links within a sentence or a cell are excepted."""
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(address + path)
    small = tab.evaluate(
        """Array.from(document.querySelectorAll('button, input:not([type=hidden]), select, summary, header a, .foot a, '
        + '.numbers a, .cards a, .kinds a, .pages a')).filter(e => e.offsetParent && e.className !== 'skip'
        && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    )
    assert small == []


def test_without_scripts_a_reader_chooses_and_searches_all_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(f"{address}/actors")
    page.get_by_label("Kind").select_option("country")
    page.get_by_role("button", name="Show").click()
    assert page.url == f"{address}/actors?kind=country&country=&region="
    assert page.get_by_role("link", name="Kazakhstan").is_visible()
    page.get_by_role("searchbox", name="Search").fill("Казахстан")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    context.close()


def test_at_twice_the_size_nothing_runs_off_the_page(tab: Page, address: str) -> None:
    """200 % zoom of a window 1,280 pixels wide is a window of 640 pixels."""
    tab.set_viewport_size({"width": 640, "height": 400})
    for path in PATHS:
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_on_paper_there_is_the_address_and_no_navigation(tab: Page, address: str) -> None:
    tab.goto(f"{address}/data")
    tab.emulate_media(media="print")
    assert tab.locator(".printed").is_visible()
    assert tab.locator(".printed").text_content() == f"Printed from {address}/data, as of 21 November 2026"
    assert not tab.locator(".main-nav").is_visible()
    assert not tab.locator("header form").is_visible()


def test_the_keyboard_alone_leads_to_the_source_of_a_fact(tab: Page, address: str) -> None:
    tab.goto(f"{address}/doc/event/forum")
    tab.locator("#participants ~ .scroll summary").first.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "A news item"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/doc/source/0123456789abcdef")
    assert tab.get_by_role("heading", level=1).text_content() == "A news item"


def test_a_printed_page_has_its_facts_and_address_and_none_of_its_buttons(tab: Page, address: str) -> None:
    tab.goto(f"{address}/doc/event/forum")
    tab.emulate_media(media="print")
    assert tab.locator(".printed").is_visible()
    assert tab.locator("dl.keys").is_visible()
    assert not tab.locator(".tools").is_visible()
    assert not tab.locator("header nav").first.is_visible()


def test_a_picture_without_words_and_pale_letters_would_be_found(tab: Page) -> None:
    tab.set_content("<html lang=en><title>x</title><main><img src='x.png'><p style='color: #ccc'>pale</p></main>")
    assert [rule for rule, _ in findings(tab)] == ["color-contrast", "image-alt"]
    assert [rule for rule, _ in findings(tab, is_coloured=False)] == ["image-alt"]
