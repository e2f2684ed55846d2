"""What the checks of a release found: its report read once, and since which release each result stands.

The report is in the order of its checks. Of a very long one only the start is read; how many results each check has
stands in the manifest, and is told in full.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edugraph import store
from edugraph.errors import EdugraphError
from edugraph.rdf import Triple, parsed
from edugraph.release import Release, Releases
from edugraph.vocabulary import BASE

FILE = "report.ttl"
MOST_BYTES = 8 << 20
"""About 15,000 results."""
MOST_OLDER = 20
SEVERITIES = ("Violation", "Warning", "Info")
_SHACL = "http://www.w3.org/ns/shacl#"
_RESULT = re.compile(rb"^<https://w3id\.org/edugraph/id/report/current/(EG-[^>]+)> a ", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """One result of one check. `messages` are by language, English among them; `since` is the version and date of the
    oldest release that holds it without a break."""

    id: str
    check: str
    severity: str
    focus: str
    messages: Mapping[str, str]
    since: str


@dataclass(frozen=True)
class Report:
    """The results that were read, how many there are of each check, and whether all were read."""

    results: tuple[Result, ...]
    counts: Mapping[str, int]
    is_whole: bool


def read(release: Release) -> Report:
    """The report of a release; an empty one where it brings none."""
    path = release.files / FILE
    text, is_whole = _start(path) if path.is_file() else (b"", True)
    said = _by_subject(store.read_text(text, str(path)))
    since = _since(release, set(said))
    results = tuple(_result(id_, told, since[id_]) for id_, told in sorted(said.items()))
    return Report(results, _counts(release, results), is_whole)


def _start(path: Path) -> tuple[bytes, bool]:
    """The report, or as many whole results of it as are read."""
    with path.open("rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) <= MOST_BYTES:
        return text, True
    return text[: text.rindex(b"\n<") + 1], False


def _by_subject(triples: list[Triple]) -> dict[str, dict[str, str]]:
    """Result -> what is said of it, by the SHACL word; of a text with its language: `resultMessage@en`."""
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, object_ in triples:
        _, mark, id_ = parsed(subject).value.partition(f"{BASE}id/report/current/")
        if mark:
            name, value = parsed(predicate).value.removeprefix(_SHACL), parsed(object_)
            found.setdefault(id_, {})[f"{name}@{value.language}" if value.language else name] = value.value
    return found


def _result(id_: str, said: Mapping[str, str], since: str) -> Result:
    messages = {name.partition("@")[2] or "en": text for name, text in said.items() if name.startswith("resultMessage")}
    check = said.get("sourceShape", "").rpartition("#")[2]
    return Result(
        id_,
        check,
        said.get("resultSeverity", "").removeprefix(_SHACL),
        said.get("focusNode", ""),
        {language: text.removeprefix(f"{check}:").strip() for language, text in sorted(messages.items())},
        since,
    )


def _counts(release: Release, results: tuple[Result, ...]) -> dict[str, int]:
    """Check -> how many results: as the build counted them, else as they were read."""
    told = release.manifest.get("checks")
    if isinstance(told, dict):
        return {str(check): int(count) for check, count in told.items()}
    found: dict[str, int] = {}
    for result in results:
        found[result.check] = found.get(result.check, 0) + 1
    return found


def _since(release: Release, ids: set[str]) -> dict[str, str]:
    """Result -> the oldest release at hand that holds it without a break up to this one."""
    since = dict.fromkeys(ids, f"{release.version} ({release.date})")
    open_ = set(ids)
    for older in _older(release):
        path = older.files / FILE
        if not open_ or not path.is_file() or path.stat().st_size > MOST_BYTES:
            break
        open_ &= {id_.decode() for id_ in _RESULT.findall(path.read_bytes())}
        since |= dict.fromkeys(open_, f"{older.version} ({older.date})")
    return since


def _older(release: Release) -> Iterator[Release]:
    """The releases at hand that are older than this one, the newest of them first."""
    releases = Releases(release.files.parent)
    ids = releases.ids()
    before = ids[: ids.index(release.id)] if release.id in ids else []
    for id_ in before[: -MOST_OLDER - 1 : -1]:
        try:
            yield releases.opened(id_)
        except EdugraphError:
            return
