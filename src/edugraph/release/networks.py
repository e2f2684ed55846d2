"""The network of a release: what the tie queries answer, computed, as files and as graph/analytics."""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edugraph import queries
from edugraph.errors import EdugraphError
from edugraph.network import document, observations
from edugraph.network.layout import Point
from edugraph.network.measures import NAMES
from edugraph.network.selection import Network
from edugraph.network.ties import EVIDENCE, LEVELS, Dates, Row, dates, ties
from edugraph.rdf import Quad, Term, iri
from edugraph.release.dumps import write_lines
from edugraph.store import Coded, Rows
from edugraph.vocabulary import BASE, DCT, EG, ORG, RDF, RDFS, SKOS, WGS84

ID = BASE + "id/"
FOLDER = "network"
LAYOUT = "data/layout.csv"
"""The positions of an earlier release, from which this one starts: `level,actor,x,y`."""
LISTED = 50_000
"""How many pairs participations may make before a network is counted and no more listed, and its files show a part."""
_CLASSES = (
    "Meeting",
    "Event",
    "Project",
    "Decision",
    "Plan",
    "Document",
    "PlannedAction",
    "PlannedOutput",
    "Commitment",
)
"""What a fact is shown as: the first of these that it belongs to, else a membership."""

Select = Callable[[str], Rows]
Values = Mapping[str, Mapping[str, list[Term]]]
"""Thing -> property -> values."""


@dataclass(frozen=True)
class Found:
    """What the graph says of the network, as plain values: nothing is asked after this.

    Of a network that is too large to list there are no rows, but `crowded` levels.
    """

    rows: list[Row]
    about: document.About
    crowded: Mapping[str, Any] = field(default_factory=dict)


def found(root: Path, select: Select, coded: Callable[[str], Coded] | None = None) -> Found:
    """The rows of every tie query, and what pages say of their actors and facts; `coded` answers what is too large.

    Raises EdugraphError when a large network is met without the libraries for it.
    """
    kinds, asked = (queries.read_all(root / "queries" / name) for name in ("ties", "network"))
    if coded and kinds and asked and (pairs := _pairs(select(asked["crowds"].text))) > LISTED:
        levels = _crowded(kinds, coded, pairs)
        actors = {name for large in levels.values() for name in large.actors}
        facts = {name for large in levels.values() for name in large.facts}
        told = {name: query.text for name, query in asked.items()}
        told |= {name: _only(told[name], things) for name, things in (("actors", actors), ("facts", facts))}
        told["passages"] = _only(told["passages"], facts)
        return Found([], _about(told, kinds, select), levels)
    rows = [row for name, query in kinds.items() for row in rows_of(name, select(query.text))]
    told = {name: query.text for name, query in asked.items()}
    return Found(rows, _about(told, kinds, select) if kinds and asked else document.About())


def _pairs(answer: Rows) -> int:
    return int(float(_text(answer.rows[0][0]) or 0)) if answer.rows else 0


def _crowded(kinds: Mapping[str, queries.Query], coded: Callable[[str], Coded], pairs: int) -> dict[str, Any]:
    try:
        from edugraph.network.large import Large
        from edugraph.release import crowds
    except ImportError as fault:
        missing = (fault.name or "more").partition(".")[0]
        raise EdugraphError(
            f"participations make {pairs} pairs of actors, more than {LISTED}: such a network needs {missing}, which "
            "is not installed; run `pip install 'edugraph[large]'`, then build again"
        ) from fault
    dated = crowds.dates(kinds, coded)
    return {level: Large(crowds.level(level, kinds, coded, dated)) for level in LEVELS}


def _only(query: str, things: Iterable[str]) -> str:
    """A query of `queries/network/` that asks of some things only."""
    values = " ".join(iri(ID + thing) for thing in sorted(things))
    return query.replace("WHERE {", f"WHERE {{\n  VALUES ?thing {{ {values} }}", 1)


def _about(asked: Mapping[str, str], kinds: Iterable[str], select: Select) -> document.About:
    words = _values(select(asked["words"]))
    passages = {_id(row[0]): int(_text(row[1])) for row in select(asked["passages"]).rows}
    return document.About(
        actors=_actors(_values(select(asked["actors"])), words),
        facts=_facts(_values(select(asked["facts"])), words, passages),
        kinds=[_kind(name, words) for name in kinds],
        evidence=[_word(code, f"{BASE}vocab/evidence-level/{code}", words) for code in EVIDENCE],
        measures=[_word(name, EG.base + name, words) for name in NAMES],
    )


def rows_of(kind: str, answer: Rows) -> list[Row]:
    """The rows of one tie query as plain values."""
    return [
        Row(_text(r[0]), kind, _id(r[1]), _id(r[2]), EVIDENCE[int(_text(r[4])) - 1], _id(r[3]), int(_text(r[5])),
            Dates(*map(_text, r[6:9])))
        for r in answer.rows
    ]  # fmt: skip


def files(
    found: Found, before: Mapping[str, Mapping[str, Point]], date: str, input_hash: str
) -> dict[str, document.Told]:
    """Level -> its file as plain values."""
    if found.crowded:
        from edugraph.network.large import large_document

        return {
            level: large_document(large, found.about, before.get(level, {}), date, input_hash)
            for level, large in found.crowded.items()
        }
    return {
        level: document.document(level, found.rows, found.about, before.get(level, {}), date, input_hash)
        for level in LEVELS
    }


def quads(found: Found, told: Mapping[str, document.Told], input_hash: str) -> set[Quad]:
    """graph/analytics; nothing when there is no tie. Of a large network, what its files show."""
    if found.crowded:
        shown = [Network(dict(content)) for content in told.values()]
        known = {fact: dates for network in shown for fact, dates in network.dates.items()}
        return observations.quads([t for n in shown for t in n.ties], known, told.values(), input_hash)
    if not found.rows:
        return set()
    return observations.quads(ties(found.rows), dates(found.rows), told.values(), input_hash)


def write(folder: Path, told: Mapping[str, document.Told]) -> None:
    """One file for each level."""
    (folder / FOLDER).mkdir()
    for level, content in told.items():
        (folder / FOLDER / f"{level}.json").write_text(document.written(content), encoding="utf-8")


def write_tables(folder: Path, crowded: Mapping[str, Any]) -> None:
    """Of each large level, all ties, all actors with their measures, and who has a part in which fact."""
    if not crowded:
        return
    from edugraph.network import tables

    for level, told in crowded.items():
        for name, lines in (("ties", tables.tie_lines), ("actors", tables.actor_lines), ("parts", tables.part_lines)):
            write_lines(folder / FOLDER / f"{level}-{name}.csv.gz", lines(told))


def positions(path: Path) -> dict[str, dict[str, Point]]:
    """Level -> actor -> position, from `data/layout.csv`; nothing where there is no such file.

    Raises EdugraphError with the line of a bad row.
    """
    places: dict[str, dict[str, Point]] = defaultdict(dict)
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines), 1):
                if number > 1:
                    level, actor, point = _position(path, number, row)
                    places[level][actor] = point
    return places


def _position(path: Path, number: int, row: list[str]) -> tuple[str, str, Point]:
    try:
        level, actor, x, y = row
        point = (float(x), float(y))
        if level not in LEVELS or not all(0 <= value <= 1000 for value in point):
            raise ValueError
    except ValueError as fault:
        raise EdugraphError(
            f"{path}:{number}:1: {','.join(row)[:80]!r} is no position; a line is like `both,country/KAZ,512.3,88.0`; "
            "`edugraph layout` writes the file anew"
        ) from fault
    return level, actor, point


def keep_positions(files: Path, path: Path) -> tuple[int, float]:
    """Write the positions of a release to `data/layout.csv`: how many there are, and how far those known before moved.

    Raises EdugraphError when the release has no networks, and when the file can be neither read nor written.
    """
    try:
        told = {lv: json.loads((files / FOLDER / f"{lv}.json").read_text(encoding="utf-8")) for lv in LEVELS}
        before = positions(path)
        path.write_text(layout_lines(told), encoding="utf-8")
    except OSError as fault:
        raise EdugraphError(
            f"{fault.filename}: {fault.strerror}; build a release first, then keep its positions"
        ) from fault
    after = positions(path)
    known = [(before[lv][a], p) for lv in LEVELS for a, p in after[lv].items() if a in before.get(lv, {})]
    moved = sum(math.dist(p, q) for p, q in known) / len(known) if known else 0.0
    return sum(map(len, after.values())), moved


def layout_lines(told: Mapping[str, document.Told]) -> str:
    """`data/layout.csv` for the positions of a release."""
    rows = [
        f"{level},{node['id']},{node['x']},{node['y']}\n"
        for level in LEVELS
        for node in told[level]["nodes"]
        if node["x"] is not None
    ]
    return "level,actor,x,y\n" + "".join(rows)


# --- what the graph says, as plain values ---------------------------------------------------------------------------


def _text(term: Term | None) -> str:
    return term.value if term else ""


def _id(term: Term | None) -> str:
    return _text(term).removeprefix(ID)


def _values(answer: Rows) -> Values:
    told: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for thing, property_, value in answer.rows:
        if thing and property_ and value:
            told[thing.value][property_.value].append(value)
    return told


def _label(told: Mapping[str, list[Term]], property_: str) -> dict[str, str]:
    """Language -> the name; the first one where a language has several."""
    names = sorted((t.language, t.value) for t in told.get(property_, []) if t.language)
    return dict(reversed(names))


def _name(iri: str, words: Values) -> dict[str, str]:
    told = words.get(iri, {})
    return _sorted(_label(told, SKOS.prefLabel) or _label(told, RDFS.label))


def _sorted(label: dict[str, str]) -> dict[str, str]:
    return dict(sorted(label.items()))


def _word(code: str, iri: str, words: Values) -> document.Told:
    definition = words.get(iri, {}).get(SKOS.definition, [])
    return {"code": code, "iri": iri, "label": _name(iri, words), "definition": _text(next(iter(definition), None))}


def _kind(name: str, words: Values) -> document.Told:
    iri = f"{BASE}vocab/tie-kind/{name}"
    directed = _text(next(iter(words.get(iri, {}).get(EG.isDirected, [])), None))
    return {**_word(name, iri, words), "directed": directed == "true", "weight": "facts"}


def _actors(told: Values, words: Values) -> dict[str, document.Told]:
    return {iri.removeprefix(ID): _actor(iri, values, words) for iri, values in told.items()}


def _actor(iri: str, values: Mapping[str, list[Term]], words: Values) -> document.Told:
    kinds, countries = values.get(ORG.classification, []), values.get(EG.ofCountry, [])
    point = [_text(next(iter(values.get(axis, [])), None)) for axis in (WGS84.lat, WGS84.long)]
    return {
        "iri": iri,
        "label": _sorted(_label(values, SKOS.prefLabel)),
        "kind": {"code": kinds[0].value.rpartition("/")[2], "label": _name(kinds[0].value, words)} if kinds else None,
        "country": _id(countries[0]) if countries else None,
        "regions": sorted(map(_id, values.get(DCT.isPartOf, []))),
        "point": [float(value) for value in point] if all(point) else None,
    }


def _facts(told: Values, words: Values, passages: Mapping[str, int]) -> dict[str, document.Told]:
    return {
        iri.removeprefix(ID): {
            "label": _sorted(_label(values, SKOS.prefLabel)),
            "type": _class(values, words),
            "role": next((_name(role.value, words) for role in values.get(ORG.role, [])), None),
            "passages": passages.get(iri.removeprefix(ID), 0),
            "isContested": EG.conflictsWith in values,
        }
        for iri, values in told.items()
    }


def _class(values: Mapping[str, list[Term]], words: Values) -> document.Told:
    classes = {term.value for term in values.get(RDF.type, [])}
    name = next((c for c in _CLASSES if EG.base + c in classes), "Membership")
    iri = ORG.Membership if name == "Membership" else EG.base + name
    return {"code": name, "label": _name(iri, words)}
