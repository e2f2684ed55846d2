"""What exists is on its page, and what a page speaks of exists."""

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from edugraph import queries
from edugraph.cli import app
from edugraph.config import Settings
from edugraph.queries import Query
from edugraph.reference import diagrams
from edugraph.reference.checks import Check, checks, checks_page
from edugraph.reference.commands import commands, commands_page
from edugraph.reference.patterns import OVERVIEW, PATTERNS
from edugraph.reference.questions_page import questions_page
from edugraph.reference.records_page import VALUES
from edugraph.reference.terms import curie

ROOT = Path(__file__).parents[2]


def anchors(page: str) -> list[str]:
    return re.findall(r'<a id="([^"]+)"></a>', page)


# --- settings, commands, questions, checks --------------------------------------------------------------------------


def test_the_settings_page_lists_every_setting_and_no_other(made):
    listed = re.findall(r"^\| `(EDUGRAPH_\w+)` \|", made["docs/settings.md"], re.MULTILINE)
    assert listed == [f"EDUGRAPH_{setting.name.upper()}" for setting in fields(Settings)]
    assert (
        "| `EDUGRAPH_PORT` | a whole number | `8000` | Port that the server listens on. |" in made["docs/settings.md"]
    )


def test_a_listed_setting_is_one_that_the_program_takes(made):
    for name in re.findall(r"^\| `(EDUGRAPH_\w+)` \|", made["docs/settings.md"], re.MULTILINE):
        Settings.read({name: "1"})


def test_the_commands_page_lists_every_command_that_answers_to_help(made):
    listed = re.findall(r"^## <a id=\"[^\"]+\"></a>`edugraph ([^`]+)`$", made["docs/commands.md"], re.MULTILINE)
    assert {"build", "serve", "docs", "evidence lock"} < set(listed)
    helped = CliRunner().invoke(app, ["--help"], env=dict(os.environ)).output
    for name in listed:
        assert name.split()[0] in helped
        assert CliRunner().invoke(app, [*name.split(), "--help"]).exit_code == 0


def test_every_command_argument_and_option_is_explained():
    found = commands(app)
    assert [command.name for command in found if not command.help] == []
    assert [(c.name, p.name) for c in found for p in c.parameters if not p.help] == []


def test_a_command_is_shown_with_its_usage_arguments_and_options():
    small = typer.Typer()

    @small.command()
    def first(
        name: str = typer.Argument(help="Who."), loud: bool = typer.Option(False, "--loud", help="Shout.")
    ) -> None:
        """Greet somebody."""

    @small.command()
    def other(times: int = typer.Option(3, help="How often.")) -> None:
        """Wave."""

    page = commands_page(commands(small))
    assert "edugraph first NAME [--loud]" in page
    assert "| `NAME` |  | Who. |" in page
    assert "| `--times TIMES` | `3` | How often. |" in page
    assert "| [`edugraph other`](#other) | Wave. |" in page


def test_the_questions_page_lists_every_question_and_no_other(made):
    named = queries.read_all(ROOT / "queries" / "questions")
    assert anchors(made["docs/questions.md"]) == list(named)
    for question in named.values():
        assert (
            f"[{question.title}](#{question.name}) | {question.answers.replace('|', chr(92) + '|')} |"
            in made["docs/questions.md"]
        )


def test_a_question_is_shown_with_what_it_answers_and_its_parameters():
    text = 'VALUES ?day { "2026-11-21"^^xsd:date }  # parameter: The day to look from'
    page = questions_page([Query("due", {"title": "What is due", "answers": "Commitments | by day."}, text)])
    assert "| [What is due](#due) | Commitments \\| by day. |" in page
    assert '| `day` | `"2026-11-21"^^xsd:date` | The day to look from |' in page


def test_the_checks_page_lists_every_check_and_no_other(made):
    written = {path: path.read_text() for path in (ROOT / "shapes").iterdir() if path.suffix in (".ttl", ".rq")}
    ids = {i for text in written.values() for i in re.findall(r"^(?:s:|# id: )(EG-[A-Z]\d\d[a-z]?)\b(?!-)", text, re.M)}
    assert set(anchors(made["docs/checks.md"])) == ids
    assert len(anchors(made["docs/checks.md"])) == len(ids)


def test_every_check_has_a_name_a_reason_and_a_file_that_exists(made):
    rows = re.findall(r"^\| <a id.*$", made["docs/checks.md"], re.MULTILINE)
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    assert [row for row in cells if not all(row)] == []
    assert {row[3].strip("`") for row in cells if not (ROOT / row[3].strip("`")).is_file()} == set()


def test_a_query_wins_over_the_shape_of_its_id_and_keeps_its_name():
    shape, said = "<https://w3id.org/edugraph/shapes#EG-X01>", "<http://www.w3.org/2000/01/rdf-schema#label>"
    head = {"severity": "Warning", "description": "Because."}
    found = checks({"x.ttl": [(shape, said, '"Name"@en')]}, {"EG-X01": Query("EG-X01", head, "")})
    assert found == [Check("EG-X01", "Warning", "Name", "Because.", "shapes/EG-X01.rq")]
    assert "## Warnings\n\n| Check | Name | Why | File |" in checks_page(found)


# --- ontology and records -------------------------------------------------------------------------------------------


def test_the_ontology_page_has_every_term_and_code_list_once(made, terms):
    found = anchors(made["docs/ontology.md"])
    own = [t.name.removeprefix("eg:") for t in terms.own]
    lists = [f"codes-{scheme}" for scheme in terms.code_lists]
    assert sorted(found) == sorted(
        [*own, *(t.name for t in terms.borrowed), *lists, "classes", "properties", "borrowed"]
    )


def test_the_ontology_page_tells_of_each_own_term_all_that_the_ontology_says(made, terms):
    parts = dict(
        re.findall(r'^### <a id="([^"]+)"></a>(.*?)(?=^##)', made["docs/ontology.md"], re.MULTILINE | re.DOTALL)
    )
    for term in terms.own:
        part = parts[term.name.removeprefix("eg:")]
        said = [*term.labels.values(), term.definition, term.scope_note, *term.examples, term.waits_for]
        said += [*term.superclasses, *term.domain, *term.range, *(iri for _, iri in term.matches)]
        assert [text for text in said if text not in part] == [], term.name


@pytest.mark.parametrize("page", ["docs/ontology.md", "docs/records.md"])
def test_both_pages_have_every_code_with_its_meaning(made, terms, page):
    for scheme, found in terms.code_lists.items():
        part = made[page].split(f'<a id="codes-{scheme}"></a>')[1].split("\n### ")[0]
        assert [c.code for c in found.concepts if f"| `{c.code}` |" not in part or c.definition not in part] == []


def test_the_ontology_page_has_the_overview_and_the_five_patterns_as_diagrams(made):
    titles = re.findall(r"^#+ (.+)\n\n.+\n\n```mermaid$", made["docs/ontology.md"], re.MULTILINE)
    patterns = ["Participation", "Membership over time", "Commitment lifecycle", "Evidence", "Claims"]
    assert titles == ["Overview", *patterns]


def test_a_diagram_draws_only_terms_that_exist(language, terms):
    links = diagrams.links(language, terms)
    known = set(terms.terms)
    assert {link.predicate for link in links} - known == set()
    for pattern in (OVERVIEW, *PATTERNS):
        assert set(pattern.diagram.boxes) - known == set()
        assert {link.predicate for link in pattern.diagram.drawn} - known == set()
        assert set(pattern.diagram.detailed) <= set(pattern.diagram.boxes.values())
        assert set(pattern.diagram.without) - {link.predicate for link in links} == set()


def test_a_diagram_shows_what_the_record_language_says(made):
    page = made["docs/ontology.md"]
    for line in [
        "Participation --> ParticipantGroup : participant",
        "Membership --> TimeSpan : memberDuring",
        "Commitment <|-- PlannedAction",
        "StatusChange --> Decision : reachedBy",
        "Passage --> Source : hasSource",
        "Claim --> Premise : premise",
    ]:
        assert f"  {line}\n" in page


def test_the_records_page_has_every_thing_and_every_key_with_its_predicate(made, language):
    for thing in language.things.values():
        part = made["docs/records.md"].split(f'<a id="{thing.name}"></a>')[1].split("\n### ")[0]
        shared = made["docs/records.md"].split('<a id="blocks"></a>')[1].split("\n### ")[0]
        for key, rule in thing.keys.items():
            row = next((r for r in (part + shared).splitlines() if r.startswith(f"| `{key}` |")), "")
            assert rule.help in row, (thing.name, key)
            assert f"`{curie(rule.predicate)}`" in row, (thing.name, key)


def test_every_kind_of_value_is_explained_and_no_other(language):
    rules = [*language.header.values(), *(rule for t in language.things.values() for rule in t.keys.values())]
    assert {rule.kind for rule in rules} == set(VALUES)


def test_every_link_between_and_within_the_pages_has_its_end(made):
    pages = {name.removeprefix("docs/"): content for name, content in made.items() if name.endswith(".md")}
    ends = {name: set(anchors(content)) | headings(content) for name, content in pages.items()}
    for name, content in pages.items():
        for target, anchor in re.findall(r"\]\(([a-z]+\.md)?(?:#([^)]+))?\)", content):
            assert target in ("", *pages), (name, target)
            assert not anchor or anchor in ends[target or name], (name, target, anchor)


def headings(page: str) -> set[str]:
    return {title.lower().replace(" ", "-") for title in re.findall(r"^#+ ([^<`\n]+)$", page, re.MULTILINE)}


def test_every_row_of_a_table_has_as_many_cells_as_its_head(made):
    for name, content in made.items():
        for table in re.findall(r"(?:^\|.*\|$\n?)+", content, re.MULTILINE) if name.endswith(".md") else ():
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
            assert len(widths) == 1, (name, table.splitlines()[0])
