"""The network as a part of a release: positions that are kept, graph/analytics, and nothing left to chance."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edugraph.errors import EdugraphError
from edugraph.network.layout import displacement
from edugraph.network.selection import Network
from edugraph.network.ties import LEVELS
from edugraph.release import Release, Releases, making, networks
from edugraph.release.making import OUTSIDE_THE_UNION
from edugraph.store import Rows
from web.conftest import ROOT


def test_positions_are_kept_and_read_again(built: Release, levels: dict[str, Network], tmp_path: Path) -> None:
    path = tmp_path / "layout.csv"
    placed, moved = networks.keep_positions(built.files, path)
    assert (placed, moved) == (sum(len(n.nodes) for n in levels.values()), 0.0)
    kept = networks.positions(path)
    assert kept["both"]["country/KAZ"] == tuple(levels["both"].nodes["country/KAZ"][axis] for axis in ("x", "y"))
    assert networks.keep_positions(built.files, path) == (placed, 0.0)


def test_a_release_starts_from_the_kept_positions_and_says_how_far_it_moved(levels: dict[str, Network]) -> None:
    for level in LEVELS:
        told = levels[level].told["layout"]
        assert told["known"] == len(levels[level].nodes)
        assert told["displacement"] < 15


@pytest.mark.slow
def test_a_second_release_with_twice_the_countries_moves_known_actors_little(
    levels: dict[str, Network], tmp_path: Path
) -> None:
    """Whole builds: the founding data, then those and a dozen events of other countries, from the kept positions.

    Nobody chose the distance: it is about a fortieth of the picture's width at most, and said in the file.
    """
    command = [sys.executable, str(ROOT / "bench" / "generate.py"), "records", "--events", "12", "--seed", "1", "--to"]
    subprocess.run([*command, str(tmp_path / "inputs")], check=True, capture_output=True)
    second, _ = making.build(tmp_path / "inputs", Releases(tmp_path / "home"))
    before = networks.positions(ROOT / "data" / "layout.csv")
    for level in LEVELS:
        told = json.loads((second.files / "network" / f"{level}.json").read_text(encoding="utf-8"))
        after = {node["id"]: (node["x"], node["y"]) for node in told["nodes"]}
        assert told["layout"]["known"] == len(levels[level].nodes) < len(after)
        assert told["layout"]["displacement"] == pytest.approx(displacement(before[level], after), rel=1e-5)
        assert told["layout"]["displacement"] < 25


@pytest.mark.parametrize(
    "line", ["both,country/KAZ,here,88", "planets,country/KAZ,1,2", "both,country/KAZ,1,99999", "x"]
)
def test_a_bad_line_of_positions_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "layout.csv").write_text(f"level,actor,x,y\n{line}\n", encoding="utf-8")
    with pytest.raises(EdugraphError, match=r"layout\.csv:2:1: .* is no position; a line is like `both,country/KAZ,"):
        networks.positions(tmp_path / "layout.csv")


def test_keeping_positions_without_networks_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EdugraphError, match="build a release first, then keep its positions"):
        networks.keep_positions(tmp_path, tmp_path / "layout.csv")


def test_a_folder_without_tie_queries_has_networks_without_ties(tmp_path: Path) -> None:
    nothing = networks.found(tmp_path, lambda query: Rows((), []))
    assert networks.quads(nothing, networks.files(nothing, {}, "", ""), "") == set()
    networks.write(tmp_path, networks.files(nothing, {}, "2026-11-21", "0" * 64))
    assert Network.empty("both").nodes == {}
    assert (tmp_path / "network" / "both.json").read_text(encoding="utf-8").startswith('{\n"level": "both",\n')


def count(built: Release, pattern: str) -> int:
    query = f"""PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX eg: <https://w3id.org/edugraph/def#>
    PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX spdx: <http://spdx.org/rdf/terms#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <https://w3id.org/edugraph/graph/analytics> {{ {pattern} }} }}"""
    term = built.store.select(query).rows[0][0]
    assert term
    return int(term.value)


def test_analytics_are_well_formed_cubes(built: Release, levels: dict[str, Network]) -> None:
    """The integrity constraints of the RDF Data Cube vocabulary that apply: IC-1, IC-2, IC-3, IC-11, IC-12, IC-14."""
    observations = count(built, "?o a qb:Observation")
    assert observations > 500
    assert count(built, "?o a qb:Observation ; qb:dataSet ?set . ?set a qb:DataSet ; qb:structure ?s") == observations
    assert count(built, "?s a qb:DataStructureDefinition") == 3
    missing = """?o qb:dataSet/qb:structure/qb:component ?c . { ?c qb:dimension ?p } UNION { ?c qb:measure ?p }
      FILTER NOT EXISTS { ?o ?p ?value }"""
    assert count(built, missing) == 0
    ties = count(built, "?o qb:dataSet <https://w3id.org/edugraph/analytics/ties>")
    assert ties == sum(len(n.ties) for n in levels.values())
    keys = "SELECT DISTINCT ?l ?k ?a ?b ?e { ?o qb:dataSet <https://w3id.org/edugraph/analytics/ties> ; "
    keys += "eg:networkLevel ?l ; eg:tieKind ?k ; eg:tieFrom ?a ; eg:tieTo ?b ; eg:evidenceLevel ?e }"
    assert count(built, f"{{ {keys} }}") == ties


def test_analytics_say_the_hash_of_what_they_were_computed_from(built: Release, levels: dict[str, Network]) -> None:
    used = "?set prov:wasGeneratedBy ?run . ?run prov:used ?input . ?input spdx:checksum/spdx:checksumValue"
    digest = f'"{levels["both"].told["input"]}"^^xsd:hexBinary'
    assert count(built, f"{used} {digest}") == 3


def test_analytics_are_outside_the_default_graph_and_have_no_blank_node(built: Release) -> None:
    assert "analytics" in OUTSIDE_THE_UNION
    ask = "SELECT ?o { ?o a <http://purl.org/linked-data/cube#Observation> }"
    assert built.store.select(ask).rows == []
    assert count(built, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))") == 0


def test_numbers_of_actors_in_the_graph_are_those_of_the_file(built: Release, levels: dict[str, Network]) -> None:
    node = levels["countries"].nodes["country/KAZ"]["measures"]["by-group"]
    numbers = f"eg:degree {node['degree']} ; eg:strength {node['strength']} ; eg:inCluster {node['cluster']}"
    actor = "<https://w3id.org/edugraph/analytics/actor/countries/country-KAZ/by-group>"
    pattern = f"{actor} {numbers} ; eg:betweenness ?b FILTER(?b = {node['betweenness']})"
    assert count(built, pattern) == 1
