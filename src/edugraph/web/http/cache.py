"""Answers kept as bytes, the least recently used given up first; and the validators that go with them.

A key names everything that an answer depends on, so nothing ever has to be found stale. Requests are found by their raw
bytes first (`known`), so that a repeated one is not even read.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

Headers = list[tuple[bytes, bytes]]

_ALIASES = 16
"""So many spellings of one request are kept with its answer."""
_LONGEST_SPELLING = 8192
_OVERHEAD = 4096
"""Counted for the headers, the key and the spellings of an answer."""


@dataclass
class Kept:
    """A whole answer: its headers and its body, and the raw requests that it is known to answer."""

    key: object
    etag: str
    headers: Headers
    body: bytes
    spellings: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD

    @property
    def headers_unchanged(self) -> Headers:
        """The headers of a 304: none speaks of a body."""
        return [header for header in self.headers if header[0] != b"content-type"]

    @cached_property
    def whole(self) -> Sequence[bytes]:
        """The answer as it goes over the wire, but for the date: status line, headers, body."""
        sized = [*self.headers, (b"content-length", str(len(self.body)).encode())]
        return b"HTTP/1.1 200 OK\r\n", _wired(sized), self.body

    @cached_property
    def unchanged(self) -> Sequence[bytes]:
        """The same for a client that has it already."""
        return b"HTTP/1.1 304 Not Modified\r\n", _wired(self.headers_unchanged), b""


def _wired(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"


def spelled(release: str, query_string: bytes, accept: bytes, *posted: bytes) -> bytes:
    """The raw request in one value; empty where it is too long to be kept."""
    found = b"\0".join((release.encode(), query_string, accept, *posted))
    return found if len(found) <= _LONGEST_SPELLING else b""


class ByteCache:
    """At most `limit` bytes of answers, none larger than an eighth of it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[object, Kept] = OrderedDict()
        self._by_spelling: dict[bytes, Kept] = {}
        self.size = self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def known(self, spelling: bytes) -> Kept | None:
        """The answer to a request that came in these very bytes before."""
        kept = self._by_spelling.get(spelling)
        if kept:
            self.hits += 1
            self._kept.move_to_end(kept.key)
        return kept

    def get(self, key: object, spelling: bytes) -> Kept | None:
        """The answer under a key; the request's spelling is kept with it."""
        kept = self._kept.get(key)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        self._spell(kept, spelling)
        return kept

    def put(self, kept: Kept, spelling: bytes) -> None:
        """Keep an answer, unless it is too large."""
        if kept.size > self._limit // 8 or kept.key in self._kept:
            return
        self._kept[kept.key] = kept
        self.size += kept.size
        self._spell(kept, spelling)
        while self.size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._forget(oldest)

    def clear(self) -> None:
        """Forget everything: another release is served."""
        self._kept.clear()
        self._by_spelling.clear()
        self.size = 0

    def _spell(self, kept: Kept, spelling: bytes) -> None:
        if spelling and len(kept.spellings) < _ALIASES and spelling not in self._by_spelling:
            kept.spellings.append(spelling)
            self._by_spelling[spelling] = kept

    def _forget(self, kept: Kept) -> None:
        self.size -= kept.size
        for spelling in kept.spellings:
            self._by_spelling.pop(spelling, None)


def etag(*parts: object) -> str:
    """A strong validator: the hash of everything that an answer depends on."""
    return f'"{hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, etag_: str, is_there: bool = True) -> bool:
    """Whether the client has this representation already (RFC 9110, 13.1.2: weak comparison).

    `*` means any, and so counts only where it is known that there is one: a query may yet turn out to be none.
    """
    if not if_none_match:
        return False
    told = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag == etag_ or (tag == "*" and is_there) for tag in told)
