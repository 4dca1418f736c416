"""The commitment index of a large store, made in a process of its own: no question has the time to make it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from partnergraph.index import NAME as INDEX
from partnergraph.server.checkpoint import Checkpoint, CheckpointReader


async def make_index(checkpoint: Checkpoint, location: str) -> None:
    """Make the index of a checkpoint, unless it has one, and keep it beside the store for the next server."""
    settings = {"checkpoint": str(checkpoint.path), "stamp": asdict(checkpoint.stamp)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "partnergraph.server.indexing", json.dumps(settings)), stdin=asyncio.subprocess.DEVNULL
    )
    try:
        await process.wait()
        with suppress(OSError):
            _keep(checkpoint.path.parent / INDEX, Path(location) / INDEX)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _keep(made: Path, path: Path) -> None:
    """Put an index beside the store; one of another revision is passed over by whoever reads it."""
    if not path.exists() or not path.samefile(made):
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        os.link(made, fresh)
        fresh.replace(path)


def main() -> None:
    """Make the index of one checkpoint, unless it is there."""
    from partnergraph.exclusivity.scope import Trees
    from partnergraph.graph import PartnerGraph
    from partnergraph.index import load_index

    settings = json.loads(sys.argv[1])
    reader = CheckpointReader(settings["checkpoint"], settings["stamp"])
    if load_index(reader.path, reader.stamp, Trees({})) is None:
        PartnerGraph(reader).write_index()


if __name__ == "__main__":
    main()
