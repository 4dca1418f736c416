"""The XML form: avails with their assets and transactions, read one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.industry.avails.line import Line
from partnergraph.ingest.industry.avails.reading import Avails
from partnergraph.ingest.industry.format import Notes, Peek
from partnergraph.ingest.industry.xml import records, root_of
from partnergraph.names import slug, tidy

KNOWN: Final = ("2.1", "2.2", "2.2.1", "2.2.2", "2.3", "2.4", "2.5", "2.5.2", "2.6", "2.6.1", "2.7")
_LOOKED_AT: Final = 65_536
_ROOTS: Final = ("AvailList", "AvailListSigned", "Avail")
_NAMESPACE: Final = re.compile(r"http://www\.movielabs\.com/schema/avails/v(?P<version>\d+(?:\.\d+)*)/avails")
_TIDY: Final = re.compile(r"\{[^}]*\}")

_OF_TRANSACTION: Final = {
    "LicenseType": "LicenseType", "AllowedLanguage": "AllowedLanguages", "HoldbackLanguage": "HoldbackLanguage",
    "HoldbackExclusionLanguage": "HoldbackExclusionLanguage", "LicenseRightsDescription": "LicenseRightsDescription",
    "FormatProfile": "FormatProfile", "ContractID": "ContractID", "WindowDuration": "WindowDuration",
    "RefALID": "RefALID", "Start": "Start", "End": "End", "StartCondition": "Start", "EndCondition": "End",
}  # fmt: skip
_OF_TERM: Final = ("Exclusive", "ExclusiveAttributes", "TitleStatus")
_OF_ASSET: Final = {
    "EpisodeMetadata": (
        ("EpisodeTitleInternalAlias", "TitleInternalAlias"), ("EpisodeTitleDisplayUnlimited", "TitleDisplayUnlimited"),
        ("EpisodeNumber", "EpisodeNumber/Number"),
    ),
    "VolumeMetadata": (
        ("VolumeTitleInternalAlias", "VolumeTitleInternalAlias"), ("VolumeNumber", "VolumeNumber/Number"),
        ("VolumeTitleDisplayUnlimited", "VolumeTitleDisplayUnlimited"),
    ),
    "SeasonMetadata": (
        ("SeasonTitleInternalAlias", "SeasonTitleInternalAlias"), ("SeasonNumber", "SeasonNumber/Number"),
        ("SeasonTitleDisplayUnlimited", "SeasonTitleDisplayUnlimited"),
    ),
    "SeriesMetadata": (
        ("SeriesTitleInternalAlias", "SeriesTitleInternalAlias"),
        ("SeriesTitleDisplayUnlimited", "SeriesTitleDisplayUnlimited"),
    ),
    "Metadata": (
        ("TitleInternalAlias", "TitleInternalAlias"), ("TitleDisplayUnlimited", "TitleDisplayUnlimited"),
    ),
}  # fmt: skip


def is_avails(peek: Peek) -> bool:
    """Whether a file is XML of Avails, by its root."""
    root = root_of(peek.start)
    return root is not None and root[0] in _ROOTS


def read_transactions(path: Path, notes: Notes) -> Iterator[Deal]:
    """Yield the deals of a file, avail by avail. Raises `InputError`."""
    _check_namespace(path, notes.place)
    avails = Avails(notes, slug(path.stem))
    for number, avail in records(path, ("Avail",), notes.place):
        for line in _lines(avail, number, with_unread=notes.look is not None):
            avails.add(line)
        yield from avails.deals()
    avails.finish()


def _check_namespace(path: Path, place: str) -> None:
    """Raise `InputError` for a root that is not of Avails, or of another version."""
    with path.open("rb") as file:
        name, namespace = root_of(file.read(_LOOKED_AT)) or ("", "")
    found = _NAMESPACE.fullmatch(namespace)
    expected = "http://www.movielabs.com/schema/avails/v2.6/avails"
    if found is None:
        message = f"its root {name!r} has {'the namespace ' + repr(namespace) if namespace else 'no namespace'}"
        hint = f"that of Avails is wanted, such as {expected}"
        raise InputError([Problem(message, hint, file=place, line=1)])
    if found["version"] not in KNOWN:
        message = f"is Avails XML {found['version']}, a version that is not known"
        raise InputError([Problem(message, f"known are {KNOWN[0]} to {KNOWN[-1]}: ask for one", file=place, line=1)])


def _lines(avail: Any, number: int, *, with_unread: bool) -> Iterator[Line]:
    shared = {
        "ALID": _first(avail, "ALID"),
        "EntryType": _first(avail, "Disposition/EntryType"),
        "IssueDate": _first(avail, "Disposition/IssueDate"),
        "DisplayName": _first(avail, "Licensor/DisplayName"),
        "ServiceProvider": _first(avail, "ServiceProvider/DisplayName"),
        "ExceptionFlag": _first(avail, "ExceptionFlag"),
    }
    works = [_asset(asset) for asset in _children(avail, "Asset")] or [{}]
    transactions = list(_children(avail, "Transaction"))
    for work in works:
        for transaction in transactions:
            cells = {**shared, **work, **_transaction(transaction)}
            if with_unread:
                cells = {**_unread(transaction), **cells}
            place = transaction.sourceline or number
            yield Line(place, {name: value for name, value in cells.items() if value}, str)
        if not transactions:
            yield Line(number, {name: value for name, value in {**shared, **work}.items() if value}, str)


def _asset(asset: Any) -> dict[str, str]:
    cells = {"WorkType": _first(asset, "WorkType"), "ContentID": asset.get("contentID") or ""}
    bundled = [_first(one, "BundledALID") for one in _children(asset, "BundledAsset")]
    cells["BundledALIDs"] = ", ".join(filter(None, bundled))
    level = asset
    for name, fields in _OF_ASSET.items():
        below = next(iter(_children(level, name)), None)
        if below is None:
            continue
        cells |= {field: _first(below, path) for field, path in fields}
        if name in ("VolumeMetadata", "SeasonMetadata"):  # of their own titles, some versions say TitleInternalAlias
            alias = f"{name.removesuffix('Metadata')}TitleInternalAlias"
            cells[alias] = cells[alias] or _first(below, "TitleInternalAlias")
        level = below
    return cells


def _transaction(transaction: Any) -> dict[str, str]:
    cells: dict[str, list[str]] = {}
    terms: dict[str, str] = {}
    for child in transaction:
        name = _local(child)
        if name in ("Territory", "TerritoryExcluded"):
            field = "Territory" if name == "Territory" else "TerritoryExclusion"
            cells.setdefault(field, []).extend(filter(None, (_text(code) for code in child)))
        elif name == "Licensee":
            terms["Licensee"] = _first(child, "DisplayName")
        elif name == "Term" and child.get("termName") in _OF_TERM:
            terms[child.get("termName")] = next((_text(value) for value in child), "")
        elif name in _OF_TRANSACTION:
            asset = child.get("asset")
            cells.setdefault(_OF_TRANSACTION[name], []).append(f"{_text(child)}:{asset}" if asset else _text(child))
            if child.get("lag"):
                terms[f"{_OF_TRANSACTION[name]}Lag"] = child.get("lag")
    terms["AvailID"] = transaction.get("TransactionID") or ""
    return {**{name: ", ".join(values) for name, values in cells.items()}, **terms}


def _unread(transaction: Any) -> dict[str, str]:
    """Return the parts of a transaction that are not read."""
    found: dict[str, str] = {}
    for child in transaction:
        name = _local(child)
        if name == "Term" and child.get("termName") not in _OF_TERM:
            found[child.get("termName") or name] = " ".join(map(_text, child))
        elif name not in ("Territory", "TerritoryExcluded", "Licensee", "Term", "", *_OF_TRANSACTION):
            found[name] = _text(child) or " ".join(filter(None, map(_text, child.iter())))
    return found


# --- elements, whatever their namespace ---------------------------------------------------------------


def _local(element: Any) -> str:
    return _TIDY.sub("", element.tag) if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _local(child) == name)


def _first(element: Any, path: str) -> str:
    for name in path.split("/"):
        element = next(_children(element, name), None)
        if element is None:
            return ""
    return _text(element)


def _text(element: Any) -> str:
    return tidy(element.text or "") if isinstance(element.tag, str) else ""
