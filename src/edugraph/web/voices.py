"""Who says a statement: a source, reference data, our editors, or a rule. The graph it stands in tells."""

from edugraph.vocabulary import BASE, id_iri
from edugraph.web.cells import Item
from edugraph.web.frame import Page
from edugraph.web.labels import Label

FROM_PAGES = ("source", "corroboration", "authority")


def voice(page: Page, graph: str) -> Item:
    """The speaker of a graph: a source with its IRI (its name is looked up with all others), or words of ours."""
    _ = page.gettext
    kind, _slash, key = graph.removeprefix(f"{BASE}graph/").partition("/")
    if kind in FROM_PAGES:
        return Item(Label(key), id_iri("source", key))
    words = {
        "curation": _("our editors"),
        "truthy": _("best claim, or latest step"),
        "inferred": _("inferred by rule"),
        "ontology": _("our terms"),
        "vocab": _("our code lists"),
        "shapes": _("our checks"),
        "meta": _("about this release"),
        "analytics": _("computed"),
    }
    return Item(Label(words.get(kind, kind), page.language))
