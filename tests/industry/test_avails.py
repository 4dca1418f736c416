"""Avails, the spreadsheet and the XML: what a person reads in them, and how what is wrong is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from partnergraph import model as m
from partnergraph.cli import main
from partnergraph.errors import InputError
from partnergraph.export.avails import LICENSE_TYPES
from partnergraph.graph import PartnerGraph
from partnergraph.ingest.industry.avails.line import COLUMNS
from partnergraph.ingest.industry.avails.scope import CHANNELS
from partnergraph.names import local_name
from partnergraph.terms import terms
from partnergraph.territory.algebra import certain_on, codes_of

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests/data/avails"
SHARED = ROOT.parent / "shared"
REAL = SHARED / "industry/real"
NAMES = (
    "DisplayName", "Licensee", "Territory", "TerritoryExclusion", "WorkType", "EntryType", "TitleInternalAlias",
    "LicenseType", "FormatProfile", "Start", "StartLag", "End", "EndLag", "WindowDuration", "ALID", "ContractID",
    "TitleStatus", "Exclusive", "HoldbackLanguage", "AllowedLanguages", "RefALID", "RefTerritory", "RefLicenseType",
)  # fmt: skip
PLAIN = {
    "DisplayName": "Northlight Pictures", "Licensee": "Vistaflix", "Territory": "DE", "WorkType": "Movie",
    "EntryType": "Full Extract", "TitleInternalAlias": "Low Tide", "LicenseType": "EST", "FormatProfile": "HD",
    "Start": "2026-03-01", "End": "2027-02-28", "ALID": "alid-1",
}  # fmt: skip
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write lines (fields -> values, beside those of a plain one) to sheets of a workbook with a row of names."""

    def write(
        *lines: dict[str, object], name: str = "avails.xlsx", version: object = 1.9,
        names: Sequence[str] = NAMES, more: Callable[[Workbook], None] = lambda book: None,
    ) -> Path:  # fmt: skip
        made = Workbook()
        sheet = made.active
        sheet.title = "Movies"
        sheet.append(["Avail"] * len(names))
        sheet.append(list(names))
        sheet.append([version, *["//Opt"] * (len(names) - 1)])
        for line in lines:
            full = PLAIN | line
            sheet.append([full.get(name) for name in names])
        more(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def built(*files: Path) -> m.Dataset:
    graph = PartnerGraph()
    graph.build(*files)
    return graph.data()


def told(data: m.Dataset, kind: str = "grant") -> list[tuple[str, int, str, str]]:
    """Return work, number of countries, channel and period of every commitment of a kind, sorted."""
    names = {thing.iri: thing.name for thing in data.entities}
    kinds = {one.iri: one.kind for one in data.identities if isinstance(one, m.Commitment)}
    return sorted(
        (
            names[said.subjects[0]],
            len(codes_of(certain_on(said.territory, date(2026, 6, 1)))),
            local_name(said.channels[0]),
            said.period.edtf if said.period else "",
        )
        for said in data.statements
        if kinds.get(said.about) == kind
    )


def problems(*files: Path) -> str:
    with pytest.raises(InputError) as refused:
        PartnerGraph().build(*files)
    return str(refused.value)


# --- what the samples say ------------------------------------------------------------------------------

GLASS = "The Glass House"


def test_a_workbook_with_films_and_episodes() -> None:
    data = built(OWN / "avails-1.8-northlight.xlsx")
    assert told(data) == [
        ("Salt Road - Season 1 - Episode 1", 1, "subscription-streaming", "2026-09-01/2027-08-31"),
        ("Salt Road - Season 1 - Episode 2", 1, "subscription-streaming", "2026-09-01/2027-08-31"),
        (GLASS, 1, "digital-pre-order", "2026-02-01/2026-02-28"),
        (GLASS, 1, "digital-sale", "2026-03-01/.."),
        (GLASS, 1, "transactional-streaming", "/2028-12-31"),
        (GLASS, 1, "transactional-streaming", "2026-04-01/2027-03-31"),
        (GLASS, 246, "subscription-streaming", "2027-04-01/2029-03-31"),
    ]
    assert told(data, "exclusivity") == [(GLASS, 246, "subscription-streaming", "2027-04-01/2029-03-31")]
    exclusive = next(said for said in data.statements if said.strength)
    assert (exclusive.strength, *map(local_name, exclusive.languages)) == ("unqualified", "en", "es-419")
    notes = Counter(re.match(r"Formats: ([^.]+)", said.note or "x: .")[1] for said in data.statements if said.note)  # type: ignore[index]
    assert notes == {"HD": 2, "HD, SD": 3, "UHD": 1, "SD": 1}
    held = next(said for said in data.statements if said.note and "Theatrical" in said.note)
    assert "P120D after the theatrical release" in (held.note or "")


def test_an_older_workbook_with_moments_as_text() -> None:
    data = built(OWN / "avails-1.7-northlight.xlsx")
    assert told(data) == [
        ("Low Tide", 1, "digital-sale", "2025-09-01/2026-08-31"),
        ("Low Tide", 1, "transactional-streaming", "[2026-01-15..2026-01-16]/.."),
    ]


def test_version_1_6_is_read_with_a_warning() -> None:
    graph = PartnerGraph()
    warnings = "\n".join(map(str, graph.build(OWN / "avails-1.6-storelanguage.xlsx").warnings))
    assert "older than 1.7" in warnings
    assert told(graph.data()) == [("Low Tide", 1, "transactional-streaming", "2015-06-01/2016-05-31")]
    assert graph.data().statements[0].languages == ()


def test_xml_with_exclusion_alone_parts_and_conditions() -> None:
    graph = PartnerGraph()
    warnings = "\n".join(map(str, graph.build(OWN / "avails-v2.5-northlight.xml").warnings))
    data = graph.data()
    assert told(data) == [
        (GLASS, 0, "transactional-streaming", ""),
        (GLASS, 1, "digital-pre-order", "2026-02-01/2026-02-28"),
        (GLASS, 2, "digital-sale", "2026-03-01/.."),
        (GLASS, 248, "subscription-streaming", "2027-01-01/2028-12-31"),
    ]
    quebec = next(said for said in data.statements if said.period is None)
    assert quebec.territory[0].includes == ("CA-QC",)
    assert [local_name(iri) for iri in quebec.languages] == ["all-languages-except-en"]
    assert "End 'TBD': is unknown" in warnings


def test_xml_tells_its_day_and_bonus_material_may_have_no_title(tmp_path: Path) -> None:
    day = "</avails:EntryType><avails:IssueDate>2026-01-15</avails:IssueDate>"
    text = re.sub(r"<avails:Metadata>.*?</avails:Metadata>", "", SAMPLE).replace("</avails:EntryType>", day, 1)
    path = tmp_path / "bonus.xml"
    path.write_text(text.replace(">Movie<", ">Supplemental<"), encoding="utf-8")
    data = built(path)
    assert {line[0] for line in told(data)} == {"md:cid:org:example.org:glasshouse"}
    assert {source.date for source in data.sources} == {date(2026, 1, 15)}


@pytest.mark.skipif(not REAL.exists(), reason="the files of others lie beside the repository")
@pytest.mark.parametrize(
    ("file", "works", "grants"),
    [("movielabs-Movies_v1.7.xlsx", 2, 8), ("movielabs-TV_v1.8.xlsx", 10, 21),
     ("movielabs-Avails_Volume_no-err_v2.4.xml", 9, 9), ("../../real-tables/01-movielabs-movies-1.9.xlsx", 2, 9)],
)  # fmt: skip
def test_the_files_of_movielabs(file: str, works: int, grants: int) -> None:
    found = told(built(REAL / file))
    assert (len({line[0] for line in found}), len(found)) == (works, grants)
    if "1.9" in file:  # a pre-order ends the day before the first EST window opens
        assert ("The First Dance", 1, "digital-pre-order", "2013-04-14/2013-05-13") in found


# --- days ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "edtf"),
    [
        ({"Start": "2026-03-01T00:00:00", "End": "2026-08-31T23:59:59"}, "2026-03-01/2026-08-31"),
        ({"Start": "2026-03-01T00:00:00+09:00", "End": "2026-08-31T23:59:59Z"}, "2026-03-01/2026-08-31"),
        ({"Start": "2026-03-01T06:00:00", "End": "2026-08-31T12:00:00"}, "[2026-03-01..2026-03-02]/[2026-08-30..2026-08-31]"),
        ({"Start": "2026-03-01", "End": "2026-08-31T00:00:00"}, "2026-03-01/[2026-08-30..2026-08-31]"),
        ({"Start": date(2026, 3, 1), "End": "Open"}, "2026-03-01/.."),
        ({"End": "TBD"}, "2026-03-01/"),
        ({"End": "ESTStart", "LicenseType": "POEST"}, "2026-03-01/"),
        ({"End": None, "WindowDuration": "P90D"}, "2026-03-01/2026-05-29"),
        ({"Start": "Theatrical", "StartLag": "P3M"}, "/2027-02-28"),
    ],
)  # fmt: skip
def test_windows(book: Book, fields: dict[str, object], edtf: str) -> None:
    assert [line[3] for line in told(built(book(fields)))] == [edtf]


def test_a_pre_order_ends_where_est_opens_in_its_territory(book: Book) -> None:
    lines = [
        {"LicenseType": "POEST", "Start": "2026-01-01", "End": "ESTStart", "Territory": place} for place in ("DE", "AT")
    ]
    data = built(book(*lines, {"Territory": "DE, CH"}))
    assert [line[3] for line in told(data) if line[2] == "digital-pre-order"] == [
        "2026-01-01/",
        "2026-01-01/2026-02-28",
    ]


# --- one right, or several -----------------------------------------------------------------------------


def test_lines_that_differ_in_more_than_the_format_stay_apart(book: Book) -> None:
    assert len(told(built(book({}, {"FormatProfile": "SD"}, {"FormatProfile": "SD", "End": "Open"})))) == 2


def test_bonus_material_inherits_from_the_work_that_it_goes_with(book: Book) -> None:
    bonus = {
        "TitleInternalAlias": "Making of Low Tide", "RefALID": "alid-1", "ALID": "alid-2", "Territory": None,
        "LicenseType": None, "Start": None, "End": None, "Licensee": None,
    }  # fmt: skip
    found = told(built(book({}, {"LicenseType": "VOD"}, bonus, {**bonus, "RefLicenseType": "VOD", "ALID": "alid-3"})))
    assert Counter((line[0], line[2]) for line in found) == {
        ("Low Tide", "digital-sale"): 1, ("Low Tide", "transactional-streaming"): 1,
        ("Making of Low Tide", "digital-sale"): 1, ("Making of Low Tide", "transactional-streaming"): 2,
    }  # fmt: skip
    assert "is the ALID of no line" in problems(book(bonus))


def test_a_later_file_takes_the_place_of_an_earlier_one_and_may_withdraw_it(book: Book) -> None:
    graph = PartnerGraph()
    graph.build(book({}, {"ALID": "alid-2", "TitleInternalAlias": "High Tide"}, name="march.xlsx"))
    graph.build(book({"End": "2027-06-30"}, name="april.xlsx"))
    assert [line[3] for line in told(graph.data())] == ["2026-03-01/2027-02-28", "2026-03-01/2027-06-30"]
    gone = [{"EntryType": "Full Delete", "End": "2000-01-01"}, {"EntryType": "Full Delete", "ALID": "alid-2"}]
    warnings = "\n".join(map(str, graph.build(book(*gone, name="may.xlsx")).warnings))
    assert "2 lines withdraw" in warnings
    assert told(graph.data()) == []


def test_without_a_licensee_the_name_of_the_file_tells_whose_rights_are_withdrawn(book: Book) -> None:
    graph = PartnerGraph()
    graph.build(book({"Licensee": None}, name="march.xlsx"))
    gone = {"Licensee": None, "EntryType": "Full Delete"}
    (warning,) = [w for w in graph.build(book(gone, name="april.xlsx")).warnings if "withdraws" in w.message]
    assert "only what an earlier file called 'april' granted" in str(warning.hint)
    assert len(told(graph.data())) == 1
    graph.build(book(gone, name="march.xlsx"))
    assert told(graph.data()) == []


def test_what_is_pending_is_possible_only(book: Book) -> None:
    lines = [{"TitleStatus": "Pending"}, {"TitleStatus": "Approved", "LicenseType": "VOD"}]
    assert sorted(str(said.status) for said in built(book(*lines)).statements) == ["None", "tentative"]


# --- lines that contradict each other -------------------------------------------------------------------


def warned(path: Path, about: str) -> list[str]:
    return [str(told) for told in PartnerGraph().build(path).warnings if about in str(told)]


def test_a_right_that_is_exclusive_in_one_line_and_not_in_another_is_told_with_both(book: Book) -> None:
    path = book(
        {"Exclusive": "Yes"}, {"Territory": "DE, AT", "End": "Open"}, {"Territory": "FR"}, {"LicenseType": "VOD"}
    )
    (told,) = warned(path, "is exclusive")
    assert "avails.xlsx:4: Movies!R 'Exclusive' 'Yes': is exclusive, and in Movies row 5 the same right is not" in told
    assert Counter(one.kind for one in built(path).identities if isinstance(one, m.Commitment)) == {
        "grant": 4, "exclusivity": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [{"Territory": "FR"}, {"Start": "2027-03-01", "End": "Open"}, {"LicenseType": "VOD"}, {"Licensee": "Orbit"},
     {"ALID": "alid-2"}, {"TitleStatus": "Pending"}, {"Exclusive": "Yes"}, {"Start": "TBD", "End": "TBD"}],
)  # fmt: skip
def test_lines_that_go_together_are_not_told(book: Book, other: dict[str, object]) -> None:
    assert warned(book({"Exclusive": "Yes"}, other), "is exclusive") == []


def test_lines_whose_days_nobody_knows_contradict_each_other_where_the_words_are_the_same(book: Book) -> None:
    window = {"Start": "Theatrical", "StartLag": "P90D", "End": "TBD"}
    assert len(warned(book({"Exclusive": "Yes", **window}, window), "is exclusive")) == 1


def test_a_transaction_that_has_two_sets_of_terms_is_told_with_both(book: Book) -> None:
    names = (*NAMES, "AvailID")
    one = {"AvailID": "t-1"}
    lines = [one, {"FormatProfile": "SD", **one}, {"End": "Open", **one}, {"Territory": "FR", "End": "Open", **one}]
    (told,) = warned(book(*lines, names=names), "has another")
    assert "avails.xlsx:6: Movies!X 'AvailID' 't-1': has another End in Movies row 4 and Movies row 5" in told
    path = book(names=names).with_suffix(".xml")
    path.write_text(SAMPLE, encoding="utf-8")
    assert warned(path, "has another") == []


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"LicenseType": "ESTT"}, "Movies!H 'LicenseType' 'ESTT': is no license type"),
        ({"Territory": "UK"}, "Movies!C 'Territory' 'UK': is no code of a territory\n    write GB"),
        ({"Territory": "DE, XX"}, "'XX': is no code of a territory"),
        ({"Territory": None}, "'Territory': is empty"),
        ({"TerritoryExclusion": "FR"}, "'TerritoryExclusion' 'FR'"),
        ({"Start": "01/03/2026"}, "'Start' '01/03/2026': is no day"),
        ({"Start": "2027-03-01"}, "'End' '2027-03-01 / 2027-02-28'"),
        ({"AllowedLanguages": "xx-English"}, "'AllowedLanguages' 'xx-English': is no language"),
        ({"AllowedLanguages": "en", "HoldbackLanguage": "en"}, "holds back every language"),
        ({"Exclusive": "perhaps"}, "is neither yes nor no"),
        ({"EntryType": "Partial"}, "is no entry type"),
        ({"DisplayName": None}, "'DisplayName': is empty"),
        ({"Licensee": "#REF!"}, "is the error of a formula"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(book: Book, fields: dict[str, object], message: str) -> None:
    found = problems(book({}, fields))
    assert message in found
    assert "avails.xlsx:5" in found


def test_sheets_as_a_whole(book: Book, tmp_path: Path) -> None:
    assert "looks like a limit" in problems(book({}, names=(*NAMES, "TerritoryGroup")))
    assert "has no column End" in problems(book({}, names=tuple(name for name in NAMES if name != "End")))
    assert "is Avails 2.4" in problems(book({}, version=2.4))

    def another(made: Workbook) -> None:
        made.create_sheet("TV")
        for row in (NAMES, [1.7]):
            made["TV"].append(list(row))

    assert "several versions of Avails: Movies 1.9, TV 1.7" in problems(book({}, more=another))
    assert "End stands over 2 columns: L and X\n    keep the one that counts" in problems(
        book({}, names=(*NAMES, "End"))
    )
    bare = Workbook()
    bare.active.append(list(PLAIN.values()))
    bare.save(tmp_path / "bare.xlsx")
    assert "has lines and no names of columns" in problems(tmp_path / "bare.xlsx")


def test_a_hidden_sheet_is_not_read_and_named(book: Book) -> None:
    def hide(made: Workbook) -> None:
        old = made.copy_worksheet(made["Movies"])
        old.title, old.sheet_state = "Last year", "hidden"
        old["J4"] = "2025-03-01"

    graph = PartnerGraph()
    (warning,) = [w for w in graph.build(book({}, more=hide)).warnings if "hidden" in w.message]
    assert "Last year" in str(warning)
    assert [line[3] for line in told(graph.data())] == ["2026-03-01/2027-02-28"]

    def hide_all(made: Workbook) -> None:
        made.create_sheet("Read me")
        made["Movies"].sheet_state = "hidden"

    assert "its sheets with lines are hidden" in problems(book({}, more=hide_all))


SAMPLE = (OWN / "avails-v2.5-northlight.xml").read_text(encoding="utf-8")
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SAMPLE[: len(SAMPLE) // 2], "is cut off"),
        (SAMPLE.replace("avails/v2.5/avails", "avails/v9.1/avails"), "is Avails XML 9.1, a version that is not known"),
        (SAMPLE.replace("http://www.movielabs.com/schema/avails/v2.5/avails", "urn:x"), "has the namespace 'urn:x'"),
        (SAMPLE.replace("?>\n", f"?>\n{BOMB}", 1), "declares entities of its own"),
        (SAMPLE.replace("<md:country>GB", "<md:country>GBR", 1), "11: Territory 'GBR': is no code of a territory"),
        (SAMPLE.replace("</avails:Avail>", "</avails:Avails>", 1), "is no well-formed XML"),
    ],
)
def test_xml_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "avails.xml"
    path.write_text(text, encoding="utf-8")
    assert message in problems(path)


def test_a_table_with_some_of_the_names_is_no_avails(tmp_path: Path) -> None:
    made = Workbook()
    made.active.append(["Licensor", "Licensee", "Brand", "Territory", "Start", "End"])
    made.active.append(["Alba", "Boreal", "Corona", "Japan", "2024-01-01", "2025-12-31"])
    made.save(tmp_path / "deals.xlsx")
    assert len(built(tmp_path / "deals.xlsx").statements) == 1


# --- out again -----------------------------------------------------------------------------------------


def test_what_a_file_says_comes_back_from_the_file_that_is_written(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(OWN / "avails-1.8-northlight.xlsx")
    losses: list[str] = []
    graph.export(tmp_path / "avails.xlsx", tell=losses.append)
    back = built(tmp_path / "avails.xlsx")
    for kind in ("grant", "exclusivity"):
        assert told(back, kind) == told(graph.data(), kind)
    again = PartnerGraph()
    again.build(tmp_path / "avails.xlsx")
    again.export(tmp_path / "second.avails.xlsx")
    assert (tmp_path / "second.avails.xlsx").read_bytes() == (tmp_path / "avails.xlsx").read_bytes()
    notes = [
        {said.note.partition(" ALID")[0] for said in data.statements if said.note} for data in (back, graph.data())
    ]
    assert notes[0] == notes[1]
    assert [loss for loss in losses if not loss.startswith(("to fill in: ", "made up: SeriesContentID"))] == []
    assert sum("no price is recorded" in loss for loss in losses) == 1
    assert any("no SuppressionLiftDate is recorded" in loss for loss in losses)


def test_every_column_of_the_format_is_written_and_no_empty_sheet(tmp_path: Path, book: Book) -> None:
    graph = PartnerGraph()
    graph.build(book({"WorkType": "Episode", "SeriesTitleInternalAlias": "Salt Road", "SeasonNumber": 1,
                      "EpisodeNumber": 2}, names=(*NAMES, "SeriesTitleInternalAlias", "SeasonNumber", "EpisodeNumber")))  # fmt: skip
    graph.export(tmp_path / "tv.avails.xlsx")
    made = load_workbook(tmp_path / "tv.avails.xlsx")
    assert made.sheetnames == ["TV", "Not carried"]
    categories, names, required, line = made["TV"].values
    assert len(names) == len(set(names)) == 102
    assert {name for name in names if name.casefold() not in COLUMNS} == set()
    assert set(categories) == {"Avail", "AvailTrans", "AvailAsset", "AvailMetadata", "Disposition"}
    assert (required[0], required[3], required[1]) == (1.9, "//REQ", "//Opt")
    told = dict(zip(names, line, strict=True))
    assert [told[f"{level}ContentID"] for level in ("Series", "Season", "Volume", "Episode")] == [
        "md:cid:local:salt-road", "md:cid:local:salt-road-season-1", None, "alid-1",
    ]  # fmt: skip


def test_xml_comes_back_from_the_sheet(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(OWN / "avails-v2.5-northlight.xml")
    graph.export(tmp_path / "out.avails.xlsx")
    back = built(tmp_path / "out.avails.xlsx")
    # the two countries of one transaction are two rows, and so two grants of one country each
    assert [line[:1] + line[2:] for line in told(back) if line[2] != "digital-sale"] == [
        line[:1] + line[2:] for line in told(graph.data()) if line[2] != "digital-sale"
    ]
    sold = [line for line in told(back) if line[2] == "digital-sale"]
    assert sold == [(GLASS, 1, "digital-sale", "2026-03-01/..")] * 2
    quebec = next(said for said in back.statements if said.territory[0].includes == ("CA-QC",))
    assert [local_name(iri) for iri in quebec.languages] == ["all-languages-except-en"]


def test_what_avails_cannot_carry_is_named(tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text(
        "Licensor,Licensee,Subject,Channel,Territory,Start,End,Exclusive\n"
        "Alba,Boreal,product: Low Tide,free TV,Germany,2026-01-01,2026-12-31,\n"
        "Alba,Boreal,product: Low Tide,SVOD,DACH,2026-02,,sole\n"
        "Alba,Boreal,Corona,SVOD,Germany,2026-01-01,2026-12-31,\n"
        "Alba,Boreal,product: High Tide,EST; FAST,World except EU,2026-01-01,perpetual,\n",
        encoding="utf-8",
    )
    graph = PartnerGraph()
    graph.build(table)
    losses: list[str] = []
    graph.export(tmp_path / "out.avails.xlsx", tell=losses.append)
    text = "\n".join(losses)
    for part in ("the channel free television", "sole", "its subject Corona is no work", "no format is recorded", "End of",
                 "made up: ALID", "LicenseType FAST", "Start of Alba licenses Boreal is not known to the day"):  # fmt: skip
        assert part in text
    assert "the territory beyond the countries that are certain" in text  # the United Kingdom has left the EU
    assert [line[1:3] for line in told(built(tmp_path / "out.avails.xlsx"))] == [
        (222, "digital-sale"), (222, "free-streaming-television"), *[(1, "subscription-streaming")] * 3,
    ]  # fmt: skip


def test_license_types_are_the_same_both_ways() -> None:
    found = {name: local_name(terms().find("channel", name)) for name in LICENSE_TYPES}
    assert {**found, "VOD": "transactional-streaming", "TVOD": "transactional-streaming"} == CHANNELS


def test_a_dry_run_shows_the_deals_and_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(main, ["build", str(OWN / "avails-1.8-northlight.xlsx"), "--dry-run"])
    assert "Avails spreadsheet; 1 of kind exclusivity, 7 of kind grant; sources: 4" in shown.output
    assert "Formats: HD, SD." in shown.output
    assert shown.exit_code == 0
    assert list(tmp_path.iterdir()) == []
