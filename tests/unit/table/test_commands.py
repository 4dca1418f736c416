"""Tables on the command line: dry run, bad rows, mapping, names, templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partnergraph.cli import main

DEALS = "Geber,Nehmer,Marke,Gebiet,Beginn\nAlba,Boreal,Corona,Japan,01/02/2024\nAlba,Delta,Corona,Narnia,2024\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "map.yaml").write_text("Geber: licensor\nNehmer: licensee\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_dry_run_shows_the_reading_and_builds_nothing(here: Path) -> None:
    result = run("build", "deals.csv", "--mapping", "map.yaml", "--dry-run", "--dates", "dmy")
    assert result.exit_code == 2
    assert "header in row 1" in result.output
    assert "A   'Geber'" in result.output
    assert "2024-02-01" in result.output
    assert "Narnia" in result.output
    assert not (here / "partnergraph.store").exists()


def test_skip_bad_writes_the_rejects_file(here: Path) -> None:
    result = run(
        "build", "deals.csv", "--mapping", "map.yaml", "--dates", "dmy", "--as-of", "28 Feb 2024", "--skip-bad"
    )
    assert result.exit_code == 0, result.output
    rejects = (here / "deals-rejects.csv").read_text(encoding="utf-8-sig")
    assert "Narnia" in rejects
    assert "Boreal" not in rejects
    assert "wrote 1 row" in result.output


def test_unknown_headers_say_how_to_map_them(here: Path) -> None:
    result = run("build", "deals.csv")
    assert result.exit_code == 2
    assert "--mapping" in result.output


def test_a_wrong_mapping_file_is_refused_with_its_line(here: Path) -> None:
    (here / "map.yaml").write_text("Geber: licensor\nNehmer: licencee\n", encoding="utf-8")
    result = run("build", "deals.csv", "--mapping", "map.yaml")
    assert result.exit_code == 2
    assert "map.yaml:2" in result.output
    assert "'licensee'" in result.output


def test_dry_run_is_for_tables(here: Path) -> None:
    assert run("build", "deals.yaml", "--dry-run").exit_code == 2


def test_a_day_must_be_one(here: Path) -> None:
    result = run("build", "deals.csv", "--as-of", "2024")
    assert result.exit_code == 2
    assert "is not one day" in result.output


@pytest.mark.parametrize("name", ["new.xlsx", "new.csv", "new.yaml"])
def test_a_template_is_written_and_builds(here: Path, name: str) -> None:
    assert run("template", name).exit_code == 0
    assert run("build", name).exit_code == 0
    assert run("template", name).exit_code == 2
