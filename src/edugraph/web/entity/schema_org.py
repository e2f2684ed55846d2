"""Things as schema.org tells of them, in JSON-LD, for search engines: only what nobody disputes and no rule inferred.

A property about which there is any claim is left out, and so is a date that is not exact to the day. Where schema.org
has no honest type, as for decisions and commitments, a thing is a `Thing`. A country that attends is left out too:
schema.org knows attendees who are persons or organisations.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from markupsafe import Markup

from edugraph.build import catalog
from edugraph.description import Description
from edugraph.rdf import Term, iri, parsed
from edugraph.vocabulary import BASE, DCAT, DCT, EG, PREFIXES, RDF, SCHEMA, SKOS
from edugraph.web import labels
from edugraph.web.labels import Labels

Told = dict[str, object]

CONTEXT = "https://schema.org"
TYPES = {
    "commitment": "Thing",
    "country": "Country",
    "decision": "Thing",
    "document": "CreativeWork",
    "event": "Event",
    "org": "Organization",
    "person": "Person",
    "place": "Place",
    "plan": "CreativeWork",
    "project": "Project",
    "region": "Place",
    "series": "EventSeries",
    "source": "CreativeWork",
}
"""The first word of an IRI's path -> what it is in schema.org. What is not here is no subject for a search engine."""
ROLES = {"organiser": "organizer", "co-organiser": "organizer", "attendee": "attendee", "funder": "funder"}
STATUSES = {"cancelled": "EventCancelled", "postponed": "EventPostponed", "scheduled": "EventScheduled"}
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ASIDE = ("inferred/", "truthy")
"""Graphs whose statements follow from others, or are the best of several that compete."""
_NAMES = (SKOS.prefLabel, SKOS.base + "altLabel")
_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def embedded(told: Mapping[str, object]) -> Markup:
    """JSON-LD as the content of a `script` element: no text in it can end the element or begin another."""
    return Markup(json.dumps(told, ensure_ascii=False, indent=1).translate(_UNSAFE) if told else "")


def data_set(base: str, language: str, release: tuple[str, str, str]) -> Told:
    """The data set with its files; `release` is id, version and date."""
    id_, version, date = release
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": catalog.DATASET,
        "url": f"{base}/",
        "name": catalog.TITLE[language],
        "description": catalog.DESCRIPTION[language],
        "keywords": list(catalog.KEYWORDS[language]),
        "inLanguage": list(catalog.TITLE),
        "isAccessibleForFree": True,
        "license": catalog.LICENCE,
        "creator": {"@type": "Organization", "@id": catalog.PUBLISHER, "name": catalog.NAME},
        "version": version,
        "datePublished": date,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.syntax,
                "encodingFormat": file.media_type,
                "contentUrl": f"{base}/release/{id_}/{file.path}",
            }
            for file in catalog.FILES.values()
        ],
    }


def schema_org(found: Description, names: Labels, language: str, url: str) -> Told:
    """The thing as its page tells of it, or nothing for what is none of `TYPES` or has no name."""
    kind = type_of(found.iri)
    facts = Facts(found, names)
    called = facts.called(language)
    if not kind or not called:
        return {}
    name, *others = called
    told: Told = {"@context": CONTEXT, "@type": kind, "@id": found.iri, "url": url, "name": name}
    extra = {"Event": event, "Country": country, "Place": place, "CreativeWork": work}.get(kind)
    more = chain([("alternateName", others), ("sameAs", facts.elsewhere())], extra(facts) if extra else ())
    return told | {key: plain(value) for key, value in more if value}


def type_of(thing: str) -> str:
    """What a thing is in schema.org, by the path of its IRI; the parts of a plan are no works of their own."""
    path = thing.removeprefix(f"{BASE}id/") if thing.startswith(f"{BASE}id/") else ""
    head, _, rest = path.partition("/")
    return "Thing" if head == "plan" and "/" in rest else TYPES.get(head, "")


def plain(value: object) -> object:
    """A list of one is its one value."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


class Facts:
    """What a description says of its thing, without what is inferred, in doubt or at odds."""

    def __init__(self, found: Description, names: Labels) -> None:
        self.iri = found.iri
        self.names = names
        self.told: dict[str, dict[str, list[Term]]] = {}
        disputed = set(self._disputed(found))
        for s, p, o, g in found.quads:
            is_aside = parsed(g).value.removeprefix(f"{BASE}graph/").startswith(_ASIDE)
            if not is_aside and not (s == iri(found.iri) and p in disputed):
                values = self.told.setdefault(parsed(s).value, {}).setdefault(parsed(p).value, [])
                if parsed(o) not in values:
                    values.append(parsed(o))

    def _disputed(self, found: Description) -> Iterator[str]:
        """The properties of the thing about which there is a claim, or a best value."""
        this, truthy = iri(found.iri), f"<{BASE}graph/truthy>"
        claims = {s for s, p, o, _ in found.quads if p == iri(RDF.subject) and o == this}
        for s, p, o, g in found.quads:
            if s in claims and p == iri(RDF.predicate):
                yield o
            if s == this and g == truthy:
                yield p

    def values(self, property_: str, of: str = "") -> list[Term]:
        return self.told.get(of or self.iri, {}).get(property_, [])

    def one(self, property_: str, of: str = "") -> Term | None:
        """The value of a property that has just one."""
        found = self.values(property_, of)
        return found[0] if len(found) == 1 else None

    def code(self, property_: str, of: str = "") -> str:
        """The code that is a property's one value: `held` of `vocab/event-status/held`."""
        found = self.one(property_, of)
        return found.value.rpartition("/")[2] if found else ""

    def called(self, language: str) -> list[str]:
        """All names, that of the page's language first; the name of things without one stays away."""
        terms = [term for name in _NAMES for term in self.values(name)]
        if not self.values(SKOS.prefLabel):
            return []
        ordered = sorted(terms, key=lambda t: (t not in self.values(SKOS.prefLabel), t.language != language, t.value))
        first = labels.of(self.iri, self.names).text
        return list(dict.fromkeys([first, *(term.value for term in ordered)]))

    def elsewhere(self) -> list[str]:
        """The same thing in other data sets."""
        found = self.values(SKOS.base + "exactMatch")
        return sorted(term.value for term in found if term.value.startswith(("http://", "https://")))

    def thing(self, term: Term) -> Told:
        """Another thing, by type and name."""
        return {"@type": type_of(term.value), "@id": term.value, "name": labels.of(term.value, self.names).text}

    def things(self, property_: str) -> list[Told]:
        return [self.thing(term) for term in self.values(property_) if type_of(term.value)]


def event(facts: Facts) -> Iterator[tuple[str, object]]:
    """When and where, who organised and who came, of what it is a part."""
    span = facts.one(EG.base + "when")
    written = facts.one(EG.edtf, span.value) if span else None
    if written and (days := _DAYS.fullmatch(written.value)):
        yield "startDate", days[1]
        yield "endDate", days[2] or days[1]
    yield "location", facts.things(SCHEMA.base + "location")
    yield "eventStatus", _status(STATUSES.get(facts.code(EG.base + "eventStatus"), ""))
    yield "superEvent", [*facts.things(SCHEMA.base + "superEvent"), *facts.things(EG.base + "inSeries")]
    for role in dict.fromkeys(ROLES.values()):
        yield role, participants(facts, role)


def _status(name: str) -> str:
    return f"{CONTEXT}/{name}" if name else ""


def participants(facts: Facts, role: str) -> list[Told]:
    """The persons and organisations that a source names in a role."""
    found: list[Told] = []
    for node, said in sorted(facts.told.items()):
        is_here = Term("iri", facts.iri) in said.get(EG.base + "in", [])
        is_sure = facts.code(EG.base + "certainty", node) in ("", "stated")
        if is_here and is_sure and ROLES.get(facts.code(PREFIXES["org"] + "role", node)) == role:
            who = [facts.thing(term) for term in said.get(EG.base + "participant", [])]
            found += [one for one in who if one["@type"] in ("Organization", "Person") and one not in found]
    return found


def country(facts: Facts) -> Iterator[tuple[str, object]]:
    if code := facts.one(EG.base + "iso3"):
        yield "identifier", {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-3", "value": code.value}


def place(facts: Facts) -> Iterator[tuple[str, object]]:
    latitude, longitude = (facts.one(PREFIXES["geo"] + name) for name in ("lat", "long"))
    if latitude and longitude:
        yield "geo", {"@type": "GeoCoordinates", "latitude": latitude.value, "longitude": longitude.value}
    yield "containedInPlace", facts.things(EG.base + "ofCountry")


def work(facts: Facts) -> Iterator[tuple[str, object]]:
    """A document or a source: publisher, day, language, address."""
    yield "publisher", facts.things(DCT.publisher)
    if (day := facts.one(DCT.issued)) and _DAY.fullmatch(day.value):
        yield "datePublished", day.value
    yield "inLanguage", facts.code(DCT.language)
    if (address := facts.one(DCAT.landingPage)) and address.value.startswith(("http://", "https://")):
        yield "mainEntityOfPage", address.value
