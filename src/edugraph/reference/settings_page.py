"""docs/settings.md: every setting, from the fields of `Settings`."""

from dataclasses import MISSING, Field, fields
from typing import Any

from edugraph.config import OUTSIDE, Settings
from edugraph.reference.markdown import bullets, code, page, section, table

_INTRODUCTION = (
    "Settings are environment variables, read once when a command starts. None has to be set, and a variable that "
    "begins with `EDUGRAPH_` and is not listed here stops the command, so that a misspelt one is noticed."
)


def settings_page(settings: type[Settings]) -> str:
    """The page of all settings."""
    rows = [_row(setting) for setting in fields(settings)]
    tests = section(2, "Read by tests only", [bullets(code(name) for name in sorted(OUTSIDE))])
    return page("Settings", _INTRODUCTION, [table(["Variable", "Value", "Default", "What it sets"], rows), tests])


def _row(setting: Field[Any]) -> list[str]:
    default = "" if setting.default in (None, "", MISSING) else str(setting.default)
    return [code(f"EDUGRAPH_{setting.name.upper()}"), _kind(str(setting.type)), code(default), setting.metadata["help"]]


def _kind(annotation: str) -> str:
    if "Path" in annotation:
        return "a folder"
    return "a whole number" if "int" in annotation else "text"
