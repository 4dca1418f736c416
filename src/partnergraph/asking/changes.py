"""What a delivery would change, before it takes effect: deals that open, close or change, and new collisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from partnergraph import model as m
from partnergraph.asking import wording
from partnergraph.asking.rows import Rows, Table, Told, fill
from partnergraph.axes import AXES
from partnergraph.bounds import format_period
from partnergraph.errors import Problem
from partnergraph.exclusivity import Collision
from partnergraph.exclusivity.scope import plain_mask
from partnergraph.names import local_name
from partnergraph.territory import Territory, codes_of, format_territory
from partnergraph.wording.deals import DENIED, Scope, say_promise, say_where
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.lists import counted

What: TypeAlias = Literal["opens", "closes", "changes"]
Said: TypeAlias = tuple[m.Commitment, m.Statement]
"""A commitment, and what one source says of it."""
_Key: TypeAlias = tuple[object, ...]
_SHOWN: Final = 40
_SIGNS: Final[Mapping[What, str]] = {"opens": "+", "closes": "-", "changes": "~"}


@dataclass(frozen=True, slots=True)
class DealChange:
    """A deal that a delivery opens, closes or changes. ``details`` say how, each in a few words."""

    what: What
    deal: str
    details: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"what": self.what, "deal": self.deal, "details": list(self.details)}


@dataclass(frozen=True, slots=True, repr=False)
class ChangesFor(Rows[DealChange]):
    """What a delivery would change, of sources that are there already (``replaces``) and of new ones.

    ``collisions``: those with what is recorded that are not there yet; ``solved``: how many would be gone.
    """

    sources: tuple[str, ...]
    replaces: tuple[str, ...]
    changes: tuple[DealChange, ...]
    collisions: tuple[Collision, ...]
    solved: int
    same: int
    notes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def _rows(self) -> Sequence[DealChange]:
        return self.changes

    def count(self, what: What) -> int:
        """Return how many deals change so."""
        return sum(one.what == what for one in self.changes)

    def table(self) -> Table:
        """Return one row for each deal that changes."""
        return ("what", "deal", "how"), [(one.what, one.deal, "; ".join(one.details)) for one in self.changes]

    def _head(self) -> list[str]:
        old = (
            f"in place of what {counted(len(self.replaces), 'source')} said"
            if self.replaces
            else "beside what is there"
        )
        counts = [f"{counted(self.count('opens'), 'deal')} would open"]
        counts += [f"{self.count('closes')} close", f"{self.count('changes')} change", f"{self.same} stay as they are"]
        return [f"{', '.join(counts)}, {old}"]

    def _body(self) -> Iterator[str]:
        for one in self.changes[:_SHOWN]:
            yield fill(f"{one.deal}: {'; '.join(one.details)}", f"{_SIGNS[one.what]} ", "  ")
        if len(self.changes) > _SHOWN:
            yield f"and {len(self.changes) - _SHOWN:,} more: --format csv shows all"
        if self.collisions:
            yield ""
            yield f"{counted(len(self.collisions), 'new collision')}:"
            yield from wording.collision_lines(self.collisions[:_SHOWN])

    def _foot(self) -> list[str]:
        return [f"{counted(self.solved, 'collision')} would be gone"] if self.solved else []

    def _told(self) -> Told:
        yield "", [(f"{one.what}: {one.deal}: {'; '.join(one.details)}", ()) for one in self.changes]
        yield "New collisions", [(one.sentence, one.evidence) for one in self.collisions]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "sources": list(self.sources),
            "replaces": list(self.replaces),
            "same": self.same,
            "changes": [one.to_json() for one in self.changes],
            "new_collisions": [one.to_json() for one in self.collisions],
            "solved": self.solved,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was there before some sources came (``old``) and is after (``new``), with the collisions of both.

    ``warnings``: what of the delivery wants a look.
    """

    sources: Collection[m.Iri]
    old: m.Dataset
    new: m.Dataset
    before: Iterable[Collision]
    after: Iterable[Collision]
    glossary: Glossary
    warnings: tuple[Problem, ...] = ()


def changes_of(delivery: Delivery) -> ChangesFor:
    """Return what a delivery would change."""
    sources = delivery.sources
    replaced = sorted(source.iri for source in delivery.old.sources if source.iri in sources)
    was, now = (_said_by(data, sources) for data in (delivery.old, delivery.new))
    changes, same = changes_between(was, now, delivery.glossary)
    before, after = set(map(_of_collision, delivery.before)), list(delivery.after)
    return ChangesFor(
        sources=tuple(sorted(map(local_name, sources))),
        replaces=tuple(map(local_name, replaced)),
        changes=changes,
        collisions=tuple(one for one in after if _of_collision(one) not in before),
        solved=len(before.difference(map(_of_collision, after))),
        same=same,
        warnings=delivery.warnings,
    )


def _said_by(data: m.Dataset, sources: Collection[m.Iri]) -> Iterator[Said]:
    """Yield the commitments of which some sources speak, with what they say."""
    commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
    return ((commitments[s.about], s) for s in data.statements if s.source in sources and s.about in commitments)


def _of_collision(one: Collision) -> tuple[object, ...]:
    """Return what makes a collision the same one before and after a change."""
    return one.kind, one.certainty, one.between, one.countries, one.first, one.last


def changes_between(
    before: Iterable[Said], after: Iterable[Said], glossary: Glossary
) -> tuple[tuple[DealChange, ...], int]:
    """Return what differs between what a source said and says, and how many deals are the same.

    A deal is the same one where kind, parties, subjects and terms are; its territory, period and strength may change.
    One that was not there before, and has ended, is neither.
    """
    old, new = _by_deal(before), _by_deal(after)
    found: dict[tuple[object, ...], DealChange] = {}
    same: set[_Key] = set()
    for key in sorted({*old, *new}, key=lambda one: (repr(one[1:]), one[0] != "exclusivity")):
        was, now = old.get(key, []), new.get(key, [])
        if {_terms(one) for _, one in was} == {_terms(one) for _, one in now}:
            same.add(key[1:])
            continue
        if not was and _all_ended(now):
            continue
        commitment, said = (now or was)[0]
        scope = Scope(subjects=said.subjects, **{axis.terms: said.on(axis) for axis in AXES})  # type: ignore[arg-type]
        what = _what(was, now)
        details = tuple(_details(was, now))
        # A licence and the exclusivity that goes with it are one deal: "exclusivity" comes first, and says both.
        deal = (DENIED if said.denied else "") + say_promise(commitment, scope, said.strength, glossary)
        found.setdefault((key[1:], what, details), DealChange(what, deal, details))
    return tuple(found.values()), len(same)


def _what(was: Sequence[Said], now: Sequence[Said]) -> What:
    """Return what becomes of a deal; one that its source calls ended, as a takedown does, closes."""
    if not was:
        return "opens"
    return "closes" if not now or (_all_ended(now) and not _all_ended(was)) else "changes"


def _all_ended(said: Sequence[Said]) -> bool:
    return all(one.status == "ended" for _, one in said)


def _by_deal(said: Iterable[Said]) -> dict[_Key, list[Said]]:
    found: dict[_Key, list[Said]] = {}
    for commitment, one in said:
        key = (
            commitment.kind, one.denied, commitment.side, commitment.bound, commitment.beneficiaries,
            commitment.excluded, commitment.promisees, one.subjects, *(one.on(axis) for axis in AXES),
        )  # fmt: skip
        found.setdefault(key, []).append((commitment, one))
    for several in found.values():
        several.sort(key=lambda pair: repr(_terms(pair[1])))
    return found


def _terms(said: m.Statement) -> tuple[object, ...]:
    rules = tuple(rule.key for rule in said.territory)
    return (rules, said.period and said.period.edtf, said.strength, said.status, said.carveouts)


def _details(was: Sequence[Said], now: Sequence[Said]) -> Iterator[str]:
    if not was or not now:
        yield from dict.fromkeys(_where_and_when(said) for _, said in (now or was))
        return
    stays = {_terms(said) for _, said in was} & {_terms(said) for _, said in now}
    gone, come = ([said for _, said in one if _terms(said) not in stays] for one in (was, now))
    if len(gone) == len(come) == 1:
        yield from _differences(gone[0], come[0])
    else:
        yield from (f"no longer {_where_and_when(said)}" for said in gone)
        yield from (f"newly {_where_and_when(said)}" for said in come)


def _where_and_when(said: m.Statement) -> str:
    when = f", {format_period(said.period)}" if said.period is not None else ""
    return f"{say_where(said.territory)}{when}"


def _differences(was: m.Statement, now: m.Statement) -> Iterator[str]:
    """Yield how what is said of one deal differs: places, days, exclusivity, status."""
    if was.territory != now.territory:
        yield from _places(was.territory, now.territory)
    periods = [(one.period and format_period(one.period)) or "no days" for one in (was, now)]
    if periods[0] != periods[1]:
        yield f"{periods[1]} instead of {periods[0]}"
    for name, one, other in (("exclusivity", was.strength, now.strength), ("status", was.status, now.status)):
        if one != other:
            yield f"{name} {other or 'not said'} instead of {one or 'not said'}"
    if was.carveouts != now.carveouts:
        yield "has other exceptions"


def _places(was: tuple[Territory, ...], now: tuple[Territory, ...]) -> Iterator[str]:
    one, other = plain_mask(was), plain_mask(now)
    if one is None or other is None:
        yield f"{say_where(now)} instead of {say_where(was)}"
        return
    for mask, words in ((one & ~other, "closes in"), (other & ~one, "opens in")):
        if mask:
            yield f"{words} {format_territory(Territory(codes_of(mask)))}"
