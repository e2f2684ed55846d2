"""What changed from one release to the next, kept beside the releases: `changes/<id>.json` in their folder.

It is no part of a release: a release is the same bytes whatever older ones lie beside it. A build writes it once, so
that no request compares two graphs; a server reads it, and does without it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edugraph.release.changes import KINDS, Change, between
from edugraph.release.folder import Release, Releases

FOLDER = "changes"
CHANGES_KEPT = 1000
"""The most changes of one step that are kept by name; all are counted."""
STEPS_SHOWN = 20
FIRST = ("commitment", "status change", "plan item")
"""The kinds that stand first: what was promised, and what became of it."""


@dataclass(frozen=True)
class Step:
    """One release: `since` is the one before it, empty for the first known; `counts` is kind -> what -> how many."""

    id: str
    version: str
    date: str
    since: str
    counts: dict[str, dict[str, int]]
    changes: list[Change]

    @property
    def total(self) -> int:
        return sum(sum(of.values()) for of in self.counts.values())


def keep(releases: Releases, release: Release) -> Step:
    """Write what changed in `release` since the one before it in this folder. Raises OSError, EdugraphError."""
    ids = releases.ids()
    before = ids[: ids.index(release.id)][-1:] if release.id in ids else []
    old = releases.opened(before[0]) if before else None
    made = step(old, release)
    path = file(release)
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(_told(made), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
    return made


def file(release: Release) -> Path:
    """Where the changes of a release are kept."""
    return release.files.parent / FOLDER / f"{release.id}.json"


def step(old: Release | None, new: Release) -> Step:
    """The changes from one release to another, what was promised first."""
    found = sorted(between(old, new), key=_place) if old else []
    counts: dict[str, dict[str, int]] = {}
    for change in found:
        of = counts.setdefault(change.kind, {})
        of[change.what] = of.get(change.what, 0) + 1
    return Step(new.id, new.version, new.date, old.id if old else "", counts, found[:CHANGES_KEPT])


def _place(change: Change) -> tuple[int, Change]:
    kinds = [*FIRST, *(kind for kind in KINDS.values() if kind not in FIRST)]
    return kinds.index(change.kind), change


def steps(release: Release) -> list[Step]:
    """The history that leads to a release, the newest first; one that nobody kept is a first release."""
    found = [_read(file(release)) or Step(release.id, release.version, release.date, "", {}, [])]
    while found[-1].since and len(found) < STEPS_SHOWN:
        older = _read(file(release).with_name(f"{found[-1].since}.json"))
        if not older or older.id in {one.id for one in found}:
            break
        found.append(older)
    return found


def _read(path: Path) -> Step | None:
    """The step in a file; None where it is missing or is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        changes = [Change(c["kind"], c["what"], c["id"], c["label"], tuple(c["details"])) for c in told["changes"]]
        return Step(told["id"], told["version"], told["date"], told["since"], told["counts"], changes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _told(made: Step) -> dict[str, Any]:
    changes = [
        {"kind": c.kind, "what": c.what, "id": c.id, "label": c.label, "details": list(c.details)} for c in made.changes
    ]
    return {
        "id": made.id,
        "version": made.version,
        "date": made.date,
        "since": made.since,
        "counts": made.counts,
        "changes": changes,
    }
