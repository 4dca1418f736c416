"""Words that say how far a deal goes, in places where a name, a remark or nothing is expected: never a wider deal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from partnergraph.ingest.table import inspect_table, read_deals, read_table
from partnergraph.ingest.table.reader import NOBODY_HAS_IT

from .conftest import WriteText


def told(path: Path, **options: Any) -> str:
    """Return why a table is refused; empty where it is read."""
    return "\n".join(map(str, inspect_table(path, **options).problems))


# --- in the place of a party -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["in negotiation", "en négociation", "verhandelt", "on hold", "expired", "non-exclusive"]
)
def test_a_status_is_nobodys_name(text_file: WriteText, words: str) -> None:
    path = text_file(f"Licensor,Licensee,Film,Territory,Exclusive\nAlba,{words},Corona,Peru,yes\n")
    assert "speaks of the deal and names nobody" in told(path)
    assert told(path, real_names=[words]) == ""


@pytest.mark.parametrize(
    ("name", "aside"),
    [
        ("Boreal – in negotiation", "in negotiation"), ("Boreal (tbc)", "tbc"), ("Boreal (option)", "option"),
        ("Boreal - terminated", "terminated"), ("OPTION: Boreal", "OPTION"), ("LOI – Boreal", "LOI"),
        ("Boreal (excl. UK)", "excl. UK"), ("Boreal (non-exclusive)", "non-exclusive"),
        ("Boreal (sublicensee of Vela)", "sublicensee of Vela"), ("Boreal (until 2025)", "until 2025"),
    ],
)  # fmt: skip
def test_what_hangs_on_a_name_is_not_lost(text_file: WriteText, name: str, aside: str) -> None:
    path = text_file(f"Licensor,Licensee,Film,Territory\nAlba,{name},Corona,Europe\n")
    assert aside in told(path)


@pytest.mark.parametrize("name", ["Constantin Film (Germany)", "Universal - Germany", "Coca-Cola", "Option One Ltd"])
def test_names_stay_names(text_file: WriteText, name: str) -> None:
    (deal,) = read_deals(text_file(f"Licensor,Licensee,Film,Territory\nAlba,{name},Corona,Europe\n")).deals
    assert deal.licensees == (name,)


@pytest.mark.parametrize("words", ["available", "disponibile", "kein Importeur", "(no buyer)"])
def test_a_row_that_nobody_has_is_no_deal_and_is_told(text_file: WriteText, words: str) -> None:
    path = text_file(f"Licensor,Licensee,Film,Territory\nAlba,Boreal,Corona,Peru\nAlba,{words},Corona,Chile\n")
    content = read_table(path)
    assert [why for _, why, _ in content.reading.passed_over] == [NOBODY_HAS_IT]
    assert any("nobody has it is no deal: row 3" in w.message for w in content.warnings)


def test_an_empty_licensee_beside_available_is_no_deal(text_file: WriteText) -> None:
    path = text_file(
        "Licensor,Licensee,Film,Territory,Status\nAlba,Boreal,Corona,Peru,signed\nAlba,,Corona,Chile,Available\n"
    )
    assert len(read_deals(path).deals) == 1
    assert "is empty" in told(
        text_file("Licensor,Licensee,Film,Status\nAlba,Boreal,Corona,signed\nAlba,,Corona,signed\n")
    )


@pytest.mark.parametrize("words", ["ditto", "dto.", "idem", "same as above", "wie oben", "同上"])
def test_words_for_the_cell_above_are_refused(text_file: WriteText, words: str) -> None:
    path = text_file(f"Licensor,Licensee,Film\nAlba,Boreal,Corona\nAlba,{words},Delta\n")
    assert "repeats a cell above it" in told(path)


def test_care_of_is_one_name(text_file: WriteText) -> None:
    (deal,) = read_deals(text_file("Licensor,Licensee,Film\nAlba,Boreal c/o Vela,Corona\n")).deals
    assert deal.licensees == ("Boreal c/o Vela",)


# --- in columns that are not read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("Foo", ("in negotiation", "terminated"), "how far deals have come"),
        ("Nature of rights", ("Exclusive license", "Exclusive license to market"), "speaks of exclusivity"),
        ("Nature of rights", ("Exclusive", "Co-exclusive (co-promotion)"), "speaks of exclusivity"),
        ("Not before", ("2030-01-01", ""), "a first day"), ("Embargo", ("2030-01-01", ""), "a first day"),
        ("Only for", ("military", ""), "an exclusion"),
        ("Not Germany", ("x", ""), "an exclusion"), ("Internet", ("ja", "nein"), "a channel"),
    ],
)  # fmt: skip
def test_columns_that_limit_a_deal_stop_the_build(
    text_file: WriteText, header: str, cells: tuple[str, str], said: str
) -> None:
    rows = "".join(f"Alba,Boreal,Corona,2021,{cell}\n" for cell in cells)
    assert said in told(text_file(f"Licensor,Licensee,Film,Start,{header}\n{rows}"))


@pytest.mark.parametrize(
    "remark",
    [
        "excl. airlines", "in negotiation", "no SVOD", "kein Online", "salvo Internet", "subject to approval",
        "first refusal", "holdback", "ab 2025", "Rücktritt erklärt", "storniert", "reverted 2024", "assigned to Vela",
    ],
)  # fmt: skip
def test_remarks_that_limit_a_deal_stop_the_build(text_file: WriteText, remark: str) -> None:
    assert remark in told(text_file(f"Licensor,Licensee,Film,Remarks\nAlba,Boreal,Corona,{remark}\n"))


@pytest.mark.parametrize("remark", ["great partner", "no issues", "data from 2019", "subject to VAT", "non-stop"])
def test_other_remarks_are_notes(text_file: WriteText, remark: str) -> None:
    (deal,) = read_deals(text_file(f"Licensor,Licensee,Film,Remarks\nAlba,Boreal,Corona,{remark}\n")).deals
    assert deal.note == remark


def test_a_line_over_the_header_that_ends_deals_stops_the_build(text_file: WriteText) -> None:
    line = "All deals below ended 30 June 2023."
    assert line in told(text_file(f"{line},,\nLicensor,Licensee,Film\nAlba,Boreal,Corona\n"))
    assert told(text_file("Licences of Alba,,\nLicensor,Licensee,Film\nAlba,Boreal,Corona\n")) == ""


# --- columns that their cells decide ---------------------------------------------------------------------------


def test_editions_over_years_are_when(text_file: WriteText) -> None:
    (deal,) = read_deals(text_file("Event,Broadcaster,Country,Editions\nCup,RTF,France,1954–1962\n")).deals
    assert deal.period is not None and deal.period.edtf == "1954/1962"


def test_formats_of_books_are_what_for(text_file: WriteText) -> None:
    path = text_file("Title,Author,Licensee,Format\nThe Snow Girl,Vela,Boreal,Print + eBook\n")
    (deal,) = read_deals(path).deals
    assert [str(iri).rpartition("/")[2] for _, iri in deal.fields] == ["print-book", "e-book"]
    assert [name for _, name in deal.subjects] == ["The Snow Girl"]


def test_a_publisher_beside_works_is_who_may_act(text_file: WriteText) -> None:
    (deal,) = read_deals(text_file("Title,Author,Publisher,Territory\nThe Snow Girl,Vela,Boreal,Spain\n")).deals
    assert (deal.licensors, deal.licensees) == (("Vela",), ("Boreal",))
    path = text_file("Licensor,Licensee,Title,Source,Publisher\nVela,Alba,The Snow Girl,Report,The Times\n")
    (deal,) = read_deals(path).deals
    assert deal.document is not None and deal.document.publisher == "The Times"


def test_marks_of_notes_are_no_numbers_of_deals(text_file: WriteText) -> None:
    found = read_deals(text_file("Country,Broadcaster,Event,Ref.\nFrance,TF1,Cup,[7]\nGermany,ARD,Cup,[7]\n")).deals
    assert [deal.key for deal in found] == [None, None]


def test_a_header_that_comes_again_is_no_deal(text_file: WriteText) -> None:
    path = text_file("Region,Broadcaster,Event\nFrance,TF1,Cup\nRegion,Channel,Event\nGermany,ARD,Cup\n")
    assert len(read_deals(path).deals) == 2


def test_a_header_in_two_rows_without_merged_cells(text_file: WriteText) -> None:
    path = text_file("Lizenzgeber;Lizenznehmer;Marke;Laufzeit;;Excl.\n;;;von;bis;\nAlba;Boreal;Corona;2020;2025;ja\n")
    (deal,) = read_deals(path).deals
    assert deal.period is not None and deal.period.edtf == "2020/2025"


def test_a_length_without_a_first_day_is_kept_and_told(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Brand,Term\nAlba,Boreal,Corona,7 years\n")
    (deal,) = read_deals(path).deals
    assert (deal.period, deal.note) == (None, "Term: 7 years")
    assert any("without a first day" in w.message for w in read_table(path).warnings)


@pytest.mark.parametrize(
    "headers",
    [
        "授权方,被授权方,品牌,地区,开始日期,结束日期", "Лицензиар,Лицензиат,Марка,Территория,Дата начала,Дата окончания",
        "Licencjodawca,Licencjobiorca,Marka,Kraj,Od,Do", "ライセンサー,ライセンシー,ブランド,地域,開始日,終了日",
        "Versicherer,Versicherungsnehmer,Marke,Geltungsbereich,Vertrag seit,Vertrag bis",
    ],
)  # fmt: skip
def test_headers_in_more_languages(text_file: WriteText, headers: str) -> None:
    (deal,) = read_deals(text_file(f"{headers}\nAlba,Boreal,Corona,Japan,2024-01-02,2025-03-04\n")).deals
    assert (deal.licensors, deal.licensees) == (("Alba",), ("Boreal",))
    assert deal.territory and deal.period is not None and deal.period.edtf == "2024-01-02/2025-03-04"


def test_a_header_in_two_words(text_file: WriteText) -> None:
    (deal,) = read_deals(text_file("Marke,Importeur / Generalvertreter,Land\nCorona,Boreal,Spanien\n")).deals
    assert deal.licensees == ("Boreal",)


def test_a_table_that_is_none_shows_what_it_holds(text_file: WriteText) -> None:
    assert "row 1 holds 'Αδειοδότης', 'Σήμα'" in told(text_file("Αδειοδότης,Σήμα\nAlba,Corona\n"))


def test_an_exclusivity_through_channels_is_for_these(text_file: WriteText) -> None:
    rows = "Alba,Boreal,Corona,exclusive rights on TV and digital platforms\nAlba,Vela,Delta,yes\n"
    one, other = read_deals(text_file(f"Licensor,Licensee,Event,Exclusive\n{rows}")).deals
    assert (one.strength, [words for words, _ in one.channels]) == ("unqualified", ["TV", "digital platforms"])
    assert (other.strength, other.channels) == ("unqualified", ())
