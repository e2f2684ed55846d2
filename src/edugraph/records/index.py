"""What a run knows: every block by its id, and the nearest name to one that is not known."""

from collections.abc import Iterator

from edugraph.errors import Words
from edugraph.records.blocks import Block, address

Id = tuple[str, str]
"""Path and slug, as in `event`, `cis-education-council-moscow-nov-20`."""
_ACTORS = ("org", "person", "country")


class Index:
    """The blocks of a run. Names for hints are gathered once: thousands of faults must not take minutes."""

    def __init__(self) -> None:
        self._blocks: dict[Id, Block] = {}
        self._first_in_file: dict[tuple[Id, str], Block] = {}
        self._words: dict[tuple[str, ...], Words] = {}

    def __contains__(self, id_: Id) -> bool:
        return id_ in self._blocks

    def is_declared(self, id_: Id) -> bool:
        return id_ in self._blocks and self._blocks[id_].is_declared

    def enter(self, block: Block) -> Block | None:
        """Enter a block; returns the one that declared the same before, if that may not be."""
        first = self._blocks.get(block.id)
        if not first or (block.is_declared and not first.is_declared):
            self._blocks[block.id] = block
        if not block.is_declared:
            return None
        told = self._first_in_file.setdefault((block.id, block.file.name), block)
        if told is not block:
            return told
        return first if first and first.is_declared and not block.thing.is_unnamed else None

    def forget(self) -> None:
        """Let the blocks go, and with them the nodes of every file: quads are all that is kept of a run."""
        self._blocks.clear()
        self._first_in_file.clear()

    def hint(self, slug: str, paths: tuple[str, ...]) -> str:
        """The end of an error sentence: the declared name of these kinds that is nearest to `slug`."""
        if paths not in self._words:
            self._words[paths] = Words(s for p, s in self._declared() if p in paths)
        return self._words[paths].hint(slug)

    def hint_of_any(self, word: str) -> str:
        """The same for a thing of any kind, as path/slug."""
        if () not in self._words:
            self._words[()] = Words(f"{p}/{s}" for p, s in self._declared())
        return self._words[()].hint(word)

    def _declared(self) -> Iterator[Id]:
        return (id_ for id_, block in self._blocks.items() if block.is_declared)

    def actor(self, slug: str) -> str:
        """The IRI of an actor by its slug, empty when there is none."""
        path = next((p for p in _ACTORS if (p, slug) in self), "")
        return address(path, slug) if path else ""

    def hint_of_actor(self, slug: str) -> str:
        return self.hint(slug, _ACTORS)
