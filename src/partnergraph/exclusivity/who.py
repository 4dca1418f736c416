"""Who may act in a cell, and whether a commitment is in force: every complete reading is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from partnergraph.axes import AXES, TOPS, Axis, OnAxes
from partnergraph.exclusivity import sentences
from partnergraph.exclusivity.alternatives import OTHERS, Alternative, Cell, Outcome, Term, beliefs
from partnergraph.exclusivity.answers import (
    WORST_TITLES,
    Deciding,
    InPart,
    LastKnown,
    PartyAnswer,
    Reason,
    TitleStatus,
    WhoAnswer,
)
from partnergraph.exclusivity.choices import Choice, Condition, every, some
from partnergraph.exclusivity.collisions import as_account
from partnergraph.exclusivity.deal_pairs import Side
from partnergraph.exclusivity.entitlement import deals_on
from partnergraph.exclusivity.facts import DEFAULT_READINGS, Answer, Proposal, check_readings
from partnergraph.exclusivity.indexed import AskedOf, DealIndex, index_deals
from partnergraph.exclusivity.scope import BIT, change_days, kind_asked, one_kind
from partnergraph.exclusivity.title import Granted, title_of
from partnergraph.inference import Dispute, Window
from partnergraph.model import Commitment, Iri, Ownership
from partnergraph.territory import WORLD_MASK, Territory

if TYPE_CHECKING:
    from partnergraph.exclusivity.columns import Ints

_NAMES: Final[dict[Outcome, Answer]] = {
    (True, False): "yes",
    (False, True): "no",
    (True, True): "conflict",
    (False, False): "unknown",
}
_ORDER: Final[tuple[Answer, ...]] = ("yes", "no", "conflict", "unknown")
_MOST_QUESTIONS: Final = 3
_MOST_TERMS: Final = 12
"""Terms of one axis that are asked about one by one."""
_LATE: Final = date.max.toordinal()
_WITH_A_DAY_BEFORE: Final = range(date.min.toordinal() + 1, date.max.toordinal() + 1)
"""The days of the calendar but its first."""


def who(
    deals: AskedOf,
    subject: Iri,
    field: Iri,
    act: Iri | None,
    country: str,
    day: date,
    parties: Sequence[Iri] = (),
    readings_on: Iterable[str] = DEFAULT_READINGS,
    channel: Iri | None = None,
    last_day: date | None = None,
    language: Iri | None = None,
    customer: Iri | None = None,
) -> WhoAnswer:
    """Return who may use ``subject`` for ``field`` in ``country`` on ``day``: the named parties, then others.

    ``country`` is an ISO 3166-1 code (or XK), or an ISO 3166-2 code of a part of a country. ``act``,
    ``channel``, ``language`` and ``customer`` ``None`` ask for every one at once. A question about an imprecise date
    gives ``last_day``: the answer must then hold on all days of it. ``readings_on`` are names of switchable readings.

    The rule is semantics.md, "The answers": yes or no if every complete reading says so. Raises `ValueError` for
    an unknown reading.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    cell = Cell(subject, field, channel, act, country, day, language, customer)
    question = Question(index, cell, tuple(parties), readings)
    days = question.days(day, last_day or day)
    answers = question.answers(days)
    return WhoAnswer(
        subject=subject,
        field=field,
        act=act,
        channel=channel,
        country=country,
        day=day,
        last_day=last_day or day,
        recorded=index.knows(subject),
        readings_used=question.readings_used(days),
        answers=answers,
        language=language,
        customer=customer,
    )


def in_force(
    deals: AskedOf, commitment: Iri, country: str, day: date, readings_on: Iterable[str] = DEFAULT_READINGS
) -> Answer:
    """Return whether a commitment (cut to its parent licences) holds in ``country`` on ``day``.

    *Conflict*: the sources at odds give different answers, each of them definite. Raises `KeyError` for an
    unknown commitment and `ValueError` for an unknown reading.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    chains = [index.chain(deal) for deal in index.as_read(index.recorded[commitment].iri)]
    cell = Cell("", "", None, None, country, day)
    seen: list[frozenset[bool]] = []
    for belief in beliefs(_disputes(index, (link for chain in chains for link in chain), readings)):
        alternative = Alternative(index, cell, readings, belief)
        when = some(every(_limits(alternative, chain)) for chain in chains)
        seen.append(frozenset(when.test(valuation) for valuation in alternative.domains.assignments(when.choices)))
    everything = frozenset[bool]().union(*seen)
    if len(everything) == 1:
        return "yes" if True in everything else "no"
    return "conflict" if all(len(one) == 1 for one in seen) else "unknown"


def _limits(alternative: Alternative, chain: Iterable[Commitment]) -> Iterator[Condition]:
    """Yield when a commitment and the licences above it are in force, and where."""
    for account in map(alternative.account, chain):
        yield alternative.in_force(account)
        yield alternative.in_territory(account)


def recorded_acts(deals: AskedOf, subject: Iri) -> tuple[Iri | None, ...]:
    """Return the acts that commitments on a subject name, sorted; ``None`` first if some names none."""
    return index_deals(deals).acts_on(subject)


def _change_days(index: DealIndex, commitment: Commitment, readings: frozenset[str]) -> set[int]:
    """Return the days on which a commitment may begin or end to cover something."""
    found: set[int] = set()
    for _, account in index.accounts(commitment, readings).alternatives:
        found |= _days_of(account.window)
        for rule in (*(account.territory or ()), *(r for c in account.carveouts for r in c.territory)):
            found |= change_days(rule)
    return found


def _disputes(index: DealIndex, commitments: Iterable[Commitment], readings: frozenset[str]) -> set[Dispute]:
    return {dispute for c in commitments for dispute in index.accounts(c, readings).disputes}


class Question:
    """One question about a cell; the same question may be put about other days."""

    def __init__(self, index: DealIndex, cell: Cell, parties: tuple[Iri, ...], readings: frozenset[str]) -> None:
        self.index, self.cell, self.parties, self.readings = index, cell, parties, readings
        asked = {name for party in parties for name in index.names_on(party, _LATE)}.union(parties)
        self._users = list({c.iri: c for party in sorted(asked) for c in index.promises_of(party)}.values())
        self._narrower: list[tuple[Axis, Iri, Question]] | None = None
        self._cases: dict[date, list[tuple[Alternative, list[Commitment]]]] = {}
        self._rows: Ints | None = None
        self._titles: dict[tuple[tuple[Iri, ...], bool, date], TitleStatus] = {}
        if index.columns is not None:
            countries = WORLD_MASK if not cell.country else BIT[cell.country.partition("-")[0]]
            self._rows = index.columns.in_cell(cell.subject, cell.field, countries)

    @cached_property
    def concerned(self) -> list[Commitment]:
        """The commitments that may matter, on whatever day."""
        if self._rows is not None:
            given = self.index.deals.commitments
            return [*(given[row] for row in self._rows.tolist()), *self._users]
        return [*(c for c in self.index.on_subject(self.cell.subject) if c.side != "user"), *self._users]

    def _running(self, day: date) -> list[Commitment]:
        """Return the commitments that may run on a day."""
        columns = self.index.columns
        if self._rows is None or columns is None:
            found = self.concerned
        else:
            ordinal, given = day.toordinal(), self.index.deals.commitments
            rows = self._rows[(columns.first[self._rows] <= ordinal) & (columns.last[self._rows] >= ordinal)]
            found = [*(given[row] for row in rows.tolist()), *self._users]
        return [c for c in found if self._may_run(c, day)]

    def elsewhere(self, country: str) -> Question:
        """Return the same question about another country."""
        return Question(self.index, replace(self.cell, country=country), self.parties, self.readings)

    def relatives(self) -> list[Commitment]:
        """Return the commitments concerned, the licences above them and those they except."""
        return self._with_relatives(self.concerned)

    def alternatives(self, day: date) -> list[tuple[Alternative, list[Commitment]]]:
        """Return the cell on a day under every way to believe the sources, with the commitments that matter."""
        found = self._cases.get(day)
        if found is None:
            cell = replace(self.cell, day=day)
            candidates = self._running(day)
            alternatives = self._under_beliefs(cell, candidates)
            kept = [
                c
                for c in candidates
                if any(alternative.covers(c).constant is not False for alternative in alternatives)
            ]
            if len(kept) < len(candidates) and len(alternatives) > 1:
                alternatives = self._under_beliefs(cell, kept)
            found = self._cases[day] = [(alternative, kept) for alternative in alternatives]
        return found

    def _under_beliefs(self, cell: Cell, candidates: list[Commitment]) -> list[Alternative]:
        disputes = _disputes(self.index, self._with_relatives(candidates), self.readings)
        disputes |= self._ownership_disputes(candidates)
        return [Alternative(self.index, cell, self.readings, belief, candidates) for belief in beliefs(disputes)]

    def _may_run(self, commitment: Commitment, day: date) -> bool:
        ordinal = day.toordinal()
        accounts = self.index.accounts(commitment, self.readings)
        return any(a.exists is not False and a.window.holds(ordinal) is not False for _, a in accounts.alternatives)

    def _with_relatives(self, commitments: list[Commitment]) -> list[Commitment]:
        """Return the commitments, the licences above them and the licences they except."""
        found = {c.iri: c for commitment in commitments for c in self.index.chain(commitment)}
        for commitment in commitments:
            for _, account in self.index.accounts(commitment, self.readings).alternatives:
                for carveout in account.carveouts:
                    found.update((licence.iri, licence) for licence in self.index.as_read(carveout.commitment or ""))
        return list(found.values())

    def _ownership_disputes(self, candidates: list[Commitment]) -> set[Dispute]:
        index = self.index
        if not index.deals.ownerships:
            return set()
        named = {party for c in candidates for party in (*c.beneficiaries, *c.bound, *c.excluded)} | set(self.parties)
        relatives = named.union(*(index.group(party) for party in named), index.family(self.cell.subject))
        return {
            dispute
            for owned in relatives
            for ownership in index.owners.get(owned, ())
            for dispute in index.accounts(index.ownership_right(ownership), self.readings).disputes
        }

    def outcomes(self, party: Iri, days: Sequence[date]) -> list[frozenset[Outcome]]:
        """Return what the complete readings say of a party, for each way to believe the sources."""
        seen = [
            (
                alternative.belief.items(),
                frozenset[Outcome]().union(
                    *(
                        alternative.outcomes(alternative.terms(name, candidates), came)
                        for name, came in self._names(party, day).items()
                    )
                ),
            )
            for day in days
            for alternative, candidates in self.alternatives(day)
        ]
        if len(days) == 1:
            return [found for _, found in seen]
        disputes = {dispute for belief, _ in seen for dispute, _ in belief}
        return [
            frozenset[Outcome]().union(*(found for wanted, found in seen if wanted <= belief.items()))
            for belief in beliefs(disputes)
        ]

    def _names(self, party: Iri, day: date) -> dict[Iri, dict[Choice, object]]:
        """Return who answers for a party on a day, another company where that took its place, and what that takes."""
        found = self.index.names_on(party, day.toordinal())
        return {name: {("came", event): came for event, came in taken.items()} for name, taken in found.items()}

    def answer(self, party: Iri, day: date) -> Answer:
        """Return the bare answer for a party on a day."""
        return _verdict(self.outcomes(party, [day])).answer

    def rules(self) -> set[Territory]:
        """Return the territories by which the answer may differ from one country to another."""
        deals = {c.iri: c for c in (*self.index.on_subject(self.cell.subject), *self.relatives())}
        rights = (*deals.values(), *map(self.index.ownership_right, self._ownerships()))
        accounts = [a for right in rights for _, a in self.index.accounts(right, self.readings).alternatives]
        stated = {rule for account in accounts for rule in account.territory or ()}
        return stated.union(*(carveout.territory for account in accounts for carveout in account.carveouts))

    def answers(self, days: Sequence[date]) -> tuple[PartyAnswer, ...]:
        """Return the answers for the named parties and others."""
        everybody = (*self.parties, OTHERS)
        verdicts = {party: _verdict(self.outcomes(party, days)) for party in everybody}
        open_ones = [party for party, verdict in verdicts.items() if verdict.answer == "unknown"]
        known = self._last_known(open_ones, days[0]) if open_ones else {}
        found = []
        for party in everybody:
            others = {name for day in days for name in self._names(party, day)} - {party}
            verdict = replace(
                verdicts[party], party=party, reasons=self._reasons(party, days), answered_by=tuple(sorted(others))
            )
            if verdict.answer == "unknown":
                verdict = replace(
                    verdict,
                    in_part=self._in_part(party, days),
                    last_known=known.get(party),
                    decided_by=self._deciding(party, days),
                )
            found.append(verdict)
        return tuple(found)

    def days(self, first: date, last: date) -> list[date]:
        """Return days that stand for all from first to last: the first, and every day on which anything changes."""
        if first == last:
            return [first]
        return [first, *(day for day in self._changes() if first < day <= last)]

    def _changes(self) -> list[date]:
        """Return the days on which the answer may change, sorted."""
        index, columns = self.index, self.index.columns
        found: set[int] = set()
        if self._rows is None or columns is None:
            loose = self.concerned
        else:
            exact = self._rows[columns.exact[self._rows]]
            found.update(columns.first[exact].tolist(), (columns.last[exact] + 1).tolist())
            given = index.deals.commitments
            loose = [*(given[row] for row in self._rows[~columns.exact[self._rows]].tolist()), *self._users]
        for commitment in self._with_relatives(loose):
            found |= _change_days(index, commitment, self.readings)
        for ownership in self._ownerships():
            found |= _change_days(index, index.ownership_right(ownership), self.readings)
        return [date.fromordinal(day) for day in sorted(found) if day in _WITH_A_DAY_BEFORE]

    def _ownerships(self) -> list[Ownership]:
        """Return the ownerships that bear on an answer: of the subject, and who is whose affiliate."""
        index = self.index
        things = {self.cell.subject, *self.parties}.union(*(index.group(party) for party in self.parties))
        control = deals_on(index, self.cell.subject).control if index.deals.ownerships else []
        return [*control, *(ownership for owned in sorted(things) for ownership in index.owners.get(owned, ()))]

    def _last_known(self, parties: list[Iri], before: date) -> dict[Iri, LastKnown]:
        """Return, for each party, the latest earlier day with a definite answer."""
        days = [date.fromordinal(day.toordinal() - 1) for day in self._changes() if day <= before]
        found: dict[Iri, LastKnown] = {}
        for party in parties:
            for day in reversed(self._worth_asking(party, days)):
                answer = _verdict(self.outcomes(party, [day])).answer
                if answer != "unknown":
                    found[party] = LastKnown(answer, day)
                    break
        return found

    def _worth_asking(self, party: Iri, days: list[date]) -> list[date]:
        """Leave out days on which nothing runs that could settle the answer for a party."""
        index, columns = self.index, self.index.columns
        if self._rows is None or columns is None or self._users:
            return days
        if any(o.owner == party for o in index.owners.get(self.cell.subject, ())):
            return days
        if party in index.owners or party in index.owned:
            return days
        rows = columns.may_settle(self._rows, self.cell.field, None if party == OTHERS else party)
        return [date.fromordinal(day) for day in columns.running_days(rows, [day.toordinal() for day in days])]

    def _in_part(self, party: Iri, days: Sequence[date]) -> tuple[InPart, ...]:
        """Return on which terms the answer for a party is known, of the axes of which all is asked about."""
        answers = ((axis, term, _verdict(part.outcomes(party, days)).answer) for axis, term, part in self._parts(days))
        return tuple(InPart(axis.name, term, answer) for axis, term, answer in answers if answer != "unknown")

    def _parts(self, days: Sequence[date]) -> list[tuple[Axis, Iri, Question]]:
        """Return this question about single terms, those that commitments in the cell or their exceptions name."""
        if self._narrower is None:
            running = {c.iri: c for day in days for _, candidates in self.alternatives(day) for c in candidates}
            accounts = [a for c in running.values() for _, a in self.index.accounts(c, self.readings).alternatives]
            scopes: list[OnAxes[Any]] = [
                *accounts,
                *(carveout for account in accounts for carveout in account.carveouts),
            ]
            self._narrower = [
                (axis, term, Question(self.index, replace(self.cell, **{axis.name: term}), self.parties, self.readings))
                for axis in AXES
                if getattr(self.cell, axis.name) in (None, *TOPS)
                for term in sorted({term for scope in scopes for term in scope.on(axis) or ()} - TOPS)[:_MOST_TERMS]
            ]
        return self._narrower

    def _deciding(self, party: Iri, days: Sequence[date]) -> tuple[Deciding, ...]:
        """Return up to three questions that would help on the first day that is open, the decisive ones first."""
        single = len(days) == 1
        opened = (d for d in days if single or _verdict(self.outcomes(party, [d])).answer == "unknown")
        day = next(opened, None)
        if day is None:
            return (Deciding(sentences.which_day(days), True),)
        alternatives = self.alternatives(day)
        *_, name = self._names(party, day)
        terms = [(alternative, alternative.terms(name, candidates)) for alternative, candidates in alternatives]
        if not any(own for _, own in terms):
            whom = None if party == OTHERS else party
            return (
                Deciding(sentences.nothing_recorded(self.index, replace(self.cell, day=day), whom), len(days) == 1),
            )
        ranked: list[tuple[int, int, str]] = []
        for dispute in sorted({d for alternative, _ in terms for d in alternative.belief}, key=sorted):
            results = [
                frozenset[Outcome]().union(*(c.outcomes(t) for c, t in terms if c.belief[dispute] == source))
                for source in sorted(dispute)
            ]
            ranked.append((_rank(results), len(ranked), sentences.source_question(self.index, dispute)))
        for choice, replies in _replies(terms):
            results = [frozenset[Outcome]().union(*(c.outcomes(t, reply) for c, t in terms)) for reply in replies]
            text = sentences.deciding_question(self.index, replace(self.cell, day=day), choice)
            ranked.append((_rank(results), len(ranked), text))
        useful = sorted(entry for entry in ranked if entry[0] < _USELESS)
        return tuple(
            Deciding(text, rank == 0 and len(days) == 1)
            for rank, _, text in (useful or sorted(ranked))[:_MOST_QUESTIONS]
        )

    def _reasons(self, party: Iri, days: Sequence[date]) -> tuple[Reason, ...]:
        found: dict[Iri, Reason] = {}
        asked = ((a, c, name) for day in days for a, c in self.alternatives(day) for name in self._names(party, day))
        for alternative, candidates, name in asked:
            for term in alternative.terms(name, candidates):
                if term.source.iri in found:
                    continue
                if isinstance(term.source, Ownership):
                    window = self.index.ownership_windows(term.source, self.readings)[0][1]
                    found[term.source.iri] = sentences.reason(self.index, term.source, None, window)
                else:
                    found[term.source.iri] = self._reason(alternative, term.source)
                    for licence in alternative.counted(term.source, name):
                        found.setdefault(licence.iri, self._reason(alternative, licence))
            for commitment in alternative.not_theirs(party, candidates):
                if commitment.iri not in found:
                    found[commitment.iri] = self._reason(alternative, commitment)
        return tuple(found.values())

    def _reason(self, alternative: Alternative, commitment: Commitment) -> Reason:
        """Return the reason that a commitment is, with the title behind it."""
        found = sentences.reason(self.index, commitment, alternative.account(commitment))
        return replace(found, title=self._title(commitment, alternative.cell.day))

    def _title(self, commitment: Commitment, day: date) -> TitleStatus | None:
        """Return whether who grants, or promises, something holds that right in the cell on a day."""
        if commitment.side == "user" or commitment.kind not in ("grant", "exclusivity"):
            return None
        key = (commitment.bound, commitment.kind == "exclusivity", day)
        if key not in self._titles:
            self._titles[key] = self._held(*key)
        return self._titles[key]

    def _held(self, parties: tuple[Iri, ...], exclusive: bool, day: date) -> TitleStatus:
        index, cell = self.index, self.cell
        if not deals_on(index, cell.subject).tells_of(parties):
            return "not recorded"
        asked: dict[str, Any] = {axis.terms: (term,) for axis in AXES if (term := getattr(cell, axis.name))}
        commitment, account = as_account(
            Proposal(
                grantors=parties, grantees=(), subjects=(cell.subject,), first=day, last=day,
                territory=(Territory((cell.country or "001",)),), **asked,
            )
        )  # fmt: skip
        side = Side(index, commitment, self.readings, index.read(account, self.readings))
        found = title_of(index, Granted(side, parties, (cell.subject,), exclusive), self.readings)
        return next((status for status in WORST_TITLES if found.has(status)), "not recorded")

    def readings_used(self, days: Sequence[date]) -> tuple[str, ...]:
        """Return the switchable readings that the windows of the commitments concerned rest on."""
        used: set[str] = set()
        for _, candidates in (pair for day in days for pair in self.alternatives(day)):
            for commitment in candidates:
                for _, account in self.index.accounts(commitment, self.readings).alternatives:
                    used |= self.index.readings_behind(account, self.readings)
        if "owner-may" in self.readings and self.index.owners.get(self.cell.subject):
            used.add("owner-may")
        return tuple(sorted(used))


_USELESS: Final = 3


def _rank(results: list[frozenset[Outcome]]) -> int:
    """Return 0 if every reply settles the answer, 1 if some reply does, 2 if some narrows it, else 3."""
    settled = [len(result) == 1 for result in results]
    if all(settled):
        return 0
    if any(settled):
        return 1
    return 2 if len(set(results)) > 1 else _USELESS


def choices_of(cases: Iterable[tuple[Alternative, list[Term]]]) -> dict[Choice, dict[Choice, dict[object, None]]]:
    """Return the choices that terms depend on, by what they are about, with the values that each offers.

    All choices of which kind of one thing is meant are about that (see `kind_asked`); any other is about itself.
    """
    values: dict[Choice, dict[Choice, dict[object, None]]] = {}
    for alternative, terms in cases:
        for term in terms:
            for choice in sorted(term.when.choices, key=repr):
                offered = values.setdefault(kind_asked(choice) or choice, {}).setdefault(choice, {})
                offered.update(dict.fromkeys(alternative.domains.values(choice)))
    return values


def _replies(terms: list[tuple[Alternative, list[Term]]]) -> Iterator[tuple[Choice, list[dict[Choice, object]]]]:
    """Yield the choices that terms depend on, each with the replies to it; which kind is meant is one question."""
    for about, choices in choices_of(terms).items():
        first = next(iter(choices))
        yield first, one_kind(choices) if about != first else [{first: value} for value in choices[first]]


def _verdict(outcomes: list[frozenset[Outcome]]) -> PartyAnswer:
    everything = frozenset[Outcome]().union(*outcomes)
    could_be = tuple(name for name in _ORDER if name in {_NAMES[outcome] for outcome in everything})
    if len(everything) == 1:
        of = "commitments" if could_be[0] == "conflict" else None
        return PartyAnswer(OTHERS, could_be[0], could_be, conflict_of=of)  # type: ignore[arg-type]
    if all(len(one) == 1 for one in outcomes):
        return PartyAnswer(OTHERS, "conflict", could_be, conflict_of="sources")
    return PartyAnswer(OTHERS, "unknown", could_be)


def _days_of(window: Window) -> set[int]:
    return {window.earliest_start, window.latest_start, window.earliest_end + 1, window.latest_end + 1}
