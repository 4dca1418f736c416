"""Several things: how many, and one after the other."""

from __future__ import annotations

from collections.abc import Iterable


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Return a list as it is said; empty where there is nothing in it.

    >>> listed(["Leica"]), listed(["Leica", "Xiaomi", "Sharp"]), listed(["yes", "no"], "or")
    ('Leica', 'Leica, Xiaomi and Sharp', 'yes or no')
    """
    *first, end = [*parts] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def counted(count: int, noun: str) -> str:
    """Say how many.

    >>> counted(1, "statement"), counted(1200, "statement")
    ('1 statement', '1,200 statements')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
