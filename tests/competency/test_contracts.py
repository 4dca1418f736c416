"""Thirty contracts as deal books: what was labelled in each is in the book and in the answer of a question.

``python -m tests.competency.test_contracts`` prints how many passages are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.competency.contracts_reader import LABELS, Check, Contract, contracts, differs

CONTRACTS = tuple(contracts())
each = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)


def wrong(contract: Contract) -> Iterator[tuple[Check, str]]:
    """Yield the checks whose question has another answer than the one expected, with what differs."""
    graph = contract.graph()
    for check in contract.checks:
        why = differs(graph, check) if check.ask else None
        if why is not None:
            yield check, why


def idle(contract: Contract) -> Iterator[Check]:
    """Yield the checks that hold as well where what they are about is taken out of the deal book."""
    for check in contract.checks:
        if check.ask and differs(contract.graph(check.without), check) is None:
            yield check


@each
def test_what_a_contract_says_is_answered(contract: Contract) -> None:
    assert [f"{check.label}, {check.says}: {why}" for check, why in wrong(contract)] == []


@pytest.mark.slow
@each
def test_without_the_statement_the_answer_is_another(contract: Contract) -> None:
    assert list(idle(contract)) == []


def report(done: Mapping[str, Sequence[Check]], failing: Sequence[Check]) -> Iterator[str]:
    """Yield how many passages are said and answered, by label, and why others are not."""
    passages, told, missing, in_part = Counter[str](), Counter[str](), Counter[str](), 0
    for check in (check for checks in done.values() for check in checks):
        holds = bool(check.ask) and check not in failing
        passages[check.label] += check.count
        told[check.label] += check.count * holds
        missing[check.missing or "the answer is another"] += check.count * (not holds)
        in_part += check.count * (holds and check.leaves is not None)
    yield from (f"{label:34}{told[label]:4} of{passages[label]:4}" for label in LABELS)
    share = told.total() / passages.total()
    yield f"{told.total()} of {passages.total()} passages of {len(done)} contracts are said and answered, {share:.1%}"
    yield f"  of these {in_part} leave something out"
    yield from (f"not said, {why}: {number}" for why, number in missing.most_common() if number)


def main() -> None:
    """Print the report; every check is asked, and asked again without what it is about."""
    failing = [check for one in CONTRACTS for check in (*(check for check, _ in wrong(one)), *idle(one))]
    print("\n".join(report({one.name: one.checks for one in CONTRACTS}, failing)))


if __name__ == "__main__":
    main()
