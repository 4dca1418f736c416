"""Exclusions before or behind what they are taken from: "日本を除く全世界", "World, Japan excluded", "ex-US"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from partnergraph.territory.lexicon import SEPARATORS, Kind, Lexeme
from partnergraph.territory.regions import WORLD_CODE, table

_LIST: Final[frozenset[Kind]] = frozenset({"region", "adjective", "noun", "filler", *SEPARATORS})
_PLACES: Final[frozenset[Kind]] = frozenset({"region", "adjective"})
# Words of exclusion that may stand behind a region: "Japan excluded".
_ALSO_BEHIND: Final = frozenset(
    {"excluded", "excepted", "ausgenommen", "escluso", "esclusa", "excluido", "excluida", "exclu"}
)


def in_order(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes with each exclusion behind what it is taken from.

    >>> japan, world = Lexeme("region", "日本", "JP"), Lexeme("region", "全世界", "001")
    >>> [x.text for x in in_order([japan, Lexeme("behind", "を除く"), world])]
    ['全世界', 'except', '日本']
    """
    found = _brackets(list(lexemes))
    if not any(map(_may_be_behind, found)):
        return _begins_with_ex(found)
    place = next(i for i, lexeme in enumerate(found) if _may_be_behind(lexeme))
    before, after = found[:place], found[place + 1 :]
    if not after and found[place].kind == "behind" and any(x.kind == "except" for x in before[1:]):
        return before  # "全球除中国外": the exclusion has a word on both sides
    if any(x.kind not in _LIST for x in before[1:]) or (before and before[0].kind not in (*_LIST, "except")):
        return found
    circled = bool(before) and before[0].kind == "except"
    names = before[1:] if circled else before
    two_sided = any(x.kind in _PLACES for x in names) and any(x.kind in _PLACES for x in after)
    if two_sided and found[place].kind == "behind":
        return [*_trimmed(after), Lexeme("except", "except"), *_trimmed(names)]
    if not after and not circled:
        return _taken_from_the_first(found, before)
    return found


def with_and(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """ "Nederland en België": a word that is "in" in one language and "and" in another, between two countries."""
    found = list(lexemes)
    for i in range(1, len(found) - 1):
        sides = (found[i - 1], found[i + 1])
        whole = all(x.kind == "region" and table()[x.value].kind != "part" for x in sides)
        if whole and found[i].kind == "filler" and found[i].text.casefold() == "en":
            found[i] = Lexeme("and", found[i].text)
    return found


def with_georgia(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """ "Estonia, Georgia, Hungary": beside two countries at least, none of them the US, it is the country."""
    others = [lexeme.value for lexeme in lexemes if lexeme.kind in _PLACES]
    if len(others) < len(("Estonia", "Hungary")) or not all(table()[c].kind == "country" and c != "US" for c in others):
        return list(lexemes)
    return [Lexeme("region", x.text, "GE") if x.text.casefold() == "georgia" else x for x in lexemes]


def _may_be_behind(lexeme: Lexeme) -> bool:
    return lexeme.kind == "behind" or (lexeme.kind == "except" and lexeme.text.casefold() in _ALSO_BEHIND)


def _trimmed(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Without signs and fillers at both ends."""
    found = list(lexemes)
    while found and (found[0].kind == "filler" or found[0].kind in SEPARATORS):
        found = found[1:]
    while found and (found[-1].kind == "filler" or found[-1].kind in SEPARATORS):
        found = found[:-1]
    return found


def _taken_from_the_first(lexemes: list[Lexeme], before: list[Lexeme]) -> list[Lexeme]:
    """ "World, Japan excluded", where the second lies in the first; else as it is."""
    places = [i for i, lexeme in enumerate(before) if lexeme.kind == "region"]
    if len(places) < len(("the whole", "a part")):
        return lexemes
    whole, others = before[places[0]].value, [before[i].value for i in places[1:]]
    if whole != WORLD_CODE and (len(others) > 1 or not _lies_in(others[0], whole)):
        return lexemes
    cut = places[0] + 1
    return [*before[:cut], Lexeme("except", "except"), *_trimmed(before[cut:])]


def _lies_in(code: str, whole: str) -> bool:
    return code != whole and not table().ever(code) & ~table().ever(whole)


def _brackets(lexemes: list[Lexeme]) -> list[Lexeme]:
    """ "(日本を除く)" as "(except 日本)": an exclusion that fills brackets."""
    found: list[Lexeme] = []
    opened = -1
    for lexeme in lexemes:
        if lexeme.kind == "(":
            opened = len(found)
        if lexeme.kind == ")" and opened >= 0 and len(found) > opened + 1 and _may_be_behind(found[-1]):
            inner = found[opened + 1 : -1]
            circled = bool(inner) and inner[0].kind == "except"
            inner = inner[1:] if circled else inner
            if inner and all(x.kind in _LIST for x in inner):
                found = [*found[: opened + 1], Lexeme("except", "except"), *inner]
        found.append(lexeme)
    return found


def _begins_with_ex(lexemes: list[Lexeme]) -> list[Lexeme]:
    """ "ex-US", and nothing else: everywhere but in the US."""
    kinds = [x.kind for x in lexemes if x.kind not in ("filler", "noun")]
    if kinds == ["except", "region"] and lexemes[0].text.casefold() == "ex":
        return [Lexeme("outside", "outside"), *lexemes[1:]]
    return lexemes
