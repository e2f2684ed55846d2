"""The W3C test suites as values: manifests read, data loaded, results compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from edugraph.rdf import XSD

HERE = "http://tests.example/"
"""The base of the suite's files: they are never fetched."""
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVALUATED = {MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"}
LEFT_OUT = ("entailment", "service")
"""Folders of tests that need entailment, which is not claimed, or SERVICE, which is refused."""

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".trig": ox.RdfFormat.TRIG,
}
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
    ".csv": ox.QueryResultsFormat.CSV,
}
_NUMBERS = {XSD + n for n in ("integer", "decimal", "double", "float")}


@dataclass(frozen=True)
class Test:
    """A test of query evaluation: a query, the graphs it is asked of, and the file that holds its result."""

    __test__ = False
    name: str
    query: Path
    base: str
    data: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    result: str = ""


def tests(root: Path) -> list[Test]:
    """Every test of query evaluation, by name."""
    found = {t.name: t for path in sorted(root.rglob("manifest*.ttl")) for t in _of(root, path)}
    return [found[name] for name in sorted(found)]


def _of(root: Path, manifest: Path) -> Iterator[Test]:
    if set(manifest.relative_to(root).parts) & set(LEFT_OUT):
        return
    base = HERE + manifest.relative_to(root).as_posix()
    store = ox.Store()
    store.load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=base)
    wanted = " ".join(f"<{kind}>" for kind in EVALUATED)
    for row in store.query(
        f"SELECT ?t ?q ?r WHERE {{ VALUES ?k {{ {wanted} }} ?t a ?k ; <{MF}action> ?a ; <{MF}result> ?r ."
        f" OPTIONAL {{ ?a <{QT}query> ?named }} BIND(COALESCE(?named, ?a) AS ?q) }}"
    ):
        name = str(row["t"].value).removeprefix("http://www.w3.org/2001/sw/DataAccess/tests/")
        action = f"<{row['t'].value}> <{MF}action>"
        query = row["q"].value
        yield Test(
            f"{manifest.parent.relative_to(root).as_posix()}#{name.rpartition('#')[2].rpartition('/')[2]}",
            root / query.removeprefix(HERE),
            query,
            _files(store, f"{action}/<{QT}data> ?f"),
            _files(
                store,
                f"{action}/<{QT}graphData> ?given . OPTIONAL {{ ?given <{QT}graph> ?inner }}"
                " BIND(COALESCE(?inner, ?given) AS ?f)",
            ),
            row["r"].value,
        )


def _files(store: ox.Store, pattern: str) -> list[str]:
    return sorted({row["f"].value for row in store.query(f"SELECT ?f WHERE {{ {pattern} }}")})


def quads(root: Path, test: Test) -> list[ox.Quad]:
    """The data of a test; every other data file of its folder that its query names in FROM is a named graph."""
    found = [q for file in test.data for q in loaded(root, file)]
    text = test.query.read_text(encoding="utf-8")
    named = set(test.graphs)
    for file in test.query.parent.iterdir():
        if file.suffix in _FORMATS and "FROM" in text.upper() and f"<{file.name}>" in text:
            named.add(HERE + file.relative_to(root).as_posix())
    for file in sorted(named):
        found += [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(file)) for q in loaded(root, file)]
    return found


@cache
def loaded(root: Path, iri: str) -> tuple[ox.Quad, ...]:
    path = root / iri.removeprefix(HERE)
    return tuple(ox.parse(path=str(path), format=_FORMATS[path.suffix], base_iri=iri, rename_blank_nodes=True))


Answer = bool | str | tuple[str, ...]
"""What is compared: a truth value, CSV text, or sorted N-Quads in canonical form."""


def expected(root: Path, test: Test) -> Answer:
    path = root / test.result.removeprefix(HERE)
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    if path.suffix in _RESULTS:
        return answer(path.read_bytes(), _RESULTS[path.suffix])
    triples = loaded(root, test.result)
    if any(q.predicate.value == RS + "boolean" for q in triples):
        return next(q.object.value == "true" for q in triples if q.predicate.value == RS + "boolean")
    if any(getattr(q.object, "value", "") == RS + "ResultSet" for q in triples):
        return canonical(_rows_of(triples))
    return canonical(triples)


def is_ordered(root: Path, test: Test) -> bool:
    """Whether the result says in which order its rows come."""
    suffix = Path(test.result).suffix
    return suffix in _FORMATS and any(q.predicate.value == RS + "index" for q in loaded(root, test.result))


def answer(body: bytes, format_: ox.QueryResultsFormat, with_order: bool = False) -> Answer:
    """An answer of rows or a truth value."""
    parsed = ox.parse_query_results(body, format=format_)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [v.value for v in parsed.variables]
    rows = [dict(zip(names, row, strict=True)) for row in parsed]
    return canonical(list(_as_quads(rows, names, with_order)))


def graph(body: bytes, format_: ox.RdfFormat) -> Answer:
    return canonical(list(ox.parse(body, format=format_)))


def _rows_of(triples: tuple[ox.Quad, ...]) -> list[ox.Quad]:
    """A result set written in RDF, as `_as_quads` writes rows."""
    by: dict[ox.BlankNode | ox.NamedNode, dict[str, list[ox.Quad]]] = {}
    for quad in triples:
        by.setdefault(quad.subject, {}).setdefault(quad.predicate.value.removeprefix(RS), []).append(quad)
    names = [q.object.value for found in by.values() for q in found.get("resultVariable", [])]
    rows, indexed = [], False
    for solution in [q.object for found in by.values() for q in found.get("solution", [])]:
        found = by.get(solution, {})
        row = {}
        for binding in found.get("binding", []):
            parts = by[binding.object]
            row[parts["variable"][0].object.value] = parts["value"][0].object
        index = found.get("index")
        indexed |= index is not None
        rows.append((int(index[0].object.value) if index else 0, row))
    ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    return list(_as_quads(ordered, names, indexed))


def _as_quads(rows: list[dict[str, object]], names: list[str], with_order: bool) -> Iterator[ox.Quad]:
    for name in names:
        yield ox.Quad(ox.NamedNode(HERE), ox.NamedNode(RS + "resultVariable"), ox.Literal(name))
    for number, row in enumerate(rows):
        node = ox.BlankNode()
        yield ox.Quad(ox.NamedNode(HERE), ox.NamedNode(RS + "solution"), node)
        if with_order:
            yield ox.Quad(node, ox.NamedNode(RS + "index"), ox.Literal(number))
        for name, value in row.items():
            if value is not None:
                yield ox.Quad(node, ox.NamedNode(f"{RS}value-{name}"), value)  # type: ignore[arg-type]


def canonical(quads: list[ox.Quad] | tuple[ox.Quad, ...]) -> tuple[str, ...]:
    """Quads without regard to the names of blank nodes and the spelling of numbers."""
    data = ox.Dataset(ox.Quad(q.subject, q.predicate, _value(q.object)) for q in quads)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted(str(q) for q in data))


def _value(term: object) -> object:
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "boolean":
        return ox.Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return term
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return term
    if term.datatype.value in (XSD + "double", XSD + "float"):
        return ox.Literal(repr(float(number)), datatype=term.datatype)
    return ox.Literal(str(number.normalize()), datatype=term.datatype)
