"""What the facade gives: answers act by act, rows, and with each the notes on how it is to be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from partnergraph.exclusivity import AvailableAnswer, ExpiringAnswer, PartyAnswer, WhoAnswer
from partnergraph.exclusivity.sentences import newcomer
from partnergraph.model import Iri
from partnergraph.territory import region_name
from partnergraph.wording.glossary import Name, with_names

T = TypeVar("T")

Acts = tuple[Iri | None, ...]
"""Acts of which the same is answered; ``None`` stands for every act at once."""


@dataclass(frozen=True, slots=True)
class WhoMay:
    """Who may act in one cell, act by act. ``name`` gives what people call a thing.

    ``not_recorded`` are the names of parties that nothing recorded has: they are answered as newcomers. ``notes``
    say so, and how a name was taken that several things have.
    """

    groups: tuple[tuple[Acts, WhoAnswer], ...]
    name: Name
    not_recorded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> WhoAnswer:
        """The answer of the first group, the only one where an act was asked about."""
        return self.groups[0][1]

    def __getitem__(self, party: Iri) -> PartyAnswer:
        """Return the first group's answer for one party, or for ``others``."""
        return self.first[party]

    @property
    def readings_used(self) -> tuple[str, ...]:
        """The switchable readings that some answer rests on."""
        return tuple(sorted({name for _, answer in self.groups for name in answer.readings_used}))

    def note(self, party: Iri) -> str | None:
        """Say of a party that nothing recorded names it; ``None`` for all others."""
        return newcomer(self.name(party)) if self.name(party) in self.not_recorded else None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: the question, and one answer for each party and group of acts.

        Beside each address stands what it is called: ``party`` and ``party_name``, ``acts`` and ``acts_names``.
        """
        head = self.first.to_json()
        del head["act"]
        answers = [
            {"acts": list(acts), **one.to_json(), "note": self.note(one.party)}
            for acts, answer in self.groups
            for one in answer.answers
        ]
        said = {"not_recorded": list(self.not_recorded), "notes": list(self.notes)}
        found = {**head, **said, "readings_used": list(self.readings_used), "answers": answers}
        return {**with_names(found, self.name), "country_name": region_name(self.first.country)}


@dataclass(frozen=True, slots=True)
class AvailableFor:
    """What is free for a newcomer, act by act. ``name`` gives what people call a thing."""

    groups: tuple[tuple[Acts, AvailableAnswer], ...]
    name: Name
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: one row for each group of acts, countries and period."""
        head = self.groups[0][1].to_json()
        used = sorted({name for _, answer in self.groups for name in answer.readings_used})
        rows = [{"acts": list(acts), **row.to_json()} for acts, answer in self.groups for row in answer.rows]
        found = {**head, "notes": list(self.notes), "readings_used": used, "available": rows}
        return with_names(found, self.name)


@dataclass(frozen=True, slots=True)
class ExpiringFor(ExpiringAnswer):
    """What expires, with notes."""

    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"notes": list(self.notes), **ExpiringAnswer.to_json(self)}


class Listed(tuple[T, ...]):
    """Rows of an answer, with notes; ``key`` is what they are called in JSON."""

    key: str
    notes: tuple[str, ...]

    def __new__(cls, rows: Iterable[T], key: str = "rows", notes: tuple[str, ...] = ()) -> Listed[T]:
        """Return rows as a tuple that knows its notes."""
        found = super().__new__(cls, rows)
        found.key, found.notes = key, notes
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"notes": list(self.notes), self.key: [row.to_json() for row in self]}  # type: ignore[attr-defined]


def who_may(
    answers: Iterable[WhoAnswer],
    name: Name,
    not_recorded: Iterable[str] = (),
    notes: tuple[str, ...] = (),
) -> WhoMay:
    """Put together the acts of which the same is answered."""
    groups: dict[WhoAnswer, list[Iri | None]] = {}
    for answer in answers:
        groups.setdefault(replace(answer, act=None), []).append(answer.act)
    return WhoMay(tuple((tuple(acts), answer) for answer, acts in groups.items()), name, tuple(not_recorded), notes)


def available_for(
    answers: Iterable[tuple[Iri | None, AvailableAnswer]], name: Name, notes: tuple[str, ...] = ()
) -> AvailableFor:
    """Put together the acts of which the same is answered."""
    groups: dict[AvailableAnswer, list[Iri | None]] = {}
    for act, answer in answers:
        groups.setdefault(answer, []).append(act)
    return AvailableFor(tuple((tuple(acts), answer) for answer, acts in groups.items()), name, notes)
