"""Marks of footnotes: left out where their notes limit nothing, with the note beside; a sign without its note is refused."""

from __future__ import annotations

import pytest

from partnergraph.ingest.table import inspect_table
from partnergraph.territory import format_territory

from .conftest import WriteText

HEAD = "Licensor,Licensee,Mark,Territory,Start\n"


@pytest.mark.parametrize("cell", ["World²", "World[a]", "World [12]", "World ¹", "World[note 3]"])
def test_numbers_and_letters_are_left_out(text_file: WriteText, cell: str) -> None:
    content = inspect_table(text_file(f"{HEAD}Alba,Boreal[1],Corona,{cell},2024²\n"))
    (deal,) = content.reading.first
    assert (deal.licensees, format_territory(deal.territory)) == (("Boreal",), "World")
    assert [
        w.message for w in content.warnings if ("mark" in w.message and "'1'" in w.message) or "territory" in w.message
    ]
    assert any("nowhere in the table" in w.message for w in content.warnings)


def test_a_sign_has_its_note_in_the_table(text_file: WriteText) -> None:
    content = inspect_table(text_file(f"{HEAD}Alba,Boreal,Corona,Worldwide*,2024\n* as told by Alba\n"))
    (deal,) = content.reading.first
    assert format_territory(deal.territory) == "World"
    assert any("'as told by Alba'" in w.message for w in content.warnings)


@pytest.mark.parametrize("rest", ["", "* except Japan\n", "*,excluding Japan\n"])
def test_a_note_that_limits_or_is_missing_stops(text_file: WriteText, rest: str) -> None:
    content = inspect_table(text_file(f"{HEAD}Alba,Boreal,Corona,Worldwide*,2024\n{rest}"))
    assert content.problems


def test_redacted_is_no_mark(text_file: WriteText) -> None:
    (problem,) = inspect_table(text_file(f"{HEAD}Alba,Boreal,Corona,[***],2024\n")).problems
    assert problem.field == "D 'Territory'"
