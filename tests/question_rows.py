"""The answers of the named questions as text that people can read and compare: `tests/questions/<name>.tsv`.

`python tests/question_rows.py [name …]` writes them anew from the data as they are; read the difference, then keep it.
IRIs are shortened by four prefixes, others stand in angle brackets; `@ru` follows a text's language, and `^^` a
datatype that is not plain to see.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from edugraph.queries import read_all
from edugraph.rdf import Term
from edugraph.release import making
from edugraph.store import Rows
from edugraph.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "queries" / "questions"
EXPECTED = ROOT / "tests" / "questions"
PREFIXES = {"id/": "id:", "vocab/": "v:", "def#": "eg:", "graph/": "g:"}
PLAIN = {"", "string", "boolean", "date", "integer", "nonNegativeInteger"}


def shown(term: Term | None) -> str:
    """One value; nothing where a row has none."""
    if term is None:
        return ""
    if term.kind == "iri":
        return short(term.value)
    datatype = term.datatype.replace("#", "/").rpartition("/")[2]
    return term.value + (f"@{term.language}" if term.language else "" if datatype in PLAIN else f"^^{datatype}")


def short(iri: str) -> str:
    for start, prefix in PREFIXES.items():
        if iri.startswith(BASE + start):
            return prefix + iri.removeprefix(BASE + start)
    return f"<{iri}>"


def table(variables: Iterable[str], rows: Iterable[Iterable[Term | None]]) -> list[str]:
    """A line of column names, and one line a row."""
    return ["\t".join(variables), *("\t".join(shown(term) for term in row) for row in rows)]


def answer(rows: Rows) -> list[str]:
    return table(rows.variables, rows.rows)


def expected(name: str) -> list[str]:
    """The rows that a question must give."""
    return (EXPECTED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()


def rewrite(names: list[str]) -> None:
    """Write what the questions answer now; all of them when none is named."""
    draft = making.checked(ROOT)
    EXPECTED.mkdir(exist_ok=True)
    for name, question in read_all(QUESTIONS).items():
        if not names or name in names:
            lines = answer(draft.working.select(question.text))
            (EXPECTED / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1:])
