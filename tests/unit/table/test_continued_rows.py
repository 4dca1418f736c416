"""A row that is no deal is passed over only if it changes none."""

from __future__ import annotations

import pytest

from partnergraph.ingest.table import read_table

from .conftest import WriteText
from .test_columns import refusals, sheet

HEADER = ("Licensor", "Licensee", "Brand", "Field", "Territory", "Start", "End", "Exclusive")
DEAL = ("Alba", "Boreal", "Corona", "", "World", "2024-02-01", "2025-01-31", "yes")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Territory", "except Japan"),
        ("Territory", "Portugal"),
        ("Licensee", "Kirin"),
        ("End", "2024-06-30"),
        ("Exclusive", "no"),
        ("Field", "tablets"),
        ("Brand", "Delta"),
        ("Start", "May 2024"),
    ],
)
def test_the_rest_of_the_row_above_is_refused(text_file: WriteText, column: str, said: str) -> None:
    rest = tuple(said if header == column else "" for header in HEADER)
    (problem,) = refusals(text_file(sheet(HEADER, DEAL, rest)))
    assert (problem.line, problem.value) == (3, said)
    assert "write it into the row above" in (problem.hint or "")


@pytest.mark.parametrize(
    "said",
    [
        "Japan is excluded from all licences",
        "* except Japan",
        "1) not including Corsica",
        "Note: without Japan",
        "Source: legal. Japan ausgenommen",
        "Sauf le Japon",
        "Terminated licences",
        "All licences end on 30 June 2023",
        "Gekündigt",
    ],
)
def test_a_text_between_deals_that_withdraws_something_is_refused(text_file: WriteText, said: str) -> None:
    (problem,) = refusals(text_file(sheet(HEADER, DEAL, (said, *[""] * 7))))
    assert (problem.line, problem.value) == (3, said)


@pytest.mark.parametrize(
    "said",
    [
        "EUROPE",
        "Section 2",
        "Total 12",
        "Source: legal department, May 2024",
        "© 2024 Alba. All rights reserved.",
        "Angaben ohne Gewähr",
        "Prices without VAT",
        "Exclusive licences",
        "as of end of May 2024",
    ],
)
def test_headings_and_footnotes_that_change_nothing_are_passed_over(text_file: WriteText, said: str) -> None:
    content = read_table(text_file(sheet(HEADER, DEAL, (said, *[""] * 7), DEAL)))
    assert [row for row, *_ in content.reading.passed_over] == [3]
