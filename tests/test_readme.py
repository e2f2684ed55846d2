"""The README tells the truth: its queries have the answers it shows, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from edugraph.release.making import Draft
from edugraph.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sparql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", README, re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "decisions").glob("*.md"))]


def shown(table: str) -> list[list[str]]:
    """The cells of a Markdown table, without its head and its rule."""
    return [[cell.strip(" `") for cell in row.strip().strip("|").split("|")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("number", range(3))
def test_each_example_query_has_the_answer_shown_under_it(founding: Draft, number: int) -> None:
    query, table = EXAMPLES[number]
    rows = founding.working.select(query).rows
    assert [[(t.value if t else "").removeprefix(BASE) for t in row] for row in rows] == shown(table)


def test_the_readme_has_three_examples() -> None:
    assert len(EXAMPLES) == 3


def test_the_numbers_in_the_introduction_are_those_of_the_data(founding: Draft) -> None:
    for name, term in (
        ("events", "eg:Event"),
        ("decisions", "eg:Decision"),
        ("commitments", "eg:Commitment"),
        ("organisations", "<http://www.w3.org/ns/org#Organization>"),
    ):
        said = re.search(rf"([0-9]+) {name}", README)
        ours = f"FILTER(STRSTARTS(STR(?x), '{BASE}id/'))"
        query = f"PREFIX eg: <{BASE}def#> SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {term} {ours} }}"
        assert said
        assert founding.working.select(query).rows[0][0].value == said[1]  # type: ignore[union-attr]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
