"""Exports: awkward names and missing values in every format, read again by networkx and an XML parser."""

import csv
import io
import json
import re
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from edugraph.network import document, exports, selection
from edugraph.network.document import About
from edugraph.network.selection import Filter, Network, Selection, selected
from edugraph.network.ties import Dates, Row

NAMES = {
    "country/AAA": "Nul \x00 bell \x07 escape \x1b and \ufffe",
    "country/BBB": 'Quotes "and" <angles> & commas, Ķīna\nsecond line',
    "country/CCC": "العربية Қазақстан",
}
"""Control characters, markup, a line end, and text from right to left."""
GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
DAY = Dates("2018-12-03", "2018-12-03", "2018-12-03")
ROWS = [
    Row("countries", "co-participation", "country/AAA", "country/BBB", "named", "event/one", 3, DAY),
    Row("countries", "co-participation", "country/AAA", "country/BBB", "named", "event/two", 2, Dates()),
    Row(
        "countries",
        "funding",
        "country/BBB",
        "country/AAA",
        "by-group",
        "project/x",
        2,
        Dates("2014/..", "2014-01-01", ""),
    ),
    Row("countries", "co-participation", "country/BBB", "country/CCC", "region-expanded", "event/one", 3, DAY),
]
KINDS = [
    {"code": "co-participation", "directed": False, "weight": "facts"},
    {"code": "funding", "directed": True, "weight": "facts"},
]


def network(rows: list[Row], names: dict[str, str] = NAMES) -> Network:
    actors = {name: {"iri": f"https://example.org/{name}", "label": {"en": label}} for name, label in names.items()}
    told = document.document("countries", rows, About(actors=actors, kinds=KINDS), {}, "2026-11-21", "0" * 64)
    return Network(json.loads(document.written(told)))


@pytest.fixture(scope="module")
def shown() -> Selection:
    return selected(network(ROWS), Filter(evidence="region-expanded"))


def test_control_characters_are_shown_as_replaced_in_every_format(shown: Selection) -> None:
    label = "Nul ? bell ? escape ? and ?".replace("?", "\N{REPLACEMENT CHARACTER}")
    gexf = nx.read_gexf(io.BytesIO(exports.as_gexf(shown)))
    graphml = nx.read_graphml(io.BytesIO(exports.as_graphml(shown)))
    rows = list(csv.DictReader(io.StringIO(exports.as_csv(shown), newline="")))
    assert gexf.nodes["country/AAA"]["label"] == graphml.nodes["country:AAA"]["label"] == rows[0]["a_label"] == label
    assert graphml.nodes["country:BBB"]["label"] == rows[0]["b_label"] == NAMES["country/BBB"]
    assert gexf.nodes["country/CCC"]["label"] == NAMES["country/CCC"]


def edges(graph: Any) -> list[tuple[object, ...]]:
    return sorted(
        (a, b, d["kind"], d["directed"], d["evidence"], d["facts"], d["shared"]) for a, b, d in graph.edges(data=True)
    )


def test_networkx_reads_the_same_edges_from_every_format(shown: Selection) -> None:
    wanted = [
        ("country/AAA", "country/BBB", "co-participation", False, "named", 2, 1.5),
        ("country/BBB", "country/AAA", "funding", True, "by-group", 1, 1.0),
        ("country/BBB", "country/CCC", "co-participation", False, "region-expanded", 1, 0.5),
    ]
    both = {frozenset(w[:2]) | frozenset(w[2:]) for w in wanted}
    graphml = nx.read_graphml(io.BytesIO(exports.as_graphml(shown)))
    named = nx.relabel_nodes(graphml, dict(graphml.nodes(data="actor")))
    for graph in (nx.read_gexf(io.BytesIO(exports.as_gexf(shown))), named):
        assert {frozenset(e[:2]) | frozenset(e[2:]) for e in edges(graph)} == both
    told = json.loads(json.dumps(selection.told(shown)))
    graph = nx.node_link_graph(told, edges="ties", source="a", target="b", key="id")
    assert sorted((d["kind"], d["weight"]["facts"]) for _, _, d in graph.edges(data=True)) == [
        ("co-participation", 1),
        ("co-participation", 2),
        ("funding", 1),
    ]


def test_gexf_has_its_parts_in_order_and_refers_to_what_is_there(shown: Selection) -> None:
    """What the schema cannot know: how many of each, in which order, and that what is referred to is there."""
    root = etree.fromstring(exports.as_gexf(shown))
    assert (root.tag, root.get("version")) == (GEXF + "gexf", "1.3")
    meta, graph = root
    assert (meta.tag, meta.get("lastmodifieddate")) == (GEXF + "meta", "2026-11-21")
    assert [child.tag.removeprefix(GEXF) for child in meta] == ["creator", "description"]
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    assert dict(graph.attrib) == {
        "mode": "dynamic",
        "timeformat": "date",
        "timerepresentation": "interval",
        "defaultedgetype": "undirected",
        "idtype": "string",
    }
    declared = {a.get("id"): a.get("type") for a in graph.iter(GEXF + "attribute")}
    assert set(declared.values()) <= {"string", "integer", "double", "boolean"}
    assert {v.get("for") for v in graph.iter(GEXF + "attvalue")} <= set(declared)
    for node in graph.iter(GEXF + "node"):
        assert [child.tag for child in node] == [
            GEXF + "attvalues",
            *(VIZ + n for n in ("color", "position", "size", "shape")),
        ]
        assert all(0 <= int(node.find(VIZ + "color").get(c)) <= 255 for c in "rgb")
        assert node.find(VIZ + "shape").get("value") in ("disc", "square")
    ids = {node.get("id") for node in graph.iter(GEXF + "node")}
    for edge in graph.iter(GEXF + "edge"):
        assert {edge.get("source"), edge.get("target")} <= ids
        assert float(edge.get("weight")) > 0
        assert [child.tag.removeprefix(GEXF) for child in edge] in (["attvalues"], ["attvalues", "spells"])


def test_gexf_has_a_spell_for_each_dated_fact_and_the_colour_of_the_cluster(shown: Selection) -> None:
    root = etree.fromstring(exports.as_gexf(shown))
    spells = {edge.get("id"): [dict(s.attrib) for s in edge.iter(GEXF + "spell")] for edge in root.iter(GEXF + "edge")}
    assert spells == {
        "countries/co-participation/country-AAA--country-BBB/named": [{"start": "2018-12-03", "end": "2018-12-03"}],
        "countries/co-participation/country-BBB--country-CCC/region-expanded": [
            {"start": "2018-12-03", "end": "2018-12-03"}
        ],
        "countries/funding/country-BBB--country-AAA/by-group": [{"start": "2014-01-01"}],
    }
    assert (exports.colour(1), exports.colour(7), exports.colour(8), exports.colour(None)) == (
        "#332288",
        "#785EF0",
        "#BFC5CC",
        "#BFC5CC",
    )
    place = root.find(f".//{GEXF}node[@id='country/AAA']/{VIZ}position")
    node = shown.network.nodes["country/AAA"]
    assert (float(place.get("x")), float(place.get("y"))) == (node["x"], round(700 - node["y"], 1))


def test_graphml_declares_every_key_that_it_uses(shown: Selection) -> None:
    root = etree.fromstring(exports.as_graphml(shown))
    assert [child.tag.removeprefix(GRAPHML) for child in root][-1] == "graph"
    keys = {key.get("id"): (key.get("for"), key.get("attr.type")) for key in root.iter(GRAPHML + "key")}
    assert {type_ for _, type_ in keys.values()} <= {"string", "int", "double", "boolean"}
    for data in root.iter(GRAPHML + "data"):
        assert keys[data.get("key")][0] == data.getparent().tag.removeprefix(GRAPHML)
    assert root.find(GRAPHML + "graph").get("edgedefault") == "undirected"


def test_the_ids_of_graphml_are_tokens_and_refer_to_each_other(shown: Selection) -> None:
    """Its schema has xs:NMTOKEN for every id, source, target and key, ids once each, one value a key."""
    root = etree.fromstring(exports.as_graphml(shown))
    names = ("id", "source", "target", "key", "for")
    told = [element.get(name) for element in root.iter() for name in names if element.get(name) is not None]
    assert [text for text in told if not re.fullmatch(r"[\w.:-]+", text)] == []
    nodes = [node.get("id") for node in root.iter(GRAPHML + "node")]
    assert nodes == ["country:AAA", "country:BBB", "country:CCC"]
    ids = [edge.get("id") for edge in root.iter(GRAPHML + "edge")]
    assert ids[0] == "countries:co-participation:country-AAA--country-BBB:named"
    assert len(ids) == len(set(ids))
    assert {edge.get(end) for edge in root.iter(GRAPHML + "edge") for end in ("source", "target")} <= set(nodes)
    for element in (*root.iter(GRAPHML + "node"), *root.iter(GRAPHML + "edge")):
        keys = [data.get("key") for data in element]
        assert len(keys) == len(set(keys))


def test_an_empty_network_is_written_and_read_in_every_format() -> None:
    nothing = selected(network([]), Filter())
    assert (nothing.pairs, nothing.actors, nothing.is_cut) == ([], [], False)
    assert exports.as_csv(nothing).splitlines() == [",".join(exports.COLUMNS)]
    assert len(nx.read_gexf(io.BytesIO(exports.as_gexf(nothing)))) == 0
    assert len(nx.read_graphml(io.BytesIO(exports.as_graphml(nothing)))) == 0
    told = selection.told(nothing)
    assert told["summary"] == {"actors": 0, "pairs": 0, "facts": 0, "firstYear": None, "lastYear": None}
    assert selection.told(selected(Network.empty("both"), Filter()))["ties"] == []


def test_a_network_of_undated_facts_has_no_spells() -> None:
    rows = [Row("countries", "funding", "country/AAA", "country/BBB", "named", "project/x", 2)]
    text = exports.as_gexf(selected(network(rows), Filter()))
    assert b"spell" not in text
    assert nx.read_gexf(io.BytesIO(text)).number_of_edges() == 1


def test_too_many_actors_leave_the_strongest_and_say_so() -> None:
    rows = [Row("countries", "k", "country/HUB", f"country/{n:04}", "named", f"event/{n % 7}", 9) for n in range(310)]
    rows += [Row("countries", "k", "country/0000", "country/0001", "named", "event/x", 2)]
    found = selected(network(rows, {f"country/{n:04}": str(n) for n in range(310)} | {"country/HUB": "Hub"}), Filter())
    assert (len(found.actors), found.total_actors, found.is_cut) == (300, 311, True)
    assert {"country/HUB", "country/0000", "country/0001"} <= set(found.actors)
    assert selection.told(found)["cut"] == {
        "actors": 311,
        "actorsShown": 300,
        "pairs": 311,
        "pairsShown": 300,
        "by": "facts",
    }
