"""Releases on disk: a list, the manifest of each, and its files for download, with ranges.

What a manifest does not name is not there, so no path leads out of a release.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from edugraph.errors import EdugraphError
from edugraph.release import Release, Releases
from edugraph.store import RDF_FORMATS
from edugraph.web.errors import NotAcceptableError, NotFoundError
from edugraph.web.frame import VARY, Page, PageOf
from edugraph.web.http.cache import is_known
from edugraph.web.http.headers import IS_HEAD, OPEN
from edugraph.web.http.negotiation import HTML, JSON, chosen
from edugraph.web.validators import CACHED, validator

router = APIRouter()

TYPES: Mapping[str, str] = {
    "gz": "application/gzip",
    "json": JSON,
    "csv": "text/csv; charset=utf-8",
    "rq": "application/sparql-query; charset=utf-8",
    **{f.suffix: f.media_type for f in RDF_FORMATS.values()},
}
"""What a file is, by the end of its name: packed ones stay packed, and are told as such."""
_EXPOSED = f"{OPEN['Access-Control-Expose-Headers']}, Accept-Ranges, Content-Range"
_SUFFIXES = {".json": JSON, ".html": HTML}


@dataclass(frozen=True)
class File:
    """A file of a release: its name in the manifest, where it is, its size, and its hash."""

    name: str
    path: Path
    bytes: int
    sha256: str


class Download(FileResponse):
    """A file from disk, in ranges where they are asked for; HEAD reads nothing of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__({**scope, "method": "HEAD"} if scope.get(IS_HEAD) else scope, receive, send)


@router.get("/release")
@router.get("/release.json")
@router.get("/release.html")
def all_releases(page: PageOf) -> Response:
    """The releases on disk, the newest first."""
    path, media = _asked(page)
    found = [opened for id_ in reversed(here(page).ids()) if (opened := _opened(page, id_))]
    headers = _headers(page, path, *(release.id for release in found))
    if media == JSON:
        rows = [
            {"id": r.id, "version": r.version, "date": r.date, "href": page.href(f"/release/{r.id}")} for r in found
        ]
        return Response(json.dumps(rows, indent=1) + "\n", media_type=JSON, headers=headers)
    return page.html("releases.html", headers=headers, releases=found, current=page.site.release.id)


@router.get("/release/{id_}")
def one_release(page: PageOf) -> Response:
    """The manifest of a release: for programs as it is, for people with a link to each file."""
    release = named(page, _bare(page).removeprefix("/release/"))
    path, media = _asked(page)
    manifest = (release.files / "manifest.json").read_bytes()
    headers = _headers(page, path, hashlib.sha256(manifest).hexdigest())
    if media == JSON:
        return Response(manifest, media_type=JSON, headers=headers)
    return page.html("release.html", headers=headers, release=release, files=list(files(release).values()))


@router.get("/release/{id_}/{name:path}")
def file(page: PageOf) -> Response:
    """A file of a release, as it is."""
    id_, _, name = page.path.removeprefix("/release/").partition("/")
    found = files(named(page, id_)).get(name)
    if found is None or not found.path.is_file():
        raise NotFoundError(f"release {id_!r} has no file {name[:200]!r}; its manifest lists those it has")
    headers = {"ETag": f'"{found.sha256}"', "Cache-Control": CACHED, "Access-Control-Expose-Headers": _EXPOSED}
    if is_known(page.request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Download(found.path, headers=headers, media_type=TYPES.get(name.rpartition(".")[2]))


def here(page: Page) -> Releases:
    """The folder in which the release that is served lies beside the others."""
    return Releases(page.site.release.files.parent)


def named(page: Page, id_: str) -> Release:
    """The release of an id. Raises NotFoundError."""
    release = _opened(page, id_) if id_ in here(page).ids() else None
    if release is None:
        raise NotFoundError(f"there is no release {id_[:200]!r} here; /release lists those there are")
    return release


def files(release: Release) -> dict[str, File]:
    """The files that a manifest names, by name."""
    told = release.manifest.get("files", {})
    return {name: File(name, release.files / name, f["bytes"], f["sha256"]) for name, f in told.items()}


def with_ontology(page: Page, version: str) -> str:
    """The newest release on disk that has the ontology in this version; "" when none has."""
    found = (opened for id_ in reversed(here(page).ids()) if (opened := _opened(page, id_)))
    return next((release.id for release in found if release.manifest.get("ontology") == version), "")


def _opened(page: Page, id_: str) -> Release | None:
    """A release that can be read; one with a broken manifest is as good as none."""
    try:
        return here(page).opened(id_)
    except EdugraphError:
        return None


def _asked(page: Page) -> tuple[str, str]:
    """The path without suffix, and the media type asked for. Raises NotAcceptableError."""
    bare = _bare(page)
    if bare != page.path:
        return bare, _SUFFIXES[page.path.removeprefix(bare)]
    liked = chosen(", ".join(page.request.headers.getlist("accept")), (HTML, JSON))
    if liked is None:
        raise NotAcceptableError(f"{page.path} comes as {HTML}, {JSON}")
    return page.path, liked


def _bare(page: Page) -> str:
    """The path without its suffix."""
    return next((page.path.removesuffix(s) for s in _SUFFIXES if page.path.endswith(s)), page.path)


def _headers(page: Page, path: str, *depends: str) -> dict[str, str]:
    """Validator and links; what is on disk may change while the same release is served."""
    links = [f'<{page.href(path + suffix)}>; rel="alternate"; type="{media}"' for suffix, media in _SUFFIXES.items()]
    return {"ETag": validator(page.site, page.request.scope, *depends), "Vary": VARY, "Link": ", ".join(links)}
