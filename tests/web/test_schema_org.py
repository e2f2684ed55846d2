"""What pages tell search engines: read by extruct, without a word that is in doubt, with no way out of its element."""

import extruct
import lxml.html
import pytest

from edugraph.description import Description
from edugraph.rdf import Quad, iri, literal
from edugraph.vocabulary import BASE, EDTF, EG, RDF, SCHEMA, SKOS
from edugraph.web.entity import schema_org
from edugraph.web.labels import Label

from .conftest import Client

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]> & &lt;",
    "line\u2028and\u2029paragraph",
    "\u202eright to left\u202c",
    'quote " and \\ backslash',
]


def told(html: str) -> list[dict[str, object]]:
    return extruct.extract(html, base_url="http://test/", syntaxes=["json-ld"])["json-ld"]


def thing(path: str) -> str:
    return f"{BASE}id/{path}"


def said(subject: str, property_: str, value: str, graph: str = "source/0123456789abcdef") -> Quad:
    return iri(subject), iri(property_), value, iri(f"{BASE}graph/{graph}")


def description(*quads: Quad) -> Description:
    return Description(thing("event/x"), [said(thing("event/x"), SKOS.prefLabel, literal("X", "en")), *quads], [], [])


def dated(edtf: str, graph: str = "source/0123456789abcdef") -> list[Quad]:
    span = thing("span/x")
    return [
        said(thing("event/x"), EG.base + "when", iri(span), graph),
        said(span, EG.edtf, literal(edtf, datatype=EDTF), graph),
    ]


def of(*quads: Quad) -> schema_org.Told:
    names = {thing("event/x"): Label("X", "en")}
    return schema_org.schema_org(description(*quads), names, "en", "http://test/doc/event/x")


BARE = {
    "@context": "https://schema.org",
    "@type": "Event",
    "@id": thing("event/x"),
    "url": "http://test/doc/event/x",
    "name": "X",
}


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2018-12-14", {"startDate": "2018-12-14", "endDate": "2018-12-14"}),
        ("2015-06-25/2015-06-26", {"startDate": "2015-06-25", "endDate": "2015-06-26"}),
        ("2018-12", {}),
        ("2018-12-14?", {}),
        ("2025?-11-20", {}),
        ("2018-12-14/..", {}),
        ("[2018-12-14,2018-12-15]", {}),
    ],
)
def test_an_event_has_a_date_only_where_it_is_exact_to_the_day(edtf: str, expected: dict[str, str]) -> None:
    assert of(*dated(edtf)) == BARE | expected


def test_what_is_claimed_inferred_or_the_best_of_several_is_left_out() -> None:
    claim = thing("claim/x")
    about = [
        said(claim, RDF.subject, iri(thing("event/x"))),
        said(claim, RDF.predicate, iri(EG.base + "when")),
    ]
    assert of(*dated("2018-12-14"), *about) == BARE
    assert of(*dated("2018-12-14", "truthy")) == BARE
    assert of(*dated("2018-12-14", "inferred/held")) == BARE


def test_one_date_in_truthy_and_another_in_a_source_is_no_date() -> None:
    truthy = said(thing("event/x"), EG.base + "when", iri(thing("span/y")), "truthy")
    assert of(*dated("2018-12-14"), truthy) == BARE


def participation(who: str, role: str, *more: Quad) -> list[Quad]:
    node = thing(f"participation/x--{who.rpartition('/')[2]}")
    return [
        said(node, EG.base + "in", iri(thing("event/x"))),
        said(node, EG.base + "participant", iri(thing(who))),
        said(node, "http://www.w3.org/ns/org#role", iri(f"{BASE}vocab/participation-role/{role}")),
        *((iri(node), *quad[1:]) for quad in more),
    ]


def test_only_persons_and_organisations_that_a_source_names_in_a_role_organise_or_attend() -> None:
    implied = said("", EG.base + "certainty", iri(f"{BASE}vocab/certainty/implied"))
    quads = [
        *participation("org/host", "organiser"),
        *participation("country/LVA", "attendee"),
        *participation("group/x--ministries", "attendee"),
        *participation("person/anna", "attendee"),
        *participation("org/perhaps", "attendee", implied),
        *participation("org/maker", "presenter"),
    ]
    assert of(*quads) == BARE | {
        "organizer": {"@type": "Organization", "@id": thing("org/host"), "name": "org/host"},
        "attendee": {"@type": "Person", "@id": thing("person/anna"), "name": "person/anna"},
    }


def test_two_places_are_a_list_and_a_status_is_one_that_schema_org_knows() -> None:
    places = [said(thing("event/x"), SCHEMA.base + "location", iri(thing(f"place/{name}"))) for name in ("a", "b")]
    status = said(thing("event/x"), EG.base + "eventStatus", iri(f"{BASE}vocab/event-status/scheduled"))
    held = said(thing("event/x"), EG.base + "eventStatus", iri(f"{BASE}vocab/event-status/held"))
    assert of(*places, status) == BARE | {
        "location": [{"@type": "Place", "@id": thing(f"place/{n}"), "name": f"place/{n}"} for n in ("a", "b")],
        "eventStatus": "https://schema.org/EventScheduled",
    }
    assert of(held) == BARE


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("event/x", "Event"),
        ("org/x", "Organization"),
        ("plan/x", "CreativeWork"),
        ("plan/x/M1.A1", "Thing"),
        ("commitment/x", "Thing"),
        ("decision/x", "Thing"),
        ("participation/x", ""),
        ("passage/x/1-2", ""),
    ],
)
def test_a_thing_has_the_type_that_schema_org_has_for_it_honestly(path: str, expected: str) -> None:
    assert schema_org.type_of(thing(path)) == expected


def test_what_is_none_of_these_or_has_no_name_is_not_told() -> None:
    nameless = Description(thing("event/x"), [said(thing("event/x"), RDF.type, iri(EG.Event))], [], [])
    assert schema_org.schema_org(nameless, {}, "en", "http://test/") == {}
    assert schema_org.embedded({}) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_close_the_script_and_every_text_is_read_back_as_it_was(text: str) -> None:
    inside = str(schema_org.embedded({"@context": "https://schema.org", "@type": "Thing", "name": text}))
    assert not set("<>&\u2028\u2029") & set(inside)
    html = f'<html><head><script type="application/ld+json">{inside}</script></head><body><p>after</p></body></html>'
    assert lxml.html.document_fromstring(html).xpath("count(//script)") == 1
    assert told(html) == [{"@context": "https://schema.org", "@type": "Thing", "name": text}]


# --- in pages --------------------------------------------------------------------------------------------------------


def test_a_page_with_a_hostile_label_tells_it_as_text(client: Client) -> None:
    html = client.get("/doc/event/forum").text
    assert told(html) == [
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": thing("event/forum"),
            "url": "http://test/doc/event/forum",
            "name": "Forum <script>alert(\"1\")</script> & 'friends'",
            "alternateName": ["Форум «Образование»", "منتدى التعليم (2018)"],
            "location": {"@type": "Place", "@id": thing("place/riga"), "name": "Rīga"},
        }
    ]


def test_the_first_page_tells_of_the_data_set_and_its_files(client: Client) -> None:
    (found,) = told(client.get("/?lang=lv").text)
    assert (found["@type"], found["name"]) == (
        "Dataset",
        "edugraph: dalībnieki, pasākumi un saistības starptautiskajā izglītībā",
    )
    assert [(file["encodingFormat"], file["contentUrl"]) for file in found["distribution"]] == [  # type: ignore[attr-defined]
        ("application/n-quads", "http://test/release/0.1.0-2026-11-21-0123456789abcdef/graph.nq.gz"),
        ("application/trig", "http://test/release/0.1.0-2026-11-21-0123456789abcdef/dumps/edugraph.trig.gz"),
        ("application/ld+json", "http://test/release/0.1.0-2026-11-21-0123456789abcdef/dumps/edugraph.jsonld.gz"),
    ]


def test_a_page_about_no_subject_of_its_own_has_no_such_block(client: Client) -> None:
    assert told(client.get("/doc/vocab/event-status/held").text) == []
    assert told(client.get("/browse").text) == []
