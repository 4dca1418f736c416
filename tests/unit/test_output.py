"""Files are written whole or not at all; no cell is a formula, and each is read back as it was."""

from __future__ import annotations

import csv
import io
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.errors import ExportError, StoreError
from partnergraph.output import as_csv, guarded, unguarded, whole_file

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def put(path: Path, content: bytes = b"new") -> None:
    with whole_file(path) as file:
        file.write(content)


def refusal(path: Path) -> ExportError:
    with pytest.raises(ExportError) as caught:
        put(path)
    assert caught.value.hint
    return caught.value


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


def test_a_full_disk_says_what_is_free(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught, whole_file(tmp_path / "x"):
        raise OSError(28, "No space left on device")
    assert "no space left" in caught.value.why
    assert "nothing was written" in caught.value.why
    assert f"MB are free in {tmp_path}" in (caught.value.hint or "")
    assert list(tmp_path.iterdir()) == []


def test_an_error_about_something_else_stays_itself(tmp_path: Path) -> None:
    with pytest.raises(StoreError), whole_file(tmp_path / "x"):
        raise StoreError("deals.store", "is damaged")
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for name in ("absent/x", "file/x", "folder", "x" * 256):
        refusal(tmp_path / name)
    put(tmp_path / ("y" * 255))
    assert sorted(entry.name[:9] for entry in tmp_path.iterdir()) == ["file", "folder", "y" * 9]


@POSIX
def test_a_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "real.ttl"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link, link_to_link = tmp_path / "link.ttl", tmp_path / "again.ttl"
    link.symlink_to("elsewhere/real.ttl")
    link_to_link.symlink_to(link)
    put(link_to_link)
    assert link.is_symlink()
    assert link_to_link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [entry.name for entry in target.parent.iterdir()] == ["real.ttl"]


@POSIX
def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "absent")
    assert "is a link to" in refusal(link).why
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    refusal(tmp_path / "ring")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["link", "ring"]


@POSIX
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        put(pipe)
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o444)
    refusal(path)
    assert path.read_bytes() == b"old"


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\ufeff=1",
            "＝1+1", "＋1", "－1", "＠A1", "'=1", "''=1", "x;=1+1", "x\n=1", "x\r\n =1", "-", "- of it", "+49 30 1234"]  # fmt: skip
PLAIN = [
    "",
    "Leica",
    "-12.5",
    "+5",
    "-1,234.50",
    "-3 %",
    "1e-5",
    "-1.5e-07",
    "'t Hooft",
    "a = b",
    "EU - France",
    "2024-01-01",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_is_no_formula(cell: str) -> None:
    """However a spreadsheet cuts the line: at commas with quotes, or at semicolons and line breaks alone."""
    written = as_csv([[cell, "end"]])
    (((first, _)),) = csv.reader(io.StringIO(written, newline=""))
    for start in (first, *first.replace("\r", "\n").replace(";", "\n").split("\n")):
        assert not start.strip(" \u00a0\ufeff").startswith(tuple("=+-@\t\r＝＋－＠"))
    assert unguarded(first) == cell


@pytest.mark.parametrize("cell", PLAIN)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell == unguarded(cell)


@given(st.lists(st.text(alphabet=st.sampled_from(" '=+-@;,\"\t\r\n\u200b＝5.%ax\0")), min_size=1, max_size=3))
def test_every_cell_is_read_back(cells: list[str]) -> None:
    for delimiter in ",\t":
        ((*read,),) = csv.reader(io.StringIO(as_csv([[*cells, "end"]], delimiter), newline=""), delimiter=delimiter)
        assert [unguarded(cell) for cell in read] == [*cells, "end"]
