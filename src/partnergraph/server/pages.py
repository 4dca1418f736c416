"""One thing as a page for people."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment

from partnergraph.model import Dataset
from partnergraph.names import short_iri
from partnergraph.show import sheet


def thing_page(data: Dataset, iri: str) -> str:
    """Return the page of a thing, fact or source, from what ``data`` knows of it."""
    template = files("partnergraph.server").joinpath("thing.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    is_drawn = iri in {*(thing.iri for thing in data.entities), *(fact.iri for fact in data.identities)}
    fragment = f"#sel={quote(short_iri(iri), safe='/')}" if is_drawn else ""
    return environment.from_string(template).render(sheet=sheet(data, iri), path=_path(iri), fragment=fragment)


def _path(iri: str) -> str:
    """Return where this server has a thing.

    >>> _path("https://w3id.org/partnergraph/id/brand/leica")
    '/id/brand/leica'
    """
    return "/id/" + quote(short_iri(iri))
