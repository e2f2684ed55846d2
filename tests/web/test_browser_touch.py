"""Fingers on the maps, sent as a touch screen sends them: one scrolls the page, two come nearer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from edugraph.web import bundle

from .browsing import IN_BROWSER, browser
from .test_browser_network import address

__all__ = ["address", "browser"]

pytestmark = IN_BROWSER

Point = tuple[float, float]
MAPS = {"/network": ".map-view.is-live", "/world": "figure[data-world] .map-tools"}
SVG = "svg.network, svg.world"
SCALE = """() => {
  const told = document.querySelector("svg.network .drawing, svg.world .moving").getAttribute("transform") ?? "";
  return Number(/scale\\(([\\d.]+)/.exec(told)?.[1] ?? 1);
}"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A telephone."""
    context = browser.new_context(locale="en", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def opened(tab: Page, url: str, path: str) -> CDPSession:
    """Opens a map in the middle of the screen."""
    tab.goto(f"{url}{path}?lang=en")
    if path.removeprefix("/") not in bundle.entries():
        pytest.skip("no bundle: `pip install -e .` builds it where the npm registry answers")
    expect(tab.locator(MAPS[path])).to_have_count(1)
    tab.locator(SVG).first.evaluate("svg => svg.scrollIntoView({ block: 'center', behavior: 'instant' })")
    return tab.context.new_cdp_session(tab)


def middle(tab: Page) -> Point:
    box = tab.locator(SVG).first.evaluate(
        """svg => {
          const box = (svg.closest(".map-view, .scroll")).getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }"""
    )
    return box[0], box[1]


def dragged(fingers: CDPSession, tab: Page, ways: list[tuple[Point, Point]], steps: int = 12) -> None:
    """Puts fingers down, moves each from one point to another, and lifts them."""

    def points(part: float) -> list[dict[str, float]]:
        return [
            {"x": x1 + (x2 - x1) * part, "y": y1 + (y2 - y1) * part, "id": n}
            for n, ((x1, y1), (x2, y2)) in enumerate(ways)
        ]

    def send(kind: str, told: list[dict[str, float]]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    send("touchStart", points(0))
    for step in range(1, steps + 1):
        send("touchMove", points(step / steps))
        tab.wait_for_timeout(16)
    send("touchEnd", [])


def pinched(fingers: CDPSession, tab: Page, before: float, after: float) -> None:
    """Two fingers, so far from the middle of the map before and after."""
    x, y = middle(tab)
    dragged(fingers, tab, [((x - before, y), (x - after, y)), ((x + before, y), (x + after, y))])


def scale(tab: Page) -> float:
    return float(tab.evaluate(SCALE))


@pytest.mark.parametrize("path", MAPS)
def test_one_finger_on_the_map_scrolls_the_page_and_leaves_the_map(tab: Page, address: str, path: str) -> None:
    fingers = opened(tab, address, path)
    before = tab.evaluate("scrollY")
    x, y = middle(tab)
    dragged(fingers, tab, [((x, y), (x, y - 200))])
    tab.wait_for_function("before => scrollY > before + 100", arg=before)
    assert scale(tab) == 1


@pytest.mark.parametrize("path", MAPS)
def test_two_fingers_come_nearer_and_the_page_keeps_its_own_size(tab: Page, address: str, path: str) -> None:
    fingers = opened(tab, address, path)
    pinched(fingers, tab, 30, 110)
    tab.wait_for_function(f"({SCALE})() > 2")
    assert tab.evaluate("visualViewport.scale") == 1
    pinched(fingers, tab, 110, 30)
    tab.wait_for_function(f"({SCALE})() < 1.5")


def test_a_near_map_of_the_world_moves_with_one_finger_and_the_whole_one_lets_the_page_scroll_again(
    tab: Page, address: str
) -> None:
    fingers = opened(tab, address, "/world")
    pinched(fingers, tab, 30, 110)
    tab.wait_for_function(f"({SCALE})() > 2")
    moving, scrolled = tab.locator("svg.world .moving").get_attribute("transform"), tab.evaluate("scrollY")
    x, y = middle(tab)
    dragged(fingers, tab, [((x, y), (x - 60, y - 80))])
    assert tab.locator("svg.world .moving").get_attribute("transform") != moving
    assert tab.evaluate("scrollY") == scrolled
    tab.get_by_role("button", name="Whole map").tap()
    tab.locator(SVG).first.evaluate("svg => svg.scrollIntoView({ block: 'center', behavior: 'instant' })")
    scrolled = tab.evaluate("scrollY")
    x, y = middle(tab)
    dragged(fingers, tab, [((x, y), (x, y - 200))])
    tab.wait_for_function("before => scrollY > before + 100", arg=scrolled)


def test_a_near_network_still_lets_one_finger_scroll_the_page_past_it(tab: Page, address: str) -> None:
    fingers = opened(tab, address, "/network")
    pinched(fingers, tab, 30, 110)
    tab.wait_for_function(f"({SCALE})() > 2")
    scrolled = tab.evaluate("scrollY")
    x, y = middle(tab)
    dragged(fingers, tab, [((x, y), (x, y - 200))])
    tab.wait_for_function("before => scrollY > before + 100", arg=scrolled)


@pytest.mark.parametrize("path", MAPS)
def test_a_tap_chooses_an_actor(tab: Page, address: str, path: str) -> None:
    opened(tab, address, path)
    tab.locator("svg a[data-actor='country/ARM'] circle").first.tap()
    expect(tab.locator("section.chosen h2")).to_have_text("Armenia")
    tab.wait_for_url(re.compile("focus=country/ARM"))
