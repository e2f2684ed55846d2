"""In which syntax an answer is written: the form of the query says which exist, then `format=` or `Accept` chooses."""

from collections.abc import Mapping

from edugraph.store import RDF_FORMATS, RESULT_FORMATS
from edugraph.web.errors import NotAcceptableError, RequestError
from edugraph.web.http.negotiation import HTML, chosen
from edugraph.web.sparql.text import Form

ROWS: Mapping[str, str] = {f.media_type: name for name, f in RESULT_FORMATS.items()}
TRIPLES: Mapping[str, str] = {f.media_type: name for name, f in RDF_FORMATS.items()}
ALL: Mapping[str, str] = {**ROWS, **TRIPLES}
"""Media type -> the engine's name of the syntax."""
MEDIA = {name: media for media, name in ALL.items()}

ROW_ALIASES = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
TRIPLE_ALIASES = {
    "application/json": "json-ld",
    "application/xml": "rdf-xml",
    "text/xml": "rdf-xml",
    "application/x-turtle": "turtle",
    "text/plain": "n-triples",
    "text/x-nquads": "n-quads",
    "application/x-trig": "trig",
}
"""What clients ask for when they mean one of ours."""
SHORT = {
    "ttl": "turtle",
    "nt": "n-triples",
    "ntriples": "n-triples",
    "nq": "n-quads",
    "nquads": "n-quads",
    "jsonld": "json-ld",
    "rdf": "rdf-xml",
    "rdfxml": "rdf-xml",
    "rdf+xml": "rdf-xml",
    "srj": "json",
    "srx": "xml",
}
"""Other names of formats that `format=` takes."""


def with_charset(media: str) -> str:
    """The `Content-Type` of a syntax: texts say that they are UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def written_as(form: Form, wish: str, accept: str | None) -> str:
    """The engine's name of the syntax that a request gets. Raises RequestError, NotAcceptableError.

    `wish` is the value of `format=`, and wins; a query that cannot be read is asked as rows, for the engine to refuse.
    """
    fitting, aliases = (TRIPLES, TRIPLE_ALIASES) if form == "triples" else (ROWS, ROW_ALIASES)
    if wish:
        return _wished(wish, fitting, aliases)
    liked = chosen(accept, (*fitting, *aliases))
    if liked is None:
        raise NotAcceptableError(f"this query is answered as {', '.join(fitting)}")
    return fitting.get(liked) or aliases[liked]


def _wished(wish: str, fitting: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    plain = wish.strip().lower().replace(" ", "+") if "/" in wish else wish.strip().lower()
    name = fitting.get(plain) or aliases.get(plain) or SHORT.get(plain, plain)
    if name == "json" and name not in fitting.values():
        name = "json-ld"
    if name == "xml" and name not in fitting.values():
        name = "rdf-xml"
    if name in fitting.values():
        return name
    if name in MEDIA or plain in ALL:
        raise NotAcceptableError(f"this query is answered as {', '.join(fitting.values())}, not as {wish}")
    raise RequestError(f"there is no format {wish!r}; this query is answered as {', '.join(fitting.values())}")


def is_page(wish: str, accept: str | None) -> bool:
    """Whether a browser asks: the page of the query is liked better than any syntax."""
    if wish:
        return wish.strip().lower() in ("html", HTML)
    return "html" in (accept or "") and chosen(accept, (*ALL, *ROW_ALIASES, *TRIPLE_ALIASES, HTML)) == HTML
