"""What pages about the network cost in a release of very many actors, and whether each answers.

python bench/large.py 1000 10000 --homes FOLDER          # the releases stay in FOLDER for the next time
python bench/large.py 10000 --homes FOLDER --only /network/path

A release is that of the founding data with the world of `network.py` beside it: its network is counted anew, as a build
would, with its tables, observations, registered names, counts and search. Pages are asked in this process over the
store on disk: the first time, when the level is read and cut, and then with other words, so that no answer is at hand.
"""

import argparse
import gc
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from pages import Engine, app_of, cost
from servers import by_graph, founded

from edugraph import search
from edugraph.build import registry
from edugraph.rdf import Quad
from edugraph.release import Release, Releases, making, networks
from edugraph.store import Store, write_store
from edugraph.vocabulary import graph_iri
from network import lines, stage

ROOT = Path(__file__).resolve().parent.parent
GRAPH = f"<{graph_iri('source/synthetic')}>"
PAGES = (
    "/",
    "/network?level={level}",
    "/network?level={level}&evidence=region-expanded&weight=shared",
    "/network?level={level}&from=2010&to=2012",
    "/network?level={level}&kinds=co-participation&from=2010&to=2012&sure=yes",
    "/network?level={level}&min=3",
    "/network?level={level}&region=region/central-asia",
    "/network?level={level}&view=table",
    "/network?level={level}&view=table&page=3",
    "/network?level={level}&view=matrix",
    "/network?level={level}&focus={one}",
    "/network?level={level}&focus={one}&steps=3",
    "/network?level={level}&actor={one}",
    "/network?level={level}&actor={last}",
    "/network?level={level}&tie={one},{other}",
    "/network/chosen?level={level}&focus={one}",
    "/network/chosen?level={level}&tie={one},{other}",
    "/network/embed?level={level}",
    "/network.svg?level={level}",
    "/network.json?level={level}",
    "/network.csv?level={level}",
    "/network.csv-metadata.json?level={level}",
    "/network.gexf?level={level}",
    "/network.graphml?level={level}",
    "/network.ttl?level={level}",
    "/network/tie?level={level}&a={one}&b={other}",
    "/network/tie.json?level={level}&a={one}&b={other}",
    "/network/tie?level={level}&a={one}&b={last}",
    "/network/measures?level={level}",
    "/network/measures?level={level}&from=2010&to=2012",
    "/network/gaps?level={level}",
    "/network/path?level={level}&a={one}&b={other}",
    "/network/path?level={level}&a={one}&b={last}",
    "/network/path?level={level}&a={one}&b={last}&from=2010&to=2012",
    "/network/change?level={level}&before=2001/2010&after=2011/2020",
    "/pair/{one}/{other}",
    "/pair/{one}/{last}",
    "/doc/{one}",
    "/doc/{last}",
    "/world",
    "/world?from=2010&to=2012",
    "/world.svg",
)
"""Every kind of page and answer about the network. `one` and `other` are the busiest actors, `last` the least busy."""


def released(home: Path, actors: int) -> Release:
    """A release with that many actors more than the founding data; what the folder holds already is used again."""
    if not home.exists():
        with stage("founding data"):
            founded(home)
        _grow(home, actors)
    release = Releases(home).current()
    assert release, "a build leaves a current release"
    return release


def _grow(home: Path, actors: int) -> None:
    """Put the synthetic world beside the founding data, and make anew what a build makes of all of it."""
    release = Releases(home).current()
    assert release, "a build leaves a current release"
    files, store = release.files, release.files / "store"
    data = home / "world.nq"
    with stage("write and load"):
        with data.open("wb") as out:
            Store.opened(store).dump(out)
            for line in lines(actors, seed=1, named=True):
                out.write(line.encode())
                out.write(f"{line[:-3]} {GRAPH} .\n".encode())
        store.rename(home / "founding")
        write_store(store, data)
    told = _networks(files, Store.opened(store))
    gc.collect()
    with stage("load with observations"):
        with data.open("ab") as out:
            out.writelines(f"{' '.join(quad)} .\n".encode() for quad in told)
        store.rename(home / "without-observations")
        write_store(store, data)
    held = by_graph(data)
    with stage("registry and names"):
        entries = registry.updated(registry.read(files / "registry.csv"), registry.minted(_quads(held)), "2026.11.1")
        (files / "registry.csv").write_text(registry.written(entries), encoding="utf-8")
        search.write(files / search.NAME, _quads(held), {})
    with stage("counts and tables"):
        union = making.counted(files, held)
        making.keep_tables(files, union, Store.opened(store).ask)


def _networks(files: Path, store: Store) -> set[Quad]:
    """Count the networks and write their files and tables; their observations."""
    with stage("find ties"):
        found = networks.found(ROOT, store.select, store.coded)
    with stage("compute network"):
        told = networks.files(found, {}, "2026-11-21", "0" * 64)
    with stage("write network"):
        for path in (files / networks.FOLDER).iterdir():
            path.unlink()
        (files / networks.FOLDER).rmdir()
        networks.write(files, told)
        networks.write_tables(files, found.crowded)
    return networks.quads(found, told, "0" * 64)


def _quads(held: dict[str, list[str]]) -> Iterator[Quad]:
    for graph, told in held.items():
        for line in told:
            subject, property_, value = line[:-3].split(" ", 2)
            yield subject, property_, value, f"<{graph}>"


def asked(release: Release, level: str, rounds: int, only: str) -> None:
    """Ask every page, and print what it cost: first answer, later ones, engine, memory of the process afterwards."""
    app, engine = app_of(release)
    cost(app, engine, "/about", 1)
    names = _named(app, level)
    print(f"{level}: {names}; load {os.getloadavg()[0]:.1f}")
    for path in PAGES:
        page = path.format(level=level, **names)
        if only in page and ("{" in path or level == "countries"):
            print(_line(app, engine, page, rounds), flush=True)


def _named(app: FastAPI, level: str) -> dict[str, str]:
    """The two busiest actors of a level, and the least busy: of organisations, the last one made."""
    known = app.state.site.networks
    nodes = known.levels[level].nodes.values()
    ranked = sorted(nodes, key=lambda n: (-(n["measures"].get("by-group") or {}).get("strength", 0), n["id"]))
    made = [int(name[8:]) for name in known.registered if name.startswith("id/org/o") and name[8:].isdigit()]
    last = f"org/o{max(made)}" if made and level != "countries" else ranked[-1]["id"]
    return {"one": ranked[0]["id"], "other": ranked[1]["id"], "last": last}


def _line(app: FastAPI, engine: Engine, page: str, rounds: int) -> str:
    first = cost(app, engine, page, 1)
    later = cost(app, engine, page + ("&" if "?" in page else "?") + "lang=lv", rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| `{page}` | {first.status} | {first.all_ms:,.0f} | {later.all_ms:,.0f} | {later.queries} | "
        f"{later.values:,} | {later.engine_ms:,.0f} | {peak:,.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("actors", nargs="+", type=int)
    parser.add_argument("--homes", type=Path, help="a folder in which the releases stay for the next time")
    parser.add_argument("--level", action="append", choices=("countries", "organisations", "both"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for actors in given.actors:
            release = released((given.homes or Path(folder)) / f"actors-{actors}", actors)
            start = time.process_time()
            for level in given.level or ("countries", "organisations", "both"):
                asked(release, level, given.rounds, given.only)
            print(f"{actors} actors: {time.process_time() - start:.0f} s CPU for all pages")


if __name__ == "__main__":
    main()
