"""Reference files made from what the project already says: editors' schema, JSON-LD context and the pages of docs/.

Nothing here reads Turtle or starts a command: the composition root passes the reader of RDF files and the commands.
"""

from collections.abc import Callable
from pathlib import Path

import typer

from edugraph import queries, records
from edugraph.config import Settings
from edugraph.rdf import Triple
from edugraph.reference.checks import checks, checks_page
from edugraph.reference.commands import commands, commands_page
from edugraph.reference.context import context
from edugraph.reference.ontology_page import ontology_page
from edugraph.reference.questions_page import questions_page
from edugraph.reference.records_page import records_page
from edugraph.reference.schema import schema
from edugraph.reference.settings_page import settings_page
from edugraph.reference.terms import Ontology, ontology

__all__ = ["ReadRdf", "contents", "read_ontology", "stale"]

ReadRdf = Callable[[Path], list[Triple]]
"""A Turtle file -> its triples."""


def stale(root: Path, app: typer.Typer, read_rdf: ReadRdf) -> dict[Path, str]:
    """Path -> right content, for every generated file below `root` that is missing or says something else."""
    made = {root / name: content for name, content in contents(root, app, read_rdf).items()}
    return {path: content for path, content in made.items() if not path.is_file() or _text(path) != content}


def contents(root: Path, app: typer.Typer, read_rdf: ReadRdf) -> dict[str, str]:
    """Name from the root -> content of every generated file."""
    language = records.read(root / "ontology" / "records.yaml")
    terms = read_ontology(root, read_rdf)
    turtle = {path.name: read_rdf(path) for path in sorted((root / "shapes").glob("*.ttl"))}
    found = checks(turtle, queries.read_all(root / "shapes"))
    return {
        "docs/checks.md": checks_page(found),
        "docs/commands.md": commands_page(commands(app)),
        "docs/ontology.md": ontology_page(language, terms),
        "docs/questions.md": questions_page(list(queries.read_all(root / "queries" / "questions").values())),
        "docs/records.md": records_page(language, terms),
        "docs/settings.md": settings_page(Settings),
        "ontology/context.jsonld": context(language, terms),
        "ontology/records.schema.json": schema(language, terms),
    }


def read_ontology(root: Path, read_rdf: ReadRdf) -> Ontology:
    """The terms and code lists below `root`."""
    files = sorted((root / "ontology").rglob("*.ttl"))
    return ontology(triple for path in files for triple in read_rdf(path))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
