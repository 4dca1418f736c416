"""Whether a proposed deal collides with what is promised, and which recorded commitments collide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import product
from typing import Final

from partnergraph.axes import AXES
from partnergraph.exclusivity.accounts import Account, Switch
from partnergraph.exclusivity.answers import (
    ClearAnswer,
    Collision,
    CollisionKind,
    ConflictsAnswer,
    TitleRow,
    TitleStatus,
    Verdict,
)
from partnergraph.exclusivity.choices import Choice, components
from partnergraph.exclusivity.deal_pairs import DealPair, Kind, Side, apart, days_of, imprecise, ownership_days
from partnergraph.exclusivity.entitlement import complete_as_of, may_grant
from partnergraph.exclusivity.extents import Extent, Valuation, common
from partnergraph.exclusivity.facts import DEFAULT_READINGS, Proposal, check_readings
from partnergraph.exclusivity.indexed import AskedOf, DealIndex, index_deals
from partnergraph.exclusivity.scope import plain_mask
from partnergraph.exclusivity.sentences import newcomer, parent_not_counted, succeeded, unknown_grantor
from partnergraph.exclusivity.title import Found, Granted, title_of
from partnergraph.exclusivity.witnesses import collision, not_held, title_rows
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST, Window
from partnergraph.model import Commitment, Iri

PROPOSAL: Final = "the proposed deal"


def clear(deals: AskedOf, proposal: Proposal, readings_on: Iterable[str] = DEFAULT_READINGS) -> ClearAnswer:
    """Return whether the grantors hold what they would grant, and with which recorded commitments it collides.

    Counted are commitments of the party that grants and of those above it in a recorded chain (owner of the
    mark, licensor, controlling parent); those of others on the same subject only *may* collide. *Collides*: in
    every complete reading there is a common cell with some commitment, not necessarily the same in all.
    *Not theirs to give*: in every complete reading there is a cell that they do not hold. With nothing against it
    the verdict is *clear* only where they hold it all, and all of those counted who may grant the subject list
    their commitments (with a signing day, as of that day or later); else *nothing recorded*.

    The rule is semantics.md, "The answers" and "Title". Raises `ValueError` for an unknown reading.
    """
    index, readings = index_deals(deals).naming(dict(proposal.newcomers)), check_readings(readings_on)
    proposal, passed_on = as_named_then(index, proposal)
    commitment, account = as_account(proposal)
    new = Side(index, commitment, readings, index.read(account, readings))
    pairs = list(proposed_pairs(index, proposal, new, account.window))
    collisions = [found for e in pairs if (found := _collision(e, proposal.subjects)) is not None]
    title, used = _title(index, proposal, new)
    verdict = _verdict(pairs, collisions, {row.status for row in title})
    as_of, notes = None, [*_strangers(proposal), *passed_on]
    if verdict == "clear":
        as_of, uncounted = listed_as_of(index, proposal, readings, account.window)
        notes += uncounted
    if as_of is None or any(row.status != "held" for row in title):
        verdict = "nothing recorded" if verdict == "clear" else verdict
    names = dict.fromkeys(name for _, name in proposal.newcomers)
    return ClearAnswer(verdict, grouped(index, collisions), as_of, tuple(names), tuple(notes), title, used)


def _verdict(pairs: list[DealPair], collisions: list[Collision], title: set[TitleStatus]) -> Verdict:
    """Return the worst that stands against a proposal; *clear* where nothing does."""
    firm = [c for c in collisions if c.kind != "option"]
    met = {c.with_ for c in firm}
    if "not held" in title:
        return "not theirs to give"
    if any(c.certainty == "certain" for c in firm) or must_meet([e for e in pairs if _named(e) in met]):
        return "collides"
    if "possibly not held" in title:
        return "may not be theirs to give"
    if firm:
        return "may collide"
    return "must offer first" if collisions else "clear"


def _named(pair: DealPair) -> Iri:
    return pair.index.origin(pair.old.commitment.iri)


def _title(index: DealIndex, proposal: Proposal, new: Side) -> tuple[tuple[TitleRow, ...], tuple[str, ...]]:
    """Return what of a proposal its grantors hold; nothing for the promise of a user, which grants nothing."""
    if proposal.side == "user":
        return (), ()
    granted = Granted(new, proposal.grantors, proposal.subjects, proposal.exclusive is not None)
    found = title_of(index, granted, new.readings)
    return title_rows(index, granted, found), tuple(sorted(found.readings))


def listed_as_of(
    index: DealIndex, proposal: Proposal, readings: frozenset[str], window: Window
) -> tuple[date | None, Iterator[str]]:
    """Return the day as of which all who count list their commitments, and who above them is not counted."""
    above = index.above(proposal.grantors, proposal.subjects, window, readings, parent=proposal.parent)
    days: list[date | None] = []
    others: set[Iri] = set()
    for subject in proposal.subjects:
        if complete_as_of(index, proposal.grantors, subject) is None:
            return None, iter(())
        counted = above & (may_grant(index, subject) | set(proposal.grantors))
        days.append(complete_as_of(index, counted, subject))
        others |= {party for party in above - counted if complete_as_of(index, (party,), subject) is None}
    known = [day for day in days if day is not None and (proposal.signed is None or day >= proposal.signed)]
    if len(known) < len(days):
        return None, iter(())
    return min(known, default=None), (parent_not_counted(index.name(party)) for party in sorted(others))


def as_named_then(index: DealIndex, proposal: Proposal) -> tuple[Proposal, list[str]]:
    """Return a proposal by and with the companies that have taken the place of those named, and which these are.

    The licence that it is granted out of is the version of it on the first day.
    """
    day, notes = proposal.first.toordinal(), dict[str, None]()
    sides = []
    for parties in (proposal.grantors, proposal.grantees):
        now = []
        for party in parties:
            names = index.names_on(party, day)
            now.append(next(iter(names)) if len(names) == 1 else party)
            if names.keys() != {party}:
                notes[succeeded(index, party, (name for name in names if name != party))] = None
        sides.append(tuple(dict.fromkeys(now)))
    parents = [c for c in index.as_read(proposal.parent or "") if _may_run(index, c, day)]
    parent = parents[-1].iri if parents else proposal.parent
    return replace(proposal, grantors=sides[0], grantees=sides[1], parent=parent), list(notes)


def _may_run(index: DealIndex, commitment: Commitment, day: int) -> bool:
    accounts = (account for _, account in index.accounts(commitment, frozenset()).alternatives)
    return any(account.exists is not False and account.window.holds(day) is not False for account in accounts)


def _strangers(proposal: Proposal) -> Iterator[str]:
    """Say of each party that nothing recorded names what that means."""
    names = dict(proposal.newcomers)
    yield from (unknown_grantor(names[party]) for party in proposal.grantors if party in names)
    yield from (newcomer(names[party]) for party in proposal.grantees if party in names)


def conflicts(
    deals: AskedOf,
    subject: Iri | None = None,
    readings_on: Iterable[str] = DEFAULT_READINGS,
    *,
    certain_only: bool = False,
    since: date | None = None,
) -> ConflictsAnswer:
    """Return the recorded deals, on one subject or on all, that collide or are not held, the gravest first.

    Certain ones stand before possible ones. Among these the larger common ground comes first: one without a first or
    a last day before every other, by the number of such countries; then by the days of each country summed up. Of
    equals the one that begins earlier comes first, one of which no first day is known before all.

    Each names its two commitments in ``between``: first the one that started later, if that is known. With ``since``
    only the days from that one on are looked at: what meets before alone is left out, and whether the rest is certain,
    its common ground and its place are those of these days. Grants without a recorded title are counted all the same.
    """
    index, readings = index_deals(deals), check_readings(readings_on)
    first = UNKNOWN_PAST if since is None else since.toordinal()
    found = []
    for one, other in index.pairs(subject):
        pair = _recorded(index, one, other, readings)
        met = _collision(replace(pair, since=first), None) if pair is not None else None
        if met is not None:
            found.append(met)
    lacking, not_recorded = _titles(index, subject, readings, first)
    rows = (*grouped(index, found), *grouped(index, lacking))
    kept = [row for row in rows if row.certainty == "certain" or not certain_only]
    return ConflictsAnswer(tuple(sorted(kept, key=_rank)), not_recorded)


def _rank(c: Collision) -> tuple[object, ...]:
    """Return what a collision is put in order by, the gravest first."""
    endless, days = c.size
    return c.certainty != "certain", -endless, -days, c.first or date.min, c.between, c.kind == "not held"


def _titles(index: DealIndex, subject: Iri | None, readings: frozenset[str], since: int) -> tuple[list[Collision], int]:
    """Return the recorded grants that are not, or possibly not, held on or after a day, and how many have no title."""
    found: list[Collision] = []
    settled, untold = set[Iri](), set[Iri]()
    for commitment in index.with_title(subject):
        subjects = tuple(sorted(index.stated_subjects(commitment)))
        side = Side(index, commitment, readings, None)
        granted = Granted(side, commitment.bound, subjects, commitment.kind == "exclusivity")
        title, deal = title_of(index, granted, readings), index.origin(commitment.iri)
        told = _is_lacking(title) or (title.has("held") and not title.has("not recorded"))
        (settled if told else untold).add(deal)
        if since and _is_lacking(title):
            title = title_of(index, replace(granted, looked_at=((since, UNKNOWN_FUTURE, -1),)), readings)
        if _is_lacking(title):
            found.append(not_held(index, granted, title))
    return found, index.count_granting(subject) - len(settled - untold)


def _is_lacking(title: Found) -> bool:
    return title.has("not held") or title.has("possibly not held")


def grouped(index: DealIndex, collisions: Iterable[Collision]) -> tuple[Collision, ...]:
    """Return one collision for each two deals, the most certain, with the others under it.

    What the same sources say of the same parties in the same scope is one deal, whatever it promises.
    """
    found: dict[object, list[Collision]] = {}
    for one in collisions:
        found.setdefault(frozenset(deal_of(index, iri) for iri in one.between), []).append(one)
    rows = []
    for several in found.values():
        several.sort(key=lambda c: (c.certainty != "certain", _MOST_TELLING.index(c.kind)))
        rows.append(replace(several[0], also=tuple(several[1:])))
    return tuple(rows)


_MOST_TELLING: Final[tuple[CollisionKind, ...]] = (
    "not held", "double exclusivity", "grant into exclusivity", "exclusivity over grant", "exclusion", "partner-side",
    "option",
)  # fmt: skip


def deal_of(index: DealIndex, iri: Iri) -> object:
    """Return what tells a deal: who says what of which parties."""
    commitment = index.recorded.get(index.origin(iri))
    if commitment is None:
        return iri
    said = frozenset(
        (s.source, s.subjects, *map(s.on, AXES), s.territory, s.period)
        for s in index.documents.about.get(commitment.iri, ())
    )
    return frozenset((*commitment.bound, *commitment.beneficiaries, *commitment.promisees)), said


def proposed_pairs(index: DealIndex, proposal: Proposal, new: Side, window: Window) -> Iterator[DealPair]:
    """Yield a proposal set against each recorded commitment that it may collide with."""
    readings = new.readings
    above = index.above(proposal.grantors, proposal.subjects, window, readings, parent=proposal.parent)
    insiders = index.insiders(proposal.grantors, proposal.subjects, window, readings, parent=proposal.parent)
    day = (proposal.signed or proposal.first).toordinal()
    users = proposal.grantors if proposal.side == "user" else proposal.grantees
    candidates = {c.iri: c for subject in proposal.subjects for c in _opposite(index, proposal, subject)}
    candidates.update((c.iri, c) for user in users for c in index.promises_of(user))
    candidates.update((c.iri, c) for party in above for c in index.unnamed_of(party))
    for old in candidates.values():
        kind = kind_of(new.commitment, old)
        if kind is not None:
            linked = kind == "partner-side" or bool(above & set(old.bound))
            signed = (day, day) if kind == "option" else None
            yield DealPair(index, new, Side(index, old, readings, None), kind, linked, insiders, signed)


def _opposite(index: DealIndex, proposal: Proposal, subject: Iri) -> list[Commitment]:
    """Return the commitments on a subject that a proposal may meet, at least."""
    columns = index.columns
    if columns is None:
        return index.on_subject(subject)
    from partnergraph.exclusivity.columns import widest_mask
    from partnergraph.exclusivity.rows import KINDS

    signed = proposal.signed or proposal.first
    first = min(proposal.first, signed).toordinal()
    last = max(proposal.last, signed).toordinal() if proposal.last else UNKNOWN_FUTURE
    rows = columns.against(subject, proposal.fields, widest_mask(proposal.territory), first, last)
    if proposal.exclusive is None:
        rows = rows[columns.kind[rows] != KINDS["grant"]]
        rows = columns.not_for(rows, proposal.grantees)
    return [index.deals.commitments[row] for row in rows.tolist()]


def _recorded(index: DealIndex, one: Commitment, other: Commitment, readings: frozenset[str]) -> DealPair | None:
    windows = {c.iri: index.accounts(c, readings).alternatives[0][1].window for c in (one, other)}
    old, new = sorted((one, other), key=lambda c: (windows[c.iri].earliest_start, windows[c.iri].latest_start, c.iri))
    if "option" in (one.kind, other.kind) and new.kind == "option":
        old, new = new, old
    if "user" in (one.side, other.side) and new.side == "user" and old.side == "grantor":
        old, new = new, old
    kind = kind_of(new, old)
    if kind is None:
        return None
    subjects = index.stated_subjects(new) | index.stated_subjects(old)
    sides = {c.iri: (c.bound, subjects, windows[c.iri], readings) for c in (new, old)}
    linked = (
        kind == "partner-side"
        or bool(index.above(*sides[new.iri], parent=new.parent) & set(old.bound))
        or bool(index.above(*sides[old.iri], parent=old.parent) & set(new.bound))
    )
    insiders = index.insiders(*sides[new.iri], parent=new.parent)
    start = windows[new.iri]
    signed = (start.earliest_start, start.latest_start) if kind == "option" else None
    new_side, old_side = Side(index, new, readings, None), Side(index, old, readings, None)
    return DealPair(index, new_side, old_side, kind, linked, insiders, signed)


def kind_of(new: Commitment, old: Commitment) -> Kind | None:
    """Return how two commitments may collide; ``None`` if they cannot."""
    if old.side == "user":
        return "partner-side" if new.side == "user" or new.lets_act else None
    if new.side == "user" or new.kind == "option":
        return None
    if new.only_forbids or old.only_forbids:
        return "exclusion" if new.lets_act or old.lets_act else None
    if old.kind == "option":
        return "option"
    kinds: dict[tuple[str, str], Kind] = {
        ("grant", "exclusivity"): "grant into exclusivity",
        ("exclusivity", "grant"): "exclusivity over grant",
        ("exclusivity", "exclusivity"): "double exclusivity",
    }
    return kinds.get((new.kind, old.kind))


def as_account(proposal: Proposal) -> tuple[Commitment, Account]:
    """Return a proposal in the form of a recorded commitment that is fully known."""
    user = proposal.side == "user"
    commitment = Commitment(
        iri=PROPOSAL,
        label=PROPOSAL,
        kind="exclusivity" if user or proposal.exclusive else "grant",
        bound=proposal.grantors,
        beneficiaries=proposal.grantees,
        side=proposal.side,
        parent=proposal.parent,
    )
    first = proposal.first.toordinal()
    last = proposal.last.toordinal() if proposal.last else UNKNOWN_FUTURE
    signed = (proposal.signed or proposal.first).toordinal()
    account = Account(
        commitment=commitment,
        exists=True,
        subjects=frozenset(proposal.subjects) or None,
        territory=proposal.territory or None,
        strength=proposal.exclusive or "unqualified",
        covers_affiliates=proposal.covers_affiliates,
        carveouts=proposal.carveouts,
        window=Window(first, first, last, last),
        agreed_on=(signed, signed),
        plain_countries=plain_mask(proposal.territory),
        **{axis.terms: frozenset(proposal.on(axis)) or None for axis in AXES},  # type: ignore[arg-type]
    )
    return commitment, account


def must_meet(pairs: list[DealPair]) -> bool:
    """Whether in every complete reading at least one of several possible collisions happens."""
    pairs = [e for e in pairs if e.kind != "option"]
    if len(pairs) < 2:
        return False
    return _meet_always(pairs) or any(all(map(_meet_always, placings)) for placings in _placings(pairs))


def _placings(pairs: list[DealPair]) -> Iterator[Iterator[list[DealPair]]]:
    """Yield for a term that stands in no tree the pairs with every place that it may have, the same for all.

    Of a term that is neither granted nor excepted one place is apart from all that is, where nobody meets it.
    """
    index, readings = pairs[0].index, pairs[0].new.readings
    for axis in AXES:
        named = frozenset[Iri]().union(*(pair.terms(axis) for pair in pairs))
        meant = frozenset[Iri]().union(*(pair.terms_meant(axis) for pair in pairs))
        for term in sorted(one for one in meant if not index.trees.has(one)):
            placings = index.trees.placings(term, named)
            yield ([pair.under(index.with_trees(trees), readings) for pair in pairs] for trees in placings)


def _meet_always(pairs: list[DealPair]) -> bool:
    stateful = _with_states(pairs)
    partial = [e for e in stateful if any(e.certain(valuation) for valuation in e.valuations())]
    for group in components(frozenset(e.choices) for e in partial):
        if not _can_dodge([partial[i] for i in group]):
            return True
    return False


def _can_dodge(pairs: list[DealPair]) -> bool:
    """Whether some way to make the choices avoids all of these at once."""
    values: dict[Choice, tuple[object, ...]] = {}
    for pair in pairs:
        for choice, options in pair.choices.items():
            values[choice] = tuple(dict.fromkeys((*values.get(choice, ()), *options)))
    judged: dict[tuple[int, tuple[object, ...]], bool] = {}
    for way in product(*values.values()):
        valuation = dict(zip(values, way, strict=True))
        if not any(_judge(i, e, valuation, judged) for i, e in enumerate(pairs)):
            return True
    return False


def _judge(
    position: int, pair: DealPair, valuation: Valuation, judged: dict[tuple[int, tuple[object, ...]], bool]
) -> bool:
    key = (position, tuple(valuation[choice] for choice in pair.choices))
    if key not in judged:
        judged[key] = pair.certain(valuation)
    return judged[key]


def _with_states(pairs: list[DealPair]) -> list[DealPair]:
    """Make the start and end of a commitment that plays a part in several pairs, or two in one, one choice."""
    parts: dict[Iri, int] = {}
    commitments: dict[Iri, Commitment] = {}
    for pair in pairs:
        for commitment in pair.involved:
            parts[commitment.iri] = parts.get(commitment.iri, 0) + 1
            commitments[commitment.iri] = commitment
    shared = [
        iri
        for iri, count in parts.items()
        if count > 1 and any(imprecise(a) for a in _accounts(pairs[0], commitments[iri]))
    ]
    if shared:
        days = sorted({day for pair in pairs for day in _days(pair)})
        for iri in shared:
            states = _states(_accounts(pairs[0], commitments[iri]), days)
            for pair in pairs:
                if any(c.iri == iri for c in pair.involved):
                    pair.choices["state", iri] = states
    return _with_events(pairs)


def _with_events(pairs: list[DealPair]) -> list[DealPair]:
    """Make the day of an event that limits several versions, and is not precise, one choice."""
    switches: dict[Iri, dict[Switch, None]] = {}
    parts: dict[Iri, set[Iri]] = {}
    for pair in pairs:
        for commitment in pair.involved:
            for account in _accounts(pair, commitment):
                for switch in account.between.switches if account.between else ():
                    switches.setdefault(switch.event, {})[switch] = None
                    parts.setdefault(switch.event, set()).add(commitment.iri)
    shared = {event for event, found in parts.items() if len(found) > 1 and any(map(_is_open, switches[event]))}
    days = sorted({day for pair in pairs for day in _days(pair)}) if shared else []
    near = sorted({day + step for day in days for step in (-1, 0, 1)})
    for event in sorted(shared):
        when = [d for d in near if any(s.first <= d <= s.last for s in switches[event])]
        values = (*when, *(() if all(s.sure for s in switches[event]) else (None,)))
        for pair in pairs:
            if any(c.iri in parts[event] for c in pair.involved):
                pair.choices["came", event] = values
    return pairs


def _is_open(switch: Switch) -> bool:
    return switch.first != switch.last or not switch.sure


def _accounts(pair: DealPair, commitment: Commitment) -> list[Account]:
    return [a for _, a in pair.index.accounts(commitment, pair.new.readings).alternatives]


def _days(pair: DealPair) -> set[int]:
    found: set[int] = set()
    index, readings = pair.index, pair.new.readings
    for account in [a for c in pair.involved for a in _accounts(pair, c)]:
        found |= days_of(account.window)
    if pair.new.proposed:
        found |= days_of(pair.new.proposed.window)
    for ownership in index.deals.ownerships:
        spans = [s for sure in (True, False) for s in ownership_days(index, ownership, readings, sure=sure)]
        found |= {day for span in spans for day in span}
    for valuation in pair.valuations():
        for possible in (True, False):
            found |= {day for first, last, _ in pair.hits(valuation, possible) for day in (first, last)}
    return {day for day in found if UNKNOWN_PAST < day < UNKNOWN_FUTURE}


def _states(accounts: list[Account], days: list[int]) -> tuple[object, ...]:
    """Return every start and end that can make a difference: on, before and after each day that matters."""
    near = sorted({day + step for day in days for step in (-1, 0, 1)}) or [1]
    found: dict[object, None] = {}
    for account in accounts:
        exists, window = apart(account)
        starts = [d for d in near if window.earliest_start <= d <= window.latest_start]
        ends = [d for d in near if window.earliest_end <= d <= window.latest_end]
        for start, end in product(starts or [window.earliest_start], ends or [window.latest_end]):
            if start <= end and exists is not False:
                found[start, end] = None
        if exists is not True:
            found[None] = None
    return tuple(found)


def _collision(pair: DealPair, subjects: tuple[Iri, ...] | None) -> Collision | None:
    valuations = list(pair.valuations())
    possible: list[Extent] = [extent for valuation in valuations if (extent := pair.overlap(valuation, sure=False))]
    if not possible:
        return None
    certain = all(pair.certain(valuation) for valuation in valuations)
    sure = [pair.overlap(valuation, sure=True) for valuation in valuations] if certain else []
    shown = sure if sure and all(sure) else possible
    core = reduce(common, sure) if sure else ()  # what every reading shares, where there is such a thing
    ground = core or tuple(box for extent in shown for box in extent)
    return collision(pair, valuations[0], certain, ground, subjects)
