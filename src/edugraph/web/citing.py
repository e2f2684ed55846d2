"""How a page is cited: as a sentence and as BibTeX. Nothing in it depends on the day of reading."""

import re
from dataclasses import dataclass

PUBLISHER = "The edugraph authors"
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {sign: f"\\{sign}" for sign in "&%$#_{}"}


@dataclass(frozen=True)
class Citation:
    """One page of one release, as others refer to it."""

    title: str
    address: str
    version: str
    date: str

    @property
    def text(self) -> str:
        """`Title. In: edugraph, release 2026.11.1 (2026-11-21). https://…`"""
        return f"{self.title}. In: edugraph, release {self.version} ({self.date}). {self.address}"

    @property
    def bibtex(self) -> str:
        """The same as an entry for BibTeX, its signs escaped."""
        key = re.sub(r"[^A-Za-z0-9]+", "-", self.address.split("://")[-1].split("?")[0]).strip("-")
        fields = {
            "title": "{" + _tex(self.title) + "}",
            "author": "{" + PUBLISHER + "}",
            "year": self.date[:4],
            "note": f"edugraph, release {self.version} ({self.date})",
            "howpublished": f"\\url{{{self.address}}}",
        }
        return "\n".join([f"@misc{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields.items()), "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
