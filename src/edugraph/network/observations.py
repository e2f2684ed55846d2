"""graph/analytics: ties and positions as data cubes (RDF Data Cube, W3C 2014), with the hash of what they came from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from edugraph.network.periods import year
from edugraph.network.ties import Dates, Share, Tie
from edugraph.rdf import XSD, Quad, Triple, iri, literal, typed
from edugraph.vocabulary import BASE, DCT, EG, PROV, QB, RDF, SPDX, code_iri, graph_iri

HOME = BASE + "analytics/"
_MEASURES = {
    "degree": EG.degree,
    "strength": EG.strength,
    "betweenness": EG.betweenness,
    "closeness": EG.closeness,
    "eigenvector": EG.eigenvector,
    "pageRank": EG.pageRank,
    "clustering": EG.clustering,
    "coreNumber": EG.coreNumber,
    "cluster": EG.inCluster,
}
"""Name in the files -> term."""
_TIE = (EG.networkLevel, EG.tieKind, EG.tieFrom, EG.tieTo, EG.evidenceLevel)
_CUBES = {
    "ties": (_TIE, (EG.factCount, EG.sharedWeight), (EG.restsOn,)),
    "ties-by-year": ((*_TIE, EG.inYear), (EG.factCount, EG.sharedWeight), (EG.restsOn,)),
    "actors": ((EG.networkLevel, EG.ofActor, EG.evidenceLevel), tuple(_MEASURES.values()), ()),
}
_TITLES = {
    "ties": {"en": "Ties between actors", "ru": "Связи между участниками", "lv": "Saiknes starp dalībniekiem"},
    "ties-by-year": {
        "en": "Ties between actors by year",
        "ru": "Связи между участниками по годам",
        "lv": "Saiknes starp dalībniekiem pa gadiem",
    },
    "actors": {"en": "Positions of actors", "ru": "Положение участников", "lv": "Dalībnieku vietas tīklā"},
}


def quads(
    found: Iterable[Tie], known: Mapping[str, Dates], documents: Iterable[Mapping[str, Any]], input_hash: str
) -> set[Quad]:
    """All observations, and what they were computed from. `documents` are the files of the levels."""
    rows: list[Triple] = list(_run(input_hash))
    for cube in _CUBES:
        rows += _cube(cube)
    for tie in found:
        rows += _tie("ties", f"tie/{tie.id}", tie, tie.shares)
        for number in sorted(filter(None, {year(known[s.fact]) for s in tie.shares})):
            shares = tuple(s for s in tie.shares if year(known[s.fact]) == number)
            rows += _tie("ties-by-year", f"tie/{tie.id}/{number}", tie, shares)
            rows.append((iri(f"{HOME}tie/{tie.id}/{number}"), iri(EG.inYear), typed(number, "integer")))
    for told in documents:
        rows += _positions(told)
    graph = iri(graph_iri("analytics"))
    return {(s, p, o, graph) for s, p, o in rows}


def of_ties(found: Iterable[Tie]) -> list[Triple]:
    """The observations of whole ties, as they stand in graph/analytics, sorted."""
    return sorted({triple for tie in found for triple in _tie("ties", f"tie/{tie.id}", tie, tie.shares)})


def _run(input_hash: str) -> Iterator[Triple]:
    run, source, checksum = (iri(HOME + name) for name in ("run", "input", "input/checksum"))
    yield run, iri(RDF.type), iri(PROV.Activity)
    yield run, iri(PROV.used), source
    yield source, iri(RDF.type), iri(PROV.Entity)
    yield source, iri(SPDX.checksum), checksum
    yield checksum, iri(RDF.type), iri(SPDX.Checksum)
    yield checksum, iri(SPDX.algorithm), iri(SPDX.checksumAlgorithm_sha256)
    yield checksum, iri(SPDX.checksumValue), typed(input_hash, "hexBinary")


def _cube(name: str) -> Iterator[Triple]:
    cube, structure = iri(HOME + name), iri(f"{HOME}{name}/structure")
    yield cube, iri(RDF.type), iri(QB.DataSet)
    yield cube, iri(QB.structure), structure
    yield cube, iri(PROV.wasGeneratedBy), iri(HOME + "run")
    yield from ((cube, iri(DCT.title), literal(text, language)) for language, text in _TITLES[name].items())
    yield structure, iri(RDF.type), iri(QB.DataStructureDefinition)
    columns = zip((QB.dimension, QB.measure, QB.attribute), _CUBES[name], strict=True)
    for order, (role, term) in enumerate(((role, term) for role, terms in columns for term in terms), 1):
        column = iri(f"{HOME}{name}/structure/{term.removeprefix(EG.base)}")
        yield structure, iri(QB.component), column
        yield column, iri(RDF.type), iri(QB.ComponentSpecification)
        yield column, iri(role), iri(term)
        yield column, iri(QB.order), typed(order, "integer")


def _tie(cube: str, path: str, tie: Tie, shares: tuple[Share, ...]) -> Iterator[Triple]:
    node = iri(HOME + path)
    yield node, iri(RDF.type), iri(QB.Observation)
    yield node, iri(RDF.type), iri(EG.Tie)
    yield node, iri(QB.dataSet), iri(HOME + cube)
    yield node, iri(EG.networkLevel), iri(code_iri("network-level", tie.level))
    yield node, iri(EG.tieKind), iri(code_iri("tie-kind", tie.kind))
    yield node, iri(EG.tieFrom), _thing(tie.a)
    yield node, iri(EG.tieTo), _thing(tie.b)
    yield node, iri(EG.evidenceLevel), iri(code_iri("evidence-level", tie.evidence))
    yield node, iri(EG.factCount), typed(len(shares), "integer")
    yield node, iri(EG.sharedWeight), _decimal(sum(s.weight for s in shares))
    yield from ((node, iri(EG.restsOn), _thing(s.fact)) for s in shares)


def _positions(told: Mapping[str, Any]) -> Iterator[Triple]:
    for actor in told["nodes"]:
        for evidence, values in actor["measures"].items():
            if values:
                yield from _position(told["level"], actor["id"], evidence, values)


def _position(level: str, actor: str, evidence: str, values: Mapping[str, Any]) -> Iterator[Triple]:
    node = iri(f"{HOME}actor/{level}/{actor.replace('/', '-')}/{evidence}")
    yield node, iri(RDF.type), iri(QB.Observation)
    yield node, iri(RDF.type), iri(EG.NetworkPosition)
    yield node, iri(QB.dataSet), iri(HOME + "actors")
    yield node, iri(EG.networkLevel), iri(code_iri("network-level", level))
    yield node, iri(EG.ofActor), _thing(actor)
    yield node, iri(EG.evidenceLevel), iri(code_iri("evidence-level", evidence))
    for name, term in _MEASURES.items():
        whole = name in ("degree", "strength", "coreNumber", "cluster")
        yield node, iri(term), typed(int(values[name]), "integer") if whole else _decimal(values[name])


def _thing(id_: str) -> str:
    return iri(f"{BASE}id/{id_}")


def _decimal(value: float) -> str:
    """A decimal without an exponent, in its canonical form."""
    text = f"{float(f'{value:.6g}'):.12f}".rstrip("0")
    return literal(text + "0" if text.endswith(".") else text, datatype=XSD + "decimal")
