"""The ties of a release in plain Python over its N-Quads: no query, no engine, and nothing of `edugraph.network`.

Written from the definitions of the tie kinds, not from the queries, so that both can be wrong only in different ways.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

BASE = "https://w3id.org/edugraph/"
EG = BASE + "def#"
ORG = "http://www.w3.org/ns/org#"
DCT = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LINE = re.compile(r"<([^>]*)> <([^>]*)> (?:<([^>]*)>|(\".*)) <([^>]*)> \.\n")
OUTSIDE = {BASE + "graph/" + name for name in ("shapes", "analytics", "meta")}
NAMED, BY_GROUP, EXPANDED = 1, 2, 3
WORDS = {NAMED: "named", BY_GROUP: "by-group", EXPANDED: "region-expanded"}

Part = tuple[str, set[str], set[str]]
"""A fact, who is on its first side, and who on its second; of a symmetric kind both are the same."""


@dataclass(frozen=True)
class Said:
    """What the release says, as subject -> property -> objects, and back."""

    of: dict[str, dict[str, set[str]]]
    to: dict[str, dict[str, set[str]]]

    def a(self, class_: str) -> set[str]:
        return self.to[class_][TYPE]

    def get(self, subject: str, *path: str) -> set[str]:
        """What a path of properties leads to; `^` goes backwards."""
        found = {subject}
        for step in path:
            name = step.lstrip("^")
            found = {o for s in found for o in (self.to if step[0] == "^" else self.of)[s][name]}
        return found


def read(path: Path) -> Said:
    nested = lambda: defaultdict(lambda: defaultdict(set))  # noqa: E731
    said = Said(nested(), nested())
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            match = LINE.fullmatch(line)
            assert match, line
            subject, property_, iri, literal, graph = match.groups()
            if graph not in OUTSIDE:
                said.of[subject][property_].add(iri or literal)
                said.to[iri or literal][property_].add(subject)
    return said


def faces(said: Said, agent: str, level: str) -> Iterator[tuple[str, int]]:
    """Whom an agent stands for at a level, and how surely."""
    types = said.get(agent, TYPE)
    if EG + "Country" in types and level != "organisations":
        yield agent, NAMED
    if ORG + "Organization" in types:
        if level == "countries":
            yield from ((country, NAMED) for country in said.get(agent, EG + "ofCountry"))
        else:
            yield agent, NAMED
    if EG + "ParticipantGroup" in types and level != "organisations":
        for origin in said.get(agent, EG + "from"):
            yield from of_origin(said, origin)
    if EG + "Region" in types and level != "organisations":
        yield from ((country, EXPANDED) for country in countries_in(said, agent))


def of_origin(said: Said, origin: str) -> Iterator[tuple[str, int]]:
    types = said.get(origin, TYPE)
    if EG + "Country" in types:
        yield origin, BY_GROUP
    elif EG + "Region" in types:
        yield from ((country, EXPANDED) for country in countries_in(said, origin))
    else:
        yield from ((country, BY_GROUP) for country in said.get(origin, EG + "ofCountry"))


def countries_in(said: Said, region: str) -> set[str]:
    return said.get(region, "^" + DCT + "isPartOf") & said.a(EG + "Country")


def with_role(said: Said, thing: str, *roles: str) -> set[str]:
    parts = said.get(thing, "^" + EG + "in")
    wanted = {f"{BASE}vocab/participation-role/{role}" for role in roles}
    return {a for p in parts if said.get(p, ORG + "role") & wanted for a in said.get(p, EG + "participant")}


def code(said: Said, thing: str, property_: str, scheme: str) -> set[str]:
    return {o.removeprefix(f"{BASE}vocab/{scheme}/") for o in said.get(thing, property_)}


def held(said: Said) -> set[str]:
    return {e for e in said.a(EG + "Event") if "held" in code(said, e, EG + "eventStatus", "event-status")}


def co_participation(said: Said) -> Iterator[Part]:
    for event in held(said):
        who = said.get(event, "^" + EG + "in", EG + "participant")
        yield event, who, who


def co_organisation(said: Said) -> Iterator[Part]:
    for thing in held(said) | said.a(EG + "Project"):
        who = with_role(said, thing, "organiser", "co-organiser")
        yield thing, who, who


def agreement(said: Said) -> Iterator[Part]:
    for fact in said.a(EG + "Document") | {d for d in said.a(EG + "Decision") if is_agreement(said, d)}:
        who = said.get(fact, EG + "party") | said.get(fact, EG + "takenBy")
        yield fact, who, who


def is_agreement(said: Said, decision: str) -> bool:
    return "agree" in code(said, decision, DCT + "type", "decision-type")


def joint_decision(said: Said) -> Iterator[Part]:
    for decision in said.a(EG + "Decision"):
        if not is_agreement(said, decision):
            who = said.get(decision, EG + "takenBy") | said.get(decision, EG + "initiatedBy")
            yield decision, who, who


def project_partnership(said: Said) -> Iterator[Part]:
    for project in said.a(EG + "Project"):
        who = with_role(said, project, "implementer", "partner")
        yield project, who, who


def funding(said: Said) -> Iterator[Part]:
    for thing in said.a(EG + "Project") | said.a(EG + "Event"):
        yield thing, with_role(said, thing, "funder"), with_role(said, thing, "implementer")
    for commitment in said.a(EG + "Commitment"):
        yield commitment, said.get(commitment, EG + "fundedBy"), said.get(commitment, EG + "committedBy")


def initiative_and_hosting(said: Said) -> Iterator[Part]:
    for decision in said.a(EG + "Decision"):
        events = said.get(decision, EG + "decidesOn") & said.a(EG + "Event")
        who = said.get(decision, EG + "initiatedBy") or said.get(decision, EG + "takenBy")
        hosts = {h for e in events for h in said.get(e, EG + "inCountry") | with_role(said, e, "organiser")}
        if events:
            yield decision, who, hosts


def membership(said: Said) -> Iterator[Part]:
    for fact in said.a(ORG + "Membership"):
        yield fact, said.get(fact, ORG + "member"), said.get(fact, ORG + "organization")


def plan_parties(said: Said) -> Iterator[Part]:
    part_of = "^" + DCT + "isPartOf"
    for plan in said.a(EG + "Plan"):
        decisions = said.get(plan, "^" + EG + "decidesOn")
        endorsed = {d for d in decisions if "endorse" in code(said, d, DCT + "type", "decision-type")}
        who = said.get(plan, EG + "committedBy") | said.get(plan, EG + "submittedBy")
        who |= {a for d in endorsed for a in said.get(d, EG + "takenBy")}
        who |= said.get(plan, part_of, part_of, EG + "beneficiary")
        yield plan, who, who


def commitment(said: Said) -> Iterator[Part]:
    for fact in said.a(EG + "Commitment"):
        helped = said.get(fact, EG + "madeTo") | said.get(fact, EG + "beneficiary")
        yield fact, said.get(fact, EG + "committedBy"), helped


SYMMETRIC = {
    "co-participation": co_participation,
    "co-organisation": co_organisation,
    "agreement": agreement,
    "joint-decision": joint_decision,
    "project-partnership": project_partnership,
    "plan-parties": plan_parties,
}
DIRECTED = {
    "funding": funding,
    "initiative-and-hosting": initiative_and_hosting,
    "membership": membership,
    "commitment": commitment,
}
KINDS = SYMMETRIC | DIRECTED

Found = dict[tuple[str, str, str, str, str], dict[str, int]]
"""Level, kind, a, b, evidence -> fact -> participants. Actors and facts without `…/id/`."""


def ties(said: Said) -> Found:
    found: Found = defaultdict(dict)
    for level in ("countries", "organisations", "both"):
        for kind, parts in KINDS.items():
            for fact, ones, others in parts(said):
                for a, b, evidence, number in of_fact(said, level, ones, others, kind in SYMMETRIC):
                    found[level, kind, short(a), short(b), WORDS[evidence]][short(fact)] = number
    return dict(found)


def of_fact(
    said: Said, level: str, ones: set[str], others: set[str], is_symmetric: bool
) -> Iterator[tuple[str, str, int, int]]:
    one, other = best(said, ones, level), best(said, others, level)
    number = len(one.keys() | other.keys())
    for a in one:
        for b in other:
            is_own = b in said.get(a, EG + "ofCountry") or a in said.get(b, EG + "ofCountry")
            if a != b and not is_own and (not is_symmetric or a < b):
                yield a, b, max(one[a], other[b]), number


def best(said: Said, agents: Iterable[str], level: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for agent in agents:
        for actor, evidence in faces(said, agent, level):
            found[actor] = min(evidence, found.get(actor, evidence))
    return found


def short(iri: str) -> str:
    return iri.removeprefix(BASE + "id/")
