"""Articles and full stops."""

from __future__ import annotations


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article.

    >>> with_article("act"), with_article("field")
    ('an act', 'a field')
    """
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def full_stop(words: str) -> str:
    """Return words that end with a full stop, once: an abbreviation at their end has one already.

    >>> full_stop("Lenses by Example Inc."), full_stop("Lenses by Example")
    ('Lenses by Example Inc.', 'Lenses by Example.')
    """
    return words if words.endswith(".") else f"{words}."
