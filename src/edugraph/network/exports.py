"""A selection as CSV, GEXF 1.3 and GraphML. Each edge is one tie: a pair, a kind, an evidence level.

Both XML formats are undirected as a whole, because readers refuse a mixture; `source` and `target` keep the direction,
and the attribute `directed` says whether it means something.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from edugraph.network.document import rounded
from edugraph.network.selection import Selection
from edugraph.network.ties import Tie, bounds

GEXF = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
CLUSTER_COLOURS = ("#332288", "#CC3311", "#009E73", "#66CCEE", "#CC79A7", "#DDCC77", "#785EF0")
"""Far enough apart under every kind of colour blindness; a number stands beside each."""
OTHER_COLOUR = "#BFC5CC"
COLUMNS = (
    "id", "a", "a_label", "b", "b_label", "kind", "directed", "evidence", "facts", "shared", "not_before", "not_after",
    "fact_ids",
)  # fmt: skip
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

Attributes = Mapping[str, object]


def clean(text: str) -> str:
    """The text without characters that XML 1.0 forbids or discourages; each is shown as U+FFFD."""
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def colour(cluster: int | None) -> str:
    """The colour of a cluster; those after the seventh share one."""
    return CLUSTER_COLOURS[cluster - 1] if cluster and cluster <= len(CLUSTER_COLOURS) else OTHER_COLOUR


def as_csv(selection: Selection, language: str = "en") -> str:
    """One line for each tie, with the ids of its facts separated by spaces (RFC 4180)."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for tie in selection.ties:
        told = _edge(tie, selection)
        names = {"a_label": _name(tie.a, selection, language), "b_label": _name(tie.b, selection, language)}
        values = {"id": tie.id, "a": tie.a, "b": tie.b, **names, **told}
        rows.writerow([_cell(values[column]) for column in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else clean(str(value))


def _edge(tie: Tie, selection: Selection) -> dict[str, Any]:
    """The attributes of a tie, the same in every format."""
    first, last = bounds(tie, selection.network.dates)
    return {
        "kind": tie.kind,
        "directed": bool(selection.network.kinds.get(tie.kind, {}).get("directed", False)),
        "evidence": tie.evidence,
        "facts": len(tie.shares),
        "shared": float(rounded(sum(share.weight for share in tie.shares))),
        "not_before": first,
        "not_after": last,
        "fact_ids": " ".join(share.fact for share in tie.shares),
    }


def _name(actor: str, selection: Selection, language: str) -> str:
    label = selection.network.nodes[actor]["label"]
    return str(label.get(language) or label.get("en") or next(iter(label.values()), actor))


def _actor(actor: str, selection: Selection, language: str) -> dict[str, Any]:
    """The attributes of an actor, the same in every format; what is not known is left out."""
    node = selection.network.nodes[actor]
    numbers = node["measures"].get(selection.filter.evidence) or {}
    told = {
        "label": _name(actor, selection, language),
        "iri": node["iri"],
        "type": node["type"],
        "kind": (node["kind"] or {}).get("code"),
        "country": node["country"],
        **{name: float(value) for name, value in numbers.items() if name not in ("cluster", "isCut")},
        "cluster": numbers.get("cluster"),
        "x": node["x"],
        "y": node["y"],
    }
    return {name: value for name, value in told.items() if value is not None}


# --- XML -------------------------------------------------------------------------------------------------------------

_GEXF_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}
_GRAPHML_TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}


def as_gexf(selection: Selection, language: str = "en") -> bytes:
    """GEXF 1.3 with positions, cluster colours, and a spell for each dated fact of a tie.

    `y` grows downwards in our pictures and upwards in Gephi, so it is turned round. Colour and position are in the
    namespace `viz`, as the RELAX NG schema and the primer of GEXF 1.3 have them and readers look for them. Its XML
    Schema was made from that, and lost the namespace.
    """
    root = ElementTree.Element("gexf", {"xmlns": GEXF, "xmlns:viz": VIZ, "version": "1.3"})
    meta = ElementTree.SubElement(root, "meta", {"lastmodifieddate": selection.network.told["date"] or "1970-01-01"})
    ElementTree.SubElement(meta, "creator").text = "edugraph"
    ElementTree.SubElement(meta, "description").text = f"Ties between actors: {selection.network.level}"
    graph = ElementTree.SubElement(
        root, "graph", {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval",
                        "defaultedgetype": "undirected", "idtype": "string"},
    )  # fmt: skip
    actors = {actor: _actor(actor, selection, language) for actor in selection.actors}
    edges = {tie.id: _edge(tie, selection) for tie in selection.ties}
    skipped = ("label", "x", "y")
    columns = {
        kind: _gexf_columns(graph, kind, rows, skipped)
        for kind, rows in (("node", list(actors.values())), ("edge", list(edges.values())))
    }
    nodes = ElementTree.SubElement(graph, "nodes")
    for actor, told in actors.items():
        _gexf_node(nodes, actor, told, columns["node"], selection.network.told["view"]["height"])
    lines = ElementTree.SubElement(graph, "edges")
    for tie in selection.ties:
        _gexf_edge(lines, tie, edges[tie.id], columns["edge"], selection)
    return _xml(root)


def _gexf_columns(
    graph: ElementTree.Element, kind: str, rows: Iterable[Attributes], skipped: Iterable[str]
) -> dict[str, str]:
    """Declare the attributes that any row has; name -> id."""
    types = {name: _GEXF_TYPES[type(value)] for row in rows for name, value in row.items() if name not in skipped}
    declared = ElementTree.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    ids = {name: f"{kind}-{number}" for number, name in enumerate(types)}
    for name, type_ in types.items():
        ElementTree.SubElement(declared, "attribute", {"id": ids[name], "title": name, "type": type_})
    return ids


def _gexf_values(element: ElementTree.Element, told: Attributes, columns: Mapping[str, str]) -> None:
    values = ElementTree.SubElement(element, "attvalues")
    for name, column in columns.items():
        if name in told and told[name] != "":
            ElementTree.SubElement(values, "attvalue", {"for": column, "value": _cell(told[name])})


def _gexf_node(
    nodes: ElementTree.Element, actor: str, told: Mapping[str, Any], columns: Mapping[str, str], height: float
) -> None:
    node = ElementTree.SubElement(nodes, "node", {"id": clean(actor), "label": clean(told["label"])})
    _gexf_values(node, told, columns)
    red, green, blue = (str(int(colour(told.get("cluster"))[n : n + 2], 16)) for n in (1, 3, 5))
    ElementTree.SubElement(node, "viz:color", {"r": red, "g": green, "b": blue})
    if "x" in told:
        place = {"x": str(told["x"]), "y": str(round(height - told["y"], 1)), "z": "0"}
        ElementTree.SubElement(node, "viz:position", place)
    ElementTree.SubElement(node, "viz:size", {"value": str(round(10 + 2 * told.get("degree", 0) ** 0.5, 1))})
    ElementTree.SubElement(node, "viz:shape", {"value": "disc" if told["type"] == "country" else "square"})


def _gexf_edge(
    edges: ElementTree.Element, tie: Tie, told: Mapping[str, Any], columns: Mapping[str, str], selection: Selection
) -> None:
    ends = {"source": clean(tie.a), "target": clean(tie.b), "weight": str(float(told["facts"])), "kind": tie.kind}
    edge = ElementTree.SubElement(edges, "edge", {"id": clean(tie.id), **ends})
    _gexf_values(edge, told, columns)
    known = [selection.network.dates[share.fact] for share in tie.shares]
    dated = sorted({(d.not_before, d.not_after) for d in known if d.not_before or d.not_after})
    if dated:
        spells = ElementTree.SubElement(edge, "spells")
        for first, last in dated:
            times = {name: day for name, day in (("start", first), ("end", last)) if day}
            ElementTree.SubElement(spells, "spell", times)


def as_graphml(selection: Selection, language: str = "en") -> bytes:
    """GraphML 1.1 with every attribute of actors and ties declared and typed.

    Its ids have no slash (`country:KAZ`), which its schema forbids; the attributes `actor` and `tie` have our own ids.
    """
    root = ElementTree.Element("graphml", {"xmlns": GRAPHML})
    actors = {actor: {"actor": actor, **_actor(actor, selection, language)} for actor in selection.actors}
    edges = {tie.id: {"tie": tie.id, **_edge(tie, selection)} for tie in selection.ties}
    columns = {
        kind: _graphml_columns(root, kind, rows)
        for kind, rows in (("node", list(actors.values())), ("edge", list(edges.values())))
    }
    graph = ElementTree.SubElement(root, "graph", {"id": selection.network.level, "edgedefault": "undirected"})
    for actor, told in actors.items():
        node = ElementTree.SubElement(graph, "node", {"id": _token(actor)})
        _graphml_values(node, told, columns["node"])
    for tie in selection.ties:
        ends = {"id": _token(tie.id), "source": _token(tie.a), "target": _token(tie.b)}
        _graphml_values(ElementTree.SubElement(graph, "edge", ends), edges[tie.id], columns["edge"])
    return _xml(root)


def _token(text: str) -> str:
    """An id as an NMTOKEN of XML: a slash as a colon, what no id of a release has as its number."""
    return re.sub(r"[^A-Za-z0-9.:_-]", lambda found: ":" if found[0] == "/" else f"_{ord(found[0]):x}_", clean(text))


def _graphml_columns(root: ElementTree.Element, kind: str, rows: Iterable[Attributes]) -> dict[str, str]:
    types = {name: _GRAPHML_TYPES[type(value)] for row in rows for name, value in row.items()}
    ids = {name: f"{kind}-{name}" for name in types}
    for name, type_ in types.items():
        told = {"id": ids[name], "for": kind, "attr.name": name, "attr.type": type_}
        ElementTree.SubElement(root, "key", told)
    return ids


def _graphml_values(element: ElementTree.Element, told: Attributes, columns: Mapping[str, str]) -> None:
    for name, column in columns.items():
        if name in told and told[name] != "":
            ElementTree.SubElement(element, "data", {"key": column}).text = _cell(told[name])


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
