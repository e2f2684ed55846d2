"""What edugraph is, what it holds and what it does not, and how it is made: pages of words, in each language."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from edugraph.network.ties import EVIDENCE
from edugraph.vocabulary import EG, code_iri
from edugraph.web import labels
from edugraph.web.frame import PageOf

router = APIRouter()

KINDS = (
    "co-participation", "co-organisation", "agreement", "joint-decision", "project-partnership", "funding",
    "initiative-and-hosting", "membership", "plan-parties", "commitment",
)  # fmt: skip
"""The kinds of ties, as the code list names them."""
MEASURES = (
    "factCount", "sharedWeight", "degree", "strength", "betweenness", "closeness", "eigenvector", "pageRank",
    "clustering", "coreNumber",
)  # fmt: skip
"""The measures of ties and of actors, as the ontology names them."""


@router.get("/about")
def about(page: PageOf) -> HTMLResponse:
    return page.html("about.html")


@router.get("/method")
def method(page: PageOf) -> HTMLResponse:
    return page.html("method.html")


@router.get("/method/network")
def method_network(page: PageOf) -> HTMLResponse:
    """How ties, measures, clusters and places are made; each measure has an anchor of its name in the ontology."""
    measures = {name: EG.base + name for name in MEASURES}
    kinds = {kind: code_iri("tie-kind", kind) for kind in KINDS}
    levels = {level: code_iri("evidence-level", level) for level in EVIDENCE}
    known = page.labels({*measures.values(), *kinds.values(), *levels.values()})
    return page.html(
        "method_network.html",
        names={name: labels.of(iri, known) for name, iri in measures.items()},
        kinds={kind: labels.of(iri, known) for kind, iri in kinds.items()},
        levels={level: labels.of(iri, known) for level, iri in levels.items()},
    )
