"""Deals that events change against a naive reckoning; ``python -m tests.unit.exclusivity.test_events --cases 20000``.

For every way to place the events on days the deal is told anew, day by day, as one plain deal with the terms of that
day. What all these say is the answer; where they differ it is unknown.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import DEFAULT_READINGS, Deals, Proposal, clear, index_deals, who
from partnergraph.territory import Territory

DAYS = [date(2020, 1, 28) + timedelta(days=n) for n in range(10)]
PLACES = [Territory(("BR",)), Territory(("JP",)), Territory(("BR", "JP")), Territory(("001",), ("JP",))]
FIELDS = ["smartphone", "tablet", "device"]
PARTIES = ["Alpha", "Beta", "Owner", "Heir", "New"]
BROADER = {"device": None, "smartphone": "device", "tablet": "device", "apparel": None}


@dataclass(frozen=True)
class State:
    """The terms of a deal on a day; no territory: it is over."""

    kind: str
    bound: str
    to: str
    place: Territory
    field: str
    last: date
    over: bool = False


@dataclass(frozen=True)
class Event:
    """What happens on one of some days, and the day after which it is told."""

    kind: str
    first: date
    last: date
    place: Territory | None = None
    field: str | None = None
    to: str | None = None
    end: date | None = None

    def days(self) -> list[date]:
        return [day for day in DAYS if self.first <= day <= self.last]

    def after(self, state: State) -> State:
        """Return the state of a deal after the event."""
        if self.kind == "termination":
            return replace(state, over=True)
        if self.kind == "plain":
            return replace(state, kind="grant")
        if self.kind == "assignment":
            return replace(state, to=str(self.to))
        changed = replace(state, place=self.place or state.place, field=self.field or state.field)
        return replace(changed, last=self.end or state.last)


class Maker:
    """Draws one deal with its events, and a question."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        draw = self.draw
        self.first = draw.choice(DAYS[:3])
        self.start = State(
            draw.choice(["grant", "exclusivity"]), "Owner", "Alpha", draw.choice(PLACES), draw.choice(FIELDS), DAYS[-1]
        )
        self.events = sorted(self._events(), key=lambda e: (e.first, e.last))
        self.country, self.day = draw.choice(["BR", "JP", "DE"]), draw.choice(DAYS)
        self.field = draw.choice(FIELDS[:2])

    def _events(self) -> Iterator[Event]:
        """Yield events of which it is certain which comes first, all while the deal runs."""
        after = self.first + timedelta(1)
        for _ in range(self.draw.randint(1, 4)):
            first = after + timedelta(self.draw.randint(0, 2))
            last = first + timedelta(self.draw.choice([0, 0, 0, 1, 2]))
            if last >= DAYS[-1]:
                return
            yield self._event(first, last)
            after = last + timedelta(1)

    def _event(self, first: date, last: date) -> Event:
        draw = self.draw
        kind = draw.choice(["place", "field", "both", "assignment", "termination", "plain", "end"])
        if kind in ("termination", "plain"):
            return Event(kind, first, last)
        if kind == "assignment":
            return Event(kind, first, last, to=draw.choice(["Beta", "Alpha", "Heir"]))
        if kind == "end":
            return Event("amendment", first, last, end=draw.choice([d for d in DAYS if d >= last]))
        place = draw.choice(PLACES) if kind != "field" else None
        return Event("amendment", first, last, place, draw.choice(FIELDS) if kind != "place" else None)

    # -- the deal with its events, for the engine

    def deals(self) -> Deals:
        start, statements, events, holder = self.start, [], [], self.start.to
        period = Period("", self.first, self.first, start.last, start.last)
        strength: m.Strength | None = "exclusive" if start.kind == "exclusivity" else None
        statements.append(
            m.Statement(
                iri="s", about="c", source="a", subjects=("Aura",), fields=(start.field,), territory=(start.place,),
                period=period, strength=strength,
            )
        )  # fmt: skip
        for number, event in enumerate(self.events):
            iri = f"e{number}"
            kind = {"termination": "termination", "assignment": "assignment"}.get(event.kind, "amendment")
            leaving = (holder,) if kind == "assignment" and event.to != holder else ()
            if kind == "assignment" and not leaving:
                continue
            holder = str(event.to) if leaving else holder
            events.append(
                m.DealEvent(
                    iri=iri, label=iri, kind=kind, changes=("c",), assignors=leaving,  # type: ignore[arg-type]
                    assignees=(holder,) if leaving else (), becomes="grant" if event.kind == "plain" else None,
                )
            )  # fmt: skip
            statements.append(
                m.Statement(
                    iri=f"{iri}s", about=iri, source="a", territory=(event.place,) if event.place else (),
                    fields=(event.field,) if event.field else (),
                    period=Period("", event.first, event.last, event.end, event.end),
                )
            )  # fmt: skip
        commitment = m.Commitment(iri="c", label="c", kind=start.kind, bound=("Owner",), beneficiaries=(start.to,))  # type: ignore[arg-type]
        source = m.Source(iri="a", title="a", date=date(2020, 1, 1))
        return Deals(
            commitments=(commitment,), events=tuple(events), statements=tuple(statements), sources=(source,),
            broader=BROADER,
        )  # fmt: skip

    # -- and told anew for every way to place them

    def plain(self) -> Iterator[Deals]:
        """Yield, for each way to place the events, the deal of the day asked as one without events."""
        for placed in product(*(event.days() for event in self.events)):
            state = self.start
            for event, day in zip(self.events, placed, strict=True):
                state = event.after(state) if day <= self.day else state
            yield self._told(state)

    def _told(self, state: State) -> Deals:
        if state.over or not self.first <= self.day <= state.last:
            return Deals(broader=BROADER)
        said = m.Statement(
            iri="s", about="c", source="a", subjects=("Aura",), fields=(state.field,), territory=(state.place,),
            period=Period("", self.day, self.day, self.day, self.day),
            strength="exclusive" if state.kind == "exclusivity" else None,
        )  # fmt: skip
        commitment = m.Commitment(iri="c", label="c", kind=state.kind, bound=(state.bound,), beneficiaries=(state.to,))  # type: ignore[arg-type]
        return Deals(
            commitments=(commitment,), statements=(said,), sources=(m.Source(iri="a", title="a"),), broader=BROADER
        )


def differences(seed: int) -> list[str]:
    """Return what differs on one case."""
    case = Maker(seed)
    readings = DEFAULT_READINGS
    ways = [index_deals(deals) for deals in case.plain()]
    told = index_deals(case.deals())
    asked = (case.field, None, case.country, case.day, PARTIES, readings)
    got = {a.party: (a.answer, a.could_be) for a in who(told, "Aura", *asked).answers}
    found = []
    for party, answer in got.items():
        wanted = {who(one, "Aura", *asked)[party].answer for one in ways}
        could_be = tuple(name for name in ("yes", "no", "conflict", "unknown") if name in wanted)
        expected = (could_be[0] if len(could_be) == 1 else "unknown", could_be)
        if answer != expected:
            found.append(f"seed {seed}: who {party}: {expected}, engine {answer}")
    plan = Proposal(
        grantors=("Owner",), grantees=("New",), subjects=("Aura",), fields=(case.field,),
        territory=(Territory((case.country,)),), first=case.day, last=case.day,
    )  # fmt: skip
    hit = {bool(clear(one, plan, readings).collisions) for one in ways}
    verdict = {frozenset({True}): "collides", frozenset({False}): "nothing recorded"}.get(frozenset(hit), "may collide")
    if (mine := clear(told, plan, readings).verdict) != verdict and case.field in _certain(case):
        found.append(f"seed {seed}: clear: {verdict}, engine {mine}")
    return found


def _certain(case: Maker) -> set[str]:
    """Return the field asked where no term of the deal is above or below it, so that a collision is sure or none."""
    named = {case.start.field, *(event.field for event in case.events if event.field)}
    return {case.field} if "device" not in named else set()


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_events_against_a_naive_reckoning(first: int) -> None:
    assert [text for seed in range(first, first + 50) for text in differences(seed)] == []


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_rows_of_columns_have_every_day_that_an_account_leaves_open(first: int) -> None:
    for seed in range(first, first + 50):
        index = index_deals(Maker(seed).deals())
        rows = dict(zip(index.deals.commitments, index.rows(), strict=True))
        for commitment, row in rows.items():
            told = index.accounts(commitment, frozenset()).alternatives
            windows = [account.window for _, account in told if account.exists is not False]
            assert all(row.first <= w.earliest_start and w.latest_end <= row.last for w in windows), seed


def main() -> int:
    """Compare as many cases as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    found = [text for seed in range(given.first, given.first + given.cases) for text in differences(seed)]
    print(*found[:20], f"{given.cases} cases, {len(found)} differ", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
