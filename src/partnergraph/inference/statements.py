"""What a statement counts as: a fact, a possibility, a denial; and whether it tells of an end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from partnergraph.axes import AXES
from partnergraph.bounds import Period
from partnergraph.model import Statement

FACTUAL: Final = frozenset({"fact", "disclosure"})
"""Modalities of what counts as a fact; a disclosure is a fact that somebody says of themselves."""
POSSIBLE_STATUSES: Final = frozenset({"planned", "tentative", "conditional"})
ENDED_STATUSES: Final = frozenset({"ended", "expired"})
ENDING: Final = "ending"
IN_FORCE: Final = "in-force"
SCOPE: Final = ("subjects", "territory", *(axis.terms for axis in AXES))
"""The axes of a statement on which a deal has its place."""
TERMS: Final[Mapping[str, Any]] = {
    **dict.fromkeys((*SCOPE, "carveouts"), ()), **dict.fromkeys(("strength", "covers_affiliates", "sublicensing")),
}  # fmt: skip
"""The terms of a deal, but its parties, its kind and its time, each with what it is where nothing is said."""


def is_fact(statement: Statement) -> bool:
    """Whether a statement affirms something as a fact.

    >>> is_fact(Statement(iri="s", about="c", source="a", modality="disclosure"))
    True
    >>> is_fact(Statement(iri="s", about="c", source="a", status="planned"))
    False
    """
    return statement.modality in FACTUAL and not statement.denied and not _is_unsettled(statement)


def _is_unsettled(statement: Statement) -> bool:
    """Whether it is only planned, tentative or conditional, or a condition is to be met first."""
    return statement.status in POSSIBLE_STATUSES or any(condition.unmet for condition in statement.conditions)


def is_possible(statement: Statement) -> bool:
    """Whether a statement affirms a plan, or a deal that is not settled: it counts only as possible."""
    if statement.denied:
        return False
    return statement.modality == "plan" or (statement.modality in FACTUAL and _is_unsettled(statement))


def is_denial(statement: Statement) -> bool:
    """Whether a statement denies something as a fact."""
    return statement.denied and statement.modality in FACTUAL and statement.status not in POSSIBLE_STATUSES


def states(statement: Statement, term: str) -> bool:
    """Whether a statement says something of one of the `TERMS`."""
    return bool(getattr(statement, term) != TERMS[term])


def gives_end(statement: Statement) -> bool:
    """Whether a statement says when something ends, plans to end or has ended, or that it never does."""
    if statement.until is not None or statement.relative_ends or statement.status in ENDED_STATUSES:
        return True
    return statement.period is not None and (bounds_end(statement.period) or tells_end(statement.period))


def bounds_end(period: Period | None) -> bool:
    """Whether a period says between which days its end lies, or that it never comes."""
    return period is not None and (period.endless or period.earliest_end is not None or period.latest_end is not None)


def tells_end(period: Period) -> bool:
    """Whether a period bounds its end, or says how long it lasts or when it is planned to end."""
    days = (period.earliest_end, period.latest_end, period.planned_end)
    return any(days) or any((period.term, period.minimum_term, period.maximum_term))
