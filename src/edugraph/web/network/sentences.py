"""Actors, clusters and whole networks described in words: computed numbers in the sentences of three languages.

Names stand in the nominative, after a colon or in brackets, so that no language has to bend them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from edugraph.network.exports import clean
from edugraph.network.selection import Network
from edugraph.web.frame import Page

NAMED_AT_MOST = 5
"""How many names a sentence has before it says how many more there are."""

FEW = 5
"""Of more than so many that link two clusters, nobody is told of."""

Told = Mapping[str, Any]


def of_actor(page: Page, network: Network, evidence: str, actor: str) -> list[str]:
    """What the release tells of an actor over all years and kinds; one sentence where it has no tie."""
    return of_actor_told(page, network, evidence, actor, network.told["sentences"].get(evidence, {}).get(actor))


def of_actor_told(page: Page, network: Network, evidence: str, actor: str, told: Told | None) -> list[str]:
    """The same of what is told of the actor in any selection; None where nothing is. Clusters are those of the release
    at that evidence."""
    name = name_of(page, network, actor)
    if not told:
        sentence = page.gettext("%(actor)s: no tie found up to %(day)s.")
        return [sentence % {"actor": name, "day": page.date(network.told["date"] or page.site.release.date)}]
    found = [
        _partners(page, network.level, name, told["partners"]),
        _facts(page, told),
        _kinds(page, network, told["byKind"]),
        _strongest(page, network, told["strongest"]),
        _cuts_off(page, network, told["cutsOff"]),
        _links(page, network, evidence, told.get("links")),
    ]
    return [sentence for sentence in found if sentence]


def in_short(page: Page, network: Network, evidence: str, actor: str, told: Told) -> str:
    """The same without what a table beside it tells: kinds and strongest partners."""
    found = [
        _partners(page, network.level, name_of(page, network, actor), told["partners"]),
        _facts(page, told),
        _cuts_off(page, network, told["cutsOff"]),
        _links(page, network, evidence, told.get("links")),
    ]
    return " ".join(sentence for sentence in found if sentence)


def of_cluster(page: Page, network: Network, cluster: Told, evidence: str) -> str:
    """How large a cluster is, what ties it together, who is linked best in it, and which few link it to others."""
    sentence = page.translations.ngettext(
        "Cluster %(number)s: %(size)s actor, linked best: %(names)s.",
        "Cluster %(number)s: %(size)s actors, linked best: %(names)s.",
        cluster["size"],
    )
    names = names_of(page, network, cluster["strongest"])
    number, size = page.number(cluster["number"]), page.number(cluster["size"])
    first = sentence % {"number": number, "size": size, "names": names}
    return " ".join([first, _facts(page, cluster), *_linked_by(page, network, cluster, evidence)])


def _linked_by(page: Page, network: Network, cluster: Told, evidence: str) -> list[str]:
    """For each other cluster to which only few have a tie, who they are; told where all of them are known."""
    told = network.told["sentences"].get(evidence, {})
    found: dict[tuple[int, int], list[str]] = {}
    for actor in cluster.get("actors", ()):
        link = (told.get(actor) or {}).get("links")
        if link and link["of"] <= FEW:
            found.setdefault((link["other"], link["of"]), []).append(actor)
    ngettext = page.translations.ngettext
    return [
        ngettext(
            "Only %(names)s links it to cluster %(other)s.", "Only these link it to cluster %(other)s: %(names)s.", of
        )
        % {"other": page.number(other), "names": names_of(page, network, actors)}
        for (other, of), actors in sorted(found.items())
        if len(actors) == of
    ]


def of_network(page: Page, summary: Told, clusters: Mapping[int, int] | None = None) -> str:
    """How many actors, pairs and facts a view shows, and of which years: the caption of a map. `clusters` tells how
    many of its actors are in each; the largest is named where there are several.
    """
    if not summary["pairs"]:
        return page.gettext("No tie is left by these filters.")
    ngettext = page.translations.ngettext
    actors = ngettext("%(number)s actor", "%(number)s actors", summary["actors"])
    linked = ngettext("%(number)s pair with ties", "%(number)s pairs with ties", summary["pairs"])
    parts = [
        actors % {"number": page.number(summary["actors"])},
        linked % {"number": page.number(summary["pairs"])},
        *([] if summary["facts"] is None else [_fact_count(page, summary["facts"])]),
    ]
    return ", ".join(parts) + _years(page, summary) + "." + _largest(page, clusters or {})


def _largest(page: Page, clusters: Mapping[int, int]) -> str:
    if len(clusters) < 2:
        return ""
    number, size = min(clusters.items(), key=lambda item: (-item[1], item[0]))
    sentence = page.translations.ngettext(
        "The largest cluster is number %(number)s, with %(size)s actor.",
        "The largest cluster is number %(number)s, with %(size)s actors.",
        size,
    )
    return " " + sentence % {"number": page.number(number), "size": page.number(size)}


def name_of(page: Page, network: Network, actor: str) -> str:
    """An actor's name in the page's language, else in English, else in any."""
    label = network.nodes[actor]["label"] if actor in network.nodes else {}
    return clean(str(label.get(page.language) or label.get("en") or next(iter(label.values()), actor)))


def names_of(page: Page, network: Network, actors: Sequence[str]) -> str:
    """Names in a row; of many the first, and how many more there are."""
    names = [name_of(page, network, actor) for actor in actors[:NAMED_AT_MOST]]
    more = len(actors) - len(names)
    rest = page.translations.ngettext("and %(number)s more", "and %(number)s more", more)
    return ", ".join(names) + (" " + rest % {"number": page.number(more)} if more else "")


def _partners(page: Page, level: str, name: str, count: int) -> str:
    ngettext = page.translations.ngettext
    sentence = {
        "countries": ngettext(
            "%(actor)s: ties with %(number)s country.", "%(actor)s: ties with %(number)s countries.", count
        ),
        "organisations": ngettext(
            "%(actor)s: ties with %(number)s organisation.", "%(actor)s: ties with %(number)s organisations.", count
        ),
        "both": ngettext(
            "%(actor)s: ties with %(number)s country or organisation.",
            "%(actor)s: ties with %(number)s countries and organisations.",
            count,
        ),
    }[level]
    return sentence % {"actor": name, "number": page.number(count)}


def _fact_count(page: Page, count: int) -> str:
    return page.translations.ngettext("%(number)s fact", "%(number)s facts", count) % {"number": page.number(count)}


def _facts(page: Page, told: Told) -> str:
    """How many facts, of which years, and how many have no date."""
    undated = told.get("undated", 0)
    sentence = page.gettext("It rests on: %(facts)s.") % {
        "facts": _fact_count(page, told["facts"]) + _years(page, told)
    }
    if not undated:
        return sentence
    without = page.translations.ngettext("%(number)s has no date.", "%(number)s have no date.", undated)
    return f"{sentence} {without % {'number': page.number(undated)}}"


def _years(page: Page, told: Told) -> str:
    """The years certainly known, as the end of a phrase; nothing when there is none."""
    first, last = told.get("firstYear"), told.get("lastYear")
    if not first:
        return ""
    if first == last:
        return page.gettext(", dated %(year)s") % {"year": first}
    return page.gettext(", dated %(first)s–%(last)s") % {"first": first, "last": last}


def _kinds(page: Page, network: Network, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    labels = {code: _label(page, kind["label"], code) for code, kind in network.kinds.items()}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{labels.get(code, code)} ({page.number(count)})" for code, count in ranked)
    return page.gettext("By kind: %(kinds)s.") % {"kinds": listed}


def _label(page: Page, label: Mapping[str, str], otherwise: str) -> str:
    return label.get(page.language) or label.get("en") or otherwise


def _strongest(page: Page, network: Network, strongest: Sequence[Told]) -> str:
    if not strongest:
        return ""
    names = names_of(page, network, [partner["actor"] for partner in strongest])
    facts = _fact_count(page, strongest[0]["facts"])
    if len(strongest) == 1:
        return page.gettext("The strongest tie, %(facts)s: %(names)s.") % {"names": names, "facts": facts}
    return page.gettext("The strongest ties, %(facts)s: %(names)s.") % {"names": names, "facts": facts}


def _cuts_off(page: Page, network: Network, parts: Sequence[Sequence[str]]) -> str:
    if not parts:
        return ""
    names = names_of(page, network, [actor for part in parts for actor in part])
    return page.gettext("Only this actor links these to the others: %(names)s.") % {"names": names}


def _links(page: Page, network: Network, evidence: str, link: Told | None) -> str:
    """Few of its cluster have a tie with another cluster, and it is one of them; nothing where many have."""
    if not link or link["of"] > FEW:
        return ""
    listed = network.told["clusters"][evidence]["list"]
    other = next((cluster for cluster in listed if cluster["number"] == link["other"]), None)
    if not other:
        return ""
    names = names_of(page, network, other["strongest"])
    values = {"number": page.number(link["of"]), "other": page.number(link["other"]), "names": names}
    if link["of"] == 1:
        return page.gettext("The only one of its cluster that links it to cluster %(other)s (%(names)s).") % values
    sentence = page.translations.ngettext(
        "One of %(number)s in its cluster that links it to cluster %(other)s (%(names)s).",
        "One of %(number)s in its cluster that link it to cluster %(other)s (%(names)s).",
        link["of"],
    )
    return sentence % values
