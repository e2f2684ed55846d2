"""Where actors stand under a filter: the measures, clusters, cuts and gaps of what it leaves, computed when asked.

What a release holds is computed over all years and kinds. A period or a kind of its own is another network.
"""

from collections.abc import Mapping

from edugraph.errors import EdugraphError
from edugraph.network import document
from edugraph.network.document import Reading
from edugraph.network.periods import EVER
from edugraph.network.selection import Filter, Network, Selection, Told, as_asked, whole

ACTORS, PAIRS = 300, 3000
"""How large a network may be that is measured while somebody waits: about a second of one core."""


class TooManyError(EdugraphError):
    """A network that is too large to be measured on demand."""


def is_kept(wanted: Filter) -> bool:
    """Whether a release holds these positions: those of all years, kinds and actors of an evidence level."""
    return without(wanted) == Filter(evidence=wanted.evidence, weight="facts")


def without(wanted: Filter) -> Filter:
    """The filter of the network that is measured: actors only choose whose numbers are shown."""
    return Filter(
        wanted.evidence,
        tuple(sorted(set(wanted.kinds))),
        wanted.period,
        wanted.surely and wanted.period != EVER,
        wanted.weight,
        wanted.least,
        (),
        wanted.region,
        wanted.sort,
        wanted.cluster,
    )


def kept(network: Network, evidence: str) -> Told:
    """The positions that a release holds, in the same words. Of a large network, those of the actors in its file."""
    told = network.told
    return {
        "level": network.level,
        "evidence": evidence,
        "measures": list(told["measures"]),
        "actors": [
            {"actor": name, "label": node["label"], **node["measures"][evidence]}
            for name, node in network.nodes.items()
            if node["measures"].get(evidence)
        ],
        **{part: told[part].get(evidence) for part in ("clusters", "cuts")},
        "gaps": told["gaps"].get(evidence, []),
        "sentences": told["sentences"].get(evidence, {}),
        **({"large": told["large"]} if "large" in told else {}),
    }


def positions(network: Network, wanted: Filter, actors: int = ACTORS, pairs: int = PAIRS) -> Told:
    """The positions of everyone under a filter, in the words of `/network/measures`. Raises TooManyError."""
    if "large" in network.told:
        raise TooManyError(_counted(network))
    found = whole(network, without(wanted))
    if len(found.actors) > actors or len(found.pairs) > pairs:
        raise TooManyError(
            f"this filter leaves {len(found.actors)} actors and {len(found.pairs)} pairs, and measures are computed "
            f"while you wait for up to {actors} and {pairs}; ask for fewer kinds, a shorter period or a region, or "
            "compute them from the file of the release with the Python library edugraph.network"
        )
    return _told(found, document.of_pairs(found.pairs, found.filter.weight))


def _counted(network: Network) -> str:
    shown, level = network.told["large"], network.level
    return (
        f"this network has {shown['actors']} actors, of whom its file shows {shown['actorsShown']}, and is measured "
        f"over all years and kinds only; leave the filter out, or count network/{level}-parts.csv.gz of the release"
    )


def _told(found: Selection, read: Reading) -> Told:
    network = found.network
    kept = {told["code"]: read.measured[told["code"]].error for told in network.told["measures"]}
    return {
        "level": network.level,
        "evidence": found.filter.evidence,
        "filter": as_asked(found.filter),
        "measures": [document.measure_told(told, kept) for told in network.told["measures"]],
        "actors": [_actor(name, read, network.nodes) for name in read.names],
        "clusters": document.clusters_told(read, network.dates),
        "cuts": document.cuts_told(read),
        "gaps": document.gaps_told(read, network.nodes),
        "sentences": document.sentences_told(read, network.dates),
    }


def _actor(name: str, read: Reading, nodes: Mapping[str, Told]) -> Told:
    return {"actor": name, "label": nodes[name]["label"], **(document.numbers(name, read) or {})}
