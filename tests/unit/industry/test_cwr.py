"""CWR: who collects what for a work and where; what only repeats; what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import partnergraph as pg
from tests.unit.industry.music import DATA, built, countries, read

SAMPLE = DATA / "cwr/CW260001TWS_000.V22"
REAL = Path(__file__).parents[4] / "shared/industry/real/weso-demo_cwr_cleaned.v22"
ALL = "collect-mechanical collect-performance collect-synchronization"


def test_who_collects_what_and_where() -> None:
    held = "licensor of {} (not named) licenses {}"
    assert read(SAMPLE) == [
        ("EXAMPLE licenses TIDEWATER SONGS", "collect", 2, "2025-06-01/", None),
        ("TIDEWATER SONGS licenses NORDBLAD MUSIK", "collect", 43, "2026-01-01/2028-12-31", None),
        ("TIDEWATER SONGS licenses NORDBLAD MUSIK", ALL, 4, "2026-01-01/2028-12-31", None),
        (held.format("HARBOUR LIGHT", "ADA EXAMPLE"), "collect-performance", 201, "", None),
        (held.format("HARBOUR LIGHT", "TIDEWATER SONGS"), ALL, 199, "", None),
        (held.format("LOW TIDE", "ADA EXAMPLE"), "collect-performance", 201, "", None),
        (held.format("LOW TIDE", "TIDEWATER SONGS"), ALL, 1, "", None),
        (held.format("LOW TIDE", "TIDEWATER SONGS"), "collect-mechanical collect-synchronization", 1, "", None),
        (held.format("LOW TIDE", "TIDEWATER SONGS"), "collect-performance", 3, "", None),
    ]


def test_countries_shares_and_the_day() -> None:
    data = built(SAMPLE)
    assert {one.kind for one in data.identities} == {"grant"}  # type: ignore[attr-defined]
    where = {" ".join(found) for said in data.statements if len(found := countries(said)) <= 4}
    assert where == {"PR US", "DK FI NO SE", "FR", "CH", "BE LU NL"}
    (nordic,) = [said for said in data.statements if countries(said) == ("DK", "FI", "NO", "SE")]
    assert nordic.note == (
        "collects 50 % of performance, 100 % of mechanical, 100 % of synchronization; under agreement TW-AGR-01; "
        "work TW000000000001"
    )
    assert {str(one.date) for one in data.sources} == {"2026-11-02"}
    assert len(data.sources) == 4  # two works, two agreements


def test_a_later_registration_of_a_work_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(SAMPLE)
    later = SAMPLE.read_bytes().replace(b"20261102", b"20261201").replace(b"I0250", b"I0276").replace(b"NWR0", b"REV0")
    (tmp_path / "b.V22").write_bytes(later)
    graph.build(tmp_path / "b.V22")
    where = [countries(said) for said in graph.data().statements]
    assert ("FR",) not in where and ("DE",) in where


def changed(tmp_path: Path, old: str, new: str) -> Path:
    path = tmp_path / "a.V22"
    text = SAMPLE.read_text(encoding="latin-1")
    assert re.search(old, text)
    path.write_bytes(re.sub(old, new, text).replace("\n", "\r\n").encode("latin-1"))
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (r"I2127", "I9999", "SPT '9999': is no TIS number"),
        (r"E0352", "E0756", "SPT '0756': is not in what is included"),
        (r"I2110 002", "X2110 002", "is not as the format has it"),
        (r"20260101(?=2028)", "20261301", "AGR '20261301': is no day"),
        (r"(?s)\nTRL.*", "", "is cut off"),
        (r"2\.2001PARTNER", "3.0001PARTNER", "which is not read"),
        (r"02\.20", "03.00", "is CWR 03.00, which is not read"),
        (r"IPA0000000000000004AC", "IPA0000000000000004XX", "lacks a number, a territory or a party"),
        (r"SPT0000000100000002TW", "SPT0000000100000002XX", "SPT 'XX0000001': is of nobody"),
        (r"LOW TIDE", "        ", "has no title"),
    ],
)
def test_refused(old: str, new: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(pg.InputError, match=words) as caught:
        pg.PartnerGraph().build(changed(tmp_path, old, new))
    assert all(problem.hint and problem.file for problem in caught.value.problems)


def test_an_acknowledgement_repeats_and_registers_nothing(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    told = graph.build(
        changed(tmp_path, r"(?s)GRHNWR.*GRT0000100", "GRHACK0000102.200000000000\nACK0000000000000000\nGRT0000100")
    )
    assert any("repeats what was registered" in str(warning) for warning in told.warnings)
    assert {len(countries(said)) for said in graph.data().statements} == {2, 43}


def test_records_that_are_missing_are_told(tmp_path: Path) -> None:
    told = pg.PartnerGraph().build(changed(tmp_path, r"SWT0000000100000006.*\n", ""))
    assert "counts 33 records, the file has 32" in str(told.warnings[0])


def test_a_share_told_more_closely_counts_where_it_is_told(tmp_path: Path) -> None:
    data = built(changed(tmp_path, r"000000000000000E0840 002", "025000500005000I0840 002"))
    found = [countries(said) for said in data.statements if said.note and "TW000000000001" in said.note]
    assert sorted(map(len, found)) == [1, 4, 199, 201]


@pytest.mark.skipif(not REAL.exists(), reason="the public sample is not here")
def test_a_public_file() -> None:
    data = built(REAL)
    labels = {one.iri: one.label for one in data.identities}
    found = sorted(
        (len(countries(said)), labels[said.about])
        for said in data.statements
        if said.note and "KEY005B" in said.note and len(said.acts) == 3
    )
    assert found == [(1, "CROWN PUBLISHING licenses HOPS PUBLISHING"), (200, "JOHN SMITH licenses CROWN PUBLISHING")]
    overlap = sorted(len(countries(said)) for said in data.statements if said.note and "KEY006" in said.note)
    assert overlap == [1, 2, 201]
