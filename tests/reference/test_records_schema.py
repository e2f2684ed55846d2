"""The editors' schema takes every committed record file, as text and as an editor reads it, and refuses faults."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from edugraph import records
from edugraph.errors import EdugraphError
from edugraph.records import dates
from edugraph.reference.records_page import examples

ROOT = Path(__file__).parents[2]
RECORDS = sorted(path for path in (ROOT / "data").rglob("*.yaml") if path.name != "release.yaml")


class Editor(yaml.SafeLoader):
    """YAML as editors read it (version 1.2, core schema): numbers and true, but no dates, and `NO` is a text."""


Editor.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]*$", "-+0123456789"),
    ("bool", r"^(true|false)$", "tf"),
]:
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", yaml.resolver.re.compile(pattern), list(first))


@pytest.fixture(scope="module")
def schema(made) -> Draft202012Validator:
    body = json.loads(made["ontology/records.schema.json"])
    Draft202012Validator.check_schema(body)
    return Draft202012Validator(body)


def complaints(schema: Draft202012Validator, text: str, loader: Any = yaml.BaseLoader) -> Iterator[str]:
    """Each fault with its place, the deepest cause of each."""
    for fault in schema.iter_errors(yaml.load(text, loader)):
        deepest = best_match([fault])
        assert isinstance(deepest, ValidationError)
        yield f"{'/'.join(map(str, deepest.absolute_path))}: {deepest.message}"


@pytest.mark.parametrize("loader", [yaml.BaseLoader, Editor], ids=["as text", "as an editor"])
def test_every_committed_record_file_fits_the_schema(schema, loader):
    found = {path.name: list(complaints(schema, path.read_text(), loader)) for path in RECORDS}
    assert len(found) > 10
    assert {name: faults for name, faults in found.items() if faults} == {}


SOUND = """\
source: 0123456789abcdef
events:
  forum-1:
    label: {en: Forum}
    status: held
    when: 2025-06-25/2025-06-26
    evidence: 0-141
    participants:
      - {who: [KAZ, cis], role: attendee, evidence: 142-278}
      - {group: teachers, label: {en: Teachers}, kind: teacher, role: attendee, evidence: 142-278}
    claims:
      - {about: ordinal, value: 3, certainty: stated, evidence: 0-141}
plans:
  plan-1:
    measures:
      M1: {label: {en: Measure}}
read:
  300-310: {reason: chrome}
"""


def test_a_sound_file_fits_the_schema(schema):
    assert list(complaints(schema, SOUND)) == []
    assert list(complaints(schema, SOUND, Editor)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("    status: held", "    status: held\n    plcae: riga", "events/forum-1"),
        ("    status: held\n", "", "events/forum-1"),
        ("status: held", "status: hold", "events/forum-1/status"),
        ("2025-06-25/2025-06-26", "25.06.2025", "events/forum-1/when"),
        ("2025-06-25/2025-06-26", "2025-6-25", "events/forum-1/when"),
        ("evidence: 0-141\n    part", "evidence: 0–141\n    part", "events/forum-1/evidence"),
        ("forum-1:", "Forum_1:", "events"),
        ("{en: Forum}", "{fr: Forum}", "events/forum-1/label"),
        ("{en: Forum}", "Forum", "events/forum-1/label"),
        ("{en: Forum}", f"{{en: {'x' * 161}}}", "events/forum-1/label/en"),
        ("[KAZ, cis], role: attendee", "[KAZ, cis]", "events/forum-1/participants/0"),
        ("who: [KAZ, cis]", "whom: [KAZ, cis]", "events/forum-1/participants/0"),
        ("[KAZ, cis]", "[Kaz, cis]", "events/forum-1/participants/0/who/0"),
        ("group: teachers, label: {en: Teachers}", "group: teachers", "events/forum-1/participants/1"),
        ("group: teachers, label", "label", "events/forum-1/participants/1"),
        ("about: ordinal", "about: label", "events/forum-1/claims/0/about"),
        ("value: 3", "value: third", "events/forum-1/claims/0/value"),
        (", certainty: stated", "", "events/forum-1/claims/0"),
        ("M1:", "Measure 1:", "plans/plan-1/measures"),
        ("300-310", "300", "read"),
        ("read:", "reads:", ""),
        ("source: 0123", "sourec: 0123", ""),
        ("source: 0123456789abcdef", "source: x\ncuration: y", ""),
        ("source: 0123456789abcdef", "authority: x", ""),
        ("source: 0123456789abcdef", "source: x\naddress: https://example.org/", ""),
    ],
)
def test_a_planted_fault_is_refused_at_its_place(schema, right, wrong, place):
    assert right in SOUND
    found = list(complaints(schema, SOUND.replace(right, wrong, 1)))
    assert found
    assert place in [fault.partition(":")[0] for fault in found], found


def test_every_code_is_offered_with_its_meaning(schema, terms):
    for scheme, found in terms.code_lists.items():
        offered = schema.schema["$defs"][f"code.{scheme}"]["oneOf"]
        assert [(o["const"], o["description"]) for o in offered] == [(c.code, c.definition) for c in found.concepts]
        assert all(o["description"] for o in offered)


def test_every_key_carries_its_help(schema, language):
    for thing in language.things.values():
        properties = schema.schema["$defs"][f"thing.{thing.name}"]["properties"]
        assert {key: properties[key]["description"] for key in thing.keys} == {k: r.help for k, r in thing.keys.items()}


GOOD_DATES = [
    *("2026", "2026-10", "2026-10-05", "2018-21", "XXXX-11-20", "2025?-11-20", "20XX", "2026~", "2026-10%"),
    *("2015-06-25/2015-06-26", "2018-10/..", "/2019", "../2019", "[2024-09,2025-09]", "{2019,2020..2022}"),
]
BAD_DATES = [
    "26",
    "2026-1",
    "05.10.2026",
    "2026-10-5",
    "[2024",
    "2024]",
    "2026-10-05T12:00",
    "2026/2027/2028",
    "summer",
]


def test_the_schema_and_the_loader_agree_on_the_form_of_dates(schema):
    pattern = Draft202012Validator(schema.schema["$defs"]["kind.span"])
    for text in GOOD_DATES:
        assert dates.span(text)
        assert pattern.is_valid(text), text
    for text in BAD_DATES:
        assert not pattern.is_valid(text), text
        with pytest.raises(dates.DateError):
            dates.span(text)


# --- the examples of docs/records.md ------------------------------------------------------------------------------


def test_every_thing_has_one_example_and_each_fits_the_schema(schema, language):
    assert set(examples()) == set(language.things)
    faults = {name: list(complaints(schema, f"source: 0123456789abcdef\n{text}")) for name, text in examples().items()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_together_the_examples_are_records_that_the_loader_accepts(tmp_path, language, terms):
    paths = {}
    for name, text in examples().items():
        paths[name] = tmp_path / f"{name}.yaml"
        paths[name].write_text(f"source: 0123456789abcdef\n{text}", encoding="utf-8")
    codes = {scheme: frozenset(c.code for c in found.concepts) for scheme, found in terms.code_lists.items()}
    hashes = {"0123456789abcdef": dict.fromkeys((f"{n}-{m}" for n in range(481) for m in range(n, 481)), "0" * 64)}
    try:
        made = records.expand(paths, language, codes, hashes)
    except EdugraphError as fault:
        pytest.fail(str(fault))
    classes = {o[1:-1] for _, p, o, _ in made.quads if p.endswith("#type>")}
    assert {thing.classes[next(iter(thing.classes))] for thing in language.things.values()} - classes == {
        language.things["Organisation"].classes["Organization"],
    }


def test_an_example_names_its_thing(language):
    for name, text in examples().items():
        thing = language.things[name]
        nested = [r.key for t in language.things.values() for r in t.keys.values() if r.argument[:1] == (name,)]
        keys = [key for key in [thing.section, *nested, "claims" if name == "Claim" else ""] if key]
        assert any(f"{key}:" in text for key in keys), name
