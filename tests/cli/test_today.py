"""The first question that somebody types: no field, no act, no day, and ``--in`` for where."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from partnergraph import PartnerGraph
from partnergraph.cli import main
from partnergraph.questions import words

TODAY = date(2026, 3, 14)
SHEET = """\
deal,licensor,licensee,product,channel,territory,start,end,exclusivity
L1,Owner,Vistaflix,Film,svod,DACH,2025-01-01,2026-12-31,exclusive
L2,Owner,Kanal,Film,free television,Germany,2024-01-01,2026-03-13,exclusive
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "today", lambda: TODAY)
    (tmp_path / "film.csv").write_text(SHEET, encoding="utf-8")
    PartnerGraph.open(tmp_path / "store").build(tmp_path / "film.csv", as_of=date(2026, 3, 1))
    return str(tmp_path / "store")


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--store", store])


def test_who_needs_a_subject_and_a_place_alone(store: str) -> None:
    asked = run(store, "who", "--subject", "Film", "--in", "DE")
    assert asked.exit_code == 0, asked.output
    told = " ".join(asked.stdout.split())
    assert told.startswith(
        "Film, all fields of use, Germany, 2026-03-14 no day is given: the answer is for today, 2026-03-14"
    )
    found = json.loads(run(store, "who", "--subject", "Film", "--in", "DE", "--format", "json").stdout)
    (others,) = found["answers"]
    assert (found["on"], found["until"]) == ("2026-03-14", "2026-03-14")
    assert others["reasons"][0]["why"].startswith("Owner promised Vistaflix")
    dated = run(store, "who", "--subject", "Film", "--in", "DE", "--on", "2026-03-14", "--format", "json")
    assert json.loads(dated.stdout) == {**found, "notes": []}


def test_a_day_that_is_given_is_the_day_of_the_answer(store: str) -> None:
    asked = ("who", "--subject", "Film", "--channel", "free television", "--in", "DE", "--party", "Kanal")
    now, before = (run(store, *asked, *on, "--format", "json") for on in ((), ("--on", "2026-03-13")))
    assert json.loads(now.stdout)["answers"][0]["answer"] != "yes"
    assert json.loads(before.stdout)["answers"][0]["answer"] == "yes"
    assert json.loads(before.stdout)["notes"] == []


def test_a_proposed_deal_begins_today_and_says_so(store: str) -> None:
    deal = ("clear", "--grantor", "Owner", "--grantee", "Kanal", "--subject", "Film", "--channel", "svod")
    asked = run(store, *deal, "--in", "Germany", "--format", "json")
    found = json.loads(asked.stdout)
    assert found["notes"][0] == "no day is given: the deal begins today, 2026-03-14"
    (one,) = found["collisions"]
    assert (found["verdict"], one["countries"], one["period"]) == ("collides", "Germany", "2026-03-14/2026-12-31")
    spelt = run(store, *deal, "--territory", "Germany", "--from", "2026-03-14", "--format", "json")
    assert json.loads(spelt.stdout)["collisions"] == found["collisions"]


def test_what_is_free_is_asked_for_today(store: str) -> None:
    asked = ("available", "--subject", "Film", "--channel", "svod", "--format", "json")
    found = json.loads(run(store, *asked).stdout)
    assert found["notes"] == ["no day is given: the answer is for today, 2026-03-14"]
    assert {(row["from"], row["until"]) for row in found["available"]} == {("2026-03-14", "2026-03-14")}
    assert json.loads(run(store, *asked, "--on", "2026-03-14").stdout) == {**found, "notes": []}
    assert run(store, *asked, "--until", "2027").exit_code == 2


def test_what_expires_is_asked_for_today(store: str) -> None:
    found = json.loads(run(store, "expiring", "--within", "400d", "--format", "json").stdout)
    assert found["notes"] == ["no day is given: the answer is for today, 2026-03-14"]
    assert {row["last_possible"] for row in found["expiring"]} == {"2026-12-31"}


def test_the_help_has_one_spelling_and_both_are_read(store: str) -> None:
    for name, country in (("who", "country"), ("clear", "territory")):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        shown = {o for p in command.params if isinstance(p, click.Option) and not p.hidden for o in p.opts}
        hidden = {o for p in command.params if isinstance(p, click.Option) and p.hidden for o in p.opts}
        assert "--in" in shown - hidden
        assert f"--{country}" in hidden - shown
    both = run(store, "who", "--subject", "Film", "--in", "DE", "--country", "FR")
    assert both.exit_code == 2
    assert "'in' and 'country' are one parameter" in both.stderr or "'country' and 'in' are" in both.stderr


def test_python_and_the_facade_take_no_day_either(store: str) -> None:
    graph = PartnerGraph.open(store)
    assert graph.who("Film", country="DE").to_json() == graph.who("Film", in_="DE").to_json()
    proposal = graph.propose(grantor="Owner", grantee="Kanal", subject="Film", territory="Germany")
    assert (proposal.first, proposal.last) == (TODAY, None)
    assert proposal.notes == ("no day is given: the deal begins today, 2026-03-14",)
    assert graph.clear(proposal).notes[0] == proposal.notes[0]
