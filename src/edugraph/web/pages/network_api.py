"""Who works with whom, for programs: ties under a filter in five formats, one tie explained, positions, paths, gaps and
changes. Everything that costs time was computed with the release; what is done here grows with the ties shown."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from edugraph.network import changes, exports, graphs, observations, positions, selection, structure
from edugraph.network.periods import EVER
from edugraph.network.positions import TooManyError
from edugraph.network.selection import Filter, Network, Selection
from edugraph.store import written
from edugraph.web import downloads
from edugraph.web.frame import VARY, Page, PageOf
from edugraph.web.http.negotiation import HTML, JSON, chosen
from edugraph.web.network import explained, networks
from edugraph.web.pages import network as network_page
from edugraph.web.pages import tie as tie_page
from edugraph.web.parameters import ParameterError

router = APIRouter()

Told = dict[str, Any]
PATHS = 10
CHANGES = 300
Write = Callable[[Selection, str], bytes]


def _turtle(found: Selection, language: str) -> bytes:
    """The ties of a selection as they are published, each with all its facts."""
    shown = {tie.id for tie in found.ties}
    return written(observations.of_ties(tie for tie in found.network.ties if tie.id in shown), "turtle")


FORMATS: Mapping[str, tuple[str, Write]] = {
    "csv": ("text/csv", lambda found, language: exports.as_csv(found, language).encode("utf-8")),
    "gexf": ("application/gexf+xml", exports.as_gexf),
    "graphml": ("application/graphml+xml", exports.as_graphml),
    "ttl": ("text/turtle", _turtle),
}
"""Suffix -> media type and writer; `.json` is told apart, because pages use it."""


@router.get("/network.json")
def as_json(page: PageOf) -> Response:
    return _json(selection.told(_selected(page)))


@router.get("/network.csv")
@router.get("/network.gexf")
@router.get("/network.graphml")
@router.get("/network.ttl")
def exported(page: PageOf) -> Response:
    suffix = page.path.rpartition(".")[2]
    media, write = FORMATS[suffix]
    headers = {
        "Vary": VARY,
        "Content-Language": page.language,
        "Content-Disposition": f'attachment; filename="edugraph-{networks.level(page.request)}.{suffix}"',
    }
    return Response(write(_selected(page), page.language), media_type=media, headers=headers)


@router.get(f"/network{downloads.RECEIPT}")
def receipt(page: PageOf) -> Response:
    """What `/network.csv` with this address holds, and whether it is all."""
    found = _selected(page)
    columns, *rows = csv.reader(io.StringIO(exports.as_csv(found, page.language)))
    source = f"/release/{page.site.release.id}/network/{found.network.level}.json"
    is_whole = not found.is_cut and page.site.networks.is_whole(found.network.level, found.filter)
    listing = downloads.Listing(
        "/network", page.gettext("Network"), tuple(columns), list(map(tuple, rows)), source, is_whole
    )
    return downloads.listed(page, listing, downloads.SUFFIXES[downloads.RECEIPT])


def _selected(page: Page) -> Selection:
    """The ties that the address asks for. Raises ParameterError, UnknownActorError."""
    network, wanted = _asked(page)
    return page.site.networks.selected(network.level, wanted)


def _asked(page: Page) -> tuple[Network, Filter]:
    level = networks.level(page.request)
    return page.site.networks.levels[level], networks.wanted(page.request, page.site.networks, level)


def _json(told: Told) -> Response:
    return JSONResponse(told, headers={"Vary": VARY})


# --- one tie ---------------------------------------------------------------------------------------------------------


@router.get("/network/tie")
@router.get("/network/tie.json")
def tie(page: PageOf) -> Response:
    """One tie: JSON for programs, a page for readers."""
    is_page = chosen(page.request.headers.get("accept"), (JSON, HTML)) == HTML and not page.path.endswith(".json")
    if is_page and (elsewhere := network_page.moved(page)):
        return elsewhere
    network_, wanted = _asked(page)
    told = explained.told(page, network_, wanted, *_two(page))
    if is_page:
        return tie_page.shown(page, told)
    return _json(explained.with_passages(page, told))


def _two(page: Page) -> tuple[str, str]:
    """The actors `a` and `b` of an address. Raises ParameterError, UnknownActorError."""
    typed, level = page.request.query_params, networks.level(page.request)
    missing = [name for name in ("a", "b") if not typed.get(name)]
    if missing:
        raise ParameterError(f"{' and '.join(missing)} must name an actor, such as country/KAZ")
    a, b = (page.site.networks.actor(typed[name], level) for name in ("a", "b"))
    if a == b:
        raise ParameterError(f"a and b are the same actor, {a}: nobody has a tie with itself")
    return a, b


# --- the whole network -----------------------------------------------------------------------------------------------


@router.get("/network/measures")
def measures(page: PageOf) -> Response:
    """The positions of all actors: from the release, or under a filter, computed when first asked."""
    wanted, found = _positions(page)
    rows = [row for row in found["actors"] if not wanted.actors or row["actor"] in wanted.actors]
    sentences = {row["actor"]: found["sentences"].get(row["actor"]) for row in rows}
    kept = {name: value for name, value in found.items() if name != "gaps"}
    return _json({**kept, "filter": selection.as_asked(wanted), "actors": rows, "sentences": sentences})


@router.get("/network/gaps")
def gaps(page: PageOf) -> Response:
    """Pairs with many common partners and no tie, the highest score first."""
    wanted, found = _positions(page)
    kept = [gap for gap in found["gaps"] if not wanted.actors or {gap["a"], gap["b"]} & set(wanted.actors)]
    told = {"level": found["level"], "evidence": wanted.evidence, "filter": selection.as_asked(wanted)}
    return _json({**told, "gaps": kept})


def _positions(page: Page) -> tuple[Filter, Told]:
    """What the address asks for, and the positions of everyone in that network. Raises TooManyError."""
    network, wanted = _asked(page)
    if not positions.is_kept(wanted):
        return wanted, page.site.networks.positions(network.level, wanted)
    return wanted, positions.kept(network, wanted.evidence)


@router.get("/network/path")
def path(page: PageOf) -> Response:
    """The shortest paths between two actors with the facts along them, and the fewest others who hold them together."""
    a, b = _two(page)
    network, wanted = _asked(page)
    if "large" in network.told:
        return _json(_near(network, wanted, a, b))
    found = page.site.networks.everything(network.level, networks.without_actors(wanted))
    graph, names = graphs.numbered(found.pairs)
    told: Told = {"level": network.level, "a": a, "b": b, "filter": selection.as_asked(networks.without_actors(wanted))}
    if a not in names or b not in names:
        return _json({**told, "steps": None, "paths": [], "between": []})
    ends = names.index(a), names.index(b)
    ways = structure.paths(graph, *ends, PATHS)
    middle = structure.between(graph, *ends)
    return _json(
        {
            **told,
            "steps": len(ways[0]) - 1 if ways else None,
            "paths": [_way([names[n] for n in way], found) for way in ways],
            "between": None if middle is None else [names[n] for n in middle],
        }
    )


def _near(network: Network, wanted: Filter, a: str, b: str) -> Told:
    """The one step between two who have a tie. Raises TooManyError for others: not all of the network is at hand."""
    shown, level, everyone = network.told["large"], network.level, networks.without_actors(wanted)
    pair, _ = selection.between(network, everyone, a, b)
    if pair.count:
        way = {"actors": [a, b], "steps": [selection.pair_told(pair, network, everyone)]}
        told = {"level": level, "a": a, "b": b, "filter": selection.as_asked(everyone)}
        return {**told, "steps": 1, "paths": [way], "between": None}
    raise TooManyError(
        f"this network has {shown['actors']} actors, of whom its file shows {shown['actorsShown']}, and the shortest "
        f"path may lead through the others; read network/{level}-ties.csv.gz of the release with "
        "edugraph.network.tabled, and look for it there with networkx.shortest_path"
    )


def _way(actors: list[str], found: Selection) -> Told:
    """A path as its actors, and the facts of each step."""
    known = {(pair.a, pair.b): pair for pair in found.pairs}
    steps = [known[min(a, b), max(a, b)] for a, b in pairwise(actors)]
    return {
        "actors": actors,
        "steps": [selection.pair_told(step, found.network, found.filter) for step in steps],
    }


@router.get("/network/change")
def change(page: PageOf) -> Response:
    """What is new, strengthened or faded between the periods `before` and `after`. Of a network that is too large to
    list, among the pairs whose facts its file shows; `large` says how many there are in all."""
    network, wanted = _asked(page)
    typed = page.request.query_params
    before, after = (networks.interval(name, typed.get(name, "")) for name in ("before", "after"))
    everything = replace(wanted, period=EVER, surely=False, least=0.0)
    found = page.site.networks.everything(network.level, everything)
    told = changes.changes(found.ties, network.dates, before, after)
    return _json(
        {
            "level": network.level,
            "filter": selection.as_asked(everything),
            "before": {"from": before.first or None, "to": before.last or None},
            "after": {"from": after.first or None, "to": after.last or None},
            "total": len(told),
            "changes": [_changed(c) for c in told[:CHANGES]],
            "undated": sum(not (d.not_before or d.not_after) for d in network.dates.values()),
            **({"large": network.told["large"]} if "large" in network.told else {}),
        }
    )


def _changed(told: changes.Change) -> Told:
    counts = {
        name: {"certain": pair[0], "possible": pair[1]}
        for name, pair in (("before", told.before), ("after", told.after))
    }
    return {"a": told.a, "b": told.b, "change": told.word, "isSure": told.is_sure, **counts}
