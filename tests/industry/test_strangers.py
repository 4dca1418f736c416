"""Files that no reader takes: one message says what each is and what to do; nothing is half built."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from partnergraph.cli import main

DATA = Path(__file__).parents[1] / "data"
ONIX = (DATA / "onix/onix-3.0-reference.xml").read_bytes()
ERN = (DATA / "industry/ddex/ern43-four-deals.xml").read_bytes()
AVAILS = (DATA / "avails/avails-v2.5-northlight.xml").read_bytes()
SHEET = (DATA / "avails/avails-1.8-northlight.xlsx").read_bytes()
CWR = (DATA / "industry/cwr/CW260001TWS_000.V22").read_bytes()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why", "hint"),
    [
        ("a.xml.gz", gzip.compress(ONIX), "is packed (gzip)", "unpack it"),
        ("a.xml", gzip.compress(ERN), "is packed (gzip)", "unpack it"),
        ("a.v22", gzip.compress(CWR), "is packed (gzip)", "unpack it"),
        ("a.zip", zipped("a.xml", AVAILS), "is packed (zip)", "unpack it"),
        ("a.xlsx", gzip.compress(SHEET), "is no workbook that can be read", "save it as .xlsx"),
        ("a.docx", zipped("[Content_Types].xml", b"<Types/>"), "is of no kind that is read", "read are tables"),
        ("a.xml", b"", "is empty", "get the file again"),
        ("a.v22", b" \r\n", "is empty", "get the file again"),
        ("a.xlsx", b"", "is empty", "to fill in"),
        ("a.xml", b"\x89PNG\r\n\x1a\n\0\0", "is no text", "look whether it is the one that was meant"),
        ("a.v21", bytes(range(256)), "is no text", "get the file again"),
        ("a.xml", b"Dear Sir or Madam", "is no XML", "get the file again"),
        ("a.xml", b'<?xml version="1.0"?><rss version="2.0"/>', "its first element is rss in no namespace", "ONIX for Books, DDEX ERN"),
        ("a.xml", b"<!DOCTYPE html><html><p>403</p></html>", "its first element is html", "CWR and Avails"),
        ("a.xml", b'<i:Invoice xmlns:i="urn:i"/>', "Invoice in the namespace urn:i", "read are tables"),
        ("a.v22", b"<html>403</html>", "is of no kind that is read", "CWR"),
        ("a.v22", b"HDR", "HDR: is not as CWR 2 has it", "get the file again"),
        ("a.v30", b"HDR", "is CWR 3.0, which is not read", "2.1 and 2.2 are read"),
        ("a.xml", ONIX[: len(ONIX) // 2], "is cut off", "nothing of it was read"),
        ("a.xml", ONIX[:900], "is cut off", "nothing of it was read"),
        ("a.xml", ERN[: len(ERN) // 2], "is cut off", "nothing of it was read"),
        ("a.xml", AVAILS[: len(AVAILS) // 2], "is cut off", "nothing of it was read"),
        ("a.v22", CWR[: len(CWR) // 2], "is cut off", "get the file again"),
        ("a.xlsx", SHEET[: len(SHEET) // 2], "is no workbook that can be read", "save it as .xlsx"),
        ("a.xml", ONIX + b"and more", "Extra content", "get the file again"),
        ("a.xml", ERN.replace(b"Harbour", b"H\xe4fen"), "character encoding", 'encoding="ISO-8859-1"'),
        ("a.xml", b'<e:NewReleaseMessage xmlns:e="http://ddex.net/xml/ern/43"/>', "holds no deal", "that was meant"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["build", "clear"])
def test_one_message_and_nothing_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str, content: bytes, why: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    if command == "clear":
        Path("deals.csv").write_text("Seller,Buyer,Film\nAlba,Boreal,Low Tide\n", encoding="utf-8")
        assert CliRunner().invoke(main, ["build", "deals.csv"]).exit_code == 0
    there = {path.name for path in Path().iterdir()}
    done = CliRunner().invoke(main, [command, name])
    told = done.output.strip().split("\n")
    assert done.exit_code == 2
    assert told[0].startswith(f"error: {name}:")
    assert (len(told), why in told[0], hint in told[1]) == (2, True, True)
    assert {path.name for path in Path().iterdir()} == there
