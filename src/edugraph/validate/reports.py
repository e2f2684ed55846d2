"""Results as a W3C validation report (SHACL, section 3.6), with IRIs instead of blank nodes and no date."""

import hashlib
from collections.abc import Iterable, Iterator

from edugraph.rdf import Triple, iri, literal, typed
from edugraph.validate.results import SHACL, Result, conforms
from edugraph.vocabulary import BASE, RDF

SHAPES = BASE + "shapes#"
REPORT = BASE + "id/report/current"


def report(results: Iterable[Result]) -> list[Triple]:
    """A W3C validation report, sorted, without blank nodes or date: sh:conforms is true when no result is a Violation.

    Warnings and notes are listed and leave it true (pySHACL: allow_warnings), unlike a strict SHACL engine.
    """
    found = sorted(set(results))
    head = iri(REPORT)
    triples = {
        (head, iri(RDF.type), shacl("ValidationReport")),
        (head, shacl("conforms"), typed(str(conforms(found)).lower(), "boolean")),
    }
    for result in found:
        triples.add((head, shacl("result"), result_iri(result)))
        triples.update(result_triples(result))
    return sorted(triples)


def result_triples(result: Result) -> Iterator[Triple]:
    me = result_iri(result)
    yield me, iri(RDF.type), shacl("ValidationResult")
    yield me, shacl("focusNode"), result.focus
    yield me, shacl("resultSeverity"), shacl(result.severity)
    yield me, shacl("sourceShape"), iri(SHAPES + result.check)
    yield me, shacl("sourceConstraintComponent"), iri(result.component)
    yield me, shacl("resultMessage"), literal(result.message, "en")
    for language, text in result.translated:
        yield me, shacl("resultMessage"), literal(text, language)
    if result.path:
        yield me, shacl("resultPath"), result.path
    if result.value:
        yield me, shacl("value"), result.value


def result_iri(result: Result) -> str:
    """One IRI per result, the same in every build that finds it again."""
    told_of = "\n".join((result.focus, result.path, result.value, result.message, result.component))
    return iri(f"{REPORT}/{result.check}-{hashlib.sha256(told_of.encode()).hexdigest()[:12]}")


def shacl(name: str) -> str:
    return iri(SHACL + name)
