"""Names files: spellings to names."""

from __future__ import annotations

import pytest

from partnergraph import model as m
from partnergraph.errors import InputError
from partnergraph.ingest.names_file import read_names

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
