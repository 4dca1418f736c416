"""Workbooks written by hand, as no spreadsheet program writes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADER = ("Licensor", "Licensee", "Brand", "Territory", "Start")
ROW = ("Alba", "Boreal", "Corona", "Japan", "2024")

PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KINDS}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f"{_HEAD}<Relationships "
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="Deals" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}"/>',
}


def cell(value: str, place: str = "") -> str:
    """Return a cell with text of its own."""
    return f"<c{f' r={place!r}' if place else ''} t='inlineStr'><is><t>{escape(value)}</t></is></c>"


def row(values: Iterable[str], number: int | None = None, more: str = "") -> str:
    """Return a row; ``more`` stands behind its cells."""
    placed = f" r='{number}'" if number is not None else ""
    return f"<row{placed}>{''.join(map(cell, values))}{more}</row>"


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """Return a worksheet."""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def write(path: Path, **parts: str | bytes | Iterable[bytes]) -> Path:
    """Write a workbook: ``sheet``, ``styles``, ``strings``, ``workbook`` or ``types`` are another part than usual."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "styles": "xl/styles.xml",
        "strings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
        "types": "[Content_Types].xml",
    }
    given: dict[str, str | bytes | Iterable[bytes]] = {"sheet": sheet(row(HEADER) + row(ROW)), **parts}
    content = PARTS | {names[name]: part for name, part in given.items()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, part in content.items():
            with archive.open(name, "w", force_zip64=True) as file:
                chunks = [part.encode()] if isinstance(part, str) else [part] if isinstance(part, bytes) else part
                for chunk in chunks:
                    file.write(chunk)
    return path
