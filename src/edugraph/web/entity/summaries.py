"""One sentence on a thing, made from what the release says of it. Clauses keep names in the nominative, so that they
can be put into any language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from babel.lists import format_list

from edugraph.rdf import Term
from edugraph.vocabulary import BASE
from edugraph.web.cells import item
from edugraph.web.entity.sections import Found, full
from edugraph.web.frame import Page
from edugraph.web.labels import Labels

MOST_NAMED = 4
"""Names in one clause; the others are counted."""


@dataclass(frozen=True)
class Number:
    """How many facts of one sort, and the first and last day among them, empty where no day is known."""

    count: int
    first: str
    last: str


@dataclass(frozen=True)
class Told:
    """What a summary is made from. `doubts` are the words beside a property's value; `status` that of the day asked,
    `sayers` those who say so."""

    page: Page
    own: Mapping[str, list[Term]]
    names: Labels
    found: Found
    numbers: Mapping[str, Number]
    doubts: Mapping[str, list[str]]
    status: str
    sayers: list[str]

    def words(self, compact: str) -> str:
        """The values of a property as one phrase; nothing where there is none."""
        terms = self.own.get(full(compact), [])
        texts = [item(self.page, term, self.names).label.text for term in terms]
        phrase = self.listed(texts) + "".join(f" ({word})" for word in self.doubts.get(full(compact), []))
        return phrase.replace(") (", "; ")

    def listed(self, texts: list[str]) -> str:
        """Names as one phrase: the first few, and how many more."""
        more = len(texts) - MOST_NAMED
        if more > 1:
            rest = self.page.translations.ngettext("%(number)s more", "%(number)s more", more) % {
                "number": self.page.number(more)
            }
            texts = [*texts[:MOST_NAMED], rest]
        return format_list(texts, locale=self.page.language)

    def lines(self, section: str) -> int:
        return len(self.found.get(section, []))


def summary(kind: str, told: Told) -> str:
    """The sentence for a thing of a kind; nothing where its key facts say it all."""
    clauses = SENTENCES[kind](told) if kind in SENTENCES else []
    text = "; ".join(clause for clause in clauses if clause)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def actor(told: Told) -> list[str]:
    """Whom it met, at how many events, between which years; what it decided and promised."""
    page, ngettext = told.page, told.page.translations.ngettext
    events = told.numbers.get("events", Number(0, "", ""))
    met = sum(1 for fact in told.found.get("partners", []) if fact.key.startswith(f"{BASE}id/country/"))
    decided, promised = _count(told, "decisions"), _count(told, "commitments")
    found = [
        _events(told, events),
        _number(page, ngettext("met %(number)s other country there", "met %(number)s other countries there", met), met),
        _number(page, ngettext("%(number)s decision", "%(number)s decisions", decided), decided),
        _number(page, ngettext("made %(number)s commitment", "made %(number)s commitments", promised), promised),
    ]
    return found if any(found) else [page.gettext("no event, decision or commitment is found for this actor")]


def _count(told: Told, name: str) -> int:
    return told.numbers[name].count if name in told.numbers else 0


def _events(told: Told, events: Number) -> str:
    page = told.page
    if not events.count:
        return ""
    words = page.translations.ngettext(
        "took part in %(number)s event that was held", "took part in %(number)s events that were held", events.count
    ) % {"number": page.number(events.count)}
    first, last = events.first[:4], events.last[:4]
    if not first:
        return words
    return f"{words}, {first}" if first == last else f"{words}, {first}–{last}"


def event(told: Told) -> list[str]:
    """What, where, when, how sure; who took part, and what was decided, by count."""
    page, _, ngettext = told.page, told.page.gettext, told.page.translations.ngettext
    people, decisions = told.lines("participants"), told.lines("decisions")
    listed = ngettext("%(number)s participant is listed", "%(number)s participants are listed", people)
    return [
        told.words("eg:eventStatus"),
        told.words("eg:when") or _("date not stated"),
        told.words("schema:location") or _("place not stated"),
        _number(page, listed, people) or _("no participant is listed"),
        _number(page, ngettext("%(number)s decision", "%(number)s decisions", decisions), decisions),
    ]


def _number(page: Page, words: str, count: int) -> str:
    return words % {"number": page.number(count)} if count else ""


def commitment(told: Told) -> list[str]:
    """Who promised it, to whom, until when; the recorded status, and who says so."""
    _ = told.page.gettext
    return [
        _clause(_("promised by %(who)s"), who=told.words("eg:committedBy")),
        _clause(_("to %(who)s"), who=told.words("eg:madeTo")),
        _clause(_("due %(date)s"), date=told.words("eg:due")) or _("no deadline is stated"),
        _clause(_("recorded status: %(status)s"), status=told.status) or _("no status is recorded"),
        _clause(_("said by %(who)s"), who=told.listed(told.sayers) if told.status and told.sayers else ""),
    ]


def decision(told: Told) -> list[str]:
    """Its kind, who took it, at which event, when; how much was promised by it."""
    page, _, ngettext = told.page, told.page.gettext, told.page.translations.ngettext
    promised = told.lines("commitments")
    return [
        told.words("dct:type"),
        _clause(_("taken by %(who)s"), who=told.words("eg:takenBy")),
        _clause(_("at: %(event)s"), event=told.words("eg:takenAt")),
        told.words("eg:when"),
        _number(page, ngettext("led to %(number)s commitment", "led to %(number)s commitments", promised), promised),
    ]


def document(told: Told) -> list[str]:
    """Its kind, its parties, its period, the stage it is recorded to have reached."""
    page, _, ngettext = told.page, told.page.gettext, told.page.translations.ngettext
    measures = told.lines("measures")
    return [
        told.words("dct:type"),
        _clause(_("parties: %(who)s"), who=told.words("eg:party") or told.words("eg:committedBy")),
        _clause(_("period: %(date)s"), date=told.words("eg:validDuring")),
        _clause(_("recorded stage: %(status)s"), status=told.status) or _("no stage is recorded"),
        _number(page, ngettext("%(number)s measure", "%(number)s measures", measures), measures),
    ]


def _clause(words: str, **values: str) -> str:
    return words % values if all(values.values()) else ""


SENTENCES: Mapping[str, Callable[[Told], list[str]]] = {
    "eg:Country": actor,
    "org:Organization": actor,
    "foaf:Person": actor,
    "eg:Event": event,
    "eg:Commitment": commitment,
    "eg:Decision": decision,
    "eg:Document": document,
}
