"""The lists of a release, counted from its graphs: actors, sources, commitments, and what happened when."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from edugraph.counts.document import ALL, Actor, Commitment, Counts, Entry, Names, Source
from edugraph.counts.graph import OF_PLAN, Graph
from edugraph.counts.schedule import Step, states
from edugraph.vocabulary import BASE

ACTORS = ("eg:Country", "org:Organization", "eg:ParticipantGroup", "foaf:Person")
"""The classes of actors, in the order of their list."""
BUSIEST = 100
HELD = f"{BASE}vocab/event-status/held"
STATUS = f"{BASE}vocab/commitment-status/"
_ID = f"{BASE}id/"
NEVER = ("", "")

Window = tuple[str, str]


def found(held: Mapping[str, Iterable[str]]) -> Counts:
    """What lists need of the graphs of a release: graph IRI -> its N-Triples lines."""
    graph = Graph(held)
    sizes = {name: len(list(lines)) for name, lines in sorted(held.items())}
    entries = in_time(graph)
    return Counts(
        kinds=kinds(graph),
        graphs=sizes,
        places=places(graph),
        busiest=busiest(graph),
        actors=actors(graph),
        sources=sources(graph),
        commitments=commitments(graph),
        entries=entries,
    )


def short(iri: str) -> str:
    return iri.removeprefix(BASE)


def shorts(iris: Iterable[str]) -> list[str]:
    return sorted(map(short, iris))


def names(graph: Graph, this: str) -> Names:
    """The names that lists sort by; the least where a language has several."""
    told: dict[str, str] = {}
    for term in graph.names.get(this, ()):
        name = term.value.lower()
        told[term.language] = min(name, told.get(term.language, name))
    return dict(sorted(told.items()))


def kinds(graph: Graph) -> dict[str, list[int]]:
    """Class -> how many things, and how many named ones."""
    told = {}
    for class_, things in sorted(graph.to("rdf:type").items()):
        ours = [this for this in things if this.startswith(_ID)]
        if ours and graph.of(class_, "rdfs:label"):
            told[class_] = [len(ours), sum(this in graph.names for this in ours)]
    return told


# --- actors ----------------------------------------------------------------------------------------------------------


def places(graph: Graph) -> list[str]:
    """Countries, and regions that something lies in or comes from."""
    regions = {place for name in ("dct:isPartOf", "eg:from") for place in graph.to(name)} & set(
        graph.kinds("eg:Region")
    )
    return [*shorts(graph.kinds("eg:Country")), *shorts(regions)]


def actors(graph: Graph) -> list[Actor]:
    """The actors, by class and address."""
    met = of_countries(graph, participations(graph))
    made = of_countries(graph, _by_value(graph, "eg:committedBy"))
    received = of_countries(graph, _by_value(graph, "eg:beneficiary"))
    return [
        Actor(
            actor=short(this),
            kind=class_,
            names=names(graph, this),
            sorts=shorts(graph.of(this, "org:classification")),
            countries=shorts(graph.countries.get(this, ())),
            region=short(region(graph, this)),
            regions=shorts(regions(graph, this)),
            events=len(met.get(this, ())),
            made=len(made.get(this, ())),
            received=len(received.get(this, ())),
        )
        for class_ in ACTORS
        for this in graph.kinds(class_)
    ]


def region(graph: Graph, this: str) -> str:
    """The region that an actor lies in or comes from; nothing where there is none."""
    return min((r for r in graph.of(this, "dct:isPartOf", "eg:from") if graph.is_a(r, "eg:Region")), default="")


def participations(graph: Graph) -> dict[str, set[str]]:
    """Actor -> the events and projects that it has a part in."""
    told: dict[str, set[str]] = defaultdict(set)
    for part, who in graph.pairs("eg:participant"):
        for actor in who:
            told[actor].update(graph.of(part, "eg:in"))
    return told


def _by_value(graph: Graph, name: str) -> dict[str, set[str]]:
    return {value: set(things) for value, things in graph.to(name).items()}


def of_countries(graph: Graph, by_actor: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same, with a country doing what its organisations and groups did."""
    told: dict[str, set[str]] = defaultdict(set)
    for actor, things in by_actor.items():
        for one in (actor, *graph.countries.get(actor, ())):
            told[one] |= things
    return told


def regions(graph: Graph, actor: str) -> set[str]:
    """Where an actor or its country lies, and where a group comes from."""
    return {*graph.along([actor, *graph.of(actor, "eg:ofCountry")], "dct:isPartOf"), *graph.of(actor, "eg:from")}


def busiest(graph: Graph) -> dict[str, int]:
    """The countries and organisations with most events, decisions and commitments of their own."""
    told: dict[str, set[str]] = defaultdict(set)
    events = set(graph.kinds("eg:Event"))
    for actor, things in participations(graph).items():
        for one in (actor, *graph.of(actor, "eg:from")):
            told[one] |= things & events
    for kind, names_ in (("eg:Decision", ("eg:takenBy", "eg:initiatedBy")), ("eg:Commitment", ("eg:committedBy",))):
        for this in graph.kinds(kind):
            for name in names_:
                for actor in graph.of(this, name):
                    told[actor] |= set() if (this, name, actor) in graph.named[OF_PLAN] else {this}
    counted = [(short(a), len(of)) for a, of in told.items() if of and any(graph.is_a(a, k) for k in ACTORS[:2])]
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:BUSIEST])


# --- sources ---------------------------------------------------------------------------------------------------------


def sources(graph: Graph) -> list[Source]:
    """The sources, by address."""
    passages: dict[str, list[str]] = defaultdict(list)
    for passage, wholes in graph.pairs("oa:hasSource"):
        for whole in wholes:
            passages[whole].append(passage)
    issues: dict[str, set[str]] = defaultdict(set)
    for issue in graph.kinds("dqv:QualityAnnotation"):
        for evidence in graph.of(issue, "eg:evidence"):
            for one in (evidence, *graph.of(evidence, "oa:hasSource")):
                issues[one].add(issue)
    return [
        Source(
            source=short(this),
            part="text" if graph.of(this, "eg:sha256") else "page" if this in graph.outside_texts else "reference",
            names=names(graph, this),
            voices=shorts({v for p in passages[this] for v in graph.of(p, "eg:voice")}),
            issues=len(issues[this]),
            rows=sum(_rows(graph, passage) for passage in passages[this]),
            read=read(graph, passages[this]),
        )
        for this in graph.kinds("eg:Source")
    ]


def read(graph: Graph, passages: Iterable[str]) -> dict[str, list[int]]:
    """Why passages carry no fact -> how many, and how many characters lie in at least one of them; "" for carriers."""
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    number: Counter[str] = Counter()
    for passage in passages:
        if not graph.is_a(passage, "eg:Passage"):
            continue
        ranges = _ranges(graph, passage)
        for reason in graph.of(passage, "eg:readAs") or [""]:
            number[short(reason)] += 1
            told[short(reason)] += ranges
    if not number:
        return {}
    every = [one for of in told.values() for one in of]
    return {r: [number[r], length(told[r])] for r in sorted(number)} | {ALL: [number.total(), length(every)]}


def _rows(graph: Graph, passage: str) -> int:
    if not graph.is_a(passage, "eg:Passage"):
        return 0
    sets = (graph.of(passage, name) for name in ("eg:voice", "eg:speaker", "eg:readAs"))
    return math.prod(len(one) or 1 for one in sets)


def _ranges(graph: Graph, passage: str) -> list[tuple[int, int]]:
    told = []
    for selector in graph.of(passage, "oa:hasSelector"):
        start, end = graph.first(selector, "oa:start"), graph.first(selector, "oa:end")
        told += [(int(start), int(end))] if start and end else []
    return told


def length(ranges: Iterable[tuple[int, int]]) -> int:
    """How many characters lie in at least one of the ranges."""
    total = reached = 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


# --- commitments and time --------------------------------------------------------------------------------------------


def commitments(graph: Graph) -> list[Commitment]:
    """The commitments, by address."""
    return [
        Commitment(
            commitment=short(this),
            states=states(latest := deadline(graph, this), steps(graph, this)),
            latest=latest,
            plan=min(plans := plans_of(graph, this), default=""),
            place=place(graph, this),
            actors=shorts(graph.of(this, "eg:committedBy")),
            plans=plans,
            topics=shorts(graph.of(this, "dct:subject")),
            obligations=shorts(graph.of(this, "dct:type")),
            since=list(made(graph, this)),
        )
        for this in graph.kinds("eg:Commitment")
    ]


def deadline(graph: Graph, this: str) -> str:
    """The last day on which a commitment is due; nothing where none is known."""
    return max((last for _, last in graph.windows(graph.of(this, "eg:due"))), default="")


def plans_of(graph: Graph, this: str) -> list[str]:
    wholes = graph.along(graph.of(this, "dct:isPartOf"), "dct:isPartOf")
    return shorts(whole for whole in wholes if graph.is_a(whole, "eg:Plan"))


def place(graph: Graph, this: str) -> list[int | None]:
    measure = min(graph.along(graph.of(this, "dct:isPartOf"), "schema:position"), key=int, default=None)
    own = min(graph.of(this, "schema:position"), key=int, default=None)
    kind = 2 if graph.is_a(this, "eg:PlannedOutput") else 1
    return [int(measure) if measure else None, kind, int(own) if own else None]


def steps(graph: Graph, this: str) -> Iterator[Step]:
    """What a commitment reached, and when: a fulfilment is dated by what fulfilled it, too."""
    results = graph.along(graph.of(this, "eg:fulfilledBy"), "eg:when")
    for change in graph.to("eg:statusOf").get(this, ()):
        spans = {*graph.of(change, "eg:when"), *graph.along(graph.of(change, "eg:reachedAt"), "eg:when")}
        for status in graph.of(change, "eg:toStatus"):
            name = status.removeprefix(STATUS)
            own = spans | set(results) if name == "fulfilled" else spans
            yield from ((name, *window) for window in graph.windows(own) or [NEVER])
    for result in graph.of(this, "eg:fulfilledBy"):
        yield from (("fulfilled", *window) for window in graph.windows(graph.of(result, "eg:when")) or [NEVER])


def made(graph: Graph, this: str) -> Window:
    """When a commitment was made: by the decision that gave rise to it, or the first on its plan."""
    decisions = [*graph.to("eg:gaveRiseTo").get(this, ())]
    for plan in graph.along(graph.of(this, "dct:isPartOf"), "dct:isPartOf"):
        decisions += graph.to("eg:decidesOn").get(plan, ())
    return earliest(graph, decisions)


def taken(graph: Graph, decision: str) -> list[str]:
    """The spans of a decision: its own, and those of the meeting that took it."""
    return sorted({*graph.of(decision, "eg:when"), *graph.along(graph.of(decision, "eg:takenAt"), "eg:when")})


def earliest(graph: Graph, decisions: Iterable[str]) -> Window:
    """The first of the windows in which decisions were taken; unknown where none has a first day."""
    windows = [window for one in decisions for window in graph.windows(taken(graph, one)) if window[0]]
    return min(windows, key=lambda window: (window[0], window[1] or "9999-12-31"), default=NEVER)


def in_time(graph: Graph) -> list[Entry]:
    """Everything with a place in time, the latest first, what has no date at the end."""
    every = chain(_events(graph), _decisions(graph), _due(graph), _plans(graph))
    told = {(e.thing, e.kind, e.first, e.last): e for e in every}
    return sorted(sorted(told.values(), key=lambda e: (e.kind, e.thing)), key=_backwards)


def day_of(entry: Entry) -> str:
    """Meetings stand where they begin, what is due where its window ends; nothing where no day is known."""
    if entry.kind in ("event", "decision"):
        return entry.first or entry.last
    return entry.last or entry.first


def _backwards(entry: Entry) -> tuple[bool, int, int]:
    day = day_of(entry)
    return (not day, -_number(day), -_number(entry.last))


def _number(day: str) -> int:
    return int(day.replace("-", "")) if day else 0


def _events(graph: Graph) -> Iterator[Entry]:
    parts = graph.to("eg:in")
    for this in graph.kinds("eg:Event"):
        who = graph.along(parts.get(this, ()), "eg:participant")
        status = graph.of(this, "eg:eventStatus")
        sort = "planned" if status and HELD not in status else "event"
        whoever = shorts({*who, *graph.along(who, "eg:from")})
        for window in graph.windows(graph.of(this, "eg:when")) or [NEVER]:
            since = NEVER if sort == "planned" else window
            yield Entry(short(this), "event", sort, *window, whoever, list(since))


def _decisions(graph: Graph) -> Iterator[Entry]:
    for this in graph.kinds("eg:Decision"):
        who = shorts(graph.of(this, "eg:takenBy", "eg:initiatedBy"))
        for window in graph.windows(taken(graph, this)) or [NEVER]:
            yield Entry(short(this), "decision", "decision", *window, who, list(window))


def _due(graph: Graph) -> Iterator[Entry]:
    inherited = {this for this, name, _ in graph.named[OF_PLAN] if name == "eg:due"}
    for this in graph.kinds("eg:Commitment"):
        if this not in inherited:
            who, since = shorts(graph.of(this, "eg:committedBy")), list(made(graph, this))
            for window in graph.windows(graph.of(this, "eg:due")) or [NEVER]:
                yield Entry(short(this), "commitment", "commitment", *window, who, since)


def _plans(graph: Graph) -> Iterator[Entry]:
    for this in graph.kinds("eg:Plan"):
        who = shorts(graph.of(this, "eg:committedBy", "eg:submittedBy"))
        since = list(earliest(graph, graph.to("eg:decidesOn").get(this, ())))
        for window in graph.windows(graph.of(this, "eg:validDuring")) or [NEVER]:
            yield Entry(short(this), "plan", "plan", *window, who, since)
