"""One thing as a page for people."""

from __future__ import annotations

from importlib.resources import files
from typing import Final
from urllib.parse import quote

from jinja2 import Environment

from partnergraph import vocabulary as v
from partnergraph.lookup import kind_of
from partnergraph.model import Dataset
from partnergraph.show import sheet

_UNDRAWN: Final = (None, "source", "claim")


def thing_page(data: Dataset, iri: str) -> str:
    """Return the page of a thing, fact or source, from what ``data`` knows of it."""
    template = files("partnergraph.server").joinpath("thing.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    identifier = quote(iri.removeprefix(v.DEFAULT_BASE))
    return environment.from_string(template).render(
        sheet=sheet(data, iri), path=_path(iri), fragment="" if kind_of(iri) in _UNDRAWN else f"#sel={identifier}"
    )


def _path(iri: str) -> str:
    """Return where this server has a thing.

    >>> _path("https://w3id.org/partnergraph/id/brand/leica")
    '/id/brand/leica'
    """
    return "/id/" + quote(iri.removeprefix(v.DEFAULT_BASE))
