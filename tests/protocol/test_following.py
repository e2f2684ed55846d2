"""Real clients that follow IRIs over a real socket to the real release: rdflib, curl, and Comunica's link traversal."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
import rdflib
from rdflib import RDF, URIRef

from edugraph.release import Releases, making
from edugraph.vocabulary import BASE

from . import comunica
from .asking import ROOT
from .live import served_by_pool

MEETING = "event/cis-education-council-moscow-nov-20"
EG = rdflib.Namespace(f"{BASE}def#")
ATTENDANTS = f"""
PREFIX eg: <{BASE}def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?iso ?name WHERE {{
  ?participation eg:in <{BASE}id/{MEETING}> ; eg:participant ?country .
  ?country eg:iso3 ?iso ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "en")
}}
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    release, _ = making.build(ROOT, Releases(tmp_path_factory.mktemp("home")))
    with served_by_pool(release) as address:
        yield address


@pytest.mark.parametrize("path", [f"id/{MEETING}", "def", "vocab/voice", "vocab/voice/news", "graph/truthy", "dataset"])
def test_rdflib_parses_what_an_address_leads_to(server: str, path: str) -> None:
    graph = rdflib.Graph().parse(f"{server}/{path}")
    dataset = rdflib.Dataset().parse(f"{server}/{path}", format="trig")
    assert len(graph) > 3
    assert set(graph) == {(s, p, o) for s, p, o, _ in dataset.quads((None, None, None, None))}


def test_rdflib_finds_the_thing_by_the_name_that_the_data_give_it(server: str) -> None:
    assert (URIRef(f"{BASE}id/{MEETING}"), RDF.type, EG.Meeting) in rdflib.Graph().parse(f"{server}/id/{MEETING}")


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl: `apt-get install curl`")
@pytest.mark.parametrize(
    "media",
    ["text/html", "text/turtle", "application/n-triples", "application/n-quads", "application/trig",
     "application/ld+json", "application/rdf+xml"],
)  # fmt: skip
def test_curl_gets_what_it_accepts_after_one_redirect(server: str, media: str) -> None:
    told = "%{http_code} %{num_redirects} %{content_type} %{url_effective}"
    command = ["curl", "-sL", "-o", "/dev/null", "-w", told, "-H", f"Accept: {media}", f"{server}/id/{MEETING}"]
    status, redirects, *kind, address = subprocess.run(command, capture_output=True, text=True).stdout.split(" ")
    assert (status, redirects, kind[0].rstrip(";"), address) == ("200", "1", media, f"{server}/doc/{MEETING}")


@pytest.mark.xdist_group("comunica")
def test_comunica_answers_a_query_by_nothing_but_following_links(server: str) -> None:
    found = comunica.followed(f"{BASE}id/{MEETING}", ATTENDANTS, BASE, f"{server}/")
    assert sorted((row["iso"], row["name"]) for row in found.rows) == [
        ("ARM", "Armenia"),
        ("BLR", "Belarus"),
        ("KAZ", "Kazakhstan"),
        ("KGZ", "Kyrgyzstan"),
        ("RUS", "Russia"),
        ("TJK", "Tajikistan"),
    ]
    assert f"{BASE}id/country/KAZ" in found.asked
