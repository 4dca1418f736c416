"""Cells that name terms of an axis: fields, channels, acts, languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from partnergraph import model as m
from partnergraph.errors import UnknownNameError
from partnergraph.ingest.table.cell import LIST, checked_name
from partnergraph.ingest.table.columns import plain
from partnergraph.ingest.table.sheets import text
from partnergraph.terms import Axis, terms

_PLAIN_LIST: Final = re.compile(r"[;|,/]")
LOOSE_LIST: Final = re.compile(r"[;|\n,/+&]|\band\b|\bund\b|\bet\b|\by\b")


def read_terms(axis: Axis, cell: str) -> tuple[tuple[str, m.Iri | None], ...]:
    """Return (words, IRI of the shipped term or ``None``) for each term in a cell."""
    found: dict[str, m.Iri | None] = {}
    for part in filter(text, LIST.split(cell)):
        whole = text(part)
        known = _known(axis, whole)
        if not known:
            lines = [_known(axis, line) for line in part.strip().split("\n")]
            known = {words: iri for line in lines for words, iri in line.items()} if all(lines) else {}
        known = known or _partly_known(axis, part)
        found |= known or {checked_name(part.strip(), alone=whole == text(cell)): None}
    return tuple(found.items())


def _known(axis: Axis, words: str) -> dict[str, m.Iri | None]:
    """Return the shipped term that words are, or what they list; empty where they are something else."""
    known = term_of(axis, words)
    if known is not None:
        return {words: known}
    pieces = [text(piece) for piece in LOOSE_LIST.split(words) if text(piece)]
    found = {piece: term_of(axis, piece) for piece in pieces} if len(pieces) > 1 else {}
    return found if all(found.values()) else {}


def _partly_known(axis: Axis, part: str) -> dict[str, m.Iri | None]:
    """Return what a list names, if one of it is a shipped term: what else it names is a term each, not known."""
    found = {text(piece): term_of(axis, text(piece)) for piece in _PLAIN_LIST.split(part) if text(piece)}
    return {checked_name(piece, alone=False): iri for piece, iri in found.items()} if any(found.values()) else {}


def term_of(axis: Axis, words: str) -> m.Iri | None:
    """Return the shipped term that words are, written together or apart: "payTv", "free_tv", "pay per view"."""
    apart = plain(words)
    for spelling in (words, apart, apart.replace("-", " "), apart.replace(" ", ""), apart.replace(" ", "-")):
        try:
            return terms().find(axis, spelling)
        except UnknownNameError:
            continue
    return None


@lru_cache(maxsize=1024)
def near_terms(axis: Axis, words: str) -> tuple[str, ...]:
    """Return shipped terms that a misspelt one may mean."""
    try:
        terms().find(axis, words)
    except UnknownNameError as error:
        return tuple(error.nearest)
    return ()
