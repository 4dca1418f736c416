"""Territories on several lines: one place to a line, or a name that was too long for one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from partnergraph.errors import PhraseError
from partnergraph.territory.lexicon import normal, tokens
from partnergraph.territory.more_names import lexicon_for
from partnergraph.territory.phrases import parse_territory
from partnergraph.territory.printing import format_territory

_MOST_LINES: Final = 4
"""On which one name stands: "Saint", "Vincent", "and the", "Grenadines"."""
_SIGN: Final = re.compile(r"[;,/+&|]")


def unwrapped(lines: Sequence[str]) -> str:
    """Return the phrase that lines make: each is an element, but where only together they are the name of a region.

    Raises `PhraseError` where two lines are a list, and one place as well.

    >>> unwrapped(["Japan", "Papua", "New Guinea"]), unwrapped(["Japan", "South Korea,"])
    ('Japan; Papua New Guinea', 'Japan; South Korea')
    """
    elements: list[str] = []
    place = 0
    while place < len(lines):
        count = _lines_of_one_name(lines[place : place + _MOST_LINES])
        elements.append(" ".join(lines[place : place + count]).rstrip(" ;,"))
        place += count
    phrase = "; ".join(elements)
    if len(lines) == len(elements) == 2 and not lines[0].endswith(";"):
        _refuse_address(elements, phrase)
    return phrase


def _lines_of_one_name(lines: Sequence[str]) -> int:
    """Return on how many of the lines, from the first, a name stands that ends the first one and begins the last."""
    for count in range(len(lines), 1, -1):
        pieces = [_SIGN.split(lines[0])[-1], *lines[1 : count - 1], _SIGN.split(lines[count - 1])[0]]
        pieces = [piece.strip() for piece in pieces]
        if _is_region(" ".join(pieces)) and not all(map(_is_region, pieces)):
            return count
    return 1


def _is_region(words: str) -> bool:
    known = lexicon_for(tokens(words))
    entry = known.entries.get(normal(words)) if words and not _SIGN.search(words) else None
    return words in known.codes or (entry is not None and entry.kind == "region")


def _refuse_address(elements: Sequence[str], phrase: str) -> None:
    """Refuse "Hong Kong" over "China": with a comma between them, they are Hong Kong alone."""
    if not all(map(_is_region, elements)):
        return
    one, both = parse_territory(", ".join(elements)), parse_territory(phrase)
    if one != both:
        alone = format_territory(one)
        why = f"{elements[0]!r} and {elements[1]!r} on two lines are {alone} alone, or both"
        raise PhraseError(phrase, why, f"write '{alone}' for that alone, '{phrase}' for both, on one line")
