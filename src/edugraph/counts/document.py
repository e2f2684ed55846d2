"""The file of counts: what stands in it, written the same for the same graph, and read again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

from edugraph.counts.schedule import States
from edugraph.errors import EdugraphError

NAME = "counts.json"
ALL = "all"
Names = Mapping[str, str]
"""Language -> the name in lower case, by which lists are sorted."""


@dataclass(frozen=True)
class Actor:
    """An actor of a class; a person or country may have several rows, one for each class. IRIs are without the base."""

    actor: str
    kind: str
    names: Names
    sorts: list[str]
    countries: list[str]
    region: str
    regions: list[str]
    events: int
    made: int
    received: int


@dataclass(frozen=True)
class Source:
    """A source: which part of the list it stands in, and how it was read."""

    source: str
    part: str
    names: Names
    voices: list[str]
    issues: int
    rows: int
    """How many rows the query of its passages has: one of several voices has several."""
    read: Mapping[str, list[int]]
    """Why passages carry no fact ("" for those that do) -> how many there are, and how many characters lie in them; ALL
    of all together, since they may overlap."""


@dataclass(frozen=True)
class Commitment:
    """A commitment: what lists choose and sort it by. `since` is when it was made: for sure by the second day."""

    commitment: str
    states: States
    latest: str
    plan: str
    place: list[int | None]
    """Place of its measure, 1 for an action and 2 for an output, and its own place."""
    actors: list[str]
    plans: list[str]
    topics: list[str]
    obligations: list[str]
    since: list[str]


@dataclass(frozen=True)
class Entry:
    """One thing in time. `since` is when it came about: for sure by the second day."""

    thing: str
    kind: str
    sort: str
    first: str
    last: str
    actors: list[str]
    since: list[str]


@dataclass(frozen=True)
class Counts:
    """What lists need to know of a release."""

    kinds: dict[str, list[int]] = field(default_factory=dict)
    """Class -> how many things there are below `id/`, and how many of them bear a name."""
    graphs: dict[str, int] = field(default_factory=dict)
    """Graph -> how many statements it makes."""
    places: list[str] = field(default_factory=list)
    """Countries, and regions in which something lies."""
    busiest: dict[str, int] = field(default_factory=dict)
    """The countries and organisations with most entries in time, the busiest first."""
    actors: list[Actor] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def written(counts: Counts) -> str:
    """Counts as JSON, a line for each row, its values in the order of its class."""
    parts = [f"{json.dumps(name)}: {_part(value)}" for name, value in _rows(counts).items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(counts: Counts) -> dict[str, Any]:
    told = {part.name: getattr(counts, part.name) for part in fields(counts)}
    return {name: list(map(_row, value)) if isinstance(value, list) else value for name, value in told.items()}


def _row(row: Any) -> Any:
    return list(asdict(row).values()) if is_dataclass(row) and not isinstance(row, type) else row


def _part(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(_line(row) for row in value) + "\n]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class CountsError(EdugraphError):
    """A release that no lists can be made from."""


def read(path: Path) -> Counts:
    """The counts of a release. Raises CountsError where it was made before there were any."""
    if not path.is_file():
        raise CountsError(
            f"the release {path.parent.name} has no {path.name}, so no list is whole; `edugraph build` makes one"
        )
    told = json.loads(path.read_text(encoding="utf-8"))
    types = {part.name: part.type for part in fields(Counts)}
    return Counts(**{name: _made(types[name], value) for name, value in told.items()})


def _made(of: Any, value: Any) -> Any:
    row = next(iter(get_args(of)), None)
    return [row(*one) for one in value] if isinstance(row, type) and is_dataclass(row) else value
