"""What a source says, before RDF: record files, the language they are written in, and their quads."""

from edugraph.records.expansion import Expansion, expand
from edugraph.records.language import Language, read
from edugraph.records.passages import Hashes
from edugraph.records.terms import Codes

__all__ = ["Codes", "Expansion", "Hashes", "Language", "expand", "read"]
