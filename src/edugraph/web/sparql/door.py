"""Repeated queries answered before a request is made of them: one look into memory, one write.

Only what is most common passes here: GET over HTTP/1.1, without a body, whose answer is kept. Everything else, refusals
too, goes the long way (`endpoint`), which gives the same answer to the same request.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from edugraph.web.http.cache import ByteCache, is_known, spelled
from edugraph.web.http.counting import Counters
from edugraph.web.http.guards import Client, Proxies, Rate

START = b"/sparql?"
_OTHERWISE = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))
"""With one of these a request is no plain question."""


class Door:
    """Knows the raw requests that memory holds an answer to."""

    def __init__(
        self, release: Callable[[], str], counters: Counters, memory: ByteCache, rate: Rate, proxies: Proxies
    ) -> None:
        self._release, self._counters, self._memory = release, counters, memory
        self._rate, self._proxies = rate, proxies

    def answer(self, url: bytes, headers: Iterable[tuple[bytes, bytes]], client: Client) -> Sequence[bytes] | None:
        """What answers this GET, from the status line to the end but for `Date`: the status line, the headers with the
        empty line, the body. None where the long way has to be gone."""
        if not url.startswith(START) or b"#" in url:
            return None
        began = time.perf_counter()
        accept, known, forwarded = b"", "", b""
        for name, value in headers:
            if name in _OTHERWISE:
                return None
            if name == b"accept":
                accept = accept + b", " + value if accept else value
            elif name == b"if-none-match":
                known = f"{known}, {value.decode('latin-1')}" if known else value.decode("latin-1")
            elif name == b"x-forwarded-for":
                forwarded = value
        kept = self._memory.known(spelled(self._release(), url[len(START) :], accept))
        if kept is None or self._rate.taken(self._proxies.client(client, forwarded)):
            return None
        answer = kept.unchanged if is_known(known, kept.etag) else kept.whole
        self._counters.query("ok", time.perf_counter() - began, "hit")
        return answer
