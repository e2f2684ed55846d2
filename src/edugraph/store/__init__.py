"""The only room that knows the engine: loads quads, answers queries, reads and writes RDF syntaxes.

Everything that leaves is a plain value. pyoxigraph's iterators may only be dropped on the thread that made them, so a
query is always run and read to its end in one call.
"""

import io
import re
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, NamedTuple

import pyoxigraph as ox

from edugraph.errors import EdugraphError
from edugraph.rdf import Quad, Term, Triple, parsed
from edugraph.store.lexer import QueryError
from edugraph.store.refusals import refuse
from edugraph.vocabulary import BASE, PREFIXES

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Ask",
    "Coded",
    "Format",
    "QueryError",
    "ResultFormat",
    "Rows",
    "Store",
    "StoreError",
    "read_rdf",
    "read_text",
    "refuse",
    "translated",
    "write_store",
    "written",
]

Ask = Callable[[str], list[dict[str, str]]]
"""A SELECT query -> one mapping per row, from variable to N-Triples text; unbound variables are left out."""


class StoreError(EdugraphError):
    """A store that cannot be opened or written."""


class Rows(NamedTuple):
    """A table: variables without `?`, and one tuple of terms (None where unbound) a row."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]


class Coded(NamedTuple):
    """A table of very many rows: the value of each term once, and a column of numbers for each variable.

    A number is the place of the value in `values`; -1 where a variable is unbound.
    """

    values: list[str]
    columns: tuple["array[int]", ...]


class Format(NamedTuple):
    """One syntax of RDF: its media type, its suffix, and the engine's own name for it."""

    media_type: str
    suffix: str
    native: ox.RdfFormat


class ResultFormat(NamedTuple):
    """One syntax of query results: its media type, its suffix, and the engine's own name for it."""

    media_type: str
    suffix: str
    native: ox.QueryResultsFormat


RDF_FORMATS = {
    "turtle": Format("text/turtle", "ttl", ox.RdfFormat.TURTLE),
    "n-triples": Format("application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    "n-quads": Format("application/n-quads", "nq", ox.RdfFormat.N_QUADS),
    "trig": Format("application/trig", "trig", ox.RdfFormat.TRIG),
    "json-ld": Format("application/ld+json", "jsonld", ox.RdfFormat.JSON_LD),
    "rdf-xml": Format("application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML),
}
RESULT_FORMATS = {
    "json": ResultFormat("application/sparql-results+json", "srj", ox.QueryResultsFormat.JSON),
    "xml": ResultFormat("application/sparql-results+xml", "srx", ox.QueryResultsFormat.XML),
    "csv": ResultFormat("text/csv", "csv", ox.QueryResultsFormat.CSV),
    "tsv": ResultFormat("text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
}


class Store:
    """A set of quads that answers queries. Its default graph is real: the build writes the union into it."""

    def __init__(self, native: ox.Store) -> None:
        self._native = native

    @property
    def native(self) -> ox.Store:
        """The engine's own store, for this room only."""
        return self._native

    @classmethod
    def in_memory(cls) -> "Store":
        return cls(ox.Store())

    @classmethod
    def opened(cls, folder: Path) -> "Store":
        """The store of a release, read-only. Raises StoreError."""
        try:
            return cls(ox.Store.read_only(str(folder)))
        except OSError as fault:
            raise StoreError(f"{folder} cannot be opened as a store ({fault}); run `edugraph build --again`") from fault

    def add(self, nquads: bytes) -> None:
        """Add N-Quads; a line without a graph goes to the default graph."""
        self._native.bulk_load(io.BytesIO(nquads), format=ox.RdfFormat.N_QUADS)

    def add_own(self, nquads: bytes) -> None:
        """Add N-Quads that a store of ours wrote: no term is checked again."""
        self._native.bulk_load(nquads, format=ox.RdfFormat.N_QUADS, lenient=True)

    def dump(self, output: IO[bytes]) -> None:
        """Write every quad as N-Quads, those of the default graph last: a store in memory meets what was added last
        first, and would walk over all named graphs for the first rows of most queries."""
        for graph in [*self._native.named_graphs(), ox.DefaultGraph()]:
            quads = self._native.quads_for_pattern(None, None, None, graph)
            ox.serialize(quads, output, format=ox.RdfFormat.N_QUADS)

    def ask(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT as N-Triples text by variable."""
        found = self._solutions(query)
        names = [v.value for v in found.variables]
        return [{n: str(t) for n, t in zip(names, row, strict=True) if t is not None} for row in found]

    def select(self, query: str) -> Rows:
        """The table that a SELECT answers."""
        found = self._solutions(query)
        names = tuple(v.value for v in found.variables)
        return Rows(names, [tuple(None if t is None else _term(t) for t in row) for row in found])

    def coded(self, query: str) -> Coded:
        """The table that a SELECT answers, as numbers: four bytes a cell, where `select` keeps an object."""
        found = self._solutions(query)
        places: dict[str, int] = {}
        columns = tuple(array("i") for _ in found.variables)
        for row in found:
            for column, term in zip(columns, row, strict=True):
                column.append(-1 if term is None else places.setdefault(_value(term), len(places)))
        return Coded(list(places), columns)

    def construct(self, query: str) -> list[Triple]:
        """The triples that a CONSTRUCT or DESCRIBE answers, sorted, each once."""
        found = self._run(query)
        if not isinstance(found, ox.QueryTriples):
            raise QueryError("this query has rows, not triples; a CONSTRUCT is expected here")
        return sorted(_triples(found))

    def results(self, query: str, format_: str = "") -> tuple[str, bytes]:
        """A stranger's query answered whole: media type and body.

        Rows and truth values in `RESULT_FORMATS`, triples in `RDF_FORMATS`; an empty or unfitting `format_` means
        JSON or Turtle. Raises QueryError.
        """
        found = self._run(query)
        if isinstance(found, ox.QueryTriples):
            chosen = RDF_FORMATS.get(format_) or RDF_FORMATS["turtle"]
            triples = sorted(_triples(found))
            return chosen.media_type, written(triples, format_ if format_ in RDF_FORMATS else "turtle")
        rows = RESULT_FORMATS.get(format_) or RESULT_FORMATS["json"]
        body = found.serialize(format=rows.native)
        assert isinstance(body, bytes), "serialize without an output returns the body"
        return rows.media_type, body

    def _solutions(self, query: str) -> ox.QuerySolutions:
        found = self._run(query)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("this query has no rows; a SELECT is expected here")
        return found

    def _run(self, query: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        refuse(query)
        try:
            return self._native.query(query, base_iri=BASE)
        except (SyntaxError, ValueError) as fault:
            raise QueryError(_words(fault)) from fault


def write_store(folder: Path, nquads: Path) -> None:
    """A store on disk from one N-Quads file of our own making, fully flushed. Raises StoreError.

    One file and one thread: two at once gain nothing, since what they wrote must be merged afterwards.
    """
    try:
        store = ox.Store(str(folder))
        store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS, lenient=True)
        store.flush()
        store.optimize()
    except OSError as fault:
        raise StoreError(f"the store in {folder} could not be written: {fault}") from fault


def _words(fault: Exception) -> str:
    return re.sub(r"^error at ", "The query cannot be read at line ", str(fault))


def _triples(found: ox.QueryTriples) -> set[Triple]:
    """Triples as text. The engine writes them line by line, much faster than one Python object a term."""
    body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(body, bytes), "serialize without an output returns the body"
    rows = (line.split(" ", 2) for line in body.decode().split("\n") if line)
    return {(subject, predicate, rest[:-2]) for subject, predicate, rest in rows}


def _value(native: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    assert not isinstance(native, ox.Triple), "only names and literals have a value"
    return native.value


def _term(native: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    return parsed(str(native))


def read_rdf(path: Path, format_: str = "turtle") -> list[Triple]:
    """The triples of an RDF file. Blank nodes are named canonically (RDFC-1.0), so that names never depend on the run.

    Raises EdugraphError with file, line and column.
    """
    return read_text(path.read_bytes(), str(path), format_)


def read_text(data: bytes, name: str, format_: str = "turtle") -> list[Triple]:
    """The triples of RDF text; `name` is shown in errors."""
    try:
        quads = ox.parse(data, format=_native(format_), base_iri=BASE)
        dataset = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    except SyntaxError as fault:
        raise EdugraphError(f"{name}:{fault.lineno or 1}:{fault.offset or 1}: {fault.msg}") from fault
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted({(str(q.subject), str(q.predicate), str(q.object)) for q in dataset})


def written(rows: Iterable[Triple | Quad], format_: str) -> bytes:
    """Triples or quads in one syntax, with our prefixes, in the order given: the same rows give the same bytes."""
    return translated("".join(" ".join(row) + " .\n" for row in rows).encode(), format_)


def translated(nquads: bytes, format_: str) -> bytes:
    """N-Triples or N-Quads of our own making in another syntax, as `written` does: no row becomes a Python object."""
    quads = ox.parse(nquads, format=ox.RdfFormat.N_QUADS, lenient=True)
    body = ox.serialize(quads, format=_native(format_), prefixes=prefixes_in(format_))
    assert isinstance(body, bytes), "serialize without an output returns the body"
    return ordered_head(body, format_)


def ordered_head(body: bytes, format_: str) -> bytes:
    """The engine writes prefixes in the order of a hash table: sort them."""
    if format_ in ("turtle", "trig"):
        end = 0
        while body.startswith(b"@prefix", end):
            end = body.index(b"\n", end) + 1
        return b"".join(sorted(body[:end].splitlines(keepends=True))) + body[end:]
    if format_ == "rdf-xml":
        start = body.index(b"<rdf:RDF ") + len(b"<rdf:RDF ")
        end = body.index(b">", start)
        return body[:start] + b" ".join(sorted(body[start:end].split())) + body[end:]
    return body


def prefixes_in(format_: str) -> dict[str, str] | None:
    return PREFIXES if format_ in ("turtle", "trig", "rdf-xml", "json-ld") else None


def _native(format_: str) -> ox.RdfFormat:
    return RDF_FORMATS[format_].native
