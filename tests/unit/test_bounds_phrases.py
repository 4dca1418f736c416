"""Every date phrase of the two tables is read, or refused, as the tables say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partnergraph.bounds import Period, format_period, parse_period
from partnergraph.bounds.dates import Pairs
from partnergraph.errors import PhraseError

DATA = Path(__file__).parents[1] / "data"
LEAST_READ, LEAST_REFUSED = 100, 30


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]


READ = rows("date_phrases.txt")
REFUSED = rows("date_phrases_refused.txt")


def options(cell: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for part in filter(None, cell.split(",")):
        name, _, value = part.strip().partition("=")
        given[name] = value if name in ("order", "pairs") else date.fromisoformat(value) if value else True
    return given


def reading(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("on", "order", "pairs") if name in given}


def span(cell: str) -> tuple[date | None, date | None]:
    first, _, last = cell.partition("..")
    return (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def meaning(p: Period) -> tuple[object, ...]:
    return (p.earliest_start, p.latest_start, p.earliest_end, p.latest_end, p.planned_end, p.endless)


def test_the_tables_are_there() -> None:
    assert len(READ) >= LEAST_READ
    assert len(REFUSED) >= LEAST_REFUSED
    assert {len(row) for row in READ} == {5}
    assert {len(row) for row in REFUSED} == {4}


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row[0]} {row[4]}".strip())
def test_read(row: list[str]) -> None:
    phrase, edtf, start, end, more = row
    given = options(more)
    period = parse_period(phrase, **reading(given))
    assert period.edtf == edtf
    assert meaning(period) == (*span(start), *span(end), given.get("planned"), given.get("endless", False))
    assert period.words == (None if phrase == edtf else phrase)


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row[0]} {row[4]}".strip())
def test_written_and_read_again(row: list[str]) -> None:
    period = parse_period(row[0], **reading(options(row[4])))
    assert meaning(parse_period(format_period(period))) == meaning(period)
    assert meaning(parse_period(period.edtf))[:4] == meaning(period)[:4]
    assert parse_period(period.edtf).endless is period.endless


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: f"{row[0]} {row[3]}".strip())
def test_refused(row: list[str]) -> None:
    cell, why, hint, more = row
    phrase = {"<empty>": "", "<blank>": "  "}.get(cell, cell)
    with pytest.raises(PhraseError) as caught:
        parse_period(phrase, **reading(options(more)))
    assert why in caught.value.why
    assert hint in (caught.value.hint or "")
    assert caught.value.phrase == phrase


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("since 2020–21", "2020 or 2021"),
        ("since 2003–07", "2003 or 2007"),
        ("since 2003-2007", "2003 or 2007"),
        ("until 2020–21", "2020 or 2021"),
        ("ended 2020–21", "2020 or 2021"),
        ("before 2020–21", "2020 or 2021"),
        ("from 2020–21 to 2023–24", "2023 or 2024"),
    ],
)
@pytest.mark.parametrize("pairs", ["edtf", "refused"])
def test_two_years_with_a_wide_dash_after_a_word_for_one_date_are_refused_by_their_names(
    text: str, years: str, pairs: Pairs
) -> None:
    with pytest.raises(PhraseError, match="a period, where a moment is wanted") as refused:
        parse_period(text, pairs=pairs)
    assert refused.value.hint is not None
    assert years in refused.value.hint


def test_a_wide_dash_between_two_dates_divides_them_after_since_too() -> None:
    assert parse_period("since 2003–07 June 2005").edtf == "2003/2005-06-07"
    assert parse_period("since May 2003–07/2005").edtf == "2003-05/2005-07"


def test_the_day_of_a_termination_may_be_the_last_one_or_not() -> None:
    assert parse_period("terminated on 2023-05-01").edtf == "/[2023-04-30..2023-05-01]"
    assert parse_period("ended on 2023-05-01").edtf == "/2023-05-01"
    assert parse_period("terminated at the end of 2023").edtf == "/2023"
