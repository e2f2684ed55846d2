"""Which things a search engine should know: those with a name, in files of a size that one answer may have."""

import itertools
from collections.abc import Iterable
from pathlib import Path

from edugraph.rdf import Quad, iri
from edugraph.vocabulary import BASE, SKOS

PART = 20_000
"""Things in a file. The protocol allows 50,000 addresses and 50 MB (sitemaps.org)."""
_NAMED = iri(SKOS.prefLabel)
_PAGES = (f"<{BASE}id/", f"<{BASE}vocab/")


def named(quads: Iterable[Quad]) -> list[str]:
    """The things of ours that bear a name, without the base, sorted."""
    return sorted({s[1 + len(BASE) : -1] for s, p, _, _ in quads if p == _NAMED and s.startswith(_PAGES)})


def write(folder: Path, quads: Iterable[Quad]) -> None:
    """`sitemap/1.txt`, `2.txt` …: one thing a line."""
    folder.mkdir()
    things = iter(named(quads))
    for number in itertools.count(1):
        part = list(itertools.islice(things, PART))
        if not part:
            return
        (folder / f"{number}.txt").write_text("".join(f"{thing}\n" for thing in part), encoding="utf-8")
