"""The files that a release is made from, and their hashes."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from edugraph.errors import EdugraphError

FOLDERS = ("data", "ontology", "queries", "shapes")
_SUFFIXES = {".yaml", ".lock", ".ttl", ".rq", ".csv"}


def files(root: Path) -> dict[str, Path]:
    """Name from the root (`data/records/x.yaml`) -> path, for every input, sorted by name.

    Raises EdugraphError when a folder is missing or cannot be read.
    """
    found = {path.relative_to(root).as_posix(): path for folder in FOLDERS for path in _inside(root / folder)}
    return dict(sorted(found.items()))


def _inside(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise EdugraphError(f"{folder} is missing: edugraph needs {', '.join(f'{f}/' for f in FOLDERS)} in one folder")
    for path in folder.rglob("*"):
        if path.suffix in _SUFFIXES and path.is_file() and not path.name.startswith("."):
            yield path


def hashes(named: Mapping[str, Path]) -> dict[str, str]:
    """Name -> sha256 of the file. Raises EdugraphError for one that cannot be read."""
    try:
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in named.items()}
    except OSError as fault:
        raise EdugraphError(f"{fault.filename} cannot be read: {fault.strerror}") from fault


def program() -> str:
    """A hash of the code that makes releases, so that a newer edugraph builds anew."""
    package = Path(__file__).resolve().parent.parent
    parts = [
        p
        for p in sorted(package.rglob("*.py"))
        if p.relative_to(package).parts[0] not in ("web", "cli.py", "resources")
    ]
    return digest({p.relative_to(package).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in parts})


def digest(hashed: Mapping[str, str]) -> str:
    """One hash for a mapping of names to hashes."""
    return hashlib.sha256("".join(f"{h}  {n}\n" for n, h in sorted(hashed.items())).encode()).hexdigest()
