"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.errors import ExportError
from partnergraph.export.files import whole_file


def test_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_not_at_all(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(ExportError if isinstance(error, OSError) else type(error)), whole_file(path) as file:
        file.write(b"half")
        raise error
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"old"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for name in ("absent/x", "file/x", "folder", "x" * 255):
        with pytest.raises(ExportError) as caught, whole_file(tmp_path / name) as file:
            file.write(b"x")
        assert caught.value.hint
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]
