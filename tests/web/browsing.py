"""A real browser for tests: Chromium, a server on a free port, and what a page says and asks for while it loads."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

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
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: `apt-get install chromium`, or EDUGRAPH_CHROMIUM=path"),
]
"""What marks a module of such tests."""
SERIOUS = ("serious", "critical")
ANY = ("minor", "moderate", *SERIOUS)
"""How much a finding of axe matters."""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


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


def findings(tab: Page, impacts: Collection[str] = SERIOUS, is_coloured: bool = True) -> list[tuple[str, str]]:
    """What axe finds on a page: rule and element. Telling only that is three times as fast, and so is no contrast."""
    return _found(tab, impacts, {"rules": {"color-contrast": {"enabled": is_coloured}}})


def pale(tab: Page) -> list[tuple[str, str]]:
    """What has too little contrast in the colours for dark surroundings."""
    tab.emulate_media(color_scheme="dark")
    found = _found(tab, SERIOUS, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    tab.emulate_media(color_scheme="light")
    return found


def _found(tab: Page, impacts: Collection[str], asked: dict[str, object]) -> list[tuple[str, str]]:
    options = {"resultTypes": ["violations"], **asked}
    found = Axe().run(tab, options=options).response["violations"]
    return [(v["id"], node["html"]) for v in found if v["impact"] in impacts for node in v["nodes"]]


def opened(tab: Page) -> None:
    """Open all that can be opened."""
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def laid_out(tab: Page) -> dict[str, int | bool]:
    """How a picture that stands alone lies: texts outside it or on each other, and whether every mark can be seen."""
    found: dict[str, int | bool] = tab.evaluate("""() => {
      const svg = document.querySelector("svg");
      const whole = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll(":scope > text")].map(text => text.getBoundingClientRect());
      return {
        outside: texts.filter(box => box.right > whole.right || box.bottom > whole.bottom).length,
        overlapping: texts.filter((box, n) => texts.slice(n + 1).some(other => box.left < other.right
          && other.left < box.right && box.top + 4 < other.bottom && other.top + 4 < box.bottom)).length,
        marks: [...svg.querySelectorAll("circle, polygon")].every(mark => mark.getBoundingClientRect().width > 4),
      };
    }""")
    return found
