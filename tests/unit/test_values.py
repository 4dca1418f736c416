"""What the core hands out is a value: whoever got it can keep it, and nobody can change it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest

FILLED: dict[str, set[str]] = {
    "partnergraph.bounds": set(),
    "partnergraph.territory": set(),
    "partnergraph.exclusivity": {"Alternative", "DealPair"},
    "partnergraph.ingest.table": {
        "Cells", "CsvSheet", "DateColumns", "Footnotes", "FrameRows", "Header", "JsonLines", "Layout", "Markup", "RecordSheet",
        "ContractRow", "RowCells", "RowReader", "TableReading", "UnreadColumns", "_Filled", "_Pass", "_Under",
    },
    "partnergraph.ingest.deals": {"Collector", "Remarks", "Targets"},
}  # fmt: skip
"""The classes of a package whose objects are filled as work goes on."""


def classes(package: str) -> Iterator[type]:
    """The data classes that are written in a package."""
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        for each in vars(importlib.import_module(found.name)).values():
            if isinstance(each, type) and is_dataclass(each) and each.__module__ == found.name:
                yield each


@pytest.mark.parametrize("package", FILLED)
def test_values_stay_as_they_are(package: str) -> None:
    changing = {each.__name__ for each in classes(package) if not each.__dataclass_params__.frozen}  # type: ignore[attr-defined]
    assert changing == FILLED[package]
