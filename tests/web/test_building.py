"""Conditions and the SPARQL made of them: whatever is asked, the query is answered with what plain Python finds."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugraph import queries
from edugraph.rdf import Term, iri, literal
from edugraph.release import Release
from edugraph.store import Store
from edugraph.vocabulary import BASE, EG, PREFIXES
from edugraph.web.sparql import building, metadata
from edugraph.web.sparql.building import ABSENT, VALUELESS, WAYS, Asked, Condition, Wish
from edugraph.web.sparql.metadata import Metadata

from .conftest import ROOT, Client

FOLDER = ROOT / "queries" / "builder"
ORG = PREFIXES["org"]
NAMES = (PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel")
TYPE = PREFIXES["rdf"] + "type"
Out = Mapping[tuple[str, str], list[Term]]
Into = Mapping[tuple[str, str], list[str]]
OFFER = building.read(FOLDER)


class Direct:
    """The store without an engine between."""

    def __init__(self, store: Store) -> None:
        self.select, self.construct = store.select, store.construct


class World:
    """The default graph in plain dictionaries; no data class, since a failing test would print all of it."""

    def __init__(self, out: Out, into: Into, known: Metadata, store: Store) -> None:
        self.out, self.into, self.known, self.store = out, into, known, store

    def all(self, things: set[str], *path: str) -> set[str]:
        """Where a path leads: `^` before a property goes against it, `?` after it may stay."""
        for step in path:
            plain = step.strip("^?")
            there = {t for this in things for t in self._step(this, plain, step.startswith("^"))}
            things = there | things if step.endswith("?") else there
        return things

    def _step(self, this: str, property_: str, is_inverse: bool) -> list[str]:
        return self.into[property_, this] if is_inverse else [o.value for o in self.out[this, property_]]

    def closure(self, things: set[str], property_: str) -> set[str]:
        seen, new = set[str](), things
        while new := self.all(new, property_) - seen:
            seen |= new
        return seen


@pytest.fixture(scope="module")
def world(built: Client) -> World:
    release: Release = built.app.state.site.release
    out: dict[tuple[str, str], list[Term]] = defaultdict(list)
    into: dict[tuple[str, str], list[str]] = defaultdict(list)
    for s, p, o in release.store.select("SELECT ?s ?p ?o { ?s ?p ?o }").rows:
        if not (s and p and o):
            raise AssertionError("a triple has three terms")
        out[s.value, p.value].append(o)
        into[p.value, o.value].append(s.value)
    pages = queries.read_all(ROOT / "queries" / "pages")
    known = metadata.read(Direct(release.store), pages, {})  # type: ignore[arg-type]
    return World(out, into, known, release.store)


E = EG.base
ORGANISER = f"{BASE}vocab/participation-role/organiser"
FINDS: dict[str, Callable[[World, str], set[str]]] = {
    "participant": lambda w, t: w.all({t}, f"^{E}in", f"{E}participant"),
    "participant-from": lambda w, t: (
        (p := w.all({t}, f"^{E}in", f"{E}participant")) | w.all(p, f"{E}ofCountry") | w.all(p, f"{E}from")
    ),
    "organiser": lambda w, t: w.all(
        {n for n in w.all({t}, f"^{E}in") if ORGANISER in w.all({n}, f"{ORG}role")}, f"{E}participant"
    ),
    "participant-role": lambda w, t: w.all({t}, f"^{E}in", f"{ORG}role"),
    "takes-part": lambda w, t: w.all({t}, f"^{E}participant", f"{E}in"),
    "member-of": lambda w, t: w.all({t}, f"^{ORG}member", f"{ORG}organization"),
    "has-member": lambda w, t: w.all({t}, f"^{ORG}organization", f"{ORG}member"),
    "decision-date": lambda w, t: w.all({t}, f"{E}when") | w.all({t}, f"{E}takenAt", f"{E}when"),
    "decision-of": lambda w, t: w.all({t}, f"^{E}gaveRiseTo"),
    "promise-from": lambda w, t: (
        (p := w.all({t}, f"{E}committedBy")) | w.all(p, f"{E}ofCountry") | w.all(p, f"{E}from")
    ),
    "in-plan": lambda w, t: w.closure({t}, PREFIXES["dct"] + "isPartOf"),
}
"""What the declared conditions find, written by hand."""


def values(world: World, condition: Condition, thing: str) -> list[Term]:
    if condition.name in FINDS:
        return [Term("iri", value) for value in FINDS[condition.name](world, thing)]
    if condition.name == "name":
        return [term for name in NAMES for term in world.out[thing, name]]
    prefix, _, local = condition.pattern.split()[1].partition(":")
    base = PREFIXES.get(prefix) or building.NAMESPACES[prefix]
    return world.out[thing, base + local]


def holds(world: World, asked: Asked, thing: str) -> bool:
    found = values(world, asked.condition, thing)
    if asked.way == "any":
        return bool(found)
    if asked.way == "none":
        return not found
    fits = any(fit(world, asked, value) for value in found)
    return fits != (asked.way in ABSENT)


def fit(world: World, asked: Asked, value: Term) -> bool:
    kind = asked.condition.kind
    if kind in ("thing", "code"):
        return iri(value.value) in asked.values
    if kind == "truth":
        return value.value in asked.values
    if kind in ("number", "day") and value.kind != "literal":
        return False
    if kind == "number":
        ours, theirs = Decimal(value.value), Decimal(asked.values[0])
        return {"is": ours == theirs, "not": ours == theirs, "more": ours > theirs, "less": ours < theirs}[asked.way]
    if kind == "text":
        wanted = asked.values[0][1:-1]
        return value.value == wanted if asked.way == "is" else wanted.lower() in value.value.lower()
    first, last = (date.fromisoformat(day[1:11]) for day in asked.values)
    if kind == "day":
        this = date.fromisoformat(value.value)
        return {"in": first <= this <= last, "after": this > last, "before": this < first}[asked.way]
    return window(world, asked.way, value.value, first, last)


def window(world: World, way: str, span: str, first: date, last: date) -> bool:
    from_, till = (bound(world, span, name) for name in ("notBefore", "notAfter"))
    if way == "after":
        return from_ is not None and from_ > last
    if way == "before":
        return till is not None and till < first
    if way == "certainly-in":
        return from_ is not None and till is not None and from_ >= first and till <= last
    return (from_ or till) is not None and (from_ is None or from_ <= last) and (till is None or till >= first)


def bound(world: World, span: str, name: str) -> date | None:
    found = world.out[span, E + name]
    return date.fromisoformat(found[0].value) if found else None


def classes(world: World) -> list[str]:
    return [world.known.terms.terms[name].iri for name in OFFER.classes]


def wish(world: World, chance: Random) -> Wish:
    """Any wish: a class, up to four conditions with values that the data hold or nearly hold, a sort."""
    class_ = chance.choice(classes(world))
    known = building.conditions(OFFER, world.known, class_)
    things = sorted(world.into[TYPE, class_])
    names = chance.choices(sorted(known), k=chance.randint(0, 4))
    sorts = [None, *(c for c in known.values() if c.kind in ("window", "day", "number"))]
    asked = tuple(condition(world, known[name], things, chance) for name in names)
    return Wish(class_, asked, chance.choice(sorts), chance.random() < 0.5)


def condition(world: World, asked: Condition, things: list[str], chance: Random) -> Asked:
    way = chance.choice(WAYS[asked.kind])
    if way in VALUELESS:
        return Asked(asked, way)
    there = sorted({v.value for t in things for v in values(world, asked, t)})
    return Asked(asked, way, terms(asked, chance.choice(there) if there else "", chance))


def terms(asked: Condition, value: str, chance: Random) -> tuple[str, ...]:
    if asked.kind in ("thing", "code"):
        return (iri(chance.choice([value or f"{BASE}id/none", f"{BASE}id/none"])),)
    if asked.kind == "truth":
        return (chance.choice(["true", "false"]),)
    if asked.kind == "number":
        return (building.number(chance.choice([value or "1", "3", "0.5"])) or "0",)
    if asked.kind == "text":
        plain = "".join(c for c in value if (c.isascii() and c.isalnum()) or c == " ")
        return (literal(chance.choice([plain[:4] or "a", plain[-3:] or "e", "zz"])),)
    days = chance.choice(["2015", "2020-12", "2026", "2024-02-29", "1995-06-01", "2027-01"])
    return building.period(days) or ()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_query_of_conditions_finds_what_plain_python_finds(world: World, seed: int) -> None:
    chance = Random(seed)
    wanted = wish(world, chance)
    expected = {t for t in world.into[TYPE, wanted.class_] if all(holds(world, asked, t) for asked in wanted.asked)}
    query = building.query(wanted, chance.choice(["en", "ru", "lv"]))
    found = world.store.select(query)
    assert {row[0].value for row in found.rows if row[0]} == expected, query
    counted = world.store.select(building.count(wanted)).rows[0][0]
    assert counted is not None
    assert int(counted.value) == len(expected)


def test_every_declared_condition_that_is_no_plain_property_is_evaluated_here() -> None:
    plain = re.compile(r"\?this [\w-]+:\w+ \?value")
    made = {condition.name for _on, condition in OFFER.conditions if not plain.fullmatch(condition.pattern)}
    assert made - {"name"} == set(FINDS)


def test_the_files_of_the_builder_name_known_terms_and_lists_and_say_all_in_three_languages(world: World) -> None:
    terms, lists = world.known.terms.terms, world.known.terms.code_lists
    for file in ("classes.csv", "conditions.csv"):
        with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert [row for row in rows if not (row["en"] and row["ru"] and row["lv"])] == []
    assert set(OFFER.classes) <= set(terms)
    for on, condition in OFFER.conditions:
        assert on - {"*"} <= set(terms), condition.name
        assert set(condition.lists) <= set(lists), condition.name
        assert bool(condition.lists) == (condition.kind == "code"), condition.name
    names = [condition.name for _on, condition in OFFER.conditions]
    assert len(names) == len(set(names))


def test_every_declared_condition_is_offered_for_some_class_of_the_founding_data(world: World) -> None:
    offered = {name for class_ in classes(world) for name in building.conditions(OFFER, world.known, class_)}
    assert {condition.name for _on, condition in OFFER.conditions} - offered == set()


def test_a_query_is_written_to_be_read(world: World) -> None:
    known = building.conditions(OFFER, world.known, EG.Event)
    asked = (
        Asked(known["participant-from"], "is", (iri(f"{BASE}id/country/KAZ"),)),
        Asked(known["eg:when"], "after", building.period("2015") or ()),
        Asked(known["topic"], "none"),
    )
    assert building.query(Wish(EG.Event, asked), "en") == (
        "PREFIX dct: <http://purl.org/dc/terms/>\n"
        "PREFIX eg: <https://w3id.org/edugraph/def#>\n"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        "SELECT DISTINCT ?event ?name\n"
        "WHERE {\n"
        "  ?event a eg:Event .\n"
        "  VALUES ?value1 { <https://w3id.org/edugraph/id/country/KAZ> }\n"
        "  ?node1 eg:in ?event ; eg:participant/(eg:ofCountry|eg:from)? ?value1 .\n"
        "  ?event eg:when ?value2 .\n"
        "  ?value2 eg:notBefore ?from2 .\n"
        '  FILTER(?from2 > "2015-12-31"^^xsd:date)\n'
        "  FILTER NOT EXISTS { ?event dct:subject ?value3 . }\n"
        '  OPTIONAL { ?event skos:prefLabel ?name FILTER(LANG(?name) = "en") }\n'
        "}\n"
        "ORDER BY ?name ?event"
    )


@given(st.text(max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_leaves_its_quotes(world: World, text: str) -> None:
    known = building.conditions(OFFER, world.known, EG.Event)
    plain = text.encode("utf-8", "ignore").decode().replace("\0", "")
    asked = Wish(EG.Event, (Asked(known["name"], "contains", (literal(plain),)),))
    named = {
        t
        for t in world.into[TYPE, EG.Event]
        if any(plain.lower() in v.value.lower() for v in values(world, known["name"], t))
    }
    if plain.isascii():
        assert {row[0].value for row in world.store.select(building.query(asked, "en")).rows if row[0]} == named
    else:
        world.store.select(building.query(asked, "en"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2015-03-20 ", "2015-03-20", "2015-03-20"),
    ],
)
def test_a_period_is_its_first_and_last_day(text: str, first: str, last: str) -> None:
    assert building.period(text) == (f'"{first}"^^xsd:date', f'"{last}"^^xsd:date')


@pytest.mark.parametrize("text", ["", "15", "2015-13", "2015-02-30", "0000", "٢٠١٥", "2015-3", "x", "2015-01-01T00:00"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert building.period(text) is None


@pytest.mark.parametrize(("text", "number"), [("12", "12"), ("0,5", "0.5"), ("-3", "-3"), ("1e5", None), ("١", None)])
def test_a_number_is_written_as_sparql_has_it(text: str, number: str | None) -> None:
    assert building.number(text) == number
