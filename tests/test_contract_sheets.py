"""Sheets that say what contracts say: built through the public door, they answer as the same deals in a deal book do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph.errors import InputError
from partnergraph.graph import BuildResult

HEAD = "Deal,Licensor,Licensee,Brand,Field,Territory,Start,End"
DEAL = "D-1,Lens Co,Alpha,Lens,smartphones,Japan,2024-01-01,2025-12-31"
AS_OF = date(2024, 2, 1)
DAYS = ("2023-06-01", "2024-06-01", "2025-12-31", "2026-06-01", "2029-06-01")


def sheet(folder: Path, *lines: str, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def built(folder: Path, headers: str, *rows: str) -> tuple[PartnerGraph, BuildResult]:
    """Build one deal with more columns than `HEAD`: what stands under them, row by row."""
    graph = PartnerGraph()
    path = sheet(folder, f"{HEAD},{headers}", *(f"{DEAL},{row}" if row.count(",") < 8 else row for row in rows))
    return graph, graph.build(path, as_of=AS_OF)


def booked(folder: Path, deal: str, kind: str = "grant", more: str = "") -> PartnerGraph:
    """Build the same deal out of a deal book."""
    text = f"""
dealbook: 1
sources: {{deals: {{title: deals.csv, date: 2024-02-01, as_of: 2024-02-01}}}}
organizations: {{lens: Lens Co, alpha: Alpha, beta: Beta, gamma: Gamma}}
brands: {{mark: Lens}}
commitments:
  d-1: {{kind: {kind}, bound: lens, beneficiaries: alpha, subject: mark, field: smartphones, territory: Japan,
    start: 2024-01-01, end: 2025-12-31{deal}}}
{more}
"""
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    graph = PartnerGraph()
    graph.build(path)
    return graph


def answers(graph: PartnerGraph, **how: object) -> list[tuple[str, ...]]:
    """Return who may on some days, party by party."""
    asked = {"subject": "Lens", "field": "smartphones", "country": "JP", "party": ["Alpha", "Beta"], **how}
    return [tuple(one.answer for one in graph.who(on=day, **asked)) for day in DAYS]  # type: ignore[arg-type]


def said(graph: PartnerGraph) -> m.Statement:
    (statement,) = [s for s in graph.data().statements if s.about.endswith(("/d_1", "/d-1"))]
    return statement


def told(result: BuildResult) -> str:
    return " | ".join(f"{w.field} {w.message}" for w in result.warnings)


def refused(folder: Path, headers: str, *rows: str) -> str:
    with pytest.raises(InputError) as error:
        built(folder, headers, *rows)
    return " | ".join(f"{p.field} {p.message}; {p.hint}" for p in error.value.problems)


@pytest.mark.parametrize(
    ("headers", "cells", "book"),
    [
        ("Auto-renew", "12 months", "renews: 12 months"),
        ("Renewal", '"yes, annually"', "renews: 12 months"),
        ("Renews", '"automatic 1 year, 90 days notice"', "renews: {every: 12 months, notice: 90 days}"),
        ("Renewal,Renewal term,Notice period", "yes,1 year,3 months", "renews: {every: 12 months, notice: 3 months}"),
        ("Verlängerung,Kündigungsfrist", "jährlich,3 Monate", "renews: {every: 12 months, notice: 3 months}"),
        ("Tacite reconduction,Préavis", "1 an,3 mois", "renews: {every: 12 months, notice: 3 months}"),
        ("Prórroga,Preaviso", "automática 1 año,90 días", "renews: {every: 12 months, notice: 90 days}"),
        ("Renewal,Number of renewals,Notice (days)", "automatic 1 year,2,90",
         "renews: {every: 12 months, notice: 90 days, times: 2}"),
        ("Options", "2 x 1 year", "extends: {every: 12 months, times: 2}"),
        ("Option to extend", "1 year", "extends: 12 months"),
        ("Auto-renew,Options", "no,2 x 1 year", "extends: {every: 12 months, times: 2}"),
        ("Subject to", "board approval", "conditions: {text: subject to board approval, kind: first}"),
        ("Conditions", "Board approval (met 2024-03-01)",
         "conditions: {text: Board approval, kind: first, met: 2024-03-01}"),
        ("Condition subsequent", "a shop is open", "conditions: {text: a shop is open, kind: lasting}"),
        ("Minimum", "900 units a year", 'conditions: {text: "minimum: 900 units a year", kind: lasting}'),
        ("Sublicense allowed", "with consent", "sublicensing: with-consent"),
    ],
)  # fmt: skip
def test_a_sheet_answers_as_the_deal_book_does(tmp_path: Path, headers: str, cells: str, book: str) -> None:
    graph, _ = built(tmp_path, headers, cells)
    other = booked(tmp_path, f", {book}")
    ours, theirs = said(graph), said(other)
    assert (ours.renewal, ours.conditions, ours.sublicensing) == (
        theirs.renewal, theirs.conditions, theirs.sublicensing,
    )  # fmt: skip
    for reading in (["default"], ["default", "renews"]):
        assert answers(graph, reading=reading) == answers(other, reading=reading)
    due = [
        [(row.last_possible, row.what) for row in one.expiring(on="2024-02-01", within=5000)] for one in (graph, other)
    ]
    assert due[0] == due[1]
    assert graph.validate().conforms
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "again.csv"), as_of=AS_OF)
    assert (said(again).renewal, said(again).conditions) == (ours.renewal, ours.conditions)
    assert answers(again) == answers(graph)


def test_a_bare_yes_has_no_length(tmp_path: Path) -> None:
    graph, result = built(tmp_path, "Auto-renew", "yes")
    assert said(graph).renewal is None
    assert answers(graph)[3][0] == "unknown"
    assert answers(graph)[2][0] == "yes"
    assert "does not say for how long" in told(result)


def test_what_is_taken_for_a_first_condition_is_told(tmp_path: Path) -> None:
    graph, result = built(tmp_path, "Conditions", "EU clearance; at least 100 units per year")
    assert [c.kind for c in said(graph).conditions] == ["first", "lasting"]
    assert "H 'Conditions'" not in told(result)
    assert "I 'Conditions' is taken as a condition to be met first" in told(result)
    assert answers(graph)[1][0] == "unknown"


@pytest.mark.parametrize("header", ["Excluded licensees", "Competitors excluded", "Not to", "Licenciés exclus"])
def test_parties_that_are_excluded_may_not_act(tmp_path: Path, header: str) -> None:
    graph, _ = built(tmp_path, header, "Beta; Gamma")
    other = booked(
        tmp_path, "", more="  x: {kind: exclusion, bound: lens, promisees: alpha, excluded: [beta, gamma], subject: mark,"
        " field: smartphones, territory: Japan, start: 2024-01-01, end: 2025-12-31}",
    )  # fmt: skip
    assert answers(graph) == answers(other)
    assert answers(graph)[1][:2] == ("yes", "no")


def test_excluding_over_companies_of_the_table_is_no_place(tmp_path: Path) -> None:
    other = "D-2,Lens Co,Beta,Lens,cameras,Japan,2024-01-01,2025-12-31,"
    graph, _ = built(tmp_path, "Excluding", "Beta", other)
    assert answers(graph)[1][1] == "no"


@pytest.mark.parametrize(
    ("headers", "cells", "why"),
    [
        ("Renewal", "see contract", "is no renewal that is known"),
        ("Renewal,Renewal term", "12 months,2 years", "does not agree"),
        ("Renewal,Renewal term", "no,2 years", "says that it is not renewed"),
        ("Renewal,Notice", "12 months,2 years", "asks for notice longer before"),
        ("Auto-renew,Extension", "12 months,1 year", "stands beside an option to extend"),
        ("Notice", "60", "a number without a unit"),
        ("Number of renewals", "many", "is no number of renewals"),
        ("Conditions", "yes", "does not say what it hangs on"),
        ("Conditions", "Approval met", "does not say when"),
        ("Minimum", "900 units (met 2023-01-01)", "lies before the start"),
        ("Competitors excluded", "yes", "does not say who may not act"),
        ("Not to", "direct competitors", "does not say who may not act"),
        ("Not to", "Alpha", "is excluded and a party of the deal"),
    ],
)
def test_what_is_not_understood_stops_the_build(tmp_path: Path, headers: str, cells: str, why: str) -> None:
    assert why in refused(tmp_path, headers, cells)


def test_a_renewal_without_an_end_is_a_note_and_told(tmp_path: Path) -> None:
    row = "D-1,Lens Co,Alpha,Lens,smartphones,Japan,2024-01-01,,12 months"
    graph, result = built(tmp_path, "Renewal", row)
    assert said(graph).renewal is None
    assert said(graph).note == "Renewal: 12 months"
    assert "whose end is not said" in told(result)


def test_notice_alone_is_a_note_and_told(tmp_path: Path) -> None:
    graph, result = built(tmp_path, "Notice", "90 days")
    assert said(graph).note == "Notice: 90 days"
    assert "is a notice where no renewal is said" in told(result)
    assert answers(graph)[3] == answers(booked(tmp_path, ""))[3]
