"""The map of the network in a browser without a GPU: how soon it is drawn, and how smoothly it moves.

python bench/map.py [--actors 300] [--home FOLDER of a release] [--chromium PATH] [--cold]
python bench/map.py --pages --actors 1000 10000

A release of the founding data gets synthetic organisations in the place of its own. Drawn: the browser's own time of
the first and the largest paint, and when the script had made the map live, each from the start of the navigation, the
answer of the server included. Smooth: frames a second while the map is dragged to and fro for three seconds.

`--pages` asks without a browser and tells the CPU time of each answer: the first one, which reads and cuts the level,
and the same with other filters after it.

The server is warmed first, as one is that has run for some seconds; `--cold` leaves that out.
"""

import argparse
import gc
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from edugraph.config import Settings  # noqa: E402
from edugraph.network.document import About, document  # noqa: E402
from edugraph.network.selection import Network  # noqa: E402
from edugraph.network.ties import EVIDENCE, LEVELS, Dates, Row, dates, ties  # noqa: E402
from edugraph.release import Releases  # noqa: E402
from edugraph.web import warming  # noqa: E402
from edugraph.web.app import create_app  # noqa: E402
from inprocess import InProcess  # noqa: E402
from web.browsing import FLAGS, serving  # noqa: E402

WITHOUT_WEBGL = [*FLAGS, "--disable-software-rasterizer"]
OF = "level=organisations"
PATHS = [
    f"/network?{OF}",
    f"/network?{OF}&lang=en",
    f"/network?{OF}&min=2",
    f"/network?{OF}&from=2010&to=2015",
    f"/network?{OF}&view=matrix&from=2011",
    f"/network?{OF}&focus=org/o00003",
    f"/network?{OF}&actor=org/o00900",
    f"/network/chosen?{OF}&focus=org/o00700",
    f"/network.svg?{OF}&from=2012",
    f"/network/tie?{OF}&a=org/o00001&b=org/o00002",
    f"/network.json?{OF}&from=2013",
]
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
        const frames = (times.length - 1) / ((times.at(-1) - start) / 1000);
        done({ frames, slow: gaps[Math.floor(gaps.length * 0.95)] });
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
    if actors <= 1000:
        return Network(document("organisations", rows, About(actors=told), {}))
    return Network(lean(rows, told))


def lean(rows: list[Row], about: dict[str, Any]) -> dict[str, Any]:
    """A file without measures but the strength: those of very many actors are `bench/network.py`'s."""
    found, known = ties(rows), dates(rows)
    strength: Counter[str] = Counter(end for tie in found for share in tie.shares for end in (tie.a, tie.b) if share)
    placed = {name: n for n, (name, _) in enumerate(strength.most_common(300))}
    nodes = [
        {
            "id": name, "type": "organisation", "country": None, "regions": [], "point": None, **about[name],
            "x": 60.0 + 880 * (placed[name] % 20) / 20 if name in placed else None,
            "y": 60.0 + 600 * (placed[name] // 20) / 15 if name in placed else None,
            "measures": {e: {"strength": count, "cluster": 1, "isCut": False} for e in EVIDENCE},
        }
        for name, count in sorted(strength.items())
    ]  # fmt: skip
    listed = [
        {
            "id": tie.id, "a": tie.a, "b": tie.b, "kind": tie.kind, "evidence": tie.evidence, "directed": False,
            "weight": {"facts": len(tie.shares)}, "notBefore": None, "notAfter": None,
            "facts": [{"fact": s.fact, "participants": s.participants, "share": s.weight} for s in tie.shares],
        }
        for tie in found
    ]  # fmt: skip
    facts = {
        fact: {"label": {"en": fact}, "type": None, "role": None, "when": day.when, "notBefore": day.not_before,
               "notAfter": day.not_after, "passages": 0, "isContested": False}
        for fact, day in known.items()
    }  # fmt: skip
    return {**Network.empty("organisations").told, "nodes": nodes, "ties": listed, "facts": facts}


def pages(home: Path, actors: int, is_cold: bool) -> None:
    """The CPU time of answers at a size, the first and later ones."""
    network = synthetic(actors)
    lines = len({(tie["a"], tie["b"]) for tie in network.told["ties"]})
    print(f"{actors} actors, {lines} pairs")
    with served(home, network, is_cold) as address:
        for path in PATHS:
            start = time.process_time()
            answer = httpx.get(f"{address}{path}", timeout=60, headers={"Accept": "text/html"})
            spent = 1000 * (time.process_time() - start)
            print(
                f"  {spent:6.0f} ms CPU {len(answer.content) / 1024:6.0f} KiB {answer.status_code} {path}", flush=True
            )


@contextmanager
def served(home: Path, network: Network, is_cold: bool = False) -> Iterator[str]:
    """A server over a release with another network of organisations."""
    release = Releases(home).current()
    if release is None:
        raise SystemExit(f"{home} holds no release: run `edugraph build`")
    app = create_app(release, Settings(), InProcess(release.store))
    networks = app.state.site.networks
    networks.__dict__["levels"] = {
        level: network if level == network.level else networks.levels[level] for level in LEVELS
    }
    if not is_cold:
        warming.warm(app.state.site, lambda seconds: None)
        gc.collect()
        gc.freeze()  # as the server does: else a collection of all that this process made falls into an answer
    with serving(app) as address:
        yield address


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


def told_of(told: dict[str, Any]) -> str:
    """A measurement in one line, with the load of the machine."""
    return (
        f"{told['marks']} marks, {told['lines']} lines; answered {told['answered']:.0f} ms, first paint "
        f"{told['first']:.0f} ms, largest {told['largest']:.0f} ms, live {told['parsed']:.0f} ms; panning "
        f"{told['frames']:.0f} frames/s, 95 % of frames within {told['slow']:.0f} ms; load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, nargs="+", default=[300])
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--home", type=Path, default=ROOT / "releases")
    parser.add_argument("--chromium", default=os.environ.get("EDUGRAPH_CHROMIUM") or shutil.which("chromium") or "")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    if asked.pages:
        for actors in asked.actors:
            pages(asked.home, actors, asked.cold)
        return
    with served(asked.home, synthetic(asked.actors[0]), asked.cold) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=WITHOUT_WEBGL)
        for _ in range(asked.times + 1):
            told = measured(browser, f"{address}/network?level=organisations&lang=en")
            print(told_of(told), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
