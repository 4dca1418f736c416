"""What stands in a cell, read: names, territories, dates, terms, yes and no. Repeated cells are read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, TypeVar

from partnergraph import model as m
from partnergraph.bounds import Period, Span, Term, parse_moment, parse_period, parse_term
from partnergraph.errors import InputError, PhraseError, Problem, UnknownNameError
from partnergraph.ingest.table.sheets import Cell, lines, text
from partnergraph.names import NOBODY, NOTHING_SAID, fold
from partnergraph.terms import Axis, terms
from partnergraph.territory import Territory, parse_territory

T = TypeVar("T")
Order: TypeAlias = Literal["dmy", "mdy"]

_FORMULA_ERRORS: Final = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "########")

_YES: Final = frozenset({
    "yes", "y", "true", "x", "1", "ja", "j", "oui", "o", "si", "s", "sí", "vrai", "wahr", "✓", "✔", "☑",
})  # fmt: skip
_NO: Final = frozenset(["no", "n", "false", "0", "nein", "non", "faux", "falsch", "✗", "✘", "☐"])
_LIST: Final = re.compile(r"[;|\n]")
_LOOSE_LIST: Final = re.compile(r"[;|\n,/+&]|\band\b|\bund\b|\bet\b|\by\b")
_SERIALS: Final = range(10_000, 80_000)
_NUMERIC_DATE: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2\d{4}(?!\d)")
_MIDNIGHT: Final = re.compile(r"(?<=\d)[ T]0?0:00(?::00(?:\.0+)?)?Z?$")
_PRESENT: Final = frozenset(
    ["present", "now", "current", "ongoing", "continuing", "running", "active", "today"]
) | {"to date", "to present", "until present", "till date", "still running", "in force"}  # fmt: skip
_OPEN: Final = frozenset(["open", "open-ended", "evergreen", "rolling"]) | {
    "open ended", "no end", "no end date", "no expiry", "auto-renew", "auto renew", "automatic renewal",
}  # fmt: skip

_STRENGTH_WORDS: Final[tuple[tuple[m.Strength | None, str], ...]] = (
    (
        "unqualified",
        "exclusive|excl|excl.|exclusively|exklusiv|exclusif|exclusive licence|exclusive license|exclusivo|exclusiva|e|"
        "full exclusivity",
    ),
    ("sole", "sole|sole licence|sole license|sole licensee|alleinig"),
    (
        "exclusive",
        "sole and exclusive|exclusive, also against the licensor|exclusive (licensor shut out)|"
        "exclusive including against licensor|exclusive even as to licensor|exclusive, licensor excluded",
    ),
    ("co-exclusive", "co-exclusive|coexclusive|co exclusive"),
    (
        None,
        "non-exclusive|nonexclusive|non exclusive|non-excl|non-excl.|non excl|not exclusive|ne|nicht exklusiv|"
        "nicht-exklusiv|non exclusif|non-exclusif|no exclusivo|no exclusiva|non-exclusive licence|"
        "non-exclusive license|none|no exclusivity",
    ),
)
_STRENGTHS: Final[dict[str, m.Strength | None]] = {
    word: strength for strength, words in _STRENGTH_WORDS for word in words.split("|")
}
_OPTIONS: Final = re.compile(
    r"(?:right of |option of )?(?:first|last) (?:refusal|offer|negotiation|look)|rofr|rofo|rofn|hold-?back|"
    r"matching right|option|vorkaufsrecht"
)
_RENEWAL: Final = re.compile(r"\b(?:renew|extend|extension|prolong|verlänger)", re.IGNORECASE)
_AGREEMENT: Final = re.compile(
    r"\b(?:agreement|contract|deal|licen[cs]e|licensing|lizenz|lizenzvertrag|vertrag|grant|right|rights)\b"
)
_KIND_PREFIX: Final = {
    "non-exclusive": "no",
    "nonexclusive": "no",
    "non exclusive": "no",
    "co-exclusive": "co-exclusive",
    "sole and exclusive": "sole and exclusive",
    "exclusive": "exclusive",
    "sole": "sole",
}


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


@dataclass(frozen=True, slots=True)
class End:
    """What an end cell says: a moment, that there is none, or that it goes on when this is written."""

    span: Span | None = None
    endless: bool = False
    present: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind-of-deal cell says."""

    commitment: m.CommitmentKind = "grant"
    exclusivity: str | None = None
    act: str | None = None


@dataclass(slots=True)
class Cells:
    """Reads cells; keeps what it has read.

    ``on`` is the day of the table. ``epoch_1904``: day numbers count from 1904, as in old Macintosh workbooks.
    """

    on: date | None = None
    epoch_1904: bool = False
    _kept: dict[tuple[object, ...], tuple[Any, CellError | None]] = field(default_factory=dict)

    def once(self, read: Callable[..., T], *about: Hashable) -> T:
        """Return ``read(*about)``, or raise its `CellError`, doing the work once for equal arguments."""
        key = (read.__name__, *about, *map(type, about))  # 1 and True are equal keys
        if key not in self._kept:
            try:
                self._kept[key] = (read(*about), None)
            except CellError as error:
                self._kept[key] = (None, error)
        value: T
        value, failed = self._kept[key]
        if failed is not None:
            raise CellError(failed.message, failed.hint)
        return value

    # -- names and other lists

    def names(self, cell: Cell) -> tuple[str, ...]:
        """Return the names in a cell, separated by ``;``, ``|`` or line breaks."""
        return self.once(_names, lines(cell))

    def terms(self, axis: Axis, cell: Cell) -> tuple[tuple[str, m.Iri | None], ...]:
        """Return (words, IRI of the shipped term or ``None``) for each term in a cell."""
        return self.once(_terms, axis, lines(cell))

    def territory(self, cell: Cell, excluded: Cell) -> tuple[Territory, ...]:
        """Return the rules of a territory cell, less an excluded one."""
        return self.once(_territory, _phrase(cell), "" if says_nothing(excluded) else _phrase(excluded))

    # -- time

    def moment(self, cell: Cell, order: Order | None, on: date | None = None) -> Read:
        """Return the `Span` of a start."""
        return self.once(_moment, _plain(cell), order, on or self.on, self.epoch_1904)

    def end(self, cell: Cell, order: Order | None, on: date | None = None) -> Read:
        """Return the `End` of an end cell."""
        return self.once(_end, _plain(cell), order, on or self.on, self.epoch_1904)

    def period(self, cell: Cell, order: Order | None, on: date | None = None) -> Period:
        """Return the period of a period cell."""
        return self.once(_period, text(cell), order, on or self.on)

    def length(self, cell: Cell, unit: str | None) -> Term | Literal["endless", "open"]:
        """Return the length of a term; ``unit`` is the one that the header names."""
        return self.once(_length, text(cell), unit)

    # -- words with a fixed meaning

    def strength(self, cell: Cell) -> m.Strength | None:
        """Return the strength of an exclusivity; ``None``: not exclusive."""
        return self.once(_strength, text(cell))

    def kind(self, cell: Cell) -> Kind:
        """Return what kind of commitment a deal is."""
        return self.once(_kind, text(cell))

    def option(self, cell: Cell) -> str | None:
        """Return ``"option"``, ``"renewal"`` (no option in our sense) or ``None``."""
        return self.once(_option, text(cell))

    def status(self, cell: Cell) -> str:
        """Return the status's bare name."""
        return self.once(_status, text(cell))

    def yes(self, cell: Cell) -> bool:
        """Return whether a cell says yes."""
        return self.once(_yes, text(cell))


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is empty or holds a word for "nothing said".

    >>> says_nothing(" - "), says_nothing("N/A"), says_nothing("no")
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and (not cell or _is_nothing(cell)))


@lru_cache(maxsize=1 << 16)
def _is_nothing(cell: str) -> bool:
    return not text(cell) or fold(text(cell)) in NOTHING_SAID


def formula_error(cell: Cell) -> str | None:
    """Return the error that a formula left in a cell, if it is one."""
    return cell if isinstance(cell, str) and cell.strip() in _FORMULA_ERRORS and cell.strip() != "#N/A" else None


def read_day(words: str) -> date:
    """Return the one day that a user names. Raises `InputError`.

    >>> read_day("28 February 2024")
    datetime.date(2024, 2, 28)
    """
    try:
        span = parse_moment(words)
    except PhraseError as error:
        raise InputError([Problem(error.why, error.hint, value=words)]) from None
    if span.earliest is None or span.earliest != span.latest:
        raise InputError([Problem("is not one day", "write it as 2024-02-28", value=words)])
    return span.earliest


def _names(cell: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for part in _LIST.split(cell) if (name := text(part))))
    for name in names:
        if fold(name) in NOBODY:
            raise CellError(f"{name!r} names nobody", "name who or what it is, or leave the row out")
        if not any(c.isalnum() for c in name):
            raise CellError(f"{name!r} is no name", "write a name")
    return names


def _terms(axis: Axis, cell: str) -> tuple[tuple[str, m.Iri | None], ...]:
    found: dict[str, m.Iri | None] = {}
    for part in _LIST.split(cell):
        words = text(part)
        pieces = [text(piece) for piece in _LOOSE_LIST.split(words) if text(piece)]
        known = _term(axis, words)
        if words and known is None and len(pieces) > 1 and all(_term(axis, piece) for piece in pieces):
            found |= {piece: _term(axis, piece) for piece in pieces}
        elif words:
            found[words] = known
    return tuple(found.items())


def _term(axis: Axis, words: str) -> m.Iri | None:
    try:
        return terms().find(axis, words)
    except UnknownNameError:
        return None


@lru_cache(maxsize=1024)
def near_terms(axis: Axis, words: str) -> tuple[str, ...]:
    """Return shipped terms that a misspelt one may mean."""
    try:
        terms().find(axis, words)
    except UnknownNameError as error:
        return tuple(error.nearest)
    return ()


def _phrase(cell: Cell) -> str:
    return "; ".join(line.rstrip(" ;,") for line in lines(cell).splitlines())


def _territory(phrase: str, excluded: str) -> tuple[Territory, ...]:
    if excluded and not phrase:
        hint = "write what it is taken out of, such as World, as the territory"
        raise CellError("a territory is taken out of none", hint)
    try:
        return parse_territory(f"{phrase} except {excluded}" if excluded else phrase)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


# --- time -------------------------------------------------------------------------------------------------


def numeric_order(cell: Cell) -> Order | None:
    """Return the order of day and month that a cell shows by itself, its day being above 12.

    >>> numeric_order("31/01/2024"), numeric_order("1/31/2024"), numeric_order("01/02/2024")
    ('dmy', 'mdy', None)
    """
    found = _NUMERIC_DATE.search(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else None


def is_ambiguous(cell: Cell) -> bool:
    """Whether a cell holds a date like 01/02/2024, whose day and month could be either way round."""
    found = _NUMERIC_DATE.search(cell) if isinstance(cell, str) else None
    return found is not None and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1].zfill(2) != found[3].zfill(2)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return _MIDNIGHT.sub("", text(cell)) if isinstance(cell, str) else cell


def _moment(cell: Cell, order: Order | None, on: date | None, epoch_1904: bool) -> Read:
    typed = _typed_moment(cell, epoch_1904)
    if typed is not None:
        return typed
    try:
        return Read(parse_moment(text(cell), on=on, order=order))
    except PhraseError as error:
        edge = _edge(text(cell), order, on, 0)
        if edge is not None:
            return Read(edge)
        raise _dated(error) from None


def _typed_moment(cell: Cell, epoch_1904: bool) -> Read | None:
    """Return the day of a real date or of a spreadsheet's day number."""
    if isinstance(cell, str) and re.fullmatch(r"\d{5}(?:\.0+)?", cell):
        cell = int(cell[:5])
    if isinstance(cell, date):
        return Read(_one_day(cell))
    if isinstance(cell, bool) or not isinstance(cell, int):
        return None
    if cell not in _SERIALS:
        return None
    epoch = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    day = epoch + timedelta(cell)
    message = f"numbers are read as a spreadsheet's day numbers: {cell} is {day}"
    return Read(_one_day(day), ((message, "format the column as dates"),))


def _one_day(day: date) -> Span:
    return Span(day, day, day.isoformat())


def _edge(words: str, order: Order | None, on: date | None, side: int) -> Span | None:
    """Return one edge of "since 2020" or "until 2024", whose other edge must be open."""
    try:
        period = parse_period(words, on=on, order=order)
    except PhraseError:
        return None
    edges = period.edtf.split("/")
    if len(edges) != 2 or edges[1 - side] or not edges[side] or period.endless or period.planned_end:
        return None
    days = (period.earliest_start, period.latest_start) if side == 0 else (period.earliest_end, period.latest_end)
    return Span(*days, edges[side])


def _end(cell: Cell, order: Order | None, on: date | None, epoch_1904: bool) -> Read:
    words = fold(text(cell))
    if words in _PRESENT:
        return Read(End(present=True))
    if words in _OPEN:
        return Read(End())
    typed = _typed_moment(cell, epoch_1904)
    if typed is not None:
        return Read(End(typed.value), typed.remarks)  # type: ignore[arg-type]
    try:
        return Read(End(parse_moment(text(cell), on=on, order=order)))
    except PhraseError as error:
        failed = error
    edge = _edge(text(cell), order, on, 1)
    if edge is not None:
        return Read(End(edge))
    unending = _without_end(text(cell))
    if unending is None:
        raise _dated(failed) from None
    return Read(End(endless=unending == "endless"))


def _without_end(words: str) -> Literal["endless", "open"] | None:
    try:
        period = parse_period(words)
    except PhraseError:
        return None
    if period.endless and period.earliest_start is None:
        return "endless"
    return "open" if period.edtf == "/" else None


def _period(words: str, order: Order | None, on: date | None) -> Period:
    try:
        return parse_period(words, on=on, order=order)
    except PhraseError as error:
        raise _dated(error) from None


def _dated(error: PhraseError) -> CellError:
    in_general = "or say which order day and month have"
    hint = (error.hint or "").replace(in_general, "or say which order: --dates dmy or --dates mdy")
    return CellError(error.why, hint or None)


def _length(words: str, unit: str | None) -> Term | Literal["endless", "open"]:
    unending: Literal["endless", "open"] | None = "open" if fold(words) in _OPEN else _without_end(words)
    if unending is not None:
        return unending
    number = re.fullmatch(r"(\d+(?:\.\d+)?)", words)
    if number and unit is None:
        hint = f"write '{words} years' or '{words} months', or head the column 'term (years)'"
        raise CellError("a number without a unit", hint)
    if number and float(words) != int(float(words)):
        raise CellError("part of a unit", "write whole units, such as '18 months'")
    spelled = re.sub(r"\byrs?\b", "years", re.sub(r"\bm(?:o|ths?)s?\b", "months", words))
    try:
        return parse_term(f"{int(float(words))} {unit}s" if number else spelled)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


# --- words with a fixed meaning ------------------------------------------------------------------------------


def strength_words(words: str) -> bool:
    """Whether a cell speaks of exclusivity, whatever its column.

    >>> strength_words("Non-exclusive"), strength_words("sell")
    (True, False)
    """
    return fold(words) in _STRENGTHS and len(words) > 2


def _strength(words: str) -> m.Strength | None:
    plain = fold(words).replace("‑", "-").replace("–", "-")
    if plain in _YES:
        return "unqualified"
    if plain in _NO:
        return None
    if plain not in _STRENGTHS:
        hint = "write yes, no, exclusive, sole, co-exclusive or non-exclusive"
        raise CellError("does not say whether it is exclusive", hint)
    return _STRENGTHS[plain]


def _kind(words: str) -> Kind:
    plain = fold(words).replace("license", "licence")
    if _OPTIONS.fullmatch(plain):
        return Kind("option")
    if plain in ("exclusivity", "exclusivity agreement", "exclusivity commitment"):
        return Kind("exclusivity", "exclusive")
    exclusivity = None
    for prefix, meant in _KIND_PREFIX.items():
        if plain.startswith(prefix):
            exclusivity, plain = meant, plain.removeprefix(prefix).strip()
            break
    act = text(_AGREEMENT.sub(" ", plain)) or None
    if act is not None and _term("act", act) is None:
        hint = "write licence, exclusive licence, option or exclusivity, or name an act such as distribution"
        raise CellError("is no kind of deal", hint)
    return Kind("grant", exclusivity, act)


def _option(words: str) -> str | None:
    plain = fold(words)
    if plain in _NO:
        return None
    if plain in _YES or _OPTIONS.fullmatch(plain):
        return "option"
    if _RENEWAL.search(plain):
        return "renewal"
    raise CellError(
        "is no option that is known", "write first refusal, first offer, first negotiation, holdback, or no"
    )


def _status(words: str) -> str:
    try:
        return terms().find("status", words).rsplit("/", 1)[-1]
    except UnknownNameError as error:
        near = f"nearest: {', '.join(error.nearest)}" if error.nearest else "see 'partnergraph terms status'"
        raise CellError("is no status", near) from None


def _yes(words: str) -> bool:
    plain = fold(words)
    if plain in _YES | _NO:
        return plain in _YES
    raise CellError("is neither yes nor no", "write yes or no")
