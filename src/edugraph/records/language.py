"""The record language: which keys a curator may write where, and what each becomes (`ontology/records.yaml`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from edugraph.errors import EdugraphError

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SLUGS = {"country": "[A-Z]{3}"}


@dataclass(frozen=True)
class Rule:
    """What one key becomes: predicate, kind of value with its argument, and flags."""

    key: str
    predicate: str
    kind: str
    argument: tuple[str, ...]
    help: str
    is_inverse: bool = False
    is_many: bool = False
    is_required: bool = False
    is_ours: bool = False
    """Our own conclusion: goes to graph/curation, whatever file it stands in."""


@dataclass(frozen=True)
class Thing:
    """One kind of block: its section, its part of the IRI, its classes by name, its keys."""

    name: str
    section: str
    path: str
    identity: str
    is_unnamed: bool
    classes: Mapping[str, str]
    keys: Mapping[str, Rule]
    slugs: re.Pattern[str]

    @property
    def is_listed(self) -> bool:
        """Its blocks are a list and named by their own values, instead of by key."""
        return " " in self.identity

    @property
    def has_own_slugs(self) -> bool:
        """Its slugs are not the usual words joined by hyphens: `KAZ`, `Q101`."""
        return self.slugs.pattern != SLUG


@dataclass(frozen=True)
class FileKind:
    """Authority, source, corroboration or curation: its graph, and what serves as evidence in it."""

    name: str
    graph: str
    evidence: str
    help: str


@dataclass(frozen=True)
class Language:
    """The whole record language."""

    prefixes: Mapping[str, str]
    languages: tuple[str, ...]
    files: Mapping[str, FileKind]
    header: Mapping[str, Rule]
    things: Mapping[str, Thing]

    @property
    def sections(self) -> dict[str, Thing]:
        """Section name -> what stands in it."""
        return {t.section: t for t in self.things.values() if t.section}

    @property
    def paths(self) -> set[str]:
        """Every first part of an instance's address below id/."""
        return {t.path for t in self.things.values()}


def read(path: Path) -> Language:
    """The record language as written in `path`. It is the project's own file: a fault in it is a programmer's.

    Raises EdugraphError for what is no YAML.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise EdugraphError(f"{path} cannot be read: {' '.join(str(fault).split())}") from fault
    prefixes: dict[str, str] = raw["prefixes"]
    common = {key: _rule(key, spec[0], spec[1], prefixes) for key, spec in raw["common"].items()}
    things = {name: _thing(name, block, common, prefixes) for name, block in raw["things"].items()}
    return Language(
        prefixes=prefixes,
        languages=tuple(raw["languages"]),
        files={name: FileKind(name, **block) for name, block in raw["files"].items()},
        header={key: _rule(key, spec[0], spec[1], prefixes) for key, spec in raw["header"].items()},
        things=things,
    )


def _thing(name: str, block: dict[str, Any], common: dict[str, Rule], prefixes: dict[str, str]) -> Thing:
    own = {key: _rule(key, spec[0], spec[1], prefixes) for key, spec in block["keys"].items()}
    is_unnamed = bool(block.get("unnamed"))
    inherited = {} if is_unnamed or name == "Group" else common
    required = {} if is_unnamed else {"label": _rule("label", "skos:prefLabel lang !", common["label"].help, prefixes)}
    return Thing(
        name=name,
        section=block.get("section", ""),
        path=block["path"],
        identity=block.get("identity", ""),
        is_unnamed=is_unnamed,
        classes={n: _full(curie, prefixes) for n, curie in block["classes"].items()},
        keys={**inherited, **required, **own},
        slugs=re.compile(block.get("slugs") or _SLUGS.get(block["path"], SLUG)),
    )


def _rule(key: str, spec: str, help_: str, prefixes: Mapping[str, str]) -> Rule:
    predicate, kind, *rest = spec.split()
    flags = {word for word in rest if word in {"*", "!", "@"}}
    arguments = [word for word in rest if word not in flags]
    return Rule(
        key=key,
        predicate=_full(predicate.lstrip("^"), prefixes),
        kind=kind,
        argument=tuple(name for word in arguments for name in word.split("|")),
        help=help_,
        is_inverse=predicate.startswith("^"),
        is_many="*" in flags,
        is_required="!" in flags,
        is_ours="@" in flags,
    )


def _full(curie: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = curie.partition(":")
    return prefixes[prefix] + local
