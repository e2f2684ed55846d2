"""What a list is narrowed to: values of the address, checked, and the choices that remain with their counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edugraph.errors import nearest
from edugraph.rdf import BAD_IN_IRI, iri
from edugraph.vocabulary import BASE
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.parameters import ParameterError

CHOICES_SHOWN = 100
YEARS = range(1, 10_000)


@dataclass(frozen=True)
class Choice:
    """One value that a filter can take, and how many things it would leave."""

    value: str
    label: Label
    count: int


@dataclass(frozen=True)
class Filter:
    """A filter: its name in the address, its words, what is chosen, and the choices, the most frequent first."""

    name: str
    words: str
    chosen: str
    choices: list[Choice]

    @property
    def chosen_label(self) -> Label:
        """The name of what is chosen, or the value itself where nothing has it."""
        return next((c.label for c in self.choices if c.value == self.chosen), Label(self.chosen))


def given(page: Page, name: str) -> str:
    """A value of the address without spaces around; nothing where it is not given."""
    return page.request.query_params.get(name, "").strip()


def thing(page: Page, name: str, base: str) -> str:
    """The thing that a value names below `base`, or a whole IRI, as N-Triples text; nothing where none is given.

    Raises ParameterError for what no IRI can hold.
    """
    value = given(page, name)
    if not value:
        return ""
    whole = value if value.startswith(BASE) else BASE + base + value
    if BAD_IN_IRI.search(whole) or len(whole) > 1000:
        raise ParameterError(f"{name} takes the end of an address such as country/KAZ, not {value[:40]!r}")
    return iri(whole)


def word(page: Page, name: str, known: Iterable[str]) -> str:
    """A value out of a closed list; nothing where none is given. Raises ParameterError naming the list."""
    value, known = given(page, name), list(known)
    if value and value not in known:
        raise ParameterError(f"{name} has no value {value[:40]!r}{nearest(value[:40], known)}")
    return value


def year(page: Page, name: str) -> int | None:
    """A year of the address. Raises ParameterError."""
    value = given(page, name)
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) <= len("9999") and int(value) in YEARS):
        raise ParameterError(f"{name} takes a year such as 2018, not {value[:40]!r}")
    return int(value)


def most(counts: Mapping[str, int], chosen: str) -> dict[str, int]:
    """The most frequent values, and the one that is chosen: as many as are shown, so that only these need names."""
    found = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:CHOICES_SHOWN])
    return found | ({chosen: counts[chosen]} if chosen in counts else {})


def choices(counts: Mapping[str, int], labels: Mapping[str, Label], chosen: str) -> list[Choice]:
    """The choices by count and name; what is chosen is among them even when nothing has it."""
    found = [Choice(value, labels.get(value, Label(value)), count) for value, count in counts.items()]
    found.sort(key=lambda c: (-c.count, c.label.text, c.value))
    shown = found[:CHOICES_SHOWN]
    if chosen and all(c.value != chosen for c in shown):
        late = next((c for c in found if c.value == chosen), Choice(chosen, labels.get(chosen, Label(chosen)), 0))
        shown.append(late)
    return shown
