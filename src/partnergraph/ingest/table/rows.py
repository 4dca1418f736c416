"""A row of a table to one deal, as values; every problem of the row in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from partnergraph import model as m
from partnergraph.axes import AXES, Axis
from partnergraph.bounds import Limit, Period, Span, Term, period_of, reconciled, stated_length, term_ends
from partnergraph.errors import PhraseError, Problem
from partnergraph.ingest.contract_terms import NO_END, why_no_condition, why_no_renewal
from partnergraph.ingest.deal_events import after, last_or_first
from partnergraph.ingest.deals.deal import Change, Deal, Document, Words
from partnergraph.ingest.deals.remarks import Remarks
from partnergraph.ingest.table.across import ROLE
from partnergraph.ingest.table.cell import CellError, End, Kind, Length, Read, is_yes_or_no
from partnergraph.ingest.table.columns import (
    PARTIES,
    SUBJECTS,
    all_headers,
    codes_of_header,
    header_key,
    recognize,
    unit_of,
)
from partnergraph.ingest.table.contract_cells import Renews, is_group, together, told_by_header, with_notice
from partnergraph.ingest.table.dates import DateColumns
from partnergraph.ingest.table.footnotes import MARK_ENDS, Footnotes, is_sign, split
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.likeness import is_negated_exclusivity, qualifies, withdraws
from partnergraph.ingest.table.open_ends import open_end
from partnergraph.ingest.table.sheets import Cell, Sheet, is_empty, says_nothing, text
from partnergraph.ingest.table.term_cells import near_terms
from partnergraph.ingest.table.values import Cells, fault
from partnergraph.ingest.table.word_cells import EXCLUSIVE_WORDS, exclusive_through, option_kind, strength_words
from partnergraph.legal_forms import is_legal_form
from partnergraph.names import NOT_SOLD, NOTHING_SAID, fold
from partnergraph.output import NOTE
from partnergraph.territory import Territory, format_territory

T = TypeVar("T")
MOST_WORDS = 12
_OF_RENEWALS = ("renewal", "extension", "option", "renewal term", "number of renewals")
_NOT_OF_EVENTS = (
    "renewal", "renewal term", "number of renewals", "extension", "notice", "condition", "minimum", "excluded licensee",
    "option", "direction", "partnership",
)  # fmt: skip
"""Columns that speak of what runs, not of what changes it."""
_BARE_DAYS = frozenset({
    "effective", "effective date", "termination date", "termination", "terminated", "terminated on", "date termination",
    "change date", "event date", "date event",
})  # fmt: skip
"""Headers of a day that may be the last with a deal, or the first without it."""
_RENEWS = re.compile(r"renew|exten|prolong|verlang|renouvel|prorrog|renovad|prorog|rinnov")
_SOME_TIME = m.Renewal(every=Term(months=12))
"""Stands for a renewal whose length is not said."""
COMMENTS = "comments"
"""In what is said of a deal outside of its cells: the comments on them, which are kept as a note."""
_NOTHING: Mapping[str, str] = {}
_TOTAL = re.compile(
    r"(?:grand |sub-? ?|overall )?(?:total|totals|sum|count|summe|gesamt|zwischensumme|somme)\b", re.IGNORECASE
)
_WANTED = frozenset({
    "req", "required", "opt", "optional", "mandatory", "m", "o", "r", "c", "cond", "conditional", "req/opt", "pflicht",
    "pflichtfeld", "obligatoire", "facultatif", "obligatorio", "opcional", "free text", "text", "date", "number",
})  # fmt: skip
"""Words of a line under the header that says how its columns are to be filled in."""
NOBODY_HAS_IT = "no deal: nobody has it"
_HEADING, _FOOT = _TEXTS = ("a heading or footnote", "a footnote")
_NO_CONTINUATION = frozenset(
    {"deal", "note", "quote", "source", "source date", "source address", "publisher", "partnership"}
)
"""Columns that say nothing of what a deal allows: a cell that stands there alone may be passed over."""
_NUMBER = re.compile(r"[\d.,%\s€$£-]+")
_FOOTNOTE = re.compile(
    r"[*†‡§]|\(?\d\)|notes?\b|source|quelle|legend|key\b|disclaimer|prepared|as of\b|page \d|©", re.IGNORECASE
)
_CAPTION = re.compile(r"(?:notes?|source|quelle|legend|key|disclaimer|prepared by|as of)\s*:", re.IGNORECASE)
_MARKED = frozenset({
    *PARTIES, *SUBJECTS, "territory", "excluded territory", "start", "end", "term", "period", "exclusivity", "status",
})  # fmt: skip
"""Columns in which a mark behind the words is that of a footnote."""
_JOINED = re.compile(
    r"、|\w\W* (?:and|und|et|y|e|og|och|en|ja|i|ve|и) (?!(?:sons?|söhne|co|cie|company|compagnie|brothers|partners?|"
    r"fils|figli|hijos|filhos|sisters|associates|daughters)\b)\w",
    re.IGNORECASE,
)
"""Two names in one, or one like "Marks and Spencer": told, since nothing in it says which."""
_SUBJECT_KINDS: dict[str, type[m.Entity]] = {
    "brand": m.Brand, "mark": m.Brand, "product": m.Model, "model": m.Model, "series": m.Series, "right": m.Right,
}  # fmt: skip
_SUBJECT_COLUMNS: dict[str, type[m.Entity]] = {"subject": m.Brand, "product": m.Model, "other right": m.Right}


@dataclass(slots=True)
class RowReader:
    """Reads the rows under one header; ``on`` is the table's day, ``uncalculated`` are formulas like ``C7``."""

    sheet: Sheet
    header: Header
    place: str
    remarks: Remarks
    dates: DateColumns
    on: date | None = None
    uncalculated: Container[str] = ()
    real_names: frozenset[str] = frozenset()
    cells: Cells = field(init=False)
    passed_over: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _headings: dict[str, Heading] = field(init=False)
    _exclusions: list[Heading] = field(init=False)
    _tells_channels: bool = field(init=False)
    _noted: list[Heading] = field(init=False)
    _footnotes: Footnotes = field(init=False)
    _labels: list[tuple[int, str]] = field(init=False)
    _last: dict[str, tuple[int, str]] = field(default_factory=dict)
    _row: int = field(init=False)
    _content: Sequence[Cell] = ()
    _said: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    _faulty: set[int] = field(default_factory=set)
    _asides: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = Cells(self.on, self.sheet.epoch_1904, self.real_names)
        self._headings = {h.column: h for h in reversed(self.header.headings) if h.column}
        channel = self._headings.get("channel")
        self._tells_channels = channel is not None and channel.given == "" and self.header.across is None
        self._exclusions = self.header.of("excluded territory")
        self._footnotes = Footnotes(self.sheet, max(self.header.rows) + 1)
        self._noted = sorted(self.header.of("note"), key=lambda heading: header_key(heading.header))
        self._labels = [(h.index, text(h.header)) for h in self.header.headings if h.column and h.given is None]

    # -- one row

    def read(self, row: int, content: Sequence[Cell], said: Mapping[str, str] = _NOTHING) -> Deal | None:
        """Return the deal of a row; ``None`` for a row that is none or is wrong (see `problems`, `passed_over`).

        ``said``: column -> what it says in this deal, where that is not in a cell of its own.
        """
        if is_empty(content):
            return None
        self._row, self._content, self._said, self._faulty, self._asides = row, content, said, set(), []
        why = self._no_deal()
        if why is not None:
            if why in _TEXTS and self._is_lost():
                return None
            self.pass_over(row, why, content)
            return None
        if any(cell.__class__ is str and cell[-1:] in MARK_ENDS for cell in content):
            self._content = self._without_marks(content)
        through = exclusive_through(self._words("exclusivity") or "") if self._tells_channels else None
        if through is not None:
            self._said = {**self._said, "exclusivity": through[0], "channel": through[1]}
        before = len(self.problems)
        self._check_shape()
        deal = self._deal()
        self.problems[before:] = sorted(self.problems[before:], key=_column_of)
        return None if self.problems[before:] else deal

    def passed(self, row: int) -> bool:
        """Whether a row was passed over already."""
        return bool(self.passed_over) and self.passed_over[-1][0] == row

    def pass_over(self, row: int, why: str, content: Sequence[Cell]) -> None:
        """Keep that a row is no deal, and why."""
        self.passed_over.append((row, why, next(said for cell in content if (said := text(cell)))))

    def _no_deal(self) -> str | None:
        """Return why a row is no deal, if it is none."""
        filled = [said for cell in self._content if (said := text(cell))]
        if all(index < len(self._content) and text(self._content[index]) == label for index, label in self._labels):
            return "the header again"
        if len(filled) > 1 and filled[0].casefold() in all_headers() and all(map(recognize, filled)):
            return "a header again"
        named = [not says_nothing(self._cell(column)) for column in ("licensor", "licensee")]
        if _TOTAL.match(filled[0]) and (not all(named) or all(_NUMBER.fullmatch(said) for said in filled[1:])):
            return "a total"
        if len(filled) > 1 and filled[0].casefold() in _WANTED and _WANTED.issuperset(map(fold, filled)):
            return "how the columns are to be filled in"
        if len(filled) == 1:
            return _HEADING
        if self._is_free():
            return NOBODY_HAS_IT
        if not any(named) and _FOOTNOTE.match(filled[0]):
            return _FOOT
        return _FOOT if _CAPTION.match(filled[0]) and self._is_caption(named) else None

    def _is_free(self) -> bool:
        """Whether a row says that nobody has it: in the place of the licensee, or as the status beside none."""
        who = text(self._cell("licensee"))
        if who and who not in NOTHING_SAID:
            return _is_not_sold(who) and fold(who) not in self.real_names
        return "licensee" in self._headings and _is_not_sold(text(self._cell("status")))

    def _is_lost(self) -> bool:
        """Whether a row that is no deal would change one that is: the rest of the row above, or a limit of all."""
        filled = [index for index, cell in enumerate(self._content) if text(cell)]
        read = {h.index: h for h in self.header.headings if h.column and h.column not in _NO_CONTINUATION}
        alone = read.get(filled[0]) if len(filled) == 1 else None
        said = text(self._content[filled[0]])
        if alone and alone.index != self._labels[0][0] and not says_nothing(said) and not _CAPTION.match(said):
            hint = "write it into the row above, or give the row its licensor and licensee"
            self._problem_at(alone, "stands alone in its row", hint)
            return True
        says_exclusivity = "exclusivity" in self._headings
        lines = (text(self._content[index]) for index in filled)
        limit = next((line for line in lines if withdraws(line) or qualifies(line, says_exclusivity)), None)
        if limit is None or limit.startswith(NOTE):
            return False
        hint = "write it into the deals that it limits, and take this row out"
        message = "says how far deals go, or have come, and is no deal"
        self.problems.append(Problem(message, hint, file=self.place, line=self._row, value=limit))
        return True

    def _is_caption(self, named: list[bool]) -> bool:
        """Whether "Source: ..." at the head of a row is no remark on a deal: it stands where a party should."""
        first = next(index for index, cell in enumerate(self._content) if text(cell))
        return not all(named) or first in {h.index for name in ("licensor", "licensee") for h in self.header.of(name)}

    def _check_shape(self) -> None:
        width = self.header.width
        extra = [text(cell) for cell in self._content[width:] if text(cell)]
        if not extra:
            return
        if self.sheet.typed:
            self.remarks.add("cells right of the table are not read", "head their column", self._row)
            return
        hint = "put a cell that holds the separator in double quotes"
        message = f"the row has {len(self._content)} cells, the header {width}"
        self.problems.append(Problem(message, hint, file=self.place, line=self._row, value=extra[-1]))

    def _deal(self) -> Deal | None:
        document = self._document()
        on = document.day if document else None
        kind = self._read("kind", self.cells.kind) or Kind()
        amended = self._words("amends deal") or (self._words("deal") if kind.event else None)
        if kind.event or amended:
            return self._change(kind, amended, document)
        terms = {axis.terms: self._acts(kind) if axis.name == "act" else self._terms(axis) for axis in AXES}
        strength, exclusive = self._strength(kind)
        territory, words = self._territory()
        period, present = self._period(on)
        conditions = self._conditions(period, exclusive=exclusive)
        option = self._read("option", self.cells.option)
        status = None if self._speaks_of_strength("status") else self._read("status", self.cells.status)
        period, renewal = self._renewal(period, status, option)
        deal = Deal(
            row=self._row,
            key=self._words("deal"),
            licensors=self._parties("licensor"),
            licensees=self._parties("licensee"),
            subjects=self._subjects(),
            territory=territory,
            territory_words=words,
            period=period,
            present=present,
            grant=kind.commitment == "grant",
            strength=strength if exclusive else None,
            sides=self._sides(),
            option=option == "option" or kind.commitment == "option",
            option_kind=option_kind(f"{self._words('option') or ''} {self._words('kind') or ''}"),
            holdback=kind.commitment == "holdback",
            status=status,
            affiliates=self._read("affiliates", self.cells.yes),
            sublicensing=self._read("sublicensing", self.cells.sublicensing),
            partnership=self._read("partnership", self.cells.name),
            document=document,
            renewal=renewal,
            conditions=conditions,
            excluded=self._excluded(),
            changes=self._own_changes(on),
            quotes=self._quotes(),
            note=self._notes(),
            **terms,  # type: ignore[arg-type]
        )
        self._check(deal)
        return deal

    def _check(self, deal: Deal) -> None:
        if deal.strength == "co-exclusive" and len(deal.licensees) == 1:
            hint = "list the whole group as licensee, separated by ';'; without the others they would count as shut out"
            self._problem("exclusivity", "co-exclusive with whom?", hint)
        for column, said in (
            ("exclusivity", deal.strength),
            ("option", deal.option),
            ("sublicensing", deal.sublicensing),
            ("excluded licensee", deal.excluded),
        ):
            if deal.holdback and said:
                hint = "write the licence in a row of its own; a holdback says where nobody may act"
                self._problem(column, "is said of a holdback, which lets nobody act", hint)
        where = next((self._headings[name] for name in SUBJECTS if name in self._headings), None)
        if not deal.subjects and where is not None:
            message = "no mark, product or right is named: the deal is about an unknown one"
            self.remarks.add(message, "fill in the subject", self._row, where.label)

    # -- cells

    def _at(self, heading: Heading) -> Cell:
        if self._said and heading.column is not None and heading.column in self._said:
            return self._said[heading.column]
        return self._content[heading.index] if heading.index < len(self._content) else heading.given

    def _without_marks(self, content: Sequence[Cell]) -> Sequence[Cell]:
        """Return a row without the marks of footnotes behind its cells."""
        cells = list(content)
        for heading in self.header.headings:
            cell = cells[heading.index] if heading.index < len(cells) else None
            if isinstance(cell, str) and heading.column in _MARKED:
                cells[heading.index] = self._without_mark(heading, cell)
        return cells

    def _without_mark(self, heading: Heading, cell: str) -> str:
        """Return a cell without the mark of a footnote; with it, where a sign's note is not there to be looked at."""
        words, mark = split(cell)
        note = self._footnotes.note(mark) if mark else None
        if not mark or (note is None and is_sign(mark)):
            return cell
        told = f"its note is {note!r}" if note else "its note stands nowhere in the table"
        hint = "if the note limits the deal, write it into the cell"
        self.remarks.add(f"the mark {mark!r} is left out; {told}", hint, self._row, heading.label)
        return words

    def _cell(self, column: str) -> Cell:
        heading = self._headings.get(column)
        return None if heading is None else self._at(heading)

    def _words(self, column: str) -> str | None:
        heading = self._headings.get(column)
        if heading is None or says_nothing(self._at(heading)) or self._is_faulty(heading):
            return None
        return text(self._at(heading))

    def _read(self, column: str, read: Callable[..., T | None], *more: object) -> T | None:
        """Return what a cell says; ``None`` where it says nothing or cannot be read, which is then a problem."""
        heading = self._headings.get(column)
        return None if heading is None else self._read_at(heading, read, *more)

    def _read_at(self, heading: Heading, read: Callable[..., T | None], *more: object) -> T | None:
        cell = self._at(heading)
        if cell is None and self._is_uncalculated(heading):
            return None
        if says_nothing(cell) and not self._says_where(heading, text(cell)):
            return None
        if self._is_faulty(heading):
            return None
        try:
            found = read(cell, *more)
        except CellError as error:
            self._problem_at(heading, error.message, error.hint)
            return None
        if isinstance(found, Read):
            for message, hint in found.remarks:
                self.remarks.add(message, hint, self._row, heading.label)
        return found

    def _is_faulty(self, heading: Heading) -> bool:
        """Whether a cell cannot be read, whatever its column; the row's problems tell it once."""
        cell = self._at(heading)
        found = fault(cell) if isinstance(cell, str) else None
        if found and heading.index not in self._faulty:
            self._faulty.add(heading.index)
            self._problem_at(heading, *found)
        return found is not None

    def _says_where(self, heading: Heading, said: str) -> bool:
        """Whether a word for "nothing said" is read all the same: to be refused, or as "nothing is taken out"."""
        if heading.column == "excluded territory":
            return bool(said)
        return heading.column == "territory" and any(map(str.isalnum, said))

    def _is_uncalculated(self, heading: Heading) -> bool:
        if f"{heading.letter}{self._row}" not in self.uncalculated:
            return False
        message = "is a formula that was never calculated"
        self._problem_at(heading, message, "open the file in a spreadsheet and save it, or write the value")
        return True

    def _problem(self, column: str, message: str, hint: str | None, value: str | None = None) -> None:
        heading = self._headings.get(column)
        if heading is None:
            self.problems.append(Problem(message, hint, file=self.place, line=self._row, field=column, value=value))
        else:
            self._problem_at(heading, message, hint, value)

    def _problem_at(self, heading: Heading, message: str, hint: str | None, value: str | None = None) -> None:
        shown = value if value is not None else text(self._at(heading))
        self.problems.append(Problem(message, hint, file=self.place, line=self._row, field=heading.label, value=shown))

    # -- who and what

    def _parties(self, column: str) -> tuple[str, ...]:
        """Return the names of a party; none where it is not named."""
        heading = self._headings.get(column)
        if heading is None:
            return ()
        names = self._names(column)
        if names:
            self._last[column] = (self._row, "; ".join(names))
        elif (said := text(self._at(heading))) and says_nothing(said):
            message = f"{said!r} names nobody: read as somebody who is not named"
            self.remarks.add(message, "leave the row out where nobody is licensed", self._row, heading.label)
        elif not said and heading.index not in self._faulty:
            hint = "write a name, or '-' where nobody is named"
            if column in self._last:
                row, name = self._last[column]
                hint = (
                    f"write it in each row; row {row} has {name!r} (merged cells keep one value in CSV); '-' for nobody"
                )
            self._problem(column, "is empty", hint)
        return names

    def _names(self, column: str) -> tuple[str, ...]:
        found = self._read(column, self.cells.names, "parties" if column in PARTIES else "things")
        names: tuple[str, ...] = found.value if found is not None else ()  # type: ignore[assignment]
        if names:
            self._look_for_lists(column, names)
        return names

    def _look_for_lists(self, column: str, names: tuple[str, ...]) -> None:
        """Tell of names that may be several: with commas, or of parties joined by "and"."""
        for name in names:
            if _may_be_several(name, column in PARTIES):
                label = self._headings[column].label
                self.remarks.add("is read as one name", "separate several by ';'", self._row, label, name)

    def _subjects(self) -> tuple[tuple[type[m.Entity], str], ...]:
        found: dict[tuple[type[m.Entity], str], None] = {}
        part = self._installment()
        for column, usual in _SUBJECT_COLUMNS.items():
            for name in self._names(column):
                name = f"{name}{part}" if column == "product" else name
                prefix, colon, rest = name.partition(":")
                kind = _SUBJECT_KINDS.get(fold(prefix)) if colon and rest.strip() else None
                found[(kind, rest.strip()) if kind else (usual, name)] = None
        return tuple(found)

    def _installment(self) -> str:
        """Return which season, episode or volume of the product is meant, as its name goes on."""
        heading = self._headings.get("installment")
        said = self._words("installment")
        if heading is None or not said:
            return ""
        return f", {heading.header.lower()} {said}" if said.isdecimal() else f", {said}"

    def _terms(self, axis: Axis) -> tuple[Words, ...]:
        heading = self._headings.get(axis.column)
        found = self._read(axis.column, lambda cell: self.cells.terms(axis.name, cell)) or ()
        for words, iri in found:
            if iri is None:
                near = near_terms(axis.name, words)
                hint = f"nearest: {', '.join(near)}" if near else f"see 'partnergraph terms {axis.name}'"
                if not axis.own_terms:
                    self._problem(axis.column, f"no {axis.name} is called {words!r}", hint)
                    continue
                message = f"no {axis.name} is called so: kept as a term of your own that may be anything"
                self.remarks.add(message, hint, self._row, heading.label if heading else None, words)
        return found

    def _acts(self, kind: Kind) -> tuple[Words, ...]:
        words = self._words("act")
        if words and strength_words(words):
            return ()  # a column headed "Rights" with "exclusive" in it: see _strength
        plain = fold(words or "").replace("license", "licence")
        if plain in ("licence", "licensing", "licensed", "licence rights", "right to licence"):
            message = "says nothing of the act in a list of licences: left out"
            hint = "write what the licensee may do, such as manufacture; or sublicense, if it may license on"
            self.remarks.add(message, hint, self._row, self._headings["act"].label, words)
            return ()
        if words and EXCLUSIVE_WORDS.search(plain):
            hint = "say in a column 'exclusivity' how exclusive it is, and here what may be done"
            self._problem("act", "speaks of exclusivity", hint)
            return ()
        acts = self._terms(next(axis for axis in AXES if axis.name == "act"))
        if kind.act is not None:
            acts = tuple(dict.fromkeys((*acts, *self.cells.terms("act", kind.act))))
        return acts

    def _strength(self, kind: Kind) -> tuple[m.Strength | None, bool]:
        """Return the strength of the exclusivity, and whether there is one."""
        column = "exclusivity"
        said = self._words(column) is not None
        heading = self._headings.get(column)
        if heading is not None and self._at(heading) is None and self._is_uncalculated(heading):
            return None, False
        if not said:
            others = ("act", "status")  # a column headed "Rights", or one of statuses, with "exclusive" in it
            column = next(filter(self._speaks_of_strength, others), column)
            said = column in others
        if said and self._means_the_opposite(column):
            return None, False
        read = self._read(column, self.cells.strength) if said else None
        strength: m.Strength | None = read.value if read is not None else None  # type: ignore[assignment]
        if read is not None and read.remarks:
            self._asides.append(text(self._cell(column)))
        if kind.exclusivity is None:
            return strength, strength is not None
        by_kind: m.Strength | None = self.cells.strength(kind.exclusivity).value  # type: ignore[assignment]
        if said and (strength is None) != (by_kind is None):
            self._problem(
                column, f"does not agree with the kind of deal, {self._words('kind')!r}", "make both say the same"
            )
        if strength in (None, "unqualified"):
            strength = by_kind
        return strength, strength is not None

    def _speaks_of_strength(self, column: str) -> bool:
        """Whether a cell of another column says how exclusive the deal is."""
        return column in self._headings and strength_words(self._words(column) or "")

    def _means_the_opposite(self, column: str) -> bool:
        """Whether a cell says yes or no under "Non-exclusive", which is then a problem."""
        negated = is_negated_exclusivity(self._headings[column].header) and not strength_words(
            self._words(column) or ""
        )
        if negated:
            hint = "write 'exclusive' or 'non-exclusive' in a column 'exclusivity'"
            self._problem(column, "says yes or no under a header that means the opposite of exclusive", hint)
        return negated

    def _sides(self) -> tuple[m.Side, ...]:
        words = fold(self._words("direction") or "")
        if not words:
            return ("grantor",)
        if words in ("both", "mutual", "both ways", "reciprocal"):
            return ("grantor", "user")
        licensor, licensee = fold(text(self._cell("licensor"))), fold(text(self._cell("licensee")))
        if words in ("grantor", "licensor", "owner", "franchisor", licensor):
            return ("grantor",)
        if words in ("user", "licensee", "grantee", "franchisee", "partner", licensee):
            return ("user",)
        self._problem(
            "direction",
            "does not say who is bound",
            "write grantor, user, both, or the name of the party that is bound",
        )
        return ("grantor",)

    # -- where

    def _territory(self) -> tuple[tuple[Territory, ...], str | None]:
        before = len(self.problems)
        place = self._headings.get("territory")
        rules = self._read("territory", self.cells.territory, place and codes_of_header(place.header)) or ()
        words = text(self._cell("territory"))
        for heading in self._exclusions:
            taken = self._read_at(heading, self.cells.exclusion, codes_of_header(heading.header)) or ()
            if taken and not self.problems[before:]:
                rules = self._less(rules, taken, heading)
                words = f"{words} except {text(self._at(heading))}"
        return rules, words if rules and words != format_territory(rules) else None

    def _less(
        self, rules: tuple[Territory, ...], taken: tuple[Territory, ...], heading: Heading
    ) -> tuple[Territory, ...]:
        if not rules:
            hint = "write what it is taken out of, such as World, as the territory"
            self._problem_at(heading, "a territory is taken out of none", hint)
            return ()
        try:
            return self.cells.less(rules, taken)
        except CellError as error:
            self._problem_at(heading, error.message, error.hint)
            return ()

    # -- when

    def _when(self, column: str, read: Callable[..., T], on: date | None, start: int | None = None) -> T | None:
        heading = self._headings.get(column)
        if heading is None:
            return None
        notation = self.dates.notation(heading, self._at(heading), self._row, start)
        before = len(self.problems)
        found = self._read(column, read, notation, on)
        if self.problems[before:]:
            self.problems[-1] = self._explained(self.problems[-1], heading)
        return found

    def _explained(self, problem: Problem, heading: Heading) -> Problem:
        """Say what in the table keeps a date from being read, and where the order of day and month can be declared."""
        doubt = self.dates.doubt(heading, self._at(heading))
        message = f"{problem.message}; {doubt}" if doubt else problem.message
        advice = self.dates.advice(problem.message, heading)
        hint = f"{problem.hint}; or {advice}" if advice else problem.hint
        return replace(problem, message=message, hint=hint)

    def _period(self, on: date | None) -> tuple[Period | None, bool]:
        before = len(self.problems)
        start = self._when("start", self.cells.moment, on)
        end = self._when("end", self.cells.end, on, _year_of(start))
        whole = self._when("period", self.cells.period, on)
        unit = unit_of(self._headings["term"].header) if "term" in self._headings else None
        term = self._read("term", self.cells.length, unit)
        length: Length | str | None = term.value if term is not None else None  # type: ignore[assignment]
        if self.problems[before:]:
            return None, False
        ending = end.value if end is not None else End()
        assert isinstance(ending, End)
        if ending.term is not None and ending.since is None and length is not None:
            self._problem("end", "is a length beside a term", "write the last day as the end, or leave it empty")
            return None, False
        length = length or ending.term
        if whole is not None and (start or end or length):
            self._problem("period", "stands beside start, end or term", "write one or the other")
            return None, False
        if whole is None and start is not None and isinstance(start.value, Period):
            whole = start.value
            if end or length:
                hint = "write the first day here; the last one has a column of its own"
                self._problem("start", "is a period beside an end", hint)
                return None, False
        if whole is not None:
            return whole, False
        return self._joined(start.value if start else None, ending, length), ending.present  # type: ignore[arg-type]

    def _joined(self, start: Span | None, end: End, length: Length | str | None) -> Period | None:
        limit: Limit
        limit, term = length if isinstance(length, tuple) else ("term", None)
        endless = end.endless or length == "endless"
        if end.since is not None and not self._begins_as_told(start, end):
            return None
        if term is not None and start is not None and end.since is not None:
            end, term = _counted_from(end.since, end, limit, term), None
        start = start or end.since
        if start is None and end.span is None and end.planned is None and not endless:
            self._asides += self._words_of_days()
            if term is not None:
                heading = self._headings["end" if end.term else "term"]
                said = text(self._at(heading))
                message = f"{said!r} is a length without a first day: when it holds is not known, and kept as a note"
                self.remarks.add(message, "write when it starts", self._row, heading.label)
            return None
        try:
            period = period_of(start, end.span, term=term, limit=limit, endless=endless, words=self._date_words())
        except PhraseError as error:
            column = "end" if "end" in self._headings else "term"
            self._problem(column, error.why, error.hint)
            return None
        if end.planned is not None and end.span is None:
            period = replace(period, planned_end=end.planned)
        return self._reconciled(period)

    def _reconciled(self, period: Period) -> Period:
        """Return a period of which end and term agree; where they do not, both are possible, and told of."""
        either = reconciled(period)
        if either.edtf != period.edtf:
            heading = self._headings["term"]
            gives = f"gives {period.planned_end} as its last day" if period.planned_end else "does not end then"
            message = f"the term {gives}, the end is another; both count as possible"
            self.remarks.add(message, "check start, end and term", self._row, heading.label, text(self._at(heading)))
        return either

    def _begins_as_told(self, start: Span | None, end: End) -> bool:
        """Whether the start that an end cell names too ("2023 to 2025") is the one of its row; else that is a problem.

        A length may begin later ("five years from July 2021"), but not end before the start.
        """
        since, last = end.since or start, end.planned
        if start is None or since is None:
            return True
        if last is not None:
            agrees = start.earliest is None or start.earliest <= last
        else:
            agrees = not (_is_before(start, since) or _is_before(since, start))
        if not agrees:
            message = f"does not agree with the start, {start.edtf}"
            self._problem("end", message, "write only the last day, and the first one as the start")
        return agrees

    def _words_of_days(self) -> list[str]:
        """Return what the cells say of days where no period is made of it."""
        headings = (self._headings[name] for name in ("start", "end", "term") if self._words(name))
        return [f"{h.header}: {said}" for h in headings if open_end(said := text(self._at(h))) is None]

    def _date_words(self) -> str | None:
        """Return the cells' own words where they say more than days."""
        said = [(name, words) for name in ("start", "end", "term") if (words := self._words(name))]
        if all(re.fullmatch(r"\d{4}(?:-\d\d){0,2}|\d{5}", words) for _, words in said):
            return None
        return ", ".join(f"{name}: {words}" for name, words in said)

    # -- what it hangs on, and how it goes on

    def _conditions(self, period: Period | None, *, exclusive: bool) -> tuple[m.Condition, ...]:
        """Return what a deal hangs on; that a condition was taken as one to be met first is told."""
        found: list[m.Condition] = []
        for heading in (*self.header.of("condition"), *self.header.of("minimum")):
            kind, prefix = told_by_header(heading.column or "", header_key(heading.header))
            for condition, is_taken in self._read_at(heading, self.cells.conditions, kind, prefix) or ():
                found.append(condition)
                wrong = why_no_condition(condition, period, exclusive=exclusive)
                if wrong is not None:
                    self._problem_at(heading, *wrong[1:], condition.text)
                elif is_taken:
                    hint = "if it may be lost later instead, head the column 'minimum' or 'condition subsequent'"
                    message = "is taken as a condition to be met first: until then the deal is only possible"
                    self.remarks.add(message, hint, self._row, heading.label, condition.text)
        return tuple(found)

    def _excluded(self) -> tuple[str, ...]:
        """Return who may not act."""
        names: dict[str, None] = {}
        for heading in self.header.of("excluded licensee"):
            if (yes := is_yes_or_no(said := text(self._at(heading)))) is not None or is_group(said):
                if yes is not False:
                    self._problem_at(heading, "does not say who may not act", "name them, separated by ';'")
                continue
            found = self._read_at(heading, self.cells.names, "parties")
            names |= dict.fromkeys(found.value if found is not None else ())  # type: ignore[call-overload]
        return tuple(names)

    def _renewal(
        self, period: Period | None, status: str | None, option: str | None
    ) -> tuple[Period | None, m.Renewal | None]:
        """Return the period that a deal has beside its renewal, and the renewal, where its length is said."""
        found = self._renews(option)
        if found is None:
            return period, None
        column = next(name for name in _OF_RENEWALS if self._words(name))
        renewal, endless = found.whole, period is not None and period.endless
        wrong = why_no_renewal(found.whole or _SOME_TIME, period, status)
        if wrong is not None and wrong[0] == NO_END and not endless:
            self._asides.append(f"{self._headings[column].header}: {self._words(column)}")
            message = "says how a deal goes on whose end is not said: it stays unknown, and the words are a note"
            self.remarks.add(message, "write its last day, or its term", self._row, self._headings[column].label)
            return period, None
        if wrong is not None:
            self._problem(column, *wrong)
        elif renewal is None and period is not None:
            self._asides.append(f"{self._headings[column].header}: {self._words(column)}")
            message = "does not say for how long: after its last day the deal is unknown"
            hint = "write the length, such as 12 months, here or in a column 'renewal term'"
            self.remarks.add(message, hint, self._row, self._headings[column].label)
            period = _at_least(period)
        return period, renewal

    def _renews(self, option: str | None) -> Renews | None:
        """Return what all columns say of a renewal; ``None`` where it is said not to be renewed, or nothing is."""
        said, extension = self._read("renewal", self.cells.renewal, "silence"), self._extension(option)
        times, every = self._read("number of renewals", self.cells.times), self._length_of_renewal()
        notice = self._read("notice", self.cells.notice, unit_of(self._header_of("notice")))
        column = next((name for name in _OF_RENEWALS if self._words(name)), "notice")
        if said is None and extension is None and (every or times) and self._words("renewal"):
            self._problem("renewal", "says that it is not renewed, and another column how", "make both say the same")
            return None
        try:
            found = together(said, extension, every, times)
            if found is not None:
                return with_notice(found, notice)
        except CellError as error:
            self._problem(column, error.message, error.hint)
            return None
        self._notice_alone(notice)
        return None

    def _extension(self, option: str | None) -> Renews | None:
        """Return the option to extend a deal, whether in a column of its own or in that of options."""
        if self._words("extension"):
            return self._read("extension", self.cells.renewal, "exercise")
        return self._read("option", self.cells.renewal, "exercise") if option == "renewal" else None

    def _length_of_renewal(self) -> Term | None:
        found = self._read("renewal term", self.cells.length, unit_of(self._header_of("renewal term")))
        if found is None:
            return None
        length: Length | str = found.value  # type: ignore[assignment]
        if isinstance(length, str) or length[0] != "term":
            self._problem("renewal term", "does not say by how long it is renewed", "write one length, such as 1 year")
            return None
        return length[1]

    def _notice_alone(self, notice: Term | None) -> None:
        """Keep as a note, and tell, that notice must be given where nothing says that the deal goes on without."""
        if notice is None or self._words("notice") is None:
            return
        self._asides.append(f"{self._headings['notice'].header}: {self._words('notice')}")
        message = "is a notice where no renewal is said: what it ends is not said, and it is kept as a note"
        hint = "say how the deal goes on, in a column 'renewal'"
        self.remarks.add(message, hint, self._row, self._headings["notice"].label)

    def _header_of(self, column: str) -> str:
        heading = self._headings.get(column)
        return heading.header if heading is not None else ""

    # -- what happened to it

    def _change(self, kind: Kind, amended: str | None, document: Document | None) -> Deal | None:
        """Return what a row tells that happened to another deal."""
        on = document.day if document else None
        column = "amends deal" if self._words("amends deal") else "deal" if amended else "kind"
        if amended is None:
            self._problem(column, "does not say which deal it changes", "write its number into a column 'amends deal'")
            return None
        event = kind.event or self._event_by_columns()
        for name in _NOT_OF_EVENTS:
            if self._words(name):
                hint = "write it into the row of the deal, or leave the cell empty"
                self._problem(name, f"is said of a row that changes another deal, {amended!r}", hint)
        strength, exclusive = self._strength(Kind())
        territory, words = self._territory()
        key = self._words("deal")
        return Deal(
            row=self._row,
            key=key if key and fold(key) != fold(amended) else None,
            licensors=self._names("licensor"),
            licensees=self._names("licensee"),
            subjects=self._subjects(),
            territory=territory,
            territory_words=words,
            grant=False,
            strength=strength if exclusive else None,
            status=self._read("status", self.cells.status),
            affiliates=self._read("affiliates", self.cells.yes),
            sublicensing=self._read("sublicensing", self.cells.sublicensing),
            document=document,
            changes=(
                Change(
                    kind=event,
                    deal=amended,
                    period=self._ended(on) if event == "termination" else self._from(on),
                    assignors=self._names("assignor"),
                    assignees=self._names("assignee"),
                    plain=self._words("exclusivity") is not None and not exclusive,
                    column=self._headings[column].label,
                    words=self._words(column),
                ),
            ),
            quotes=self._quotes(),
            note=self._notes(),
            **{axis.terms: self._acts(Kind()) if axis.name == "act" else self._terms(axis) for axis in AXES},  # type: ignore[arg-type]
        )

    def _event_by_columns(self) -> m.DealEventKind:
        """Return what happened, where no cell names it: the columns that are filled do."""
        if self._words("assignee"):
            return "assignment"
        return "termination" if self._words("terminated") or self._words("early last day") else "amendment"

    def _from(self, on: date | None) -> Period | None:
        """Return the period of an event: from the day on which it works, to the end that the deal then has."""
        first, start = (self._when(name, self.cells.moment, on) for name in ("change date", "start"))
        ends = [self._when(name, self.cells.end, on) for name in ("new end", "end")]
        term = self._read("term", self.cells.length, unit_of(self._header_of("term")))
        if first is not None and start is not None:
            hint = "write the day of the change alone; the start of the deal stands in its row"
            self._problem("start", "stands beside the day of a change", hint)
        if all(one is not None for one in ends):
            self._problem("end", "stands beside a new end", "write the new one alone; the old one stands in its deal")
        for name in ("terminated", "early last day", "period"):
            if self._words(name):
                self._problem(name, "is said of what is no termination", "write 'termination' as the event")
        day = first or start
        ending = next((one.value for one in ends if one is not None), End())
        return self._event_period(day.value if day else None, ending, term.value if term else None)

    def _event_period(self, first: object, ending: object, length: object) -> Period | None:
        assert isinstance(ending, End)
        if not isinstance(first, Span | None) or ending.since or ending.planned or ending.present:
            self._problem("change date", "does not say one day", "write the first day of the change alone")
            return None
        limit, term = length if isinstance(length, tuple) else ending.term or ("term", None)
        if first is None and ending.span is None and not ending.endless:
            return None
        try:
            return period_of(first, ending.span, term=term, limit=limit, endless=ending.endless)
        except PhraseError as error:
            self._problem("new end" if self._words("new end") else "end", error.why, error.hint)
            return None

    def _ended(self, on: date | None) -> Period | None:
        """Return the period of a termination: from the first day without the deal."""
        found = {name: day for name in ("terminated", "early last day", "end", "change date", "start")
                 if (day := self._day(name, on)) is not None}  # fmt: skip
        for name in ("new end", "term", "period"):
            if self._words(name):
                self._problem(name, "is said of a termination", "write its last day, or the first day without the deal")
        if len(found) > 1:
            self._problem(list(found)[1], "stands beside another day of a termination", "write one day alone")
        name, day = next(iter(found.items()), ("", None))
        if day is None:
            return None
        header = header_key(self._header_of(name))
        if name == "early last day" or (name == "end" and header not in _BARE_DAYS):
            return period_of(after(day), None)
        from_it = name in ("change date", "start") and header not in _BARE_DAYS
        return period_of(day if from_it else last_or_first(day), None)

    def _day(self, column: str, on: date | None) -> Span | None:
        """Return the day in a cell of a termination; ``None`` where no day is told."""
        if (words := self._words(column)) is None or (column == "terminated" and is_yes_or_no(words) is not None):
            return None
        read = self._when(column, self.cells.moment, on)
        if read is None:
            return None
        if isinstance(read.value, Span):
            return read.value
        self._problem(column, "is no day", "write the day alone")
        return None

    def _own_changes(self, on: date | None) -> tuple[Change, ...]:
        """Return what a row tells that happened to its own deal."""
        told = [name for name in ("new end", "assignee", "terminated", "early last day") if self._happened(name)]
        if len(told) > 1 and self._words("change date"):
            hint = "give each of them a row of its own, with the number of the deal in a column 'amends deal'"
            self._problem("change date", f"could be that of {' or of '.join(told)}", hint)
            return ()
        if not told and self._words("change date"):
            hint = "write what, such as a new end; or give it a row of its own with 'amends deal'"
            self._problem("change date", "is the day of a change, and nothing says what was changed", hint)
        return tuple(self._own_change(name, on) for name in told)

    def _happened(self, column: str) -> bool:
        """Whether a column tells of an event: not one that says no, or a last day that is the one agreed."""
        words = self._words(column)
        if column == "early last day" and words is not None and words == self._words("end"):
            return False
        return words is not None and not (column == "terminated" and is_yes_or_no(words) is False)

    def _own_change(self, column: str, on: date | None) -> Change:
        told = Change(kind="termination", column=self._headings[column].label, words=self._words(column))
        if column in ("terminated", "early last day"):
            last = self._day(column, on)
            if last is None:
                return told
            first = after(last) if column == "early last day" else last_or_first(last)
            return replace(told, period=period_of(first, None))
        read = self._when("change date", self.cells.moment, on)
        day = read.value if read is not None else None
        if column == "assignee":
            period, (assignors, assignees) = self._event_period(day, End(), None), self._places()
            return replace(told, kind="assignment", period=period, assignors=assignors, assignees=assignees)
        if day is None and header_key(self._header_of("start")) in _BARE_DAYS | {"effective from"}:
            hint = "head it 'start', or 'amendment date'"
            self._problem("start", "may be the first day of the deal or of its new end", hint)
        end = self._when("new end", self.cells.end, on)
        period = self._event_period(day, end.value if end is not None else End(), None)
        renews = _RENEWS.search(header_key(self._header_of("new end")))
        return replace(told, kind="renewal" if renews else "amendment", period=period)

    def _places(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who leaves and who enters; that a licensee was taken as who leaves is told."""
        assignors = self._names("assignor")
        if not assignors:
            message, hint = "is taken to come in the place of the licensee", "say who left in a column 'assignor'"
            self.remarks.add(message, hint, self._row, self._headings["assignee"].label)
        return assignors, self._names("assignee")

    # -- by whom

    def _document(self) -> Document | None:
        title, url = self._words("source"), self._words("source address")
        if title and title.startswith(("http://", "https://")) and not url:
            url = title
        if url and not re.match(r"https?://[^\s<>\"{}|\\^`]+$", url):
            column = "source address" if self._words("source address") else "source"
            self._problem(column, "is no web address", "write it with https:// or http:// and without spaces")
            url = None
        read = self._when("source date", self.cells.moment, self.on)
        day = self._day_of_source(read.value) if read is not None else None  # type: ignore[arg-type]
        if not (title or url):
            return Document("", day) if day is not None else None
        return Document(title or url or "", day, url, self._words("publisher"))

    def _day_of_source(self, span: Span) -> date | None:
        if span.earliest is not None and span.earliest == span.latest:
            return span.earliest
        heading = self._headings["source date"]
        self.remarks.add(
            "is no single day: left out",
            "write the document's day as 2024-02-28",
            self._row,
            heading.label,
            text(self._at(heading)),
        )
        return None

    def _quotes(self) -> tuple[str, ...]:
        words = self._words("quote")
        if words is None:
            return ()
        quotes = tuple(q for part in re.split(r"\s*\|\s*", words) if (q := part.strip().strip('"“”„«»')))
        for quote in quotes:
            if len(quote.split()) > MOST_WORDS:
                message = f"has {len(quote.split())} words"
                self._problem(
                    "quote",
                    message,
                    f"quote at most {MOST_WORDS}, several passages separated by '|'; more belongs in a note",
                )
        return quotes

    def _notes(self) -> str | None:
        written = [h for h in self._noted if not says_nothing(self._at(h)) and not self._is_faulty(h)]
        formats = [h for h in self.header.of("edition") if not says_nothing(self._at(h)) and not self._is_faulty(h)]
        notes = [
            *(text(self._at(h)) for h in written),
            *self._asides,
            *filter(None, map(self._said.get, (ROLE, COMMENTS))),
        ]
        notes += [f"{text(h.header)}: {text(self._at(h))}" for h in formats]
        return "; ".join(notes) or None


@lru_cache(maxsize=1 << 14)
def _is_not_sold(words: str) -> bool:
    return fold(words) in NOT_SOLD


@lru_cache(maxsize=1 << 14)
def _may_be_several(name: str, of_parties: bool) -> bool:
    """Whether a name has commas that no legal form explains, or joins two by "and"."""
    if "," in name and not all(map(is_legal_form, name.split(",")[1:])):
        return True
    return of_parties and _JOINED.search(name) is not None


def _at_least(period: Period) -> Period:
    """Return a period whose end is the first day on which it may end."""
    length = stated_length(period)
    if length is not None and length[0] == "term":
        period = replace(period, term=None, minimum_term=length[1], planned_end=None)
    start = period.edtf.partition("/")[0]
    edtf = f"{start}/[{period.earliest_end}..]" if period.earliest_end else f"{start}/"
    return replace(period, edtf=edtf, latest_end=None)


def _year_of(start: Read | None) -> int | None:
    """Return the year in which a row starts, if it is known."""
    span = start.value if start is not None else None
    if not isinstance(span, Span) or span.earliest is None or span.latest is None:
        return None
    return span.earliest.year if span.earliest.year == span.latest.year else None


def _is_before(first: Span, second: Span) -> bool:
    return first.latest is not None and second.earliest is not None and first.latest < second.earliest


def _counted_from(since: Span, end: End, limit: Limit, term: Term) -> End:
    """Return an end whose length begins on a day of its own, with the last day that the length gives."""
    first, last = term_ends(period_of(since, None, term=term, limit=limit))
    edtf = f"{first}" if first == last else f"[{first or ''}..{last or ''}]"
    return replace(end, span=Span(first, last, edtf) if first or last else None)


def _column_of(problem: Problem) -> tuple[int, str]:
    """Return a key that puts problems of one row in the order of their columns."""
    letter = (problem.field or "").split(" ")[0]
    return len(letter), letter
