"""Answers written as they are found: for processes of one thread, which may be ended at any moment.

The engine's iterators may only be used on the thread that made them; `Found` is such an iterator, so it never leaves
the process and the function that asked. What Oxigraph gets wrong on the way to a standard answer is mended here: a
triple in two graphs of several FROM counts twice, and XML is written that no parser reads.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Literal, NamedTuple, cast
from urllib.parse import urljoin

import pyoxigraph as ox

from edugraph.errors import EdugraphError
from edugraph.store import RDF_FORMATS, RESULT_FORMATS, Store, ordered_head, prefixes_in
from edugraph.store.lexer import TOKEN
from edugraph.vocabulary import BASE

Write = Callable[[bytes], None]
"""Takes the next part of an answer."""


class RowLimitError(EdugraphError):
    """More rows or triples than were allowed."""


class FormError(EdugraphError):
    """A format that does not fit the form of the query, or cannot hold its answer."""


class Graphs(NamedTuple):
    """The data set of a query: IRIs of the graphs that make its default graph, and of its named graphs."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Found:
    """The answer of one query, not read yet. To be dropped on the thread that asked."""

    def __init__(self, native: ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]) -> None:
        self._native = native

    @property
    def kind(self) -> Literal["rows", "boolean", "triples"]:
        if isinstance(self._native, ox.QueryBoolean):
            return "boolean"
        return "rows" if isinstance(self._native, ox.QuerySolutions) else "triples"

    def check(self, format_: str) -> None:
        """Raise FormError unless the format fits the form of the query."""
        fitting = RDF_FORMATS if self.kind == "triples" else RESULT_FORMATS
        if format_ not in fitting:
            raise FormError(f"a query that answers {self.kind} is written as {', '.join(fitting)}, not as {format_}")

    def write(self, format_: str, write: Write, max_rows: int, part: int) -> None:
        """Write the whole answer in parts of about `part` bytes; the first is no smaller unless it is all.

        Raises FormError (what the format cannot hold), RowLimitError, and whatever `write` raises.
        """
        self.check(format_)
        output = _Output(format_, write, max_rows, part)
        if isinstance(self._native, ox.QuerySolutions | ox.QueryBoolean):
            self._native.serialize(cast(IO[bytes], output), format=RESULT_FORMATS[format_].native)
        else:
            self._write_triples(self._native, format_, output, max_rows)
        output.end()

    def _write_triples(self, found: Iterator[ox.Triple], format_: str, output: "_Output", max_rows: int) -> None:
        native, prefixes = RDF_FORMATS[format_].native, prefixes_in(format_)
        try:
            ox.serialize(islice(found, max_rows), cast(IO[bytes], output), format=native, prefixes=prefixes)
        except (OSError, ValueError, RuntimeError) as fault:
            if "RDF 1.2" not in str(fault):
                raise
            raise FormError(f"{format_} cannot hold triples within triples (RDF 1.2); ask for Turtle") from fault
        if next(found, None) is not None:
            raise _too_many(max_rows)


def found(store: Store, query: str, graphs: Graphs | None) -> Found:
    """Start to answer a query; `graphs`, when given, stands in place of its FROM and FROM NAMED.

    Raises SyntaxError (with the engine's words) and whatever the engine raises.
    """
    wanted = graphs or declared(query)
    if wanted is None:
        return Found(store.native.query(query, base_iri=BASE))
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(g) for g in dict.fromkeys(wanted.named)]
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        ox.NamedNode(g) for g in dict.fromkeys(wanted.default)
    ]
    native = store.native
    if _overlap(native, wanted.default):
        native, default = _merged(native, wanted), [ox.DefaultGraph()]
    return Found(native.query(query, base_iri=BASE, default_graph=default, named_graphs=named))


def reread(body: IO[bytes], media_type: str) -> Found:
    """The answer that another server wrote, to be written anew. Raises ValueError for a syntax that is not read here,
    SyntaxError for one that is broken; `Found.write` raises it too, where the break is further on."""
    rows = ox.QueryResultsFormat.from_media_type(media_type)
    if rows and media_type.startswith("application/sparql-results"):
        return Found(ox.parse_query_results(body, format=rows))
    syntax = ox.RdfFormat.from_media_type(media_type)
    if syntax is None:
        raise ValueError(f"an answer of type {media_type or 'unknown'} is not read here")
    return Found(ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(body, format=syntax, base_iri=BASE))


def declared(query: str) -> Graphs | None:
    """The data set that FROM and FROM NAMED declare; None without any, and for text that no parser will take."""
    if "from" not in query.lower():
        return None
    tokens = [m[0] for m in TOKEN.finditer(query) if m[0][0] not in "#'\"?$@"]
    places = [i for i, token in enumerate(tokens) if token.upper() == "FROM"]
    names = _Names(tokens)
    default: list[str] = []
    named: list[str] = []
    for place in places:
        is_named = [token.upper() for token in tokens[place + 1 : place + 2]] == ["NAMED"]
        following = tokens[place + 1 + is_named :]
        graph = names.iri(following[0]) if following else None
        if graph is None:
            return None
        (named if is_named else default).append(graph)
    return Graphs(tuple(default), tuple(named)) if places else None


class _Names:
    """The prologue of a query: what its prefixes and relative IRIs stand for."""

    def __init__(self, tokens: list[str]) -> None:
        self._base, self._prefixes = BASE, dict[str, str]()
        for word, first, second in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False):
            if word.upper() == "BASE" and first.startswith("<"):
                self._base = self._resolved(first)
            elif word.upper() == "PREFIX" and second.startswith("<"):
                self._prefixes[first] = self._resolved(second)

    def _resolved(self, token: str) -> str:
        """`urljoin` drops an empty fragment, so an absolute IRI is left as it is."""
        return token[1:-1] if _ABSOLUTE.match(token) else urljoin(self._base, token[1:-1])

    def iri(self, token: str) -> str | None:
        if token.startswith("<"):
            return self._resolved(token)
        prefix, colon, local = token.partition(":")
        start = self._prefixes.get(prefix + colon)
        return None if start is None else start + re.sub(r"\\(.)", r"\1", local)


_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def _overlap(store: ox.Store, graphs: Iterable[str]) -> bool:
    """Whether a triple stands in two of the graphs: Oxigraph would count it twice. 3 seconds a million triples."""
    nodes: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(graph) for graph in dict.fromkeys(graphs)]
    return any(_shares(store, node, nodes[i:]) for i, node in enumerate(nodes[:-1]))


def _shares(store: ox.Store, node: ox.NamedNode | ox.BlankNode, nodes: list[ox.NamedNode | ox.BlankNode]) -> bool:
    query = f"ASK {{ GRAPH {node} {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {node}) }}"
    return bool(store.query(query, named_graphs=nodes))


def _merged(store: ox.Store, graphs: Graphs) -> ox.Store:
    """A store of just this data set, its default graph a set. About 10 seconds a million triples."""
    made = ox.Store()
    made.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in _quads(store, graphs.default))
    made.bulk_extend(_quads(store, graphs.named))
    return made


def _quads(store: ox.Store, graphs: Iterable[str]) -> Iterator[ox.Quad]:
    for graph in dict.fromkeys(graphs):
        yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


# --- what is written -------------------------------------------------------------------------------------------------


class _Output:
    """Gathers the many small writes of a serializer into parts, counts their rows and refuses broken XML."""

    def __init__(self, format_: str, write: Write, max_rows: int, part: int) -> None:
        self._format, self._write_on, self._max_rows, self._part = format_, write, max_rows, part
        self._counter = _COUNTERS.get(format_, _Uncounted)()
        self._pieces: list[bytes] = []
        self._size, self._is_first, self._tail = 0, True, b""

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= self._part:
            self._pass_on()
        return len(piece)

    def flush(self) -> None:
        """Parts are passed on when they are full."""

    def end(self) -> None:
        """Pass on what is left; an empty answer is one empty part."""
        if self._pieces or self._is_first:
            self._pass_on()

    def _pass_on(self) -> None:
        part = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._counter.rows(part) > self._max_rows:
            raise _too_many(self._max_rows)
        if self._format in ("xml", "rdf-xml"):
            self._tail, part = (self._tail + part)[-_LONGEST:], self._mended(part)
        if self._is_first:
            part, self._is_first = ordered_head(part, self._format) if part else part, False
        self._write_on(part)

    def _mended(self, part: bytes) -> bytes:
        """The part with carriage returns as references (a bare one is read as a line feed, XML 1.0, 2.11).

        Raises FormError for characters that XML 1.0 cannot hold (2.2) and for properties that have no XML name.
        """
        seen = self._tail + part
        if len(part.translate(None, _CONTROL)) != len(part) or any(c in seen for c in _NO_CHARACTER):
            raise FormError("a text in the answer holds a character that XML cannot hold, such as U+0001; ask for JSON")
        if self._format == "rdf-xml" and _NAMELESS.search(seen):
            raise FormError("RDF/XML has no name for a property whose IRI ends in no name; ask for Turtle")
        return part.replace(b"\r", b"&#xD;")


def _too_many(limit: int) -> RowLimitError:
    return RowLimitError(f"the answer has more than {limit} rows, which is the limit; ask for fewer with LIMIT")


_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r")
_NO_CHARACTER = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_NAMELESS = re.compile(rb"<[^\s<>\"']*:[\s/>]")
_LONGEST = 64
"""So much of the part before is looked at again, for what lies across two parts."""


class _Uncounted:
    """Syntaxes of triples: those are counted before they are written."""

    def rows(self, part: bytes) -> int:
        return 0


class _Marked:
    """Rows counted by a mark that stands once in each; `start` marks belong to no row."""

    def __init__(self, mark: bytes, start: int) -> None:
        self._mark, self._rows, self._tail = mark, start, b""

    def rows(self, part: bytes) -> int:
        seen = self._tail + part
        self._rows += seen.count(self._mark)
        self._tail = seen[1 - len(self._mark) :] if len(self._mark) > 1 else b""
        return self._rows


class _Csv:
    """Lines that end outside of quotes; the first is the head."""

    def __init__(self) -> None:
        self._rows, self._is_quoted = -1, False

    def rows(self, part: bytes) -> int:
        fields = part.split(b'"')
        self._rows += sum(field.count(b"\n") for field in fields[int(self._is_quoted) :: 2])
        self._is_quoted ^= len(fields) % 2 == 0
        return self._rows


_COUNTERS: dict[str, Callable[[], "_Uncounted | _Marked | _Csv"]] = {
    "json": lambda: _Marked(b'},{"', 1),
    "xml": lambda: _Marked(b"<result>", 0),
    "tsv": lambda: _Marked(b"\n", -1),
    "csv": _Csv,
}
"""JSON: a text that ends in `},{` counts as a row more, and rows in which nothing is bound do not count; `max_bytes`
bounds those."""
