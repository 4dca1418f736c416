"""The folder in which a server keeps answers, bodies and copies: removed when it ends, or by the next one."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

_PREFIX: Final = "partnergraph-serving-"
_LOCK: Final = "lock"


class Scratch:
    """A new folder in that of the system, locked for as long as this process lives. Raises `OSError`."""

    def __init__(self) -> None:
        remove_abandoned()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = FileLock(self.path / _LOCK, timeout=0)
            with suppress(Timeout, FileNotFoundError):
                self._lock.acquire()
                if (self.path / _LOCK).exists():
                    return  # nobody took it for abandoned before it was locked

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders of servers of this user that are dead: whose lock is free."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, Timeout):  # Timeout: it lives
            is_own = os.name == "nt" or path.lstat().st_uid == os.getuid()
            if is_own and not path.is_symlink() and (path / _LOCK).exists():
                with FileLock(path / _LOCK, timeout=0):
                    _empty(path)
                shutil.rmtree(path, ignore_errors=True)


def _empty(path: Path) -> None:
    """Remove all but the lock, which not every system lets go of while it is held."""
    for inside in path.iterdir():
        if inside.name != _LOCK:
            shutil.rmtree(inside, ignore_errors=True) if inside.is_dir() else inside.unlink()
