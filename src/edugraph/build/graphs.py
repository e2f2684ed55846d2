"""The hand-written graphs of a release: ontology, code lists, shapes, and what the records say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from edugraph import evidence, queries, records
from edugraph.build import questions
from edugraph.errors import Finding
from edugraph.rdf import Quad, Triple, iri, literal, typed
from edugraph.vocabulary import BASE, EG, SH, SKOS, graph_iri, id_iri

ReadRdf = Callable[[Path], list[Triple]]
"""A Turtle file -> its triples, blank nodes named canonically."""
_MESSAGES = ("message", "message-lv", "message-ru")
"""What a check that is a query says, in the head of its file."""


def ontology(named: Mapping[str, Path], read_rdf: ReadRdf) -> set[Quad]:
    """The quads of graph/ontology, graph/vocab and graph/shapes from the Turtle files among the inputs, with what is
    written elsewhere: prefixes, messages of checks that are queries, and graph/questions."""
    quads = {*questions.declarations(), *_messages(named), *questions.executables(_questions(named))}
    for name, path in named.items():
        if name.endswith(".ttl") and name.split("/")[0] in ("ontology", "shapes"):
            quads |= in_graph(read_rdf(path), _graph(name), f"{name.removesuffix('.ttl').replace('/', '-')}")
    return quads


def _questions(named: Mapping[str, Path]) -> list[queries.Query]:
    return [queries.read(p) for n, p in named.items() if n.startswith("queries/questions/") and n.endswith(".rq")]


def _messages(named: Mapping[str, Path]) -> set[Quad]:
    """What the checks say that are queries: their shapes in Turtle have name, reason and severity only."""
    checks = (queries.read(p) for n, p in named.items() if n.startswith("shapes/") and n.endswith(".rq"))
    said = (
        (q.name, key.partition("-")[2] or "en", text)
        for q in checks
        for key, text in q.head.items()
        if key in _MESSAGES
    )
    graph = iri(graph_iri("shapes"))
    return {(iri(f"{BASE}shapes#{name}"), iri(SH.message), literal(text, tag), graph) for name, tag, text in said}


def _graph(name: str) -> str:
    return "vocab" if name.startswith("ontology/codes/") else name.split("/")[0]


def in_graph(triples: Iterable[Triple], graph: str, file: str) -> set[Quad]:
    """Triples as quads of one graph; a blank node gets an IRI of its own (RDF 1.1 Concepts, section 3.5)."""

    def named(term: str) -> str:
        return f"<{BASE}.well-known/genid/{file}/{term[2:]}>" if term.startswith("_:") else term

    return {(named(s), p, named(o), iri(graph_iri(graph))) for s, p, o in triples}


def codes(quads: Iterable[Quad]) -> dict[str, frozenset[str]]:
    """Code list -> its codes, from the concepts of graph/vocab."""
    found: dict[str, set[str]] = defaultdict(set)
    vocab = BASE + "vocab/"
    for s, p, _, _ in quads:
        if p == iri(SKOS.inScheme) and s[1:].startswith(vocab):
            scheme, _, code = s[1 + len(vocab) : -1].partition("/")
            found[scheme].add(code)
    return {scheme: frozenset(members) for scheme, members in found.items()}


def locks(named: Mapping[str, Path]) -> dict[str, evidence.Lock]:
    """Source key -> its lock file."""
    return {
        Path(n).stem: evidence.read_lock(p)
        for n, p in named.items()
        if n.startswith("data/records/") and n.endswith(".lock")
    }


def record_files(named: Mapping[str, Path]) -> dict[str, Path]:
    """The record files among the inputs."""
    return {
        n: p for n, p in named.items() if n.startswith("data/") and n.endswith(".yaml") and n != "data/release.yaml"
    }


def of_records(named: Mapping[str, Path], quads: Iterable[Quad]) -> records.Expansion:
    """What the records say, and which passages they used. Raises FindingsError."""
    language = records.read(named["ontology/records.yaml"])
    hashes = {key: lock.passages for key, lock in locks(named).items()}
    return records.expand(record_files(named), language, codes(quads), hashes)


def paragraphs(named: Mapping[str, Path], run: records.Expansion) -> set[Quad]:
    """Where passages stand in words a reader can count by: paragraph so-and-so of so many, from the lock files."""
    known = locks(named)
    rows: list[tuple[str, str, int, str]] = []
    for key, ranges in run.ranges.items():
        if lock := known.get(key):
            rows.append((id_iri("source", key), EG.paragraphs, len(lock.lines), key))
            rows += [(id_iri("passage", f"{key}/{r}"), EG.paragraph, evidence.paragraph(lock, r), key) for r in ranges]
    return {(iri(s), iri(p), typed(n, "integer"), iri(graph_iri(f"source/{key}"))) for s, p, n, key in rows}


def unread(named: Mapping[str, Path], run: records.Expansion) -> list[Finding]:
    """Every line of a registered source that is neither evidence of a record nor read and set aside with a reason."""
    known = locks(named)
    return [f for key in run.passages.texts for f in _coverage(key, known.get(key), run.ranges.get(key, set()))]


def _coverage(key: str, lock: evidence.Lock | None, ranges: set[str]) -> list[Finding]:
    """The lines of a source that are neither evidence nor read and set aside."""
    if lock is None:
        advice = f"is registered and nothing was read of it; run `edugraph new records/{key}`"
        return [Finding("data/sources.yaml", 0, 0, f"source {key} {advice}")]
    advice = "is neither evidence nor under `read:`; give a reason there"
    return [Finding(f"data/records/{key}.yaml", 0, 0, f"passage {r} {advice}") for r in evidence.unread(lock, ranges)]
