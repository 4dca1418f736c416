"""An ONIX message as elements under their reference names, whichever names it is written with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

from partnergraph.errors import InputError, Problem, printable
from partnergraph.ingest.industry import xml
from partnergraph.ingest.industry.format import Notes, Peek
from partnergraph.names import tidy

SHORT: Final = {
    "Header": "header", "Sender": "sender", "SenderName": "x298", "SentDateTime": "x307",
    "Product": "product", "RecordReference": "a001", "NotificationType": "a002",
    "ProductIdentifier": "productidentifier", "ProductIDType": "b221", "IDValue": "b244",
    "DescriptiveDetail": "descriptivedetail", "ProductForm": "b012", "ProductFormDetail": "b333",
    "TitleDetail": "titledetail", "TitleType": "b202", "TitleElement": "titleelement", "TitleElementLevel": "x409",
    "PartNumber": "x410", "TitleText": "b203", "TitlePrefix": "b030", "TitleWithoutPrefix": "b031",
    "Contributor": "contributor", "ContributorRole": "b035", "PersonName": "b036", "PersonNameInverted": "b037",
    "KeyNames": "b040", "CorporateName": "b047",
    "Language": "language", "LanguageRole": "b253", "LanguageCode": "b252",
    "PublishingDetail": "publishingdetail", "Imprint": "imprint", "ImprintName": "b079",
    "Publisher": "publisher", "PublishingRole": "b291", "PublisherName": "b081",
    "SalesRights": "salesrights", "SalesRightsType": "b089", "ROWSalesRightsType": "x456",
    "Territory": "territory", "CountriesIncluded": "x449", "RegionsIncluded": "x450",
    "CountriesExcluded": "x451", "RegionsExcluded": "x452",
    "SalesRestriction": "salesrestriction", "SalesRestrictionType": "b381", "SalesOutlet": "salesoutlet",
    "SalesOutletName": "b382", "SalesOutletIdentifier": "salesoutletidentifier", "SalesRestrictionNote": "x453",
    "StartDate": "b324", "EndDate": "b325",
}  # fmt: skip
"""Reference name -> short tag, of all that is read (as in zach-m/jonix 8c49dcd, jonix-onix3)."""

_NAMES: Final = {"ONIXMessage": "reference", "ONIXmessage": "short"}
_RECORDS: Final = ("Product", "product")
_NAMESPACE: Final = re.compile(r"http://(ns|www)\.editeur\.org/onix/(3\.[01])/(reference|short)")
_HOST: Final = "ns"
_RELEASE: Final = re.compile(rb"""<(?:[\w.-]+:)?(?:ONIXMessage|ONIXmessage)\s[^>]*?\brelease\s*=\s*["']([\w.]*)["']""")
_OLD: Final = re.compile(
    rb"onix-international\.dtd|<(RightsCountry|RightsTerritory|NotForSale|SentDate|FromCompany|Title|b090|b388|notforsale|m182"
    rb"|m174|title)\b"
)
_NEW: Final = re.compile(
    rb"<(DescriptiveDetail|PublishingDetail|descriptivedetail|publishingdetail|SentDateTime|x307)\b"
)
_ASK: Final = "ask for ONIX 3.0 or 3.1"


@dataclass(frozen=True, slots=True)
class Part:
    """An element; its children are asked for by reference name."""

    element: Any
    short: bool

    def called(self, name: str) -> str:
        """Return what the message calls an element."""
        return SHORT[name] if self.short else name

    def all(self, *way: str) -> Iterator[Part]:
        """Yield the elements at the end of a way of names."""
        name, *rest = way
        for child in self.element.iterchildren("{*}" + self.called(name)):
            part = Part(child, self.short)
            if rest:
                yield from part.all(*rest)
            else:
                yield part

    def first(self, *way: str) -> Part | None:
        """Return the first element at the end of a way of names."""
        return next(self.all(*way), None)

    def text(self, *way: str) -> str:
        """Return the first text that is not empty at the end of a way of names, its blanks made single."""
        return next(self.texts(*way), "")

    def texts(self, *way: str) -> Iterator[str]:
        """Yield the texts at the end of a way of names."""
        return filter(None, (tidy(_text(part.element)) for part in self.all(*way)))

    @property
    def line(self) -> int:
        """The line on which it begins, from 1."""
        return self.element.sourceline or 1


def _text(element: Any) -> str:
    """Return the text of an element; the named characters of its DOCTYPE, which is not fetched, are those of HTML."""
    text = "".join(element.itertext())
    return unescape(text) if "&" in text and len(element) else text


def is_onix(peek: Peek) -> bool:
    """Whether a file is an ONIX message, of whatever version."""
    root = xml.root_of(peek.start)
    if root is None:
        return False
    return root[0] in _NAMES or (root[0] in _RECORDS and re.search(b"<(RecordReference|a001)>", peek.start) is not None)


def parts_of(path: Path, notes: Notes) -> Iterator[Part]:
    """Yield the header and the products of a message. Raises `InputError` for one that is not ONIX 3.0 or 3.1."""
    with path.open("rb") as opened:
        start = opened.read(65_536)
    file = notes.place
    short = _is_short(start, notes)
    tags = [SHORT[name] if short else name for name in ("Header", "Product")]
    for _, element in xml.records(path, tags, file):
        yield Part(element, short)


def _is_short(start: bytes, notes: Notes) -> bool:
    """Return whether a message is written with short tags. Raises `InputError` for another version or namespace."""
    file = notes.place
    name, namespace = xml.root_of(start) or ("", "")
    found = _RELEASE.search(start.replace(b"\0", b""))  # UTF-16 has one beside each letter
    release = found[1].decode() if found is not None else ""
    if name in _RECORDS:
        raise _refused(file, "is a record of ONIX without its message", "put it into an ONIXMessage, with its Header")
    known = _NAMESPACE.fullmatch(namespace)
    if known is not None:
        host, version, names = known.groups()
        if names != _NAMES[name]:
            hint = f"ONIXMessage goes with {version}/reference, ONIXmessage with {version}/short"
            raise _refused(file, f"is {name} in the namespace {namespace}", hint)
        if release and not release.startswith(version):
            hint = "let both say the same version"
            raise _refused(file, f"says release {release} in the namespace of {version}", hint)
        if host != _HOST:
            notes.remarks.add(
                "is not the namespace of ONIX 3", f"write {_address(version, names)}", 1, "xmlns", namespace
            )
    elif release.startswith("2") or "/onix/2" in namespace or (not release and not namespace and _is_old(start)):
        raise _refused(file, "is ONIX 2.1, which is not read", _ASK)
    elif namespace:
        hint = f"write {_address('3.0', _NAMES[name])} or {_address('3.1', _NAMES[name])}"
        raise _refused(file, f"is in the namespace {printable(namespace)!r}, which is none of ONIX 3", hint)
    elif not release.startswith(("3.0", "3.1")):
        said = f"says release {release!r}" if release else "does not say of which release it is"
        raise _refused(file, said, 'write release="3.0" or release="3.1" in its first element')
    return _NAMES[name] == "short"


def _address(version: str, names: str) -> str:
    return f"http://{_HOST}.editeur.org/onix/{version}/{names}"


def _is_old(start: bytes) -> bool:
    return _OLD.search(start) is not None or _NEW.search(start) is None


def _refused(file: str, why: str, hint: str) -> InputError:
    return InputError([Problem(why, hint, file=file)])
