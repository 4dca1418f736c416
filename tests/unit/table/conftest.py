"""Sheets made by the tests: text files and workbooks as people send them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import Workbook

Rows: TypeAlias = Sequence[Sequence[object]]
WriteText: TypeAlias = Callable[..., Path]
WriteBook: TypeAlias = Callable[..., Path]


@pytest.fixture
def text_file(tmp_path: Path) -> WriteText:
    """Write text, in an encoding, to a file; return its path."""

    def write(content: str, name: str = "deals.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> WriteBook:
    """Write sheets (title -> rows) to a workbook, change it by hand if asked, return its path."""

    def write(
        sheets: dict[str, Rows], change: Callable[[Any], None] = lambda book: None, name: str = "deals.xlsx"
    ) -> Path:
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        change(book)
        path = tmp_path / name
        book.save(path)
        return path

    return write
