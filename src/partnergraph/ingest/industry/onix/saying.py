"""What an ONIX record says, element by element: as what each is read, and which are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from partnergraph.ingest.industry.onix.message import SHORT, Part
from partnergraph.ingest.table.explaining import Said
from partnergraph.names import tidy

_NAMES: Final = {short: name for name, short in SHORT.items()}
_TOLD_AS: Final = {
    f"{way}/{name}".lstrip("/"): column
    for column, ways in {
        "source": {"": "RecordReference"},
        "the kind of notice": {"": "NotificationType"},
        "subject": {
            "ProductIdentifier": "ProductIDType IDValue",
            "DescriptiveDetail/TitleDetail": "TitleType",
            "DescriptiveDetail/TitleDetail/TitleElement": "TitleElementLevel PartNumber TitleText TitlePrefix "
            "TitleWithoutPrefix",
        },
        "what tells two books of one title apart": {
            "DescriptiveDetail/Contributor": "ContributorRole PersonName PersonNameInverted KeyNames CorporateName",
        },
        "field": {"DescriptiveDetail": "ProductForm ProductFormDetail"},
        "language": {"DescriptiveDetail/Language": "LanguageRole LanguageCode"},
        "licensee": {"PublishingDetail/Publisher": "PublishingRole PublisherName"},
        "licensee where no publisher is named": {"PublishingDetail/Imprint": "ImprintName"},
        "commitments": {"PublishingDetail/SalesRights": "SalesRightsType", "PublishingDetail": "ROWSalesRightsType"},
        "territory": {
            "PublishingDetail/SalesRights/Territory": "CountriesIncluded RegionsIncluded CountriesExcluded "
            "RegionsExcluded",
        },
        "note": {"PublishingDetail/SalesRights": "PublisherName"},
        "channel": {
            f"{way}SalesRestriction{end}": names
            for way in ("PublishingDetail/", "PublishingDetail/SalesRights/")
            for end, names in {
                "": "SalesRestrictionType SalesRestrictionNote StartDate EndDate", "/SalesOutlet": "SalesOutletName",
                "/SalesOutlet/SalesOutletIdentifier": "IDValue",
            }.items()
        },
    }.items()
    for way, names in ways.items()
    for name in names.split()
}  # fmt: skip
"""By the way to an element, under reference names: as what it is read."""
_COMPOSITE: Final = "PublishingDetail/SalesRights/"
_REST: Final = "PublishingDetail/ROWSalesRightsType"


def said_by(record: Part) -> Iterator[Said]:
    """Yield what the elements of a record say; those that are not read are named."""
    return _below(record, record.element, "", None)


def _below(record: Part, element: Any, way: str, row: int | None) -> Iterator[Said]:
    for child in element.iterchildren("{*}*"):
        name = child.tag.rpartition("}")[2]
        here = f"{way}/{_NAMES.get(name, name) if record.short else name}".lstrip("/")
        if f"{here}/" == _COMPOSITE:
            row = child.sourceline
        if len(child):
            yield from _below(record, child, here, row)
        elif here in _TOLD_AS:
            rest = element.sourceline if here == _REST else None
            yield Said(name, tidy(child.text or ""), _TOLD_AS[here], row=row or rest)
        else:
            yield Said(name, "", None)
