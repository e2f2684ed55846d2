"""Records to quads: kinds of values, identities, graphs, and findings with their place."""

import random
from pathlib import Path

import pytest
import yaml

from edugraph import records
from edugraph.build import graphs, inputs
from edugraph.errors import FindingsError, Words, nearest
from edugraph.rdf import nquads
from miniature import SOURCES, Project

EVENT = """\
source: news
events:
  riga-talks:
    label: {en: Talks in Riga}
    status: held
"""
FULL = """\
source: news
organisations:
  ministry: {evidence: 0-9}
memberships:
  - {who: council, of: ministry, role: organ, certainty: implied, evidence: 0-9}
  - {who: [KAZ, LVA], of: council, role: member, evidence: 10-19}
documents:
  concept:
    label: {en: A concept}
    kind: concept
    evidence: 20-29
    stages:
      draft: {evidence: 20-29}
events:
  riga-talks:
    type: Meeting
    label: {en: Talks in Riga, lv: Sarunas Rīgā}
    status: held
    ordinal: 3
    place: [riga, LVA]
    evidence: [0-9, 10-19]
    participants:
      - {who: [KAZ, LVA, ministry], role: attendee, evidence: 10-19}
      - {who: minister, role: organiser, headcount: 1}
      - {group: experts, role: attendee, label: {en: Experts}, kind: ministry, from: KAZ}
    decisions:
      adopt-concept:
        kind: approve
        label: {en: Concept adopted}
        decidesOn: concept
        commitments:
          write-report:
            label: {en: Write a report}
            by: ministry
            due: 2026-10
            statuses:
              proposed: {when: 2026-01, evidence: 30-39}
    claims:
      - {about: when, value: 2015-06-25/2015-06-26, certainty: stated, evidence: 40-49}
      - {about: when, value: 2015?, certainty: inferred, rank: preferred, premise: they-met}
plans:
  work-plan:
    label: {en: A work plan}
    kind: work-plan
    measures:
      M1:
        label: {en: First measure}
        actions:
          A2: {label: {en: Second action}}
        outputs:
          O1: {label: {en: First output}}
read:
  900-950: {reason: chrome}
"""
CURATION = "curation: decisions\npremises:\n  they-met: {label: {en: They met}}\n"


def event(keys: str) -> str:
    """A source file with one event and further keys of it."""
    return EVENT + "".join(f"    {line}\n" for line in keys.split("\n"))


# --- kinds of values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "triple"),
    [
        ("ordinal: 3", '<id/event/riga-talks> <http://schema.org/position> "3"^^<xsd:integer>'),
        (
            "mode: online",
            "<id/event/riga-talks> <http://schema.org/eventAttendanceMode> <vocab/attendance-mode/online>",
        ),
        ("place: riga", "<id/event/riga-talks> <http://schema.org/location> <id/place/riga>"),
        ("place: NOR", "<id/event/riga-talks> <http://schema.org/location> <id/country/NOR>"),
        ("sessionOf: council", "<id/event/riga-talks> <def#sessionOf> <id/org/council>"),
        ("when: 2025?/..", "<id/event/riga-talks> <def#when> <id/span/2025_u--..>"),
        ("evidence: 0-9", "<id/event/riga-talks> <def#evidence> <id/passage/news/0-9>"),
        ("evidence: news/0-9", "<id/event/riga-talks> <def#evidence> <id/passage/news/0-9>"),
        (
            "altLabel: {ru: ['Встреча: «Рига»', Переговоры]}",
            '<id/event/riga-talks> <http://www.w3.org/2004/02/skos/core#altLabel> "Встреча: «Рига»"@ru',
        ),
        (
            'note: {en: "say \\"hi\\" \\\\ %2F"}',
            '<id/event/riga-talks> <http://www.w3.org/2004/02/skos/core#note> "say \\"hi\\" \\\\ %2F"@en',
        ),
        (
            "exactMatch: https://example.org/a%20b?q=ā#x",
            "<id/event/riga-talks> <http://www.w3.org/2004/02/skos/core#exactMatch> <https://example.org/a%20b?q=ā#x>",
        ),
    ],
)
def test_a_value_becomes_the_term_of_its_kind(project: Project, keys: str, triple: str) -> None:
    assert triple in project.triples("source/news", news=event(keys))


def test_no_and_051_and_dates_stay_the_text_that_was_typed(project: Project) -> None:
    project.write(
        "data/authority/more.yaml",
        "authority: more\nlabel: {en: 'NO'}\naddress: https://example.org/more\naccessed: 2018-12-14\n"
        "countries:\n  ARM: {label: {en: NO}, iso2: NO, iso3: ARM, isoNumeric: 051, latitude: 40.3}\n",
    )
    assert project.triples("authority/more") == {
        "<id/source/more> <rdf:type> <def#Source>",
        '<id/source/more> <http://www.w3.org/2004/02/skos/core#prefLabel> "NO"@en',
        "<id/source/more> <http://www.w3.org/ns/dcat#landingPage> <https://example.org/more>",
        '<id/source/more> <def#accessed> "2018-12-14"^^<xsd:date>',
        "<id/country/ARM> <rdf:type> <def#Country>",
        '<id/country/ARM> <http://www.w3.org/2004/02/skos/core#prefLabel> "NO"@en',
        '<id/country/ARM> <def#iso2> "NO"',
        '<id/country/ARM> <def#iso3> "ARM"',
        '<id/country/ARM> <def#isoNumeric> "051"',
        '<id/country/ARM> <http://www.w3.org/2003/01/geo/wgs84_pos#lat> "40.3"^^<xsd:decimal>',
        "<id/country/ARM> <def#evidence> <id/source/more>",
    }


def test_a_duration_and_a_figure_are_typed(project: Project) -> None:
    news = (
        "source: news\nfigures:\n  heads: {label: {en: Heads}, value: 180, comparator: more-than, counts: participants,"
        " per: P2Y, about: country/KAZ}\n"
    )
    assert project.triples("source/news", news=news) == {
        "<id/figure/heads> <rdf:type> <def#Figure>",
        '<id/figure/heads> <http://www.w3.org/2004/02/skos/core#prefLabel> "Heads"@en',
        '<id/figure/heads> <http://schema.org/value> "180"^^<xsd:integer>',
        "<id/figure/heads> <def#comparator> <vocab/comparator/more-than>",
        "<id/figure/heads> <def#counts> <vocab/counted/participants>",
        '<id/figure/heads> <def#per> "P2Y"^^<xsd:duration>',
        "<id/figure/heads> <def#about> <id/country/KAZ>",
    }


def test_a_span_carries_its_bounds_and_precision(project: Project) -> None:
    found = {t for t in project.triples("source/news", news=event("when: 2018-24")) if t.startswith("<id/span/")}
    assert found == {
        "<id/span/2018-24> <rdf:type> <def#TimeSpan>",
        '<id/span/2018-24> <def#edtf> "2018-24"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
        '<id/span/2018-24> <def#notBefore> "2018-12-01"^^<xsd:date>',
        '<id/span/2018-24> <def#notAfter> "2019-02-28"^^<xsd:date>',
        "<id/span/2018-24> <def#precision> <vocab/precision/season>",
    }


def test_a_passage_carries_its_range_its_hash_and_who_speaks(project: Project) -> None:
    project.write("data/sources.yaml", SOURCES.replace("{voice: news}", "{range: 0-50, voice: self, speaker: council}"))
    found = project.triples("source/news", news=event("evidence: [0-9, 50-60]"))
    assert {t for t in found if t.startswith("<id/passage/news/0-9")} == {
        "<id/passage/news/0-9> <rdf:type> <def#Passage>",
        "<id/passage/news/0-9> <http://www.w3.org/ns/oa#hasSource> <id/source/news>",
        "<id/passage/news/0-9> <http://www.w3.org/ns/oa#hasSelector> <id/passage/news/0-9/range>",
        "<id/passage/news/0-9/range> <rdf:type> <http://www.w3.org/ns/oa#TextPositionSelector>",
        '<id/passage/news/0-9/range> <http://www.w3.org/ns/oa#start> "0"^^<xsd:nonNegativeInteger>',
        '<id/passage/news/0-9/range> <http://www.w3.org/ns/oa#end> "9"^^<xsd:nonNegativeInteger>',
        f'<id/passage/news/0-9> <def#sha256> "{"0" * 64}"',
        "<id/passage/news/0-9> <def#voice> <vocab/voice/self>",
        "<id/passage/news/0-9> <def#speaker> <id/org/council>",
    }
    assert not [t for t in found if t.startswith("<id/passage/news/50-60> <def#voice>")]


# --- identity and graphs -------------------------------------------------------------------------------------------


def test_derived_nodes_are_named_by_what_they_join(project: Project) -> None:
    project.write("data/curation.yaml", CURATION)
    found = project.triples("source/news", news=FULL) | project.triples("curation", news=FULL)
    typed = {tuple(t.split(" <rdf:type> ")) for t in found if " <rdf:type> " in t}
    assert typed - {t for t in typed if t[0].startswith(("<id/passage/", "<id/span/"))} == {
        ("<id/membership/council--ministry--organ>", "<http://www.w3.org/ns/org#Membership>"),
        ("<id/membership/KAZ--council--member>", "<http://www.w3.org/ns/org#Membership>"),
        ("<id/membership/LVA--council--member>", "<http://www.w3.org/ns/org#Membership>"),
        ("<id/document/concept>", "<def#Document>"),
        ("<id/status-change/document--concept--draft>", "<def#StatusChange>"),
        ("<id/event/riga-talks>", "<def#Meeting>"),
        ("<id/participation/riga-talks--KAZ--attendee>", "<def#Participation>"),
        ("<id/participation/riga-talks--LVA--attendee>", "<def#Participation>"),
        ("<id/participation/riga-talks--ministry--attendee>", "<def#Participation>"),
        ("<id/participation/riga-talks--minister--organiser>", "<def#Participation>"),
        ("<id/participation/riga-talks--experts--attendee>", "<def#Participation>"),
        ("<id/group/riga-talks--experts>", "<def#ParticipantGroup>"),
        ("<id/decision/adopt-concept>", "<def#Decision>"),
        ("<id/commitment/write-report>", "<def#Commitment>"),
        ("<id/status-change/commitment--write-report--proposed>", "<def#StatusChange>"),
        ("<id/claim/event--riga-talks--when--2015-06-25--2015-06-26--news>", "<def#Claim>"),
        ("<id/claim/event--riga-talks--when--2015_u--news>", "<def#Claim>"),
        ("<id/plan/work-plan>", "<def#Plan>"),
        ("<id/plan/work-plan/M1>", "<def#Measure>"),
        ("<id/plan/work-plan/M1.A2>", "<def#PlannedAction>"),
        ("<id/plan/work-plan/M1.O1>", "<def#PlannedOutput>"),
        ("<id/premise/they-met>", "<def#Premise>"),
    }


@pytest.mark.parametrize(
    "triple",
    [
        "<id/participation/riga-talks--KAZ--attendee> <def#in> <id/event/riga-talks>",
        "<id/participation/riga-talks--KAZ--attendee> <def#participant> <id/country/KAZ>",
        "<id/participation/riga-talks--experts--attendee> <def#participant> <id/group/riga-talks--experts>",
        "<id/group/riga-talks--experts> <def#from> <id/country/KAZ>",
        "<id/decision/adopt-concept> <def#takenAt> <id/event/riga-talks>",
        "<id/decision/adopt-concept> <def#gaveRiseTo> <id/commitment/write-report>",
        "<id/status-change/commitment--write-report--proposed> <def#statusOf> <id/commitment/write-report>",
        "<id/status-change/commitment--write-report--proposed> <def#toStatus> <vocab/commitment-status/proposed>",
        "<id/plan/work-plan/M1> <http://purl.org/dc/terms/isPartOf> <id/plan/work-plan>",
        "<id/plan/work-plan/M1.A2> <http://purl.org/dc/terms/isPartOf> <id/plan/work-plan/M1>",
        '<id/plan/work-plan/M1.A2> <http://schema.org/position> "2"^^<xsd:integer>',
        "<id/passage/news/900-950> <def#readAs> <vocab/reading/chrome>",
    ],
)
def test_a_nested_block_is_tied_to_the_one_that_it_stands_in(project: Project, triple: str) -> None:
    project.write("data/curation.yaml", CURATION)
    assert triple in project.triples("source/news", news=FULL)


def test_a_stated_claim_lies_in_the_source_and_an_inferred_one_in_curation(project: Project) -> None:
    project.write("data/curation.yaml", CURATION)
    stated = "<id/claim/event--riga-talks--when--2015-06-25--2015-06-26--news>"
    inferred = "<id/claim/event--riga-talks--when--2015_u--news>"
    source = project.triples("source/news", news=FULL)
    curation = project.triples("curation")
    assert {t for t in source if t.startswith((stated, inferred))} == {
        f"{stated} <rdf:type> <def#Claim>",
        f"{stated} <rdf:subject> <id/event/riga-talks>",
        f"{stated} <rdf:predicate> <def#when>",
        f"{stated} <rdf:object> <id/span/2015-06-25--2015-06-26>",
        f"{stated} <def#certainty> <vocab/certainty/stated>",
        f"{stated} <def#evidence> <id/passage/news/40-49>",
    }
    assert {t for t in curation if t.startswith((stated, inferred))} == {
        f"{inferred} <rdf:type> <def#Claim>",
        f"{inferred} <rdf:subject> <id/event/riga-talks>",
        f"{inferred} <rdf:predicate> <def#when>",
        f"{inferred} <rdf:object> <id/span/2015_u>",
        f"{inferred} <def#certainty> <vocab/certainty/inferred>",
        f"{inferred} <def#rank> <vocab/rank/preferred>",
        f"{inferred} <def#premise> <id/premise/they-met>",
    }


def test_the_rank_of_a_stated_claim_is_ours_and_so_is_a_likeness(project: Project) -> None:
    keys = (
        "differentFrom: event/riga-talks\n"
        "claims:\n  - {about: place, value: riga, certainty: stated, rank: deprecated, evidence: 0-9}"
    )
    assert project.triples("curation", news=event(keys)) == {
        "<id/claim/event--riga-talks--place--riga--news> <def#rank> <vocab/rank/deprecated>",
        "<id/event/riga-talks> <http://www.w3.org/2002/07/owl#differentFrom> <id/event/riga-talks>",
    }


def test_what_a_page_declares_rests_on_the_page(project: Project) -> None:
    project.write(
        "data/corroboration/page.yaml",
        "corroboration: page\nlabel: {en: A page}\naddress: https://example.org/page\n"
        "events:\n  riga-talks:\n    claims: [{about: place, value: riga, certainty: stated}]\n"
        "memberships: [{who: KAZ, of: council, role: member}]\n",
    )
    found = project.triples("corroboration/page", news=EVENT)
    assert {t for t in found if "evidence" in t} == {
        "<id/claim/event--riga-talks--place--riga--page> <def#evidence> <id/source/page>",
        "<id/membership/KAZ--council--member> <def#evidence> <id/source/page>",
    }


def test_a_block_without_a_label_adds_to_what_another_file_declares(project: Project) -> None:
    found = project.triples("source/news", news="source: news\nplaces:\n  riga: {evidence: 0-9}\n")
    assert {t for t in found if t.startswith("<id/place/")} == {"<id/place/riga> <def#evidence> <id/passage/news/0-9>"}


def test_facts_are_added_to_an_item_of_a_plan_by_its_number(project: Project) -> None:
    project.write(
        "data/curation.yaml", CURATION + "plans:\n  work-plan/M1.A2: {nearDuplicateOf: plan/work-plan/M1.O1}\n"
    )
    near = "<id/plan/work-plan/M1.A2> <def#nearDuplicateOf> <id/plan/work-plan/M1.O1>"
    assert near in project.triples("curation", news=FULL)


def test_two_files_may_tell_of_one_participation(project: Project) -> None:
    other = "source: news\nevents:\n  riga-talks:\n    participants: [{who: KAZ, role: attendee, evidence: 50-59}]\n"
    project.write("data/curation.yaml", CURATION)
    found = project.triples("source/news", news=FULL, second=other)
    assert {t for t in found if t.startswith("<id/participation/riga-talks--KAZ--attendee> <def#evidence>")} == {
        "<id/participation/riga-talks--KAZ--attendee> <def#evidence> <id/passage/news/10-19>",
        "<id/participation/riga-talks--KAZ--attendee> <def#evidence> <id/passage/news/50-59>",
    }


# --- the same bytes ------------------------------------------------------------------------------------------------


def shuffled(value: object, chance: random.Random, is_root: bool = False) -> object:
    """The same YAML with keys and list items in another order; the first key of a file stays the first."""
    if isinstance(value, dict):
        rows = [(k, shuffled(v, chance)) for k, v in value.items()]
        first, rest = (rows[:1], rows[1:]) if is_root else ([], rows)
        chance.shuffle(rest)
        return dict(first + rest)
    if isinstance(value, list):
        return chance.sample([shuffled(item, chance) for item in value], len(value))
    return value


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_files_blocks_keys_and_items_does_not_change_a_byte(project: Project, seed: int) -> None:
    project.write("data/curation.yaml", CURATION)
    expected = nquads(project.expand(news=FULL).quads)
    chance = random.Random(seed)
    for path in sorted((project.root / "data").rglob("*.yaml")):
        if path.name != "release.yaml":
            raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
            mixed = yaml.safe_dump(shuffled(raw, chance, is_root=True), sort_keys=False, allow_unicode=True)
            path.unlink()
            project.write(f"data/records/{chance.randrange(10**9)}-{path.stem}.yaml", mixed)
    assert nquads(project.expand().quads) == expected


def test_records_split_over_two_files_of_a_source_say_the_same(project: Project) -> None:
    project.write("data/curation.yaml", CURATION)
    whole = project.expand(news=FULL).quads
    first, second = FULL.split("plans:\n")
    assert project.expand(news=first, second="source: news\nplans:\n" + second).quads == whole


# --- findings ------------------------------------------------------------------------------------------------------

HERE = "data/records/news.yaml"
PLANTED = [
    ("plcae: riga", "6:5: unknown key 'plcae' in Event; did you mean 'place'?"),
    ("place: rigga", "6:12: no place or country 'rigga'; did you mean 'riga'?"),
    ("place: [riga, rigga]", "6:19: no place or country 'rigga'; did you mean 'riga'?"),
    ("place: {riga: x}", "6:12: expected a ref for 'place', found a block"),
    ("place: []", "6:12: 'place' has no value; leave the key out if nothing is known"),
    ("place:", "6:11: no place or country ''; known here: KAZ, LVA, NOR, riga"),
    ("ordinal: three", "6:14: 'three' is no whole number"),
    ("ordinal: 03", "6:14: '03' is no whole number"),
    ("ordinal: [1, 2]", "6:14: 'ordinal' takes one value"),
    ("mode: onlin", "6:11: 'onlin' is not in code list attendance-mode; did you mean 'online'?"),
    ("type: Meetin", "6:11: unknown type 'Meetin' of Event; did you mean 'Meeting'?"),
    ("type: [Meeting]", "6:11: unknown type '' of Event; known here: Event, Meeting"),
    ("when: 2025-02-30", "6:11: '2025-02-30': there is no day 30 in that month"),
    ("when: 2026/2025", "6:11: '2026/2025' ends before it starts"),
    ("evidence: 10-10", "6:15: range 10-10 is not inside source news (0-1000)"),
    ("evidence: 990-1001", "6:15: range 990-1001 is not inside source news (0-1000)"),
    ("evidence: 007-9", "6:15: '007-9' is no range of code points; write START-END"),
    ("evidence: L12", "6:15: 'L12' is no range of code points; run `edugraph evidence lock` to replace line numbers"),
    (
        "evidence: news/L12s2",
        "6:15: 'news/L12s2' is no range of code points; run `edugraph evidence lock` to replace line numbers",
    ),
    ("evidence: nws/0-9", "6:15: source 'nws' is not registered in data/sources.yaml; did you mean 'news'?"),
    (
        "exactMatch: ftp://example.org/",
        "6:17: 'ftp://example.org/' is no address: it must start with http:// or https://",
    ),
    (
        "exactMatch: https://e.org/a b",
        "6:17: 'https://e.org/a b' is no address: ' ' cannot stand in one; write it percent-encoded",
    ),
    (
        "exactMatch: https://e.org/%zz",
        "6:17: 'https://e.org/%zz' is no address: its host or a percent sign or bracket is amiss",
    ),
    (
        "exactMatch: 'https://[::1'",
        "6:17: 'https://[::1' is no address: its host or a percent sign or bracket is amiss",
    ),
    (
        "differentFrom: event/riga-talk",
        "6:20: nothing is declared as 'event/riga-talk' (write path/slug); did you mean 'event/riga-talks'?",
    ),
    ("altLabel: {eng: Talks}", "6:16: unknown language 'eng'; did you mean 'en'?"),
    ("altLabel: Talks", "6:15: expected keys and values here"),
    ("altLabel: {}", "6:15: 'altLabel' has no text; leave the key out if there is none"),
    ("altLabel: {en: []}", "6:20: 'altLabel' takes one text a language"),
    ("note: {en: [a, b]}", "6:16: 'note' takes one text a language"),
    ("note: {en: ''}", "6:16: '' must be one line of text, with no space at its ends"),
    ("note: {en: ' x'}", "6:16: ' x' must be one line of text, with no space at its ends"),
    ('note: {en: "a\\0b"}', "6:16: 'a\\x00b' holds the control character U+0000"),
    (
        "note: {lv: 'Ri\u0304ga'}",
        "6:16: 'Ri\u0304ga' holds letters and accents apart; type composed letters (Unicode NFC)",
    ),
    (f"note: {{en: {'x' * 161}}}", f"6:16: '{'x' * 40}' … has 161 characters; at most 160, in our own words"),
    ("participants: {who: KAZ}", "6:19: expected a list of Participation blocks here"),
    ("participants:\n- {who: KAZ}", "7:7: Participation lacks 'role'"),
    ("participants:\n- {role: attendee}", "7:7: Participation lacks 'who' or 'group'"),
    ("participants:\n- {who: KZA, role: attendee}", "7:13: no country or org or person 'KZA'; did you mean 'KAZ'?"),
    ("participants:\n- {who: K Z, role: attendee}", "7:13: no country or org or person 'K Z'; did you mean 'KAZ'?"),
    (
        "participants:\n- {who: KAZ, role: atendee}",
        "7:24: 'atendee' is not in code list participation-role; did you mean 'attendee'?",
    ),
    ("participants:\n- {who: [], role: attendee}", "7:13: 'who' has no value"),
    ("participants:\n- {who: [{a: b}], role: attendee}", "7:14: expected a slug for 'who', found a block"),
    ("participants:\n- {who: KAZ, role: [attendee, organiser]}", "7:24: 'role' takes one value"),
    ("participants:\n- {who: KAZ, group: g, role: attendee}", "7:18: 'who' and 'group' make two blocks"),
    (
        "participants:\n- {who: KAZ, role: attendee, label: {en: x}}",
        "7:34: unknown key 'label' in Participation;"
        " known here: certainty, claims, evidence, group, headcount, role, who",
    ),
    (
        "participants:\n- {who: [KAZ, KAZ], role: attendee}",
        f"7:7: participation 'riga-talks--KAZ--attendee' is already declared at {HERE}:7",
    ),
    (
        "participants:\n- {group: A B, role: attendee, label: {en: x}, kind: ministry}",
        "7:15: 'A B' is no slug for group: lower-case ASCII words joined by '-'",
    ),
    (
        "participants:\n- {group: g, role: attendee, label: {en: x}}",
        "7:15: Group 'riga-talks--g' lacks 'kind' (What sort of people or institutions)",
    ),
    (
        "participants:\n- {group: g, role: attendee}",
        "7:15: no group 'riga-talks--g' is declared; give it a label to declare it here",
    ),
    ("decisions:\n- {kind: approve}", "7:5: expected Decision blocks by key here, not a list"),
    (
        "decisions:\n  D_1: {kind: approve, label: {en: x}}",
        "7:7: 'D_1' is no slug for decision: lower-case ASCII words joined by '-'",
    ),
    (
        "decisions:\n  a b: {kind: approve, label: {en: x}}",
        "7:7: 'a b' is no slug for decision: lower-case ASCII words joined by '-'",
    ),
    ("decisions:\n  d: {kind: approve}", "7:7: no decision 'd' is declared; give it a label to declare it here"),
    ("decisions:\n  d: {label: {en: x}}", "7:7: Decision 'd' lacks 'kind' (Approve, support, establish …)"),
    ("decisions:\n  d:", "7:9: expected keys and values here"),
    ("claims:\n- {about: when, value: 2025}", "7:7: claim lacks 'certainty'"),
    (
        "claims:\n- {about: wen, value: 2025, certainty: stated}",
        "7:15: a claim cannot be about 'wen' of Event; did you mean 'when'?",
    ),
    (
        "claims:\n- {about: label, value: x, certainty: stated}",
        "7:15: a claim cannot be about 'label' of Event; did you mean 'place'?",
    ),
    ("claims:\n- {about: when, value: [2025], certainty: stated}", "7:28: 'value' of a claim takes one value"),
    (
        "claims:\n- {about: when, value: 20255, certainty: stated}",
        "7:28: '20255' is no EDTF date: write 2026, 2026-10, 2026-10-05 or 2026-10-05/2026-10-07",
    ),
    (
        "claims:\n- {about: when, value: 2025, certainty: stated, ranks: normal}",
        "7:53: unknown key 'ranks' in a claim; did you mean 'rank'?",
    ),
    (
        "claims: [{about: when, value: 2025, certainty: stated}, {about: when, value: 2025, certainty: inferred}]",
        f"6:82: this value of 'when' is claimed at {HERE}:6:35 already: write one claim of it in a file",
    ),
    ("claims: [x]", "6:14: expected keys and values here"),
]


@pytest.mark.parametrize(("keys", "finding"), PLANTED)
def test_a_planted_fault_gives_its_finding_and_no_other(project: Project, keys: str, finding: str) -> None:
    assert project.findings(news=event(keys)) == [f"{HERE}:{finding}"]


TOP = [
    ("source: news\nevnets: {}\n", "2:1: unknown section 'evnets'; did you mean 'events'?"),
    (
        "sourse: news\n",
        "1:1: the first line must say what file this is: authority: KEY or source: KEY or"
        " corroboration: KEY or curation: KEY",
    ),
    (
        "source: [news]\n",
        "1:1: the first line must say what file this is: authority: KEY or source: KEY or"
        " corroboration: KEY or curation: KEY",
    ),
    ("source: News\n", "1:9: 'News' is no key: lower-case ASCII letters, digits and hyphens"),
    ("source: news\nlabel: {en: x}\n", "2:1: 'label' describes a page; a source file has none"),
    (
        "source: nws\nread:\n  0-9: {reason: chrome}\n  9-19: {reason: chrome}\n",
        "1:9: source 'nws' is not registered in data/sources.yaml; did you mean 'news'?",
    ),
    (
        "source: news\nread:\n  0-9: {reason: crome}\n",
        "3:17: 'crome' is not in code list reading; did you mean 'chrome'?",
    ),
    ("source: news\nread:\n  0-9: {}\n", "3:3: Reading '0-9' lacks 'reason' (Why it carries no fact)"),
    ("source: news\nread:\n  0-2000: {reason: chrome}\n", "3:3: range 0-2000 is not inside source news (0-1000)"),
    (
        "source: news\nevents:\n  riga-talks: {label: {en: x}}\n",
        "3:3: Event 'riga-talks' lacks 'status' (Held, scheduled, proposed …)",
    ),
    (
        "source: news\nplaces:\n  rigga: {evidence: 0-9}\n",
        "3:3: no place 'rigga' is declared; give it a label to declare it here; did you mean 'riga'?",
    ),
    (
        "source: news\norganisations:\n  council: {type: Body, evidence: 0-9}\n",
        "3:13: 'type' belongs where the thing is declared",
    ),
    (
        "source: news\ncountries:\n  Kaz: {label: {en: x}, iso2: KZ, iso3: KAZ, isoNumeric: '398'}\n",
        "3:3: 'Kaz' is no slug for country: [A-Z]{3}",
    ),
    (
        "source: news\ncountries:\n  XXX: {label: {en: x}}\n",
        "3:3: Country 'XXX' lacks 'iso2' (ISO 3166-1 alpha-2),"
        " 'iso3' (ISO 3166-1 alpha-3; also the slug), 'isoNumeric' (ISO 3166-1 numeric, three digits with their zeros)",
    ),
    (
        "source: news\nmemberships:\n  m: {who: KAZ, of: council, role: member}\n",
        "3:3: expected a list of Membership blocks here",
    ),
    (
        "source: news\nplans:\n  p: {label: {en: x}, kind: concept, measures: {X1: {label: {en: y}}}}\n",
        "3:49: 'X1' is no item number: write M1, A1 or O1",
    ),
    ("source: news\nplans:\n  p/M1: {label: {en: x}}\n", "3:10: a Measure is declared inside its plan"),
    (
        "source: news\ndocuments:\n  d: {label: {en: x}, kind: concept, stages: {drafted: {}}}\n",
        "3:47: 'drafted' is not in code list document-stage; did you mean 'draft'?",
    ),
]


@pytest.mark.parametrize(("text", "finding"), TOP)
def test_a_fault_of_a_whole_block_gives_its_finding_and_no_other(project: Project, text: str, finding: str) -> None:
    assert project.findings(news=text) == [f"{HERE}:{finding}"]


def test_all_faults_of_a_run_are_listed_by_place(project: Project) -> None:
    project.write("data/curation.yaml", "curation: ours\nissues:\n  Q1: {label: {en: x}}\n")
    assert project.findings(news=event("plcae: riga\nordinal: x\nwhen: 2025-13")) == [
        "data/curation.yaml:3:3: 'Q1' is no slug for issue: Q[0-9]{2,4}",
        f"{HERE}:6:5: unknown key 'plcae' in Event; did you mean 'place'?",
        f"{HERE}:7:14: 'x' is no whole number",
        f"{HERE}:8:11: '2025-13': there is no month 13",
    ]


def test_a_slug_that_collides_is_told_with_the_place_of_the_first(project: Project) -> None:
    assert project.findings(news=EVENT, second=EVENT) == [
        f"data/records/second.yaml:3:3: event 'riga-talks' is already declared at {HERE}:3"
    ]


def test_a_slug_of_two_kinds_is_refused_where_either_is_meant(project: Project) -> None:
    news = event("participants:\n- {who: twin, role: attendee}") + (
        "organisations:\n  twin: {label: {en: x}}\npersons:\n  twin: {label: {en: x}}\n"
    )
    assert project.findings(news=news) == [f"{HERE}:7:13: 'twin' is both org and person"]


def test_one_misnamed_thing_is_one_finding_however_often_it_is_named(project: Project) -> None:
    decisions = "decisions:\n  D 1:\n    kind: approve\n    label: {en: x}\n    commitments:\n"
    commitment = "      c{}: {{label: {{en: x}}, nearDuplicateOf: decision/D 1}}\n"
    news = event(decisions + "".join(commitment.format(i) for i in range(3)))
    assert project.findings(news=news) == [
        f"{HERE}:7:7: 'D 1' is no slug for decision: lower-case ASCII words joined by '-'"
    ]


def test_a_page_file_needs_its_label_and_address(project: Project) -> None:
    project.write("data/corroboration/page.yaml", "corroboration: page\n")
    assert project.findings() == [
        "data/corroboration/page.yaml:1:1: the head of the file lacks 'label' (What the page or data set is),"
        " 'address' (Where it can be read)"
    ]


def test_a_page_has_one_file_and_is_no_registered_source(project: Project) -> None:
    head = "label: {en: x}\naddress: https://example.org/\n"
    project.write("data/corroboration/a.yaml", "corroboration: names\n" + head)
    project.write("data/corroboration/b.yaml", "corroboration: news\n" + head)
    assert project.findings() == [
        "data/corroboration/a.yaml:1:16: key 'names' is that of data/authority/names.yaml already: a page has one file",
        "data/corroboration/b.yaml:1:16: key 'news' is that of data/sources.yaml already: a page has one file",
    ]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("length: 1000", "length: 1e3", "10:13: '1e3' is no whole number"),
        ("    length: 1000\n", "", "5:3: Source 'news' lacks 'length' (Its length in Unicode code points)"),
        ("{voice: news}", "{voice: nws}", "11:14: 'nws' is not in code list voice; did you mean 'news'?"),
        (
            "{voice: news}",
            "{voice: news, speker: x}",
            "11:14: unknown key 'speker' in voices; write range, voice, speaker",
        ),
        ("{voice: news}", "{voice: news, speaker: councl}", "11:14: no actor 'councl'; did you mean 'council'?"),
        ("{voice: news}", "{voice: [news]}", "11:14: 'voice' takes one value"),
        ("{voice: news}", "{voice: news, range: 9-2000}", "11:14: range '9-2000' is not inside the source (0-1000)"),
        ("{voice: news}", "{voice: news, range: 9-9}", "11:14: range '9-9' is not inside the source (0-1000)"),
    ],
)
def test_a_fault_in_the_register_is_one_finding(project: Project, old: str, new: str, finding: str) -> None:
    project.write("data/sources.yaml", SOURCES.replace(old, new))
    assert project.findings(news=event("evidence: 0-9")) == [f"data/sources.yaml:{finding}"]


def test_passages_without_a_hash_are_one_finding_a_source(project: Project) -> None:
    project.write(HERE, event("evidence: [0-9, 10-19]"))
    with pytest.raises(FindingsError) as fault:
        records.expand(graphs.record_files(inputs.files(project.root)), project.language, project.codes, {})
    assert str(fault.value) == "data/records/news.lock: 2 passages have no hash; run `edugraph evidence lock news`"


# --- the nearest name ----------------------------------------------------------------------------------------------


def test_the_nearest_word_or_the_first_dozen_are_told() -> None:
    assert nearest("plcae", ["place", "when", "kind"]) == "; did you mean 'place'?"
    assert nearest("xyz", ["place", "when"]) == "; known here: place, when"
    assert nearest("zzz", [f"w{i:02}" for i in range(14)]) == (
        "; known here: w00, w01, w02, w03, w04, w05, w06, w07, w08, w09, w10, w11 …"
    )
    assert nearest("x", []) == ""
    assert nearest("a" * 10**6, ["a" * 10**6]).startswith("; known here: aaa")


@pytest.mark.parametrize(
    "typo", ["ducation-forum-070707", "education-fourm-070707", "education-forum-07070", "education-forum-070707x"]
)
def test_the_nearest_of_a_hundred_thousand_words_is_found_at_once(typo: str) -> None:
    words = Words([*(f"meeting-of-council-{i:06}" for i in range(100_000)), "education-forum-070707"])
    assert words.hint(typo) == "; did you mean 'education-forum-070707'?"


def test_the_project_folder_is_left_as_it_was(project: Project, tmp_path: Path) -> None:
    project.expand(news=EVENT)
    assert sorted(
        p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.yaml") if "ontology" not in p.parts
    ) == [
        "project/data/authority/names.yaml",
        "project/data/records/news.yaml",
        "project/data/release.yaml",
        "project/data/sources.yaml",
    ]
