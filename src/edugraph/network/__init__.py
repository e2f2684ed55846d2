"""Who works with whom: ties in, plain numbers out. No store, no files, no clock; the only room that knows networkx.

As a library it reads the text of a file of a release (`network/countries.json` and its siblings):

    from edugraph import network
    countries = network.read(Path("releases/current/network/countries.json").read_text(encoding="utf-8"))
    graph = network.graph(countries, evidence="named")   # a networkx graph
    table = network.ties_frame(countries)                # a pandas data frame; pip install 'edugraph[frames]'

`docs/network.ipynb` shows more. Format of the files: `docs/decisions/0012-network.md`.
"""

import json
from collections.abc import Sequence
from typing import Any

from edugraph.network import graphs
from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.periods import Period
from edugraph.network.selection import Filter, Network, Selection, whole

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
    """All ties under a filter. `first` and `last` are days (`2018-01-01`); `surely` keeps only certain facts."""
    return whole(network, Filter(evidence, tuple(kinds), Period(first, last), surely))


def graph(network: Network, evidence: str = BASE_EVIDENCE, weight: str = "facts", **filter_: Any) -> graphs.Graph:
    """A networkx graph of actors by id, with `label`, `type`, `x`, `y`; edges have `weight`, `facts` and `kinds`.

    `weight` is `facts` or `shared`; the other arguments are those of `chosen`.
    """
    found = graphs.named(chosen(network, evidence, **filter_).pairs, weight)
    for actor in found:
        node = network.nodes[actor]
        found.nodes[actor].update({key: node[key] for key in ("label", "type", "country", "x", "y")})
    return found


def bipartite(network: Network, evidence: str = BASE_EVIDENCE, **filter_: Any) -> graphs.Graph:
    """A networkx graph of actors (`bipartite=0`) and the facts that they have a part in (`bipartite=1`)."""
    return graphs.bipartite(chosen(network, evidence, **filter_).ties)


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


def actors_frame(network: Network, evidence: str = BASE_EVIDENCE, language: str = "en") -> Frame:
    """A pandas data frame with a row for each actor: name, type, country, and the measures of all years, by id."""
    import pandas as pd

    rows = {
        name: {"label": node["label"].get(language, name), "type": node["type"], "country": node["country"], **measures}
        for name, node in network.nodes.items()
        if (measures := node["measures"].get(evidence))
    }
    return pd.DataFrame.from_dict(rows, orient="index")
