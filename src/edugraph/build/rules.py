"""Rules in files (`queries/rules/`): what follows from what is stated, each in a graph of its own."""

from collections.abc import Callable, Iterable
from pathlib import Path

from edugraph import queries
from edugraph.rdf import Quad, Triple, iri
from edugraph.vocabulary import graph_iri

Construct = Callable[[str], list[Triple]]
Add = Callable[[Iterable[Quad]], None]


def rules(folder: Path) -> list[queries.Query]:
    """The rules in the order they run: the truthy graph first, since places and dates may come from it."""
    found = queries.read_all(folder).values()
    return sorted(found, key=lambda q: (q.head["graph"] != "truthy", q.name))


def inferred(folder: Path, construct: Construct, add: Add) -> set[Quad]:
    """Run every rule once, adding what it finds before the next one runs."""
    found: set[Quad] = set()
    for rule in rules(folder):
        graph = iri(graph_iri(rule.head["graph"]))
        quads = {(s, p, o, graph) for s, p, o in construct(rule.text)}
        add(quads)
        found |= quads
    return found
