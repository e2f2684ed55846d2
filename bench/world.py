"""The actors and places that synthetic events share: organisations in countries, bodies, cities, series, persons.

Each is a function of its number, so that nothing needs to be held to be named.
"""

from random import Random
from typing import Any

from words import label, slug

COUNTRIES = (
    *("ARM", "AZE", "BLR", "BRN", "EST", "IDN", "KAZ", "KGZ", "KHM", "LAO", "LTU", "LVA"),
    *("MDA", "MMR", "MYS", "PHL", "RUS", "SGP", "THA", "TJK", "TKM", "TLS", "UZB", "VNM"),
)
REGIONS = ("central-asia", "baltic-states", "europe")
BODY_EVERY = 8
"""Every eighth organisation is a body with sessions and member countries."""

Block = dict[str, Any]
"""A block of a record file: keys of the record language."""

_KINDS = {
    "ministry": ("Ministry", "Министерство", "Ministrija"),
    "institute": ("Institute", "Институт", "Institūts"),
    "centre": ("Centre", "Центр", "Centrs"),
    "association": ("Association", "Ассоциация", "Asociācija"),
    "ngo": ("Foundation", "Фонд", "Fonds"),
    "department": ("Department", "Департамент", "Departaments"),
}
_HEAD = {
    "authority": "synthetic",
    "label": {"en": "Synthetic actors and places", "ru": "Вымышленные участники и места", "lv": "Izdomāti dalībnieki"},
    "address": "https://example.org/synthetic",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
}


class World:
    """How many of each there are for a number of events: growing with it, up to a size that one machine's map has."""

    def __init__(self, events: int, seed: int) -> None:
        self.seed = seed
        self.organisations = min(24 + events // 4, 6000)
        self.places = min(12 + events // 40, 800)
        self.series = min(6 + events // 25, 2000)
        self.persons = min(4 + events // 25, 1000)

    def organisation(self, random: Random) -> str:
        """The slug of one organisation; small numbers come more often, as great actors do."""
        return org_slug(int(self.organisations * random.random() ** 2))

    def body(self, random: Random) -> str:
        bodies = (self.organisations - 1) // BODY_EVERY + 1
        return org_slug(int(bodies * random.random() ** 2) * BODY_EVERY)

    def place(self, random: Random) -> str:
        return place_slug(random.randrange(self.places))

    def one_series(self, random: Random) -> str:
        return series_slug(random.randrange(self.series))

    def person(self, random: Random) -> str:
        return person_slug(random.randrange(self.persons))

    def file(self) -> Block:
        """The authority file that declares them all."""
        random = Random(f"{self.seed}/world")
        return {
            **_HEAD,
            "places": {place_slug(n): _place(n, random) for n in range(self.places)},
            "organisations": {org_slug(n): _organisation(n, random) for n in range(self.organisations)},
            "persons": {person_slug(n): {"label": label(("Dr", "Д-р", "Dr."), n)} for n in range(self.persons)},
            "series": {series_slug(n): self._series(n, random) for n in range(self.series)},
            "memberships": [row for n in range(self.organisations) for row in _memberships(n, random)]
            + [self._head(n, random) for n in range(self.persons)],
        }

    def _series(self, number: int, random: Random) -> Block:
        return {
            "label": label(("Forums", "Форумы", "Forumi"), number),
            "kind": "forum",
            "organiser": self.organisation(random),
            "recurrence": random.choice(["P1Y", "P2Y", "P6M"]),
        }

    def _head(self, number: int, random: Random) -> Block:
        return {"who": person_slug(number), "of": self.organisation(random), "role": "head"}


def org_slug(number: int) -> str:
    return f"org-{slug(number)}"


def place_slug(number: int) -> str:
    return f"city-{slug(number)}"


def series_slug(number: int) -> str:
    return f"forums-{slug(number)}"


def person_slug(number: int) -> str:
    return f"dr-{slug(number)}"


def is_body(number: int) -> bool:
    return number % BODY_EVERY == 0


def _place(number: int, random: Random) -> Block:
    return {
        "label": label(("City", "Город", "Pilsēta"), number),
        "kind": "city",
        "ofCountry": random.choice(COUNTRIES),
        "latitude": f"{random.uniform(-40, 65):.4f}",
        "longitude": f"{random.uniform(-10, 150):.4f}",
    }


def _organisation(number: int, random: Random) -> Block:
    if is_body(number):
        return {"type": "Body", "label": label(("Council", "Совет", "Padome"), number), "kind": "council"}
    kind = random.choice(sorted(_KINDS))
    return {
        "label": label(_KINDS[kind], number),
        "kind": kind,
        "ofCountry": random.choice(COUNTRIES),
        "identification": "named",
        **({"altLabel": {"en": [f"N{number}", f"Nº {number}"]}} if number % 5 == 1 else {}),
    }


def _memberships(number: int, random: Random) -> list[Block]:
    """A body has member countries, from a year on; some organisations are organs of an earlier body."""
    if is_body(number):
        countries = sorted(random.sample(COUNTRIES, random.randint(3, 9)))
        return [
            {"who": c, "of": org_slug(number), "role": "member", "when": f"{random.randint(1992, 2020)}/.."}
            for c in countries
        ]
    if number % 11 == 5:
        return [{"who": org_slug(number), "of": org_slug(number - number % BODY_EVERY), "role": "organ"}]
    return []
