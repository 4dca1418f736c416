"""Cells of start, end and period as people write them: each is read as the table of cells says, or refused."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table import TableContent, read_table
from partnergraph.ingest.table.reader import read_deals

DATA = Path(__file__).parents[2] / "data" / "date_cells.txt"
COLUMNS = ("start", "end", "period")
HEADER = ("licensor", "licensee", "subject", "territory")
LEAST_CELLS = 300

Days: TypeAlias = tuple[date | None, date | None]
Meaning: TypeAlias = tuple[Days, Days, date | None, bool]
NOTHING: Days = (None, None)


def cells() -> list[tuple[str, str, str]]:
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) >= LEAST_CELLS
    rows = [[part.strip() for part in line.split(" | ")] for line in lines]
    return [(row[0], column, wanted) for row in rows for column, wanted in zip(COLUMNS, row[1:], strict=True)]


def one_day(words: str, *, last: bool) -> date:
    year, month, day = (*map(int, words.split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))


def span(words: str) -> Days:
    if words == "-":
        return NOTHING
    first, dots, last = words.partition("..")
    last = last if dots else first
    return (one_day(first, last=False) if first else None, one_day(last, last=True) if last else None)


def meaning(column: str, words: str) -> Meaning:
    alone = {"start": words + " / -", "end": "- / " + words}
    start, _, end = (words if " / " in words else alone.get(column, words)).partition(" / ")
    if words == "forever":
        start, end = "-", words
    if end == "forever":
        return span(start), NOTHING, None, True
    if end.startswith("plan "):
        return span(start), NOTHING, one_day(end.removeprefix("plan "), last=True), False
    return span(start), span(end or "-"), None, False


def table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADER, *columns))
        writer.writerows(("Aurora", f"Licensee {n}", "Lumen", "Japan", *row) for n, row in enumerate(rows, start=1))
    return path


def said(content: TableContent) -> list[Meaning]:
    periods = [statement.period for statement in content.data.statements]
    return [
        (NOTHING, NOTHING, None, False) if p is None
        else ((p.earliest_start, p.latest_start), (p.earliest_end, p.latest_end), p.planned_end, p.endless)
        for p in periods
    ]  # fmt: skip


def refused(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_table(path)
    return list(caught.value.problems)


@pytest.mark.parametrize("column", COLUMNS)
def test_no_cell_is_misread(tmp_path: Path, column: str) -> None:
    wrong = []
    for cell, of, wanted in cells():
        if of != column:
            continue
        path = table(tmp_path / "deals.csv", [column], [[cell]])
        try:
            got: object = said(read_table(path))[0]
        except InputError as error:
            (problem,) = error.problems
            assert problem.hint, cell
            assert column == "period" or "'2022 to 2024'" not in problem.hint, cell
            got = "x"
        if got != ("x" if wanted[0] in "x!" else meaning(column, wanted)):
            wrong.append((cell, wanted, got))
    assert wrong == []


# --- a column decides ------------------------------------------------------------------------------------------


def test_a_column_with_pairs_of_years_decides(tmp_path: Path) -> None:
    path = table(tmp_path / "deals.csv", ["period"], [["2021-22"], ["2009-10"], ["1976-80"], ["2003/07"]])
    assert [p[:2] for p in said(read_table(path))] == [
        (span("2021"), span("2022")), (span("2009"), span("2010")),
        (span("1976"), span("1980")), (span("2003"), span("2007")),
    ]  # fmt: skip


@pytest.mark.parametrize("decisive", ["2019-20", "2019/20", "2022–23", "2022-23 season"])
def test_what_can_only_be_a_pair_of_years_decides_for_starts_and_ends(tmp_path: Path, decisive: str) -> None:
    path = table(tmp_path / "deals.csv", ["start", "end"], [["2010/11", ""], [decisive, ""]])
    assert said(read_table(path))[0][0] == span("2010..2011")
    path = table(tmp_path / "deals.csv", ["start", "end"], [["2010", "2023-24"], ["2015", decisive]])
    assert said(read_table(path))[0][1] == span("2023..2024")


@pytest.mark.parametrize("decisive", ["2012-03", "2012/03", "2024-12"])
def test_what_can_only_be_a_month_decides(tmp_path: Path, decisive: str) -> None:
    path = table(tmp_path / "deals.csv", ["start"], [["2011-12"], [decisive], ["2003-07"]])
    assert [p[0] for p in said(read_table(path))][::2] == [span("2011-12"), span("2003-07")]


def test_months_decide_nothing_for_what_is_no_month(tmp_path: Path) -> None:
    (problem,) = refused(table(tmp_path / "deals.csv", ["start"], [["2021-22"], ["2024-05"]]))
    assert problem.value == "2021-22"


def test_a_column_with_months_and_pairs_of_years_decides_nothing(tmp_path: Path) -> None:
    (problem,) = refused(table(tmp_path / "deals.csv", ["start"], [["2009-10"], ["2024-05"], ["2019-20"]]))
    assert problem.value == "2009-10"
    assert "row 3" in problem.message
    assert "row 4" in problem.message


def test_another_column_does_not_decide_about_pairs(tmp_path: Path) -> None:
    (problem,) = refused(table(tmp_path / "deals.csv", ["start", "end"], [["2009-10", "2019-20"]]))
    assert problem.value == "2009-10"
    assert "October 2009" in (problem.hint or "")


def test_columns_with_different_orders_of_day_and_month_do_not_decide(tmp_path: Path) -> None:
    rows = [["31/01/2024", "12/31/2024"], ["01/02/2024", "03/04/2025"]]
    problems = refused(table(tmp_path / "deals.csv", ["start", "end"], rows))
    assert [p.value for p in problems] == ["01/02/2024", "03/04/2025"]
    assert all("day first in row 2" in p.message and "month first in row 2" in p.message for p in problems)


@pytest.mark.parametrize(("decisive", "cell", "day"), [
    ("31/01/2024", "01/12/2024", "2024-12-01"), ("31/01/2024", "12/01/2024", "2024-01-12"),
    ("01/31/2024", "01/12/2024", "2024-01-12"), ("01/31/2024", "12/01/2024", "2024-12-01"),
    ("13/12/2024", "01/02/2024", "2024-02-01"), ("12/13/2024", "01/02/2024", "2024-01-02"),
])  # fmt: skip
def test_a_day_above_12_decides_for_a_column(tmp_path: Path, decisive: str, cell: str, day: str) -> None:
    path = table(tmp_path / "deals.csv", ["start"], [[cell], [decisive]])
    assert said(read_table(path))[0][0] == span(day)


def test_columns_with_different_orders_are_told_of(tmp_path: Path) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["31/01/2024", "12/31/2024"]]))
    assert said(content)[0][:2] == (span("2024-01-31"), span("2024-12-31"))
    assert any("day first in row 2" in w.message and "month first in row 2" in w.message for w in content.warnings)
    alike = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["31/01/2024", "31/12/2024"]]))
    assert not any("month first" in w.message for w in alike.warnings)


def test_headers_that_declare_their_orders_are_believed(tmp_path: Path) -> None:
    columns = ["start (DD/MM/YYYY)", "end (MM/DD/YYYY)"]
    content = read_table(table(tmp_path / "deals.csv", columns, [["31/01/2024", "12/31/2024"], ["01/02/2024", ""]]))
    assert said(content)[1][0] == span("2024-02-01")
    assert not any("both ways" in w.message for w in content.warnings)


def test_a_declared_column_does_not_hide_that_another_has_it_otherwise(tmp_path: Path) -> None:
    rows = [["31/01/2024", "12/31/2024"], ["01/02/2024", "03/04/2025"]]
    (problem,) = refused(table(tmp_path / "deals.csv", ["start (DD/MM/YYYY)", "end"], rows))
    assert problem.value == "03/04/2025"


def test_what_another_column_shows_decides_and_is_told(tmp_path: Path) -> None:
    path = table(tmp_path / "deals.csv", ["start", "end"], [["01/02/2024", "31/12/2024"]])
    (told,) = [str(w) for w in read_table(path).warnings if "with the day first" in w.message]
    assert "'end' has them in row 2" in told
    (deal,) = read_deals(path).deals
    assert deal.period is not None and deal.period.edtf == "2024-02-01/2024-12-31"


def test_a_cell_that_is_wrong_in_any_order_is_not_blamed_on_other_columns(tmp_path: Path) -> None:
    for cell in ("soon", "2024-02-30"):
        (problem,) = refused(table(tmp_path / "deals.csv", ["start", "end"], [[cell, "31/12/2024"]]))
        assert problem.value == cell
        assert "day first" not in problem.message


# --- lengths, and days that stand for none ------------------------------------------------------------------------


def test_a_length_in_the_end_cell_is_a_term(tmp_path: Path) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["2020-03-01", "10 years"]]))
    assert said(content) == [(span("2020-03-01"), NOTHING, date(2030, 2, 28), False)]
    (problem,) = refused(table(tmp_path / "deals.csv", ["start", "end", "term"], [["2020", "10 years", "3 years"]]))
    assert "'end'" in (problem.field or "")


@pytest.mark.parametrize("cell", ["31/12/2099", "Dec 2099", "2999-12-31"])
def test_an_end_that_may_stand_for_none_is_told_of(tmp_path: Path, cell: str) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["2020", cell]]))
    assert any("no date was stated" in w.message for w in content.warnings)
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["2020", "31/12/2050"]]))
    assert not any("no date was stated" in w.message for w in content.warnings)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2098-12-31", False), ("2099-01-01", True), ("2098", False), ("2099", True),
        ("0001-01-01", True), ("0001-01-02", False),
        ("1899-12-29", False), ("1899-12-30", True), ("1899-12-31", True), ("1900-01-01", True), ("1900-01-02", False),
        ("1969-12-31", False), ("1970-01-01", True), ("1970-01-02", False), ("1970", False), ("1900", False),
    ],
)  # fmt: skip
def test_which_days_may_stand_for_none(tmp_path: Path, cell: str, told: bool) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start"], [[cell]]))
    assert said(content)[0][0] == span(cell)
    message = f"is read as it stands, {cell}; some systems write it where no date was stated"
    assert [w.line for w in content.warnings if w.message == message] == [2] * told


# --- hints hold only what the command has ----------------------------------------------------------------------------


def test_hints_name_options_that_the_command_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table(Path("deals.csv"), ["start"], [["01/02/2024"]])
    built = CliRunner().invoke(main, ["build", "deals.csv"])
    assert built.exit_code != 0
    assert "--dates dmy" in built.output
    checked = CliRunner().invoke(main, ["clear", "deals.csv", "--store", str(first_store())])
    assert checked.exit_code != 0
    assert "either way round" in checked.output
    assert "--dates dmy" in checked.output
    for shown in (built.output, checked.output):
        assert "order=" not in shown
        assert "DD/MM/YYYY" in shown


@pytest.mark.parametrize("day", ["2023-24", "2009-10", "2023–24"])
def test_a_question_about_two_years_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.chdir(tmp_path)
    where = ["--subject", "Lumen", "--field", "smartphone", "--store", str(first_store())]
    deal = ["--grantor", "Aurora", "--grantee", "Licensee 1", "--territory", "Japan", "--from", "2009-09"]
    for asked in (["who", *where, "--in", "Japan", "--on", day], ["clear", *where, *deal, "--until", day]):
        answer = CliRunner().invoke(main, asked)
        assert answer.exit_code != 0
        assert day[:4] in answer.output


def first_store() -> Path:
    table(Path("first.csv"), ["start"], [["2024"]])
    assert CliRunner().invoke(main, ["build", "first.csv", "--store", "store"]).exit_code == 0
    return Path("store")


def test_the_hint_of_a_header_works(tmp_path: Path) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start (MM/DD/YYYY)"], [["01/02/2024"]]))
    assert said(content)[0][0] == span("2024-01-02")


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    for cell in ("2003–07 " * 100_000, "x" * 1_000_000, "1" * 1_000_000, "01/02/2024 " * 90_000):
        (problem,) = refused(table(tmp_path / "deals.csv", ["start"], [[cell]]))
        assert len(problem.message) < 300


@pytest.mark.parametrize(
    ("column", "cell", "hint", "written"),
    [
        ("start", "9999-12-31", "leave the cell empty", ""),
        ("start", "TBC", "leave the cell empty", ""),
        ("end", "soon", "leave the cell empty", ""),
    ],
)
def test_what_a_refused_date_cell_is_told_to_hold_can_be_built(
    tmp_path: Path, column: str, cell: str, hint: str, written: str
) -> None:
    with pytest.raises(InputError) as error:
        read_table(table(tmp_path / "deals.csv", [column], [[cell]]))
    assert [problem.hint for problem in error.value.problems] == [hint]
    read_table(table(tmp_path / "deals.csv", [column], [[written]]))


@pytest.mark.parametrize(
    ("column", "hint"),
    [("start", "if so, leave the cell empty"), ("end", "if so, leave the cell empty, or write perpetual")],
)
def test_what_may_be_a_placeholder_says_what_its_column_may_hold(tmp_path: Path, column: str, hint: str) -> None:
    content = read_table(table(tmp_path / "deals.csv", [column], [["1900-01-01"]]))
    assert hint in [warning.hint for warning in content.warnings]


@pytest.mark.parametrize(("column", "cell"), [("start", "2020"), ("end", "2022"), ("term", "three years")])
def test_a_period_and_one_of_its_parts_are_refused(tmp_path: Path, column: str, cell: str) -> None:
    (problem,) = refused(table(tmp_path / "deals.csv", ["period", column], [["2020/2022", cell]]))
    assert problem.message == "stands beside start, end or term"


# --- what tells an end, a length or a whole period ---------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["9999-12-31", "31/12/9999", "Dec 9999", "9999"])
def test_the_year_9999_is_an_end_that_is_not_known(tmp_path: Path, cell: str) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], [["2020", cell]]))
    assert said(content) == [(span("2020"), NOTHING, None, False)]
    assert [w.message for w in content.warnings if "9999" in w.message]


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [
        ("2023", "2023-2025", (span("2023"), span("2025"), None, False)),
        ("2023-05-01", "2023 to 2025", (span("2023-05-01"), span("2025"), None, False)),
        ("", "2023 to 2025", (span("2023"), span("2025"), None, False)),
        ("Jan 2023 – Dec 2025", "", (span("2023-01"), span("2025-12"), None, False)),
        ("2017-18 season", "five years from July 2021", (span("2017"), span("2026-06-30..2026-07-30"), None, False)),
    ],
)
def test_a_cell_may_tell_the_other_edge_too(tmp_path: Path, start: str, end: str, read: Meaning) -> None:
    assert said(read_table(table(tmp_path / "deals.csv", ["start", "end"], [[start, end]]))) == [read]


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2019", "2023-2025", "does not agree with the start"),
        ("2030", "five years from July 2021", "does not agree with the start"),
        ("2023-2025", "2025", "is a period beside an end"),
        ("from 2019", "from 2020", "is a start, where an end is wanted"),
        ("until 2020", "2020", "is an end, where a start is wanted"),
        ("3 years", "2020", "is a length, where a start is wanted"),
        ("perpetual", "2020", "says how it ends, where a start is wanted"),
    ],
)
def test_edges_that_do_not_fit_are_refused(tmp_path: Path, start: str, end: str, message: str) -> None:
    assert any(
        message in p.message and p.hint for p in refused(table(tmp_path / "d.csv", ["start", "end"], [[start, end]]))
    )


def test_what_goes_on_holds_when_it_is_written(tmp_path: Path) -> None:
    for cell in ("present", "bis heute", "laufend", "en cours"):
        (deal,) = read_deals(table(tmp_path / "deals.csv", ["start", "end"], [["2020", cell]])).deals
        assert deal.present, cell
    for cell in ("open", "TBD", "annually renewed", "multi-year deal", "unbefristet"):
        (deal,) = read_deals(table(tmp_path / "deals.csv", ["start", "end"], [["2020", cell]])).deals
        assert not deal.present, cell


# --- years of two digits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "beside", "day"),
    [
        ("28-Apr-19", "28-Apr-2015", "2019-04-28"), ("28 Apr. 98", "2015", "1998-04-28"), ("4/28/19", "2020-01-01", "2019-04-28"),
        ("28.04.19", "Mai 2020", "2019-04-28"), ("78", "1974", "1978"), ("'78", "1974", "1978"), ("Apr-19", "2018", "2019-04"),
        ("Q1 24", "2023", "2024-01..2024-03"), ("1er avril 19", "2020", "2019-04-01"), ("April 28, 19", "2020", "2019-04-28"),
        ("23-Dez-21", "31.12.2020", "2021-12-23"),
    ],
)  # fmt: skip
def test_other_years_of_a_column_decide_the_century(tmp_path: Path, cell: str, beside: str, day: str) -> None:
    for column, edge in (("start", 0), ("end", 1)):
        content = read_table(table(tmp_path / "deals.csv", [column], [[cell], [beside]]))
        assert said(content)[0][edge] == span(day)


@pytest.mark.parametrize(
    ("cell", "beside"),
    [("28-Apr-70", "2020"), ("47", "1974"), ("28-Apr-19", ""), ("19", "31/12/9999"), ("45", "1900-01-01")],
)
def test_a_century_that_the_column_leaves_open_is_asked_for(tmp_path: Path, cell: str, beside: str) -> None:
    problem = refused(table(tmp_path / "deals.csv", ["start"], [[cell], [beside or "March 7 2o20"]]))[0]
    assert (problem.value, "century=20" in (problem.hint or "")) == (cell, True)


def test_the_start_of_a_row_decides_for_its_end(tmp_path: Path) -> None:
    rows = [["1974", "78"], ["1998", "31.12.03"], ["2019-07-01", "30-Jun-24"], ["01.01.2027", "31.12.27"]]
    content = read_table(table(tmp_path / "deals.csv", ["start", "end"], rows))
    assert [p[1] for p in said(content)] == [span("1978"), span("2003-12-31"), span("2024-06-30"), span("2027-12-31")]
    (problem,) = refused(table(tmp_path / "deals.csv", ["start", "end"], [["1920", "78"]]))
    assert problem.value == "78"


def test_a_start_and_a_column_that_differ_decide_nothing(tmp_path: Path) -> None:
    problems = refused(table(tmp_path / "deals.csv", ["start", "end"], [["1999", "45"], ["1950", "1960"]]))
    assert [p.value for p in problems] == ["45"]


@pytest.mark.parametrize(("century", "year"), [(19, "1919"), (20, "2019")])
def test_the_century_may_be_declared(tmp_path: Path, century: int, year: str) -> None:
    rows = [["28-Apr-19"], ["19"], ["13/04/19"], ["Apr '19"]]
    content = read_table(table(tmp_path / "deals.csv", ["start"], rows), century=century)
    days = [f"{year}-04-28", year, f"{year}-04-13", f"{year}-04"]
    assert [p[0] for p in said(content)] == [span(day) for day in days]


def test_what_could_be_a_day_or_a_year_stays_refused(tmp_path: Path) -> None:
    rows = [["Apr 19"], ["19-Apr"], ["24-05"], ["05/24"], ["24-05-19"], ["24/25"], ["1/2/19"]]
    problems = refused_with(table(tmp_path / "deals.csv", ["start"], rows), century=20)
    assert [p.value for p in problems] == [row[0] for row in rows]
    content = read_table(table(tmp_path / "deals.csv", ["start"], [["24-05-19"], ["1/2/19"]]), century=20, dates="dmy")
    assert [p[0] for p in said(content)] == [span("2019-05-24"), span("2019-02-01")]


def refused_with(path: Path, **options: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_table(path, **options)
    return list(caught.value.problems)


def test_what_decided_the_century_is_said(tmp_path: Path) -> None:
    content = read_table(table(tmp_path / "deals.csv", ["start"], [["28-Apr-19"], ["2015"], ["2024"]]))
    assert any("2015 to 2024" in words for _, words in content.reading.orders)


def test_hints_name_options_as_they_are_called_where_the_table_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = table(Path("deals.csv"), ["start", "end"], [["01/02/2024", "28-Apr-19"]])
    hints = " ".join(problem.hint or "" for problem in refused(path))
    assert "dates='dmy'" in hints
    assert "century=20" in hints
    assert "--" not in hints
    shown = CliRunner().invoke(main, ["build", "deals.csv"]).output
    assert "--dates dmy" in shown
    assert "--century 20" in shown
    assert "dates='dmy'" not in shown
    checked = CliRunner().invoke(main, ["clear", "deals.csv", "--store", str(first_store())]).output
    assert "--century 20" in checked
    built = CliRunner().invoke(main, ["build", "deals.csv", "--century", "20", "--dates", "dmy", "--dry-run"]).output
    assert "2019-04-28" in built or "before it starts" in built
