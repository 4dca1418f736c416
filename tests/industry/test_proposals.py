"""A file of the industry as a list of proposed deals: each checked, with the verdicts written beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph
from partnergraph.cli import main
from partnergraph.errors import InputError
from tests.books import save

FILE = Path(__file__).parents[1] / "data" / "avails" / "avails-1.7-northlight.xlsx"
SHEET = (
    "Seller,Buyer,Film,Country,From,To,Media,Exclusive\n"
    "Northlight Pictures,Orbit,Low Tide,Canada,2025-01-01,2027-12-31,EST,yes\n"
)


def test_each_deal_of_a_file_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    PartnerGraph.open("s").build(save(tmp_path, "deals.csv", SHEET))
    done = CliRunner().invoke(main, ["clear", str(FILE), "--store", "s", "--set", "licensee=Vistaflix"])
    assert done.exit_code == 0, done.output
    assert "collides" in done.output
    written = Path("avails-1.7-northlight-checked.csv").read_text("utf-8-sig")
    assert written.startswith("record,licensor,licensee,subject,channel")
    place = "ALID md:alid:org:example.org:lowtide (Movies row 3 and Movies row 4)"
    assert f"{place},Northlight Pictures" in written
    assert f"{place}: collides" in " ".join(done.output.split())
    assert written.count("Low Tide") >= 2


def test_a_file_that_names_no_licensee_is_refused() -> None:
    graph = PartnerGraph()
    with pytest.raises(InputError):
        graph.clear_sheet(FILE.with_name("avails-v2.5-northlight.xml"))


@pytest.mark.parametrize(
    ("file", "where"),
    [
        ("avails/avails-v2.5-northlight.xml", "northlight.xml:11: ALID md:alid:org:example.org:glasshouse (line 11)"),
        ("onix/onix-3.0-reference.xml", "reference.xml:13: RecordReference ex.onix.0001 (line 13): has no first day"),
        ("industry/ddex/ern43-four-deals.xml", "four-deals.xml:37: release R0, deal 2 (line 37)"),
        ("industry/cwr/CW260001TWS_000.V22", "000.V22:22: agreement TW-AGR-01 (line 22)"),
    ],
)
def test_a_record_is_named_as_people_find_it(file: str, where: str) -> None:
    with pytest.raises(InputError) as refused:
        PartnerGraph().clear_sheet(FILE.parents[1] / file, given={"licensee": "Vistaflix"})
    assert where in str(refused.value)
