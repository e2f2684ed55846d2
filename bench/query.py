"""The query page in a browser without a GPU: how soon a completion is offered, and how long the longest frame is.

python bench/query.py [--home FOLDER of a release] [--times 3] [--chromium PATH]

Completion: from the time of the key that the browser tells until the list is painted. Everything else: the longest time
between two frames, from what the reader does (a paste, Ctrl+Enter, a click) until what it brings is on the screen. A
frame over 100 ms is a defect. Figures hold for a machine that does little else: the load is told beside them.
"""

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from edugraph.config import Settings  # noqa: E402
from edugraph.release import Releases  # noqa: E402
from edugraph.web.app import create_app  # noqa: E402
from inprocess import InProcess  # noqa: E402
from web.browsing import FLAGS, serving  # noqa: E402

WITHOUT_WEBGL = [*FLAGS, "--disable-software-rasterizer"]
LETTERS = "madeopcstr"
"""First letters of words, of those that a keyboard has: of others the browser tells no key."""
ROWS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10000"
WIDE = "SELECT " + " ".join(f"(?o AS ?c{n})" for n in range(200)) + " WHERE { ?s ?p ?o } LIMIT 1000"
MAP = (
    "PREFIX eg: <https://w3id.org/edugraph/def#> SELECT ?country (COUNT(*) AS ?n) WHERE { ?p eg:in ?e ; "
    "eg:participant/eg:ofCountry? ?country . ?country a eg:Country } GROUP BY ?country"
)
LONG = ("# " + "x" * 70 + "\n") * 2_800 + "SELECT * WHERE { ?s ?p ?o } LIMIT 2"
DOUBLINGS = 16
LITERAL = (
    'SELECT ?long WHERE { BIND("0123456789abcdef" AS ?d0) '
    + " ".join(f"BIND(CONCAT(?d{n}, ?d{n}) AS ?d{n + 1})" for n in range(DOUBLINGS))
    + f" BIND(?d{DOUBLINGS} AS ?long) }}"
)
WATCH_KEYS = """() => {
  const root = document.querySelector(".query-editor").shadowRoot;
  const list = () => root.querySelector(".cm-tooltip-autocomplete li");
  window.offered = null;
  addEventListener("keydown", event => { window.pressed = event.timeStamp; window.offered = null; }, true);
  new MutationObserver(() => {
    if (!list() || window.offered !== null) return;
    window.offered = -1;
    requestAnimationFrame(() => setTimeout(() => { window.offered = performance.now() - window.pressed; }, 0));
  }).observe(root, { childList: true, subtree: true });
}"""
OFFERED = """() => new Promise(done => {
  const look = () => window.offered > 0 ? done(window.offered) : setTimeout(look, 20);
  look();
})"""
WATCH_FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const step = now => { window.frames_.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """A server over the current release of a folder."""
    release = Releases(home).current()
    if release is None:
        raise SystemExit(f"{home} holds no release: run `edugraph build`")
    app = create_app(release, Settings(rate_per_s=0), InProcess(release.store))
    with serving(app) as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """The query page, with its terms at hand."""
    context = browser.new_context(
        locale="en", viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    tab = context.new_page()
    with tab.expect_response("**/query/terms.json*"):
        tab.goto(f"{address}/query")
    tab.get_by_role("textbox", name="Your query").wait_for()
    yield tab
    context.close()


def write(tab: Page, text: str) -> None:
    """Replace what the editor says, by pasting."""
    tab.evaluate("text => navigator.clipboard.writeText(text)", text)
    tab.get_by_role("textbox", name="Your query").click()
    tab.keyboard.press("Control+a")
    tab.keyboard.press("Control+v")


def completions(browser: Browser, address: str) -> list[float]:
    """From the first key of a word to the list, in ms, for several words; the first is the first of the page."""
    with opened(browser, address) as tab:
        tab.evaluate(WATCH_KEYS)
        found = []
        for letter in LETTERS:
            write(tab, "SELECT * WHERE { ?m a ")
            tab.keyboard.press("Control+End")
            tab.wait_for_timeout(300)
            tab.keyboard.type(letter)
            found.append(float(tab.evaluate(OFFERED)))
            tab.keyboard.press("Escape")
        return found


def longest(tab: Page, act: Callable[[], None], is_there: Callable[[], None]) -> float:
    """The longest time between two frames while something is done, in ms."""
    tab.evaluate("window.frames_.length = 0")
    act()
    is_there()
    tab.wait_for_timeout(300)
    return float(tab.evaluate("Math.max(...window.frames_)"))


def frames(browser: Browser, address: str) -> dict[str, float]:
    """What a reader does -> its longest frame."""
    with opened(browser, address) as tab:
        tab.evaluate(WATCH_FRAMES)

        def told(words: str) -> Callable[[], None]:
            return lambda: tab.locator(f".query-status:text-matches('{words}')").wait_for(timeout=60_000)

        def run(query: str) -> Callable[[], None]:
            write(tab, query)
            tab.wait_for_timeout(1_500)  # what is told of the query is there too
            return lambda: tab.keyboard.press("Control+Enter")

        def view(name: str) -> Callable[[], None]:
            return lambda: tab.get_by_role("button", name=name, exact=True).click()

        def sorted_() -> None:
            tab.locator(".answer-table th[aria-sort]:not([aria-sort=none])").first.wait_for()

        def sort() -> None:
            tab.locator(".answer-table th button").first.click()

        def there(css: str) -> Callable[[], None]:
            return lambda: tab.locator(css).first.wait_for()

        done = told("Rows: ")
        cells = there(".answer-table td")
        found = {"10,000 rows asked for and shown": longest(tab, run(ROWS), told("Rows: 10,000"))}
        cells()
        found["10,000 rows sorted"] = longest(tab, sort, sorted_)
        found["10,000 rows raw"] = longest(tab, view("Raw"), there(".answer-view pre"))
        found["1,000 rows of 200 columns shown"] = longest(tab, run(WIDE), told("Rows: 1,000"))
        cells()
        found["1,000 rows of 200 columns sorted"] = longest(tab, sort, sorted_)
        found["a literal of 1 MB shown"] = longest(tab, run(LITERAL), done)
        found["a literal of 1 MB opened"] = longest(tab, tab.locator(".cut button").click, there(".opened"))
        run(MAP)()
        done()
        found["a map of countries"] = longest(tab, view("Map"), there(".answer-map svg"))
        found["200 KB pasted"] = longest(tab, lambda: write(tab, LONG), lambda: tab.wait_for_timeout(1_500))
        tab.keyboard.press("Control+End")
        found["10 keys in 200 KB"] = longest(
            tab, lambda: tab.keyboard.type(" ?x a eg:E", delay=60), lambda: tab.wait_for_timeout(1_500)
        )
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=ROOT / "releases")
    parser.add_argument("--chromium", default=os.environ.get("EDUGRAPH_CHROMIUM") or shutil.which("chromium") or "")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    with served(asked.home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=WITHOUT_WEBGL)
        for _ in range(asked.times):
            soon = completions(browser, address)
            print(
                f"completion after the key: first {soon[0]:.0f} ms, median {statistics.median(soon):.0f} ms, "
                f"longest {max(soon):.0f} ms; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
            for what, ms in frames(browser, address).items():
                print(f"  longest frame {ms:5.0f} ms  {what}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
