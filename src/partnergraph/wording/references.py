"""Sentences that carry links: a thing or fact stands in them as ``\\x01iri\\x01``.

All other control characters are made visible first, so no text from a source can be taken for a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from partnergraph.model import Iri
from partnergraph.wording.glossary import Glossary

MARK = "\x01"

_VISIBLE = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}


def visible(text: str) -> str:
    """Return the text with control characters as their visible symbols.

    >>> visible("a\\0b")
    'a␀b'
    """
    return text.translate(_VISIBLE)


def reference(iri: Iri) -> str:
    """Return a thing or fact as it stands in a sentence."""
    return f"{MARK}{iri}{MARK}"


def referring(terms: Mapping[Iri, str], marks: Container[Iri]) -> Glossary:
    """Return the glossary of sentences with links: terms stand in them by their labels, all else as references."""
    return Glossary(lambda iri: visible(terms[iri]) if iri in terms else reference(iri), marks.__contains__)


def plain(text: str, label: Callable[[Iri], str]) -> str:
    """Put labels in place of the references of a sentence.

    >>> plain("\\x01org/leica\\x01 licenses.", {"org/leica": "Leica"}.__getitem__)
    'Leica licenses.'
    """
    parts = text.split(MARK)
    return "".join(label(part) if i % 2 else part for i, part in enumerate(parts))
