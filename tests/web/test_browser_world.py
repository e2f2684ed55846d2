"""The map of the world in a real browser: without a script, with the keyboard only, and with its island."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from edugraph.web import bundle

from .browsing import ANY, IN_BROWSER, browser, findings, laid_out, visited
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
        assert findings(tab, ANY) == [], path
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


# --- years -----------------------------------------------------------------------------------------------------------

PLACES = """() => Object.fromEntries([...document.querySelectorAll("svg.world a.place")]
  .map(one => [one.dataset.actor, one.querySelector("g").getAttribute("transform")]))"""


def slid(tab: Page, slider: int, steps: int, key: str) -> None:
    """Moves the slider of the first or the last year by keys."""
    tab.locator(".span-years input").nth(slider).focus()
    for _ in range(steps):
        tab.keyboard.press(key)


@with_island
def test_the_sliders_choose_years_over_still_places_at_the_same_zoom(tab: Page, address: str) -> None:
    places = tab.evaluate(PLACES)
    tab.evaluate("window.sameWindow = true")
    tab.get_by_role("button", name="Zoom in").click()
    zoomed = tab.locator("svg.world .moving").get_attribute("transform")
    land = tab.locator("svg.world .lands").get_attribute("stroke-width")
    slid(tab, 1, 6, "ArrowLeft")
    tab.wait_for_url(re.compile("to=2019"))
    expect(tab.locator("[data-part=words]")).not_to_contain_text("2025")
    assert tab.locator("#by-to").input_value() == "2019"
    assert "country/ARM" not in tab.evaluate(PLACES)
    assert tab.evaluate(PLACES).items() <= places.items()
    assert tab.locator("svg.world .moving").get_attribute("transform") == zoomed
    assert tab.locator("svg.world .lands").get_attribute("stroke-width") == land
    assert tab.locator(".year-bars g:not(.is-out)").count() == 5
    assert tab.locator("h2#ties + div tbody tr, [data-part=tables] tbody tr").count() > 0
    for link in (".languages a[hreflang=ru]", ".downloads a"):
        assert "to=2019" in str(tab.locator(link).first.get_attribute("href"))
    assert "to=2019" in str(tab.locator("[data-copy-link]").get_attribute("data-copy-link"))
    told, drawn = tab.locator("[data-part=words]").inner_text(), pairs(tab, "a.curve")
    assert tab.evaluate("window.sameWindow")
    tab.goto(tab.url)
    assert (tab.locator("[data-part=words]").inner_text(), pairs(tab, "a.curve")) == (told, drawn)
    tab.context.close()


@with_island
def test_a_country_in_focus_stays_so_through_the_years_and_its_numbers_are_those_of_the_years(tab: Page) -> None:
    tab.locator("a.place[data-actor='country/LVA']").focus()
    tab.keyboard.press("Enter")
    tab.locator("section.chosen").wait_for()
    slid(tab, 1, 7, "ArrowLeft")
    tab.wait_for_url(re.compile("to=2018.*focus=country/LVA|focus=country/LVA.*to=2018"))
    expect(tab.locator("section.chosen")).to_contain_text("These numbers are those of this view")
    assert all("country/LVA" in pair for pair in pairs(tab, "a.curve.is-near"))
    tab.keyboard.press("Escape")
    tab.locator("section.chosen [data-close]").click()
    expect(tab.locator("section.chosen")).to_have_count(0)
    assert tab.locator(".is-far").count() == 0
    assert "to=2018" in tab.url
    tab.context.close()


@with_island
def test_years_that_leave_nothing_say_so_and_the_map_comes_back_with_other_years(tab: Page) -> None:
    slid(tab, 1, 10, "ArrowLeft")
    slid(tab, 0, 2, "ArrowLeft")
    tab.wait_for_url(re.compile("to=2015"))
    expect(tab.locator("[data-part=view]")).to_contain_text("Nothing fits all of these at once.")
    slid(tab, 1, 10, "ArrowRight")
    expect(tab.locator("svg.world a.place")).to_have_count(11)
    assert tab.locator(".map-tools").count() == 1
    tab.locator("a.place[data-actor='country/LVA']").focus()
    tab.keyboard.press("Enter")
    tab.locator("section.chosen").wait_for()
    tab.context.close()


def test_without_a_script_the_years_are_fields_of_the_form(browser: Browser, address: str) -> None:
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto(f"{address}/world?lang=en")
    tab.locator("input[name=from]").fill("2025")
    tab.get_by_role("button", name="Show").first.click()
    tab.wait_for_url(re.compile("from=2025"))
    assert tab.locator("a.place[data-actor='country/ARM']").count() == 1
    assert tab.locator("a.place[data-actor='country/LVA']").count() == 0
    tab.context.close()


def test_the_file_is_seen_as_it_is_meant(tab: Page, address: str) -> None:
    """Opened alone: text within the picture, no line of text on another, land and circles where they are drawn."""
    body = tab.request.get(f"{address}/world.svg?lang=ru&cluster=country/LVA").text()
    tab.set_content(f"<!doctype html><body>{body.partition('?>')[2]}</body>")
    assert laid_out(tab) == {"outside": 0, "overlapping": 0, "marks": True}
    tab.context.close()


# --- an address holds everything -------------------------------------------------------------------------------------

EVERYTHING = {
    "evidence": "region-expanded",
    "from": "2016",
    "to": "2020",
    "weight": "shared",
    "cluster": "country/LVA",
    "kinds": "co-participation",
    "sure": "yes",
    "focus": "country/LVA",
    "asof": "2026-01-01",
    "lang": "lv",
}


@pytest.mark.parametrize("path", ["/network", "/world"])
@pytest.mark.parametrize("is_scripted", [True, False])
@pytest.mark.parametrize("chosen", ["focus=country/LVA", "focus=country/LVA&tie=country/EST,country/LVA"])
def test_an_address_brings_back_actor_tie_filters_years_language_day_and_cluster(
    browser: Browser, address: str, path: str, is_scripted: bool, chosen: str
) -> None:
    tab = browser.new_context(java_script_enabled=is_scripted).new_page()
    asked = {name: value for name, value in EVERYTHING.items() if name != "focus"}
    query = "&".join([*(f"{name}={value}" for name, value in asked.items()), chosen])
    tab.goto(f"{address}{path}?{query}")
    for name, value in asked.items():
        if name not in ("lang", "kinds", "sure", "cluster"):
            assert tab.locator(f"form [name={name}]").first.input_value() == value, name
    assert tab.locator("html").get_attribute("lang") == "lv"
    assert tab.locator("select[name=cluster] option:checked").inner_text() == "1 (8)"
    assert tab.locator("select[name=focus]").input_value() == "country/LVA"
    assert tab.locator("input[type=checkbox][value=co-participation]").is_checked()
    assert tab.locator("input[type=checkbox][name=sure]").is_checked()
    title = "Igaunija un Latvija" if "tie" in chosen else "Latvija"
    assert tab.locator("section.chosen h2").inner_text() == title
    drawn = tab.locator("a.is-near").count()
    assert drawn >= 1
    for link in (".languages a[hreflang=ru]", ".downloads a >> nth=0"):
        parts = parse_qs(urlsplit(str(tab.locator(link).first.get_attribute("href"))).query)
        kept = parse_qs(query) | ({"lang": ["ru"]} if "hreflang" in link else {})
        assert parts == kept, link
    tab.goto(f"{address}{path}?{query}".replace("lang=lv", "lang=en"))
    assert tab.locator("a.is-near").count() == drawn
    tab.context.close()
