"""What differs between two graphs: deals term by term, collisions, and the answers that are others, with their cells."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph.cli import main
from tests.books import save
from tests.quick import one_in
from tests.test_known import built, random_book

HEAD = "deal,licensor,licensee,film,field,channel,territory,start,end,exclusivity\n"
OLD = HEAD + (
    "D1,Alba,Boreal,Metropolis,film,online,\"Germany, Austria\",2024-01-01,2026-12-31,exclusive\n"
    "D2,Alba,Cyrus,Metropolis,film,online,France,2024-01-01,2026-12-31,exclusive\n"
    "D3,Alba,Dora,Metropolis,film,online,Japan,2024-01-01,2026-12-31,no\n"
)  # fmt: skip
NEW = HEAD + (
    "D1,Alba,Boreal,Metropolis,film,online,\"Germany, Switzerland\",2024-01-01,2025-12-31,exclusive\n"
    "D3,Alba,Dora,Metropolis,film,store,Japan,2024-01-01,2026-12-31,no\n"
    "D4,Alba,Eve,Metropolis,film,online,Germany,2024-06-01,2024-12-31,exclusive\n"
)  # fmt: skip


def sheets(tmp_path: Path) -> tuple[pg.PartnerGraph, pg.PartnerGraph]:
    found = []
    for name, text in (("old", OLD), ("new", NEW)):
        graph = pg.PartnerGraph.open(tmp_path / f"{name}.store")
        (tmp_path / name).mkdir()
        graph.build(save(tmp_path / name, "deals.csv", text), as_of=date(2024, 3, 1))
        found.append(graph)
    return found[0], found[1]


def turns(found: Any) -> set[tuple[str, ...]]:
    name = found.glossary.name
    return {
        (*(name(t) for t in one.terms if t), one.countries, str(one.first), str(one.last), one.before, one.after,
         *(p if p == "others" else name(p) for p in one.parties))
        for one in found.flips
    }  # fmt: skip


def test_two_sheets(tmp_path: Path) -> None:
    old, new = sheets(tmp_path)
    found = old.diff(new)
    assert [(one.what, one.details, one.sources) for one in found] == [
        ("changes", ("closes in Austria", "opens in Switzerland",
                     "1 January 2024 to 31 December 2025 instead of 1 January 2024 to 31 December 2026"), ("deals",)),
        ("closes", ("in France, 1 January 2024 to 31 December 2026",), ("deals",)),
        ("changes", ("channel shops instead of online sale",), ("deals",)),
        ("opens", ("in Germany, 1 June 2024 to 31 December 2024",), ("deals",)),
    ]  # fmt: skip
    assert [one.countries for one in found.collisions] == ["Germany"]
    assert (found.solved, found.same, found.uncompared) == ((), 0, ())
    told = turns(found)
    assert ("films", "online sale", "France", "2024-01-01", "2026-12-31", "yes", "unknown", "Cyrus") in told
    assert ("films", "online sale", "Switzerland", "2024-01-01", "2025-12-31", "unknown", "yes", "Boreal") in told
    assert ("films", "online sale", "Germany", "2024-06-01", "2024-12-31", "yes", "conflict", "Boreal") in told
    assert ("films", "shops", "Japan", "2024-01-01", "2026-12-31", "unknown", "yes", "Dora") in told
    back = {(one[:5], one[6], one[5], one[7:]) for one in turns(new.diff(old))}
    assert back == {(one[:5], one[5], one[6], one[7:]) for one in told}


def test_a_sheet_is_compared_as_if_it_were_built(tmp_path: Path) -> None:
    old, new = sheets(tmp_path)
    found = old.diff(tmp_path / "new" / "deals.csv", as_of=date(2024, 3, 1))
    assert found.to_json() == old.diff(new).to_json()
    assert [one.details for one in found] == [
        one.details for one in old.changes(tmp_path / "new" / "deals.csv", as_of=date(2024, 3, 1))
    ]
    with pytest.raises(pg.InputError, match="options of tables go with a table"):
        old.diff(new, as_of=date(2024, 3, 1))


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    export = graph.export(tmp_path / "seed.ttl")
    for other in (graph, pg.PartnerGraph.open(export)):
        found = graph.diff(other)
        assert (found.differs, found.lines()) == (False, ["nothing differs"])


def test_the_seed_against_nothing(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    found = pg.PartnerGraph().diff(graph)
    assert found.new_sources == ("gadgets360-2024-02-28",)
    assert {one.what for one in found} == {"opens"}
    told = turns(found)
    xiaomi = next(one for one in told if "World except Japan" in one and one[-1] == "Xiaomi" and "yes" in one)
    assert xiaomi[:2] == ("smartphones", "put the mark on products")
    assert xiaomi[-5:] == ("2022-07-31", "2024-02-28", "unknown", "yes", "Xiaomi")
    assert found.lines() == pg.PartnerGraph().diff(graph).lines()
    assert all(len(line) <= 80 for line in found.lines())


def test_what_became_known_between_two_days(tmp_path: Path) -> None:
    book = """\
dealbook: 1
sources: {early: {title: Early, date: 2020-05-01}, late: {title: Late, date: 2022-05-01}, letter: {title: Letter}}
organizations: {lens: Lens, maker: Maker, novum: Novum}
brands: {sign: Sign}
commitments:
  only: {kind: exclusivity, label: Only, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: World, period: 2020-01-01/2025-12-31, strength: exclusive, source: early}
  licence: {kind: grant, label: Licence, bound: lens, beneficiaries: novum, subject: sign, field: smartphone,
    territory: EU + UK, period: 2022-01-01/2025-12-31, source: late}
"""
    graph = pg.PartnerGraph.open(tmp_path / "k.store")
    graph.build(save(tmp_path, "k.yaml", book))
    found = graph.as_known_on("2021").diff(graph.as_known_on("2022"))
    assert [(one.what, one.sources) for one in found] == [("opens", ("late",))]
    assert found.new_sources == ("late",)
    assert turns(found) == {("smartphones", "EU27 + UK", "2022-01-01", "2025-12-31", "no", "conflict", "Novum")}
    assert [note.partition(":")[0] for note in found.notes] == ["as known on 2021-12-31", "as known on 2022-12-31"]

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["diff", *arguments])

    store = str(tmp_path / "k.store")
    done = run(store, "--from", "2021", "--to", "2022", "--format", "json", "--check")
    assert (done.exit_code, json.loads(done.stdout)) == (1, json.loads(json.dumps(found.to_json())))
    assert "Novum: conflict instead of no" in " ".join(run(store, "--from", "2021").output.split())
    assert run(store, "--from", "2022", "--to", "2023", "--check").exit_code == 0
    for form in ("csv", "markdown", "tsv"):
        assert "answer" in run(store, "--from", "2021", "--format", form).output
    for wrong in (
        (store,),
        (store, store, "--from", "2021"),
        (store, "--to", "2021"),
        (store, store, "--dates", "dmy"),
    ):
        assert run(*wrong).exit_code == 2
    assert run(store, str(tmp_path / "nowhere.store")).exit_code == 2
    assert run(store, store, "--check").output == "nothing differs\n"


def small(book: dict[str, Any]) -> dict[str, Any]:
    """The book with two deals, of each of which one source speaks."""
    deals = {key: {**entry, "statements": entry["statements"][:1]} for key, entry in book["commitments"].items()}
    return {**book, "commitments": {key: deals[key] for key in ("c0", "c1")}}


@pytest.mark.parametrize("seed", one_in(5, (9, 6, 7, 10, 11)))
def test_an_answer_that_is_told_is_another_and_no_other_is(seed: int, tmp_path: Path) -> None:
    one, other = (built(tmp_path, f"{n}.json", small(random_book(n))) for n in (seed, seed + 1000))
    found = one.diff(other)
    draw = random.Random(seed)
    assert not found.uncompared
    deals = one.deals(), other.deals()
    for _ in range(40):
        subject, terms = draw.choice(sorted({(f.subject, f.terms) for f in found.flips}, key=repr))
        day, country = (
            date(draw.randrange(2018, 2026), draw.randrange(1, 13), draw.randrange(1, 29)),
            draw.choice(("BR", "JP", "DE", "GB")),
        )
        named = sorted({p for f in found.flips if f.subject == subject for p in f.parties} - {"others"})
        parties = [*named, *(["urn:newcomer"] if draw.random() < 0.2 else [])]
        answers = [
            pg.exclusivity.who(
                side, subject, terms[0], terms[2], country, day, parties, channel=terms[1], language=terms[3]
            )
            for side in deals
        ]
        for before, after in zip(answers[0].answers, answers[1].answers, strict=True):
            asked = "others" if before.party == "urn:newcomer" else before.party
            told = [
                (f.before, f.after)
                for f in found.flips
                if (f.subject, f.terms) == (subject, terms)
                and country in f.codes
                and asked in f.parties
                and (f.first or date.min) <= day <= (f.last or date.max)
            ]
            assert told == ([(before.answer, after.answer)] if before.answer != after.answer else [])
