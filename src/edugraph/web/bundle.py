"""The islands that the build hook made, if it did: every page works without them."""

import json
from collections.abc import Mapping
from pathlib import Path

BUILT = Path(__file__).parent / "static" / "built"


def entries(built: Path = BUILT) -> Mapping[str, str]:
    """Entry -> file name below `static/built/`; nothing when there is no bundle."""
    manifest = built / "bundle.json"
    if not manifest.is_file():
        return {}
    found: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    return found
