"""From an IRI of the graph to the page about it, and back. IRIs are never rewritten; only links point to our host.

An IRI and a path are compared as they are spelt: `%2F` is no slash and `+` is no space. One thing is the same in two
spellings: a letter beyond ASCII, which an address can only hold as percent-encoded UTF-8 (RFC 3987, 3.1).
"""

import re
from urllib.parse import quote

from edugraph.search import folding
from edugraph.store import RDF_FORMATS
from edugraph.vocabulary import BASE, PREFIXES

SUFFIXES = {".html": "text/html", **{f".{f.suffix}": f.media_type for f in RDF_FORMATS.values()}}
APART = ("dataset", "analytics", ".well-known/genid")
"""Where things are named beside `id/` and `vocab/`: the data set with its checksums, what is computed of the network,
and nodes of the shapes that have no name of their own (skolem IRIs, RDF 1.1 Concepts, 3.5)."""

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_BEYOND = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15)
)
_PATH = re.compile(rf"(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{{2}}|[{_BEYOND}])+".replace(r"\w", "A-Za-z0-9_"))
_LETTERS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def local(iri: str) -> str | None:
    """The path of the page about the thing: `…/id/event/x` -> `/doc/event/x`; None for an IRI of someone else."""
    if not iri.startswith(BASE):
        return None
    path = uri(iri.removeprefix(BASE))
    if path.startswith("id/"):
        return "/doc/" + path.removeprefix("id/")
    is_thing = (path.startswith("vocab/") and path.count("/") > 1) or f"{path}/".startswith(
        tuple(f"{p}/" for p in APART)
    )
    return f"/doc/{path}" if is_thing else f"/{path}"


def sent(raw: bytes) -> str:
    """The path of a request as it was sent; bytes that no address may hold are percent-encoded."""
    return quote(raw.partition(b"?")[0], safe=_ASCII)


def uri(iri: str) -> str:
    """An IRI in ASCII, for headers and addresses (RFC 3987, 3.1)."""
    return quote(iri, safe=_ASCII)


def readings(path: str) -> tuple[str, ...]:
    """The IRIs that a path below the namespace may spell: itself, and the one with letters beyond ASCII as such.

    None where no IRI is spelt so: a percent sign without two digits, a forbidden character, `.` or `..` as a part.
    """
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        return ()
    return tuple(dict.fromkeys((BASE + path, BASE + _LETTERS.sub(_letters, path))))


def _letters(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    return text if re.fullmatch(f"[{_BEYOND}]+", text) else found[0]


def things(path: str) -> tuple[str, ...]:
    """The IRIs that `/doc/{path}` may be about: `event/x` is `…/id/event/x`; codes and `APART` keep their paths."""
    is_whole = path.startswith(("vocab/", *(f"{name}/" for name in APART))) or path in APART
    return readings(path if is_whole else f"id/{path}") if path else ()


def thing(path: str) -> str | None:
    """The first of these IRIs: what a path of ours is about, spelt as we spell it; None when no IRI can be."""
    return next(iter(things(path)), None)


def below(name: str, path: str) -> tuple[str, ...]:
    """The IRIs of documents such as `graph/truthy` that a path below `/graph/` may spell."""
    return readings(f"{name}/{path}") if path else ()


def without_suffix(path: str) -> tuple[str, str | None]:
    """`event/x.ttl` -> (`event/x`, `text/turtle`); a path without a known suffix stays, with None."""
    for suffix, media in SUFFIXES.items():
        if path.endswith(suffix):
            return path.removesuffix(suffix), media
    return path, None


def short(iri: str) -> str:
    """An IRI for human eyes: a prefixed name, or the end that tells things apart."""
    if iri.startswith(BASE + "id/"):
        return iri.removeprefix(BASE + "id/")
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and name and "/" not in name and "#" not in name:
            return f"{prefix}:{name}"
    return iri.removeprefix(BASE)


def encoded(text: str) -> str:
    """Text as one value of a query string."""
    return quote(text, safe="")


def words_of(path: str) -> str:
    """The words in a path that led nowhere, to search for them: `/doc/event/riga-forum.html` -> `riga forum`."""
    end = path.rstrip("/").rpartition("/")[2].removesuffix(".html").removesuffix(".ttl")
    return " ".join(folding.words(end.replace("_", " ")))[:100]
