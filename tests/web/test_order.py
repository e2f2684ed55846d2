"""No page leaves the order of its lines to the engine: another one gives rows in another order."""

import re
from pathlib import Path

import pytest

from edugraph import queries
from edugraph.rdf import Term
from edugraph.release import Release, Releases, making
from edugraph.web.entity.sections import Fact

from .conftest import ROOT

QUERIES = queries.read_all(ROOT / "queries" / "pages")
SELECTS = sorted(name for name, query in QUERIES.items() if re.search(r"^SELECT", query.text, re.MULTILINE))
UNORDERED = {
    "country-codes": "codes by country",
    "existing": "a set",
    "labels": "names by thing, of which the code takes the first",
    "meanings": "meaning by thing",
    "numbers-of-actor": "numbers by name",
    "ontology-version": "one row",
}
"""What is no list: its rows are put into a mapping, or there is one."""
KEYS = {
    "actors": ["actor"],
    "commitments": ["commitment"],
    "plan": ["commitment"],
    "sources": ["source"],
    "sources-shown": ["source"],
    "term-parts": ["kind", "term", "with"],
    "term-uses": ["term"],
    "timeline": ["kind", "thing"],
}
"""Lists with one row for each of these: the other columns follow from them."""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))[0]


def order_of(text: str) -> list[str]:
    """The variables of the last ORDER BY, that of the whole query."""
    found = re.findall(
        r"ORDER BY\s+([^{}]*?)(?=\s*(?:LIMIT|OFFSET|\Z))", re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    )
    return re.findall(r"\?(\w+)", found[-1]) if found else []


@pytest.mark.parametrize("name", SELECTS)
def test_every_list_is_ordered_to_its_last_row(release: Release, name: str) -> None:
    text = QUERIES[name].text
    columns = release.store.select(text).variables
    if name in UNORDERED:
        return
    assert set(order_of(text)) >= set(KEYS.get(name, columns)), f"{name}: end ORDER BY with what makes a row unique"


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_list_with_a_key_has_one_row_for_each(release: Release, name: str) -> None:
    rows = release.store.select(QUERIES[name].text)
    places = [rows.variables.index(key) for key in KEYS[name]]
    keys = [tuple(row[place] for place in places) for row in rows.rows]
    assert len(set(keys)) == len(keys) > 0


@pytest.mark.parametrize("name", SELECTS)
def test_nothing_is_left_to_what_an_engine_happens_to_sample(name: str) -> None:
    """Names in one language are one by EG-N01, so that only these may be sampled."""
    sampled = re.findall(r"SAMPLE\(([^()]*(?:\([^()]*\))?)\)", QUERIES[name].text)
    assert all(found.startswith("COALESCE(?own") for found in sampled), sampled


def test_every_query_of_the_pages_is_looked_at() -> None:
    assert {p.stem for p in Path(ROOT / "queries" / "pages").glob("*.rq")} >= UNORDERED.keys() | KEYS.keys()
    assert len(SELECTS) > 70


def test_the_values_of_a_line_stand_in_one_order_whatever_order_the_rows_came_in() -> None:
    one, other = Term("iri", "https://a"), Term("iri", "https://b")
    lines = [Fact("x", nodes, {"role": roles}) for nodes, roles in (
        (["n2", "n1"], [other, one]), (["n1", "n2"], [one, other])
    )]  # fmt: skip
    for line in lines:
        line.settle()
    assert lines[0] == lines[1] == Fact("x", ["n1", "n2"], {"role": [one, other]})
