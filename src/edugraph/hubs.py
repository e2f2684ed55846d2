"""Things that very many others point at: what their pages need to know of those, counted once for a release.

Asking for the first nodes of a thing sorts all that point at it: 60 ms at 10,000, and ten times that at ten times as
many. A release therefore keeps the answer for each such thing, so that a page costs the same for all.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from edugraph.queries import bound
from edugraph.rdf import iri
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
FOLDER = "hubs"
"""Where the rows of tables are kept: one file for each thing that much stands around."""
CROWD = 500
"""So many statements point at such a thing, and at its organisations and groups: below, its tables cost little."""
MOST_ROWS = 121
"""How many rows of each table are kept: all that a page asks for."""
_OURS = f"{BASE}id/"
_MEMBERS = (f"<{EG.ofCountry}>", f"<{EG.from_}>")

Rows = list[dict[str, str]]
"""Rows of an answer: variable -> N-Triples text."""


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
    return {this: _hub(by, telling) for this, by in sorted(pointing.items())}


def _hub(by_property: Mapping[str, list[str]], telling: Collection[str]) -> Hub:
    nodes = {s for subjects in by_property.values() for s in subjects if s in telling}
    return Hub(
        {p: len(subjects) for p, subjects in sorted(by_property.items())},
        {p: nsmallest(MOST_FIRST, subjects) for p, subjects in sorted(by_property.items())},
        nsmallest(MOST_NODES, nodes),
    )


def written(hubs: Mapping[str, Hub]) -> str:
    """Hubs as JSON, sorted."""
    rows = {this: {"counts": h.counts, "first": h.first, "nodes": h.nodes} for this, h in sorted(hubs.items())}
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> dict[str, Hub]:
    """The hubs of a release; none where it has no such file."""
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {this: Hub(h["counts"], h["first"], h["nodes"]) for this, h in told.items()}


def crowds(lines: Collection[str], many: int = CROWD) -> list[str]:
    """The things below `id/` that much stands around, by IRI: at them, their organisations and groups much points."""
    named = [line.split(" ", 2) for line in lines if line.endswith("> .\n") and f" <{_OURS}" in line]
    pointed = Counter(o[1:-4] for _, _, o in named)
    around = Counter(pointed)
    for s, p, o in named:
        if p in _MEMBERS:
            around[o[1:-4]] += pointed[s[1:-1]]
    return sorted(this for this, number in around.items() if number >= many and "#" not in this)


def keep(folder: Path, things: Collection[str], tables: Mapping[str, str], ask: Callable[[str], Rows]) -> None:
    """Keep the first rows of each table (name -> its query, which takes `?this`) of some things."""
    for this in things:
        told = {
            name: rows
            for name, text in sorted(tables.items())
            if (rows := ask(f"{bound(text, {'this': iri(this)})}\nLIMIT {MOST_ROWS}"))
        }
        path = _path(folder, this)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, indent=0, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def kept(folder: Path, this: str) -> Mapping[str, Rows] | None:
    """Table -> its first rows; a table without rows is left out. None for a thing of which nothing is kept."""
    path = _path(folder, this)
    if not this.startswith(_OURS) or not path.is_file():
        return None
    told: dict[str, Rows] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _path(folder: Path, this: str) -> Path:
    """`…/id/country/LVA` -> `hubs/country/LVA.json`: ids are safe as paths."""
    return folder / FOLDER / f"{this.removeprefix(_OURS)}.json"
