"""Reads a deal table: finds the sheet and its header, reads every row, gathers deals, problems and rejects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TypedDict, Unpack

from partnergraph import model as m
from partnergraph.accounts import Progress, silent
from partnergraph.bounds.dates import Order
from partnergraph.errors import InputError, Problem, printable
from partnergraph.ingest.deals.collector import Collector
from partnergraph.ingest.deals.content import DealContent
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.deals.remarks import Remarks, row_list
from partnergraph.ingest.names_file import NamesFile
from partnergraph.ingest.near_names import Near, alike, problems_of
from partnergraph.ingest.table.across import Across
from partnergraph.ingest.table.by_cells import header_of
from partnergraph.ingest.table.columns import BY_NAME, PARTIES, SUBJECTS
from partnergraph.ingest.table.dates import DateColumns, Door
from partnergraph.ingest.table.explaining import explained
from partnergraph.ingest.table.footnotes import split
from partnergraph.ingest.table.headers import LEFT_OUT, Header, check_mapping
from partnergraph.ingest.table.layout import A_SECTION, Layout
from partnergraph.ingest.table.reading import SHOWN_ROWS, TableReading
from partnergraph.ingest.table.records import JSONL_SUFFIXES, Frame, FrameRows, JsonLines, RecordSheet
from partnergraph.ingest.table.row_cells import COMMENTS
from partnergraph.ingest.table.rows import NOBODY_HAS_IT, RowReader
from partnergraph.ingest.table.sheets import XLSX_SUFFIXES, Cell, Sheet, column_letter, csv_candidates, is_empty, text
from partnergraph.ingest.table.unread import UnreadColumns, limits
from partnergraph.ingest.table.workbook import XlsxSheet, open_workbook
from partnergraph.names import fold, nearest, slug
from partnergraph.vocabulary import DEFAULT_BASE

_TOLD_ROWS = 1_000
_SHOWN_HEADERS = 6
_ONE_DEAL: Sequence[Mapping[str, str]] = ({},)
REJECT_COLUMNS = ("row in the table", "problems")
"""What a file of refused rows has behind the columns of the table: told to the reader of it, no part of a deal."""

STRUCK_OUT = "struck out"
_TOLD_WHERE_PASSED_OVER = (
    (STRUCK_OUT, "what is struck out is not read", "take the line out of it if it counts"),
    (NOBODY_HAS_IT, "where nobody has it is no deal", "a name that looks so: --name NAME"),
)
HIDDEN, NO_TABLE = "hidden", "has no header of a deal table"
"""Why a sheet of a workbook is not read, where nothing is to be mended."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was refused: its number, its cells as text, what is wrong with it."""

    row: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent(DealContent):
    """What a table holds. ``problems`` are errors, ``headers`` the labels of the columns, for the rejects file."""

    reading: TableReading
    rejects: tuple[Reject, ...] = ()
    problems: tuple[Problem, ...] = ()
    headers: tuple[str, ...] = ()


class TableOptions(TypedDict, total=False):
    """The keyword arguments of `read_table`."""

    mapping: Mapping[str, str] | None
    given: Mapping[str, str] | None
    real_names: Sequence[str]
    title: str | None
    sheet: str | None
    dates: Order | None
    century: int | None
    as_of: date | None
    complete_for: Sequence[str]
    names: NamesFile | None
    skip_bad: bool
    encoding: str | None
    base: str
    progress: Progress
    door: Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a table is to be read; see `read_table`."""

    mapping: Mapping[str, str] | None = None
    given: Mapping[str, str] | None = None
    real_names: Sequence[str] = ()
    title: str | None = None
    sheet: str | None = None
    dates: Order | None = None
    century: int | None = None
    as_of: date | None = None
    complete_for: Sequence[str] = ()
    names: NamesFile | None = None
    skip_bad: bool = False
    encoding: str | None = None
    base: str = DEFAULT_BASE
    progress: Progress = silent
    door: Door = "python"


@dataclass(slots=True)
class _Pass:
    """One reading of one sheet."""

    sheet: Sheet
    header: Header
    place: str
    options: Options
    refused: Mapping[int, int] = field(default_factory=dict)
    remarks: Remarks = field(init=False)
    rows: RowReader = field(init=False)
    deals: Collector = field(init=False)
    unread: UnreadColumns = field(init=False)
    layout: Layout = field(init=False)
    workbook: XlsxSheet | None = field(init=False)
    _is_plain: bool = field(init=False)
    _commented: dict[int, list[tuple[str, str]]] = field(init=False, default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    _alike: list[tuple[str, Near]] | None = None

    def __post_init__(self) -> None:
        options, name = self.options, Path(self.sheet.file).name
        self.remarks = Remarks(self.place)
        self.workbook = self.sheet if isinstance(self.sheet, XlsxSheet) else None
        uncalculated = self.workbook.markup.uncalculated if self.workbook else ()
        dates = DateColumns(self.sheet, self.header, options.dates, options.century, options.door)
        self.rows = RowReader(
            self.sheet,
            self.header,
            self.place,
            self.remarks,
            dates,
            options.as_of,
            uncalculated,
            frozenset(map(fold, options.real_names)),
        )
        self.deals = Collector(
            title=printable(options.title or (f"{name}, sheet {self.sheet.name}" if self.sheet.name else name)),
            identifier=slug(options.title or f"{Path(name).stem} {self.sheet.name or ''}"),
            place=self.place,
            remarks=self.remarks,
            names=options.names or NamesFile(),
            on=options.as_of,
            base=options.base,
            refused=self.refused,
        )
        self.layout = Layout(self.header)
        self._is_plain = self.layout.is_plain and self.workbook is None
        labels = {heading.index: heading.label for heading in self.header.headings}
        for (row, column), said in sorted(self.workbook.comments.items() if self.workbook else ()):
            self._commented.setdefault(row, []).append((labels.get(column, column_letter(column)), said))
        for row in self.header.rows:
            self._comments(row)
        self.unread = UnreadColumns(_without_ours(self.header), self.place, uncalculated)

    def read_rows(self, reading: TableReading) -> None:
        """Read every row under the header; a broken file ends the reading, with what was found before."""
        last = max(self.header.rows)
        for number, cells in self.sheet.rows():
            if number > last:
                self._read_row(number, cells, reading)
            if number % _TOLD_ROWS == 0:
                self.options.progress("rows read", number)

    def _read_row(self, number: int, cells: Sequence[Cell], reading: TableReading) -> None:
        before, passed = len(self.rows.problems), len(self.rows.passed_over)
        for said in self._parts(number, cells):
            deal = self.rows.read(number, cells, said)
            refused = self.deals.add(deal) if deal is not None else None
            if refused is not None:
                self.rows.problems.append(refused)
            elif deal is not None and len(reading.first) < SHOWN_ROWS:
                reading.first.append(deal)
        if len(self.rows.passed_over) == passed:
            self.unread.take(number, cells)
        problems = tuple(dict.fromkeys(self.rows.problems[before:]))
        if problems:
            self.rejects.append(Reject(number, tuple(map(text, cells)), problems))

    def _parts(self, number: int, cells: Sequence[Cell]) -> Sequence[Mapping[str, str]]:
        """Return what is said of each deal of a row outside of its cells; none for a row that is no deal."""
        if self._is_plain:
            return _ONE_DEAL
        struck = self.workbook.struck.get(number) if self.workbook else None
        if struck:
            if all(index in struck for index, cell in enumerate(cells) if text(cell)):
                self.rows.pass_over(number, STRUCK_OUT, cells)
                self.layout.end_bare()
                return []
            self._refuse_struck(number, cells, struck)
        if self.layout.takes(cells):
            self.rows.pass_over(number, A_SECTION, cells)
            self._comments(number)
            return []
        parts: list[Mapping[str, str]] = [
            {**part, **self._comments(number)} for part in self.layout.parts(cells, self.rows.real_names)
        ]
        for heading, said in self.header.across.not_sold(cells, self.rows.real_names) if self.header.across else ():
            hint = "where somebody has it, write who"
            self.remarks.add("nobody is named: no deal is recorded there", hint, number, heading.label, said)
        if self.header.across:
            self._look_across(number, cells, self.header.across)
        if not parts and sum(map(bool, map(text, cells))) > 1:
            self.rows.pass_over(number, "no deal: nothing is granted in it", cells)
        return parts or ([] if self.header.across is None or self.rows.passed(number) else list(_ONE_DEAL))

    def _look_across(self, number: int, cells: Sequence[Cell], across: Across) -> None:
        """Refuse what would be lost under places or channels: marks of footnotes, formulas, merged cells."""
        wide = self.workbook.wide_in(number) if self.workbook else frozenset[int]()
        for heading in across.columns:
            said = text(cells[heading.index]) if heading.index < len(cells) else ""
            found = None
            if split(said)[1]:
                found = ("has the mark of a footnote", "write what the note says into the table, and take the mark out")
            elif heading.index in wide:
                found = ("is merged over several columns", "write it into each of them")
            elif self.workbook and f"{heading.letter}{number}" in self.workbook.markup.uncalculated:
                found = ("is a formula that was never calculated", "open the file in a spreadsheet and save it")
            if found:
                where = {"file": self.place, "line": number, "field": heading.label, "value": said}
                self.rows.problems.append(Problem(*found, **where))  # type: ignore[arg-type]

    def _comments(self, number: int) -> Mapping[str, str]:
        """Return the comments on the cells of a row, as a note."""
        said = self._commented.get(number)
        for where, comment in said or ():
            if limits(comment, False):
                hint = "write what it says into the columns of the deal, and take the comment out"
                message = "is a comment that limits a deal"
                self.rows.problems.append(
                    Problem(message, hint, file=self.place, line=number, field=where, value=comment)
                )
        return {COMMENTS: "; ".join(comment for _, comment in said)} if said else {}

    def _refuse_struck(self, number: int, cells: Sequence[Cell], struck: Collection[int]) -> None:
        """Refuse the cells that are struck out in a row that is not: whether they count is not said."""
        for heading in self.header.headings:
            if heading.column and heading.index in struck:
                hint = "clear the cell if it does not count, or take the line out of it"
                said = text(cells[heading.index])
                problem = Problem("is struck out", hint, file=self.place, line=number, field=heading.label, value=said)
                self.rows.problems.append(problem)

    def down_to(self, row: int) -> Sequence[Cell]:
        """Return the cells of a row, the headings over it taken in; none where the table has no such row."""
        for number, cells in self.sheet.rows():
            if number == row:
                return cells if row > max(self.header.rows) else ()
            if number > max(self.header.rows):
                self.layout.takes(cells)
        return ()

    def explain(self, row: int, cells: Sequence[Cell]) -> list[str]:
        """Return how a row is read, in a sentence for each cell, deal by deal."""
        lines: list[str] = []
        for said in self._parts(row, cells) or [{}]:
            self.rows.problems.clear()
            self.remarks = self.rows.remarks = Remarks(self.place)
            deal = None if self.rows.passed_over else self.rows.read(row, cells, said)
            found = [*self.rows.problems, *self.remarks.problems()]
            lines += explained(self.header, row, tuple(map(text, cells)), deal, found, self.rows.passed_over, said)
        return lines

    def warnings(self) -> list[Problem]:
        """Return the remarks on rows, names that look alike, footnotes passed over, hidden rows."""
        found = [
            *self.sheet.remarks,
            *self._not_named(),
            *self.remarks.problems(),
            *self.rows.dates.remarks(self.place),
            *problems_of(self.near(), self.place),
        ]
        for why, message, hint in _TOLD_WHERE_PASSED_OVER:
            rows = [row for row, reason, _ in self.rows.passed_over if reason == why]
            if rows:
                message = f"{message}: {'row' if len(rows) == 1 else 'rows'} {row_list(rows)}"
                found.append(Problem(message, hint, file=self.place, line=rows[0], severity="warning"))
        odd = [(row, said) for row, why, said in self.rows.passed_over if "footnote" in why]
        if odd:
            message = f"headings and footnotes are passed over: rows {row_list(row for row, _ in odd)}"
            found.append(
                Problem(
                    message,
                    "if they are deals, fill in licensor and licensee",
                    file=self.place,
                    line=odd[0][0],
                    value=odd[0][1],
                    severity="warning",
                )
            )
        return found

    def _not_named(self) -> Iterator[Problem]:
        """Warn of what no column says: who grants, who may act, or what the deals are about."""
        for parties, said in (
            (("licensor",), "who grants"),
            (("licensee",), "who may act"),
            (SUBJECTS, "what is licensed"),
        ):
            if not any(map(self.header.of, parties)):
                message = f"no column says {said} ({parties[0]}): it stays not named"
                hint = (
                    f"say it for the whole table: --set {parties[0]}=NAME; or for a column of yours in a --mapping FILE"
                )
                yield Problem(message, hint, file=self.place, line=max(self.header.rows), severity="warning")

    def near(self) -> list[tuple[str, Near]]:
        """Return the names that look alike, with the section of a names file that could join them."""
        if self._alike is None:
            self._alike = alike(self.deals.used_names, self.deals.names)
        return self._alike


def _without_ours(header: Header) -> Header:
    """Return the header of a file of refused rows with our two columns left out; any other as it is."""
    own = [heading for heading in header.headings if heading.given is None]
    given = [heading for heading in header.headings if heading.given is not None]
    if tuple(heading.header for heading in own[-2:]) != REJECT_COLUMNS:
        return header
    ours = (replace(heading, column=None, remark=LEFT_OUT) for heading in own[-2:])
    return replace(header, headings=(*own[:-2], *ours, *given))


def read_table(path: str | Path | Frame, **options: Unpack[TableOptions]) -> TableContent:
    """Read a table of deals (CSV, TSV, XLSX, JSON Lines, a data frame of pandas or polars).

    A row is a grant of the licensor to the licensee and, where its exclusivity column says so, an exclusivity
    too.

    * ``mapping``: header in the file, or ``column F``, to a name of `columns.COLUMNS` or ``ignore``.
    * ``given``: a name of `columns.COLUMNS` to what it says in every row, such as ``{"field": "any"}``.
    * ``real_names``: names that are meant as they stand, though they look like a word for nobody or like several.
    * ``title``: what the table is called as a source; by default the name of its file.
    * ``sheet``: which one of a workbook.
    * ``dates``: how 01/02/2024 is meant; without it a column that leaves no other reading in some row decides.
    * ``century``: 19 or 20, put before a year of two digits (28-Apr-19); without it the other years of the column
      decide, and in an end the start of its row, where they leave no other reading.
    * ``as_of``: the day on which the table's open rows hold; it is the table's date as a source.
    * ``complete_for``: licensors or subjects (or ``Licensor: subject``) of whom the table lists every commitment
      as of that day.
    * ``names``: spellings and the names they stand for.
    * ``skip_bad``: leave bad rows out (`TableContent.rejects`) and withdraw completeness.
    * ``encoding``: of a text file without byte order mark that is not UTF-8.
    * ``progress``: is told how many rows are read.
    * ``door``: whose names for these options hints use: ``"python"``, or ``"command"``.

    Raises `InputError` with every problem of the table: row, column, value, why, what to write; also where no
    deal is found at all.
    """
    content = inspect_table(path, **options)
    if content.problems:
        raise InputError(content.problems)
    return content


def inspect_table(path: str | Path | Frame, **options: Unpack[TableOptions]) -> TableContent:
    """Read a table as `read_table` does, but return the problems instead of raising them.

    Files that cannot be opened or decoded raise `InputError` all the same.
    """
    chosen = Options(**options)
    file = str(path) if isinstance(path, str | Path) else chosen.title or "data frame"
    wrong = check_mapping(chosen.mapping or {}, file)
    if chosen.complete_for and chosen.as_of is None:
        wrong.append(
            Problem("is complete as of which day?", "add --as-of 2024-02-28", file=file, field="--complete-for")
        )
    if wrong:
        raise InputError(wrong)
    sheet, header, others = _choose(path, file, chosen)
    try:
        return _inspect(sheet, header, others, file, chosen)
    finally:
        if isinstance(sheet, XlsxSheet):
            sheet.close()


@dataclass(frozen=True, slots=True)
class SheetDeals:
    """A sheet as it stands, and the deals that its rows name. ``worksheet`` is ``None`` for a text file.

    ``warnings``: what was read with a doubt, and the columns that were not read.
    """

    file: str
    worksheet: str | None
    header_row: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    deals: tuple[Deal, ...]
    warnings: tuple[Problem, ...] = ()


def read_deals(path: str | Path, **options: Unpack[TableOptions]) -> SheetDeals:
    """Read a table of deals row by row, as it is written; raises `InputError` as `read_table` does."""
    chosen = Options(**options)
    file = str(path)
    wrong = check_mapping(chosen.mapping or {}, file)
    if wrong:
        raise InputError(wrong)
    sheet, header, others = _choose(path, file, chosen)
    try:
        content = _inspect(sheet, header, others, file, chosen)
        if content.problems:
            raise InputError(content.problems)
        if content.reading.events:
            hint = "propose the deal as it is to be, in one row; and build the events"
            raise InputError([Problem("tells what happened to deals, and proposes none", hint, file=file)])
        work = _Pass(sheet, header, content.reading.place, chosen)
        work.read_rows(content.reading)
        rows = tuple((number, tuple(cells)) for number, cells in sheet.rows())
    finally:
        if isinstance(sheet, XlsxSheet):
            sheet.close()
    return SheetDeals(
        file,
        sheet.name,
        max(header.rows),
        rows,
        tuple(sorted((renamed(deal, chosen.names) for deal, _ in work.deals.deals), key=attrgetter("row"))),
        (*work.unread.warnings(), *work.warnings()),
    )


def renamed(deal: Deal, names: NamesFile | None) -> Deal:
    """Return a deal with the names that a names file has for its spellings."""
    if names is None:
        return deal
    licensors, licensees = (
        tuple(dict.fromkeys(names.name(m.Organization, name) for name in party))
        for party in (deal.licensors, deal.licensees)
    )
    subjects = tuple(dict.fromkeys((kind, names.name(kind, name)) for kind, name in deal.subjects))
    return replace(deal, licensors=licensors, licensees=licensees, subjects=subjects)


def explain_row(path: str | Path, row: int, **options: Unpack[TableOptions]) -> list[str]:
    """Return how one row of a table is read, in a sentence for each cell. Raises `InputError`."""
    chosen = Options(**options)
    file = str(path)
    sheet, header, _ = _choose(path, file, chosen)
    try:
        place = getattr(sheet, "place", file)
        problems = [_placed(problem, place, header) for problem in header.problems]
        if problems or not header.found:
            raise InputError(problems or [_no_header(sheet, place)])
        work = _Pass(sheet, header, place, chosen)
        cells = work.down_to(row)
        if is_empty(cells):
            hint = f"the deals stand below row {max(header.rows)}"
            raise InputError([Problem("is no row of the table", hint, file=place, field="--explain", value=str(row))])
        return work.explain(row, cells)
    finally:
        if isinstance(sheet, XlsxSheet):
            sheet.close()


def _inspect(sheet: Sheet, header: Header, others: list[tuple[str, str]], file: str, options: Options) -> TableContent:
    place = getattr(sheet, "place", file)
    reading = TableReading(place, _form(sheet), header.rows, header.headings, other_sheets=others)
    problems = [_placed(problem, place, header) for problem in header.problems]
    if not header.found:
        problems.insert(0, _no_header(sheet, place))
    if problems:
        return TableContent(stated=None, reading=reading, problems=tuple(problems), file=file)
    work = _Pass(sheet, header, place, options)
    broken = _read(work, reading)
    refused = work.deals.parties.others()
    if refused:
        work = _Pass(sheet, header, place, options, refused)
        broken = _read(work, reading)
    return _content(work, reading, broken)


def _read(work: _Pass, reading: TableReading) -> tuple[Problem, ...]:
    """Read all rows; return what ended the reading early."""
    reading.first.clear()
    try:
        work.read_rows(reading)
    except InputError as error:
        return error.problems
    return ()


def _content(work: _Pass, reading: TableReading, broken: tuple[Problem, ...]) -> TableContent:
    options = work.options
    wanted, unknown = work.deals.complete_pairs(options.complete_for)
    withdrawn = bool(work.rejects) and options.skip_bad
    stated = work.deals.stated(() if withdrawn else wanted)
    empty = not work.deals.speaks()
    reading.deals, reading.rejected = len(work.deals.deals), len(work.rejects)
    reading.orders, reading.passed_over = work.rows.dates.said(), work.rows.passed_over
    reading.events = work.deals.changes
    reading.unread = work.unread.headings()
    reading.remarks, reading.alike = len(work.remarks), len(work.near())
    problems = [*work.unread.problems(), *broken, *unknown]
    if not options.skip_bad or empty:
        problems = [*work.rows.problems, *problems]
    told = work.deals.problems_of_changes()
    problems += [problem for problem in told if problem.severity == "error"]
    if not problems and empty:
        message = "holds no deal: no row under the header names a licensor and a licensee"
        problems.append(
            Problem(
                message,
                "see 'partnergraph template' for a table to fill in",
                file=work.place,
                line=max(work.header.rows),
            )
        )
    warnings = [*_other_tables(reading, work.sheet.file), *work.unread.warnings()]
    warnings += [*work.warnings(), *_undated(stated.things, work)]
    warnings += [problem for problem in told if problem.severity != "error"]
    if withdrawn:
        warnings.append(_withdrawal(work, bool(options.complete_for)))
    headers = _labels(work.header)
    return TableContent(
        stated=stated,
        warnings=tuple(warnings),
        rejects=tuple(work.rejects),
        reading=reading,
        problems=tuple(problems),
        headers=headers,
        file=work.sheet.file,
        summary=reading.summary(),
    )


def _labels(header: Header) -> tuple[str, ...]:
    labels = [""] * header.width
    for heading in header.headings:
        if heading.given is None:
            labels[heading.index] = heading.header
    return tuple(labels)


def _other_tables(reading: TableReading, file: str) -> list[Problem]:
    """Warn of sheets that look like tables of deals too and are not read."""
    return [
        Problem(f"is not read: {why}", "mend it and build it too: --sheet NAME", file=file, field="sheet", value=name,
                severity="warning")
        for name, why in reading.other_sheets
        if why not in (HIDDEN, NO_TABLE)
    ]  # fmt: skip


def _undated(data: m.Dataset, work: _Pass) -> list[Problem]:
    """Warn of sources without a date. That of the table, ``--as-of``, is no date of a document that rows name."""
    undated = [source.title for source in data.sources if source.date is None]
    way = "give its day in a column 'source date'"
    hints = {title: f"{way}, or the table's with --as-of" if title == work.deals.title else way for title in undated}
    message, without = "has no date", "else what it says in the present tense holds on no day"
    return [
        Problem(message, f"{hint}; {without}", file=work.place, field="source", value=title, severity="warning")
        for title, hint in hints.items()
    ]


def _withdrawal(work: _Pass, declared: bool) -> Problem:
    """Say which subjects the table is no longer complete for, as far as the refused rows name them."""
    columns = [h.index for name in ("subject", "product", "other right") for h in work.header.of(name)]
    named = {row.cells[i] for row in work.rejects for i in columns if i < len(row.cells) and row.cells[i]}
    unnamed = [row.row for row in work.rejects if not any(i < len(row.cells) and row.cells[i] for i in columns)]
    about = ", ".join(sorted(named)) or "no subject that can be read"
    if unnamed:
        about += f"; rows {row_list(unnamed)} may be about any"
    gone = "1 row is left out (row" if len(work.rejects) == 1 else f"{len(work.rejects):,} rows are left out (rows"
    message = f"{gone} {row_list(r.row for r in work.rejects)}); affected: {about}"
    hint = (
        "the table is not complete without them: --complete-for is withdrawn"
        if declared
        else "mend them and build again"
    )
    return Problem(message, hint, file=work.place, severity="warning")


# --- which sheet ---------------------------------------------------------------------------------------------


def _choose(path: str | Path | Frame, file: str, options: Options) -> tuple[Sheet, Header, list[tuple[str, str]]]:
    if not isinstance(path, str | Path):
        return _of_records(FrameRows.of(path, file), options)
    path = Path(path)
    if not path.is_file():
        raise InputError([Problem("does not exist", "name a table (.csv, .tsv, .xlsx)", file=file)])
    if path.stat().st_size == 0:
        raise InputError([Problem("is empty", "see 'partnergraph template' for a table to fill in", file=file)])
    if path.suffix.lower() in XLSX_SUFFIXES:
        with ExitStack() as opened:
            sheets = open_workbook(path, file)
            for sheet in sheets:
                opened.callback(sheet.close)
            chosen = _choose_worksheet(sheets, file, options)
            opened.pop_all()  # whoever reads the sheet closes it
            return chosen
    if options.sheet is not None:
        raise InputError([Problem("has no sheets", "leave --sheet out", file=file)])
    if path.suffix.lower() in JSONL_SUFFIXES:
        return _of_records(JsonLines.open(path, file), options)
    return _choose_delimiter(path, file, options)


def _choose_delimiter(path: Path, file: str, options: Options) -> tuple[Sheet, Header, list[tuple[str, str]]]:
    best, best_header, failed, parted = None, Header(), None, False
    for candidate in csv_candidates(path, file, options.encoding):
        try:
            header = header_of(candidate, options.mapping, options.given)
        except InputError as error:
            failed = failed or error
            continue
        parted = parted or header.width > 1 or any(len(cells) > 1 for _, cells in islice(candidate.rows(), 2))
        if best is None or header.score > best_header.score:
            best, best_header = candidate, header
    if best is None:
        raise failed or InputError([Problem("cannot be read", file=file)])
    if failed and not best_header.found and not parted:
        raise failed
    return best, best_header, []


def _of_records(sheet: RecordSheet, options: Options) -> tuple[Sheet, Header, list[tuple[str, str]]]:
    return sheet, header_of(sheet, options.mapping, options.given), []


def _choose_worksheet(
    sheets: list[XlsxSheet], file: str, options: Options
) -> tuple[Sheet, Header, list[tuple[str, str]]]:
    if options.sheet is not None:
        named = [sheet for sheet in sheets if sheet.name.casefold() == options.sheet.casefold()]
        if not named:
            titles = [sheet.name for sheet in sheets]
            near = nearest(options.sheet, titles, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the sheets are {', '.join(map(repr, titles))}"
            raise InputError([Problem("has no sheet of this name", hint, file=file, value=options.sheet)])
        return named[0], header_of(named[0], options.mapping, options.given), []
    found = [(sheet, header_of(sheet, options.mapping, options.given)) for sheet in sheets if sheet.visible]
    tables = [(sheet, header) for sheet, header in found if header.found]
    others = [(sheet.name, HIDDEN) for sheet in sheets if not sheet.visible]
    others += [(sheet.name, NO_TABLE) for sheet, header in found if not header.found]
    whole = [(sheet, header) for sheet, header in tables if not header.problems]
    both = [(sheet, header) for sheet, header in whole if all(map(header.of, PARTIES))]
    if len(both or whole) == 1:  # beside deals of two parties a list of one of them is none
        chosen, its = (both or whole)[0]
        others += [(sheet.name, _why_not(header)) for sheet, header in tables if sheet is not chosen]
        return chosen, its, others
    if len(tables) > 1:
        listed = ", ".join(repr(sheet.name) for sheet, _ in tables)
        message = f"has several sheets with deals: {listed}"
        raise InputError([Problem(message, "build them one by one: --sheet NAME", file=file)])
    if not found:
        raise InputError([Problem("has no visible sheet", "name one: --sheet NAME", file=file)])
    return *(tables or found)[0], others


def _why_not(header: Header) -> str:
    """Return why a sheet is not the one that holds the deals."""
    if header.problems:
        return header.problems[0].message
    missing = next(party for party in PARTIES if not header.of(party))
    return f"no column says {BY_NAME[missing].meaning.split(';')[0]} ({missing})"


def _no_header(sheet: Sheet, place: str) -> Problem:
    row, cells = next(((number, cells) for number, cells in sheet.rows() if not is_empty(cells)), (None, ()))
    if row is None:
        return Problem("is empty", "see 'partnergraph template' for a table to fill in", file=place)
    said = [said for cell in cells if (said := text(cell))][:_SHOWN_HEADERS]
    seen = f"; row {row} holds {', '.join(map(repr, said))}" if len(said) > 1 else ""
    message = f"no row looks like the header of a deal table: licensor, licensee, territory ...{seen}"
    hint = "head the columns so (see 'partnergraph template'), or say in a --mapping FILE what yours are"
    example = f" ('{said[0]}: licensor')" if seen else ""
    return Problem(message, f"{hint}{example}", file=place, line=row)


def _placed(problem: Problem, place: str, header: Header) -> Problem:
    return Problem(
        problem.message,
        problem.hint,
        file=place,
        line=max(header.rows, default=None),
        field=problem.field,
        value=problem.value,
    )


def _form(sheet: Sheet) -> str:
    if isinstance(sheet, XlsxSheet):
        return "workbook"
    if isinstance(sheet, RecordSheet):
        return "JSON Lines" if isinstance(sheet, JsonLines) else "data frame"
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    delimiter = getattr(sheet, "delimiter", ",")
    return f"{getattr(sheet, 'encoding', '')} text separated by {names.get(delimiter, repr(delimiter))}"
