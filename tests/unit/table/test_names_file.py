"""Files beside a table: spellings to names, headers to columns."""

from __future__ import annotations

import json

import pytest

from partnergraph import model as m
from partnergraph.errors import InputError
from partnergraph.ingest.names_file import read_names
from partnergraph.ingest.table import read_mapping

from .conftest import WriteText


def test_spellings_of_each_kind(text_file: WriteText) -> None:
    organizations = "organizations:\n  Leica Camera AG: Leica\n  小米: Xiaomi\n"
    names = read_names(text_file(f"{organizations}brands:\n  LEICA®: Leica\n", "names.yaml"))
    assert names.name(m.Organization, "leica camera ag") == "Leica"
    assert names.name(m.Organization, "小米") == "Xiaomi"
    assert names.name(m.Brand, "Leica®") == "Leica"
    assert names.name(m.Organization, "Leica®") == "Leica®"


def test_every_problem_of_a_names_file(text_file: WriteText) -> None:
    path = text_file(
        "companies:\n  A: B\norganizations:\n  Alba AG: Alba\n  alba ag: Alba SA\n  Boreal: Borealis\n  Borealis: Nord\n  Empty:\n",
        "names.yaml",
    )
    with pytest.raises(InputError) as refused:
        read_names(path)
    said = {(p.line, p.message) for p in refused.value.problems}
    assert said == {
        (1, "is not a section of a names file"),
        (5, "stands here already"),
        (8, "needs one name"),
        (3, "is itself replaced by another name"),
    }


def test_a_names_file_that_is_absent_or_no_mapping(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="name a YAML file"):
        read_names("nowhere/names.yaml")
    with pytest.raises(InputError, match="must hold"):
        read_names(text_file("- a\n- b\n", "names.yaml"))


@pytest.mark.parametrize("name", ["'***'", '"\\u202eAlba"', "x" * 201])
def test_a_names_file_holds_names(text_file: WriteText, name: str) -> None:
    for line in (f"{name}: Alba", f"Alba: {name}"):
        with pytest.raises(InputError) as refused:
            read_names(text_file(f"organizations:\n  Boreal AG: Boreal\n  {line}\n", "names.yaml"))
        (problem,) = refused.value.problems
        assert (problem.line, problem.field) == (3, "organizations")


# --- headers to columns ------------------------------------------------------------------------------------------


def test_headers_are_mapped_to_columns_by_any_name_of_theirs(text_file: WriteText) -> None:
    lines = {"Geber": "grantor", "column F": "Territory", "Farbe": "ignore", "Rest": "-"}
    wanted = {"Geber": "licensor", "column F": "territory", "Farbe": "ignore", "Rest": "ignore"}
    yaml = "".join(f"{header}: '{column}'\n" for header, column in lines.items())
    assert read_mapping(text_file(yaml, "map.yaml")) == wanted
    assert read_mapping(text_file(json.dumps(lines), "map.JSON")) == wanted


def test_every_problem_of_a_mapping_file(text_file: WriteText) -> None:
    path = text_file("Geber: licensor\nNehmer: licencee\nMarke: [a, b]\nGebiet: 5\nOwner: owner\n", "map.yaml")
    with pytest.raises(InputError) as refused:
        read_mapping(path)
    assert {problem.message for problem in refused.value.problems} == {"is not a column of deal tables"}
    assert [(p.line, p.column, p.field, p.value) for p in refused.value.problems] == [
        (2, 9, "Nehmer", "licencee"), (3, 8, "Marke", None), (4, 9, "Gebiet", "5"), (5, 8, "Owner", "owner"),
    ]  # fmt: skip
    first, *others = (str(problem.hint) for problem in refused.value.problems)
    assert first == "did you mean 'licensee'?"
    assert all(hint.startswith("one of: deal, ") and hint.endswith(", note, ignore") for hint in others[:2])


def test_a_mapping_file_that_is_absent_or_no_mapping(text_file: WriteText) -> None:
    with pytest.raises(InputError, match="name a YAML file"):
        read_mapping("nowhere/map.yaml")
    with pytest.raises(InputError) as refused:
        read_mapping(text_file("# ours\n- a\n- b\n", "map.yaml"))
    assert [(p.line, p.column, p.message) for p in refused.value.problems] == [
        (2, 1, "must hold lines 'Your header: column'")
    ]
