"""What may stand in any cell: names on several lines, characters that nobody sees, errors of formulas."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table import read_table
from partnergraph.territory import parse_territory

from .conftest import WriteBook, WriteText

COLUMNS = {
    "Deal": "D-1",
    "Licensor": "Alba",
    "Licensee": "Boreal",
    "Mark": "Corona",
    "Product": "",
    "Field": "smartphones",
    "Territory": "Japan",
    "Start": "2024-02-01",
    "End": "2025-01-31",
    "Exclusive": "yes",
    "Partnership": "Pact",
    "Source": "Daily",
    "Source date": "2024-01-01",
    "Source address": "https://example.org/",
    "Publisher": "Press",
    "Quote": "only Boreal",
    "Note": "seen",
}


def csv_of(**cells: str) -> str:
    rows = [COLUMNS.keys(), (COLUMNS | {name.replace("_", " "): cell for name, cell in cells.items()}).values()]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


def deal(path: Path) -> Deal:
    (found,) = read_table(path).reading.first
    return found


def refused(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as error:
        read_table(path)
    return list(error.value.problems)


# --- names on several lines -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Example Licensor\nGmbH & Co. KG", ("Example Licensor GmbH & Co. KG",)),
        ("Example Licensor\r\nInc.", ("Example Licensor Inc.",)),
        ("Example\n(UK) Ltd", ("Example (UK) Ltd",)),
        ("Example (Far\nEast)", ("Example (Far East)",)),
        ("Procter\n& Gamble", ("Procter & Gamble",)),
        ("Procter &\nGamble", ("Procter & Gamble",)),
        ("Bank\nof Example\nLtd.", ("Bank of Example Ltd.",)),
        ("\nExample\n\n", ("Example",)),
        ("Example\nS.A. de C.V.;\nOther\nPty Ltd", ("Example S.A. de C.V.", "Other Pty Ltd")),
        ("Foxtrot;\nDelta |\nEcho", ("Foxtrot", "Delta", "Echo")),
        ("Example\u2028GmbH", ("Example GmbH",)),
    ],
)
def test_a_wrapped_name_is_one_name(text_file: WriteText, cell: str, names: tuple[str, ...]) -> None:
    assert deal(text_file(csv_of(Licensor=cell))).licensors == names
    assert deal(text_file(csv_of(Licensee=cell))).licensees == names
    assert tuple(name for _, name in deal(text_file(csv_of(Mark=cell))).subjects) == names


@pytest.mark.parametrize("column", ["Licensor", "Licensee", "Mark"])
@pytest.mark.parametrize(
    "cell", ["Delta\nEcho", "Xiaomi\nvivo", "Delta,\nEcho", "Delta\nGmbH\nEcho", "- Delta\n- Echo"]
)
def test_lines_that_may_be_several_names_are_refused_with_both_ways(
    text_file: WriteText, column: str, cell: str
) -> None:
    (problem,) = refused(text_file(csv_of(**{column: cell})))
    assert problem.line == 2
    assert repr(" ".join(cell.split())) in str(problem.hint)
    assert repr("; ".join(cell.split("\n"))) in str(problem.hint)


def test_a_wrapped_name_in_a_workbook(workbook: WriteBook) -> None:
    rows = [("Licensor", "Licensee", "Mark"), ("Example Licensor\nGmbH & Co. KG", "Boreal", "Corona")]
    assert deal(workbook({"Deals": rows})).licensors == ("Example Licensor GmbH & Co. KG",)


def test_a_partnership_has_one_name(text_file: WriteText) -> None:
    assert deal(text_file(csv_of(Partnership="Great\nPact"))).partnership == "Great Pact"


def test_wrapped_terms(text_file: WriteText) -> None:
    assert [iri for _, iri in deal(text_file(csv_of(Field="digital\ncameras"))).fields] == [
        iri for _, iri in deal(text_file(csv_of(Field="digital cameras"))).fields
    ]
    assert len(deal(text_file(csv_of(Field="smartphones\ntablets, laptops"))).fields) == 3
    (problem,) = refused(text_file(csv_of(Field="smartphones\nflying carpets")))
    assert "several lines" in problem.message


@pytest.mark.parametrize(
    ("cell", "phrase"),
    [
        ("American\nSamoa", "American Samoa"),
        ("French\nGuiana", "French Guiana"),
        ("British\nVirgin Islands", "British Virgin Islands"),
        ("United\nKingdom", "UK"),
        ("North\nAmerica", "North America"),
        ("Papua\nNew Guinea", "Papua New Guinea"),
        ("Papua New\nGuinea", "Papua New Guinea"),
        ("Saint\nVincent and\nthe Grenadines", "Saint Vincent and the Grenadines"),
        ("Japan, United\nKingdom, France", "Japan; UK; France"),
        ("Germany\nFrance", "Germany; France"),
        ("Japan\nHong Kong\nChina", "Japan; Hong Kong; China"),
        ("Hong Kong;\nChina", "Hong Kong; China"),
        ("China\nHong Kong", "Hong Kong; China"),
    ],
)
def test_a_territory_on_several_lines_is_a_list_or_one_long_name(text_file: WriteText, cell: str, phrase: str) -> None:
    assert deal(text_file(csv_of(Territory=cell))).territory == parse_territory(phrase)


@pytest.mark.parametrize(
    ("cell", "one", "both"),
    [
        ("Hong Kong\nChina", "Hong Kong", "Hong Kong; China"),
        ("Hong Kong,\nChina", "Hong Kong", "Hong Kong; China"),
        ("Texas\nUSA", "Texas", "Texas; USA"),
        ("Channel Islands\nUK", "Channel Islands", "Channel Islands; UK"),
    ],
)
def test_a_place_over_its_country_is_refused_with_both_ways(
    text_file: WriteText, cell: str, one: str, both: str
) -> None:
    (problem,) = refused(text_file(csv_of(Territory=cell)))
    assert repr(one) in str(problem.hint)
    assert repr(both) in str(problem.hint)
    for way in (one, both):
        assert deal(text_file(csv_of(Territory=way))).territory == parse_territory(way)


# --- what can be no name ----------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["Licensor", "Licensee", "Mark", "Partnership"])
@pytest.mark.parametrize("name", ["***", "!!!", "+", "@", "😀", "x" * 201, "acieL\u202e", "Lei\u2066ca"])
def test_what_can_be_no_name(text_file: WriteText, column: str, name: str) -> None:
    (problem,) = refused(text_file(csv_of(**{column: name})))
    assert (problem.line, str(problem.field).split(" ", 1)[1]) == (2, repr(column))
    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    ("wrong", "shown"), [("+" * 40, f"{'+' * 40!r} "), ("+" * 41, f"{'+' * 40!r}... ")], ids=["whole", "cut"]
)
def test_of_several_names_the_wrong_one_is_told(text_file: WriteText, wrong: str, shown: str) -> None:
    why = "is no name: it holds neither letter nor digit"
    assert [p.message for p in refused(text_file(csv_of(Licensor=wrong)))] == [why]
    assert [p.message for p in refused(text_file(csv_of(Licensor=f"Alba; {wrong}")))] == [shown + why]


@pytest.mark.parametrize(
    ("cell", "message"),
    [("+++", ""), ("tablets; +++", "'+++' "), ("looms; ~~~", "'~~~' "), ("+++; tablets", "'+++' ")],
)
def test_of_several_terms_the_wrong_one_is_told(text_file: WriteText, cell: str, message: str) -> None:
    said = [problem.message for problem in refused(text_file(csv_of(Field=cell)))]
    assert said == [f"{message}is no name: it holds neither letter nor digit"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [("Germany", None), ("Deutschland", "Deutschland"), ("USA", "USA"), ("Japan and Brazil", "Japan and Brazil")],
)
def test_the_words_of_a_territory_are_kept_where_they_are_others(
    text_file: WriteText, cell: str, words: str | None
) -> None:
    assert deal(text_file(csv_of(Territory=cell))).territory_words == words


@pytest.mark.parametrize("name", ["小米", "3M", "C++", "نو\u200cآوران", "x" * 200])
def test_names_in_any_script(text_file: WriteText, name: str) -> None:
    assert deal(text_file(csv_of(Licensor=name))).licensors == (name,)


def test_marks_that_nobody_sees_make_no_second_company(text_file: WriteText) -> None:
    assert deal(text_file(csv_of(Licensor="\ufeffAl\u00adba\u200b\u200e"))).licensors == ("Alba",)


# --- any cell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "Product"])
@pytest.mark.parametrize("wrong", ["\0", "\x07", "\x1b[31m", "\x1c", "\x7f", "\x9b31m"])
def test_control_characters_are_refused_in_every_column(text_file: WriteText, column: str, wrong: str) -> None:
    cell = COLUMNS[column]
    (problem,) = refused(text_file(csv_of(**{column: cell[:1] + wrong + cell[1:]})))
    assert (problem.line, str(problem.field).split(" ", 1)[1]) == (2, repr(column))
    assert f"U+{ord(wrong[0]):04X}" in problem.message
    assert wrong not in str(problem)


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "Product"])
@pytest.mark.parametrize(
    "wrong", ["#N/A", "#REF!", " #n/a ", "#NV", "#BEZUG!", "#¿NOMBRE?", "#DIV/0!", "#GETTING_DATA"]
)
def test_errors_of_formulas_are_refused_in_every_column(text_file: WriteText, column: str, wrong: str) -> None:
    (problem,) = refused(text_file(csv_of(**{column: wrong})))
    assert str(problem.field).split(" ", 1)[1] == repr(column)
    assert "error of a formula" in problem.message


@pytest.mark.parametrize("column", ["Excluded territory", "Product", "Note"])
def test_errors_of_formulas_in_columns_beside(text_file: WriteText, column: str) -> None:
    content = f"Licensor,Licensee,Mark,Territory,{column}\nAlba,Boreal,Corona,World,#N/A\n"
    (problem,) = refused(text_file(content))
    assert "error of a formula" in problem.message


def test_a_column_too_narrow_for_its_value(text_file: WriteText) -> None:
    (problem,) = refused(text_file(csv_of(Start="########")))
    assert "too narrow" in problem.message


def test_not_available_says_nothing(text_file: WriteText) -> None:
    read = deal(text_file(csv_of(Partnership="N/A", Note="n/a", Mark="#1 Brand")))
    assert (read.partnership, read.note) == (None, None)
    assert [name for _, name in read.subjects] == ["#1 Brand"]


@pytest.mark.parametrize("column", ["Licensor", "Note", "Territory", "Quote"])
def test_a_cell_is_no_longer_than_a_text_of_a_deal_book(text_file: WriteText, column: str) -> None:
    (problem,) = refused(text_file(csv_of(**{column: "x" * 10_001})))
    assert "10,001 characters" in problem.message


@pytest.mark.parametrize("column", ["Note", "Quote"])
def test_a_cell_of_ten_thousand_characters_is_not_too_long(text_file: WriteText, column: str) -> None:
    read = deal(text_file(csv_of(**{column: "x" * 10_000})))
    assert "x" * 10_000 in (read.note, *read.quotes)


@pytest.mark.parametrize(
    ("quote", "quotes", "words"),
    [
        (" ".join("abcdefghijkl"), 1, None),
        (" ".join("abcdefghijklm"), 0, 13),
        (f"{' '.join('abcdefghijkl')} | {' '.join('mnopqrstuvwx')}", 2, None),
        ("only Boreal | ", 1, None),
        ("a b c | " + " ".join("abcdefghijklmn"), 0, 14),
    ],
)
def test_a_passage_has_twelve_words_at_most(text_file: WriteText, quote: str, quotes: int, words: int | None) -> None:
    path = text_file(csv_of(Quote=quote))
    if words is None:
        assert len(deal(path).quotes) == quotes
    else:
        (problem,) = refused(path)
        assert (problem.field, problem.message) == ("P 'Quote'", f"has {words} words")
        assert "at most 12" in str(problem.hint)


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [
        ("Nord, Inc.", False),
        ("Nord, Delta", True),
        ("Nord, Inc., Delta", True),
        ("Nord; Delta, Echo", True),
        ("Nord", False),
    ],
)
@pytest.mark.parametrize("column", ["Licensor", "Licensee", "Mark"])
def test_a_comma_in_a_name_is_told_of_but_before_a_legal_form(
    text_file: WriteText, column: str, name: str, doubtful: bool
) -> None:
    said = [w for w in read_table(text_file(csv_of(**{column: name}))).warnings if w.message == "is read as one name"]
    assert [(w.line, str(w.field).split(" ")[1], w.value) for w in said] == [
        (2, repr(column), name.partition("; ")[2] or name)
    ] * doubtful


# --- where a deal is from ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "address", "publisher", "wanted"),
    [
        ("Daily", "https://example.org/", "Press", ("Daily", "https://example.org/", "Press")),
        ("Daily", "", "", ("Daily", None, None)),
        ("", "https://example.org/", "Press", ("https://example.org/", "https://example.org/", "Press")),
        ("http://example.org/", "", "", ("http://example.org/", "http://example.org/", None)),
        ("https://a.org/", "https://b.org/", "", ("https://a.org/", "https://b.org/", None)),
        ("httpd", "", "", ("httpd", None, None)),
        ("", "", "Press", ("deals.csv", None, None)),
    ],
)
def test_title_address_and_publisher_of_a_source(
    text_file: WriteText, source: str, address: str, publisher: str, wanted: tuple[str, str | None, str | None]
) -> None:
    path = text_file(csv_of(Source=source, Source_address=address, Publisher=publisher))
    (found,) = read_table(path).data.sources
    assert (found.title, found.url, found.publisher) == wanted


@pytest.mark.parametrize(
    ("source", "address", "field"),
    [
        ("Daily", "example.org", "N 'Source address'"),
        ("https://example.org/a b", "", "L 'Source'"),
        ("https://example.org/", "www.example.org", "N 'Source address'"),
    ],
)
def test_what_is_no_web_address_is_refused_where_it_stands(
    text_file: WriteText, source: str, address: str, field: str
) -> None:
    (problem,) = refused(text_file(csv_of(Source=source, Source_address=address)))
    assert (problem.line, problem.field, problem.message) == (2, field, "is no web address")
    assert problem.value == (address or source)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2024-01-31", date(2024, 1, 31)), ("31 Jan 2024", date(2024, 1, 31)), ("May 2024", None), ("2024", None)],
)
def test_the_date_of_a_source_is_one_day(text_file: WriteText, cell: str, day: date | None) -> None:
    content = read_table(text_file(csv_of(Source_date=cell)))
    assert [source.date for source in content.data.sources] == [day]
    said = [(w.line, w.field, w.value) for w in content.warnings if w.message == "is no single day: left out"]
    assert said == ([] if day else [(2, "M 'Source date'", cell)])


@pytest.mark.skipif(os.name == "nt", reason="file names there hold no control characters")
def test_the_name_of_a_file_or_sheet_does_not_act_as_a_title(text_file: WriteText, workbook: WriteBook) -> None:
    text = text_file(csv_of(Source="", Source_date="", Source_address="", Publisher=""), "de\x1b[2Jals.csv")
    rows = [("Licensor", "Licensee", "Mark"), ("Alba", "Boreal", "Corona")]
    for path in (text, workbook({"De\x9bals": rows})):
        (source,) = read_table(path).data.sources
        assert source.title.isprintable()
