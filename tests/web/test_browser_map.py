"""The map alive, in a real browser: by pointer, by keyboard, without JavaScript, in three languages, at any width."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from edugraph.web import bundle

from .browsing import ANY, CHROMIUM, FLAGS, IN_BROWSER, browser, findings, laid_out, serving, visited
from .conftest import Client
from .networks_made import crowd, shown
from .test_browser_network import address

__all__ = ["address", "browser"]

ALL = "11 actors, 38 pairs with ties, 6 facts, dated 2018–2025. The largest cluster is number 1, with 6 actors."

pytestmark = IN_BROWSER

KAZ, LVA = "country/KAZ", "country/LVA"
OVERLAPS = """() => {
  const seen = [...document.querySelectorAll("svg.network .actor-name")]
    .map(name => [name.textContent, name.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  const told = [];
  seen.forEach(([a, one], place) => {
    for (const [b, other] of seen.slice(place + 1))
      if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
        told.push(`${a} | ${b}`);
  });
  return { seen: seen.length, told };
}"""
SIDES = """() => [...document.querySelectorAll("svg.network a.link")]
  .map(({ dataset, className }) =>
    (dataset.actor ?? dataset.a + dataset.b) + " " + /is-(near|far)/.exec(className.baseVal)?.[1])
  .sort()"""
PLACES = """() => Object.fromEntries([...document.querySelectorAll("svg.network a[data-actor]")]
  .map(one => [one.dataset.actor, one.dataset.x + " " + one.dataset.y]))"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def live(tab: Page, url: str) -> None:
    """Opens the map, and marks the window so that a page loaded anew would be noticed."""
    tab.goto(url)
    if "network" not in bundle.entries():
        pytest.skip("no bundle: `pip install -e .` builds it where the npm registry answers")
    expect(tab.locator(".map-view.is-live")).to_have_count(1)
    tab.evaluate("window.sameWindow = true")


def is_same_window(tab: Page) -> bool:
    return bool(tab.evaluate("window.sameWindow === true"))


def mark(tab: Page, actor: str) -> None:
    tab.locator(f"svg.network a[data-actor='{actor}'] .actor").click()


def test_from_the_map_by_click_to_a_tie_a_fact_and_the_passage(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    mark(tab, KAZ)
    expect(tab.locator("#chosen-title")).to_have_text("Kazakhstan")
    tab.locator(f".partners a[data-tie='{LVA}']").click()
    expect(tab.locator("#chosen-title")).to_have_text("Kazakhstan and Latvia")
    assert is_same_window(tab)
    first = tab.locator(".chosen tbody tr").first
    first.locator("summary").click()
    first.locator("details.evidence a[href*='/passage/']").first.click()
    tab.wait_for_url("**/doc/passage/**")
    expect(tab.locator("h1")).to_be_visible()


def test_by_keyboard_alone_a_tie_is_reached_and_left_again(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    tab.locator(f"svg.network a[data-actor='{KAZ}']").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#chosen-title")).to_be_focused()
    tab.keyboard.press("2")
    expect(tab.locator("[data-steps='2']")).to_have_attribute("aria-current", "true")
    tab.locator(f".partners a[data-tie='{LVA}']").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#chosen-title")).to_have_text("Kazakhstan and Latvia")
    tab.keyboard.press("Escape")
    expect(tab.locator("#chosen-title")).to_have_text("Kazakhstan")
    tab.keyboard.press("Escape")
    expect(tab.locator(f"svg.network a[data-actor='{KAZ}']")).to_be_focused()
    expect(tab.locator(".chosen")).to_have_count(0)
    assert is_same_window(tab)
    assert "focus" not in tab.evaluate("location.search")


def test_keys_move_and_zoom_the_map_and_a_list_tells_them(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    drawing = tab.locator("svg.network .drawing")
    tab.locator(".map-view").focus()
    tab.keyboard.press("+")
    expect(drawing).to_have_attribute("transform", re.compile(r"scale\(1\.5\)"))
    before = drawing.get_attribute("transform")
    tab.keyboard.press("ArrowRight")
    expect(drawing).not_to_have_attribute("transform", before or "")
    tab.keyboard.press("0")
    expect(drawing).to_have_attribute("transform", "translate(0 0) scale(1)")
    tab.keyboard.press("?")
    expect(tab.locator("#keys-told")).to_be_visible()
    assert findings(tab, ANY) == []
    tab.keyboard.press("Escape")
    expect(tab.locator("#keys-told")).to_be_hidden()
    expect(tab.locator(".zoom .help")).to_be_focused()


def test_the_wheel_scrolls_the_page_and_zooms_only_a_map_that_has_the_focus(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    drawing = tab.locator("svg.network .drawing")
    tab.locator("svg.network").hover(position={"x": 5, "y": 5})
    tab.mouse.wheel(0, -300)
    tab.wait_for_timeout(300)
    assert "scale(1)" in (drawing.get_attribute("transform") or "scale(1)")
    tab.locator(".map-view").focus()
    tab.locator("svg.network").hover(position={"x": 5, "y": 5})
    tab.mouse.wheel(0, -300)
    expect(drawing).to_have_attribute("transform", re.compile(r"scale\((?!1\))"))


def test_filters_hide_and_never_move_without_loading_the_page(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    places = tab.evaluate(PLACES)
    tab.locator("select[name=evidence]").select_option("named")
    expect(tab.locator(".lead.summary")).not_to_have_text(ALL)
    left = tab.evaluate(PLACES)
    assert len(left) < len(places)
    assert left.items() <= places.items()
    assert is_same_window(tab)
    assert tab.locator(".downloads a", has_text="CSV").get_attribute("href") == tab.evaluate(
        "location.origin + '/network.csv' + location.search"
    )
    tab.go_back()
    expect(tab.locator(".lead.summary")).to_have_text(ALL)
    assert tab.evaluate(PLACES) == places
    expect(tab.locator("select[name=evidence]")).to_have_value("by-group")


def test_the_sliders_choose_years_over_still_places(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    places = tab.evaluate(PLACES)
    last = tab.locator(".span-years input").nth(1)
    last.focus()
    for _ in range(6):
        tab.keyboard.press("ArrowLeft")
    expect(tab.locator("input[name=to]")).to_have_value("2019")
    expect(tab.locator(".lead.summary")).not_to_contain_text("2025")
    tab.wait_for_url(re.compile("to=2019"))
    assert tab.evaluate(PLACES).items() <= places.items()
    expect(last).to_be_focused()
    assert is_same_window(tab)


@pytest.mark.parametrize("is_scripted", [True, False])
def test_an_address_gives_the_same_page_again_with_and_without_a_script(
    browser: Browser, tab: Page, address: str, is_scripted: bool
) -> None:
    live(tab, f"{address}/network?lang=lv&asof=2026-01-01")
    mark(tab, KAZ)
    expect(tab.locator("#chosen-title")).to_have_text("Kazahstāna")
    tab.keyboard.press("2")
    expect(tab.locator("[data-steps='2']")).to_have_attribute("aria-current", "true")
    tab.locator("select[name=evidence]").select_option("region-expanded")
    tab.wait_for_url(re.compile("region-expanded"))
    expect(tab.locator(".chosen")).to_have_count(1)
    told = (tab.locator(".chosen").inner_text(), tab.locator(".lead.summary").inner_text(), tab.evaluate(SIDES))
    there = tab.evaluate("location.href")
    other = browser.new_context(
        java_script_enabled=is_scripted, locale="en", viewport={"width": 1280, "height": 900}
    ).new_page()
    other.goto(there)
    again = (other.locator(".chosen").inner_text(), other.locator(".lead.summary").inner_text())
    assert again == told[:2]
    if is_scripted:
        assert other.evaluate(SIDES) == told[2]
    other.context.close()


def test_what_is_chosen_is_carried_to_other_languages_views_and_files(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    mark(tab, LVA)
    expect(tab.locator("#chosen-title")).to_have_text("Latvia")
    tab.locator(".languages a[hreflang=ru]").click()
    expect(tab.locator("#chosen-title")).to_have_text("Латвия")
    tab.locator("[data-part=views] a", has_text="Матрица").click()
    expect(tab.locator("#chosen-title")).to_have_text("Латвия")
    copied = tab.locator("[data-copy-link]").get_attribute("data-copy-link") or ""
    assert parse_qs(urlsplit(copied).query)["focus"] == [LVA]


def test_the_picture_is_kept_as_png(tab: Page, address: str) -> None:
    live(tab, f"{address}/network?lang=en")
    mark(tab, LVA)
    with tab.expect_download() as kept:
        tab.locator(".downloads button").click()
    content = kept.value.path().read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width == 2 * 1180
    assert height > 1600


@pytest.mark.parametrize("level", ["countries", "organisations", "both"])
@pytest.mark.parametrize("width", [320, 700, 1280])
@pytest.mark.parametrize("is_scripted", [True, False])
def test_names_never_lie_on_each_other(
    browser: Browser, address: str, level: str, width: int, is_scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=is_scripted, viewport={"width": width, "height": 800})
    tab = context.new_page()
    for language in ("en", "ru", "lv"):
        tab.goto(f"{address}/network?level={level}&lang={language}")
        found = tab.evaluate(OVERLAPS)
        assert found["told"] == []
        assert found["seen"] >= (2 if width == 320 else 6)
    context.close()


@pytest.mark.parametrize("is_scripted", [True, False])
def test_names_of_300_actors_never_lie_on_each_other_and_every_mark_is_named_for_readers(
    browser: Browser, built: Client, is_scripted: bool
) -> None:
    with shown(built, crowd(300)) as site, serving(site.app) as address:
        context = browser.new_context(java_script_enabled=is_scripted, viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.goto(f"{address}/network?level=organisations&lang=en")
        found = tab.evaluate(OVERLAPS)
        assert found["told"] == []
        assert 10 <= found["seen"] <= 30
        marks = tab.locator("svg.network a[data-actor]")
        assert marks.count() == 300
        assert tab.locator("svg.network a[data-actor] > title").count() == 300
        if is_scripted and tab.locator(".is-live").count():
            marks.nth(250).focus()
            name = marks.nth(250).get_attribute("data-name") or ""
            expect(tab.locator(".names-live text", has_text=name[:20]).first).to_be_visible()
            assert tab.evaluate(OVERLAPS)["told"] == []
        context.close()


def test_without_webgl_and_without_a_gpu_the_map_is_drawn(browser: Browser, address: str) -> None:
    flags = [*FLAGS, "--disable-software-rasterizer"]
    running = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    tab = running.new_page()
    assert tab.evaluate("document.createElement('canvas').getContext('webgl')") is None
    assert visited(tab, f"{address}/network?lang=en&level=both") == ([], [])
    box = tab.locator("svg.network a[data-actor] .actor").first.bounding_box()
    assert box
    assert box["width"] > 5
    running.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "query",
    [f"focus={KAZ}&lang=ru", f"tie={KAZ},{LVA}&lang=lv", "view=matrix&level=both&lang=en", "actor=org/cis&level=both"],
)
def test_what_is_chosen_is_accessible_and_no_wider_than_the_screen(
    browser: Browser, address: str, query: str, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    for path in (f"/network?{query}", f"/network/embed?{query.replace('view=matrix&', '')}"):
        assert visited(tab, address + path) == ([], [])
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        assert findings(tab, ANY) == [], path
    tab.close()


def test_the_file_is_seen_as_it_is_meant(tab: Page, address: str) -> None:
    """Opened alone: text within the picture, no line of text on another, marks where they are drawn."""
    tab.goto(f"{address}/network?lang=en")
    body = tab.request.get(f"{address}/network.svg?level=both&lang=en").text()
    tab.set_content(f"<!doctype html><body>{body.partition('?>')[2]}</body>")
    assert laid_out(tab) == {"outside": 0, "overlapping": 0, "marks": True}
