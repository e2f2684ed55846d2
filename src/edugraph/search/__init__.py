"""Finding things by their names, off the SPARQL path: one file a release, written by a build and read by the server.

`names` says what has a name, `folding` how words are compared, `slips` what may be meant by a misspelt one, `writing`
makes `search.sqlite`, `lookup` reads it, `finding` ranks for readers and `reconciling` for programs.
"""

from edugraph.search.finding import Found, Hit, found, suggested
from edugraph.search.lookup import Filter, Index, Known, SearchError
from edugraph.search.names import QUESTION, Name
from edugraph.search.writing import NAME, write

__all__ = [
    "NAME",
    "QUESTION",
    "Filter",
    "Found",
    "Hit",
    "Index",
    "Known",
    "Name",
    "SearchError",
    "found",
    "suggested",
    "write",
]
