"""Checks a graph by the shapes: SHACL Core by pySHACL, SPARQL checks by the store, one list of results for both.

pySHACL runs a `sh:sparql` constraint once per focus node and parses its query each time (about 20 ms each: minutes for
a whole graph). Here the shape's target is written into the query, which then runs once, through the `ask` callable.
So a select must not hold a subselect, nor use $this where its own group does not bind it; tests hold both engines to
the same results. Checks over named graphs are `.rq` files, which no SHACL engine runs.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from edugraph.rdf import Quad
from edugraph.validate.core import core_results
from edugraph.validate.passages import drifted_passages, unlocked_passages
from edugraph.validate.reports import REPORT, report
from edugraph.validate.results import Result, conforms
from edugraph.validate.shapes import Ask, Shapes, query_results

__all__ = [
    "REPORT",
    "Ask",
    "Result",
    "Shapes",
    "conforms",
    "core_results",
    "drifted_passages",
    "query_results",
    "report",
    "unlocked_passages",
    "validate",
]


def validate(
    shapes_dir: Path, quads: Iterable[Quad], ask: Ask, parameters: Mapping[str, str] | None = None
) -> list[Result]:
    """All results of all checks, sorted. `quads` and `ask` show the same graph.

    `parameters` replace the content of `VALUES ?name { … }` in `.rq` checks, such as `asof` by the release's date.
    """
    shapes = Shapes.read(shapes_dir)
    return sorted({*core_results(shapes, quads), *query_results(shapes.queries, ask, parameters)})
