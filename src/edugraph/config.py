"""The settings, made once from a mapping and passed as a value; and where the project's own files lie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from edugraph.errors import EdugraphError

_MOST = 10**12
_DAY_S = 86_400
_TIB_IN_MIB = 1 << 20


@dataclass(frozen=True)
class Settings:
    """Every setting: `EDUGRAPH_` and its name in capitals is the variable that sets it."""

    home: Path = field(default=Path("releases"), metadata={"help": "Folder of the releases."})
    inputs: Path | None = field(
        default=None,
        metadata={"help": "Folder that holds ontology/, shapes/, queries/ and data/; empty: the project's own."},
    )
    sources: Path | None = field(
        default=None, metadata={"help": "Folder of the source texts, to verify hashes and show passages in context."}
    )
    host: str = field(default="127.0.0.1", metadata={"help": "Address that the server listens on."})
    port: int = field(default=8000, metadata={"help": "Port that the server listens on.", "most": 65535})
    public_url: str = field(
        default="", metadata={"help": "URL under which the public reaches the site; empty: that of the request."}
    )
    contact: str = field(
        default="",
        metadata={"help": "Where readers report errors: a mail address, or a URL that takes title and body."},
    )

    geometry: Path | None = field(
        default=None,
        metadata={
            "help": "TopoJSON file with the shapes of countries for the map of the world, joined by ISO 3166 numeric "
            "code; empty: our own, from Natural Earth."
        },
    )

    engine: str = field(
        default="",
        metadata={
            "help": "URL of another SPARQL server that answers in place of the embedded engine; `{release}` in it "
            "stands for the id of the release."
        },
    )
    engine_user: str = field(default="", metadata={"help": "User at that server."})
    engine_password: str = field(default="", repr=False, metadata={"help": "Password at that server."})
    engine_auth: str = field(default="basic", metadata={"help": "How user and password are told: basic or digest."})
    engine_token: str = field(default="", repr=False, metadata={"help": "Bearer token for that server."})

    workers: int = field(
        default=0,
        metadata={"help": "Queries that run at the same time at full priority; 0: one for each core.", "most": 1024},
    )
    long_queries: int = field(
        default=4,
        metadata={"help": "Queries beyond `short_query_ms` that run at the same time, at low priority.", "most": 1024},
    )
    parked_queries: int = field(
        default=16,
        metadata={"help": "Queries beyond `short_query_ms` that stand still until a long one ends.", "most": 1024},
    )
    short_query_ms: int = field(
        default=50, metadata={"help": "Milliseconds after which a query makes room for others.", "most": _DAY_S * 1000}
    )
    queue: int = field(
        default=64, metadata={"help": "Queries that may wait for a worker; more are told to wait.", "most": 65_536}
    )
    query_timeout_s: int = field(default=10, metadata={"help": "Seconds after which a query is ended.", "most": _DAY_S})
    query_memory_mib: int = field(
        default=1024, metadata={"help": "Memory in MiB that one query may take beside the store.", "most": _TIB_IN_MIB}
    )
    max_rows: int = field(default=1_000_000, metadata={"help": "Rows or triples that one answer may have."})
    max_bytes: int = field(default=1 << 28, metadata={"help": "Bytes that one answer may have."})
    refused_s: int = field(
        default=60,
        metadata={
            "help": "Seconds for which a query that hit the server's own limit is not tried again.",
            "most": _DAY_S,
        },
    )
    in_memory_quads: int = field(
        default=2_000_000,
        metadata={
            "help": "A release of up to so many quads is held in memory (about 0.4 GB a million, up to once for each "
            "worker); a larger one is read from disk. 0: always from disk."
        },
    )
    query_kib: int = field(
        default=256, metadata={"help": "Largest query in KiB; a longer one is refused.", "most": 1_048_576}
    )
    cache_mib: int = field(
        default=64, metadata={"help": "Memory for answers kept, in MiB; 0 keeps none.", "most": _TIB_IN_MIB}
    )
    slow_s: int = field(
        default=20,
        metadata={
            "help": "Seconds in which a request's headers, its body, and each part of an answer must pass.",
            "most": _DAY_S,
        },
    )
    rate_per_s: int = field(
        default=50, metadata={"help": "Queries a second that one client address may send; 0 for no limit."}
    )
    rate_burst: int = field(
        default=500, metadata={"help": "Queries that one client address may send at once before that limit counts."}
    )
    forwarders: str = field(
        default="",
        metadata={"help": "Addresses or networks of trusted proxies, whose X-Forwarded-For and -Proto are believed."},
    )
    metrics: str = field(
        default="",
        metadata={"help": "Address and port of the Prometheus metrics, such as 127.0.0.1:9100; empty: none."},
    )
    without_barrier: int = field(
        default=0,
        metadata={
            "help": "1: listen beyond this machine although the system has no seccomp, so that only a check of words "
            "keeps queries off the network.",
            "most": 1,
        },
    )
    graceful_s: int = field(
        default=30, metadata={"help": "Seconds that running requests have to end when it stops.", "most": _DAY_S}
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings from environment variables; an empty one is not set.

        Raises EdugraphError for an unknown or ill-formed one.
        """
        known = {f"EDUGRAPH_{f.name.upper()}": f for f in fields(cls)}
        given: dict[str, Any] = {}
        for name in sorted(n for n in environment if n.startswith("EDUGRAPH_") and n not in OUTSIDE):
            if name not in known:
                raise EdugraphError(f"{name} is no setting; known: {', '.join(sorted(known))}")
            if text := environment[name]:
                given[known[name].name] = _value(name, known[name].type, text, known[name].metadata.get("most", _MOST))
        return cls(**given)

    @property
    def root(self) -> Path:
        """The folder of the project's hand-written files: set, or beside the package, or inside the wheel."""
        return self.inputs or own_files()


OUTSIDE = {"EDUGRAPH_CHROMIUM", "EDUGRAPH_CI", "EDUGRAPH_RDF_TESTS"}
"""Variables that tests read, not the program."""


def _value(name: str, type_: object, text: str, most: int) -> object:
    if type_ is not int:
        return text if type_ is str else Path(text)
    if not re.fullmatch("[0-9]{1,13}", text) or int(text) > most:
        raise EdugraphError(f"{name} must be a whole number up to {most}, not {text!r}")
    return int(text)


def own_files() -> Path:
    """Where ontology/, shapes/, queries/ and data/ lie: in the wheel's `resources`, or at the root of a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "resources"
    return inside if inside.is_dir() else here.parent.parent
