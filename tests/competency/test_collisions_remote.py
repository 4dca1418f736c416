"""The gold suite once more, its deals read from real servers: every answer is the one expected.

The books of deals go up in one change, each under names of its own; what comes back is taken apart by these names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.exclusivity import Deals
from partnergraph.graph import PartnerGraph
from partnergraph.rdf import to_rdf
from partnergraph.store.remote import RemoteStore
from tests.competency import collisions_reader as reader
from tests.competency.test_collisions import CASES, answer_of
from tests.competency.test_collisions_portable import TERMS, Names
from tests.quick import slow_unless
from tests.store.engines import ENGINES, started
from tests.unit.exclusivity.portable import BASE, names_whom

NAMES: dict[str, tuple[int, str]] = {}
"""Book and name of each IRI that was given."""


class Book(Names):
    """IRIs for the names of one book of deals."""

    def iri(self, name: str) -> str:
        """Return the IRI of a term, or of a thing or fact of the book."""
        if name in TERMS:
            return TERMS[name]
        iri = f"{BASE}organization/k{self.number}-" + re.sub(r"\W+", "-", name)
        assert NAMES.setdefault(iri, (self.number, name)) == (self.number, name)
        return iri

    def _field(self, name: str, value: Any) -> Any:
        if name in ("complete_for", "complete_holdings"):
            return tuple((self.iri(grantor), self.iri(subject)) for grantor, subject in value)
        return super()._field(name, value)


class Unnamed(Book):
    """Turns the IRIs of a book back into its names."""

    def iri(self, name: str) -> str:
        """Return the name that an IRI was made of."""
        return OF_TERMS[name] if name in OF_TERMS else NAMES[name][1]


OF_TERMS = {iri: name for name, iri in TERMS.items()}
ALL = {id(case.deals): case.deals for case in CASES}


def is_redacted(book: dict[str, Any]) -> bool:
    """Say whether nobody is named whom a commitment favours, or shuts out: no input can state that, no store holds it."""
    deals = reader.Reader(book).deals()
    return not all(map(names_whom, deals.commitments))


BOOKS = [book for book in ALL.values() if not is_redacted(book)]
NUMBERS = {id(book): number for number, book in enumerate(BOOKS)}


def facts_of(book: reader.Reader) -> Iterator[Any]:
    """Yield everything that is stated in a book."""
    deals = book.deals()
    yield from book.things()
    yield from (*deals.sources, *deals.commitments, *deals.partnerships, *deals.releases)
    yield from (*deals.ownerships, *deals.families, *deals.events, *deals.statements)


@pytest.fixture(scope="module", params=[pytest.param(name, marks=slow_unless(name == "oxigraph")) for name in ENGINES])
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[m.Dataset]:
    """Everything that a server holds after all books went up."""
    with started(request.param, tmp_path_factory.mktemp(request.param)) as engine:
        store = RemoteStore(engine.address, create=True, environment=engine.environment)
        with store.transaction() as work:
            for number, book in enumerate(BOOKS):
                work.insert(v.GRAPH_STATED, to_rdf(map(Book(number), facts_of(reader.Reader(book)))))
            derive(work)
        yield PartnerGraph(RemoteStore(engine.address, environment=engine.environment)).data()
        store.close()


def books_in(data: m.Dataset) -> dict[int, Deals]:
    """Return the books of deals in what was read, with their own names."""
    parts: dict[int, m.Dataset] = defaultdict(m.Dataset)
    for group in ("entities", "sources", "descriptions", "identities", "statements"):
        for fact in getattr(data, group):
            number = NAMES[fact.iri][0]
            getattr(parts[number], group).append(Unnamed(number)(fact))
    return {number: Deals.of(part, reader.BROADER) for number, part in parts.items()}


def test_every_answer(stored: m.Dataset) -> None:
    books = books_in(stored)
    assert len(books) == len(BOOKS) == len(ALL) - 3
    wrong = [
        f"{case.name}: {found}, not {case.expect}; {case.why}"
        for case in CASES
        if id(case.deals) in NUMBERS and case.known_by is None
        if (found := answer_of(case, books[NUMBERS[id(case.deals)]])) != case.expect
    ]
    assert not wrong, "\n".join(wrong)
