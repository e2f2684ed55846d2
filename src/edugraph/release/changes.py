"""What changed between two releases, in words of the domain: events, participations, commitments, claims …"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edugraph.rdf import parsed
from edugraph.release.folder import Release
from edugraph.vocabulary import BASE, RDF, SKOS

KINDS = {
    "event": "event",
    "participation": "participation",
    "decision": "decision",
    "commitment": "commitment",
    "plan": "plan item",
    "document": "document",
    "project": "project",
    "membership": "membership",
    "figure": "figure",
    "claim": "claim",
    "status-change": "status change",
    "org": "organisation",
    "person": "person",
    "country": "country",
    "issue": "issue",
}
_HANDWRITTEN = ("source/", "corroboration/", "authority/", "curation", "truthy")

Facts = dict[str, set[tuple[str, str]]]
"""Subject below id/ -> its predicates and objects as N-Triples text."""


@dataclass(frozen=True, order=True)
class Change:
    """One thing that came, went or says something else; `details` are its changed statements in short."""

    kind: str
    what: str
    id: str
    label: str
    details: tuple[str, ...] = ()


def between(old: Release, new: Release) -> list[Change]:
    """Added, removed and changed things, by kind and name. What rules infer is left out: it follows."""
    before, after = facts(old.files), facts(new.files)
    ids = (i for i in before.keys() | after.keys() if i.split("/")[0] in KINDS and before.get(i) != after.get(i))
    return sorted(_change(KINDS[i.split("/")[0]], i, before.get(i, set()), after.get(i, set())) for i in ids)


def _change(kind: str, id_: str, before: set[tuple[str, str]], after: set[tuple[str, str]]) -> Change:
    what = "changed" if before and after else "added" if after else "removed"
    details: tuple[str, ...] = ()
    if what == "changed":
        gone = [f"- {_short(p)} {_short(o)}" for p, o in sorted(before - after)]
        come = [f"+ {_short(p)} {_short(o)}" for p, o in sorted(after - before)]
        details = (*gone, *come)
    return Change(kind, what, id_, _label(after or before), details)


def facts(folder: Path) -> Facts:
    """What the hand-written graphs of a release say, by subject."""
    found: Facts = defaultdict(set)
    for subject, predicate, object_ in _statements(folder / "graph.nq.gz"):
        found[subject].add((predicate, object_))
    return found


def _statements(path: Path) -> Iterator[tuple[str, str, str]]:
    start = len(f"<{BASE}id/")
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.startswith(f"<{BASE}id/"):
                subject, predicate, rest = line.split(" ", 2)
                object_, graph, _ = rest.rsplit(" ", 2)
                if graph[len(f"<{BASE}graph/") :].startswith(_HANDWRITTEN):
                    yield subject[start:-1], predicate, object_


def _label(statements: set[tuple[str, str]]) -> str:
    labels = sorted(o for p, o in statements if p == f"<{SKOS.prefLabel}>")
    english = [o for o in labels if o.endswith("@en")]
    return parsed((english or labels or ['""'])[0]).value


def _short(term: str) -> str:
    found = parsed(term)
    if found.kind == "literal":
        return f"{found.value}@{found.language}" if found.language else found.value
    if found.value == RDF.type:
        return "type"
    return found.value.removeprefix(BASE + "id/").removeprefix(BASE + "vocab/").rpartition("#")[2] or found.value


def told(changes: list[Change]) -> str:
    """The changes as text: a heading for each kind, a line for each thing, its changed statements indented."""
    lines: list[str] = []
    for kind in dict.fromkeys(c.kind for c in changes):
        of_kind = [c for c in changes if c.kind == kind]
        lines.append(
            f"{kind}: " + ", ".join(f"{sum(c.what == w for c in of_kind)} {w}" for w in ("added", "removed", "changed"))
        )
        for change in of_kind:
            lines.append(f"  {change.what} {change.id}{f' ({change.label})' if change.label else ''}")
            lines += [f"      {detail}" for detail in change.details]
    return "\n".join(lines) or "nothing changed in what people wrote"
