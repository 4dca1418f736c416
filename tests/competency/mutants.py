"""Wrong engines, each killed by at least one gold case; ``python -m tests.competency.mutants`` prints the table.

A mutant replaces one decision of the engine by a plausible mistake. The suite is worth something if it notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

from partnergraph.exclusivity import (
    accounts,
    alternatives,
    collisions,
    deal_pairs,
    extents,
    facts,
    indexed,
    scope,
    shut_out,
    witnesses,
)
from partnergraph.exclusivity.choices import FALSE, TRUE
from partnergraph.inference import Window, sources, statements, timeline
from partnergraph.territory import WORLD
from tests.competency import collisions_reader as reader
from tests.competency import mutants_over_time, test_collisions
from tests.competency.mutation import MUTANTS, bounds, killed_by, mutant, swap, who
from tests.competency.test_collisions import expected

__all__ = ["MUTANTS", "mutants_over_time"]


# --- the answer ---------------------------------------------------------------------------------


def verdict_with(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    old = who._verdict
    return lambda stack: swap(stack, who, "_verdict", lambda outcomes: change(old(outcomes)))


mutant("unknown as no")(verdict_with(lambda a: replace(a, answer="no") if a.answer == "unknown" else a))
mutant("conflict as no")(verdict_with(lambda a: replace(a, answer="no") if a.answer == "conflict" else a))
mutant("conflict as unknown")(verdict_with(lambda a: replace(a, answer="unknown") if a.answer == "conflict" else a))


@mutant("one way among several possible collisions is never certain")
def _joint(stack: ExitStack) -> None:
    swap(stack, collisions, "must_meet", lambda encounters: False)


@mutant("one cell for all readings")
def _one_cell(stack: ExitStack) -> None:
    def only_firm(hits: Any, windows: Any) -> bool:
        first, last = max(w.latest_start for w in windows), min(w.earliest_end for w in windows)
        return first <= last and any(a <= last and first <= b for a, b in hits)

    swap(stack, deal_pairs, "meets_always", only_firm)


@mutant("clear without a declaration")
def _undeclared(stack: ExitStack) -> None:
    swap(stack, collisions, "complete_as_of", lambda *_: date(2024, 1, 1))


@mutant("no link needed")
def _unlinked(stack: ExitStack) -> None:
    old = deal_pairs.DealPair.certain
    swap(stack, deal_pairs.DealPair, "certain", lambda self, made: old(replace(self, linked=True), made))


# --- days ---------------------------------------------------------------------------------------


@mutant("days exclusive at the edge")
def _exclusive_days(stack: ExitStack) -> None:
    def holds(self: Window, day: int) -> bool | None:
        if day < self.earliest_start or day >= self.latest_end:
            return False
        return True if self.latest_start <= day < self.earliest_end else None

    swap(stack, bounds.Window, "holds", holds)


@mutant("start on the day of the end is no overlap")
def _no_edge(stack: ExitStack) -> None:
    old = extents.within
    swap(stack, extents, "within", lambda pieces, first, last: old(pieces, first, last - 1))


def period_edges(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    old = timeline._edges
    return lambda stack: swap(stack, timeline, "_edges", lambda period: old(change(period)))


mutant("1 January out of a year")(period_edges(lambda p: replace(p, latest_start=p.earliest_start or p.latest_start)))
mutant("planned end is a bound")(
    period_edges(
        lambda p: replace(p, latest_end=p.latest_end or p.planned_end, earliest_end=p.earliest_end or p.planned_end)
    )
)
mutant("perpetual is an unknown end")(period_edges(lambda p: replace(p, endless=False)))
mutant("an unknown end is perpetual")(
    period_edges(lambda p: replace(p, endless=p.endless or (p.earliest_end is None and p.latest_end is None)))
)


def always_on(reading: str) -> Callable[[ExitStack], None]:
    old = bounds.windows
    return lambda stack: swap(stack, bounds, "windows", lambda b, on: old(b, frozenset(on) | {reading}))


def never_on(reading: str) -> Callable[[ExitStack], None]:
    old = bounds.windows
    return lambda stack: swap(stack, bounds, "windows", lambda b, on: old(b, frozenset(on) - {reading}))


for _name in ("coextensive", "first-release", "ends-with", "completed-date", "continues"):
    mutant(f"{_name} always on")(always_on(_name))
    mutant(f"{_name} never on")(never_on(_name))


@mutant("present tense holds for ever after")
def _present(stack: ExitStack) -> None:
    old = timeline.Timeline._of_fact

    def of_statement(self: Any, *statement: Any) -> Any:
        for bound in old(self, *statement):
            later = bound.edge == "earliest-end" and not bound.stated
            yield bound._replace(day=bounds.UNKNOWN_FUTURE) if later else bound

    swap(stack, timeline.Timeline, "_of_fact", of_statement)


# --- sources ------------------------------------------------------------------------------------


@mutant("the first source is always believed")
def _first_source(stack: ExitStack) -> None:
    old = accounts.accounts_of

    def first(*arguments: Any) -> Any:
        found = old(*arguments)
        return replace(found, disputes=(), alternatives=(((), found.alternatives[0][1]),))

    swap(stack, accounts, "accounts_of", first)


@mutant("a copy is a source of its own")
def _copies(stack: ExitStack) -> None:
    swap(stack, sources.Sources, "original", lambda self, source: source)


@mutant("a denial is an affirmation")
def _denials(stack: ExitStack) -> None:
    swap(stack, statements, "is_fact", lambda s: s.modality == "fact" and s.status not in statements.POSSIBLE_STATUSES)


@mutant("plans are facts")
def _plans(stack: ExitStack) -> None:
    swap(stack, statements, "is_fact", lambda s: s.modality in ("fact", "plan") and not s.denied)


@mutant("plans are nothing")
def _no_plans(stack: ExitStack) -> None:
    swap(stack, statements, "is_possible", lambda statement: False)


@mutant("opinions count")
def _opinions(stack: ExitStack) -> None:
    swap(stack, statements, "is_fact", lambda s: not s.denied and s.modality in ("fact", "opinion", "prediction"))


# --- what a commitment says ---------------------------------------------------------------------


def accounts_with(change: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    old = accounts.accounts_of

    def changed(*arguments: Any) -> Any:
        found = old(*arguments)
        return replace(found, alternatives=tuple((b, change(a)) for b, a in found.alternatives))

    return lambda stack: swap(stack, indexed, "accounts_of", changed)


mutant("unstated = World")(accounts_with(lambda a: replace(a, territory=a.territory or (WORLD,))))
mutant("unstated field = every field")(
    accounts_with(lambda a: replace(a, fields=a.fields or frozenset({"device", "apparel"})))
)
mutant("exceptions ignored")(accounts_with(lambda a: replace(a, carveouts=())))
mutant("sole = exclusive")(
    accounts_with(lambda a: replace(a, strength="exclusive" if a.strength == "sole" else a.strength))
)
mutant("a bare exclusive shuts out its giver")(
    accounts_with(lambda a: replace(a, strength="exclusive" if a.strength == "unqualified" else a.strength))
)
mutant("a bare exclusive is sole")(
    accounts_with(lambda a: replace(a, strength="sole" if a.strength == "unqualified" else a.strength))
)
mutant("a promise to a group shuts out its giver")(
    accounts_with(lambda a: replace(a, strength="exclusive" if a.strength == "co-exclusive" else a.strength))
)
mutant("affiliates always covered")(accounts_with(lambda a: replace(a, covers_affiliates=True)))
mutant("affiliates never covered")(accounts_with(lambda a: replace(a, covers_affiliates=False)))
mutant("an excepted licence protects for ever")(
    accounts_with(
        lambda a: replace(
            a,
            carveouts=tuple(
                replace(c, commitment=None, parties=c.parties or ("Beta",)) if c.commitment else c for c in a.carveouts
            ),
        )
    )
)


@mutant("X read as G")
def _as_grant(stack: ExitStack) -> None:
    old = alternatives.Alternative._terms
    keep = lambda self, *rest: (t for t in old(self, *rest) if t.part != "may not")  # noqa: E731
    swap(stack, alternatives.Alternative, "_terms", keep)


@mutant("G read as X")
def _as_exclusivity(stack: ExitStack) -> None:
    old = alternatives.Alternative._terms

    def terms(self: Any, commitment: Any, party: Any) -> Any:
        yield from old(self, commitment, party)
        if commitment.kind == "grant" and party not in commitment.beneficiaries:
            yield alternatives.Term("may not", commitment, self.covers(commitment))

    swap(stack, alternatives.Alternative, "_terms", terms)


@mutant("exception read as a grant")
def _exception_grants(stack: ExitStack) -> None:
    old = alternatives.Alternative._terms

    def terms(self: Any, commitment: Any, party: Any) -> Any:
        yield from old(self, commitment, party)
        if any(party in c.parties for c in self.account(commitment).carveouts):
            yield alternatives.Term("may", commitment, self.covers(commitment))

    swap(stack, alternatives.Alternative, "_terms", terms)


@mutant("an option is a grant")
def _option_grants(stack: ExitStack) -> None:
    old = alternatives.Alternative._terms

    def terms(self: Any, commitment: Any, party: Any) -> Any:
        if commitment.kind == "option" and party in commitment.beneficiaries:
            yield alternatives.Term("may", commitment, self.covers(commitment))
        else:
            yield from old(self, commitment, party)

    swap(stack, alternatives.Alternative, "_terms", terms)


@mutant("an option does not count")
def _no_options(stack: ExitStack) -> None:
    old = collisions.kind_of
    swap(stack, collisions, "kind_of", lambda new, other: None if other.kind == "option" else old(new, other))


@mutant("the user's promise binds everybody")
def _user_side(stack: ExitStack) -> None:
    swap(stack, shut_out.ShutOut, "promised_others", lambda self, account, party: self.always)


@mutant("the user's promise binds nobody")
def _no_user_side(stack: ExitStack) -> None:
    swap(stack, shut_out.ShutOut, "promised_others", lambda self, account, party: self.never)


@mutant("a sublicence outlives its parent")
def _no_parent(stack: ExitStack) -> None:
    swap(stack, indexed.DealIndex, "parent", lambda self, commitment: None)


@mutant("a sublicence collides with the promise it comes from")
def _own_promise(stack: ExitStack) -> None:
    swap(stack, shut_out.ShutOut, "granted_inside", lambda self, promise, grant: self.never)


@mutant("a sublicensee may let in whom it likes")
def _any_sublicence(stack: ExitStack) -> None:
    swap(stack, deal_pairs.Breach, "covers", lambda self, commitment: self.always)


@mutant("a licence that forbids sublicences may be sublicensed")
def _never_forbidden(stack: ExitStack) -> None:
    swap(stack, shut_out.ShutOut, "sublicensable", lambda self, licence: self.always)


@mutant("consent counts as given")
def _always_consent(stack: ExitStack) -> None:
    def sublicensable(self: Any, licence: Any) -> Any:
        return self.never if licence.sublicensing == "forbidden" else self.always

    swap(stack, shut_out.ShutOut, "sublicensable", sublicensable)


@mutant("a sublicence protects, whether or not it may be given")
def _any_protects(stack: ExitStack) -> None:
    swap(stack, alternatives.Alternative, "lets_on", lambda self, licence: self.always)


@mutant("no source prevails")
def _none_prevails(stack: ExitStack) -> None:
    swap(stack, sources.Sources, "prevails", lambda self, source, fact: False)


@mutant("a source that prevails does so of every fact")
def _prevails_everywhere(stack: ExitStack) -> None:
    def prevails(self: Any, source: str, fact: str) -> bool:
        documents = (self.by_iri.get(iri) for iri in (source, self.original(source)))
        return any(one is not None and bool(one.prevails or one.prevails_for) for one in documents)

    swap(stack, sources.Sources, "prevails", prevails)


@mutant("a list of all rights tells nothing")
def _no_holdings(stack: ExitStack) -> None:
    swap(stack, facts.Documents, "holdings_until", lambda self, holder, subject: None)


@mutant("a part does not lie in its country")
def _apart(stack: ExitStack) -> None:
    old = extents._rule_mask
    swap(stack, extents, "_rule_mask", lambda *given: old(*given[:-1], frozenset()))


@mutant("a grant of a country is one of each part")
def _each_part(stack: ExitStack) -> None:
    swap(stack, deal_pairs.Breach, "_reach", lambda self, account: self._when(account, self._territory(account)))


@mutant("a sublicence is cut to its parent, whatever it says")
def _as_held(stack: ExitStack) -> None:
    swap(stack, deal_pairs.Breach, "_as_written", lambda self, grant, promise: False)


@mutant("a named group is exclusive for each member")
def _group_members(stack: ExitStack) -> None:
    old = collisions.as_account

    def first_only(proposal: Any) -> Any:
        return old(replace(proposal, grantees=proposal.grantees[:1]))

    swap(stack, collisions, "as_account", first_only)


# --- scope --------------------------------------------------------------------------------------


def relation_with(**instead: str) -> Callable[[ExitStack], None]:
    old = scope.Trees.relation

    def relation(self: Any, asked: str, term: str) -> Any:
        found = old(self, asked, term)
        return instead.get(found, found)

    return lambda stack: swap(stack, scope.Trees, "relation", relation)


mutant("siblings overlap")(relation_with(disjoint="covers"))
mutant("below counts as covered")(relation_with(part="covers"))
mutant("below counts as apart")(relation_with(part="disjoint"))
mutant("a term in no tree is apart")(relation_with(unknown="disjoint"))
mutant("a term in no tree is everything")(relation_with(unknown="covers"))


@mutant("Leitz = Leica")
def _one_mark(stack: ExitStack) -> None:
    old = indexed.DealIndex.family
    alike = frozenset({"Leica", "Leitz", "Aura", "Aurum"})
    swap(stack, indexed.DealIndex, "family", lambda self, m: alike if m in alike else old(self, m))


@mutant("a family does not count")
def _no_family(stack: ExitStack) -> None:
    swap(stack, indexed.DealIndex, "family", lambda self, subject: frozenset({subject}))


@mutant("frozen for moving")
def _frozen(stack: ExitStack) -> None:
    old = scope.membership_modes

    def modes(rule: Any, code: str, agreed: Any) -> Any:
        if rule.membership == "moving" and agreed.first is not None:
            return (("frozen", agreed.first),)
        return old(rule, code, agreed)

    swap(stack, scope, "membership_modes", modes)


@mutant("moving for frozen")
def _moving(stack: ExitStack) -> None:
    swap(stack, scope, "membership_modes", lambda rule, code, agreed: (scope.MOVING,))


@mutant("a vague word has its first meaning")
def _first_meaning(stack: ExitStack) -> None:
    old = scope.region_words
    swap(stack, scope, "region_words", lambda code: old(code)[:1])


@mutant("exclusions ignored")
def _no_exclusions(stack: ExitStack) -> None:
    old_covers, old_mask = scope.territory_covers, extents._rule_mask

    def without(rules: Any) -> Any:
        return tuple(replace(rule, excludes=()) for rule in rules)

    swap(stack, scope, "territory_covers", lambda rules, *rest: old_covers(without(rules), *rest))
    swap(stack, extents, "_rule_mask", lambda rule, *rest: old_mask(replace(rule, excludes=()), *rest))


@mutant("a list that is not exhaustive is")
def _exhaustive(stack: ExitStack) -> None:
    old_covers, old_mask = scope.territory_covers, extents._rule_mask

    def closed(rules: Any) -> Any:
        return tuple(replace(rule, exhaustive=True) for rule in rules)

    swap(stack, scope, "territory_covers", lambda rules, *rest: old_covers(closed(rules), *rest))
    swap(stack, extents, "_rule_mask", lambda rule, *rest: old_mask(replace(rule, exhaustive=True), *rest))


@mutant("a part is its country")
def _parts(stack: ExitStack) -> None:
    swap(stack, scope, "_part_covers", lambda code, country, domains: TRUE if country[:2] == code[:2] else FALSE)


@mutant("grants reach as far as the exclusivity beside them")
def _same_ground(stack: ExitStack) -> None:
    old = alternatives.Alternative.covers

    def cover(self: Any, commitment: Any) -> Any:
        if commitment.kind == "grant":
            for other in self.index.on_subject(self.cell.subject):
                if other.kind == "exclusivity" and other.beneficiaries == commitment.beneficiaries:
                    return self.covers(other)
        return old(self, commitment)

    swap(stack, alternatives.Alternative, "covers", cover)


@mutant("an owner may whatever it promised")
def _owner(stack: ExitStack) -> None:
    old = alternatives.Alternative.terms

    def terms(self: Any, party: Any, candidates: Any) -> Any:
        return [replace(t, part="may") if t.part == "owns" else t for t in old(self, party, candidates)]

    swap(stack, alternatives.Alternative, "terms", terms)


@mutant("an exclusion shuts out everybody")
def _excludes_all(stack: ExitStack) -> None:
    old = shut_out.ShutOut._named_out

    def named(self: Any, account: Any, party: Any) -> Any:
        return old(self, replace(account, commitment=replace(account.commitment, kind="holdback")), party)

    swap(stack, shut_out.ShutOut, "_named_out", named)


@mutant("an exclusion shuts out nobody")
def _excludes_none(stack: ExitStack) -> None:
    swap(stack, shut_out.ShutOut, "_named_out", lambda self, account, party: self.never)


def sparing(spared: Callable[[Any], Any]) -> Callable[[ExitStack], None]:
    """Return what lets those through that a commitment that shuts out names in some role."""
    old = shut_out.ShutOut._named_out

    def named(self: Any, account: Any, party: Any) -> Any:
        return self.never if party in spared(account.commitment) else old(self, account, party)

    return lambda stack: swap(stack, shut_out.ShutOut, "_named_out", named)


mutant("a holdback spares the bound party")(sparing(lambda commitment: commitment.bound))
mutant("a holdback spares those to whom it is promised")(sparing(lambda commitment: commitment.promisees))


@mutant("exceptions of an exclusion do not count")
def _excludes_the_excepted(stack: ExitStack) -> None:
    old = shut_out.ShutOut._named_out

    def named(self: Any, account: Any, party: Any) -> Any:
        return old(self, replace(account, carveouts=()), party)

    swap(stack, shut_out.ShutOut, "_named_out", named)


@mutant("no deal collides with a newer exclusion")
def _newer_exclusion(stack: ExitStack) -> None:
    old = collisions.kind_of
    swap(stack, collisions, "kind_of", lambda new, before: None if new.only_forbids else old(new, before))


@mutant("collisions are not ranked by their common ground")
def _no_size(stack: ExitStack) -> None:
    swap(stack, witnesses, "size_of", lambda ground: (0, 0))


@mutant("what has no end is the smallest common ground")
def _endless_is_small(stack: ExitStack) -> None:
    old = extents.size_of
    swap(stack, witnesses, "size_of", lambda ground: (0, old(ground)[1]))


@mutant("possible collisions are ranked among the certain ones")
def _possible_among_certain(stack: ExitStack) -> None:
    old = collisions._rank
    swap(stack, collisions, "_rank", lambda c: old(c)[1:])


@mutant("of equal collisions the later one comes first")
def _later_first(stack: ExitStack) -> None:
    old = collisions._rank
    swap(stack, collisions, "_rank", lambda c: (*old(c)[:3], -(c.first or date.min).toordinal(), *old(c)[4:]))


@mutant("collisions since a day are those of all days")
def _since_all_days(stack: ExitStack) -> None:
    old = collisions.conflicts
    swap(stack, test_collisions, "conflicts", lambda *given, since=None: old(*given))


@mutant("a collision that is certain before a day is certain since it")
def _certain_before(stack: ExitStack) -> None:
    old = collisions.conflicts

    def those_left(deals: Any, subject: Any, readings: Any, since: Any = None) -> Any:
        left = {c.between for c in old(deals, subject, readings, since=since)}
        return [row for row in old(deals, subject, readings) if row.between in left]

    swap(stack, test_collisions, "conflicts", those_left)


def main() -> int:
    """Print each mutant with the number of cases that kill it and the first of them; 1 if one survives."""
    cases = [expected(case) for case in reader.cases()]
    survivors = 0
    print(f"{len(cases)} cases")
    for one in MUTANTS:
        found = killed_by(one, cases)
        survivors += not found
        first = f"{found[0]} ..." if len(found) > 1 else "".join(found)
        print(f"{one.name:60} {f'killed by {len(found):3}' if found else 'SURVIVES':14} {first}")
    print(f"{len(MUTANTS)} mutants, {survivors} survive")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
