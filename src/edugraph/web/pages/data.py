"""What can be taken away: the files of the release, the interfaces for programs, the licences, and how to cite."""

from dataclasses import dataclass

from babel.units import format_unit
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.routing import Match

from edugraph.store import Rows
from edugraph.vocabulary import BASE, graph_iri
from edugraph.web import columns, labels
from edugraph.web.cells import Item
from edugraph.web.frame import Page, PageOf
from edugraph.web.pages.browse import page_number
from edugraph.web.pages.sources import licence
from edugraph.web.voices import voice

router = APIRouter()

PER_PAGE = 100
FORMATS = {
    ".nq.gz": "N-Quads",
    ".trig.gz": "TriG",
    ".jsonld.gz": "JSON-LD",
    ".ttl.gz": "Turtle",
    ".nt.gz": "N-Triples",
    ".rdf.gz": "RDF/XML",
    ".ttl": "Turtle",
    ".csv": "CSV",
    ".json": "JSON",
}
OF_A_GRAPH = (".ttl.gz", ".nt.gz", ".rdf.gz")


@dataclass(frozen=True)
class File:
    """A file of the release: where it is, what it holds, and how to know that it came whole."""

    name: str
    address: str
    format: str
    words: str
    size: str
    sha256: str


@dataclass(frozen=True)
class Graph:
    """A graph, who speaks in it, how many statements it makes, and its files."""

    name: str
    speaker: Item
    statements: int
    files: list[File]


@router.get("/data")
def data(page: PageOf) -> HTMLResponse:
    named = sorted(page.site.release.manifest.get("graphs", {}).items())
    last = max(-(-len(named) // PER_PAGE), 1)
    number = page_number(page, last)
    licences = page.site.reader.select(page.site.pages["licences"].text)
    return page.html(
        "data.html",
        files=files(page),
        graphs=graphs(page, named[(number - 1) * PER_PAGE : number * PER_PAGE]),
        has=lambda path: has(page, path),
        licences=licensed(page, licences),
        namespace=BASE,
        manifest=address(page, "manifest.json"),
        number=number,
        last=last,
    )


def address(page: Page, name: str) -> str:
    """Where a file of this release is."""
    return page.href(f"/release/{page.site.release.id}/{name}")


def files(page: Page) -> list[File]:
    """The files that hold the whole, and what each holds."""
    _ = page.gettext
    whole = {
        "graph.nq.gz": _("Everything: each statement with the graph it stands in, one a line, sorted."),
        "dumps/edugraph.trig.gz": _("The same, easier to read: graph by graph, with short names."),
        "dumps/edugraph.jsonld.gz": _("The same as JSON, for programs that know no RDF."),
        "dumps/claims-rdf12.ttl.gz": _("The claims in RDF 1.2: what is doubtful, with certainty and rank."),
        "report.ttl": _("What the checks found."),
        "registry.csv": _("Every address ever given to a thing, and what became of it."),
    }
    return [file for name, words in whole.items() if (file := described(page, name, words))]


def described(page: Page, name: str, words: str = "") -> File | None:
    """A file as the manifest tells of it; None for one that this release does not have."""
    told = page.site.release.manifest.get("files", {}).get(name)
    if told is None:
        return None
    kind = next((words for ending, words in FORMATS.items() if name.endswith(ending)), "")
    return File(name, address(page, name), kind, words, size(told["bytes"], page.language), told["sha256"])


def size(count: int, language: str) -> str:
    """A number of bytes in words: `12 kB`, `3.4 MB`."""
    for unit, factor in (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3)):
        if count >= factor:
            amount = count / factor
            return format_unit(round(amount, 1 if amount < 10 else None), f"digital-{unit}", "short", locale=language)
    return format_unit(count, "digital-byte", "short", locale=language)


def graphs(page: Page, named: list[tuple[str, int]]) -> list[Graph]:
    """The graphs of the release with their files."""
    speakers = {name: voice(page, graph_iri(name)) for name, _ in named}
    known = page.labels({s.iri for s in speakers.values() if s.iri})
    return [Graph(n, _named(speakers[n], known), count, of_graph(page, n)) for n, count in named]


def _named(speaker: Item, known: labels.Labels) -> Item:
    return Item(labels.of(speaker.iri, known), speaker.iri) if speaker.iri else speaker


def of_graph(page: Page, name: str) -> list[File]:
    """The files of one graph."""
    stem = f"dumps/{name.replace('/', '-')}"
    return [file for ending in OF_A_GRAPH if (file := described(page, stem + ending))]


def has(page: Page, path: str) -> bool:
    """Whether this server answers at an address: only such are told to programs."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] == Match.FULL for route in page.request.app.routes)


def licensed(page: Page, rows: Rows) -> list[columns.Line]:
    """Reference data with their licences."""
    found = columns.lines(page, rows, columns.names(page, [rows]))
    return [{**line, "licence": licence(line["licence"])} for line in found]
