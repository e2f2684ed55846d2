"""The overview and the five patterns of the ontology: which classes each shows, and what a reader should know."""

from dataclasses import dataclass

from edugraph.reference.diagrams import Diagram, Link


@dataclass(frozen=True)
class Pattern:
    """A diagram with its title and an explanation in our own words."""

    title: str
    words: str
    diagram: Diagram


_ACTORS = {
    "eg:Country": "Agent",
    "org:Organization": "Agent",
    "foaf:Person": "Agent",
    "eg:ParticipantGroup": "Agent",
    "foaf:Agent": "Agent",
}
_DOCUMENTS = {"eg:Document": "Document", "eg:Plan": "Plan"}
_AMONG_EQUALS = (
    "dct:references",
    "eg:consistentWith",
    "eg:guidedBy",
    "eg:implements",
    "eg:nearDuplicateOf",
    "schema:superEvent",
    "time:before",
)
"""From events to events and documents to documents: left out where a diagram tells of something else."""
_PROMISES = {"eg:Commitment": "Commitment", "eg:PlannedAction": "PlannedAction", "eg:PlannedOutput": "PlannedOutput"}

OVERVIEW = Pattern(
    "Overview",
    "Actors take part in events and projects; bodies decide at meetings; decisions give rise to commitments; documents "
    "and plans say what is to be done. An actor (`Agent`) is a country, an organisation, a person, or a group known "
    "only by its role.",
    Diagram(
        boxes={
            **_ACTORS,
            **_DOCUMENTS,
            **dict.fromkeys(_PROMISES, "Commitment"),
            "eg:Decision": "Decision",
            "eg:Event": "Event",
            "eg:EventSeries": "EventSeries",
            "eg:Measure": "Measure",
            "eg:Participation": "Participation",
            "eg:Project": "Project",
            "org:Membership": "Membership",
        },
        without=("eg:covers", "eg:ofCountry", *_AMONG_EQUALS),
    ),
)

PATTERNS = (
    Pattern(
        "Participation",
        "Who took part in what, and in which role, is a node of its own, one for each actor and role; so it can carry "
        "its evidence, its certainty and a headcount. Where a source names only a role, the participant is a group, "
        "and where its members come from stands on the group.",
        Diagram(
            boxes={
                "eg:Participation": "Participation",
                "eg:ParticipantGroup": "ParticipantGroup",
                "eg:Event": "Event",
                "eg:Meeting": "Meeting",
                "eg:Project": "Project",
                "eg:Country": "Country",
                "eg:Region": "Region",
                "org:Organization": "Organization",
                "foaf:Person": "Person",
            },
            detailed=("Participation", "ParticipantGroup"),
            without=("eg:covers", "eg:heldUnder", "dct:isPartOf", *_AMONG_EQUALS),
        ),
    ),
    Pattern(
        "Membership over time",
        "Membership is a node with a time span, so that one can ask who the members were on a given day: compare that "
        "day with `eg:notBefore` and `eg:notAfter` of the span. That a body is an organ of an organisation is a "
        "membership with the role organ.",
        Diagram(
            boxes={
                "org:Membership": "Membership",
                "org:Organization": "Organization",
                "eg:Body": "Body",
                "eg:Country": "Country",
                "foaf:Person": "Person",
                "eg:TimeSpan": "TimeSpan",
            },
            detailed=("Membership", "TimeSpan"),
        ),
    ),
    Pattern(
        "Commitment lifecycle",
        "A commitment or document reaches a status by dated steps (`StatusChange`), each with its evidence; nothing is "
        "edited in place. Whether a commitment is overdue depends on the day one asks, so it is worked out then and "
        "never stored, and silence never counts as failure.",
        Diagram(
            boxes={
                **_DOCUMENTS,
                **_PROMISES,
                "eg:Decision": "Decision",
                "eg:Event": "Event",
                "eg:Measure": "Measure",
                "eg:StatusChange": "StatusChange",
                "eg:TimeSpan": "TimeSpan",
            },
            detailed=("Commitment", "StatusChange"),
            without=_AMONG_EQUALS,
        ),
    ),
    Pattern(
        "Evidence",
        "Each node with facts points at the passages that state them: a range of code points in a registered text, and "
        "the hash of exactly those bytes, never the words themselves. Facts from a web page or data set point at that "
        "source as a whole.",
        Diagram(
            boxes={
                "eg:Passage": "Passage",
                "eg:Source": "Source",
                "oa:TextPositionSelector": "TextPositionSelector",
                "foaf:Agent": "Agent",
            },
            detailed=("Passage", "Source"),
            drawn=(
                Link("Thing", "eg:evidence", "Passage"),
                Link("Thing", "eg:evidence", "Source"),
                Link("Passage", "oa:hasSource", "Source"),
                Link("Passage", "oa:hasSelector", "TextPositionSelector"),
            ),
        ),
    ),
    Pattern(
        "Claims",
        "An undisputed fact is a plain triple. A value that is disputed, uncertain, inferred or one side's word "
        "becomes a claim, which may be ranked, may rest on premises and may conflict with other claims; the best one, "
        "when there is a single best, is repeated as a plain triple in the graph `truthy`.",
        Diagram(
            boxes={
                "eg:Claim": "Claim",
                "eg:Premise": "Premise",
                "eg:Passage": "Passage",
                "eg:TimeSpan": "TimeSpan",
                "foaf:Agent": "Agent",
            },
            detailed=("Claim",),
            drawn=(
                Link("Claim", "rdf:subject", "Thing"),
                Link("Claim", "eg:evidence", "Passage"),
                Link("Premise", "eg:evidence", "Passage"),
            ),
            without=("eg:speaker", "dct:issued"),
        ),
    ),
)
