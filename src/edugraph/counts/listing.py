"""A list in its order, with the sets of its filters as bits: choosing and counting cost little at any length."""

from collections.abc import Iterable, Mapping, Sequence

_PART = 4096

Choices = Mapping[str, str]
"""Filter -> the value chosen."""


class Listing:
    """Things in order, and for each filter the bits of the things that have a value."""

    def __init__(self, things: Sequence[str], facets: Iterable[Mapping[str, Iterable[str]]]) -> None:
        """`facets` holds, for each thing, its values by filter."""
        self.things = things
        self.every = (1 << len(things)) - 1
        places: dict[str, dict[str, list[int]]] = {}
        for place, values in enumerate(facets):
            for name, of in values.items():
                for value in of:
                    places.setdefault(name, {}).setdefault(value, []).append(place)
        self._bits = {
            name: {value: _bits(at, len(things)) for value, at in sorted(of.items())} for name, of in places.items()
        }

    def values(self, name: str) -> Mapping[str, int]:
        """Value of a filter -> the bits of what has it."""
        return self._bits.get(name, {})

    def fitting(self, chosen: Choices, but: str = "") -> int:
        """The bits of what fits the choices, one filter aside."""
        found = self.every
        for name, value in chosen.items():
            if name != but:
                found &= self.values(name).get(value, 0)
        return found

    def counted(self, name: str, among: int) -> dict[str, int]:
        """Value of a filter -> how many of some things have it; values of none are left out."""
        counts = {value: (bits & among).bit_count() for value, bits in self.values(name).items()}
        return {value: count for value, count in counts.items() if count}

    def between(self, first: int, last: int) -> int:
        """The bits of the places from one up to, and without, another."""
        return ((1 << last) - 1) & ~((1 << first) - 1)

    def part(self, among: int, start: int, number: int) -> list[int]:
        """The places of some things in the order of the list: so many, after the first `start`."""
        text, found, at = format(among, "b")[::-1], list[int](), 0
        while at < len(text) and (passed := text.count("1", at, at + _PART)) <= start:
            at, start = at + _PART, start - passed
        while len(found) < start + number and (at := text.find("1", at) + 1):
            found.append(at - 1)
        return found[start:]


def _bits(places: Iterable[int], length: int) -> int:
    made = bytearray(length // 8 + 1)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(made, "little")
