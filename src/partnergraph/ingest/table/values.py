"""What stands in a cell, read: names, territories, dates, terms, yes and no. Repeated cells are read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar

from partnergraph import model as m
from partnergraph.bounds import Period, Term
from partnergraph.errors import PhraseError
from partnergraph.ingest.table.cell import CellError, Kind, Read
from partnergraph.ingest.table.columns import Codes
from partnergraph.ingest.table.contract_cells import Renews, read_conditions, read_notice, read_renewal, read_times
from partnergraph.ingest.table.dates import Notation
from partnergraph.ingest.table.day_cells import read_end, read_length, read_period, read_start, without_time
from partnergraph.ingest.table.exclusions import less
from partnergraph.ingest.table.name_cells import read_name, read_names
from partnergraph.ingest.table.sheets import Cell, lines, text
from partnergraph.ingest.table.term_cells import read_terms
from partnergraph.ingest.table.word_cells import (
    read_kind,
    read_option,
    read_status,
    read_strength,
    read_sublicensing,
    read_yes,
)
from partnergraph.names import CONTROL, LONGEST_TEXT, NOTHING_SAID, fold
from partnergraph.terms import Axis
from partnergraph.territory import Territory, parse_territory, unwrapped
from partnergraph.territory.codes import territory_of_ddex, territory_of_tis
from partnergraph.territory.lexicon import LEAVE_OUT

T = TypeVar("T")
_FORMULA_ERRORS: Final = frozenset({
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#spill!", "#calc!", "#field!", "#busy!",
    "#getting_data", "#blocked!", "#connect!", "#unknown!", "#error!", "#external!", "#python!", "#timeout!",
    # German
    "#nv", "#bezug!", "#wert!", "#zahl!", "#überlauf!", "#feld!", "#kalk!", "#daten_abrufen",
    # French, Spanish, Portuguese, Italian, Dutch
    "#nom?", "#valeur!", "#nombre!", "#nul!", "#propagation!", "#champ!", "#calcul!", "#¿nombre?", "#¡ref!",
    "#¡valor!", "#¡num!", "#¡nulo!", "#¡div/0!", "#¡desbordamiento!", "#¡calc!", "#valor!", "#núm!", "#nome?",
    "#nulo!", "#rif!", "#valore!", "#nullo!", "#n/d", "#n/b", "#verw!", "#waarde!", "#naam?", "#getal!", "#leeg!",
})  # fmt: skip
_DITTO: Final = frozenset({
    '"', "''", "„", "”", "〃", "ditto", "dito", "dto", "dto.", "do.", "idem", "id.", "ibid", "ibid.", "ibidem",
    "ebenda", "same", "same as above", "as above", "see above", "wie oben", "siehe oben", "s.o.", "s. o.",
    "comme ci-dessus", "voir ci-dessus", "igual que arriba", "come sopra", "como acima", "同上", "위와 같음",
})  # fmt: skip
_LONGEST_DITTO: Final = 20
_TOO_NARROW: Final = re.compile("#{3,}")
"""What a spreadsheet shows, and copies, for a value that its column is too narrow for."""
_NOTHING_TAKEN: Final = frozenset({
    "", "-", "--", "---", "–", "—", ".", "/", "n/a", "n.a.", "n.a", "na", "none", "null", "nil", "not applicable", "no",
    "no exclusions", "no exceptions", "nothing", "nein", "keine", "keines", "nichts", "non", "aucun", "aucune", "néant",
    "ninguno", "ninguna", "nessuno", "nessuna", "nenhum", "nenhuma", "não",
})  # fmt: skip
_NAME_IT: Final = "name what is taken out, or leave this cell empty if nothing is"
_CODES_OF_NO: Final = ("NO", "NA")


@dataclass(slots=True)
class Cells:
    """Reads cells; keeps what it has read.

    ``on`` is the day of the table. ``epoch_1904``: day numbers count from 1904, as in old Macintosh workbooks.
    ``real_names``: names, folded, that are meant as they stand.
    """

    on: date | None = None
    epoch_1904: bool = False
    real_names: frozenset[str] = frozenset()
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

    def names(self, cell: Cell, of: Literal["parties", "things"]) -> Read:
        """Return the names in a cell, separated by ``;`` or ``|``; none where its words name nobody.

        A slash parts parties, too; in the title of a film it is one of its letters. A line break inside a name is a
        space; lines that could as well be names of their own are refused.
        """
        return self.once(read_names, lines(cell), of, self.real_names)

    def name(self, cell: Cell) -> str:
        """Return the one name in a cell."""
        return self.once(read_name, text(cell))

    def terms(self, axis: Axis, cell: Cell) -> tuple[tuple[str, m.Iri | None], ...]:
        """Return (words, IRI of the shipped term or ``None``) for each term in a cell."""
        return self.once(read_terms, axis, lines(cell))

    def territory(self, cell: Cell, codes: Codes | None = None) -> tuple[Territory, ...]:
        """Return the rules of a territory cell; ``codes``: the list of which the codes in it are."""
        if codes in ("tis", "ddex"):
            return self.once(_of_a_trade, text(cell), codes, self.on)
        return self.once(_territory, _phrase(cell), codes)

    def exclusion(self, cell: Cell, codes: Codes | None = None) -> tuple[Territory, ...]:
        """Return the rules of what a cell takes out of a territory; none where it says that nothing is."""
        if codes in ("tis", "ddex") and fold(text(cell)) not in _NOTHING_TAKEN:
            return self.once(_of_a_trade, text(cell), codes, self.on)
        return self.once(_exclusion, _phrase(cell), codes)

    def less(self, rules: tuple[Territory, ...], taken: tuple[Territory, ...]) -> tuple[Territory, ...]:
        """Return the rules of a territory without those taken out of it."""
        return self.once(_less, rules, taken)

    # -- time

    def moment(self, cell: Cell, how: Notation, on: date | None = None) -> Read:
        """Return the `Span` of a start."""
        return self.once(read_start, without_time(cell), how, on or self.on, self.epoch_1904)

    def end(self, cell: Cell, how: Notation, on: date | None = None) -> Read:
        """Return the `End` of an end cell."""
        return self.once(read_end, without_time(cell), how, on or self.on, self.epoch_1904)

    def period(self, cell: Cell, how: Notation, on: date | None = None) -> Period:
        """Return the period of a period cell."""
        return self.once(read_period, text(cell), how, on or self.on)

    def length(self, cell: Cell, unit: str | None) -> Read:
        """Return the length of a term, ``"endless"`` or ``"open"``; ``unit`` is the one that the header names."""
        return self.once(read_length, text(cell), unit)

    # -- words with a fixed meaning

    def strength(self, cell: Cell) -> Read:
        """Return the `Strength` of an exclusivity; ``None``: not exclusive, or nothing is said of it."""
        return self.once(read_strength, text(cell))

    def kind(self, cell: Cell) -> Kind:
        """Return what kind of commitment a deal is."""
        return self.once(read_kind, text(cell))

    def option(self, cell: Cell) -> str | None:
        """Return ``"option"``, ``"renewal"`` (an option to extend the deal itself) or ``None``."""
        return self.once(read_option, text(cell))

    def status(self, cell: Cell) -> str:
        """Return the status's bare name."""
        return self.once(read_status, text(cell))

    def yes(self, cell: Cell) -> bool:
        """Return whether a cell says yes."""
        return self.once(read_yes, text(cell))

    def sublicensing(self, cell: Cell) -> m.Sublicensing:
        """Return whether the licensee may let others act."""
        return self.once(read_sublicensing, text(cell))

    # -- what contracts say beside scope and time

    def renewal(self, cell: Cell, by: m.RenewedBy) -> Renews | None:
        """Return how a deal is renewed; ``None`` where it is said not to be."""
        return self.once(read_renewal, text(cell), by)

    def times(self, cell: Cell) -> Renews:
        """Return how often a deal may be renewed."""
        return self.once(read_times, text(cell))

    def notice(self, cell: Cell, unit: str | None) -> Term | None:
        """Return how long before the last day notice must be given."""
        return self.once(read_notice, text(cell), unit)

    def conditions(self, cell: Cell, kind: m.ConditionKind | None, prefix: str) -> tuple[tuple[m.Condition, bool], ...]:
        """Return the conditions in a cell, each with whether its kind was not told."""
        return self.once(read_conditions, lines(cell), kind, prefix)


@lru_cache(maxsize=1 << 16)
def fault(cell: str) -> tuple[str, str] | None:
    """Return why a cell says nothing that can be read, whatever its column, and what to do; ``None``: it does.

    >>> fault("#N/A"), fault("N/A")
    (('is the error of a formula', 'mend the formula, or write the value'), None)
    """
    acting = None if cell.isprintable() else CONTROL.search(cell)
    if acting:
        return f"holds the control character U+{ord(acting[0]):04X}", "type the cell anew, without it"
    if len(cell) > LONGEST_TEXT:
        return f"has {len(cell):,} characters", f"say it in {LONGEST_TEXT:,} at most"
    if len(cell) <= _LONGEST_DITTO and fold(cell) in _DITTO:
        return "repeats a cell above it", "write its words in each row"
    if "#" not in cell:
        return None
    if cell.strip().casefold() in _FORMULA_ERRORS:
        return "is the error of a formula", "mend the formula, or write the value"
    if _TOO_NARROW.fullmatch(cell.strip()):
        return "is what a spreadsheet shows in a column that is too narrow", "write the value"
    return None


def _phrase(cell: Cell) -> str:
    try:
        return unwrapped(lines(cell).splitlines())
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


def _territory(phrase: str, codes: Literal["ioc", "fifa"] | None) -> tuple[Territory, ...]:
    try:
        return parse_territory(phrase, codes)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


def _of_a_trade(written: str, codes: Literal["tis", "ddex"], on: date | None) -> tuple[Territory, ...]:
    """Return the territory of the codes of a trade; those behind a minus are taken out."""
    signed = re.findall(r"([+-]?)\s*(\w[\w-]*)", written)
    included, excluded = ([code for sign, code in signed if (sign == "-") == taken] for taken in (False, True))
    try:
        if codes == "ddex":
            return (territory_of_ddex(included, excluded),)
        return (territory_of_tis([code.lstrip("0") or code for code in included], excluded, on),)
    except PhraseError as error:
        raise CellError(f"{error.phrase!r} {error.why}" if error.phrase else error.why, error.hint) from None


def _exclusion(phrase: str, codes: Literal["ioc", "fifa"] | None) -> tuple[Territory, ...]:
    if phrase in _CODES_OF_NO:
        raise CellError("is a word for none and the code of a country", "write the country's name, or leave it empty")
    if fold(phrase) in _NOTHING_TAKEN:
        return ()
    if fold(phrase) in NOTHING_SAID:
        raise CellError("does not say what is taken out", _NAME_IT)
    try:
        return _territory(phrase, codes)
    except CellError as error:
        failed = CellError(error.message, _NAME_IT) if error.hint == LEAVE_OUT else error
    try:
        (world,) = parse_territory(f"World {phrase}")  # "except Japan", "excl. US"
    except (PhraseError, ValueError):
        raise failed from None
    return (replace(world, includes=world.excludes, excludes=()),) if world.excludes else (world,)


def _less(rules: tuple[Territory, ...], taken: tuple[Territory, ...]) -> tuple[Territory, ...]:
    try:
        return less(rules, taken)
    except PhraseError as error:
        raise CellError(f"{error.phrase} {error.why}", error.hint) from None
