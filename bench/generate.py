"""Synthetic data in edugraph's own model, at any size: a folder of inputs, or the graph itself as N-Quads.

python bench/generate.py records --events 1000 --seed 1 --to FOLDER
python bench/generate.py nquads --quads 1000000 --seed 1 --to FILE

Both hold the founding data and, beside it, the same synthetic sources: the quads that `nquads` writes for a number of
events are those that `edugraph build` makes of the folder that `records` writes for it (all graphs but graph/meta and
graph/analytics).
"""

import argparse
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from direct import Id, Writer, ids
from sources import Batch, Source, batches
from world import Block, World

from edugraph import evidence, records
from edugraph.build import graphs, inputs, rules
from edugraph.rdf import Quad, iri
from edugraph.store import Store, read_rdf
from edugraph.vocabulary import BASE, graph_iri, id_iri

PROJECT = Path(__file__).resolve().parent.parent
QUADS_AN_EVENT = 118
"""Quads of all graphs for each event more, at any size; tests hold `nquads --quads` to the size that was asked for."""

_PREMISES = {"curation": "synthetic"}


# --- a folder of inputs ----------------------------------------------------------------------------------------------


def write_folder(folder: Path, world: World, events: int) -> None:
    """A complete folder of inputs: the project's own, and the synthetic sources, with texts and locks."""
    for name in inputs.FOLDERS:
        shutil.copytree(PROJECT / name, folder / name)
    (folder / "data" / "registry.csv").unlink(missing_ok=True)
    _write_yaml(folder / "data" / "authority" / "synthetic.yaml", world.file())
    premises: Block = {}
    (folder / "texts").mkdir()
    for batch in batches(world, events):
        premises |= batch.premises
        for source in batch.sources:
            _write_source(folder, source)
    _write_yaml(folder / "data" / "synthetic-curation.yaml", {**_PREMISES, "premises": premises})


def _write_source(folder: Path, source: Source) -> None:
    path = folder / "data" / "records" / f"{source.key}.yaml"
    _write_yaml(path, source.records)
    lock = evidence.locked(source.key, source.text.whole, source.text.hashes)
    path.with_suffix(".lock").write_text(lock, encoding="utf-8")
    (folder / "texts" / f"{source.key}.txt").write_bytes(source.text.whole.encode())
    with (folder / "data" / "sources.yaml").open("a", encoding="utf-8") as register:
        register.write("".join(f"  {line}\n" for line in _yaml({source.key: source.entry}).splitlines()))


def _write_yaml(path: Path, content: Block) -> None:
    path.write_text(_yaml(content), encoding="utf-8")


def _yaml(content: Block) -> str:
    return str(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000))


class _Dumper(yaml.CSafeDumper):
    """Records have no anchors and aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# --- the graph itself ------------------------------------------------------------------------------------------------


class Graph:
    """The founding data and a world's quads, once; then those of each batch, with what the rules infer of it."""

    def __init__(self, world: World) -> None:
        named = {n: p for n, p in inputs.files(PROJECT).items() if n != "data/registry.csv"}
        self.language = records.read(PROJECT / "ontology" / "records.yaml")
        ontology = graphs.ontology(named, read_rdf)
        run = graphs.of_records(named, ontology)
        actors = world.file()
        self.declared = {*_instances(run.quads), *ids(self.language, actors)}
        self.base = ontology | run.quads | graphs.paragraphs(named, run)
        self.actors = self._actors(actors)
        self.inferred = _inferred(self.base | self.actors)
        self.of_subject: dict[str, list[Quad]] = defaultdict(list)
        for quad in self.actors:
            self.of_subject[quad[0]].append(quad)
        self._seen: set[Quad] = set()

    def _actors(self, actors: Block) -> set[Quad]:
        writer = Writer(self.language, self.declared, "synthetic", "authority/synthetic", "synthetic")
        return writer.of(actors) | writer.header(actors)

    def founding(self) -> set[Quad]:
        """The founding data and the synthetic actors, with what follows from them."""
        return self.base | self.actors | self.inferred

    def of_batch(self, batch: Batch) -> set[Quad]:
        """The quads that a batch adds. A span in a graph that batches share is written with the first of them."""
        told = self._told(batch)
        around = {q for _, _, o, _ in told for q in self.of_subject.get(o, ())}
        new = told | (_inferred(self.base | around | told) - self.inferred)
        shared = {q for q in new if q[0].startswith(_SPAN) and not q[3].startswith(_SOURCE)}
        new -= shared & self._seen
        self._seen |= shared
        return new

    def _told(self, batch: Batch) -> set[Quad]:
        declared = self.declared | {i for s in batch.sources for i in ids(self.language, s.records)}
        declared |= {("premise", slug) for slug in batch.premises}
        ours = Writer(self.language, declared, "synthetic", "curation", sources=batch.sources)
        quads = ours.of({"premises": batch.premises})
        register = Writer(self.language, declared, "sources", "authority/sources", "sources")
        quads |= register.of({"sources": {s.key: s.entry for s in batch.sources}})
        for source in batch.sources:
            writer = Writer(self.language, declared, source.key, f"source/{source.key}", sources=batch.sources)
            quads |= writer.of(source.records)
        return quads


def _instances(quads: Iterable[Quad]) -> Iterator[Id]:
    """Path and slug of each thing of which something is said."""
    for subject, _, _, _ in quads:
        if subject.startswith(_ID):
            path, _, slug = subject[len(_ID) : -1].partition("/")
            yield path, slug


_ID, _SPAN, _SOURCE = f"<{BASE}id/", f"<{id_iri('span', '')}", f"<{graph_iri('source/')}"


def _inferred(quads: Iterable[Quad]) -> set[Quad]:
    store = Store.in_memory()

    def add(more: Iterable[Quad]) -> None:
        store.add("".join(f"{s} {p} {o} {g} .\n{s} {p} {o} .\n" for s, p, o, g in more).encode())

    add(q for q in quads if q[3] != _SHAPES)
    return rules.inferred(PROJECT / "queries" / "rules", store.construct, add)


_SHAPES = iri(graph_iri("shapes"))


def nquads(world: World, events: int) -> Iterator[str]:
    """The whole graph as N-Quads lines, one batch in memory at a time."""
    graph = Graph(world)
    yield from _lines(graph.founding())
    for batch in batches(world, events):
        yield from _lines(graph.of_batch(batch))


def _lines(quads: Iterable[Quad]) -> Iterator[str]:
    return (f"{subject} {predicate} {term} {graph} .\n" for subject, predicate, term, graph in sorted(quads))


def events_for(quads: int, seed: int) -> int:
    """How many events make a graph of about so many quads."""
    least = len(Graph(World(0, seed)).founding())
    return max((quads - least) // QUADS_AN_EVENT, 1)


def write_nquads(path: Path, seed: int, events: int) -> int:
    """Write the graph to a file; returns the number of quads."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        for line in nquads(World(events, seed), events):
            out.write(line)
            count += 1
    return count


# --- the command -----------------------------------------------------------------------------------------------------


def main() -> None:
    given = _parser().parse_args()
    if given.what == "records":
        write_folder(given.to, World(given.events, given.seed), given.events)
        print(f"{given.events} events in {given.to}")
        return
    events = given.events or events_for(given.quads, given.seed)
    print(f"{write_nquads(given.to, given.seed, events)} quads of {events} events in {given.to}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="what", required=True)
    folder = kinds.add_parser("records", help="A folder of inputs, for EDUGRAPH_INPUTS.")
    folder.add_argument("--events", type=int, required=True, help="How many synthetic events.")
    file = kinds.add_parser("nquads", help="The graph itself, as one file.")
    size = file.add_mutually_exclusive_group(required=True)
    size.add_argument("--quads", type=int, help="About how many quads in all.")
    size.add_argument("--events", type=int, help="How many synthetic events.")
    for kind in (folder, file):
        kind.add_argument("--seed", type=int, default=1, help="The same seed gives the same bytes.")
        kind.add_argument("--to", type=Path, required=True, help="Where to write; must not exist yet.")
    return parser


if __name__ == "__main__":
    main()
