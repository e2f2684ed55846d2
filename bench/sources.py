"""Synthetic sources: a report on up to 500 events, and a digest that tells of some of them again, at times differently.

A source is a text of nonsense words and the records read from it: every range, hash and lock is real.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from words import LANGUAGES, label, sentence, slug
from world import COUNTRIES, REGIONS, Block, World

EVENTS_A_SOURCE = 500
"""So that a record file stays well below the loader's cap of 8 MiB."""

LAST_DAY = date(2026, 10, 31)
"""Held events end by then: the founding data's release is of November 2026."""

_KINDS = {
    "session": ("Session", "Заседание", "Sēde"),
    "forum": ("Forum", "Форум", "Forums"),
    "conference": ("Conference", "Конференция", "Konference"),
    "seminar": ("Seminar", "Семинар", "Seminārs"),
    "webinar": ("Webinar", "Вебинар", "Vebinārs"),
    "consultation": ("Consultation", "Консультации", "Konsultācijas"),
    "training-course": ("Course", "Курсы", "Kursi"),
}
_GROUPS = {
    "ministry": ("Ministries", "Министерства", "Ministrijas"),
    "teacher": ("Teachers", "Учителя", "Skolotāji"),
    "higher-education-institution": ("Universities", "Вузы", "Augstskolas"),
    "senior-official": ("Officials", "Чиновники", "Amatpersonas"),
}
_TOPICS = ("higher-education", "vocational-education", "quality-assurance", "academic-mobility", "e-learning")


class Text:
    """A source text as it grows, and the range of each sentence in it."""

    def __init__(self, random: Random, language: str) -> None:
        self.random = random
        self.language = language
        self.length = 0
        self.hashes: dict[str, str] = {}
        self._parts: list[str] = []

    def told(self) -> str:
        """Say one more sentence, on a line of its own or behind the last one; returns its range."""
        words = sentence(self.random, self.language)
        start = self.length
        self._say(words)
        self._say(" " if self.random.random() < 0.2 else "\n")
        range_ = f"{start}-{start + len(words)}"
        self.hashes[range_] = hashlib.sha256(words.encode()).hexdigest()
        return range_

    def _say(self, words: str) -> None:
        self._parts.append(words)
        self.length += len(words)

    @property
    def whole(self) -> str:
        return "".join(self._parts)


@dataclass
class Source:
    """One source: its text, its entry in the register, and its record file."""

    key: str
    text: Text
    entry: Block
    records: Block


@dataclass
class Batch:
    """A report and its digest, which refer to nothing outside them but the world; and the premise they share."""

    sources: tuple[Source, ...]
    premises: Block


@dataclass
class _Event:
    """What other things of a batch need to know of an event."""

    slug: str
    number: int
    is_held: bool
    first: date
    last: date
    passages: list[str] = field(default_factory=list)


def batches(world: World, events: int) -> Iterator[Batch]:
    """The batches of so many events, one after the other; each depends on the seed and its place alone."""
    for start in range(0, events, EVENTS_A_SOURCE):
        yield batch(world, start, min(EVENTS_A_SOURCE, events - start))


def batch(world: World, start: int, events: int) -> Batch:
    """The report on `events` events, of which the first has the number `start`, and its digest."""
    random = Random(f"{world.seed}/{start}")
    report = _Report(world, random, start, events)
    report.tell()
    digest = _digest(report)
    return Batch((report.source(), digest), report.premises())


class _Report:
    """Tells of events one by one: each fact says its sentence, and stands in the records with the sentence's range."""

    def __init__(self, world: World, random: Random, start: int, events: int) -> None:
        self.world = world
        self.random = random
        self.numbers = range(start, start + events)
        self.language = LANGUAGES[start // EVENTS_A_SOURCE % 3]
        self.text = Text(random, self.language)
        self.serial = start * 8
        self.premise = f"dates-of-report-{slug(start)}"
        self.told: list[_Event] = []
        self.retold: list[tuple[_Event, str]] = []
        self.projects: dict[str, tuple[date, date]] = {}
        self.records: Block = {
            name: {} for name in ("organisations", "projects", "events", "documents", "plans", "read")
        }

    # --- the whole ------------------------------------------------------------------------------------------------

    def tell(self) -> None:
        self.records["read"][self.text.told()] = {"reason": "heading"}
        self.headline = self.text.length
        for _ in range(1 + len(self.numbers) // 50):
            self.add_project()
        for number in self.numbers:
            self.add_event(number)
            if number % 90 == 7:
                self.add_plan(number)
            if number % 10 == 9:
                self.records["read"][self.text.told()] = {"reason": "chrome"}
        self.quotation = self.text.length
        self.grounds = self.text.told()

    def premises(self) -> Block:
        nouns = ("Dates of report", "Даты отчёта", "Datumi pārskatā")
        return {
            self.premise: {
                "label": label(nouns, self.numbers.start),
                "evidence": f"{self.key}/{self.grounds}",
            }
        }

    @property
    def key(self) -> str:
        return hashlib.sha256(self.text.whole.encode()).hexdigest()[:16]

    def source(self) -> Source:
        length = self.text.length
        voices = [
            {"range": f"0-{self.headline}", "voice": "headline"},
            {"range": f"{self.headline}-{self.quotation}", "voice": "news"},
            {
                "range": f"{self.quotation}-{length}",
                "voice": "quotation",
                "speaker": self.world.person(self.random),
            },
        ]
        named = label(("Report", "Отчёт", "Pārskats"), self.numbers.start)
        return _source(self.text, named, voices, self.records)

    # --- small things ---------------------------------------------------------------------------------------------

    def label(self, nouns: tuple[str, str, str], number: int) -> dict[str, str]:
        """A label in English, in the source's language, and mostly in the third one too."""
        left_out = self.random.choice(LANGUAGES) if self.random.random() < 0.3 else ""
        kept = tuple(lang for lang in LANGUAGES if lang in ("en", self.language) or lang != left_out)
        return label(nouns, number, kept)

    def next(self) -> int:
        """A number for the next thing that belongs to an event of this report."""
        self.serial += 1
        return self.serial

    def actors(self, least: int, most: int) -> list[str]:
        """Countries and organisations, each once."""
        count = self.random.randint(least, most)
        found = {
            self.random.choice(COUNTRIES) if self.random.random() < 0.5 else self.world.organisation(self.random)
            for _ in range(count)
        }
        return sorted(found)

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    # --- events ---------------------------------------------------------------------------------------------------

    def add_event(self, number: int) -> None:
        kind = self.random.choice(sorted(_KINDS))
        event = self.dated(number, f"{kind}-{slug(number)}")
        event.passages.append(self.text.told())
        block: Block = {
            "type": "Meeting" if kind in ("session", "consultation") else "Event",
            "label": self.label(_KINDS[kind], number),
            "kind": kind,
            "status": "held" if event.is_held else self.random.choice(["scheduled", "proposed"]),
            "topic": sorted(set(self.random.choices(_TOPICS, k=2))),
            "evidence": event.passages[0],
        }
        body = self.world.body(self.random) if kind == "session" else ""
        if body:
            block["sessionOf"] = body
        self.when_and_where(event, block)
        block["participants"] = self.participations(event)
        if self.happens(0.35):
            block["decisions"] = self.decisions(event, body)
        if self.happens(0.12):
            block["figures"] = self.figure(event, block["participants"])
        self.records["events"][event.slug] = block
        self.told.append(event)
        if number % 3 == 0:
            self.mention(event)

    def dated(self, number: int, event_slug: str) -> _Event:
        """One event in ten is still to come."""
        if number % 10 == 4:
            first = date(2027, 1, 1) + timedelta(days=self.random.randrange(700))
            return _Event(event_slug, number, False, first, first + timedelta(days=self.random.randrange(3)))
        days = (LAST_DAY - date(2010, 1, 1)).days - 5
        first = date(2010, 1, 1) + timedelta(days=int(days * self.random.random() ** 0.6))
        return _Event(event_slug, number, True, first, first + timedelta(days=self.random.randrange(4)))

    def when_and_where(self, event: _Event, block: Block) -> None:
        if event.is_held and event.number % 12 == 3:
            self.within_project(event, block)
        elif event.is_held and event.number % 9 == 5:
            block["claims"] = self.claimed_dates(event)
        else:
            block["when"] = self.edtf(event)
        if event.number % 20 == 11:
            block.setdefault("claims", []).extend(self.claimed_places())
        elif not self.happens(0.1):
            block["place"] = self.world.place(self.random) if self.happens(0.8) else self.random.choice(COUNTRIES)
        if block["kind"] == "forum":
            block["inSeries"] = self.world.one_series(self.random)
            block["ordinal"] = self.random.randint(1, 30)
        elif event.number % 25 == 8 and "claims" not in block and "withinProject" not in block:
            self.part_of(event, block)
        if event.number % 40 == 21 and (later := self.later(event)):
            block["before"] = later

    def within_project(self, event: _Event, block: Block) -> None:
        project, (start, end) = self.random.choice(sorted(self.projects.items()))
        event.first = start + timedelta(days=self.random.randrange((end - start).days - 5))
        event.last = event.first
        block["withinProject"] = project
        block["when"] = event.first.isoformat()

    def part_of(self, event: _Event, block: Block) -> None:
        """A part has the day of its whole, where that is known."""
        whole = self.told[-1] if self.told else None
        if whole and whole.is_held and event.is_held and "when" in self.records["events"][whole.slug]:
            block["partOf"] = whole.slug
            event.first = event.last = whole.first
            block["when"] = self.records["events"][whole.slug]["when"]

    def later(self, event: _Event) -> str:
        return next((e.slug for e in reversed(self.told) if e.first > event.last + timedelta(days=800)), "")

    def edtf(self, event: _Event) -> str:
        """A date as sources give it: the day, some days, the month, a season, the year; now and then only about."""
        first, last = event.first, event.last
        if event.last > event.first:
            return f"{first}/{last}"
        chance = self.random.random()
        if chance < 0.6 or (event.is_held and first.year == 2026):
            return first.isoformat()
        if chance < 0.8 or (chance < 0.85 and first.month in (12, 1, 2)):
            return f"{first:%Y-%m}"
        if chance < 0.85:
            return f"{first.year}-{20 + first.month // 3}"
        if chance < 0.9:
            return f"{first:%Y-%m}~"
        return str(first.year)

    def claimed_dates(self, event: _Event) -> list[Block]:
        """A date without its year, one counted from another date, or one that the digest contradicts."""
        day = event.first
        if event.number % 27 == 5:
            other = day - timedelta(days=self.random.randint(200, 700))
            self.retold.append((event, other.isoformat()))
            return [
                {
                    "about": "when",
                    "value": day.isoformat(),
                    "certainty": "stated",
                    "rank": "preferred",
                    "reason": "stated-by-the-source",
                    "evidence": self.text.told(),
                }
            ]
        if event.number % 27 == 14:
            anchor = {"basis": "resolved-relative", "anchor": str(day.year), "premise": self.premise}
            value = f"{day.year - 1}/{day.year - 1}" if day.year == 2026 else f"{day.year}-01/{day.year}-12"
            return [{"about": "when", "value": value, "certainty": "inferred", **anchor, "evidence": self.text.told()}]
        passage = self.text.told()
        ours = {"rank": "preferred", "reason": "dated-by-context", "basis": "inferred", "premise": self.premise}
        return [
            {"about": "when", "value": f"XXXX-{day:%m-%d}", "certainty": "stated", "evidence": passage},
            {
                "about": "when",
                "value": f"{day.year}?-{day:%m-%d}",
                "certainty": "inferred",
                **ours,
                "evidence": passage,
            },
        ]

    def claimed_places(self) -> list[Block]:
        places = sorted({self.world.place(self.random), self.world.place(self.random)})
        return [{"about": "place", "value": p, "certainty": "stated", "evidence": self.text.told()} for p in places]

    def participations(self, event: _Event) -> list[Block]:
        """Many actors at one table, an organiser, and often a group known only by its role."""
        rows: list[Block] = [
            {"who": self.actors(2, 7), "role": "attendee", "evidence": self.passage(event)},
            {"who": self.actors(1, 2), "role": "organiser", "evidence": self.passage(event)},
        ]
        if self.happens(0.4):
            rows.append(self.group(event))
        return rows

    def passage(self, event: _Event) -> str:
        """A new sentence for the fact, or one that told of the event before."""
        if self.happens(0.4):
            return self.random.choice(event.passages)
        event.passages.append(self.text.told())
        return event.passages[-1]

    def group(self, event: _Event) -> Block:
        kind = self.random.choice(sorted(_GROUPS))
        origin = self.random.choice([*COUNTRIES, *COUNTRIES, *REGIONS])
        return {
            "group": f"{kind}-group",
            "label": self.label(_GROUPS[kind], event.number),
            "kind": kind,
            "from": origin if self.happens(0.8) else self.world.organisation(self.random),
            "role": "attendee",
            **({"headcount": self.random.randint(3, 400)} if self.happens(0.5) else {}),
            **({"certainty": "implied"} if self.happens(0.2) else {}),
            "evidence": self.passage(event),
        }

    def figure(self, event: _Event, participants: list[Block]) -> Block:
        counted = sum(row.get("headcount", 0) for row in participants)
        block = {
            "label": self.label(("Participants of", "Участники", "Dalībnieki"), event.number),
            "value": counted + self.random.randint(1, 200),
            "comparator": self.random.choice(["exact", "more-than", "nearly", "at-least"]),
            "counts": "participants",
            "evidence": self.passage(event),
        }
        return {f"participants-{event.slug}": block}

    def mention(self, event: _Event) -> None:
        """What a source adds to an organisation that the authority file declares."""
        self.records["organisations"].setdefault(
            self.world.organisation(self.random), {"topic": self.random.choice(_TOPICS), "evidence": event.passages[0]}
        )

    # --- decisions, commitments, documents, projects, plans ---------------------------------------------------------

    def decisions(self, event: _Event, body: str) -> Block:
        """What was decided there; a decision of a session is its body's, any other one is implied."""
        number = self.next()
        decision = f"decision-{slug(number)}"
        kind = self.random.choice(["approve", "support", "recommend", "agree"])
        block: Block = {
            "label": self.label(("Decision", "Решение", "Lēmums"), number),
            "kind": kind,
            "by": body or self.world.organisation(self.random),
            "evidence": self.passage(event),
        }
        if kind == "approve":
            block["approves"] = self.random.choice(["initiative", "draft", "document"])
        if not body:
            block["certainty"] = "implied"
        if self.happens(0.4):
            block["decidesOn"] = self.document(event, decision, block)
        commitments = [self.commitment(event, decision) for _ in range(self.random.randint(0, 2))]
        if commitments:
            block["commitments"] = dict(commitments)
        return {decision: block}

    def commitment(self, event: _Event, decision: str) -> tuple[str, Block]:
        number = self.next()
        block: Block = {
            "label": self.label(("Promise to support", "Обещание поддержать", "Solījums atbalstīt"), number),
            "by": self.actors(1, 3),
            "due": self.due(event),
            "obligation": self.random.choice(["binding", "political", "programmatic", "aspirational"]),
            "beneficiary": self.random.choice([*COUNTRIES, *REGIONS]),
            "topic": self.random.choice(_TOPICS),
            "evidence": self.passage(event),
        }
        if event.is_held:
            block["statuses"] = self.statuses(event, decision, block)
        return f"promise-{slug(number)}", block

    def due(self, event: _Event) -> str:
        year = event.last.year + self.random.randint(1, 4)
        return self.random.choice([str(year), f"{year}-{self.random.randint(1, 12):02}", f"../{year}"])

    def statuses(self, event: _Event, decision: str, block: Block) -> Block:
        """Approved by the decision, perhaps begun, perhaps fulfilled by an event that was held later."""
        steps: Block = {"approved": {"at": event.slug, "by": decision, "evidence": self.passage(event)}}
        if event.last.year < 2025 and self.happens(0.4):
            steps["in-progress"] = {"when": str(event.last.year + 1), "evidence": self.passage(event)}
        deed = next((e for e in self.told[-40:] if e.is_held and e.first.year > event.last.year + 1), None)
        if deed and self.happens(0.5):
            block["fulfilledBy"] = deed.slug
            steps["fulfilled"] = {"at": deed.slug, "evidence": self.passage(event)}
        return steps

    def document(self, event: _Event, decision: str, decided: Block) -> str:
        """What the decision is about, at the stage that it gives it."""
        number = self.next()
        adopts = decided["kind"] == "agree" or (decided.get("approves") == "document" and "certainty" not in decided)
        stages: Block = {"draft": {"evidence": self.passage(event)}}
        if adopts and event.is_held:
            stages["adopted"] = {"at": event.slug, "by": decision, "evidence": self.passage(event)}
        self.records["documents"][f"strategy-{slug(number)}"] = {
            "label": self.label(("Strategy", "Стратегия", "Stratēģija"), number),
            "kind": self.random.choice(["strategy", "concept", "roadmap", "programme"]),
            "validity": f"{event.last.year + 1}/{event.last.year + self.random.randint(2, 9)}",
            "stages": stages,
            "evidence": self.passage(event),
        }
        return f"strategy-{slug(number)}"

    def add_project(self) -> None:
        number = self.next()
        start = self.random.randint(2011, 2022)
        project = f"project-{slug(number)}"
        self.projects[project] = (date(start, 1, 1), date(start + 2, 12, 31))
        self.records["projects"][project] = {
            "label": self.label(("Project", "Проект", "Projekts"), number),
            "when": f"{start}/{start + 2}",
            "covers": sorted({self.random.choice(REGIONS), self.random.choice(COUNTRIES)}),
            "participants": [{"who": self.actors(1, 4), "role": "implementer", "evidence": self.text.told()}],
            "evidence": self.text.told(),
        }

    def add_plan(self, number: int) -> None:
        """A plan with measures, actions and outputs; its items are its makers' and due while it runs."""
        start = self.random.randint(2015, 2026)
        self.records["plans"][f"plan-{slug(number)}"] = {
            "label": self.label(("Plan", "План", "Plāns"), number),
            "kind": "plan-of-action",
            "by": self.actors(1, 3),
            "validity": f"{start}/{start + 4}",
            "measures": {f"M{m}": self.measure(start) for m in range(1, self.random.randint(2, 4))},
            "evidence": self.text.told(),
        }

    def measure(self, start: int) -> Block:
        actions = {f"A{a}": self.item("action", a, start) for a in range(1, self.random.randint(3, 6))}
        outputs = {f"O{o}": self.item("output", o, start) for o in range(1, self.random.randint(2, 4))}
        return {
            "label": self.label(("Measure", "Мера", "Pasākums"), self.next()),
            "numbering": "printed",
            "actions": actions,
            "outputs": outputs,
            "evidence": self.text.told(),
        }

    def item(self, kind: str, position: int, start: int) -> Block:
        nouns = {"action": ("Action", "Действие", "Darbība"), "output": ("Output", "Результат", "Rezultāts")}[kind]
        return {
            "label": self.label(nouns, self.next()),
            "notation": f"{position}.",
            "numbering": "printed",
            **({"due": str(start + self.random.randrange(5))} if self.happens(0.3) else {}),
            "evidence": self.text.told(),
        }


def _digest(report: _Report) -> Source:
    """A short text by one of the organisations: it dates some of the report's events otherwise, and adds who came."""
    text = Text(report.random, report.language)
    read = {text.told(): {"reason": "heading"}}
    events: dict[str, Any] = {}
    for event, day in report.retold:
        passage = text.told()
        ours = {"rank": "deprecated", "reason": "contradicted-by-same-publisher"}
        claim = {"about": "when", "value": day, "certainty": "stated", **ours, "evidence": passage}
        who = {"who": [report.world.organisation(report.random)], "role": "partner", "evidence": passage}
        events[event.slug] = {"claims": [claim], "participants": [who], "evidence": passage}
    voices = [{"voice": "self", "speaker": report.world.organisation(report.random)}]
    named = label(("Digest", "Обзор", "Apskats"), report.numbers.start)
    return _source(text, named, voices, {"events": events, "read": read})


def _source(text: Text, named: dict[str, str], voices: list[Block], records: Block) -> Source:
    sha256 = hashlib.sha256(text.whole.encode()).hexdigest()
    entry = {
        "label": named,
        "language": text.language,
        "kind": "news-item",
        "sha256": sha256,
        "length": text.length,
        "voices": voices,
    }
    filled = {section: blocks for section, blocks in records.items() if blocks}
    return Source(sha256[:16], text, entry, {"source": sha256[:16], **filled})
