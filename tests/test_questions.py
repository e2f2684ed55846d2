"""Every named question gives exactly its expected rows on the founding data, through the store and through rdflib."""

import re
from collections.abc import Mapping

import pytest
import rdflib

from edugraph.queries import bound, read_all, words
from edugraph.rdf import XSD, Quad, literal, parsed
from edugraph.release.making import OUTSIDE_THE_UNION, Draft
from edugraph.store import Store
from edugraph.vocabulary import BASE, EG, RDF, code_iri, graph_iri
from question_rows import EXPECTED, QUESTIONS, answer, expected, table

QUERIES = read_all(QUESTIONS)
WORDS = words(QUESTIONS)
COMPETENCY = {f"CQ{number:02d}" for number in range(1, 17)}
TOPICS = {"events", "decisions", "documents", "commitments", "plan", "actors", "evidence", "time", "network"}
OF_THE_SOURCES_ALONE = (
    "events-by-city",
    "events-dated-after-their-project",
    "texts-under-development",
    "when-an-event-took-place",
)
PARAMETER = re.compile(r"VALUES \?\w+ \{[^{}]*\}  # parameter: .*")


def day(text: str) -> str:
    return literal(text, datatype=XSD + "date")


def thing(id_: str) -> str:
    return f"<{BASE}id/{id_}>"


def head(text: str) -> Mapping[str, str]:
    """The comments at the head of a question, those in other languages too."""
    said: dict[str, str] = {}
    for key, told in re.findall(r"^# ([a-z-]+): (.*)$", text, re.MULTILINE):
        said[key] = f"{said[key]} {told}" if key in said else told
    return said


def rows(store: Store, name: str, **values: str) -> list[str]:
    """The answer of a question with other values of its parameters."""
    return answer(store.select(bound(QUERIES[name].text, values)))


def first_column(lines: list[str]) -> list[str]:
    return [line.partition("\t")[0] for line in lines[1:]]


def column(lines: list[str], name: str) -> list[str]:
    place = lines[0].split("\t").index(name)
    return [line.split("\t")[place] for line in lines[1:]]


def loaded(quads: set[Quad]) -> str:
    """The quads as a release loads them: each in its graph, and in the default graph too."""
    outside = {f"<{graph_iri(name)}>" for name in OUTSIDE_THE_UNION}
    return "".join(f"{s} {p} {o} {g} .\n" + ("" if g in outside else f"{s} {p} {o} .\n") for s, p, o, g in quads)


def store_of(quads: set[Quad]) -> Store:
    store = Store.in_memory()
    store.add(loaded(quads).encode("utf-8"))
    return store


@pytest.fixture(scope="module")
def dataset(founding: Draft) -> rdflib.Dataset:
    """The founding data in rdflib, with a default graph of its own."""
    made = rdflib.Dataset()
    made.parse(data=loaded(founding.quads), format="nquads")
    return made


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_gives_exactly_its_expected_rows(name: str, founding: Draft) -> None:
    assert rows(founding.working, name) == expected(name)


@pytest.mark.slow
@pytest.mark.xdist_group("rdflib")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", QUERIES)
def test_rdflib_gives_the_same_rows(name: str, dataset: rdflib.Dataset) -> None:
    found = dataset.query(QUERIES[name].text)
    terms = [[None if term is None else parsed(term.n3()) for term in row] for row in found]
    lines = table(map(str, found.vars or ()), terms)
    assert (lines[0], sorted(lines[1:])) == (expected(name)[0], sorted(expected(name)[1:]))


def test_every_question_has_expected_rows_and_every_file_of_rows_its_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.tsv")} == set(QUERIES)


def shown(columns: list[str]) -> list[str]:
    """The columns that a page shows: `cityLabel` stands in `city`."""
    return [c for c in columns if c.removesuffix("Label") not in set(columns) - {c}]


def test_every_column_is_called_something_in_three_languages_and_none_else_is() -> None:
    columns = {c for name in QUERIES for c in shown(expected(name)[0].split("\t"))}
    assert WORDS.columns.keys() == columns
    for name, said in WORDS.columns.items():
        assert said.keys() == {"en", "ru", "lv"}, name
        assert all(said.values()), name
        assert re.search(r"[А-я]", said["ru"]), name
        assert said["lv"] != said["en"], name


def test_every_parameter_is_explained_in_three_languages_and_none_else_is() -> None:
    helps = {p.help for query in QUERIES.values() for p in query.parameters}
    assert WORDS.parameters.keys() == helps
    for english, said in WORDS.parameters.items():
        assert said.keys() == {"en", "ru", "lv"}, english
        assert re.search(r"[А-я]", said["ru"]), english
        assert said["lv"] not in ("", english), english


@pytest.mark.parametrize("name", QUERIES)
def test_the_head_of_a_question_is_complete_in_three_languages(name: str) -> None:
    said = head(QUERIES[name].text)
    assert set(said) - {"competency"} == {
        "title",
        "title-ru",
        "title-lv",
        "answers",
        "answers-ru",
        "answers-lv",
        "topic",
    }
    assert said["topic"] in TOPICS
    assert re.search(r"[А-я]", said["title-ru"]), "the Russian title is in Russian"
    assert re.search(r"[А-я]", said["answers-ru"]), "what it answers is told in Russian"
    assert len({said["title"], said["title-ru"], said["title-lv"]}) == 3
    assert len({said["answers"], said["answers-ru"], said["answers-lv"]}) == 3
    assert all(said[key].endswith(".") for key in ("answers", "answers-ru", "answers-lv"))
    assert all(said[key].endswith("?") for key in ("title", "title-ru", "title-lv"))


def test_each_competency_question_is_answered_once_and_all_topics_are_asked() -> None:
    heads = [head(question.text) for question in QUERIES.values()]
    assert sorted(said["competency"] for said in heads if "competency" in said) == sorted(COMPETENCY)
    assert {said["topic"] for said in heads} == TOPICS


@pytest.mark.parametrize("name", QUERIES)
def test_no_thing_is_named_outside_the_parameters(name: str) -> None:
    assert BASE + "id/" not in PARAMETER.sub("", QUERIES[name].text)


@pytest.mark.parametrize("name", QUERIES)
def test_every_parameter_has_words_and_a_default_that_the_data_know(name: str, founding: Draft) -> None:
    known = {s for s, _, _, _ in founding.quads}
    for parameter in QUERIES[name].parameters:
        assert parameter.help, f"{parameter.name} says what it is"
        assert set(re.findall(r"<[^>]*>", parameter.default)) <= known


@pytest.mark.parametrize("name", QUERIES)
def test_every_column_is_bound_in_the_body_and_distinct_rows_are_ordered_by_their_columns(name: str) -> None:
    columns, _, body = QUERIES[name].text.partition("SELECT ")[2].partition("\nWHERE {")
    pattern, _, order = body.rpartition("\nORDER BY ")
    assert order, "the order of the rows is fixed"
    plain = re.sub(r"\([^?]*.*? AS (\?\w+)\)", "", columns, flags=re.DOTALL)
    assert [v for v in re.findall(r"\?\w+", plain) if v not in re.findall(r"\?\w+", pattern)] == []
    if columns.startswith("DISTINCT"):
        assert set(re.findall(r"\?\w+", order)) <= set(re.findall(r"\?\w+", columns))


@pytest.mark.parametrize("name", QUERIES)
def test_nobody_is_ever_called_absent(name: str) -> None:
    assert "absent" not in QUERIES[name].text.lower()


def test_the_sources_alone_answer_the_same_without_the_pages_outside(founding: Draft) -> None:
    outside = (f"<{graph_iri('corroboration/')}", f"<{graph_iri('truthy')}")
    alone = store_of({quad for quad in founding.quads if not quad[3].startswith(outside)})
    for name in OF_THE_SOURCES_ALONE:
        assert rows(alone, name) == expected(name)


def test_no_commitment_had_passed_its_due_day_at_the_end_of_2025(founding: Draft) -> None:
    assert rows(founding.working, "commitments-past-due-without-evidence", asof=day("2025-12-31"))[1:] == []


def test_at_the_start_of_2027_three_announcements_and_all_plan_items_will_have_passed_theirs(founding: Draft) -> None:
    found = first_column(rows(founding.working, "commitments-past-due-without-evidence", asof=day("2027-01-01")))
    items = [id_ for id_ in found if id_.startswith("id:plan/arpae-2022-2026/")]
    assert [id_ for id_ in found if id_ not in items] == [
        "id:commitment/hold-9th-congress",
        "id:commitment/hold-higher-education-teachers-forum",
        "id:commitment/hold-next-education-council-meeting",
    ]
    assert len([id_ for id_ in items if ".A" in id_]) == 35
    assert len([id_ for id_ in items if ".O" in id_]) == 28
    assert len(found) == 66


@pytest.mark.parametrize(
    ("event", "not_listed"),
    [("vocational-education-seminar-riga", []), ("baltic-central-asia-he-forum", ["id:country/TJK"])],
)
def test_who_of_central_asia_is_not_listed_in_riga(event: str, not_listed: list[str], founding: Draft) -> None:
    values = {"event": thing(f"event/{event}"), "set": thing("region/central-asia")}
    assert first_column(rows(founding.working, "who-is-not-listed-at-an-event", **values)) == not_listed


@pytest.mark.parametrize(("asof", "members"), [("2022-07-06", 10), ("2025-10-25", 10), ("2026-11-21", 11)])
def test_asean_had_ten_members_until_timor_leste_joined(asof: str, members: int, founding: Draft) -> None:
    found = first_column(rows(founding.working, "members-of-an-organisation-at-a-day", asof=day(asof)))
    assert len(found) == members
    assert ("id:country/TLS" in found) == (members == 11)


def test_with_pages_outside_the_programme_is_finalised_and_goes_to_the_member_states(founding: Draft) -> None:
    found = rows(founding.working, "texts-under-development", reading='"all"')
    program = next(line for line in found if line.startswith("id:plan/educational-space-program-2027-2035"))
    assert program.split("\t")[2:] == [
        "v:document-stage/finalised",
        "finalised@en",
        "v:document-stage/submitted",
        "id:org/cis",
        "Commonwealth of Independent States@en",
        "g:corroboration/eccis-31704",
        "id:source/eccis-31704",
    ]
    assert len(found) == 5


def test_with_pages_outside_the_agreement_was_signed_in_september_2024(founding: Draft) -> None:
    found = rows(founding.working, "when-an-event-took-place", reading='"all"')
    assert column(found, "date") == ["2024-09^^EDTF"]
    assert column(found, "basis") == ["v:basis/resolved-relative"]
    assert column(found, "reckonedFrom") == ["2025-11-01^^EDTF"]


@pytest.mark.parametrize(
    ("event", "alone", "with_pages"),
    [
        ("cis-education-council-moscow-nov-20", ["2025?-11-20", "XXXX-11-20"], ["2025?-11-20"]),
        ("baltic-central-asia-he-forum", ["2020-12-14"], ["2018-12-14"]),
        ("heads-of-institutions-forum-kg-3", [], ["2025-10-30/2025-11-01"]),
        ("caep-qualifications-conference", ["2016-04-20/2016-04-22"], ["2016-04-20/2016-04-22"]),
    ],
)
def test_dates_by_the_sources_alone_and_with_pages_outside(
    event: str, alone: list[str], with_pages: list[str], founding: Draft
) -> None:
    for reading, dates in (("sources", alone), ("all", with_pages)):
        values = {"event": thing(f"event/{event}"), "reading": f'"{reading}"'}
        found = rows(founding.working, "when-an-event-took-place", **values)
        assert column(found, "date") == [f"{date}^^EDTF" for date in dates]


def test_names_come_in_the_language_asked_for_and_in_english_where_it_lacks_one(founding: Draft) -> None:
    found = rows(founding.working, "who-attended-a-meeting", lang='"lv"')
    assert column(found, "actorLabel") == [
        "Armēnija@lv",
        "Baltkrievija@lv",
        "CIS Executive Committee@en",
        "Kazahstāna@lv",
        "Kirgizstāna@lv",
        "Krievija@lv",
        "Tadžikistāna@lv",
    ]


@pytest.mark.parametrize(
    ("asof", "state"), [("2026-10-01", "open"), ("2026-10-02", "due-soon"), ("2027-01-01", "due-passed-no-evidence")]
)
def test_a_commitment_is_due_soon_ninety_days_before_its_last_day(asof: str, state: str, founding: Draft) -> None:
    found = rows(founding.working, "commitments-of-a-maker", asof=day(asof))
    states = dict(zip(first_column(found), column(found, "state"), strict=True))
    assert states["id:commitment/hold-next-education-council-meeting"] == state


@pytest.mark.parametrize(
    ("status", "on", "state", "still_asked"),
    [
        ("fulfilled", "2026-10-20", "met", False),
        ("fulfilled", "2026-11-10", "met-late", False),
        ("in-progress", "2026-11-10", "overdue", True),
        ("in-progress", "2026-10-10", "due-passed-no-evidence", True),
        ("cancelled", "2026-10-10", "", False),
        ("cancelled", "2026-12-10", "due-passed-no-evidence", True),
    ],
)
@pytest.mark.slow
def test_a_reported_step_changes_the_schedule_state(
    status: str, on: str, state: str, still_asked: bool, founding: Draft
) -> None:
    congress, step, span = thing("commitment/hold-9th-congress"), thing("status-change/x"), thing("span/x")
    told = f"<{graph_iri('source/x')}>"
    store = store_of(
        founding.quads
        | {
            (step, f"<{RDF.type_}>", f"<{EG.base}StatusChange>", told),
            (step, f"<{EG.statusOf}>", congress, told),
            (step, f"<{EG.toStatus}>", f"<{code_iri('commitment-status', status)}>", told),
            (step, f"<{EG.base}when>", span, told),
            (span, f"<{EG.notBefore}>", day(on), told),
        }
    )
    found = rows(store, "commitments-of-a-maker")
    assert (
        dict(zip(first_column(found), column(found, "state"), strict=True))["id:commitment/hold-9th-congress"] == state
    )
    asked = first_column(rows(store, "commitments-past-due-without-evidence"))
    assert ("id:commitment/hold-9th-congress" in asked) is still_asked


def test_the_counts_of_a_plan_add_up(founding: Draft) -> None:
    found = rows(founding.working, "plan-items-by-measure")
    assert sum(map(int, column(found, "actions"))) == 35
    assert sum(map(int, column(found, "outputs"))) == 28


def test_the_events_of_all_years_are_the_sixteen_held_and_the_four_planned(founding: Draft) -> None:
    found = rows(founding.working, "events-by-year")
    assert sum(map(int, column(found, "held"))) + sum(map(int, column(found, "heldYearUncertain"))) == 16
    assert sum(map(int, column(found, "planned"))) == 4


def test_the_pairs_of_countries_agree_with_the_events_behind_them(founding: Draft) -> None:
    pairs = rows(founding.working, "which-countries-met-most")[1:]
    behind = rows(founding.working, "events-a-country-shared-with-others", country=thing("country/KGZ"))
    for line in pairs:
        one, _, other, _, events, *_ = line.split("\t")
        if "id:country/KGZ" in (one, other):
            partner = other if one == "id:country/KGZ" else one
            assert first_column(behind).count(partner) == int(events)
