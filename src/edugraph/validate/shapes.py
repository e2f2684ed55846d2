"""Reads the shapes: plain SHACL Core for pySHACL, and every SPARQL check as one query over all its focus nodes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rdflib import SH, Graph, Literal, URIRef
from rdflib.term import Node

from edugraph import queries
from edugraph.validate.results import SEVERITIES, SHACL, WORDS, Messages, Result, others

Ask = Callable[[str], list[dict[str, str]]]
"""A SELECT query -> its rows, each variable's term as N-Triples text; the default graph is the union of all graphs."""

SPARQL_COMPONENT = SHACL + "SPARQLConstraintComponent"

_CHECK = re.compile(r"EG-[A-Z][0-9]{2}[a-z]?(?![0-9a-z])")
_HEADER = re.compile(r"^# ([\w-]+): (.*)$", re.MULTILINE)
_WHERE = re.compile(r"\bWHERE\s*\{")
_TARGETS = {
    SH.targetClass: "$this a <{}>",
    SH.targetSubjectsOf: "$this <{}> ?anyObject",
    SH.targetObjectsOf: "?anySubject <{}> $this",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A check as one query over the whole graph: `?this` and the variables that its message names."""

    check: str
    severity: str
    message: Messages
    text: str

    def results(self, ask: Ask, parameters: Mapping[str, str]) -> list[Result]:
        return [self.result(row) for row in ask(with_parameters(self.text, parameters))]

    def result(self, row: Mapping[str, str]) -> Result:
        focus, graph = row["this"], row.get("graph", "")
        path, value = row.get("path", ""), row.get("value", focus)
        said = self.message.filled(row)
        return Result(self.check, focus, path, value, said["en"], self.severity, graph, SPARQL_COMPONENT, others(said))


@dataclass(frozen=True, slots=True)
class Shapes:
    """A folder of shapes, read once: everything as one graph, its SHACL Core part, and its SPARQL checks."""

    graph: Graph
    core: Graph
    queries: tuple[Query, ...]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The Turtle files and `.rq` files of a folder."""
        graph, core = Graph(), Graph()
        for file in sorted(folder.glob("*.ttl")):
            graph.parse(file, format="turtle")
        for triple in graph:
            if triple[1] != SH.sparql:
                core.add(triple)
        files = (query_from_file(file) for file in sorted(folder.glob("*.rq")))
        return cls(graph, core, (*queries_from_shapes(graph), *files))


def queries_from_shapes(graph: Graph) -> Iterator[Query]:
    """Every active `sh:sparql` constraint as a query over all its focus nodes."""
    for shape, constraint in sorted(graph.subject_objects(SH.sparql)):
        if graph.value(shape, SH.deactivated) is None:
            select = prefixes(graph, constraint) + with_target(
                str(graph.value(constraint, SH.select)), targets(graph, shape)
            )
            severity = str(graph.value(shape, SH.severity, default=SH.Violation)).removeprefix(SHACL)
            yield Query(check_of(graph, shape), severity, message_of(graph, shape), select)


def query_from_file(path: Path) -> Query:
    """A `.rq` file: a SPARQL query under a head of `# key: value` lines."""
    text = path.read_text(encoding="utf-8")
    head = dict(_HEADER.findall(text))
    lacking = {"id", "severity", "message", "description"} - head.keys()
    assert not lacking, f"{path.name} lacks {', '.join(sorted(lacking))} in its head"
    assert head["severity"] in SEVERITIES, f"{path.name} has no SHACL severity"
    translated = tuple((tag, head[f"message-{tag}"]) for tag in sorted(WORDS) if f"message-{tag}" in head)
    return Query(head["id"], head["severity"], Messages(head["message"], translated), text)


def prefixes(graph: Graph, constraint: Node) -> str:
    """The declarations that `sh:prefixes` names, as PREFIX lines."""
    declared = graph.objects(graph.value(constraint, SH.prefixes), SH.declare)
    pairs = sorted((str(graph.value(d, SH.prefix)), str(graph.value(d, SH.namespace))) for d in declared)
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in pairs)


def targets(graph: Graph, shape: Node) -> list[str]:
    """The shape's targets as patterns on $this. Subclasses are found by their materialised types."""
    found = sorted(pattern.format(t) for kind, pattern in _TARGETS.items() for t in graph.objects(shape, kind))
    assert found, f"{shape} has a query but no target"
    return found


def with_target(select: str, patterns: Sequence[str]) -> str:
    """The query kept to its focus nodes: `WHERE {` is followed by a filter on the target.

    A filter, not a pattern: `$this eg:evidence ?any` would multiply the rows by the evidence of each node.
    """
    target = f" FILTER({' || '.join(f'EXISTS {{ {pattern} }}' for pattern in patterns)})"
    query, count = _WHERE.subn(lambda m: m[0] + target, select, count=1)
    assert count, "a sh:select needs WHERE {"
    return re.sub(r"\bSELECT\b", "SELECT DISTINCT", query, count=1)


def with_parameters(query: str, parameters: Mapping[str, str]) -> str:
    """The query with the parameters that it takes."""
    known = queries.taken(query)
    return queries.bound(query, {name: term for name, term in parameters.items() if name in known})


def check_of(graph: Graph, shape: Node) -> str:
    """The id of the check that a shape belongs to: by its name, or that of the shape around it."""
    match = _CHECK.search(str(shape)) if isinstance(shape, URIRef) else None
    return match[0] if match else check_of(graph, around(graph, shape))


def message_of(graph: Graph, shape: Node) -> Messages:
    """The shape's own message in each of its languages, or that of the shape around it."""
    said = {o.language or "en": str(o) for o in graph.objects(shape, SH.message) if isinstance(o, Literal)}
    if not said:
        return message_of(graph, around(graph, shape))
    assert said.keys() <= WORDS.keys(), f"{shape} has messages in {', '.join(sorted(said))}"
    return Messages(said.pop("en"), tuple(sorted(said.items())))


def around(graph: Graph, shape: Node) -> Node:
    outer = next(graph.subjects(None, shape), None)
    assert outer, f"{shape} has no id of a check or no message"
    return outer


def query_results(checks: Iterable[Query], ask: Ask, parameters: Mapping[str, str] | None = None) -> list[Result]:
    """What the SPARQL checks find, each asked once."""
    return [result for check in checks for result in check.results(ask, parameters or {})]
