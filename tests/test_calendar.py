"""What expires as a calendar: the same bytes from the same store, identities that stay, and entries that say what ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph
from partnergraph.cli import main
from partnergraph.export.calendar import Edition, Entry, calendar_of, uid_of
from tests.books import save

icalendar = pytest.importorskip("icalendar", reason="needs the extra calendar")

BOOK = """\
dealbook: 1
sources: {{s: {{title: "Vertrag, 1; Zusatz", date: 2024-01-10}}}}
organizations: {{lens: Lens, maker: Maker, other: "Größe, Bäume & Söhne; Nachfolger"}}
brands: {{sign: Sign}}
commitments:
  first: {{kind: exclusivity, label: First, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: BR + CL, period: 2022-01-01/{end}, strength: exclusive, evidence: "only the maker, until then; no longer"}}
  second: {{kind: exclusivity, label: Second, bound: lens, beneficiaries: other, subject: sign, field: smartphone,
    territory: BR, period: 2024-07-01/2026-06-30, strength: exclusive, evidence: second}}
  grant: {{kind: grant, label: Grant, bound: lens, beneficiaries: other, subject: sign, field: apparel, territory: FR,
    period: 2022-01-01/2024-05, evidence: a grant}}
  plan: {{kind: grant, label: Plan, bound: lens, beneficiaries: maker, subject: sign, field: apparel, territory: FR,
    period: 2024-01-01/2024-08-31, status: planned, evidence: a plan}}
  open: {{kind: grant, label: Open, bound: lens, beneficiaries: maker, subject: sign, field: apparel, territory: JP,
    period: 2022-01-01/, evidence: open}}
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    build(tmp_path / "store", tmp_path, end="2024-06-30")
    return tmp_path / "store"


def build(store: Path, folder: Path, *, end: str) -> None:
    PartnerGraph.open(store).build(save(folder, "book.yaml", BOOK.format(end=end)))


def calendar(store: Path) -> bytes:
    return PartnerGraph.open(store).expiring("2024-01-01", "365d").to_ics()


def events(text: bytes) -> dict[str, Any]:
    found = icalendar.Calendar.from_ical(text)
    return {str(one["summary"]).partition(": ")[2].partition(";")[0]: one for one in found.walk("VEVENT")}


def test_every_row_is_an_entry_of_a_whole_day(store: Path) -> None:
    found = events(calendar(store))
    assert {name: one.decoded("dtstart") for name, one in found.items()} == {
        "First": date(2024, 6, 30),
        "Grant": date(2024, 5, 31),
        "Plan": date(2024, 8, 31),
    }
    for one in found.values():
        assert one["dtstart"].params["VALUE"] == "DATE"
        assert (str(one["transp"]), str(one["categories"].to_ical(), "utf-8")) == ("TRANSPARENT", "end")
        assert "dtend" not in one  # one day


def test_an_entry_says_what_ends_what_opens_and_who_says_so(store: Path) -> None:
    found = events(calendar(store))
    assert str(found["First"]["summary"]) == "Ends: First; opens Chile"
    told = str(found["First"]["description"]).split("\n")
    assert told[0].startswith("Lens promised Maker the mark Sign on smartphones exclusively in Brazil and Chile")
    assert told[0].endswith("it ends by 2024-06-30. It opens Chile.")
    assert told[1:] == ['"only the maker, until then; no longer" (Vertrag, 1; Zusatz, 2024-01-10)']
    assert str(found["Grant"]["summary"]) == "Ends at the latest: Grant"
    assert "It may end from 2024-05-01 on." in str(found["Grant"]["description"])
    assert "Größe, Bäume & Söhne; Nachfolger" in str(found["Grant"]["description"])
    assert str(found["Plan"]["summary"]) == "Would end: Plan"
    assert {name: str(one["status"]) for name, one in found.items()} == {
        "First": "CONFIRMED", "Grant": "CONFIRMED", "Plan": "TENTATIVE",
    }  # fmt: skip


def test_what_has_no_known_end_is_told_of_the_whole(store: Path) -> None:
    found = icalendar.Calendar.from_ical(calendar(store))
    assert str(found["description"]) == "1 more that may be in force has no known last day"
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in calendar(store)
    assert [str(found[name]) for name in ("version", "name")] == ["2.0", "What ends: deals"]
    assert "method" not in found  # it is there to be read: no invitation


def test_two_calendars_of_one_state_are_equal_byte_for_byte(store: Path, tmp_path: Path) -> None:
    assert calendar(store) == calendar(store)
    again = tmp_path / "again"
    build(again, tmp_path, end="2024-06-30")
    assert calendar(again) == calendar(store)
    command = [sys.executable, "-c", "from partnergraph.cli import main; main()", "expiring", "--on", "2024-01-01"]
    asked = [*command, "--within", "365d", "--format", "ics", "--store", str(store)]
    printed = subprocess.run(asked, check=True, capture_output=True, env={"PYTHONHASHSEED": "7", **environment()})
    assert printed.stdout == calendar(store)


def environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}


def test_an_end_that_moves_keeps_its_entry_and_is_newer(store: Path, tmp_path: Path) -> None:
    before = events(calendar(store))
    build(store, tmp_path, end="2024-09-30")
    after = events(calendar(store))
    assert after["First"].decoded("dtstart") == date(2024, 9, 30)
    for name, one in before.items():
        assert after[name]["uid"] == one["uid"]
        assert int(after[name]["sequence"]) > int(one["sequence"])
    assert len({str(one["uid"]) for one in after.values()}) == len(after)


def test_the_stamp_is_the_day_of_the_newest_source_and_no_clock(store: Path, tmp_path: Path) -> None:
    for one in events(calendar(store)).values():
        assert one.decoded("dtstamp") == datetime(2024, 1, 10, tzinfo=UTC)
        assert one.decoded("last-modified") == datetime(2024, 1, 10, tzinfo=UTC)
    newer = "dealbook: 1\nsources: {n: {title: N, date: 2024-02-20}}\norganizations: {lens: Lens}\n"
    PartnerGraph.open(store).build(save(tmp_path, "newer.yaml", newer))
    assert {one.decoded("dtstamp").date() for one in events(calendar(store)).values()} == {date(2024, 2, 20)}


def test_a_store_without_days_has_a_stamp_all_the_same(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "b.yaml", BOOK.format(end="2024-06-30").replace(", date: 2024-01-10", "")))
    found = events(graph.expiring("2024-01-01", "365d").to_ics())
    assert {one.decoded("dtstamp") for one in found.values()} == {datetime(1970, 1, 1, tzinfo=UTC)}


def test_lines_are_folded_and_text_is_escaped(store: Path) -> None:
    text = calendar(store)
    lines = text.split(b"\r\n")
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    whole = text.replace(b"\r\n ", b"").decode()
    assert "Größe\\, Bäume & Söhne\\; Nachfolger" in whole
    assert "until then\\; no longer" in whole


def test_what_would_act_on_a_screen_does_not_get_in() -> None:
    entry = Entry("urn:deal", "end", date(2024, 1, 1), "Ends: \x1b[2J", "one\ntwo\x07\r\nEND:VCALENDAR")
    (one,) = icalendar.Calendar.from_ical(calendar_of("Deals", "", [entry], Edition(3, None))).walk("VEVENT")
    assert str(one["summary"]) == "Ends: \\u001b[2J"
    assert int(one["sequence"]) == 3
    assert "END:VCALENDAR" in str(one["description"])


def test_several_entries_of_one_kind_on_one_deal_have_identities_of_their_own() -> None:
    days = [date(2025, 1, 1), date(2024, 1, 1)]
    entries = [Entry("urn:deal", "notice", day, "Notice", "") for day in days]
    entries += [Entry("urn:deal", what, days[0], what, "") for what in ("end", "condition", "option window")]
    found = icalendar.Calendar.from_ical(calendar_of("Deals", "", entries, Edition())).walk("VEVENT")
    assert len({str(one["uid"]) for one in found}) == 5
    assert [(str(one["uid"]), one.decoded("dtstart")) for one in found if str(one["summary"]) == "Notice"] == [
        (uid_of("urn:deal", "notice"), days[1]),
        (uid_of("urn:deal", "notice", 1), days[0]),
    ]


def test_the_command_writes_a_file(store: Path, tmp_path: Path) -> None:
    asked = ["expiring", "--on", "2024-01-01", "--within", "365d", "--store", str(store)]
    wrote = CliRunner().invoke(main, [*asked, "--format", "ics", "--out", str(tmp_path / "ends.ics")])
    assert (wrote.exit_code, wrote.stdout) == (0, "")
    assert (tmp_path / "ends.ics").read_bytes() == calendar(store)
    refused = CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "ends.csv")])
    assert refused.exit_code == 2
    assert "--out goes with --format ics or xlsx" in refused.output
    assert not (tmp_path / "ends.csv").exists()


def test_without_icalendar_it_is_said_what_to_install(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    asked = ["expiring", "--on", "2024-01-01", "--format", "ics", "--store", str(store)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 2
    assert "pip install icalendar" in result.stderr
    assert CliRunner().invoke(main, [*asked[:3], "--store", str(store)]).exit_code == 0


def test_a_copy_of_a_store_gives_the_same(store: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(store, tmp_path / "copied")
    assert calendar(Path(copied)) == calendar(store)
