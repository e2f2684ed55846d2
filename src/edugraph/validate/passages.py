"""The two checks that need more than the graph: the source texts (EG-E03) and the lock files (EG-E08)."""

import hashlib
from collections.abc import Iterable, Mapping

from edugraph.rdf import Quad, iri, literal, parsed
from edugraph.validate.results import SHACL, Result, shown
from edugraph.vocabulary import BASE, EG, OA

_COMPONENT = SHACL + "HasValueConstraintComponent"


def drifted_passages(quads: Iterable[Quad], texts: Mapping[str, str]) -> list[Result]:
    """EG-E03: passages whose words no longer have their hash. `texts` are the sources at hand as registered, by key."""
    found = []
    for focus, (key, range_, sha256) in sorted(passages(quads).items()):
        start, end = map(int, range_.split("-"))
        now = hashlib.sha256(texts[key][start:end].encode()).hexdigest() if key in texts else sha256
        if now != sha256:
            message = f"EG-E03: {shown(focus)} has the hash {sha256[:12]}, but the words there now have {now[:12]}."
            found.append(Result("EG-E03", focus, iri(EG.sha256), literal(sha256), message, "Violation", "", _COMPONENT))
    return found


def unlocked_passages(quads: Iterable[Quad], locks: Mapping[str, Mapping[str, str]]) -> list[Result]:
    """EG-E08: passages that no lock file lists, or that no fact uses. `locks` are source key -> range -> sha256."""
    used = {(key, range_): sha256 for key, range_, sha256 in passages(quads).values()}
    locked = {(key, range_): sha256 for key, ranges in locks.items() for range_, sha256 in ranges.items()}
    found = []
    for key, range_ in sorted({place for place, _ in used.items() ^ locked.items()}):
        focus = iri(f"{BASE}id/passage/{key}/{range_}")
        stands = "only in the data" if (key, range_) not in locked else "only in the lock file"
        stands = "in both, with different hashes" if (key, range_) in used.keys() & locked.keys() else stands
        message = f"EG-E08: {shown(focus)} stands {stands}; run edugraph evidence lock {key}."
        found.append(Result("EG-E08", focus, "", focus, message, "Violation", "", _COMPONENT))
    return found


def passages(quads: Iterable[Quad]) -> dict[str, tuple[str, str, str]]:
    """Passage -> its source's key, its range, its hash."""
    keys, hashes = {}, {}
    for subject, predicate, object_, _ in quads:
        if predicate == iri(OA.hasSource):
            keys[subject] = parsed(object_).value.rpartition("/")[2]
        elif predicate == iri(EG.sha256):
            hashes[subject] = parsed(object_).value
    return {me: (key, parsed(me).value.rpartition("/")[2], hashes.get(me, "")) for me, key in keys.items()}
