"""The files of a release that people download: the data set and each graph in the standard syntaxes."""

import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from edugraph.store import RDF_FORMATS, translated
from edugraph.vocabulary import BASE, RDF

DATASET_FORMATS = ("trig", "json-ld")
GRAPH_FORMATS = ("turtle", "n-triples", "rdf-xml")
CLAIMS = "claims-rdf12.ttl.gz"
"""The claims in RDF 1.2: each reifies the triple that it claims, which is not thereby asserted."""
_CLAIMED = (f"<{RDF.subject}>", f"<{RDF.predicate}>", f"<{RDF.object}>")
_CLAIM = f"<{BASE}id/claim/"
_STATEMENT = f"<{RDF.type}> <{RDF.base}Statement> .\n"


@contextmanager
def gzipped(path: Path) -> Iterator[BinaryIO]:
    """A gzip file without name and time in its head, so that the same content gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        yield cast(BinaryIO, packed)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Lines to a gzip file."""
    with gzipped(path) as out:
        buffer = io.BufferedWriter(cast(io.RawIOBase, out), 1 << 20)
        for line in lines:
            buffer.write(line.encode("utf-8"))
        buffer.flush()
        buffer.detach()


def write_all(folder: Path, graphs: Mapping[str, list[str]], step: Callable[[], None]) -> None:
    """`edugraph.trig.gz` and `edugraph.jsonld.gz`, and each graph as Turtle, N-Triples and RDF/XML under its name."""
    folder.mkdir()
    quads = _bytes(quad for graph, lines in graphs.items() for quad in in_graph(lines, graph))
    for format_ in DATASET_FORMATS:
        _write(folder / f"edugraph.{RDF_FORMATS[format_].suffix}.gz", translated(quads, format_))
        step()
    del quads
    for graph, lines in graphs.items():
        triples = _bytes(lines)
        for format_, file in zip(GRAPH_FORMATS, of_graph(graph), strict=True):
            body = triples if format_ == "n-triples" else translated(triples, format_)
            _write(folder.parent / file, body)
        step()
    _write(folder / CLAIMS, translated(_bytes(claims(graphs.values())), "turtle"))


def of_graph(graph: str) -> list[str]:
    """The files of a graph in a release, in the order of `GRAPH_FORMATS`."""
    stem = graph.removeprefix(BASE + "graph/").replace("/", "-")
    return [f"dumps/{stem}.{RDF_FORMATS[format_].suffix}.gz" for format_ in GRAPH_FORMATS]


def claims(graphs: Iterable[Iterable[str]]) -> list[str]:
    """What all graphs say of the claims, as sorted N-Triples 1.2: `rdf:reifies` and a triple term stand for
    `rdf:subject`, `rdf:predicate` and `rdf:object`; certainty, rank, evidence and the rest stay as they are.

    Raises AssertionError for a claim without exactly one of each: the checks let none pass.
    """
    said = sorted({line for lines in graphs for line in lines if line.startswith(_CLAIM)})
    claimed: dict[str, dict[str, str]] = {}
    rest: list[str] = []
    for line in said:
        claim, predicate, object_ = line[:-3].split(" ", 2)
        if predicate in _CLAIMED:
            parts = claimed.setdefault(claim, {})
            assert predicate not in parts, f"{claim} claims two triples"
            parts[predicate] = object_
        elif not line.endswith(_STATEMENT):
            rest.append(line)
    return sorted([*rest, *(_reified(claim, parts) for claim, parts in claimed.items())])


def _reified(claim: str, parts: Mapping[str, str]) -> str:
    assert len(parts) == len(_CLAIMED), f"{claim} claims no whole triple"
    return f"{claim} <{RDF.reifies}> <<( {' '.join(parts[name] for name in _CLAIMED)} )>> .\n"


def _write(path: Path, body: bytes) -> None:
    with gzipped(path) as out:
        out.write(body)


def _bytes(lines: Iterable[str]) -> bytes:
    """Lines as one piece of UTF-8. Joined as text first, one emoji would make every character take four bytes."""
    return b"".join(line.encode("utf-8") for line in lines)


def in_graph(triples: Iterable[str], graph: str) -> Iterator[str]:
    """N-Triples lines as N-Quads lines of one graph."""
    end = f" <{graph}> .\n"
    return (line[:-3] + end for line in triples)
