"""The tie queries of a graph that is too large to list: each side asked alone, as columns of numbers."""

from collections.abc import Callable, Mapping

from edugraph.network import answers, sides
from edugraph.queries import Query
from edugraph.store import Coded
from edugraph.vocabulary import PREFIXES

Ask = Callable[[str], Coded]
_OWN = f"PREFIX eg: <{PREFIXES['eg']}>\nSELECT ?organisation ?country {{ ?organisation eg:ofCountry ?country }}"


def level(name: str, kinds: Mapping[str, Query], coded: Ask, dated: list[Coded] | None = None) -> answers.Level:
    """One level of the network, from the sides of every kind. `dated` are the answers of `dates`, if asked before."""
    found = [_kind(kind, query, name, coded) for kind, query in kinds.items()]
    return answers.level(name, found, dates(kinds, coded) if dated is None else dated, coded(_OWN))


def dates(kinds: Mapping[str, Query], coded: Ask) -> list[Coded]:
    """When the facts of each kind were: the same at every level."""
    return [coded(sides.dates_of(query.text)) for query in kinds.values()]


def _kind(kind: str, query: Query, level: str, coded: Ask) -> answers.Kind:
    asked = sides.of(query.text, level)
    ones = coded(asked["a"])
    is_directed = query.head["direction"] == "directed"
    return answers.Kind(kind, is_directed, ones, coded(asked["b"]) if is_directed else ones)
