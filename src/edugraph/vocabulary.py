"""The namespaces, the terms that code may name, and how an id becomes an IRI. A misspelt term fails at once."""

import re

from edugraph.rdf import XSD

BASE = "https://w3id.org/edugraph/"
"""The namespace minted in the data. It is no address of a server and never changes with one."""


class Namespace:
    """A closed set of terms: `EG.Event` is the IRI, `EG.Evnet` raises AttributeError."""

    def __init__(self, base: str, names: str) -> None:
        self.base = base
        self.names = frozenset(names.split())

    def __getattr__(self, name: str) -> str:
        if name.rstrip("_") not in self.names:
            raise AttributeError(f"{name!r} is no term of {self.base} that this code declares")
        return self.base + name.rstrip("_")


EG = Namespace(
    BASE + "def#",
    """accessed betweenness Claim closeness clustering Commitment conflictsWith coreNumber Country Decision
    defaultWeight degree Document edtf eigenvector Event evidence evidenceLevel factCount Figure inCluster inYear
    isDirected networkLevel NetworkPosition notAfter notBefore ofActor ofCountry pageRank paragraph paragraphs
    ParticipantGroup Participation Passage precision readAs restsOn sha256 sharedWeight Source speaker StatusChange
    statusOf strength Tie tieFrom tieKind tieTo TimeSpan toStatus voice""",
)
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "Property type subject predicate object reifies")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "comment label subClassOf isDefinedBy seeAlso")
OWL = Namespace("http://www.w3.org/2002/07/owl#", "deprecated versionIRI")
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#", "Concept ConceptScheme definition hiddenLabel inScheme prefLabel notation"
)
ORG = Namespace("http://www.w3.org/ns/org#", "classification Membership role")
WGS84 = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#", "lat long")
OA = Namespace("http://www.w3.org/ns/oa#", "TextPositionSelector hasSource hasSelector start end")
SCHEMA = Namespace("http://schema.org/", "position")
DCT = Namespace(
    "http://purl.org/dc/terms/",
    """Frequency LicenseDocument LinguisticSystem MediaType MediaTypeOrExtent RightsStatement Standard accessRights
    accrualPeriodicity conformsTo description format hasVersion identifier isPartOf isReplacedBy issued language license
    modified publisher source title type""",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    """Catalog DataService Dataset Distribution accessURL compressFormat contactPoint dataset distribution downloadURL
    endpointDescription endpointURL keyword landingPage mediaType previousVersion servesDataset service theme
    themeTaxonomy version""",
)
FOAF = Namespace("http://xmlns.com/foaf/0.1/", "Agent Document homepage name page primaryTopic")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#", "Kind fn hasURL")
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    """Dataset DatasetDescription class classPartition classes dataDump distinctObjects distinctSubjects entities
    exampleResource feature properties property propertyPartition rootResource sparqlEndpoint subset triples uriSpace
    vocabulary""",
)
VOID_EXT = Namespace("http://ldf.fi/void-ext#", "datatype datatypePartition language languagePartition")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#", "NamedGraph name graph")
SH = Namespace(
    "http://www.w3.org/ns/shacl#",
    """Parameter Parameterizable PrefixDeclaration SPARQLSelectExecutable datatype declare defaultValue description
    message name namespace nodeKind optional parameter path prefix prefixes select IRI Literal""",
)
SPDX = Namespace(
    "http://spdx.org/rdf/terms#", "Checksum ChecksumAlgorithm checksum checksumValue algorithm checksumAlgorithm_sha256"
)
PROV = Namespace("http://www.w3.org/ns/prov#", "Activity Entity used wasDerivedFrom wasGeneratedBy")
QB = Namespace(
    "http://purl.org/linked-data/cube#",
    """attribute component ComponentSpecification DataSet dataSet DataStructureDefinition dimension measure Observation
    order structure""",
)

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
DATE = XSD + "date"

PREFIXES = {
    "eg": EG.base,
    "dcat": DCAT.base,
    "dct": DCT.base,
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": FOAF.base,
    "geo": WGS84.base,
    "oa": OA.base,
    "org": ORG.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "qb": QB.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "schema": SCHEMA.base,
    "sd": SD.base,
    "sh": SH.base,
    "skos": SKOS.base,
    "time": "http://www.w3.org/2006/time#",
    "void": VOID.base,
    "xsd": XSD,
}
"""Prefixes of every dump, page and query form."""

_EDTF_IN_IRI = str.maketrans({"/": "--", "?": "_u", "%": "_b", "~": "_a", "[": "_o", "{": "_m", "]": "_", "}": "_"})


def id_iri(path: str, slug: str) -> str:
    """The IRI of an instance: `id_iri("event", "x")` -> `https://w3id.org/edugraph/id/event/x`."""
    return f"{BASE}id/{path}/{slug}"


def code_iri(scheme: str, code: str) -> str:
    """The IRI of a concept of a code list."""
    return f"{BASE}vocab/{scheme}/{code}"


def graph_iri(name: str) -> str:
    """The IRI of a named graph, such as `source/093a24b311180df8`."""
    return f"{BASE}graph/{name}"


def span_slug(edtf: str) -> str:
    """An EDTF string as the last part of an IRI: a fixed, unambiguous table, no percent sign."""
    return edtf.translate(_EDTF_IN_IRI).replace(",", "_c")


def value_slug(value: str) -> str:
    """A claim's value as a part of an IRI: kept where it is safe, folded by the table of `span_slug` where not."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", span_slug(value)).strip("-")[:60]
