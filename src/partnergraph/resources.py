"""Where the ontology's files are: the one place that knows the installed and the checked-out layout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_ontology"
_CHECKOUT = _PACKAGE.parents[1] / "ontology"


def ontology_path(relative: str = "") -> Path:
    """Path of an ontology file or folder, ``relative`` to the ontology's root with forward slashes.

    In an installed wheel the files are inside the package (``_ontology``), in a checkout beside ``src``.
    Raises `FileNotFoundError`, naming both places, if neither has it.

    >>> ontology_path("regions.json").name
    'regions.json'
    """
    for root in (_INSTALLED, _CHECKOUT):
        path = root / relative
        if path.exists():
            return path
    raise FileNotFoundError(f"no ontology file {relative!r} in {_INSTALLED} nor in {_CHECKOUT}")


def read_text(relative: str) -> str:
    """Text of an ontology file (UTF-8). Raises as `ontology_path`.

    >>> read_text("regions.json")[:1]
    '['
    """
    return ontology_path(relative).read_text(encoding="utf-8")


@cache
def codelist(name: str) -> dict[str, Any]:
    """A trade's lists of codes, read once: ``ontology/codelists/NAME.json``. Raises as `ontology_path`.

    >>> codelist("onix")["regions"]["AU-NS"]
    'AU-NSW'
    """
    found: dict[str, Any] = json.loads(read_text(f"codelists/{name}.json"))
    return found
