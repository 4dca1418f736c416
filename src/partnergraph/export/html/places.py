"""Where each mark lay on the last page, kept with the store: a new organization does not move the old ones."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from partnergraph.errors import ExportError
from partnergraph.model import Iri
from partnergraph.output import whole_file

FILE = "positions.json"


def read_places(folder: Path) -> dict[Iri, tuple[float, float]]:
    """Return the positions kept in a folder; none where there are none, or they cannot be read.

    >>> read_places(Path("nowhere"))
    {}
    """
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(iri): (float(x), float(y)) for iri, (x, y) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # a cache: without it the marks are laid out anew


def keep_places(folder: Path, places: dict[Iri, tuple[float, float]]) -> None:
    """Write positions into a folder that exists; one that may not be written to is left as it is."""
    if not folder.is_dir():
        return
    text = json.dumps(dict(sorted(places.items())), ensure_ascii=False, separators=(",", ":"))
    with suppress(ExportError), whole_file(folder / FILE) as file:
        file.write(text.encode("utf-8"))
