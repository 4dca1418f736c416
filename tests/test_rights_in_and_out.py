"""Rights in and rights out: two sheets in one store, told apart by their parties, and what may still be granted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph
from partnergraph.cli import main
from tests.books import save

HEAD = "Title,Contract,Seller,Buyer,From,To,Medias,Territories,Exclusive\n"
IN = (
    HEAD
    + """\
Salt Road,IN-1,Studio,Northlight,2024-01-01,2032-12-31,"payTv, freeTv, sVod",All but Japan,true
Low Tide,IN-2,Studio,Northlight,2025-01-01,2030-12-31,sVod,world,true
"""
)
OUT = (
    HEAD
    + """\
Salt Road,OUT-1,Northlight,Canal Sur,2025-01-01,2027-12-31,"payTv, freeTv",argentina,true
Salt Road,OUT-2,Northlight,Ostkino,2025-06-01,2030-12-31,sVod,germany,false
Salt Road,OUT-3,Northlight,Nippon View,2026-01-01,2028-12-31,sVod,japan,true
Salt Road,OUT-4,Northlight,Rive,2027-12-31,2029-12-31,freeTv,argentina,true
Low Tide,OUT-5,Northlight,Ostkino,2028-01-01,2029-06-30,sVod,"germany, austria",true
Low Tide,OUT-6,Northlight,Rive,2029-07-01,2031-12-31,sVod,"germany, austria",true
"""
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Both sheets, the one of what came in and the one of what went out, each declared complete for who grants."""
    folder = tmp_path_factory.mktemp("rights")
    store = str(folder / "rights.store")
    for name, text, grantor in (("rights-in.csv", IN, "Studio"), ("rights-out.csv", OUT, "Northlight")):
        sheet = save(folder, name, text)
        run(store, "build", str(sheet), "--as-of", "2025-01-01", "--complete-for", grantor)
    return store


def run(store: str, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--store", store], prog_name="partnergraph")
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def clear(store: str, work: str, *asked: str) -> dict[str, Any]:
    parts = ("--grantor", "Northlight", "--grantee", "Newcomer", "--subject", work, "--channel", "SVOD")
    found: dict[str, Any] = json.loads(run(store, "clear", *parts, *asked, "--format", "json"))
    return found


def free(store: str, work: str, channel: str) -> list[tuple[str, str, str, str]]:
    asked = ("--by", "Northlight", "--subject", work, "--channel", channel, "--from", "2026", "--until", "2034")
    rows = json.loads(run(store, "available", *asked, "--format", "json"))["available"]
    return [(row["countries"], row["from"], row["until"], row["status"]) for row in rows]


def test_what_may_still_be_granted_is_what_came_in_less_what_went_out_exclusively(store: str) -> None:
    assert free(store, "Salt Road", "SVOD") == [
        ("Japan", "2026-01-01", "2034-12-31", "not held"),
        ("World except Japan", "2026-01-01", "2032-12-31", "free"),
        ("World except Japan", "2033-01-01", "2034-12-31", "not held"),
    ]
    assert free(store, "Salt Road", "free TV")[:3] == [
        ("Argentina", "2026-01-01", "2027-12-30", "blocked"),
        ("Argentina", "2027-12-31", "2027-12-31", "blocked"),
        ("Argentina", "2028-01-01", "2029-12-31", "blocked"),
    ]
    assert {row[3] for row in free(store, "Salt Road", "in-flight")} == {"not held"}


def test_a_sale_where_the_agent_holds_nothing_is_not_theirs_to_give(store: str) -> None:
    for where, days in (("Japan", ("2026", "2027")), ("France", ("2033", "2034"))):
        assert clear(store, "Salt Road", "--in", where, "--from", days[0], "--until", days[1])["verdict"] == (
            "not theirs to give"
        )
    assert clear(store, "Salt Road", "--in", "Argentina", "--from", "2026", "--until", "2027")["verdict"] == "clear"


def test_an_exclusive_sale_meets_a_plain_one_and_a_plain_one_does_not(store: str) -> None:
    asked = ("--in", "Germany", "--from", "2026", "--until", "2027")
    assert clear(store, "Salt Road", *asked)["verdict"] == "clear"
    found = clear(store, "Salt Road", *asked, "--strength", "exclusive")
    assert (found["verdict"], found["collisions"][0]["with_name"]) == ("collides", "Northlight licenses Ostkino")


def test_windows_that_abut_do_not_meet_and_one_common_day_does(store: str) -> None:
    found = json.loads(run(store, "conflicts", "--format", "json"))["conflicts"]
    met = {(row["kind"], row["edge_day"], row["period"], row["countries"]) for row in found}
    assert met == {
        ("double exclusivity", True, "2027-12-31/2027-12-31", "Argentina"),
        ("not held", False, "2026-01-01/2028-12-31", "Japan"),
        ("not held", False, "2031-01-01/2031-12-31", "Austria and Germany"),
    }


def test_the_chain_of_title_goes_from_the_studio_over_the_agent_to_the_buyers(store: str) -> None:
    found = json.loads(run(store, "title", "--subject", "Low Tide", "--format", "json"))
    links = [(link["level"], link["holders_names"], link["how"]) for link in found["title"]]
    assert links == [
        (0, ["Studio"], "not recorded"),
        (1, ["Northlight"], "unqualified"),
        (2, ["Ostkino"], "unqualified"),
        (2, ["Rive"], "unqualified"),
    ]
    assert [(gap["status"], gap["countries"], gap["period"]) for gap in found["gaps"]][:1] == [
        ("not held", "Austria and Germany", "2031-01-01/2031-12-31")
    ]
    assert not found["owner_recorded"]


def test_on_a_day_and_in_a_place_only_what_reaches_there_is_told(store: str) -> None:
    told = run(store, "title", "--subject", "Salt Road", "--on", "2026-06-01", "--in", "Germany + Japan")
    assert "Salt Road, on 2026-06-01, in Germany and Japan: who holds what, and from whom" in told
    assert "Ostkino: non-exclusively" in told and "Canal Sur" not in told
    assert "Gaps: 1 not held, 1 not recorded" in told and "'Northlight licenses only Nippon View'" in told


def test_a_workbook_and_rows_have_links_and_gaps(store: str) -> None:
    rows = run(store, "title", "--subject", "Low Tide", "--format", "csv")
    assert rows.startswith("level,holder,how,from whom,deal,countries,terms,from,until,certain,title,source,sentence")
    assert "gap" in rows and "IN-2" in rows
    assert PartnerGraph.open(store).title("Low Tide").to_xlsx()[:2] == b"PK"


def test_without_a_list_of_what_was_granted_nothing_is_called_free(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "rights-in.csv", IN))
    answer = graph.available("Low Tide", channel="SVOD", on="2026-06-01", by="Northlight")
    assert [(row.countries, row.status) for row in answer] == [("World", "nothing recorded")]
