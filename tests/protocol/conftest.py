"""An application over a few graphs: ours by name, with Cyrillic, quotes and percent-encoded names on purpose."""

import pyoxigraph as ox
import pytest

from .asking import BASE, Asker, app_of, release_of, store_of

TRIG = """
PREFIX eg: <https://w3id.org/edugraph/def#>
PREFIX id: <https://w3id.org/edugraph/id/>
PREFIX graph: <https://w3id.org/edugraph/graph/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
graph:a {
  <https://w3id.org/edugraph/id/country/KAZ> a eg:Country ; skos:prefLabel "Kazakhstan"@en , "Казахстан"@ru .
  <https://w3id.org/edugraph/id/country/LVA> a eg:Country ; skos:prefLabel "Latvija \\"1+1\\" & <b>"@lv .
}
graph:b {
  <https://w3id.org/edugraph/id/country/KAZ> a eg:Country ; skos:altLabel "Қазақстан"@kk .
  <https://w3id.org/edugraph/id/place/a%2Fb> skos:prefLabel "a slash"@en .
}
graph:caf%C3%A9 { <https://w3id.org/edugraph/id/x> skos:prefLabel "1 + 1 = 2"@en }
graph:ontology { eg:Country a owl:Class . eg:Agreement a owl:Class . eg:Event a owl:Class }
graph:shapes { <https://w3id.org/edugraph/shapes#S> a <http://www.w3.org/ns/shacl#NodeShape> }
"""


def quads() -> list[ox.Quad]:
    """Every triple in its graph, and once in the default graph unless it is of shapes."""
    named = list(ox.parse(TRIG, format=ox.RdfFormat.TRIG))
    shapes = ox.NamedNode(BASE + "graph/shapes")
    return [*named, *{ox.Quad(q.subject, q.predicate, q.object) for q in named if q.graph_name != shapes}]


@pytest.fixture(scope="session")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    return Asker(app_of(release_of(tmp_path_factory.mktemp("release"), store_of(quads()))))
