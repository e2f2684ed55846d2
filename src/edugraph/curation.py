"""What a curator does beside writing records: register a source, find what is known, lock and verify passages."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from edugraph import evidence, store
from edugraph.build import graphs, inputs, registry
from edugraph.errors import EdugraphError, Finding, FindingsError
from edugraph.rdf import Quad, parsed
from edugraph.records import edits, values
from edugraph.vocabulary import BASE, SKOS

_KEY = re.compile(r"[0-9a-f]{16}|[a-z0-9]+(-[a-z0-9]+)*")
_LABELS = {SKOS.base + name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_LATVIAN = set("āčēģīķļņšūž")
_EXAMPLE = "https://example.org/"
REGISTER = "data/sources.yaml"


class Known(NamedTuple):
    """A thing already in the data: its address below id/, the name that matched, and how near it is (0 to 1)."""

    id: str
    name: str
    language: str
    nearness: float


# --- sources -------------------------------------------------------------------------------------------------------


def add_source(root: Path, file: Path, key: str = "", label: str = "") -> str:
    """Register a text in data/sources.yaml; returns its key, the first 16 hex of its sha256 unless one is given.

    Raises EdugraphError when the key is taken or ill-formed, or the text is no UTF-8.
    """
    text = evidence.text_of(file)
    sha = hashlib.sha256(text.encode("utf-8")).hexdigest()
    key = key or sha[:16]
    if not _KEY.fullmatch(key):
        raise EdugraphError(f"{key!r} is no key: 16 hex digits, or lower-case ASCII words joined by '-'")
    if not text.strip():
        raise EdugraphError(f"{file} holds no text")
    path = root / REGISTER
    register = _read(path)
    if edits.registered(register, REGISTER, key) or sha in register:
        raise EdugraphError(f"this text or key {key} is registered already in {path}")
    _write(path, edits.entered(register, _source_block(key, text, sha, label or file.stem)))
    return key


def _source_block(key: str, text: str, sha: str, label: str) -> str:
    words = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\ufeff]", " ", unicodedata.normalize("NFC", label)).split())
    quoted = words[:150].strip().replace("'", "''") or key
    return f"""\
  {key}:
    label: {{en: '{quoted}'}}   # say what it is, in your own words
    language: {language_of(text)}
    kind: news-item                      # see vocab/source-kind
    sha256: {sha}
    length: {len(text)}
    voices: [{{voice: news}}]              # who speaks: see vocab/voice; add ranges where it changes
"""


def language_of(text: str) -> str:
    """en, ru or lv, guessed from the letters."""
    letters = [c for c in text.casefold() if c.isalpha()]
    if sum("\u0400" <= c <= "\u04ff" for c in letters) > len(letters) / 2:
        return "ru"
    return "lv" if sum(c in _LATVIAN for c in letters) > len(letters) / 50 else "en"


def source_text(root: Path, key: str, texts: Path | None) -> str:
    """The text of a registered source. Raises EdugraphError saying where it was looked for."""
    path, sha = _at_hand(root, key, texts)
    text = evidence.text_of(path)
    if evidence.sha256(text) != sha:
        raise EdugraphError(f"{path} is not the text that was registered as {key} (its sha256 differs)")
    return text


def _at_hand(root: Path, key: str, texts: Path | None) -> tuple[Path, str]:
    """The file of a registered source, which may have changed, and the hash that it was registered with."""
    known = edits.registered(_read(root / REGISTER), REGISTER, key)
    if not known:
        raise EdugraphError(f"source {key!r} is not registered in {REGISTER}; run `edugraph source add FILE`")
    path = evidence.file_of(key, texts, known.sha256)
    if not path:
        raise EdugraphError(
            f"the text of source {key} is not at hand; set EDUGRAPH_SOURCES to the folder that holds it"
        )
    return path, known.sha256


def new_record(root: Path, name: str, texts: Path | None, address: str = "") -> Path:
    """A skeleton that passes: `records/KEY` for a registered source, `corroboration/SLUG` for a page.

    Raises EdugraphError when it exists or its source is unknown.
    """
    kind, _, key = name.rpartition("/")
    kind = kind or "records"
    path = root / "data" / kind / f"{key}.yaml"
    if kind not in ("records", "corroboration") or not _KEY.fullmatch(key):
        raise EdugraphError(f"{name!r}: write records/KEY for a registered source, or corroboration/SLUG for a page")
    if path.exists():
        raise EdugraphError(f"{path} exists already")
    if kind == "corroboration":
        if complaint := values.address_complaint(address or _EXAMPLE):
            raise EdugraphError(f"{address!r} {complaint}")
        _write(path, _corroboration_skeleton(key, address or _EXAMPLE, _release_date(root)))
        return path
    text = source_text(root, key, texts)
    _write(path.with_suffix(".lock"), evidence.locked(key, text, [f"0-{len(text)}"]))
    _write(path, _record_skeleton(key, len(text)))
    return path


def _release_date(root: Path) -> str:
    """The day of the data, as data/release.yaml says it: pages are taken as read on that day until it is mended."""
    found = re.search(
        r"^date: *['\"]?([0-9]{4}-[0-9]{2}-[0-9]{2})", _read(root / "data" / "release.yaml"), re.MULTILINE
    )
    if not found:
        raise EdugraphError(f"{root / 'data/release.yaml'} must say `date: 2026-11-21`")
    return found[1]


def _record_skeleton(key: str, length: int) -> str:
    return f"""\
# What source {key} says. Keys and values: docs/records.md. Ranges: `edugraph passages {key}`.
source: {key}

# events:
#   my-event-slug:
#     label: {{en: Its name in your own words}}
#     status: held
#     when: 2026-05-14
#     evidence: L3

read:                                    # what carries no fact, and why; replace this line as you go
  0-{length}: {{reason: not-yet-read}}
"""


def _corroboration_skeleton(slug: str, address: str, day: str) -> str:
    return f"""\
# What one page outside the sources says of things in them. Keys and values: docs/records.md.
corroboration: {slug}
label: {{en: What the page is}}
address: {address}
accessed: {day}
accessedAs: live
"""


# --- passages ------------------------------------------------------------------------------------------------------


def lock(root: Path, key: str, texts: Path | None) -> int:
    """Replace `L12` by ranges wherever records cite a source, and write its lock file; returns how many passages.

    Raises EdugraphError; nothing is written unless every line and range was found in the text.
    """
    text = source_text(root, key, texts)
    return _relock(root, key, text, _changed(root, key, lambda cited: evidence.resolved(cited, text)))


def _changed(root: Path, key: str, change: edits.Change) -> dict[str, str]:
    """Every record file by name, with its citations of a source changed. Raises FindingsError with all faults."""
    files, findings = dict[str, str](), list[Finding]()
    for name, path in graphs.record_files(inputs.files(root)).items():
        try:
            files[name] = edits.changed(_read(path), name, key, change)
        except FindingsError as fault:
            findings += fault.findings
    if findings:
        raise FindingsError(findings)
    return files


def _relock(root: Path, key: str, text: str, files: Mapping[str, str]) -> int:
    """Write the lock file for what these files cite, then those of them that differ from what is stored."""
    ranges = {range_ for name, content in files.items() for range_ in edits.cited(content, name, key)}
    locked = evidence.locked(key, text, ranges)
    for name, content in files.items():
        if content != _read(root / name):
            _write(root / name, content)
    _write(root / "data" / "records" / f"{key}.lock", locked)
    return len(ranges)


def verified(root: Path, key: str, texts: Path | None) -> list[evidence.Drift]:
    """Check EG-E03: the passages of a source whose words no longer stand where they were locked."""
    path, _ = _at_hand(root, key, texts)
    return evidence.drift(evidence.read_lock(root / "data" / "records" / f"{key}.lock"), evidence.text_of(path))


def relocate(root: Path, key: str, file: Path) -> list[evidence.Drift]:
    """Follow the passages of a source into a newer text: records, lock, register and voices move with the words.

    Returns the passages whose words are not in the newer text; then nothing was changed.
    """
    text = evidence.text_of(file)
    register = _read(root / REGISTER)
    known = edits.registered(register, REGISTER, key)
    if not known:
        raise EdugraphError(f"source {key!r} is not registered in {REGISTER}; run `edugraph source add FILE`")
    lock_ = evidence.read_lock(root / "data" / "records" / f"{key}.lock")
    now = evidence.followed(lock_.passages, text)
    if lost := [evidence.Drift(range_, "") for range_, found in now.items() if not found]:
        return lost
    files = _changed(root, key, lambda cited: _moved(cited, now, key))
    shift = evidence.shift({**evidence.followed(lock_.lines, text), **now}, known.length, len(text))
    newer = edits.Registered(evidence.sha256(text), len(text))
    files[REGISTER] = edits.reregistered(files.get(REGISTER, register), REGISTER, key, newer, shift)
    _relock(root, key, text, files)
    return []


def _moved(cited: str, now: Mapping[str, str], key: str) -> str:
    if cited not in now:
        raise EdugraphError(f"{cited} is not in the lock file; with the older text, run `edugraph evidence lock {key}`")
    return now[cited]


def _read(path: Path) -> str:
    """A file of the project as text, line ends as they are. Raises EdugraphError."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise EdugraphError(f"{path} cannot be read: {getattr(fault, 'strerror', '') or 'it is no UTF-8'}") from fault


def _write(path: Path, content: str) -> None:
    """Replace a file whole: a full disk or a crash leaves the old one. Raises EdugraphError."""
    draft = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content.encode("utf-8"))
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise EdugraphError(f"{path} cannot be written: {fault.strerror}") from fault


# --- what is known -------------------------------------------------------------------------------------------------


def find(root: Path, name: str, limit: int = 12) -> list[Known]:
    """What the data already hold under a name like this one, in any language, nearest first."""
    named = inputs.files(root)
    terms = graphs.ontology(named, store.read_rdf)
    return nearest(graphs.of_records(named, terms).quads, name, limit)


def nearest(quads: Iterable[Quad], name: str, limit: int) -> list[Known]:
    """The best match of each thing whose labels resemble `name`."""
    likeness, best = Likeness(name), dict[str, Known]()
    for s, p, o, _ in quads:
        if p[1:-1] in _LABELS or p.endswith(("#iso2>", "#iso3>")):
            label = parsed(o)
            near = likeness.of(label.value)
            id_ = s[1 + len(BASE + "id/") : -1]
            known = Known(id_, label.value, label.language, near)
            if near > 0.6 and (id_ not in best or _rank(known) < _rank(best[id_])):
                best[id_] = known
    return sorted(best.values(), key=_rank)[:limit]


def _rank(known: Known) -> tuple[float, str, str, str]:
    return -known.nearness, known.id, known.language, known.name


class Likeness:
    """How like one name others are, from 0 to 1."""

    def __init__(self, name: str) -> None:
        self._wanted = folded(name)
        self._matcher = SequenceMatcher(None, "", self._wanted, autojunk=False)

    def of(self, other: str) -> float:
        label, wanted = folded(other), self._wanted
        if wanted == label:
            return 1.0
        if min(len(wanted), len(label)) > 3 and (wanted in label or label in wanted):
            return 0.9
        self._matcher.set_seq1(label)
        bound = min(self._matcher.real_quick_ratio(), self._matcher.quick_ratio())
        return self._matcher.ratio() if bound > 0.6 else bound


def folded(text: str) -> str:
    """Case, accents and punctuation away: `Rīgā` and `riga` meet."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


# --- registry ------------------------------------------------------------------------------------------------------


def update_registry(root: Path, quads: Iterable[Quad], version: str) -> int:
    """Enter every new IRI in data/registry.csv; returns how many. Raises FindingsError for IRIs that were lost."""
    path = root / "data" / "registry.csv"
    known, present = registry.read(path), registry.minted(quads)
    if gone := registry.lost(known, present):
        raise FindingsError(
            Finding("data/registry.csv", 0, 0, f"{iri} left the data; mark it merged or withdrawn") for iri in gone
        )
    entries = registry.updated(known, present, version)
    path.write_text(registry.written(entries), encoding="utf-8")
    return len(entries) - len(known)
