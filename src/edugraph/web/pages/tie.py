"""One tie for reading: its dated facts, newest first, with their evidence, the weight line by line, the queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response

from edugraph.network.document import BASE_EVIDENCE
from edugraph.network.selection import Network, Told
from edugraph.vocabulary import BASE
from edugraph.web.entity.tables import PAIRED
from edugraph.web.frame import Page
from edugraph.web.labels import Label
from edugraph.web.marks import Mark
from edugraph.web.network import explained
from edugraph.web.network.words import actor_label, along, amount, evidence_label, kind_label, said

FACTS_SHOWN = 200
"""So many facts of a tie stand on its page; programs get them all."""


@dataclass(frozen=True)
class Line:
    """A fact of a tie for reading. `adds` is what it adds to the weight."""

    address: str
    label: Label
    type: Label
    date: Label | None
    kinds: list[Label]
    evidence: Label
    participants: int
    adds: str
    is_certain: bool
    is_contested: bool
    marks: list[Mark]


def shown(page: Page, told: Told) -> Response:
    """The page of one tie, made from what programs are told of it."""
    return page.html("tie.html", tie=readable(page, told))


def readable(page: Page, told: Told) -> dict[str, Any]:
    """What templates show of a tie, on its page and beside the map."""
    network = page.site.networks.levels[told["level"]]
    shown_ = told["facts"][:FACTS_SHOWN]
    written = explained.written(page, [line["iri"] for line in shown_], (told["a"], told["b"]), network.level)
    weight = told["filter"]["weight"]
    one, other = actor_label(page, network, told["a"]), actor_label(page, network, told["b"])
    return {
        "title": page.gettext("%(one)s and %(other)s") % {"one": one.text, "other": other.text},
        "actors": [(one, page.link(f"{BASE}id/{told['a']}")), (other, page.link(f"{BASE}id/{told['b']}"))],
        "told": told,
        "weight": weight,
        "total": "" if told["weight"][weight] is None else amount(told["weight"][weight]),
        "lines": [fact(page, network, line, weight, written) for line in shown_],
        "queries": [(kind_label(page, network, q["kind"]), q["query"], q["run"]) for q in told["queries"]],
        "map_address": map_address(page, told["a"], told["b"]),
        "address": along(page, "/network/tie", ("tie", "focus", "steps", "view", "actor"), a=told["a"], b=told["b"]),
        "pair_address": pair_address(page, told["a"], told["b"]),
        "json_address": along(page, "/network/tie.json", ("tie", "focus", "steps"), a=told["a"], b=told["b"]),
    }


def fact(page: Page, network: Network, line: Told, weight: str, written: Mapping[str, list[Mark]]) -> Line:
    """A fact with its date, what it adds to the weight, and its evidence."""
    type_ = said(page, line["type"]["label"] if line["type"] else None)
    return Line(
        address=page.link(line["iri"]),
        label=said(page, line["label"] or line["role"], type_.text or line["fact"]),
        type=type_,
        date=page.edtf(line["when"]) if line["when"] else None,
        kinds=[kind_label(page, network, kind) for kind in line["kinds"]],
        evidence=evidence_label(page, network, line["evidence"]),
        participants=line["participants"],
        adds=amount(line["adds"][weight]),
        is_certain=line["inPeriod"] == "certainly",
        is_contested=line["isContested"],
        marks=written.get(line["iri"], []),
    )


def map_address(page: Page, a: str, b: str) -> str:
    """The map with a tie chosen."""
    return along(page, "/network", ("a", "b", "focus", "steps"), tie=f"{a},{b}")


def pair_address(page: Page, a: str, b: str) -> str:
    """The page of all that two actors share, with what chooses the facts here; nothing where there is none."""
    one, other = sorted((a, b))
    known = all(name.partition("/")[0] in PAIRED for name in (one, other))
    typed = page.request.query_params
    asked = {name: typed.get(name, "") for name in ("level", "from", "to")}
    kinds = ",".join(typed.getlist("kinds"))
    evidence = typed.get("evidence") or BASE_EVIDENCE
    return page.href(f"/pair/{one}/{other}", **asked, kinds=kinds, evidence=evidence) if known else ""
