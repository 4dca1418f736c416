"""A row of a table as cells with values: who, what, where, when, by what document; each problem with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from partnergraph import model as m
from partnergraph.axes import AXES, Axis
from partnergraph.bounds import Limit, Period, Span, Term, period_of, reconciled, term_ends
from partnergraph.errors import PhraseError, Problem
from partnergraph.ingest.deals.deal import Document, Words
from partnergraph.ingest.deals.remarks import Remarks
from partnergraph.ingest.table.across import ROLE
from partnergraph.ingest.table.cell import CellError, End, Kind, Length, Read
from partnergraph.ingest.table.columns import PARTIES, SUBJECTS, codes_of_header, header_key, unit_of
from partnergraph.ingest.table.dates import DateColumns
from partnergraph.ingest.table.footnotes import Footnotes, is_sign, split
from partnergraph.ingest.table.headers import Header, Heading
from partnergraph.ingest.table.likeness import is_negated_exclusivity
from partnergraph.ingest.table.open_ends import open_end
from partnergraph.ingest.table.sheets import Cell, Sheet, says_nothing, text
from partnergraph.ingest.table.term_cells import near_terms
from partnergraph.ingest.table.values import Cells, fault
from partnergraph.ingest.table.word_cells import EXCLUSIVE_WORDS, strength_words
from partnergraph.legal_forms import is_legal_form
from partnergraph.names import fold
from partnergraph.territory import Territory, format_territory

T = TypeVar("T")
MOST_WORDS = 12
COMMENTS = "comments"
"""In what is said of a deal outside of its cells: the comments on them, which are kept as a note."""
NOTHING: Mapping[str, str] = {}
"""Nothing is said outside of the cells."""
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
class RowCells:
    """The cells of a row under one header; ``on`` is the table's day, ``uncalculated`` are formulas like ``C7``."""

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
    _said: Mapping[str, str] = field(default_factory=lambda: NOTHING)
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
def _may_be_several(name: str, of_parties: bool) -> bool:
    """Whether a name has commas that no legal form explains, or joins two by "and"."""
    if "," in name and not all(map(is_legal_form, name.split(",")[1:])):
        return True
    return of_parties and _JOINED.search(name) is not None


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
