"""A chain of events costs what its events cost: each step is taken once, and bounds are compared by their outermost."""

from datetime import date
from itertools import product

import pytest

from partnergraph.bounds import Period
from partnergraph.inference import Bound, Events, Sources, incompatible, versions
from partnergraph.inference.versions import _Maker
from partnergraph.model import Commitment, DealEvent, Source, Statement

EDGES = ("earliest-start", "latest-start", "earliest-end", "latest-end")
NOT_AFTER = {("earliest-start", "latest-start"), ("earliest-start", "latest-end"), ("earliest-end", "latest-end")}


def test_each_amendment_of_a_chain_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    take = _Maker._after
    monkeypatch.setattr(_Maker, "_after", lambda self, step, draft: taken.append(step.iri) or take(self, step, draft))

    deal = Commitment(iri="deal", label="deal", kind="grant", bound=("a",), beneficiaries=("b",))
    said = {"deal": [Statement(iri="s", about="deal", source="book", subjects=("mark",))]}
    events = [DealEvent(iri=f"e{n}", label=f"e{n}", kind="amendment", changes=("deal",)) for n in range(9)]
    for number, event in enumerate(events):
        day = date(2001 + number, 1, 1)
        told = Statement(
            iri=f"s{number}", about=event.iri, source="book", period=Period("", day, day), subjects=(f"mark/{number}",)
        )
        said[event.iri] = [told]
    sources = Sources({"book": Source(iri="book", title="Book", date=date(2024, 1, 1))})
    found = versions([deal], Events(events, said, sources), said)["deal"]

    assert [[s for one in v.statements for s in one.subjects] for v in found] == [
        ["mark"], *([f"mark/{number}"] for number in range(9))
    ]  # fmt: skip
    assert taken == [f"e{number}" for number in range(9)]


@pytest.mark.parametrize("days", list(product((1, 2), (1, 2), (1, 3))))
def test_bounds_clash_with_those_they_may_not_come_after(days: tuple[int, ...]) -> None:
    for edges in product(EDGES, repeat=3):
        bounds = [Bound(edge, day) for edge, day in zip(edges, days, strict=True)]  # type: ignore[arg-type]
        clashing = [
            one
            for one in bounds
            if any(
                ((one.edge, other.edge) in NOT_AFTER and one.day > other.day)
                or ((other.edge, one.edge) in NOT_AFTER and other.day > one.day)
                for other in bounds
            )
        ]
        assert incompatible(bounds, bounds) == clashing
