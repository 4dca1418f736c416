"""Deals that events change, through the doors that people use: deal books, stores, answers, sheets of what is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from partnergraph import vocabulary as v
from partnergraph.errors import InputError

LICENCE = """
dealbook: 1
sources: {contract: {title: Licence agreement, date: 2020-01-15}}
organizations: {owner: Lens Co, alpha: Alpha Phones}
brands: {lens: Lens}
commitments:
  licence: {kind: exclusivity, bound: owner, beneficiaries: alpha, subject: lens, field: smartphone,
    territory: EU + Japan, start: 2020-02-01, end: 2027-12-31, strength: exclusive, label: Alpha's licence}
"""
ADDRESS = f"{v.DEFAULT_BASE}commitment/licence"
AMENDMENT = f"""
dealbook: 1
sources: {{amendment: {{title: Amendment No. 1, date: 2022-01-10}}}}
organizations: {{alpha: Alpha Phones, beta: Beta Mobile}}
deal_events:
  first: {{kind: amendment, changes: "{ADDRESS}", start: 2022-02-01, territory: EU, label: Amendment No. 1,
    evidence: [{{phrase: "the Territory shall be the EU"}}]}}
  passed-on: {{kind: assignment, changes: "{ADDRESS}", start: 2023-01-01, assignor: alpha, assignee: beta}}
"""
LETTER = f"""
dealbook: 1
sources: {{letter: {{title: Letter, date: 2024-03-01}}}}
deal_events: {{end: {{kind: termination, changes: "{ADDRESS}", last_day: 2024-06-30}}}}
"""
MERGER = """
dealbook: 1
sources: {register: {title: Register of companies, date: 2021-07-01}}
organizations: {owner: Lens Co, heir: Glass Group}
successions: {merged: {kind: merger, predecessors: owner, successor: heir, start: 2021-07-01}}
"""


def written(folder: Path, **books: str) -> list[Path]:
    """Return deal books as files."""
    found = []
    for name, text in books.items():
        found.append(folder / f"{name}.yaml")
        found[-1].write_text(text, encoding="utf-8")
    return found


def answer(graph: PartnerGraph, country: str, on: str, party: str) -> str:
    found = graph.who(subject="Lens", field="smartphone", country=country, on=on, party=party)
    return found[graph.lookup.find(party, "organization")].answer


@pytest.fixture
def graph(tmp_path: Path) -> PartnerGraph:
    graph = PartnerGraph()
    graph.build(*written(tmp_path, licence=LICENCE))
    graph.build(*written(tmp_path, amendment=AMENDMENT))
    graph.build(*written(tmp_path, letter=LETTER))
    return graph


def test_each_day_has_the_terms_of_that_day(graph: PartnerGraph) -> None:
    days = ["2021-06-01", "2022-06-01", "2023-06-01", "2024-07-01"]
    assert [answer(graph, "JP", day, "Alpha Phones") for day in days] == ["yes", "unknown", "unknown", "unknown"]
    assert [answer(graph, "DE", day, "Alpha Phones") for day in days] == ["yes", "yes", "no", "unknown"]
    assert [answer(graph, "DE", day, "Beta Mobile") for day in days] == ["no", "no", "yes", "unknown"]


def test_an_answer_names_the_events_it_rests_on(graph: PartnerGraph) -> None:
    found = graph.who(subject="Lens", field="smartphone", country="DE", on="2023-06-01", party="Beta Mobile")
    (reason,) = found[0].reasons
    assert reason.commitment == ADDRESS
    assert "'Amendment No. 1' from 2022-02-01 and 'passed-on' from 2023-01-01" in reason.why
    assert "until 'end' from 2024-07-01" in reason.why
    assert {quote.source for quote in reason.evidence} == {"Licence agreement", "Amendment No. 1", "Letter"}


def test_show_tells_the_history_in_order(graph: PartnerGraph) -> None:
    text = "\n".join(graph.show("Alpha's licence").lines())
    places = [
        text.index(words) for words in ("Licence agreement", "now in EU", "Beta Mobile in the place of", "(Letter")
    ]
    assert places == sorted(places)


def test_what_is_derived_is_mended_as_it_is_made(graph: PartnerGraph, tmp_path: Path) -> None:
    everything = sorted(map(str, graph.store.triples(v.GRAPH_DERIVED)))
    graph.derive()
    assert sorted(map(str, graph.store.triples(v.GRAPH_DERIVED))) == everything
    at_once = PartnerGraph()
    at_once.build(*written(tmp_path, licence=LICENCE, amendment=AMENDMENT, letter=LETTER))
    assert sorted(map(str, at_once.store.triples(v.GRAPH_DERIVED))) == everything


def test_without_the_source_of_an_event_all_is_as_before(graph: PartnerGraph, tmp_path: Path) -> None:
    graph.remove("letter")
    graph.remove("amendment")
    alone = PartnerGraph()
    alone.build(*written(tmp_path, licence=LICENCE))
    for name in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        assert set(graph.store.triples(name)) == set(alone.store.triples(name))


def test_the_index_of_a_store_follows_events(tmp_path: Path) -> None:
    location = tmp_path / "store"
    for book in written(tmp_path, licence=LICENCE, amendment=AMENDMENT, letter=LETTER):
        PartnerGraph.open(location).build(book)
    stored = PartnerGraph.open(location)
    assert answer(stored, "DE", "2023-06-01", "Beta Mobile") == "yes"
    assert answer(stored, "JP", "2023-06-01", "Beta Mobile") == "unknown"


def test_a_survivor_answers_for_the_old_name(graph: PartnerGraph, tmp_path: Path) -> None:
    graph.build(*written(tmp_path, merger=MERGER))
    found = graph.who(
        subject="Lens", field="smartphone", country="DE", on="2022-06-01", party=["Lens Co", "Glass Group"]
    )
    assert [one.answer for one in found][:2] == ["no", "no"]
    assert any("Lens Co is answered as Glass Group" in note for note in found.notes)
    assert "Glass Group promised" in found[0].reasons[0].why


def test_tables_and_pages_tell_of_the_deals_as_they_are(graph: PartnerGraph, tmp_path: Path) -> None:
    rows = graph.export(tmp_path / "deals.csv").read_text(encoding="utf-8")
    assert "2022-01-31" in rows
    assert "Beta Mobile" in rows
    assert "2027-12-31" not in rows
    again = PartnerGraph()
    again.build(tmp_path / "deals.csv")
    for day in ("2021-06-01", "2022-06-01", "2023-06-01"):
        for country in ("DE", "JP"):
            assert answer(again, country, day, "Alpha Phones") == answer(graph, country, day, "Alpha Phones")
    assert "Amendment No. 1" in graph.page() or "termination" in graph.page()
    assert graph.validate().conforms


def test_rdf_out_and_in_again_says_the_same(graph: PartnerGraph, tmp_path: Path) -> None:
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "deals.ttl", stated_only=True))
    assert set(again.store.triples(v.GRAPH_DERIVED)) == set(graph.store.triples(v.GRAPH_DERIVED))


@pytest.mark.parametrize("name", ["all.ttl", "all.nq"])
def test_an_export_with_all_that_is_derived_says_the_same(graph: PartnerGraph, tmp_path: Path, name: str) -> None:
    part = f'{{kind: amendment, changes: "{ADDRESS}", start: 2022-06-01, effect: removes, territory: France}}'
    letter = LETTER.replace("letter", "part").replace("deal_events: {", f"deal_events: {{cut: {part}, ")
    graph.build(*written(tmp_path, merger=MERGER, clauses=CLAUSES, part=letter))
    again = PartnerGraph()
    again.build(graph.export(tmp_path / name))
    for made in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        assert set(again.store.triples(made)) == set(graph.store.triples(made))
    assert again.validate().conforms


def test_terms_that_rdf_says_of_an_assignment_are_refused(graph: PartnerGraph, tmp_path: Path) -> None:
    path = graph.export(tmp_path / "deals.nt", stated_only=True)
    lines = path.read_text(encoding="utf-8").splitlines()
    said = next(line.split()[0] for line in lines if line.endswith("deal-event/passed-on> .") and "ns#about" in line)
    lines.append(f'{said} <{v.pg("sublicensing")}> "allowed" .')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="sublicensing.*: is no part of an assignment"):
        PartnerGraph().build(path)


def test_what_only_calls_itself_a_version_is_not_left_out(graph: PartnerGraph, tmp_path: Path) -> None:
    path = graph.export(tmp_path / "deals.ttl", stated_only=True)
    path.write_text(f"{path.read_text()}\n<{ADDRESS}> <{v.pg('versionOf')}> <{ADDRESS}-old> .\n", encoding="utf-8")
    result = PartnerGraph().build(path)
    assert any("pg:versionOf" in str(warning) and "is not read there" in str(warning) for warning in result.warnings)


CLAUSES = f"""
dealbook: 1
sources: {{amendment: {{title: Amendment No. 1, date: 2022-01-10}}}}
deal_events:
  extended: {{kind: amendment, changes: "{ADDRESS}", start: 2022-02-01, effect: adds, term: two years,
    conditions: [{{text: 1000 units a year, kind: lasting, from: 2028-07-01}}], label: the extension}}
  renewable: {{kind: amendment, changes: "{ADDRESS}", start: 2022-03-01, label: the clause,
    renews: {{every: 12 months, notice: 90 days}}}}
"""


def test_a_length_a_clause_and_a_condition_of_an_event_count_through_every_door(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(*written(tmp_path, licence=LICENCE, clauses=CLAUSES))
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "deals.ttl", stated_only=True))
    for one in (graph, again):
        assert [answer(one, "DE", day, "Alpha Phones") for day in ("2029-12-31", "2030-01-01")] == ["yes", "unknown"]
        text = " ".join(" ".join(one.show("Alpha's licence").lines()).split())
        assert "from 1 February 2022, for 2 years more, as long as: 1000 units a year" in text
        assert "from 1 March 2022, renewed by 1 year each time, unless notice is given 90 days before" in text
        due = one.expiring(on="2028-01-01", within=730)
        assert [(row.what, str(row.last_possible)) for row in due] == [
            ("condition", "2028-07-01"),
            ("notice", "2029-10-02"),
        ]
        assert one.validate().conforms


BAD = {
    "the length of a termination": (
        "deal_events: {e: {kind: termination, changes: licence, start: 2022-01-01, term: two years}}",
        "is said of a termination",
    ),
    "a clause of a termination": (
        "deal_events: {e: {kind: termination, changes: licence, start: 2022-01-01, renews: {every: 12 months}}}",
        "is said of what does not run",
    ),
    "a length that is taken out": (
        "deal_events: {e: {kind: amendment, changes: licence, start: 2022-01-01, effect: removes, term: two years}}",
        "stands beside 'effect: removes'",
    ),
    "a deal that is nowhere": (
        'deal_events: {e: {kind: amendment, changes: "https://example.org/none", start: 2022-01-01, territory: EU}}',
        "no deal here or in the store",
    ),
    "no key of this file": (
        "deal_events: {e: {kind: amendment, changes: licences, start: 2022-01-01}}",
        "is no key in",
    ),
    "an assignment to nobody": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, assignor: alpha}}",
        "an assignment without assignee",
    ),
    "an assignment of a stranger": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, assignor: gamma, assignee: alpha}}",
        "no party of what is assigned",
    ),
    "an assignment to oneself": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, assignor: alpha, assignee: alpha}}",
        "takes the place of itself",
    ),
    "two of one day": (
        "deal_events: {e: {kind: amendment, changes: licence, start: 2022-01-01, territory: EU}, "
        "f: {kind: amendment, changes: licence, start: 2022-01-01, territory: Japan}}",
        "says otherwise than e, on the same day",
    ),
    "two that let and forbid": (
        "deal_events: {e: {kind: amendment, changes: licence, start: 2022-01-01, covers_affiliates: true}, "
        "f: {kind: amendment, changes: licence, start: 2022-01-01, covers_affiliates: false}}",
        "says otherwise than e, on the same day (line 9)",
    ),
    "there and back on one day": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, assignor: alpha, assignee: gamma}, "
        "f: {kind: assignment, changes: licence, start: 2022-01-01, assignor: gamma, assignee: alpha}}",
        "says otherwise than e, on the same day (line 9)",
    ),
    "an end of an assignment": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, end: 2024-01-01, assignor: alpha, "
        "assignee: gamma}}",
        "is no part of an assignment\n    write it in an amendment, from the same day",
    ),
    "terms of an assignment": (
        "deal_events: {e: {kind: assignment, changes: licence, start: 2022-01-01, assignor: alpha, "
        "assignee: gamma, covers_affiliates: false}}",
        "is no part of an assignment",
    ),
    "exceptions of a termination": (
        "deal_events: {e: {kind: termination, changes: licence, start: 2022-01-01, carveouts: {territory: Japan}}}",
        "is no part of a termination",
    ),
    "taking up what is no option": (
        "deal_events: {e: {kind: exercise, changes: licence, start: 2022-01-01}}",
        "only an option has an exercise",
    ),
    "the end of a termination": (
        "deal_events: {e: {kind: termination, changes: licence, end: 2022-01-01}}",
        "is said of a termination",
    ),
    "two days": (
        "deal_events: {e: {kind: termination, changes: licence, on: 2022-01-01, last_day: 2022-01-01}}",
        "stands beside on",
    ),
    "a company that succeeds itself": (
        "successions: {s: {kind: merger, predecessors: alpha, successor: alpha}}",
        "takes the place of itself",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    events, told = BAD[name]
    book = LICENCE.replace("alpha: Alpha Phones", "alpha: Alpha Phones, gamma: Gamma") + events + "\n"
    with pytest.raises(InputError) as caught:
        PartnerGraph().build(*written(tmp_path, bad=book))
    assert told in str(caught.value)


DOUBTFUL = {
    "before the start": (
        "deal_events: {e: {kind: amendment, changes: licence, start: 2019-01-01, territory: EU}}",
        "comes before licence begins, on 2020-02-01 (line 7)",
    ),
    "after the end": (
        "deal_events: {e: {kind: termination, changes: licence, start: 2029-01-01}}",
        "comes after licence has ended, on 2027-12-31 (line 7)",
    ),
    "a renewal without an end": (
        "deal_events: {e: {kind: renewal, changes: licence, start: 2028-01-01}}",
        "a renewal without an end",
    ),
    "an axis that the deal has not": (
        "deal_events: {e: {kind: amendment, changes: licence, start: 2022-01-01, effect: adds, channel: online}}",
        "adds to what licence does not say of it",
    ),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_probably_wrong_is_told(name: str, tmp_path: Path) -> None:
    events, told = DOUBTFUL[name]
    result = PartnerGraph().build(*written(tmp_path, doubtful=LICENCE + events + "\n"))
    assert any(told in str(warning) for warning in result.warnings), result.warnings
