"""What the facade gives for questions that concern acts: one answer for each act that is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from partnergraph.exclusivity import AvailableAnswer, PartyAnswer, WhoAnswer
from partnergraph.exclusivity.sentences import newcomer
from partnergraph.model import Iri

Acts = tuple[Iri | None, ...]
"""Acts of which the same is answered; ``None`` stands for every act at once."""


@dataclass(frozen=True, slots=True)
class WhoMay:
    """Who may act in one cell, act by act. ``name`` gives what people call a thing.

    ``not_recorded`` are the names of parties that nothing recorded has: they are answered as newcomers.
    """

    groups: tuple[tuple[Acts, WhoAnswer], ...]
    name: Callable[[Iri], str]
    not_recorded: tuple[str, ...] = ()

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

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the answer: which names are not recorded."""
        return tuple(map(newcomer, self.not_recorded))

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: the question, and one answer for each party and group of acts."""
        head = self.first.to_json()
        del head["act"]
        answers = [{"acts": list(acts), **one.to_json()} for acts, answer in self.groups for one in answer.answers]
        said = {"not_recorded": list(self.not_recorded), "notes": list(self.notes)}
        return {**head, **said, "readings_used": list(self.readings_used), "answers": answers}


@dataclass(frozen=True, slots=True)
class AvailableFor:
    """What is free for a newcomer, act by act. ``name`` gives what people call a thing."""

    groups: tuple[tuple[Acts, AvailableAnswer], ...]
    name: Callable[[Iri], str]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: one row for each group of acts, countries and period."""
        head = self.groups[0][1].to_json()
        used = sorted({name for _, answer in self.groups for name in answer.readings_used})
        rows = [
            {"acts": list(acts), "act_names": [act and self.name(act) for act in acts], **row.to_json()}
            for acts, answer in self.groups
            for row in answer.rows
        ]
        return {**head, "readings_used": used, "available": rows}


def who_may(answers: Iterable[WhoAnswer], name: Callable[[Iri], str], not_recorded: Iterable[str] = ()) -> WhoMay:
    """Put together the acts of which the same is answered."""
    groups: dict[WhoAnswer, list[Iri | None]] = {}
    for answer in answers:
        groups.setdefault(replace(answer, act=None), []).append(answer.act)
    return WhoMay(tuple((tuple(acts), answer) for answer, acts in groups.items()), name, tuple(not_recorded))


def available_for(answers: Iterable[tuple[Iri | None, AvailableAnswer]], name: Callable[[Iri], str]) -> AvailableFor:
    """Put together the acts of which the same is answered."""
    groups: dict[AvailableAnswer, list[Iri | None]] = {}
    for act, answer in answers:
        groups.setdefault(answer, []).append(act)
    return AvailableFor(tuple((tuple(acts), answer) for answer, acts in groups.items()), name)
