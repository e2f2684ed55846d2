"""Names and words of a network in the page's language: actors, kinds, evidence, filters, weights, years."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from urllib.parse import quote, urlencode

from edugraph.network.exports import clean
from edugraph.network.periods import Period
from edugraph.network.selection import Filter, Network, cluster_of, sort_of
from edugraph.network.ties import LEVELS, WEIGHTS, Pair
from edugraph.vocabulary import BASE
from edugraph.web import labels
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.network import sentences


def along(page: Page, path: str, dropped: Iterable[str] = (), **values: str) -> str:
    """Another address with what this one asks for, but for what is dropped or given anew."""
    left_out = {*dropped, *values}
    query = [(k, v) for k, v in page.request.query_params.multi_items() if v and k not in left_out]
    query += [(k, v) for k, v in values.items() if v]
    return f"{page.root}{path}{'?' + spelt(query) if query else ''}"


def spelt(query: Iterable[tuple[str, str]]) -> str:
    """A query string in which the slash and the comma of actors stay readable."""
    return urlencode(list(query), safe="/,")


def ties_address(page: Page) -> Callable[[str, str], str]:
    """Two actors -> the page of their tie, under the filters of this one."""
    base = along(page, "/network/tie", ("view", "page", "actor", "focus", "steps", "tie", "a", "b"))
    joint = "&" if "?" in base else "?"
    spelt_ = cache(partial(quote, safe="/"))
    return lambda a, b: f"{base}{joint}a={spelt_(a)}&b={spelt_(b)}"


def said(page: Page, told: Mapping[str, str] | None, otherwise: str = "") -> Label:
    """A name of the file in the page's language, else in English, else in any; what cannot be shown is replaced."""
    known = told or {}
    for language in (page.language, "en", *sorted(known)):
        if language in known:
            return Label(clean(known[language]), language, language != page.language)
    return Label(otherwise)


def names(page: Page, network: Network, actors: Iterable[str]) -> dict[str, str]:
    """Actor -> its name."""
    return {actor: sentences.name_of(page, network, actor) for actor in actors}


def actor_label(page: Page, network: Network, actor: str) -> Label:
    node = network.nodes.get(actor)
    return said(page, node["label"] if node else None, actor)


def kind_label(page: Page, network: Network, kind: str) -> Label:
    return said(page, network.kinds[kind]["label"] if kind in network.kinds else None, kind)


def evidence_label(page: Page, network: Network, code: str) -> Label:
    known = {told["code"]: told["label"] for told in network.told["evidence"]}
    return said(page, known.get(code), code)


def sort_label(page: Page, network: Network, sort: str) -> Label:
    """The name of a sort of actor."""
    if sort == "country":
        return Label(page.gettext("country"), page.language)
    told = next((node["kind"] for node in network.nodes.values() if node["kind"] and sort_of(node) == sort), None)
    return said(page, told["label"] if told else None, sort)


def region_labels(page: Page, regions: Iterable[str]) -> dict[str, Label]:
    """Region -> its name, out of the graph."""
    iris = {region: f"{BASE}id/{region}" for region in regions}
    known = page.labels(set(iris.values())) if iris else {}
    return {region: labels.of(iri, known) for region, iri in iris.items()}


def levels(page: Page) -> dict[str, str]:
    _ = page.gettext
    return dict(zip(LEVELS, (_("Countries"), _("Organisations"), _("Both")), strict=True))


def weights(page: Page) -> dict[str, str]:
    _ = page.gettext
    return dict(zip(WEIGHTS, (_("number of facts"), _("each fact shared among its participants")), strict=True))


def years(pair: Pair, network: Network) -> str:
    """The first and the last year that the dates of a pair's facts allow; nothing where none has a date."""
    if pair.sum:
        told = [f"{year:04}" for year in (pair.sum.earliest, pair.sum.latest) if year]
        return "–".join(dict.fromkeys(told))
    known = [network.dates[fact.fact] for fact in pair.facts]
    bounds = [day[:4] for dates in known for day in (dates.not_before, dates.not_after) if day]
    return "–".join(dict.fromkeys((min(bounds), max(bounds)))) if bounds else ""


def amount(weight: float) -> str:
    """A weight with at most three digits after the point."""
    return f"{weight:.3f}".rstrip("0").rstrip(".")


def filters(page: Page, network: Network, wanted: Filter) -> list[str]:
    """What a view was narrowed to, one phrase for each filter: level and evidence always, others where chosen."""
    _ = page.gettext
    told = [
        (_("Level"), levels(page)[network.level]),
        (_("How it is known"), evidence_label(page, network, wanted.evidence).text),
        (_("Weight of a tie"), weights(page)[wanted.weight]),
        (_("Period"), _period(page, wanted.period)),
        (_("Only dates that are certain"), _("yes") if wanted.surely and not wanted.period.is_everything else ""),
        (_("Kinds of ties"), ", ".join(kind_label(page, network, kind).text for kind in wanted.kinds)),
        (_("Least weight"), amount(wanted.least) if wanted.least else ""),
        (_("Only ties of"), ", ".join(names(page, network, wanted.actors).values())),
        (_("Cluster"), _cluster(page, network, wanted)),
        (_("Region"), ", ".join(label.text for label in region_labels(page, filter(None, [wanted.region])).values())),
        (_("Kind of actor"), sort_label(page, network, wanted.sort).text if wanted.sort else ""),
    ]
    return [f"{name}: {value}" for name, value in told if value]


def _cluster(page: Page, network: Network, wanted: Filter) -> str:
    """The number of a cluster and an actor in it; nothing where none is looked into."""
    if not wanted.cluster:
        return ""
    number = cluster_of(network.nodes.get(wanted.cluster), wanted.evidence) or 0
    return f"{page.number(number)} ({sentences.name_of(page, network, wanted.cluster)})"


def _period(page: Page, period: Period) -> str:
    """A period in words; nothing where it is all time."""
    first, last = (page.date(day) if day else "" for day in (period.first, _day(period.last)))
    if first and last:
        return page.gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return page.gettext("from %(first)s") % {"first": first}
    return page.gettext("up to %(last)s") % {"last": last} if last else ""


def _day(last: str) -> str:
    """The end of a period as a day of the calendar: the bound of a month is written as its 31st."""
    if not last:
        return ""
    year, month, day = (int(part) for part in last.split("-"))
    return f"{year:04}-{month:02}-{min(day, calendar.monthrange(year, month)[1]):02}"


def is_narrowed(wanted: Filter) -> bool:
    """Whether a view shows less than all years and kinds, on which measures and clusters rest."""
    return bool(
        wanted.kinds
        or not wanted.period.is_everything
        or wanted.least
        or wanted.actors
        or wanted.region
        or wanted.sort
        or wanted.cluster
    )
