"""Pages in a real browser: no error on the console, no request to another host, accessible, and the islands at work."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from edugraph.config import Settings
from edugraph.release import Release
from edugraph.web import bundle
from edugraph.web.app import create_app
from inprocess import InProcess

CHROMIUM = os.environ.get("EDUGRAPH_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATHS = [
    "/",
    "/doc/event/forum",
    "/doc/country/KAZ?lang=ru",
    "/doc/claim/event--forum--when--2020-12-14--0123456789abcdef",
    "/doc/passage/0123456789abcdef/6-16?lang=lv",
    "/pair/country/KAZ/org/council",
    "/browse",
    "/sources",
    "/questions/who-attended?lang=lv",
    "/sparql?query=SELECT+*+WHERE+{+?s+?p+?o+}+LIMIT+5",
    "/def",
    "/vocab/event-status",
    "/graph",
]
WIDTHS = [320, 1200]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: `apt-get install chromium`, or EDUGRAPH_CHROMIUM=path"),
]


@pytest.fixture(scope="module")
def address(release: Release, texts: Path) -> Iterator[str]:
    """A server on a free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(release, Settings(sources=texts), InProcess(release.store))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en", permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def visited(tab: Page, url: str) -> tuple[list[str], list[str]]:
    """What the console says, and the requests that leave the site, while a page loads."""
    said: list[str] = []
    outside: list[str] = []
    host = "/".join(url.split("/")[:3])
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: outside.append(request.url) if not request.url.startswith(host) else None)
    tab.goto(url, wait_until="load")
    return said, outside


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_without_an_error_and_without_leaving_the_site(tab: Page, address: str, path: str) -> None:
    assert visited(tab, address + path) == ([], [])


@pytest.mark.parametrize(
    ("path", "scheme"), [*((path, "light") for path in PATHS), *((path, "dark") for path in PATHS[:2])]
)
def test_a_page_has_no_serious_finding_of_axe(tab: Page, address: str, path: str, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.goto(address + path)
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(tab).response["violations"]
    serious = [(v["id"], n["html"]) for v in found if v["impact"] in ("serious", "critical") for n in v["nodes"]]
    assert serious == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_needs_no_scrolling_sideways(tab: Page, address: str, path: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)
def test_the_copy_button_copies_the_address_of_the_page(tab: Page, address: str) -> None:
    tab.goto(f"{address}/doc/country/KAZ?lang=lv")
    tab.get_by_role("button", name="Kopēt saiti").click()
    assert tab.get_by_role("status").text_content() == "Nokopēts"
    assert tab.evaluate("navigator.clipboard.readText()") == f"{address}/doc/country/KAZ?lang=lv"


@pytest.mark.skipif(
    not bundle.entries(), reason="no bundle: `pip install -e .` builds it where the npm registry answers"
)
def test_ctrl_enter_runs_the_query(tab: Page, address: str) -> None:
    tab.goto(f"{address}/query")
    tab.get_by_label("Your query").fill("ASK { ?s ?p ?o }")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_url("**/query?query=ASK*")
    assert tab.get_by_role("heading", name="Answer").is_visible()


def test_a_reader_gets_from_the_first_page_to_the_passage_by_clicking(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_role("link", name="event", exact=False).filter(has_text="1").first.click()
    tab.get_by_role("link", name="Forum").click()
    tab.get_by_text("source mark").first.click()
    assert tab.locator("blockquote mark").first.text_content() == "Ten chars!"
    assert tab.locator("blockquote").first.is_visible()


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
