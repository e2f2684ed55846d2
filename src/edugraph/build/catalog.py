"""The data set for catalogues: DCAT 3, with all that DCAT-AP 3 makes mandatory and most of what it recommends.

Nothing is said that a build does not know. Places and times covered are left out: the data name them one by one, and a
frame around all of them would say more. Size and hash of a file stand in `manifest.json`, since the files hold this
description too; the hash of each graph's content stands at the graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edugraph.rdf import iri, literal, typed
from edugraph.vocabulary import BASE, DCAT, DCT, FOAF, RDF, SKOS, VCARD, VOID

DATASET = BASE + "dataset"
CATALOG = DATASET + "/catalog"
CLAIMS = DATASET + "/claims"
PUBLISHER = DATASET + "/publisher"
CONTACT = DATASET + "/contact"
ENDPOINT = BASE + "sparql"
SERVICE = ENDPOINT + "#service"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NAME = "The edugraph authors"

_EU = "http://publications.europa.eu/resource/authority/"
_THEMES = _EU + "data-theme"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_GZIP = _MEDIA + "application/gzip"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"

Row = tuple[str, str, str]
"""Subject and predicate as plain IRIs, object as N-Triples text."""
Words = Mapping[str, str]
"""Language -> text."""

TITLE: Words = {
    "en": "edugraph: actors, events and commitments in international education",
    "ru": "edugraph: участники, события и обязательства в международном образовании",
    "lv": "edugraph: dalībnieki, pasākumi un saistības starptautiskajā izglītībā",
}
DESCRIPTION: Words = {
    "en": "Who met, who decided and who promised what in international education cooperation, and in which passage of "
    "which source each statement is written. What sources contradict stands side by side, ranked with reasons.",
    "ru": "Кто встречался, кто что решил и кто что обещал в международном сотрудничестве в области образования и в "
    "каком месте какого источника это написано. Противоречия источников показаны рядом, с обоснованным выбором.",
    "lv": "Kas tikās, kas ko nolēma un kas ko apsolīja starptautiskajā sadarbībā izglītībā un kurā avota vietā tas "
    "rakstīts. Avotu pretrunas ir parādītas līdzās, izvēle ir pamatota.",
}
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("education cooperation", "international events", "commitments", "decisions", "provenance", "linked data"),
    "ru": ("сотрудничество в образовании", "международные мероприятия", "обязательства", "решения", "источники"),
    "lv": ("sadarbība izglītībā", "starptautiski pasākumi", "saistības", "lēmumi", "avoti"),
}
_CATALOG_TITLE: Words = {"en": "The data of edugraph", "ru": "Данные edugraph", "lv": "Edugraph dati"}
_CATALOG_WORDS: Words = {
    "en": "The data set, the claims in it as RDF 1.2, and the service that answers questions about it.",
    "ru": "Набор данных, утверждения из него в RDF 1.2 и сервис, который отвечает на вопросы о нём.",
    "lv": "Datu kopa, tās apgalvojumi RDF 1.2 formā un pakalpojums, kas atbild uz jautājumiem par to.",
}
_CLAIMS_TITLE: Words = {
    "en": "Claims of edugraph in RDF 1.2",
    "ru": "Утверждения edugraph в RDF 1.2",
    "lv": "Edugraph apgalvojumi RDF 1.2 formā",
}
_CLAIMS_WORDS: Words = {
    "en": "Every claim as a reifier of the triple that it claims, with certainty, rank and evidence; the triple itself "
    "is not asserted.",
    "ru": "Каждое утверждение как реификатор своего триплета, с достоверностью, рангом и подтверждениями; сам триплет "
    "не утверждается.",
    "lv": "Katrs apgalvojums kā sava tripleta reifikators ar ticamību, rangu un pierādījumiem; pats triplets netiek "
    "apgalvots.",
}
_SERVICE_TITLE: Words = {
    "en": "SPARQL endpoint of edugraph",
    "ru": "Точка доступа SPARQL edugraph",
    "lv": "Edugraph SPARQL piekļuves punkts",
}
_SERVICE_WORDS: Words = {
    "en": "Answers queries in SPARQL 1.1 about the current release; it only reads.",
    "ru": "Отвечает на запросы SPARQL 1.1 к текущему выпуску; только чтение.",
    "lv": "Atbild uz SPARQL 1.1 vaicājumiem par pašreizējo laidienu; tikai lasīšanai.",
}
_FILE_WORDS: Words = {
    "en": "Compressed with gzip. Size and SHA-256 of the file stand in the manifest of the release.",
    "ru": "Сжато gzip. Размер и SHA-256 файла указаны в манифесте выпуска.",
    "lv": "Saspiests ar gzip. Datnes izmērs un SHA-256 ir norādīti laidiena manifestā.",
}

_NAMED: Mapping[str, tuple[str, Words]] = {
    _EU + "data-theme/EDUC": (
        SKOS.Concept,
        {
            "en": "Education, culture and sport",
            "ru": "Образование, культура и спорт",
            "lv": "Izglītība, kultūra un sports",
        },
    ),
    _THEMES: (SKOS.ConceptScheme, {"en": "Data themes of the EU", "ru": "Темы данных ЕС", "lv": "ES datu tēmas"}),
    _EU + "language/ENG": (DCT.LinguisticSystem, {"en": "English", "ru": "английский", "lv": "angļu"}),
    _EU + "language/RUS": (DCT.LinguisticSystem, {"en": "Russian", "ru": "русский", "lv": "krievu"}),
    _EU + "language/LAV": (DCT.LinguisticSystem, {"en": "Latvian", "ru": "латышский", "lv": "latviešu"}),
    _EU + "access-right/PUBLIC": (DCT.RightsStatement, {"en": "public", "ru": "открыто", "lv": "publiski"}),
    _EU + "frequency/IRREG": (DCT.Frequency, {"en": "irregular", "ru": "нерегулярно", "lv": "neregulāri"}),
    LICENCE: (DCT.LicenseDocument, {"en": "CC BY 4.0", "ru": "CC BY 4.0", "lv": "CC BY 4.0"}),
    _PROTOCOL: (
        DCT.Standard,
        {"en": "SPARQL 1.1 Protocol", "ru": "Протокол SPARQL 1.1", "lv": "SPARQL 1.1 protokols"},
    ),
}
"""Things of others that are named here, with class and label, since DCAT-AP wants to know what they are."""


@dataclass(frozen=True)
class File:
    """A file of a release: its path there, what its syntax is called, media type, and code of the EU file types."""

    path: str
    syntax: str
    media_type: str
    eu_type: str


FILES = {
    "nquads": File("graph.nq.gz", "N-Quads", "application/n-quads", "RDF_N_QUADS"),
    "trig": File("dumps/edugraph.trig.gz", "TriG", "application/trig", "RDF_TRIG"),
    "jsonld": File("dumps/edugraph.jsonld.gz", "JSON-LD", "application/ld+json", "JSON_LD"),
}
"""The files that hold the whole data set."""
CLAIMS_FILE = File("dumps/claims-rdf12.ttl.gz", "Turtle 1.2", "text/turtle", "RDF_TURTLE")


def release_iri(id_: str, file: str = "") -> str:
    """The IRI of a release, or of a file in it."""
    return f"{BASE}release/{id_}" + (f"/{file}" if file else "")


def rows(release_id: str, version: str, date: str, previous: str = "") -> Iterator[Row]:
    """The catalogue, the data set, its claims, its files, the service, and whoever answers for them."""
    yield from _catalog(date)
    yield from _dataset(release_id, version, date)
    if previous:
        yield DATASET, DCAT.previousVersion, iri(release_iri(previous))
    yield from _claims(date)
    for name, file in FILES.items():
        yield from _distribution(DATASET, name, file, release_id, date)
    yield from _distribution(CLAIMS, "claims", CLAIMS_FILE, release_id, date)
    yield from _service()
    yield from _people()
    yield from _things_of_others(release_id)


def _resource(this: str, kind: str, title: Words, words: Words) -> Iterator[Row]:
    """What a catalogue says of anything in it."""
    yield this, RDF.type, iri(kind)
    yield from told(this, DCT.title, title)
    yield from told(this, DCT.description, words)
    yield this, DCT.license, iri(LICENCE)
    yield this, DCT.publisher, iri(PUBLISHER)


def _open(this: str, date: str = "") -> Iterator[Row]:
    """What data sets and services have in common."""
    yield this, DCAT.contactPoint, iri(CONTACT)
    yield this, DCAT.theme, iri(_EU + "data-theme/EDUC")
    yield this, DCT.accessRights, iri(_EU + "access-right/PUBLIC")
    for language, words in KEYWORDS.items():
        yield from ((this, DCAT.keyword, literal(word, language)) for word in words)
    if date:
        yield from _dated(this, date)
        yield from _spoken(this)


def _dated(this: str, date: str) -> Iterator[Row]:
    yield this, DCT.issued, typed(date, "date")
    yield this, DCT.modified, typed(date, "date")


def _spoken(this: str) -> Iterator[Row]:
    yield from ((this, DCT.language, iri(f"{_EU}language/{code}")) for code in ("ENG", "RUS", "LAV"))


def _catalog(date: str) -> Iterator[Row]:
    yield from _resource(CATALOG, DCAT.Catalog, _CATALOG_TITLE, _CATALOG_WORDS)
    yield from _dated(CATALOG, date)
    yield from _spoken(CATALOG)
    yield CATALOG, FOAF.homepage, iri(BASE)
    yield CATALOG, DCAT.themeTaxonomy, iri(_THEMES)
    yield CATALOG, DCAT.dataset, iri(DATASET)
    yield CATALOG, DCAT.dataset, iri(CLAIMS)
    yield CATALOG, DCAT.service, iri(SERVICE)


def _dataset(release_id: str, version: str, date: str) -> Iterator[Row]:
    yield from _resource(DATASET, DCAT.Dataset, TITLE, DESCRIPTION)
    yield from _open(DATASET, date)
    yield DATASET, DCAT.version, literal(version)
    yield DATASET, DCT.identifier, literal(release_id)
    yield DATASET, DCT.accrualPeriodicity, iri(_EU + "frequency/IRREG")
    yield DATASET, DCAT.landingPage, iri(BASE)
    for standard in ("def", "shapes"):
        yield DATASET, DCT.conformsTo, iri(BASE + standard)


def _claims(date: str) -> Iterator[Row]:
    yield from _resource(CLAIMS, DCAT.Dataset, _CLAIMS_TITLE, _CLAIMS_WORDS)
    yield from _open(CLAIMS, date)
    yield CLAIMS, DCT.source, iri(DATASET)
    yield CLAIMS, DCT.conformsTo, iri(BASE + "def")


def _distribution(of: str, name: str, file: File, release_id: str, date: str) -> Iterator[Row]:
    this, address = f"{DATASET}/distribution/{name}", release_iri(release_id, file.path)
    yield of, DCAT.distribution, iri(this)
    yield of, VOID.dataDump, iri(address)
    yield this, RDF.type, iri(DCAT.Distribution)
    yield from told(this, DCT.title, dict.fromkeys(TITLE, file.syntax))
    yield from told(this, DCT.description, _FILE_WORDS)
    yield this, DCT.license, iri(LICENCE)
    yield from _dated(this, date)
    yield this, DCAT.accessURL, iri(address)
    yield this, DCAT.downloadURL, iri(address)
    yield this, DCAT.mediaType, iri(_MEDIA + file.media_type)
    yield this, DCAT.compressFormat, iri(_GZIP)
    yield this, DCT.format, iri(f"{_EU}file-type/{file.eu_type}")
    yield this, FOAF.page, iri(f"{BASE}release/{release_id}")
    yield _MEDIA + file.media_type, RDF.type, iri(DCT.MediaType)
    yield f"{_EU}file-type/{file.eu_type}", RDF.type, iri(DCT.MediaTypeOrExtent)
    yield f"{_EU}file-type/{file.eu_type}", SKOS.inScheme, iri(_EU + "file-type")


def _service() -> Iterator[Row]:
    yield from _resource(SERVICE, DCAT.DataService, _SERVICE_TITLE, _SERVICE_WORDS)
    yield from _open(SERVICE)
    yield SERVICE, DCAT.endpointURL, iri(ENDPOINT)
    yield SERVICE, DCAT.endpointDescription, iri(ENDPOINT)
    yield SERVICE, DCAT.servesDataset, iri(DATASET)
    yield SERVICE, DCAT.landingPage, iri(BASE + "query")
    yield SERVICE, DCT.conformsTo, iri(_PROTOCOL)


def _people() -> Iterator[Row]:
    yield PUBLISHER, RDF.type, iri(FOAF.Agent)
    yield PUBLISHER, FOAF.name, literal(NAME, "en")
    yield CONTACT, RDF.type, iri(VCARD.Kind)
    yield CONTACT, VCARD.fn, literal(NAME, "en")
    yield CONTACT, VCARD.hasURL, iri(BASE)


def _things_of_others(release_id: str) -> Iterator[Row]:
    for this, (kind, words) in _NAMED.items():
        yield this, RDF.type, iri(kind)
        yield from told(this, DCT.title if kind == SKOS.ConceptScheme else SKOS.prefLabel, words)
        if this.startswith(_EU) and this != _THEMES:
            yield this, SKOS.inScheme, iri(this.rpartition("/")[0])
    yield _GZIP, RDF.type, iri(DCT.MediaType)
    for standard in ("def", "shapes"):
        yield BASE + standard, RDF.type, iri(DCT.Standard)
    for document in (BASE, BASE + "query", f"{BASE}release/{release_id}"):
        yield document, RDF.type, iri(FOAF.Document)


def told(this: str, property_: str, words: Words) -> Iterable[Row]:
    """The same in each language."""
    return ((this, property_, literal(text, language)) for language, text in words.items())
