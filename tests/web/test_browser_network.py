"""The map of the network in a real browser: no script needed, accessible, and as wide as the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from edugraph.config import Settings
from edugraph.release import Releases, making
from edugraph.web.app import create_app
from inprocess import InProcess

from .browsing import ANY, IN_BROWSER, browser, findings, serving
from .conftest import ROOT

__all__ = ["browser"]

PATHS = [
    "/network",
    "/network?level=both&lang=ru",
    "/network?view=table&lang=lv",
    "/network?from=1900&to=1901",
    "/network/tie?a=country/KAZ&b=country/LVA",
    "/",
]

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a release of the founding data."""
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    with serving(create_app(release, Settings(), InProcess(release.store))) as found:
        yield found


@pytest.mark.parametrize("width", [320, 1200])
def test_the_pages_of_the_network_are_accessible_and_no_wider_than_the_screen(
    browser: Browser, address: str, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    for path in PATHS:
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        assert findings(tab, ANY) == [], path
    tab.close()


def test_without_javascript_a_line_leads_to_its_facts_and_a_mark_to_its_actor(browser: Browser, address: str) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{address}/network?lang=en")
    tab.locator("svg.network a[href*='/network/tie']").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/network/tie\?"))
    assert tab.locator("table.stack tbody tr").count() >= 1
    tab.goto(f"{address}/network?lang=en")
    tab.locator("svg.network a[href*='focus=country/KAZ'] .actor").click()
    assert "Kazakhstan: ties with" in str(tab.locator("main").text_content())
    tab.context.close()
