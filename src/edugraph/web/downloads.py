"""What a page shows, to take away: the answer of the one query behind it as CSV or JSON, with a receipt.

The receipt is the metadata that the standard for CSV on the Web (W3C, CSVW) looks for beside a file: which query, of
which release, how many rows, and whether they are all.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anyio import from_thread
from fastapi.responses import JSONResponse, Response

from edugraph.engine.protocol import Asked
from edugraph.engine.reading import rows_of, whole
from edugraph.store import RESULT_FORMATS, Rows
from edugraph.web.errors import NotAcceptableError
from edugraph.web.frame import VARY, Page
from edugraph.web.http.cache import Kept
from edugraph.web.http.negotiation import HTML, JSON, RESULTS_JSON, chosen
from edugraph.web.sparql.text import read

CSV = RESULT_FORMATS["csv"].media_type
RECEIPT = ".csv-metadata.json"
"""What the standard appends to the address of a CSV file (CSVW, 5.3)."""
SUFFIXES = {RECEIPT: "application/csvm+json", ".json": RESULTS_JSON, ".csv": CSV, ".html": HTML}
FORMATS = {RESULTS_JSON: "json", CSV: "csv"}
OFFERED = (HTML, RESULTS_JSON, CSV)


@dataclass(frozen=True)
class Data:
    """What a page shows: its path, its title, and the query that gives it, with its values bound."""

    path: str
    title: str
    query: str


@dataclass(frozen=True)
class Listing:
    """What a page shows that no query gives: its rows, where they come from in words, and whether they are all."""

    path: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    source: str
    is_whole: bool = True


def asked(page: Page) -> tuple[str, str | None]:
    """The path without its suffix, and the media type asked for; None when none that is offered is acceptable."""
    stem, media = split(page.path)
    liked = media or chosen(page.request.headers.get("accept"), (*OFFERED, JSON))
    return stem, RESULTS_JSON if liked == JSON else liked


def split(path: str) -> tuple[str, str | None]:
    """`/commitments.csv` -> (`/commitments`, `text/csv`); a path without a known suffix stays, with None."""
    found = next((suffix for suffix in SUFFIXES if path.endswith(suffix)), None)
    return (path.removesuffix(found), SUFFIXES[found]) if found else (path, None)


def taken(page: Page, data: Data, media: str | None) -> Response:
    """The page's data in the format asked for. Raises NotAcceptableError, EngineError."""
    if media == SUFFIXES[RECEIPT]:
        return _receipt(page, data)
    if media not in FORMATS:
        raise NotAcceptableError(f"{data.path} comes as {', '.join(OFFERED)}")
    headers = _headers(page, data.path, media)
    return Response(body(page, data.query, FORMATS[media]), media_type=media, headers=headers)


def rows(page: Page, query: str) -> Rows:
    """The answer of a query, whole."""
    return rows_of(json.loads(body(page, query, "json")))


def body(page: Page, query: str, format_: str) -> bytes:
    """The answer in a format, from the cache where it is the same every time. Raises EngineError."""
    return from_thread.run(_body, page, query, format_)


async def _body(page: Page, query: str, format_: str) -> bytes:
    memory = page.request.app.state.memory
    key = (page.site.release.id, "page", query, format_)
    kept = memory.get(key, b"")
    if kept:
        return bytes(kept.body)
    found = await whole(await page.site.engine.answer(Asked(query, format=format_)))
    if not read(query).is_changing:
        memory.put(Kept(key, "", [], found), b"")
    return found


def listed(page: Page, listing: Listing, media: str | None) -> Response:
    """The rows of a listing as CSV, as JSON or as a receipt. Raises NotAcceptableError."""
    if media == SUFFIXES[RECEIPT]:
        return _told(page, listing, listing.columns, len(listing.rows), listing.source, listing.is_whole)
    if media == CSV:
        out = io.StringIO()
        csv.writer(out).writerows([listing.columns, *listing.rows])
        return Response(out.getvalue(), media_type=f"{CSV}; charset=utf-8", headers=_headers(page, listing.path, CSV))
    if media not in (JSON, RESULTS_JSON):
        raise NotAcceptableError(f"{listing.path} comes as {', '.join((HTML, JSON, CSV))}")
    rows_ = [dict(zip(listing.columns, row, strict=True)) for row in listing.rows]
    told = {"title": listing.title, "release": page.site.release.id, "complete": listing.is_whole, "rows": rows_}
    return JSONResponse(told, headers=_headers(page, listing.path, JSON))


def _headers(page: Page, path: str, media: str) -> dict[str, str]:
    headers = {"Vary": VARY, "Content-Language": page.language}
    if media == CSV:
        headers["Link"] = f'<{page.download(path, RECEIPT)}>; rel="describedby"; type="{SUFFIXES[RECEIPT]}"'
    return headers


def _receipt(page: Page, data: Data) -> Response:
    columns, count = _measured(body(page, data.query, "csv"))
    return _told(page, data, columns, count, data.query, True)


def _told(page: Page, of: Data | Listing, columns: Iterable[str], count: int, source: str, is_whole: bool) -> Response:
    release = page.site.release
    told = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": page.download(of.path, ".csv"),
        "dc:title": of.title,
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dc:isPartOf": {"release": release.id, "version": release.version, "date": release.date},
        "dc:source": source,
        "rows": count,
        "complete": is_whole,
        "tableSchema": {"columns": [{"name": name, "titles": name} for name in columns]},
    }
    return JSONResponse(told, headers={"Vary": VARY}, media_type=SUFFIXES[RECEIPT])


def _measured(table: bytes) -> tuple[list[str], int]:
    """The columns of a CSV file, and the number of its rows: an answer is whole, or there is none."""
    head, *lines = csv.reader(table.decode("utf-8").splitlines(keepends=True))
    return head, len(lines)
