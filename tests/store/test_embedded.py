"""The embedded store: the common suite, and that answers being read outlive a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partnergraph.errors import QueryError, StoreError
from partnergraph.store import EmbeddedStore, Store, default_location, open_store
from tests.store.suite import FACTS, PREFIXES, REFERENCE, STATED, DurableSuite, Reopen, contents, fact


class TestEmbeddedStore(DurableSuite):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        return tmp_path / "a store"

    @pytest.fixture
    def empty(self, place: Path) -> Iterator[Store]:
        store = EmbeddedStore(place, create=True)
        yield store
        store.close()

    @pytest.fixture
    def reopen(self, empty: Store, place: Path) -> Iterator[Reopen]:
        opened: list[Store] = []

        def again() -> Store:
            opened.append(EmbeddedStore(place))
            return opened[-1]

        yield again
        for store in opened:
            store.close()

    def test_an_answer_being_read_is_not_disturbed_by_changes(self, filled: Store) -> None:
        reading = filled.triples(STATED)
        found = {next(reading)}
        for _ in range(3):
            with filled.transaction() as work:
                work.clear(STATED)
                work.insert(STATED, [fact("a", "p", "b")])
        assert found | set(reading) == FACTS[STATED]
        assert filled.count(STATED) == 1

    def test_a_reader_keeps_its_view_until_it_opens_again(self, filled: Store, reopen: Reopen) -> None:
        reader = reopen()
        with filled.transaction() as work:
            work.clear(REFERENCE)
        assert contents(reader) == FACTS
        assert reopen().count(REFERENCE) == 0

    def test_a_transaction_inside_a_transaction_is_refused(self, filled: Store) -> None:
        with filled.transaction() as work:
            with pytest.raises(StoreError, match="reading only"):
                work.transaction()
            with pytest.raises(StoreError, match="another process is writing"), filled.transaction():
                pass
        assert contents(filled) == FACTS

    def test_a_function_that_is_not_known_is_an_error_of_the_query(self, filled: Store) -> None:
        with pytest.raises(QueryError, match="unknownfunction"):
            list(filled.select(PREFIXES + "SELECT (e:unknownfunction(?s) AS ?x) WHERE { ?s ?p ?o }").rows)

    def test_old_generations_do_not_pile_up(self, filled: Store, place: Path) -> None:
        for number in range(6):
            with filled.transaction() as work:
                work.insert(STATED, [fact("a", "p", f"b{number}")])
        assert len([entry for entry in place.iterdir() if entry.is_dir()]) <= 2

    def test_opening_an_absent_store_makes_nothing(self, place: Path) -> None:
        with pytest.raises(StoreError, match="there is no store here"):
            open_store(place)
        EmbeddedStore(place, create=True).close()
        assert not place.exists()


def test_the_default_place_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PARTNERGRAPH_STORE", raising=False)
    assert default_location() == "partnergraph.store"
    monkeypatch.setenv("PARTNERGRAPH_STORE", "")
    assert default_location() == "partnergraph.store"
    monkeypatch.setenv("PARTNERGRAPH_STORE", str(tmp_path / "elsewhere"))
    assert default_location() == str(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="elsewhere: there is no store here"):
        open_store()
