"""Folders for copies of a store that end with the process: in the store itself, where hard links work."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path

_numbers = itertools.count(1)
_PREFIX = "serving-"


def remove_leftovers(location: str | Path) -> None:
    """Remove the folders of processes that were killed."""
    path = Path(location)
    for folder in path.glob(f"{_PREFIX}*") if path.is_dir() else ():
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not _is_alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True  # there, asking in this way ends the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def new_folder(beside: Path | None, elsewhere: Path | None = None) -> Path:
    """Make a folder in the store, where hard links work; elsewhere if that may not be written to."""
    if beside is not None:
        folder = beside / f"{_PREFIX}{os.getpid()}-{next(_numbers)}"
        try:
            folder.mkdir()
            return folder
        except OSError:
            pass
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=elsewhere))
