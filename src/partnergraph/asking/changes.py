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
from partnergraph.wording.lists import counted, listed

What: TypeAlias = Literal["opens", "closes", "changes"]
Said: TypeAlias = tuple[m.Commitment, m.Statement]
"""A commitment, and what one source says of it."""
_Key: TypeAlias = tuple[object, ...]
_MORE: Final = {
    "modality": "modality", "last event": "until", "cover of affiliates": "covers_affiliates",
    "right to sublicense": "sublicensing", "renewal": "renewal", "condition": "conditions",
    "sell-off": "sell_off", "relative start": "relative_starts", "relative end": "relative_ends",
}  # fmt: skip
"""What else of a deal may change, each with the attribute of a statement that says it."""
_SHOWN: Final = 40
_SIGNS: Final[Mapping[What, str]] = {"opens": "+", "closes": "-", "changes": "~"}


@dataclass(frozen=True, slots=True)
class DealChange:
    """A deal that opens, closes or changes. ``details`` say how, each in a few words; ``sources`` are whose it is."""

    what: What
    deal: str
    details: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        said = {"what": self.what, "deal": self.deal, "details": list(self.details)}
        return {**said, "sources": list(self.sources)}


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
    before, after = list(delivery.before), list(delivery.after)
    return ChangesFor(
        sources=tuple(sorted(map(local_name, sources))),
        replaces=tuple(map(local_name, replaced)),
        changes=changes,
        collisions=new_among(before, after),
        solved=len({_of_collision(one) for one in new_among(after, before)}),
        same=same,
        warnings=delivery.warnings,
    )


def _said_by(data: m.Dataset, sources: Collection[m.Iri]) -> Iterator[Said]:
    """Yield the commitments of which some sources speak, with what they say."""
    commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
    return ((commitments[s.about], s) for s in data.statements if s.source in sources and s.about in commitments)


def new_among(before: Iterable[Collision], after: Iterable[Collision]) -> tuple[Collision, ...]:
    """Return the collisions that were not there before."""
    known = set(map(_of_collision, before))
    return tuple(one for one in after if _of_collision(one) not in known)


def _of_collision(one: Collision) -> tuple[object, ...]:
    """Return what makes a collision the same one before and after a change."""
    return one.kind, one.certainty, one.between, one.countries, one.first, one.last


def changes_between(
    before: Iterable[Said], after: Iterable[Said], glossary: Glossary
) -> tuple[tuple[DealChange, ...], int]:
    """Return what differs between what a source said and says, and how many deals are the same.

    A deal is the same one where kind, parties, subjects and terms are; its territory, period and strength may change.
    So may its terms where it has one identifier. One that was not there before, and has ended, is neither.
    """
    old, new = _by_deal(before), _by_deal(after)
    _carry_over(old, new)
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
        details = tuple(_details(was, now, glossary))
        # A licence and the exclusivity that goes with it are one deal: "exclusivity" comes first, and says both.
        deal = (DENIED if said.denied else "") + say_promise(commitment, scope, said.strength, glossary)
        sources = tuple(sorted({local_name(one.source) for _, one in _apart(was, now)}))
        found.setdefault((key[1:], what, details), DealChange(what, deal, details, sources))
    return tuple(found.values()), len(same)


def _carry_over(old: dict[_Key, list[Said]], new: dict[_Key, list[Said]]) -> None:
    """Put a deal of other terms than before where these are, if its identifier, parties and subjects are the same."""
    known = {(said[0][0].iri, *key[: -len(AXES)]): key for key, said in new.items() if key not in old}
    for key in [key for key in old if key not in new]:
        now = known.pop((old[key][0][0].iri, *key[: -len(AXES)]), None)
        if now is not None:
            old[now] = old.pop(key)


def _apart(was: Sequence[Said], now: Sequence[Said]) -> list[Said]:
    """Return what is said in one place only; everything where that is nothing."""
    both = {_terms(one) for _, one in was} & {_terms(one) for _, one in now}
    return [pair for pair in (*was, *now) if _terms(pair[1]) not in both]


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
            commitment.excluded, commitment.promisees, commitment.at_most,
            one.subjects, *(one.on(axis) for axis in AXES),
        )  # fmt: skip
        found.setdefault(key, []).append((commitment, one))
    for several in found.values():
        several.sort(key=lambda pair: repr(_terms(pair[1])))
    return found


def _terms(said: m.Statement) -> tuple[object, ...]:
    rules = tuple(rule.key for rule in said.territory)
    return (
        *(said.on(axis) for axis in AXES),
        rules,
        said.period and said.period.edtf,
        said.strength,
        said.status,
        said.carveouts,
        said.option,
        said.response_days,
        *(getattr(said, name) for name in _MORE.values()),
    )


def _details(was: Sequence[Said], now: Sequence[Said], glossary: Glossary) -> Iterator[str]:
    if not was or not now:
        yield from dict.fromkeys(_where_and_when(said) for _, said in (now or was))
        return
    stays = {_terms(said) for _, said in was} & {_terms(said) for _, said in now}
    gone, come = ([said for _, said in one if _terms(said) not in stays] for one in (was, now))
    if len(gone) == len(come) == 1:
        yield from _differences(gone[0], come[0], glossary)
    else:
        yield from (f"no longer {_where_and_when(said)}" for said in gone)
        yield from (f"newly {_where_and_when(said)}" for said in come)


def _where_and_when(said: m.Statement) -> str:
    when = f", {format_period(said.period)}" if said.period is not None else ""
    return f"{say_where(said.territory)}{when}"


def _differences(was: m.Statement, now: m.Statement, glossary: Glossary) -> Iterator[str]:
    """Yield how what is said of one deal differs: terms, places, days, exclusivity, status."""
    for axis in AXES:
        terms = [listed(map(glossary.name, said.on(axis))) or "not said" for said in (was, now)]
        if terms[0] != terms[1]:
            yield f"{axis.label.lower()} {terms[1]} instead of {terms[0]}"
    if was.territory != now.territory:
        yield from _places(was.territory, now.territory)
    periods = [(one.period and format_period(one.period)) or "no days" for one in (was, now)]
    if periods[0] != periods[1]:
        yield f"{periods[1]} instead of {periods[0]}"
    told = (
        ("exclusivity", was.strength, now.strength), ("status", was.status, now.status),
        ("kind of option", was.option, now.option), ("days to answer", was.response_days, now.response_days),
    )  # fmt: skip
    for name, one, other in told:
        if one != other:
            yield f"{name} {other or 'not said'} instead of {one or 'not said'}"
    if was.carveouts != now.carveouts:
        yield "has other exceptions"
    yield from (f"another {name}" for name, field in _MORE.items() if getattr(was, field) != getattr(now, field))


def _places(was: tuple[Territory, ...], now: tuple[Territory, ...]) -> Iterator[str]:
    one, other = plain_mask(was), plain_mask(now)
    if one is None or other is None:
        yield f"{say_where(now)} instead of {say_where(was)}"
        return
    for mask, words in ((one & ~other, "closes in"), (other & ~one, "opens in")):
        if mask:
            yield f"{words} {format_territory(Territory(codes_of(mask)))}"
