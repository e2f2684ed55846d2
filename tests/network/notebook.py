"""docs/network.ipynb: its code cells, run in order, and what each shows.

`python tests/network/notebook.py` runs it on the current release and writes what the cells show now.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "network.ipynb"


def cells() -> list[dict[str, Any]]:
    return [c for c in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]


def shown(cell: dict[str, Any]) -> str:
    """What the notebook says that a cell shows."""
    return "".join("".join(output["data"]["text/plain"]) for output in cell["outputs"])


def run(release: Path) -> list[str]:
    """What each code cell shows on a release: the last expression of it, as Jupyter would show it."""
    space: dict[str, Any] = {"RELEASE": release}
    return [_shown_by("".join(cell["source"]), space) for cell in cells()]


def _shown_by(source: str, space: dict[str, Any]) -> str:
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), space)
    if last is None:
        return ""
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), space)  # type: ignore[attr-defined]
    return "" if value is None else repr(value)


def rewrite(release: Path) -> None:
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = [cell for cell in told["cells"] if cell["cell_type"] == "code"]
    for number, (cell, text) in enumerate(zip(code, run(release), strict=True), 1):
        data = {"text/plain": text.splitlines(keepends=True)}
        output = {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        cell["execution_count"], cell["outputs"] = number, [output] if text else []
    NOTEBOOK.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "releases" / "current")
