"""How machines find what is here: the well-known address of VoID, robots.txt, the sitemap, and the icon."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from edugraph.vocabulary import BASE
from edugraph.web.addresses import local
from edugraph.web.errors import NotFoundError
from edugraph.web.frame import Page, PageOf

router = APIRouter()

XML = "application/xml"
NOT_FOR_CRAWLERS = ("/sparql", "/query?", "/graph-store", "/questions/*?")
"""What programs ask with a question of their own: an endless number of answers that no search engine needs."""
PAGES = (
    *(
        "/",
        "/about",
        "/actors",
        "/browse",
        "/changes",
        "/commitments",
        "/data",
        "/def",
        "/graph",
        "/method",
        "/method/network",
        "/network",
        "/quality",
    ),
    *("/query", "/questions", "/release", "/search", "/shapes", "/sources", "/timeline", "/vocab", "/world"),
)
"""The pages that are about no single thing."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@router.get("/.well-known/void")
def void(page: PageOf) -> RedirectResponse:
    """The description of the data set (VoID, section 7.2): graph/meta holds all of it, in every syntax."""
    return RedirectResponse(page.href("/graph/meta"), 302)


@router.get("/favicon.ico")
def icon(page: PageOf) -> RedirectResponse:
    return RedirectResponse(page.href("/static/icon.svg"), 302)


@router.get("/robots.txt")
def robots(page: PageOf) -> PlainTextResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS)]
    return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {page.base}/sitemap.xml", ""]))


@router.get("/sitemap.xml")
def sitemaps(page: PageOf) -> Response:
    """The index of sitemaps (sitemaps.org): the pages, then the things by parts."""
    parts = ["pages", *range(1, parts_of(page) + 1)]
    return xml("sitemapindex", (entry(page, "sitemap", f"/sitemap-{part}.xml") for part in parts))


@router.get("/sitemap-{part}.xml")
def sitemap(page: PageOf, part: str) -> Response:
    paths = pages(page) if part == "pages" else things(page, part)
    return xml("urlset", (entry(page, "url", path) for path in paths))


def parts_of(page: Page) -> int:
    """How many files of named things the release has."""
    return sum(name.startswith("sitemap/") for name in page.site.release.manifest.get("files", {}))


def pages(page: Page) -> list[str]:
    """The pages that are about no single thing, and the questions."""
    return [*PAGES, *(f"/questions/{name}" for name in page.site.questions)]


def things(page: Page, part: str) -> list[str]:
    """The pages about named things, in one part of the sitemap. Raises NotFoundError."""
    if not part.isascii() or not part.isdecimal() or not 1 <= int(part) <= parts_of(page):
        raise NotFoundError(f"the sitemap has no part {part[:20]!r}; its parts stand in /sitemap.xml")
    lines = (page.site.release.files / "sitemap" / f"{int(part)}.txt").read_text(encoding="utf-8").splitlines()
    return [path for line in lines if (path := local(BASE + line))]


def entry(page: Page, kind: str, path: str) -> str:
    """One address with the day on which it may have changed: that of the release."""
    return f"<{kind}><loc>{escape(page.base + path)}</loc><lastmod>{page.site.release.date}</lastmod></{kind}>\n"


def xml(root: str, entries: Iterable[str]) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SITEMAP}">\n{"".join(entries)}</{root}>\n'
    return Response(body, media_type=XML)
