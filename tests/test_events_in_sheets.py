"""Rows that amend, renew, assign and end deals: events, answered as those of a deal book are, in whatever order they come."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph.errors import InputError

AS_OF = date(2025, 2, 1)
DAYS = ("2024-06-01", "2025-01-01", "2025-03-31", "2025-04-01", "2025-06-01", "2027-06-01")
HEAD = "Deal,Type,Amends deal,Licensor,Licensee,Brand,Field,Territory,Start,End,Exclusive"
DEAL = "D-1,licence,,Lens Co,Alpha,Lens,smartphones,EU + Japan,2024-01-01,2026-12-31,yes"
BOOK = """
dealbook: 1
sources: {deals: {title: deals.csv, date: 2025-02-01, as_of: 2025-02-01}}
organizations: {lens: Lens Co, alpha: Alpha, beta: Beta}
brands: {mark: Lens}
commitments:
  d-1: {kind: grant, bound: lens, beneficiaries: alpha, subject: mark, field: smartphones, territory: EU + Japan,
    start: 2024-01-01, end: 2026-12-31}
  d-1-x: {kind: exclusivity, bound: lens, beneficiaries: alpha, subject: mark, field: smartphones,
    territory: EU + Japan, start: 2024-01-01, end: 2026-12-31, strength: unqualified}
deal_events:
"""
BOTH = "changes: [d-1, d-1-x]"


def graph_of(folder: Path, *rows: str, head: str = HEAD, name: str = "deals.csv") -> PartnerGraph:
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    graph = PartnerGraph()
    graph.build(path, as_of=AS_OF)
    return graph


def booked(folder: Path, *events: str) -> PartnerGraph:
    path = folder / "book.yaml"
    path.write_text(BOOK + "\n".join(f"  e{n}: {{{event}}}" for n, event in enumerate(events)), encoding="utf-8")
    graph = PartnerGraph()
    graph.build(path)
    return graph


def answers(graph: PartnerGraph, country: str = "JP") -> list[tuple[str, ...]]:
    asked = {"subject": "Lens", "field": "smartphones", "country": country, "party": ["Alpha", "Beta"]}
    return [tuple(one.answer for one in graph.who(on=day, **asked)) for day in DAYS]  # type: ignore[arg-type]


def refused(folder: Path, *rows: str, head: str = HEAD) -> str:
    with pytest.raises(InputError) as error:
        graph_of(folder, *rows, head=head)
    return " | ".join(f"{p.line} {p.field} {p.value} {p.message}; {p.hint}" for p in error.value.problems)


@pytest.mark.parametrize(
    ("rows", "events"),
    [
        ([DEAL, "A-1,Amendment,D-1,,,,,EU,2025-01-01,,"], [f"kind: amendment, {BOTH}, start: 2025-01-01, territory: EU"]),
        ([DEAL, ",,D-1,Lens Co,Alpha,Lens,,EU,2025-01-01,2028-12-31,"],
         [f"kind: amendment, {BOTH}, start: 2025-01-01, territory: EU, subject: mark, end: 2028-12-31"]),
        ([DEAL, "D-1,Amendment no. 1,,,,,,EU,2025-01-01,,"], [f"kind: amendment, {BOTH}, start: 2025-01-01, territory: EU"]),
        ([DEAL, ",Nachtrag,D-1,,,,,EU,,,"], [f"kind: amendment, {BOTH}, territory: EU"]),
        ([DEAL, ",Verlängerung,D-1,,,,,,2027-01-01,2028-12-31,"],
         [f"kind: renewal, {BOTH}, start: 2027-01-01, end: 2028-12-31"]),
        ([DEAL, ",Termination,D-1,Lens Co,Alpha,Lens,smartphones,EU + Japan,,2025-03-31,"],
         [f"kind: termination, {BOTH}, last_day: 2025-03-31"]),
        ([DEAL, ",Résiliation,D-1,,,,,,2025-04-01,,"], [f"kind: termination, {BOTH}, start: 2025-04-01"]),
        ([DEAL, ",Termination,D-1,,,,,Japan,,2025-03-31,"],
         [f"kind: termination, {BOTH}, last_day: 2025-03-31, territory: Japan"]),
        ([DEAL, ",Assignment,D-1,,Beta,,,,2025-04-01,,"],
         [f"kind: assignment, {BOTH}, start: 2025-04-01, assignor: alpha, assignee: beta"]),
        ([DEAL, ",Amendment,D-1,,,,,,2025-04-01,,non-exclusive"],
         ["kind: amendment, changes: d-1-x, start: 2025-04-01, becomes: grant"]),
    ],
)  # fmt: skip
def test_a_row_on_another_deal_is_an_event(tmp_path: Path, rows: list[str], events: list[str]) -> None:
    graph, other = graph_of(tmp_path, *rows), booked(tmp_path, *events)
    for country in ("JP", "DE"):
        assert answers(graph, country) == answers(other, country)
    assert graph.validate().conforms
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "deals.ttl", stated_only=True))
    assert answers(again) == answers(graph)


@pytest.mark.parametrize(
    ("headers", "cells", "event"),
    [
        ("Effective date,New end", "2025-01-01,2028-12-31", f"kind: amendment, {BOTH}, start: 2025-01-01, end: 2028-12-31"),
        ("Amendment date,Extended to", "2025-01-01,2028-12-31", f"kind: renewal, {BOTH}, start: 2025-01-01, end: 2028-12-31"),
        ("New expiry", "2028-12-31", f"kind: amendment, {BOTH}, end: 2028-12-31"),
        ("Verlängert bis", "2028-12-31", f"kind: renewal, {BOTH}, end: 2028-12-31"),
        ("Amendment date,Assigned to", "2025-04-01,Beta",
         f"kind: assignment, {BOTH}, start: 2025-04-01, assignor: alpha, assignee: beta"),
        ("Transferred to", "Beta", f"kind: assignment, {BOTH}, assignor: alpha, assignee: beta"),
        ("Last day", "2025-03-31", f"kind: termination, {BOTH}, last_day: 2025-03-31"),
        ("Terminated on", "2025-03-31", f"kind: termination, {BOTH}, on: 2025-03-31"),
        ("Termination date", "2025-03-31", f"kind: termination, {BOTH}, on: 2025-03-31"),
        ("Terminated", "yes", f"kind: termination, {BOTH}"),
    ],
)  # fmt: skip
def test_a_row_is_the_deal_and_an_event(tmp_path: Path, headers: str, cells: str, event: str) -> None:
    graph, other = graph_of(tmp_path, f"{DEAL},{cells}", head=f"{HEAD},{headers}"), booked(tmp_path, event)
    assert answers(graph) == answers(other)
    assert sum(isinstance(one, m.DealEvent) for one in graph.data().identities) == 1


def test_terminated_on_a_day_leaves_that_day_open(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, f"{DEAL},2025-03-31", head=f"{HEAD},Terminated on")
    assert [one[0] for one in answers(graph)][1:4] == ["yes", "unknown", "unknown"]
    last = graph_of(tmp_path, f"{DEAL},2025-03-31", head=f"{HEAD},Last day")
    assert [one[0] for one in answers(last)][1:4] == ["yes", "yes", "unknown"]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [DEAL, "A-1,Amendment,D-1,,,,,EU,2025-01-01,,", ",Assignment,D-1,,Beta,,,,2025-04-01,,"]
    found = {frozenset(map(str, graph_of(tmp_path, *some).data())) for some in permutations(rows)}
    assert len(found) == 1


def test_the_deal_may_stand_in_another_file_or_in_the_store(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(f"{HEAD}\n{DEAL}\n", encoding="utf-8")
    second.write_text(f"{HEAD}\n,Termination,D-1,,,,,,,2025-03-31,\n", encoding="utf-8")
    together, later = PartnerGraph(), PartnerGraph()
    together.build(second, first, as_of=AS_OF)
    later.build(first, as_of=AS_OF)
    later.build(second, as_of=AS_OF)
    at_once = graph_of(tmp_path, DEAL, ",Termination,D-1,,,,,,,2025-03-31,")
    assert answers(together) == answers(later) == answers(at_once)
    assert answers(later)[4][0] == "unknown"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            [DEAL, ",Amendment,D-2,,,,,EU,2025-01-01,,"],
            "3 C 'Amends deal' D-2 changes a deal that is neither here nor in",
        ),
        ([DEAL, ",Amendment,,,,,,EU,2025-01-01,,"], "does not say which deal it changes"),
        ([DEAL, ",Amendment,D-1,,Gamma,,,EU,2025-01-01,,"], "names gamma, no party of that deal"),
        ([DEAL, ",Amendment,D-1,,,,,,2025-01-01,,"], "changes nothing that is said"),
        ([DEAL, ",Assignment,D-1,,Beta,,,,2025-01-01,2025-12-31,"], "end is no part of an assignment"),
        ([DEAL.replace(",yes", ",no"), ",Amendment,D-1,,,,,,2025-01-01,,yes"], "makes exclusive what is not"),
        ([DEAL, ",Assignment,D-1,,,,,,2025-01-01,,"], "an assignment without"),
        ([DEAL, ",Termination,D-1,,,,,,2025-04-01,2025-03-31,"], "stands beside another day of a termination"),
        ([DEAL, ",Amendment,D-1,,,,,EU,2025-01-01,,", ",Amendment,D-1,,,,,Japan,2025-01-01,,"], "says otherwise than"),
    ],
)
def test_what_cannot_be_stops_the_build(tmp_path: Path, rows: list[str], why: str) -> None:
    assert why in refused(tmp_path, *rows)


@pytest.mark.parametrize(
    ("headers", "cells", "why"),
    [
        ("Amendment date", "2025-01-01", "is the day of a change, and nothing says what was changed"),
        ("Amendment date,New end,Assigned to", "2025-01-01,2028-12-31,Beta", "could be that of new end or of assignee"),
        ("Terminated on", "soon", "no date"),
    ],
)
def test_changes_of_the_own_deal_that_cannot_be(tmp_path: Path, headers: str, cells: str, why: str) -> None:
    assert why in refused(tmp_path, f"{DEAL},{cells}", head=f"{HEAD},{headers}")


def test_a_renewal_of_an_event_row_is_refused(tmp_path: Path) -> None:
    row = ",Amendment,D-1,,,,,EU,2025-01-01,,,12 months"
    assert "is said of a row that changes another deal" in refused(tmp_path, f"{DEAL},", row, head=f"{HEAD},Renewal")


def test_alone_the_headers_mean_what_they_meant(tmp_path: Path) -> None:
    head = "Licensor,Assigned to,Brand,Field,Territory,Effective date,Termination date"
    graph = graph_of(tmp_path, "Lens Co,Alpha,Lens,smartphones,Japan,2024-01-01,2026-12-31", head=head)
    assert [one[0] for one in answers(graph)][:2] == ["yes", "yes"]
    assert not any(isinstance(one, m.DealEvent) for one in graph.data().identities)
