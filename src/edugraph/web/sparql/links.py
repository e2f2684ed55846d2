"""The `Link` header of answers to queries: other syntaxes of the same answer, the description of the service, and the
licence (RFC 8288, RFC 8631)."""

from edugraph.web.http.negotiation import HTML
from edugraph.web.sparql import formats
from edugraph.web.sparql.requests import Question

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LONGEST = 512
"""A query whose address is longer has no alternates: they would outweigh its answer, and proxies limit headers."""
_QUOTED = {n: f"%{n:02X}" for n in range(256) if not (chr(n).isascii() and chr(n).isalnum()) and chr(n) not in "-._~"}
_ENDS = {
    name: [f'format={other}>; rel="alternate"; type="{media}"' for media, other in fitting.items() if other != name]
    for fitting in (formats.ROWS, formats.TRIPLES)
    for name in fitting.values()
}
"""Name of a syntax -> how the links to the others end."""
_LICENSED = f'<{LICENCE}>; rel="license"'


def of_answer(root: str, asked: Question, name: str) -> bytes:
    """The links of an answer written in the syntax `name`, below the path `root`."""
    given = _fields(asked) if len(asked.query) <= LONGEST else ""
    others = alternates(f"{root}/sparql?{given}&", name) if 0 < len(given) <= LONGEST else []
    return ", ".join([*others, f'<{root}/sparql>; rel="describedby"', _LICENSED]).encode("ascii")


def of_service(root: str, name: str) -> bytes:
    """The links of the service description written in the syntax `name`: also its form, and its interface."""
    page = f'<{root}/query>; rel="service-doc"; type="{HTML}"'
    interface = f'<{root}/openapi.json>; rel="service-desc"; type="application/json"'
    others = alternates(f"{root}/sparql?", name)
    return ", ".join([*others, page, interface, _LICENSED]).encode("ascii")


def alternates(address: str, name: str) -> list[str]:
    """The same at `address`, which ends where a field may follow, in every syntax but this."""
    return [f"<{address}{end}" for end in _ENDS[name]]


def _fields(asked: Question) -> str:
    given = [
        ("query", asked.query),
        *(("default-graph-uri", graph) for graph in asked.default_graphs),
        *(("named-graph-uri", graph) for graph in asked.named_graphs),
    ]
    return "&".join(f"{name}={_quoted(value)}" for name, value in given)


def _quoted(value: str) -> str:
    """As `urllib.parse.quote` with nothing safe, in a third of the time."""
    return value.encode("utf-8", "replace").decode("latin-1").translate(_QUOTED)
