"""Ties of organisations told of their countries: who speaks for whom is what the graph says, and nobody else does."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from edugraph.network.ties import EVIDENCE, Share, Tie


def projected(found: Iterable[Tie], country: Mapping[str, str | None], is_directed: Mapping[str, bool]) -> list[Tie]:
    """The same facts between countries, sorted; who has no country, and ties within one, are left out.

    A fact is shared among the countries that this projection finds in it. The level `countries` of a release finds
    more: countries that are named themselves, and groups.
    """
    kept = list(_ends(found, country, is_directed))
    inside: dict[str, set[str]] = {}
    for tie in kept:
        for share in tie.shares:
            inside.setdefault(share.fact, set()).update((tie.a, tie.b))
    best: dict[tuple[str, str, str, str], int] = {}
    for tie in kept:
        for share in tie.shares:
            key = (tie.kind, tie.a, tie.b, share.fact)
            best[key] = min(EVIDENCE.index(tie.evidence), best.get(key, len(EVIDENCE)))
    shares: dict[tuple[str, str, str, int], list[Share]] = {}
    for (kind, a, b, fact), evidence in sorted(best.items()):
        shares.setdefault((kind, a, b, evidence), []).append(Share(fact, len(inside[fact])))
    return [
        Tie("countries", kind, a, b, EVIDENCE[evidence], tuple(told))
        for (kind, a, b, evidence), told in sorted(shares.items())
    ]


def _ends(found: Iterable[Tie], country: Mapping[str, str | None], is_directed: Mapping[str, bool]) -> Iterable[Tie]:
    for tie in found:
        a, b = country.get(tie.a), country.get(tie.b)
        if a and b and a != b:
            ends = (a, b) if is_directed.get(tie.kind) else (min(a, b), max(a, b))
            yield replace(tie, a=ends[0], b=ends[1])
