"""Sheets as they come: each is read for what a person sees in it, or refused with its place."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph.bounds import Term
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table import TableContent, inspect_table, read_table
from partnergraph.territory import format_territory

from .conftest import WriteBook, WriteText

HEADER = ("Licensor", "Licensee", "Brand", "Territory", "Start", "End", "Exclusive")
ROW = ("Alba", "Boreal", "Corona", "Japan", "2024-02-01", "2025-01-31", "yes")


def as_text(*rows: tuple[object, ...], by: str = ",") -> str:
    return "".join(by.join(map(str, row)) + "\n" for row in rows)


def grants(content: TableContent) -> list[tuple[str, str]]:
    """Return (licensor, licensee) of every grant, by name."""
    names = {entity.iri: entity.name for entity in content.data.entities}
    found = [i for i in content.data.identities if isinstance(i, m.Commitment) and i.kind == "grant"]
    return sorted((names[i.bound[0]], names[i.beneficiaries[0]]) for i in found)


def statement(content: TableContent, kind: str = "grant") -> m.Statement:
    """Return the one statement about the one commitment of a kind."""
    (about,) = [i.iri for i in content.data.identities if isinstance(i, m.Commitment) and i.kind == kind]
    (said,) = [s for s in content.data.statements if s.about == about]
    return said


def problems(path: Path, **options: Any) -> list[Problem]:
    """Return why a table is refused."""
    with pytest.raises(InputError) as refused:
        read_table(path, **options)
    return list(refused.value.problems)


def test_a_plain_table(text_file: WriteText) -> None:
    content = read_table(text_file(as_text(HEADER, ROW)))
    assert grants(content) == [("Alba", "Boreal")]
    said = statement(content, "exclusivity")
    assert said.strength == "unqualified"
    assert format_territory(said.territory) == "Japan"
    assert said.period is not None
    assert (said.period.earliest_start, said.period.latest_end) == (date(2024, 2, 1), date(2025, 1, 31))


# --- where the table is ---------------------------------------------------------------------------------


def test_title_rows_above_the_header(text_file: WriteText) -> None:
    title = ("Licence overview 2024", *[""] * 6)
    content = read_table(text_file(as_text(title, ("as of today, internal", *[""] * 6), [""] * 7, HEADER, ROW)))
    assert content.reading.header_rows == (4,)
    assert content.reading.first[0].row == 5


def test_two_header_rows_with_groups_above(text_file: WriteText) -> None:
    upper = ("Parties", "", "Scope", "", "Term", "", "")
    lower = ("Licensor", "Licensee", "Brand", "Territory", "Start", "End", "Exclusive")
    content = read_table(text_file(as_text(upper, lower, ROW)))
    assert grants(content) == [("Alba", "Boreal")]
    assert statement(content).period is not None


def test_two_header_rows_that_only_say_it_together(workbook: WriteBook) -> None:
    rows = [
        ("Licensor", None, "Licensee", None, "Mark", "Contract", None),
        ("Name", "Country", "Name", "Country", None, "start", "end"),
        ("Alba", "Italy", "Boreal", "Norway", "Corona", "2024-02-01", "2025-01-31"),
    ]

    def merge(book: Any) -> None:
        for cells in ("A1:B1", "C1:D1", "F1:G1", "E1:E2"):
            book.active.merge_cells(cells)

    content = read_table(workbook({"Deals": rows}, merge))
    assert content.reading.header_rows == (1, 2)
    assert grants(content) == [("Alba", "Boreal")]
    assert {h.header: h.column for h in content.reading.headings}["Licensor Country"] is None
    period = statement(content).period
    assert period is not None
    assert period.edtf == "2024-02-01/2025-01-31"


@pytest.mark.parametrize(("above", "row"), [(59, 60), (60, None)])
def test_how_far_down_a_header_is_looked_for(text_file: WriteText, above: int, row: int | None) -> None:
    path = text_file("Overview\n" * above + as_text(HEADER, ROW))
    if row is not None:
        assert read_table(path).reading.header_rows == (row,)
    else:
        first, *_ = problems(path)
        assert (first.line, first.message.partition(":")[0]) == (1, "no row looks like the header of a deal table")


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (("Licensor", "Brand", "Lisensee"), ["no column says who may act (licensee)"]),
        (("Licensee", "Brand", "Licensor (former)"), ["no column says who grants (licensor)"]),
        (("Brand", "Territory"), ["no row looks", "no column says who grants (licensor)",
                                  "no column says who may act (licensee)"]),
    ],
)  # fmt: skip
def test_a_header_names_a_party_and_something_else(
    text_file: WriteText, header: tuple[str, ...], missing: list[str]
) -> None:
    found = problems(text_file(as_text(("Our deals", ""), header, ("Alba", "Corona"))))
    assert [problem.message[: len(said)] for problem, said in zip(found, missing, strict=True)] == missing
    assert {problem.line for problem in found[-1:]} == {2}


def test_of_two_rows_that_are_headers_the_first_is(text_file: WriteText) -> None:
    content = read_table(text_file(as_text(HEADER, ROW, HEADER, ROW)))
    assert content.reading.header_rows == (1,)
    assert [deal.row for deal in content.reading.first] == [2, 4]


def test_labels_and_a_header_with_an_empty_row_between_are_not_one_header(text_file: WriteText) -> None:
    label, empty = ("", "", "", "Not included", "", "", ""), [""] * 7
    content = read_table(text_file(as_text(label, empty, HEADER, ROW)))
    assert content.reading.header_rows == (3,)
    assert "D 'Not included Territory'" in str(problems(text_file(as_text(label, HEADER, ROW)))[0])


def test_a_merged_label_stands_over_its_columns_and_no_others(workbook: WriteBook) -> None:
    label = (None, None, "Option", None, "Option", None, None, None)

    def merge(book: Any) -> None:
        for cells in ("E1:F1", "G1:H1", "C4:D4", "B3:B4"):
            book.active.merge_cells(cells)

    content = inspect_table(workbook({"Deals": [label, HEADER, ROW, ROW]}, merge))
    assert [heading.header for heading in content.reading.headings] == [
        "Licensor", "Licensee", "Brand", "Territory", "Option Start", "Option End", "Exclusive",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "merges", "start", "last"),
    [
        ([(None, None, None, None, "Option"), ()], ["E1:F2"], "Option Start", "Exclusive"),
        (
            [("Overview",), (None, None, None, None, "Option", None, "Option")],
            ["A1:G1", "E2:F2"],
            "Option Start",
            "Option Exclusive",
        ),
        ([("Overview",), (None, "Scope", None, None, None, "Option")], ["B2:E2", "F2:G2"], "Start", "Option Exclusive"),
    ],
)
def test_a_label_may_be_two_rows_high_and_stand_under_a_title(
    workbook: WriteBook, above: list[tuple[str | None, ...]], merges: list[str], start: str, last: str
) -> None:
    def merge(book: Any) -> None:
        for cells in merges:
            book.active.merge_cells(cells)

    content = inspect_table(workbook({"Deals": [*above, HEADER, ROW]}, merge))
    assert content.reading.header_rows == (2, 3)
    assert [heading.header for heading in content.reading.headings] == [
        "Licensor", "Licensee", "Brand", "Territory", start, "Option End", last,
    ]  # fmt: skip


@pytest.mark.parametrize("merged", [True, False])
def test_the_last_label_stands_over_the_last_columns(workbook: WriteBook, merged: bool) -> None:
    """A workbook holds nothing for cells that are covered: the row of labels is shorter than the header."""
    rows = [
        ("Mark", "Contract", None, "Licensor", None, "Licensee", None),
        (None, "start", "end", "Name", "Country", "Name", "Country"),
        ("Corona", "2024-02-01", "2025-01-31", "Alba", "Italy", "Boreal", "Norway"),
    ]

    def merge(book: Any) -> None:
        for cells in ("B1:C1", "D1:E1", "F1:G1"):
            book.active.merge_cells(cells)

    content = read_table(workbook({"Deals": rows}, merge if merged else lambda book: None))
    assert [heading.header for heading in content.reading.headings[-2:]] == ["Licensee Name", "Licensee Country"]
    assert grants(content) == [("Alba", "Boreal")]
    assert statement(content).territory == ()


def test_totals_footnotes_sections_and_repeated_headers_are_passed_over(text_file: WriteText) -> None:
    rest = [""] * 6
    rows = [
        HEADER,
        ("EUROPE", *rest),
        ROW,
        HEADER,
        ("Alba", "Delta", "Corona", "Brazil", "2024", "", "no"),
        ("Total", "2", *rest[1:]),
        ("* without options", *rest),
        ("Source: legal department", "2024-03-01", *rest[1:]),
    ]
    content = read_table(text_file(as_text(*rows)))
    assert grants(content) == [("Alba", "Boreal"), ("Alba", "Delta")]
    why = {row: why for row, why, _ in content.reading.passed_over}
    assert why == {
        2: "a heading or footnote",
        4: "the header again",
        6: "a total",
        7: "a heading or footnote",
        8: "a footnote",
    }
    assert any("passed over: rows 2, 7-8" in w.message for w in content.warnings)


def test_a_caption_beside_both_parties_is_a_note_on_a_deal(text_file: WriteText) -> None:
    header, row = ("Note", "Licensor", "Licensee", "Brand"), ("Source: mail", "Alba", "Boreal", "Corona")
    content = read_table(text_file(as_text(header, row, ("Source: mail", "", "Delta", "Corona"))))
    assert [(deal.row, deal.note) for deal in content.reading.first] == [(2, "Source: mail")]
    assert [(row, why) for row, why, _ in content.reading.passed_over] == [(3, "a footnote")]


def test_a_company_called_total_is_a_company(text_file: WriteText) -> None:
    content = read_table(text_file(as_text(HEADER, ("Total", *ROW[1:]))))
    assert grants(content) == [("Total", "Boreal")]


def test_several_sheets_of_which_one_has_deals(workbook: WriteBook) -> None:
    path = workbook(
        {"Notes": [("Read me",), ("Contact", "legal")], "Deals": [HEADER, ROW], "Lists": [("yes",), ("no",)]}
    )
    content = read_table(path)
    assert content.reading.place.endswith("[Deals]")
    assert [name for name, _ in content.reading.other_sheets] == ["Notes", "Lists"]


def test_where_no_sheet_is_a_whole_table_the_nearest_to_one_is_refused(workbook: WriteBook) -> None:
    others: dict[str, Any] = {"Notes": [("Read me",), ("Contact", "legal")], "Lists": [("yes",), ("no",)]}
    (problem,) = problems(workbook({**others, "Deals": [("Licensor", "Brand", "Lisensee"), ROW[:3]]}))
    assert "who may act (licensee)" in problem.message
    assert str(problem.file).endswith("[Deals]")
    found = problems(workbook(others))
    assert "header of a deal table" in found[0].message
    assert {str(problem.file).rpartition(" ")[2] for problem in found} == {"[Notes]"}


def test_several_sheets_with_deals_must_be_named(workbook: WriteBook) -> None:
    path = workbook({"2023": [HEADER, ROW], "2024": [HEADER, ("Alba", "Delta", *ROW[2:])]})
    (problem,) = problems(path)
    assert "'2023', '2024'" in problem.message
    assert "--sheet" in (problem.hint or "")
    assert grants(read_table(path, sheet="2024")) == [("Alba", "Delta")]
    assert grants(read_table(path, sheet="2023")) == [("Alba", "Boreal")]
    assert "did you mean" in (problems(path, sheet="2042")[0].hint or "")
    turned = workbook({"B": [HEADER, ("Alba", "Delta", *ROW[2:])], "A": [HEADER, ROW]})
    assert grants(read_table(turned, sheet="a")) == [("Alba", "Boreal")]


def test_a_hidden_sheet_is_not_read_unless_named(workbook: WriteBook) -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    path = workbook({"Old": [HEADER, ("Alba", "Delta", *ROW[2:])], "Deals": [HEADER, ROW]}, hide)
    assert grants(read_table(path)) == [("Alba", "Boreal")]
    assert grants(read_table(path, sheet="old")) == [("Alba", "Delta")]


# --- separators, encodings, quotes ---------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(text_file: WriteText, separator: str) -> None:
    assert grants(read_table(text_file(as_text(HEADER, ROW, by=separator)))) == [("Alba", "Boreal")]


def test_a_title_with_commas_does_not_decide(text_file: WriteText) -> None:
    content = read_table(text_file("Overview, status, 2024\n" + as_text(HEADER, ROW, by=";")))
    assert (content.reading.form, content.reading.header_rows) == ("utf-8 text separated by semicolons", (2,))


def test_semicolons_with_decimal_commas_and_comma_lists(text_file: WriteText) -> None:
    header = (*HEADER, "Royalty")
    row = ("Alba", "Boreal", "Corona", "Germany, Austria", "2024", "", "no", "7,5")
    content = read_table(text_file(as_text(header, row, by=";")))
    assert format_territory(statement(content).territory) == "Austria and Germany"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
def test_the_separator_line_of_excel(text_file: WriteText, separator: str) -> None:
    content = read_table(text_file(f"sep={separator}\n" + as_text(HEADER, ROW, by=separator)))
    assert content.reading.first[0].row == 2


def test_quotes_that_one_separator_breaks_are_read_with_another(text_file: WriteText) -> None:
    quoted = [tuple(f'"{cell}"' for cell in row) for row in (HEADER, ROW)]
    assert grants(read_table(text_file(as_text(*quoted, by=";")))) == [("Alba", "Boreal")]


@pytest.mark.parametrize("line", ["sep=", "sep=;;", "sep = ,", "seq=;"])
def test_a_line_that_declares_no_separator_is_a_line_above_the_table(text_file: WriteText, line: str) -> None:
    content = read_table(text_file(f"{line}\n" + as_text(HEADER, ROW)))
    assert (content.reading.header_rows, grants(content)) == ((2,), [("Alba", "Boreal")])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(text_file: WriteText, encoding: str) -> None:
    content = as_text(HEADER, ("Ørsted", *ROW[1:]))
    name = "utf-16-le" if encoding == "utf-16-le-bom" else encoding
    path = text_file("\ufeff" + content if name == "utf-16-le" else content, encoding=name)
    assert grants(read_table(path)) == [("Ørsted", "Boreal")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_named(text_file: WriteText, encoding: str) -> None:
    path = text_file(as_text(HEADER, ROW), encoding=encoding)
    (problem,) = problems(path)
    assert (problem.hint, problem.line) == (f"say so: --encoding {encoding}", 1)
    assert grants(read_table(path, encoding=encoding)) == [("Alba", "Boreal")]


@pytest.mark.parametrize(
    ("declared", "first"), [("utf-8", "Licensor"), ("UTF_8", "Licensor"), ("cp1252", "ï»¿Licensor")]
)
def test_a_declared_encoding_is_believed_but_for_its_mark(text_file: WriteText, declared: str, first: str) -> None:
    content = inspect_table(text_file(as_text(HEADER, ROW), encoding="utf-8-sig"), encoding=declared)
    assert content.reading.headings[0].header == first


def test_a_text_is_at_most_a_quarter_zeros(text_file: WriteText) -> None:
    first, *_ = problems(text_file("x" * 75 + "\0" * 25))
    assert first.message.startswith("no row looks like the header")
    assert [problem.message for problem in problems(text_file("x" * 74 + "\0" * 26))] == ["is no text"]


@pytest.mark.parametrize(
    ("other", "message"), [(20, "looks like UTF-16 without a byte order mark"), (21, "is no text")]
)
def test_of_utf_16_nearly_all_zeros_stand_on_one_side(text_file: WriteText, other: int, message: str) -> None:
    (problem,) = problems(text_file("x\0" * 80 + "\0x" * other))
    assert problem.message == message


def test_what_is_no_table_is_read_with_commas(text_file: WriteText) -> None:
    reading = inspect_table(text_file("x\ny\n")).reading
    assert reading.as_text().partition(": ")[2].splitlines()[0] == (
        "utf-8 text separated by commas; header in row none; 0 deals, 0 rows refused"
    )


def test_latin_1_is_refused_with_its_line_or_declared(text_file: WriteText) -> None:
    path = text_file(as_text(HEADER, ROW, ("Nestlé", *ROW[1:])), encoding="latin-1")
    (problem,) = problems(path)
    assert problem.line == 3
    assert "0xe9" in problem.message
    assert "UTF-8" in (problem.hint or "")
    assert ("Nestlé", "Boreal") in grants(read_table(path, encoding="cp1252"))


def test_the_first_byte_that_is_no_utf_8_is_told_with_what_stands_before_it(text_file: WriteText) -> None:
    path = text_file(as_text(HEADER, ROW, ("Société des Produits Nestlé", *ROW[1:])), encoding="latin-1")
    assert [(p.line, p.message) for p in problems(path)] == [(3, "byte 0xe9 after 'Soci' is not UTF-8")]
    path = text_file(as_text(HEADER, ROW, ("Board of the Products of Nestlé", *ROW[1:])), encoding="latin-1")
    assert [p.message for p in problems(path)] == ["byte 0xe9 after 'he Products of Nestl' is not UTF-8"]


def test_an_encoding_that_does_not_exist(text_file: WriteText) -> None:
    assert "not the name of an encoding" in problems(text_file(as_text(HEADER, ROW)), encoding="windoze")[0].message


def test_quotes_with_separators_and_line_breaks(text_file: WriteText) -> None:
    content = (
        as_text((*HEADER, "Note"))
        + 'Alba,"Boreal, Inc.",Corona,"Japan;\nBrazil",2024-02-01,,no,"He said ""yes""\nand left"\n'
        + as_text((*ROW[:2], "Delta", *ROW[3:], ""))
    )
    read = read_table(text_file(content))
    assert [deal.row for deal in read.reading.first] == [2, 3]
    assert read.reading.first[0].licensees == ("Boreal, Inc.",)
    assert format_territory(read.reading.first[0].territory) == "Brazil and Japan"
    assert read.reading.first[0].note == 'He said "yes" and left'


def test_a_quote_that_is_never_closed(text_file: WriteText) -> None:
    (problem,) = problems(text_file(as_text(HEADER, ROW) + 'Alba,"Boreal,Corona,Japan,2024,,no\nAlba,Delta,Corona\n'))
    assert problem.line == 3
    assert "never closed" in problem.message


@pytest.mark.parametrize(("declared", "line"), [("", 5), ("sep=,\n", 6)])
def test_a_broken_row_is_named_with_its_line_of_the_file(text_file: WriteText, declared: str, line: int) -> None:
    """Rows of several lines, and a line that declares the separator, are counted."""
    wrapped = ('"Alba\nGmbH\nBerlin"', *ROW[1:])
    (problem,) = problems(text_file(declared + as_text(HEADER, wrapped, ('"Alba', *ROW[1:]))))
    assert f"(line {line} of the file)" in problem.message
    assert problem.line == 3


def test_a_cell_of_a_hundred_thousand_characters(text_file: WriteText) -> None:
    (problem,) = problems(text_file(as_text(HEADER, ROW) + 'Alba,"' + "x\n" * 70_000))
    assert "characters" in problem.message
    assert "quote" in (problem.hint or "")


@pytest.mark.parametrize(("more", "cells", "last"), [("", 8, "yes"), (",seen", 9, "seen"), (",,", 10, "yes")])
def test_an_unquoted_separator_makes_a_row_too_long(text_file: WriteText, more: str, cells: int, last: str) -> None:
    path = text_file(as_text(HEADER, ROW) + f"Alba,Boreal, Inc.,Corona,Japan,2024-02-01,2025-01-31,yes{more}\n")
    (problem, *_) = [p for p in problems(path) if p.field is None]
    assert (problem.line, problem.message) == (3, f"the row has {cells} cells, the header 7")
    assert problem.value == last


def test_short_rows_and_trailing_empty_columns(text_file: WriteText) -> None:
    content = as_text((*HEADER, "", "", ""), (*ROW, "", "", ""), ("Alba", "Delta", "Corona"))
    assert len(grants(read_table(text_file(content)))) == 2


# --- headers ----------------------------------------------------------------------------------------------


def test_duplicate_headers_are_refused_unless_mapped(text_file: WriteText) -> None:
    path = text_file(as_text((*HEADER, "Territory"), (*ROW, "World")))
    (problem,) = problems(path)
    assert "D 'Territory' and H 'Territory'" in problem.message
    content = read_table(path, mapping={"column H": "ignore"})
    assert format_territory(statement(content).territory) == "Japan"


def test_a_weak_header_gives_way_to_a_strong_one(text_file: WriteText) -> None:
    content = read_table(text_file(as_text((*HEADER, "Owner"), (*ROW, "Somebody"))))
    assert grants(content) == [("Alba", "Boreal")]
    assert "A 'Licensor' is licensor" in (content.reading.headings[-1].remark or "")


@pytest.mark.parametrize(
    "header",
    [
        ("Lizenzgeber", "Lizenznehmer", "Marke", "Vertragsgebiet", "Vertragsbeginn", "Laufzeitende", "Exklusivität"),
        ("Concédant", "Licencié", "Marque", "Territoire", "Date de début", "Échéance", "Exclusivité"),
        ("GRANTOR", "GRANTEE", "Trademark(s)", "Licensed Territory*", "Effective Date", "Expiration Date", "Excl."),
        ("Rights holder", "Licensed to", "Brand name", "Country", "From", "To", "Exclusive? (Y/N)"),
    ],
)
def test_headers_that_people_write(text_file: WriteText, header: tuple[str, ...]) -> None:
    content = read_table(text_file(as_text(header, ROW)))
    assert (
        statement(content, "exclusivity").period
        == statement(read_table(text_file(as_text(HEADER, ROW), "b.csv")), "exclusivity").period
    )


def test_unknown_headers_are_mapped(text_file: WriteText) -> None:
    path = text_file(as_text(("Kto", "Komu", "Co", *HEADER[3:]), ROW))
    assert any("licensor" in p.message for p in problems(path))
    content = read_table(path, mapping={"Kto": "licensor", "komu": "Grantee", "column C": "brand"})
    assert grants(content) == [("Alba", "Boreal")]


def test_a_mapping_is_checked(text_file: WriteText) -> None:
    path = text_file(as_text(HEADER, ROW))
    assert problems(path, mapping={"Licensor": "licensse"})[0].hint == "did you mean 'licensee'?"
    assert any("is no header here" in p.message for p in problems(path, mapping={"Licenser": "licensor"}))


@pytest.mark.parametrize("header", ["Column of remarks", "Column", "Columns H", "column H (old)"])
def test_a_header_that_begins_like_the_name_of_a_column_is_mapped_as_a_header(
    text_file: WriteText, header: str
) -> None:
    path = text_file(as_text((*HEADER, header), (*ROW, "seen")))
    assert read_table(path, mapping={header: "note"}).reading.first[0].note == "seen"


def test_a_header_that_is_only_likely_is_no_name_of_a_column(text_file: WriteText) -> None:
    (problem,) = problems(text_file(as_text(HEADER, ROW)), mapping={"Licensor": "owner"})
    assert (problem.message, problem.value) == ("is not a column of deal tables", "owner")


def test_of_a_long_header_the_beginning_is_looked_at(text_file: WriteText) -> None:
    content = read_table(text_file(as_text((*HEADER, "Royalty " + "x" * 292 + "y"), (*ROW, "5"))))
    assert [heading.header for heading in content.reading.unread] == ["Royalty " + "x" * 292]


def test_a_list_without_deals_says_so(text_file: WriteText) -> None:
    assert "header of a deal table" in problems(text_file("name,age\nAnn,33\n"))[0].message
    assert "is empty" in problems(text_file("", "empty.csv"))[0].message
    assert "holds no deal" in problems(text_file(as_text(HEADER), "header.csv"))[0].message


def test_product_beside_a_mark_is_the_field(text_file: WriteText) -> None:
    content = read_table(
        text_file(as_text(("Licensor", "Licensee", "Brand", "Product"), ("Alba", "Boreal", "Corona", "smartphones")))
    )
    assert [iri.rsplit("/", 1)[-1] for iri in statement(content).fields] == ["smartphone"]
    alone = read_table(
        text_file(as_text(("Licensor", "Licensee", "Product"), ("Alba", "Boreal", "Phone X")), "alone.csv")
    )
    assert statement(alone).subjects[0].endswith("/model/phone-x")


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (("Brand", "Product", "Field"), {}),
        (("Brand", "Model", "Note"), {}),
        (("Brand", "Product", "Note"), {"product": "product"}),
    ],
)
def test_product_beside_a_mark_and_a_field_or_as_declared_is_a_product(
    text_file: WriteText, header: tuple[str, ...], mapping: dict[str, str]
) -> None:
    path = text_file(as_text(("Licensor", "Licensee", *header), ("Alba", "Boreal", "Corona", "Phone X", "tablets")))
    (deal,) = read_table(path, mapping=mapping).reading.first
    assert deal.subjects == ((m.Brand, "Corona"), (m.Model, "Phone X"))


# --- workbooks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "day"), [(10_000, "1927-05-18"), (45_323, "2024-02-01"), (9_999, None), (999, None)]
)
def test_which_numbers_are_day_numbers(workbook: WriteBook, number: int, day: str | None) -> None:
    path = workbook({"Deals": [HEADER, (*ROW[:4], number, None, "no")]})
    if day is None:
        assert "E 'Start'" in str(problems(path)[0])
    else:
        content = read_table(path)
        period = statement(content).period
        assert period is not None and str(period.earliest_start) == day
        assert any(f"{number} is {day}" in str(warning) for warning in content.warnings)


def test_merged_cells_stand_in_every_row(workbook: WriteBook) -> None:
    rows = [HEADER, ROW, (None, "Delta", *ROW[2:]), (None, "Echo", *ROW[2:])]
    content = read_table(workbook({"Deals": rows}, lambda book: book.active.merge_cells("A2:A4")))
    assert grants(content) == [("Alba", "Boreal"), ("Alba", "Delta"), ("Alba", "Echo")]


def test_cells_that_were_merged_before_they_became_csv(text_file: WriteText) -> None:
    (problem,) = problems(text_file(as_text(HEADER, ROW, ("", "Delta", *ROW[2:]))))
    assert (problem.line, problem.field) == (3, "A 'Licensor'")
    assert "row 2 has 'Alba'" in (problem.hint or "")


def test_real_dates_serials_and_numbers_as_text(workbook: WriteBook) -> None:
    rows = [
        HEADER,
        ("Alba", 361, "Corona", "Japan", datetime(2024, 2, 1), date(2025, 1, 31), True),
        ("Alba", 7.0, "Corona", "Japan", 45323, "2025", False),
        ("Alba", "008", "Corona", "Japan", 2024, None, "no"),
    ]
    content = read_table(workbook({"Deals": rows}))
    assert grants(content) == [("Alba", "008"), ("Alba", "361"), ("Alba", "7")]
    starts = [deal.period.edtf.split("/")[0] for deal in content.reading.first if deal.period]
    assert starts == ["2024-02-01", "2024-02-01", "2024"]
    assert any("day numbers: 45323 is 2024-02-01" in w.message for w in content.warnings)


def test_day_numbers_of_a_1904_workbook(workbook: WriteBook) -> None:
    def old_mac(book: Any) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904

    content = read_table(workbook({"Deals": [HEADER, (*ROW[:4], 43861, None, "no")]}, old_mac))
    assert content.reading.first[0].period is not None
    assert content.reading.first[0].period.earliest_start == date(2024, 2, 1)


def test_day_numbers_in_text_are_read_as_such(text_file: WriteText) -> None:
    content = read_table(text_file(as_text(HEADER, (*ROW[:4], "45323", "", "no"))))
    assert content.reading.first[0].period is not None
    assert content.reading.first[0].period.earliest_start == date(2024, 2, 1)


def test_times_and_fractions_are_noted_as_they_stand(workbook: WriteBook) -> None:
    rows = [(*HEADER, "Note", "Remarks"), (*ROW, datetime(2024, 2, 1, 12, 30), 7.5), (*ROW, datetime(2024, 2, 1), 7.0)]
    notes = [deal.note for deal in read_table(workbook({"Deals": rows})).reading.first]
    assert notes == ["2024-02-01 12:30:00; 7.5", "2024-02-01; 7"]


def test_a_formula_that_was_never_calculated(workbook: WriteBook) -> None:
    rows = [HEADER, ("Alba", "Boreal", "Corona", "Japan", "=DATE(2024,2,1)", None, "no")]
    (problem,) = problems(workbook({"Deals": rows}))
    assert (problem.line, problem.field) == (2, "E 'Start'")
    assert "never calculated" in problem.message


def test_the_error_of_a_formula(text_file: WriteText) -> None:
    (problem,) = problems(text_file(as_text(HEADER, (*ROW[:3], "#REF!", *ROW[4:]))))
    assert "error of a formula" in problem.message


def test_hidden_rows_are_read_and_said(workbook: WriteBook) -> None:
    def hide(book: Any) -> None:
        book.active.row_dimensions[3].hidden = True

    content = read_table(workbook({"Deals": [HEADER, ROW, ("Alba", "Delta", *ROW[2:])]}, hide))
    assert len(grants(content)) == 2
    assert any("hidden rows are read too: 3" in w.message for w in content.warnings)


@pytest.mark.parametrize("gap", [0, 1])
def test_cells_right_of_the_table(workbook: WriteBook, gap: int) -> None:
    content = read_table(workbook({"Deals": [HEADER, ROW, (*ROW, *[None] * gap, "call Ann")]}))
    unread = [(w.line, w.message) for w in content.warnings if "not read" in w.message]
    assert unread == [(3, "cells right of the table are not read")]


def test_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    assert "password" in problems(path)[0].message
    path.write_bytes(b"\xff" * 100)
    assert problems(path)[0].message == "is no workbook that can be read"
    path = tmp_path / "renamed.csv"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    assert "workbook" in problems(path)[0].message


# --- dates ---------------------------------------------------------------------------------------------------


def test_a_date_either_way_round_is_refused(text_file: WriteText) -> None:
    path = text_file(as_text(HEADER, (*ROW[:4], "01/02/2024", "", "no")))
    (problem,) = problems(path)
    assert (problem.line, problem.field, problem.value) == (2, "E 'Start'", "01/02/2024")
    assert "dates='dmy'" in (problem.hint or "")
    starts = [statement(read_table(path, dates=order)).period for order in ("dmy", "mdy")]  # type: ignore[arg-type]
    assert [p.earliest_start for p in starts if p] == [date(2024, 2, 1), date(2024, 1, 2)]


def test_each_date_either_way_round_is_told_how_to_say_which(text_file: WriteText) -> None:
    rows = [("Alba", f"Licensee {n}", *ROW[2:4], "01/02/2024", "03/04/2025", "no") for n in range(2)]
    found = problems(text_file(as_text(HEADER, *rows)))
    assert [(p.line, p.field) for p in found] == [(2, "E 'Start'"), (2, "F 'End'"), (3, "E 'Start'"), (3, "F 'End'")]
    for problem in found:
        header = str(problem.field).split(" ")[1].strip("'")
        assert (problem.hint or "").count("head the column") == 1
        assert f"head the column '{header} (DD/MM/YYYY)' or '(MM/DD/YYYY)', or say dates=" in (problem.hint or "")


def test_another_row_of_the_column_decides(text_file: WriteText) -> None:
    rows = [(*ROW[:4], "01/02/2024", "", "no"), ("Alba", "Delta", *ROW[2:4], "23/02/2024", "", "no")]
    content = read_table(text_file(as_text(HEADER, *rows)))
    assert content.reading.first[0].period is not None
    assert content.reading.first[0].period.earliest_start == date(2024, 2, 1)
    assert "row 3 leaves no other reading" in content.reading.as_text()


def test_a_column_that_has_it_both_ways(text_file: WriteText) -> None:
    days = ("23/02/2024", "02/23/2024", "01/02/2024")
    rows = [("Alba", f"L{i}", *ROW[2:4], day, "", "no") for i, day in enumerate(days)]
    (problem,) = problems(text_file(as_text(HEADER, *rows)))
    assert "day first in row 2, month first in row 3" in problem.message


def test_a_header_may_say_the_order(text_file: WriteText) -> None:
    header = (*HEADER[:4], "Start (MM/DD/YYYY)", *HEADER[5:])
    content = read_table(text_file(as_text(header, (*ROW[:4], "01/02/2024", "", "no"))))
    assert content.reading.first[0].period is not None
    assert content.reading.first[0].period.earliest_start == date(2024, 1, 2)


def test_real_dates_beside_text_dates_are_suspicious(workbook: WriteBook) -> None:
    rows = [HEADER, (*ROW[:4], date(2024, 1, 2), None, "no"), ("Alba", "Delta", *ROW[2:4], "13/02/2024", None, "no")]
    content = read_table(workbook({"Deals": rows}))
    assert any("swapped day and month" in w.message for w in content.warnings)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((date(2024, 1, 2), "01/02/2024"), True),
        ((date(2024, 1, 2), "01/13/2024"), True),
        ((date(2024, 1, 2), "05/05/2024"), False),
        ((date(2024, 1, 2), "2024-02-01"), False),
        ((date(2024, 1, 2), date(2024, 1, 3)), False),
        (("01/02/2024", "01/13/2024"), False),
    ],
)
def test_which_dates_in_one_column_are_suspicious(workbook: WriteBook, cells: tuple[object, ...], told: bool) -> None:
    rows = [("Alba", f"Licensee {n}", *ROW[2:4], cell, None, "no") for n, cell in enumerate(cells)]
    content = read_table(workbook({"Deals": [HEADER, *rows]}), dates="mdy")
    warned = [w.field for w in content.warnings if "swapped day and month" in w.message]
    assert warned == ["E 'Start'"] * told


@pytest.mark.parametrize(
    ("end", "edtf"),
    [
        ("perpetual", "2024/.."),
        ("until further notice", "2024/"),
        ("open-ended", "2024/"),
        ("n/a", "2024/"),
        ("through 2026", "2024/2026-12-31"),
        ("2026-06-30 00:00:00", "2024/2026-06-30"),
        ("ongoing", None),
    ],
)
def test_ends_in_words(text_file: WriteText, end: str, edtf: str | None) -> None:
    said = statement(read_table(text_file(as_text(HEADER, (*ROW[:4], "2024", end, "no")))))
    assert said.period is not None
    assert said.period.edtf == (edtf or "2024/")
    assert said.present_tense == (end == "ongoing")


@pytest.mark.parametrize(
    ("header", "cell"), [("Term", "three years"), ("Term (years)", "3"), ("Duration in months", "36")]
)
def test_a_term_is_kept_with_its_last_day(text_file: WriteText, header: str, cell: str) -> None:
    path = text_file(as_text((*HEADER[:5], header), (*ROW[:5], cell)))
    period = statement(read_table(path)).period
    assert period is not None
    assert (period.term, period.planned_end, period.latest_end) == (Term(months=36), date(2027, 1, 31), None)


@pytest.mark.parametrize(
    ("cell", "limit"),
    [
        ("at least three years", "minimum_term"), ("up to three years", "maximum_term"),
        ("three years (auto-renews)", "minimum_term"), ("3 years (option to extend)", "minimum_term"),
        ("3 years (90 days notice)", "term"),
    ],
)  # fmt: skip
def test_a_term_that_may_be_shorter_or_longer(text_file: WriteText, cell: str, limit: str) -> None:
    period = statement(read_table(text_file(as_text((*HEADER[:5], "Term"), (*ROW[:5], cell))))).period
    assert period is not None
    assert {name: getattr(period, name) for name in ("term", "minimum_term", "maximum_term")} == {
        **dict.fromkeys(("term", "minimum_term", "maximum_term")), limit: Term(months=36)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("end", "edtf"),
    [
        ("2027-06-30", "2024-02-01/[2027-01-31..2027-06-30]"), ("2026-12-31", "2024-02-01/[2026-12-31..2027-01-31]"),
        ("2027-02-01", "2024-02-01/2027-02-01"), ("perpetual", "2024-02-01/[2027-01-31..]"),
    ],
)  # fmt: skip
def test_a_term_and_an_end_that_differ_are_both_possible(text_file: WriteText, end: str, edtf: str) -> None:
    path = text_file(as_text((*HEADER[:6], "Term"), (*ROW[:5], end, "three years")))
    period = statement(read_table(path)).period
    assert period is not None
    assert (period.edtf, period.term, period.endless) == (edtf, None, False)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("2027-01-31", False), ("2027-02-01", False), ("2027-01-30", False), ("2027-02-02", True),
        ("2027-01-29", True), ("2026", True), ("2027", False), ("Jan 2027", False), ("Feb 2027", False),
        ("Mar 2027", True), ("Dec 2026", True), ("", False), ("perpetual", True),
    ],
)  # fmt: skip
def test_a_term_and_an_end_that_differ_by_more_than_a_day_are_told_of(
    text_file: WriteText, end: str, told: bool
) -> None:
    path = text_file(as_text((*HEADER[:6], "Term"), (*ROW[:5], end, "three years")))
    said = [(w.line, w.field, w.value) for w in inspect_table(path).warnings if "the end is another" in w.message]
    assert said == [(2, "G 'Term'", "three years")] * told


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        ("Term", "3", "a number without a unit"),
        ("Term (years)", "1.5", "part of a unit"),
        ("Term (years)", "3.0", None),
        ("Term", "three yrs", None),
        ("Term", "36 mths", None),
    ],
)
def test_lengths_of_a_term(text_file: WriteText, header: str, cell: str, message: str | None) -> None:
    content = inspect_table(text_file(as_text((*HEADER[:5], header), (*ROW[:5], cell))))
    assert [problem.message for problem in content.problems] == ([message] if message else [])
    ends = [deal.period.planned_end for deal in content.reading.first if deal.period]
    assert ends == ([] if message else [date(2027, 1, 31)])


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-02-01", "2025-01-31", None),
        ("2024", "2025-01", None),
        ("45323", "", None),
        ("May 2022", "2025", "start: May 2022, end: 2025"),
        ("2022", "perpetual", "start: 2022, end: perpetual"),
    ],
)
def test_the_words_of_dates_are_kept_where_they_say_more(
    text_file: WriteText, start: str, end: str, words: str | None
) -> None:
    (deal,) = read_table(text_file(as_text(HEADER, (*ROW[:4], start, end, "no")))).reading.first
    assert deal.period is not None
    assert deal.period.words == words


# --- every problem in one pass -----------------------------------------------------------------------------------


def test_all_problems_come_at_once(text_file: WriteText) -> None:
    rows = [
        ("Alba", "Boreal", "Corona", "ROW", "01/02/2024", "", "yes"),
        ("Alba", "Delta", "Corona", "Japan", "2024-02-30", "", "perhaps"),
        ("", "Echo", "Corona", "Germny", "2024", "2023", "no"),
    ]
    found = problems(text_file(as_text(HEADER, *rows)))
    assert [(p.line, (p.field or "")[0]) for p in found] == [
        (2, "D"), (2, "E"), (3, "E"), (3, "G"), (4, "A"), (4, "D"), (4, "F"),
    ]  # fmt: skip
    assert all(p.hint for p in found)


def test_problems_of_a_row_come_in_the_order_of_its_columns(text_file: WriteText) -> None:
    header = (*HEADER[:3], "Exclusive", *[""] * 21, "Start", "Territory", "End")
    row = (*ROW[:3], "perhaps", *[""] * 21, "2024-02-30", "Narnia", "soon")
    assert [problem.field for problem in problems(text_file(as_text(header, row)))] == [
        "D 'Exclusive'", "Z 'Start'", "AA 'Territory'", "AB 'End'",
    ]  # fmt: skip


def test_inspecting_returns_the_problems(text_file: WriteText) -> None:
    content = inspect_table(text_file(as_text(HEADER, ROW, ("", *ROW[1:]))))
    assert [p.line for p in content.problems] == [3]
    assert "row 2" in content.reading.as_text()
    assert content.reading.rejected == 1
