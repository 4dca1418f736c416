"""What a row of a table says of a contract over time: what a deal hangs on, how it goes on, what happened to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.bounds import Period, Span, Term, period_of, stated_length
from partnergraph.errors import PhraseError
from partnergraph.ingest.contract_terms import NO_END, why_no_condition, why_no_renewal
from partnergraph.ingest.deal_events import after, last_or_first
from partnergraph.ingest.deals.deal import Change, Deal, Document
from partnergraph.ingest.table.cell import CellError, End, Kind, Length, is_yes_or_no
from partnergraph.ingest.table.columns import header_key, unit_of
from partnergraph.ingest.table.contract_cells import Renews, is_group, together, told_by_header, with_notice
from partnergraph.ingest.table.row_cells import RowCells
from partnergraph.ingest.table.sheets import text
from partnergraph.names import fold

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


class ContractRow(RowCells):
    """The cells of a row that tell of a contract over time."""

    __slots__ = ()

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


def _at_least(period: Period) -> Period:
    """Return a period whose end is the first day on which it may end."""
    length = stated_length(period)
    if length is not None and length[0] == "term":
        period = replace(period, term=None, minimum_term=length[1], planned_end=None)
    start = period.edtf.partition("/")[0]
    edtf = f"{start}/[{period.earliest_end}..]" if period.earliest_end else f"{start}/"
    return replace(period, edtf=edtf, latest_end=None)
