"""Releases on disk: immutable folders, the name `current` that points to one, the lock, and the atomic switch.

A folder is written under a name that starts with a dot and renamed when it is whole, so a build killed at any moment
leaves the last release as it was. `current` is a symbolic link, replaced by rename.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from edugraph import search
from edugraph.build import inputs
from edugraph.errors import EdugraphError, LockedError, nearest
from edugraph.store import Store

_BUILDING = ".building-"
_REPLACED = ".replaced-"


@dataclass(frozen=True)
class Release:
    """One release: its folder and its manifest. Nothing in it changes."""

    files: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.manifest["id"])

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @property
    def date(self) -> str:
        return str(self.manifest["date"])

    @cached_property
    def store(self) -> Store:
        """The release's own store, opened read-only at the first use."""
        return Store.opened(self.files / "store")


@dataclass(frozen=True)
class Releases:
    """The folder of releases (`EDUGRAPH_HOME`)."""

    home: Path

    def ids(self) -> list[str]:
        """The ids of the whole releases: older versions first, and of one version and day those made earlier."""
        found = (p for p in self.home.glob("[!.]*/manifest.json") if not p.parent.is_symlink())
        return [path.parent.name for path in sorted(found, key=_age)]

    def current_id(self) -> str:
        """The id that `current` names, or "" when there is none; the release itself may be gone."""
        link = self.home / "current"
        return os.readlink(link) if link.is_symlink() else ""

    def current(self) -> Release | None:
        """The release in use, or None when there is none yet. Raises EdugraphError when it is gone."""
        id_ = self.current_id()
        try:
            return self.opened(id_) if id_ else None
        except EdugraphError as fault:
            raise EdugraphError(f"{fault}; run `edugraph build`, or name another with `edugraph use`") from fault

    def is_current(self, root: Path) -> bool:
        """Whether the current release was made from just these inputs by just this program: nothing to build then.

        One that cannot be opened is not current, so that a build mends it.
        """
        try:
            release = self.current()
        except EdugraphError:
            return False
        if release is None or not (release.files / "store").is_dir() or not (release.files / search.NAME).is_file():
            return False
        digest = inputs.digest(inputs.hashes(inputs.files(root)))
        return bool(release.manifest["inputs"]["digest"] == digest and release.manifest["program"] == inputs.program())

    def opened(self, id_: str) -> Release:
        """The release `id_`. Raises EdugraphError naming the nearest one."""
        folder = self.home / id_
        if not folder.is_dir() and (self.home / f"{_REPLACED}{id_}").is_dir():
            folder = self.home / f"{_REPLACED}{id_}"
        try:
            manifest = _manifest(folder / "manifest.json")
        except (OSError, ValueError) as fault:
            known = nearest(id_, self.ids()) or "; there is none: run `edugraph build`"
            raise EdugraphError(f"release {id_!r} cannot be opened in {self.home} ({_reason(fault)}){known}") from fault
        return Release(folder, manifest)

    def use(self, id_: str) -> None:
        """Make `id_` the current release, in one step."""
        self.opened(id_)
        link = self.home / f".current-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(id_)
        link.replace(self.home / "current")

    def prune(self, keep: int) -> list[str]:
        """Remove store and search index of all but the newest `keep` releases and the current one; the rest stays.

        Returns the ids that lost their store.
        """
        current = self.current()
        old = [i for i in self.ids()[: -keep or None] if not current or i != current.id]
        slimmed = [i for i in old if (self.home / i / "store").is_dir()]
        for id_ in slimmed:
            shutil.rmtree(self.home / id_ / "store")
            (self.home / id_ / search.NAME).unlink(missing_ok=True)
        return slimmed

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A new folder to build in, under the lock of this home; removed when the build does not finish.

        Raises LockedError while another build runs, EdugraphError when the folder cannot be written.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = (self.home / ".lock").open("a+", encoding="utf-8")
        except OSError as fault:
            raise EdugraphError(
                f"{self.home} cannot be written: {_reason(fault)}; set EDUGRAPH_HOME to a folder of yours"
            ) from fault
        with lock:
            self._hold(lock.fileno())
            self._sweep()
            folder = self.home / f"{_BUILDING}{os.getpid()}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _hold(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LockedError(f"another build is writing to {self.home}; wait for it to end") from fault

    def _sweep(self) -> None:
        """Remove what a killed build left behind, and give back a release that it had moved aside."""
        for left in self.home.glob(f"{_REPLACED}*"):
            id_ = left.name.removeprefix(_REPLACED)
            if (self.home / id_).is_dir():
                shutil.rmtree(left)
            else:
                left.rename(self.home / id_)
        for left in self.home.glob(f"{_BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)

    def finish(self, folder: Path, id_: str) -> Release:
        """Give a whole folder its name and make it current."""
        target = self.home / id_
        _synced(folder)
        if target.is_dir():
            aside = self.home / f"{_REPLACED}{id_}"
            target.rename(aside)
            folder.rename(target)
            shutil.rmtree(aside)
        else:
            folder.rename(target)
        self.use(id_)
        return self.opened(id_)


def _manifest(path: Path) -> dict[str, Any]:
    """Raises OSError, or ValueError for what is no manifest."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict) or not {"id", "version", "date", "inputs", "program"} <= manifest.keys():
        raise ValueError("manifest.json is no manifest of a release")
    return manifest


def _age(manifest: Path) -> tuple[list[int], int]:
    """The numbers of version and date, then the time of making; the hash in an id tells no age."""
    numbers = re.findall("[0-9]+", manifest.parent.name.rpartition("-")[0])
    return [int(n) for n in numbers], manifest.stat().st_mtime_ns


def _synced(folder: Path) -> None:
    for path in [*folder.glob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _reason(fault: Exception) -> str:
    return (fault.strerror or str(fault)) if isinstance(fault, OSError) else str(fault)
