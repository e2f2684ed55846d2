"""Networks made for tests of pages: actors at places that are spread, ties as a test needs them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from edugraph.network.selection import Network
from edugraph.network.ties import EVIDENCE, LEVELS

from .conftest import Client

NAMES = ("Ministry of Education and Science", "University", "Institute for Vocational Training", "Centre", "Council")


def actor(n: int, **values: Any) -> dict[str, Any]:
    """An organisation with a place of its own; the later ones are weaker."""
    measures = {"strength": 1000 - n, "cluster": n % 9 + 1, "isCut": False}
    return {
        "id": f"org/o{n:03}", "iri": f"https://w3id.org/edugraph/id/org/o{n:03}",
        "label": {"en": f"{NAMES[n % len(NAMES)]} {n}"}, "type": "organisation", "kind": None,
        "country": None, "regions": [], "point": None, "x": round(60 + n * 137.508 % 880, 1),
        "y": round(40 + n * 89.734 % 620, 1), "measures": dict.fromkeys(EVIDENCE, measures), **values,
    }  # fmt: skip


def tie(a: str, b: str, facts: Iterable[str] = ("event/f",)) -> dict[str, Any]:
    return {
        "id": f"{a}--{b}", "kind": "funding", "a": a, "b": b, "evidence": "named", "directed": True,
        "weight": {"facts": 1, "shared": 1}, "notBefore": None, "notAfter": None,
        "facts": [{"fact": fact, "participants": 2, "share": 1} for fact in facts],
    }  # fmt: skip


def network(nodes: list[dict[str, Any]], ties: list[dict[str, Any]], dates: Mapping[str, str] | None = None) -> Network:
    """A level `organisations`; `dates` gives facts a day, the others have none."""
    days = dict(dates or {})
    facts = {
        share["fact"]: {
            "label": {}, "type": None, "role": None, "when": days.get(share["fact"]), "passages": 0,
            "notBefore": days.get(share["fact"]), "notAfter": days.get(share["fact"]), "isContested": False,
        }
        for one in ties
        for share in one["facts"]
    }  # fmt: skip
    return Network(
        {**Network.empty("organisations").told, "date": "2026-11-21", "nodes": nodes, "ties": ties, "facts": facts}
    )


def crowd(count: int) -> Network:
    """So many organisations, each with a tie to the next and to one further off."""
    nodes = [actor(n) for n in range(count)]
    ends = [(n, other) for n in range(count) for other in (n + 1, n + 7) if other < count]
    return network(nodes, [tie(f"org/o{a:03}", f"org/o{b:03}") for a, b in ends])


def parted(count: int, clusters: int, listed: int = 50) -> Network:
    """A crowd whose actors are in so many clusters, one after the other, with the words of the first ones."""
    made = crowd(count)
    for n, node in enumerate(made.told["nodes"]):
        node["measures"] = {e: {**of, "cluster": n % clusters + 1} for e, of in node["measures"].items()}
    members = [[node["id"] for node in made.told["nodes"][n::clusters]] for n in range(clusters)]
    told = [
        {
            "number": n, "actors": names, "size": len(names), "facts": 1, "firstYear": None, "lastYear": None,
            "weightInside": 1, "weightOutside": 1, "strongest": names[:1],
        }
        for n, names in enumerate(members, 1)
    ]  # fmt: skip
    # neighbours are in other clusters: within one, each has a tie with the next
    ties = [tie(a, b) for names in members for a, b in pairwise(names)]
    listing = {"list": told[:listed], "count": clusters}
    return Network({**made.told, "ties": [*made.told["ties"], *ties], "clusters": dict.fromkeys(EVIDENCE, listing)})


@contextmanager
def shown(site: Client, made: Network) -> Iterator[Client]:
    """A site whose organisations are those of another network for a while."""
    networks = site.app.state.site.networks
    kept = dict(networks.__dict__)
    own = networks.levels
    for name in set(networks.__dict__) - {"files", "registered", "ties"}:
        del networks.__dict__[name]
    networks.__dict__["levels"] = {level: made if level == made.level else own[level] for level in LEVELS}
    try:
        yield site
    finally:
        networks.__dict__.clear()
        networks.__dict__.update(kept)
