"""Sales rights in a table with the names of ONIX over its columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from partnergraph.errors import InputError
from tests.books import save

HEAD = "Publisher,ISBN,SalesRightsType,RegionsIncluded,CountriesIncluded,CountriesExcluded,ROWSalesRightsType\n"
ROWS = (
    '"Example, Imprint",T1,"01 (for sale, exclusive)",,GB FR,,\n'
    '"Example, Imprint",T2,02,WORLD,,FR,\n'
    '"Example, Imprint",T4,03 (not for sale),,GB,,\n'
    '"Example, Imprint",T5,01,WORLD,,US,00\n"Example, Imprint",T5,03,,US,,\n'
    '"Example, Imprint",T7,01,ECZ,,,02\n'
)


@pytest.mark.parametrize(
    ("subject", "country", "answers"),
    [
        ("T1", "GB", ["yes", "no"]), ("T1", "DE", ["unknown", "unknown"]), ("T2", "DE", ["yes", "unknown"]),
        ("T2", "FR", ["unknown", "unknown"]), ("T4", "GB", ["unknown", "unknown"]), ("T5", "DE", ["yes", "no"]),
        ("T5", "US", ["unknown", "unknown"]), ("T7", "DE", ["yes", "no"]), ("T7", "BR", ["yes", "unknown"]),
    ],
)  # fmt: skip
def test_what_the_publisher_holds(tmp_path: Path, subject: str, country: str, answers: list[str]) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "rights.csv", HEAD + ROWS), as_of=date(2024, 1, 1))
    party = "organization:Example, Imprint"
    found = graph.who(subject, country=country, on="2024-01-01", party=[party])
    assert [row.answer for row in found] == answers


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Alba,T,12,WORLD,,,\n", "no type of sales rights"), ("Alba,T,01,ROW,,,\n", "no region of ONIX 3"),
        ("Alba,T,01,,UK,,\n", "no country of ONIX"), ("Alba,T,01,,,,\n", "includes nothing"),
        (",T,01,WORLD,,,\n", "names no publisher"), ("Alba,T,,WORLD,,,\n", "is missing"),
    ],
)  # fmt: skip
def test_rows_that_are_wrong(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        PartnerGraph().build(save(tmp_path, "rights.csv", HEAD + row))
    assert [(problem.line, told in problem.message) for problem in refused.value.problems] == [(2, True)]
