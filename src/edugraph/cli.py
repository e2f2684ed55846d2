"""The `edugraph` command: the composition root, where settings are read and the rooms meet.

Rooms that are slow to import (the validator above all) are imported by the command that needs them, so that
`edugraph serve` on a finished release starts at once.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edugraph.config import Settings
from edugraph.errors import EdugraphError, FindingsError
from edugraph.release import Releases

if TYPE_CHECKING:
    from edugraph.release.making import Draft, Progress

app = typer.Typer(
    help="A knowledge graph in which every statement leads to its passage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
source_app = typer.Typer(help="Register source texts.", no_args_is_help=True)
evidence_app = typer.Typer(help="Lock, verify and move passages.", no_args_is_help=True)
registry_app = typer.Typer(help="Every IRI ever minted.", no_args_is_help=True)
app.add_typer(source_app, name="source")
app.add_typer(evidence_app, name="evidence")
app.add_typer(registry_app, name="registry")

Key = Annotated[str, typer.Argument(metavar="SOURCE", help="Key of a registered source.")]


def main() -> None:
    """Run the command; a fault of the world is told on stderr and exits with 1."""
    try:
        app()
    except FindingsError as fault:
        _fail(f"{fault}\n{len(fault.findings)} found; nothing was written")
    except EdugraphError as fault:
        _fail(str(fault))
    except KeyboardInterrupt:
        _fail("stopped; the last release stays in use")


def _fail(text: str) -> None:
    print(text, file=sys.stderr)
    raise SystemExit(1)


def _settings() -> Settings:
    return Settings.read(os.environ)


# --- releases ------------------------------------------------------------------------------------------------------


Timings = Annotated[bool, typer.Option("--timings", help="Print seconds and peak memory of each stage.")]


@app.command()
def build(
    timings: Timings = False,
    again: Annotated[bool, typer.Option("--again", help="Build although nothing changed.")] = False,
) -> None:
    """Make a release of the data, check it, and switch to it."""
    settings = _settings()
    releases = Releases(settings.home)
    if not again and releases.is_current(settings.root):
        print("nothing changed: the current release is of these inputs")
        return
    from edugraph.release import making

    with _progress() as progress:
        made, draft = making.build(settings.root, releases, progress)
    if timings:
        print("\n".join(f"{name:<18}{seconds:8.2f} s {mib:8.0f} MiB" for name, seconds, mib in progress.stages))
    _told(draft)
    print(f"{made.id}: {sum(made.manifest['graphs'].values())} quads in {len(made.manifest['graphs'])} graphs")


@app.command()
def check(timings: Timings = False) -> None:
    """Read, infer and check the data without writing a release."""
    from edugraph.release import making

    with _progress() as progress:
        draft = making.checked(_settings().root, progress)
    if timings:
        print("\n".join(f"{name:<18}{seconds:8.2f} s {mib:8.0f} MiB" for name, seconds, mib in progress.stages))
    _told(draft)
    print("no violation")


def _told(draft: "Draft") -> None:
    for result in draft.results:
        if result.severity == "Warning":
            print(f"{result.severity}: {result.message}")
    if draft.new_iris:
        print(f"{draft.new_iris} new IRIs; `edugraph registry update` enters them in data/registry.csv")


@contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar over the stages on a terminal; nothing where the output is a file."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from edugraph.release.making import STAGES, Progress

    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(STAGES), completed=-1)
        yield Progress(lambda stage: bar.update(task, description=stage, advance=1))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 0,
    no_build: Annotated[
        bool, typer.Option("--no-build", help="Serve the last release though the data changed.")
    ] = False,
) -> None:
    """Serve the current release; make it first when the data changed."""
    settings = _settings()
    releases = Releases(settings.home)
    if not no_build and not releases.is_current(settings.root):
        _build_apart()
    current = releases.current()
    if current is None:
        raise EdugraphError(f"there is no release in {settings.home}; run `edugraph build`")
    from edugraph import server

    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    _refuse_busy(settings.host, settings.port)
    print(f"edugraph {current.id} at http://{settings.host}:{settings.port}/ (Ctrl+C ends it)", flush=True)
    server.serve(current, releases, settings)


def _refuse_busy(host: str, port: int) -> None:
    """Raises EdugraphError when nothing can listen there; uvicorn would log it after the address has been told."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise EdugraphError(
            f"nothing can listen at {host}:{port}: {fault.strerror or fault}; name another with --host and --port, "
            "or EDUGRAPH_HOST and EDUGRAPH_PORT"
        ) from fault


def _build_apart() -> None:
    """Build in a process of its own, so that the server never holds the validator in memory."""
    if subprocess.run([sys.executable, "-m", "edugraph.cli", "build"], check=False).returncode:
        raise EdugraphError(
            "nothing is served: mend what is listed above, or `edugraph serve --no-build` for the last release"
        )


@app.command()
def releases() -> None:
    """List the releases; the current one carries a star."""
    folder = Releases(_settings().home)
    current = folder.current_id()
    for id_ in folder.ids():
        print(f"{'*' if current == id_ else ' '} {id_}")


@app.command()
def use(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="Id, as `edugraph releases` lists it.")],
) -> None:
    """Make another release the current one."""
    Releases(_settings().home).use(release)
    print(f"{release} is current")


@app.command()
def publish(
    release: Annotated[str, typer.Argument(metavar="[RELEASE]", help="Id; empty: the current release.")] = "",
    to: Annotated[
        str,
        typer.Option(
            help="Address of the other server's Graph Store Protocol; `{release}` and `{graph}` in it are filled in."
        ),
    ] = "",
    file: Annotated[
        Path | None, typer.Option(help="A file (.nq.gz) to write instead, for a server that loads in its own way.")
    ] = None,
) -> None:
    """Bring a release to another SPARQL server, where EDUGRAPH_ENGINE asks it. Run again, it goes on where it ended."""
    from edugraph.remote import publishing

    settings = _settings()
    releases = Releases(settings.home)
    chosen = releases.opened(release) if release else releases.current()
    if chosen is None:
        raise EdugraphError("there is no release yet: run `edugraph build`")
    if bool(to) == bool(file):
        raise EdugraphError("name one place: --to URL, or --file PATH")
    if file:
        print(f"{publishing.write(chosen, file)} quads in {file}")
        return
    sent = publishing.publish(chosen, to, settings, print)
    print(f"{chosen.id} is published: {sent} graphs sent, the others were there")


@app.command()
def prune(keep: Annotated[int, typer.Option(help="How many of the newest to keep whole.", min=0)] = 3) -> None:
    """Remove the stores of old releases; their manifests and dumps stay."""
    slimmed = Releases(_settings().home).prune(keep)
    print("\n".join(f"removed the store of {id_}" for id_ in slimmed) or "nothing to remove")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The older release.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The newer release.")],
) -> None:
    """Say in words of the domain what changed between two releases."""
    from edugraph.release import changes

    folder = Releases(_settings().home)
    print(changes.told(changes.between(folder.opened(old), folder.opened(new))))


@app.command()
def layout() -> None:
    """Keep the positions of the current release in data/layout.csv: the next one moves known actors little."""
    from edugraph.release import networks

    settings = _settings()
    current = Releases(settings.home).current()
    if current is None:
        raise EdugraphError(f"there is no release in {settings.home}; run `edugraph build`")
    placed, moved = networks.keep_positions(current.files, settings.root / networks.LAYOUT)
    print(f"{placed} positions kept; since they were last kept, actors moved by {moved:.1f} of 1000 units on average")


# --- curators ------------------------------------------------------------------------------------------------------


@source_app.command("add")
def source_add(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The text, as UTF-8.")],
    key: Annotated[str, typer.Option(help="Its key; the first 16 hex of its sha256 unless given.")] = "",
    label: Annotated[str, typer.Option(help="What it is, in your own words.")] = "",
) -> None:
    """Register a source text in data/sources.yaml: hash, length, language."""
    from edugraph import curation

    made = curation.add_source(_settings().root, file, key, label)
    print(f"registered as {made}; next: EDUGRAPH_SOURCES={file.parent} edugraph new records/{made}")


@app.command()
def new(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="records/KEY or corroboration/SLUG.")],
    address: Annotated[str, typer.Option(help="Address of the page, for a corroboration.")] = "",
) -> None:
    """Write a record file to start from; it passes every check as it is."""
    from edugraph import curation

    settings = _settings()
    print(curation.new_record(settings.root, record, settings.sources, address))


@app.command()
def passages(source: Key) -> None:
    """List the lines and sentences of a source with their ranges."""
    from edugraph import curation, evidence

    settings = _settings()
    text = curation.source_text(settings.root, source, settings.sources)
    for number, (start, end) in evidence.lines(text).items():
        found = evidence.sentences(text, start, end)
        for part, (a, b) in enumerate(found, 1):
            name = f"L{number}" + (f"s{part}" if len(found) > 1 else "")
            print(f"{name:<8}{f'{a}-{b}':<14}{text[a:b]}")


@app.command()
def find(name: Annotated[str, typer.Argument(help="A name, in any language.")]) -> None:
    """Say what the data already hold under a name."""
    from edugraph import curation

    found = curation.find(_settings().root, name)
    for known in found:
        print(f"{known.id:<55} {known.name}{f' ({known.language})' if known.language else ''}")
    if not found:
        print(f"nothing is known under a name like {name!r}")


@evidence_app.command("lock")
def evidence_lock(source: Key) -> None:
    """Replace line numbers (L12) by ranges, and write the lock file."""
    from edugraph import curation

    settings = _settings()
    print(f"{curation.lock(settings.root, source, settings.sources)} passages locked")


@evidence_app.command("verify")
def evidence_verify(source: Key) -> None:
    """Check that every passage still hashes to what was locked."""
    from edugraph import curation

    settings = _settings()
    drifted = curation.verified(settings.root, source, settings.sources)
    if drifted:
        rows = [f"{d.range}: {f'now at {d.now}' if d.now else 'its words changed'}" for d in drifted]
        raise EdugraphError("\n".join(rows) + f"\n{len(drifted)} passages moved; run `edugraph evidence relocate`")
    print("every passage stands where it stood")


@evidence_app.command("relocate")
def evidence_relocate(
    source: Key, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The newer text.")]
) -> None:
    """Follow the passages of a source into a newer text, by their hashes."""
    from edugraph import curation

    lost = curation.relocate(_settings().root, source, file)
    if lost:
        raise EdugraphError("\n".join(f"{d.range}: its words are not in {file}" for d in lost) + "\nnothing was moved")
    print("every passage was found; records, lock and register follow the newer text")


@registry_app.command("update")
def registry_update() -> None:
    """Enter every new IRI in data/registry.csv."""
    from edugraph import curation
    from edugraph.release import making

    settings = _settings()
    draft = making.checked(settings.root)
    print(f"{curation.update_registry(settings.root, draft.quads, draft.version)} IRIs entered")


@app.command()
def docs(write: Annotated[bool, typer.Option("--write", help="Write them, instead of checking.")] = False) -> None:
    """Check (or write) what is generated: reference pages, JSON-LD context, JSON Schema."""
    from edugraph import reference, store

    settings = _settings()
    stale = reference.stale(settings.root, app, store.read_rdf)
    for path, content in stale.items():
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        print(f"{'written' if write else 'out of date'}: {path.relative_to(settings.root)}")
    if stale and not write:
        raise EdugraphError("run `edugraph docs --write`")


if __name__ == "__main__":
    main()
