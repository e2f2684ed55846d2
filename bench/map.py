"""The map of the network in a browser without a GPU: how soon it is drawn, and how smoothly it moves.

python bench/map.py [--actors 300] [--home FOLDER of a release] [--chromium PATH]

A release of the founding data gets synthetic organisations in the place of its own. Drawn: the browser's own time of the
first and the largest paint, and when the script had made the map live, each from the start of the navigation, the
answer of the server included. Smooth: frames a second while the map is dragged to and fro for three seconds.
"""

import argparse
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from inprocess import InProcess  # noqa: E402

from edugraph.config import Settings  # noqa: E402
from edugraph.network.document import About, document  # noqa: E402
from edugraph.network.selection import Network  # noqa: E402
from edugraph.network.ties import LEVELS, Dates, Row  # noqa: E402
from edugraph.release import Releases  # noqa: E402
from edugraph.web.app import create_app  # noqa: E402

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAINTS = """() => new Promise(done => {
  const found = {};
  new PerformanceObserver(list => { for (const e of list.getEntries()) found.largest = e.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    found.first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    found.answered = navigation.responseEnd;
    found.parsed = navigation.domContentLoadedEventEnd;
    done(found);
  }, 600);
})"""
DRAG = """(seconds) => new Promise(done => {
  const svg = document.querySelector("svg.network");
  const box = svg.getBoundingClientRect();
  const at = (type, x, y, target) => target.dispatchEvent(new MouseEvent(type, {
    bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0 }));
  const [cx, cy] = [box.left + box.width / 2, box.top + box.height / 2];
  document.querySelector(".zoom button").click();
  setTimeout(() => {
    at("mousedown", cx, cy, svg);
    const start = performance.now();
    const times = [start];
    const step = now => {
      times.push(now);
      const turn = (now - start) / 300;
      at("mousemove", cx + 120 * Math.sin(turn), cy + 60 * Math.cos(turn), window);
      if (now - start < seconds * 1000) requestAnimationFrame(step);
      else {
        at("mouseup", cx, cy, window);
        const gaps = times.slice(2).map((t, i) => t - times[i + 1]).sort((a, b) => a - b);
        done({ frames: (times.length - 1) / ((times.at(-1) - start) / 1000), slow: gaps[Math.floor(gaps.length * 0.95)] });
      }
    };
    requestAnimationFrame(step);
  }, 500);
})"""


def synthetic(actors: int, seed: int = 1) -> Network:
    """Organisations that meet in small groups, some of them much more often than others, with names of usual length."""
    random = Random(seed)
    rows = []
    for n in range(2 * actors):
        met = sorted({f"org/o{int(actors * random.random() ** 1.5):05}" for _ in range(4)})
        year = random.randrange(2000, 2027)
        dates = Dates(str(year), f"{year}-01-01", f"{year}-12-31")
        rows += [
            Row("organisations", "co-participation", a, b, "named", f"event/e{n}", len(met), dates)
            for i, a in enumerate(met)
            for b in met[i + 1 :]
        ]
    words = ("University", "Institute", "Ministry", "Centre", "Academy", "Council")
    told = {
        f"org/o{n:05}": {
            "label": {"en": f"{words[n % len(words)]} of {''.join(random.choices('aeiklmnorstu', k=9)).title()} {n}"},
            "kind": {"code": ("ministry", "university", "international-organisation")[n % 3], "label": {"en": "kind"}},
        }
        for n in range(actors)
    }
    return Network(document("organisations", rows, About(actors=told), {}))


@contextmanager
def served(home: Path, network: Network) -> Iterator[str]:
    """A server over a release with another network of organisations."""
    release = Releases(home).current()
    if release is None:
        raise SystemExit(f"{home} holds no release: run `edugraph build`")
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(release, Settings(), InProcess(release.store))
    networks = app.state.site.networks
    networks.__dict__["levels"] = {
        level: network if level == network.level else networks.levels[level] for level in LEVELS
    }
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True


def measured(browser: Browser, address: str) -> dict[str, Any]:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(address)
    told: dict[str, Any] = dict(tab.evaluate(PAINTS))
    told["lines"] = tab.locator("svg.network a[data-a]").count()
    told["marks"] = tab.locator("svg.network a[data-actor]").count()
    tab.locator("svg.network").scroll_into_view_if_needed()
    told |= tab.evaluate(DRAG, 3)
    tab.close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=300)
    parser.add_argument("--home", type=Path, default=ROOT / "releases")
    parser.add_argument("--chromium", default=os.environ.get("EDUGRAPH_CHROMIUM") or shutil.which("chromium") or "")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    with served(asked.home, synthetic(asked.actors)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        for _ in range(asked.times + 1):
            told = measured(browser, f"{address}/network?level=organisations&lang=en")
            print(
                f"{told['marks']} marks, {told['lines']} lines; answered {told['answered']:.0f} ms, first paint "
                f"{told['first']:.0f} ms, largest {told['largest']:.0f} ms, live {told['parsed']:.0f} ms; panning "
                f"{told['frames']:.0f} frames/s, 95 % of frames within {told['slow']:.0f} ms; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
