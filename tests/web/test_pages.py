"""Pages for readers: what stands on them, in which language, and with which headers."""

import re
import shutil
from pathlib import Path

import lxml.html
import pytest
from fastapi.routing import iter_route_contexts

from edugraph import counts
from edugraph.engine.protocol import Answer, Asked, Busy
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.store import Store
from edugraph.web import downloads, errors
from edugraph.web.addresses import SUFFIXES
from edugraph.web.app import create_app
from inprocess import InProcess

from .conftest import MANIFEST, ROOT, Client, Make

PAGES = [
    "/",
    "/browse",
    "/browse/Event",
    "/sources",
    "/questions",
    "/questions/who-attended",
    "/sparql",
    "/def",
    "/shapes",
]
PAGES += ["/search", "/search?q=forum", "/search?q=nothing+like+that", "/search?q=fourm&kind=Event"]
PAGES += ["/vocab", "/vocab/event-status", "/graph", "/graph/truthy", "/doc/event/forum", "/nothing"]
PAGES += ["/actors", "/actors?kind=country&country=KAZ", "/sources/0123456789abcdef", "/sources/places"]
PAGES += ["/quality", "/data", "/about", "/method", "/method/network"]


def tree(client: Client, path: str, **options: object) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(client.get(path, **options).content)


def texts(found: list[lxml.html.HtmlElement]) -> list[str]:
    return [" ".join(" ".join(element.itertext()).split()) for element in found]


def test_the_first_page_counts_what_is_inside_and_each_number_leads_to_the_list(client: Client) -> None:
    numbers = tree(client, "/").xpath("//ul[@class='numbers']//a")
    assert texts(numbers) == ["1 event", "1 organisation", "1 decision", "1 commitment"]
    assert [a.get("href") for a in numbers] == [
        "/timeline",
        "/actors?kind=organisation",
        "/browse/Decision",
        "/commitments",
    ]


def test_the_first_page_invites_to_questions_and_tells_what_is_due(client: Client) -> None:
    page = tree(client, "/")
    assert [a.get("href") for a in page.xpath("//ul[@class='cards'][1]//a")][:2] == [
        "/questions/due-by",
        "/questions/who-attended",
    ]
    assert texts(page.xpath("//tbody/tr")) == ["Hold the next forum 31 December 2026"]


def test_an_empty_release_says_which_command_fills_it(release: Release, tmp_path: Path) -> None:
    from edugraph.config import Settings

    shutil.copytree(release.files / "queries", tmp_path / "queries")
    (tmp_path / counts.NAME).write_text(counts.written(counts.Counts()), encoding="utf-8")
    empty = Release(tmp_path, MANIFEST)
    empty.__dict__["store"] = Store.in_memory()
    page = tree(Client(create_app(empty, Settings(), InProcess(empty.store))), "/")
    assert page.xpath("string(//main//pre)") == "edugraph build"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_every_page_speaks_the_language_asked_for_and_keeps_it_in_its_links(
    client: Client, path: str, language: str
) -> None:
    page = tree(client, f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert page.get("lang") == language
    inside = [a for a in page.xpath("//a/@href") if a.startswith("/") and not a.startswith("/static")]
    switch = page.xpath("//nav[@class='languages']//@href")
    assert all(f"lang={language}" in href for href in inside if href not in switch)
    assert len(switch) == 2


def test_without_a_language_in_the_address_the_browser_chooses_and_links_stay_plain(client: Client) -> None:
    page = tree(client, "/", headers={"accept-language": "lv,en;q=0.5"})
    assert page.get("lang") == "lv"
    assert page.xpath("//nav[@class='main-nav']//@href")[0] == "/network"


@pytest.mark.parametrize("path", [*PAGES, "/doc/event/forum.ttl", "/health", "/static/site.css", "/id/event/forum"])
def test_every_answer_carries_the_security_headers_and_head_is_get_without_a_body(client: Client, path: str) -> None:
    whole, head = client.get(path), client.request("HEAD", path)
    assert whole.headers["content-security-policy"] == (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in whole.headers.items() if k != "date"
    }


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script_or_asks_another_host(client: Client, path: str) -> None:
    page = tree(client, path)
    scripts = page.xpath("//script[not(@src)]/@type")
    assert set(scripts) <= {"application/ld+json", "application/json"}, "a block of data runs nothing"
    assert page.xpath("//@style | //style | //@onclick") == []
    assert len(scripts) == len(page.xpath("//script[not(@src)]"))
    loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_the_footer_tells_release_licence_and_where_to_report_an_error(client: Client) -> None:
    footer = tree(client, "/doc/event/forum").find(".//footer")
    assert texts([footer])[0].startswith(
        "Release 0.1.0-2026-11-21-0123456789abcdef of 21 November 2026 Data: CC BY 4.0 Report an error on this page"
    )
    report = footer.xpath(".//a/@href")[1]
    expected = "subject=Error%20on%20%2Fdoc%2Fevent%2Fforum&body=http%3A%2F%2Ftest%2Fdoc%2Fevent%2Fforum"
    assert report == f"mailto:?{expected}%20%28release%200.1.0-2026-11-21-0123456789abcdef%29"


def test_errors_are_reported_to_the_contact_by_mail_or_by_its_form(make: Make) -> None:
    def report(contact: str) -> str:
        return str(tree(make(contact=contact), "/").find(".//footer").xpath(".//a/@href")[1]).split("?")[0]

    assert report("graph@example.org") == "mailto:graph@example.org"
    assert report("https://example.org/issues/new") == "https://example.org/issues/new"


def test_the_public_url_is_the_one_to_copy(make: Make) -> None:
    page = tree(make(public_url="https://graph.example/edu/"), "/doc/event/forum?lang=ru")
    assert page.xpath("//@data-copy-link") == ["https://graph.example/edu/doc/event/forum?lang=ru"]


def test_a_list_is_in_the_order_of_its_names_and_tells_kinds_apart(client: Client) -> None:
    assert texts(tree(client, "/browse/Commitment").xpath("//ul[@class='list']/li")) == ["Hold the next forum"]
    kinds = {a.get("href"): a.text_content() for a in tree(client, "/browse").xpath("//tbody//a")}
    assert kinds["/browse/Event"] == "event"


def test_health_names_the_release(client: Client) -> None:
    answer = client.get("/health")
    assert answer.json()["release"] == "0.1.0-2026-11-21-0123456789abcdef"
    assert answer.json()["status"] == "ok"


class Broken(InProcess):
    """An engine that fails as told."""

    def __init__(self, store: Store, fault: Exception) -> None:
        super().__init__(store)
        self.fault = fault

    async def answer(self, asked: Asked) -> Answer:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "status", "retry"),
    [(Busy("full", 5), 503, "5"), (RuntimeError("secret"), 500, None), (EdugraphError("secret"), 500, None)],
)
def test_a_fault_of_ours_is_told_in_words_and_without_its_inside(
    release: Release, fault: Exception, status: int, retry: str | None
) -> None:
    from edugraph.config import Settings

    client = Client(create_app(release, Settings(), Broken(release.store, fault)))
    page = client.get("/?lang=ru")
    assert (page.status_code, page.headers.get("retry-after")) == (status, retry)
    assert "secret" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert lxml.html.document_fromstring(page.content).get("lang") == "ru"
    problem = client.get("/", "application/json")
    assert (problem.headers["content-type"], problem.json()["status"]) == ("application/problem+json", status)
    assert "secret" not in problem.text


def test_a_method_that_is_not_taken_is_405_with_those_that_are(client: Client) -> None:
    answer = client.request("DELETE", "/sparql", "application/json")
    assert (answer.status_code, sorted(answer.headers["allow"].split(", "))) == (
        405,
        ["GET", "HEAD", "OPTIONS", "POST", "QUERY"],
    )


def test_every_error_of_the_web_has_a_row_in_the_table() -> None:
    own = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, EdugraphError)]
    assert [e.__name__ for e in own if e not in errors.STATUS] == []
    assert all(400 <= status < 600 for status in errors.STATUS.values())


def test_every_route_is_in_the_docs(client: Client) -> None:
    text = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    paths = {route.path for route in iter_route_contexts(client.app.routes) if route.path}
    assert "/doc/{path:path}" in paths
    suffixed = (*SUFFIXES, *downloads.SUFFIXES)
    plain = (re.sub(r"_?(:path)?}", "}", p) for p in paths if not p.endswith((*suffixed, ".json")) or p.count("/") > 1)
    assert [p for p in sorted(plain) if f"`{p}`" not in text and p != "/static"] == []
