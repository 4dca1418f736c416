"""Words for people: reasons, periods, and the questions that would settle an answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from partnergraph.axes import AXES
from partnergraph.bounds import say_term
from partnergraph.exclusivity.accounts import Account, day_or_none
from partnergraph.exclusivity.alternatives import Cell
from partnergraph.exclusivity.answers import Opening, Quote, Reason
from partnergraph.exclusivity.choices import Choice
from partnergraph.exclusivity.extents import parts_alone, parts_of, with_parts
from partnergraph.exclusivity.indexed import DealIndex
from partnergraph.exclusivity.scope import PLACED, region_name_of, region_words
from partnergraph.inference import UNKNOWN_FUTURE, UNKNOWN_PAST, Dispute, Step, Window, is_possible, undated
from partnergraph.model import Commitment, Condition, Iri, Ownership, Renewal, Statement
from partnergraph.territory import WORLD_MASK, shortest_phrase
from partnergraph.territory.regions import table
from partnergraph.wording.dates import GOES_ON, NO_END, say_when
from partnergraph.wording.deals import (
    Scope,
    option_of,
    say_deal,
    say_exception,
    say_held,
    say_promise,
    say_territory,
    say_use,
    say_where,
)
from partnergraph.wording.grammar import full_stop, with_article
from partnergraph.wording.lists import listed
from partnergraph.wording.references import visible
from partnergraph.wording.statements import say_owner, say_relative, say_source, say_unsettled


def moment(earliest: int, latest: int) -> str | None:
    """Return two bounds of one edge as an EDTF moment; ``".."`` when it never comes, ``None`` when nothing is known.

    >>> from datetime import date, timedelta
    >>> day = date(2022, 7, 1).toordinal()
    >>> moment(day, day), moment(day, UNKNOWN_FUTURE), moment(UNKNOWN_PAST, UNKNOWN_FUTURE)
    ('2022-07-01', '[2022-07-01..]', None)
    """
    if earliest >= UNKNOWN_FUTURE:
        return ".."
    first = "" if earliest <= UNKNOWN_PAST else _iso(earliest)
    last = "" if latest >= UNKNOWN_FUTURE else _iso(latest)
    if not first and not last:
        return None
    return first if first == last else f"[{first}..{last}]"


def since(window: Window) -> str | None:
    """Return when a commitment starts, as an EDTF moment."""
    return moment(window.earliest_start, window.latest_start)


def until(window: Window) -> str | None:
    """Return when a commitment ends, as an EDTF moment; not known when only its start bounds it."""
    if window.earliest_end == window.earliest_start and window.latest_end == UNKNOWN_FUTURE:
        return None
    return moment(window.earliest_end, window.latest_end)


def countries(account: Account) -> str:
    """Return the territory as a person would write it."""
    return say_territory(account.territory) if account.territory else "territory not stated"


def phrase_of(mask: int, day: date | None, looked_at: Iterable[str] = ()) -> str:
    """Return countries, and parts of others, as a person would write them on a day.

    Countries of the mask are without those parts ``looked_at`` that are not in it.
    """
    if day is not None:  # groups have the same members from one change to the next
        changes = _changes()
        day = changes[max(bisect_right(changes, day) - 1, 0)]
    without = parts_of(with_parts(mask, looked_at) & ~mask)
    return shortest_phrase(mask & WORLD_MASK, day, parts_alone(mask), without)


@lru_cache(maxsize=1)
def _changes() -> list[date]:
    """Return every day on which some group of countries, or its name, changes, after the first day of all."""
    lines = (line for code in table().regions for line in region_words(code))
    found = {day for line in lines for day, _ in line if day is not None}
    for region in table().regions.values():
        first, last = region.raw.get("era", (None, None))
        found.update([date.fromisoformat(first)] if first else [])
        found.update([date.fromisoformat(last) + timedelta(days=1)] if last else [])
    return [date.min, *sorted(found)]


def describe(index: DealIndex, account: Account) -> str:
    """Return what a commitment promises, without place and time."""
    return say_promise(account.commitment, _scope(index, account), account.strength, index.glossary)


def told(index: DealIndex, account: Account) -> str:
    """Return what a commitment promises, where and when, as a sentence without its full stop."""
    words = say_deal(account.commitment, _scope(index, account), account.strength, index.glossary, when(index, account))
    said = index.documents.about.get(account.commitment.iri, []) if account.exists is None else []
    unsettled = say_unsettled(filter(is_possible, said))
    deal = account.commitment.iri
    changed = say_changed(index.changed_by(deal), index.changed_next(deal))
    why = filter(None, (hanging(index, deal), changed, unsettled, prevailing(index, index.origin(deal))))
    return f"{words}{''.join(f' ({one})' for one in why)}"


NOT_RECORDED: Final = "nothing is recorded of a right of its own to this"
"""Of who grants out of no recorded right."""


def held(index: DealIndex, account: Account, *, owns: bool) -> str:
    """Return what somebody holds, where and when, without who gave it."""
    scope = _scope(index, replace(account, fields=None) if account.whole_work else account)
    use = say_use(scope, index.glossary)
    right = say_held(account.commitment, account.strength, owns=owns)
    place = f" {say_where(scope.territory)}" if scope.territory or not owns else ""
    excepted = "".join(f", except {say_exception(one, index.glossary)}" for one in scope.carveouts)
    words = f"{right}{use}{place}{excepted}"
    days = when(index, account)
    deal = account.commitment.iri
    words = f"{words}, {days}" if days else words
    changed = say_changed(index.changed_by(deal), index.changed_next(deal))
    return f"{words} ({changed})" if changed else words


def hanging(index: DealIndex, deal: Iri) -> str | None:
    """Return what the days of a deal hang on: occurrences, with their recorded days, or the end of the deal itself."""
    version = index.timeline.versions.get(deal)
    if version is not None and version.after is not None:
        return "selling off after the end"
    words = {}
    for said in index.documents.about.get(deal, ()):
        told = [(said.relative_starts, "from"), (said.relative_ends, "until")]
        words.update({say_relative(days, index.glossary, word): said.hangs_on for days, word in told if days})
    if not words:
        return None
    occurrences = dict.fromkeys(iri for named in words.values() for iri in named)
    return "; ".join((*words, *(f"{index.name(iri)!r}: {_recorded(index, iri)}" for iri in occurrences)))


def _recorded(index: DealIndex, occurrence: Iri) -> str:
    """Return the days that are recorded of an occurrence, and where."""
    found: dict[str, None] = {}
    for fact in index.timeline.recorded(occurrence):
        first = max((b.day for b in fact.bounds if b.edge == "earliest-start"), default=UNKNOWN_PAST)
        last = min((b.day for b in fact.bounds if b.edge == "latest-start"), default=UNKNOWN_FUTURE)
        where = f" {say_where(fact.territory)}" if fact.territory else ""
        found[f"{moment(first, last)}{where}"] = None
    return ", ".join(found) or "no day is recorded"


def prevailing(index: DealIndex, fact: Iri) -> str | None:
    """Return which sources are declared to prevail over which on a fact; ``None`` where none does."""
    found = index.documents.prevailing.get(fact)
    if found is None:
        return None
    first, others = (listed(_dated(index, source) for source in sorted(group)) for group in found)
    return f"{first} {'prevails' if len(found[0]) == 1 else 'prevail'} over {others}"


def _dated(index: DealIndex, source: Iri) -> str:
    """Return the title of a source with the day on which its declarations stand."""
    day = index.documents.as_of(source) or index.documents.day_of(source)
    return say_source(repr(index.documents.title(source)), day)


def _scope(index: DealIndex, account: Account) -> Scope:
    terms: dict[str, Any] = {axis.terms: account.on(axis) or () for axis in AXES}
    terms |= option_of(index.said(account.commitment))
    return Scope(
        subjects=account.subjects or (), territory=account.territory or (), carveouts=account.carveouts, **terms
    )


def where(account: Account) -> str:
    """Return the territory as the end of a sentence."""
    return say_where(account.territory or ())


def when(index: DealIndex, account: Account) -> str:
    """Return since when and until when, in words; empty where neither is known."""
    window, ending = account.window, None
    if window.earliest_end >= UNKNOWN_FUTURE:
        reading = _goes_on(index, account)
        ending = GOES_ON[reading] if reading else NO_END
    days = (window.earliest_start, window.latest_start, window.earliest_end, window.latest_end)
    first, begun, last, over = map(day_or_none, days)
    return say_when((first, begun), (last, over), ending)


def _goes_on(index: DealIndex, account: Account) -> str | None:
    """Return the reading by which alone a commitment has no end; ``None`` where a source says that it has none."""
    if account.window.earliest_end < UNKNOWN_FUTURE:
        return None
    endless = [b for b in index.timeline.bounds(account.commitment.iri) if b.day >= UNKNOWN_FUTURE]
    return next((name for name in GOES_ON if any(name in b.readings for b in endless)), None)


def reason(
    index: DealIndex, source: Commitment | Ownership, account: Account | None, window: Window | None = None
) -> Reason:
    """Return the reason that a commitment or an ownership is."""
    statements = index.documents.about.get(source.iri, [])
    if isinstance(source, Ownership) or account is None:
        assert isinstance(source, Ownership)
        why = say_owner(source, index.glossary)
        edges = (since(window), until(window)) if window else (None, None)
        return Reason(source.iri, why, "everywhere", *edges, quotes(index, statements))
    following = index.changed_next(source.iri)
    hung = (one for said in statements for iri in said.hangs_on for one in index.documents.about.get(iri, ()))
    statements = [*statements, *hung, *(following.told if following else ())]
    return Reason(
        index.origin(source.iri),
        told(index, account),
        countries(account),
        since(account.window),
        None if _goes_on(index, account) else until(account.window),
        quotes(index, statements),
    )


def say_changed(steps: Iterable[Step], following: Step | None) -> str:
    """Say by which events a deal is what it is, and until which, with the days from which they work.

    >>> say_changed((), None)
    ''
    """
    told = [_say_step(step) for step in steps]
    words = [f"as changed by {listed(told)}"] if told else []
    words += [f"until {_say_step(following)}"] if following is not None else []
    return ", ".join(words)


def _say_step(step: Step) -> str:
    return f"{step.events[0].label!r} from {moment(*step.days) or 'a day that is not known'}"


def quotes(index: DealIndex, statements: Iterable[Statement]) -> tuple[Quote, ...]:
    """Return the passages of statements; a statement without one still cites its source."""
    found: dict[Quote, None] = {}
    for statement in statements:
        passages = index.documents.quotes(statement)
        title, day = index.documents.title(statement.source), index.documents.day_of(statement.source)
        phrases: list[str | None] = [passage.phrase for passage in passages]
        for phrase in phrases or [None]:
            found[Quote(title, phrase, day)] = None
    return tuple(found)


def deciding_question(index: DealIndex, cell: Cell, choice: Choice) -> str:
    """Return the question that an open choice leaves, in words."""
    what = choice[0]
    if what in _ABOUT_COMMITMENT and choice[1] in index.commitments:
        commitment = index.commitments[str(choice[1])]
        said, recorded = index.documents.about.get(commitment.iri, ()), index.timeline.recorded
        occurrence = undated(said, recorded) if what == "runs" else None
        if occurrence is not None:
            where = (
                f" in {region_name_of(cell.country)}" if any(fact.territory for fact in recorded(occurrence)) else ""
            )
            return f"When was {index.name(occurrence)!r}{where}? '{commitment.label}' hangs on it."
        return _ABOUT_COMMITMENT[str(what)].format(
            deal=f"'{commitment.label}'",
            day=cell.day.isoformat(),
            country=region_name_of(cell.country),
            field=index.name(cell.field),
            subject=index.name(cell.subject),
            party=index.name(str(choice[2])) if what in ("beneficiary", "excluded") else "",
            other=f"'{index.commitments[str(choice[2])].label}'" if what == "first" else "",
            bound=index.names(commitment.bound),
        )
    return _other_question(index, cell, choice)


_ABOUT_COMMITMENT = {
    "made": "Was {deal} (planned or conditional) made?",
    "runs": "Was {deal} in force on {day}?",
    "subject": "Does {deal} concern {subject}?",
    "marks": "Does {subject} carry a mark that {deal} rules out?",
    "field": "Does {deal} cover {field}?",
    "territory": "Does {deal} reach {country}?",
    "more": "Does the list of countries of {deal} go on to {country}?",
    "affiliates": "Does {deal} cover affiliates?",
    "beneficiary": "Is {party} the one favoured by {deal}?",
    "excluded": "Is {party} the one shut out by {deal}?",
    "counted": "Does {deal} count licences that are not {bound}'s own, such as sublicences?",
    "places": "How many licensees does {bound} have, as {deal} counts them?",
    "first": "Was {deal} given before {other}?",
    "shut": "Does {deal} shut out {bound} too?",
    "consent": "Does {bound} consent to a sublicence out of {deal}?",
    "exercised": "Was the option {deal} taken up?",
    "still": "Does the exception go on for {deal} as it was renewed or changed since?",
    "mode": "Does {deal} read its groups of countries at the day asked, or as agreed?",
}


def _other_question(index: DealIndex, cell: Cell, choice: Choice) -> str:
    what, who = choice[0], str(choice[1])
    if what == "title":
        whose = index.names(choice[2])  # type: ignore[arg-type]
        right = "the exclusive right" if choice[1] else "the right"
        return f"Does {whose} hold {right} to {index.name(cell.subject)} there, by a licence that is not recorded?"
    if what == "word":
        return f"Does {region_name_of(who)} include {region_name_of(cell.country)}?"
    if what == "part":
        return f"In which part of {region_name_of(who)} is it asked?"
    if what == "mode":
        return f"Does {index.name(who)!r} read its groups of countries at the day asked, or as agreed?"
    if what == "control":
        ownership = next(o for owned in index.owners.values() for o in owned if o.iri == who)
        return f"Did {index.name(ownership.owner)} own {index.name(ownership.owned)} on {cell.day.isoformat()}?"
    if what == "came":
        return f"Had {index.name(who)!r} come into effect on {cell.day.isoformat()}?"
    if what == "licence":
        return f"Is the excepted licence {index.name(who)} in force on {cell.day.isoformat()}?"
    asked = choice[2]
    if choice[3] == "":
        noun = next(axis.kind for axis in AXES if axis.name == who)
        return f"Which {noun} of {index.name(str(asked))} is meant?" if asked else f"Which {noun} is meant?"
    unplaced = choice[3] if index.trees.tree(str(asked)) == PLACED else asked
    return f"Where among the known terms does {index.name(str(unplaced))} belong?"


def source_question(index: DealIndex, dispute: Dispute) -> str:
    """Return the question which of several sources at odds is right."""
    return f"Which source is right: {listed(map(index.documents.title, sorted(dispute)), 'or')}?"


def which_day(days: Sequence[date]) -> str:
    """Return the question to ask when the answer is definite on every day, but not the same."""
    return f"Which day is meant? The answer changes on {listed(day.isoformat() for day in days[1:])}."


def nothing_recorded(index: DealIndex, cell: Cell, party: Iri | None) -> str:
    """Return the question to ask when no statement concerns a party."""
    allowed = "Has anybody been allowed" if party is None else f"Has anybody allowed {index.name(party)}"
    return (
        f"{allowed} to use {index.name(cell.subject)} for {index.name(cell.field)} in "
        f"{region_name_of(cell.country)} on {cell.day.isoformat()}? Nothing is recorded."
    )


def newcomer(name: str) -> str:
    """Say that nothing recorded names a party, and how it is answered.

    >>> newcomer("Example Phones")
    "no organization called 'Example Phones' is recorded; the answer is that of a newcomer"
    """
    return f"no organization called {name!r} is recorded; the answer is that of a newcomer"


def succeeded(index: DealIndex, party: Iri, by: Iterable[Iri]) -> str:
    """Say that another company took the place of a party, or may have, and is answered for."""
    return f"{index.name(party)} is answered as {index.names(by)}, by a recorded succession"


def unknown_grantor(name: str) -> str:
    """Say that nothing recorded names who would grant: what it holds and promised is not known."""
    return (
        f"no organization called {name!r} is recorded: nothing is known of what it holds or has promised, "
        "and only what others promised is held against this deal"
    )


def parent_not_counted(name: str) -> str:
    """Say that it is open what a party above the grantor granted, of which nothing about the subject is recorded.

    >>> parent_not_counted("Parent")
    'what Parent, above who grants, could have granted is not counted: no source lists its commitments'
    """
    return f"what {name}, above who grants, could have granted is not counted: no source lists its commitments"


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def opened(index: DealIndex, openings: Sequence[Opening]) -> str:
    """Return what is open once an exclusivity has ended, in words; "nothing" where nothing is."""
    return "; ".join(_opening(index, opening) for opening in openings) or "nothing"


def _opening(index: DealIndex, opening: Opening) -> str:
    words = opening.countries if opening.certain else f"perhaps {opening.countries}"
    if opening.within:
        words += f" for {index.names(opening.within)} only"
    if opening.beyond:
        words += f" for all but {index.names(opening.beyond)}"
    if opening.parties:
        words += f" for {index.names(opening.parties)} alone"
    if opening.until:
        words += f" until {opening.until.isoformat()}"
    if not opening.by:
        return words
    followers = [deal for iri in opening.by for deal in index.as_read(iri)]
    holders = dict.fromkeys(party for follower in followers for party in follower.beneficiaries)
    what = (
        f"{index.names(holders)}'s exclusivity"
        if holders
        else with_article(followers[0].kind)
        if followers
        else "another"
    )
    when = "then" if opening.until else "the next day"
    return f"{words}: {what} {'follows' if opening.certain else 'may follow'} {when}"


def ending(what: str, last: date, own_last: date | None, *, made: bool) -> str:
    """Say by when something ends; ``own_last``: its own end, where the licence above it ends first.

    >>> ending("A may sell", date(2024, 6, 30), date(2025, 6, 30), made=False)
    'Not made yet: A may sell; it would end by 2024-06-30 with the licence above it (its own end: by 2025-06-30).'
    """
    found = f"{what}; it ends by" if made else f"Not made yet: {what}; it would end by"
    why = f" with the licence above it (its own end: by {own_last.isoformat()})" if own_last else ""
    return f"{found} {last.isoformat()}{why}."


def notice(what: str, renewal: Renewal, day: date, last: date) -> str:
    """Say by when notice, or the exercise of an option to extend, is in time, and for which last day.

    >>> from partnergraph.bounds import Term
    >>> notice("A may sell", Renewal(every=Term(months=12)), date(2024, 9, 30), date(2024, 12, 31))
    'A may sell; notice is in time until 2024-09-30, else it is renewed by 1 year after 2024-12-31.'
    """
    by = say_term(renewal.every)
    if renewal.by == "silence":
        return f"{what}; notice is in time until {day}, else it is renewed by {by} after {last}."
    return f"{what}; the option to extend it by {by} after {last} is in time until {day}."


def coming_due(what: str, condition: Condition, day: date) -> str:
    """Say from which day a condition can fail.

    >>> from partnergraph.model import Condition
    >>> coming_due("A may sell", Condition(text="1,000 units", kind="lasting"), date(2024, 1, 1))
    'A may sell; its condition can fail from 2024-01-01: 1,000 units.'
    """
    return full_stop(f"{what}; its condition can fail from {day}: {visible(condition.text)}")


def opening_tail(opens: str | None) -> str:
    """Return the sentence that says what an end opens; nothing for what shuts out nobody."""
    if opens is None:
        return ""
    if opens == "nothing":
        return " It opens nothing: a successor starts the next day."
    return f" It may open {opens.removeprefix('perhaps ')}." if opens.startswith("perhaps ") else f" It opens {opens}."
