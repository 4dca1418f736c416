"""Templates: each form builds as it is, and two are the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.errors import ExportError
from partnergraph.graph import PartnerGraph
from partnergraph.ingest.table.columns import COLUMNS, recognize
from partnergraph.ingest.template import FORMS, write_template


@pytest.mark.parametrize("form", FORMS)
def test_a_template_builds_and_is_valid(tmp_path: Path, form: str) -> None:
    graph = PartnerGraph()
    built = graph.build(write_template(tmp_path / f"deals.{form}"))
    assert built.statements == 3
    assert built.warnings == ()
    report = graph.validate()
    assert [f.message for f in report.findings if f.severity != "Info"] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_template_is_the_same_bytes_each_time(tmp_path: Path, form: str) -> None:
    one, other = (write_template(tmp_path / f"{name}.{form}") for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    path = write_template(tmp_path / "deals.csv")
    with pytest.raises(ExportError, match="exists already"):
        write_template(path)
    with pytest.raises(ExportError, match="xlsx, csv, yaml"):
        write_template(tmp_path / "deals.ods")


def test_every_column_is_found_under_its_own_name() -> None:
    for column in COLUMNS:
        assert recognize(column.name) == (column.name, True)


def test_no_header_stands_for_two_columns() -> None:
    for column in COLUMNS:
        for header in filter(None, column.headers.split("|")):
            assert recognize(header) == (column.name, True), header
