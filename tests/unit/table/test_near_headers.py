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


@pytest.mark.parametrize(
    "header",
    ["Non-exclusive", "Not exclusive", "Non-exclusive (Y/N)", "Territory (non-exclusive)", "Nonexclusive",
     "Nicht exklusiv", "No exclusivity", "Non-excl."],
)  # fmt: skip
def test_a_negated_header_is_never_told_to_be_exclusivity(text_file: WriteText, header: str) -> None:
    path = text_file(sheet((*FULL[:-1], header), (*DEAL[:-1], "yes")))
    (problem,) = refusals(path)
    assert ": exclusivity'" not in (problem.hint or "")
    assert "write 'exclusive' or 'non-exclusive' in a column 'exclusivity'" in (problem.hint or "").replace(
        "\n    ", " "
    )
    (misread,) = refusals(path, mapping={header: "exclusivity"})
    assert "the opposite" in misread.message
    assert refusals(path, mapping={header: "ignore"}) == []


def test_words_of_exclusivity_are_read_under_a_header_of_both(text_file: WriteText) -> None:
    for header in ("Exclusive / non-exclusive", "Exclusive or non-exclusive"):
        assert refusals(text_file(sheet((*FULL[:-1], header), DEAL))) == []
