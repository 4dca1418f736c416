"""Codes of places where the header says of which list they are, and the line that says how columns are filled in."""

from __future__ import annotations

import pytest

from partnergraph.errors import InputError
from partnergraph.ingest.table import inspect_table
from partnergraph.territory import format_territory

from .conftest import WriteText


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("FIFA code", "GER; SUI", "Germany and Switzerland"), ("IOC", "NED", "Netherlands"), ("Country", "GER", None),
        ("Country", "USA GBR JPN", "Japan, UK and US"), ("Country", "AS AU CA", "American Samoa, Australia and Canada"),
        ("TIS code", "276, 756", "Germany and Switzerland"), ("Territory (TIS)", "2136 -840", "World (TIS) except US"),
        ("TIS code", "9999", None), ("DDEX territory code", "Worldwide -JP", "World except Japan"),
        ("M49", "276", "Germany"),
    ],
)  # fmt: skip
def test_codes(text_file: WriteText, header: str, cell: str, expected: str | None) -> None:
    content = inspect_table(text_file(f'Licensor,Licensee,Mark,{header}\nAlba,Boreal,Corona,"{cell}"\n'))
    assert bool(content.problems) == (expected is None), list(map(str, content.problems))
    if expected is not None:
        assert format_territory(content.reading.first[0].territory) == expected


def test_how_columns_are_filled_in_is_no_deal(text_file: WriteText) -> None:
    content = inspect_table(text_file("Licensor,Licensee,Mark,Note\nREQ,REQ,Opt,Opt\nAlba,Boreal,Corona,\n"))
    assert (content.problems, len(content.reading.first)) == ((), 1)
    assert content.reading.passed_over[0][:2] == (2, "how the columns are to be filled in")


def test_a_sheet_of_very_many_columns_is_refused(text_file: WriteText) -> None:
    many = ",".join(f"c{n}" for n in range(100_000))
    with pytest.raises(InputError, match="has 100,003 columns"):
        inspect_table(text_file(f"Licensor,Licensee,Mark,{many}\nAlba,Boreal,Corona,{'x,' * 99_999}x\n"))
