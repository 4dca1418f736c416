"""What a build says at its end, how one row is told, and that a sheet of proposals is read as a build reads one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.errors import InputError
from partnergraph.ingest.table import explain_row

from .conftest import WriteText

SHEET = "Seller,Buyer,Film,Country,From,Exclusive,Tier\nAlba,Boreal,Metropolis,Japan,2024-05-01,yes,A\n"


def test_each_cell_of_a_row_is_told(text_file: WriteText) -> None:
    told = explain_row(text_file(SHEET), 2)
    assert told[0] == "Row 2 is one deal."
    assert "A 'Seller' says 'Alba', read as licensor: Alba." in told
    assert "G 'Tier' says 'A', not read." in told
    assert told[-1] == "Field of use is not said."


def test_a_refused_row_is_told_with_what_is_wrong(text_file: WriteText) -> None:
    told = explain_row(text_file(SHEET.replace("Japan", "Narnia")), 2)
    assert told[0] == "Row 2 is refused."
    place = told.index("D 'Country' says 'Narnia', read as territory.")
    assert told[place + 1].startswith("  error: ")


@pytest.mark.parametrize("row", [1, 9])
def test_a_row_that_is_none(text_file: WriteText, row: int) -> None:
    with pytest.raises(InputError, match="no row of the table"):
        explain_row(text_file(SHEET), row)


def test_a_build_ends_with_what_was_read(text_file: WriteText, tmp_path: Path) -> None:
    path = text_file(SHEET + "Alba,Borealis,Metropolis,Peru,2024-05-01,no,A\nAlba,Cyrus,Metropolis,Narnia,2024,no,B\n")
    done = CliRunner().invoke(main, ["build", str(path), "--skip-bad", "--store", str(tmp_path / "s")])
    assert done.exit_code == 0
    assert f"{path}: 2 deals read, 1 row left out, 1 column not read" in done.output


def test_proposals_take_the_options_of_tables(
    text_file: WriteText, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = str(tmp_path / "s")
    assert CliRunner().invoke(main, ["build", str(text_file(SHEET)), "--store", store]).exit_code == 0
    asked = text_file("Käufer,Was,Wo,Ab\nCyrus,Metropolis,Japan,01/06/2024\n", "asked.csv")
    mapping = text_file("Käufer: licensee\nWas: product\nWo: territory\nAb: start\n", "map.yaml")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        main,
        [
            "clear",
            str(asked),
            "--mapping",
            str(mapping),
            "--set",
            "licensor=Alba",
            "--dates",
            "dmy",
            "--store",
            store,
        ],
    )
    assert done.exit_code == 0, done.output
    assert "may collide" in done.output
    without = CliRunner().invoke(main, ["clear", "--set", "licensor=Alba", "--store", store])
    assert (without.exit_code, "--set is for a FILE" in without.output) == (2, True)
    nobody = CliRunner().invoke(
        main, ["clear", str(asked), "--mapping", str(mapping), "--dates", "dmy", "--store", store]
    )
    assert (nobody.exit_code, "does not name who grants" in nobody.output) == (2, True)
