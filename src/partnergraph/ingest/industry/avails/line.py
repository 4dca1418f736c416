"""One line of an Avails file, a row of a sheet or a transaction of XML: its fields as text, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from partnergraph.ingest.deals.deal import Record
from partnergraph.ingest.industry.format import Notes
from partnergraph.ingest.table.explaining import Said


@dataclass(frozen=True, slots=True)
class Line:
    """``cells``: by the names of the spreadsheet's columns, empty ones left out. ``label``: how messages name one.

    ``sheet``: empty in XML.
    """

    number: int
    cells: Mapping[str, str]
    label: Callable[[str], str]
    sheet: str = ""

    @property
    def record(self) -> Record:
        """The line as it is told of."""
        return Record(f"ALID {self.get('ALID')}" if self.get("ALID") else "", self.number, self.sheet)

    def get(self, name: str) -> str:
        """Return a field; empty where nothing stands in it."""
        return self.cells.get(name, "")


_TOLD_AS: Final = {
    column: name
    for name, columns in {
        "source": "ALID", "licensor": "DisplayName", "licensee": "Licensee", "channel": "LicenseType",
        "territory": "Territory TerritoryExclusion RefTerritory RefTerritoryExcluded",
        "subject": "TitleInternalAlias TitleDisplayUnlimited SeriesTitleInternalAlias SeriesTitleDisplayUnlimited "
        "SeasonNumber SeasonTitleInternalAlias SeasonTitleDisplayUnlimited VolumeNumber VolumeTitleInternalAlias "
        "VolumeTitleDisplayUnlimited EpisodeNumber EpisodeTitleInternalAlias EpisodeTitleDisplayUnlimited WorkType",
        "period": "Start StartLag End EndLag WindowDuration",
        "language": "AllowedLanguages HoldbackLanguage HoldbackExclusionLanguage",
        "commitments": "Exclusive EntryType", "status": "TitleStatus",
        "note": "FormatProfile LicenseRightsDescription ContractID ExclusiveAttributes ServiceProvider BundledALIDs "
        "BundleALIDs RefALID RefLicenseType ExceptionFlag",
        "what tells lines of one transaction apart": "AvailID", "a name for bonus material": "ContentID",
    }.items()
    for column in columns.split()
}  # fmt: skip
"""By column: as what it is read."""


def said_by(line: Line) -> Iterator[Said]:
    """Yield what a line says, column by column, with those that are not read."""
    return (Said(line.label(name), words, _TOLD_AS.get(name)) for name, words in line.cells.items())


class RefusedLineError(Exception):
    """A line that cannot be read: of which field, why, and what to write instead."""

    def __init__(self, name: str, value: str | None, why: str, hint: str | None = None) -> None:
        super().__init__(name, value, why, hint)
        self.name, self.value, self.why, self.hint = name, value, why, hint


def refuse(notes: Notes, line: Line, error: RefusedLineError) -> None:
    """Take down why a line is not read."""
    notes.problem(error.why, error.hint, line.number, line.label(error.name), error.value)


def remark(notes: Notes, line: Line, name: str, message: str, hint: str | None, value: str | None = None) -> None:
    """Take down what wants a look."""
    notes.remarks.add(message, hint, line.number, line.label(name), value)


_SHARED: Final = (
    "ALID AltID AnnounceDate Any AssociatedALID AvailID AvailType BrandingRights BrandingRightsAttributes BundleALIDs "
    "BundledALIDs CampaignID CaptionExemption CaptionIncluded CompanyDisplayCredit ContentID DMA_ID Description "
    "Director DisplayName Download EditID EntryType ExceptionFlag FixedEndDate FormatProfile GroupIdentity HDR HFR "
    "LicenseRightsDescription LocalizationType Metadata NGAudio OtherInstructions OtherTerms PackageLabel "
    "PriceCurrency PriceType PriceValue RatingReason RatingSystem RatingValue ReleaseHistoryOriginal "
    "ReleaseHistoryPhysicalHV ReleaseYear RentalDuration ReportingID RetailerID1 RetailerID2 RetailerID3 "
    "RetailerSpare1 RetailerSpare2 RetailerSpare3 SRP ServiceProvider SpecialPreOrderFulfillDate StoreType "
    "SuppressionLiftDate TPRType TitleID TotalRunTime UV_ID WCG WatchDuration WorkType WorkTypeDetail Avail/AvailID "
    "SharedEntitlements"
)
_OF_SERIES: Final = (
    "DistributionNumber EpisodeAltID EpisodeContentID EpisodeCount EpisodeID EpisodeNumber "
    "EpisodeTitleDisplayUnlimited EpisodeTitleID EpisodeTitleInternalAlias RetailerEpisodeID1 RetailerEpisodeID2 "
    "RetailerSeasonID RetailerSeriesID RetailerVolumeID SeasonAltID SeasonContentID SeasonCount SeasonID "
    "SeasonNumber SeasonTitleDisplayUnlimited SeasonTitleInternalAlias SeriesAltID SeriesContentID SeriesID "
    "SeriesTitleDisplayUnlimited SeriesTitleInternalAlias VolumeAltID VolumeContentID VolumeDistributionNumber "
    "VolumeDistributinoNumber VolumeID VolumeNumber VolumeTitleDisplayUnlimited VolumeTitleInternalAlias "
    "EpisodeProductID SeasonProductID SeriesProductID SeriesStatus SeasonStatus VolumeStatus"
)
_LIMITS: Final = (
    "AllowedLanguages AssetLanguage ContractID End EndLag Exclusive ExclusiveAttributes HoldbackExclusionLanguage "
    "HoldbackLanguage LicenseType Licensee RefALID RefAvailID RefFormatProfile RefLicenseType RefTerritory "
    "RefTerritoryExcluded RequiredFulfillmentLanguages Start StartLag StoreLanguage Territory TerritoryExclusion "
    "TitleDisplayUnlimited TitleInternalAlias TitleStatus WindowDuration"
)
COLUMNS: Final = {name.casefold(): name for name in f"{_SHARED} {_OF_SERIES} {_LIMITS}".split()}
"""The columns of all versions of the spreadsheet."""

READ: Final = frozenset({
    "ALID", "AllowedLanguages", "AvailID", "BundleALIDs", "BundledALIDs", "ContentID", "ContractID", "DisplayName",
    "End", "EndLag", "EntryType", "EpisodeContentID", "EpisodeNumber", "EpisodeTitleDisplayUnlimited",
    "EpisodeTitleInternalAlias", "ExceptionFlag", "Exclusive", "ExclusiveAttributes", "FormatProfile",
    "HoldbackExclusionLanguage", "HoldbackLanguage", "LicenseRightsDescription", "LicenseType", "Licensee", "RefALID",
    "RefLicenseType", "RefTerritory", "RefTerritoryExcluded", "SeasonNumber", "SeasonTitleInternalAlias",
    "SeriesTitleDisplayUnlimited", "SeriesTitleInternalAlias", "ServiceProvider", "Start", "StartLag", "Territory",
    "TerritoryExclusion", "TitleDisplayUnlimited", "TitleInternalAlias", "TitleStatus", "VolumeNumber",
    "VolumeTitleInternalAlias", "SeasonTitleDisplayUnlimited", "VolumeTitleDisplayUnlimited", "WindowDuration",
    "WorkType",
})  # fmt: skip
"""The columns that say something of a right; the others are prices, ratings, numbers of other systems."""
