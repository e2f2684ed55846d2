"""How a release is made: read, infer, check, describe, write, switch. Each stage is one function and one line of the
table that `edugraph build --timings` prints."""

import itertools
import json
import re
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edugraph import counts, hubs, queries, search, store, validate
from edugraph.build import graphs, inputs, meta, registry, rules
from edugraph.errors import EdugraphError, Finding, FindingsError
from edugraph.network import document
from edugraph.rdf import Quad
from edugraph.records.dates import DateError, span
from edugraph.release import dumps, history, networks, sitemap
from edugraph.release.folder import Release, Releases
from edugraph.vocabulary import BASE, DATE, OWL, graph_iri

OUTSIDE_THE_UNION = ("shapes", "analytics")
"""Graphs that the default graph leaves out (their triples are about graphs, not about the world)."""

CACHES = {"store", search.NAME}
"""What a release holds only to be fast: rebuilt from the rest, and not hashed."""

STAGES = (
    "read records",
    "load and infer",
    "check shapes",
    "check registry",
    "find ties",
    "compute network",
    "describe",
    "write dumps",
    "load store",
    "index names",
    "write manifest",
    "compare",
)
"""The stages of a build, in order."""

_RELEASE = re.compile(r"^(version|date|previous):[ ]*(\S+)[ ]*$", re.MULTILINE)


@dataclass
class Progress:
    """Tells a listener which stage runs, and keeps seconds and peak memory (MiB) of each."""

    tell: Callable[[str], None] = lambda stage: None
    stages: list[tuple[str, float, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        assert name in STAGES, f"{name!r} is no stage of a build"
        self.tell(name)
        start = time.perf_counter()
        yield
        self.stages.append((name, time.perf_counter() - start, _peak_mib()))


@dataclass
class Draft:
    """What a build knows before anything is written."""

    version: str
    date: str
    previous: str
    hashes: dict[str, str]
    quads: set[Quad]
    working: store.Store
    locked: dict[str, Mapping[str, str]]
    results: list[validate.Result] = field(default_factory=list)
    entries: dict[str, registry.Entry] = field(default_factory=dict)
    new_iris: int = 0
    network: networks.Found = field(default_factory=lambda: networks.Found([], document.About()))


def build(root: Path, releases: Releases, progress: Progress | None = None) -> tuple[Release, Draft]:
    """Make a release of the inputs below `root` and switch to it.

    Raises FindingsError when a record, a rule or a check finds a fault, and EdugraphError when the disk does; the last
    good release then stays in place.
    """
    progress = progress or Progress()
    with releases.building() as folder:
        draft = checked(root, progress)
        with progress.stage("find ties"):
            draft.network = networks.found(root, draft.working.select, draft.working.coded)
        draft.working = store.Store.in_memory()  # asked no more: about 0.7 kB a quad
        try:
            id_ = _write(root, folder, draft, progress)
            release = releases.finish(folder, id_)
            with progress.stage("compare"):
                history.keep(releases, release)
            return release, draft
        except OSError as fault:
            raise EdugraphError(
                f"the release could not be written to {releases.home}: {fault.strerror or fault}; "
                "the last release stays in use. Free space or set EDUGRAPH_HOME, then build again"
            ) from fault


def checked(root: Path, progress: Progress | None = None) -> Draft:
    """Read, infer and check the inputs below `root` without writing anything. Raises FindingsError on violations."""
    progress = progress or Progress()
    with progress.stage("read records"):
        draft = _read(root)
    with progress.stage("load and infer"):
        _refuse_unreadable_queries(root)
        _infer(root, draft)
    with progress.stage("check shapes"):
        draft.results = _validated(root, draft)
    with progress.stage("check registry"):
        _register(root, draft)
    return draft


def _read(root: Path) -> Draft:
    named = inputs.files(root)
    said = _release(named["data/release.yaml"]) if "data/release.yaml" in named else {}
    if not said.get("version"):
        raise EdugraphError(f"{root / 'data/release.yaml'} must say `version: 2026.11.1` and `date: 2026-11-21`")
    quads = graphs.ontology(named, store.read_rdf)
    run = graphs.of_records(named, quads)
    if findings := graphs.unread(named, run):
        raise FindingsError(findings)
    quads |= run.quads | graphs.paragraphs(named, run)
    locked = {key: lock.passages for key, lock in graphs.locks(named).items()}
    told = (said["version"], said["date"], said.get("previous", ""))
    return Draft(*told, inputs.hashes(named), quads, store.Store.in_memory(), locked)


def _refuse_unreadable_queries(root: Path) -> None:
    """Every query file is put to an empty store: a slip in one that no check runs would only show on a page.

    Raises FindingsError with all of them.
    """
    empty, findings = store.Store.in_memory(), list[Finding]()
    for path in sorted([*root.glob("queries/**/*.rq"), *root.glob("shapes/*.rq")]):
        try:
            empty.results(path.read_text(encoding="utf-8"))
        except (EdugraphError, UnicodeDecodeError) as fault:
            findings.append(Finding(path.relative_to(root).as_posix(), 0, 0, str(fault)))
    if findings:
        raise FindingsError(findings)


def _release(path: Path) -> dict[str, str]:
    """Version, date, and the id of the release before, which the first one lacks."""
    said = dict(_RELEASE.findall(path.read_text(encoding="utf-8")))
    try:
        span(said.get("date", ""))
    except DateError as fault:
        raise FindingsError([Finding("data/release.yaml", 1, 1, str(fault))]) from fault
    return said


def _infer(root: Path, draft: Draft) -> None:
    def add(quads: Iterable[Quad]) -> None:
        lines = _loadable(quads)
        while part := "".join(itertools.islice(lines, 200_000)):
            draft.working.add(part.encode("utf-8"))

    add(draft.quads)
    draft.quads |= rules.inferred(root / "queries" / "rules", draft.working.construct, add)


def _loadable(quads: Iterable[Quad]) -> Iterator[str]:
    """Each quad, and its triple in the default graph unless its graph stays outside the union."""
    outside = {f"<{graph}>" for graph in _outside()}
    for s, p, o, g in quads:
        yield f"{s} {p} {o} {g} .\n"
        if g not in outside:
            yield f"{s} {p} {o} .\n"


def _validated(root: Path, draft: Draft) -> list[validate.Result]:
    results = validate.validate(root / "shapes", draft.quads, draft.working.ask, {"asof": f'"{draft.date}"^^<{DATE}>'})
    results += validate.unlocked_passages(draft.quads, draft.locked)
    violations = [r for r in results if r.severity == "Violation"]
    if violations:
        raise FindingsError(Finding(_shown(r.focus), 0, 0, r.message) for r in violations)
    return results


def _shown(iri: str) -> str:
    return iri.strip("<>").removeprefix(BASE)


def _register(root: Path, draft: Draft) -> None:
    path = root / "data" / "registry.csv"
    entries, present = registry.read(path), registry.minted(draft.quads)
    gone = [
        Finding("data/registry.csv", 0, 0, f"{i} left the data; mark it merged or withdrawn, with a reason")
        for i in registry.lost(entries, present)
    ]
    back = [
        Finding("data/registry.csv", 0, 0, f"{i} is marked gone, and yet stands in the data")
        for i in registry.returned(entries, present)
    ]
    if gone or back:
        raise FindingsError(gone + back)
    draft.entries = registry.updated(entries, present, draft.version)
    draft.new_iris = len(draft.entries) - len(entries)


# --- writing -------------------------------------------------------------------------------------------------------


def _write(root: Path, folder: Path, draft: Draft, progress: Progress) -> str:
    with progress.stage("compute network"):
        held = meta.by_graph(draft.quads)
        network = _network(root, draft, meta.sha256(sorted(_as_quads(held))), held)
    with progress.stage("describe"):
        nquads = sorted(_as_quads(held))
        content = meta.sha256(nquads)
        id_ = f"{draft.version}-{draft.date}-{content[:16]}"
        files = {graph: dumps.of_graph(graph) for graph in held}
        told = (id_, draft.version, draft.date, draft.previous)
        about = meta.quads(held, OUTSIDE_THE_UNION, files, told)
        described = meta.by_graph(about)
        held |= described
        nquads = sorted([*nquads, *_as_quads(described)])
    with progress.stage("write dumps"):
        dumps.write_lines(folder / "graph.nq.gz", nquads)
        dumps.write_all(folder / "dumps", held, lambda: None)
        (folder / "report.ttl").write_bytes(store.written(validate.report(draft.results), "turtle"))
        networks.write(folder, network)
        networks.write_tables(folder, draft.network.crowded)
        (folder / "registry.csv").write_text(registry.written(draft.entries), encoding="utf-8")
        shutil.copytree(root / "queries", folder / "queries", copy_function=shutil.copyfile)
        union = counted(folder, held)
        sitemap.write(folder / "sitemap", draft.quads)
    with progress.stage("load store"):
        _write_store(folder, union, nquads)
        keep_tables(folder, union, store.Store.opened(folder / "store").ask)
    with progress.stage("index names"):
        search.write(folder / search.NAME, draft.quads, _titles(root / "queries" / "questions"))
    with progress.stage("write manifest"):
        _write_manifest(folder, draft, id_, content, held)
    return id_


def counted(folder: Path, held: Mapping[str, list[str]]) -> set[str]:
    """Write what pages need to know of the whole graph; the triples of the default graph, each once."""
    union = {line for graph, lines in held.items() if graph not in _outside() for line in lines}
    (folder / hubs.NAME).write_text(hubs.written(hubs.found(union)), encoding="utf-8")
    (folder / counts.NAME).write_text(counts.written(counts.found(held)), encoding="utf-8")
    return union


def keep_tables(folder: Path, union: set[str], ask: store.Ask) -> None:
    """Write the first rows of the tables of things that much stands around, as a store of the release answers."""
    asked = queries.read_all(folder / "queries" / "pages")
    tables = {name: q.text for name, q in asked.items() if name.startswith("section-") or name == "numbers-of-actor"}
    hubs.keep(folder, hubs.crowds(union), tables, ask)


def _network(root: Path, draft: Draft, input_hash: str, held: dict[str, list[str]]) -> dict[str, document.Told]:
    """The files of the network; its observations are added to what the release holds."""
    before = networks.positions(root / networks.LAYOUT)
    told = networks.files(draft.network, before, draft.date, input_hash)
    held |= meta.by_graph(networks.quads(draft.network, told, input_hash))
    return told


def _titles(folder: Path) -> dict[str, dict[str, str]]:
    """Question -> language -> its title there."""
    return {
        name: {"en": query.title, **{k.removeprefix("title-"): v for k, v in query.head.items() if "title-" in k}}
        for name, query in queries.read_all(folder).items()
    }


def _as_quads(held: dict[str, list[str]]) -> Iterator[str]:
    return (quad for graph, lines in held.items() for quad in dumps.in_graph(lines, graph))


def _outside() -> set[str]:
    return {graph_iri(name) for name in OUTSIDE_THE_UNION}


def _write_store(folder: Path, union: set[str], nquads: list[str]) -> None:
    """The store holds every graph, and in its default graph each triple of the union once."""
    load = folder / "load.nq"
    with load.open("w", encoding="utf-8", newline="") as out:
        out.writelines(nquads)
        out.writelines(union)
    store.write_store(folder / "store", load)
    load.unlink()


def _write_manifest(folder: Path, draft: Draft, id_: str, content: str, held: dict[str, list[str]]) -> None:
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not CACHES & set(path.relative_to(folder).parts)
    }
    manifest = {
        "id": id_,
        "version": draft.version,
        "date": draft.date,
        "namespace": BASE,
        "content": content,
        "ontology": _ontology(held),
        "program": inputs.program(),
        "inputs": {"digest": inputs.digest(draft.hashes), "files": draft.hashes},
        "files": {
            n: {"bytes": p.stat().st_size, "sha256": h}
            for (n, p), h in zip(files.items(), inputs.hashes(files).values(), strict=True)
        },
        "graphs": {g.removeprefix(BASE + "graph/"): len(lines) for g, lines in held.items()},
        "results": _tally(draft.results),
        "checks": dict(sorted(Counter(result.check for result in draft.results).items())),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _ontology(held: dict[str, list[str]]) -> str:
    """The IRI of the version of the ontology, or "" when it has none."""
    told = f" <{OWL.versionIRI}> "
    lines = (line for line in held.get(graph_iri("ontology"), []) if told in line)
    return next((line.split(told)[1][1:-4] for line in lines if line.startswith(f"<{BASE}def> ")), "")


def _tally(results: list[validate.Result]) -> dict[str, int]:
    return {s: sum(r.severity == s for r in results) for s in ("Violation", "Warning", "Info")}


def _peak_mib() -> float:
    """Peak resident memory of this process; macOS counts bytes, Linux kibibytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
