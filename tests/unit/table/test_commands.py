"""Tables on the command line: dry run, bad rows, mapping, names, templates."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from partnergraph.cli import main

LABELS = "SELECT ?name { { ?x a org:Organization } UNION { ?x a pg:Brand } ?x rdfs:label ?name }"
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
    assert "since 1 February 2024" in result.output
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


def test_the_rejects_file_has_no_formula_and_builds_once_it_is_mended(here: Path) -> None:
    formula = '=HYPERLINK("x")'
    with (here / "wild.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["licensor", "licensee", "subject", "territory", "start", "note", "+remark"])
        writer.writerow([formula, "-Delta-", "@Corona", "Narnia", "2024", "\t=1;=2", "-12.5"])
        writer.writerow(["Alba", "Boreal", "Corona", "Japan", "2024", "", ""])
    assert run("build", "wild.csv", "--as-of", "2024-02-28", "--skip-bad").exit_code == 0
    text = (here / "wild-rejects.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "-12.5" in cells
    assert not any(part.strip().startswith(("=", "+", "@")) for cell in cells for part in cell.split(";"))
    (here / "mended.csv").write_text(text.replace("Narnia", "Brazil"), encoding="utf-8")
    built = run("build", "mended.csv", "--as-of", "2024-02-28", "--store", "mended.store")
    assert built.exit_code == 0, built.output
    names = run("query", "--store", "mended.store", "--format", "json", "--text", LABELS)
    assert {formula, "-Delta-", "@Corona"} <= {row["name"] for row in json.loads(names.stdout)}
    for form in ("csv", "tsv"):
        table = run("query", "--store", "mended.store", "--format", form, "--text", LABELS).stdout
        assert not any(line.strip('"').startswith(("=", "+", "-", "@")) for line in table.splitlines())
        assert "'=HYPERLINK" in table


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
