"""The way to another SPARQL server: its address for a release, our credentials, and the graphs that a release has
there."""

import re
from collections.abc import Generator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from edugraph.config import Settings
from edugraph.errors import EdugraphError
from edugraph.release import Release
from edugraph.vocabulary import BASE, DCT, graph_iri

UNION = graph_iri("union")
"""The graph that holds the default graph of a release there: whatever the server takes for its own, counts agree."""
PUBLICATION = graph_iri("publication")
"""The graph that tells what was published: the hash of each graph, and at the end the id of the release."""
FORM = "application/x-www-form-urlencoded"
CONNECT_S = 5.0
PUBLISHED = f"SELECT ?graph ?told WHERE {{ GRAPH <{PUBLICATION}> {{ ?graph <{DCT.identifier}> ?told }} }}"

_PLACE = re.compile(r"\{[^}]*\}")


def address(template: str, release: str, graph: str = "") -> str:
    """The address of a release, and of a graph, from a template with `{release}` and `{graph}`.

    Without `{graph}` the graph is named as the Graph Store Protocol says (`?graph=`). Raises EdugraphError.
    """
    values = {"{release}": quote(release, safe=""), "{graph}": quote(graph, safe="")}
    unknown = [p for p in _PLACE.findall(template) if p not in values]
    parts = urlsplit(template)
    if parts.scheme not in ("http", "https") or not parts.hostname or unknown:
        raise EdugraphError(f"{template} is no http(s) address with {{release}} or {{graph}} as its only placeholders")
    if parts.username or parts.password:
        raise EdugraphError("an address holds no credentials: set EDUGRAPH_ENGINE_USER and EDUGRAPH_ENGINE_PASSWORD")
    if graph and "{graph}" not in template:
        template += f"{'&' if parts.query else '?'}graph={{graph}}"
    return _PLACE.sub(lambda place: values[place[0]], template)


class Bearer(httpx.Auth):
    """A token, as OAuth 2.0 bearers carry it (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def credentials(settings: Settings) -> httpx.Auth | None:
    """Who we are, from the settings. Raises EdugraphError for an unknown way to say it."""
    user, password = settings.engine_user, settings.engine_password
    if settings.engine_token:
        return Bearer(settings.engine_token)
    if not user:
        return None
    if settings.engine_auth == "digest":
        return httpx.DigestAuth(user, password)
    if settings.engine_auth == "basic":
        return httpx.BasicAuth(user, password)
    raise EdugraphError(f"EDUGRAPH_ENGINE_AUTH is basic or digest, not {settings.engine_auth!r}")


def graphs(release: Release) -> tuple[str, ...]:
    """The named graphs of a release, as its manifest lists them."""
    return tuple(graph_iri(name) for name in release.manifest.get("graphs", {}))


def published(told: Mapping[str, Any]) -> dict[str, str]:
    """What `PUBLISHED` answers, in JSON: graph -> its hash; and under the publication's own name the release's id."""
    rows = told["results"]["bindings"]
    return {row["graph"]["value"]: row["told"]["value"] for row in rows}


def refusal(url: str, status: int, words: str) -> str:
    """A server's refusal in a sentence."""
    short = " ".join(words.split())[:300]
    if status in (401, 403):
        return f"{url} does not accept our credentials ({status}); set EDUGRAPH_ENGINE_USER, _PASSWORD, _AUTH or _TOKEN"
    return f"{url} answered {status}: {short or 'without a word'}"


def is_ours(graph: str) -> bool:
    """Whether a graph there may be removed by us."""
    return graph.startswith(BASE)
