"""What the first reader of a release should not wait for: templates compiled, its networks read, while nobody waits.

Most of a first answer is Jinja compiling templates: 100 ms of 120. A thread does it in the background, and rests after
each step for as long as the step took, so that requests meanwhile have the greater part of the processor.
"""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread

from edugraph.network.selection import Filter
from edugraph.network.ties import LEVELS
from edugraph.web.frame import Site

FIRST = (
    *("layout.html", "search_box.html", "parts.html", "lists.html", "facts.html"),
    *("network.html", "network_filters.html", "network_parts.html", "world.html", "world_parts.html"),
    *("home.html", "entity.html"),
)
"""Templates that are compiled before the others."""
_log = logging.getLogger("edugraph.release")


def begin(site: Site) -> Thread:
    """Warm a site in a thread that ends with the process."""
    thread = Thread(target=warm, args=(site,), name="warming", daemon=True)
    thread.start()
    return thread


def warm(site: Site, rest: Callable[[float], None] = time.sleep) -> None:
    """Take all steps, one after the other. What fails here, in whatever way, will tell its reason to whoever asks for
    it: the watch for new releases must not end of it.
    """
    for step in steps(site):
        began = time.thread_time()
        try:
            step()
        except Exception as fault:
            _log.warning("not read beforehand", extra={"told": {"why": repr(fault)}})
        rest(time.thread_time() - began)


def steps(site: Site) -> Iterator[Callable[[], object]]:
    """What is made ready, the most asked for first; each step is short."""
    known = site.networks
    yield lambda: known.levels
    for name in (*FIRST, *sorted(set(site.templates.list_templates()) - set(FIRST))):
        yield partial(site.templates.get_template, name)
    for level in LEVELS:
        yield partial(known.selected, level, Filter())
        yield partial(known.whole, level, Filter())
    for read in ("registered", "ties", "by_actor", "facts_by_year", "regions", "sorts"):
        yield partial(getattr, known, read)
