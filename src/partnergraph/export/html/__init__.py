"""The interactive page: a whole graph with its evidence in one HTML file that needs no network."""

from __future__ import annotations

from partnergraph.export.html.answers import Answer, CountryClass, MapAnswers, MapQuestion
from partnergraph.export.html.layout import layout
from partnergraph.export.html.page import build_page

__all__ = ["Answer", "CountryClass", "MapAnswers", "MapQuestion", "build_page", "layout"]
