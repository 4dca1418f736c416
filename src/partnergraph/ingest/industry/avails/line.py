"""One line of an Avails file, a row of a sheet or a transaction of XML: its fields as text, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from partnergraph.ingest.deals.deal import Record
from partnergraph.ingest.industry.format import Notes


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
