"""One thing as a page for people."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment

from partnergraph import vocabulary as v
from partnergraph.graph import PartnerGraph
from partnergraph.show import sheet


def thing_page(graph: PartnerGraph, iri: str) -> str:
    """Return the page of a thing, fact or source."""
    template = files("partnergraph.server").joinpath("thing.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(sheet=sheet(graph.data(), iri), path=_path(iri))


def _path(iri: str) -> str:
    """Return where this server has a thing.

    >>> _path("https://w3id.org/partnergraph/id/brand/leica")
    '/id/brand/leica'
    """
    return "/id/" + quote(iri.removeprefix(v.DEFAULT_BASE))
