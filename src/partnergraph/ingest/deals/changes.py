"""What rows tell that happened to deals, as events on the commitments that those deals are, in whichever row.

A row names the deal by its number. Which commitments that are is known once all rows are read; those of other files
and of a store are looked for by the same number.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from typing import Literal

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.errors import Problem
from partnergraph.ingest.deal_events import problems_of_events
from partnergraph.ingest.deals.deal import Change, Deal, Scope
from partnergraph.names import local_name, nearest, node_iri

_PARTS = r"(?:-[0-9a-f]{8})?(?:-(?:user-)?exclusivity|-option|-holdback|-exclusion)?"
_OF_PARTS = ("assignment", "termination", "notice")
"""Events of which a scope is the part of the deal that is meant."""
_AXES = ("subjects", "territory", *(axis.terms for axis in AXES))


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a row tells it: of the deal under ``key``; who leaves and who enters as IRIs."""

    key: str
    change: Change
    deal: Deal
    scope: Scope
    source: m.Iri
    assignors: tuple[m.Iri, ...] = ()
    assignees: tuple[m.Iri, ...] = ()
    evidence: tuple[m.Iri, ...] = ()


@dataclass(slots=True)
class Targets:
    """The commitments that changes may be of, by the key of their deal; ``said``: what this file says of them."""

    commitments: dict[str, dict[m.Iri, m.Commitment]] = field(default_factory=lambda: defaultdict(dict))
    said: dict[m.Iri, list[m.Statement]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, dict[m.Iri, m.CommitmentKind]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, keys: Iterable[str], data: m.Dataset) -> None:
        """Take in the commitments of a part of this file that have one of some keys."""
        for one in data.identities:
            if isinstance(one, m.Commitment):
                for key in filter(lambda key: is_of(key, one.iri), keys):
                    self.commitments[key][one.iri] = one
        for said in data.statements:
            self.said[said.about].append(said)

    def kinds(self, key: str) -> dict[m.Iri, m.CommitmentKind]:
        """Return the commitments of a deal, in this file and elsewhere, with their kinds."""
        return {**self.elsewhere.get(key, {}), **{iri: c.kind for iri, c in self.commitments.get(key, {}).items()}}


def is_of(key: str, commitment: m.Iri) -> bool:
    """Whether a commitment is one of the deal with a number.

    >>> [is_of("d-1", f"https://x/commitment/{name}") for name in ("d-1", "d-1-exclusivity", "d-10", "d-1-b")]
    [True, True, False, False]
    """
    return re.fullmatch(re.escape(key) + _PARTS, local_name(commitment)) is not None


def events_of(told: Sequence[Told], targets: Targets, base: str, place: str) -> tuple[m.Dataset, list[Problem]]:
    """Return the events that changes of one deal are, with what is said of them, and what is wrong with them."""
    data, problems = m.Dataset(), []
    rows: dict[str, Told] = {}
    for one in told:
        maker = _Maker(one, told, targets, base, place)
        for event, said in maker.events():
            data.identities.append(event)
            data.statements.append(said)
            rows[local_name(event.iri)] = one
        problems += maker.problems
    here = targets.commitments.get(told[0].key, {}) if told else {}
    whole = m.Dataset(
        identities=[*here.values(), *data.identities],
        statements=[*chain.from_iterable(targets.said[iri] for iri in here), *data.statements],
    )
    for found in problems_of_events(whole, base):
        one = rows[str(found.path[1])]
        field = f"{str(found.path[2]).replace('_', ' ')} " if len(found.path) > 2 else ""
        other = rows.get(str(found.beside[1])) if found.beside is not None else None
        row = f" (row {other.deal.row})" if other is not None and other is not one else ""
        problems.append(_problem(one, place, field + found.message + row, found.hint, found.severity))
    return data, problems


def _problem(one: Told, place: str, message: str, hint: str | None, severity: str = "error") -> Problem:
    return Problem(
        message, hint, file=place, line=one.deal.row, field=one.change.column, value=one.change.words,
        severity=severity,
    )  # fmt: skip


def not_there(told: Iterable[Told], known: Iterable[str], place: str) -> Iterator[Problem]:
    """Yield a problem for each change of a deal that is nowhere; ``known``: numbers of deals."""
    numbers = list(known)
    for one in told:
        near = nearest(one.change.deal or "", numbers)
        hint = f"nearest: {', '.join(near)}" if near else "build the deal first, or look at its number"
        yield _problem(one, place, "changes a deal that is neither here nor in the store", hint)


class _Maker:
    """Makes the events of one change."""

    def __init__(self, one: Told, others: Sequence[Told], targets: Targets, base: str, place: str) -> None:
        self._one, self._base, self._place = one, base, place
        self._others = [other for other in others if other is not one]
        self._kinds = targets.kinds(one.key)
        self._here = targets.commitments.get(one.key, {})
        self._said = [said for iri in self._here for said in targets.said[iri]]
        self.problems: list[Problem] = []

    def events(self) -> Iterator[tuple[m.DealEvent, m.Statement]]:
        """Yield the event, and where the deal excludes nobody any more what makes a plain grant of its exclusivity."""
        change = self._one.change
        exclusive = tuple(sorted(iri for iri, kind in self._kinds.items() if kind == "exclusivity"))
        sides = self._sides()
        said = self._terms(exclusive) if change.deal is not None else self._bare()
        if change.plain and exclusive:
            yield self._event("amendment", exclusive, ((), ()), self._bare(), "grant")
        if change.kind == "amendment" and not _says(said):
            if not (change.plain and exclusive):
                self._wrong("changes nothing that is said", "write the new terms, the new end, or what happened")
            return
        options = [iri for iri, kind in self._kinds.items() if kind == "option"]
        changed = options if options and change.kind in ("exercise", "waiver") else self._kinds
        yield self._event(change.kind, tuple(sorted(changed)), sides, said, None)

    def _wrong(self, message: str, hint: str) -> None:
        self.problems.append(_problem(self._one, self._place, message, hint))

    def _sides(self) -> tuple[tuple[m.Iri, ...], tuple[m.Iri, ...]]:
        """Return who leaves and who enters, of an assignment; of another event, check whom the row names."""
        one = self._one
        named = (one.scope.licensors, one.scope.licensees)
        known = (self._all("licensors"), self._all("licensees"))
        if one.change.kind == "assignment":
            if one.assignees:
                return one.assignors or named[1] or known[1], one.assignees
            for mine, theirs in zip(named, known, strict=True):
                if mine and theirs and not set(mine) & set(theirs):
                    return one.assignors or theirs, mine
            return one.assignors, ()
        entered = {iri for other in self._others for iri in other.assignees}
        strangers = {*named[0], *named[1]} - {*known[0], *known[1]} - entered
        if strangers and self._here:
            names = ", ".join(sorted(map(local_name, strangers)))
            self._wrong(f"names {names}, no party of that deal", "an assignment says who takes whose place")
        return (), ()

    def _all(self, side: str) -> tuple[m.Iri, ...]:
        """Return who is licensor or licensee of the deal in this file."""
        found: set[m.Iri] = set()
        for one in self._here.values():
            licensees = one.bound if one.side == "user" else (*one.beneficiaries, *one.promisees)
            licensors = one.beneficiaries if one.side == "user" else one.bound
            found.update(licensors if side == "licensors" else licensees)
        return tuple(sorted(found))

    def _bare(self) -> m.Statement:
        """Return what is said of the event beside new terms: its days."""
        one = self._one
        return m.Statement(iri="", about="", source=one.source, period=one.change.period)

    def _terms(self, exclusive: tuple[m.Iri, ...]) -> m.Statement:
        """Return what a row says that changes another deal; of what only tells the deal apart nothing is kept."""
        one, deal = self._one, self._one.deal
        if deal.strength and not exclusive:
            hint = "give the promise a row of its own, with a number of its own and its first day"
            self._wrong("makes exclusive what is not: an event changes what is there", hint)
        axes = {"subjects": one.scope.subjects, "territory": deal.territory}
        axes |= {axis.terms: one.scope.on(axis) for axis in AXES}
        if one.change.kind in _OF_PARTS:
            axes = {name: () if self._is_the_deals(name, value) else value for name, value in axes.items()}
        terms = {
            "strength": None if deal.strength == "unqualified" else deal.strength,
            "covers_affiliates": deal.affiliates,
            "sublicensing": deal.sublicensing,
        }
        if one.change.kind in _OF_PARTS:
            terms = {
                n: None if any(getattr(s, n) == value for s in self._said) else value for n, value in terms.items()
            }
        return replace(
            self._bare(),
            status=deal.status,
            territory_words=deal.territory_words if axes["territory"] else None,
            note=deal.note,
            evidence=one.evidence,
            **axes,  # type: ignore[arg-type]
            **terms,  # type: ignore[arg-type]
        )

    def _is_the_deals(self, name: str, value: tuple[object, ...]) -> bool:
        """Whether a term is the deal's own, as it was or as another event makes it."""
        told = [getattr(said, name) for said in self._said]
        for other in self._others:
            scope = other.deal.territory if name == "territory" else getattr(other.scope, name)
            told += [scope] if other.change.deal is not None else []
        return value in told

    def _event(
        self,
        kind: m.DealEventKind,
        changes: tuple[m.Iri, ...],
        sides: tuple[tuple[m.Iri, ...], tuple[m.Iri, ...]],
        said: m.Statement,
        becomes: Literal["grant"] | None,
    ) -> tuple[m.DealEvent, m.Statement]:
        one = self._one
        called = f" {one.deal.key}" if one.change.deal is not None and one.deal.key else ""
        content: list[object] = [kind, called, becomes, sides, said.period and said.period.edtf, said.strength]
        content += [sorted(map(str, getattr(said, name))) for name in _AXES]
        iri = node_iri("deal-event", f"{one.key}-{kind}-{_digest(json.dumps(content))}", self._base)
        number = one.change.deal or one.deal.key or one.key
        event = m.DealEvent(
            iri=iri, label=f"{kind}{called} of {number}", kind=kind, changes=changes, assignors=sides[0],
            assignees=sides[1], becomes=becomes,
        )  # fmt: skip
        name = f"deal-event-{local_name(iri)}--{local_name(one.source)}"
        return event, replace(said, iri=node_iri("statement", name, self._base), about=iri)


def _says(said: m.Statement) -> bool:
    """Whether anything is said of new terms, or of a new end."""
    period = said.period
    ends = period is not None and (period.endless or period.edtf.partition("/")[2] != "" or period.term is not None)
    more = (said.strength, said.covers_affiliates, said.sublicensing)
    return ends or any(getattr(said, name) for name in _AXES) or any(one is not None for one in more)


def _digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:8]
