"""Who works with whom, for readers: the map, the table and the matrix of one view, with an actor or a tie chosen.

The picture is made here, from positions stored with the release: it needs no JavaScript, prints, and each of its
marks is a link. What a script does with it, `web/src/network/`, ends at an address that gives the same page again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from babel.numbers import format_percent
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from edugraph.network import telling
from edugraph.network.selection import Filter, Network, Selection, cluster_of
from edugraph.network.ties import EVIDENCE, Pair
from edugraph.web.downloads import RECEIPT
from edugraph.web.filters import word
from edugraph.web.frame import Page, PageOf
from edugraph.web.labels import Label
from edugraph.web.network import choices, explained, neighbourhood, networks, sentences
from edugraph.web.network import map as network_map
from edugraph.web.network import words as network_words
from edugraph.web.network.map import Emphasis, Line, Map
from edugraph.web.network.matrix import matrix
from edugraph.web.network.words import (
    actor_label,
    along,
    amount,
    evidence_label,
    kind_label,
    names,
    ties_address,
    years,
)
from edugraph.web.pages import tie
from edugraph.web.pages.browse import page_number

router = APIRouter()

VIEWS = ("map", "table", "matrix")
ROWS = 200
"""Lines of the table on one page."""
CLUSTERS_LISTED = 50
FORMATS = (("CSV", ".csv"), ("GEXF", ".gexf"), ("GraphML", ".graphml"), ("JSON", ".json"), ("Turtle", ".ttl"))
CHOSEN = ("focus", "steps", "tie")
"""What of an address chooses an actor or a tie, and hides nothing."""
NAMING = ("actor", "cluster", "focus", "tie", "a", "b")
"""What of an address names actors."""
REACHED_UP_TO = 400
"""With more lines than this, none has a wide edge of its own for the pointer: the edges would only cover each other."""


@dataclass(frozen=True)
class Cluster:
    """A cluster of the level in words. `address` is the view of it alone; nothing where none of its actors is known."""

    number: int
    size: int
    colour: str
    words: str
    actor: str
    address: str
    is_open: bool
    is_seen: bool


@dataclass(frozen=True)
class Row:
    """A pair in the table and in the title of its line."""

    a: Label
    b: Label
    address: str
    weight: str
    facts: int
    kinds: list[Label]
    evidence: Label
    years: str


@dataclass(frozen=True)
class Viewed:
    """What an address asks for: the ties that it shows, and what stands out of them."""

    level: str
    whole: Network
    wanted: Filter
    found: Selection
    focus: str
    steps: int
    tie: tuple[str, str] | None

    @property
    def named(self) -> set[str]:
        """The actors that the form shows as chosen."""
        return {self.focus} if self.focus else set(self.wanted.actors)

    @property
    def emphasis(self) -> Emphasis | None:
        if self.tie:
            return network_map.of_tie(*self.tie)
        return network_map.around_actor(self.found, self.focus, self.steps) if self.focus else None


def viewed(page: Page) -> Viewed:
    """What an address asks for. Raises ParameterError, UnknownActorError."""
    level, known = networks.level(page.request), page.site.networks
    wanted = networks.wanted(page.request, known, level)
    chosen = networks.choice(page.request, known, level)
    return Viewed(level, known.levels[level], wanted, known.selected(level, wanted), *chosen)


def moved(page: Page) -> Response | None:
    """301 to the same view of the successors, where the address names actors that were merged into others."""
    query, is_other = [], False
    for key, value in page.request.query_params.multi_items():
        new = ",".join(map(page.site.networks.successor, value.split(","))) if key in NAMING and value else value
        is_other = is_other or (key in NAMING and new != value and _is_merged(page, value))
        query.append((key, new))
    return RedirectResponse(f"{page.root}{page.path}?{network_words.spelt(query)}", 301) if is_other else None


def _is_merged(page: Page, value: str) -> bool:
    known = page.site.tombstones
    names_ = (name.removeprefix("https://w3id.org/edugraph/").removeprefix("id/") for name in value.split(","))
    return any(f"id/{name}" in known and known[f"id/{name}"].status == "merged" for name in names_)


@router.get("/network")
def network(page: PageOf) -> Response:
    """The map, the table or the matrix of the ties that the address asks for."""
    if elsewhere := moved(page):
        return elsewhere
    shown, view = viewed(page), word(page, "view", VIEWS) or VIEWS[0]
    level, found, wanted, whole = shown.level, shown.found, shown.wanted, shown.whole
    pictured = drawn(page, shown)
    listed = page.site.networks.whole(level, wanted) if view == "table" else found
    last = max(-(-len(listed.pairs) // ROWS), 1) if view == "table" else 1
    number = page_number(page, last) if view == "table" else 1
    as_data = along(page, "/network.json", ("view", "page"))
    return page.html(
        "network.html",
        **pictured,
        **beside(page, shown),
        view=view,
        ties=titled(page, pictured["picture"], pictured["labels"]) if found.pairs and view == "map" else [],
        rows=rows(page, listed, (number - 1) * ROWS) if view == "table" else [],
        matrix=matrix(page, found) if view == "matrix" and found.pairs else None,
        number=number,
        last=last,
        levels=choices.levels(page, level),
        evidence=choices.evidence(page, whole, wanted),
        kinds=choices.kinds(page, level, wanted),
        weights=choices.weights(page, wanted),
        regions=choices.regions(page, whole, wanted),
        sorts=choices.sorts(page, whole, wanted),
        actors=choices.actors(page, whole, shown.named),
        placed=whole.told.get("layout", {}).get("known", 0),
        moved=share_moved(page, whole),
        **choices.by_year(page, level, wanted),
        undo=choices.undo(page, level, wanted) if not found.pairs else None,
        downloads=downloads(page),
        svg_address=along(page, "/network.svg", ("view", "page")),
        embed=embed(page),
        chosen_address=f"{page.root}/network/chosen",
        focus_address=focus_address(page),
        headers={"Link": f'<{as_data}>; rel="alternate"; type="application/json"'},
    )


@router.get("/network/chosen")
def chosen(page: PageOf) -> Response:
    """What stands beside the map of an actor or a tie, alone: for scripts, and small enough to be asked for often."""
    if elsewhere := moved(page):
        return elsewhere
    return page.html("network_chosen.html", **beside(page, viewed(page)))


def drawn(page: Page, shown: Viewed) -> dict[str, Any]:
    """What every picture of a view is made from."""
    found = shown.found
    labels = names(page, shown.whole, {*found.actors, *shown.wanted.actors})
    return {
        "level": shown.level,
        "wanted": shown.wanted,
        "found": found,
        "is_part": not page.site.networks.is_whole(shown.level, shown.wanted),
        "large": shown.whole.told.get("large"),
        "unfiltered": unfiltered(page, found),
        "total": len(shown.whole.nodes),
        "summary": sentences.of_network(page, telling.of_network(found.pairs, shown.whole.dates), in_clusters(shown)),
        "clusters": clusters(page, shown),
        "more_clusters": unlisted_clusters(shown),
        "picture": network_map.drawn(found, labels) if found.pairs else None,
        "emphasis": shown.emphasis,
        "labels": labels,
        "has_reach": len(found.pairs) <= REACHED_UP_TO,
        "shapes": shapes(page),
    }


def left_out(page: Page, told: Mapping[str, Any]) -> list[str]:
    """What a picture that stands alone says of actors and pairs that it has no room for."""
    found, _ = told["found"], page.gettext
    large, said = told["large"], told["unfiltered"]
    actors_ = large["actors"] if large else told["total"]
    if (large and large["actorsShown"] < actors_) or (told["is_part"] and not large):
        words = _("Actors in all: %(actors)s; shown, of the strongest: %(shown)s.")
        return [*said, words % {"actors": page.number(actors_), "shown": page.number(len(found.actors))}]
    if found.is_cut:
        words = _("Pairs in all: %(pairs)s; shown are the strongest: %(shown)s.")
        return [*said, words % {"pairs": page.number(found.total_pairs), "shown": page.number(len(found.pairs))}]
    return list(said)


def unfiltered(page: Page, found: Selection) -> list[str]:
    """How many pairs are left out because no kind and no year can be chosen for them; nothing where none is."""
    words = page.translations.ngettext(
        "%(number)s pair is left out: its facts are too many to be listed one by one, so no kind and no year can be "
        "chosen for it.",
        "%(number)s pairs are left out: their facts are too many to be listed one by one, so no kind and no year can "
        "be chosen for them.",
        found.unfiltered,
    )
    return [words % {"number": page.number(found.unfiltered)}] if found.unfiltered else []


def beside(page: Page, shown: Viewed, path: str = "/network") -> dict[str, Any]:
    """What is told beside the map: of the tie that is chosen, else of the actor; else nothing."""
    told: dict[str, Any] = {"near": None, "tie": None, "is_narrowed": network_words.is_narrowed(shown.wanted)}
    told["off"] = along(page, path, ("page", *CHOSEN))
    if shown.tie:
        return told | {"tie": tie.readable(page, explained.told(page, shown.whole, shown.wanted, *shown.tie))}
    actor = shown.focus or (shown.wanted.actors[0] if len(shown.wanted.actors) == 1 else "")
    if not actor:
        return told
    own = page.site.networks.whole(shown.level, replace(shown.wanted, actors=(actor,)))
    near = neighbourhood.of(page, shown.found, own, actor, shown.steps)
    return told | {
        "near": near,
        "is_only": not shown.focus,
        "everyone": along(page, path, ("page", "actor", *CHOSEN), focus=actor),
        "only": along(page, path, ("page", *CHOSEN), actor=actor),
        "step_of": lambda steps: along(page, path, ("page", *CHOSEN), focus=actor, steps=str(steps)),
        "focus_of": lambda other: along(page, path, ("page", *CHOSEN), focus=other),
    }


def share_moved(page: Page, network_: Network) -> str:
    """How far the actors that had a place before have moved, as a share of the width of the map."""
    moved_ = network_.told.get("layout", {}).get("displacement", 0) / network_.told["view"]["width"]
    return format_percent(moved_, "0.0 %" if page.language != "en" else "0.0%", locale=page.language)


def downloads(page: Page) -> list[tuple[str, str]]:
    """The files of a view: the picture, and the data in five formats."""
    formats = (("SVG", ".svg"), *FORMATS, (page.gettext("receipt"), RECEIPT))
    return [(words, along(page, f"/network{suffix}", ("view", "page"))) for words, suffix in formats]


def focus_address(page: Page, path: str = "/network") -> str:
    """The view with an actor chosen, but for the actor at its end."""
    base = along(page, path, ("page", *CHOSEN))
    return f"{base}{'&' if '?' in base else '?'}focus="


def embed(page: Page) -> str:
    """The whole address of the view for other sites."""
    return page.base + along(page, "/network/embed", ("view", "page")).removeprefix(page.root)


def shapes(page: Page) -> dict[str, str]:
    """Shape -> what sort of actor it stands for."""
    _ = page.gettext
    return {
        "circle": _("country"),
        "square": _("ministry or other part of a government"),
        "diamond": _("international organisation"),
        "triangle": _("other organisation"),
    }


# --- the pairs -------------------------------------------------------------------------------------------------------


def ranked(found: Selection) -> list[Pair]:
    """The pairs of a view, the strongest first."""
    return neighbourhood.ranked(found.pairs, found.filter.weight)


def rows(page: Page, found: Selection, first: int) -> list[Row]:
    """A page of pairs for reading, the strongest first."""
    address_of = ties_address(page)
    return [row(page, pair, found, address_of(pair.a, pair.b)) for pair in ranked(found)[first : first + ROWS]]


def titled(page: Page, picture: Map, labels: Mapping[str, str]) -> list[tuple[Line, str, str]]:
    """The lines of a map, each with the page of its tie and with its title."""
    address_of = ties_address(page)
    return [
        (one, address_of(one.a, one.b), f"{labels[one.a]} – {labels[one.b]}: {amount(one.weight)}")
        for one in picture.lines
    ]


def row(page: Page, pair: Pair, found: Selection, address: str) -> Row:
    """A pair with its weight, its kinds and its years."""
    network_ = found.network
    return Row(
        a=actor_label(page, network_, pair.a),
        b=actor_label(page, network_, pair.b),
        address=address,
        weight=amount(pair.weight(found.filter.weight)),
        facts=pair.count,
        kinds=[kind_label(page, network_, kind) for kind in pair.kinds],
        evidence=evidence_label(page, network_, pair.evidence or EVIDENCE[-1]),
        years=years(pair, network_),
    )


def in_clusters(shown: Viewed) -> Counter[int]:
    """Cluster -> how many of the actors in view are in it."""
    nodes, evidence_ = shown.found.network.nodes, shown.wanted.evidence
    return Counter(number for actor in shown.found.actors if (number := cluster_of(nodes[actor], evidence_)))


def clusters(page: Page, shown: Viewed, path: str = "/network") -> list[Cluster]:
    """The clusters of the level, the largest first, each with a sentence and the view of it alone."""
    evidence_, nodes = shown.wanted.evidence, shown.whole.nodes
    seen = in_clusters(shown)
    opened = cluster_of(nodes.get(shown.wanted.cluster), evidence_)
    listed = shown.whole.told["clusters"].get(evidence_, {}).get("list", [])
    base = along(page, path, ("page", "actor", "cluster", *CHOSEN))
    joint = "&" if "?" in base else "?"
    told = []
    for one in listed[:CLUSTERS_LISTED]:
        number = one["number"]
        actor = next((actor for actor in (*one["strongest"], *one.get("actors", ())) if actor in nodes), "")
        address = f"{base}{joint}cluster={actor}" if actor else ""
        colour, words = network_map.colour(number), sentences.of_cluster(page, shown.whole, one, evidence_)
        told.append(Cluster(number, one["size"], colour, words, actor, address, number == opened, number in seen))
    return told


def unlisted_clusters(shown: Viewed) -> int:
    """How many clusters are too many to be listed."""
    told = shown.whole.told["clusters"].get(shown.wanted.evidence, {})
    count: int = told.get("count", len(told.get("list", [])))
    return max(count - min(len(told.get("list", [])), CLUSTERS_LISTED), 0)
