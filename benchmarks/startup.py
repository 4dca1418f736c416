"""The command line's start beside `python -c "import click, pyoxigraph"`.

Limits: `--version` 1.5 times, `territory "World except Japan"` 2 times.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks._timing import paired

BARE = [sys.executable, "-c", "import click, pyoxigraph"]
OURS = [sys.executable, "-c", "import sys; from partnergraph.cli import main; sys.argv[0] = 'partnergraph'; main()"]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    print(f"{'command':34} {'ours ms':>9} {'bare ms':>9} {'ratio':>6} {'limit':>6}")
    for arguments, limit in ((["--version"], 1.5), (["territory", "World except Japan"], 2.0)):
        ours, bare = paired(lambda a=arguments: _run([*OURS, *a]), lambda: _run(BARE), rounds=15)
        mark = "" if ours / bare <= limit else "  OVER"
        print(f"{' '.join(arguments):34} {ours * 1e3:9.1f} {bare * 1e3:9.1f} {ours / bare:6.2f} {limit:6.1f}{mark}")


if __name__ == "__main__":
    main()
