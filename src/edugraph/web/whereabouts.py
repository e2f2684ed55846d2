"""Whether a thing is there, and what became of those that were: merged into another, or withdrawn for a reason."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from fastapi.responses import RedirectResponse, Response

from edugraph.build import registry
from edugraph.build.registry import Entry
from edugraph.queries import bound
from edugraph.rdf import iri
from edugraph.vocabulary import BASE
from edugraph.web.addresses import local, uri
from edugraph.web.errors import GoneError, NotFoundError
from edugraph.web.frame import Page

Tombstones = Mapping[str, Entry]


def read(path: Path) -> Tombstones:
    """The addresses that a release has no more, by IRI without the base. Raises EdugraphError."""
    return {name: entry for name, entry in registry.read(path).items() if entry.status != "active"}


def existing(page: Page, spelt: Sequence[str]) -> list[str]:
    """Those of these things of which something is said, and of these graphs that say something: one look-up."""
    if not spelt:
        return []
    query = bound(page.site.pages["existing"].text, {"this": [iri(this) for this in spelt]})
    found = {row[0].value for row in page.site.reader.select(query).rows if row[0]}
    return [this for this in spelt if this in found]


def moved(page: Page, spelt: Iterable[str], suffix: str = "") -> Response | None:
    """301 for what is merged into another thing: from a thing to the thing, from a document to the document.

    None for what was never registered; GoneError, with the reason, for what was withdrawn.
    """
    known = page.site.tombstones
    found = next((known[name] for this in spelt if (name := this.removeprefix(BASE)) in known), None)
    if found is None:
        return None
    last = heir(known, found)
    if last in known:
        reason = known[last].reason
        raise GoneError(f"{last} was withdrawn{': ' + reason if reason else ''}")
    return RedirectResponse(uri(page.href(address(page, last) + suffix)), 301)


def nothing(name: str) -> NoReturn:
    """There is no such thing, and there never was. Raises NotFoundError."""
    shown = f"{name[:200]}…" if len(name) > 200 else name
    raise NotFoundError(f"nothing in this release has the name {shown!r}")


def heir(known: Tombstones, entry: Entry) -> str:
    """What an entry came to in the end: a thing that is there, or one that was withdrawn. No circle leads back."""
    while entry.status == "merged":
        if entry.replaced_by not in known:
            return entry.replaced_by
        entry = known[entry.replaced_by]
    return entry.iri


def address(page: Page, name: str) -> str:
    """The path of a thing, or of the document about it where a document was asked for."""
    return (local(BASE + name) or "/") if page.path.startswith("/doc/") else f"/{name}"
