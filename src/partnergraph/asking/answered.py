"""What the facade gives: answers act by act, rows, and with each the notes on how it is to be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, ClassVar, TypeVar, overload

from partnergraph.asking import wording
from partnergraph.asking.rows import Rows, Sentences, Table, Told
from partnergraph.exclusivity import (
    Available,
    AvailableAnswer,
    ClearAnswer,
    Collision,
    ConflictsAnswer,
    Expiring,
    ExpiringAnswer,
    Gap,
    PartyAnswer,
    Quote,
    TitleAnswer,
    TitleLink,
    WhoAnswer,
)
from partnergraph.exclusivity.sentences import newcomer
from partnergraph.export.answer_page import build_answer_page
from partnergraph.export.calendar import Edition, calendar_of
from partnergraph.model import Iri
from partnergraph.territory import Territory, format_territory, region_name
from partnergraph.wording.glossary import Name, with_names

R = TypeVar("R")

Acts = tuple[Iri | None, ...]
"""Acts of which the same is answered; ``None`` stands for every act at once."""


@dataclass(frozen=True, slots=True, repr=False)
class WhoMay(Rows[PartyAnswer]):
    """Who may act in one cell, act by act. ``name`` gives what people call a thing.

    Its rows are the answers for one party after the other; a party's IRI, or ``others``, gives that of the first acts.

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

    @overload
    def __getitem__(self, place: int | Iri) -> PartyAnswer: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PartyAnswer]: ...
    def __getitem__(self, place: int | slice | Iri) -> PartyAnswer | Sequence[PartyAnswer]:
        """Return the first group's answer for one party, or for ``others``; or a row by its number."""
        return self.first[place] if isinstance(place, str) else self._rows()[place]

    def _rows(self) -> list[PartyAnswer]:
        return [one for _, answer in self.groups for one in answer.answers]

    def table(self) -> Table:
        """Return one row for each group of acts and party."""
        return wording.WHO_COLUMNS, wording.who_rows(self)

    def _head(self) -> list[str]:
        return wording.who_head(self)

    def _body(self) -> list[str]:
        return wording.who_lines(self)

    def _foot(self) -> list[str]:
        return wording.say_readings(self.readings_used)

    def _told(self) -> Told:
        for acts, answer in self.groups:
            yield wording.say_acts(acts, self.name), [self._sentence(one) for one in answer.answers]
            if questions := wording.questions(answer.answers):
                yield wording.HELP, [(question, ()) for question in questions]

    def _sentence(self, one: PartyAnswer) -> tuple[str, list[Quote]]:
        reasons = "; ".join(reason.told for reason in one.reasons)
        quotes = [quote for reason in one.reasons for quote in reason.evidence]
        return f"{self.name(one.party)}: {wording.verdict(one, self.name)}{f' ({reasons})' if reasons else ''}", quotes

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


@dataclass(frozen=True, slots=True, repr=False)
class AvailableFor(Rows[Available]):
    """What is free for a newcomer, act by act. ``name`` gives what people call a thing."""

    groups: tuple[tuple[Acts, AvailableAnswer], ...]
    name: Name
    notes: tuple[str, ...] = ()

    def _rows(self) -> list[Available]:
        return [row for _, answer in self.groups for row in answer.rows]

    def table(self) -> Table:
        """Return one row for each group of acts, countries and period."""
        return wording.AVAILABLE_COLUMNS, wording.available_rows(self)

    def _body(self) -> list[str]:
        return wording.available_lines(self)

    def _foot(self) -> list[str]:
        return wording.available_foot(self)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: one row for each group of acts, countries and period."""
        head = self.groups[0][1].to_json()
        used = sorted({name for _, answer in self.groups for name in answer.readings_used})
        rows = [{"acts": list(acts), **row.to_json()} for acts, answer in self.groups for row in answer.rows]
        found = {**head, "notes": list(self.notes), "readings_used": used, "available": rows}
        return with_names(found, self.name)


@dataclass(frozen=True, slots=True, repr=False)
class ClearFor(Rows[Collision], ClearAnswer):
    """What stands against a proposed deal; its rows are the collisions."""

    name: Name = field(default=str, compare=False)

    def _rows(self) -> Sequence[Collision]:
        return self.collisions

    def table(self) -> Table:
        """Return one row for each collision and for what of the deal is not held, or not recorded; at least one."""
        return wording.COLLISION_COLUMNS, wording.clear_rows(self, self.name)

    def _head(self) -> list[str]:
        return [wording.verdict_line(self)]

    def _body(self) -> list[str]:
        return wording.clear_lines(self)

    def _foot(self) -> list[str]:
        return wording.say_readings(self.readings_used)

    def _told(self) -> Told:
        titles = [(row.sentence, ()) for row in self.title if row.status != "held"]
        yield "", [*titles, *((collision.sentence, collision.evidence) for collision in self.collisions)]


@dataclass(frozen=True, slots=True, repr=False)
class ConflictsFor(Rows[Collision], ConflictsAnswer):
    """The recorded deals that collide, and those that give what is not held."""

    kind: ClassVar[str] = "conflicts"
    name: Name = field(default=str, compare=False)

    def _rows(self) -> Sequence[Collision]:
        return self.rows

    def table(self) -> Table:
        """Return one row for each collision."""
        return wording.COLLISION_COLUMNS[1:], [row[1:] for row in wording.collision_rows(self, self.name)]

    def _head(self) -> list[str]:
        return [wording.count_collisions(self)]

    def _body(self) -> list[str]:
        return wording.collision_lines(self.rows)

    def _told(self) -> Told:
        yield "", [(collision.sentence, collision.evidence) for collision in self.rows]

    def to_html(self) -> str:
        """Return a page of its own: what collides, in order, with its common ground, quotes and what it depends on."""
        items = [wording.collision_item(one, self.name) for one in self.rows]
        return build_answer_page("Deals that collide", [*self._head(), *self.notes], items)


@dataclass(frozen=True, slots=True, repr=False)
class ExpiringFor(Rows[Expiring], ExpiringAnswer):
    """What expires, by last possible day. ``edition`` gives the state of the store that a calendar is made from."""

    kind: ClassVar[str] = "expiring"
    notes: tuple[str, ...] = ()
    name: Name = field(default=str, compare=False)
    edition: Callable[[], Edition] = field(default=Edition, compare=False)

    def _rows(self) -> Sequence[Expiring]:
        return self.rows

    def table(self) -> Table:
        """Return one row for each commitment that ends."""
        return wording.EXPIRING_COLUMNS, wording.expiring_rows(self, self.name)

    def _head(self) -> list[str]:
        return [] if self.rows else ["nothing is known to end in this time"]

    def _body(self) -> list[str]:
        return wording.expiring_lines(self)

    def _foot(self) -> list[str]:
        return wording.unknown_ends(self)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return with_names({"notes": list(self.notes), **ExpiringAnswer.to_json(self)}, self.name)

    def _quoted(self) -> Sentences:
        return [(row.sentence, row.evidence) for row in self.rows]

    def to_ics(self) -> bytes:
        """Return a calendar with an entry for each row. Raises `MissingPackageError` where icalendar is not installed.

        An entry keeps its UID wherever its day moves to; SEQUENCE is the revision of the store, so that a calendar that
        was subscribed to is brought up to date.
        """
        entries = (wording.entry(row, self.name) for row in self.rows)
        about = ". ".join((*wording.unknown_ends(self), *self.notes))
        return calendar_of("What ends: deals", about, entries, self.edition())


@dataclass(frozen=True, slots=True, repr=False)
class GapsFor(Rows[Gap]):
    """Holes and overlaps between exclusive partners that follow each other."""

    rows: tuple[Gap, ...]
    notes: tuple[str, ...] = ()
    name: Name = field(default=str, compare=False)

    def _rows(self) -> Sequence[Gap]:
        return self.rows

    def table(self) -> Table:
        """Return one row for each hole or overlap."""
        return wording.GAP_COLUMNS, wording.gap_rows(self.rows, self.name)

    def _head(self) -> list[str]:
        return [] if self.rows else ["no hole and no overlap between successive partners is recorded"]

    def _body(self) -> list[str]:
        return wording.gap_lines(self.rows, self.name)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return with_names({"notes": list(self.notes), "gaps": [gap.to_json() for gap in self.rows]}, self.name)


@dataclass(frozen=True, slots=True, repr=False)
class TitleFor(Rows[TitleLink], TitleAnswer):
    """Who holds a subject, from whom: its rows are the links of the chains. ``gaps`` are what is not recorded as held.

    ``on`` are the first and the last day, ``place`` is the place asked about; without them all are.
    """

    kind: ClassVar[str] = "title"
    notes: tuple[str, ...] = ()
    name: Name = field(default=str, compare=False)
    on: tuple[date, date] | None = None
    place: tuple[Territory, ...] = ()

    def _rows(self) -> Sequence[TitleLink]:
        return self.links

    def table(self) -> Table:
        """Return one row for each link of a chain, and one for each gap."""
        return wording.TITLE_COLUMNS, [*wording.title_rows(self), *wording.title_gap_rows(self)]

    def _head(self) -> list[str]:
        return wording.title_head(self)

    def _body(self) -> list[str]:
        return wording.title_lines(self)

    def _foot(self) -> list[str]:
        return wording.say_readings(self.readings_used)

    def _told(self) -> Told:
        yield "", [(wording.say_link(link, self.name), link.evidence) for link in self.links]
        if self.gaps:
            yield wording.TITLE_GAPS, [(gap.row.sentence, ()) for gap in self.gaps]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, with a name beside every address."""
        days = [day.isoformat() for day in self.on] if self.on else None
        asked = {"on": days, "in": format_territory(self.place) if self.place else None}
        found = TitleAnswer.to_json(self)
        return with_names({"subject": found.pop("subject"), **asked, "notes": list(self.notes), **found}, self.name)


def named_answer(kind: type[R], found: Any, **more: Any) -> R:
    """Return an answer as one of a kind that says more."""
    return kind(**{f.name: getattr(found, f.name) for f in fields(found)} | more)


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
