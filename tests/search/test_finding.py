"""What words find in the founding data, in which order, and what they may have meant."""

import sqlite3
import threading
from pathlib import Path
from random import Random

import pytest

from edugraph import search
from edugraph.errors import EdugraphError
from edugraph.rdf import Quad, iri, literal, parsed
from edugraph.release import making
from edugraph.search import Filter, Index, SearchError, folding, writing
from edugraph.search.finding import MOST
from edugraph.vocabulary import BASE, EG, PREFIXES, RDF, SKOS

COUNTRY = EG.base + "Country"
ORGANIZATION = PREFIXES["org"] + "Organization"
GRAPH = iri(f"{BASE}graph/source/test")


def first(index: Index, text: str, language: str = "en") -> str:
    """The path of the best find."""
    hits = search.found(index, text, language).hits
    return hits[0].thing.iri.removeprefix(f"{BASE}id/") if hits else ""


def names_of_countries(quads: set[Quad]) -> list[tuple[str, str]]:
    """Every name and code of every country, hidden forms too."""
    countries = {s for s, p, o, _ in quads if p == iri(RDF.type) and o == iri(COUNTRY)}
    naming = {iri(SKOS.base + n) for n in ("prefLabel", "altLabel", "hiddenLabel")} | {
        iri(EG.base + n) for n in ("iso2", "iso3", "isoNumeric")
    }
    return sorted(
        {
            (s[1:-1].removeprefix(f"{BASE}id/"), parsed(o).value)
            for s, p, o, _ in quads
            if s in countries and p in naming
        }
    )


@pytest.mark.parametrize("language", ["en", "ru", "lv"])
def test_every_country_is_found_first_by_all_its_names_in_three_languages_and_its_codes(
    index: Index, founding: making.Draft, language: str
) -> None:
    names = names_of_countries(founding.quads)
    assert len(names) > 24 * 6
    wrong = [(country, name) for country, name in names if first(index, name, language) != country]
    assert wrong == []


@pytest.mark.parametrize("text", ["Kazahstāna", "kazahstana", "Казахстан", "KAZAKHSTAN", "KZ", "kaz", "398", "Q232"])
def test_kazakhstan_is_found_however_it_is_written(index: Index, text: str) -> None:
    assert first(index, text) == "country/KAZ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CIS", "org/cis"),
        ("SNG", "org/cis"),
        ("СНГ", "org/cis"),
        ("NVS", "org/cis"),
        ("ARPAE", "plan/arpae-2022-2026"),
        ("ASEAN", "org/asean"),
        ("АСЕАН", "org/asean"),
        ("ES", "org/european-union"),
        ("ЕС", "org/european-union"),
        ("IZM", "org/latvia-education-ministry"),
        ("somed", "org/som-ed"),
        ("Minobrnauki", "org/russia-higher-education-ministry"),
        ("Naypyidaw", "place/nay-pyi-taw"),
        ("Riga", "place/riga"),
        ("country/KAZ", "country/KAZ"),
        ("https://w3id.org/edugraph/id/country/KAZ", "country/KAZ"),
    ],
)
def test_abbreviations_codes_and_addresses_find_their_thing_first(index: Index, text: str, expected: str) -> None:
    assert first(index, text) == expected


@pytest.mark.parametrize(
    ("text", "meant", "expected"),
    [
        ("Kazahkstan", "Kazakhstan", "country/KAZ"),
        ("Казохстан", "Казахстан", "country/KAZ"),
        ("Qazaqstan", "Kazakhstan", "country/KAZ"),
        ("Uzbekstn", "Uzbekistan", "country/UZB"),
        ("minsitry of educatoin latvia", "Ministry of education latvia", "org/latvia-education-ministry"),
    ],
)
def test_slips_are_mended_and_told(index: Index, text: str, meant: str, expected: str) -> None:
    found = search.found(index, text, "en")
    assert (found.instead.lower(), first(index, text)) == (meant.lower(), expected)


def test_exact_names_come_before_beginnings_and_these_before_words(index: Index) -> None:
    hits = search.found(index, "CIS", "en").hits
    assert [hit.label.text for hit in hits[:3]] == [
        "Commonwealth of Independent States",
        "CIS Executive Committee",
        "CIS Heads of Government Council",
    ]
    assert [hit.fit for hit in hits] == sorted(hit.fit for hit in hits)


def test_a_name_that_is_not_shown_is_searched_and_never_told(index: Index) -> None:
    hit = search.found(index, "Kazahstānas", "en").hits[0]
    assert (hit.label.text, hit.other) == ("Kazakhstan", None)
    assert hit.thing.iri == f"{BASE}id/country/KAZ"


def test_a_name_in_another_language_is_told_beside_the_one_of_the_page(index: Index) -> None:
    hit = search.found(index, "Kazahstāna", "ru").hits[0]
    assert (hit.label.text, hit.other and hit.other.text) == ("Казахстан", "Kazahstāna")


def test_facets_count_what_each_value_would_leave(index: Index) -> None:
    every = search.found(index, "latvia", "en")
    ministry = search.found(index, "latvia", "en", Filter(kind=ORGANIZATION))
    assert dict(every.kinds)[ORGANIZATION] == ministry.total == 3
    assert sum(count for _, count in every.kinds) == every.total
    assert ministry.kinds == every.kinds
    both = search.found(index, "latvia", "en", Filter(ORGANIZATION, f"{BASE}id/country/LVA"))
    assert dict(ministry.countries)[f"{BASE}id/country/LVA"] == both.total


def test_pages_of_finds_are_the_whole_list_in_its_order(index: Index) -> None:
    whole = [hit.thing.iri for hit in search.found(index, "education", "en", limit=1000).hits]
    pages = [search.found(index, "education", "en", None, at, 7).hits for at in range(0, len(whole), 7)]
    parts = [hit.thing.iri for hits in pages for hit in hits]
    assert len(whole) > 50
    assert parts == whole


def test_where_filters_leave_nothing_the_rest_is_counted_and_a_hindering_word_is_named(index: Index) -> None:
    filtered = search.found(index, "kazan", "en", Filter(country=f"{BASE}id/country/LVA"))
    assert (filtered.total, filtered.unfiltered > 0) == (0, True)
    assert search.found(index, "latvia zzzz", "en").without == "zzzz"


AWKWARD = [
    "", " ", '"', "''", "()[]{}", "*", "a*", '"a" OR "b"', "NEAR(a b)", "starts:kaz", "-a", "^a", "a AND",
    "{words} : x", "'; DROP TABLE thing; --", "🎓", "\0", "Lat\0via", "\u202e\u200f", "a" * 5000, "я" * 5000,
    "word " * 1000, "%_",
    "\ud800", "ﷺ", "１２", "ı", "ǅ", "𝔘𝔫", "country/", "/", "https://", "//" * 300, "\ud800/x",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_has_an_answer(index: Index, text: str) -> None:
    found = search.found(index, text, "en")
    assert found.total >= len(found.hits) >= 0
    assert len(search.suggested(index, text, "en")) <= 8


def test_a_nul_within_a_word_parts_it(index: Index) -> None:
    assert search.found(index, "lat\0via", "en").words == ["lat", "via"]


def test_suggestions_begin_with_two_letters_and_are_eight_at_most(index: Index) -> None:
    assert search.suggested(index, "k", "en") == []
    suggested = search.suggested(index, "ka", "en")
    assert [hit.label.text for hit in suggested[:2]] == ["Kazakhstan", "Kazan"]
    assert len(suggested) == 8


def test_an_unfinished_word_with_a_slip_is_suggested_for(index: Index) -> None:
    assert search.suggested(index, "kzakhst", "en")[0].label.text == "Kazakhstan"


def test_the_language_of_the_page_comes_first_among_equals(index: Index) -> None:
    lv = [hit.label.language for hit in search.suggested(index, "lat", "lv")]
    assert lv[0] == "lv"


def test_named_questions_are_found_in_each_language_they_have(index: Index) -> None:
    for text in ("who attended", "Кто присутствовал"):
        hit = search.found(index, text, "en").hits[0]
        assert (hit.thing.kind, hit.thing.iri) == (search.QUESTION, f"{BASE}questions/who-attended")


# --- the file ------------------------------------------------------------------------------------------------------


def written(path: Path, quads: list[Quad]) -> bytes:
    search.write(path, quads, {})
    return path.read_bytes()


def test_the_same_names_give_the_same_bytes_in_any_order(founding: making.Draft, tmp_path: Path) -> None:
    quads = sorted(founding.quads)
    shuffled = Random(1).sample(quads, len(quads))
    assert written(tmp_path / "one", quads) == written(tmp_path / "other", shuffled)


def thing(path: str, kind: str, *names: str) -> list[Quad]:
    this = iri(f"{BASE}id/{path}")
    labels = [(this, iri(SKOS.prefLabel), literal(name, "en"), GRAPH) for name in names]
    return [(this, iri(RDF.type), iri(kind), GRAPH), *labels]


def test_what_is_pointed_at_more_comes_first_and_ties_are_in_the_order_of_addresses(tmp_path: Path) -> None:
    quads = [q for n in "dcba" for q in thing(f"event/{n}", EG.base + "Event", "Forum")]
    quads += [(iri(f"{BASE}id/event/{n}"), iri(EG.base + "about"), iri(f"{BASE}id/event/c"), GRAPH) for n in "abd"]
    search.write(tmp_path / "x", quads, {})
    hits = search.found(Index(tmp_path / "x"), "forum", "en").hits
    assert [hit.thing.iri[-1] for hit in hits] == ["c", "a", "b", "d"]


def test_a_statement_in_two_graphs_points_once(tmp_path: Path) -> None:
    quads = thing("event/a", EG.base + "Event", "Forum")
    pointing = (iri(f"{BASE}id/event/b"), iri(EG.base + "about"), iri(f"{BASE}id/event/a"))
    quads += [(*pointing, GRAPH), (*pointing, iri(f"{BASE}graph/curation"))]
    search.write(tmp_path / "x", quads, {})
    assert search.found(Index(tmp_path / "x"), "forum", "en").hits[0].thing.uses == 1


def test_what_a_rule_guesses_of_regions_makes_nobodys_country(index: Index) -> None:
    group = "group/eu-central-asia-education-ministers-meeting-1--central-asian-ministers-and-senior-officials"
    number = index.numbers([f"{BASE}id/{group}"])[f"{BASE}id/{group}"]
    assert index.known([number])[number].countries == ()


def test_of_very_many_finds_all_are_counted_and_so_many_are_listed(tmp_path: Path) -> None:
    quads = [q for n in range(MOST + 50) for q in thing(f"event/{n}", EG.base + "Event", f"Forum {n}")]
    search.write(tmp_path / "x", quads, {})
    found = search.found(Index(tmp_path / "x"), "forum", "en", None, MOST - 25, 25)
    assert (found.total, found.listed, len(found.hits)) == (MOST + 50, MOST, 25)


def test_a_release_without_its_index_says_so_and_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match=r"has no search\.sqlite.*edugraph build --again"):
        Index(tmp_path / "search.sqlite")


def test_an_index_of_another_format_or_what_is_none_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "none").write_bytes(b"no database " * 1000)
    with pytest.raises(SearchError, match="cannot be read"):
        Index(tmp_path / "none")
    sqlite3.connect(tmp_path / "other").execute("PRAGMA user_version = 99").connection.close()
    with pytest.raises(SearchError, match="made by another program"):
        Index(tmp_path / "other")


def test_without_full_text_search_a_build_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refusing(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(writing.sqlite3, "connect", refusing)
    with pytest.raises(EdugraphError, match=r"has no full-text search \(FTS5\).*no such module: fts5"):
        search.write(tmp_path / "x", [], {})


def test_many_threads_may_ask_at_once(index: Index) -> None:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(first(index, "Казахстан"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["country/KAZ"] * 16


def test_the_file_cannot_be_written_through_the_index(index: Index) -> None:
    with index._connection() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM thing")


def test_no_folded_word_can_leave_its_quotes() -> None:
    assert all('"' not in word for text in AWKWARD for word in folding.query_words(text))
