"""Pin what `make demo`, `make test` and `make verify` install, with hashes, for every Python and system we support.

`requirements/base.txt` is what it takes to use partnergraph and to build it, `dev.txt` all that tests and pages need
beside, `mutation.txt` the tool of `make mutation` on top of that, `lowest.txt` what is in `dev.txt` with the lowest
versions that `pyproject.toml` allows (wheels: Python 3.11 and 3.12 only). All in the form that pip reads, without an
index's address. What is pinned is looked up anew each time.

Usage: python -m pip install uv, then: python scripts/lock.py
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "requirements"
DESCRIPTION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OLDEST = DESCRIPTION["project"]["requires-python"].removeprefix(">=")
HEAD = "# Made by scripts/lock.py from pyproject.toml; CONTRIBUTING.md says how it is renewed.\n"


def resolve(name: str, *options: str) -> None:
    """Write one file of pinned versions; what the build needs is in each."""
    build = "".join(f"{requirement}\n" for requirement in DESCRIPTION["build-system"]["requires"])
    how = ("--universal", "--python-version", OLDEST, "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-", *how, *options]
    done = subprocess.run(command, cwd=ROOT, input=build.encode(), stdout=subprocess.PIPE, check=True)
    (PLACE / name).write_bytes(HEAD.encode() + done.stdout)


def main() -> None:
    PLACE.mkdir(exist_ok=True)
    resolve("dev.txt", "--extra", "dev")
    resolve("base.txt", "--constraint", "requirements/dev.txt")  # one version of a package, whatever is made
    resolve("mutation.txt", "--extra", "mutation", "--constraint", "requirements/dev.txt")
    resolve("lowest.txt", "--extra", "dev", "--resolution", "lowest-direct")


if __name__ == "__main__":
    main()
