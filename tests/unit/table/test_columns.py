"""Every column of a table is read, named as unread, or an error; none is lost in silence."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from partnergraph.cli import main
from partnergraph.errors import Problem
from partnergraph.export.commitments import commitments_csv
from partnergraph.graph import PartnerGraph
from partnergraph.ingest.table import TableContent, inspect_table, read_table
from partnergraph.output import as_csv
from partnergraph.rdf import to_rdf
from partnergraph.territory import format_territory
from tests.quick import one_in

from .conftest import WriteBook, WriteText

WHO: Final = ("Licensor", "Licensee", "Brand")
NAMES: Final = ("Alba", "Boreal", "Corona")
FULL: Final = (*WHO, "Field", "Channel", "Territory", "Excluded territory", "Start", "End", "Exclusive")
DEAL: Final = (*NAMES, "smartphones", "online sale", "World", "Japan", "2024-02-01", "2025-01-31", "yes")

READ: Final[dict[str, str]] = {
    # territory
    "Territory": "territory", "Applicable Territory": "territory", "Licensed Territories": "territory",
    "Territory of the licence": "territory", "Rights Territory": "territory", "Contract territory": "territory",
    "TerritoryCode": "territory", "territory_code": "territory", "Area of cover": "territory",
    "Territories sold": "territory", "Country": "territory", "Countries": "territory", "Market(s)": "territory",
    "Region": "territory", "Vertragsgebiet": "territory", "Lizenzgebiete": "territory", "Länder": "territory",
    "Laender": "territory", "Gebiet": "territory", "Territoire": "territory", "Territoires concédés": "territory",
    "Pays": "territory", "Territorio": "territory", "Países": "territory", "Territorio licenciado": "territory",
    "Territori": "territory", "Paese": "territory", "Território": "territory", "Territórios licenciados": "territory",
    "Mercado": "territory",
    # excluded territory
    "TerritoryExclusion": "excluded territory", "Territory exclusions": "excluded territory",
    "CountriesExcluded": "excluded territory", "excluded_countries": "excluded territory",
    "excluded_territory_code": "excluded territory", "Excluded territory": "excluded territory",
    "Excl. countries": "excluded territory", "Excl. countries list": "excluded territory",
    "Ausnahmen (Länder)": "excluded territory", "Excluded Markets": "excluded territory",
    "Exclusions": "excluded territory", "Exceptions": "excluded territory", "Carve-outs": "excluded territory",
    "Area excluded": "excluded territory", "Countries not included": "excluded territory",
    "Ausschlussgebiete": "excluded territory", "Ausgeschlossene Länder": "excluded territory",
    "Ausgenommene Gebiete": "excluded territory", "Territoires exclus": "excluded territory",
    "Pays exclus": "excluded territory", "Territorios excluidos": "excluded territory",
    "Países excluidos": "excluded territory", "Territori esclusi": "excluded territory",
    "Paesi esclusi": "excluded territory", "Territórios excluídos": "excluded territory",
    # end
    "licenseEndDate": "end", "license_end_date": "end", "Expiration / term": "end", "Expiry Date": "end",
    "Expiration Date-Answer": "end", "Contract expiry": "end", "Rights end": "end", "Valid thru": "end",
    "Gültig bis": "end", "Gueltig bis": "end", "Vertragsende": "end", "Lizenzende": "end", "Ablaufdatum": "end", "Date de fin": "end",
    "Date d'expiration": "end", "Fecha de vencimiento": "end", "Data di scadenza": "end", "Scadenza": "end",
    "Data de término": "end",
    # start
    "licenseStartDate": "start", "Contract start date": "start", "Effective Date-Answer": "start",
    "fromdate": "start", "Fecha de inicio": "start", "Data de início": "start", "Data di inizio": "start",
    "Дата начала": "start", "開始日": "start", "Ingangsdatum": "start",
    # exclusions and ends in other languages
    "Hors": "excluded territory", "Sauf": "excluded territory", "ohne": "excluded territory",
    "Außer": "excluded territory", "Кроме": "excluded territory", "除外地域": "excluded territory",
    "제외 국가": "excluded territory", "Jusqu'à": "end", "validThrough": "end", "Fim": "end", "Koniec": "end",
    "Data zakończenia": "end", "Päättyy": "end", "Bitiş tarihi": "end", "종료일": "end", "结束日期": "end",
    # exclusivity
    "Exclusivity-Answer": "exclusivity", "isExclusive": "exclusivity", "is_exclusive": "exclusivity",
    "Exclusive? (Y/N)": "exclusivity", "Exklusivität": "exclusivity", "Exklusivitaet": "exclusivity",
    "Exclusivité": "exclusivity", "Exclusividad": "exclusivity", "Esclusiva": "exclusivity",
    "Exclusividade": "exclusivity",
    # field and channel
    "Field of use": "field", "Licensed Products": "field", "LicensedCategory": "field", "Nutzungsart": "field",
    "Catégorie de produits": "field", "Categoría": "field", "Settore": "field", "Campo de uso": "field",
    "DistributionChannel": "channel", "Sales channels": "channel", "Licensed channels": "channel",
    "Vertriebskanal": "channel", "Canal de distribution": "channel", "Canal de ventas": "channel",
    "Canale": "channel",
}  # fmt: skip

STOPS: Final[dict[str, str]] = {
    # a second column of one thing, sure or not
    "Territory 2": "territory", "Rights territory 2": "territory", "Country": "territory", "Market": "territory",
    "Regions": "territory", "Gebiet 2": "territory", "Option territory": "territory", "Sublicence territory": "territory",
    "Licensee territory": "territory", "Territory details": "territory", "Worldwide?": "territory",
    "Sales area": "territory", "Zielländer": "territory", "Weitere Länder": "territory", "Absatzmarkt": "territory",
    "Zone": "territory", "Autres pays": "territory", "Otros países": "territory", "Zona di vendita": "territory",
    "Outros mercados": "territory", "EMEA": "territory", "Germany": "territory", "Countries (list)": "territory",
    "Territory / exclusivity": "exclusivity", "Sold in": "territory", "gilt nur in": "territory",
    # misspelt
    "teritory": "territory", "Teritery": "territory", "Territroy": "territory", "Terrirory": "territory", "Coutry": "territory",
    "Exclusivty note": "exclusivity", "exclusivty": "exclusivity", "Exlusive": "exclusivity",
    "Exclusve rights": "exclusivity", "Excluded teritory list": "excluded territory",
    "Exlcuded markets": "excluded territory", "Expirey": "end", "Experation": "end", "Feild": "field",
    "Catgeory": "field", "Chanel": "channel", "Vertragsgebeit": "territory", "Exklusivtät": "exclusivity",
    # exclusions
    "Countries not incl.": "excluded territory",
    "holdback territories": "excluded territory", "Not for sale in": "excluded territory",
    "Territories (without)": "excluded territory", "Territory (excl. US)": "excluded territory",
    "Restricted countries": "excluded territory", "Blocked markets": "excluded territory",
    "Reserved rights": "excluded territory", "Restrictions": "excluded territory",
    "Excluded products": "excluded territory", "Excluded channels": "excluded territory",
    "Negative territory": "excluded territory", "Minus": "excluded territory", "Non-territory": "excluded territory",
    "Sperrgebiete": "excluded territory",
    "Nicht enthaltene Länder": "excluded territory", "Hors territoire": "excluded territory",
    "Exceptions territoriales": "excluded territory", "Salvo países": "excluded territory",
    "Eccezioni territoriali": "excluded territory", "Exceto países": "excluded territory",
    "Geoblocking": "excluded territory", "All but": "excluded territory", "No rights in": "excluded territory",
    "Territory (incl. exclusions)": "excluded territory", "gilt nicht in": "excluded territory",
    "Notes on excluded territories": "excluded territory", "TERRITORYEXCLUSIONS2": "excluded territory",
    # ends
    "Exclusive until": "exclusivity", "Exclusivity end date": "exclusivity", "Option end": "end",
    "Sunset": "end", "Expires (planned)": "end", "Rights period 2": "end",
    "Licence window": "end", "Kündigungsdatum": "end", "Restlaufzeit": "end", "Fin prévue": "end",
    "Duración prevista": "end", "Durata residua": "end", "Prazo adicional": "end",
    "Exp. date": "end", "Last date": "end", "Läuft ab": "end", "Expiry / renewal": "end",
    # fields and channels
    "Sub-category": "field", "Nice classes": "field", "Product scope": "field",
    "Produktgruppen 2": "field", "Usos autorizados": "field", "Segments (other)": "field",
    "Platform": "channel", "Media rights": "channel", "Vertriebskanäle (weitere)": "channel",
    "Online/offline": "channel", "B2B": "channel", "SVOD": "channel", "Pay TV": "channel", "Canaux exclusifs": "exclusivity", "Medios": "channel", "Canais": "channel",
    # language
    "Dubbing": "language", "HoldbackLanguage": "excluded territory", "Languages of subtitles": "language", "Sprachen 2": "language",
    # exclusivity
    "Exclusivity details": "exclusivity", "Co-exclusive": "exclusivity", "Non-exclusive": "exclusivity",
    "Sole licence": "exclusivity", "Exclusive territory": "exclusivity", "ExclusiveAttributes": "exclusivity",
    "Alleinvertrieb": "exclusivity", "Esclusiva fino al": "exclusivity", "Territory (non-exclusive)": "exclusivity",
}  # fmt: skip

LISTED: Final = (
    "Royalty", "Royalty rate", "Royalty term", "Contact", "Currency", "Payment term", "Payment terms", "End user",
    "Field rep", "Country of incorporation", "Licensor country", "Licensee Country", "Country of origin",
    "HQ country", "Governing law", "Jurisdiction", "Nationality", "Territory manager", "Channel manager",
    "Regional director", "Exclusivity fee", "Price excl. VAT", "Price (excl. tax)", "Minimum guarantee",
    "Terms and conditions", "Term sheet", "Reporting period", "Fiscal year end",
    "Renewal date", "Grace period", "Rental duration", "Last updated", "Created", "Filed on",
    "Yield", "Vendor code", "Spend", "Agenda", "Calendar", "Trend", "Weekend", "Product code", "Product manager",
    "ProductID", "SKU", "ISBN", "EAN", "Original language", "Contract language", "Deal lead", "Account owner", "Signed by",
    "Approved", "Priority", "Risk", "Rating", "RatingSystem", "Tier", "Director", "Score", "Reviewed?",
    "Confidentiality", "Warranty period", "Liability limitation", "Credit limit", "Social media handle",
    "Media contact", "Business unit", "Business area", "CaptionIncluded", "CaptionExemption", "ServiceProvider",
    "Inclusive of VAT", "Execution date", "Termination clause", "Bank country", "Market value",
    "Channel partner", "Category manager", "Ansprechpartner", "Währung", "Lizenzgebühr", "Zahlungsziel",
    "Zahlungsfrist", "Herkunftsland", "Sitzland", "Land des Lizenznehmers", "Gerichtsstand",
    "Gebietsleiter", "Endkunde", "Redevance", "Devise", "Délai de paiement", "Pays du siège",
    "Responsable", "Regalías", "Moneda", "Plazo de pago", "País de origen", "Usuario final",
    "Valuta", "Termini di pagamento", "Paese di origine", "Referente", "Moeda", "Prazo de pagamento",
    "País de origem", "Contato", "Kto", "x1", "Terms", "Date", "Year", "Close date", "End product", "Cure period",
    "Reason for termination", "Media spend", "Most favoured nation", "Time zone", "Number of territories",
    "Fiel", "Cuontyr", "Legion", "Territry manager",  # too short, or too far from any word of a limit
)  # fmt: skip

LIKE: Final = {
    "territory": "a territory", "excluded territory": "an exclusion", "end": "an end or a term",
    "field": "a field of use", "channel": "a channel", "exclusivity": "exclusivity", "language": "a language",
}  # fmt: skip


def sheet(*rows: tuple[object, ...]) -> str:
    return as_csv([[str(cell) for cell in row] for row in rows])


def refusals(path: Path, **options: object) -> list[Problem]:
    """Return why a table is refused; none if it is read."""
    return list(inspect_table(path, **options).problems)  # type: ignore[arg-type]


def unread(content: TableContent) -> str:
    """Return what is said of the columns that are not read."""
    said = [str(warning) for warning in content.warnings if "not read" in warning.message]
    assert len(said) <= 1
    return "".join(said)


@pytest.mark.parametrize(("header", "column"), READ.items(), ids=READ)
def test_headers_that_are_understood(text_file: WriteText, header: str, column: str) -> None:
    content = inspect_table(text_file(sheet((*WHO, header), (*NAMES, ""))))
    assert {h.header: h.column for h in content.reading.headings}[header] == column


@pytest.mark.parametrize(("header", "like"), STOPS.items(), ids=STOPS)
def test_headers_that_stop_the_build(text_file: WriteText, header: str, like: str) -> None:
    path = text_file(sheet((*FULL, header), (*DEAL, "something")))
    (problem,) = refusals(path)
    assert f"K {header!r}" in str(problem)
    assert f"looks like {LIKE[like]}" in problem.message or f"several columns are {like}" in problem.message
    assert "ignore" in (problem.hint or "")
    assert all(len(line) <= 80 for line in f"    {problem.hint}".splitlines())
    assert refusals(path, mapping={"column K": "ignore"}) == []


@pytest.mark.parametrize("header", LISTED)
def test_headers_that_are_listed(text_file: WriteText, header: str) -> None:
    content = read_table(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    assert f"K {header!r}" in unread(content)


# --- what is not read ----------------------------------------------------------------------------------------


def test_an_empty_column_stops_nothing(text_file: WriteText) -> None:
    content = read_table(text_file(sheet((*FULL, "Sub-territory", "Royalty"), (*DEAL, " - ", ""), (*DEAL, "", "n/a"))))
    assert unread(content) == ""
    assert content.reading.unread == ()


def test_of_two_columns_for_one_thing_the_empty_one_stops_nothing(text_file: WriteText) -> None:
    for header in ((*FULL, "Rights territory"), ("Rights territory", *FULL)):
        path = text_file(sheet(header, ("", *DEAL) if header[0] == "Rights territory" else (*DEAL, "-")))
        content = read_table(path)
        assert format_territory(content.reading.first[0].territory) == "World except Japan"
    both = read_table(text_file(sheet(("Territory", *WHO, "Gebiet"), ("", *NAMES, "-"))))
    assert [heading.column for heading in both.reading.headings] == [
        "territory",
        "licensor",
        "licensee",
        "subject",
        None,
    ]
    assert (
        "several columns are territory"
        in refusals(text_file(sheet((*FULL, "Rights territory"), (*DEAL, "US"))))[0].message
    )


@pytest.mark.parametrize(("header", "may_be_left_out"), [("Territory 2", True), ("Field 2", False)])
def test_a_second_territory_may_be_what_is_left_out(text_file: WriteText, header: str, may_be_left_out: bool) -> None:
    (problem,) = refusals(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    assert (f"'{header}: excluded territory'" in (problem.hint or "")) == may_be_left_out


def test_unread_columns_are_named_with_the_nearest_known(text_file: WriteText) -> None:
    path = text_file(sheet((*FULL, "Royalty", "Sorce", ""), (*DEAL, "5 %", "Gazette", "call Ann")))
    content = read_table(path)
    said = unread(content)
    assert "3 columns are not read" in said
    assert "K 'Royalty', L 'Sorce' (like 'source'?), M (no header)" in said
    assert [heading.header for heading in content.reading.unread] == ["Royalty", "Sorce", ""]
    assert unread(read_table(path, mapping={"Royalty": "ignore", "Sorce": "source", "column M": "note"})) == ""
    assert "K 'royalty', L 'yield'" in unread(
        read_table(text_file(sheet((*FULL, "royalty", "yield"), (*DEAL, "5", "6"))))
    )


@pytest.mark.parametrize(
    ("header", "others", "first", "meant"),
    [
        ("Zone", FULL, "put it and F 'Territory' into one column, separated by ';'", "'Zone: excluded territory', "),
        ("Platform", FULL, "put it and E 'Channel' into one column, separated by ';'", ""),
        ("Sunset", FULL, "put it and I 'End' into one column", ""),
        ("Minus", FULL, "head it 'excluded territory' if it is that", "'Minus: excluded territory', "),
        ("Zone", WHO, "head it 'territory' if it is that", "'Zone: territory', "),
        ("Sunset", WHO, "head it 'end' if it is that", "'Sunset: end', "),
        ("Zone", (*WHO, "Platform"), "head it 'territory' if it is that", "'Zone: territory', "),
        ("Platform", (*WHO, "Zone"), "head it 'channel' if it is that", "'Platform: channel', "),
        ("Zone", (*WHO, "Sales area"), "put it and D 'Sales area' into one column, separated by ';'", ""),
        ("Territory (former)", FULL, "without the words in brackets it is read", ""),
    ],
)
def test_a_column_that_stops_is_told_what_it_may_be(
    text_file: WriteText, header: str, others: tuple[str, ...], first: str, meant: str
) -> None:
    row = DEAL if others == FULL else (*NAMES, *["North"] * (len(others) - 3))
    hint = refusals(text_file(sheet((*others, header), (*row, "something"))))[-1].hint or ""
    assert hint.replace("\n    ", " ") == (
        f"{first}; or write in a --mapping FILE {meant}'{header}: note', or '{header}: ignore' if it limits no deal"
    )


@pytest.mark.parametrize("header", ["-".join(["Sub"] * 12 + ["territory"]), "Sub" * 30 + "territory"])
def test_a_key_of_a_mapping_is_never_broken(text_file: WriteText, header: str) -> None:
    (problem,) = refusals(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    for column in ("excluded territory", "note", "ignore"):
        assert f"'{header}: {column}'" in (problem.hint or "")


def test_of_two_columns_of_one_header_each_is_named_by_its_letter(text_file: WriteText) -> None:
    found = refusals(text_file(sheet((*FULL, "Sub-territory", "Sub-territory"), (*DEAL, "North", "South"))))
    assert [f"'column {letter}: ignore'" in (p.hint or "") for p, letter in zip(found, "KL", strict=True)] == [True] * 2


def test_a_header_that_says_nothing_of_exclusivity_may_be_mapped_to_it(text_file: WriteText) -> None:
    path = text_file(sheet((*FULL[:-1], "Bound?"), DEAL))
    assert read_table(path, mapping={"Bound?": "exclusivity"}).reading.first[0].strength == "unqualified"


@pytest.mark.parametrize(
    "cells",
    [
        ("US", "US; Canada"),
        ("US CA", "-"),
        ("Quebec", ""),
        ("Germany / Austria", "Poland"),
        ("Untied States", "Canada"),
        ("EMEA", ""),
    ],
)
@pytest.mark.parametrize("header", ["Minus", "Kleingedrucktes", "Blocked out", "", "x2"])
def test_places_under_a_header_that_nobody_thought_of_stop(
    text_file: WriteText, header: str, cells: tuple[str, str]
) -> None:
    first, second = cells
    (problem,) = refusals(text_file(sheet((*FULL, header), (*DEAL, first), (*DEAL[:-1], "no", second))))
    assert problem.field == (f"K {header!r}" if header else "K")
    assert ("holds places" in problem.message) == (header != "Minus") or "an exclusion" in problem.message


def test_words_of_exclusivity_under_any_header_stop(text_file: WriteText) -> None:
    header, row = (*FULL[:-1], "Basis"), (*DEAL[:-1], "Exclusive")
    (problem,) = refusals(text_file(sheet(header, row, (*row[:-1], "non-exclusive"))))
    assert "exclusivity ('Exclusive')" in problem.message


@pytest.mark.parametrize(
    "header", ["Licensor country", "Office", "Jurisdiction", "Billing country", "Original language"]
)
def test_places_under_a_header_about_other_things_are_listed(text_file: WriteText, header: str) -> None:
    assert f"K {header!r}" in unread(read_table(text_file(sheet((*FULL, header), (*DEAL, "Germany")))))


@pytest.mark.parametrize("cell", ["PG", "IT", "HD", "MAR", "no", "x", "Approved", "Ann Jordan", "2024-02-01"])
def test_cells_that_are_also_codes_are_no_places(text_file: WriteText, cell: str) -> None:
    assert "K 'Checked'" in unread(read_table(text_file(sheet((*FULL, "Checked"), (*DEAL, cell)))))


def test_cells_beyond_the_header_stop_where_they_are_places(workbook: WriteBook) -> None:
    (problem,) = refusals(workbook({"Deals": [FULL, (*DEAL, None, "Canada; Mexico")]}))
    assert problem.field == "L"
    assert refusals(workbook({"Deals": [FULL, (*DEAL, None, "call Ann")]})) == []


def test_remarks_on_a_limit_are_notes_and_said_to_be(text_file: WriteText) -> None:
    content = read_table(text_file(sheet((*FULL, "Notes on territory"), (*DEAL, "to be checked"))))
    assert content.reading.first[0].note == "to be checked"
    assert any("K 'Notes on territory' is kept as a note, limits nothing" in w.message for w in content.warnings)


@pytest.mark.parametrize("remark", ["excl. Corsica", "not granted in the UK", "Japan", "exclusive", "ohne Korsika"])
def test_remarks_that_limit_a_deal_stop(text_file: WriteText, remark: str) -> None:
    path = text_file(sheet((*FULL, "Notes on territory"), *[(*DEAL, f"seen {n}") for n in range(50)], (*DEAL, remark)))
    (problem,) = refusals(path)
    assert problem.field == "K 'Notes on territory'"
    assert remark in problem.message
    assert refusals(path, mapping={"Notes on territory": "note"}) == []


def test_bad_rows_may_be_skipped_but_no_column(text_file: WriteText) -> None:
    path = text_file(sheet((*FULL, "Teritory"), (*DEAL, "US")))
    assert [p.field for p in refusals(path, skip_bad=True)] == ["K 'Teritory'"]


def test_footnotes_and_totals_fill_no_column(text_file: WriteText) -> None:
    rest = ("",) * (len(FULL) - 1)
    rows = [(*FULL, "Sub-territory"), (*DEAL, ""), ("Total", *rest, "1"), ("Source: legal", *rest, "as of May")]
    assert refusals(text_file(sheet(*rows))) == []


def test_every_known_column_is_free_of_noise(text_file: WriteText) -> None:
    graph = PartnerGraph()
    graph.build(text_file(sheet(FULL, DEAL)), as_of=date(2024, 3, 1))
    again = read_table(text_file(commitments_csv(graph.data()), "again.csv"))
    assert unread(again) == ""
    assert not again.problems


# --- headers in two rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "below", "like"),
    [
        ("Not included", "Territory", "an exclusion"),
        ("Restricted", "Countries", "an exclusion"),
        ("Not included in licence", "Territory", "an exclusion"),
        ("Exclusivity", "Territory", "exclusivity"),
        ("Option", "Territory", "a territory"),
    ],
)
@pytest.mark.parametrize("merged", [True, False])
def test_a_group_label_that_turns_its_column_round_is_not_lost(
    text_file: WriteText, workbook: WriteBook, above: str, below: str, like: str, merged: bool
) -> None:
    rows = [("Parties", "", "Right", above), (*WHO, below), (*NAMES, "Japan")]
    path = workbook({"Deals": rows}) if merged else text_file(sheet(*rows))
    (problem,) = refusals(path)
    assert problem.field == f"D {f'{above} {below}'!r}"
    assert f"looks like {like}" in problem.message


def test_a_group_label_may_say_that_places_are_excluded(text_file: WriteText) -> None:
    rows = [("Parties", "", "Right", "Territory", ""), (*WHO, "included", "excluded"), (*NAMES, "World", "Japan")]
    content = read_table(text_file(sheet(*rows)))
    assert format_territory(content.reading.first[0].territory) == "World except Japan"


def test_two_labels_are_no_title(text_file: WriteText) -> None:
    rows = [("Scope", "", "", "Not included"), (*WHO, "Territory"), (*NAMES, "Japan")]
    for above in ((), (("Overview", "", "", ""),)):
        (problem,) = refusals(text_file(sheet(*above, *rows)))
        assert problem.field == "D 'Not included Territory'"


def test_a_sentence_of_five_words_is_no_group_label(text_file: WriteText) -> None:
    rows = [("Parties", "", "Right", "Not included in this licence"), (*WHO, "Territory"), (*NAMES, "Japan")]
    content = read_table(text_file(sheet(*rows)))
    assert content.reading.header_rows == (2,)


def test_a_title_is_no_group_label(text_file: WriteText) -> None:
    content = read_table(text_file(sheet(("Exclusive licences", *[""] * (len(FULL) - 1)), FULL, DEAL)))
    assert content.reading.header_rows == (2,)


def test_what_stands_in_brackets_is_not_lost(text_file: WriteText) -> None:
    assert refusals(text_file(sheet((*WHO, "Territory (ISO codes)", "End (DD/MM/YYYY)"), (*NAMES, "JP", "2024")))) == []
    (problem,) = refusals(text_file(sheet((*WHO, "Territory (excl. Quebec)"), (*NAMES, "Canada"))))
    assert "looks like an exclusion" in problem.message


# --- territory and exclusions are one ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("territory", "excluded", "read"),
    [
        ("World", "US, CA", "World except Canada and US"),
        ("World except Japan", "US", "World except Japan and US"),
        ("World except Japan", "Japan", "World except Japan"),
        ("France, Germany + UK", "UK", "France and Germany"),
        ("Japan; Asia", "Japan", "Asia except Japan"),
        ("EU + UK", "UK", "EU except UK"),
        ("World", "except Japan", "World except Japan"),
        ("World", "Europe except UK", "World except Europe, but with UK"),
        ("World except Benelux", "Europe except Belgium", "World except Europe and Benelux"),
        ("World except Germany", "Europe except Germany", "World except Europe and Germany"),
        ("World", "Japan\nSouth Korea;\n", "World except Japan and South Korea"),
        ("World (except Japan)", "none", "World except Japan"),
        ("World", "-", "World"),
        ("World", "n/a", "World"),
        ("World", "No", "World"),
        ("World", "keine", "World"),
        ("World", "", "World"),
        ("Texas; California", "Texas", "California"),
        ("Belgium; Japan", "Benelux", "Japan"),
        ("World except Texas", "California", "World except California and Texas"),
        ("World except Canada", "North America except Quebec", "World except North America and Canada"),
        (
            "World except Quebec",
            "North America except Canada",
            "World except North America and Quebec, but with Canada except Quebec",
        ),
        ("EU as of 2020-01-01", "Germany", "EU (as of 2020-01-01) except Germany"),
    ],
)
def test_a_territory_less_its_exclusions(text_file: WriteText, territory: str, excluded: str, read: str) -> None:
    content = read_table(text_file(sheet((*WHO, "Territory", "TerritoryExclusion"), (*NAMES, territory, excluded))))
    assert format_territory(content.reading.first[0].territory) == read
    assert unread(content) == ""


@pytest.mark.parametrize(
    ("territory", "excluded", "why"),
    [
        ("Japan", "Japan", "nothing is left"),
        ("World", "Worldwide", "nothing is left"),
        ("France, Germany", "Japan", "Japan is not part of"),
        ("", "Japan", "taken out of none"),
        ("-", "Japan", "taken out of none"),
        ("World", "Untied States", "not a region"),
        ("World", "?", "does not say what is taken out"),
        ("World", "unknown", "does not say what is taken out"),
        ("World", "#N/A", "error of a formula"),
        ("World", "#REF!", "error of a formula"),
        ("World", "NO", "the code of a country"),
        ("World", "Japan, among others", "does not list all"),
        ("Benelux; Belgium", "Benelux", "nothing is left"),
        ("Texas", "US", "nothing is left"),
        ("Texas", "California", "California is not part of Texas"),
        ("Germany; UK", "Europe except EU", "EU is left in, but may lie in part outside"),
        ("World except EU as membership changes", "EU as of 2019-01-01", "reads the members of groups in another way"),
    ],
)
def test_exclusions_that_cannot_be_taken_out(text_file: WriteText, territory: str, excluded: str, why: str) -> None:
    path = text_file(sheet((*WHO, "Territory", "Excluded countries"), (*NAMES, territory, excluded)))
    (problem,) = refusals(path)
    assert (problem.line, problem.field, problem.value) == (2, "E 'Excluded countries'", excluded)
    assert why in problem.message


def test_several_columns_of_exclusions(text_file: WriteText) -> None:
    header = (*WHO, "Excluded territory", "Territory", "Carve-outs", "CountriesExcluded")
    content = read_table(text_file(sheet(header, (*NAMES, "Japan", "World", "none", "US"))))
    assert format_territory(content.reading.first[0].territory) == "World except Japan and US"


def test_a_column_of_formulas_that_were_never_calculated_is_not_empty(workbook: WriteBook) -> None:
    (problem,) = refusals(workbook({"Deals": [(*FULL, "Sub-territory"), (*DEAL, '="US"')]}))
    assert problem.field == "K 'Sub-territory'"


def test_a_second_sheet_of_deals_that_is_not_read_is_said(workbook: WriteBook) -> None:
    content = read_table(workbook({"Now": [FULL, DEAL], "Old": [("Licensor", "Brand", "Territory"), NAMES]}))
    assert [w.value for w in content.warnings if "no column says" in w.message] == ["Old"]


def test_a_formula_that_was_never_calculated_excludes_nobody_silently(workbook: WriteBook) -> None:
    rows = [(*WHO, "Territory", "Excluded territory"), (*NAMES, "World", '="US"')]
    (problem,) = refusals(workbook({"Deals": rows}))
    assert (problem.field, "never calculated" in problem.message) == ("E 'Excluded territory'", True)


# --- the same sheet, written otherwise -----------------------------------------------------------------------

SAME: Final = (*FULL, "Royalty", "Notes", "Comments")
ROWS: Final = (
    (*DEAL, "5 %", "Note: seen online", "seen"),
    ("Alba", "Delta", "Corona", "tablets", "", "World", "US; CA", "May 2022", "early 2025", "no", "", "", ""),
)


def stated(path: Path) -> set[str]:
    return set(map(str, to_rdf(read_table(path, as_of=date(2024, 3, 1)).data)))


@pytest.mark.parametrize(
    "write",
    [
        str.upper,
        str.lower,
        lambda header: f"  {header} ",
        lambda header: f"{header}*",
        lambda header: f"{header} †",
        lambda header: f"{header}\u00b9",
        lambda header: f"{header} (1)",
        lambda header: f"{header} [2]",
        lambda header: f"{header} 1)",
        lambda header: header.replace(" ", "\n"),
        lambda header: header.replace(" ", "_"),
        lambda header: header.replace(" ", "\u00a0"),
        lambda header: header.title().replace(" ", ""),
        lambda header: f"{header[:-2]}-\n{header[-2:]}" if len(header) > 8 else header,
        lambda header: f"{header[:3]}\u00ad{header[3:]}",
    ],
)
def test_headers_written_otherwise_are_the_same(text_file: WriteText, write: object) -> None:
    plain = stated(text_file(sheet(SAME, *ROWS)))
    assert stated(text_file(sheet(tuple(map(write, SAME)), *ROWS))) == plain  # type: ignore[call-overload]


@pytest.mark.parametrize("joined", one_in(3, ("", "-", "_")))
def test_headers_in_capitals_are_understood_or_stop(text_file: WriteText, joined: str) -> None:
    wrong = []
    for header, column in READ.items():
        written = header.upper().replace(" ", joined)
        content = inspect_table(text_file(sheet((*WHO, written), (*NAMES, "something"))))
        found = {h.header: h.column for h in content.reading.headings}[written]
        stopped = any("not read" in problem.message for problem in content.problems)
        if found != column and not (joined == "" and stopped):
            wrong.append(written)
    assert wrong == []


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_columns_changes_nothing(text_file: WriteText, seed: int) -> None:
    plain = stated(text_file(sheet(SAME, *ROWS)))
    order = random.Random(seed).sample(range(len(SAME)), len(SAME))
    shuffled = [tuple(row[index] for index in order) for row in (SAME, *ROWS)]
    assert stated(text_file(sheet(*shuffled))) == plain


# --- on the command line -------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize(
    "command",
    [
        ("build", "deals.csv"),
        ("build", "deals.csv", "--dry-run"),
        ("convert", "deals.csv", "deals.nq"),
        ("clear", "deals.csv"),
    ],
    ids=" ".join,
)
def test_every_command_names_the_columns_that_it_did_not_read(here: Path, command: tuple[str, ...]) -> None:
    (here / "deals.csv").write_text(sheet(FULL, DEAL), encoding="utf-8")
    assert run("build", "deals.csv", "--as-of", "2024-03-01").exit_code == 0
    (here / "deals.csv").write_text(sheet((*FULL, "Royalty"), (*DEAL, "5 %")), encoding="utf-8")
    result = run(*command)
    assert result.exit_code == 0, result.output
    assert "1 column is not read: no answer knows of it\n    K 'Royalty'\n" in result.stderr
    (here / "deals.csv").write_text(sheet((*FULL, "Teritory"), (*DEAL, "US")), encoding="utf-8")
    result = run(*command)
    assert result.exit_code == 2
    assert "K 'Teritory': looks like a territory" in result.output
    (here / "map.yaml").write_text("Teritory: ignore\n", encoding="utf-8")
    assert run(*command, "--mapping", "map.yaml").exit_code == 0


def test_world_and_an_exclusion_column_are_no_grant_in_the_excluded_country(here: Path) -> None:
    (here / "c7.csv").write_text(
        "Licensor,Licensee,Product,Field,Territory,TerritoryExclusion,Start,End,Exclusive\n"
        'Studio,Store,Film,any field,World,"US, CA",2024-01-01,2026-12-31,Yes\n',
        encoding="utf-8",
    )
    assert run("build", "c7.csv", "--as-of", "2024-06-01").exit_code == 0

    def answer(country: str) -> str:
        asked = ("--subject", "Film", "--field", "films", "--in", country, "--on", "2025-01-01", "--party", "Store")
        return run("who", *asked).output

    assert "Store   yes" in answer("FR")
    assert "Store   yes" not in answer("US")
    assert "Store   unknown" in answer("US")
