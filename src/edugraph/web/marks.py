"""Source marks: where a thing is written, in words, and in its context where the text is at hand."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edugraph import evidence
from edugraph.queries import bound
from edugraph.rdf import Term, iri
from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.cells import is_link
from edugraph.web.frame import Page
from edugraph.web.labels import Label

AROUND = 200
"""Characters shown before and after a passage."""

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Context:
    """A passage in its text. The text is read from the reader's own folder: the graph never holds it."""

    before: str
    passage: str
    after: str


@dataclass(frozen=True)
class Mark:
    """One piece of evidence: the source, the place in it, who speaks there, and the page's own address."""

    evidence: str
    source: str
    label: Label
    place: str
    voice: Label | None
    speaker: Label | None
    address: str
    context: Context | None


def marks(page: Page, things: list[str]) -> dict[str, list[Mark]]:
    """Thing -> its source marks, in the order of the text."""
    if not things:
        return {}
    query = bound(page.site.pages["evidence"].text, {"this": sorted(iri(t) for t in set(things))})
    answer = page.site.reader.select(query)
    rows = [{n: t for n, t in zip(answer.variables, row, strict=True) if t} for row in answer.rows]
    names = page.labels({row[n].value for row in rows for n in ("source", "voice", "speaker") if n in row})
    texts = {row["source"].value: text_of(row["source"].value, page.site.settings.sources) for row in rows}
    found: dict[str, list[Mark]] = {}
    for row in rows:
        found.setdefault(row["this"].value, []).append(mark(page, row, names, texts[row["source"].value]))
    return found


def mark(page: Page, row: Row, names: labels.Labels, text: str) -> Mark:
    """One row of the query of evidence as a source mark."""
    source = row["source"].value
    address = row["address"].value if "address" in row else ""
    return Mark(
        evidence=row["evidence"].value,
        source=source,
        label=labels.of(source, names),
        place=place(page, row),
        voice=labels.of(row["voice"].value, names) if "voice" in row else None,
        speaker=labels.of(row["speaker"].value, names) if "speaker" in row else None,
        address=address if is_link(page, address) else "",
        context=context(text, row),
    )


def place(page: Page, row: Row) -> str:
    """The range in words; nothing where the evidence is a whole page."""
    if "start" not in row or "end" not in row:
        return ""
    words = page.gettext("characters %(start)s to %(end)s")
    return words % {"start": row["start"].value, "end": row["end"].value}


def context(text: str, row: Row) -> Context | None:
    """The passage between what stands around it; None without the text, or where the text is not the registered one."""
    if not text or "start" not in row or "end" not in row:
        return None
    start, end = int(row["start"].value), int(row["end"].value)
    passage = text[start:end]
    if "sha256" in row and hashlib.sha256(passage.encode("utf-8")).hexdigest() != row["sha256"].value:
        return None
    before = text[max(start - AROUND, 0) : start]
    after = text[end : end + AROUND]
    return Context(("…" if start > AROUND else "") + before, passage, after + ("…" if end + AROUND < len(text) else ""))


def text_of(source: str, folder: Path | None) -> str:
    """The text of a source from the folder of texts; nothing where there is none, or it cannot be read."""
    path = evidence.file_of(source.removeprefix(f"{BASE}id/source/"), folder)
    try:
        return evidence.text_of(path) if path else ""
    except evidence.EvidenceError:
        return ""
