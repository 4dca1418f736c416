"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from partnergraph.errors import ExportError


@contextmanager
def whole_file(path: str | Path) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` and put it in place at the end; on an error nothing is left.

    Raises `ExportError` where the file cannot be written.
    """
    path = Path(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(path)
    except OSError as error:
        raise ExportError(
            path, error.strerror or str(error), "choose a folder that exists and that you may write to"
        ) from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
