"""The tables beside the file of a level that is too large to list: every tie, actor and part, one a line of CSV."""

from collections.abc import Iterator

from edugraph.network.document import rounded
from edugraph.network.large import Large
from edugraph.network.measures import NAMES
from edugraph.network.ties import EVIDENCE


def tie_lines(large: Large) -> Iterator[str]:
    """Every tie of the level as CSV: ids have neither commas nor quotes."""
    yield "a,b,kind,directed,evidence,facts,shared,not_before,not_after\n"
    level, told = large.level, large.ties
    columns = (told.a, told.b, told.kind, told.evidence, told.facts, told.shared, told.not_before, told.not_after)
    for a, b, kind, evidence, facts, shared, first, last in zip(*(c.tolist() for c in columns), strict=True):
        directed = str(level.directed[kind]).lower()
        ends = f"{level.actors[a]},{level.actors[b]},{level.kinds[kind]},{directed}"
        yield f"{ends},{EVIDENCE[evidence]},{facts},{rounded(shared)},{_day(first)},{_day(last)}\n"


def actor_lines(large: Large) -> Iterator[str]:
    """Every actor of the level with its measures, a line for each evidence level at which they differ."""
    yield ",".join(["actor", "evidence", *NAMES, "cluster", "isCut"]) + "\n"
    before = None
    for evidence, read in large.readings.items():
        if read is before:
            continue
        before = read
        columns = [read.measured[name].values.tolist() for name in NAMES]
        for node, values in enumerate(zip(*columns, strict=True)):
            numbers = ",".join(str(rounded(value)) for value in values)
            told = f"{read.clusters.number[node]},{str(node in read.cut).lower()}"
            yield f"{read.name(node)},{evidence},{numbers},{told}\n"


def part_lines(large: Large) -> Iterator[str]:
    """Who has a part in which fact: what every tie of the level can be counted from again."""
    yield "fact,actor,kind,side,evidence\n"
    level = large.level
    for part in level.parts:
        sides = (("a", part.ones), ("b", part.others)) if part.is_directed else (("both", part.ones),)
        for name, side in sides:
            columns = (side.fact, side.actor, side.evidence)
            for fact, actor, evidence in zip(*(c.tolist() for c in columns), strict=True):
                told = f"{level.kinds[part.kind]},{name},{EVIDENCE[evidence]}"
                yield f"{level.facts[fact]},{level.actors[actor]},{told}\n"


def _day(number: int) -> str:
    text = f"{number:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if number else ""
