"""docs/questions.md: every named question, from the comments at the head of its query."""

from collections.abc import Sequence

from edugraph.queries import Query
from edugraph.reference.markdown import code, page, section, table

_INTRODUCTION = (
    "A question is a SPARQL query with a name, kept in `queries/questions/` and answered by the server at "
    "`/questions/NAME`. Its parameters can be changed in the address (`?asof=2027-01-01`); left out, they keep the "
    "value that the file gives, so that each file also runs as it is in any SPARQL client."
)

_OTHERS = {"title-ru": "Russian", "title-lv": "Latvian"}


def questions_page(questions: Sequence[Query]) -> str:
    """The page of all questions."""
    overview = table(["Question", "What it answers"], ([f"[{q.title}](#{q.name})", q.answers] for q in questions))
    return page("Questions", _INTRODUCTION, [overview, *map(_section, questions)])


def _section(question: Query) -> str:
    rows = [[code(p.name), code(p.default), p.help] for p in question.parameters]
    parameters = table(["Parameter", "Default", "Meaning"], rows)
    titles = [f"{name}: *{question.head[key]}*" for key, name in _OTHERS.items() if key in question.head]
    parts = [*titles, question.answers, code(f"queries/questions/{question.name}.rq"), parameters]
    return section(2, question.title, parts, question.name)
