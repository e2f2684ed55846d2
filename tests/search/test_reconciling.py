"""Which thing a name in a table may be, and when that is certain."""

from pathlib import Path

import pytest

from edugraph.rdf import Quad, iri, literal
from edugraph.search import NAME, Index, write
from edugraph.search.reconciling import Candidate, Wanted, candidates, similarity
from edugraph.vocabulary import BASE, EG, PREFIXES, RDF, SKOS

GRAPH = iri(f"{BASE}graph/source/test")
ORGANIZATION = PREFIXES["org"] + "Organization"
LATVIA = f"{BASE}id/country/LVA"
RUSSIA = f"{BASE}id/country/RUS"


def ids(found: list[Candidate]) -> list[str]:
    return [one.thing.iri.removeprefix(f"{BASE}id/") for one in found]


def certain(index: Index, name: str, **more: object) -> str:
    """The path of the certain match, or ""."""
    found = [one for one in candidates(index, Wanted(name, **more)) if one.is_match]  # type: ignore[arg-type]
    return ids(found)[0] if found else ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Latvia", "country/LVA"),
        ("Латвия", "country/LVA"),
        ("latvija", "country/LVA"),
        ("LV", "country/LVA"),
        ("LVA", "country/LVA"),
        ("CIS", "org/cis"),
        ("IZM", "org/latvia-education-ministry"),
        ("Ministry of Education and Science of Latvia", "org/latvia-education-ministry"),
        ("Минобрнауки России", "org/russia-higher-education-ministry"),
        ("country/KAZ", "country/KAZ"),
    ],
)
def test_one_whole_name_of_one_thing_is_certain(index: Index, name: str, expected: str) -> None:
    assert certain(index, name) == expected


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("lv", "a word in lower case is no code"),
        ("Latvja", "a slip"),
        ("Latvijas", "a form that sources print"),
        ("Kazahstan", "sounds so, and is written otherwise"),
        ("SNG", "another script"),
        ("Shaping the Future", "an event and its series"),
        ("Eurasia", "a region and an organisation"),
        ("Ministry of Education", "several countries have one"),
        ("Izglītības un zinātnes ministrija", "does not say which country's"),
        ("Ārlietu ministrija", "does not say which country's"),
        ("", "nothing"),
    ],
)
def test_what_could_mean_something_else_is_never_certain(index: Index, name: str, why: str) -> None:
    assert certain(index, name) == "", why


def test_a_ministry_alone_has_candidates_of_several_countries(index: Index) -> None:
    found = candidates(index, Wanted("Ministry of Education", types=(ORGANIZATION,)))
    assert {"org/latvia-education-ministry", "org/russia-education-ministry"} <= set(ids(found))
    assert not any(one.is_match for one in found)


def test_with_a_country_only_that_countrys_things_come(index: Index) -> None:
    found = candidates(index, Wanted("Ministry of Education", types=(ORGANIZATION,), countries=(LATVIA,)))
    assert ids(found) == ["org/latvia-education-ministry"]
    assert found[0].has_country


def test_the_name_of_one_countrys_ministry_never_matches_with_another_country(index: Index) -> None:
    found = candidates(index, Wanted("Izglītības un zinātnes ministrija", countries=(RUSSIA,)))
    assert not any(one.is_match or one.thing.iri.endswith("latvia-education-ministry") for one in found)
    assert certain(index, "Izglītības un zinātnes ministrija", countries=(LATVIA,)) == "org/latvia-education-ministry"


def test_types_bind_unless_they_should_only(index: Index) -> None:
    country = EG.base + "Country"
    assert ids(candidates(index, Wanted("CIS", types=(country,)))) == []
    liked = candidates(index, Wanted("CIS", types=(country,), strictness="should"))
    assert (ids(liked)[0], liked[0].has_type, liked[0].is_match) == ("org/cis", False, False)
    assert ids(candidates(index, Wanted("Latvia", types=(country, ORGANIZATION), strictness="all"))) == []


def test_what_cannot_be_checked_makes_nothing_certain(index: Index) -> None:
    assert certain(index, "Latvia", is_checked=False) == ""


def test_a_code_alone_finds_its_thing(index: Index) -> None:
    found = candidates(index, Wanted(codes=((EG.base + "iso3", "LVA"),)))
    assert (ids(found), found[0].is_match) == (["country/LVA"], True)


def test_scores_fall_and_only_things_of_the_world_are_candidates(index: Index) -> None:
    found = candidates(index, Wanted("education", limit=50))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.thing.iri.startswith(f"{BASE}id/") for one in found)
    assert len(candidates(index, Wanted("education", limit=2))) == 2


def test_names_are_alike_by_the_words_they_share() -> None:
    assert similarity(["ministri", "education"], ["education", "ministri"]) == 1.0
    assert similarity(["ministri", "educaton"], ["education", "ministri"]) == pytest.approx(0.944, abs=0.001)
    assert similarity(["riga"], ["latvia"]) == 0.0
    assert similarity([], ["latvia"]) == 0.0


# --- namesakes -----------------------------------------------------------------------------------------------------


@pytest.fixture
def namesakes(tmp_path: Path) -> Index:
    """Two countries with a ministry each, both called just so; and an office that a source calls as another is."""
    quads: list[Quad] = []

    def add(path: str, kind: str, *named: tuple[str, str], country: str = "") -> None:
        this = iri(f"{BASE}id/{path}")
        quads.append((this, iri(RDF.type), iri(kind), GRAPH))
        quads.extend((this, iri(SKOS.base + property_), literal(text, "en"), GRAPH) for property_, text in named)
        if country:
            quads.append((this, iri(EG.base + "ofCountry"), iri(f"{BASE}id/country/{country}"), GRAPH))

    for code, name in (("LVA", "Latvia"), ("EST", "Estonia")):
        add(f"country/{code}", EG.base + "Country", ("prefLabel", name))
        add(f"org/{code}-ministry", ORGANIZATION, ("prefLabel", "Ministry of Education"), country=code)
    add("org/office", ORGANIZATION, ("prefLabel", "Schools Office"))
    add("org/board", ORGANIZATION, ("prefLabel", "Board"), ("hiddenLabel", "Schools Office"))
    write(tmp_path / NAME, quads, {})
    return Index(tmp_path / NAME)


def test_two_ministries_of_one_name_are_both_offered_and_neither_is_certain(namesakes: Index) -> None:
    found = candidates(namesakes, Wanted("Ministry of Education"))
    assert {one.thing.iri.rpartition("/")[2]: (one.score, one.is_match) for one in found} == {
        "LVA-ministry": (100.0, False),
        "EST-ministry": (100.0, False),
    }


def test_with_its_country_a_namesake_is_certain_and_the_other_is_no_candidate(namesakes: Index) -> None:
    found = candidates(namesakes, Wanted("Ministry of Education", countries=(LATVIA,)))
    assert [(one.thing.iri.rpartition("/")[2], one.is_match) for one in found] == [("LVA-ministry", True)]


def test_a_name_that_a_source_gives_to_another_thing_too_is_not_certain(namesakes: Index) -> None:
    assert certain(namesakes, "Schools Office") == ""
