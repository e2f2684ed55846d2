"""Every kind of page, in every language, in a real browser over the founding data.

One visit of a page looks at all of it: axe, the console, requests that leave the site, and its width at 320 pixels. The
browser, the server and the tab are made once. `EDUGRAPH_SCREENSHOTS=folder` keeps a picture of each page to look at.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from edugraph.config import Settings
from edugraph.release import Release, Releases, making
from edugraph.web.app import create_app
from edugraph.web.entity.kinds import KINDS
from edugraph.web.i18n import LANGUAGES
from inprocess import InProcess

from .browsing import IN_BROWSER, browser, findings, opened, pale, serving
from .conftest import ROOT

__all__ = ["browser"]

LATVIAN = "68cce88e5e646c11"
WISH = "want=eg:Event&where=participant-from&how=is&value=country/KAZ&where=eg:when&how=after&value=2015"
THINGS = {
    "Country": "country/KAZ",
    "Region": "region/baltic-states",
    "Location": "place/riga",
    "Organization": "org/cis",
    "Body": "org/cis-education-council",
    "Person": "person/ekaterina-dynnik",
    "ParticipantGroup": "group/baltic-central-asia-he-forum--education-bodies-of-estonia",
    "EventSeries": "series/arwge-meetings",
    "Event": "event/latvia-uzbekistan-education-consultations",
    "Meeting": "event/arwge-inaugural-meeting",
    "Participation": "participation/ano-eurasia-kyrgyz-cabinet-agreement-signing--ano-eurasia--party",
    "Membership": "membership/ARM--cis--member",
    "Decision": "decision/arpae-endorsement",
    "Commitment": "commitment/arwge-activity-i",
    "StatusChange": "status-change/commitment--ciced-joint-research-programme--approved",
    "Document": "document/ano-eurasia-kyrgyz-cabinet-agreement",
    "Plan": "plan/arpae-2022-2026",
    "Measure": "plan/arpae-2022-2026/M1",
    "PlannedAction": "plan/arpae-2022-2026/M1.A1",
    "PlannedOutput": "plan/arpae-2022-2026/M1.O1",
    "Project": "project/asean-russia-research-programme",
    "Figure": "figure/ano-eurasia-first-year-participants",
    "TimeSpan": "span/--2019",
    "Source": "source/093a24b311180df8",
    "Passage": "passage/093a24b311180df8/0-141",
    "Claim": "claim/event--ano-eurasia-kyrgyz-cabinet-agreement-signing--place--bishkek--aif-eurasia-agreement",
    "Premise": "premise/council-meets-yearly",
    "QualityAnnotation": "issue/Q01",
}
"""Class -> a thing of it."""
PAGES = {
    "home": "/",
    **{f"thing-{name}": f"/doc/{path}" for name, path in THINGS.items()},
    "term": "/doc/vocab/event-status/held",
    "code list": "/doc/vocab/event-status",
    "browse": "/browse",
    "browse kind": "/browse/Event",
    "actors": "/actors",
    "actors of a kind": "/actors?kind=organisation",
    "pair": "/pair/country/KAZ/country/LVA",
    "pair beyond ties": "/pair/country/RUS/org/asean",
    "pair without facts": "/pair/country/EST/org/asean",
    "network": "/network",
    "network table": "/network?view=table&level=both",
    "tie": "/network/tie?a=country/KAZ&b=country/LVA&evidence=region-expanded",
    "timeline": "/timeline",
    "timeline later": "/timeline?page=2",
    "commitments": "/commitments",
    "commitments of one": "/commitments?actor=org/cis-education-council&plan=arpae-2022-2026",
    "commitments without a day": "/commitments?state=no-deadline",
    "commitments none": "/commitments?state=overdue",
    "sheet": "/commitments/hold-9th-congress",
    "plan": "/plan/arpae-2022-2026",
    "sources": "/sources",
    "source": f"/sources/{LATVIAN}",
    "quality": "/quality",
    "search": "/search?q=forum&asof=2020-01-01",
    "search empty": "/search",
    "search misses": "/search?q=qqqq",
    "questions": "/questions",
    "question": "/questions/who-attended-a-meeting",
    "question without answers": "/questions/events-in-a-period?from=1901-01-01&until=1902-01-01",
    "query": "/query",
    "query put together": f"/query?{WISH}",
    "query put together wrong": f"/query?{WISH}&where=eg:inCountry&how=is&value=Atlantis&where=topic&how=not&value=x",
    "query without": "/query?want=eg:Commitment&where=eg:due&how=in&value=2026&where=commitment-status&how=none",
    "questions found": "/query?find=meeting",
    "query answered": "/query?query=SELECT+*+WHERE+{+?s+?p+?o+}+LIMIT+5",
    "query refused": "/query?query=SELECT+nonsense",
    "def": "/def",
    "shapes": "/shapes",
    "graphs": "/graph",
    "graph": "/graph/truthy",
    "releases": "/release",
    "data": "/data",
    "about": "/about",
    "method": "/method",
    "method of the network": "/method/network",
    "changes": "/changes",
    "not found": "/doc/event/nothing-of-this-name",
    "gone": "/doc/event/withdrawn-once",
    "bad request": "/actors?asof=2025-02-30",
}
"""Name of a kind of page -> one page of it."""
STATUS = {"not found": 404, "gone": 410, "bad request": 400, "query refused": 400}
GONE = "id/event/withdrawn-once,2026.10.1,withdrawn,,It was entered twice\n"
KEPT = os.environ.get("EDUGRAPH_SCREENSHOTS", "")

pytestmark = [*IN_BROWSER, pytest.mark.slow]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The founding data, with one address that was withdrawn."""
    made, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    with (made.files / "registry.csv").open("a", encoding="utf-8") as registry:
        registry.write(GONE)
    return made


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with serving(create_app(release, Settings(), InProcess(release.store))) as found:
        yield found


class Visit:
    """A tab that remembers what was said on its console, and which requests left the site."""

    def __init__(self, tab: Page, address: str) -> None:
        self.tab, self.address = tab, address
        self.said: list[str] = []
        self.outside: list[str] = []
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: None if request.url.startswith(address) else self.outside.append(request.url))

    def of(self, path: str) -> Response:
        self.said.clear()
        self.outside.clear()
        self.tab.set_viewport_size({"width": 1200, "height": 900})
        answer = self.tab.goto(self.address + path, wait_until="load")
        assert answer is not None
        return answer

    def width_at(self, width: int) -> int:
        self.tab.set_viewport_size({"width": width, "height": 800})
        return int(self.tab.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(locale="en")
    yield Visit(context.new_page(), address)
    context.close()


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def pictured(visit: Visit, name: str, language: str, width: int) -> None:
    """Keep a picture of the page to look at, where a folder for them is named."""
    if KEPT:
        path = Path(KEPT) / f"{re.sub('[^a-zA-Z]+', '-', name)}-{language}-{width}.png"
        visit.tab.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("name", list(PAGES))
def test_a_kind_of_page_is_accessible_quiet_and_no_wider_than_a_telephone(
    visit: Visit, name: str, language: str
) -> None:
    answer = visit.of(in_language(PAGES[name], language))
    assert answer.status == STATUS.get(name, 200)
    pictured(visit, name, language, 1200)
    own_status = f"status of {answer.status}"
    assert [text for text in visit.said if own_status not in text] == []
    assert visit.outside == []
    assert visit.tab.evaluate("document.documentElement.lang") == language
    assert visit.width_at(320) <= 320
    pictured(visit, name, language, 320)
    visit.tab.set_viewport_size({"width": 1200, "height": 900})
    opened(visit.tab)
    assert findings(visit.tab, is_coloured=language == "en") == [], "colours are the same in every language"
    assert language != "en" or pale(visit.tab) == []


def test_every_class_that_has_a_page_of_its_own_is_visited() -> None:
    assert {kind.name.partition(":")[2] for kind in KINDS} <= THINGS.keys()


EVIDENT = ("thing-Event", "thing-Decision", "thing-Claim", "pair", "tie", "timeline", "commitments", "plan")


@pytest.mark.parametrize("name", EVIDENT)
def test_the_keyboard_alone_opens_the_evidence_and_leads_on_to_where_it_is_written(visit: Visit, name: str) -> None:
    visit.of(PAGES[name])
    mark = visit.tab.locator("main details.evidence > summary").first
    assert mark.evaluate("summary => summary.tabIndex") >= 0
    mark.focus()
    visit.tab.keyboard.press("Enter")
    visit.tab.keyboard.press("Tab")
    assert visit.tab.evaluate("document.activeElement.closest('details.evidence') !== null")
    address_ = str(visit.tab.evaluate("document.activeElement.href"))
    assert "/doc/" in address_
    visit.tab.keyboard.press("Enter")
    visit.tab.wait_for_url(address_)


def test_without_scripts_every_kind_of_page_says_the_same(browser: Browser, visit: Visit) -> None:
    """What scripts add stands in places of their own: no fact is among it."""
    context = browser.new_context(locale="en", java_script_enabled=False)
    bare = context.new_page()
    for name, path in PAGES.items():
        bare.goto(visit.address + path)
        visit.of(path)
        words = "main :is(h1, h2, td, dd, p):not([data-query-editor] *)"
        assert bare.locator(words).all_text_contents() == visit.tab.locator(words).all_text_contents(), name
    context.close()


def test_on_paper_every_kind_of_page_has_its_address_and_no_navigation(visit: Visit) -> None:
    visit.tab.emulate_media(media="print")
    for name, path in PAGES.items():
        visit.of(path)
        assert visit.address + path.partition("?")[0] in str(visit.tab.locator("footer .printed").text_content()), name
        assert not visit.tab.locator(".main-nav").is_visible(), name
        assert not visit.tab.locator("main button").first.is_visible(), name
    visit.tab.emulate_media(media="screen")
