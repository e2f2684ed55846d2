"""The way from a map to what is written: actor, tie, fact, passage. With a pointer and with keys alone, with a script
and without, and on a machine without WebGL."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .browsing import CHROMIUM, FLAGS, IN_BROWSER, browser
from .test_browser_network import address

__all__ = ["address", "browser"]

pytestmark = IN_BROWSER

MOST_TABS = 250
ACTIVE = "selector => document.activeElement !== null && document.activeElement.matches(selector)"


def by_pointer(tab: Page, selector: str) -> None:
    tab.locator(selector).first.locator("visible=true").click()


def by_keys(tab: Page, selector: str) -> None:
    """Tab until the focus is there, then Enter: nothing is focused by the test itself."""
    for _ in range(MOST_TABS):
        tab.keyboard.press("Tab")
        if tab.evaluate(ACTIVE, selector):
            tab.keyboard.press("Enter")
            return
    raise AssertionError(f"no Tab leads to {selector}")


WAYS = {"pointer": by_pointer, "keys": by_keys}
MARKS = {"/network": "svg.network a[data-actor='country/KAZ']", "/world": "svg.world a.place[data-actor='country/KAZ']"}


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Browser]:
    """A browser without WebGL, even in software."""
    flags = [*FLAGS, "--disable-software-rasterizer"]
    running = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield running
    running.close()


def walked(tab: Page, url: str, path: str, way: str) -> None:
    """From a map to a passage."""
    follow = WAYS[way]
    tab.goto(f"{url}{path}?lang=en")
    follow(tab, f"{MARKS[path]}" if way == "keys" else f"{MARKS[path]} .actor")
    expect(tab.locator("section.chosen h2")).to_have_text("Kazakhstan")
    follow(tab, "section.chosen .partners a[href*='a=country/KAZ&b=country/LVA']")
    expect(tab.locator("section.chosen h2, h1").filter(has_text="Kazakhstan and Latvia")).to_be_visible()
    follow(tab, "table.stack tbody a[href*='/doc/']")
    tab.wait_for_url("**/doc/event/**")
    follow(tab, "details.evidence > summary")
    follow(tab, "details.evidence a[href*='/passage/']")
    tab.wait_for_url("**/doc/passage/**")
    expect(tab.locator("h1")).to_be_visible()
    assert re.search(r"paragraph|passage", tab.locator("main").inner_text(), re.IGNORECASE)


@pytest.mark.parametrize("path", MARKS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_scripted", [True, False])
def test_the_way_leads_from_the_map_to_the_passage(
    browser: Browser, address: str, path: str, way: str, is_scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=is_scripted, viewport={"width": 1280, "height": 900})
    walked(context.new_page(), address, path, way)
    context.close()


@pytest.mark.parametrize("path", MARKS)
def test_the_way_needs_no_webgl(plain: Browser, address: str, path: str) -> None:
    tab = plain.new_page(viewport={"width": 1280, "height": 900})
    assert tab.evaluate("document.createElement('canvas').getContext('webgl')") is None
    walked(tab, address, path, "pointer")
    tab.close()
