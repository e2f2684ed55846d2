"""The kinds of things whose pages have a shape of their own: which facts stand first, and which tables follow."""

from collections.abc import Iterable

from edugraph.web.entity.sections import N_, Column, Kind, Section, full

WHAT, WHO = Column("thing", N_("What")), Column("thing", N_("Who"))
WHEN, DUE, PERIOD = Column("date", N_("When")), Column("date", N_("Due")), Column("date", N_("Period"))
ROLE, HOW, SORT = Column("role", N_("Role")), Column("role", N_("How")), Column("kind", N_("Kind"))
WHERE, THROUGH, BY = Column("who", N_("Where")), Column("who", N_("Through whom")), Column("who", N_("By whom"))
STATUS, REACHED = Column("state", N_("Recorded status")), Column("state", N_("Status reached"))
SAID_BY, FROM = Column("who", N_("Said by")), Column("who", N_("From"))
LEVEL, NUMBER, ORDINAL = (
    Column("level", N_("How it is known")),
    Column("value", N_("Number")),
    Column("place", N_("No.")),
)

EVENTS = Section("events", N_("Events"), "events-of-actor", (WHAT, WHEN, ROLE, THROUGH, STATUS, LEVEL))
MET = (WHO, Column("value", N_("Events together")), Column("named", N_("of these, both by name")))
PARTNERS = Section("partners", N_("Met most often"), "partners", MET, "most", is_bare=True, is_heavy=True)
DECISIONS = Section("decisions", N_("Decisions"), "decisions-of-actor", (WHAT, SORT, HOW, WHEN))
COMMITMENTS = Section("commitments", N_("Commitments"), "commitments-of-actor", (WHAT, HOW, DUE, STATUS), "due")
DOCUMENTS = Section("documents", N_("Documents"), "documents-of-actor", (WHAT, SORT, HOW, PERIOD, STATUS), "name")
PROJECTS = Section("projects", N_("Projects"), "projects-of-actor", (WHAT, HOW, THROUGH, PERIOD, LEVEL))
MEMBERSHIPS = Section("memberships", N_("Belongs to"), "memberships", (WHAT, ROLE, PERIOD), "name", "node", True)
MEMBERS = Section("members", N_("Members"), "members", (WHO, ROLE, PERIOD), "name", "node", True)
MEETINGS = Section("meetings", N_("Meetings"), "meetings-of-body", (WHAT, HOW, WHEN, WHERE, STATUS))
COUNTED = (WHAT, NUMBER, Column("kind", N_("What is counted")), Column("state", N_("How firm")), WHEN)
FIGURES = Section("figures", N_("Figures"), "figures", COUNTED, "name")
SPEAKS = Section("speaks", N_("In the sources"), "told-by-person", (WHAT, HOW), "name")
AT_PLACE = Section("events-here", N_("Events held here"), "events-at-place", (WHAT, WHEN, WHERE, STATUS))
WITHIN = Section("places", N_("What lies within"), "parts-of-place", (WHAT, SORT), "name", is_bare=True)
OF_COUNTRY = Section(
    "organisations", N_("Organisations"), "organisations-of-country", (WHAT, SORT), "name", is_bare=True
)
CHANGE = (REACHED, WHEN, Column("thing", N_("Where, or by what")), SAID_BY)
STEPS = Section("steps", N_("How its status changed"), "steps", CHANGE, "oldest", "node", True)
REACHED_HERE = Section(
    "reached", N_("Statuses reached by it"), "steps-at-event", (WHAT, REACHED, SAID_BY), "name", "node"
)
AIMS = Section("aims", N_("Commitments that aim at it"), "aims", (WHAT, BY, HOW, DUE, STATUS), "due")
DECIDED_ON = Section("decisions", N_("Decisions on it"), "decisions-on-thing", (WHAT, SORT, BY, WHEN))
DECIDED_AT = Section("decisions", N_("What was decided"), "decisions-at-event", (WHAT, SORT, BY), "name")
PROMISED = Section("commitments", N_("What was promised by it"), "promised-by-decision", (WHAT, BY, DUE, STATUS), "due")
ORIGINS = Section("origins", N_("Where it comes from"), "origins", (WHAT, SORT, BY, WHEN))
NOTED = (WHAT, SORT, Column("state", N_("How it is resolved")))
ISSUES = Section("issues", N_("Notes on the quality of the data"), "issues", NOTED, "name")
ITEMS = Section("items", N_("Actions and outputs"), "items", (ORDINAL, WHAT, SORT, DUE, STATUS), "numbered")
HEADINGS = (ORDINAL, WHAT, Column("value", N_("Actions")), Column("named", N_("Outputs")))
MEASURES = Section("measures", N_("Measures"), "measures", HEADINGS, "numbered")
LEANING = Section("related", N_("Documents that lean on it"), "related-documents", (WHAT, HOW, SORT), "name")
PRESENT = (WHO, ROLE, Column("value", N_("Headcount")), FROM)
PARTICIPANTS = Section("participants", N_("Who took part"), "participants", PRESENT, "name")
WITHIN_EVENT = Section("parts", N_("Events within it"), "events-of-series", (WHAT, WHEN, WHERE, STATUS))
OF_SERIES = Section("events", N_("Events"), "events-of-series", (ORDINAL, WHAT, WHEN, WHERE, STATUS))
PARTS = Section("parts", N_("Parts of it"), "parts-of-project", (WHAT, PERIOD), "name")
RESTS = Section("said", N_("What rests on it"), "said-in-passage", (WHAT, SORT), "name", is_bare=True)
READ = (
    WHAT,
    Column("role", N_("Voice")),
    Column("who", N_("Speaker")),
    Column("value", N_("Statements on it")),
    Column("state", N_("Set aside as")),
)
PASSAGES = Section("passages", N_("Passages"), "passages-of-source", READ, "numbered", is_bare=True)
TARGETS = Section("targets", N_("What it is about"), "targets", (WHAT,), "name")
RESTING = Section("claims", N_("Claims that rest on it"), "claims-of-premise", (WHAT,), "name")
DATED = Section("dated", N_("What happens then"), "dated", (WHAT, HOW), "name")
ACTOR = (EVENTS, PARTNERS, DECISIONS, COMMITMENTS, DOCUMENTS, PROJECTS, MEMBERSHIPS, MEMBERS, MEETINGS, FIGURES)

KINDS = (
    Kind("eg:Country", "dct:isPartOf", (*ACTOR, AT_PLACE, OF_COUNTRY), is_actor=True),
    Kind("eg:Region", "dct:isPartOf", (WITHIN, EVENTS, AT_PLACE, PROJECTS, COMMITMENTS)),
    Kind(
        "org:Organization",
        "org:classification eg:ofCountry org:unitOf eg:existence eg:identification dct:subject skos:note",
        (*ACTOR, SPEAKS, AIMS, ISSUES),
        is_actor=True,
    ),
    Kind("foaf:Person", "skos:note", (MEMBERSHIPS, EVENTS, SPEAKS, COMMITMENTS, DECISIONS), is_actor=True),
    Kind("eg:ParticipantGroup", "org:classification eg:from eg:ofCountry", (EVENTS, PROJECTS, FIGURES, ISSUES)),
    Kind(
        "eg:Event",
        "eg:when schema:location eg:inCountry eg:eventStatus dct:type eg:sessionOf eg:inSeries schema:position "
        "eg:withinProject eg:heldUnder schema:superEvent schema:eventAttendanceMode dct:subject owl:differentFrom "
        "skos:note",
        (PARTICIPANTS, DECIDED_AT, REACHED_HERE, AIMS, WITHIN_EVENT, FIGURES, ISSUES),
    ),
    Kind(
        "eg:EventSeries",
        "dct:type schema:organizer eg:recurrence owl:differentFrom",
        (OF_SERIES, AIMS, DECIDED_ON, ISSUES),
    ),
    Kind(
        "eg:Decision",
        "dct:type eg:takenBy eg:takenAt eg:when eg:meetingNotStated eg:decidesOn eg:approves eg:party eg:initiatedBy "
        "eg:certainty dct:subject skos:note",
        (PROMISED, REACHED_HERE, ISSUES),
    ),
    Kind(
        "eg:Commitment",
        "eg:committedBy eg:madeTo eg:beneficiary eg:fundedBy eg:due eg:recurrence eg:status dct:type eg:aimsAt "
        "eg:fulfilledBy dct:isPartOf skos:notation eg:numbering eg:nearDuplicateOf dct:subject eg:certainty skos:note",
        (STEPS, ORIGINS, FIGURES, ISSUES),
    ),
    Kind(
        "eg:Measure", "dct:isPartOf schema:position skos:notation eg:numbering dct:subject skos:note", (ITEMS, ISSUES)
    ),
    Kind(
        "eg:Document",
        "dct:type eg:status eg:validDuring eg:party eg:committedBy eg:submittedBy eg:submissionPurpose eg:objective "
        "eg:implements eg:consistentWith eg:guidedBy dct:references dct:replaces dct:publisher dct:subject skos:note",
        (STEPS, DECIDED_ON, MEASURES, AIMS, LEANING, FIGURES, ISSUES),
    ),
    Kind(
        "eg:Project",
        "eg:when eg:covers dct:isPartOf eg:possiblySameAs dct:subject skos:note",
        (PARTICIPANTS, OF_SERIES, PARTS, AIMS, DECIDED_ON, FIGURES, ISSUES),
    ),
    Kind("eg:Figure", "eg:about schema:value eg:comparator eg:counts eg:per eg:when dct:subject skos:note", (ISSUES,)),
    Kind("eg:Participation", "eg:participant eg:in org:role eg:headcount eg:certainty skos:note"),
    Kind(
        "org:Membership",
        "org:member org:organization org:role org:memberDuring eg:certainty schema:position dct:subject skos:note",
    ),
    Kind(
        "eg:StatusChange",
        "eg:statusOf eg:toStatus eg:when eg:reachedAt eg:reachedBy eg:statedBy eg:nextStep eg:nextBody eg:certainty",
    ),
    Kind("eg:Claim", "rdf:subject rdf:predicate rdf:object eg:anchor"),
    Kind("eg:Premise", "", (RESTING,)),
    Kind("eg:Passage", "oa:hasSource eg:paragraph eg:voice eg:speaker eg:readAs", (RESTS,)),
    Kind(
        "eg:Source",
        "dct:type dct:publisher schema:sdPublisher dct:creator dct:issued eg:noEarlierThan dct:language eg:length "
        "eg:paragraphs eg:accessed eg:accessedAs dct:license skos:note",
        (PASSAGES, RESTS, ISSUES),
    ),
    Kind("dqv:QualityAnnotation", "dct:type eg:resolution", (TARGETS,)),
    Kind("eg:TimeSpan", "eg:notBefore eg:notAfter eg:precision", (DATED,)),
    Kind("dct:Location", "dct:type eg:ofCountry dct:isPartOf skos:note", (AT_PLACE, WITHIN)),
)
"""The first kind whose class a thing has decides on its page; what has none of them has the base only."""
OTHER = Kind("")
CLASSES = {full(kind.name): kind for kind in KINDS}


def kind_of(classes: Iterable[str]) -> Kind:
    """The kind whose shape the page of a thing of these classes has."""
    known = set(classes)
    return next((kind for class_, kind in CLASSES.items() if class_ in known), OTHER)
