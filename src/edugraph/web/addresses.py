"""From an IRI of the graph to the page about it, and back. IRIs are never rewritten; only links point to our host."""

from urllib.parse import quote

from edugraph.rdf import BAD_IN_IRI
from edugraph.store import RDF_FORMATS
from edugraph.vocabulary import BASE, PREFIXES

SUFFIXES = {".html": "text/html", **{f".{f.suffix}": f.media_type for f in RDF_FORMATS.values()}}


def local(iri: str) -> str | None:
    """The path of the page about the thing: `…/id/event/x` -> `/doc/event/x`; None for an IRI of someone else."""
    if not iri.startswith(BASE):
        return None
    path = iri.removeprefix(BASE)
    if path.startswith("id/"):
        return "/doc/" + path.removeprefix("id/")
    if path.startswith("vocab/") and path.count("/") > 1:
        return "/doc/" + path
    return "/" + path


def thing(path: str) -> str | None:
    """The IRI that `/doc/{path}` is about; None when no IRI can be spelt so."""
    iri = f"{BASE}{path}" if path.startswith("vocab/") else f"{BASE}id/{path}"
    return None if BAD_IN_IRI.search(iri) or not path else iri


def below(name: str, path: str) -> str | None:
    """The IRI of a document such as `graph/truthy`; None when no IRI can be spelt so."""
    iri = f"{BASE}{name}/{path}"
    return None if BAD_IN_IRI.search(iri) or not path else iri


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
