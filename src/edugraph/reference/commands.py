"""docs/commands.md: every command with its arguments and options, from the command-line program itself."""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from edugraph.reference.markdown import block, code, page, section, table

_INTRODUCTION = (
    "Everything that edugraph does is a command of one program, `edugraph`; `edugraph COMMAND --help` prints the same "
    "words as this page. A command that meets a fault says in a sentence what it was and what to do, and exits with 1."
)


@dataclass(frozen=True)
class Parameter:
    """An argument or an option, as it is typed."""

    name: str
    usage: str
    is_option: bool
    is_required: bool
    default: str
    help: str


@dataclass(frozen=True)
class Command:
    """A command with its full name (`edugraph evidence lock`)."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]


def commands(app: typer.Typer) -> list[Command]:
    """Every command that is not hidden, in the order of `--help`."""
    return list(_inside(typer.main.get_command(app), "edugraph"))


def _inside(native: Any, name: str) -> Iterator[Command]:
    for word, command in getattr(native, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from _inside(command, f"{name} {word}")
        elif not command.hidden:
            parameters = tuple(_parameter(p) for p in command.params if not getattr(p, "hidden", False))
            yield Command(f"{name} {word}", inspect.cleandoc(command.help or ""), parameters)


def _parameter(native: Any) -> Parameter:
    is_option = native.param_type_name == "option"
    is_flag = is_option and native.is_flag
    value = native.metavar or native.name.upper()
    names = ", ".join([*native.opts, *native.secondary_opts]) if is_option else value
    return Parameter(
        name=names,
        usage=names if is_flag or not is_option else f"{names} {value}",
        is_option=is_option,
        is_required=native.required,
        default="" if is_flag or not native.default else str(native.default),
        help=native.help or "",
    )


def commands_page(found: Sequence[Command]) -> str:
    """The page of all commands."""
    overview = table(["Command", "What it does"], ([f"[`{c.name}`](#{_anchor(c)})", _sentence(c)] for c in found))
    return page("Commands", _INTRODUCTION, [overview, *map(_section, found)])


def _section(command: Command) -> str:
    arguments = [p for p in command.parameters if not p.is_option]
    options = [p for p in command.parameters if p.is_option]
    parts = [command.help, block("sh", _usage(command)), _table("Argument", arguments), _table("Option", options)]
    return section(2, code(command.name), parts, _anchor(command))


def _usage(command: Command) -> str:
    words = [p.usage if p.is_required else f"[{p.usage}]" for p in command.parameters]
    return " ".join([command.name, *words])


def _table(head: str, parameters: Sequence[Parameter]) -> str:
    return table([head, "Default", "Meaning"], ([code(p.usage), code(p.default), p.help] for p in parameters))


def _anchor(command: Command) -> str:
    return command.name.removeprefix("edugraph ").replace(" ", "-")


def _sentence(command: Command) -> str:
    return command.help.split("\n")[0]
