"""Tables whose rows do not say everything: a column for each place or channel, headings between rows, numbered columns."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import Font

from partnergraph.cli import main
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table import explain_row, inspect_table, read_deals, read_table
from partnergraph.wording.deals import say_territory

from .conftest import WriteBook, WriteText

PLACES = ("Germany", "France", "Italy", "Japan")


def deals(path: Path, **options: Any) -> tuple[Deal, ...]:
    return read_deals(path, **options).deals


def brief(found: Iterable[Deal]) -> list[tuple[str, ...]]:
    """Who, what, where, through what and how exclusively, sorted."""
    return sorted(
        (
            "; ".join(deal.licensees),
            "; ".join(name for _, name in deal.subjects),
            say_territory(deal.territory) if deal.territory else "",
            "; ".join(str(iri or words).rpartition("/")[2] for words, iri in deal.channels),
            str(deal.strength),
        )
        for deal in found
    )


def refused(path: Path, **options: Any) -> str:
    problems = inspect_table(path, **options).problems
    assert problems
    return "\n".join(map(str, problems))


# --- a column for each place or channel ----------------------------------------------------------------------


def test_names_under_places_are_who_has_it_there(text_file: WriteText) -> None:
    path = text_file("Title,Germany,France,Italy\nLow Tide,Alba,available,Boreal\nSalt Road,,Alba,\n")
    assert brief(deals(path)) == [
        ("Alba", "Low Tide", "Germany", "", "None"),
        ("Alba", "Salt Road", "France", "", "None"),
        ("Boreal", "Low Tide", "Italy", "", "None"),
    ]
    (told,) = [str(w) for w in read_table(path).warnings if "no deal is recorded" in w.message]
    assert "C 'France' 'available'" in told


def test_names_under_channels_and_under_roles_with_a_channel(text_file: WriteText) -> None:
    path = text_file("Event,Country,TV broadcaster,Streaming partner\nCup,Germany,ARD,DAZN\nCup,France,TF1,TF1\n")
    assert brief(deals(path)) == [
        ("ARD", "Cup", "Germany", "television", "None"),
        ("DAZN", "Cup", "Germany", "streaming", "None"),
        ("TF1", "Cup", "France", "television; streaming", "None"),
    ]


@pytest.mark.parametrize(("yes", "no"), [("x", ""), ("ja", "nein"), ("✓", "-"), ("是", "否"), ("oui", "non")])
def test_marks_say_whether_the_deal_goes_so_far(text_file: WriteText, yes: str, no: str) -> None:
    path = text_file(f"Licensee,Brand,DE,AT,CH\nAlba,Corona,{yes},{yes},{no}\nBoreal,Corona,{no},{no},{yes}\n")
    assert brief(deals(path)) == [
        ("Alba", "Corona", "Austria and Germany", "", "None"),
        ("Boreal", "Corona", "Switzerland", "", "None"),
    ]


def test_degrees_of_exclusivity_part_a_row(text_file: WriteText) -> None:
    path = text_file(
        "Licensee,Title,Country,Free TV,Pay TV,SVOD\nAlba,Low Tide,Spain,exclusive,non-exclusive,exclusive\n"
    )
    assert brief(deals(path)) == [
        ("Alba", "Low Tide", "Spain", "free-television; subscription-streaming", "unqualified"),
        ("Alba", "Low Tide", "Spain", "pay-television", "None"),
    ]


def test_a_row_in_which_nothing_is_marked_is_no_deal(text_file: WriteText) -> None:
    path = text_file("Licensee,Brand,Germany,France\nAlba,Corona,x,\nBoreal,Corona,,no\n")
    content = read_table(path)
    assert len(content.data.identities) == 1
    assert content.reading.passed_over == [(3, "no deal: nothing is granted in it", "Boreal")]


def test_a_label_over_the_columns_keeps_or_changes_what_they_mean(text_file: WriteText) -> None:
    sheet = ",,{},,\nLicensee,Brand,DE,AT,CH\nAlba,Corona,x,x,\n"
    assert brief(deals(text_file(sheet.format("Territories")))) == [
        ("Alba", "Corona", "Austria and Germany", "", "None")
    ]
    for label in ("Excluded", "Not licensed in", "Option", "Ended"):
        assert f"'{label}': stands over columns of places" in refused(text_file(sheet.format(label)))


@pytest.mark.parametrize(
    "content",
    [
        "Licensee,Brand,Germany,Austria\nAlba,Corona,2026-01-01,2026-02-01\n",  # days: of what?
        "Licensee,Brand,Germany,Austria\nAlba,Corona,5000 €,200 €\n",
        "Licensee,Brand,Germany,Austria\nAlba,Corona,Boreal,Boreal\n",  # two parties: which may act?
        "Licensee,Brand,Exclusive,Germany,Austria\nAlba,Corona,yes,exclusive,non-exclusive\n",
        "Licensee,Brand,Territory,Germany,Austria\nAlba,Corona,World,x,x\n",
    ],
)
def test_columns_of_places_that_say_something_else_stop_the_build(text_file: WriteText, content: str) -> None:
    assert "Germany" in refused(text_file(content))


def test_a_column_among_places_that_is_none_stops_the_build(text_file: WriteText) -> None:
    path = text_file("Title,Germany,ROW,Italy\nLow Tide,Corvus,Boreal,Corvus\n")
    assert "C 'ROW': stands among columns of a territory each" in refused(path)
    assert len(deals(path, mapping={"column C": "ignore"})) == 1


def test_each_party_of_a_numbered_row_has_a_deal_of_its_own(text_file: WriteText) -> None:
    path = text_file("No,Title,Germany,France\nR-1,Low Tide,Alba,Boreal\nR-2,Salt Road,Alba,\n")
    assert sorted((deal.key, deal.licensees) for deal in deals(path)) == [
        ("R-1 Alba", ("Alba",)), ("R-1 Boreal", ("Boreal",)), ("R-2", ("Alba",)),
    ]  # fmt: skip


def test_a_sheet_across_says_what_the_same_sheet_says_row_by_row(text_file: WriteText) -> None:
    chance = random.Random(7)
    for case in range(25):
        works = [f"Work {letter}" for letter in "ABCDE"]
        cells = {
            (work, place): chance.choice(["", "", "Alba", "Boreal", "Corvus"]) for work in works for place in PLACES
        }
        if not any(cells.values()):
            continue
        across = ["Title," + ",".join(PLACES), *(",".join([w, *(cells[w, p] for p in PLACES)]) for w in works)]
        merged: dict[tuple[str, str], list[str]] = {}
        for (work, place), who in cells.items():
            if who:
                merged.setdefault((work, who), []).append(place)
        long = ["Title,Licensee,Territory", *(f"{work},{who},{'; '.join(at)}" for (work, who), at in merged.items())]
        written = [deals(text_file("\n".join(lines) + "\n", f"{case}.csv")) for lines in (across, long)]
        assert brief(written[0]) == brief(written[1])


def test_a_row_across_is_told_deal_by_deal(text_file: WriteText) -> None:
    told = explain_row(text_file("Title,Germany,France\nLow Tide,Alba,Boreal\n"), 2)
    assert told.count("Row 2 is one deal.") == 2
    assert "C 'France' says 'Boreal', read as licensee (France)." in told
    assert "B 'Germany' to C 'France' says 'Boreal', read as licensee: Boreal." in told


def test_proposals_across_are_answered(text_file: WriteText, tmp_path: Path) -> None:
    built = text_file("Licensor,Licensee,Title,Country,Exclusive\nOrbit,Alba,Low Tide,Germany,yes\n")
    store = str(tmp_path / "store")
    assert CliRunner().invoke(main, ["build", str(built), "--store", store]).exit_code == 0
    asked = text_file("Licensor,Title,Start,Germany,France\nOrbit,Low Tide,2026,Boreal,Boreal\n", "asked.csv")
    result = CliRunner().invoke(main, ["clear", str(asked), "--store", store, "--format", "csv"])
    assert result.exit_code in (0, 1), result.output
    assert "Boreal" in result.output


def test_parties_of_several_roles_have_a_deal_each(text_file: WriteText) -> None:
    path = text_file("Club,Kit manufacturer,Shirt sponsor,Country\nOrbit FC,Alba,Boreal,Spain\n")
    assert [(d.licensees, d.note) for d in deals(path)] == [
        (("Alba",), "Kit manufacturer"),
        (("Boreal",), "Shirt sponsor"),
    ]


@pytest.mark.parametrize(
    "headers", ["Licensee,Sublicensee,Brand", "Kit manufacturer,Shirt sponsor,Exclusive", "Licensee,Broadcaster,Brand"]
)
def test_parties_of_which_one_may_stand_below_another_are_refused(text_file: WriteText, headers: str) -> None:
    assert "several columns are licensee" in refused(text_file(f"Licensor,{headers}\nOrbit,Alba,Boreal,yes\n"))


def test_places_in_brackets_behind_a_role(text_file: WriteText) -> None:
    path = text_file("Game,Publisher (Europe),Publisher (Japan)\nLow Tide,Alba,Boreal\n")
    assert [row[0] for row in brief(deals(path))] == ["Alba", "Boreal"]
    assert all(say_territory(d.territory) in ("Europe", "Japan") for d in deals(path))


def test_a_place_in_brackets_that_is_none_stops_the_build(text_file: WriteText) -> None:
    path = text_file(
        "Game,Publisher (Europe),Publisher (Japan),Publisher (Rest of Asia)\nLow Tide,Alba,Boreal,Corvus\n"
    )
    assert "D 'Publisher (Rest of Asia)': stands among columns of a territory each" in refused(path)


# --- headings between the rows -------------------------------------------------------------------------------


def test_headings_say_where_the_rows_below_hold(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Brand\nGermany,,\nOrbit,Alba,Corona\n\nFrance,,\nOrbit,Boreal,Corona\n")
    assert [(d.licensees, say_territory(d.territory)) for d in deals(path)] == [
        (("Alba",), "Germany"), (("Boreal",), "France"),
    ]  # fmt: skip
    assert "the heading over it says 'France', read as territory: France." in explain_row(path, 6)


def test_lines_that_name_a_column_hold_until_the_next_one(text_file: WriteText) -> None:
    path = text_file(
        "Licensee,Brand,Territory\nLicensor: Orbit,,\nAlba,Corona,Germany\nBoreal,Corona,Spain\nLicensor: Vela,,\n"
        "Alba,Delta,Spain\n"
    )
    assert [d.licensors for d in deals(path)] == [("Orbit",), ("Orbit",), ("Vela",)]


def test_headings_of_several_kinds_say_nothing(text_file: WriteText) -> None:
    content = read_table(text_file("Licensor,Licensee,Brand\nEurope,,\nOrbit,Alba,Corona\nBooks,,\nOrbit,Alba,Delta\n"))
    assert [why for _, why, _ in content.reading.passed_over] == ["a heading or footnote"] * 2
    assert any("headings and footnotes are passed over" in w.message for w in content.warnings)


def test_a_heading_adds_nothing_where_a_column_says_it(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Brand,Country\nEurope,,,\nOrbit,Alba,Corona,Spain\n")
    assert [say_territory(d.territory) for d in deals(path)] == ["Spain"]


# --- numbered columns ----------------------------------------------------------------------------------------


def test_numbered_columns_are_one(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee 1,Licensee 2,Brand\nOrbit,Alba,Boreal,Corona\nOrbit,Alba,,Delta\n")
    assert [d.licensees for d in deals(path)] == [("Alba", "Boreal"), ("Alba",)]
    path = text_file("Licensor,Licensee,Brand,Country1,Country2\nOrbit,Alba,Corona,Spain,Chile\n")
    assert [say_territory(d.territory) for d in deals(path)] == ["Chile and Spain"]


def test_columns_mapped_to_one_are_one(text_file: WriteText) -> None:
    path = text_file("Licensor,First,Second,Brand\nOrbit,Alba,Boreal,Corona\n")
    found = deals(path, mapping={"First": "licensee", "Second": "licensee"})
    assert [d.licensees for d in found] == [("Alba", "Boreal")]


def test_groups_of_numbered_columns_are_refused(text_file: WriteText) -> None:
    """Joined, each licensee would have each territory."""
    path = text_file("Brand,Licensee 1,Territory 1,Licensee 2,Territory 2\nCorona,Alba,Spain,Boreal,Chile\n")
    assert "which goes with which?" in refused(path)


# --- struck out, commented -----------------------------------------------------------------------------------

ROWS = (
    ("Licensor", "Licensee", "Brand", "Territory"), ("Orbit", "Alba", "Corona", "Germany"),
    ("Orbit", "Boreal", "Corona", "France"),
)  # fmt: skip


def struck(*places: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for place in places:
            book.active[place].font = Font(strike=True)

    return change


def test_a_row_struck_out_is_no_deal_and_is_told(workbook: WriteBook) -> None:
    content = read_table(workbook({"Deals": ROWS}, struck("A3", "B3", "C3", "D3")))
    assert content.reading.deals == 1
    assert any("struck out is not read: row 3" in w.message for w in content.warnings)


def test_a_cell_struck_out_is_refused(workbook: WriteBook) -> None:
    assert "3: D 'Territory' 'France': is struck out" in refused(workbook({"Deals": ROWS}, struck("D3")))


def commented(place: str, said: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book.active[place].comment = Comment(said, "Jo")

    return change


def test_a_comment_is_kept_as_a_note(workbook: WriteBook) -> None:
    assert [d.note for d in deals(workbook({"Deals": ROWS}, commented("C2", "talked in May")))] == [
        "talked in May",
        None,
    ]


@pytest.mark.parametrize("said", ["excluding Monaco", "terminated 31 March 2025"])
def test_a_comment_that_limits_a_deal_stops_the_build(workbook: WriteBook, said: str) -> None:
    told = refused(workbook({"Deals": ROWS}, commented("D3", said)))
    assert f"3: D 'Territory' '{said}': is a comment that limits a deal" in told


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("pending", "tentative"), ("Draft", "tentative"), ("verhandelt", "tentative"), ("executed", "agreed"),
        ("podpisana", "agreed"), ("已签署", "agreed"), ("действует", "in-force"), ("終了", "ended"), ("canceled", "ended"),
        ("만료", "expired"),
    ],
)  # fmt: skip
def test_statuses_in_many_languages(text_file: WriteText, words: str, status: str) -> None:
    (deal,) = deals(text_file(f"Licensor,Licensee,Brand,Status\nOrbit,Alba,Corona,{words}\n"))
    assert deal.status == status


@pytest.mark.parametrize("words", ["closed", "on hold", "inactive", "option"])
def test_statuses_that_mean_two_things_are_refused_with_both(text_file: WriteText, words: str) -> None:
    told = refused(text_file(f"Licensor,Licensee,Brand,Status\nOrbit,Alba,Corona,{words}\n"))
    assert "is no status" not in told and "write " in told


@pytest.mark.parametrize(("name", "told"), [("Alba and Boreal", True), ("ARD und ZDF", True), ("Alba and Sons", False)])
def test_names_joined_by_and_are_told(text_file: WriteText, name: str, told: bool) -> None:
    content = read_table(text_file(f"Licensor,Licensee,Brand\nOrbit,{name},Corona\n"))
    assert any("is read as one name" in w.message for w in content.warnings) == told


# --- what must not be lost in them ---------------------------------------------------------------------------


def test_a_footnote_under_columns_of_places_is_looked_at(text_file: WriteText) -> None:
    path = text_file("Film,Germany,Austria\nLow Tide,Alba,Boreal\n* all deals excluding Bavaria,,\n")
    assert "all deals excluding Bavaria" in refused(path)
    assert "mark of a footnote" in refused(text_file("Film,Germany,Austria\nLow Tide,Alba*,Boreal\n"))


@pytest.mark.parametrize("label", ["Exclusive", "2023", "Pay TV", "Offers", "Sub-agent"])
def test_a_label_over_places_that_says_more_stops_the_build(text_file: WriteText, label: str) -> None:
    path = text_file(f",{label},,,\nFilm,Germany,France,Spain,Italy\nLow Tide,Alba,Boreal,Corvus,Delta\n")
    assert f"'{label}': stands over columns of places" in refused(path)


@pytest.mark.parametrize(
    "line", ["In negotiation", "Former licensees", "Options", "Deals not yet signed:", "Non-exclusive"]
)
def test_headings_that_say_how_far_deals_are_stop_the_build(text_file: WriteText, line: str) -> None:
    path = text_file(f"Film,Licensee,Territory\nReef,Alba,Spain\n{line},,\nLow Tide,Boreal,France\n")
    assert line in refused(path)
    assert line in refused(text_file(f"{line},,\nFilm,Licensee,Territory\nReef,Alba,Spain\n"))


def test_another_heading_ends_a_place(text_file: WriteText) -> None:
    path = text_file(
        "Film,Licensee,Start\nGermany,,\nReef,Alba,2024\nFrance,,\nReef,Vela,2024\nRest of world:,,\nReef,Boreal,2024\n"
    )
    assert [say_territory(d.territory) if d.territory else "" for d in deals(path)] == ["Germany", "France", ""]


def test_an_outer_heading_resets_the_inner_one(text_file: WriteText) -> None:
    lines = ("Licensor: Orbit", "Territory: Germany", "Reef,Alba", "Licensor: Vela", "Low Tide,Boreal")
    found = deals(
        text_file("Film,Licensee\n" + "\n".join(f"{line},"[: len(line) + (":" in line)] for line in lines) + "\n")
    )
    assert [(d.licensors, bool(d.territory)) for d in found] == [(("Orbit",), True), (("Vela",), False)]


def test_a_code_among_places_is_a_place(text_file: WriteText) -> None:
    """NO is the code of Norway as well as a header of numbers."""
    found = brief(deals(text_file("Film,DE,FR,NO\nLow Tide,Alba,Boreal,Corvus\n")))
    assert [row[2] for row in found] == ["Germany", "France", "Norway"]


def test_cells_merged_over_places_and_formulas_are_refused(workbook: WriteBook) -> None:
    rows = (("Film", "Germany", "France"), ("Low Tide", "Alba", None), ("Reef", "Boreal", "Boreal"))
    path = workbook({"Deals": rows}, lambda book: book.active.merge_cells("B2:C2"))
    assert "is merged over several columns" in refused(path)


def test_an_exclusivity_that_was_never_calculated_is_refused(workbook: WriteBook) -> None:
    rows = (("Licensor", "Licensee", "Brand", "Exclusive"), ("Orbit", "Alba", "Corona", '=IF(TRUE,"yes","no")'))
    assert "never calculated" in refused(workbook({"Deals": rows}))


def test_a_comment_on_a_header_is_looked_at(workbook: WriteBook) -> None:
    assert "excluding Monaco" in refused(workbook({"Deals": ROWS}, commented("D1", "excluding Monaco")))


def test_our_own_name_for_nobody_comes_in_again(text_file: WriteText) -> None:
    path = text_file("Licensor,Licensee,Film\nOrbit,licensee of Low Tide (not named),Low Tide\n")
    assert [d.licensees for d in deals(path)] == [("licensee of Low Tide (not named)",)]
