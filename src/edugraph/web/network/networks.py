"""The networks of a release as the web reads them: the files, who was merged into whom, and filters from an address."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

from fastapi import Request

from edugraph import queries
from edugraph.build import registry
from edugraph.errors import EdugraphError, nearest
from edugraph.network import positions, selection
from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.periods import Period
from edugraph.network.selection import ACTORS, Filter, Network, Selection, Told, sort_of
from edugraph.network.ties import EVIDENCE, LEVELS, WEIGHTS
from edugraph.web.parameters import ParameterError


class UnknownActorError(EdugraphError):
    """No actor of this release has the id."""


class WithdrawnActorError(EdugraphError):
    """The actor that had the id was withdrawn."""


MEASURED = 64
"""How many filters keep their positions: the last ones computed."""
ACTORS_ASKED = 50
"""How many actors one address may name."""
REMEMBERED = 64
"""How many selections, and parts of large networks, are kept at hand."""
STEPS = 3
"""How many steps from a chosen actor may stand out of the map."""
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_ENDS = {1: "-12-31", 2: "-31"}


@dataclass(frozen=True)
class Networks:
    """What a release knows of its networks; read at the first use, and never changed."""

    files: Path
    _one_at_a_time: Lock = field(default_factory=Lock, compare=False, repr=False)
    _measured: dict[tuple[str, Filter], Told] = field(default_factory=dict, compare=False, repr=False)

    def positions(self, level: str, wanted: Filter) -> Told:
        """The positions of everyone under a filter, computed once for all who ask. Raises TooManyError."""
        key = (level, positions.without(wanted))
        with self._one_at_a_time:
            if key not in self._measured:
                found = positions.positions(self.levels[level], wanted)
                if len(self._measured) >= MEASURED:
                    del self._measured[next(iter(self._measured))]
                self._measured[key] = found
            return self._measured[key]

    @cached_property
    def levels(self) -> Mapping[str, Network]:
        """Level -> its network; an empty one where the release has no such file."""
        paths = {level: self.files / "network" / f"{level}.json" for level in LEVELS}
        return {
            level: Network(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Network.empty(level)
            for level, path in paths.items()
        }

    @cached_property
    def ties(self) -> Mapping[str, queries.Query]:
        """Kind -> the query that finds its ties."""
        return queries.read_all(self.files / "queries" / "ties")

    @cached_property
    def registered(self) -> Mapping[str, registry.Entry]:
        """Every IRI ever minted, without its base."""
        return registry.read(self.files / "registry.csv")

    @cached_property
    def regions(self) -> list[str]:
        """Every region that an actor of any level lies in."""
        return sorted({region for n in self.levels.values() for node in n.nodes.values() for region in node["regions"]})

    @cached_property
    def sorts(self) -> list[str]:
        """Every sort of actor: `country`, and the kinds of organisations."""
        return sorted({sort_of(node) for n in self.levels.values() for node in n.nodes.values()} - {""})

    @cached_property
    def by_actor(self) -> Mapping[str, Mapping[str, list[int]]]:
        """Level -> actor -> the places of its ties in the list of all."""
        found: dict[str, dict[str, list[int]]] = {level: defaultdict(list) for level in LEVELS}
        for level, network in self.levels.items():
            for n, tie in enumerate(network.told["ties"]):
                found[level][tie["a"]].append(n)
                found[level][tie["b"]].append(n)
            for a, b in network.sums:
                found[level][a], found[level][b]  # they have ties, though none with facts that are listed
        return found

    @cached_property
    def years(self) -> Mapping[str, tuple[int, int] | None]:
        """Level -> the first and the last year of any of its facts; None where none has a date."""
        found = {
            level: [day[:4] for dates in network.dates.values() for day in (dates.not_before, dates.not_after) if day]
            for level, network in self.levels.items()
        }
        return {level: (int(min(years)), int(max(years))) if years else None for level, years in found.items()}

    @cached_property
    def facts_by_year(self) -> Mapping[str, Mapping[int, int]]:
        """Level -> year -> how many facts may lie in it: what lasts in each of its years, what has no date in none."""
        return {
            level: _by_year(network, years) if (years := self.years[level]) else {}
            for level, network in self.levels.items()
        }

    def part(self, level: str, wanted: Filter) -> Network:
        """What a view looks at: the ties of the actors asked for; else, of a level with more actors than a view shows,
        those among the strongest of the region, the sort and the cluster. So what a page costs does not grow with the
        level.
        """
        if wanted.actors:
            return self._around(level, frozenset(filter(None, [*wanted.actors, wanted.cluster])))
        return self._among(level, _of_actors(wanted))

    def is_whole(self, level: str, wanted: Filter) -> bool:
        """Whether a view looks at every tie that its filter means, and not only at those of the strongest actors."""
        if "large" in self.levels[level].told:
            return False
        return bool(wanted.actors) or len(self._fitting(level, _of_actors(wanted))) <= ACTORS

    def selected(self, level: str, wanted: Filter) -> Selection:
        """The ties that a view shows."""
        return self._selected(level, wanted, False)

    def whole(self, level: str, wanted: Filter) -> Selection:
        """The ties that a view looks at, however many: for what is counted, not drawn."""
        return self._selected(level, wanted, True)

    @cached_property
    def everything(self) -> "_Everything":
        """All ties of a level under a filter: for what is true only of the whole, such as a path."""
        return lru_cache(4)(lambda level, wanted: selection.whole(self.levels[level], wanted))

    @cached_property
    def _selected(self) -> "_Select":
        def select(level: str, wanted: Filter, is_whole: bool) -> Selection:
            return (selection.whole if is_whole else selection.selected)(self.part(level, wanted), wanted)

        return lru_cache(REMEMBERED)(select)

    @cached_property
    def _around(self) -> "_Around":
        def around(level: str, actors: frozenset[str]) -> Network:
            network, known = self.levels[level], self.by_actor[level]
            places = sorted({place for actor in actors for place in known.get(actor, ())})
            ties = [network.told["ties"][place] for place in places]
            return _restricted(network, ties, actors, lambda told: not actors.isdisjoint((told["a"], told["b"])))

        return lru_cache(REMEMBERED)(around)

    @cached_property
    def _among(self) -> "_Among":
        def among(level: str, of: Filter) -> Network:
            network = self.levels[level]
            if len(network.nodes) <= ACTORS:
                return network
            kept = frozenset(self._fitting(level, of)[:ACTORS])
            ties = [tie for tie in network.told["ties"] if tie["a"] in kept and tie["b"] in kept]
            return _restricted(network, ties, kept | {of.cluster}, lambda told: {told["a"], told["b"]} <= kept)

        return lru_cache(REMEMBERED)(among)

    @cached_property
    def _fitting(self) -> "_Fitting":
        """The actors of a region, a sort and a cluster, the strongest first."""

        def fitting(level: str, of: Filter) -> list[str]:
            network = self.levels[level]
            found = [node for node in network.nodes.values() if selection.fits(node, network, of)]
            return [node["id"] for node in sorted(found, key=_by_strength)]

        return lru_cache(REMEMBERED)(fitting)

    def successor(self, asked: str) -> str:
        """The id that a name stands for: itself, or what it was merged into. Raises WithdrawnActorError."""
        name = asked.removeprefix("https://w3id.org/edugraph/").removeprefix("id/")
        entry = self.registered.get(f"id/{name}")
        while entry and entry.status == "merged":  # no circle: the registry is read with care
            name = entry.replaced_by.removeprefix("id/")
            entry = self.registered.get(f"id/{name}")
        if entry and entry.status == "withdrawn":
            raise WithdrawnActorError(f"id/{name} was withdrawn{': ' + entry.reason if entry.reason else ''}")
        return name

    def actor(self, asked: str, level: str) -> str:
        """The id of an actor, followed to its successor where it was merged.

        Raises UnknownActorError for a stranger, WithdrawnActorError for one that was withdrawn. A registered actor
        without any tie is known all the same.
        """
        name = self.successor(asked)
        nodes = self.levels[level].nodes
        if name not in nodes and f"id/{name}" not in self.registered:
            raise UnknownActorError(
                f"there is no actor {asked[:80]!r} (written like country/KAZ){nearest(name, nodes)}"
            )
        return name


_Select = Callable[[str, Filter, bool], Selection]
_Everything = Callable[[str, Filter], Selection]
_Around = Callable[[str, frozenset[str]], Network]
_Among = Callable[[str, Filter], Network]
_Fitting = Callable[[str, Filter], list[str]]


def _of_actors(wanted: Filter) -> Filter:
    """What of a filter chooses actors by what they are: the same for all kinds, years and weights."""
    evidence = wanted.evidence if wanted.cluster else BASE_EVIDENCE
    return Filter(evidence, region=wanted.region, sort=wanted.sort, cluster=wanted.cluster)


def _by_year(network: Network, years: tuple[int, int]) -> dict[int, int]:
    """Year -> how many facts may lie in it, from the first to the last; an open end is that of all."""
    steps: Counter[int] = Counter()
    for dates in network.dates.values():
        if dates.not_before or dates.not_after:
            steps[int(dates.not_before[:4] or years[0])] += 1
            steps[int(dates.not_after[:4] or years[1]) + 1] -= 1
    count, found = 0, {}
    for year in range(years[0], years[1] + 1):
        count += steps[year]
        found[year] = count
    return found


def _by_strength(node: Told) -> tuple[bool, float, str]:
    """Those with a place on the map first, then the strongest at the widest evidence."""
    numbers = node["measures"].get(EVIDENCE[-1]) or {}
    return node["x"] is None, -numbers.get("strength", 0), node["id"]


def _restricted(network: Network, ties: list[Told], actors: frozenset[str], keep: Callable[[Told], bool]) -> Network:
    """A network with only these ties and the pairs to keep of those told as numbers, and the actors that have them."""
    sums = [told for told in network.told.get("sums", ()) if keep(told)]
    kept = actors | {end for told in (*ties, *sums) for end in (told["a"], told["b"])}
    nodes = [node for name, node in network.nodes.items() if name in kept]
    facts = {share["fact"]: network.told["facts"][share["fact"]] for tie in ties for share in tie["facts"]}
    return Network({**network.told, "nodes": nodes, "ties": ties, "facts": facts, "sums": sums})


def level(request: Request) -> str:
    """`?level=`, else countries. Raises ParameterError."""
    return _one_of("level", request.query_params.get("level") or LEVELS[0], LEVELS)


def wanted(request: Request, networks: Networks, of: str) -> Filter:
    """The filter that an address asks for. Raises ParameterError, UnknownActorError, WithdrawnActorError."""
    typed = request.query_params
    kinds = [part for text in typed.getlist("kinds") for part in text.split(",") if part]
    actors = [part for text in typed.getlist("actor") for part in text.split(",") if part]
    if len(actors) > ACTORS_ASKED:
        raise ParameterError(
            f"actor takes up to {ACTORS_ASKED} actors, not {len(actors)}; leave it out for all of them"
        )
    return Filter(
        evidence=_one_of("evidence", typed.get("evidence") or BASE_EVIDENCE, EVIDENCE),
        kinds=tuple(_one_of("kinds", kind, sorted(networks.ties)) for kind in dict.fromkeys(kinds)),
        period=period(typed.get("from", ""), typed.get("to", ""), typed.get("asof", "")),
        surely=_one_of("sure", typed.get("sure") or "no", ("yes", "no")) == "yes",
        weight=_one_of("weight", typed.get("weight") or WEIGHTS[0], WEIGHTS),
        least=_number("min", typed.get("min") or "0"),
        actors=tuple(dict.fromkeys(networks.actor(actor, of) for actor in actors)),
        region=_one_of("region", typed.get("region", ""), ["", *networks.regions]),
        sort=_one_of("sort", typed.get("sort", ""), ["", *networks.sorts]),
        cluster=networks.actor(typed["cluster"], of) if typed.get("cluster") else "",
    )


def choice(request: Request, networks: Networks, of: str) -> tuple[str, int, tuple[str, str] | None]:
    """What stands out of the map: an actor (`focus=`) with how many `steps=` around it, or a tie (`tie=a,b`).

    Raises ParameterError, UnknownActorError, WithdrawnActorError.
    """
    typed = request.query_params
    steps = typed.get("steps") or "1"
    if steps not in map(str, range(1, STEPS + 1)):
        raise ParameterError(f"steps takes 1, 2 or 3, not {steps[:40]!r}")
    focus = networks.actor(typed["focus"], of) if typed.get("focus") else ""
    if not typed.get("tie"):
        return focus, int(steps), None
    ends = [networks.actor(one, of) for one in typed["tie"].split(",", 2)]
    if len(set(ends)) != 2 or len(ends) != 2:
        raise ParameterError(
            f"tie takes two different actors such as country/KAZ,country/LVA, not {typed['tie'][:80]!r}"
        )
    return focus, int(steps), (min(ends), max(ends))


def without_actors(found: Filter) -> Filter:
    """The same filter for everyone."""
    return replace(found, actors=())


def period(first: str, last: str, asof: str = "") -> Period:
    """From one date to another, each a year, a month or a day; `asof` ends it too. Raises ParameterError."""
    begin, end = bound("from", first, False), bound("to", last, True)
    day = bound("asof", asof, True)
    end = min(filter(None, (end, day)), default="")
    if begin and end and begin > end:
        raise ParameterError(f"the period ends on {end}, before it begins on {begin}; exchange from and to")
    return Period(begin, end)


def interval(name: str, text: str) -> Period:
    """A period written as `2015/2019`. Raises ParameterError."""
    first, slash, last = text.partition("/")
    if not slash or not (first or last):
        raise ParameterError(f"{name} takes a period such as 2015/2019, not {text[:40]!r}")
    return period(first, last)


def bound(name: str, text: str, is_end: bool) -> str:
    """The first or last day of a year, month or day; empty for an empty text. Raises ParameterError."""
    if not text:
        return ""
    match = _DATE.fullmatch(text)
    month, day = (int(match[n] or 1) for n in (2, 3)) if match else (0, 0)
    if not match or not 1 <= month <= 12 or not 1 <= day <= 31 or int(match[1]) < 1:
        raise ParameterError(
            f"{name} takes a year, month or day such as 2018, 2018-12 or 2018-12-03, not {text[:40]!r}"
        )
    parts = sum(part is not None for part in match.groups())
    return text + (_ENDS.get(parts, "") if is_end else {1: "-01-01", 2: "-01"}.get(parts, ""))


def _one_of(name: str, text: str, known: tuple[str, ...] | list[str]) -> str:
    if text not in known:
        raise ParameterError(
            f"{name} takes {', '.join(filter(None, known)) or 'nothing in this release'}, not {text[:40]!r}"
        )
    return text


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise ParameterError(f"{name} takes a number from 0, not {text[:40]!r}")
    return value
