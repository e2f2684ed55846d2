"""A tie explained: the dated facts that it rests on, who stands for its actors in them, where they are written, and the
queries that find them again. The page of a tie, its JSON and the page of two actors are all made of this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edugraph.network import selection
from edugraph.network.selection import Filter, Network
from edugraph.network.ties import EVIDENCE
from edugraph.queries import bound
from edugraph.rdf import Term, iri, literal
from edugraph.vocabulary import BASE
from edugraph.web import marks
from edugraph.web.frame import Page
from edugraph.web.network import networks

Told = dict[str, Any]
WRITTEN = 200
"""Programs are told the passages of so many facts, the newest first; those of the others stand on their own pages."""


@dataclass
class Parts:
    """Who stands for two actors in facts, and what carries the evidence of it: (fact, actor) -> agent -> roles."""

    agents: dict[tuple[str, str], dict[str, dict[str, None]]] = field(default_factory=dict)
    carriers: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def things(self) -> set[str]:
        """Every IRI that a page must have names for."""
        told = list(self.agents.values())
        return {thing for agents in told for agent, roles in agents.items() for thing in (agent, *roles)}


def told(page: Page, network: Network, wanted: Filter, a: str, b: str) -> Told:
    """Two actors: the dated facts between them, the weight line by line, and the queries that find them again."""
    everyone = networks.without_actors(wanted)
    if (min(a, b), max(a, b)) in network.sums:  # what is not listed cannot be filtered: told is what there is in all
        everyone = Filter(evidence=wanted.evidence, weight=wanted.weight)
    pair, ties = selection.between(network, everyone, a, b)
    lines = selection.lines(pair, network, everyone.period)
    pair_told = selection.pair_told(pair, network, everyone)
    if not is_told(network, a, b):
        pair_told |= {"weight": {"facts": None, "shared": None}, "certain": None, "possible": None, "listed": False}
    return {
        "level": network.level,
        "a": a,
        "b": b,
        "filter": selection.as_asked(everyone),
        **{key: value for key, value in pair_told.items() if key not in ("a", "b", "facts")},
        "ties": [tie.id for tie in ties],
        "facts": [{"iri": f"{BASE}id/{line['fact']}", **line} for line in lines],
        "queries": queries_of(page, network, a, b),
    }


def ways_of_sum(network: Network, both: tuple[str, str]) -> list[list[str]]:
    """The kinds and directions of a pair whose facts are not listed."""
    told: Told = network.sums.get(both, {"at": {}})["at"].get(EVIDENCE[-1]) or {"ways": []}
    return list(told["ways"])


def is_told(network: Network, a: str, b: str) -> bool:
    """Whether a release tells if two actors have a tie: of a network too large to list, only for those it shows."""
    both = (min(a, b), max(a, b))
    return "large" not in network.told or both in network.between or both in network.sums


def with_passages(page: Page, tie: Told) -> Told:
    """The same with `writtenIn` at each of the first WRITTEN facts: the passages and pages that it is written in."""
    actors, facts = (tie["a"], tie["b"]), [line["iri"] for line in tie["facts"][:WRITTEN]]
    found = parts(page, facts, actors, tie["level"])
    by_carrier: dict[str, list[str]] = {}
    for carrier, passage in marks.found(page, carriers(found, facts)).rows:
        by_carrier.setdefault(carrier, []).append(passage)
    told_of = {
        fact: list(dict.fromkeys(p for carrier in of_fact(found, fact) for p in by_carrier.get(carrier, [])))
        for fact in facts
    }
    return {**tie, "facts": [{**line, "writtenIn": told_of.get(line["iri"])} for line in tie["facts"]]}


def queries_of(page: Page, network: Network, a: str, b: str) -> list[Told]:
    """For each kind between two actors, the query that finds its facts, and where it can be run.

    It finds all facts, whatever the filter; `evidence` 1, 2, 3 stands for named, by group, region-expanded.
    """
    both = (min(a, b), max(a, b))
    ways = sorted({(t.kind, t.a, t.b) for t in network.between.get(both, ())})
    ways = ways or [(kind, one, other) for kind, one, other in ways_of_sum(network, both)]
    if not is_told(network, a, b):
        ways = [(k, *ends) for k, told in network.kinds.items() for ends in (both, both[::-1])[: 1 + told["directed"]]]
    found = []
    for kind, from_, to in ways:
        values = {"level": literal(network.level), "actorA": iri(f"{BASE}id/{from_}"), "actorB": iri(f"{BASE}id/{to}")}
        text = bound(page.site.networks.ties[kind].text, values)
        found.append({"kind": kind, "a": from_, "b": to, "query": text, "run": page.href("/query", query=text)})
    return found


def written(page: Page, facts: list[str], actors: tuple[str, str], level: str) -> Mapping[str, list[marks.Mark]]:
    """Fact -> its source marks."""
    found = parts(page, facts, actors, level)
    return by_fact(found, facts, marks.marks(page, sorted(carriers(found, facts))))


def carriers(found: Parts, facts: Iterable[str]) -> set[str]:
    """What carries the evidence of facts: they themselves, and the parts of the two actors in them."""
    return {carrier for fact in facts for carrier in of_fact(found, fact)}


def of_fact(found: Parts, fact: str) -> list[str]:
    return [fact, *(carrier for carrier in found.carriers.get(fact, {}) if carrier != fact)]


def by_fact(found: Parts, facts: Iterable[str], marks_: Mapping[str, list[marks.Mark]]) -> dict[str, list[marks.Mark]]:
    """Fact -> its source marks, each once, from the marks of all carriers."""
    return {
        fact: list({m.evidence: m for carrier in of_fact(found, fact) for m in marks_.get(carrier, [])}.values())
        for fact in facts
    }


def parts(page: Page, facts: list[str], actors: tuple[str, str], level: str) -> Parts:
    """Who stands for two actors in facts, in one query; an organisation speaks for its country only among countries."""
    found = Parts()
    if not facts:
        return found
    values = {"fact": sorted(map(iri, facts)), "actor": [iri(f"{BASE}id/{actor}") for actor in sorted(actors)]}
    answer = page.site.reader.select(bound(page.site.pages["tie-parts"].text, values))
    for row in answer.rows:
        said = {n: t for n, t in zip(answer.variables, row, strict=True) if t}
        if _speaks(said, level):
            _add(found, said)
    return found


def _speaks(said: Mapping[str, Term], level: str) -> bool:
    is_itself = said["agent"] == said["actor"]
    return is_itself or level == "countries" or not said["agent"].value.startswith(f"{BASE}id/org/")


def _add(found: Parts, said: Mapping[str, Term]) -> None:
    key = (said["fact"].value, said["actor"].value.removeprefix(f"{BASE}id/"))
    roles = found.agents.setdefault(key, {}).setdefault(said["agent"].value, {})
    if "role" in said:
        roles[said["role"].value] = None
    if "node" in said:
        found.carriers.setdefault(key[0], {})[said["node"].value] = None
