"""The declaration of the axes against what it stands for: values, vocabulary, trees, columns."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from partnergraph import vocabulary as v
from partnergraph.axes import AXES, TOPS, Axis, OnAxes, TermAxis
from partnergraph.exclusivity.alternatives import Cell
from partnergraph.ingest.entries import Said
from partnergraph.ingest.table.columns import COLUMNS
from partnergraph.terms import terms

NAMES = [axis.name for axis in AXES]


def test_the_axes_are_declared_once() -> None:
    assert list(get_args(TermAxis)) == NAMES
    assert [f.name for f in fields(OnAxes)] == [axis.terms for axis in AXES]
    assert set(NAMES) <= {f.name for f in fields(Cell)}
    assert set(NAMES) <= Said.model_fields.keys()


@pytest.mark.parametrize("axis", AXES, ids=NAMES)
def test_an_axis_has_a_property_a_tree_and_a_column(axis: Axis) -> None:
    assert axis.name in v.OBJECT_PROPERTIES and v.PREFIXES[axis.name] == f"{v.W3ID}{axis.name}/"
    roots = {t for t, above in terms().broader.items() if above is None and t.startswith(v.PREFIXES[axis.name])}
    assert roots == TOPS & roots and len(roots) == 1
    assert axis.column in {column.name for column in COLUMNS}
