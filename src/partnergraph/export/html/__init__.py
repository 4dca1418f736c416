"""The interactive page: a whole graph with its evidence in one HTML file that needs no network."""

from __future__ import annotations

from partnergraph.export.html.answers import Answer, CountryClass, MapAnswers, MapQuestion
from partnergraph.export.html.available import answers_of, map_answers
from partnergraph.export.html.layout import layout
from partnergraph.export.html.page import build_columns, build_page, build_served_page
from partnergraph.export.html.places import keep_places, read_places

__all__ = [
    "Answer",
    "CountryClass",
    "MapAnswers",
    "MapQuestion",
    "answers_of",
    "build_columns",
    "build_page",
    "build_served_page",
    "keep_places",
    "layout",
    "map_answers",
    "read_places",
]
