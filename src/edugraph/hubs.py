"""Things that very many others point at: what their pages need to know of those, counted once for a release.

Asking for the first nodes of a thing sorts all that point at it: 60 ms at 10,000, and ten times that at ten times as
many. A release therefore keeps the answer for each such thing, so that a page costs the same for all.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from edugraph.vocabulary import BASE, EG, ORG, RDF

NAME = "hubs.json"
MANY = 2_000
"""So many statements must point at a thing for it to be a hub: below, asking costs about 10 ms."""
MOST_NODES = 200
"""How many nodes that tell of a thing a description holds (the limit in description-nodes.rq)."""
MOST_FIRST = 10
"""How many of the things that point at a hub by one property are named."""
TELLING = tuple(f"<{kind}>" for kind in (EG.Participation, ORG.Membership, EG.StatusChange, EG.Claim, EG.Figure))
"""The classes of such nodes (those in description-nodes.rq)."""
_TYPE = f"<{RDF.type}>"


@dataclass(frozen=True)
class Hub:
    """What points at a thing: how many statements by each property and the first things, and the nodes that tell of it.

    IRIs are bare.
    """

    counts: Mapping[str, int]
    first: Mapping[str, list[str]]
    nodes: list[str]


def found(lines: Collection[str], many: int = MANY) -> dict[str, Hub]:
    """The hubs among the triples of the default graph (N-Triples lines, each once), by IRI."""
    named = [line.split(" ", 2) for line in lines if line.endswith("> .\n") and f" <{BASE}" in line]
    pointed = Counter(o for _, _, o in named)
    hubs = {o for o, count in pointed.items() if count >= many}
    if not hubs:
        return {}
    typed = (line.split(" ", 2) for line in lines if _TYPE in line)
    telling = {s[1:-1] for s, p, o in typed if p == _TYPE and o[:-3] in TELLING}
    pointing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in named:
        if o in hubs:
            pointing[o[1:-4]][p[1:-1]].append(s[1:-1])
    return {iri: _hub(by, telling) for iri, by in sorted(pointing.items())}


def _hub(by_property: Mapping[str, list[str]], telling: Collection[str]) -> Hub:
    nodes = {s for subjects in by_property.values() for s in subjects if s in telling}
    return Hub(
        {p: len(subjects) for p, subjects in sorted(by_property.items())},
        {p: nsmallest(MOST_FIRST, subjects) for p, subjects in sorted(by_property.items())},
        nsmallest(MOST_NODES, nodes),
    )


def written(hubs: Mapping[str, Hub]) -> str:
    """Hubs as JSON, sorted."""
    rows = {iri: {"counts": h.counts, "first": h.first, "nodes": h.nodes} for iri, h in sorted(hubs.items())}
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> dict[str, Hub]:
    """The hubs of a release; none where it has no such file."""
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {iri: Hub(h["counts"], h["first"], h["nodes"]) for iri, h in told.items()}
