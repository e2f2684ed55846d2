"""The map of the world in a real browser: without a script, with the keyboard only, and with its island."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from edugraph.web import bundle

from .browsing import IN_BROWSER, browser, visited
from .test_browser_network import address

__all__ = ["address", "browser"]

PATHS = [
    "/world",
    "/world?extent=world&lang=ru",
    "/world?view=points&actor=country/LVA&lang=lv",
    "/world?focus=country/KAZ&lang=ru",
    "/world?tie=country/KAZ,country/LVA",
    "/world?min=900",
    "/world/embed",
]
with_island = pytest.mark.skipif(
    "world" not in bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)

pytestmark = IN_BROWSER


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_accessible_quiet_and_no_wider_than_the_screen(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for path in PATHS:
        assert visited(tab, address + path) == ([], []), path
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        assert Axe().run(tab).response["violations"] == [], path
    tab.close()


def test_without_a_script_shapes_are_filled_and_a_country_and_a_tie_are_links(browser: Browser, address: str) -> None:
    tab = browser.new_context(java_script_enabled=False, viewport={"width": 1200, "height": 900}).new_page()
    tab.goto(f"{address}/world?lang=en")
    box = tab.locator(".lands a[data-actor='country/KAZ'] use").bounding_box()
    assert box is not None
    assert box["width"] > 100
    tab.mouse.click(box["x"] + box["width"] * 0.92, box["y"] + box["height"] * 0.6)
    tab.wait_for_url(re.compile("focus=country/KAZ"))
    assert "Kazakhstan: ties with" in str(tab.locator("section.chosen").text_content())
    tab.locator("a.curve.is-near").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("/network/tie"))
    assert tab.locator("table.stack tbody tr").count() >= 1
    tab.context.close()


def test_with_the_keyboard_alone_a_country_is_chosen_from_the_list_and_its_ties_are_opened(
    browser: Browser, address: str
) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{address}/world?lang=en")
    choice = tab.locator("#by-actor")
    choice.focus()
    while choice.input_value() != "country/LVA":
        tab.keyboard.press("ArrowDown")
    tab.get_by_role("button", name="Show").first.press("Enter")
    tab.wait_for_url(re.compile("focus=country%2FLVA"))
    assert tab.locator("a.place.is-chosen").get_attribute("data-actor") == "country/LVA"
    assert tab.locator("a.curve.is-near").count() == 7
    tab.context.close()


@pytest.fixture
def tab(browser: Browser, address: str) -> Page:
    tab = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True).new_page()
    tab.goto(f"{address}/world?lang=en")
    tab.locator(".map-tools").wait_for()
    return tab


@with_island
def test_a_wheel_scrolls_the_page_and_zooms_with_ctrl_and_circles_keep_their_size(tab: Page) -> None:
    tab.locator("svg.world").scroll_into_view_if_needed()
    box = tab.locator("svg.world").bounding_box()
    assert box is not None
    before = tab.locator("a.place circle").first.bounding_box()
    tab.mouse.move(box["x"] + 300, box["y"] + 200)
    tab.mouse.wheel(0, 100)
    for _ in range(100):
        if tab.evaluate("scrollY") > 0:
            break
        tab.wait_for_timeout(50)
    assert tab.evaluate("scrollY") > 0
    assert tab.locator("svg.world.nearer").count() == 0
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -300)
    tab.keyboard.up("Control")
    tab.locator("svg.world.nearer").wait_for()
    after = tab.locator("a.place circle").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == pytest.approx(before["width"], abs=1)
    tab.get_by_role("button", name="Whole map").click()
    assert tab.locator("svg.world.nearer").count() == 0
    tab.context.close()


@with_island
def test_keys_come_nearer_move_and_go_back(tab: Page) -> None:
    moving = tab.locator("svg.world .moving")
    tab.locator("figure .scroll").focus()
    tab.keyboard.press("+")
    nearer = moving.get_attribute("transform")
    tab.keyboard.press("ArrowRight")
    moved = moving.get_attribute("transform")
    tab.keyboard.press("0")
    assert len({nearer, moved, moving.get_attribute("transform")}) == 3
    assert moving.get_attribute("transform") == "translate(0,0) scale(1)"
    tab.context.close()


@with_island
def test_a_country_in_focus_keeps_its_curves_lists_its_partners_and_has_an_address_that_brings_it_back(
    tab: Page, address: str
) -> None:
    tab.locator("a.place[data-actor='country/KAZ']").focus()
    tab.keyboard.press("Enter")
    panel = tab.locator("section.chosen")
    panel.wait_for()
    assert tab.evaluate("document.activeElement.id") == "chosen-title"
    assert panel.locator("tbody tr td:first-child a").all_text_contents()[:2] == ["Kyrgyzstan", "Latvia"]
    near = pairs(tab, "a.curve.is-near")
    assert len(near) == 10
    assert all("country/KAZ" in pair for pair in near)
    assert tab.url == f"{address}/world?lang=en&focus=country/KAZ"
    shared = tab.locator("[data-copy-link]").get_attribute("data-copy-link")
    tab.keyboard.press("Escape")
    assert tab.url == f"{address}/world?lang=en"
    assert tab.evaluate("document.activeElement.dataset.actor") == "country/KAZ"
    assert tab.locator(".is-far").count() == 0
    assert panel.count() == 0
    tab.goto(str(shared))
    assert pairs(tab, "a.curve.is-near") == near
    tab.context.close()


def pairs(tab: Page, curves: str) -> set[tuple[str | None, str | None]]:
    return {(c.get_attribute("data-a"), c.get_attribute("data-b")) for c in tab.locator(curves).all()}


@with_island
def test_a_partner_in_the_panel_is_looked_at_next_and_where_the_server_is_silent_the_link_is_followed(
    tab: Page, address: str
) -> None:
    tab.locator("a.place[data-actor='country/KAZ']").click()
    tab.locator("section.chosen td a[data-actor='country/LVA']").click()
    tab.locator("section.chosen[data-chosen='country/LVA']").wait_for()
    assert tab.url == f"{address}/world?lang=en&focus=country/LVA"
    tab.route("**/world/chosen*", lambda route: route.abort())
    tab.locator("section.chosen td a[data-actor='country/UZB']").click()
    tab.locator("section.chosen[data-chosen='country/UZB']").wait_for()
    assert tab.url == f"{address}/world?lang=en&focus=country/UZB"
    tab.context.close()


@with_island
def test_the_picture_is_saved_as_png(tab: Page, tmp_path: Path) -> None:
    with tab.expect_download() as told:
        tab.get_by_role("button", name="Save as PNG").click()
    told.value.save_as(tmp_path / "map.png")
    head = BytesIO((tmp_path / "map.png").read_bytes()).read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20]) == 2120
    assert told.value.suggested_filename == "edugraph-world.png"
    tab.context.close()
