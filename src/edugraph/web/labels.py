"""Names of things in the page's language: chosen among the graph's labels, and honest about falling back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from edugraph.engine.reading import Reader
from edugraph.queries import bound
from edugraph.rdf import Term, Triple, iri, parsed
from edugraph.vocabulary import EDTF
from edugraph.web.addresses import short


@dataclass(frozen=True, slots=True)
class Label:
    """A name to show: `language` is its own tag; `is_fallback` when the page's language has none."""

    text: str
    language: str = ""
    is_fallback: bool = False


Labels = Mapping[str, Label]
"""IRI -> label. An IRI without a label is left out: `of` makes one from the IRI."""


def best(found: Iterable[Term], language: str) -> Label | None:
    """The label in the page's language, else in English, else in none, else the first of the others."""
    terms = sorted(set(found), key=lambda t: (t.language, t.value))
    order = {language: 0, "en": 1, "": 2}
    if not terms:
        return None
    term = min(terms, key=lambda t: order.get(t.language, 3))
    return Label(term.value, term.language, term.language not in (language, ""))


def of(iri_: str, labels: Labels) -> Label:
    """The label of an IRI, or the readable end of the IRI itself."""
    return labels.get(iri_) or Label(short(iri_))


def labels(
    reader: Reader, query: str, iris: Iterable[str], language: str, edtf: Callable[[str], Label]
) -> dict[str, Label]:
    """The labels of all these things, in one query; a time span is named by its date, which `edtf` puts into words."""
    wanted = sorted({iri(i) for i in iris})
    rows = reader.select(bound(query, {"this": wanted})).rows if wanted else []
    return _by_thing([(thing.value, label) for thing, label in rows if thing and label], language, edtf)


def chosen(triples: Iterable[Triple], language: str, edtf: Callable[[str], Label]) -> dict[str, Label]:
    """The same from triples at hand: subject, any property that names, name."""
    return _by_thing([(parsed(s).value, parsed(o)) for s, _, o in triples], language, edtf)


def _by_thing(names: list[tuple[str, Term]], language: str, edtf: Callable[[str], Label]) -> dict[str, Label]:
    found: dict[str, list[Term]] = {}
    for thing, name in names:
        found.setdefault(thing, []).append(name)
    return {thing: _label(terms, language, edtf) for thing, terms in found.items()}


def _label(terms: list[Term], language: str, edtf: Callable[[str], Label]) -> Label:
    date = next((term for term in terms if term.datatype == EDTF), None)
    label = edtf(date.value) if date else best(terms, language)
    assert label, "a thing among the names has a name"
    return label
