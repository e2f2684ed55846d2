"""What lists need to know of the whole graph, counted once for a release: `counts.json` beside `hubs.json`.

A page that counts, sorts or chooses among all actors, commitments, sources or dates would ask the engine to walk the
whole graph. The build walks it once (`found`), writes what lists need (`written`), and a server reads it (`read`), so
that a page asks the engine only for the things it shows. The counts are those of the release, and its queries answer
the same: `tests/test_counts.py` compares them.
"""

from edugraph.counts.document import NAME, Counts, CountsError, read, written
from edugraph.counts.graph import Graph
from edugraph.counts.listing import Listing
from edugraph.counts.lists import found

__all__ = ["NAME", "Counts", "CountsError", "Graph", "Listing", "found", "read", "written"]
