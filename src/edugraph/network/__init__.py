"""Who works with whom: ties in, plain numbers out. No store, no files, no clock; the only room that knows networkx.

As a library it reads the text of a file of a release (`network/countries.json` and its siblings):

    from edugraph import network
    countries = network.read(Path("releases/current/network/countries.json").read_text(encoding="utf-8"))
    graph = network.graph(countries, evidence="named")   # a networkx graph
    table = network.ties_frame(countries)                # a pandas data frame; pip install 'edugraph[frames]'

`docs/network.ipynb` shows more. Format of the files: `docs/decisions/0012-network.md`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from edugraph.errors import EdugraphError
from edugraph.network import changes, graphs, positions, projection, structure
from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.periods import Period
from edugraph.network.selection import Filter, Network, Selection, Told, whole
from edugraph.network.ties import EVIDENCE, WEIGHTS, Tie

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class FilterError(EdugraphError, ValueError):
    """A filter that names what there is not, or contradicts itself."""


Frame = Any
"""A pandas data frame; pandas is an optional extra, imported when a frame is asked for."""


def read(text: str) -> Network:
    """The network of one level, from the text of its file."""
    return Network(json.loads(text))


def chosen(
    network: Network,
    evidence: str = BASE_EVIDENCE,
    kinds: Sequence[str] = (),
    first: str = "",
    last: str = "",
    surely: bool = False,
) -> Selection:
    """All ties under a filter. `first` and `last` are days (`2018-01-01`); `surely` keeps only certain facts.

    Raises FilterError for an evidence level or a kind that there is not, and for a period that is none.
    """
    _one_of("evidence", evidence, EVIDENCE)
    for kind in kinds:
        _one_of("kinds", kind, list(network.kinds))
    return whole(network, Filter(evidence, tuple(kinds), _period(first, last), surely))


def _one_of(name: str, text: str, known: Sequence[str]) -> None:
    if text not in known:
        raise FilterError(f"{name} takes {', '.join(known) or 'nothing in this network'}, not {text[:40]!r}")


def _period(first: str, last: str) -> Period:
    """A period of days; empty text leaves an end open. Raises FilterError."""
    for day in filter(None, (first, last)):
        if not _DAY.fullmatch(day):
            raise FilterError(f"a period has days such as 2018-01-01, not {day[:40]!r}")
    if first and last and first > last:
        raise FilterError(f"the period ends on {last}, before it begins on {first}")
    return Period(first, last)


def graph(network: Network, evidence: str = BASE_EVIDENCE, weight: str = "facts", **filter_: Any) -> graphs.Graph:
    """A networkx graph of actors by id, with `label`, `type`, `x`, `y`; edges have `weight`, `facts` and `kinds`.

    `weight` is `facts` or `shared`; the other arguments are those of `chosen`.
    """
    _one_of("weight", weight, WEIGHTS)
    found = graphs.named(chosen(network, evidence, **filter_).pairs, weight)
    for actor in found:
        node = network.nodes[actor]
        found.nodes[actor].update({key: node[key] for key in ("label", "type", "country", "x", "y")})
    return found


def tabled(lines: Iterable[str], evidence: str = BASE_EVIDENCE) -> graphs.Graph:
    """A networkx graph of every pair of a large network, from the lines of its table `{level}-ties.csv.gz`.

    An edge has `kinds`: kind -> number of facts. A fact may be of several kinds, so they have no sum.
    """
    return graphs.tabled(lines, evidence)


def bipartite(network: Network, evidence: str = BASE_EVIDENCE, **filter_: Any) -> graphs.Graph:
    """A networkx graph of actors (`bipartite=0`) and the facts that they have a part in (`bipartite=1`)."""
    return graphs.bipartite(chosen(network, evidence, **filter_).ties)


def projected(network: Network, evidence: str = BASE_EVIDENCE, **filter_: Any) -> list[Tie]:
    """The ties of a network as ties of countries: organisations speak for the country that the graph gives them."""
    country = {name: name if node["type"] == "country" else node["country"] for name, node in network.nodes.items()}
    directed = {name: kind["directed"] for name, kind in network.kinds.items()}
    return projection.projected(chosen(network, evidence, **filter_).ties, country, directed)


def measured(network: Network, evidence: str = BASE_EVIDENCE, weight: str = "facts", **filter_: Any) -> Told:
    """Measures, clusters, cuts and gaps under a filter, as `/network/measures` answers them, of any size.

    Slow beyond some thousand ties. Raises TooManyError for a network whose file shows only a part.
    """
    _one_of("weight", weight, WEIGHTS)
    wanted = replace(chosen(network, evidence, **filter_).filter, weight=weight)
    return positions.positions(network, wanted, actors=len(network.nodes), pairs=len(network.ties))


def paths(network: Network, a: str, b: str, at_most: int = 10, **filter_: Any) -> list[list[str]]:
    """The shortest paths from one actor to another, the first `at_most`; none when no path leads there."""
    numbered, place = _numbered(network, **filter_)
    names = list(place)
    if a not in place or b not in place:
        return []
    return [[names[n] for n in path] for path in structure.paths(numbered, place[a], place[b], at_most)]


def between(network: Network, a: str, b: str, **filter_: Any) -> list[str] | None:
    """The fewest others without whom two actors are no longer linked; None when they have a tie themselves."""
    numbered, place = _numbered(network, **filter_)
    names = list(place)
    if a not in place or b not in place:
        return []
    found = structure.between(numbered, place[a], place[b])
    return None if found is None else [names[n] for n in found]


def _numbered(network: Network, **filter_: Any) -> tuple[graphs.Graph, dict[str, int]]:
    numbered, names = graphs.numbered(chosen(network, **filter_).pairs)
    return numbered, {name: n for n, name in enumerate(names)}


def changed(network: Network, before: tuple[str, str], after: tuple[str, str], **filter_: Any) -> list[changes.Change]:
    """What is new, strengthened or faded between two periods, each from one day to another."""
    found = chosen(network, **filter_).ties
    return changes.changes(found, network.dates, _period(*before), _period(*after))


def ties_frame(network: Network, evidence: str = BASE_EVIDENCE, **filter_: Any) -> Frame:
    """A pandas data frame with a row for each pair, kind, evidence level and fact."""
    import pandas as pd

    columns = ["a", "b", "kind", "evidence", "fact", "share", "when", "not_before", "not_after"]
    rows = [
        (tie.a, tie.b, tie.kind, tie.evidence, share.fact, share.weight, dates.when, dates.not_before, dates.not_after)
        for tie in chosen(network, evidence, **filter_).ties
        for share in tie.shares
        for dates in [network.dates[share.fact]]
    ]
    return pd.DataFrame(rows, columns=columns)


def actors_frame(network: Network, evidence: str = BASE_EVIDENCE, language: str = "en", **filter_: Any) -> Frame:
    """A pandas data frame with a row for each actor: name, type, country, and its measures, by id.

    Without a filter the measures are those of the release, over all years and kinds; with one they are computed.
    """
    import pandas as pd

    computed = measured(network, evidence, **filter_) if filter_ else positions.kept(network, evidence)
    rows = {}
    for told in computed["actors"]:
        node, numbers = network.nodes[told["actor"]], {k: v for k, v in told.items() if k not in ("actor", "label")}
        name = node["label"].get(language, told["actor"])
        rows[told["actor"]] = {"label": name, "type": node["type"], "country": node["country"], **numbers}
    return pd.DataFrame.from_dict(rows, orient="index")
