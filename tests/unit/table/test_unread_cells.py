"""A cell that limits a deal stops the build, whatever its column is headed."""

from __future__ import annotations

import pytest

from partnergraph.ingest.table import read_table

from .conftest import WriteText
from .test_columns import DEAL, FULL, refusals, sheet, unread


@pytest.mark.parametrize("header", ["Deal memo", "Foo", "Special terms", "Details of the grant", "Renewal date", ""])
@pytest.mark.parametrize(
    ("cell", "like"),
    [
        ("excluding Japan and Korea", "an exclusion"),
        ("World except Japan", "an exclusion"),
        ("all of it, but not in the United Kingdom", "an exclusion"),
        ("ohne Japan", "an exclusion"),
        ("until 2023-06-30", "an end"),
        ("terminated 30 June 2023", "an end"),
        ("gekündigt zum 30.06.2023", "an end"),
        ("runs through December 2024", "an end"),
    ],
)
def test_a_cell_of_an_exclusion_or_an_end_stops(text_file: WriteText, header: str, cell: str, like: str) -> None:
    rows = [(*DEAL, f"seen {n}") for n in range(50)]
    path = text_file(sheet((*FULL, header), *rows, (*DEAL, cell)))
    (problem,) = refusals(path)
    assert f"speaks of {like}" in problem.message
    assert cell in problem.message
    assert refusals(path, mapping={"column K": "ignore"}) == []


@pytest.mark.parametrize(
    ("cell", "stops"),
    [
        ("excluding British Indian Ocean Territory", True),
        ("excluding among the other islands Japan", True),
        ("excluding among all the other islands Japan", False),
        ("Japan is excluded", False),
    ],
)
def test_how_far_from_its_place_a_word_takes_it_out(text_file: WriteText, cell: str, stops: bool) -> None:
    found = refusals(text_file(sheet((*FULL, "Foo"), (*DEAL, "seen"), (*DEAL, cell))))
    assert [problem.field for problem in found] == ["K 'Foo'"] * stops


@pytest.mark.parametrize(
    ("cell", "stops"),
    [
        ("excluding Japan as Ann wrote us in May", True),
        ("excluding Japan as Ann wrote to us in May", False),
    ],
)
def test_a_note_of_eight_words_is_no_more_than_an_exclusion(text_file: WriteText, cell: str, stops: bool) -> None:
    found = refusals(text_file(sheet((*FULL, "Notes"), (*DEAL, "seen"), (*DEAL, cell))))
    assert [problem.field for problem in found] == ["K 'Notes'"] * stops


@pytest.mark.parametrize(("cell", "said"), [("Germany; France", "places"), ("non-exclusive", "exclusivity")])
def test_memos_of_places_or_exclusivity_stop(text_file: WriteText, cell: str, said: str) -> None:
    (problem,) = refusals(text_file(sheet((*FULL, "Deal memo"), (*DEAL, cell))))
    assert said in problem.message


@pytest.mark.parametrize(
    ("cells", "stops"),
    [
        (("Japan", "blue"), True),
        (("blue", "red", "Japan", "France"), True),
        (("Japan", "blue", "red"), False),
        (("blue", "Japan", "Japan", "red", "France", "green"), False),
    ],
)
def test_a_column_stops_of_whose_different_cells_half_are_places(
    text_file: WriteText, cells: tuple[str, ...], stops: bool
) -> None:
    found = refusals(text_file(sheet((*FULL, "Deal memo"), *((*DEAL, cell) for cell in cells))))
    assert ["holds places, such as 'Japan'" in problem.message for problem in found] == [True] * stops


@pytest.mark.parametrize("header", ["Comments", "Notes", "Details", "Bemerkung"])
@pytest.mark.parametrize("cell", ["excluding Japan", "exclusive", "Non-exclusive", "World except Japan"])
def test_notes_that_are_exclusions_stop(text_file: WriteText, header: str, cell: str) -> None:
    path = text_file(sheet((*FULL, header), (*DEAL, "seen"), (*DEAL, cell)))
    (problem,) = refusals(path)
    assert cell in problem.message
    assert read_table(path, mapping={header: "note"}).reading.first[1].note == cell


@pytest.mark.parametrize("header", ["Comments", "Foo", "Royalty", "Payment", "Licensor seat"])
@pytest.mark.parametrize(
    "cell", ["excl. VAT", "without delay", "until further notice", "Ann Jordan, 2024", "2024-02-01"]
)
def test_other_cells_stop_nothing(text_file: WriteText, header: str, cell: str) -> None:
    assert refusals(text_file(sheet((*FULL, header), (*DEAL, cell)))) == []


@pytest.mark.parametrize("header", ["Licensee contact", "Royalty", "Licensor country", "Original language"])
def test_of_parties_money_and_language_nothing_stops(text_file: WriteText, header: str) -> None:
    content = read_table(text_file(sheet((*FULL, header), (*DEAL, "all except Japan, until 2023-06-30"))))
    assert header in unread(content)


@pytest.mark.parametrize("header", ["Rechte", "Foo", ""])
def test_cells_that_are_channels_stop(text_file: WriteText, header: str) -> None:
    rows = [(*DEAL, cell) for cell in ("payTv", "SVOD / AVOD", "as agreed")]
    (problem,) = refusals(text_file(sheet((*FULL, header), *rows)))
    assert problem.message == "holds channels, such as 'payTv', and is not read"
    assert refusals(text_file(sheet((*FULL, header), *rows)), mapping={"column K": "ignore"}) == []
    assert refusals(text_file(sheet((*FULL, header), rows[0], rows[2]))) == []


@pytest.mark.parametrize(
    ("header", "stops"), [("Foo", True), ("Deadline", True), ("Last updated", False), ("Signed on", False)]
)
def test_days_stop_where_nothing_else_says_when(text_file: WriteText, header: str, stops: bool) -> None:
    rows = (("Alba", "Boreal", "Metropolis", "Japan", "2026-12-31"), ("Alba", "Cyrus", "Faust", "Chile", "31.12.2027"))
    columns = ("Seller", "Buyer", "Film", "Territory", header)
    found = refusals(text_file(sheet(columns, *rows)))
    assert ["holds days, such as '2026-12-31'" in problem.message for problem in found] == [True] * stops
    assert not refusals(text_file(sheet((*columns, "Start"), *((*row, "2024-01-01") for row in rows))))
