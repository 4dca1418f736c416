"""The calendar that clients subscribe to, and answers as workbooks and pages over HTTP."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from partnergraph.graph import PartnerGraph
from tests.books import save
from tests.server.conftest import Served, serving

icalendar = pytest.importorskip("icalendar", reason="needs the extra calendar")

SECRET = "a-calendar-for-tests-only"
BOOK = """\
dealbook: 1
sources: {{s: {{title: Contract, date: 2024-01-10}}}}
organizations: {{lens: Lens, maker: Maker, other: Other}}
brands: {{sign: Sign}}
commitments:
  first: {{kind: exclusivity, label: First, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: BR, period: 2022-01-01/{end}, strength: exclusive, evidence: first}}
  second: {{kind: exclusivity, label: Second, bound: lens, beneficiaries: other, subject: sign, field: smartphone,
    territory: BR, period: 2024-06-01/2026-06-30, strength: exclusive, evidence: second <b>}}
"""
ASKED = {"on": "2024-01-01", "within": "365d"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def build(store: Path, folder: Path, end: str) -> None:
    PartnerGraph.open(store).build(save(folder, "book.yaml", BOOK.format(end=end)))


@pytest.fixture(scope="module")
def deals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("deals")
    build(folder / "store", folder, "2024-06-30")
    with serving(folder / "store", folder) as served:
        yield served


@pytest.fixture
def get(deals: Served) -> Iterator[httpx.Client]:
    with deals.client() as client:
        yield client


def test_the_calendar_is_that_of_the_store(get: httpx.Client, deals: Served) -> None:
    found = get.get("/calendar.ics", params=ASKED, headers={"Accept": "text/html"})
    assert (found.status_code, found.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert found.headers["content-disposition"] == 'inline; filename="calendar.ics"'
    assert found.content == PartnerGraph.open(deals.store).expiring("2024-01-01", "365d").to_ics()
    (one,) = icalendar.Calendar.from_ical(found.content).walk("VEVENT")
    assert str(one["summary"]).startswith("Ends: First")
    assert get.head("/calendar.ics", params=ASKED).headers["content-type"] == "text/calendar; charset=utf-8"
    assert get.get("/expiring", params={**ASKED, "format": "ics"}).content == found.content
    assert get.get("/expiring", params=ASKED, headers={"Accept": "text/calendar"}).content == found.content


def test_a_client_that_has_it_is_told_so(get: httpx.Client) -> None:
    tag = get.get("/calendar.ics", params=ASKED).headers["etag"]
    again = get.get("/calendar.ics", params=ASKED, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = get.get("/calendar.ics", params={**ASKED, "on": "2024-01-02"}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_without_a_day_it_is_that_of_today(get: httpx.Client) -> None:
    found = get.get("/calendar.ics")
    assert found.status_code == 200
    assert icalendar.Calendar.from_ical(found.content).walk("VEVENT") == []


def test_what_is_wrong_with_its_parameters_is_said(get: httpx.Client) -> None:
    for given, said in (
        ({"within": "soon"}, "soon"),
        ({"when": "x"}, "no parameter 'when'"),
        ({"token": "x"}, "'token'"),
    ):
        found = get.get("/calendar.ics", params=given)
        assert (found.status_code, found.headers["content-type"]) == (400, "application/problem+json")
        assert said in found.json()["title"]


def test_a_subscribed_calendar_follows_the_store(tmp_path: Path) -> None:
    build(tmp_path / "store", tmp_path, "2024-06-30")
    with serving(tmp_path / "store", tmp_path) as served, served.client() as client:
        before = client.get("/calendar.ics", params=ASKED)
        build(tmp_path / "store", tmp_path, "2024-09-30")
        for _ in range(600):  # nobody asks for anything else meanwhile
            after = client.get("/calendar.ics", params=ASKED, headers={"If-None-Match": before.headers["etag"]})
            if after.status_code == 200:
                break
            time.sleep(0.1)
    (old,), (new,) = (icalendar.Calendar.from_ical(one.content).walk("VEVENT") for one in (before, after))
    assert (new["uid"], str(new.decoded("dtstart"))) == (old["uid"], "2024-09-30")
    assert int(new["sequence"]) > int(old["sequence"])


def test_with_a_token_only_its_address_gives_the_calendar(
    tmp_path: Path, seed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PARTNERGRAPH_CALENDAR_TOKEN", SECRET)
    with serving(seed_store, tmp_path) as served, served.client() as client:
        for wrong in ({}, {"token": "a-guess"}, {"token": SECRET[:-1]}, {"token": ["ü", SECRET]}, {"token": "ü"}):
            found = client.get("/calendar.ics", params={**ASKED, **wrong})
            assert found.status_code == 401
            assert found.headers["www-authenticate"].startswith("Bearer")
            assert SECRET not in found.text
        assert client.get("/calendar.ics", params={**ASKED, "token": SECRET}).status_code == 200
        bearer = {"Authorization": f"Bearer {SECRET}"}
        assert client.get("/calendar.ics", params=ASKED, headers=bearer).status_code == 200
        assert client.get("/expiring", params=ASKED).status_code == 200  # what reads everything else is not asked
        log = served.log.read_text()
    assert "/calendar.ics" in log
    assert SECRET not in log
    assert "a-guess" not in log


def test_a_token_that_can_be_guessed_is_refused(seed_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from partnergraph.cli import main

    monkeypatch.setitem(os.environ, "PARTNERGRAPH_CALENDAR_TOKEN", "short")
    result = CliRunner().invoke(main, ["serve", "--store", str(seed_store), "--port", "0"])
    assert result.exit_code == 2
    assert "PARTNERGRAPH_CALENDAR_TOKEN" in result.stderr
    assert "short" not in result.stderr


def test_answers_are_workbooks_and_pages_where_that_is_asked_for(get: httpx.Client) -> None:
    for path, params in (("/expiring", ASKED), ("/conflicts", {})):
        found = get.get(path, params={**params, "format": "xlsx"})
        assert (found.status_code, found.headers["content-type"]) == (200, WORKBOOK)
        assert found.headers["content-disposition"] == f'attachment; filename="{path[1:]}.xlsx"'
        assert load_workbook(io.BytesIO(found.content)).sheetnames[0] == path[1:]
        assert get.get(path, params=params).headers["content-type"] == "application/json"
        assert get.get(path, params={**params, "format": "json"}).json() == get.get(path, params=params).json()
        assert get.get(path, params={**params, "format": "ttl"}).status_code == 406
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = get.get("/conflicts", headers=browser)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "second &lt;b&gt;" in page.text or "first" in page.text
    assert get.get("/expiring", headers=browser).headers["content-type"] == "application/json"
    assert get.get("/conflicts", params={"since": "2024-07-01"}).json()["conflicts"] == []


def test_the_description_tells_of_them(get: httpx.Client) -> None:
    paths = get.get("/openapi.json").json()["paths"]
    calendar = paths["/calendar.ics"]["get"]
    assert [p["name"] for p in calendar["parameters"]] == ["on", "within", "subject", "reading", "known_by", "token"]
    assert set(calendar["responses"]["200"]["content"]) == {"text/calendar"}
    assert set(paths["/expiring"]["get"]["responses"]["200"]["content"]) == {
        "application/json", "text/calendar", WORKBOOK,
    }  # fmt: skip
    assert set(paths["/conflicts"]["get"]["responses"]["200"]["content"]) == {"application/json", "text/html", WORKBOOK}
