"""Workbooks that are broken, or made to break who reads them: one problem, at once, and no row lost in silence."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table import archive, read_table
from partnergraph.ingest.table import workbook as workbook_module
from partnergraph.ingest.table.archive import Archive
from partnergraph.ingest.table.sheets import Row
from partnergraph.ingest.table.workbook import open_workbook

from .conftest import WriteBook
from .hostile import HEADER, PARTS, ROW, cell, row, sheet, write

HEAD = row(HEADER, 1)


def refused(path: Path) -> Problem:
    with pytest.raises(InputError) as error:
        read_table(path)
    (problem,) = error.value.problems
    assert problem.hint is not None
    assert len(str(problem)) < 300
    return problem


def rows_of(path: Path) -> list[Row]:
    (found,) = open_workbook(path, path.name)
    try:
        return list(found.rows())
    finally:
        found.close()


def test_a_workbook_written_by_hand_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "deals.xlsx")
    assert read_table(path).reading.deals == 1
    assert rows_of(path) == [(1, list(HEADER)), (2, list(ROW))]


# --- what stands out of its place ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (f"<row r='2'>{cell('Alba', 'A0')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'A-5')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'ZZZZ99999999')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'XFE2')}</row>", 2),
        (f"<row r='2'>{cell('Alba', '???')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'A7')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'A2')}{cell('Japan', 'D2')}{cell('Boreal', 'B2')}</row>", 2),
        (f"<row r='2'>{cell('Alba', 'A2')}{cell('Delta', 'A2')}</row>", 2),
        (row(ROW, 2) + row(("Alba", "Delta", *ROW[2:]), 2), None),
        (row(ROW, 5) + row(("Alba", "Delta", *ROW[2:]), 4), None),
        (row(ROW, -5), None),
        (row(ROW, 0), None),
        (row(ROW, 1_048_577), None),
        (row(ROW, 99_999_999), None),
        (f"<row r='{'9' * 5000}'>{cell('Alba')}</row>", 2),
        (row(ROW[:4], 2, "<c t='s'><v>77</v></c>"), 2),
        (row(ROW[:4], 2, "<c><v>abc</v></c>"), 2),
    ],
)
def test_what_stands_out_of_its_place_is_refused(tmp_path: Path, rows: str, line: int | None) -> None:
    problem = refused(write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + rows)))
    assert problem.line == line
    assert str(problem.file).endswith("[Deals]")


@pytest.mark.parametrize(
    ("numbers", "message"),
    [((5, 4), "numbered 4 after row 5"), ((2, 2), "numbered 2 after row 2"), ((1,), "numbered 1 after row 1"),
     ((0,), "numbered 0 after row 1"), ((1_048_577,), "numbered 1048577 after row 1")],
)  # fmt: skip
def test_a_row_out_of_its_order_is_named_with_the_one_before(
    tmp_path: Path, numbers: tuple[int, ...], message: str
) -> None:
    rows = "".join(row(ROW, number) for number in numbers)
    assert refused(write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + rows))).message == f"has a row {message}"


def test_rows_and_cells_that_are_left_out_are_empty(tmp_path: Path) -> None:
    rows = HEAD + f"<row r='4'>{cell('Alba', 'A4')}{cell('Japan', 'D4')}</row>"
    path = write(tmp_path / "deals.xlsx", sheet=sheet(rows))
    assert rows_of(path) == [(1, list(HEADER)), (2, ()), (3, ()), (4, ["Alba", None, None, "Japan"])]


def test_a_row_far_below_the_others_is_read(tmp_path: Path) -> None:
    content = read_table(write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + row(ROW, 1_048_576))))
    assert [deal.row for deal in content.reading.first] == [1_048_576]


def test_places_may_be_left_out_and_sizes_may_lie(tmp_path: Path) -> None:
    rows = row(HEADER) + f"<row>{cell('Alba')}{cell('Boreal', 'B2')}{cell('Corona')}<c/><c s='1'/></row>"
    path = write(tmp_path / "deals.xlsx", sheet=sheet(rows, before="<dimension ref='A1:A1'/>"))
    assert rows_of(path)[1] == (2, ["Alba", "Boreal", "Corona"])


def test_a_merged_value_stands_in_a_row_that_is_shorter(tmp_path: Path) -> None:
    rows = HEAD + row(ROW, 2) + f"<row r='3'>{cell('Alba', 'A3')}{cell('Delta', 'B3')}</row>"
    merged = "<mergeCells><mergeCell ref='C2:C3'/><mergeCell ref='D2:D3'/></mergeCells>".replace("'", '"')
    assert rows_of(write(tmp_path / "deals.xlsx", sheet=sheet(rows, merged)))[2] == (
        3,
        ["Alba", "Delta", "Corona", "Japan"],
    )


def test_a_merged_value_goes_down_to_the_end_of_its_range_and_overwrites_nothing(tmp_path: Path) -> None:
    rows = HEAD + row(ROW, 2) + row(("Zeta", "Delta"), 3)
    rows += f"<row r='4'>{cell('Echo', 'B4')}</row><row r='5'>{cell('Foxtrot', 'B5')}</row>"
    merged = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    path = write(tmp_path / "deals.xlsx", sheet=sheet(rows, merged))
    assert rows_of(path)[2:] == [(3, ["Zeta", "Delta"]), (4, ["Alba", "Echo"]), (5, [None, "Foxtrot"])]


def test_a_merged_range_is_found_where_the_sheet_is_cut_into_pieces(tmp_path: Path) -> None:
    start = sheet(HEAD + row(ROW, 2) + f"<row r='3'>{cell('Delta', 'B3')}</row>").removesuffix("</worksheet>")
    merged = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
    gap = (1 << 20) - len(start) - len('<mergeCells><mergeCell ref="A2:')  # the first megabyte ends inside the range
    spaces = "<a/>".ljust(1 << 16) * (gap >> 16) + " " * (gap % (1 << 16))
    assert rows_of(write(tmp_path / "deals.xlsx", sheet=start + spaces + merged))[2] == (3, ["Alba", "Delta"])


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path) -> None:
    links = '</sheets><externalReferences><externalReference r:id="rId9"/></externalReferences>'
    path = write(tmp_path / "deals.xlsx", workbook=PARTS["xl/workbook.xml"].replace("</sheets>", links))
    assert rows_of(path) == [(1, list(HEADER)), (2, list(ROW))]


def test_line_ends_that_excel_writes_in_letters(tmp_path: Path) -> None:
    path = write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + row(("Example_x000D_\nGmbH", *ROW[1:]))))
    assert read_table(path).reading.first[0].licensors == ("Example GmbH",)


# --- what unpacks to more than it can hold --------------------------------------------------------------------


def streamed(content: bytes, size: int = 64) -> bytes:
    """Return a part as it comes through the limits, a few bytes at a time."""
    part = archive.Part(BytesIO(content), "deals.xlsx")
    return b"".join(iter(lambda: part.read(size), b""))


def test_a_part_is_read_64_kilobytes_at_a_time() -> None:
    content = b"<a>" + b" " * 100_000
    part = archive.Part(BytesIO(content), "deals.xlsx")
    assert part.read(0) == b""
    assert [len(part.read(1 << 20)) for _ in range(3)] == [65_536, 34_467, 0]
    for whole in ((), (-1,), (None,)):
        assert archive.Part(BytesIO(content), "deals.xlsx").read(*whole) == content


@pytest.mark.parametrize("size", [64, 1_000, 1 << 16])
def test_the_longest_text_is_read_and_one_byte_more_is_not(size: int) -> None:
    longest = b"<" + b"x" * 327_670
    assert streamed(longest + b"<", size) == longest + b"<"
    for longer in (longest + b"x", longest + b"x<"):
        with pytest.raises(InputError, match="more than 32,767 characters"):
            streamed(longer, size)


@pytest.mark.parametrize("begin", [b"<a>", b"<row>"])
def test_the_largest_row_is_read_and_one_byte_more_is_not(begin: bytes) -> None:
    pieces = iter((begin.ljust(1 << 16), *[b"<a>".ljust(1 << 16)] * 511, b" "))
    stream: Any = SimpleNamespace(read=lambda size: next(pieces))
    part = archive.Part(stream, "deals.xlsx")
    assert sum(len(part.read(1 << 16)) for _ in range(512)) == 32 << 20
    with pytest.raises(InputError, match="more in one row"):
        part.read(1)


@pytest.mark.parametrize("begin", [b"", b"<row>"])
def test_tags_are_counted_from_the_row_on(monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
    monkeypatch.setattr(archive, "_MOST_TAGS", 10)
    most = begin + b"<c/>" * (10 - len(begin[:1]))
    assert streamed(most, 8) == most
    with pytest.raises(InputError, match="more in one row"):
        streamed(most + b"<c/>", 8)


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_a_comment_is_found_wherever_a_piece_ends(size: int) -> None:
    for before in range(size):
        with pytest.raises(InputError, match="declaration or comment"):
            streamed(b"<a>" + b" " * before + b"<!-- x -->", size)


def zipped(path: Path, content: bytes) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("part", content)
    return path


def open_part(path: Path) -> None:
    with Archive(path, "deals.xlsx") as book:
        book.open("part").close()


def test_a_part_of_four_megabytes_is_opened_however_small_it_is_packed(tmp_path: Path) -> None:
    open_part(zipped(tmp_path / "most.xlsx", b" " * (4 << 20)))
    with pytest.raises(InputError, match=r"holds 4,\d{3} bytes that unpack to 4,194,305, as no table does"):
        open_part(zipped(tmp_path / "more.xlsx", b" " * ((4 << 20) + 1)))


@pytest.mark.parametrize(("noise", "opens"), [(40_000, True), (15_000, False)])
def test_a_larger_part_unpacks_to_200_times_its_size_at_most(tmp_path: Path, noise: int, opens: bool) -> None:
    path = zipped(tmp_path / "deals.xlsx", random.Random(1).randbytes(noise).ljust(6_000_000))
    if opens:
        open_part(path)
    else:
        with pytest.raises(InputError, match="that unpack to 6,000,000"):
            open_part(path)


@pytest.mark.parametrize(("limit", "most"), [("_LONGEST_RECORD", 2_000), ("_MOST_TAGS", 500)])
def test_each_limit_of_one_row_holds_by_itself(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(archive, limit, most)
    many_rows = (b"<row>" + b"<c>1</c>" * 10 + b"</row>") * 50
    assert streamed(many_rows) == many_rows
    with pytest.raises(InputError, match="more in one row"):
        streamed(b"<row>" + b"<c>1</c>" * 500 + b"</row>")


@pytest.mark.parametrize(
    ("ranges", "cells"),
    [("A2:B6", 10), ("Y2:Z6", 10), ("AA7:AJ7", 10), ("A2:C6", 15), ("A2:B6 D2:D3", 12), ("A2:K2", 11)],
)
def test_merged_cells_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ranges: str, cells: int) -> None:
    monkeypatch.setattr(workbook_module, "_MOST_MERGED", 10)
    merges = "".join(f'<mergeCell ref="{place}"/>' for place in ranges.split())
    path = write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + row(ROW, 2), f"<mergeCells>{merges}</mergeCells>"))
    if cells <= 10:
        assert len(rows_of(path)) == 2
    else:
        assert "more than 10 merged cells" in refused(path).message


@pytest.mark.parametrize(("most", "row_number"), [(11, None), (10, None), (9, 2), (6, 2), (4, 1)])
def test_the_places_of_all_rows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, row_number: int | None
) -> None:
    monkeypatch.setattr(workbook_module, "_MOST_PLACES", most)
    path = write(tmp_path / "deals.xlsx")  # two rows of five cells
    if row_number is None:
        assert len(rows_of(path)) == 2
    else:
        problem = refused(path)
        assert (problem.message, problem.line) == (f"has more than {most} cells", row_number)


def spaces() -> Iterator[bytes]:
    yield sheet(HEAD + row(ROW)).encode()
    yield from [b" " * 1_000_000] * 100


NOISE = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=400_000))
MERGES = '<mergeCell ref="A2:B2"/>'
BOMB = "".join(f'<!ENTITY a{i} "' + (f"&a{i - 1};" * 10 if i else "aaaaaaaaaa") + '">' for i in range(10))


@pytest.mark.parametrize(
    "part",
    [
        lambda: {"sheet": sheet(HEAD + row(("A" * 10_000_000, *ROW[1:])))},
        lambda: {"sheet": sheet(HEAD + row((NOISE, *ROW[1:])))},
        lambda: {"sheet": sheet(HEAD + row(ROW, more=f"<c r='{NOISE}'/>"))},
        lambda: {"sheet": sheet(HEAD + "<row>" + "<c s='1'/>" * 1_000_000 + "</row>")},
        lambda: {"sheet": sheet(HEAD + "<row>" + "<c>" * 600_000)},
        lambda: {"sheet": sheet(HEAD + row(ROW), '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>')},
        lambda: {"sheet": sheet(HEAD + row(ROW), '<mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>')},
        lambda: {"sheet": sheet(HEAD + row(ROW), '<mergeCells><mergeCell ref="A0:ZZZZ9999999"/></mergeCells>')},
        lambda: {"sheet": sheet(HEAD + row(ROW), MERGES * 600_000)},
        lambda: {"strings": f"<sst xmlns='x'>{'<si><t/></si>' * 1_000_000}</sst>"},
        lambda: {"styles": f"<styleSheet>{'<xf/>' * 1_000_000}</styleSheet>"},
        lambda: {
            "sheet": sheet(HEAD + row(ROW))
            .replace("<worksheet", f"<!DOCTYPE x [{BOMB}]><worksheet")
            .replace("Alba", "&a9;")
        },
        lambda: {
            "sheet": sheet(HEAD + row(ROW))
            .replace("<worksheet", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hosts">]><worksheet')
            .replace("Alba", "&x;")
        },
        lambda: {"sheet": sheet(HEAD + row(ROW).replace("Alba", "<![CDATA[Alba]]>"))},
        lambda: {"sheet": sheet(HEAD + row(ROW)).replace("UTF-8", "UTF-16").encode("utf-16")},
        lambda: {"sheet": sheet(HEAD + row(ROW)).replace("UTF-8", "cp037").encode("cp037")},
        lambda: {"sheet": sheet(HEAD + row(ROW)).replace("UTF-8", "cp1252")},
        lambda: {"sheet": "<row><c></row>"},
        lambda: {"sheet": b""},
        lambda: {"sheet": sheet(HEAD + row(ROW), before="<dimension ref='ZZZZ0:-1'/>")},
        lambda: {"types": "<Types/>"},
        lambda: {"styles": "<styleSheet><fills><fill/></fills></styleSheet>"},
    ],
    ids=range(22),
)
def test_what_no_spreadsheet_program_writes_is_refused(tmp_path: Path, part: Callable[[], dict[str, Any]]) -> None:
    assert "spreadsheet program" in str(refused(write(tmp_path / "deals.xlsx", **part())).hint)


def test_a_part_of_spaces_is_not_unpacked(tmp_path: Path) -> None:
    assert "unpack" in refused(write(tmp_path / "deals.xlsx", sheet=spaces())).message


def test_a_small_sheet_of_empty_rows_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + row(ROW, 2) + "<row/>" * 20_000))
    with ZipFile(path) as book:
        part = book.getinfo("xl/worksheets/sheet1.xml")
    assert part.file_size > 200 * part.compress_size
    assert len(rows_of(path)) >= 2


def test_a_cell_of_many_pieces_is_too_long(tmp_path: Path) -> None:
    pieces = "".join(f"<r><t>{NOISE[at : at + 30_000]}</t></r>" for at in range(0, 300_000, 30_000))
    rows = HEAD + f"<row><c t='inlineStr'><is>{pieces}</is></c>{''.join(map(cell, ROW[1:]))}</row>"
    problem = refused(write(tmp_path / "deals.xlsx", sheet=sheet(rows)))
    assert (problem.line, problem.field) == (2, "A 'Licensor'")


def test_many_long_cells_are_read(tmp_path: Path) -> None:
    rows = "".join(row((NOISE[n : n + 30_000],), n + 2) for n in range(20))
    assert len(rows_of(write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + rows)))) == 21


def test_a_workbook_in_strict_open_xml_says_so(tmp_path: Path) -> None:
    strict = sheet(HEAD + row(ROW)).replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    assert "Strict" in refused(write(tmp_path / "deals.xlsx", sheet=strict)).message


def test_damaged_files(tmp_path: Path) -> None:
    path = write(tmp_path / "deals.xlsx")
    whole = path.read_bytes()
    for at in range(0, len(whole), 40):
        path.write_bytes(whole[:at] + bytes(b ^ 0x55 for b in whole[at : at + 20]) + whole[at + 20 :])
        try:
            read_table(path)
        except InputError as error:
            assert "Error" not in str(error)
        path.write_bytes(whole[:at])
        with pytest.raises(InputError):
            read_table(path)


def test_a_sheet_of_empty_cells_far_to_the_right(tmp_path: Path) -> None:
    rows = "".join(f"<row r='{n}'><c r='XFD{n}' s='1'/></row>" for n in range(3, 2_000))
    path = write(tmp_path / "deals.xlsx", sheet=sheet(HEAD + row(ROW, 2) + rows))
    assert {len(cells) for number, cells in rows_of(path) if number > 2} == {0}


# --- text files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0" * 5_000, bytes(range(256)) * 20, b"%PDF-1.7\n\xe2\xe3"]
)
def test_what_is_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(content)
    refused(path)


# --- what is refused is let go of: under Windows nobody could save or delete an open file ----------------------


def _is_closed(opened: list[Archive], path: Path, name: str | None) -> bool:
    with pytest.raises(InputError):
        read_table(path, sheet=name)
    return [archive.fp for archive in opened] == [None]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Archive]:
    """The archives that are opened in the test."""
    found: list[Archive] = []

    class Kept(Archive):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            found.append(self)

    monkeypatch.setattr("partnergraph.ingest.table.workbook.Archive", Kept)
    return found


@pytest.mark.parametrize("name", ["Three", None], ids=["no sheet of this name", "several sheets"])
def test_a_workbook_whose_sheet_is_not_found_is_closed(
    workbook: WriteBook, opened: list[Archive], name: str | None
) -> None:
    assert _is_closed(opened, workbook({"One": [HEADER, ROW], "Two": [HEADER, ROW]}), name)


@pytest.mark.parametrize(
    "parts",
    [
        {"sheet": sheet(f"<row r='1'>{cell('Alba', 'A7')}</row>")},
        {"sheet": sheet("<row r='1'><c")},
        {"strings": "<sst"},
        {"workbook": "<workbook"},
    ],
    ids=["out of place", "cut off", "strings", "workbook"],
)
def test_a_damaged_workbook_is_closed(tmp_path: Path, opened: list[Archive], parts: dict[str, str]) -> None:
    assert _is_closed(opened, write(tmp_path / "deals.xlsx", **parts), None)
