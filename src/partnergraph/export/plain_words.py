"""Sentences of `export.html.sentences` as plain text."""

from __future__ import annotations

from collections.abc import Callable

from partnergraph.export.html.sentences import MARK
from partnergraph.model import Iri


def plain(text: str, label: Callable[[Iri], str]) -> str:
    """Put labels in place of the references of a sentence.

    >>> plain("\\x01org/leica\\x01 licenses.", {"org/leica": "Leica"}.__getitem__)
    'Leica licenses.'
    """
    parts = text.split(MARK)
    return "".join(label(part) if i % 2 else part for i, part in enumerate(parts))
