"""A network as a table of everyone against everyone: the map to be read line by line, or with a screen reader."""

from dataclasses import dataclass

from edugraph.network.selection import Selection, cluster_of
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.network import map as network_map
from edugraph.web.network.words import actor_label, amount, ties_address

ACTORS = 60
"""So many actors a matrix shows: the strongest."""


@dataclass(frozen=True)
class Head:
    """An actor as the head of a line and of a column; `colour` is the end of a class."""

    actor: str
    label: Label
    cluster: int | None
    colour: str


@dataclass(frozen=True)
class Cell:
    """Where a line and a column meet: the tie of two actors. `step` is how dark, as lines are wide."""

    address: str
    weight: str
    words: str
    step: int


@dataclass(frozen=True)
class Matrix:
    """The lines, each with a cell for every column; None where the two have no tie. `left_out` actors are too many."""

    heads: list[Head]
    lines: list[tuple[Head, list[Cell | None]]]
    left_out: int


def matrix(page: Page, found: Selection) -> Matrix:
    """The strongest actors of a view, those of a cluster together, and within it the strongest first."""
    strength = network_map.strengths(found)
    kept = sorted(strength, key=lambda a: (-strength[a], a))[:ACTORS]
    nodes, evidence = found.network.nodes, found.filter.evidence
    order = sorted(kept, key=lambda a: (cluster_of(nodes[a], evidence) or 1_000_000, -strength[a], a))
    heads = [head(page, found, actor) for actor in order]
    cells = dict(_cells(page, found, {h.actor: h for h in heads}))
    lines = [(row, [cells.get((row.actor, column.actor)) for column in heads]) for row in heads]
    return Matrix(heads, lines, len(strength) - len(kept))


def head(page: Page, found: Selection, actor: str) -> Head:
    cluster = cluster_of(found.network.nodes[actor], found.filter.evidence)
    return Head(actor, actor_label(page, found.network, actor), cluster, network_map.colour(cluster))


def _cells(page: Page, found: Selection, heads: dict[str, Head]) -> list[tuple[tuple[str, str], Cell]]:
    """Each pair twice: a tie stands on both sides of the diagonal."""
    weight = found.filter.weight
    most = max((pair.weight(weight) for pair in found.pairs), default=1.0)
    address_of, told = ties_address(page), []
    for pair in found.pairs:
        if pair.a in heads and pair.b in heads:
            value = pair.weight(weight)
            facts = page.translations.ngettext("%(number)s fact", "%(number)s facts", pair.count)
            ends = f"{heads[pair.a].label.text} – {heads[pair.b].label.text}"
            words = f"{ends}: {facts % {'number': page.number(pair.count)}}"
            cell = Cell(address_of(pair.a, pair.b), amount(value), words, network_map.step(value, most))
            told += [((pair.a, pair.b), cell), ((pair.b, pair.a), cell)]
    return told
