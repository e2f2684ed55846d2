"""What a release knows of things that very many others point at is what the queries would have found."""

import random
import shutil
from pathlib import Path

import pytest

from edugraph import hubs
from edugraph.description import Describer
from edugraph.store import Store
from edugraph.vocabulary import BASE
from miniature import ROOT

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
HUB = f"{BASE}id/country/HUB"


def lines(number: int) -> list[str]:
    """A country in which `number` participations and as many figures and events take part, and one with a few."""
    made = [f"<{HUB}> {TYPE} <{BASE}def#Country> .\n", f"<{BASE}id/country/few> {TYPE} <{BASE}def#Country> .\n"]
    for n in range(number):
        part, figure, event = (f"<{BASE}id/{kind}/x-{n}>" for kind in ("participation", "figure", "event"))
        country = HUB if n > 3 else f"{BASE}id/country/few"
        made += [
            f"{part} {TYPE} <{BASE}def#Participation> .\n",
            f"{part} <{BASE}def#participant> <{country}> .\n",
            f"{figure} {TYPE} <{BASE}def#Figure> .\n",
            f"{figure} <{BASE}def#about> <{country}> .\n",
            f"{event} <{BASE}def#about> <{country}> .\n",
            f'{event} <http://www.w3.org/2004/02/skos/core#prefLabel> "about <{country}> .\\n"@en .\n',
        ]
    random.Random(1).shuffle(made)
    return made


def described(folder: Path, store: Store, iri: str) -> tuple[list[object], int, list[tuple[str, int]]]:
    """The description, the number of queries that it took, and what points at the thing."""
    asked: list[str] = []

    def ask(query: str) -> list[dict[str, str]]:
        asked.append(query)
        return store.ask(query)

    found = Describer(folder, ask).description(iri)
    return [found.triples, found.dataset, found.kinds], len(asked), [(p, n) for p, n, _ in found.incoming]


@pytest.mark.parametrize("number", [40, 450])
def test_a_hub_is_described_as_the_queries_would_describe_it(tmp_path: Path, number: int) -> None:
    made, store = lines(number), Store.in_memory()
    store.add("".join([*made, *(line[:-3] + f" <{BASE}graph/x> .\n" for line in made)]).encode())
    shutil.copytree(ROOT / "queries", tmp_path / "queries")
    without = described(tmp_path, store, HUB)
    (tmp_path / "hubs.json").write_text(hubs.written(hubs.found(made, 30)), encoding="utf-8")
    with_ = described(tmp_path, store, HUB)
    assert (with_[0], with_[2]) == (without[0], without[2])
    assert with_[1] == without[1] - 2
    few = described(tmp_path, store, f"{BASE}id/country/few")
    assert few[2] == [(f"{BASE}def#about", 8), (f"{BASE}def#participant", 4)]
    first = hubs.read(tmp_path / "hubs.json")[HUB].first[f"{BASE}def#participant"]
    rows = store.ask(f"SELECT ?s {{ ?s <{BASE}def#participant> <{HUB}> }} ORDER BY ?s LIMIT 10")
    assert [f"<{iri}>" for iri in first] == [row["s"] for row in rows]


def test_the_order_of_triples_changes_no_byte_and_few_make_no_hub() -> None:
    made = lines(60)
    assert hubs.written(hubs.found(made, 30)) == hubs.written(hubs.found(sorted(made), 30))
    assert hubs.found(made) == {}
