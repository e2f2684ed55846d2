"""The settings, made once from a mapping and passed as a value; and where the project's own files lie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from edugraph.errors import EdugraphError


@dataclass(frozen=True)
class Settings:
    """Every setting: `EDUGRAPH_` and its name in capitals is the variable that sets it."""

    home: Path = field(default=Path("releases"), metadata={"help": "Folder of the releases."})
    inputs: Path | None = field(
        default=None,
        metadata={"help": "Folder that holds ontology/, shapes/, queries/ and data/; empty: the project's own."},
    )
    sources: Path | None = field(
        default=None, metadata={"help": "Folder of the source texts, to verify hashes and show passages in context."}
    )
    host: str = field(default="127.0.0.1", metadata={"help": "Address that the server listens on."})
    port: int = field(default=8000, metadata={"help": "Port that the server listens on."})
    public_url: str = field(
        default="", metadata={"help": "URL under which the public reaches the site; empty: that of the request."}
    )
    contact: str = field(
        default="",
        metadata={"help": "Where readers report errors: a mail address, or a URL that takes title and body."},
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings from environment variables; an empty one is not set.

        Raises EdugraphError for an unknown or ill-formed one.
        """
        known = {f"EDUGRAPH_{f.name.upper()}": f for f in fields(cls)}
        given: dict[str, Any] = {}
        for name in sorted(n for n in environment if n.startswith("EDUGRAPH_") and n not in OUTSIDE):
            if name not in known:
                raise EdugraphError(f"{name} is no setting; known: {', '.join(sorted(known))}")
            if text := environment[name]:
                given[known[name].name] = _value(name, known[name].type, text)
        return cls(**given)

    @property
    def root(self) -> Path:
        """The folder of the project's hand-written files: set, or beside the package, or inside the wheel."""
        return self.inputs or own_files()


OUTSIDE = {"EDUGRAPH_CHROMIUM", "EDUGRAPH_CI"}
"""Variables that tests read, not the program."""


def _value(name: str, type_: object, text: str) -> object:
    if type_ is not int:
        return text if type_ is str else Path(text)
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise EdugraphError(f"{name} must be a whole number up to 65535, not {text!r}")
    return int(text)


def own_files() -> Path:
    """Where ontology/, shapes/, queries/ and data/ lie: in the wheel's `resources`, or at the root of a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "resources"
    return inside if inside.is_dir() else here.parent.parent
