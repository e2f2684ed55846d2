"""Every IRI ever minted (`data/registry.csv`): an address once given out is kept, merged or withdrawn in the open."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from edugraph.errors import EdugraphError
from edugraph.rdf import Quad
from edugraph.vocabulary import BASE

FIELDS = ("iri", "since", "status", "replaced_by", "reason")
STATUSES = ("active", "merged", "withdrawn")
_MINTED = tuple(BASE + part for part in ("id/", "vocab/", "def", "shapes", "graph/", "questions/"))


@dataclass(frozen=True, order=True)
class Entry:
    """One minted IRI (without the base), the version that first had it, and its fate."""

    iri: str
    since: str
    status: str = "active"
    replaced_by: str = ""
    reason: str = ""


def read(path: Path) -> dict[str, Entry]:
    """The registry by IRI; an absent file is empty. Raises EdugraphError with the line of a bad row."""
    if not path.exists():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True)
        return _entries(path, rows)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise EdugraphError(f"{path} cannot be read: {fault}") from fault


def _entries(path: Path, rows: "csv.DictReader[str]") -> dict[str, Entry]:
    """The rows, each checked. Raises EdugraphError with the line of a bad one."""
    if tuple(rows.fieldnames or ()) != FIELDS:
        raise EdugraphError(f"{path}:1:1: the columns must be {','.join(FIELDS)}")
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows, 2):
        entry = Entry(**{name: row[name] or "" for name in FIELDS})
        if entry.status not in STATUSES or entry.iri in entries:
            raise EdugraphError(
                f"{path}:{number}:1: {entry.iri!r} stands twice or has an unknown status {entry.status!r}"
            )
        if entry.status == "merged" and not entry.replaced_by:
            raise EdugraphError(f"{path}:{number}:1: {entry.iri!r} is merged into nothing; fill replaced_by")
        entries[entry.iri] = entry
    if astray := next((e for e in entries.values() if not _arrives(entries, e)), None):
        why = f"{astray.iri!r} is merged into {astray.replaced_by!r}, which is not registered, or into itself"
        raise EdugraphError(f"{path}:1:1: {why}")
    return entries


def _arrives(entries: dict[str, Entry], entry: Entry) -> bool:
    """Whether what an entry is merged into leads to a thing that is there, or was withdrawn."""
    seen = {entry.iri}
    while entry.status == "merged":
        if entry.replaced_by in seen or entry.replaced_by not in entries:
            return False
        seen.add(entry.replaced_by)
        entry = entries[entry.replaced_by]
    return True


def minted(quads: Iterable[Quad]) -> set[str]:
    """The IRIs in our namespace that something is said of, without the base."""
    return {s[1 + len(BASE) : -1] for s, _, _, _ in quads if s[1:].startswith(_MINTED)}


def updated(entries: dict[str, Entry], present: set[str], version: str) -> dict[str, Entry]:
    """The registry with everything present entered; what it held stays."""
    return {**{i: Entry(i, version) for i in present}, **entries}


def lost(entries: dict[str, Entry], present: set[str]) -> list[str]:
    """Registered IRIs that are active and yet gone: each needs a tombstone (merged or withdrawn)."""
    return sorted(i for i, e in entries.items() if e.status == "active" and i not in present)


def returned(entries: dict[str, Entry], present: set[str]) -> list[str]:
    """Tombstones of which something is said again."""
    return sorted(i for i, e in entries.items() if e.status != "active" and i in present)


def written(entries: dict[str, Entry]) -> str:
    """The registry as CSV, sorted."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(FIELDS)
    rows.writerows([getattr(e, name) for name in FIELDS] for e in sorted(entries.values()))
    return out.getvalue()
