"""Answers that differ between two states of what is recorded: of whom, in which scope, where and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise, product
from operator import or_
from typing import Any, Final, TypeAlias

from partnergraph.axes import AXES
from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.alternatives import OTHERS, Cell
from partnergraph.exclusivity.facts import DEFAULT_READINGS, Answer, check_readings
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.who import Question
from partnergraph.model import Iri
from partnergraph.territory import WORLD_MASK, Territory, codes_of, region_name
from partnergraph.vocabulary import W3ID
from partnergraph.wording.lists import listed

MOST_CELLS: Final = 2_000
"""Up to so many cells are compared on a subject: countries told apart by deals, times days of change, times scopes."""
_FIRST: Final = date.fromordinal(2)
_TOPS: Final = {axis.name: f"{W3ID}{axis.name}/{axis.top}" for axis in AXES if axis.unstated != "all"}

Asked: TypeAlias = tuple[Iri | None, ...]
"""The term asked about on each of `AXES`; ``None``: every one at once."""
_Span: TypeAlias = tuple[date, date, Answer, Answer]
"""From when to when an answer is which, before and after."""
_Story: TypeAlias = tuple[tuple[_Span, tuple[Iri, ...]], ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """An answer to who may that differs: for some parties, in some countries, from ``first`` to ``last``.

    ``first`` and ``last`` are ``None`` where it has no first or last day. ``terms``: what is asked on each of `AXES`.
    """

    subject: Iri
    terms: Asked
    countries: str
    codes: tuple[str, ...]
    first: date | None
    last: date | None
    parties: tuple[Iri, ...]
    before: Answer
    after: Answer


def flips(
    before: DealIndex, after: DealIndex, subject: Iri, readings_on: Iterable[str] = DEFAULT_READINGS
) -> tuple[Flip, ...] | None:
    """Return the answers on a subject that differ, in every scope that deals on it state: for their parties and others.

    Countries that no deal tells apart are asked about once, and so are days between two on which nothing changes.
    ``None`` where these are more than `MOST_CELLS`.
    """
    readings, sides = check_readings(readings_on), (before, after)
    parties = tuple(
        sorted({p for side in sides for c in side.on_subject(subject) for p in (*c.beneficiaries, *c.excluded)})
    )
    scopes = {terms for side in sides for terms in _scopes(side, subject, readings)}
    found: list[Flip] = []
    cells = 0
    for terms in sorted(scopes, key=repr):
        asked = [_question(side, subject, terms, parties, readings) for side in sides]
        days = sorted({day for one in asked for day in one.days(_FIRST, date.max)})
        places = _places({rule for one in asked for rule in one.rules()})
        cells += len(days) * len(places)
        if cells > MOST_CELLS:
            return None
        found += _in_scope(asked, subject, terms, days, places)
    return tuple(found)


def _question(
    side: DealIndex, subject: Iri, terms: Asked, parties: tuple[Iri, ...], readings: frozenset[str]
) -> Question:
    named: dict[str, Any] = {axis.name: term for axis, term in zip(AXES, terms, strict=True)}
    return Question(side, Cell(subject=subject, country="", day=_FIRST, **named), parties, readings)


def _scopes(side: DealIndex, subject: Iri, readings: frozenset[str]) -> Iterator[Asked]:
    """Yield the scopes of the deals on a subject, term by term."""
    for commitment in side.on_subject(subject):
        for _, account in side.accounts(commitment, readings).alternatives:
            yield from product(*(account.on(axis) or (_TOPS.get(axis.name),) for axis in AXES))


def _places(rules: Iterable[Territory]) -> list[int | str]:
    """Return countries that no territory tells apart, on whatever day and however it is read, and parts of some."""
    groups = [WORLD_MASK]
    for mask in sorted({mask for rule in rules for mask in _masks(rule)}):
        groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
    return [*groups, *sorted({code for rule in rules for code in rule.named_parts})]


def _masks(rule: Territory) -> Iterator[int]:
    for reading in rule.readings():
        yield from (reading.mask_on(first or date.min) for first, _, _ in reading.spans)


def _in_scope(
    asked: Sequence[Question], subject: Iri, terms: Asked, days: list[date], places: list[int | str]
) -> Iterator[Flip]:
    """Yield what differs in one scope; places of which all the same is said together."""
    spans = [(first, date.fromordinal(then.toordinal() - 1)) for first, then in pairwise(days)]
    spans.append((days[-1], date.max))
    stories: dict[_Story, list[int | str]] = {}
    for place in places:
        here = [one.elsewhere(place if isinstance(place, str) else codes_of(place)[0]) for one in asked]
        stories.setdefault(_story(here, spans), []).append(place)
    for story, where in stories.items():
        mask = reduce(or_, (place for place in where if isinstance(place, int)), 0)
        parts = [place for place in where if isinstance(place, str)]
        for span, whose in story:
            named = [*([sentences.phrase_of(mask, span[0])] if mask else []), *map(region_name, parts)]
            yield _flip(subject, terms, listed(named), (*codes_of(mask), *parts), span, whose)


def _story(asked: Sequence[Question], spans: Sequence[tuple[date, date]]) -> _Story:
    """Return from when to when which answers differ in one place, with the parties of whom the same is said."""
    found: dict[_Span, list[Iri]] = {}
    for party in (*asked[0].parties, OTHERS):
        for span in _differing(asked, party, spans):
            found.setdefault(span, []).append(party)
    return tuple((span, tuple(found[span])) for span in sorted(found))


def _differing(asked: Sequence[Question], party: Iri, spans: Sequence[tuple[date, date]]) -> list[_Span]:
    """Return from when to when the answers on a party differ, each answer as long as it stays."""
    found: list[_Span] = []
    for first, last in spans:
        before, after = (one.answer(party, first) for one in asked)
        follows = found and found[-1][1].toordinal() + 1 == first.toordinal()
        if before != after and follows and found[-1][2:] == (before, after):
            found[-1] = (found[-1][0], last, before, after)
        elif before != after:
            found.append((first, last, before, after))
    return found


def _flip(
    subject: Iri, terms: Asked, countries: str, codes: tuple[str, ...], span: _Span, parties: tuple[Iri, ...]
) -> Flip:
    first, last, before, after = span
    first_day, last_day = None if first == _FIRST else first, None if last == date.max else last
    return Flip(subject, terms, countries, codes, first_day, last_day, parties, before, after)
