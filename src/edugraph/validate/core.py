"""SHACL Core by pySHACL, over the union of the graphs."""

from collections.abc import Collection, Iterable
from typing import Any

import pyshacl
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from edugraph.rdf import Quad, iri, literal, parsed
from edugraph.validate.results import SHACL, Result, others, shown
from edugraph.validate.shapes import Shapes, check_of, message_of
from edugraph.vocabulary import graph_iri

OUTSIDE = (iri(graph_iri("shapes")), iri(graph_iri("analytics")))
"""Graphs that are no part of the union that is checked."""


def core_results(shapes: Shapes, quads: Iterable[Quad], only: Collection[str] = ()) -> list[Result]:
    """What pySHACL finds in the union of the quads by the SHACL Core part; `only` names shapes to run."""
    data = union(quads)
    report = shacl_report(data, shapes.core, only)
    return [core_result(shapes.core, data, report, node) for node in report.objects(None, SH.result)]


def shacl_report(data: Graph, shapes: Graph, only: Collection[str] = ()) -> Graph:
    """pySHACL's own report graph."""
    run: Any = pyshacl.validate
    _, report, text = run(data, shacl_graph=shapes, inference="none", advanced=False, use_shapes=sorted(only) or None)
    assert isinstance(report, Graph), f"pySHACL cannot read the shapes: {text}"
    return report


def core_result(shapes: Graph, data: Graph, report: Graph, node: Node) -> Result:
    """A node of pySHACL's report as a result. Where a count is wrong, {?value} tells the values that stand there."""
    focus, path, value, shape = (report.value(node, p) for p in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape))
    assert focus is not None, "a validation result has a focus node"
    assert shape is not None, "a validation result has a source shape"
    bindings = {"this": term(focus)}
    if value is not None:
        bindings["value"] = term(value)
    standing = sorted(shown(term(o)) for o in data.objects(focus, path)) if isinstance(path, URIRef) else []
    said = message_of(shapes, shape).filled(bindings, standing)
    return Result(
        check_of(shapes, shape),
        term(focus),
        term(path) if isinstance(path, URIRef) else "",
        bindings.get("value", ""),
        said["en"],
        str(report.value(node, SH.resultSeverity)).removeprefix(SHACL),
        "",
        str(report.value(node, SH.sourceConstraintComponent)),
        others(said),
    )


def union(quads: Iterable[Quad]) -> Graph:
    """The triples of all graphs but shapes and analytics. Literals keep their lexical form."""
    terms: dict[str, Node] = {}
    graph = Graph()
    for *triple, name in quads:
        if name not in OUTSIDE:
            for text in triple:
                if text not in terms:
                    terms[text] = node(text)
            subject, predicate, object_ = (terms[text] for text in triple)
            graph.add((subject, predicate, object_))
    return graph


def node(text: str) -> Node:
    """N-Triples text as rdflib's term."""
    found = parsed(text)
    if found.kind == "iri":
        return URIRef(found.value)
    if found.kind == "blank":
        return BNode(found.value)
    datatype = URIRef(found.datatype) if found.datatype else None
    return Literal(found.value, lang=found.language or None, datatype=datatype, normalize=False)


def term(found: Node) -> str:
    """rdflib's term as N-Triples text."""
    if isinstance(found, Literal):
        return literal(str(found), found.language or "", str(found.datatype or ""))
    return iri(str(found)) if isinstance(found, URIRef) else f"_:{found}"
