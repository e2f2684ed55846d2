"""`edugraph.network` as a library: graphs, data frames, and the notebook that shows them."""

from edugraph import network
from edugraph.network.measures import NAMES
from edugraph.network.selection import Network
from edugraph.network.ties import EVIDENCE, LEVELS, WEIGHTS
from edugraph.queries import read_all
from edugraph.release import Release
from web.conftest import ROOT

from . import notebook


def test_every_cell_of_the_notebook_shows_what_it_says(built: Release) -> None:
    found = notebook.run(built.files)
    assert found == [notebook.shown(cell) for cell in notebook.cells()]
    assert sum(map(bool, found)) >= 8


def test_a_graph_has_the_weights_facts_and_kinds_of_the_ties(networks: dict[str, Network]) -> None:
    graph = network.graph(networks["countries"], evidence="region-expanded", kinds=["co-participation"])
    edge = graph.edges["country/KAZ", "country/KGZ"]
    assert (edge["weight"], len(edge["facts"]), edge["kinds"]) == (6, 6, ["co-participation"])
    assert graph.nodes["country/KAZ"]["label"]["lv"] == "Kazahstāna"


def test_frames_have_a_row_for_each_fact_and_each_actor(networks: dict[str, Network]) -> None:
    ties = network.ties_frame(networks["organisations"])
    assert len(ties) == sum(len(tie.shares) for tie in networks["organisations"].ties)
    assert set(ties.columns) == {"a", "b", "kind", "evidence", "fact", "share", "when", "not_before", "not_after"}
    actors = network.actors_frame(networks["organisations"], language="ru")
    assert actors.loc["org/asean", "label"] == "Ассоциация государств Юго-Восточной Азии"


def test_actors_and_facts_are_the_two_sides_of_a_bipartite_graph(networks: dict[str, Network]) -> None:
    graph = network.bipartite(networks["countries"])
    sides = dict(graph.nodes(data="bipartite"))
    assert all({sides[a], sides[b]} == {0, 1} for a, b in graph.edges())


METHOD = (ROOT / "docs" / "method-network.md").read_text(encoding="utf-8")


def test_every_measure_kind_level_and_weight_is_in_the_method() -> None:
    kinds = read_all(ROOT / "queries" / "ties")
    names = [*NAMES, *kinds, *LEVELS, *EVIDENCE, *WEIGHTS]
    assert [name for name in names if f"`{name}`" not in METHOD] == []


def test_every_kind_of_tie_is_a_code_with_its_query_and_direction(networks: dict[str, Network]) -> None:
    kinds = read_all(ROOT / "queries" / "ties")
    told = {kind["code"]: kind for kind in networks["both"].told["kinds"]}
    assert set(told) == set(kinds) == {query.head["kind"] for query in kinds.values()}
    assert {name: query.head["direction"] == "directed" for name, query in kinds.items()} == {
        name: kind["directed"] for name, kind in told.items()
    }
    assert all(set(kind["label"]) == {"en", "ru", "lv"} for kind in told.values())
