"""The stored commitment index: what it leaves out changes no answer, and it is never stale."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.building import write_table
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.asking import facade
from partnergraph.derive import derive
from partnergraph.exclusivity import indexed, who
from partnergraph.exclusivity.scope import Trees
from partnergraph.graph import PartnerGraph, example
from partnergraph.index import NAME, CommitmentIndex, deals_for_cell, load_index, make_index, save_index
from partnergraph.ingest.deals import buffer as deal_buffer
from partnergraph.rdf import to_rdf
from partnergraph.terms import terms
from partnergraph.territory import Territory
from tests.quick import one_in
from tests.store.generated import dataset
from tests.store.test_mending import said_by
from tests.unit.exclusivity import portable
from tests.unit.exclusivity.generated import PARTIES, Maker

DAYS = ("2009-06-01", "2017-01-01", "2021-06-01", "2022-03-15", "2023-05-01", "2024-02-29", "2030")
WHERE = ("JP", "BR", "EU", "001")
MARKS = ("Leica", "Leitz", "Nokia", "iPhone", "efgartigimod")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("press") / "store"
    PartnerGraph.open(path).build(example("xiaomi-leica.yaml"), example("press-facts.yaml"))
    return path


def everything(graph: PartnerGraph) -> Iterator[object]:
    for mark in MARKS:
        for country in ("BR", "JP", "US", "CN"):
            for day in DAYS:
                for readings in ("default", "strict", ("default", "continues")):
                    found = graph.who(
                        mark, "smartphone", country, day, parties=("Xiaomi", "Sharp", "AT&T"), readings=readings
                    )
                    yield found.to_json()


def test_the_answers_are_those_of_the_whole_store(press: Path) -> None:
    few, whole = PartnerGraph.open(press), PartnerGraph.open(press)
    whole.deals()
    assert list(everything(few)) == list(everything(whole))
    assert few._deals is None  # nothing was read as a whole


def test_generated_deals_give_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "FEW", -1)
    drawn = [(seed, Maker(seed).case()) for seed in range(20_000, 20_060)]
    # a commitment in RDF names whom it favours
    cases = [(seed, case) for seed, case in drawn if all(c.beneficiaries for c in case.deals.commitments)]
    graph = PartnerGraph.open(tmp_path / "store")
    with graph.store.transaction() as work:
        for number, case in cases:
            work.insert(v.GRAPH_STATED, to_rdf(portable.dataset(case, number)))
    deals = graph.deals()
    index = make_index(deals)
    for number, case in cases:
        rename = portable.Renaming(number)
        mark, field = rename.iri("Aura"), portable.FIELDS[case.field]
        parties = [rename.iri(party) for party in PARTIES]
        known, readings = terms().with_own(portable.OWN_TERMS), case.book.readings
        few = deals_for_cell(graph.store, index, known, mark, field, case.country, parties, readings)
        assert len(few.commitments) <= len(case.deals.commitments)
        ways = portable.ways(case, rename)
        asked = (mark, field, ways.pop("act"), case.country, case.day, parties, readings)
        few_answer, answer = who(few, *asked, **ways), who(deals, *asked, **ways)
        assert few_answer.answers == answer.answers, number
        assert few_answer.readings_used == answer.readings_used


def rows_of(index: CommitmentIndex | None) -> dict[str, tuple[object, ...]]:
    """Return what an index keeps of each commitment, whatever its order and its numbers."""
    assert index is not None
    arrays, names = index.columns.pack()
    subjects: dict[int, set[str]] = {}
    for subject, row in zip(arrays["entry_subject"].tolist(), arrays["entry_row"].tolist(), strict=True):
        subjects.setdefault(row, set()).add(names["subjects"][subject])
    sets = {name: [tuple(names["sets"][n]) for n in arrays[name].tolist()] for name in ("fields", "channels", "acts")}
    plain = [arrays[name].tolist() for name in ("first", "last", "exact", "kind")]
    masks = [names["masks"][n] for n in arrays["mask"].tolist()]
    parties = [tuple(names["parties"][n]) for n in arrays["beneficiaries"].tolist()]
    users = {iri: party for party, promises in index.users.items() for iri in promises}
    return {
        iri: (subjects.get(row, set()), users.get(iri), *values)
        for row, (iri, *values) in enumerate(zip(index.iris, masks, parties, *sets.values(), *plain, strict=True))
    }


def stored(path: Path) -> CommitmentIndex | None:
    graph = PartnerGraph.open(path)
    return load_index(path, graph.store.stamp, Trees(graph._words().terms.broader))


def anew(path: Path) -> CommitmentIndex:
    return make_index(PartnerGraph.open(path).deals())


def written(path: Path, data: m.Dataset) -> Path:
    path.write_text("".join(f"{triple} .\n" for triple in to_rdf(data)), encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize("seed", one_in(12, range(12)))
def test_after_changes_the_index_is_as_if_made_anew(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facade, "_SOON_READ", 0)  # no store is so small that it is read again
    draw, data, path = random.Random(seed), dataset(40, seed), tmp_path / "store"
    named = [replace(s, subjects=s.subjects or ("urn:m1",), modality="fact", denied=False) for s in data.statements]
    data.statements[:] = named
    everyone, made_anew = [source.iri for source in data.sources], 0
    for step in range(5):
        some = said_by(data, set(draw.sample(everyone, 4)))
        about = {said.about for said in some.statements}
        some.identities[:] = [identity for identity in some.identities if identity.iri in about]
        # A source says other countries the next time than the last time.
        some.statements[:] = [replace(said, territory=(Territory((draw.choice(WHERE),)),)) for said in some.statements]
        PartnerGraph.open(path).build(written(tmp_path / f"{step}.nt", some))
        if stored(path) is None:  # a commitment about an unnamed subject
            made_anew += 1
            PartnerGraph.open(path).write_index()
        assert rows_of(stored(path)) == rows_of(anew(path))
    assert made_anew <= 2


def test_the_index_of_a_table_read_in_parts_is_that_of_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deal_buffer, "_MOST_IN_MEMORY", 20)
    monkeypatch.setattr(facade, "_SOON_READ", 0)
    path = tmp_path / "store"
    PartnerGraph.open(path).build(write_table(tmp_path / "deals.csv", 60), as_of=date(2024, 2, 28))
    assert rows_of(stored(path)) == rows_of(anew(path))
    more = write_table(tmp_path / "more.csv", 30, seed=2)
    PartnerGraph.open(path).build(more, as_of=date(2024, 2, 28))
    assert rows_of(stored(path)) == rows_of(anew(path))
    PartnerGraph.open(path).remove("more")
    assert rows_of(stored(path)) == rows_of(anew(path))


def test_a_store_that_was_emptied_and_filled_again_has_an_index(tmp_path: Path) -> None:
    path = tmp_path / "store"
    graph = PartnerGraph.open(path)
    graph.build(example("xiaomi-leica.yaml"))
    graph.remove("gadgets360-2024-02-28")
    assert not rows_of(stored(path))
    graph.build(example("press-facts.yaml"))
    assert rows_of(stored(path)) == rows_of(anew(path))


def test_an_index_of_another_revision_is_stale_and_a_question_makes_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "store"
    graph = PartnerGraph.open(path)
    graph.build(example("press-facts.yaml"))
    with graph.store.transaction() as work:
        work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))
    assert stored(path) is None
    (path / NAME).write_bytes(b"broken")
    assert PartnerGraph.open(path).who("Nokia", "smartphone", "US", "2017-01-01").first.recorded
    assert rows_of(stored(path)) == rows_of(anew(path))


def test_a_saved_index_comes_back(press: Path, tmp_path: Path) -> None:
    graph = PartnerGraph.open(press)
    deals = graph.deals()
    made = make_index(deals)
    save_index(made, tmp_path, graph.store.stamp)
    found = load_index(tmp_path, graph.store.stamp, deals.trees)
    assert found is not None
    assert [found.iris[n] for n in range(len(found))] == [c.iri for c in deals.deals.commitments]
    mark = graph.lookup.find("brand:Leica")
    assert found.columns.on_subject(mark).tolist() == made.columns.on_subject(mark).tolist()
    assert found.columns.acts_on(mark) == (v.ACT + "brand-on-product",)


def test_deals_of_a_party_that_promised_to_use_one_mark_only(tmp_path: Path) -> None:
    graph = PartnerGraph.open(tmp_path / "store")
    base = v.DEFAULT_BASE
    promise = m.Commitment(
        iri=f"{base}commitment/p", label="P", kind="exclusivity", bound=(f"{base}organization/user",),
        beneficiaries=(f"{base}organization/rival",), side="user",
    )  # fmt: skip
    said = m.Statement(
        iri=f"{base}statement/p", about=promise.iri, source=f"{base}source/s", subjects=(f"{base}brand/other",),
        present_tense=True,
    )  # fmt: skip
    data = m.Dataset(
        entities=[
            m.Organization(iri=f"{base}organization/user", name="User"),
            m.Organization(iri=f"{base}organization/rival", name="Rival"),
            m.Brand(iri=f"{base}brand/other", name="Other"), m.Brand(iri=f"{base}brand/mine", name="Mine"),
        ],
        sources=[m.Source(iri=f"{base}source/s", title="S", date=date(2024, 1, 31))],
        identities=[promise], statements=[said],
    )  # fmt: skip
    with graph.store.transaction() as work:
        work.insert(v.GRAPH_STATED, to_rdf(data))
        derive(work)
    found = graph.who("Mine", "smartphone", "BR", "2024-01-31", parties=["User"])
    assert found[f"{base}organization/user"].could_be == ("no", "unknown")


@pytest.fixture(scope="module")
def licensing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("licensing")
    table = write_table(folder / "deals.csv", 400)
    PartnerGraph.open(folder / "store").build(table, as_of=date(2024, 2, 28), complete_for=["Licensor 1"])
    return folder / "store"


def about(graph: PartnerGraph, mark: str, licensor: str) -> Iterator[object]:
    for on in ("2009-06-01", "2016", "2021-06-01"):
        yield graph.expiring(on, "3650d", mark).to_json()
        for field in ("camera", "smartphone"):
            yield graph.available(mark, field, on).to_json()
            for exclusive in (None, "sole"):
                deal = graph.propose([licensor], ["Partner 3"], [mark], [field], "EU", first=on, exclusive=exclusive)
                yield graph.clear(deal).to_json()
                yield graph.clear(deal, ("default", "continues")).to_json()
    yield [one.to_json() for one in graph.conflicts(mark)]
    yield [gap.to_json() for gap in graph.gaps(mark)]


def test_answers_about_a_mark_are_computed_without_the_other_marks(licensing: Path) -> None:
    few, whole = PartnerGraph.open(licensing), PartnerGraph.open(licensing)
    whole.deals()
    for number in range(5):
        asked = (f"Mark {number}-0", f"Licensor {number}")
        assert list(about(few, *asked)) == list(about(whole, *asked))
    assert few._deals is None  # nothing was read as a whole


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which two of forty marks are promised twice, and one is sublicensed beyond its licence."""
    folder = tmp_path_factory.mktemp("tidy")
    rows = [f"D{n},Licensor {n},Partner {n % 7},Mark {n},toy,EU,2020-01-01,2026-12-31,exclusive" for n in range(40)]
    rows += [f"E{n},Licensor {n},Partner 9,Mark {n},toy,France,2021,,exclusive" for n in (3, 30)]
    rows += [
        "G1,Licensor 7,Partner 50,Mark 50,toy,France,2021,2026,no",
        "G2,Partner 50,Partner 51,Mark 50,toy,Japan,2021,2026,no",
    ]
    rows += [f"F{n},Licensor {n},Partner 9,Mark {n},toy,Japan,2021,,exclusive" for n in range(10, 20)]
    table = folder / "deals.csv"
    header = "deal,licensor,licensee,mark,field,territory,start,end,exclusivity"
    table.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    PartnerGraph.open(folder / "store").build(table, as_of=date(2024, 2, 28))
    return folder / "store"


def test_all_conflicts_are_found_without_the_marks_that_have_none(tidy: Path) -> None:
    few, whole = PartnerGraph.open(tidy), PartnerGraph.open(tidy)
    whole.deals()
    found = few.conflicts()
    assert {subject for one in found for subject in one.subjects} == {
        few._words().subject("Mark 3"), few._words().subject("Mark 30"), few._words().subject("Mark 50")
    }  # fmt: skip
    assert [one.kind for one in found].count("not held") == 1
    assert found.not_recorded > 80
    assert found.to_json() == whole.conflicts().to_json()
    assert few._deals is None  # nothing was read as a whole


def test_conflicts_of_a_user_of_marks_are_found_whatever_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "store"
    PartnerGraph.open(path).build(example("press-facts.yaml"))
    few, whole = PartnerGraph.open(path), PartnerGraph.open(path)
    whole.deals()
    assert [one.to_json() for one in few.conflicts()] == [one.to_json() for one in whole.conflicts()]
