"""Grants of films and programmes as an Avails spreadsheet of MovieLabs and EMA, version 1.9.

A row for each grant, channel, territory and format, as one source tells it. What Avails cannot carry is not written:
each loss is told to the caller and stands in the sheet ``Not carried``, which readers of Avails pass over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Final

from partnergraph import model as m
from partnergraph.axes import TOPS
from partnergraph.bounds import Period
from partnergraph.errors import ExportError
from partnergraph.inference.statements import is_fact, is_possible
from partnergraph.names import local_name, slug
from partnergraph.output import whole_file, without_clock
from partnergraph.terms import terms
from partnergraph.territory import Territory
from partnergraph.territory.algebra import certain_on, codes_of, possible_on
from partnergraph.territory.regions import table

VERSION: Final = 1.9
_FILMS: Final = """
Avail: DisplayName Licensee; AvailTrans: AssetLanguage Territory TerritoryExclusion; Avail: StoreType;
AvailAsset: WorkType; Disposition: EntryType; AvailMetadata: TitleInternalAlias TitleDisplayUnlimited LocalizationType
CompanyDisplayCredit GroupIdentity Director; AvailTrans: LicenseType LicenseRightsDescription FormatProfile HDR WCG HFR
NGAudio Start StartLag End EndLag WindowDuration PriceType PriceValue PriceCurrency SRP Description Download OtherTerms
OtherInstructions; AvailAsset: TitleID EditID AltID ContentID; Avail: AvailID UV_ID DMA_ID ReportingID;
AvailAsset: Metadata; Avail: ALID; AvailTrans: SuppressionLiftDate SpecialPreOrderFulfillDate AnnounceDate;
AvailMetadata: ReleaseYear ReleaseHistoryOriginal ReleaseHistoryPhysicalHV; Avail: ExceptionFlag;
AvailMetadata: RatingSystem RatingValue RatingReason; AvailTrans: RentalDuration WatchDuration;
AvailMetadata: CaptionIncluded CaptionExemption Any; AvailTrans: ContractID TitleStatus Exclusive ExclusiveAttributes
BrandingRights BrandingRightsAttributes; Avail: ServiceProvider; AvailMetadata: TotalRunTime;
AvailTrans: HoldbackLanguage AllowedLanguages RequiredFulfillmentLanguages; Avail: BundledALIDs;
AvailMetadata: RetailerID1 RetailerID2 RetailerID3; Avail: RetailerSpare1 RetailerSpare2 RetailerSpare3;
AvailAsset: PackageLabel
"""
_EPISODES: Final = """
Avail: DisplayName Licensee; AvailTrans: AssetLanguage Territory TerritoryExclusion; AvailAsset: WorkType;
Disposition: EntryType; AvailMetadata: SeriesTitleInternalAlias SeriesTitleDisplayUnlimited SeasonNumber
VolumeTitleInternalAlias VolumeTitleDisplayUnlimited VolumeNumber DistributionNumber VolumeDistributionNumber
EpisodeNumber LocalizationType EpisodeTitleInternalAlias EpisodeTitleDisplayUnlimited SeasonTitleInternalAlias
SeasonTitleDisplayUnlimited EpisodeCount SeasonCount SeriesID SeasonID VolumeID EpisodeTitleID EpisodeID SeriesAltID
SeasonAltID VolumeAltID EpisodeAltID; Avail: ALID; AvailMetadata: CompanyDisplayCredit GroupIdentity Director;
AvailTrans: LicenseType LicenseRightsDescription FormatProfile HDR WCG HFR NGAudio Start StartLag End EndLag
WindowDuration SpecialPreOrderFulfillDate PriceType PriceValue PriceCurrency SRP Description Download OtherTerms
OtherInstructions; AvailAsset: SeriesContentID SeasonContentID VolumeContentID EpisodeContentID; Avail: AvailID UV_ID
DMA_ID ReportingID; AvailAsset: Metadata; AvailTrans: SuppressionLiftDate AnnounceDate; AvailMetadata: ReleaseYear
ReleaseHistoryOriginal ReleaseHistoryPhysicalHV; Avail: ExceptionFlag; AvailMetadata: RatingSystem RatingValue
RatingReason; AvailTrans: RentalDuration WatchDuration FixedEndDate;
AvailMetadata: CaptionIncluded CaptionExemption Any;
AvailTrans: ContractID TitleStatus Exclusive ExclusiveAttributes BrandingRights BrandingRightsAttributes;
Avail: ServiceProvider; AvailMetadata: TotalRunTime; AvailTrans: HoldbackLanguage AllowedLanguages
RequiredFulfillmentLanguages; Avail: BundledALIDs; AvailMetadata: RetailerEpisodeID1 RetailerEpisodeID2 RetailerVolumeID
RetailerSeasonID RetailerSeriesID; Avail: RetailerSpare1 RetailerSpare2 RetailerSpare3; AvailAsset: PackageLabel
"""
SHEETS: Final = {
    title: [(category.strip(), name) for part in columns.split(";") for category, _, names in [part.partition(":")]
            for name in names.split()]
    for title, columns in (("Movies", _FILMS), ("TV", _EPISODES))
}  # fmt: skip
"""Category and name of each column, by sheet: all that the format has, since its tools ask for them."""
_REQUIRED: Final = frozenset({
    "DisplayName", "Territory", "WorkType", "EntryType", "TitleInternalAlias", "SeriesTitleInternalAlias",
    "LicenseType", "FormatProfile", "Start", "End", "ContentID", "SeriesContentID", "SeasonContentID",
    "EpisodeContentID", "PriceType", "PriceValue", "ALID",
})  # fmt: skip
_NOT_CARRIED: Final = "Not carried"
LICENSE_TYPES: Final = ("EST", "POEST", "SVOD", "AVOD", "FVOD", "FAST", "PPV", "NVOD")
"""License types that are words for their channels; VOD is rental here, and a wider word elsewhere."""
_WITHOUT_PRICE: Final = ("SVOD", "AVOD", "FVOD", "FAST")
_OF_MOVIELABS: Final = ("EST", "POEST", "VOD", "SVOD", "AVOD")
_IN_NOTE: Final = r"(?:^|\. ?|\s){}: (?P<value>.+?)\.(?=\s|$)"
_UNNAMED: Final = re.compile(r"licens(?:ee|or) of .+ \(not named\)")
_PROGRAMME: Final = re.compile(
    r"(?P<series>.+?)(?: - Season (?P<season>\w+))?(?: - (?P<kind>Episode|Volume) (?P<number>\w+))?"
)
_EVENTS: Final = re.compile(r"(?P<event>[A-Za-z]+)(?: (?P<lag>-?P\S+))?")
_ALL_BUT: Final = re.compile(r"(?P<all>.+) except (?P<but>.+)")
Row = dict[str, object]


class _NotCarriedError(Exception):
    """A statement that no row can say: why."""


def write_avails(data: m.Dataset, path: str | Path) -> list[str]:
    """Write the spreadsheet to a file; return what it does not carry. Raises `ExportError`."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise ExportError(Path(path), "needs openpyxl", "pip install 'partnergraph[table]'") from None
    avails = _Avails(data)
    rows = avails.rows()
    losses = avails.losses
    book = Workbook(write_only=True)
    for title, columns in SHEETS.items():
        if not rows[title] and any(rows.values()):
            continue  # tools of the format read the first sheet alone
        names = [name for _, name in columns]
        sheet = book.create_sheet(title)
        sheet.append([category for category, _ in columns])
        sheet.append(names)
        sheet.append([VERSION, *("//REQ" if name in _REQUIRED else "//Opt" for name in names[1:])])
        for row in rows[title]:
            cells = [WriteOnlyCell(sheet, row.get(name)) for name in names]
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a title that begins with "=" is no formula
            sheet.append(cells)
    told = book.create_sheet(_NOT_CARRIED)
    for line in losses:
        told.append([line])
    out = io.BytesIO()
    book.save(out)
    with whole_file(path) as file:
        file.write(without_clock(out.getvalue()))
    return losses


@dataclass(slots=True)
class _Avails:
    """The rows of a dataset's grants, and what they leave out."""

    data: m.Dataset
    _told: dict[str, None] = field(default_factory=dict)

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows of each sheet, sorted."""
        found: dict[str, list[Row]] = {title: [] for title in SHEETS}
        facts = _Facts(self.data)
        for said in sorted(self.data.statements, key=lambda one: one.iri):
            deal = facts.commitments.get(said.about)
            if deal is None:
                continue
            try:
                if deal.kind == "grant":
                    for title, row in self._of(facts, deal, said):
                        found[title].append(row)
                elif not facts.has_grant(deal, said):
                    raise _NotCarriedError("Avails says what is granted, and exclusivity only as a part of it")
            except _NotCarriedError as why:
                self._tell(f"left out: {deal.label}: {why}")
        for rows in found.values():
            rows.sort(key=lambda row: [str(row.get(name) or "") for name in _ORDER])
        return found

    @property
    def losses(self) -> list[str]:
        """What the rows do not say, sorted."""
        return sorted(self._told)

    def _tell(self, loss: str) -> None:
        self._told[loss] = None

    # -- one grant

    def _of(self, facts: _Facts, deal: m.Commitment, said: m.Statement) -> Iterator[tuple[str, Row]]:
        if said.denied or not (is_fact(said) or is_possible(said)) or said.status in ("ended", "expired"):
            raise _NotCarriedError("it is denied, an opinion, or over")
        if said.customers:
            raise _NotCarriedError("it is for some customers only")
        if said.carveouts:
            raise _NotCarriedError("it has exceptions")
        if len(deal.bound) != 1:
            raise _NotCarriedError("it has several licensors, and Avails takes one")
        works = [self._work(facts, iri) for iri in said.subjects]
        if not works:
            raise _NotCarriedError("it names no work")
        types = self._license_types(said, deal)
        places = self._places(said, deal)
        for axis in ("fields", "acts"):
            if set(getattr(said, axis)) - TOPS:
                words = ", ".join(map(local_name, getattr(said, axis)))
                self._tell(f"not said: {deal.label}: {words}: Avails has no column for {axis}")
        shared: Row = {
            "DisplayName": facts.name(deal.bound[0]),
            "EntryType": "Full Extract",
            "LicenseRightsDescription": _noted(said, "Right"),
            "ContractID": _noted(said, "Contract"),
            "TitleStatus": "Pending" if is_possible(said) else None,
            "ExclusiveAttributes": _noted(said, "Exclusivity"),
            "ServiceProvider": _noted(said, "Service provider"),
            "BundledALIDs": _noted(said, "Bundle of"),
            "ExceptionFlag": "Yes" if "Marked as an exception" in (said.note or "") else None,
            "Exclusive": self._exclusive(facts, deal, said),
            **self._window(said, deal),
            **_languages(facts, said),
        }
        formats = (_noted(said, "Formats") or "").split(", ")
        if formats == [""]:
            self._tell(f"to fill in: {deal.label}: no format is recorded, and Avails needs a FormatProfile")
        for (title, work), licensee, license_type, place, form in product(
            works, deal.beneficiaries, types, places, formats
        ):
            name = facts.name(licensee)
            row = shared | work | place | {"LicenseType": license_type, "FormatProfile": form or None}
            if license_type == "POEST":
                self._tell(f"to fill in: {deal.label}: no SuppressionLiftDate is recorded, and a pre-order needs one")
            if license_type not in _WITHOUT_PRICE:
                self._tell("to fill in: PriceType and PriceValue of what is sold or rented: no price is recorded")
            row["Licensee"] = None if _UNNAMED.fullmatch(name) else name
            yield title, row | self._identifiers(said, work, deal)

    def _work(self, facts: _Facts, iri: m.Iri) -> tuple[str, Row]:
        name = facts.name(iri)
        if facts.kinds.get(iri) is not m.Model:
            raise _NotCarriedError(f"its subject {name} is no work")
        found = _PROGRAMME.fullmatch(name)
        if found is None or not (found["season"] or found["number"]):
            return "Movies", {"WorkType": "Movie", "TitleInternalAlias": name}
        kind = found["kind"] or "Season"
        numbers = {f"{kind}Number": found["number"]} if found["kind"] else {}
        return "TV", {
            "WorkType": kind,
            "SeriesTitleInternalAlias": found["series"],
            "SeasonNumber": found["season"],
            **numbers,
        }

    def _identifiers(self, said: m.Statement, work: Row, deal: m.Commitment) -> Row:
        name = " ".join(str(value) for value in work.values() if value)
        alid = _noted(said, "ALID")
        if alid is None:
            self._tell(f"made up: ALID and ContentID of {name}: put in your own before you send the file")
            alid = f"md:alid:local:{slug(name)}"
        kind = str(work["WorkType"])
        own = alid.replace("md:alid:", "md:cid:", 1)
        if kind == "Movie":
            return {"ALID": alid, "ContentID": own}
        return {"ALID": alid, **self._above(work), f"{kind}ContentID": own}

    def _above(self, work: Row) -> Row:
        """Return numbers for the series and the season of a work, which every one of their lines needs."""
        series, season = work["SeriesTitleInternalAlias"], work["SeasonNumber"]
        found: Row = {"SeriesContentID": f"md:cid:local:{slug(str(series))}"}
        if season:
            found["SeasonContentID"] = f"md:cid:local:{slug(f'{series} season {season}')}"
        self._tell(f"made up: {' and '.join(found)} of {series}: put in your own before you send the file")
        return found

    def _license_types(self, said: m.Statement, deal: m.Commitment) -> list[str]:
        known = {terms().find("channel", name): name for name in LICENSE_TYPES}
        known[terms().find("channel", "TVOD")] = "VOD"
        found = []
        for channel in said.channels:
            if channel in known:
                found.append(known[channel])
                if known[channel] not in _OF_MOVIELABS:
                    self._tell(
                        f"LicenseType {known[channel]} is in no list of MovieLabs: agree on it with your partner"
                    )
            else:
                label = terms().labels.get(channel, local_name(channel))
                self._tell(f"left out: {deal.label}: the channel {label}: Avails has no license type for it")
        if not found:
            raise _NotCarriedError("no channel that is a license type of Avails is stated")
        return found

    def _places(self, said: m.Statement, deal: m.Commitment) -> list[Row]:
        day = (said.period and said.period.latest_start) or date(2026, 1, 1)
        places = [place for rule in said.territory for place in _places_of(rule, day)]
        if any(certain_on(rule, day) != possible_on(rule, day) or not rule.exhaustive for rule in said.territory):
            self._tell(f"not said: {deal.label}: the territory beyond the countries that are certain on {day}")
        if not places:
            raise _NotCarriedError("no country is certainly in its territory")
        return places

    def _window(self, said: m.Statement, deal: m.Commitment) -> Row:
        period = said.period or Period("")
        start, end = [*(period.words or "").split(" / "), "", ""][:2]
        cells: Row = {}
        for name, first, last, words in (
            ("Start", period.earliest_start, period.latest_start, start),
            ("End", period.earliest_end, period.latest_end, end),
        ):
            day = last if name == "Start" else first
            if name == "End" and period.endless:
                cells[name] = "Open"
            elif day is not None:
                cells[name] = day.isoformat()
                if first != last:
                    self._tell(f"{name} of {deal.label} is not known to the day: its certain days are written, {day}")
            elif (found := _EVENTS.fullmatch(words)) is not None:
                cells |= {name: found["event"], f"{name}Lag": found["lag"]}
            else:
                cells[name] = "TBD"
                self._tell(f"to fill in: {name} of {deal.label} is not known: TBD is written")
        if said.present_tense:
            self._tell(f"not said: {deal.label}: it holds on the day of its source")
        return cells

    def _exclusive(self, facts: _Facts, deal: m.Commitment, said: m.Statement) -> str | None:
        promise = facts.promise(deal, said)
        if promise is None:
            return None
        if promise.strength in ("sole", "exclusive", "co-exclusive"):
            self._tell(f"not said: {deal.label}: {promise.strength}: Avails knows exclusive or not")
        return "Yes"


_ORDER: Final = (
    "DisplayName", "Licensee", "SeriesTitleInternalAlias", "SeasonNumber", "EpisodeNumber", "TitleInternalAlias",
    "Territory", "LicenseType", "Start", "FormatProfile",
)  # fmt: skip


class _Facts:
    """Names, kinds and commitments of a dataset, and which exclusivity goes with a grant."""

    def __init__(self, data: m.Dataset) -> None:
        self.data = data
        self.names = {thing.iri: thing.name for thing in data.entities}
        self.kinds = {thing.iri: type(thing) for thing in data.entities}
        self.commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}

    def name(self, iri: m.Iri) -> str:
        """Return what a thing is called."""
        return self.names.get(iri) or local_name(iri)

    @cached_property
    def _promises(self) -> dict[object, m.Statement]:
        return {_scope(deal, said): said for deal, said in self._said("exclusivity") if deal.side == "grantor"}

    @cached_property
    def _granted(self) -> set[object]:
        return {_scope(deal, said) for deal, said in self._said("grant")}

    def _said(self, kind: str) -> Iterable[tuple[m.Commitment, m.Statement]]:
        for said in self.data.statements:
            deal = self.commitments.get(said.about)
            if deal is not None and deal.kind == kind and not said.denied:
                yield deal, said

    def promise(self, deal: m.Commitment, said: m.Statement) -> m.Statement | None:
        """Return the exclusivity in the scope of a grant, of the same source."""
        return self._promises.get(_scope(deal, said))

    def has_grant(self, deal: m.Commitment, said: m.Statement) -> bool:
        """Whether an exclusivity goes with a grant."""
        return deal.side == "grantor" and _scope(deal, said) in self._granted


def _scope(deal: m.Commitment, said: m.Statement) -> object:
    period = said.period and said.period.edtf
    return (
        deal.bound, deal.beneficiaries, said.source, said.subjects, said.territory, said.channels, said.languages,
        period,
    )  # fmt: skip


def _noted(said: m.Statement, label: str) -> str | None:
    """Return what the note says under a label, as the reader of Avails writes it."""
    found = re.search(_IN_NOTE.format(label), said.note or "")
    return found["value"] if found else None


def _languages(facts: _Facts, said: m.Statement) -> Row:
    allowed: list[str] = []
    held: list[str] = []
    for iri in said.languages:
        tag = iri.rsplit("/", 1)[-1]
        found = _ALL_BUT.fullmatch(facts.names.get(iri, ""))
        if iri in TOPS:
            continue
        if found is None:
            allowed.append(tag)
            continue
        held += found["but"].split(" and ")
        if found["all"] != "all languages":
            allowed.append(found["all"])
    return {"AllowedLanguages": ", ".join(allowed) or None, "HoldbackLanguage": ", ".join(held) or None}


def _places_of(rule: Territory, day: date) -> list[Row]:
    """Return a row's territory and exclusion for each place of a rule."""
    if rule.includes == ("001",):
        return [{"Territory": "ZZ", "TerritoryExclusion": ", ".join(_expanded(rule.excludes, day)) or None}]
    parts = [code for code in rule.includes if table()[code].kind == "part"]
    places = [*codes_of(certain_on(rule.whole, day)), *parts]
    without = {
        place: ", ".join(code for code in rule.parts_left_out if code.startswith(f"{place}-")) or None
        for place in places
    }
    return [{"Territory": place, "TerritoryExclusion": without[place]} for place in places]


def _expanded(codes: Iterable[str], day: date) -> Iterator[str]:
    for code in codes:
        kind = table()[code].kind
        yield from (code,) if kind in ("country", "part") else codes_of(possible_on(Territory((code,)), day))
