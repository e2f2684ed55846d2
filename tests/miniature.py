"""A project folder of a few lines, with the real ontology: what the tests of records and curation start from."""

from pathlib import Path

import pytest

from edugraph import records
from edugraph.build import graphs, inputs
from edugraph.errors import FindingsError
from edugraph.rdf import XSD
from edugraph.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent

SOURCES = """\
authority: register
label: {en: Register of texts}
address: https://example.org/register
sources:
  news:
    label: {en: A news item}
    language: en
    kind: news-item
    sha256: 1111111111111111111111111111111111111111111111111111111111111111
    length: 1000
    voices: [{voice: news}]
"""
NAMES = """\
authority: names
label: {en: Names}
address: https://example.org/names
countries:
  KAZ: {label: {en: Kazakhstan}, iso2: KZ, iso3: KAZ, isoNumeric: '398'}
  LVA: {label: {en: Latvia, lv: Latvija}, iso2: LV, iso3: LVA, isoNumeric: '428'}
  NOR: {label: {en: Norway}, iso2: NO, iso3: NOR, isoNumeric: '578'}
places:
  riga: {label: {en: Riga, lv: Rīga, ru: Рига}, kind: city}
organisations:
  council: {label: {en: Council of Ministers}, type: Body}
  ministry: {label: {en: Ministry of Education}}
persons:
  minister: {label: {en: A minister}}
"""


class AnyRange(dict[str, str]):
    """A lock in which every range has a hash."""

    def get(self, key: str, default: object = None) -> str:
        return "0" * 64


class Project:
    """A project folder with the real ontology and a few records of its own."""

    def __init__(self, root: Path, language: records.Language, codes: records.Codes) -> None:
        self.root, self.language, self.codes = root, language, codes
        (root / "ontology").symlink_to(ROOT / "ontology")
        for folder in ("shapes", "queries"):
            (root / folder).mkdir()
        self.write("data/release.yaml", "version: 2020.2.1\ndate: 2020-02-03\n")
        self.write("data/sources.yaml", SOURCES)
        self.write("data/authority/names.yaml", NAMES)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def expand(self, **files: str) -> records.Expansion:
        """Expand with `news="..."` written to data/records/news.yaml, every passage locked."""
        for stem, content in files.items():
            self.write(f"data/records/{stem}.yaml", content)
        paths = graphs.record_files(inputs.files(self.root))
        return records.expand(paths, self.language, self.codes, {"news": AnyRange(), "other": AnyRange()})

    def triples(self, graph: str, **files: str) -> set[str]:
        """What one graph holds after expansion, IRIs shortened to what follows the base."""
        short = {"<" + BASE: "<", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#": "<rdf:", f"<{XSD}": "<xsd:"}
        found = set()
        for s, p, o, g in self.expand(**files).quads:
            if g == f"<{BASE}graph/{graph}>":
                text = f"{s} {p} {o}"
                for long, replacement in short.items():
                    text = text.replace(long, replacement)
                found.add(text)
        return found

    def findings(self, **files: str) -> list[str]:
        """The findings of an expansion that must fail."""
        with pytest.raises(FindingsError) as fault:
            self.expand(**files)
        return [str(finding) for finding in fault.value.findings]
