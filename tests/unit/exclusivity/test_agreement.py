"""`clear` against `who` on generated deals: what a proposal that is recorded does to the answers about everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import TypeAlias

import pytest

from partnergraph import model as m
from partnergraph.bounds import Period
from partnergraph.exclusivity import DealIndex, Deals, PartyAnswer, Proposal, clear, index_deals, who
from partnergraph.exclusivity.answers import Collision
from tests.unit.exclusivity import oracle
from tests.unit.exclusivity.generated import PARTIES, Case, Maker

BATCH = 75
NEW = "new"
PLACES = ["BR", "JP", "CN", "DE", "DE-BY"]
Cell: TypeAlias = tuple[str, str, date]
"""Field, place and day."""


def recorded(deals: Deals, proposal: Proposal) -> Deals:
    """Return the deals with the proposal made."""
    kind = "exclusivity" if proposal.exclusive else "grant"
    deal = m.Commitment(
        iri=NEW, label=NEW, kind=kind, bound=proposal.grantors, beneficiaries=proposal.grantees,
    )  # type: ignore[arg-type]  # fmt: skip
    last = proposal.last
    said = m.Statement(
        iri="says new", about=NEW, source="a", subjects=proposal.subjects, fields=proposal.fields,
        territory=proposal.territory, strength=proposal.exclusive, covers_affiliates=proposal.covers_affiliates,
        carveouts=proposal.carveouts, period=Period("", proposal.first, proposal.first, last, last, endless=last is None),
    )  # fmt: skip
    return replace(deals, commitments=(*deals.commitments, deal), statements=(*deals.statements, said))


def answers(index: DealIndex, case: Case, cell: Cell) -> dict[str, PartyAnswer]:
    """Return the answer about each party in a cell."""
    field, place, day = cell
    found = who(index, "Aura", field, None, place, day, PARTIES, case.book.readings)
    return {answer.party: answer for answer in found.answers}


def changes_nothing(case: Case, found: Collision) -> bool:
    """Whether a promise is bypassed: its beneficiary, or one below it, has licensed the party that would be shut out."""
    promise = next(c for c in case.book.commitments if c.iri == found.with_)
    holders = {*promise.beneficiaries, *case.proposal.grantees} | {"Alphonse"}
    others = [c for c in case.book.commitments if c.iri != promise.iri and c.side == "grantor"]
    return any(holders & set(c.bound) or not c.beneficiaries for c in others)


def cells_of(case: Case, fields: Iterable[str]) -> Iterator[Cell]:
    """Yield cells of a proposal that tell apart what its territory, its days and the fields may."""
    days = {case.proposal.first, case.proposal.last or oracle.DAYS[-1], case.day}
    return product(fields, PLACES, sorted(days))


def unnoticed(case: Case, said: Iterable[Collision]) -> Iterator[str]:
    """Yield certain collisions after which nobody is let in and shut out at once who was not before."""
    before, after = index_deals(case.deals), index_deals(recorded(case.deals, case.proposal))
    for found in said:
        if found.certainty != "certain" or found.kind == "option" or changes_nothing(case, found):
            continue
        cells = product(found.fields or oracle.LEAVES, oracle.COUNTRIES + oracle.PARTS, oracle.DAYS)
        if not any(torn(answers(before, case, cell), answers(after, case, cell)) for cell in cells):
            yield f"{found.sentence} {case.proposal}"


def torn(before: dict[str, PartyAnswer], after: dict[str, PartyAnswer]) -> bool:
    """Whether some party may newly be both let in and shut out."""
    return any("conflict" in new.could_be and new != before[party] for party, new in after.items())


def disturbed(case: Case) -> Iterator[str]:
    """Yield definite answers that a proposal changes against which nothing was found."""
    before, after = index_deals(case.deals), index_deals(recorded(case.deals, case.proposal))
    makers = oracle.holders(case.book, case.plan.by, case.plan)  # bind themselves, and those they have theirs from
    makers |= {o.owner for o in case.book.ownerships if o.owned == "Aura"}  # what binds the owner is a matter of title
    for cell in cells_of(case, case.proposal.fields):
        old = {party: a.answer for party, a in answers(before, case, cell).items() if a.answer in ("yes", "no")}
        new = answers(after, case, cell) if old.keys() - makers else {}
        for party in old.keys() - makers:
            let_in = party in case.proposal.grantees and old[party] == "no" and new[party].answer in ("yes", "unknown")
            if new[party].answer != old[party] and not let_in:
                yield f"{cell}, {party}: {old[party]}, then {new[party].answer}; {case.proposal}"


def broken(seeds: Iterable[int], counts: Counter[str]) -> list[str]:
    """Return every breach of the two laws, and count the cases to which each applies."""
    found = []
    for seed in seeds:
        case = Maker(seed).case()
        said = clear(case.deals, case.proposal, case.book.readings).collisions
        counts["certain"] += any(c.certainty == "certain" for c in said)
        counts["nothing"] += not said
        wrong = unnoticed(case, said) if said else disturbed(case)
        found += [f"seed {seed}: {text}" for text in wrong]
    return found


def test_collisions_and_answers_agree() -> None:
    counts: Counter[str] = Counter()
    found = broken(range(20_025, 20_025 + BATCH), counts)
    assert not found, "\n".join(found)
    assert counts["certain"], counts
    assert counts["nothing"] > BATCH // 4, counts


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(44))
def test_collisions_and_answers_agree_on_many_more(batch: int) -> None:
    found = broken(range(20_000 + batch * BATCH, 20_000 + (batch + 1) * BATCH), Counter())
    assert not found, "\n".join(found)
