"""A header that is spelled nearly as a known one, or that says the opposite of one, is told what to be."""

from __future__ import annotations

import pytest

from partnergraph.ingest.table import read_table

from .conftest import WriteText
from .test_columns import DEAL, FULL, refusals, sheet, unread


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Source adress", "source address"),
        ("Sorce Date", "source date"),
        ("Other rihgt", "other right"),
        ("Publication dte", "source date"),
        ("Qoute", "quote"),
        ("Remarcs", "note"),
        ("Sorce", "source"),
    ],
)
def test_a_misspelt_header_is_told_the_column_that_it_may_be(text_file: WriteText, header: str, column: str) -> None:
    content = read_table(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    assert f"K {header!r} (like {column!r}?)" in unread(content)
