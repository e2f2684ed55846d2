"""What references mean: a path such as `plan` stands for the thing that has a section of its own."""

from edugraph.records import Language
from edugraph.records.language import SLUG, Rule, Thing

PLAN_ITEM = rf"{SLUG}(/M[0-9]+(\.[AO][0-9]+)?)?"


def by_path(language: Language) -> dict[str, Thing]:
    """Path -> its thing."""
    things = language.things.values()
    return {t.path: t for t in things} | {t.path: t for t in things if t.section}


def slugs(thing: Thing) -> str:
    """The pattern of a slug that refers to a thing."""
    if thing.name == "Group":
        return f"{SLUG}--{SLUG}"
    return PLAN_ITEM if thing.path == "plan" else thing.slugs.pattern


def is_many(rule: Rule) -> bool:
    """Whether a key takes a list: flagged so, or `who`, of which each makes a block of its own."""
    return rule.is_many or rule.key == "who"
