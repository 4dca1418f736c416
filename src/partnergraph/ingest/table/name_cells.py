"""Cells that name parties and things, and what stands in their place that is no name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, Literal

from partnergraph.ingest.table.cell import LIST, CellError, Read, checked_name
from partnergraph.ingest.table.likeness import is_channel, limits_in_short, says_an_end, takes_out
from partnergraph.ingest.table.sheets import text
from partnergraph.ingest.table.word_cells import DOUBTFUL_STATUSES, OPTIONS, STRENGTHS
from partnergraph.legal_forms import is_legal_form
from partnergraph.names import NOBODY, NOT_SOLD, fold, names_nobody
from partnergraph.terms import terms

_BETWEEN_NAMES: Final = re.compile(r"\s*(?<!\b[cw])/\s*|\s*/(?!o\b)\s*|\s\+\s", re.IGNORECASE)
_LETTERS_OF_A_NAME, _LETTERS_OF_A_CODE = 3, 2
_IN_TIME: Final = re.compile(
    r"→|➔|->|\((?:from|until|till|since|to|ab|bis|seit|depuis|hasta|desde|dal|fino)\b[^()]*\d{4}[^()]*\)", re.IGNORECASE
)
"""Parties that follow each other in one cell."""
_ASIDE: Final = re.compile(
    r"\s*\((?:sometimes|occasionally|via|formerly|previously|f\.?k\.?a\.?|a\.?k\.?a\.?|part of|owned by)\s[^()]*\)\s*$",
    re.IGNORECASE,
)
"""What is said of a name behind it and is no part of it."""
_BEHIND_NAME: Final = re.compile(r"(.+?)\s*(?:\s[-–—]\s+(.+)|:\s+(.+)|\(([^()]+)\))")
_BEFORE_NAME: Final = re.compile(r"(?=(.+))([^:–—-]+?)\s*(?::\s|\s[-–—]\s).+")
NOT_NAMED: Final = "(not named)"
"""How our own exports end the name of a party that is not named."""
_ALL_BUT: Final = re.compile(r"(?:all|everyone|anyone|everybody) (?:except|but)\b|not [A-Z]", re.IGNORECASE)
_LIMITS_BESIDE_NAME: Final = re.compile(
    r"(?:excl?\.?|except|excluding|without|ohne|sauf|hors|salvo|tranne|only|nur|until|bis|sub-?licensee|not) |"
    r"(?:in |under |en |em )?(?:negotiation|discussion|talks|verhandlung)"
)
"""How a limit begins that stands beside a name."""


def read_names(cell: str, of: Literal["parties", "things"], real: frozenset[str]) -> Read:
    """Return the names in a cell; none where its words name nobody. ``real``: names that are meant as they stand."""
    parts = [part.strip() for part in LIST.split(cell) if text(part)]
    remarks: dict[tuple[str, str | None], None] = {}
    names: dict[str, None] = {}
    for part in parts:
        name = checked_name(part, alone=len(parts) == 1)
        several = (name,) if of == "things" or fold(name) in real else _several(name)
        if len(several) > 1:
            message = f"{name!r} is read as {len(several)} names: {', '.join(several)}"
            remarks[message, f"if it is one: --name {name!r}"] = None
        for one in several:
            bare = one if of == "things" or fold(one) in real else text(_ASIDE.sub("", one)) or one
            if bare != one:
                remarks[f"{one!r} is read as {bare!r}", f"if the brackets belong to the name: --name {one!r}"] = None
            names[bare] = None
    if of == "parties":
        for name in names:
            _check_only_name(name, real)
    is_none = names_nobody if of == "parties" else NOBODY.__contains__
    free = next((name for name in names if of == "parties" and fold(name) in NOT_SOLD and fold(name) not in real), None)
    if free is not None:
        raise CellError(f"{free!r} says that nobody has it", f"leave the row out; if it is a name: {_let(free)}")
    in_time = next(
        (name for name in names if of == "parties" and _IN_TIME.search(name) and fold(name) not in real), None
    )
    if in_time is not None:
        hint = f"give each party a row with its days; if it is a name: {_let(in_time)}"
        raise CellError(f"{in_time!r} says who came when", hint)
    nobody = [name for name in names if is_none(fold(name)) and fold(name) not in real]
    if nobody and len(nobody) < len(names):
        raise CellError(
            f"{nobody[0]!r} names nobody", f"name who it is, or leave it out; a real name: {_let(nobody[0])}"
        )
    if nobody:
        message = f"{nobody[0]!r} names nobody: read as somebody who is not named"
        remarks[message, f"if it is a name: {_let(nobody[0])}"] = None
    return Read(() if nobody else tuple(names), tuple(remarks))


def _check_only_name(name: str, real: frozenset[str]) -> None:
    """Refuse what stands in the place of a party and says how far a deal is, or says it beside the name."""
    if fold(name) in real or name.endswith(NOT_NAMED):
        return
    if takes_out(name) or says_an_end(name) or _ALL_BUT.match(name):
        hint = f"write only the name here, and the rest in a column of its own; a real name: {_let(name)}"
        raise CellError(f"{name!r} says more than who", hint)
    if _says_of_the_deal(name):
        hint = f"write who it is, and this in a column 'status' or 'exclusivity'; a real name: {_let(name)}"
        raise CellError(f"{name!r} speaks of the deal and names nobody", hint)
    for found in filter(None, (_BEHIND_NAME.fullmatch(name), _BEFORE_NAME.fullmatch(name))):
        aside = next(filter(None, (text(words).strip("() ") for words in found.groups("")[1:])), "")
        if aside and (_says_of_the_deal(aside) or names_nobody(aside) or _limits_beside(aside)):
            hint = f"write only the name here, and the rest in a column of its own; a real name: {_let(name)}"
            raise CellError(f"{name!r} says more than who: {aside!r}", hint)


def _limits_beside(aside: str) -> bool:
    """Whether words beside a name limit the deal: a place or a channel, an end, how far it has come."""
    first = fold(aside).split()[0]
    return (
        _LIMITS_BESIDE_NAME.match(fold(aside)) is not None
        or first in _names_of_statuses()
        or is_channel(aside)
        or limits_in_short(aside)
        or says_an_end(aside)
    )


@lru_cache(maxsize=1 << 14)
def _says_of_the_deal(words: str) -> bool:
    """Whether words say how far a deal has come, or how exclusive it is."""
    plain = fold(words)
    if names_nobody(words):
        return False
    if (plain in STRENGTHS and len(plain) > _LETTERS_OF_A_CODE) or OPTIONS.fullmatch(plain):
        return True
    if any(plain in meant for meant, _ in DOUBTFUL_STATUSES) and plain not in NOT_SOLD:
        return True
    return plain in _names_of_statuses() or plain.removesuffix(".") in (
        "tbc",
        "tbd",
        "tba",
        "offer",
        "under offer",
        "loi",
    )


@cache
def _names_of_statuses() -> frozenset[str]:
    """Return the names of statuses, but for those that parties are called by, too."""
    return frozenset(name for axis, name in terms().by_name if axis == "status") - {
        "over",
        "live",
        "current",
        "concept",
    }


def _let(name: str) -> str:
    return f"--name {name!r}"


def _several(name: str) -> tuple[str, ...]:
    """Return the names that a slash, or a plus between blanks, separates; the name itself where it is one.

    >>> _several("TF1/Mediaset/M6"), _several("Sky + ITV"), _several("Novo Nordisk A/S"), _several("AC/DC")
    (('TF1', 'Mediaset', 'M6'), ('Sky', 'ITV'), ('Novo Nordisk A/S',), ('AC/DC',))
    """
    parts = [part.strip() for part in _BETWEEN_NAMES.split(name)]
    lettered = [len(re.findall(r"[^\W\d_]", part)) for part in parts]
    apart = len(parts) > 1 and min(lettered) >= 1 and max(lettered) >= _LETTERS_OF_A_NAME
    whole = any(len(part) < _LETTERS_OF_A_CODE or is_legal_form(part) for part in parts)
    return tuple(dict.fromkeys(parts)) if apart and not whole else (name,)


def read_name(cell: str) -> str:
    """Return the one name in a cell."""
    return checked_name(cell, alone=True)
