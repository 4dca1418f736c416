"""The map's answers, computed by the same `available` that the command line asks: equal to the cell.

A question is a subject with a field of use that some commitment names, and an act that is recorded for the subject.
Each is asked once for all time; countries that behave alike stay together, so a page carries a few lines a question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import cast

from partnergraph.exclusivity import (
    DEFAULT_READINGS,
    Available,
    DealIndex,
    Deals,
    available,
    index_deals,
    recorded_acts,
)
from partnergraph.export.html.answers import Answer, CountryClass, MapAnswers, MapQuestion, State
from partnergraph.model import Dataset, Iri, Term
from partnergraph.terms import terms

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Nothing in a deal changes outside these days; an answer that reaches one of them is open on that side."""

MOST_QUESTIONS = 100
"""Each takes about a tenth of a second in a graph of 5,000 organizations."""


def answers_of(data: Dataset) -> MapAnswers:
    """Return what the map can be asked of a dataset, under the default readings.

    >>> answers_of(Dataset()).questions
    ()
    """
    own = [entity for entity in data.entities if isinstance(entity, Term)]
    return map_answers(Deals.of(data, terms().with_own(own).broader))


def map_answers(
    deals: Deals, *, readings_on: Iterable[str] = DEFAULT_READINGS, most: int = MOST_QUESTIONS
) -> MapAnswers:
    """Return what the map can be asked: at most ``most`` questions, those with the most commitments first.

    >>> map_answers(Deals()).questions
    ()
    """
    readings = frozenset(readings_on)
    index = index_deals(deals)
    asked = []
    for subject, field, act in _questions(deals, index)[:most]:
        rows = available(index, subject, field, FIRST_DAY, LAST_DAY, act, readings_on=readings).rows
        asked.append(MapQuestion(subject=subject, field=field, act=act, classes=_classes(rows)))
    return MapAnswers(questions=tuple(asked), readings=tuple(sorted(readings)))


def _questions(deals: Deals, index: DealIndex) -> list[tuple[Iri, Iri, Iri | None]]:
    """Return subjects with the fields of use that commitments name for them, the most frequent first, and acts."""
    about = {commitment.iri for commitment in deals.commitments}
    counted = Counter(
        (subject, field)
        for statement in deals.statements
        if statement.about in about
        for subject in statement.subjects
        for field in statement.fields
    )
    ranked = sorted(counted, key=lambda asked: (-counted[asked], asked))
    return [(subject, field, act) for subject, field in ranked for act in recorded_acts(index, subject)]


def _classes(rows: Iterable[Available]) -> tuple[CountryClass, ...]:
    spans: dict[tuple[str, ...], list[Answer]] = defaultdict(list)
    for row in rows:
        spans[row.codes].append(
            Answer(
                state=cast(State, row.status),  # those of one party's view are not asked for
                first=None if row.first == FIRST_DAY else row.first,
                last=None if row.last == LAST_DAY else row.last,
                by=row.by,
            )
        )
    return tuple(CountryClass(countries=codes, answers=tuple(answers)) for codes, answers in sorted(spans.items()))
