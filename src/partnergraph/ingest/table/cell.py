"""What every kind of cell has: how it fails, what it is read as, yes and no, names that can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from partnergraph import model as m
from partnergraph.bounds import Limit, Span, Term
from partnergraph.errors import PhraseError
from partnergraph.legal_forms import is_legal_form
from partnergraph.names import check_name, fold

LIST: Final = re.compile(r"[;|]")
"""What surely separates several in a cell."""
_YES: Final = frozenset({
    "yes", "y", "true", "x", "1", "ja", "j", "oui", "o", "si", "s", "sí", "vrai", "wahr", "✓", "✔", "☑", "●", "sì",
    "sim", "tak", "ano", "áno", "igen", "kyllä", "evet", "ναι", "да", "так", "כן", "نعم", "是", "有", "はい", "有り",
    "あり", "○", "〇", "예", "네", "có",
})  # fmt: skip
_NO: Final = frozenset({
    "no", "n", "false", "0", "nein", "non", "faux", "falsch", "✗", "✘", "☐", "nee", "nej", "nei", "não", "nao", "nie",
    "ne", "nem", "ei", "hayır", "όχι", "нет", "ні", "לא", "لا", "否", "无", "無", "いいえ", "なし", "아니오",
    "아니요", "không",
})  # fmt: skip
"""Words of some thirty languages, and marks; a cross like "×", which is no in Japanese, is left to be said in words."""
_GOES_ON: Final = re.compile(r"[&(]|(?:of|for|and|und|et|y|e|de|del|della|der|des|di|da|do|dos|du|van|von|in)\s")
"""How the next line of a name begins that was too long for one."""


class CellError(Exception):
    """A cell that cannot be read: why, and what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Read:
    """A value and what is to be said about how it was read (empty: nothing)."""

    value: object
    remarks: tuple[tuple[str, str | None], ...] = ()


Length: TypeAlias = tuple[Limit, Term]
"""A length of time, and whether it is the exact, the least or the greatest one."""


@dataclass(frozen=True, slots=True)
class End:
    """What an end cell says: a moment, a length, that there is none, or that it goes on when this is written.

    ``since`` is the start that the cell names too, from which its length counts; ``planned`` a last day that may move.
    """

    span: Span | None = None
    term: Length | None = None
    endless: bool = False
    present: bool = False
    since: Span | None = None
    planned: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind-of-deal cell says; ``event``: the row is none, but tells what happened to one."""

    commitment: m.CommitmentKind = "grant"
    exclusivity: str | None = None
    act: str | None = None
    event: m.DealEventKind | None = None


def checked_name(part: str, *, alone: bool) -> str:
    """Return a name; ``alone``: it is all that stands in the cell, so that an error need not say which one."""
    try:
        return check_name(_unwrapped(part))
    except PhraseError as error:
        shown = f"{error.phrase[:40]!r}..." if len(error.phrase) > 40 else repr(error.phrase)
        raise CellError(error.why if alone else f"{shown} {error.why}", error.hint) from None


def _unwrapped(part: str) -> str:
    """Return a name that stands on several lines on one. Raises `CellError` where they may be several names."""
    name, *rest = part.split("\n")
    for line in rest:
        if not (_GOES_ON.match(line) or is_legal_form(line) or name.endswith("&") or name.count("(") > name.count(")")):
            one, several = " ".join(part.split("\n")), "; ".join(part.split("\n"))
            raise CellError("stands on several lines: one name, or several?", f"write {one!r} or {several!r}")
        name = f"{name} {line}"
    return name


def is_yes_or_no(words: str) -> bool | None:
    """Return whether a cell says yes; ``None`` where it says neither yes nor no.

    >>> is_yes_or_no("✓"), is_yes_or_no("nein"), is_yes_or_no("maybe")
    (True, False, None)
    """
    plain = fold(words)
    return True if plain in _YES else False if plain in _NO else None
