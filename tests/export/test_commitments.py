"""The table of commitments: what people edit is what they build again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import partnergraph as pg
from partnergraph import model as m
from partnergraph.export.commitments import HEADER, commitments_csv
from partnergraph.ingest.table.columns import COLUMNS
from partnergraph.names import NOBODY, NOTHING_SAID
from partnergraph.territory import format_territory
from tests.books import save, source
from tests.export.random_books import random_book


def graph_of(*paths: Path) -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(*paths)
    return graph


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["licensor"]]


def notes_of(path: Path) -> str:
    return "\n".join(
        line for line in path.read_text(encoding="utf-8-sig").splitlines() if "Note of the export: " in line
    )


def told(graph: pg.PartnerGraph) -> set[tuple[Any, ...]]:
    """What the table holds of a graph, by names instead of IRIs."""
    data = graph.data()
    names = {e.iri: e.name for e in data.entities}
    deals = {i.iri: i for i in data.identities if isinstance(i, m.Commitment)}
    titles = {s.iri: (s.title, s.date, s.url, s.publisher) for s in data.sources}
    quotes = {e.iri: e.phrase for e in data.evidence}
    found = set()
    for said in data.statements:
        deal = deals.get(said.about)
        if deal is None:
            continue
        period = said.period
        bounds = period and (
            period.earliest_start, period.latest_start, period.earliest_end, period.latest_end, period.planned_end,
            period.endless,
        )  # fmt: skip
        found.add((
            deal.kind, deal.side, *(frozenset(map(names.get, group)) for group in (deal.bound, deal.beneficiaries)),
            frozenset(map(names.get, said.subjects)), said.fields, said.channels, said.acts, said.territory, bounds,
            said.present_tense, said.strength, said.status, said.covers_affiliates, said.sublicensing,
            titles[said.source],
            frozenset(map(quotes.get, said.evidence)),
        ))  # fmt: skip
    return found


@pytest.mark.parametrize("name", ["xiaomi-leica.yaml", "press-facts.yaml"])
def test_built_again_it_says_the_same(name: str, tmp_path: Path) -> None:
    graph = graph_of(pg.example(name))
    table = graph.export(tmp_path / "deals.csv")
    again = graph_of(table)
    denied = {about for about in told(graph) if about not in told(again)}
    assert len(denied) == sum(s.denied for s in graph.data().statements if "/commitment/" in s.about)
    assert told(again) <= told(graph)
    assert rows_of(again.export(tmp_path / "again.csv")) == rows_of(table)


DEALS = """\
deal,licensor,licensee,subject,field,act,territory,start,end,term,exclusivity,direction,option,kind,affiliates,note
D-001,Leica,Xiaomi,Leica,smartphones,put the mark on products,World except Japan,2022-05-23,2026-05-22,,exclusive,,,,yes,x
,Leica,Sharp,"Leitz; product: Leitz Phone 1",,,Japan,2021,ongoing,,no,,,,,
D-003,Leica,Panasonic,Leica,camera,,EU,2001-01,perpetual,,sole,both,first refusal,,no,
D-004,Leica,Zeiss; Nikon,Leica,camera,,Japan,,,,co-exclusive,,,,,
D-005,Leica,Sony,Leica,camera,,US,2021-03,,three years,,,,,,
D-006,Leica,Canon,Leica,camera,,US,,,,,,,option,,
"""


def test_a_table_comes_back_to_the_letter(tmp_path: Path) -> None:
    first = graph_of(save(tmp_path, "deals.csv", DEALS))
    again = graph_of(first.export(tmp_path / "out.csv"))
    assert told(again) == told(first)
    identities = {(i.iri, i.label) for i in first.data().identities}
    assert {(i.iri, i.label) for i in again.data().identities} == identities
    assert len(rows_of(tmp_path / "out.csv")) == 6  # licence, exclusivity and option of one deal share a row


def test_dates_that_a_table_could_read_otherwise_come_back(tmp_path: Path) -> None:
    periods = ("2009-10/2011-12", "2021-22/2023-24", "2021-35/", "2024-03-07", "2022, planned to end on 2024-02-29")
    deals = "".join(
        f"  d{n}: {{kind: grant, bound: a, beneficiaries: b{n}, subject: x, period: '{period}'}}\n"
        for n, period in enumerate(periods)
    )
    parties = "".join(f", b{n}: B{n}" for n in range(len(periods)))
    book = f"dealbook: 1\nsources: {{s: {{title: S, date: 2024-01-01}}}}\norganizations: {{a: A{parties}}}\nbrands: {{x: X}}\n"
    first = graph_of(save(tmp_path, "book.yaml", book + "commitments:\n" + deals))
    assert told(graph_of(first.export(tmp_path / "out.csv"))) == told(first)


def test_an_edit_reaches_the_graph(tmp_path: Path) -> None:
    path = graph_of(pg.example("xiaomi-leica.yaml")).export(tmp_path / "deals.csv")
    text = path.read_text(encoding="utf-8-sig").replace("globally except the Japanese market", "EU + UK")
    again = graph_of(save(tmp_path, "edited.csv", text))
    territories = {format_territory(rule) for s in again.data().statements for rule in s.territory}
    assert territories == {"EU + UK"}


def test_a_second_export_is_the_same_file(tmp_path: Path) -> None:
    graph = graph_of(pg.example("press-facts.yaml"))
    assert graph.export(tmp_path / "a.csv").read_bytes() == graph.export(tmp_path / "b.csv").read_bytes()


def test_a_row_never_says_more_than_the_source(tmp_path: Path) -> None:
    body = """\
brands: {x: X}
commitments:
  denied: {kind: grant, bound: a, beneficiaries: b, subject: x, denied: true, label: denied one}
  guess: {kind: grant, bound: a, beneficiaries: b, subject: x, modality: prediction, label: guessed one}
  carved: {kind: exclusivity, strength: sole, bound: a, beneficiaries: b, subject: x, carveouts: [{parties: c}], label: carved one}
  open: {kind: grant, bound: a, beneficiaries: b, label: open one}
"""
    path = graph_of(save(tmp_path, "b.yaml", source("s", body))).export(tmp_path / "out.csv")
    assert [row["deal"] for row in rows_of(path)] == ["open"]
    for reason in ("denied one (s), it is denied", "guessed one (s), it is a prediction", "it has exceptions"):
        assert reason in notes_of(path)


def test_words_of_a_source_are_no_formula(tmp_path: Path) -> None:
    things = """organizations: {a: "=1+1", b: "@b", c: C}\n"""
    body = "commitments:\n  d: {kind: grant, bound: a, beneficiaries: b, note: '-2+3'}\n"
    graph = graph_of(save(tmp_path, "b.yaml", source("s", body, things=things)))
    path = graph.export(tmp_path / "out.csv")
    assert all(
        not cell.strip().startswith(("=", "+", "-", "@")) for row in rows_of(path) for cell in row.values() if cell
    )
    assert told(graph_of(path)) == told(graph)


def test_the_header_is_what_tables_are_read_by() -> None:
    assert set(HEADER) <= {column.name for column in COLUMNS}
    assert commitments_csv(m.Dataset()).splitlines()[0] == ",".join(HEADER)


@pytest.mark.parametrize("seeds", [range(4), pytest.param(range(4, 600), marks=pytest.mark.slow)], ids=["few", "many"])
def test_whatever_is_written_is_read_back_as_it_was_said(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        graph = graph_of(save(tmp_path, "book.json", json.dumps(random_book(seed))))
        path = graph.export(tmp_path / "out.csv")
        left_out = len(told(graph)) - notes_of(path).count("left out: ")
        if left_out == 0:
            continue  # no row is left, and a table without rows is an error
        again = graph_of(path)
        assert len(told(again)) == left_out, seed
        if "not said in the row: " not in notes_of(path):
            assert without_titles(again) <= without_titles(graph), seed


def without_titles(graph: pg.PartnerGraph) -> set[tuple[Any, ...]]:
    """What the table holds of a graph; a title that is no title in a table gets the source's name behind it."""
    return {(*row[:15], row[15][1:], *row[16:]) for row in told(graph)}


@pytest.mark.parametrize("name", sorted(word for word in NOTHING_SAID | NOBODY if any(map(str.isalnum, word))))
def test_a_name_that_no_table_reads_is_left_out(name: str, tmp_path: Path) -> None:
    things = f"organizations: {{a: {json.dumps(name)}, b: B}}\n"
    body = (
        "commitments:\n  d: {kind: grant, bound: a, beneficiaries: b}\n  e: {kind: grant, bound: b, beneficiaries: a}\n"
    )
    path = graph_of(save(tmp_path, "b.yaml", source("s", body, things=things))).export(tmp_path / "out.csv")
    assert rows_of(path) == []
    assert "is read as no name in a table" in notes_of(path)
