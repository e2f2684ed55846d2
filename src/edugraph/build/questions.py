"""graph/questions: the named questions as data (SHACL Advanced Features, section 5), and the prefixes they may name.

The graph is hashed with the data: a release says which questions it was made to answer. Each `sh:select` is the file
as it is, so it runs alone in any SPARQL client; `sh:prefixes` names the declarations of the ontology for changing it.
"""

from collections.abc import Iterable, Iterator

from edugraph.queries import Parameter, Query, default_terms
from edugraph.rdf import Quad, Triple, iri, literal, typed
from edugraph.vocabulary import BASE, PREFIXES, RDF, RDFS, SH, graph_iri

LANGUAGES = ("en", "ru", "lv")
_DEF = BASE + "def"


def declarations() -> set[Quad]:
    """The prefixes of every dump and page as declarations of the ontology (SHACL, section 5.2.1), in graph/ontology."""
    rows: list[tuple[str, str, str]] = []
    for prefix, namespace in PREFIXES.items():
        this = f"{_DEF}#prefix-{prefix}"
        rows += [
            (_DEF, SH.declare, iri(this)),
            (this, RDF.type, iri(SH.PrefixDeclaration)),
            (this, SH.prefix, literal(prefix)),
            (this, SH.namespace, typed(namespace, "anyURI")),
        ]
    return _quads(rows, "ontology")


def question_iri(name: str) -> str:
    """The IRI of a named question, which is its address too."""
    return f"{BASE}questions/{name}"


def executables(questions: Iterable[Query]) -> set[Quad]:
    """The questions as quads of graph/questions."""
    return _quads((row for question in questions for row in _question(question)), "questions")


def _question(question: Query) -> Iterator[tuple[str, str, str]]:
    this = question_iri(question.name)
    yield this, RDF.type, iri(SH.SPARQLSelectExecutable)
    yield this, SH.select, literal(question.text)
    yield this, SH.prefixes, iri(_DEF)
    yield this, RDFS.label, literal(question.title, "en")
    for language in LANGUAGES[1:]:
        if title := question.head.get(f"title-{language}"):
            yield this, RDFS.label, literal(title, language)
    if question.answers:
        yield this, RDFS.comment, literal(question.answers, "en")
    if question.parameters:
        yield this, RDF.type, iri(SH.Parameterizable)
    for parameter in question.parameters:
        yield from _parameter(this, parameter, question.text)


def _parameter(question: str, parameter: Parameter, text: str) -> Iterator[tuple[str, str, str]]:
    """A parameter as a shape, and the property that is its path: the end of its IRI is the name of the variable."""
    this, path = f"{question}#parameter-{parameter.name}", f"{question}#{parameter.name}"
    yield question, SH.parameter, iri(this)
    yield this, RDF.type, iri(SH.Parameter)
    yield this, SH.path, iri(path)
    yield this, SH.name, literal(parameter.name)
    yield this, SH.description, literal(parameter.help, "en")
    yield this, SH.optional, typed("true", "boolean")
    yield path, RDF.type, iri(RDF.Property)
    yield path, RDFS.label, literal(parameter.help, "en")
    first, *others = default_terms(parameter, text)
    yield this, SH.nodeKind, iri(SH.IRI if first.kind == "iri" else SH.Literal)
    if first.datatype:
        yield this, SH.datatype, iri(first.datatype)
    if not others:
        yield this, SH.defaultValue, str(first)


def _quads(rows: Iterable[tuple[str, str, str]], graph: str) -> set[Quad]:
    triples: set[Triple] = {(iri(s), iri(p), o) for s, p, o in rows}
    return {(*triple, iri(graph_iri(graph))) for triple in triples}
