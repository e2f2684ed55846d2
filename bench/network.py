"""How the network grows: synthetic participations in a store, then edge lists, projection and measures, each timed.

python bench/network.py --actors 1000 [--level organisations] [--memory]

For every actor two events and ten participations, some actors much busier than others; every organisation has one of 24
countries. What runs is what a build runs: the query of `queries/ties/`, the ties, and all measures with clusters.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from edugraph import queries
from edugraph.network import clusters, graphs, measures
from edugraph.network.document import About, document
from edugraph.network.ties import Row, pairs, ties
from edugraph.rdf import XSD, literal
from edugraph.release.networks import rows_of
from edugraph.store import Store, write_store
from edugraph.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
EG, TYPE, ORG = f"{BASE}def#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/ns/org#"
COUNTRIES = 24


def lines(actors: int, seed: int) -> Iterator[str]:
    """The N-Quads of a world with that many organisations."""
    random = Random(seed)
    for n in range(COUNTRIES):
        yield triple(f"id/country/C{n:02}", TYPE, EG + "Country")
    for n in range(actors):
        yield triple(f"id/org/o{n}", TYPE, ORG + "Organization")
        yield triple(f"id/org/o{n}", EG + "ofCountry", f"{BASE}id/country/C{n % COUNTRIES:02}")
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
        for actor in {int(actors * random.random() ** 1.5) for _ in range(5)}:
            part = f"id/participation/e{n}--o{actor}"
            yield triple(part, EG + "in", BASE + event)
            yield triple(part, EG + "participant", f"{BASE}id/org/o{actor}")


def triple(subject: str, property_: str, object_: str) -> str:
    return f"<{BASE}{subject}> <{property_}> <{object_}> .\n"


@contextmanager
def stage(name: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<28}{time.perf_counter() - start:8.1f} s {time.process_time() - cpu:8.1f} s CPU {peak:8.0f} MiB",
        flush=True,
    )


def measure(store: Store, level: str) -> None:
    """Edge list, projection and measures of one level, each stage timed."""
    query = queries.bound(
        (ROOT / "queries/ties/co-participation.rq").read_text(encoding="utf-8"), {"level": literal(level)}
    )
    with stage(f"{level}: edge list"):
        rows: list[Row] = rows_of("co-participation", store.select(query))
    with stage(f"{level}: ties and pairs"):
        found = pairs(ties(rows))
    print(f"{'':<28}{len(rows)} rows, {len(found)} pairs, {len(graphs.actors(found))} actors")
    with stage(f"{level}: graph"):
        graph, _ = graphs.numbered(found)
    if len(found) < 200_000:
        with stage(f"{level}: whole file"):
            document(level, rows, About(), {})
    for name, compute in (
        ("betweenness", measures.betweenness),
        ("closeness", measures.closeness),
        ("eigenvector", measures.eigenvector),
        ("PageRank", measures.page_rank),
        ("clusters, 1 seed of 20", lambda g: clusters.clusters(g, seeds=1)),
    ):
        with stage(f"{level}: {name}"):
            compute(graph)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--level", choices=("countries", "organisations"), action="append")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        load = Path(folder) / "world.nq"
        with stage("write"), load.open("w", encoding="utf-8") as out:
            out.writelines(lines(asked.actors, asked.seed))
        with stage("load"):
            write_store(Path(folder) / "store", load)
        store = Store.opened(Path(folder) / "store")
        for level in asked.level or ("organisations", "countries"):
            measure(store, level)


if __name__ == "__main__":
    main()
