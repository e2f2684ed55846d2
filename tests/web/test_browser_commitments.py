"""Commitments, plans and time in a real browser: accessible, narrow, printed on one page, by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from edugraph.config import Settings
from edugraph.release.making import Draft
from edugraph.web.app import create_app
from inprocess import InProcess

from .browsing import IN_BROWSER, browser, serving, tab
from .founded import released

__all__ = ["browser", "tab"]

SHEETS = [
    "/commitments/hold-9th-congress",
    "/commitments/plan/arpae-2022-2026/M1.O3",
    "/commitments/arwge-activity-iii",
    "/commitments/submit-educational-space-program",
]
pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def address(founding: Draft, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the founding data."""
    release = released(founding, tmp_path_factory.mktemp("browsed"))
    with serving(create_app(release, Settings(), InProcess(release.store))) as found:
        yield found


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_is_printed_on_one_page_with_its_citations(tab: Page, address: str, path: str, language: str) -> None:
    tab.goto(f"{address}{path}?lang={language}")
    printed = tab.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    tab.emulate_media(media="print")
    assert tab.locator("ol.citations > li").first.is_visible()
    assert tab.locator("p.printed").is_visible()
    assert not tab.locator("form.as-of").is_visible()


def test_the_keyboard_alone_leads_from_a_commitment_to_its_evidence(tab: Page, address: str) -> None:
    tab.goto(f"{address}/commitments")
    summary = tab.locator("ul.promises > li").first.locator("summary")
    for _ in range(60):
        tab.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    tab.keyboard.press("Enter")
    assert tab.locator("ul.promises > li").first.locator("details ul").is_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/doc/passage/**")


def test_filters_and_years_work_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/commitments?asof=2027-01-01&lang=en")
    page.get_by_label("Who promised").select_option("org/cis-education-council")
    page.get_by_role("button", name="Show").last.click()
    assert page.get_by_text("4 commitments").is_visible()
    assert "asof=2027-01-01" in page.url
    page.goto(f"{address}/timeline?lang=en")
    page.get_by_label("From year").fill("2018")
    page.get_by_label("To year").fill("2018")
    page.get_by_role("button", name="Show").last.click()
    assert page.get_by_text("7 entries").is_visible()
    context.close()
