"""Source marks: where a thing is written, in words, and in its context where the text is at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edugraph import evidence
from edugraph.queries import bound
from edugraph.rdf import Term, iri
from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.cells import is_link
from edugraph.web.entity.titles import position
from edugraph.web.frame import Page
from edugraph.web.labels import Label, Labels

AROUND = 200
"""Characters shown before and after a passage."""
CONTEXTS = 60
"""So many passages of a page stand in their text; the others a click further, so that a page stays light."""
PLACE = ("start", "end", "length", "paragraph", "paragraphs")

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Context:
    """A passage in its text. The text is read from the reader's own folder: the graph never holds it."""

    before: str
    passage: str
    after: str


@dataclass(frozen=True)
class Mark:
    """One piece of evidence: the source and its publisher, the place in it, who speaks there, and how to see it.

    `state` is `checked` where the text here hashes to what was registered, `differs` where it does not, `away` where
    no text is at hand; nothing for a whole page.
    """

    evidence: str
    source: str
    label: Label
    publishers: list[Label]
    place: str
    voices: list[Label]
    speakers: list[Label]
    address: str
    sha256: str
    state: str
    context: Context | None


@dataclass
class Found:
    """The rows of the query of evidence, by the thing and what it rests on; and the texts at hand."""

    rows: dict[tuple[str, str], list[Row]]
    texts: dict[str, str]

    @property
    def things(self) -> set[str]:
        """What a page must have names for."""
        columns = ("source", "voice", "speaker", "publisher")
        terms = [row[c] for rows in self.rows.values() for row in rows for c in columns if c in row]
        return {term.value for term in terms if term.kind == "iri"}


def marks(page: Page, things: list[str]) -> dict[str, list[Mark]]:
    """Thing -> its source marks, in the order of the text."""
    evidence_ = found(page, things)
    return shown(page, evidence_, page.labels(evidence_.things) if evidence_.rows else {})


def found(page: Page, things: Iterable[str]) -> Found:
    """What things rest on, in one query."""
    wanted = sorted({iri(thing) for thing in things})
    rows: dict[tuple[str, str], list[Row]] = {}
    if not wanted:
        return Found(rows, {})
    answer = page.site.reader.select(bound(page.site.pages["evidence"].text, {"this": wanted}))
    for row in answer.rows:
        told = {n: t for n, t in zip(answer.variables, row, strict=True) if t}
        rows.setdefault((told["this"].value, told["evidence"].value), []).append(told)
    sources = {told["source"].value for several in rows.values() for told in several}
    return Found(rows, {source: text_of(source, page.site.settings.sources) for source in sorted(sources)})


def shown(page: Page, evidence_: Found, names: Labels, around: int = AROUND) -> dict[str, list[Mark]]:
    """Thing -> its source marks; the passage stands in its text in the first CONTEXTS of them."""
    made: dict[str, list[Mark]] = {}
    left = CONTEXTS
    for (thing, _evidence), rows in evidence_.rows.items():
        one = mark(page, rows, names, evidence_.texts[rows[0]["source"].value], around if left else 0)
        left -= 1 if one.context and left else 0
        made.setdefault(thing, []).append(one)
    return made


def mark(page: Page, rows: list[Row], names: Labels, text: str, around: int) -> Mark:
    """The rows of one piece of evidence (several where several voices speak in it) as a source mark."""
    row = rows[0]
    source = row["source"].value
    address = row["address"].value if "address" in row else ""
    state = state_of(text, row)
    return Mark(
        evidence=row["evidence"].value,
        source=source,
        label=labels.of(source, names),
        publishers=several(rows, "publisher", names),
        place=place(page, row),
        voices=several(rows, "voice", names),
        speakers=several(rows, "speaker", names),
        address=address if is_link(page, address) else "",
        sha256=row["sha256"].value if "sha256" in row else "",
        state=state,
        context=context(text, row, around) if state == "checked" and around else None,
    )


def several(rows: list[Row], name: str, names: Labels) -> list[Label]:
    """All values of a column, each once: things by their names."""
    terms = dict.fromkeys(row[name] for row in rows if name in row)
    return [labels.of(t.value, names) if t.kind == "iri" else Label(t.value, t.language) for t in terms]


def place(page: Page, row: Row) -> str:
    """The place in words; nothing where the evidence is a whole page."""
    known = {name: row[name].value if name in row else "" for name in PLACE}
    return position(page, *(known[name] for name in PLACE)) if known["start"] and known["end"] else ""


def state_of(text: str, row: Row) -> str:
    """Whether the text at hand holds the registered passage: checked, differs, away; nothing for a whole page."""
    if "start" not in row or "end" not in row:
        return ""
    if not text:
        return "away"
    passage = text[int(row["start"].value) : int(row["end"].value)]
    return "checked" if "sha256" in row and evidence.sha256(passage) == row["sha256"].value else "differs"


def context(text: str, row: Row, around: int) -> Context:
    """The passage between what stands around it."""
    start, end = int(row["start"].value), int(row["end"].value)
    before, after = text[max(start - around, 0) : start], text[end : end + around]
    return Context(
        ("…" if start > around else "") + before, text[start:end], after + ("…" if end + around < len(text) else "")
    )


def text_of(source: str, folder: Path | None) -> str:
    """The text of a source from the folder of texts; nothing where there is none, or it cannot be read."""
    path = evidence.file_of(source.removeprefix(f"{BASE}id/source/"), folder)
    try:
        return evidence.text_of(path) if path else ""
    except evidence.EvidenceError:
        return ""
