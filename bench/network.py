"""How the network grows: synthetic participations in a store, then edge lists, projection and measures, each timed.

python bench/network.py --actors 100000 [--level organisations] [--largest 30] [--listed]

For every actor two events and ten participations, some actors much busier than others; every organisation has one of
24 countries. An event has five participants, or with `--largest` from two to that many, few of them large. What runs
is what a build runs of a large network: the sides of a query of `queries/ties/`, the ties, all measures, clusters and
cuts; `--listed`: what it runs of a small one.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random

from world import COUNTRIES

from edugraph import queries
from edugraph.network import clusters, crowd, graphs, measures, sparse
from edugraph.network.ties import Row, pairs, ties
from edugraph.rdf import XSD, literal
from edugraph.release import crowds
from edugraph.release.networks import rows_of
from edugraph.store import Coded, Store, write_store
from edugraph.vocabulary import BASE, SKOS

ROOT = Path(__file__).resolve().parent.parent
EG, TYPE, ORG = f"{BASE}def#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/ns/org#"
KIND_NAME = "co-participation"
KIND = queries.read_all(ROOT / "queries" / "ties")[KIND_NAME]


def lines(actors: int, seed: int, largest: int = 0, named: bool = False) -> Iterator[str]:
    """The N-Triples of a world with that many organisations; `named` gives them and their events names."""
    random = Random(seed)
    for code in COUNTRIES:
        yield triple(f"id/country/{code}", TYPE, EG + "Country")
    for n in range(actors):
        yield triple(f"id/org/o{n}", TYPE, ORG + "Organization")
        yield triple(f"id/org/o{n}", EG + "ofCountry", f"{BASE}id/country/{COUNTRIES[n % len(COUNTRIES)]}")
        if named:
            yield from names(f"id/org/o{n}", n, ("Institute", "Институт", "Institūts"))
    for year in range(2000, 2027):
        span = f"id/span/{year}"
        yield f"<{BASE}{span}> <{EG}edtf> {literal(str(year))} .\n"
        for name, day in (("notBefore", "01-01"), ("notAfter", "12-31")):
            yield f"<{BASE}{span}> <{EG}{name}> {literal(f'{year}-{day}', datatype=XSD + 'date')} .\n"
    for n in range(2 * actors):
        event = f"id/event/e{n}"
        yield triple(event, TYPE, EG + "Event")
        yield triple(event, EG + "eventStatus", f"{BASE}vocab/event-status/held")
        yield triple(event, EG + "when", f"{BASE}id/span/{random.randrange(2000, 2027)}")
        if named:
            yield from names(event, n, ("Meeting", "Встреча", "Sanāksme"))
        for actor in {int(actors * random.random() ** 1.5) for _ in range(size(random, largest))}:
            part = f"id/participation/e{n}--o{actor}"
            yield triple(part, EG + "in", BASE + event)
            yield triple(part, EG + "participant", f"{BASE}id/org/o{actor}")


def size(random: Random, largest: int) -> int:
    """How many are drawn for an event: five, or from two to `largest`, about five on average."""
    return min(int(2.6 / (1 - random.random()) ** 0.5), largest) if largest else 5


def names(subject: str, number: int, words: tuple[str, str, str]) -> Iterator[str]:
    """A name in each language: a word and a number."""
    for word, language in zip(words, ("en", "ru", "lv"), strict=True):
        yield f"<{BASE}{subject}> <{SKOS.prefLabel}> {literal(f'{word} {number}', language)} .\n"


def triple(subject: str, property_: str, object_: str) -> str:
    return f"<{BASE}{subject}> <{property_}> <{object_}> .\n"


@contextmanager
def stage(name: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<34}{time.perf_counter() - start:8.1f} s {time.process_time() - cpu:8.1f} s CPU {peak:8.0f} MiB",
        flush=True,
    )


def listed(store: Store, level: str) -> None:
    """Edge list, ties and measures as a build makes them of a small network: every row an object."""
    query = queries.bound(KIND.text, {"level": literal(level)})
    with stage(f"{level}: edge list"):
        rows: list[Row] = rows_of(KIND_NAME, store.select(query))
    with stage(f"{level}: ties and pairs"):
        found = pairs(ties(rows))
    print(f"{'':<34}{len(rows)} rows, {len(found)} pairs, {len(graphs.actors(found))} actors")
    with stage(f"{level}: graph"):
        graph, _ = graphs.numbered(found)
    with stage(f"{level}: measures"):
        measures.measured(graph)
    with stage(f"{level}: clusters, 1 seed"):
        clusters.clusters(graph, seeds=1)


def counted(store: Store, level: str, dated: list[Coded]) -> None:
    """The same as columns of numbers and sparse matrices, as a build makes them of a large network."""
    with stage(f"{level}: edge list"):
        told = crowds.level(level, {KIND_NAME: KIND}, store.coded, dated)
    rows = told.paired.rows
    with stage(f"{level}: ties"):
        found = crowd.ties(rows, told.first, told.last)
    with stage(f"{level}: pairs and matrix"):
        both = crowd.pairs(rows, 2)
        graph = sparse.matrix(both.a, both.b, both.facts, len(told.actors))
    left = f"; left out: {told.paired.left_out} facts of more than {told.paired.most} pairs" if told.paired.most else ""
    print(f"{'':<34}{len(rows)} rows, {len(found)} ties, {len(both)} pairs, {len(told.actors)} actors{left}")
    with stage(f"{level}: betweenness, closeness"):
        between, _ = sparse.paths(graph)
    print(f"{'':<34}off by at most {between.error:.3f}; largest standard error {between.deviation:.6f}")
    for name, compute in (
        ("eigenvector", sparse.eigenvector),
        ("PageRank", sparse.page_rank),
        ("clustering", sparse.clustering),
        ("core numbers", sparse.core_numbers),
        ("bridges and cut actors", sparse.cuts),
        ("gaps", lambda g: sparse.gaps(g, 50, 20)),
    ):
        with stage(f"{level}: {name}"):
            compute(graph)
    with stage(f"{level}: clusters, 3 seeds"):
        parted = sparse.clusters(graph, 3)
    told_of = f"modularity {parted.modularity:.3f}, stability {parted.stability:.2f}"
    print(f"{'':<34}{int(parted.number.max())} clusters, {told_of}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=0)
    parser.add_argument("--listed", action="store_true")
    parser.add_argument("--level", choices=("countries", "organisations"), action="append")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        load = Path(folder) / "world.nq"
        with load.open("w", encoding="utf-8") as out:
            out.writelines(lines(asked.actors, asked.seed, asked.largest))
        with stage("load, in another process"):
            loading = get_context("spawn").Process(target=write_store, args=(Path(folder) / "store", load))
            loading.start()
            loading.join()
        store = Store.opened(Path(folder) / "store")
        if asked.listed:
            for level in asked.level or ("organisations", "countries"):
                listed(store, level)
            return
        with stage("dates of facts"):
            dated = crowds.dates({KIND_NAME: KIND}, store.coded)
        for level in asked.level or ("organisations", "countries"):
            counted(store, level, dated)


if __name__ == "__main__":
    main()
