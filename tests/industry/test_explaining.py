"""One record of an industry's file, told in a sentence for each thing that it says; nothing is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from tests.unit.industry.music import DEAL, ern

DATA = Path(__file__).parents[1] / "data"
SHEET = DATA / "avails/avails-1.8-northlight.xlsx"
XML = DATA / "avails/avails-v2.5-northlight.xml"
ONIX = DATA / "onix/onix-3.0-reference.xml"
SHORT = DATA / "onix/onix-3.1-short.xml"
ERN = DATA / "industry/ddex/ern43-four-deals.xml"
GONE = DATA / "industry/ddex/ern43-takedown-no-deal.xml"
CWR = DATA / "industry/cwr/CW260001TWS_000.V22"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def explained(path: Path, wanted: str, exit_code: int = 0) -> list[str]:
    done = CliRunner().invoke(main, ["build", str(path), "--explain", wanted])
    assert done.exit_code == exit_code, done.output
    assert not Path("partnergraph.store").exists()
    return done.output.rstrip().split("\n")


@pytest.mark.parametrize(
    ("path", "wanted", "first", "sentences"),
    [
        (SHEET, "Movies!6", "ALID md:alid:org:example.org:glasshouse (Movies row 6) is one deal.", [
            "Movies!D 'Territory' says 'DE', read as territory: Germany.",
            "Movies!AB 'PriceValue' says '3', not read.",
            "Field of use is not said.",
        ]),
        (SHEET, "10", "ALID md:alid:org:example.org:lowtide (Movies row 10) is no deal: it takes back what was said before.", []),
        (XML, "27", "ALID md:alid:org:example.org:glasshouse (line 25) is one deal.", [
            "End says 'ESTStart', read as period: since 1 February 2026, until 28 February 2026.", "Who may act is not named.",
        ]),
        (ONIX, "ex.onix.0001", "RecordReference ex.onix.0001 (line 4) is 4 deals.", [
            "SalesRightsType says '06', read as commitments: no grant; not for sale.",
            "ImprintName says 'Marlow Fiction', read as licensee where no publisher is named.",
            "Not read: ProductComposition, PublishingStatus, PublishingDateRole, Date.",
        ]),
        (ONIX, "23", "RecordReference ex.onix.0002 (line 18) is 2 deals.", []),
        (ERN, "R0, deal 2", "release R0, deal 2 (line 37) is one deal.", [
            "ExcludedTerritoryCode says 'JP', read as territory: World except Japan and South Korea.",
        ]),
        (GONE, "R0", "release R0 (line 1) is one deal.", []),
        (CWR, "TW-AGR-01", "agreement TW-AGR-01 (line 22) is one deal.", []),
        (CWR, "9", "work TW000000000001 (line 3) is 3 deals.", []),
    ],
)  # fmt: skip
def test_a_record_is_told(path: Path, wanted: str, first: str, sentences: list[str]) -> None:
    told = explained(path, wanted)
    assert told[0] == first
    assert set(sentences) <= set(told)


def test_short_tags_are_told_as_they_are_written() -> None:
    told = explained(SHORT, "10")
    assert any(line.startswith("x449 says 'FR BE CH LU MC', read as territory: ") for line in told)


def test_a_row_number_that_two_sheets_have_tells_both_and_the_sheet_one() -> None:
    assert [line.split("(")[1] for line in explained(SHEET, "4") if line.startswith("ALID")] == [
        "Movies row 4) is one deal.", "TV row 4) is one deal.",
    ]  # fmt: skip
    assert sum(line.startswith("ALID") for line in explained(SHEET, "TV!4")) == 1


def test_what_is_wrong_stands_below_what_says_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(ern(DEAL + DEAL.replace(">DE<", ">XY<")), encoding="utf-8")
    told = explained(path, "R0, deal 2")
    assert told[0].endswith("is refused.")
    place = told.index("TerritoryCode says 'XY', read as territory.")
    assert told[place + 1].startswith("  error: is no code of a place in DDEX")


def test_a_record_that_is_none() -> None:
    told = explained(ONIX, "ex.onix.9", exit_code=2)
    assert "--explain 'ex.onix.9': is no record of the file" in told[0]
    assert "name one, such as RecordReference ex.onix.0001" in told[1]
